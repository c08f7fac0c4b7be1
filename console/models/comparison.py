"""Models of two rosters side by side: a grid for each of them, and the differences in groups that can be ticked."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from console.document.facts import Facts
from console.document.words import amount, count, day, weekday
from console.models.roles import FACE_ROLE, Face
from scheduler.domain.compared import CellChange, ChangeKind, Key
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, TourKind
from scheduler.language import weekday_letters, weekday_name

Index = QModelIndex | QPersistentModelIndex
Group = Literal["day", "watch", "officer"]
WATCH_WORDS = {"day": "Day watch", "evening": "Evening watch", "night": "Night watch", "": "Other shifts"}
MOST_LINES = 100
_KEYS_ROLE = Qt.ItemDataRole.UserRole + 1
OVERTIME = (TourKind.VOLUNTARY_OVERTIME, TourKind.MANDATED_OVERTIME)


class SideGridModel(QAbstractTableModel):
    """One of the two rosters: rows officers, columns dates."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._facts: Facts | None = None
        self._badges: tuple[Badge, ...] = ()
        self._dates: tuple[date, ...] = ()
        self._tours: Mapping[Key, tuple[Tour, ...]] = {}
        self._changed: frozenset[Key] = frozenset()

    def set_roster(
        self,
        held: Mapping[Key, tuple[Tour, ...]],
        facts: Facts,
        badges: tuple[Badge, ...],
        dates: tuple[date, ...],
        changed: frozenset[Key],
    ) -> None:
        """Show some officers of a roster, with marks where it differs from the other.

        Args:
            held: The roster's tours by officer and date.
            facts: Names, watches, leave.
            badges: Rows.
            dates: Columns.
            changed: Cells that differ.
        """
        self.beginResetModel()
        self._tours, self._facts, self._badges, self._dates, self._changed = held, facts, badges, dates, changed
        self.endResetModel()

    def index_of(self, key: Key) -> QModelIndex:
        """Return the cell of an officer and date, an invalid index where it is not shown."""
        badge, on = key
        if badge not in self._badges or on not in self._dates:
            return QModelIndex()
        return self.index(self._badges.index(badge), self._dates.index(on))

    def rowCount(self, parent: Index | None = None) -> int:
        """Officers."""
        return 0 if parent is not None and parent.isValid() else len(self._badges)

    def columnCount(self, parent: Index | None = None) -> int:
        """Dates."""
        return 0 if parent is not None and parent.isValid() else len(self._dates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid() or self._facts is None or index.row() >= len(self._badges):
            return None
        key = self._badges[index.row()], self._dates[index.column()]
        tours = self._tours.get(key, ())
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(tour.post for tour in tours)
        if role == FACE_ROLE:
            return self._face(key, tours)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            held = "; ".join(words_of(tour, self._facts) for tour in tours) or "no tour"
            differs = ", differs" if key in self._changed else ""
            return f"{self._facts.name(key[0])}, {weekday(key[1])}: {held}{differs}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name officers and dates."""
        if self._facts is None or section < 0:
            return None
        if orientation == Qt.Orientation.Vertical and section < len(self._badges):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._facts.name(self._badges[section])
            return (
                int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
                if role == Qt.ItemDataRole.TextAlignmentRole
                else None
            )
        if orientation == Qt.Orientation.Horizontal and section < len(self._dates):
            on = self._dates[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{weekday_letters(on)}\n{on.day}"
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return weekday(on)
        return None

    def _face(self, key: Key, tours: tuple[Tour, ...]) -> Face:
        facts = self._facts
        assert facts is not None, "only asked for with a roster"
        is_changed = key in self._changed
        if tours:
            return Face(
                text=tours[0].post + ("+" if len(tours) > 1 else ""),
                kind="tour",
                watch=facts.watch(tours[0].shift),
                is_overtime=any(tour.kind in OVERTIME for tour in tours),
                is_changed=is_changed,
            )
        if key in facts.leave:
            return Face("leave", "leave", is_changed=is_changed)
        return Face("", "off", is_changed=is_changed)


class DifferencesModel(QStandardItemModel):
    """The differences in groups: by day, by watch or by officer. Groups can be ticked, where parts can be accepted."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setColumnCount(1)
        self._facts: Facts | None = None
        self._group: Group = "day"
        self._waiting: dict[int, list[CellChange]] = {}

    def set_changes(self, changes: tuple[CellChange, ...], facts: Facts, group: Group, may_tick: bool) -> None:
        """Show differences.

        Args:
            changes: By date and badge.
            facts: Names.
            group: How they are put together. By watch, a change stands with each watch that it touches.
            may_tick: Parts can be accepted.
        """
        self.clear()
        self.setHorizontalHeaderLabels(["Differences"])
        self._facts, self._group, self._waiting = facts, group, {}
        for title, found in _grouped(changes, facts, group):
            item = QStandardItem(f"{title}   {_counted(found)}")
            item.setEditable(False)
            item.setCheckable(may_tick)
            item.setData([change.key for change in found], _KEYS_ROLE)
            self.appendRow(item)
            self._waiting[self.rowCount() - 1] = found

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Every group has lines, also while they are not made yet."""
        if parent is not None and parent.isValid() and not parent.parent().isValid():
            return True
        return super().hasChildren(parent if parent is not None else QModelIndex())

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a group's lines are still to be made."""
        return parent.isValid() and not parent.parent().isValid() and parent.row() in self._waiting

    def fetchMore(self, parent: Index) -> None:
        """Make the lines of a group that is looked into."""
        item, found = self.item(parent.row()), self._waiting.pop(parent.row(), None)
        if item is None or found is None or self._facts is None:
            return
        name, on = self._group != "officer", self._group != "day"
        for change in found[:MOST_LINES]:
            line = QStandardItem(line_of(change, self._facts, with_name=name, with_date=on))
            line.setEditable(False)
            line.setData([change.key], _KEYS_ROLE)
            item.appendRow(line)
        if len(found) > MOST_LINES:
            rest = QStandardItem(f"and {count(len(found) - MOST_LINES, 'further cell')}")
            rest.setEditable(False)
            item.appendRow(rest)

    def keys_at(self, index: QModelIndex) -> list[Key]:
        """Return the cells of a line or of a group."""
        return list(index.data(_KEYS_ROLE) or ())

    def ticked(self) -> tuple[set[Key], list[str]]:
        """Return the cells of all ticked groups, and the groups' names."""
        keys: set[Key] = set()
        names = []
        for row in range(self.rowCount()):
            item = self.item(row)
            if item.checkState() == Qt.CheckState.Checked:
                keys |= set(item.data(_KEYS_ROLE))
                names.append(item.text().split("   ")[0])
        return keys, names


def words_of(tour: Tour, facts: Facts) -> str:
    """Return "HB-F day watch" of a tour, with its times where they are not the shift's."""
    shift = facts.shifts.get(tour.shift)
    name = shift.name.lower() if shift is not None else tour.shift
    is_whole = shift is not None and shift.span(facts.clock, tour.on) == (tour.start, tour.end)
    part = "" if is_whole else f", {facts.times(tour)}"
    return f"{tour.post} {name}{part}{' overtime' if tour.kind in OVERTIME else ''}"


def line_of(change: CellChange, facts: Facts, with_name: bool = True, with_date: bool = True) -> str:
    """Return one difference in words: "Abara A, Sun 6 Dec: from HB-F day watch to CTL-A day watch"."""
    where = [facts.name(change.badge)] if with_name else []
    where += [weekday(change.on)] if with_date else []
    left = "; ".join(words_of(tour, facts) for tour in change.before)
    right = "; ".join(words_of(tour, facts) for tour in change.after)
    hours = f" ({'+' if change.minutes > 0 else '-'}{amount(abs(change.minutes), 60)} h)" if change.minutes else ""
    said = {
        ChangeKind.ADDED: f"added {right}",
        ChangeKind.REMOVED: f"no longer {left}",
        ChangeKind.MOVED: f"from {left} to {right}",
    }[change.kind]
    return f"{', '.join(where)}: {said}{hours}"


def _grouped(changes: tuple[CellChange, ...], facts: Facts, group: Group) -> list[tuple[str, list[CellChange]]]:
    found: dict[Any, list[CellChange]] = defaultdict(list)
    for change in changes:
        if group == "day":
            found[change.on].append(change)
        elif group == "officer":
            found[facts.name(change.badge), change.badge].append(change)
        else:
            for watch in {facts.watch(shift) for shift in change.shifts}:
                found[watch].append(change)
    if group == "watch":
        return [(words, found[watch]) for watch, words in WATCH_WORDS.items() if watch in found]
    if group == "officer":
        return [(key[0], found[key]) for key in sorted(found, key=lambda k: (k[0].casefold(), k[1]))]
    return [(f"{weekday_name(on)} {day(on)}", found[on]) for on in sorted(found)]


def _counted(changes: list[CellChange]) -> str:
    kinds = [f"{n} {kind.value}" for kind in ChangeKind if (n := sum(1 for c in changes if c.kind == kind))]
    minutes = sum(change.minutes for change in changes)
    hours = f", {'+' if minutes > 0 else '-'}{amount(abs(minutes), 60)} h" if minutes else ""
    return f"{', '.join(kinds)}{hours}"
