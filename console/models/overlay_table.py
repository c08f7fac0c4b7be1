"""Twins of the floor plan: every post as a row of figures, and every post and watch over the dates as a map."""

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.words import full
from console.models.overlay import Mark, Moment, Overlay, range_words
from scheduler.domain.attention import FACTORS, Factor
from scheduler.domain.words import PostCode
from scheduler.language import weekday_letters

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Post", "Name", "Area", "Shift", "Points", "Band", "Before", "Change", "Why")
FIGURES = frozenset({4, 6, 7, *range(len(COLUMNS), len(COLUMNS) + len(FACTORS))})
BEFORE_COLUMNS = (6, 7, 8)
SHORT_WORDS = {
    Factor.SINGLE_DUTY: "One-to-one",
    Factor.SOLO: "Alone",
    Factor.CAMERA: "Cameras",
    Factor.ISOLATED: "Isolated",
    Factor.CONTACT: "Contact",
    Factor.NIGHT: "Night",
    Factor.PRIVACY: "Privacy",
    Factor.CONCENTRATION: "Holder",
    Factor.TENURE: "Tenure",
    Factor.ROUNDS: "Rounds",
    Factor.DEVIATION: "Deviation",
    Factor.FATIGUE: "Fatigue",
    Factor.ENTRIES: "Entries",
}


class Rows(NamedTuple):
    """A table: heads, rows as they are to be read, and what orders each row by column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: dict[int, list[float]]
    posts: tuple[PostCode, ...]


def rows_of(overlay: Overlay) -> Rows:
    """Return every post at the moment: points, band, what it was, and the points of each factor."""
    heads = (*COLUMNS, *(SHORT_WORDS[factor] for factor in FACTORS))
    facts, moment = overlay.facts, overlay.moment
    if facts is None or moment is None:
        return Rows(heads, (), {}, ())
    areas = {area.code: area.name for area in facts.problem.areas}
    marks = overlay.marks()
    rows = []
    for mark in marks:
        post, was = facts.posts[mark.post], overlay.was(mark.post, moment)
        known = overlay.figures(mark.post)
        figures = [range_words(known[factor]) if factor in known else "" for factor in FACTORS]
        shift = facts.shifts[mark.shift].name if mark.shift is not None else ""
        change = Mark(mark.post, mark.shift, mark.kind, mark.low, mark.high, was).change
        before = "" if was is None else was.points or was.kind
        fixed = (mark.post, post.name, areas[post.area], shift, mark.points, mark.bands)
        rows.append((*fixed, before, change, _why(overlay, mark.post, moment), *figures))
    keys = {4: [_rank(mark) for mark in marks], 5: [_rank(mark) for mark in marks]}
    return Rows(heads, tuple(rows), keys, tuple(mark.post for mark in marks))


def _why(overlay: Overlay, post: PostCode, moment: Moment) -> str:
    """Return which factors differ from the roster compared with: "Holder 4 to 8; Fatigue 0 to 2"."""
    change = overlay.change(post, moment)
    if change is None:
        return ""
    told = (part for part in change.parts if not part.is_of_few)
    return "; ".join(f"{SHORT_WORDS[p.factor]} {range_words(p.before)} to {range_words(p.after)}" for p in told)


def _rank(mark: Mark) -> float:
    """Return what orders marks: closed ones first, then by points, uncovered ones last."""
    return {"closed": -1.0, "uncovered": 1000.0}.get(mark.kind, mark.high + mark.low / 1000)


class HeatModel(QAbstractTableModel):
    """Rows are posts and watches on which they are ever open, columns the dates of the roster."""

    def __init__(self, overlay: Overlay, parent: QObject | None = None) -> None:
        """Show an overlay."""
        super().__init__(parent)
        self._overlay = overlay
        self._rows: tuple[tuple[PostCode, str], ...] = ()
        self._marks: dict[tuple[int, int], tuple[Mark, str]] = {}
        overlay.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take the figures that there are now."""
        self.beginResetModel()
        overlay = self._overlay
        self.dates = tuple(dict.fromkeys(moment.on for moment in overlay.moments))
        self._rows, self._marks = overlay.ever_open(), {}
        self.endResetModel()

    def place(self, index: Index) -> tuple[PostCode, Moment] | None:
        """Return post and moment of a cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        post, watch = self._rows[index.row()]
        return post, Moment(self.dates[index.column()], watch)

    def index_of(self, post: PostCode, moment: Moment) -> QModelIndex:
        """Return the cell of a post and a moment, an invalid index where there is none."""
        key = post, moment.watch
        if key not in self._rows or moment.on not in self.dates:
            return QModelIndex()
        return self.index(self._rows.index(key), self.dates.index(moment.on))

    def rowCount(self, parent: Index | None = None) -> int:
        """Posts and watches."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Dates."""
        return 0 if parent is not None and parent.isValid() else len(self.dates)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(index.row(), index.column())[1] if self.place(index) is not None else None
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            found = self.place(index)
            return self._overlay.sentence(*found) if found is not None else None
        return None

    def cell(self, row: int, column: int) -> tuple[Mark, str]:
        """Return the mark of a cell that there is and what is written on it, looked up once for the figures shown."""
        found = self._marks.get((row, column))
        if found is None:
            post, watch = self._rows[row]
            mark = self._overlay.mark(post, Moment(self.dates[column], watch))
            found = mark, "" if mark.kind == "closed" and mark.was is None else mark.face
            self._marks[row, column] = found
        return found

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Posts and watches at the left, dates above."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.dates):
            on = self.dates[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{weekday_letters(on)}\n{on.day}"
            if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
                return full(on)
        if orientation == Qt.Orientation.Vertical and 0 <= section < len(self._rows):
            post, watch = self._rows[section]
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return f"{post} {watch}"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None
