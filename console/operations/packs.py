"""Evidence packs: what one would hold, written, and one that somebody gave proved again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from console.document.words import count, day
from scheduler.api import Desk, DeskError
from scheduler.api.audit import sentences
from scheduler.api.packs import PROFILES, Evidence, WantedPack, examine_pack


@dataclass(frozen=True, slots=True)
class Choice:
    """A roster that can go into a pack: its number, and what it is called."""

    number: int
    words: str


def choices(document: RosterDocument) -> tuple[Choice, ...]:
    """Return the rosters that were published, the newest first."""
    if document.desk is None:
        return ()
    heads = ((head, head.period) for head in document.desk.packs.published())
    return tuple(
        Choice(head.id, f"{day(of.first)} to {day(of.last)} {of.last.year}, {count(head.version, 'version')}")
        for head, of in heads
    )


def profiles() -> tuple[tuple[str, str], ...]:
    """Return name and title of each profile, the one that tells least first."""
    return tuple((profile.name, profile.title) for profile in PROFILES.values())


def needs_case(profile: str) -> bool:
    """Whether a profile needs the number of a case."""
    return PROFILES[profile].is_for_case


def gathering(desk: Desk, wanted: WantedPack) -> Callable[[], Evidence]:
    """Return work that gathers a pack; it touches no window, and raises DeskError."""
    return lambda: desk.packs.gather(wanted)


def contents(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """Return what a pack holds and what it does not, a line each: what, and how much or why not."""
    held = []
    for one in evidence.publications:
        waivers = f", {count(len(one.roster.waivers), 'waiver')}" if one.roster.waivers else ""
        proof = "" if one.certificate is None else ", certificate" + (" and its problem" if one.certified else "")
        tours = count(len(one.roster.tours), "tour")
        held.append((f"Roster {one.roster_id}, version {one.roster.version}", f"{tours}{waivers}{proof}"))
    if evidence.deviations:
        held.append(("Posts below the staffing plan", f"{len(evidence.deviations):,}"))
    if evidence.names:
        held.append(("Names of officers", f"{len(evidence.names):,}"))
    if evidence.log:
        shown = len(evidence.log) - 1 - sum(last - first + 1 for first, last in evidence.withheld)
        held.append(("Audit log", f"{len(evidence.log) - 1:,} records, {shown} of them with who and what"))
    return (*held, *((f"Not in it: {left.what}", left.why) for left in evidence.left_out))


def write(document: RosterDocument, evidence: Evidence, path: Path) -> str:
    """Write a pack and say so, or why nothing was written."""
    desk = document.desk
    if desk is None:
        return "No database is open."
    try:
        digest = attend(lambda: desk.packs.write(evidence, path))
    except DeskError as error:
        return f"Nothing was written: {str(error).rstrip('.')}."
    return f"Written: {path.name}. SHA-256 {digest}; the audit log notes it."


def proved(path: Path) -> tuple[bool, tuple[str, ...]]:
    """Return whether a pack holds, and what was found in sentences."""
    try:
        verdict, digest = attend(lambda: examine_pack(path))
    except (DeskError, OSError) as error:
        return False, (f"{path.name}: {str(error).rstrip('.')}.",)
    if not verdict.is_whole:
        return False, (f"{path.name} does not hold.", *verdict.faults)
    log = sentences(verdict.log) if verdict.log is not None else []
    return True, (f"{path.name} holds. SHA-256 {digest}: the agency's audit log has to note the same.",
                  *verdict.said, *log)  # fmt: skip
