"""One officer's own roster: each date with tour, hours and rest, and the sums. Nothing of anybody else."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.sayings import sentence_of
from console.document.words import KIND_WORDS, count, weekday
from console.widgets.headed import HeadedModel, Index
from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE
from scheduler.domain.findings import Finding
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge

HEADS = ("Date", "Post", "Times", "Hours", "Rest before", "Findings", "What the rules say", "Remarks")
DATE, POST, TIMES, HOURS, REST, FINDINGS, WORDS, REMARKS = range(8)
MINUTES = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A date, or one of several stretches of work on it."""

    on: date
    work: Tour | Duty | None
    rest: int | None
    remarks: str
    findings: tuple[Finding, ...]


class PersonModel(HeadedModel):
    """Rows are the dates of the period, once for each stretch of work."""

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document; nobody is shown at first."""
        super().__init__(HEADS, parent=parent)
        self._document = document
        self.badge: Badge | None = None
        self._lines: tuple[Line, ...] = ()
        self._told: tuple[Badge | None, tuple[Line, ...]] = (None, ())
        self._facts: Facts | None = None
        for signal in (document.opened, document.proposal_changed, document.published, document.report_changed):
            signal.connect(self.refresh)

    def show(self, badge: Badge | None) -> None:
        """Show another officer."""
        self.badge = badge
        self.refresh()

    def date_of(self, row: int) -> date | None:
        """Return the date of a row."""
        return self._lines[row].on if 0 <= row < len(self._lines) else None

    def row_of(self, on: date) -> int:
        """Return the first row of a date, -1 when there is none."""
        return next((row for row, line in enumerate(self._lines) if line.on == on), -1)

    def refresh(self) -> None:
        """Read the officer's roster anew; nothing is announced where it is as it was."""
        facts, shown = self._document.facts, self._document.shown
        is_known = facts is not None and shown is not None and self.badge in facts.officers
        lines = tuple(self._read(facts, self.badge)) if is_known and facts and self.badge else ()
        if (self.badge, lines) == self._told and facts is self._facts:
            return
        self.beginResetModel()
        self._lines, self._told, self._facts = lines, (self.badge, lines), facts
        self.endResetModel()

    def _read(self, facts: Facts, badge: Badge) -> list[Line]:
        document, lines = self._document, []
        index = document.shown_index
        own: dict[date, list[Finding]] = {}
        for finding in document.found.of_officer(badge):
            own.setdefault(finding.cells[0].on, []).append(finding)
        last = facts.last_worked.get(badge)
        for on in document.shown.period.dates if document.shown is not None else ():
            works: list[Tour | Duty] = [*index.of_cell(badge, on), *facts.duties.get((badge, on), ())]
            works.sort(key=lambda work: work.start)
            found = tuple(own.get(on, ()))
            for work in works:
                rest = work.start - last if last is not None else None
                lines.append(Line(on, work, rest, self._remarks(facts, badge, on, work), found))
                last, found = work.end, ()
            if not works:
                lines.append(Line(on, None, None, self._remarks(facts, badge, on, None), found))
        return lines

    def _remarks(self, facts: Facts, badge: Badge, on: date, work: Tour | Duty | None) -> str:
        words = []
        if isinstance(work, Tour):
            words.append(KIND_WORDS[work.kind])
        elif work is None and (badge, on) in facts.leave:
            words.append("on leave")
        elif work is None and facts.pattern_shift(badge, on) is not None:
            words.append("spare: on duty by the pattern without a post")
        words += ["locked"] if (badge, on) in self._document.locked_cells else []
        words += ["changed since publication"] if (badge, on) in self._document.changed else []
        return ", ".join(word for word in words if word)

    # ------------------------------------------------------------ sums

    def sums(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of what the roster adds up to for the officer."""
        tours = [line.work for line in self._lines if isinstance(line.work, Tour)]
        works = [line.work for line in self._lines if line.work is not None]
        hours = sum(work.end - work.start for work in works)
        overtime = sum(tour.minutes for tour in tours if tour.kind.is_overtime)
        rests = [line.rest for line in self._lines if line.rest is not None]
        facts = self._document.facts
        nights = sum(1 for tour in tours if facts is not None and facts.watch(tour.shift) == "night")
        weekends = {line.on - timedelta(days=line.on.weekday()) for line in self._lines
                    if line.work is not None and line.on.weekday() >= 5}  # fmt: skip
        most = 0
        run, before = 0, None
        for on in sorted({work_line.on for work_line in self._lines if work_line.work is not None}):
            run = run + 1 if before is not None and on - before == _DAY else 1
            most, before = max(most, run), on
        return (
            ("Tours", str(len(tours))),
            ("Hours", _hours(hours)),
            ("Overtime", f"{_hours(overtime)} h"),
            ("Nights", str(nights)),
            ("Weekends worked", str(len(weekends))),
            ("Longest run", count(most, "day")),
            ("Shortest rest", f"{_hours(min(rests))} h" if rests else "none"),
        )

    # ------------------------------------------------------------ Qt's model interface

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a line."""
        facts = self._document.facts
        if not index.isValid() or index.row() >= len(self._lines) or facts is None:
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(facts, line, index.column(), index.row())
        if role == PILL_ROLE and index.column() == FINDINGS and line.findings:
            worst = line.findings[0].severity
            return worst.value, "stop" if worst.blocks else "ask" if worst.value == "ask" else "plain"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == WORDS:
            return " ".join(sentence_of(finding, facts) for finding in line.findings)
        if role == QUIET_ROLE:
            return line.work is None or index.column() in (REST, WORDS, REMARKS)
        if role == BOLD_ROLE:
            return index.column() == POST and line.work is not None
        return None

    def _text(self, facts: Facts, line: Line, column: int, row: int) -> str:
        work = line.work
        if column == DATE:
            is_again = row > 0 and self._lines[row - 1].on == line.on
            return "" if is_again else weekday(line.on)
        if column == REMARKS:
            return line.remarks
        if column == FINDINGS:
            return line.findings[0].severity.value if line.findings else ""
        if column == WORDS:
            return " ".join(sentence_of(finding, facts) for finding in line.findings)
        if work is None:
            return "off" if column == POST and not line.remarks else ""
        if column == POST:
            return str(work.post) if isinstance(work, Tour) else work.kind.value.replace("_", " ")
        if column == TIMES:
            return facts.times(work)
        if column == HOURS:
            return _hours(work.end - work.start)
        return f"{_hours(line.rest)} h" if line.rest is not None else ""


def _hours(minutes: int) -> str:
    return f"{minutes / MINUTES:.4g}" if minutes % MINUTES else f"{minutes // MINUTES:,}"
