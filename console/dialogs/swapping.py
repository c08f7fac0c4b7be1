"""Windows of swaps: propose one, accept one, and the list of those that wait for approval. None asks why."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from console.background import run_in_background
from console.dialogs.form import FormDialog
from console.dialogs.secrets import say
from console.document import RosterDocument
from console.document.own import OfferedSwap, OwnSwap
from console.document.swaps import SwapLine, SwapWords
from console.document.words import count
from console.operations import swapping
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, lines_list, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable

FREE = "Both of you choose freely: nobody is asked why, and a no has no consequence. A supervisor approves it."
NO_TOURS = "You have no published tour ahead that can be swapped."
NO_GIVEN = "You have no tour on that date any more that can be swapped."
COLUMNS = ("Officer", "Gives", "Officer", "Gives")
WIDTHS = (130, 240, 130, 240)
NONE_WAIT = "No swap waits for approval."
LEAD = "Both officers want these. What is approved amends the roster; officers hold it once the roster is published."
JUDGING, FITS = "Asking the rules ...", "No rule speaks against it."


class ProposeSwapDialog(FormDialog):
    """The own tour, a colleague, and the date of the tour that is asked of him."""

    def __init__(
        self, offered: OfferedSwap, on: date, propose: Callable[[OfferedSwap], str], parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            offered: What there is to choose from.
            on: The date whose tour is chosen first.
            propose: Takes what was chosen; returns why that did not work, in a sentence, "" where it did.
            parent: Owner.
        """
        super().__init__("Swap a tour", FREE, "Propose", parent)
        self._propose = propose
        self.tour, self.other = _choice(offered.tours), _choice(offered.colleagues)
        following = [n for n, at in enumerate(offered.dates) if at >= on]
        if following:
            self.tour.setCurrentIndex(following[0])
        self.on = date_field("", offered.dates[following[0]] if following else on)
        self.said = paragraph("", "stop")
        self.add_fields(Your_tour=self.tour, Colleague=self.other, You_take_a_tour_on=self.on)
        self.column.addWidget(self.said)
        self.close_form()
        self.tour.setFocus()
        _name_lists(self.tour, self.other)
        done = self.buttons.buttons()[0]
        offer(done, "" if offered.tours else NO_TOURS)
        say(self.said, "" if offered.tours else NO_TOURS)

    def accept(self) -> None:
        """Propose it; stay where that does not work."""
        start, other = self.tour.currentData(), self.other.currentData()
        if start is None or other is None:
            return
        sentence = self._propose(OfferedSwap(start=int(start), other=str(other), on=date_of(self.on)))
        say(self.said, sentence)
        if not sentence:
            super().accept()


class AcceptSwapDialog(FormDialog):
    """What the colleague gives, and which own tour goes to him."""

    def __init__(
        self,
        swap: OwnSwap | None,
        tours: tuple[tuple[int, str], ...],
        accept: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out; `accept` takes the start of the own tour and returns why that did not work, or ""."""
        lead = f"{swap.other} gives you {swap.taken}. " if swap is not None else ""
        super().__init__("Accept a swap", lead + FREE, "Accept", parent)
        self._accept = accept
        self.tour, self.said = _choice(tours), paragraph("", "stop")
        self.add_fields(You_give=self.tour)
        self.column.addWidget(self.said)
        self.close_form()
        self.tour.setFocus()
        _name_lists(self.tour)
        offer(self.buttons.buttons()[0], "" if tours else NO_GIVEN)
        say(self.said, "" if tours else NO_GIVEN)

    def accept(self) -> None:
        """Accept it; stay where that does not work."""
        start = self.tour.currentData()
        if start is None:
            return
        sentence = self._accept(int(start))
        say(self.said, sentence)
        if not sentence:
            super().accept()


class SwapsDialog(QDialog):
    """Swaps that wait for approval, and what rules say against the chosen one."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Read the swaps that wait."""
        super().__init__(parent)
        self.setWindowTitle("Swaps of tours")
        self.resize(look.px(860), look.px(520))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self._lines: tuple[SwapLine, ...] = ()
        self._asked = 0
        self.said = paragraph("", "second")
        self.table, self._model = QuietTable("Swaps that wait for approval"), TextTable(self)
        self.told = lines_list("What rules say about the swap")
        self.answer = paragraph("", "stop")
        self.approve = button("Approve", "primary", lambda: self._decide(swapping.approve))
        self.refuse = button("Refuse", "", lambda: self._decide(swapping.refuse))
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Swaps that wait for approval", "title"))
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        self._model.set_table(COLUMNS, ())
        column.addWidget(self.table, 3)
        column.addWidget(label("What rules say", "section"))
        column.addWidget(self.told, 2)
        column.addWidget(self.answer)
        row = QHBoxLayout()
        for part in (self.approve, self.refuse):
            row.addWidget(part)
        row.addStretch(1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        column.addLayout(row)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._judge())

    def _refresh(self) -> None:
        self._lines = swapping.waiting(self._document)
        self._model.set_table(COLUMNS, [(s.first, s.gives, s.second, s.takes) for s in self._lines])
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, self._look.px(width))
        self.table.let_fill(len(WIDTHS) - 1, self._look.px(WIDTHS[-1]))
        number = count(len(self._lines), "swap")
        self.said.setText(f"{number}. {LEAD}" if self._lines else NONE_WAIT)
        if self._lines:
            self.table.choose_row(0)
        self._judge()

    def chosen(self) -> SwapLine | None:
        """Return the swap that is chosen."""
        index = self.table.currentIndex()
        row = self._model.given_row(index.row()) if index.isValid() else -1
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _judge(self) -> None:
        """Ask the rules about the chosen swap, away from the window."""
        swap = self.chosen()
        self._asked += 1
        asked = self._asked
        work = swapping.judging(self._document, swap.number) if swap is not None and not swap.over else None
        self.told.clear()
        offer(self.refuse, "" if swap is not None else NONE_WAIT)
        offer(self.approve, NONE_WAIT if swap is None else swap.over or JUDGING)
        if swap is not None:
            self.told.addItem(swap.over or JUDGING)
        if work is not None:
            run_in_background(
                work, lambda words: self._on_judged(asked, words), lambda error: self._on_failed(asked, error), self
            )

    def _on_judged(self, asked: int, words: SwapWords) -> None:
        if asked != self._asked:
            return
        self.told.clear()
        asks = [f"{line} A reason is asked for when it is published." for line in words.asks]
        self.told.addItems([*words.blocking, *asks] or [FITS])
        offer(self.approve, words.blocking[0] if words.blocking else "")

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self.told.clear()
            say(self.answer, f"The rules could not be asked: {error}")

    def _decide(self, decide: Callable[[RosterDocument, int], str]) -> None:
        swap = self.chosen()
        if swap is None:
            return
        sentence = decide(self._document, swap.number)
        say(self.answer, sentence)
        self._refresh()


def _choice(lines: tuple[tuple[object, str], ...]) -> QComboBox:
    made = QComboBox()
    for key, words in lines:
        made.addItem(words, key)
    return made


def _name_lists(*boxes: QComboBox) -> None:
    for box in boxes:
        box.view().setAccessibleName(box.accessibleName())
