"""Contact hours, tenure and what is left of both, as arrays over domain values; staffing plan and relief factor.

The checker has a ledger of its own. Each part is loaded when it is asked for: a first roster needs a few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.ledger.contact import Contacts, Ledger, Work
    from scheduler.ledger.left import ContactLimit, ToursCount, ToursLeft, tours_left
    from scheduler.ledger.pairs import pairs_in
    from scheduler.ledger.pay import PayLine, PayNotChosenError, PaySpan, PayTable, pay_spans, pay_table
    from scheduler.ledger.relief import Meal, MealPlan, MealTimes, plan_meals
    from scheduler.ledger.relief_factor import PostNeed, ReliefReport, WorkYear, relief_report, rounded
    from scheduler.ledger.rotation import RotationLine, RotationState, rotation_lines
    from scheduler.ledger.staffing_plan import Deviation, DeviationKind, deviations, plan_on
    from scheduler.ledger.tenure import tenures
    from scheduler.ledger.windows import Future, carried, futures

__all__ = [
    "ContactLimit",
    "Contacts",
    "Deviation",
    "DeviationKind",
    "Future",
    "Ledger",
    "Meal",
    "MealPlan",
    "MealTimes",
    "PayLine",
    "PayNotChosenError",
    "PaySpan",
    "PayTable",
    "PostNeed",
    "ReliefReport",
    "RotationLine",
    "RotationState",
    "ToursCount",
    "ToursLeft",
    "Work",
    "WorkYear",
    "carried",
    "deviations",
    "futures",
    "plan_on",
    "pairs_in",
    "pay_spans",
    "pay_table",
    "plan_meals",
    "relief_report",
    "rotation_lines",
    "rounded",
    "tenures",
    "tours_left",
]

_HOME = {
    "contact": ("Contacts", "Ledger", "Work"),
    "left": ("ContactLimit", "ToursCount", "ToursLeft", "tours_left"),
    "pairs": ("pairs_in",),
    "pay": ("PayLine", "PayNotChosenError", "PaySpan", "PayTable", "pay_spans", "pay_table"),
    "relief": ("Meal", "MealPlan", "MealTimes", "plan_meals"),
    "relief_factor": ("PostNeed", "ReliefReport", "WorkYear", "relief_report", "rounded"),
    "rotation": ("RotationLine", "RotationState", "rotation_lines"),
    "staffing_plan": ("Deviation", "DeviationKind", "deviations", "plan_on"),
    "tenure": ("tenures",),
    "windows": ("Future", "carried", "futures"),
}
"""The names that each part gives."""


def __getattr__(name: str) -> Any:
    """Return what a part gives, and load that part."""
    for part, names in _HOME.items():
        if name in names:
            found = getattr(import_module(f"{__name__}.{part}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
