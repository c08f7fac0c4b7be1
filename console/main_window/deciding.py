"""What the buttons of requests and orders lead to: windows in which something is opened and decided."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from console.dialogs.cases import ShownDialog
from console.dialogs.deciding import DenyDialog, FileDialog, GrantDialog, HandOverDialog, InterimDialog
from console.dialogs.keys import KeysDialog, ask_to_open
from console.dialogs.secrets import is_confirmed
from console.document import RosterDocument
from console.operations import deciding, keys
from console.theme import Look
from console.views.deciding import DecidingPage
from scheduler.language import tr

READ = tr("What is sealed will be opened, and the officer is told that you read it.")
HANDED = tr("Another account will be able to read what is sealed.")
ENDED = tr("Posts that are closed to this officer for it are open again from now on. End it?")
GROUNDLESS = tr("The outcome found no ground: destroy what opens it")
DESTROYED = tr("What this order said can never be opened again; that there was one stays provable.")


class Deciding:
    """Asks for the page and shows it anew once something was decided."""

    def __init__(self, document: RosterDocument, page: DecidingPage, window: QWidget) -> None:
        """Listen to a page."""
        self._document, self._page, self._window = document, page, window
        self.look = Look()
        page.keys_asked.connect(self.show_keys)
        page.open_asked.connect(self.open_one)
        page.grant_asked.connect(self.grant)
        page.deny_asked.connect(self.deny)
        page.second_asked.connect(lambda id: self._do(lambda: deciding.second(document, id)))
        page.escalate_asked.connect(lambda id: self._do(lambda: deciding.escalate(document, id)))
        page.review_asked.connect(lambda id: self._do(lambda: deciding.review(document, id)))
        page.interim_asked.connect(self.interim)
        page.end_asked.connect(self.end)
        page.hand_over_asked.connect(self.hand_over)
        page.file_asked.connect(lambda: self.file(is_order=False))
        page.order_asked.connect(lambda: self.file(is_order=True))
        page.totals_asked.connect(self.show_totals)

    def show_keys(self) -> None:
        """Open the own key where that is all that is missing; else show what can be done about keys."""
        found = keys.state(self._document)
        if found.is_made and not found.is_open:
            ask_to_open(self._document, self._window)
        else:
            KeysDialog(self._document, self._window).exec()
        self._page.refresh()

    def open_one(self, id: str) -> None:
        """Ask whether it is really who is signed in, and show what is sealed."""
        if is_confirmed(self._document, READ, self._window):
            self._page.show_opened(deciding.open_one(self._document, id))

    def grant(self, id: str) -> None:
        """Ask what is added, and grant it."""
        opened = self._page.opened
        if opened is None:
            return
        dialog = GrantDialog(opened.request, self._window)
        if dialog.exec():
            self._do(lambda: dialog.do(self._document, id))

    def deny(self, id: str) -> None:
        """Ask why, and what is offered instead, and deny it."""
        opened = self._page.opened
        if opened is None:
            return
        dialog = DenyDialog(opened.request, self._window)
        if dialog.exec():
            self._do(lambda: dialog.do(self._document, id))

    def interim(self, id: str) -> None:
        """Ask which area is closed as well until there is a decision, and close it."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = InterimDialog(desk.site(), self._window)
        if dialog.exec():
            self._do(lambda: dialog.do(self._document, id))

    def end(self, id: str) -> None:
        """Ask whether it is to end, and end it."""
        buttons = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, tr("End it"), ENDED, buttons, self._window)
        groundless = QCheckBox(GROUNDLESS)
        opened = self._page.opened
        if opened is not None and deciding.may_expunge(self._document, opened.request):
            box.setCheckBox(groundless)
        if box.exec() != QMessageBox.StandardButton.Yes:
            return
        is_groundless = groundless.isChecked()
        if not is_groundless or is_confirmed(self._document, DESTROYED, self._window):
            self._do(lambda: deciding.end(self._document, id, is_groundless))

    def hand_over(self, id: str) -> None:
        """Ask to whom and why, and hand it over."""
        dialog = HandOverDialog(self._window)
        if dialog.exec() and is_confirmed(self._document, HANDED, self._window):
            self._do(lambda: dialog.do(self._document, id))

    def file(self, is_order: bool) -> None:
        """Ask for a request or an order, and file it."""
        desk = self._document.desk
        if desk is None or desk.is_empty():
            return
        dialog = FileDialog(self._document, is_order, self._window)
        if dialog.exec():
            self._do(lambda: dialog.do(self._document))

    def show_totals(self) -> None:
        """Show how many were filed a month."""
        found = deciding.totals(self._document)
        ShownDialog(found.title, found.sentence, found.columns, found.rows, self.look, self._window).exec()

    def _do(self, does: Callable[[], bool]) -> None:
        if does():
            self._page.refresh()
