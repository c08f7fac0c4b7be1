"""Waivers: an approved exception to one stop finding, with who, why and until when."""

from datetime import date, timedelta

from console.document import RosterDocument
from console.operations import exchange
from scheduler.api import DeskError
from scheduler.domain.findings import Finding
from scheduler.domain.people import RotationWaiver
from scheduler.domain.problem import WAIVER_DAYS
from scheduler.domain.roster import Waiver
from scheduler.domain.words import AreaCode, Badge, Severity

TENURE = "area_tenure"
LONGEST = timedelta(days=WAIVER_DAYS - 1)
"""From the first to the last date of a waiver of rotation, both of which count."""


def may_waive(document: RosterDocument, finding: Finding | None) -> bool:
    """Whether a waiver can be asked for: a stop finding of the roster as it stands that none covers yet."""
    return (
        finding is not None
        and finding.severity == Severity.STOP
        and document.proposal is None
        and document.waiver_of(finding) is None
    )


def may_put_off(document: RosterDocument, finding: Finding | None) -> bool:
    """Whether rotation can be put off: a finding about time in an area, of the roster as it stands."""
    is_tenure = finding is not None and finding.rule == TENURE and bool(finding.detail.get("area"))
    return is_tenure and document.proposal is None


def put_off(document: RosterDocument, finding: Finding, approver: str, reason: str, expires: date) -> bool:
    """Waive the rotation that a finding asks for, from its date on; return whether that worked."""
    about = finding.cells[0]
    if document.desk is None or about.badge is None:
        document.failed.emit("Open a roster first.")
        return False
    waiver = RotationWaiver(
        badge=about.badge,
        area=AreaCode(str(finding.detail["area"])),
        first=about.on,
        expires=expires,
        approver=approver,
        reason=reason,
    )
    try:
        document.desk.add_rotation_waiver(waiver)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Nothing was put off.")
        return False
    exchange.reload(document)
    return True


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
