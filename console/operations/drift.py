"""Drift: what has changed since a roster was published, so that it breaks a limit which it kept.

A call-off takes nobody over a limit by itself; whoever is held over or called in for it may be. So a roster that was
amended since it was published is looked at too: what it breaks now, the published version did not.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from console.document import RosterDocument
from console.document.sayings import sentence_of
from console.document.words import count, weekday
from console.operations.publish import open_obstacles
from scheduler.api import Action, AuditRow, DeskError, Happened
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
    "write event": "something that happened was written down",
    "call officer": "an officer was called in",
}
"""What in the audit trail can make a roster break a limit, or leads to the edit that does."""
EVENTS = {
    Happened.CALL_OFF: "an officer called off",
    Happened.LATE: "an officer came late",
    Happened.SENT_HOME: "an officer was sent home",
    Happened.TRANSPORT: "a transport left",
    Happened.LEAVE: "leave was granted late",
    Happened.HOSPITAL_WATCH: "a hospital watch began",
    Happened.CONSTANT_WATCH: "a constant watch began",
    Happened.EMERGENCY: "an emergency was written down",
    Happened.CLOSED: "a post was closed",
    Happened.COMBINED: "posts were combined",
    Happened.MOVED: "an inmate was moved",
}
_LOOKED_AT = (RosterState.PUBLISHED, RosterState.AMENDED)
MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What a published roster, or one that was amended since, breaks now.

    Attributes:
        findings: The stop and never findings that no waiver covers; there were none when it was published.
        sentence: What is broken first, and what was done since.
        tour: The tour that breaks it first, None where it is not one officer's.
    """

    findings: tuple[Finding, ...]
    sentence: str
    tour: Tour | None


def drift_of(document: RosterDocument) -> Drift | None:
    """Return how the open roster has drifted, None where it was never published or breaks nothing."""
    desk, roster, facts = document.desk, document.roster, document.facts
    if desk is None or roster is None or facts is None or document.roster_id is None:
        return None
    if roster.state not in _LOOKED_AT or document.shown is not roster:
        return None
    try:
        found = open_obstacles(document)
        if not found:
            return None
        is_amended, causes = roster.state == RosterState.AMENDED, ""
        if desk.session.may(Action.READ_AUDIT):  # who may not read the log sees what is broken all the same
            rows, published = desk.audit(MOST_ROWS), desk.versions(document.roster_id)[0].saved_at
            otherwise = "It was changed" if is_amended else "Dates have passed"
            causes = _causes(rows, published, document.zone) or f"{otherwise} since it was published."
    except DeskError:
        # Said elsewhere: what cannot be read is no drift.
        return None
    first = min(found, key=lambda finding: (finding.cells[0].on, finding.entry, finding.cells[0].badge or ""))
    cell = first.cells[0]
    whom = f"{facts.name(cell.badge)}, " if cell.badge is not None else ""
    more = f" {count(len(found) - 1, 'more finding')} of this kind." if len(found) > 1 else ""
    kept = "As amended, this roster breaks a limit that it kept when it was published"
    lead = kept if is_amended else "This published roster breaks a limit that it kept"
    sentence = f"{lead}: {whom}{weekday(cell.on)}: {sentence_of(first, facts)}{more} {causes}"
    tours = document.index.of_cell(cell.badge, cell.on) if cell.badge is not None else ()
    return Drift(findings=tuple(found), sentence=sentence.strip(), tour=tours[0] if tours else None)


def _causes(rows: tuple[AuditRow, ...], since: datetime, zone: tzinfo) -> str:
    """Return what was done since a publication, the latest first, each kind once; "" for nothing."""
    seen: dict[str, datetime] = {}
    for row in rows:
        if row.at > since and row.action in CAUSES:
            seen.setdefault(_cause(row), row.at)
    said = [f"{cause} ({at.astimezone(zone):%d %b %H:%M})" for cause, at in seen.items()]
    return f"Since it was published: {', '.join(said)}." if said else ""


def _cause(row: AuditRow) -> str:
    kinds = {f"kind:{kind}": words for kind, words in EVENTS.items()}
    return next((kinds[subject] for subject in row.subjects if subject in kinds), CAUSES[row.action])
