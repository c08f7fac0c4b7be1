"""What one officer sees of the own schedule: values in words, a month as a calendar, and the same as a list."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.own import OwnRequest, OwnSchedule, OwnSwap, OwnTour
from console.document.words import count, day, full, month
from console.now import local_date
from scheduler.language import manner, weekday_short

Index = QModelIndex | QPersistentModelIndex
WEEK, MOST_WEEKS = 7, 6
DAY_ROLE = Qt.ItemDataRole.UserRole + 1
"""What to paint of a date: a `Day`."""
MINUTES = 60
TOUR_COLUMNS = ("Date", "Post", "Where", "Watch", "Times", "Hours", "Remarks")
REQUEST_COLUMNS = ("What", "About", "Filed", "State", "What happens next")
SWAP_COLUMNS = ("With", "You give", "You take", "State", "What happens next")
RECEIPT_COLUMNS = ("When", "Who", "What was opened", "Why")


class Day(NamedTuple):
    """A date of the calendar as it is painted."""

    label: str
    is_in_month: bool
    is_today: bool
    tours: tuple[OwnTour, ...]
    is_away: bool


class MonthModel(QAbstractTableModel):
    """A month: a row a week from Sunday, with the dates of the neighbouring months that fill the first and the last."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with nobody's month."""
        super().__init__(parent)
        self._month = local_date().replace(day=1)
        self._today = local_date()
        self._tours: dict[date, tuple[OwnTour, ...]] = {}
        self._away: frozenset[date] = frozenset()

    @property
    def month(self) -> date:
        """The first of the month shown."""
        return self._month

    @property
    def title(self) -> str:
        """Return "December 2026"."""
        return month(self._month)

    def show(self, schedule: OwnSchedule) -> None:
        """Show somebody's tours; the month stays."""
        self.beginResetModel()
        self._today, self._away = schedule.today, schedule.away
        self._tours = {}
        for tour in schedule.tours:
            self._tours[tour.on] = (*self._tours.get(tour.on, ()), tour)
        self.endResetModel()

    def show_month(self, on: date) -> None:
        """Show the month of a date."""
        self.beginResetModel()
        self._month = on.replace(day=1)
        self.endResetModel()

    def step(self, months: int) -> None:
        """Show an earlier (negative) or a later month."""
        number = self._month.year * 12 + self._month.month - 1 + months
        self.show_month(date(number // 12, number % 12 + 1, 1))

    def date_at(self, index: Index) -> date | None:
        """Return the date of a cell."""
        if not index.isValid():
            return None
        return self._first() + timedelta(days=index.row() * WEEK + index.column())

    def index_of(self, on: date) -> QModelIndex:
        """Return the cell of a date, an invalid one where it is not shown."""
        days = (on - self._first()).days
        if not 0 <= days < self.rowCount() * WEEK:
            return QModelIndex()
        return self.index(days // WEEK, days % WEEK)

    def _first(self) -> date:
        return self._month - timedelta(days=(self._month.isoweekday() - manner().first_day) % WEEK)

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Weeks."""
        if parent is not None and parent.isValid():
            return 0
        days = (self._month - self._first()).days + monthrange(self._month.year, self._month.month)[1]
        return -(-days // WEEK)

    def columnCount(self, parent: Index | None = None) -> int:
        """Days of the week."""
        return 0 if parent is not None and parent.isValid() else WEEK

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Days of the week."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return weekday_short(self._first() + timedelta(days=section))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a date up."""
        on = self.date_at(index)
        if on is None:
            return None
        tours = self._tours.get(on, ())
        if role == DAY_ROLE:
            is_in_month = on.month == self._month.month
            label = f"{on.day} today" if on == self._today else str(on.day) if is_in_month else day(on)
            return Day(label, is_in_month, on == self._today, tours, on in self._away)
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join((str(on.day), *(tour.post for tour in tours)))
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(on, tours, on in self._away)
        return None


def spoken(on: date, tours: tuple[OwnTour, ...], is_away: bool) -> str:
    """Return a date as it is read aloud: "Sunday 6 December 2026: HB-F, Housing B front, day watch, 06:45 to 19:00"."""
    said = [", ".join(part for part in _words(tour) if part) for tour in tours]
    if is_away:
        said.append("leave")
    return f"{full(on)}: {'; '.join(said) or 'no tour'}"


def _words(tour: OwnTour) -> tuple[str, ...]:
    return tour.post or "post to be drawn", tour.where, f"{tour.watch} watch", tour.times, tour.remarks


def tour_rows(tours: tuple[OwnTour, ...]) -> list[tuple[str, ...]]:
    """Return the cells of a list of tours, see `TOUR_COLUMNS`."""
    return [
        (
            full(tour.on),
            tour.post or "drawn at muster",
            tour.where,
            tour.watch,
            tour.times,
            hours(tour.minutes),
            tour.remarks,
        )
        for tour in tours
    ]


def request_rows(requests: tuple[OwnRequest, ...]) -> list[tuple[str, ...]]:
    """Return the cells of a list of requests, see `REQUEST_COLUMNS`."""
    return [(r.what, r.about, r.filed, r.state, r.next) for r in requests]


def swap_rows(swaps: tuple[OwnSwap, ...]) -> list[tuple[str, ...]]:
    """Return the cells of a list of swaps, see `SWAP_COLUMNS`."""
    return [(s.other, s.given, s.taken, s.state, s.next) for s in swaps]


def hours(minutes: int) -> str:
    """Return "12" or "12.25"."""
    return f"{minutes / MINUTES:.4g}" if minutes % MINUTES else f"{minutes // MINUTES:,}"


def next_words(schedule: OwnSchedule) -> str:
    """Return when and where the officer works next, in a sentence."""
    tour = schedule.next_tour()
    if tour is None:
        return "No tour of yours is published from today on."
    days = (tour.on - schedule.today).days
    when = {0: "Today", 1: "Tomorrow"}.get(days, f"In {count(days, 'day')}, on {full(tour.on)}")
    where = f"{tour.post}, {tour.where}" if tour.post else "your post is drawn at muster"
    return f"{when}, {tour.times}: {where}."
