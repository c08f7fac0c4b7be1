"""What the console and the command line may call."""

from scheduler.api.desk import Desk
from scheduler.api.publishing import PublishBlockedError
from scheduler.api.rotation import rotation_left
from scheduler.check import check_roster
from scheduler.domain.roster import StaleEditError
from scheduler.exchange import UnwritableError, WorkbookErrors, WorkbookFault, read_workbook, write_workbook
from scheduler.ledger import ToursLeft
from scheduler.storage import AuditRow, DeskError, JournalStep, RosterHead, StoredRoster

__all__ = [
    "AuditRow",
    "Desk",
    "DeskError",
    "JournalStep",
    "PublishBlockedError",
    "RosterHead",
    "StaleEditError",
    "StoredRoster",
    "ToursLeft",
    "UnwritableError",
    "WorkbookErrors",
    "WorkbookFault",
    "check_roster",
    "read_workbook",
    "rotation_left",
    "write_workbook",
]
