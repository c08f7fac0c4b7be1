"""The middle of the frame: what is open, its buttons and filters, and the grid or the day board below."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from console.background import Soon, paint_later
from console.document import RosterDocument
from console.document.words import STATES, count, span
from console.main_window.wardrobe import Part
from console.models.day_board import DayBoardModel
from console.models.post_days import PostDaysModel
from console.models.roster_grid import RosterGridModel
from console.operations import publish as publishing
from console.operations.comparing import Pair
from console.operations.drift import Drift, drift_of
from console.solving.build_state import BuildState
from console.theme import Look
from console.views.comparison import Comparison
from console.views.course import BuildCourse
from console.views.day_board import DayBoard
from console.views.filters import FilterChips
from console.views.person import PersonCard
from console.views.post_days import PostDays
from console.views.roster_grid import RosterGrid
from console.widgets.basics import button, fill, label, paragraph
from console.widgets.flow import FlowRow
from console.widgets.notice import Notice
from scheduler.domain.words import Badge
from scheduler.language import tr

CELL_VIEWS = ("grid", "board", "posts", "person")
"""Views in which cells can be chosen and edited."""


class WorkPage(QWidget):
    """Title, buttons, chips, and the two views of the roster.

    Signals:
        build_asked, accept_asked, publish_asked, attention_asked: A button was pressed.
        view_changed: Name of the view that is shown now.
    """

    build_asked = Signal()
    accept_asked = Signal()
    publish_asked = Signal()
    attention_asked = Signal()
    view_changed = Signal(str)

    def __init__(
        self,
        document: RosterDocument,
        build: BuildState,
        grid_model: RosterGridModel,
        board_model: DayBoardModel,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self._document, self._build_state, self._grid_model = document, build, grid_model
        self.look = Look()
        self.why_closed: Callable[[], str] = str
        """Tells why nothing can be built or published whatever the roster, "" where it can."""
        self._title, self._under = label("", "title"), paragraph("", "second")
        self.notice, self.drift = Notice(), Notice(tr("Mend..."))
        self._drifted: Drift | None = None
        self.build = button(tr("Build"), "primary", self.build_asked.emit)
        self.accept = button(tr("Accept proposal"), "", self.accept_asked.emit)
        self.publish = button(tr("Publish..."), "", self.publish_asked.emit)
        self.grid_chip = button(tr("Officer x day"), "chip", lambda: self.change_view("grid"))
        self.board_chip = button(tr("Day board"), "chip", lambda: self.change_view("board"))
        self.compare_chip = button(tr("As it stands"), "chip", self.toggle_comparison)
        self.attention_chip = button(tr("Attention"), "chip", self.attention_asked.emit)
        self.posts_chip = button(tr("Post x day"), "chip", lambda: self.change_view("posts"))
        self.person_chip = button(tr("Person"), "chip", lambda: self.change_view("person"))
        self.filters = FilterChips(document, grid_model)
        self.grid = RosterGrid(document, grid_model)
        self.board = DayBoard(document, board_model, self.grid.occupied)
        self.posts = PostDays(document, PostDaysModel(document, self), self.grid.occupied)
        self.person = PersonCard(document)
        self.course, self.side = BuildCourse(document, build), Comparison(document)
        self.course_chip = button(tr("Course"), "chip", lambda: self.show_view("course"))
        self.side_chip = button(tr("Side by side"), "chip", lambda: self.show_view("side"))
        self.views, self._head, self._grid_holder = QStackedWidget(), QWidget(), _top_left(self.grid)
        self._posts_holder = _top_left(self.posts)
        self._lay_out()
        for signal in (document.opened, document.proposal_changed, document.published, document.state_changed):
            signal.connect(self.refresh)
        document.opened.connect(lambda: paint_later(self.views))
        build.changed.connect(self.refresh)
        self._soon, self._drift_soon = Soon(self.refresh, self), Soon(self._refresh_drift, self)
        for signal in (document.opened, document.published, document.state_changed):
            signal.connect(self._drift_soon.ask)
        for signal in (document.edit_applied, document.report_changed, document.proposal_changed):
            signal.connect(self._drift_soon.ask)
        for signal in (document.edit_applied, document.report_changed, grid_model.filtered):
            signal.connect(self._soon.ask)
        for view in (self.grid, self.posts):
            view.date_opened.connect(self._on_date_opened)
        self.grid.officer_opened.connect(lambda badge: self._on_officer_opened(badge))
        self.person.cell_opened.connect(self._on_cell_opened)
        self.person.edit_asked.connect(self._on_edit_asked)
        self.show_view("grid")
        self.refresh()

    def _lay_out(self) -> None:
        self.compare_chip.setToolTip(tr("The roster as it stands, without the proposal (Ctrl+3)"))
        self.attention_chip.setToolTip(tr("The attention that each post asks for, beside its first seat (Ctrl+9)"))
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(self._title)
        heading.addWidget(self._under, 1)
        gap = QWidget()
        gap.setFixedWidth(8)
        doing = (self.build, self.accept, self.publish, gap)
        ways = (self.grid_chip, self.board_chip, self.posts_chip, self.person_chip)
        views = (*ways, self.attention_chip, self.compare_chip, self.side_chip, self.course_chip)
        bar, filters = FlowRow((*doing, *views)), FlowRow(self.filters.widgets)
        for view in (self._grid_holder, self.board, self._posts_holder, self.person, self.course, self.side):
            self.views.addWidget(view)
        above = fill(QVBoxLayout(self._head), heading, bar, filters, self.drift, self.notice, spacing=8)
        above.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.views, 1)

    # ------------------------------------------------------------ what the window asks

    def parts(self) -> tuple[Part, ...]:
        """Return what is dressed by itself: what stands above, and each view."""
        return (
            Part(self._head, self._take_look),
            Part(self._grid_holder, self.grid.set_look),
            Part(self._posts_holder, self.posts.set_look),
            *(Part(view, view.set_look) for view in (self.board, self.person, self.course, self.side)),
        )

    def _take_look(self, look: Look) -> None:
        self.look = look

    @property
    def view(self) -> str:
        """Which view is shown: "grid", "board", "posts", "person", "course" of a build, or "side" by side."""
        shown = self.views.currentWidget()
        return next((name for name, (_, view) in self._named().items() if view is shown), "grid")

    def _named(self) -> dict[str, tuple[QPushButton, QWidget]]:
        """Return the chip of each view and the view, by name."""
        return {
            "grid": (self.grid_chip, self._grid_holder),
            "board": (self.board_chip, self.board),
            "posts": (self.posts_chip, self._posts_holder),
            "person": (self.person_chip, self.person),
            "course": (self.course_chip, self.course),
            "side": (self.side_chip, self.side),
        }

    @property
    def active(self) -> RosterGrid | DayBoard | PostDays | PersonCard:
        """The view whose cells are edited now; the grid, where none of them is shown."""
        views: dict[str, DayBoard | PostDays | PersonCard] = {
            "board": self.board,
            "posts": self.posts,
            "person": self.person,
        }
        return views.get(self.view, self.grid)

    @property
    def has_cells(self) -> bool:
        """Whether the view shown has cells that can be edited."""
        return self.view in CELL_VIEWS

    def offer(self, actions: list[QAction]) -> None:
        """Offer commands at a right click on a cell."""
        for table in (self.grid.table, self.board.table, self.posts.table, self.person.table):
            table.addActions(actions)
            table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_view(self, name: str) -> None:
        """Show a view by its name."""
        named = self._named()
        chosen = name if name in named else "grid"
        paint_later(self.views)
        self.views.setCurrentWidget(named[chosen][1])
        for key, (chip, _) in named.items():
            chip.setChecked(key == chosen)
        self.refresh()
        if chosen in CELL_VIEWS:
            self.active.table.setFocus()
        else:
            {"course": self.course.table, "side": self.side.tree}[chosen].setFocus()
        self.view_changed.emit(chosen)

    def show_pair(self, pair: Pair) -> None:
        """Show two rosters side by side."""
        self.side.show_pair(pair)
        self.refresh()
        self.show_view("side")

    def change_view(self, name: str) -> None:
        """Show a view by its name, on the cell that is chosen in the one shown now."""
        before, cells = self.active, self.active.cells() if self.has_cells else []
        self.show_view(name)
        if cells and self.active is not before:
            self.active.select(*cells[0])

    def _on_cell_opened(self, badge: Badge, on: date) -> None:
        self.show_view("grid")
        if not self.grid.select(badge, on):
            self._grid_model.show_all()
            self.grid.select(badge, on)

    def _on_edit_asked(self, badge: Badge, on: date) -> None:
        self._on_cell_opened(badge, on)
        self.grid.edit_current()

    def toggle_comparison(self) -> None:
        """Look at the roster as it stands instead of the proposal, or back."""
        self._document.show_proposal(not self._document.is_proposal_shown)

    def refresh(self, *_: object) -> None:
        """Say what now holds."""
        self._soon.stop()
        document, build = self._document, self._build_state
        roster = document.roster
        self._title.setText(span(roster.period) if roster is not None else "")
        self._under.setText(self._subtitle())
        has_proposal = document.proposal is not None
        is_open = not self.why_closed()
        self.build.setEnabled(is_open and roster is not None and not build.is_running)
        self.accept.setEnabled(is_open)
        self.build.setText(
            tr("Building ...")
            if build.is_running
            else tr("Build again")
            if roster is not None and roster.tours
            else tr("Build")
        )
        _set_role(self.build, "" if has_proposal or (roster is not None and roster.tours) else "primary")
        _set_role(self.accept, "primary" if document.proposal is not None and not document.proposal.is_worse else "")
        self.accept.setVisible(has_proposal and self.view != "side")  # there it stands with its parts
        self.publish.setEnabled(is_open and roster is not None and bool(roster.tours) and not has_proposal)
        _set_role(self.publish, "" if publishing.why_not(document) else "primary")
        self.side_chip.setVisible(self.side.pair is not None)
        self.attention_chip.setVisible(self.view in ("board", "posts"))
        self.course_chip.setVisible(build.is_running or bool(build.course))
        if (self.view == "side" and self.side.pair is None) or (self.view == "course" and self.course_chip.isHidden()):
            self.show_view("grid")
        self.compare_chip.setVisible(has_proposal)
        self.compare_chip.setChecked(has_proposal and not document.is_proposal_shown)
        self.filters.refresh(self.view == "grid")

    def _refresh_drift(self) -> None:
        """Say what a published roster breaks now; once put away, only anew when it is something else."""
        before, self._drifted = self._drifted, drift_of(self._document)
        if self._drifted is None:
            self.drift.dismiss()
        elif before is None or before.sentence != self._drifted.sentence:
            self.drift.say(self._drifted.sentence)

    def _subtitle(self) -> str:
        document = self._document
        roster = document.roster
        if roster is None:
            return ""
        if document.proposal is not None:
            number = len(document.changed)
            if not document.is_proposal_shown:
                return tr("As it stands; a proposal is waiting")
            return (
                tr("Proposed, compared with the roster as it stands: {cells} differ", cells=count(number, "cell"))
                if roster.tours
                else tr("Proposed")
            )
        state = STATES[roster.state].capitalize()
        version = f" v{roster.version}" if roster.version else ""
        baseline = document.baseline
        if baseline is not None and baseline.tours:
            number = len(document.changed)
            if number:
                return tr(
                    "{state}, compared with published v{version}: {cells} differ",
                    state=state,
                    version=baseline.version,
                    cells=count(number, "cell"),
                )
        return f"{state}{version}"

    def _on_officer_opened(self, badge: Badge) -> None:
        self.person.select(badge)
        self.show_view("person")

    def _on_date_opened(self, on: object) -> None:
        self.board.show_date(on)  # type: ignore[arg-type]
        self.show_view("board")


def _top_left(widget: QWidget) -> QWidget:
    """Put a widget that knows its largest size into the top left corner of whatever room there is."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    row.addWidget(widget, 1)
    row.addStretch(0)
    column.addLayout(row, 1)
    column.addStretch(0)
    return holder


def _set_role(widget: QWidget, role: str) -> None:
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
