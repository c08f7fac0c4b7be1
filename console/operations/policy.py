"""Change the policy from a date on; what was in force before stays as it was."""

from dataclasses import replace
from datetime import date

from console.document import RosterDocument
from console.document.words import full
from console.operations import exchange
from scheduler.api import DeskError
from scheduler.domain.policy import PolicyEntry


def put_in_force(document: RosterDocument, entry: PolicyEntry, reason: str) -> bool:
    """Add an entry to the policy, and judge the open roster by it; return whether that worked."""
    if document.desk is None:
        document.failed.emit("Open a database first: File, Open database.")
        return False
    try:
        document.desk.append_policy_entries((entry,), reason)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The policy was not changed.")
        return False
    if document.roster_id is not None:
        exchange.open_roster(document, document.roster_id)
    else:
        document.opened.emit()
    return True


def end(document: RosterDocument, entry: PolicyEntry, on: date, reason: str) -> bool:
    """Take an entry out of force from local date `on`; return whether that worked."""
    return put_in_force(document, replace(entry, effective=on, is_enabled=False), reason)


def end_words(entry: PolicyEntry, on: date) -> str:
    """Return the question that ending an entry asks."""
    return f"End {entry.id} from {full(on)}? Findings up to the day before stay as they are."
