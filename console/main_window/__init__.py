"""The frame: menus, rosters at the left, work in the middle, the panel that explains, the status line. No decisions."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QWidget,
)

from console.assets import icon
from console.background import Soon, paint_later
from console.document import RosterDocument
from console.document.words import STATES, span
from console.main_window import availability, empty_pages
from console.main_window.actions import Actions, limit_words
from console.main_window.answering import Answering
from console.main_window.asks import Asks
from console.main_window.going import Going
from console.main_window.hand import ON_THE_SPOT, HandCommands
from console.main_window.helping import Helping
from console.main_window.panes import Panes
from console.main_window.places import Places
from console.main_window.sharing import Shared
from console.main_window.side_nav import SideNav
from console.main_window.sitting import Sitting, parts_of
from console.main_window.status_line import StatusLine
from console.main_window.turns import Turns
from console.main_window.wardrobe import Wardrobe
from console.main_window.work_page import CELL_VIEWS, WorkPage
from console.models.day_board import DayBoardModel
from console.models.findings import FindingsModel
from console.models.roster_grid import RosterGridModel
from console.operations import build as building
from console.operations import exchange, first_steps, publish
from console.operations.checking import Checking
from console.preferences import ZOOMS, Preferences
from console.solving.build_state import BuildState
from console.solving.questions import Questions
from console.solving.solver_process import Options, Outcome
from console.theme import Look, tokens_for
from console.views.overlay.layer import Layer
from console.views.side_panel import SidePanel
from console.widgets.basics import label
from console.widgets.empty_page import EmptyPage
from console.widgets.panel_split import PanelSplit
from console.widgets.quiet_table import QuietTable
from scheduler.api import Action
from scheduler.domain.words import RosterState
from scheduler.language import tr

PANEL_FROM_WIDTH = 1180
LEAST_PANEL = 280
TOLD_FOR = 10_000
LEAST_SIZE = (880, 560)
STATUS_MILLISECONDS = 30_000


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        look_changed: Theme or zoom are others; the application takes over palette and font.
    """

    look_changed = Signal(object)

    def __init__(
        self,
        document: RosterDocument,
        build: BuildState,
        preferences: Preferences,
        questions: Questions | None = None,
    ) -> None:
        """Lay the frame out around a document."""
        super().__init__()
        self.questions = questions or Questions(self)
        self.document, self.build_state, self.preferences = document, build, preferences
        self.setWindowTitle("Fairwatch")
        self.setWindowIcon(icon("fairwatch"))
        self.setMinimumSize(*LEAST_SIZE)
        self._has_facility = False
        self._listed: tuple[int | None, RosterState, int] | None = None
        self.turns = Turns(document, lambda: (self.nav, self._pages, self.panel), self)
        self.grid_model = RosterGridModel(document, self)
        self.board_model = DayBoardModel(document, self)
        self.findings_model = FindingsModel(document, self)
        self.checking = Checking(document, self, lambda: self.turns.is_waiting)
        self.work = WorkPage(document, build, self.grid_model, self.board_model)
        self.panel = SidePanel(document, build, self.findings_model, self.questions)
        self.places = Places(document, self.questions, self, self.go_to, lambda: self.status)
        self.going = Going(document, self.work, self.grid_model, self.board_model, self.panel, self.places, self.go_to)
        self.layer = Layer(self.places.overlay, (self.work.posts, self.work.board), self)
        self.nav = SideNav(self.places.names(), self.places.current)
        self._pages = QStackedWidget()
        self.no_facility, self.not_whole, self.no_roster = self._empty_pages()
        self.look = Look()
        self.status, self.helping = StatusLine(self.statusBar(), document), Helping(self)
        self.asks = Asks(
            document, build, preferences, self, self.may_leave, lambda text: self.status.say(text, TOLD_FOR)
        )
        self.work.grid.occupied.recall(preferences.choices.occupied)
        self.hand = HandCommands(document, self.work, self.grid_model, self)
        self.answering = Answering(
            document,
            self.questions,
            self.panel,
            self.work,
            self.show_panel,
            lambda: self.look,
            self,
            self.places.officers.stack,
        )
        self._menu_bar = QMenuBar()
        self.actions_by_key = Actions(self._menu_bar, self._handlers())
        parts = parts_of(self.places, self.work, self.panel)
        self.sitting = Sitting(document, self.actions_by_key, self.places, self.nav, preferences, parts, self)
        self.shared = Shared(self.status, self.actions_by_key, self.sitting, self.nav, self)
        self._lay_out()
        self._connect()
        self.panes = Panes(lambda: (self.nav.places, self.nav.rosters, self._pages, self.panel))
        self._recall_columns()
        self._clock = QTimer(self, interval=STATUS_MILLISECONDS)
        self._clock.timeout.connect(self.status.refresh)
        self._clock.start()
        self._wardrobe = Wardrobe(self, (self.nav, self._line, self.panel), self._pages, self.work)
        self.set_look(Look(tokens_for(preferences.choices.theme), preferences.choices.zoom))

    # ------------------------------------------------------------ laying out

    def _empty_pages(self) -> tuple[EmptyPage, EmptyPage, EmptyPage]:
        """Return the pages that stand in for a facility, for one that is not whole, and for a roster."""
        no_facility = empty_pages.no_facility(
            lambda: self.asks.open_demo(),
            lambda: self.asks.ask_import(self.look),
            self.start_empty,
            lambda: self.asks.ask_open(),
        )
        return no_facility, empty_pages.not_whole(self.take_next_step), empty_pages.no_roster(self.build_next)

    def _recall_columns(self) -> None:
        """Give the tables the widths of columns that this user chose."""
        self._tables = {table.accessibleName(): table for table in self._pages.findChildren(QuietTable)}
        for name, widths in self.preferences.choices.columns.items():
            if name in self._tables:
                self._tables[name].chosen_widths.update(widths)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        document, places = self.document, self.places
        return {
            **self.asks.handlers(lambda: self.look),
            "start": self.start_empty,
            "sign_out": lambda: self.sitting.sign_out(),
            "lock_now": lambda: self.sitting.lock.lock(),
            **places.handlers(),
            "quit": self.close,
            "undo": lambda: places.stack.undo(),
            "redo": lambda: places.stack.redo(),
            **self.hand.handlers(),
            **self.places.running.on_page(self.answering.handlers()),
            "waiting": lambda: self.shared.show(),
            "find_officer": self.find_officer,
            "new": lambda: building.create_next(document),
            "build": self.start_build,
            "build_with": self.asks.ask_build,
            "versions": self.compare_versions,
            "side": lambda: self.work.show_view("side"),
            "course": lambda: self.work.show_view("course"),
            "stop": self.build_state.stop,
            "accept": lambda: building.accept_proposal(document),
            "discard": lambda: building.discard_proposal(document, self.build_state),
            "compare": self.work.toggle_comparison,
            "waive": self.waive_chosen,
            "propose": lambda: publish.set_state(document, RosterState.PROPOSED),
            "approve": lambda: publish.set_state(document, RosterState.APPROVED),
            "publish": self.asks.ask_publish,
            "archive": self.asks.ask_archive,
            "notices": lambda: self.asks.show_notices(self.look),
            **{view: partial(self.work.change_view, view) for view in CELL_VIEWS},
            "next_day": lambda: self.board_model.step(1),
            "previous_day": lambda: self.board_model.step(-1),
            "attention": lambda: self.show_attention(not self.layer.is_on),
            "panel": self.toggle_panel,
            "panel_wider": lambda: self.split.widen(1),
            "panel_narrower": lambda: self.split.widen(-1),
            "zoom_in": lambda: self.zoom(1),
            "zoom_out": lambda: self.zoom(-1),
            "zoom_normal": lambda: self.zoom(0),
            **places.observed.handlers(),
            "next_finding": lambda: self.panel.findings.step(1),
            "previous_finding": lambda: self.panel.findings.step(-1),
            **{f"go_{place}": partial(self.go_to, place) for place, _ in self.places.names()},
            "palette": self.find_anything,
            "next_pane": lambda: self.panes.step(1),
            "previous_pane": lambda: self.panes.step(-1),
            **self.helping.handlers(),
        }

    def _lay_out(self) -> None:
        self._facility = label("", "second")
        top = QFrame()
        top.setProperty("role", "top")
        across = QHBoxLayout(top)
        across.setContentsMargins(14, 0, 14, 0)
        across.setSpacing(8)
        self._menu_bar.setNativeMenuBar(False)
        across.addWidget(label("Fairwatch", "brand"))
        across.addWidget(self._menu_bar, 1)
        across.addWidget(self._facility)
        self.setMenuWidget(top)
        self.work.offer([self.actions_by_key[key] for key in (*ON_THE_SPOT, "who", "repair")])
        for page in (self.work, self.no_facility, self.not_whole, self.no_roster, *self.places.pages()):
            self._pages.addWidget(page)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._line = QFrame()
        self._line.setProperty("role", "divider")
        self._line.setFixedWidth(1)
        self.split = PanelSplit(self._pages, self.panel, self.preferences.choices.panel_width, LEAST_PANEL)
        row.addWidget(self.nav)
        row.addWidget(self._line)
        row.addWidget(self.split, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        document = self.document
        for signal in (document.opened, document.proposal_changed, document.published, document.state_changed):
            signal.connect(self.refresh)
        self._soon_actions = Soon(self._refresh_actions, self)
        self._soon_saved = Soon(self._refresh_saved, self)
        document.report_changed.connect(self._soon_actions.ask)
        document.failed.connect(self.say)
        document.edit_applied.connect(lambda *_: self.work.notice.dismiss())
        for stack in self.places.stacks():
            is_roster = stack is document.stack
            stack.indexChanged.connect(self._on_roster_index_changed if is_roster else self.refresh)
        self.build_state.changed.connect(self._refresh_actions)
        self.build_state.ended.connect(self._on_build_ended)
        self.nav.place_chosen.connect(self.go_to)
        self.nav.roster_chosen.connect(self._on_roster_chosen)
        self.checking.busy_changed.connect(self.panel.set_checking)
        self.panel.findings.selectionModel().currentChanged.connect(self._refresh_actions)
        self.panel.stop_asked.connect(self.build_state.stop)
        self.panel.accept_asked.connect(lambda: building.accept_proposal(document))
        self.panel.discard_asked.connect(lambda: building.discard_proposal(document, self.build_state))
        self.panel.findings.finding_opened.connect(self.going.show_finding)
        self.places.running.show_seat = self.going.show_seat
        asks = self.answering
        self.places.running.ask_by(asks.call_in_for, asks.happened_on, asks.plan_stints)
        self.panel.waiver_asked.connect(self.asks.ask_waiver)
        self.panel.left.connect(lambda: self.work.active.table.setFocus())
        self.work.build_asked.connect(self.start_build)
        self.work.accept_asked.connect(lambda: building.accept_proposal(document))
        side = self.work.side
        side.all_accepted.connect(lambda: building.accept_proposal(document))
        side.part_accepted.connect(lambda cells, words: building.accept_part(document, cells, words))
        side.discarded.connect(lambda: building.discard_proposal(document, self.build_state))
        side.closed.connect(self._on_pair_closed)
        self.work.course.stop_asked.connect(self.build_state.stop)
        self.work.attention_asked.connect(lambda: self.show_attention(not self.layer.is_on))
        self.work.publish_asked.connect(self.asks.ask_publish)
        self.work.drift.action_asked.connect(self.answering.mend_drift)
        self.work.grid.cell_selected.connect(self.panel.select)
        self.work.board.cell_selected.connect(self.panel.select)
        self.work.board.seat_selected.connect(self.panel.select_seat)
        self.work.posts.cell_selected.connect(self.panel.select)
        self.work.posts.seat_selected.connect(self.panel.select_seat)
        self.work.person.cell_selected.connect(self.panel.select)
        self.work.view_changed.connect(self._on_view_changed)
        self.work.grid.occupied.changed.connect(self._on_occupied_changed)
        self.split.width_chosen.connect(lambda width: self.preferences.change(panel_width=width))
        for theme, action in self.actions_by_key.themes.items():
            action.triggered.connect(lambda *_, t=theme: self.choose_theme(t))
        for seconds, action in self.actions_by_key.limits.items():
            action.triggered.connect(lambda *_, s=seconds: self.preferences.change(build_seconds=s))
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_color_scheme_changed)

    # ------------------------------------------------------------ look

    def set_look(self, look: Look) -> None:
        """Draw everything in other colours or sizes."""
        self.look = look
        self.look_changed.emit(look)
        self.places.set_look(look)
        self.split.set_look(look)
        self._wardrobe.wear(look)
        self.actions_by_key.themes[self.preferences.choices.theme].setChecked(True)
        self.actions_by_key.limits[self.preferences.choices.build_seconds].setChecked(True)
        self.refresh()

    def choose_theme(self, theme: str) -> None:
        """Take a theme and remember it."""
        self.preferences.change(theme=theme)
        self.set_look(Look(tokens_for(theme), self.look.zoom))

    def zoom(self, step: int) -> None:
        """Draw larger (1), smaller (-1), or at the normal size (0), and remember it."""
        at = ZOOMS.index(self.look.zoom) if self.look.zoom in ZOOMS else ZOOMS.index(100)
        chosen = 100 if step == 0 else ZOOMS[min(max(at + step, 0), len(ZOOMS) - 1)]
        self.preferences.change(zoom=chosen)
        self.set_look(Look(self.look.tokens, chosen))

    def _on_color_scheme_changed(self, *_: object) -> None:
        self.set_look(Look(tokens_for(self.preferences.choices.theme), self.look.zoom))

    # ------------------------------------------------------------ commands

    def open_database(self, url: str) -> bool:
        """Open a database and remember it; the user's last place in it is shown again."""
        is_open = self.asks.open_database(url)
        if is_open:
            self._restore_place()
        return is_open

    def waive_chosen(self) -> None:
        """Waive the finding that is chosen in the list."""
        self.panel.waive.click()

    def build_next(self) -> None:
        """Open the next 28 days and build them."""
        if building.create_next(self.document):
            self.start_build()

    def start_build(self) -> None:
        """Build the open roster for the chosen time."""
        self.work.notice.dismiss()
        building.start_build(self.document, self.build_state, Options(seconds=self.preferences.choices.build_seconds))

    def start_empty(self) -> None:
        """Ask for a new facility, and go where its lists are filled."""
        if self.asks.ask_start():
            self.go_to("facility")

    def find_anything(self) -> None:
        """Ask for a part of a name, and go to what is chosen or do it."""
        self.going.find_anything(self.actions_by_key, self.look, self._on_roster_chosen, self)

    def find_officer(self) -> None:
        """Ask for a part of an officer's name or badge, and go to the row."""
        self.going.find_officer(self.look, self)

    def compare_versions(self) -> None:
        """Ask which two states of the roster to show side by side, and show them."""
        pair = self.asks.ask_versions()
        if pair is not None:
            self.work.show_pair(pair)
            self._refresh_actions()

    def show_panel(self) -> None:
        """Show the panel at the right, whatever room there is."""
        if self.panel.isHidden():
            self.toggle_panel()

    def show_attention(self, is_on: bool) -> None:
        """Lay the attention of posts on the roster's views of posts, or take it off, and remember which."""
        self.preferences.change(attention=is_on)
        self.layer.switch(is_on)
        self._refresh_actions()

    def toggle_panel(self) -> None:
        """Show or hide the panel at the right, to see more dates."""
        self.preferences.change(panel="yes" if self.panel.isHidden() else "no")
        self.refresh()

    # ------------------------------------------------------------ what happens elsewhere

    def say(self, sentence: str) -> None:
        """Tell the user one sentence."""
        if self._pages.currentWidget() is self.work:
            self.work.notice.say(sentence)
        else:
            self.status.say(sentence)

    def _on_occupied_changed(self, how: str) -> None:
        self.preferences.change(occupied=how)
        self._refresh_actions()

    def _on_build_ended(self, outcome: Outcome) -> None:
        building.take_outcome(self.document, self.build_state, outcome)
        self.refresh()

    def _on_roster_chosen(self, roster_id: object) -> None:
        if isinstance(roster_id, int) and roster_id != self.document.roster_id and self.may_leave():
            exchange.open_roster(self.document, roster_id)

    def may_leave(self) -> bool:
        """Whether another roster may be opened now: not while a build is running for this one."""
        if self.build_state.is_running:
            self.say(tr("A build is running: stop it first, its best roster is kept."))
            self._refresh_nav()
            return False
        return True

    # ------------------------------------------------------------ refreshing

    def refresh(self, *_: object) -> None:
        """Show what now holds in frame, menus and status line."""
        desk = self.document.desk
        was = self._has_facility
        has_facility = self._has_facility = self.shared.read(lambda: desk is not None and not desk.is_empty(), was)
        page = self._page()
        if page is not self._pages.currentWidget():
            paint_later(self._pages)
            self._pages.setCurrentWidget(page)
            if isinstance(page, EmptyPage):
                page.buttons[0].setFocus()
            elif page is self.work:
                self.work.active.table.setFocus()
            else:
                self.panes.enter(page)
        is_open = page is self.work
        for widget in (self.nav, self._line):
            widget.setVisible(has_facility)
        has_room = self.width() >= self.look.px(PANEL_FROM_WIDTH)
        wanted = self.preferences.choices.panel
        self.panel.setVisible(is_open and (has_room if not wanted else wanted == "yes"))
        self.split.apply()
        name = self._facility.text()
        name = self.shared.read(lambda: desk.facility().name, name) if desk is not None and has_facility else ""
        self._facility.setText(name)
        self._fit_top()
        if not self.sitting.lock.is_locked:
            self.setWindowTitle(self.sitting.title(name))
        self._refresh_nav()
        self._refresh_actions()
        self.status.refresh()

    def _on_roster_index_changed(self, *_: object) -> None:
        """An edit of the roster changes neither page nor panes."""
        if not self.document.is_restoring:
            self._refresh_actions()
            self._soon_saved.ask()

    def _refresh_saved(self) -> None:
        """Say that the roster was saved, and what it is now: an edit can make a published one a draft again."""
        roster = self.document.roster
        if roster is not None and self._listed != (self.document.roster_id, roster.state, roster.version):
            self._refresh_nav()
        self.status.refresh()

    def _page(self) -> QWidget:
        """Return the page to show: of the place gone to, or what stands in for a roster or a facility."""
        document = self.document
        if not self._has_facility:
            return self.no_facility
        if not self.places.is_roster:
            return self.places.page()
        if document.roster is not None:
            return self.work
        words = self._next_words()
        self.not_whole.say(tr("No roster can be built before it is. {words}", words=words))
        return self.not_whole if words else self.no_roster

    def _next_words(self) -> str:
        """Return what a facility needs before a roster can be built, "" where nothing is missing."""
        desk = self.document.desk
        is_read = desk is not None and self._has_facility and self.document.may(Action.READ_ROSTER)
        return first_steps.next_words(desk.site()) if desk is not None and is_read else ""

    def take_next_step(self) -> None:
        """Go where the next step of setting the facility up is taken."""
        desk = self.document.desk
        if desk is not None:
            self.places.take_step(first_steps.next_step(desk.site()))

    def go_to(self, place: str) -> None:
        """Show another place of the console."""
        self.places.go_to(place)
        self.preferences.change(place=place)
        self.nav.show_place(place)
        self.refresh()

    def _refresh_nav(self) -> None:
        desk = self.document.desk
        if desk is None or not self._has_facility or not self.document.may(Action.READ_ROSTER):
            self.nav.set_rosters([], None)
            return
        heads = self.shared.read(desk.rosters, None)
        if heads is None:
            return
        lines: list[tuple[object, str, str]] = []
        for head in heads:
            version = f" v{head.version}" if head.version else ""
            lines.append((head.id, span(head.period), f"{STATES[head.state]}{version}"))
        self.nav.set_rosters(lines, self.document.roster_id)
        roster = self.document.roster
        self._listed = (self.document.roster_id, roster.state, roster.version) if roster is not None else None

    def _refresh_actions(self, *_: object) -> None:
        self._soon_actions.stop()
        document, stack, actions = self.document, self.places.stack, self.actions_by_key
        desk = document.desk
        actions["undo"].setText(tr("&Undo {what}", what=stack.undoText()).strip())
        actions["redo"].setText(tr("&Redo {what}", what=stack.redoText()).strip())
        now = availability.Situation(
            has_database=desk is not None,
            has_facility=self._has_facility,
            is_roster_place=self.places.is_roster,
            is_overlay_place=self.places.current == "overlay",
            is_today_place=self.places.current == "today",
            is_setup_place=stack is not document.stack,
            roster=document.roster,
            missing=self._next_words() if document.roster is None else "",  # a roster was whole when it began
            has_proposal=document.proposal is not None,
            is_building=self.build_state.is_running,
            can_undo=stack.canUndo(),
            can_redo=stack.canRedo(),
            can_waive=not self.panel.waive.isHidden(),
            is_panel_shown=not self.panel.isHidden(),
            can_compare=document.baseline is not None,
            has_pair=self.work.side.pair is not None,
            has_course=self.build_state.is_running or bool(self.build_state.course),
            is_grid=self.work.view == "grid",
            has_cells=self.work.has_cells,
            is_drop_remembered=self.work.grid.occupied.how is not None,
        )
        reasons = availability.reasons(now, tuple(place for place, _ in self.places.names()))
        actions.set_reasons(reasons | self.sitting.reasons())
        actions["compare"].setChecked(now.has_proposal and not document.is_proposal_shown)
        actions["attention"].setChecked(self.layer.is_on)
        self.work.attention_chip.setChecked(self.layer.is_on)
        actions["panel"].setChecked(now.is_panel_shown)
        for view in (*CELL_VIEWS, "side", "course"):
            actions[view].setChecked(self.work.view == view)
        limit = limit_words(self.preferences.choices.build_seconds)
        self.work.build.setToolTip(actions.reason("build") or tr("Build for {limit} (Ctrl+B)", limit=limit))
        self.work.publish.setToolTip(actions.reason("publish") or publish.why_not(document))

    def _on_pair_closed(self) -> None:
        self.work.side.forget()
        self.work.refresh()
        self._refresh_actions()

    def _on_view_changed(self, view: str) -> None:
        self.preferences.change(view=view)
        self._refresh_actions()

    def _restore_place(self) -> None:
        """Go back to the place and the view in which this user last worked."""
        choices = self.preferences.choices
        self.layer.switch(choices.attention)
        if choices.view in ("board", "posts", "person"):
            self.work.show_view(choices.view)
        if choices.place in dict(self.places.open_names()) and choices.place != self.places.current:
            self.go_to(choices.place)

    # ------------------------------------------------------------ Qt

    def _fit_top(self) -> None:
        """Leave the menus their room: the facility's name goes first."""
        menus = sum(self._menu_bar.actionGeometry(action).width() for action in self._menu_bar.actions())
        brand = self._facility.fontMetrics().horizontalAdvance("Fairwatch") * 2
        room = self.width() - menus - brand - self.look.px(30)
        self._facility.setVisible(self._facility.sizeHint().width() <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the work the whole width where there is little of it."""
        super().resizeEvent(event)
        self._fit_top()
        is_wide = event.size().width() >= self.look.px(PANEL_FROM_WIDTH)
        if is_wide != (event.oldSize().width() >= self.look.px(PANEL_FROM_WIDTH)):
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say why the command of these keys cannot be given now; everything else is Qt's."""
        reason = self.actions_by_key.reason_of_keys(QKeySequence(event.keyCombination()))
        if reason:
            self.say(reason)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no process and no check behind."""
        self._clock.stop()
        self.sitting.lock.stop()
        self.checking.close()
        self.panes.close()
        self.build_state.kill()
        self.questions.kill()
        frame = self.geometry()
        self.preferences.change(
            window=(frame.x(), frame.y(), frame.width(), frame.height()),
            columns={name: dict(table.chosen_widths) for name, table in self._tables.items() if table.chosen_widths},
        )
        exchange.close_database(self.document)
        super().closeEvent(event)
