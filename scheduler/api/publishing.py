"""When a roster may be published: no finding blocks it, or an approved waiver covers the finding."""

from datetime import date

from scheduler.domain.findings import Finding, Report
from scheduler.domain.roster import Roster
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
