"""Reports with what can be done about posts below the staffing plan."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.operations import calling, deviations, happenings, reports, worked
from console.views.reports import ReportsPage
from console.widgets.basics import button, offer
from scheduler.api import Below

BELOW = "below"


class PlanReportsPage(ReportsPage):
    """The reports; beside the deviations from the plan what is written down about the chosen one.

    Signals:
        reason_asked: A reason is to be written down.
        approval_asked: What is written down is to be approved.
    """

    reason_asked = Signal()
    approval_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        self.give_reason = button("Why...", "primary")
        self.approve = button("Approve", "")
        plan, *others = reports.REPORTS
        below = (BELOW, deviations.TITLE, reports.of_desk(deviations.below_the_plan))
        buttons = {BELOW: (self.approve, self.give_reason)}
        calls = (
            ("calls", calling.TITLE, reports.of_desk(calling.calls_made)),
            ("events", happenings.TITLE, reports.of_desk(happenings.events_of)),
            ("planned_worked", worked.TITLE, reports.of_desk(worked.planned_and_worked)),
            ("charged", "Overtime charged", reports.of_desk(calling.overtime_charged)),
        )
        lists = (plan, below, *others, *calls)
        printed = frozenset(key for key, *_ in lists)
        super().__init__(document, lists=lists, buttons=buttons, printed=printed, parent=parent)
        self.give_reason.clicked.connect(self.reason_asked)
        self.approve.clicked.connect(self.approval_asked)
        self.table.doubleClicked.connect(self._on_double_click)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._offer())
        self.model.modelReset.connect(self._offer)
        self._offer()

    def _on_double_click(self) -> None:
        if self.current == BELOW:
            self.reason_asked.emit()

    def _row(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        is_one = len(rows) == 1 and self.current == BELOW
        return self.model.given_row(rows[0].row()) if is_one else None

    def chosen(self) -> Below | None:
        """Return what stands in the chosen row, None for no row or several."""
        row = self._row()
        return None if row is None else deviations.chosen(self._document, *self.dates(), row)

    def _offer(self) -> None:
        none = "" if self._row() is not None else "Choose one line first."
        state = str(self.model.index(self.table.currentIndex().row(), 8).data() or "") if not none else ""
        offer(self.give_reason, none)
        is_waiting = state == deviations.NOT_APPROVED
        offer(self.approve, none or ("" if is_waiting else "There is nothing here that waits to be approved."))
