"""What is shown while a cell is dragged: for each cell that is seen, whether the drop would be legal, and why not.

Cells are judged one at a time when there is nothing else to do, those near the pointer first, so that the window never
waits for more than one of them.
"""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from console.dialogs.occupied import OccupiedDialog
from console.document import RosterDocument
from console.operations.drops import How
from console.operations.plans import UNKNOWN, Kind, Plan, Verdict, judge, perform, why_not
from console.views.grid_table import GridTable, plain
from console.widgets.basics import label, paragraph

SLICE_SECONDS = 0.008
"""After so long the judging lets other work go first."""
PLACE = tuple[int, int]
"""(row, column)."""
CURSORS = {
    "legal": Qt.CursorShape.DragMoveCursor,
    "ask": Qt.CursorShape.DragMoveCursor,
    "refused": Qt.CursorShape.ForbiddenCursor,
    "unknown": Qt.CursorShape.DragMoveCursor,
}

PlanOf = Callable[[QModelIndex, QModelIndex, How], Plan]


class OccupiedChoice(QObject):
    """What a drop on an occupied cell does: exchange, replace, or ask (None). One for all views.

    Signals:
        changed: Another choice is remembered.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with asking."""
        super().__init__(parent)
        self.how: How | None = None

    def recall(self, words: str) -> None:
        """Take over what was remembered: "exchange", "replace" or "ask"."""
        self.how = How(words) if words in (How.EXCHANGE, How.REPLACE) else None

    def set(self, how: How | None) -> None:
        """Remember a choice."""
        if how != self.how:
            self.how = how
            self.changed.emit(how.value if how is not None else "ask")


class DragWords(QFrame):
    """What the drop would do and what stands against it, beside the pointer."""

    def __init__(self, table: GridTable) -> None:
        """Make it, hidden."""
        super().__init__(table.window())
        self._around = table.window()
        self.setProperty("role", "notice")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._what: QLabel = label("", "strong")
        self._why: QLabel = paragraph("", "second")
        self._why.setFixedWidth(320)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addWidget(self._what)
        column.addWidget(self._why)
        self.hide()

    @property
    def text(self) -> str:
        """What is written."""
        return f"{self._what.text()}. {self._why.text()}"

    def say(self, what: str, why: str, at: QPoint) -> None:
        """Show words beside a spot of the window, on the side where there is room."""
        self._what.setText(what)
        self._why.setText(why)
        self._why.setFixedHeight(self._why.heightForWidth(self._why.width()))
        self.adjustSize()
        x, y = at.x() + 18, at.y() + 18
        if x + self.width() > self._around.width():
            x = at.x() - self.width() - 12
        if y + self.height() > self._around.height():
            y = at.y() - self.height() - 12
        self.move(max(0, x), max(0, y))
        self.raise_()
        self.show()


