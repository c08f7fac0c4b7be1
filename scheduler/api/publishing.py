"""When a roster may be published: no finding blocks it, or an approved waiver covers it, and what asks has a reason."""

from datetime import date

from scheduler.domain.findings import Finding, Report
from scheduler.domain.roster import Roster
from scheduler.domain.words import RosterState, Severity
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


def check_for_publishing(report: Report, roster: Roster, today: date) -> None:
    """Refuse a roster with findings that block it.

    Args:
        report: The checker's answer.
        roster: The roster, with its waivers.
        today: The facility's date: a waiver that has expired covers nothing.

    Raises:
        PublishBlockedError: a never finding, or a stop finding without a waiver.
    """
    blocking = tuple(f for f in report.blocking if not any(w.covers(f, today) for w in roster.waivers))
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
