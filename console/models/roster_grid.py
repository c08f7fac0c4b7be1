"""Officers x dates of the roster on screen, with totals at the right and the filled seats above."""

from collections.abc import Iterable, Set
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.document import RosterDocument
from console.document.facts import Facts, Filled
from console.document.found import Found
from console.document.index import TourIndex
from console.document.words import KIND_WORDS, full
from console.models.date_heads import date_head
from console.models.roles import CELL_ROLE, FACE_ROLE, MARK_ROLE, SECOND_ROLE, Face
from console.models.rotation import rotation_words
from scheduler.domain.roster import RosterEdit
from scheduler.domain.words import AreaCode, Badge, PostCode, QualificationCode

Index = QModelIndex | QPersistentModelIndex
HOURS, OVERTIME, ROTATION = range(3)
TOTALS = ("Hours", "OT", "Rotation")
TOTALS_EXPLAINED = (
    "Hours of tours and duties in these dates",
    "Hours of overtime in these dates",
    "Tours that fit after this roster before the first contact target, cap or rotation date, and in which area",
)
MOST_SINGLE_CELLS = 200
"""When the marks of more cells change, all are drawn anew."""
_OFF = Face("", "off")
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_CELL = _READ_ONLY | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled
_TOUR = _CELL | Qt.ItemFlag.ItemIsDragEnabled


@dataclass(frozen=True, slots=True)
class Filters:
    """Which officers are shown: those who pass all that is set.

    Attributes:
        watch: On whose watch the pattern mostly puts them: "day", "evening", "night".
        area: Code of an area in which, or below which, they have a tour.
        priority: Of a post on which they have a tour: "critical", "mandatory" or "pull".
        contact: Contact mode of a post on which they have a tour.
        need: Code of a qualification that a post asks for on which they have a tour.
        qualification: Code of one that they hold on a date of the period.
        most_left: They have at most so many tours left, somewhere, before rotation or a contact limit; -1: any number.
        is_finding, is_rotation: With a finding; whose rotation is due.
        is_changed: With a tour that is not as it was published.
    """

    watch: str = ""
    area: str = ""
    priority: str = ""
    contact: str = ""
    need: str = ""
    qualification: str = ""
    most_left: int = -1
    is_finding: bool = False
    is_rotation: bool = False
    is_changed: bool = False

    @property
    def is_by_marks(self) -> bool:
        """Whether edits and checks change who passes."""
        return self.is_finding or self.is_rotation or self.is_changed or self.most_left >= 0


