"""Publishing: what stands against it, in words, and the step itself."""

from console.background import attend
from console.document import RosterDocument
from console.document.words import count
from console.now import utc_now
from scheduler.api import DeskError, StoredRoster, in_the_way
from scheduler.api import needs_reason as reason_needed
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Roster
from scheduler.domain.words import Minute, RosterState, Severity


def open_obstacles(document: RosterDocument) -> tuple[Finding, ...]:
    """Return the findings that stop the roster's publication today."""
    if document.roster is None or document.facts is None:
        return ()
    now = Minute(int(utc_now().timestamp()) // 60)
    return in_the_way(document.found.blocking, document.roster, document.baseline, document.facts.clock, now)


def needs_reason(document: RosterDocument) -> str:
    """Return why publishing needs a reason, in a sentence; "" where it needs none."""
    if document.roster is not None and document.roster.state == RosterState.PUBLISHED:
        return ""
    version = document.roster.version if document.roster is not None else 0
    return reason_needed(document.found.counts.get(Severity.ASK, 0), version)


def why_not(document: RosterDocument) -> str:
    """Return one sentence that says why the roster cannot be published now, "" when it can."""
    if document.roster is None:
        return "There is no roster to publish: build one first."
    if document.proposal is not None:
        return "A proposal is waiting: accept or discard it first."
    if document.unsent:
        return document.unsent
    if not document.roster.tours:
        return "The roster is empty: build it first."
    if document.roster.state == RosterState.PUBLISHED:
        return f"Version {document.roster.version} is published, and nothing has changed since."
    if document.report is None:
        return "The roster is still being checked: try again in a moment."
    found = open_obstacles(document)
    if found:
        hard = sum(1 for f in found if f.severity == Severity.NEVER)
        mend = "mend it" if len(found) == 1 else "mend each of them"
        if hard < len(found):
            mend += ", or have it waived"
        if 0 < hard < len(found):
            mend += f" ({hard} of severity never cannot be)"
        verb = "stops" if len(found) == 1 else "stop"
        return f"{count(len(found), 'finding')} {verb} this roster's publication: {mend}."
    return ""


def why_not_become(roster: Roster | None, state: RosterState) -> str:
    """Return one sentence that says why a roster cannot be proposed, or approved, now, "" when it can."""
    if roster is None:
        return "There is no roster: build one first."
    if not roster.tours:
        return "The roster is empty: build it first."
    if state == RosterState.PROPOSED:
        return {
            RosterState.PROPOSED: "It is proposed already: approve it next.",
            RosterState.APPROVED: "It is approved already: publish it next.",
            RosterState.PUBLISHED: f"Version {roster.version} is published, and nothing has changed since.",
            RosterState.ARCHIVED: "The roster is archived: it takes no more changes.",
        }.get(roster.state, "")
    if roster.state == RosterState.APPROVED:
        return "It is approved already: publish it next."
    return "" if roster.state == RosterState.PROPOSED else "Only what was proposed can be approved: propose it first."


def why_not_archive(roster: Roster | None) -> str:
    """Return one sentence that says why a roster cannot be archived now, "" when it can."""
    if roster is None:
        return "There is no roster to archive."
    if roster.state == RosterState.ARCHIVED:
        return "The roster is archived already."
    return "" if roster.state == RosterState.PUBLISHED else "Only a published roster without later edits is archived."


def set_state(document: RosterDocument, state: RosterState) -> bool:
    """Propose or approve the roster, which any later edit takes back, or archive it; return whether it worked."""
    if document.desk is None or document.roster_id is None or document.roster is None:
        document.failed.emit("Open a roster first.")
        return False
    if document.unsent:
        document.failed.emit(document.unsent)
        return False
    desk = document.desk
    steps = {
        RosterState.PROPOSED: desk.propose,
        RosterState.APPROVED: desk.approve,
        RosterState.ARCHIVED: desk.archive,
    }
    try:
        steps[state](document.roster_id)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Its state is as before.")
        return False
    document.take_state(document.desk.roster(document.roster_id).roster)
    return True


def is_sealed(document: RosterDocument) -> bool:
    """Whether the posts of the last published version are drawn at muster."""
    if document.desk is None or document.roster_id is None:
        return False
    return document.desk.draws.commitment(document.roster_id) is not None


def publish(document: RosterDocument, reason: str, is_sealed: bool | None = None) -> bool:
    """Make the roster the next version; return whether that worked.

    Args:
        document: The open roster.
        reason: Why.
        is_sealed: Whether posts are drawn at muster; None for as with the version before.
    """
    sentence = why_not(document)
    if sentence or document.desk is None or document.roster_id is None:
        document.failed.emit(sentence or "Open a database first.")
        return False
    desk, number, certificate = document.desk, document.roster_id, document.certificate

    def make_version() -> StoredRoster:
        desk.publish(number, reason=reason, certificate=certificate, is_sealed=is_sealed)
        return desk.roster(number)

    try:
        stored = attend(make_version)
    except DeskError as error:
        document.failed.emit(f"The roster was not published: {error}")
        return False
    document.take_published(stored.roster)
    return True
