"""The place Today: this watch and the next by post, what is short, what is due; and the wall that shows it to all."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStackedWidget, QVBoxLayout, QWidget

from console.assets import icon
from console.background import run_in_background
from console.document.today import DayWords
from console.models.today import ATTENTION, TodayModel
from console.theme import Look
from console.views.place_page import PlacePage
from console.widgets.basics import (
    beside_panel,
    button,
    column_of_panel,
    hairline,
    label,
    lines_list,
    offer,
    paragraph,
    side_width,
)
from console.widgets.empty_page import EmptyPage
from console.widgets.flow import FlowRow, together
from console.widgets.quiet_table import QuietTable
from scheduler.domain.words import Minute

EVERY_MS = 60_000
"""So often the page reads what is now."""
WIDTHS = (74, 160, 80, 168, 60, 130, 168, 84, 140)
Read = Callable[[Minute | None], Callable[[], DayWords] | None]


class TodayPage(PlacePage):
    """Posts of both watches at the left; what is due, rounds and the next watch at the right.

    Signals:
        wall_asked: The moment is to be shown on a wall.
        close_asked: A day is to be closed.
        swaps_asked: Swaps of tours are to be approved.
        log_asked: The shift log is to be shown.
        briefing_asked: The briefing sheet is to be shown.
        roster_asked: (code of a post, code of a shift, local date): to be shown on the roster.
        event_asked: The same: something happened there.
        call_asked: The same: officers are to be called in to it.
        reason_asked: (code of a post, code of a shift, local date): why it is short is to be written down.
        shown: Another moment is shown, or the same one anew.
    """

    wall_asked = Signal()
    close_asked = Signal()
    swaps_asked = Signal()
    log_asked = Signal()
    briefing_asked = Signal()
    shown = Signal()
    roster_asked = Signal(str, str, object)
    event_asked = Signal(str, str, object)
    call_asked = Signal(str, str, object)
    stints_asked = Signal(str, str, object)
    reason_asked = Signal(str, str, object)

    def __init__(self, read: Read, told: Callable[[str], object], parent: QWidget | None = None) -> None:
        """Lay the page out.

        Args:
            read: Returns what reads a moment (None: now), None while nothing can be read.
            told: Takes a sentence where it cannot be read.
            parent: The widget above.
        """
        super().__init__(parent)
        self.setProperty("role", "page")
        self._read, self._told, self._look = read, told, Look()
        self._asked, self._is_on_wall = 0, False
        self.words: DayWords | None = None
        self.at: Minute | None = None
        self.model, self.table = TodayModel(self), QuietTable("Posts, this watch and the next")
        self.earlier = button("", "tool", lambda: self._go(self._words().earlier), "Watch before")
        self.later = button("", "tool", lambda: self._go(self._words().later), "Next watch")
        self.now = button("Now", "", lambda: self.show_moment(None))
        self.wall = button("Wall...", "", self.wall_asked.emit)
        self.close_day = button("Close the day...", "", self.close_asked.emit)
        self.swaps = button("Swaps...", "", self.swaps_asked.emit)
        self.briefing = button("Briefing...", "", self.briefing_asked.emit)
        self.log = button("Shift log...", "", self.log_asked.emit)
        self.on_roster = button("Show on the roster", "", self._ask_roster)
        self.event_button = button("What happened...", "primary", lambda: self._ask(self.event_asked))
        self.call = button("Call in...", "", lambda: self._ask(self.call_asked))
        self.stints = button("Stints...", "", lambda: self._ask(self.stints_asked))
        self.why = button("Why short...", "", lambda: self._ask(self.reason_asked))
        self._title, self._when, self._watch = label("Today", "title"), label("", "strong"), label("", "second")
        self._summary = paragraph("", "strong")
        self.empty = EmptyPage(
            "Nobody is on duty here yet", "", (("Show what is published next", self._go_to_published),)
        )
        self._stack = QStackedWidget()
        self.panel = QFrame()
        self.due, self.rounds = lines_list("Due on this watch"), lines_list("Supervisors' rounds")
        self._rounds_title = label("Rounds", "section")
        self._coming = paragraph("", "second")
        self._minute = QTimer(self, interval=EVERY_MS)
        self._minute.timeout.connect(self._on_minute)
        self._lay_out()

    @property
    def look(self) -> Look:
        """Return the colours and sizes that the page is drawn in."""
        return self._look

    def _lay_out(self) -> None:
        steps = together(self.earlier, self.now, self.later)
        doing = (self.event_button, self.call, self.stints, self.why, self.on_roster)
        whole = (self.briefing, self.log, self.swaps, self.close_day, self.wall)
        head = FlowRow((self._title, self._when, self._watch, steps, *doing, *whole), push=3)
        self.earlier.setToolTip("Watch before")
        self.later.setToolTip("Next watch")
        self.wall.setToolTip("Show posts and officers in large letters, without rounds, restrictions or attention")
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.doubleClicked.connect(self._ask_roster)
        self.table.selectionModel().currentRowChanged.connect(self._offer_roster)
        words = QVBoxLayout()
        words.addWidget(self._summary)
        for part in (self.table, self.empty):
            self._stack.addWidget(part)
        beside_panel(self, (head, words), self._stack, self._lay_out_panel())

    def _lay_out_panel(self) -> QFrame:
        column = column_of_panel(self.panel)
        column.addWidget(label("Due on this watch", "section"))
        column.addWidget(self.due, 3)
        column.addWidget(self._rounds_title)
        column.addWidget(self.rounds, 1)
        column.addWidget(hairline())
        column.addWidget(label("Next watch", "section"))
        column.addWidget(self._coming)
        column.addStretch(1)
        return self.panel

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.earlier.setIcon(icon("back", look.tokens.text))
        self.later.setIcon(icon("forward", look.tokens.text))
        self.table.set_look(look)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, look.px(width))
        self.table.let_fill(ATTENTION, look.px(WIDTHS[ATTENTION]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table its room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is now, and go with the time."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the time pass unseen, unless the wall shows it."""
        if not self._is_on_wall:
            self._minute.stop()
        self.is_stale = True  # it will be another minute
        super().hideEvent(event)

    def keep_going(self, is_on_wall: bool) -> None:
        """Go with the time also while the page is hidden, as long as the wall is up."""
        self._is_on_wall = is_on_wall
        if is_on_wall:
            self._minute.start()
        elif not self.isVisible():
            self._minute.stop()

    def _on_minute(self) -> None:
        if self.at is None:
            self.refresh()

    def show_moment(self, at: Minute | None) -> None:
        """Show another moment, None: now, and go with the time."""
        self.at = at
        self.refresh()

    def _go_to_published(self) -> None:
        self._go(self._words().next_published)

    def _words(self) -> DayWords:
        return self.words or DayWords(at=Minute(0), facility="", when="", clock="")

    def _go(self, at: Minute | None) -> None:
        if at is not None:
            self.show_moment(at)

    def refresh(self) -> None:
        """Read the moment, away from the window."""
        self.is_stale = False
        work = self._read(self.at)
        self._asked += 1
        asked = self._asked
        if work is None:
            self._show(None)
            return
        if self.words is None:
            self._say_nothing("What is published and recorded of this watch is being read.", "Reading the day ...")
        run_in_background(
            work, lambda made: self._on_read(asked, made), lambda error: self._on_failed(asked, error), self
        )

    def _on_read(self, asked: int, words: DayWords) -> None:
        if asked == self._asked:
            self._show(words)

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._show(None)
            self._told(f"The day could not be read: {error}.")

    def _show(self, words: DayWords | None) -> None:
        chosen = self.chosen()
        self.words = words
        shown = self._words()
        self._when.setText(shown.when)
        self._watch.setText(shown.watch)
        self._summary.setProperty("role", "stop" if shown.is_short else "strong")
        self._summary.style().polish(self._summary)
        self._summary.setText(shown.summary)
        self._summary.setVisible(bool(shown.summary))
        self._say_nothing(shown.nothing if words is not None else "Open a facility first.")
        self.model.show(shown)
        self.table.setColumnHidden(ATTENTION, not any(post.band for post in shown.posts))
        for lines, texts, none in (
            (self.due, shown.due, "Nothing is due."),
            (self.rounds, shown.rounds or (), ""),
        ):
            lines.clear()
            lines.addItems(list(texts) or [none])
        for part in (self._rounds_title, self.rounds):
            part.setVisible(shown.rounds is not None)
        self._coming.setText(shown.coming or "Nothing is published.")
        offer(self.earlier, "" if shown.earlier is not None else "No watch before this one is known.")
        offer(self.later, "" if shown.later is not None else "No watch after this one is known.")
        offer(self.now, "" if self.at is not None else "This is now.")
        offer(self.wall, "" if shown.posts else "There is nothing to show.")
        row = next((n for n in range(self.model.rowCount()) if self.model.post_at(n).code == chosen), 0)
        if self.model.rowCount():
            self.table.choose_row(row)
        self._offer_roster()
        self.shown.emit()

    # ------------------------------------------------------------ the roster

    def _say_nothing(self, sentence: str, title: str | None = None) -> None:
        """Say why there is nothing to show, "" where there is something; None: nobody is on duty."""
        self.empty.say(sentence, title)
        self.empty.buttons[0].setVisible(bool(sentence) and self._words().next_published is not None)
        self._stack.setCurrentIndex(int(bool(sentence)))
        self.panel.setVisible(not sentence)

    def chosen(self) -> str:
        """Return the code of the chosen post, "" for none."""
        index = self.table.currentIndex()
        return self.model.post_at(index.row()).code if index.isValid() and self.words is not None else ""

    def _offer_roster(self, *_: object) -> None:
        index = self.table.currentIndex()
        none = "" if index.isValid() else "Choose a post first."
        for made in (self.on_roster, self.event_button):
            offer(made, none)
        is_watched = index.isValid() and self.model.post_at(index.row()).is_watched
        offer(self.stints, none or ("" if is_watched else "No watch over an inmate is held on this shift."))
        is_short = index.isValid() and self.model.post_at(index.row()).missing > 0
        for made in (self.call, self.why):
            offer(made, none or ("" if is_short else "Nobody is missing on this post now."))

    def _ask(self, signal: SignalInstance) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            signal.emit(*self.model.post_at(index.row()).seat)

    def _ask_roster(self, *_: object) -> None:
        self._ask(self.roster_asked)
