"""What the exposure page's buttons lead to: windows in which something is written down, and the feed."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.dialogs.cases import ApproveBackDialog, AskBackDialog, PairsDialog, ShownDialog
from console.dialogs.feed import FeedDialog
from console.dialogs.observing import CountDialog, DecideDialog, ReviewDialog, RoundDialog, SuggestDialog
from console.document import RosterDocument
from console.operations import cases, exposure, observing
from console.theme import Look
from console.views.exposure import ExposurePage
from scheduler.domain.lookback import Office
from scheduler.language import tr


class Observed:
    """Asks for the page and shows it anew once something was written down."""

    def __init__(self, document: RosterDocument, page: ExposurePage, window: QWidget) -> None:
        """Listen to a page."""
        self._document, self._page, self._window = document, page, window
        self.look = Look()
        page.round_asked.connect(self.write_round)
        page.times_asked.connect(self.suggest_times)
        page.entries_asked.connect(lambda: self.count(is_entries=True))
        page.incidents_asked.connect(lambda: self.count(is_entries=False))
        page.review_asked.connect(self.review)
        page.feed_asked.connect(self.take_feed)
        page.decision_asked.connect(self.decide)
        page.decisions_saved.connect(self.save_decisions)
        page.pairs_asked.connect(self.open_pairs)
        page.back_asked.connect(self.ask_back)
        page.approval_asked.connect(self.approve_back)
        page.reading_asked.connect(self.read_back)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each command of the menu does."""
        return {
            "write_round": self.write_round,
            "suggest_times": self.suggest_times,
            "count_entries": lambda: self.count(is_entries=True),
            "count_incidents": lambda: self.count(is_entries=False),
            "review_post": self.review,
            "take_feed": self.take_feed,
            "open_pairs": self.open_pairs,
            "ask_back": self.ask_back,
        }

    def write_round(self) -> None:
        """Ask for a round and write it down."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = RoundDialog(desk.site(), desk.names(), observing.local_now(self._document), self._window)
        if dialog.exec() and dialog.write(self._document):
            self._page.refresh()

    def suggest_times(self) -> None:
        """Show times for rounds."""
        if self._document.desk is not None:
            SuggestDialog(self._document, self._window).exec()

    def count(self, is_entries: bool) -> None:
        """Ask for a count of an area and put it in."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = CountDialog(desk.site(), is_entries, desk.today(), self._window)
        if dialog.exec() and observing.write_count(self._document, dialog.line()):
            self._page.refresh()

    def review(self, post: str = "") -> None:
        """Ask what was found at a post; without one, beginning with the chosen row."""
        desk = self._document.desk
        if desk is None:
            return
        begun = (post, "") if post else self._page.chosen_review()
        dialog = ReviewDialog(desk.site(), desk.today(), *begun, self._window)
        if dialog.exec() and observing.write_review(self._document, dialog.review()):
            self._page.refresh()

    def decide(self) -> None:
        """Ask what is done about the chosen breach or high band."""
        desk, found, row = self._document.desk, exposure.subjects(self._document), self._page.chosen_row()
        if desk is None or row is None or row >= len(found):
            self._document.failed.emit(tr("Choose one breach or high band first."))
            return
        dialog = DecideDialog(found[row], desk.today(), self._window)
        if dialog.exec():
            made = exposure.Draft(subject=dialog.subject, action=dialog.action(), due=dialog.due_date())
            self._page.draft(made)

    def save_decisions(self) -> None:
        """Save what was decided; what cannot be saved stays as it is."""
        self._page.drafts[:] = [
            made
            for made in self._page.drafts
            if not observing.decide(self._document, made.subject, made.action, made.due)
        ]
        self._page.show_drafts()

    def open_pairs(self) -> None:
        """Ask for case, purpose and area, beginning with the chosen one, and show the pairs near a limit."""
        if self._document.desk is not None:
            area = self._page.chosen_cell(0).partition(",")[0] if self._page.current == "areas" else ""
            PairsDialog(self._document, self.look, area, self._window).exec()

    def ask_back(self) -> None:
        """Ask for a case to look back."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = AskBackDialog(desk.site(), desk.today(), self._window)
        if dialog.exec() and dialog.ask(self._document):
            self._page.show_report("backs")

    def approve_back(self) -> None:
        """Approve the chosen look-back."""
        desk, number = self._document.desk, self._page.chosen_cell(0)
        if desk is None or not number:
            self._document.failed.emit(tr("Choose one look-back first."))
            return
        dialog = ApproveBackDialog(int(number), self._page.chosen_cell(1), desk.actor, self._window)
        if dialog.exec() and cases.approve(self._document, int(number), Office(dialog.office.currentData())):
            self._page.refresh()

    def read_back(self) -> None:
        """Show what the chosen look-back found."""
        number = self._page.chosen_cell(0)
        if not number:
            self._document.failed.emit(tr("Choose one look-back first."))
            return
        found = cases.read(self._document, int(number))
        if found is not None:
            ShownDialog(
                tr("Look-back {number}", number=number), found[0], cases.BACK_HEADS, found[1], self.look, self._window
            ).exec()

    def take_feed(self) -> None:
        """Show what a feed would do, and take it over when told to."""
        if self._document.desk is not None and FeedDialog(self._document, self.look, self._window).exec():
            self._page.refresh()
