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
from scheduler.domain.roster import Waiver
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


@dataclass(frozen=True, slots=True)
class _Place:
    """What a line stands for, not yet in words: these cost more than all the rest and few of them are looked at."""

    kind: str
    severity: Severity
    entry: str = ""
    finding: Finding | None = None
    words: str = ""

    def is_like(self, other: "_Place") -> bool:
        """Whether it is the same line, perhaps in other words."""
        if self.finding is not None and self.finding is other.finding:
            return True
        same = (self.kind, self.severity, self.entry) == (other.kind, other.severity, other.entry)
        return same and self.finding == other.finding


class FindingsModel(QAbstractListModel):
    """Headings, findings and folds, in the checker's order."""

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self._open: set[str] = set()
        self._places: list[_Place] = []
        self._worded: dict[int, Row] = {}
        self._facts: Facts | None = None
        self._waivers: tuple[Waiver, ...] = ()
        document.report_changed.connect(self.refresh)
        document.opened.connect(self.refresh)

    def finding(self, index: Index) -> Finding | None:
        """Return the finding of a row, None for headings and folds."""
        return self._places[index.row()].finding if index.isValid() and index.row() < len(self._places) else None

    def row(self, index: Index) -> Row | None:
        """Return a row, in words."""
        facts = self._facts
        if not index.isValid() or index.row() >= len(self._places) or facts is None:
            return None
        place = self._places[index.row()]
        if place.finding is None:
            title, detail = (HEADINGS.get(place.severity, place.severity.value), place.words)
            if place.kind == "fold":
                title, detail = place.words, ""
            return Row(place.kind, title, detail, place.severity, None, place.entry)
        known = self._worded.get(id(place.finding))  # which the place keeps alive
        if known is None:
            known = self._worded[id(place.finding)] = self._row_of(place.finding, facts)
        return known

    def next_finding(self, after: int, step: int) -> int:
        """Return the row of the next (1) or previous (-1) finding after a row, going round; -1 when there is none."""
        rows = [i for i, place in enumerate(self._places) if place.kind != "heading"]
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
        return self._document.found.counts

    def refresh(self) -> None:
        """Arrange the document's report anew; lines that stay are left alone, so that the chosen one stays chosen."""
        document = self._document
        waivers = document.roster.waivers if document.roster is not None else ()
        if document.facts is not self._facts or waivers != self._waivers:
            self.beginResetModel()
            self._facts, self._waivers, self._places, self._worded = document.facts, waivers, self._arrange(), {}
            self.endResetModel()
            return
        self._exchange(self._arrange())

    def _exchange(self, after: list[_Place]) -> None:
        """Put other lines between those that stay at the beginning and at the end."""
        before = self._places
        most = min(len(before), len(after))
        first = next((n for n in range(most) if not before[n].is_like(after[n])), most)
        tail = range(1, most - first + 1)
        last = next((n - 1 for n in tail if not before[-n].is_like(after[-n])), most - first)
        gone, come = before[first : len(before) - last], after[first : len(after) - last]
        if gone:
            self.beginRemoveRows(QModelIndex(), first, first + len(gone) - 1)
            self._places = before[:first] + before[len(before) - last :]
            for place in gone:
                self._worded.pop(id(place.finding), None)
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), first, first + len(come) - 1)
            self._places = self._places[:first] + come + self._places[first:]
            self.endInsertRows()
        for n, place in enumerate(after):
            if self._places[n] is not place:
                is_other = self._places[n].words != place.words
                if place.finding is not self._places[n].finding:
                    self._worded.pop(id(self._places[n].finding), None)
                self._places[n] = place
                if is_other:
                    self.dataChanged.emit(self.index(n, 0), self.index(n, 0))

    def _arrange(self) -> list[_Place]:
        report, facts = self._document.report, self._document.facts
        if report is None or facts is None:
            return []
        groups: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
        for finding in self._document.found.findings:
            groups[finding.severity, finding.entry].append(finding)
        numbers = self._document.found.counts
        places: list[_Place] = []
        heading = None
        for (severity, entry), findings in groups.items():
            if severity != heading:
                heading = severity
                places.append(_Place("heading", severity, words=str(numbers[severity])))
            is_open = entry in self._open or len(findings) <= UNFOLDED + 1
            for finding in findings if is_open else findings[:UNFOLDED]:
                places.append(_Place("finding", severity, entry, finding))
            if len(findings) > UNFOLDED + 1:
                rest = count(len(findings) - UNFOLDED, "more like these", "more like these")
                words = "Show fewer" if entry in self._open else rest
                places.append(_Place("fold", severity, entry, words=words))
        return places

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
        return 0 if parent is not None and parent.isValid() else len(self._places)

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
        if not index.isValid() or index.row() >= len(self._places):
            return Qt.ItemFlag.NoItemFlags
        if self._places[index.row()].kind == "heading":
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
