"""What a limit costs: a number of the policy or the minimum of a post, tried at several values."""

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.secrets import is_confirmed
from console.document import RosterDocument
from console.document.words import amount
from console.models.prices import BEFORE, COST, NUMBER, SURE, Priced, PricesModel, priced, sure_words
from console.operations import exchange
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, fill, label, let_search, number_field, offer, paragraph
from console.widgets.frontier_chart import FrontierChart, Mark
from console.widgets.quiet_table import QuietTable
from scheduler.domain.answers import PriceList, PricePoint
from scheduler.domain.policy import Tier
from scheduler.wire.asking import Answer, Frontier, Question, Topic

OWNER = "prices"
PAYS = "voluntary_overtime"
USUAL = "limit_minutes"
SECONDS = 60
TICK = 500
EXPLAINED = (
    "For each number the best roster is looked for again, all else as it is. Nothing is changed by it: this is what a "
    "limit costs, in the policy's own order."
)


class PricesDialog(QDialog):
    """Asks what is to be priced, works it out in the process that answers, and shows a chart and a table."""

    def __init__(
        self, document: RosterDocument, questions: Questions, look: Look, parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            document: Whose policy and roster are asked about.
            questions: Answers.
            look: Colours and sizes.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("What a limit costs")
        room = self.screen().availableSize()
        self.resize(min(look.px(760), room.width()), min(look.px(740), room.height() * 9 // 10))
        facts = document.facts
        assert facts is not None, "asked for with a roster open"
        self._document, self._questions, self._look = document, questions, look
        self._offers = priced(facts.problem)
        self._asked: Priced | None = None
        self.model = PricesModel(self)
        self.what, self.tier = QComboBox(), QComboBox()
        self.numbers, self.as_limit = QLineEdit(), QCheckBox("Kept as a limit that no roster breaks")
        self.seconds = number_field(SECONDS, 5, 3600)
        self.seconds.setSuffix(" s")
        self._unit, self._words = label("", "second"), paragraph("", "second")
        self.start = button("Work it out", "primary", self.begin)
        self.stop = button("Stop", "", self.end)
        self.copy = button("Copy table", "", self._copy)
        self.save = button("Save as CSV...", "", self._ask_save)
        self._bar, self.chart, self.table = QProgressBar(), FrontierChart(), QuietTable("Price list")
        self._room = QWidget()
        self._clock, self._ticks = QElapsedTimer(), QTimer(self, interval=TICK)
        self._ticks.timeout.connect(self._tell_time)
        self._fill(facts.problem.policy.tiers)
        self._lay_out()
        self._choose()
        self._refresh()

    def _fill(self, tiers: tuple[Tier, ...]) -> None:
        for n, each in enumerate(self._offers):
            self.what.addItem(each.words, n)
        let_search(self.what, "What")  # several dozen lines
        self.what.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setMinimumContentsLength(20)
        for tier in tiers:
            self.tier.addItem(f"{tier.name} ({tier.unit})", tier.key)
        self.tier.setCurrentIndex(max(0, self.tier.findData(PAYS)))
        usual = (n for n, each in enumerate(self._offers) if each.setting == USUAL and not each.may_be_limit)
        self.what.setCurrentIndex(next(usual, 0))
        self.what.currentIndexChanged.connect(lambda *_: self._choose())
        self.numbers.textChanged.connect(lambda *_: self._refresh())

    def _lay_out(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName("Working")
        self.chart.set_look(self._look)
        self.table.set_look(self._look)
        self.table.setModel(self.model)
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        typed = QHBoxLayout()
        typed.addWidget(self.numbers, 1)
        typed.addWidget(self._unit)
        for words, field in (("What", self.what), ("Numbers to try", self.numbers), ("Paid in", self.tier),
                             ("Time", self.seconds)):  # fmt: skip
            field.setAccessibleName(words)
            form.addRow(words, typed if field is self.numbers else field)
            if field is self.numbers:
                form.addRow("", self.as_limit)
        doing = fill(QHBoxLayout(), self.start, self.stop, spacing=8)
        doing.addStretch(1)
        below = fill(QHBoxLayout(), self.copy, self.save, spacing=8)
        below.addStretch(1)
        below.addWidget(button("Close", "", self.reject))
        heading = (label("What a limit costs", "title"), paragraph(EXPLAINED, "second"))
        column = QVBoxLayout(self)
        fill(column, *heading, form, doing, self._bar, self._words, self.chart, spacing=10)
        column.addWidget(self.table, 1)
        column.addWidget(self._room, 1)
        column.addLayout(below)

    # ------------------------------------------------------------ asking

    def _chosen(self) -> Priced:
        return self._offers[max(0, self.what.currentIndex())]

    def _choose(self) -> None:
        chosen = self._chosen()
        self.numbers.setText(", ".join(chosen.text(number) for number in chosen.suggested()))
        self._unit.setText(chosen.unit)
        line = self.what.lineEdit()
        if line is not None:
            line.setCursorPosition(0)  # a long line is read from its beginning
        self.as_limit.setVisible(chosen.may_be_limit)
        self.as_limit.setChecked(chosen.may_be_limit)

    def begin(self) -> None:
        """Ask."""
        chosen = self._chosen()
        try:
            numbers = chosen.read(self.numbers.text())
        except ValueError:
            return
        self._asked = chosen
        self._show(None)
        frontier = Frontier(
            entry=chosen.entry,
            setting=chosen.setting,
            post=chosen.post,
            numbers=numbers,
            tier=str(self.tier.currentData()),
            as_limit=chosen.may_be_limit and self.as_limit.isChecked(),
        )
        question = Question(number=0, topic=Topic.PRICES, frontier=frontier, seconds=float(self.seconds.value()))
        self._questions.ask(OWNER, question, self._on_answer)
        self._clock.start()
        self._ticks.start()
        self._tell_time()
        self._refresh()

    def end(self) -> None:
        """Wait no longer."""
        if self._questions.waits(OWNER):
            self._questions.drop(OWNER)
            self._words.setText("Stopped: nothing was worked out.")
        self._ticks.stop()
        self._refresh()

    def _tell_time(self) -> None:
        self._words.setText(f"Working: {self._clock.elapsed() // 1000} of about {self.seconds.value()} s.")

    def _on_answer(self, answer: Answer) -> None:
        self._ticks.stop()
        if answer.prices is not None:
            self._show(answer.prices)
        if answer.error:
            self._words.setText(f"{answer.error.rstrip('.')}.")
        self._refresh()

    # ------------------------------------------------------------ showing

    def _show(self, found: PriceList | None) -> None:
        self.model.set_list(self._asked, found)
        points = found.points if found is not None else ()
        self.chart.set_marks([self._mark(point) for point in points])
        for column, wide in ((NUMBER, 110), (COST, 170), (BEFORE, 250)):
            self.table.setColumnWidth(column, self._look.px(wide))
        self.table.horizontalHeader().setSectionResizeMode(SURE, QHeaderView.ResizeMode.Stretch)
        if points:
            self._words.setText(self._verdict(points))

    def _verdict(self, points: tuple[PricePoint, ...]) -> str:
        assert self._asked is not None, "a list was asked for"
        if not all(point.is_proven for point in points):
            return "A ring in the chart is the best found; a dot is proven. More time may prove the rest."
        values = {tuple(tier.value for tier in point.tiers) for point in points}
        if len(points) > 1 and len(values) == 1 and points[0].tiers:
            first, last = (self._asked.text(point.number) for point in (points[0], points[-1]))
            return f"From {first} to {last} {self._asked.unit} it makes no difference: each figure is proven."
        return "Each figure is proven: no roster costs less."

    def _mark(self, point: PricePoint) -> Mark:
        assert self._asked is not None, "a list was asked for"
        payer = point.tiers[-1] if point.tiers else None
        cost = payer.value / payer.scale if payer is not None else None
        words = amount(payer.value, payer.scale) if payer is not None else sure_words(point)
        return Mark(self._asked.text(point.number), float(point.number), cost, words, point.is_proven)

    def _refresh(self) -> None:
        is_running, has_list = self._questions.waits(OWNER), self.model.rowCount() > 0
        try:
            self._chosen().read(self.numbers.text())
            fault = ""
        except ValueError as error:
            fault = str(error)
        if not is_running and (fault or (not has_list and not self._words.text())):
            self._words.setText(fault)
        offer(self.start, "It is being worked out." if is_running else fault)
        offer(self.stop, "" if is_running else "Nothing is being worked out.")
        self._bar.setVisible(is_running)
        self._bar.setRange(0, 0 if is_running else 1)
        for made in (self.copy, self.save):
            offer(made, "" if has_list else "There is no list yet: work it out first.")
        self.chart.setVisible(has_list)
        self.table.setVisible(has_list)
        self._room.setVisible(not has_list)

    # ------------------------------------------------------------ taking it along

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self.model.rows()))
        self._words.setText("Copied: paste it into a spreadsheet.")

    def _ask_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the price list", "price-list.csv", "CSV files (*.csv)")
        if name and is_confirmed(self._document, "The price list will be written to a file.", self):
            self.save_as(Path(name))

    def save_as(self, path: Path) -> None:
        """Write the table to a CSV file, and say so, or why not."""
        self._words.setText(exchange.save_table(self._document, "price list", self.model.rows(), path))

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self._ticks.stop()
        self._questions.drop(OWNER)
        super().done(result)
