"""What is done about posts below the staffing plan, from the reports and from Today: a reason, an approval."""

from datetime import date

from PySide6.QtWidgets import QWidget

from console.dialogs.deviation import DeviationDialog
from console.document import RosterDocument
from console.operations import deviations
from console.views.reports.below import PlanReportsPage
from scheduler.api import Action, Below
from scheduler.language import tr


class Deviating:
    """Asks for reasons, and shows the report anew once one was written down."""

    def __init__(self, document: RosterDocument, page: PlanReportsPage, window: QWidget) -> None:
        """Listen to the reports."""
        self._document, self._page, self._window = document, page, window
        page.reason_asked.connect(self.give_chosen)
        page.approval_asked.connect(self.approve_chosen)

    def give_chosen(self) -> None:
        """Ask why the post of the chosen row was below the plan."""
        below = self._page.chosen()
        if below is not None:
            self._ask(below)

    def give_for(self, post: str, shift: str, on: date) -> None:
        """Ask why a post is below the plan on a shift of a local date."""
        below = deviations.of_place(self._document, post, shift, on)
        if below is None:
            self._document.failed.emit(tr("The staffing plan asks for no more on {post} than are there.", post=post))
            return
        self._ask(below)

    def approve_chosen(self) -> None:
        """Approve what is written down about the chosen row."""
        below = self._page.chosen()
        if below is not None and deviations.approve(self._document, below):
            self._page.refresh()

    def _ask(self, below: Below) -> None:
        desk = self._document.desk
        if desk is None:
            return
        dialog = DeviationDialog(desk.site(), below, desk.session.may(Action.APPROVE_DEVIATION), self._window)
        if dialog.exec() and deviations.write(self._document, dialog.note()):
            self._page.refresh()
