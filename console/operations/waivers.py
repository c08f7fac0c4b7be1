"""Waivers: an approved exception to one stop finding, with who, why and until when."""

from datetime import date

from console.document import RosterDocument
from scheduler.api import DeskError
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Waiver
from scheduler.domain.words import Badge, Severity


def may_waive(document: RosterDocument, finding: Finding | None) -> bool:
    """Whether a waiver can be asked for: a stop finding of the roster as it stands that none covers yet."""
    return (
        finding is not None
        and finding.severity == Severity.STOP
        and document.proposal is None
        and document.waiver_of(finding) is None
    )


def waive(document: RosterDocument, finding: Finding, approver: str, reason: str, expires: date) -> bool:
    """Record a waiver of a finding; return whether that worked."""
    if document.desk is None or document.roster_id is None:
        document.failed.emit("Open a roster first.")
        return False
    about = finding.cells[0]
    waiver = Waiver(
        entry=finding.entry,
        badge=about.badge or Badge(""),
        on=about.on,
        approver=approver,
        reason=reason,
        expires=expires,
    )
    try:
        roster = document.desk.add_waiver(document.roster_id, waiver)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Nothing was waived.")
        return False
    document.take_waived(roster)
    return True
