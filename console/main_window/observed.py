"""What the exposure page's buttons lead to: windows in which something is written down, and the feed."""

from PySide6.QtWidgets import QWidget

from console.dialogs.feed import FeedDialog
from console.dialogs.observing import CountDialog, DecideDialog, ReviewDialog, RoundDialog, SuggestDialog
from console.document import RosterDocument
from console.operations import exposure, observing
from console.theme import Look
from console.views.exposure import ExposurePage


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

    def review(self) -> None:
        """Ask what was found at a post, beginning with the chosen row."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = ReviewDialog(desk.site(), desk.today(), *self._page.chosen_review(), self._window)
        if dialog.exec() and observing.write_review(self._document, dialog.review()):
            self._page.refresh()

    def decide(self) -> None:
        """Ask what is done about the chosen breach or high band."""
        desk, found, row = self._document.desk, exposure.subjects(self._document), self._page.chosen_row()
        if desk is None or row is None or row >= len(found):
            self._document.failed.emit("Choose one breach or high band first.")
            return
        dialog = DecideDialog(found[row], desk.today(), self._window)
        if dialog.exec() and observing.decide(self._document, dialog.subject, dialog.action.text(), dialog.due_date()):
            self._page.refresh()

    def take_feed(self) -> None:
        """Show what a feed would do, and take it over when told to."""
        if self._document.desk is not None and FeedDialog(self._document, self.look, self._window).exec():
            self._page.refresh()
