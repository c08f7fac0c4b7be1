"""What the window shows of others at the same roster: a line in the status bar, the list of what waits, the choice."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from console.dialogs.merge import MergeDialog
from console.dialogs.waiting import WaitingDialog
from console.document.words import age, count
from console.main_window.actions import Actions
from console.main_window.side_nav import SideNav
from console.main_window.sitting import Sitting
from console.main_window.status_line import StatusLine
from console.now import utc_now
from console.operations.ages import DataAges, ages_of
from console.operations.shared import Sharing
from console.widgets.basics import button, label
from scheduler.api import Action, DeskError
from scheduler.language import tr

if TYPE_CHECKING:
    from console.main_window import MainWindow

_T = TypeVar("_T")
AGE_MILLISECONDS = 15_000
HEARD_FOR = 300_000
"""Milliseconds for which is shown what others did last."""
OFFLINE = tr("The server does not answer: until it does, only the open roster is edited, and edits wait.")
LOCAL = frozenset(
    (
        *("undo", "redo", "cut", "copy", "paste", "clear", "fill_down", "fill_right", "copy_week", "assign"),
        *("exchange", "split", "keep", "ask_again", "lock", "lock_row", "lock_column", "lock_until", "find_officer"),
        *("grid", "board", "posts", "person", "next_day", "previous_day", "attention", "panel", "panel_wider"),
        *("panel_narrower", "zoom_in", "zoom_out", "zoom_normal", "next_finding", "previous_finding", "next_pane"),
        *("previous_pane", "shortcuts", "help", "manual", "about", "quit", "lock_now", "sign_out", "waiting"),
        *("go_roster", "stop", "open", "open_server", "language"),
    )
)
"""Commands that need nothing of a server that is lost."""


class Shared(QObject):
    """Tells what others do, and what waits for the server.

    Attributes:
        sharing: What looks after the roster.
        line: What is said of it in the status bar; in the colour of what is amiss while it is.
        look_button: Leads to what waits.
    """

    def __init__(
        self, status: StatusLine, actions: Actions, sitting: Sitting, nav: SideNav, window: "MainWindow"
    ) -> None:
        """Look after the roster of a window.

        Args:
            status: Gets the line.
            actions: The commands: those that need the server are off while it is lost.
            sitting: Tells why.
            nav: Where places are chosen: off likewise.
            window: Its document is looked after; owner of the windows.
        """
        super().__init__(window)
        document = window.document
        self._document, self._actions, self._nav, self._window = document, actions, nav, window
        self.sharing = Sharing(document, window.preferences.waiting_folder, self)
        self.line, self.look_button = label(), button(tr("Look"), "link", self.show, tr("Look at the edits that wait"))
        self.line.setAccessibleDescription(tr("Others at this roster"))
        self._status = status
        status.put_first(self.line, self.look_button)
        status.ages = self._ages
        sitting.offline = self.reasons
        window.work.why_closed = lambda: OFFLINE if self.sharing.is_lost else ""
        self.look_button.hide()
        self._heard = ""
        self._was_lost = False
        self._silence = QTimer(self, singleShot=True, interval=HEARD_FOR)
        self._silence.timeout.connect(self._forget)
        self._clock = QTimer(self, interval=AGE_MILLISECONDS)
        self._clock.timeout.connect(self.refresh)
        self.sharing.changed.connect(self.refresh)
        self.sharing.told.connect(self._on_told)
        self.sharing.conflicted.connect(self._on_conflicted)
        document.opened.connect(self._forget)
        document.worked_changed.connect(self._on_worked_changed)
        self.refresh()

    @property
    def is_lost(self) -> bool:
        """Whether the server is not to be asked for anything."""
        return self.sharing.lost_since is not None

    def _ages(self) -> DataAges | None:
        """Return how old the data is; a server is not asked for that in the window's thread."""
        desk = self._document.desk
        if self.sharing.is_served:
            return None if self.sharing.is_lost else self.sharing.ages
        if desk is None or not self._document.may(Action.READ_ROSTER) or desk.is_empty():
            return None
        return ages_of(desk)

    def _on_worked_changed(self) -> None:
        if self.sharing.is_served:
            self.sharing.ask()
        self._status.refresh()

    def read(self, work: Callable[[], _T], otherwise: _T) -> _T:
        """Return what the database says, or what was known before where its server does not answer."""
        if self.is_lost:
            return otherwise
        try:
            return work()
        except DeskError:
            if self.sharing.is_served:
                self.sharing.ask()
                return otherwise
            raise

    def reasons(self) -> dict[str, str]:
        """Return why commands cannot be given while the server is lost."""
        if not self.sharing.is_lost:
            return {}
        return dict.fromkeys((key for key in self._actions.by_key if key not in LOCAL), OFFLINE)

    def show(self) -> None:
        """Show what waits, or what is to be decided where that is all."""
        if self.sharing.conflicts and not self.sharing.waiting:
            self.show_merge()
            return
        dialog = WaitingDialog(self.sharing, self._window.look, self._window)
        dialog.exec()
        if dialog.is_deciding:
            self.show_merge()

    def show_merge(self) -> None:
        """Ask what is to be kept where edits met."""
        MergeDialog(self._document, self.sharing, self._window.look, self._window).exec()
        self.refresh()

    def refresh(self) -> None:
        """Say what now holds."""
        words, is_amiss = self._words()
        self.line.setText(words)
        self.line.setVisible(bool(words))
        role = "stop" if is_amiss else "second"
        if self.line.property("role") != role:
            self.line.setProperty("role", role)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        self.look_button.setVisible(bool(self.sharing.conflicts or (self.sharing.is_lost and self.sharing.waiting)))
        if self._was_lost != self.sharing.is_lost:
            self._was_lost = self.sharing.is_lost
            (self._clock.start if self._was_lost else self._clock.stop)()
            self._status.make_room(self._was_lost)
            self._nav.setEnabled(not self._was_lost)
            self._nav.setToolTip(OFFLINE if self._was_lost else "")
            self._window.refresh()

    def _words(self) -> tuple[str, bool]:
        """Return what the line says, and whether something is amiss."""
        sharing, met = self.sharing, len(self.sharing.conflicts)
        if sharing.is_lost and sharing.lost_since is not None:
            waiting = len(sharing.waiting)
            edits = f" {count(waiting, 'edit waits', 'edits wait')}." if waiting else ""
            since = sharing.lost_since.astimezone(self._document.zone)
            is_fresh = utc_now() - since < timedelta(minutes=1)
            old = "" if is_fresh else tr(", {age} old", age=age(since))
            return tr("Not connected.{edits} Figures of {since:%H:%M}{old}.", edits=edits, since=since, old=old), True
        if met:
            return (
                tr("{edits} of yours met a change by others.", edits=count(met, "edit"))
                if met == 1
                else tr("{edits} of yours met changes by others.", edits=count(met, "edit"))
            ), True
        if sharing.is_held_back:
            return tr("Others changed the roster: that comes in once the proposal is accepted or discarded."), False
        return self._heard, False

    def _on_told(self, sentence: str) -> None:
        self._heard = sentence
        self._silence.start()
        self.refresh()

    def _forget(self) -> None:
        self._heard = ""
        self.refresh()

    def _on_conflicted(self) -> None:
        """Ask at once, unless another window is being answered: then the line says it."""
        if QApplication.activeModalWidget() is None and self._window.isVisible():
            QTimer.singleShot(0, self, self._ask_now)

    def _ask_now(self) -> None:
        if QApplication.activeModalWidget() is None and self.sharing.conflicts:
            self.show_merge()
