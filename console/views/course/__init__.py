"""The course of a build: each tier's value and bound as they move, and what they mean in words; stop keeps the best."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.document import RosterDocument
from console.models.course import BEST, CHART, CHART_ROLE, NAME, VALUE, WORDS, CourseModel
from console.models.roles import KIND_ROLE
from console.solving.build_state import BuildState, Phase
from console.theme import Look
from console.widgets.basics import button, label, paragraph
from console.widgets.course_chart import draw_course
from console.widgets.headed import Index

ROW_HEIGHT, NARROW_ROW_HEIGHT = 44, 64
ROOMY, BAR = 340, 14
WIDTHS = {NAME: 200, VALUE: 66, BEST: 104, CHART: 200}
WORDS_LEAST = 260


class _RowDelegate(QStyledItemDelegate):
    """Figures, a line for the course, sentences that wrap."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.look = Look()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area, column = self.look, QRectF(option.rect), index.column()
        state: QStyle.StateFlag = option.state
        inner = area.adjusted(look.px(10), look.px(4), -look.px(8), -look.px(4))
        painter.save()
        if column == CHART:
            draw_course(painter, look, inner, *index.data(CHART_ROLE))
        else:
            kind = str(index.data(KIND_ROLE))
            colour = "good" if column == BEST and kind == "proven" else "second" if column in (BEST, WORDS) else "text"
            painter.setFont(look.font(12.5, column == VALUE))
            painter.setPen(look.colour(colour))
            flags = int(index.data(Qt.ItemDataRole.TextAlignmentRole)) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(inner, flags, str(index.data() or ""))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()


class BuildCourse(QWidget):
    """How the build gets on.

    Signals:
        stop_asked: The build is to stop and keep its best.
    """

    stop_asked = Signal()

    def __init__(self, document: RosterDocument, build: BuildState, parent: QWidget | None = None) -> None:
        """Follow a build."""
        super().__init__(parent)
        self._document, self._build_state, self._look = document, build, Look()
        self._said = paragraph("", "second")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName("Time used by the build")
        self.stop = button("Stop, keep the best", "", self.stop_asked.emit)
        self._model = CourseModel(self)
        self.table = QTableView()
        self.table.setAccessibleName("Course of the build, by tier")
        self._rows = _RowDelegate(self.table)
        self._lay_out()
        build.changed.connect(self.refresh)
        for signal in (document.opened, document.proposal_changed):
            signal.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setItemDelegate(self._rows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        table.horizontalHeader().setProperty("role", "roomy")
        table.horizontalHeader().setHighlightSections(False)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.stop)
        row.addWidget(self._said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(table, 1)
        column.addWidget(label("Line: value. Dashes: best possible, as far as it is proven.", "small"))

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = self._rows.look = look
        self._fit()
        self.table.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the sentences the room that is left."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self._look.px(width))
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Interactive)
        left = self.width() - sum(self._look.px(width) for width in WIDTHS.values()) - self._look.px(BAR)
        words = max(left, self._look.px(WORDS_LEAST))
        self.table.setColumnWidth(WORDS, words)
        tall = ROW_HEIGHT if words >= self._look.px(ROOMY) else NARROW_ROW_HEIGHT
        self.table.verticalHeader().setDefaultSectionSize(self._look.px(tall))

    def refresh(self, *_: object) -> None:
        """Say what now holds."""
        build, proposal = self._build_state, self._document.proposal
        certificate = proposal.certificate if proposal is not None else self._document.certificate
        tiers = build.tiers if build.is_running or certificate is None else certificate.tiers
        self._model.set_course(tiers, build.course, max(build.seconds, 0.1), bool(build.scope))
        self.stop.setVisible(build.is_running)
        self.stop.setEnabled(build.phase == Phase.RUNNING)
        self._bar.setVisible(build.is_running)
        self._bar.setRange(0, max(1, build.limit * 10))
        self._bar.setValue(min(build.limit * 10, round(build.seconds * 10)))
        self._said.setText(self._words())

    def _words(self) -> str:
        build = self._build_state
        part = f" {build.scope}" if build.scope else ""
        if build.is_running:
            best = "" if build.tiers else " No complete roster yet."
            verb = "Stopping" if build.phase == Phase.STOPPING else "Building"
            return f"{verb}: {build.seconds:.0f} s of {build.limit} s.{best}{part} You can go on working meanwhile."
        if build.course or self._document.proposal is not None:
            return f"Ended after {build.seconds:.0f} s.{part}"
        return "Nothing was built since the roster was opened. Build it: Ctrl+B, or with choices: Ctrl+Shift+B."
