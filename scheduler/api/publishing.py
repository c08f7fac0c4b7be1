"""When a roster may be published: no finding blocks it, or an approved waiver covers it, and what asks has a reason."""

from collections.abc import Iterable

from scheduler.domain.clock import Clock
from scheduler.domain.findings import Finding, Report
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Minute, RosterState, Severity
from scheduler.rules import rule_of
from scheduler.storage import DeskError


class PublishBlockedError(DeskError):
    """A roster may not be published; `findings` are those that block it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        first = findings[0]
        count = f"{len(findings)} findings block it, the first one" if len(findings) > 1 else "one finding blocks it,"
        where = " ".join(str(part) for part in (first.cells[0].badge, first.cells[0].on) if part)
        super().__init__(f"The roster cannot be published: {count} {where}: {rule_of(first.rule).explain(first)}")


class ReasonNeededError(DeskError):
    """A roster may not be published without a reason."""


def in_the_way(
    blocking: Iterable[Finding], roster: Roster, published: Roster | None, clock: Clock, now: Minute
) -> tuple[Finding, ...]:
    """Return those of some never and stop findings that a roster may not be published with.

    A waiver that has not expired lets a stop finding pass. A never finding has none; but one that is only about tours
    which are published as they are and have begun is past mending: it stays listed, and stands in nobody's way. So a
    restriction that holds from today on does not keep tomorrow's roster back because of the night before.

    Args:
        blocking: The findings.
        roster: The roster, with its waivers.
        published: Its last version, None for none.
        clock: The facility's wall clock.
        now: What starts before this minute has begun.
    """
    today = clock.date_of(now)
    begun = {t for t in published.tours if t.start <= now} if published is not None else set()
    return tuple(
        finding
        for finding in blocking
        if not any(waiver.covers(finding, today) for waiver in roster.waivers)
        and not (finding.severity == Severity.NEVER and _is_of(finding, roster, begun))
    )


def _is_of(finding: Finding, roster: Roster, begun: set[Tour]) -> bool:
    """Whether a finding is about some tours and nothing else."""
    if not begun:
        return False
    for cell in finding.cells:
        tours = [
            tour
            for tour in roster.tours
            if tour.badge == cell.badge and (tour.seat == cell.seat if cell.seat else tour.on == cell.on)
        ]
        if not tours or not begun.issuperset(tours):
            return False
    return True


def check_for_publishing(report: Report, roster: Roster, published: Roster | None, clock: Clock, now: Minute) -> None:
    """Refuse a roster with findings that block it; arguments as for `in_the_way`.

    Raises:
        PublishBlockedError: a never finding about what has not begun, or a stop finding without a waiver.
    """
    blocking = in_the_way(report.blocking, roster, published, clock, now)
    if blocking:
        raise PublishBlockedError(blocking)


def needs_reason(asks: int, version: int) -> str:
    """Return why publishing needs a reason, in a sentence; "" where it needs none.

    A waiver has a reason of its own, given when it was approved.

    Args:
        asks: How many findings ask for one.
        version: Number of the version that would be replaced, 0 for none.
    """
    noun = "finding asks" if asks == 1 else "findings ask"
    parts = [f"{asks:,} {noun} for one"] if asks else []
    parts += [f"version {version} is replaced"] if version else []
    return f"A reason is needed: {', and '.join(parts)}." if parts else ""


def check_reason(report: Report, roster: Roster, reason: str) -> None:
    """Refuse to publish without a reason where one is needed; a roster that is published as it stands replaces nothing.

    Args:
        report: The checker's answer.
        roster: The roster, with the number of its last version.
        reason: What was given.

    Raises:
        ReasonNeededError: one is needed, and `reason` is blank.
    """
    if roster.state in (RosterState.PUBLISHED, RosterState.ARCHIVED):
        return
    needed = needs_reason(sum(1 for f in report.findings if f.severity == Severity.ASK), roster.version)
    if needed and not reason.strip():
        raise ReasonNeededError(needed)
