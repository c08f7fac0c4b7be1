"""The reports page: a list of reports, the dates they speak of, and one report as a sentence and a table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QDateEdit, QFrame, QHBoxLayout, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from console.background import paint_later, run_in_background
from console.dialogs.papers import PapersDialog
from console.document import RosterDocument
from console.now import local_date
from console.operations import papers, reports
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, offer, paragraph
from console.widgets.flow import FlowRow, together
from console.widgets.nav_list import NavList
from console.widgets.plot_view import PlotView
from console.widgets.quiet_table import BOLD_ROLE, MEASURED_ROWS, QuietTable, TextTable
from scheduler.api import Action
from scheduler.domain.roster import Period

LIST_WIDTH = 170
WIDEST = 420
AIR = 28
HEAD_SIDES, CELL_SIDES = 27, 20
"""Pixels beside a head's words (an arrow of order comes there) and beside a cell's."""


class ReportsPage(QWidget):
    """List at the left, report at the right; Ctrl+C copies rows for a spreadsheet."""

    def __init__(
        self,
        document: RosterDocument,
        name: str = "Reports",
        lists: Sequence[tuple[str, str, reports.Maker]] = reports.REPORTS,
        usual_dates: Callable[[RosterDocument], Period] = reports.usual_dates,
        buttons: Mapping[str, Sequence[QWidget]] = MappingProxyType({}),
        dated: frozenset[str] | None = None,
        printed: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """Lay the page out.

        Args:
            document: What is reported on.
            name: What a screen reader calls the list of reports.
            lists: Key, name and maker of each report.
            usual_dates: Which dates reports speak of when a database or roster is opened.
            buttons: By key of a report, what can be done while it is shown.
            dated: Keys of the reports that speak of chosen dates; None: all.
            printed: Keys of the reports that can be printed, and given away as a paper.
            parent: The widget above.
        """
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self._look = document, Look()
        self._makers = {key: make for key, _, make in lists}
        self._usual_dates, self._buttons, self._dated = usual_dates, dict(buttons), dated
        self._printed, self._shown = printed, reports.Report(title="", sentence="", columns=(), rows=())
        self._asked = 0
        self.list = NavList(name)
        self.model, self.table = TextTable(self), QuietTable("Report")
        self.plot = PlotView()
        self._sheet, self._side, self._drawn = QFrame(), QFrame(), QScrollArea()
        self._title, self._sentence = label("", "title"), paragraph("")
        self.first, self.last = self._date_field("First date"), self._date_field("Last date")
        self.copy = button("Copy table", "", self._copy_all)
        self.paper = button("Print or save...", "", self._show_paper)
        self.current = lists[0][0]
        self._lay_out()
        self.list.set_lines([(key, name, "") for key, name, _ in lists], self.current)
        self.list.chosen.connect(self.show_report)
        document.opened.connect(self._on_opened)

    def _date_field(self, name: str) -> QDateEdit:
        made = date_field(name, local_date())
        made.dateChanged.connect(lambda *_: self.refresh())
        return made

    def _lay_out(self) -> None:
        self._to = together(label("to", "second"), self.last)
        every = [one for buttons in self._buttons.values() for one in buttons]
        head = FlowRow((self._title, self.first, self._to, *every, self.copy, self.paper), push=1)
        self.table.setModel(self.model)
        self._sheet.setProperty("role", "sheet")
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        self._drawn.setWidget(self.plot)
        self._drawn.setWidgetResizable(True)
        self._drawn.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._drawn.setProperty("role", "sheet")
        self._drawn.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = QVBoxLayout()
        right.setContentsMargins(12, 12, 12, 12)
        right.setSpacing(10)
        right.addLayout(head)
        right.addWidget(self._sentence)
        right.addWidget(self._drawn)
        right.addWidget(self._sheet, 1)
        right.addStretch(0)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(0, 10, 0, 0)
        side.addWidget(self.list)
        self._side.setProperty("role", "side")
        self._side.setLayout(side)
        across.addWidget(self._side)
        across.addLayout(right, 1)

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.list.set_look(look)
        self.list.setFixedWidth(look.px(LIST_WIDTH))
        self.table.set_look(look)
        self.plot.set_look(look)
        self._fit()

    def show_report(self, key: object) -> None:
        """Show another report."""
        self.current = str(key)
        self.list.choose(key)
        self.refresh()

    def refresh(self) -> None:
        """Make the report anew, if anybody is looking."""
        if not self.isVisible():
            return
        self._asked += 1
        asked = self._asked
        report = self._made()
        if asked != self._asked:  # another one was asked for while this one was made
            return
        for field in (self.first, self._to):
            field.setVisible(self._dated is None or self.current in self._dated)
        self.paper.setVisible(self.current in self._printed and self._document.may(Action.READ_ROSTER))
        for key, buttons in self._buttons.items():
            for one in buttons:
                one.setVisible(key == self.current)
        if isinstance(report, reports.Later):
            self._show(reports.Report(title=report.title, sentence=report.sentence, columns=(), rows=()))
            run_in_background(
                report.work, lambda made: self._on_made(asked, made), lambda error: self._on_failed(asked, error), self
            )
        elif report is not None:
            self._show(report)

    def _made(self) -> reports.Report | reports.Later | None:
        """Return the report that is chosen; what was there before is not drawn while it is made."""
        self.setUpdatesEnabled(False)
        try:
            return reports.make(self._document, self._makers[self.current], *self.dates())
        finally:
            self.setUpdatesEnabled(True)

    def _on_made(self, asked: int, report: reports.Report) -> None:
        if asked == self._asked:
            self._show(report)

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._sentence.setText(f"This could not be counted: {error}")

    def _show(self, report: reports.Report) -> None:
        paint_later(self.table)  # its columns are measured in this turn
        self._title.setText(report.title)
        self._sentence.setText(report.sentence)
        self.model.set_table(report.columns, report.rows, report.figures, report.keys)
        self._sheet.setVisible(bool(report.rows))
        self.plot.set_plot(report.plot)
        self._drawn.setVisible(report.plot is not None)
        self._shown = report
        offer(self.copy, "" if report.rows else "There are no rows to copy.")
        offer(self.paper, "" if report.columns else "There is nothing to print.")
        self._sheet.updateGeometry()
        for layout in (self.layout(), self._sheet.layout()):
            if layout is not None:
                layout.activate()  # the table's room is known now, not when it is next drawn
        self._fit()

    def _show_paper(self) -> None:
        """Show the report as pages."""
        first, last = self.dates()
        if self._dated is not None and self.current not in self._dated:
            last = first - timedelta(days=1)
        paper = papers.paper_of(self._document, self._shown, first, last)
        if paper is not None:
            PapersDialog(self._document, self._look, self.window(), paper).exec()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns the room that there is now."""
        super().resizeEvent(event)
        self._fit()

    def dates(self) -> tuple[date, date]:
        """Return the first and the last date that reports speak of, inclusive."""
        first, last = date_of(self.first), date_of(self.last)
        return first, max(first, last)

    def showEvent(self, event: object) -> None:
        """Make the report when the page comes up."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _on_opened(self) -> None:
        usual = self._usual_dates(self._document)
        for field, on in ((self.first, usual.first), (self.last, usual.last)):
            field.blockSignals(True)
            field.setDate(QDate(on.year, on.month, on.day))
            field.blockSignals(False)
        self.refresh()

    def _fit(self) -> None:
        # The plot has the height that it needs, up to about half of the page; where that is less, it scrolls.
        room = self.plot.heightForWidth(self._drawn.width() - 2) + 2
        self._drawn.setFixedHeight(max(1, min(room, self.height() * 11 // 20)))
        header, columns = self.table.horizontalHeader(), self.model.columnCount()
        if not columns:
            return
        wanted = [self._wanted(column) for column in range(columns)]
        spare = self.table.viewport().width() - sum(wanted)
        air = max(0, min(self._look.px(AIR), spare // columns))
        for column, width in enumerate(wanted):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, min(width + air, self._look.px(WIDEST)))
        words = [c for c in range(columns) if c not in self.model.figures] or range(columns)
        longest = max(words, key=lambda c: self.table.columnWidth(c))
        if columns > 2:
            # It takes the room that is left; where there is none the table scrolls, and no word is cut.
            self.table.let_fill(longest, min(wanted[longest], self._look.px(WIDEST)))
            QTimer.singleShot(0, self.table, self.table.updateGeometries)  # no scroll bar of the widths before

    def _wanted(self, column: int) -> int:
        """Return the pixels that a column's head and its widest words take."""
        fonts = {bold: QFontMetrics(self._look.font(12.5, bold)) for bold in (False, True)}
        head = fonts[False].horizontalAdvance(str(self.model.headerData(column, Qt.Orientation.Horizontal)))
        cells = [self.model.index(row, column) for row in range(min(self.model.rowCount(), MEASURED_ROWS))]
        words = (fonts[bool(c.data(BOLD_ROLE))].horizontalAdvance(str(c.data() or "")) for c in cells)
        return max(head + self._look.px(HEAD_SIDES), max(words, default=0) + self._look.px(CELL_SIDES))

    def _copy_all(self) -> None:
        self.table.selectAll()
        self.table.copy()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