class RosterGridModel(QAbstractTableModel):
    """Rows are officers by name, columns the dates of the period and the totals.

    Everything that is shown is prepared when the document changes; `data` only looks it up.

    Signals:
        text_typed: (badge, date, text): a code was typed into a cell.
        filtered: Other rows are shown.
    """

    text_typed = Signal(object, object, str)
    filtered = Signal()

    def __init__(
        self,
        document: RosterDocument,
        parent: QObject | None = None,
    ) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self.filters = Filters()
        self._forget()
        document.opened.connect(self._on_document_opened)
        document.edit_applied.connect(self._on_edit_applied)
        document.report_changed.connect(self._on_report_changed)
        document.rotation_changed.connect(self._on_report_changed)
        document.proposal_changed.connect(self._on_all_changed)
        document.published.connect(self._on_all_changed)
        document.blank_changed.connect(self._on_blank_changed)
        self._on_document_opened()

    # ------------------------------------------------------------ what screens ask

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the period."""
        return self._dates

    @property
    def shown(self) -> tuple[Badge, ...]:
        """The officers that are not filtered out, in the order of the rows."""
        return self._badges

    def row_of(self, badge: Badge) -> int:
        """Return the row of an officer, -1 when filtered out."""
        return self._row.get(badge, -1)

    def cell(self, index: Index) -> tuple[Badge, date] | None:
        """Return (badge, date) of an index, None for totals."""
        if not index.isValid() or index.column() >= len(self._dates):
            return None
        return self._badges[index.row()], self._dates[index.column()]

    def index_of(self, badge: Badge, on: date) -> QModelIndex:
        """Return the index of a cell, invalid when it is not shown."""
        row = self.row_of(badge)
        if row < 0 or not self._dates or not self._dates[0] <= on <= self._dates[-1]:
            return QModelIndex()
        return self.index(row, (on - self._dates[0]).days)

    def officers_with_findings(self) -> int:
        """How many officers have an outlined cell."""
        return len({badge for badge, _ in self._found.outlines})

    def officers_due(self) -> int:
        """How many officers' rotation is due."""
        return sum(1 for _, is_due in self._rotation.values() if is_due)

    def hidden_count(self) -> int:
        """How many officers the filters hide."""
        return len(self._everyone) - len(self._badges)

    def officers_changed(self) -> int:
        """How many officers have a tour that is not as in the published version, or as it stands for a proposal."""
        return len({badge for badge, _ in self._changed})

    def set_filter(self, **changes: str | int) -> None:
        """Change some of the `Filters` and show the officers who pass all of them."""
        self.filters = replace(self.filters, **changes)  # type: ignore[arg-type]
        self.beginResetModel()
        self._choose_rows()
        self.endResetModel()
        self.filtered.emit()

    def show_all(self) -> None:
        """Hide nobody."""
        self.set_filter(**asdict(Filters()))

    def sentence(self, badge: Badge, on: date) -> str:
        """Return a cell in words, as a screen reader says it."""
        facts = self._facts
        if facts is None:
            return ""
        parts = [f"{facts.name(badge)}, {full(on)}"]
        tours = self._index.of_cell(badge, on)
        for tour in tours:
            words = [f"{tour.post}, {facts.shifts[tour.shift].name}, {facts.times(tour)}"]
            words += [KIND_WORDS[tour.kind]] if KIND_WORDS[tour.kind] else []
            parts.append(", ".join(words))
        face = self._face(badge, on)
        if not tours:
            kinds = {"leave": "on leave", "duty": face.text, "spare": "spare, on duty by the pattern without a post"}
            parts.append(kinds.get(face.kind, "off"))
        if face.is_locked:
            parts.append("locked")
        if face.is_changed:
            parts.append("changed")
        if face.outline:
            parts.append(
                "finding that stops publishing" if face.outline == "stop" else "finding that asks for a reason"
            )
        return ": ".join((parts[0], "; ".join(parts[1:])))

    # ------------------------------------------------------------ preparing

    def _forget(self) -> None:
        self._facts: Facts | None = None
        self._dates: tuple[date, ...] = ()
        self._everyone: tuple[Badge, ...] = ()
        self._badges: tuple[Badge, ...] = ()
        self._row: dict[Badge, int] = {}
        self._index = TourIndex()
        self._changed: Set[tuple[Badge, date]] = frozenset()
        self._locked: frozenset[tuple[Badge, date]] = frozenset()
        self._found = Found()
        self._filled: dict[date, Filled] = {}
        self._totals: dict[Badge, tuple[int, int]] = {}
        self._rotation: dict[Badge, tuple[str, bool]] = {}
        self._rotation_of: tuple[object, object] | None = None
        self._faces: dict[tuple[Badge, date], Face] = {}

    def _prepare(self) -> None:
        document = self._document
        roster, facts = document.shown, document.facts
        self._forget()
        if roster is None or facts is None:
            return
        self._facts = facts
        self._dates = roster.period.dates
        self._everyone = facts.in_order
        self._index = document.shown_index
        self._take_marks()
        self._filled = {on: self._index.filled_on(facts, on) for on in self._dates}
        self._choose_rows()

    def _take_marks(self) -> None:
        document = self._document
        self._changed, self._locked = document.changed, document.locked_cells
        self._found = document.found
        self._take_rotation()

    def _take_rotation(self) -> None:
        """Take over the tours left, where they or those who are overdue are others."""
        document = self._document
        left, due = document.rotation, document.found.overdue
        if self._rotation_of is None or self._rotation_of[0] is not left or self._rotation_of[1] != due:
            self._rotation_of = left, due
            self._rotation = rotation_words(left, due, self._dates[-1] if self._dates else date.min)

    def _total(self, badge: Badge) -> tuple[int, int]:
        minutes = overtime = 0
        for on in self._dates:
            for tour in self._index.of_cell(badge, on):
                minutes += tour.minutes
                overtime += tour.minutes if tour.kind.is_overtime else 0
            for duty in self._facts.duties.get((badge, on), ()) if self._facts is not None else ():
                minutes += duty.end - duty.start
        return minutes, overtime

    def _choose_rows(self) -> None:
        chosen, facts = self.filters, self._facts
        passing = set(self._everyone)
        if facts is not None and chosen.watch:
            passing &= {badge for badge, watch in facts.watch_of.items() if watch == chosen.watch}
        if facts is not None and (chosen.area or chosen.priority or chosen.contact or chosen.need):
            posts = self._posts_chosen(facts)
            passing &= {badge for badge in passing if self._is_on(badge, posts)}
        if facts is not None and chosen.qualification:
            passing &= facts.holders(QualificationCode(chosen.qualification))
        if chosen.most_left >= 0:
            left = self._document.rotation
            passing &= {badge for badge, lines in left.items() if lines and lines[0].tours <= chosen.most_left}
        if chosen.is_finding:
            passing &= {badge for badge, _ in self._found.outlines}
        if chosen.is_rotation:
            passing &= {badge for badge, (_, is_due) in self._rotation.items() if is_due}
        if chosen.is_changed:
            passing &= {badge for badge, _ in self._changed}
        self._badges = tuple(badge for badge in self._everyone if badge in passing)
        self._row = {badge: row for row, badge in enumerate(self._badges)}

    def _posts_chosen(self, facts: Facts) -> set[PostCode]:
        chosen = self.filters
        posts = facts.posts_in(AreaCode(chosen.area)) if chosen.area else set(facts.posts)
        return {
            code
            for code in posts
            if chosen.priority in ("", facts.posts[code].priority.value)
            and chosen.contact in ("", facts.posts[code].contact.value)
            and (not chosen.need or chosen.need in facts.posts[code].qualifications)
        }

    def _is_on(self, badge: Badge, posts: Set[PostCode]) -> bool:
        return any(tour.post in posts for on in self._dates for tour in self._index.of_cell(badge, on))

    def _face(self, badge: Badge, on: date) -> Face:
        cell = (badge, on)
        found = self._faces.get(cell)
        if found is None:
            found = self._faces[cell] = self._make_face(cell)
        return found

    def _make_face(self, cell: tuple[Badge, date]) -> Face:
        facts = self._facts
        marks = {
            "outline": self._found.outlines.get(cell, ""),
            "is_locked": cell in self._locked,
            "is_changed": cell in self._changed,
        }
        tours = self._index.of_cell(*cell)
        if facts is None:
            return _OFF
        if tours:
            text = tours[0].post if len(tours) == 1 else f"{tours[0].post}+{len(tours) - 1}"
            is_overtime = any(t.kind.is_overtime for t in tours)
            return Face(text, "tour", facts.watch(tours[0].shift), is_overtime=is_overtime, **marks)  # type: ignore[arg-type]
        if cell in facts.leave:
            return Face("leave", "leave", **marks)  # type: ignore[arg-type]
        duties = facts.duties.get(cell, ())
        if duties:
            return Face(duties[0].kind.value.replace("_", " "), "duty", **marks)  # type: ignore[arg-type]
        if facts.pattern_shift(*cell) is not None:
            return Face("spare", "spare", **marks)  # type: ignore[arg-type]
        return Face("", "off", **marks)  # type: ignore[arg-type]

    # ------------------------------------------------------------ the document

    def _on_document_opened(self) -> None:
        self.beginResetModel()
        self.filters = Filters()
        self._prepare()
        self.endResetModel()
        self.filtered.emit()

    def _on_all_changed(self) -> None:
        if self.filters.is_by_marks or self._document.facts is not self._facts:
            self.beginResetModel()
            self._prepare()
            self.endResetModel()
        elif self._badges:
            self._prepare()
            self._emit_all()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        self.filtered.emit()

    def _on_blank_changed(self) -> None:
        if self._dates:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._dates) - 1)

    def _emit_all(self) -> None:
        if self._badges:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._badges) - 1, self.columnCount() - 1))

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        document, facts = self._document, self._facts
        if document.shown is None or facts is None or document.shown is not document.roster:
            return
        if self._index is not document.index:  # a large edit, or somebody else edits the same roster
            self._on_all_changed()
            return
        self._changed, self._locked = document.changed, document.locked_cells
        cells = edit.cells
        for on in {on for _, on in cells} & set(self._dates):
            self._filled[on] = self._index.filled_on(facts, on)
            column = (on - self._dates[0]).days
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)
        badges = {badge for badge, _ in cells}
        for badge in badges:
            self._totals.pop(badge, None)
        self._redraw(cells, badges, HOURS)

    def _on_report_changed(self) -> None:
        rotation, others = self._rotation, self._document.remarked(self._found)
        self._take_marks()
        if self.filters.is_by_marks:
            self._faces = {}
            self.set_filter()
            return
        moved = () if rotation is self._rotation else {b for b, _ in rotation.items() ^ self._rotation.items()}
        self._redraw(others, moved, ROTATION)
        self.filtered.emit()

    def _redraw(self, cells: Set[tuple[Badge, date]], badges: Iterable[Badge], first: int) -> None:
        """Draw cells anew, and of some officers the totals: rotation, or from the first one on all but rotation."""
        if len(cells) > MOST_SINGLE_CELLS:
            self._faces = {}
            self._emit_all()
            return
        for badge, on in cells:
            self._faces.pop((badge, on), None)
            index = self.index_of(badge, on)
            if index.isValid():
                self.dataChanged.emit(index, index)
        last = ROTATION if first == ROTATION else OVERTIME
        for row in filter(lambda row: row >= 0, map(self.row_of, badges)):
            self.dataChanged.emit(*(self.index(row, len(self._dates) + n) for n in (first, last)))

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Officers."""
        return 0 if parent is not None and parent.isValid() else len(self._badges)

    def columnCount(self, parent: Index | None = None) -> int:
        """Dates and totals."""
        if (parent is not None and parent.isValid()) or not self._dates:
            return 0
        return len(self._dates) + len(TOTALS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up what was prepared."""
        if not index.isValid() or index.row() >= len(self._badges):
            return None
        badge = self._badges[index.row()]
        if index.column() >= len(self._dates):
            return self._total_data(badge, index.column() - len(self._dates), role)
        on = self._dates[index.column()]
        if role == FACE_ROLE:
            return self._face(badge, on)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._face(badge, on).text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.sentence(badge, on)
        if role == CELL_ROLE:
            return badge, on
        return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _total_data(self, badge: Badge, which: int, role: int) -> Any:
        known = self._totals.get(badge)
        minutes, overtime = known = self._total(badge) if known is None else known
        self._totals[badge] = known
        words, is_due = self._rotation.get(badge, ("", False))
        if role == Qt.ItemDataRole.DisplayRole:
            return (_hours(minutes), _hours(overtime) if overtime else "·", words)[which]
        if role == MARK_ROLE:
            return "ask" if which == ROTATION and is_due else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self._facts.name(badge) if self._facts is not None else badge
            in_words = (f"{_hours(minutes)} hours", f"{_hours(overtime)} hours of overtime", f"tours left: {words}")
            return f"{name}: {in_words[which]}"
        if role == Qt.ItemDataRole.ToolTipRole and which == ROTATION and words:
            return f"Rotation due: {words}" if is_due else f"{words}: {TOTALS_EXPLAINED[ROTATION]}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if which == ROTATION else Qt.AlignmentFlag.AlignHCenter
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names and squads at the left; weekdays, dates and filled seats above."""
        if orientation == Qt.Orientation.Vertical:
            return self._officer_header(section, role)
        if section >= len(self._dates):
            which = section - len(self._dates)
            texts = {Qt.ItemDataRole.DisplayRole: TOTALS, Qt.ItemDataRole.ToolTipRole: TOTALS_EXPLAINED}.get(role)  # type: ignore[call-overload]
            return texts[which] if texts is not None and which < len(texts) else None
        on = self._dates[section]
        filled = self._filled.get(on, Filled())
        return date_head(on, filled, role, self._document.is_blank)

    def _officer_header(self, section: int, role: int) -> Any:
        if not 0 <= section < len(self._badges) or self._facts is None:
            return None
        badge = self._badges[section]
        officer = self._facts.officers[badge]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._facts.name(badge)
        if role == SECOND_ROLE:
            return officer.squad or ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            squad = f", squad {officer.squad}" if officer.squad else ", no squad"
            return f"{self._facts.name(badge)}, badge {badge}{squad}"
        return None

    def face_of(self, index: Index) -> Face:
        """Return how a cell looks, for those who draw many."""
        return self._face(self._badges[index.row()], self._dates[index.column()])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be edited and dragged; totals cannot even be selected."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        column = index.column()
        if column >= len(self._dates):
            return Qt.ItemFlag.ItemIsEnabled
        if self._document.is_other_shown:
            return _READ_ONLY
        has_tour = self._index.has(self._badges[index.row()], self._dates[column])
        return _TOUR if has_tour else _CELL

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce what was typed; whoever listens decides."""
        cell = self.cell(index)
        if cell is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.text_typed.emit(cell[0], cell[1], str(value))
        return True


def _hours(minutes: int) -> str:
    return f"{minutes // 60}" if minutes % 60 == 0 else f"{minutes / 60:.1f}"
