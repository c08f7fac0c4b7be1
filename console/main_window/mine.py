"""What the page of one's own leads to: forms with which to ask, the calendar file, and what is done about a request."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from console.dialogs.asking import AppealDialog, AskDialog, AskWhatDialog
from console.dialogs.swapping import AcceptSwapDialog, ProposeSwapDialog
from console.document import RosterDocument
from console.models.asking import form_of
from console.operations import own, swapping
from console.views.my_schedule import MySchedulePage
from scheduler.language import tr


class Mine:
    """Asks for the page, and shows it anew once something was filed or done."""

    def __init__(
        self, document: RosterDocument, page: MySchedulePage, window: QWidget, tell: Callable[[str], object]
    ) -> None:
        """Listen to a page; `tell` shows what comes next, in a sentence."""
        self._document, self._page, self._window, self._tell = document, page, window, tell
        page.ask_asked.connect(self.ask)
        page.seen_asked.connect(self.acknowledge)
        page.calendar_asked.connect(self.save_calendar)
        page.done_asked.connect(self.do)
        page.swap_asked.connect(self.swap)
        page.swap_done_asked.connect(self.do_swap)
        document.opened.connect(page.keep_fresh)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what its commands do."""
        return {
            "ask_move": lambda: self.ask("move_me"),
            "ask_other": lambda: self.ask(""),
            "save_calendar": self.save_calendar,
            "swap_tour": lambda: self.swap(self._page.chosen_date()),
        }

    def ask(self, kind: str) -> None:
        """Show a form, or a choice of forms for "", and file what was filled in."""
        if not kind:
            what = AskWhatDialog(parent=self._window)
            kind = what.kind() if what.exec() else ""
        offered = own.offered(self._document) if kind else None
        if offered is None:
            return
        form, document = form_of(kind), self._document
        dialog = AskDialog(form, offered, own.today(document), lambda asked: own.file(document, asked), self._window)
        if dialog.exec():
            self._tell(tr("{title}: done. {next}", title=form.title, next=form.next))
            self._page.refresh()

    def acknowledge(self) -> None:
        """Note that the changes shown were read."""
        if own.acknowledge(self._document):
            self._page.refresh()

    def save_calendar(self) -> None:
        """Ask for a file and write the own tours to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save my calendar"), "my_schedule.ics", tr("Calendar files (*.ics)")
        )
        said = own.save_calendar(self._document, Path(name)) if name else ""
        if said:
            self._tell(said)

    def do(self, id: str, act: str) -> None:
        """Take an own request back, keep it going, or ask somebody else to decide."""
        if act == "appeal":
            is_done = bool(AppealDialog(lambda words: own.appeal(self._document, id, words), self._window).exec())
        else:
            is_done = own.do(self._document, id, act)
        if is_done:
            self._page.refresh()

    def swap(self, on: date | None) -> None:
        """Ask which tour is to be swapped, with whom and for which date, and propose it."""
        document = self._document
        offered = swapping.offered(document)
        if offered is None:
            return
        dialog = ProposeSwapDialog(
            offered, on or own.today(document), lambda asked: swapping.propose(document, asked), self._window
        )
        if dialog.exec():
            self._tell(tr("Proposed. Your colleague sees it under My swaps, and accepts or declines it."))
            self._page.refresh()
            self._page.show_view("swaps")

    def do_swap(self, number: int, act: str) -> None:
        """Accept a swap with a tour of one's own, decline it, or withdraw from it."""
        document = self._document
        if act == "accept":
            tours, swap = swapping.given(document, number), self._page.own_swap()
            dialog = AcceptSwapDialog(swap, tours, lambda start: swapping.accept(document, number, start), self._window)
            said = tr("Accepted. It waits for a supervisor.") if dialog.exec() else ""
        else:
            sentence = swapping.end(document, number, act)
            if sentence:
                document.failed.emit(sentence)
            said = "" if sentence else {"decline": tr("Declined."), "withdraw": tr("Withdrawn.")}[act]
        if said:
            self._tell(said)
            self._page.refresh()
