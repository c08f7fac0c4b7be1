"""The places beside the roster: which there are, which page each shows, and what their buttons lead to."""

from PySide6.QtWidgets import QMessageBox, QWidget

from console.dialogs.policy_entry import PolicyEntryDialog
from console.document import RosterDocument
from console.models.policy import PolicyRow
from console.operations import policy as policies
from console.theme import Look
from console.views.policy import PolicyPage

ROSTER = "roster"


class Places:
    """Knows the pages; the frame shows them."""

    def __init__(self, document: RosterDocument, window: QWidget) -> None:
        """Make the pages for a document."""
        self._document, self._window = document, window
        self.policy = PolicyPage(document)
        self._pages: dict[str, tuple[str, QWidget | None]] = {
            ROSTER: ("Roster", None),
            "policy": ("Policy", self.policy),
        }
        self.current = ROSTER
        self.policy.change_asked.connect(self.change_entry)
        self.policy.add_asked.connect(lambda row: self.change_entry(row, is_new=True))
        self.policy.end_asked.connect(self.end_entry)

    @property
    def is_roster(self) -> bool:
        """Whether the roster is the place shown."""
        return self.current == ROSTER

    def names(self) -> tuple[tuple[str, str], ...]:
        """Return (key, words) of every place, in order."""
        return tuple((key, words) for key, (words, _) in self._pages.items())

    def pages(self) -> tuple[QWidget, ...]:
        """Return the pages of all places but the roster."""
        return tuple(page for _, page in self._pages.values() if page is not None)

    def page(self) -> QWidget:
        """Return the page of the place shown, which is not the roster."""
        page = self._pages[self.current][1]
        assert page is not None, "the roster has a page of the frame's own"
        return page

    def go_to(self, place: str) -> None:
        """Make another place the one shown."""
        self.current = place

    def set_look(self, look: Look) -> None:
        """Draw all pages in other colours or sizes."""
        self.policy.set_look(look)

    def change_entry(self, row: PolicyRow, is_new: bool = False) -> None:
        """Ask what is to hold instead, and put it in force."""
        tiers = self.policy.model.policy.tiers
        dialog = PolicyEntryDialog(row, tiers, self.policy.shown_date(), is_new, self._window)
        if dialog.exec():
            entry = dialog.entry()
            if policies.put_in_force(self._document, entry, dialog.reason.text().strip()):
                self.policy.show_entry(entry.id)

    def end_entry(self, row: PolicyRow) -> None:
        """Ask whether the use is to end, and end it."""
        if row.entry is None:
            return
        on = self.policy.shown_date()
        answer = QMessageBox.question(self._window, "End a rule", policies.end_words(row.entry, on))
        if answer == QMessageBox.StandardButton.Yes:
            policies.end(self._document, row.entry, on, "")
