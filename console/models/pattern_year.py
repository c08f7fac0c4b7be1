"""Twelve months of what a squad's pattern gives: a row a month, a column a day of the month."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont

from console.document.words import weekday
from console.theme import Look
from scheduler.domain.clock import Clock
from scheduler.domain.pattern_calendar import PatternCalendar, PatternSummary
from scheduler.domain.people import Squad
from scheduler.domain.site import Site

Index = QModelIndex | QPersistentModelIndex
MONTHS, MOST_DAYS = 12, 31
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SATURDAY = 5
MIDNIGHT = 24 * 60


class PatternYearModel(QAbstractTableModel):
    """Shift codes by month and day; "" on days off, nothing where a month has no such day."""

    def __init__(self, site: Site, squad: Squad, first: date, look: Look, parent: QObject | None = None) -> None:
        """Show twelve whole months.

        Args:
            site: Holds patterns and shifts.
            squad: Whose pattern and phase; it need not be one of the site's.
            first: A local date in the first month.
            look: Colours of the watches.
            parent: The owner.
        """
        super().__init__(parent)
        self._look, self._squad = look, squad
        self._first = first.replace(day=1)
        self._calendar = PatternCalendar(site.patterns, (squad,), site.shifts, Clock(site.facility.zone))
        self._watch = {
            shift.code: "night" if shift.is_night else "evening" if shift.start_wall_minute >= MIDNIGHT // 2 else "day"
            for shift in site.shifts
        }

    def last(self) -> date:
        """Return the last local date shown."""
        month = self._month(MONTHS - 1)
        return month.replace(day=monthrange(month.year, month.month)[1])

    def summary(self) -> PatternSummary:
        """Return what the twelve months hold."""
        return self._calendar.summary(self._squad.code, self._first, self.last())

    def longest_run(self) -> int:
        """Return the most days worked in a row."""
        longest = run = 0
        for d in range((self.last() - self._first).days + 1):
            run = run + 1 if self._calendar.shift_on(self._squad.code, self._first + timedelta(days=d)) else 0
            longest = max(longest, run)
        return longest

    def on(self, index: Index) -> date | None:
        """Return the date of a cell, None where the month has no such day."""
        month, day = self._month(index.row()), index.column() + 1
        return month.replace(day=day) if day <= monthrange(month.year, month.month)[1] else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Twelve."""
        return 0 if parent is not None and parent.isValid() else MONTHS

    def columnCount(self, parent: Index | None = None) -> int:
        """Days that the longest month has."""
        return 0 if parent is not None and parent.isValid() else MOST_DAYS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name months and days."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return str(section + 1)
        month = self._month(section)
        return f"{NAMES[month.month - 1]} {month.year}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a day up."""
        on = self.on(index)
        if on is None:
            return QBrush(self._look.colour("window")) if role == Qt.ItemDataRole.BackgroundRole else None
        shift = self._calendar.shift_on(self._squad.code, on)
        if role == Qt.ItemDataRole.DisplayRole:
            return shift or ("\N{MIDDLE DOT}" if on.weekday() >= SATURDAY else "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{weekday(on)}: {shift or 'off'}"
        if role == Qt.ItemDataRole.BackgroundRole and shift is not None:
            return QBrush(self._look.watch(self._watch.get(shift, "day")))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(self._look.colour("text" if shift is not None else "second"))
        if role == Qt.ItemDataRole.FontRole:
            font: QFont = self._look.font(11.5, on.weekday() >= SATURDAY)
            return font
        return None

    def _month(self, number: int) -> date:
        months = self._first.month - 1 + number
        return self._first.replace(year=self._first.year + months // 12, month=months % 12 + 1)
