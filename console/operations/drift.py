"""Drift: what has changed since a roster was published, so that it breaks a limit which it kept."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from console.document import RosterDocument
from console.document.sayings import sentence_of
from console.document.words import count, weekday
from console.operations.publish import open_obstacles
from scheduler.api import Action, AuditRow, DeskError
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Tour
from scheduler.domain.words import RosterState

CAUSES = {
    "feed": "moves were taken over",
    "import": "the facility was imported anew",
    "change facility": "the facility's data was changed",
    "change policy": "the policy was changed",
    "close day": "a day was closed with what was worked",
    "write worked time": "worked time was written down",
    "grant leave": "leave was granted",
    "withdraw leave": "leave was withdrawn",
    "waive rotation": "a waiver of rotation was changed",
}
"""What in the audit trail can make a roster break a limit without an edit of it."""
MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What a published roster breaks now.

    Attributes:
        findings: The stop and never findings that no waiver covers; there were none when it was published.
        sentence: What is broken first, and what was done since.
        tour: The tour that breaks it first, None where it is not one officer's.
    """

    findings: tuple[Finding, ...]
    sentence: str
    tour: Tour | None


def drift_of(document: RosterDocument) -> Drift | None:
    """Return how the open roster has drifted, None where it is not published as it stands or breaks nothing."""
    desk, roster, facts = document.desk, document.roster, document.facts
    if desk is None or roster is None or facts is None or document.roster_id is None:
        return None
    if roster.state != RosterState.PUBLISHED or document.shown is not roster:
        return None
    try:
        found = open_obstacles(document)
        if not found:
            return None
        causes = ""
        if desk.session.may(Action.READ_AUDIT):  # who may not read the log sees what is broken all the same
            causes = _causes(desk.audit(MOST_ROWS), desk.versions(document.roster_id)[0].saved_at, document.zone)
    except DeskError:
        # Said elsewhere: what cannot be read is no drift.
        return None
    first = min(found, key=lambda finding: (finding.cells[0].on, finding.entry, finding.cells[0].badge or ""))
    cell = first.cells[0]
    whom = f"{facts.name(cell.badge)}, " if cell.badge is not None else ""
    more = f" {count(len(found) - 1, 'more finding')} of this kind." if len(found) > 1 else ""
    sentence = (
        f"This published roster breaks a limit that it kept: {whom}{weekday(cell.on)}: {sentence_of(first, facts)}"
        f"{more} {causes}"
    )
    tours = document.index.of_cell(cell.badge, cell.on) if cell.badge is not None else ()
    return Drift(findings=tuple(found), sentence=sentence.strip(), tour=tours[0] if tours else None)


def _causes(rows: tuple[AuditRow, ...], since: datetime, zone: tzinfo) -> str:
    """Return what was done since a publication, the latest first, each kind once."""
    seen: dict[str, datetime] = {}
    for row in rows:
        if row.at > since and row.action in CAUSES:
            seen.setdefault(row.action, row.at)
    said = [f"{CAUSES[action]} ({at.astimezone(zone):%d %b %H:%M})" for action, at in seen.items()]
    return f"Since it was published: {', '.join(said)}." if said else "Dates have passed since it was published."
