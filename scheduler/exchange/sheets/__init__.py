"""Every sheet of the facility workbook: the one definition behind template, documentation, reading and writing."""

from scheduler.exchange.layout import Sheet
from scheduler.exchange.sheets.inmates import INMATE_SHEETS
from scheduler.exchange.sheets.leave import LEAVE_SHEETS
from scheduler.exchange.sheets.orders import ORDER_SHEETS
from scheduler.exchange.sheets.people import PEOPLE_SHEETS
from scheduler.exchange.sheets.place import PLACE_SHEETS
from scheduler.exchange.sheets.plans import PLAN_SHEETS
from scheduler.exchange.sheets.policy import POLICY_SHEETS

SHEETS: tuple[Sheet, ...] = (
    *PLACE_SHEETS,
    *PEOPLE_SHEETS,
    *PLAN_SHEETS,
    *ORDER_SHEETS,
    *LEAVE_SHEETS,
    *INMATE_SHEETS,
    *POLICY_SHEETS,
)
"""In the order of the tabs."""

BY_NAME = {sheet.name: sheet for sheet in SHEETS}
