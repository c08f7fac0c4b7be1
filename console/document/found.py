"""A report looked up: its findings by officer, the mark of each cell, counts. Gone through once, whoever asks."""

from collections import Counter

from console.document.index import Cell
from scheduler.domain.findings import Finding, Report
from scheduler.domain.words import Badge, Severity

TENURE_RULE = "area_tenure"
MARKS = {Severity.NEVER: "stop", Severity.STOP: "stop", Severity.ASK: "ask"}
"""How a cell with a finding is outlined; what is only shown is not."""


class Found:
    """What screens ask of a report. A value: another report needs another one.

    Attributes:
        report: The report, None while there is none.
        outlines: "stop" or "ask" for each cell on which the report lays such a finding, the gravest of it.
        findings: All of it that is told: of a roster that is not begun not what is missing on posts.
        counts: How many findings there are of each severity that has any.
        blocking: The never and stop findings.
        overdue: The officers who are in an area after their rotation was due.
    """

    def __init__(self, report: Report | None = None, is_blank: bool = False) -> None:
        """Go through a report.

        Args:
            report: The report, None for none.
            is_blank: It is about a roster in which nobody is on any post yet.
        """
        self.report = report
        self.outlines: dict[Cell, str] = {}
        self._of_officer: dict[Badge, list[Finding]] = {}
        numbers: Counter[Severity] = Counter()
        findings, charges = (report.findings, report.charges) if report is not None else ((), ())
        if is_blank:
            findings = tuple(f for f in findings if any(cell.badge is not None for cell in f.cells))
        self.findings: tuple[Finding, ...] = findings
        blocking, overdue = [], set()
        for finding in findings:
            severity, cell = finding.severity, finding.cells[0]
            badge = cell.badge
            numbers[severity] += 1
            mark = MARKS.get(severity)
            if mark == "stop":
                blocking.append(finding)
            if badge is None:
                continue
            self._of_officer.setdefault(badge, []).append(finding)
            if mark == "stop" or (mark is not None and (badge, cell.on) not in self.outlines):
                self.outlines[badge, cell.on] = mark
            if finding.rule == TENURE_RULE:
                overdue.add(badge)
        late = [finding.cells[0].badge for finding in charges if finding.rule == TENURE_RULE]
        overdue.update(badge for badge in late if badge is not None)
        self.counts: dict[Severity, int] = dict(numbers)
        self.blocking: tuple[Finding, ...] = tuple(blocking)
        self.overdue: frozenset[Badge] = frozenset(overdue)

    def of_officer(self, badge: Badge) -> tuple[Finding, ...]:
        """Return the findings whose first cell is an officer's, the gravest first."""
        return tuple(self._of_officer.get(badge, ()))
