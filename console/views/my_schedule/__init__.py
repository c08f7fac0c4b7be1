"""The page of one's own: tours as a calendar and a list, requests, swaps, who looked; beside them hours, tours left."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStackedWidget, QVBoxLayout, QWidget

from console.assets import icon
from console.background import run_in_background
from console.document.own import OwnRequest, OwnSchedule, OwnSwap
from console.document.words import full
from console.models.own import (
    RECEIPT_COLUMNS,
    REQUEST_COLUMNS,
    SWAP_COLUMNS,
    TOUR_COLUMNS,
    MonthModel,
    next_words,
    request_rows,
    spoken,
    swap_rows,
    tour_rows,
)
from console.now import local_date
from console.theme import Look
from console.views.my_schedule.month import MonthView
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
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable, TextTable

CALENDAR, LIST, REQUESTS, SWAPS, RECEIPTS = "calendar", "list", "requests", "swaps", "receipts"
VIEWS = (
    (CALENDAR, "Calendar"),
    (LIST, "List"),
    (REQUESTS, "My requests"),
    (SWAPS, "My swaps"),
    (RECEIPTS, "Who looked"),
)
WIDTHS = {
    LIST: (190, 80, 170, 70, 120, 60, 110),
    REQUESTS: (200, 160, 110, 110, 260),
    SWAPS: (140, 236, 236, 150, 150),
    RECEIPTS: (160, 160, 240, 240),
}
HEADS = {LIST: TOUR_COLUMNS, REQUESTS: REQUEST_COLUMNS, SWAPS: SWAP_COLUMNS, RECEIPTS: RECEIPT_COLUMNS}
NOBODY = "Nobody has opened anything of yours."
NO_SWAPS = "You have no swaps. Choose a tour of yours in the calendar, then Swap this tour."
NO_REQUESTS = "You have asked for nothing yet. Asking is never a negative mark."


class MySchedulePage(PlacePage):
    """Own tours, requests and receipts at the left; next tour, changes, hours and tours left at the right.

    Signals:
        ask_asked: The kind of the form to show, "" for a choice of all.
        seen_asked: The changes shown were read.
        calendar_asked: The own tours are to be written to a calendar file.
        done_asked: (id, "withdraw", "appeal" or "renew") of an own request.
        swap_asked: A tour is to be swapped; the date that is chosen, None for none.
        swap_done_asked: (number, "accept", "decline" or "withdraw") of a swap.
    """

    ask_asked = Signal(str)
    seen_asked = Signal()
    calendar_asked = Signal()
    done_asked = Signal(str, str)
    swap_asked = Signal(object)
    swap_done_asked = Signal(int, str)

    def __init__(
        self,
        read: Callable[[], Callable[[], OwnSchedule] | None],
        told: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        """Lay the page out.

        Args:
            read: Returns what reads the schedule of whoever is signed in, None while nobody is or he has none.
            told: Takes a sentence where it cannot be read.
            parent: The widget above.
        """
        super().__init__(parent)
        self.setProperty("role", "page")
        self._read, self._told, self._look = read, told, Look()
        self._asked = 0
        self.schedule: OwnSchedule | None = None
        self.model, self.month = MonthModel(self), MonthView()
        self._tables = {
            LIST: QuietTable("My tours"),
            REQUESTS: QuietTable("My requests"),
            SWAPS: QuietTable("My swaps"),
            RECEIPTS: QuietTable("Who opened something about me"),
        }
        self._rows = {key: TextTable(self) for key in self._tables}
        self.chips = {key: button(words, "chip", self._shower(key)) for key, words in VIEWS}
        self.back = button("", "tool", lambda: self._step(-1), "Earlier month")
        self.forward = button("", "tool", lambda: self._step(1), "Later month")
        self.today = button("Today", "", self._to_today)
        self.ask_move = button("Ask to be moved from here...", "primary", lambda: self.ask_asked.emit("move_me"))
        self.ask_other = button("Ask for something else...", "", lambda: self.ask_asked.emit(""))
        self.swap = button("Swap this tour...", "", lambda: self.swap_asked.emit(self.chosen_date()))
        self.calendar = button("Save calendar file...", "", self.calendar_asked.emit)
        self._title, self._who, self._month = label("My schedule", "title"), label("", "second"), label("", "strong")
        self._words = paragraph("", "second")
        self._stack, self.panel = QStackedWidget(), QFrame()
        self._next, self._day = paragraph("", "strong"), paragraph("", "second")
        self.changes = lines_list("Changes of my schedule")
        self.seen = button("I have seen these", "", self.seen_asked.emit)
        self.hours, self.left = lines_list("My hours"), lines_list("Tours left")
        self._changes_title = label("Changes since you last looked", "section")
        self._acts = {
            act: button(words, "", self._doer(act))
            for act, words in (
                ("withdraw", "Take it back"),
                ("renew", "Keep it going"),
                ("appeal", "Ask somebody else..."),
                ("escalate", "Ask the next rank"),
            )
        }
        self.swap_acts = {
            act: button(words, "primary" if act == "accept" else "", self._swap_doer(act))
            for act, words in (("accept", "Accept..."), ("decline", "Decline"), ("withdraw", "Withdraw"))
        }
        self.current = CALENDAR
        self._lay_out()
        self.show_view(CALENDAR)

    def _lay_out(self) -> None:
        head = FlowRow((self._title, self._who, self.ask_move, self.ask_other, self.swap, self.calendar), push=2)
        acts = (*self._acts.values(), *self.swap_acts.values())
        bar = FlowRow(
            (*self.chips.values(), *acts, self._month, self.back, self.today, self.forward), push=len(self.chips)
        )
        self.month.setModel(self.model)
        self._stack.addWidget(self.month)
        for key, table in self._tables.items():
            table.setModel(self._rows[key])
            self._rows[key].set_table(HEADS[key], ())
            table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            self._stack.addWidget(table)
        rows = (head, bar, _row(self._words))
        beside_panel(self, rows, self._stack, self._lay_out_panel())
        self.month.selectionModel().currentChanged.connect(lambda *_: self._show_day())
        for key in (REQUESTS, SWAPS):
            self._tables[key].selectionModel().currentRowChanged.connect(lambda *_: self._show_acts())

    def _lay_out_panel(self) -> QFrame:
        column = column_of_panel(self.panel)
        column.addWidget(label("Next tour", "section"))
        column.addWidget(self._next)
        column.addWidget(self._day)
        column.addWidget(hairline())
        column.addWidget(self._changes_title)
        column.addWidget(self.changes, 3)
        column.addLayout(FlowRow((self.seen,)))
        column.addWidget(label("Hours", "section"))
        column.addWidget(self.hours, 1)
        column.addWidget(label("Tours left here", "section"))
        column.addWidget(self.left, 2)
        column.addStretch(1)
        return self.panel

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.back.setIcon(icon("back", look.tokens.text))
        self.forward.setIcon(icon("forward", look.tokens.text))
        self.month.set_look(look)
        for key, table in self._tables.items():
            table.set_look(look)
            for column, width in enumerate(WIDTHS[key]):
                table.setColumnWidth(column, look.px(width))
            last = len(WIDTHS[key]) - 1
            table.let_fill(last, look.px(WIDTHS[key][last]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the calendar its room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))

    def refresh(self) -> None:
        """Read the schedule of whoever is signed in, away from the window."""
        self.is_stale = False
        work = self._read()
        self._asked += 1
        asked = self._asked
        if work is None:
            self._show(None)
            return
        if self.schedule is None:
            self._next.setText("Reading your schedule ...")
        run_in_background(
            work, lambda made: self._on_read(asked, made), lambda error: self._on_failed(asked, error), self
        )

    def _on_read(self, asked: int, schedule: OwnSchedule) -> None:
        if asked == self._asked:
            self._show(schedule)

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._show(None)
            self._told(f"Your schedule could not be read: {error}")

    def _show(self, schedule: OwnSchedule | None) -> None:
        is_first = self.schedule is None
        self.schedule = schedule
        shown = schedule or OwnSchedule(who="", today=local_date())
        self._who.setText(shown.who)
        self.model.show(shown)
        if is_first:
            self.model.show_month(shown.today)
        self._rows[LIST].set_table(
            TOUR_COLUMNS, tour_rows(shown.tours), frozenset({5}), {0: [t.on for t in shown.tours]}
        )
        self._rows[REQUESTS].set_table(REQUEST_COLUMNS, request_rows(shown.requests))
        self._rows[SWAPS].set_table(SWAP_COLUMNS, swap_rows(shown.swaps))
        self._rows[RECEIPTS].set_table(RECEIPT_COLUMNS, shown.receipts)
        self._next.setText(
            next_words(shown) if schedule is not None else "Nothing to show: sign in with your own account."
        )
        for lines, texts, none in (
            (self.changes, shown.changes, "No change that you have not seen."),
            (self.hours, shown.hours, "No hours yet."),
            (self.left, shown.left, "No limit is near."),
        ):
            lines.clear()
            lines.addItems(list(texts) or [none])
        offer(self.seen, "" if shown.changes else "There is no change that you have not seen.")
        none = "" if schedule is not None else "Sign in with your own account first."
        for one in (self.ask_move, self.ask_other, self.swap):
            offer(one, none)
        offer(self.calendar, none or ("" if shown.tours else "You have no tours to write."))
        self.chips[REQUESTS].setText(f"My requests {len(shown.requests)}" if shown.requests else "My requests")
        waiting = sum("accept" in swap.may for swap in shown.swaps)
        self.chips[SWAPS].setText(f"My swaps: {waiting} to answer" if waiting else "My swaps")
        self._after_rows()

    def _after_rows(self) -> None:
        self.month.fit()
        for key, table in self._tables.items():
            if self._rows[key].rowCount() and not table.currentIndex().isValid():
                table.choose_row(0)
        if not self.month.currentIndex().isValid() and self.schedule is not None:
            self._choose(self.schedule.today)
        self.show_view(self.current)

    def show_view(self, view: str) -> None:
        """Show another view of what is one's own."""
        self.current = view
        for key, chip in self.chips.items():
            chip.setChecked(key == view)
        self._stack.setCurrentIndex([key for key, _ in VIEWS].index(view))
        for part in (self._month, self.back, self.today, self.forward):
            part.setVisible(view == CALENDAR)
        self._month.setText(self.model.title)
        self._words.setText(self._sentence())
        self._words.setVisible(bool(self._words.text()))
        self._show_day()
        self._show_acts()

    def _sentence(self) -> str:
        if self.current in (REQUESTS, RECEIPTS) and self.schedule is not None and self.schedule.closed:
            return self.schedule.closed
        if self.current == REQUESTS and not self._rows[REQUESTS].rowCount():
            return NO_REQUESTS
        if self.current == SWAPS and not self._rows[SWAPS].rowCount():
            return NO_SWAPS
        if self.current == RECEIPTS:
            lead = "Everybody who opened what you wrote, or what was decided about it, and why."
            return lead if self._rows[RECEIPTS].rowCount() else NOBODY
        return ""

    def _shower(self, key: str) -> Callable[[], None]:
        def show() -> None:
            self.show_view(key)
            (self._tables.get(key) or self.month).setFocus()

        return show

    # ------------------------------------------------------------ the calendar

    def _step(self, months: int) -> None:
        self.model.step(months)
        self.month.fit()
        self._choose(self.model.month)
        self._month.setText(self.model.title)

    def _to_today(self) -> None:
        today = self.schedule.today if self.schedule is not None else local_date()
        self.model.show_month(today)
        self.month.fit()
        self._choose(today)
        self._month.setText(self.model.title)

    def _choose(self, on: date) -> None:
        self.month.setCurrentIndex(self.model.index_of(on))

    def _show_day(self) -> None:
        on = self.model.date_at(self.month.currentIndex())
        schedule = self.schedule
        if on is None or schedule is None or self.current != CALENDAR:
            self._day.setText("")
            return
        tours = tuple(tour for tour in schedule.tours if tour.on == on)
        is_said = tours == (schedule.next_tour(),)
        self._day.setText(
            "" if is_said else f"{spoken(on, tours, on in schedule.away)}." if tours else f"{full(on)}: no tour."
        )

    def chosen_date(self) -> date | None:
        """Return the date that is chosen in the calendar or the list, None for none."""
        if self.current == LIST and self.schedule is not None:
            row = self._chosen_row(LIST)
            return self.schedule.tours[row].on if 0 <= row < len(self.schedule.tours) else None
        return self.model.date_at(self.month.currentIndex())

    # ------------------------------------------------------------ requests and swaps

    def request(self) -> OwnRequest | None:
        """Return the chosen one of the own requests."""
        requests, row = self.schedule.requests if self.schedule is not None else (), self._chosen_row(REQUESTS)
        return requests[row] if 0 <= row < len(requests) else None

    def own_swap(self) -> OwnSwap | None:
        """Return the chosen one of the own swaps."""
        swaps, row = self.schedule.swaps if self.schedule is not None else (), self._chosen_row(SWAPS)
        return swaps[row] if 0 <= row < len(swaps) else None

    def _chosen_row(self, key: str) -> int:
        index = self._tables[key].currentIndex()
        return self._rows[key].given_row(index.row()) if index.isValid() else -1

    def _show_acts(self) -> None:
        request = self.request() if self.current == REQUESTS else None
        for act, made in self._acts.items():
            made.setVisible(request is not None and act in request.may)
        swap = self.own_swap() if self.current == SWAPS else None
        for act, made in self.swap_acts.items():
            made.setVisible(swap is not None and act in swap.may)

    def _swap_doer(self, act: str) -> Callable[[], None]:
        def do() -> None:
            swap = self.own_swap()
            if swap is not None:
                self.swap_done_asked.emit(swap.number, act)

        return do

    def _doer(self, act: str) -> Callable[[], None]:
        def do() -> None:
            request = self.request()
            if request is not None:
                self.done_asked.emit(request.id, act)

        return do


def _row(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.addWidget(widget)
    return column
