"""What the checker found, by severity, each in the words of its rule; long runs of one rule fold up."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.sayings import sentence_of, title_of
from console.document.words import count, day
from console.models.roles import KIND_ROLE, MARK_ROLE, SECOND_ROLE
from scheduler.domain.findings import Finding
from scheduler.domain.words import Severity

Index = QModelIndex | QPersistentModelIndex
UNFOLDED = 3
"""How many findings of one policy entry are listed before the rest folds into one line."""
HEADINGS = {
    Severity.NEVER: "Never: no one may",
    Severity.STOP: "Stop: mend or waive before publishing",
    Severity.ASK: "Ask: needs a reason",
    Severity.SHOW: "Show: worth knowing",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a heading, a finding, or the fold of an entry's further findings."""

    kind: str
    title: str
    detail: str
    severity: Severity
    finding: Finding | None = None
    entry: str = ""
    mark: str = ""


class FindingsModel(QAbstractListModel):
    """Headings, findings and folds, in the checker's order."""

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self._open: set[str] = set()
        self._rows: tuple[Row, ...] = ()
        document.report_changed.connect(self.refresh)
        document.opened.connect(self.refresh)

    def finding(self, index: Index) -> Finding | None:
        """Return the finding of a row, None for headings and folds."""
        return self._rows[index.row()].finding if index.isValid() and index.row() < len(self._rows) else None

    def row(self, index: Index) -> Row | None:
        """Return a row."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def next_finding(self, after: int, step: int) -> int:
        """Return the row of the next (1) or previous (-1) finding after a row, going round; -1 when there is none."""
        rows = [i for i, row in enumerate(self._rows) if row.kind != "heading"]
        if not rows:
            return -1
        later = [i for i in rows if (i > after if step > 0 else i < after)]
        if step > 0:
            return later[0] if later else rows[0]
        return later[-1] if later else rows[-1]

    def toggle(self, index: Index) -> None:
        """Unfold or fold the findings behind a fold."""
        row = self.row(index)
        if row is not None and row.kind == "fold":
            self._open.symmetric_difference_update({row.entry})
            self.refresh()

    def counts(self) -> dict[Severity, int]:
        """Return how many findings there are of each severity."""
        found: dict[Severity, int] = defaultdict(int)
        for finding in self._document.report.findings if self._document.report is not None else ():
            found[finding.severity] += 1
        return dict(found)

    def refresh(self) -> None:
        """Arrange the document's report anew."""
        self.beginResetModel()
        self._rows = tuple(self._arrange())
        self.endResetModel()

    def _arrange(self) -> list[Row]:
        report, facts = self._document.report, self._document.facts
        if report is None or facts is None:
            return []
        groups: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
        for finding in report.findings:
            groups[finding.severity, finding.entry].append(finding)
        rows: list[Row] = []
        heading = None
        for (severity, entry), findings in groups.items():
            if severity != heading:
                heading = severity
                number = sum(len(fs) for (s, _), fs in groups.items() if s == severity)
                rows.append(Row("heading", HEADINGS.get(severity, severity.value), str(number), severity))
            is_open = entry in self._open or len(findings) <= UNFOLDED + 1
            for finding in findings if is_open else findings[:UNFOLDED]:
                rows.append(self._row_of(finding, facts))
            if len(findings) > UNFOLDED + 1:
                rest = count(len(findings) - UNFOLDED, "more like these", "more like these")
                rows.append(Row("fold", "Show fewer" if entry in self._open else rest, "", severity, None, entry))
        return rows

    def _row_of(self, finding: Finding, facts: Facts) -> Row:
        words = sentence_of(finding, facts)
        waiver = self._document.waiver_of(finding)
        if waiver is not None:
            words = f"{words} Waived by {waiver.approver} until {day(waiver.expires)}: {waiver.reason}"
        return Row(
            "finding",
            title_of(finding, facts),
            words,
            finding.severity,
            finding,
            finding.entry,
            "waived" if waiver is not None else finding.severity.value,
        )

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Lines of the list."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a line."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == SECOND_ROLE:
            return row.detail
        if role == MARK_ROLE:
            return row.mark or row.severity.value
        if role == KIND_ROLE:
            return row.kind
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.mark}: {row.title}. {row.detail}" if row.kind == "finding" else f"{row.title} {row.detail}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are only read."""
        row = self.row(index)
        if row is None or row.kind == "heading":
            return Qt.ItemFlag.NoItemFlags if row is None else Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
