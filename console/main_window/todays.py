"""What the place Today leads to: the wall, and a seat on the roster."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from console.dialogs.briefing import BriefingDialog
from console.dialogs.shift_log import ShiftLogDialog
from console.dialogs.swapping import SwapsDialog
from console.document import RosterDocument
from console.operations import exchange, today
from console.views.today import TodayPage
from console.views.today.wall import Wall
from console.views.today.worked import close_day
from scheduler.api import Action
from scheduler.domain.words import RosterState
from scheduler.language import tr

ShowSeat = Callable[[str, str, date], object]


class Todays(QObject):
    """Keeps the page and the wall at the same moment.

    Attributes:
        show_seat: Shows a post's seat on a shift of a date, on the roster that is open.
        happened: Asks what happened there, on the roster that is open.
        call_in: Calls officers in to a post on a shift of a date, on the roster that is open.
        plan_stints: Plans the stints on the watches of a shift of a date, on the roster that is open.
        wall: The wall, None while it is not up.
    """

    def __init__(self, document: RosterDocument, page: TodayPage, window: QWidget) -> None:
        """Listen to a page; the wall comes down with its window."""
        super().__init__(window)
        window.installEventFilter(self)
        self._document, self._page = document, page
        self.show_seat: ShowSeat | None = None
        self.call_in: ShowSeat | None = None
        self.plan_stints: ShowSeat | None = None
        self.happened: ShowSeat | None = None
        self.wall: Wall | None = None
        self._desk = document.desk
        page.wall_asked.connect(self.put_up)
        page.roster_asked.connect(self.show_on_roster)
        page.call_asked.connect(self.call_in_to)
        page.event_asked.connect(self.write_event)
        page.stints_asked.connect(self.plan_stints_of)
        page.close_asked.connect(self.close_day)
        page.swaps_asked.connect(self.show_swaps)
        page.log_asked.connect(self.show_log)
        page.briefing_asked.connect(self.show_briefing)
        page.shown.connect(self._on_shown)
        document.opened.connect(self._on_opened)
        document.published.connect(page.keep_fresh)

    def ask_by(self, call_in: ShowSeat, happened: ShowSeat, plan_stints: ShowSeat) -> None:
        """Have what is asked on the page asked about the roster that is open by then."""
        self.call_in, self.happened, self.plan_stints = call_in, happened, plan_stints

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what its commands do."""
        return {
            "wall": self.put_up,
            "close_day": self.close_day,
            "swaps": self.show_swaps,
            "shift_log": self.show_log,
            "briefing": self.show_briefing,
        }

    def on_page(self, handlers: dict[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
        """Return handlers of which those of events and calls are about the chosen post while the page is shown."""
        page = self._page
        buttons = {"repair": page.event_button, "call_in": page.call, "stints": page.stints}

        def run(key: str) -> None:
            if page.isVisible():
                buttons[key].click()
            else:
                handlers[key]()

        return {**handlers, **{key: partial(run, key) for key in buttons}}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wall down where the window goes; where it is only made small, the wall stays."""
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.take_down()
        return super().eventFilter(watched, event)

    def put_up(self) -> None:
        """Fill the screen with posts and officers in large letters."""
        if self.wall is None:
            self.wall = Wall(self._on_wall_closed)
        self._page.keep_going(True)
        if self._page.words is None or self._page.is_stale:
            self._page.refresh()
        if self._page.words is not None:
            self.wall.show_words(self._page.words)
        self.wall.showFullScreen()
        self.wall.activateWindow()

    def close_day(self) -> None:
        """Show what was worked on the earliest day that is not closed, to be corrected and closed."""
        if self._document.desk is not None:
            close_day(self._document, self._page.look, self._page.window())
            self._document.worked_changed.emit()

    def show_swaps(self) -> None:
        """Show the swaps that wait for approval."""
        if self._document.desk is not None:
            SwapsDialog(self._document, self._page.look, self._page.window()).exec()

    def show_briefing(self) -> None:
        """Show the sheet of the watch that comes, or runs."""
        if self._document.desk is not None:
            BriefingDialog(self._document, self._page.look, None, self._page.window()).exec()

    def show_log(self) -> None:
        """Show the log of the running watch; a new entry is about the post that is chosen on the page."""
        if self._document.desk is not None:
            post = self._page.chosen() if self._page.isVisible() else ""
            ShiftLogDialog(self._document, self._page.look, post, None, self._page.window()).exec()

    def take_down(self) -> None:
        """Close the wall, where it is up."""
        if self.wall is not None:
            self.wall.close()

    def show_on_roster(self, post: str, shift: str, on: date) -> None:
        """Go to a seat on the published roster that holds its date."""
        if self.show_seat is not None and self._open(on):
            self.show_seat(post, shift, on)

    def call_in_to(self, post: str, shift: str, on: date) -> None:
        """Call officers in to a post, on the published roster that holds its date."""
        if self.call_in is not None and self._open(on):
            self.call_in(post, shift, on)
            self._page.refresh()

    def plan_stints_of(self, post: str, shift: str, on: date) -> None:
        """Plan the stints on the watches of a post's shift, on the published roster that holds its date."""
        if self.plan_stints is not None and self._open(on):
            self.plan_stints(post, shift, on)
            self._page.refresh()

    def write_event(self, post: str, shift: str, on: date) -> None:
        """Ask what happened at a post, on the published roster that holds its date."""
        if self.happened is not None and self._open(on):
            self.happened(post, shift, on)
            self._page.refresh()

    def _open(self, on: date) -> bool:
        """Open the published roster that holds a date, unless it is open; return whether it is."""
        document, desk = self._document, self._document.desk
        if desk is None:
            return False
        if document.roster is None or on not in document.roster.period:
            held = (h for h in desk.rosters() if on in h.period and h.version and h.state != RosterState.ARCHIVED)
            head = max(held, key=lambda h: h.saved_at, default=None)
            if head is None or not exchange.open_roster(document, head.id):
                document.failed.emit(tr("No published roster that is open for changes holds this date."))
                return False
        return True

    def _on_shown(self) -> None:
        if self.wall is not None and self._page.words is not None:
            self.wall.show_words(self._page.words)

    def _on_opened(self) -> None:
        """Begin with now where it is another database; another roster of the same one changes nothing."""
        self._page.swaps.setVisible(self._document.may(Action.APPROVE_SWAP))
        for made in (self._page.log, self._page.briefing):
            made.setVisible(self._document.may(Action.READ_LOG))
        if self._document.desk is not self._desk:
            self._desk = self._document.desk
            self._page.at = None
            self.take_down()
            self._page.keep_fresh()

    def _on_wall_closed(self) -> None:
        self.wall = None
        self._page.keep_going(False)


def reader(document: RosterDocument) -> TodayPage:
    """Return the page of a document."""
    return TodayPage(lambda at: today.reading(document, at), document.failed.emit)
