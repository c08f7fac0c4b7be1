"""The frame: menus, rosters at the left, work in the middle, the panel that explains, the status line. No decisions."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QWidget,
)

from console.assets import icon
from console.dialogs.publish import PublishDialog
from console.dialogs.texts import ListDialog
from console.dialogs.waiver import WaiverDialog
from console.document import RosterDocument
from console.document.words import STATES, age, count, span
from console.main_window.actions import Actions, limit_words, shortcut_lines
from console.main_window.places import Places
from console.main_window.side_nav import SideNav
from console.main_window.work_page import WorkPage
from console.models.day_board import DayBoardModel
from console.models.findings import FindingsModel
from console.models.roster_grid import RosterGridModel
from console.operations import build as building
from console.operations import exchange, publish, waivers
from console.operations.checking import Checking
from console.preferences import ZOOMS, Preferences
from console.solving.build_state import BuildState
from console.solving.solver_process import Options, Outcome
from console.theme import Look, tokens_for
from console.views.build import SidePanel
from console.widgets.basics import label
from console.widgets.empty_page import EmptyPage
from scheduler.domain.findings import Finding
from scheduler.domain.roster import parse_seat_id
from scheduler.domain.words import RosterState

PANEL_FROM_WIDTH = 1180
LEAST_SIZE = (880, 560)
STATUS_MILLISECONDS = 30_000


class MainWindow(QMainWindow):
    """The one window.

    Signals:
        look_changed: Theme or zoom are others; the application takes over palette and font.
    """

    look_changed = Signal(object)

    def __init__(self, document: RosterDocument, build: BuildState, preferences: Preferences) -> None:
        """Lay the frame out around a document."""
        super().__init__()
        self.document, self.build_state, self.preferences = document, build, preferences
        self.setWindowTitle("Fairwatch")
        self.setWindowIcon(icon("fairwatch"))
        self.setMinimumSize(*LEAST_SIZE)
        self.grid_model = RosterGridModel(document, self)
        self.board_model = DayBoardModel(document, self)
        self.findings_model = FindingsModel(document, self)
        self.checking = Checking(document, self)
        self.work = WorkPage(document, build, self.grid_model, self.board_model)
        self.panel = SidePanel(document, build, self.grid_model, self.findings_model)
        self.places = Places(document, self)
        self.nav = SideNav(self.places.names())
        self._pages = QStackedWidget()
        self.no_facility = EmptyPage(
            "No facility yet",
            "Fairwatch builds rosters for one facility at a time. Look around in a made-up one, import your own "
            "workbook, or open a database that somebody has set up.",
            (
                ("Open the demonstration facility", self.open_demo),
                ("Import a workbook", self.ask_import),
                ("Open a database", self.ask_open),
            ),
        )
        self.no_roster = EmptyPage(
            "No roster yet",
            "The facility is here and has no roster. A build fills every seat it can within the rules of its policy; "
            "nothing is published before you say so.",
            (("Build the next 28 days", self.build_next),),
        )
        self.look = Look()
        self._menu_bar = QMenuBar()
        self.actions_by_key = Actions(self._menu_bar, self._handlers())
        self._is_panel_wanted: bool | None = None  # None: where there is room for it
        self._age, self._saved, self._undo = label(), label(), label()
        self._actor = label()
        self._lay_out()
        self._connect()
        self._clock = QTimer(self, interval=STATUS_MILLISECONDS)
        self._clock.timeout.connect(self._refresh_status)
        self._clock.start()
        self.set_look(Look(tokens_for(preferences.choices.theme), preferences.choices.zoom))

    # ------------------------------------------------------------ laying out

    def _handlers(self) -> dict[str, Callable[[], object]]:
        document, stack = self.document, self.document.stack
        return {
            "open": self.ask_open,
            "demo": self.open_demo,
            "import": self.ask_import,
            "export_csv": lambda: self.ask_export("csv"),
            "export_json": lambda: self.ask_export("json"),
            "quit": self.close,
            "undo": stack.undo,
            "redo": stack.redo,
            "cut": self.cut,
            "copy": lambda: self.work.grid.copy(),
            "clear": lambda: self.work.active.clear_selected(),
            "assign": lambda: self.work.active.edit_current(),
            "lock": lambda: self.work.active.lock_selected(),
            "new": lambda: building.create_next(document),
            "build": self.start_build,
            "stop": self.build_state.stop,
            "accept": lambda: building.accept_proposal(document),
            "discard": lambda: building.discard_proposal(document, self.build_state),
            "compare": self.work.toggle_comparison,
            "waive": self.waive_chosen,
            "propose": lambda: publish.set_state(document, RosterState.PROPOSED),
            "approve": lambda: publish.set_state(document, RosterState.APPROVED),
            "publish": self.ask_publish,
            "grid": lambda: self.work.show_view("grid"),
            "board": self.work.open_board,
            "next_day": lambda: self.board_model.step(1),
            "previous_day": lambda: self.board_model.step(-1),
            "panel": self.toggle_panel,
            "zoom_in": lambda: self.zoom(1),
            "zoom_out": lambda: self.zoom(-1),
            "zoom_normal": lambda: self.zoom(0),
            "next_finding": lambda: self.panel.findings.step(1),
            "previous_finding": lambda: self.panel.findings.step(-1),
            **{f"go_{place}": partial(self.go_to, place) for place, _ in self.places.names()},
            "shortcuts": self.show_shortcuts,
            "about": self.show_about,
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
        for page in (self.work, self.no_facility, self.no_roster, *self.places.pages()):
            self._pages.addWidget(page)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._lines = [QFrame(), QFrame()]
        for line in self._lines:
            line.setProperty("role", "divider")
        row.addWidget(self.nav)
        row.addWidget(self._lines[0])
        row.addWidget(self._pages, 1)
        row.addWidget(self._lines[1])
        row.addWidget(self.panel)
        self.setCentralWidget(middle)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        for widget in (self._age, self._saved, self._undo):
            status.addWidget(widget)
        status.addPermanentWidget(self._actor)

    def _connect(self) -> None:
        document = self.document
        signals = (document.opened, document.edit_applied, document.proposal_changed, document.published)
        for signal in (*signals, document.state_changed):
            signal.connect(self.refresh)
        document.report_changed.connect(self._refresh_actions)
        document.failed.connect(self.say)
        document.edit_applied.connect(lambda *_: self.work.notice.dismiss())
        document.stack.indexChanged.connect(self.refresh)
        self.build_state.changed.connect(self._refresh_actions)
        self.build_state.ended.connect(self._on_build_ended)
        self.nav.place_chosen.connect(self.go_to)
        self.nav.roster_chosen.connect(self._on_roster_chosen)
        self.checking.busy_changed.connect(self.panel.set_checking)
        self.panel.findings.selectionModel().currentChanged.connect(self._refresh_actions)
        self.panel.stop_asked.connect(self.build_state.stop)
        self.panel.accept_asked.connect(lambda: building.accept_proposal(document))
        self.panel.discard_asked.connect(lambda: building.discard_proposal(document, self.build_state))
        self.panel.findings.finding_opened.connect(self.show_finding)
        self.panel.waiver_asked.connect(self.ask_waiver)
        self.work.build_asked.connect(self.start_build)
        self.work.accept_asked.connect(lambda: building.accept_proposal(document))
        self.work.publish_asked.connect(self.ask_publish)
        self.work.grid.cell_selected.connect(self.panel.select)
        self.work.board.cell_selected.connect(self.panel.select)
        self.work.board.seat_selected.connect(self.panel.select_seat)
        self.work.view_changed.connect(lambda _: self._refresh_actions())
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
        self.nav.set_look(look)
        self.places.set_look(look)
        for line in self._lines:
            line.setFixedWidth(1)
        self.work.set_look(look)
        self.panel.set_look(look)
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

    # ------------------------------------------------------------ commands with a question

    def open_database(self, url: str) -> bool:
        """Open a database and remember it."""
        if self._may_leave() and exchange.open_database(self.document, url):
            self.preferences.change(database=exchange.url_of(url))
            return True
        return False

    def open_demo(self) -> bool:
        """Open the demonstration facility, made anew where it is missing."""
        if not self._may_leave() or not exchange.open_demo(self.document):
            return False
        if self.document.desk is not None:
            self.preferences.change(database=self.document.desk.url)
        return True

    def ask_open(self) -> None:
        """Ask which database to open, or where to make a new one."""
        path, _ = QFileDialog.getSaveFileName(
            self, "Open a database, or name a new one", "", "Fairwatch databases (*.db);;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.open_database(path)

    def ask_import(self) -> None:
        """Ask for a workbook and import it; without a database, ask where to make one first."""
        if self.document.desk is None:
            self.ask_open()
        if self.document.desk is None:
            return
        path, _ = QFileDialog.getOpenFileName(
            self, "Import a facility workbook", "", "Workbooks (*.xlsx);;All files (*)"
        )
        if path:
            self.import_workbook(Path(path))

    def import_workbook(self, path: Path) -> bool:
        """Import a workbook, or list everything that is wrong with it."""
        errors = exchange.import_workbook(self.document, path)
        if errors:
            sentence = (
                f"{count(len(errors), 'error')} in {path.name}: nothing was imported. Mend them and import it again."
            )
            ListDialog("Not imported", sentence, errors, self).exec()
        return not errors

    def ask_export(self, form: str) -> None:
        """Ask for a folder and export to it."""
        folder = QFileDialog.getExistingDirectory(self, f"Export as {form.upper()} to which folder?")
        if folder:
            sentence = exchange.export(self.document, Path(folder), form)
            self.statusBar().showMessage(sentence, 10_000)

    def ask_publish(self) -> None:
        """Show what is open and publish when the user says so."""
        dialog = PublishDialog(self.document, self)
        if dialog.exec():
            publish.publish(self.document, dialog.reason.toPlainText().strip())

    def ask_waiver(self, finding: Finding) -> None:
        """Ask who approves an exception to a stop finding, and record it."""
        facts, roster = self.document.facts, self.document.roster
        if facts is None or roster is None:
            return
        is_rotation = waivers.may_put_off(self.document, finding)
        latest = finding.cells[0].on + waivers.LONGEST if is_rotation else None
        dialog = WaiverDialog(finding, facts, roster.period.last, self, latest)
        if dialog.exec():
            approver, reason = dialog.approver.text().strip(), dialog.reason.toPlainText().strip()
            record = waivers.put_off if is_rotation else waivers.waive
            record(self.document, finding, approver, reason, dialog.until())

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

    def toggle_panel(self) -> None:
        """Show or hide the panel at the right, to see more dates."""
        self._is_panel_wanted = self.panel.isHidden()
        self.refresh()

    def cut(self) -> None:
        """Copy the selected cells and clear them."""
        if self.work.grid.copy():
            self.work.grid.clear_selected()

    def show_shortcuts(self) -> None:
        """List every key."""
        ListDialog("Keyboard shortcuts", "Every command is in the menus too.", shortcut_lines(), self).exec()

    def show_about(self) -> None:
        """Say what this is."""
        lines = [
            "Fairwatch builds, checks and explains jail rosters that keep officer-inmate contact within fair limits.",
            "It models access and guardianship of posts. It never scores a person.",
            "Licence: Apache 2.0. Typeface: Inter, SIL Open Font License 1.1. Qt for Python: LGPL 3.",
        ]
        ListDialog("About Fairwatch", "Version 0.1.0", lines, self).exec()

    # ------------------------------------------------------------ what happens elsewhere

    def say(self, sentence: str) -> None:
        """Tell the user one sentence."""
        if self._pages.currentWidget() is self.work:
            self.work.notice.say(sentence)
        else:
            self.statusBar().showMessage(sentence)

    def show_finding(self, finding: Finding) -> None:
        """Go to the cell of a finding."""
        first = finding.cells[0]
        if first.badge is not None:
            if self.work.view == "grid" and not self.work.grid.select(first.badge, first.on):
                self.grid_model.set_filter(watch="", is_finding=False, is_rotation=False)
                self.work.grid.select(first.badge, first.on)
            elif self.work.view == "board" and not self.work.board.select(first.badge, first.on):
                self.work.show_view("grid")
                self.work.grid.select(first.badge, first.on)
            self.panel.select(first.badge, first.on)
        elif first.seat is not None:
            post, on, shift, number = parse_seat_id(first.seat)
            self.work.show_view("board")
            self.work.board.select_seat(post, shift, number, on)
        else:
            self.work.grid.show_date(first.on)

    def _on_build_ended(self, outcome: Outcome) -> None:
        building.take_outcome(self.document, self.build_state, outcome)
        self.refresh()

    def _on_roster_chosen(self, roster_id: object) -> None:
        if isinstance(roster_id, int) and roster_id != self.document.roster_id and self._may_leave():
            exchange.open_roster(self.document, roster_id)

    def _may_leave(self) -> bool:
        """Whether another roster may be opened now: not while a build is running for this one."""
        if self.build_state.is_running:
            self.say("A build is running: stop it first, its best roster is kept.")
            self._refresh_nav()
            return False
        return True

    # ------------------------------------------------------------ refreshing

    def refresh(self, *_: object) -> None:
        """Show what now holds in frame, menus and status line."""
        desk = self.document.desk
        has_facility = desk is not None and not desk.is_empty()
        page = self._page()
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            if isinstance(page, EmptyPage):
                page.buttons[0].setFocus()
            elif page is self.work:
                self.work.active.table.setFocus()
            else:
                page.setFocus()
        is_open = page is self.work
        for widget in (self.nav, self._lines[0]):
            widget.setVisible(has_facility)
        has_room = self.width() >= self.look.px(PANEL_FROM_WIDTH)
        for widget in (self.panel, self._lines[1]):
            widget.setVisible(is_open and (has_room if self._is_panel_wanted is None else self._is_panel_wanted))
        name = desk.site().facility.name if desk is not None and has_facility else ""
        self._facility.setText(name)
        self.setWindowTitle(f"{name} - Fairwatch" if name else "Fairwatch")
        self._refresh_nav()
        self._refresh_actions()
        self._refresh_status()

    def _page(self) -> QWidget:
        """Return the page to show: of the place gone to, or what stands in for a roster or a facility."""
        desk, document = self.document.desk, self.document
        if desk is None or desk.is_empty():
            return self.no_facility
        if not self.places.is_roster:
            return self.places.page()
        return self.work if document.roster is not None else self.no_roster

    def go_to(self, place: str) -> None:
        """Show another place of the console."""
        self.places.go_to(place)
        self.nav.show_place(place)
        self.refresh()

    def _refresh_nav(self) -> None:
        desk = self.document.desk
        if desk is None or desk.is_empty():
            self.nav.set_rosters([], None)
            return
        lines: list[tuple[object, str, str]] = []
        for head in desk.rosters():
            version = f" v{head.version}" if head.version else ""
            lines.append((head.id, span(head.period), f"{STATES[head.state]}{version}"))
        self.nav.set_rosters(lines, self.document.roster_id)

    def _refresh_actions(self, *_: object) -> None:
        document, build, stack, actions = self.document, self.build_state, self.document.stack, self.actions_by_key
        desk = document.desk
        is_open, has_proposal = self._pages.currentWidget() is self.work, document.proposal is not None
        has_facility = desk is not None and not desk.is_empty()
        actions["undo"].setText(f"&Undo {stack.undoText()}".strip())
        actions["redo"].setText(f"&Redo {stack.redoText()}".strip())
        enabled = {
            "undo": is_open and stack.canUndo() and not has_proposal,
            "redo": is_open and stack.canRedo() and not has_proposal,
            "new": has_facility and not build.is_running,
            "build": is_open and not build.is_running,
            "stop": build.is_running,
            **{key: is_open and has_proposal for key in ("accept", "discard", "compare")},
            **{f"go_{place}": has_facility for place, _ in self.places.names()},
            "publish": is_open and not has_proposal,
            "waive": is_open and not self.panel.waive.isHidden(),
            "propose": is_open and publish.may_become(document, RosterState.PROPOSED),
            "approve": is_open and publish.may_become(document, RosterState.APPROVED),
            **{key: is_open for key in ("export_csv", "export_json", "copy", "next_finding", "previous_finding")},
            **{key: is_open and not has_proposal for key in ("cut", "clear", "assign", "lock")},
            **{key: is_open for key in ("grid", "board", "next_day", "previous_day")},
        }
        for key, holds in enabled.items():
            actions[key].setEnabled(holds)
        actions["compare"].setChecked(has_proposal and not document.is_proposal_shown)
        actions["panel"].setChecked(not self.panel.isHidden())
        actions["grid"].setChecked(self.work.view == "grid")
        actions["board"].setChecked(self.work.view == "board")
        self.work.build.setToolTip(f"Build for {limit_words(self.preferences.choices.build_seconds)} (Ctrl+B)")

    def _refresh_status(self) -> None:
        document = self.document
        desk = document.desk
        then = desk.data_age() if desk is not None else None
        self._age.setText(f"Housing data {age(then)} old" if then is not None else "")
        saved = document.saved_at.astimezone() if document.saved_at is not None else None
        self._saved.setText(f"Saved {saved:%H:%M:%S}" if saved is not None else "")
        undo = document.stack.undoText()
        self._undo.setText(f"Undo: {undo}" if undo else "")
        self._actor.setText(f"Signed in as {desk.actor}" if desk is not None else "")

    # ------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the work the whole width where there is little of it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= self.look.px(PANEL_FROM_WIDTH)
        if is_wide != (event.oldSize().width() >= self.look.px(PANEL_FROM_WIDTH)):
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no process and no check behind."""
        self._clock.stop()
        self.checking.close()
        self.build_state.kill()
        frame = self.geometry()
        self.preferences.change(window=(frame.x(), frame.y(), frame.width(), frame.height()))
        exchange.close_database(self.document)
        super().closeEvent(event)