class Drag(QObject):
    """Follows one table's drags: plans, judges, marks cells and tells in words."""

    def __init__(
        self,
        document: RosterDocument,
        table: GridTable,
        plan_of: PlanOf,
        is_taken: Callable[[QModelIndex], bool],
        choice: OccupiedChoice,
    ) -> None:
        """Watch a table.

        Args:
            document: What is edited.
            table: Where cells are dragged.
            plan_of: The edit that a drop would be.
            is_taken: Whether somebody is where it would land.
            choice: What a drop on an occupied cell does.
        """
        super().__init__(table)
        self._document = document
        self._table = table
        self._plan_of = plan_of
        self._is_taken = is_taken
        self._choice = choice
        self._source: QPersistentModelIndex | None = None
        self._target: PLACE | None = None
        self._is_copy = False
        self._at = QPoint()
        self._verdicts: dict[PLACE, Verdict] = {}
        self._queue: list[PLACE] = []
        self._judged: dict[PLACE, Verdict] = {}
        self._judged_how = How.EXCHANGE
        self.words: DragWords | None = None
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._on_idle)
        table.drag_moved.connect(self._on_drag_moved)
        table.drag_ended.connect(self._end)
        table.drag_dropped.connect(self._on_drag_dropped)
        document.report_changed.connect(self._on_report_changed)

    @property
    def how(self) -> How:
        """What a drop would do now; while the user is still to be asked, an exchange."""
        return How.COPY if self._is_copy else self._choice.how or How.EXCHANGE

    def mark(self, index: QModelIndex | QPersistentModelIndex) -> tuple[Kind, bool] | None:
        """Return the verdict on a cell and whether the pointer is on it, None while nothing is dragged."""
        if self._source is None:
            return None
        place = index.row(), index.column()
        if place == (self._source.row(), self._source.column()):
            return None
        return self._verdicts.get(place, UNKNOWN).kind, place == self._target

    def _on_drag_moved(self, source: QModelIndex, target: QModelIndex, is_copy: bool, at: QPoint) -> None:
        is_new = self._source is None or is_copy != self._is_copy
        self._source, self._is_copy, self._at = QPersistentModelIndex(source), is_copy, at
        place = (target.row(), target.column()) if target.isValid() else None
        before, self._target = self._target, place
        if is_new:
            self._verdicts = {}
            self._table.viewport().update()
        if is_new or before != place:
            self._queue = self._in_order()
            self._idle.start()
            for cell in filter(None, (before, place)):
                self._table.update(self._table.model().index(*cell))
        self._tell()

    def _in_order(self) -> list[PLACE]:
        """The cells that are seen and not judged yet, the one to judge first last: the pointer's, then its date's."""
        table, model = self._table, self._table.model()
        area = table.viewport().rect()
        top, left = table.rowAt(0), table.columnAt(0)
        bottom, right = table.rowAt(area.bottom()), table.columnAt(area.right())
        last_row = bottom if bottom >= 0 else model.rowCount() - 1
        last_column = right if right >= 0 else model.columnCount() - 1
        row, column = self._target if self._target is not None else (top, left)
        places = [
            (r, c)
            for r in range(max(0, top), last_row + 1)
            for c in range(max(0, left), last_column + 1)
            if (r, c) not in self._verdicts and model.flags(model.index(r, c)) & Qt.ItemFlag.ItemIsDropEnabled
        ]
        places.sort(key=lambda place: (place[1] != column, abs(place[1] - column), abs(place[0] - row)), reverse=True)
        return places

    def _on_idle(self) -> None:
        deadline = perf_counter() + SLICE_SECONDS
        while self._queue and perf_counter() < deadline:
            self._judge(self._queue.pop())
        if not self._queue:
            self._idle.stop()

    def _judge(self, place: PLACE) -> None:
        source = self._source
        if source is None or not source.isValid() or place in self._verdicts:
            return
        index = self._table.model().index(*place)
        verdict = judge(self._document, self._plan(index))
        if verdict.kind != "unknown":
            self._verdicts[place] = verdict
            self._table.update(index)
        if place == self._target:
            self._tell()

    def _plan(self, target: QModelIndex) -> Plan:
        source = self._source
        if source is None:
            return Plan(refusal="Nothing is dragged.")
        return self._plan_of(plain(source), target, self.how)

    def _tell(self) -> None:
        """Write beside the pointer what the drop would do."""
        if self.words is None:
            self.words = DragWords(self._table)
        source = self._source
        if self._target is None or source is None or self._target == (source.row(), source.column()):
            self.words.hide()
            self._table.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        plan = self._plan(self._table.model().index(*self._target))
        verdict = self._verdicts.get(self._target, UNKNOWN)
        refusal = why_not(self._document, plan)
        if refusal:
            verdict = Verdict("refused", (refusal,))
        before = self.words.text if not self.words.isHidden() else ""
        self.words.say(plan.label or "Not here", verdict.text, self._at)
        shape = CURSORS[verdict.kind]
        if self._is_copy and verdict.kind != "refused":
            shape = Qt.CursorShape.DragCopyCursor
        self._table.viewport().setCursor(shape)
        if self.words.text != before:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._table, self.words.text))

    def _on_drag_dropped(self, source: QModelIndex, target: QModelIndex, is_copy: bool) -> None:
        how = How.COPY if is_copy else self._choice.how
        if how is None and not self._is_taken(target):
            how = How.EXCHANGE
        if how is None:
            how = self._ask(source, target)
            if how is None:
                return
        plan = self._plan_of(source, target, how)
        known = self._judged.get((target.row(), target.column())) if how == self._judged_how else None
        if perform(self._document, plan, known):
            self._table.selectionModel().setCurrentIndex(target, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _ask(self, source: QModelIndex, target: QModelIndex) -> How | None:
        """Ask whether to exchange or replace, unless neither can be done: then that is said."""
        plans = {how: self._plan_of(source, target, how) for how in (How.EXCHANGE, How.REPLACE)}
        verdicts = {how: judge(self._document, plan) for how, plan in plans.items()}
        if all(verdict.kind == "refused" for verdict in verdicts.values()):
            return How.EXCHANGE
        answers = {how: (plans[how].label or "Not possible", verdicts[how]) for how in plans}
        dialog = OccupiedDialog(answers, self._table.window())
        if not dialog.exec():
            return None
        if dialog.remember.isChecked():
            self._choice.set(dialog.how)
        return dialog.how

    def _on_report_changed(self) -> None:
        """The roster can be judged now, or is another one."""
        self._judged = {}
        if self._source is not None:
            self._verdicts = {}
            self._queue = self._in_order()
            self._idle.start()

    def _end(self) -> None:
        self._judged, self._judged_how = self._verdicts, self.how
        self._source = self._target = None
        self._verdicts, self._queue = {}, []
        self._idle.stop()
        if self.words is not None:
            self.words.hide()
        self._table.viewport().update()
