"""Windows of a case: ask to look back, approve, read, and pairs near a limit. None of them begins with an officer."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from console.dialogs.form import FormDialog, areas_box
from console.document import RosterDocument
from console.operations import cases
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, let_search, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.domain.lookback import LONGEST_DAYS, Office
from scheduler.domain.pairs import PairPurpose
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode

DAYS_BACK = 28
WIDTHS, FIGURES = 130, 118
WIDE, TALL = 780, 480


class AskBackDialog(FormDialog):
    """For which case, about which inmate, from when to when."""

    def __init__(self, site: Site, today: date, parent: QWidget | None = None) -> None:
        """Lay the window out for the four weeks before today."""
        sentence = (
            f"Who was rostered where one inmate was, on at most {LONGEST_DAYS} dates that are over. Somebody outside "
            "the chain of command approves it first."
        )
        super().__init__("Ask to look back", sentence, "Ask", parent)
        self.case, self.inmate = QLineEdit(), QComboBox()
        self.case.setPlaceholderText("the number of the case")
        known = {*(stay.inmate for stay in site.stays), *(watch.inmate for watch in site.watches)}
        for inmate in sorted(known):
            self.inmate.addItem(inmate, inmate)
        let_search(self.inmate, "Inmate")
        yesterday = today - timedelta(days=1)
        self.first = date_field("First date", today - timedelta(days=DAYS_BACK))
        self.last = date_field("Last date", yesterday)
        for field in (self.first, self.last):
            field.setMaximumDate(QDate(yesterday.year, yesterday.month, yesterday.day))
        self.add_fields(case=self.case, inmate=self.inmate, from_date=self.first, to_date=self.last)
        self.close_form()

    def ask(self, document: RosterDocument) -> bool:
        """Ask; return whether that was done."""
        return cases.ask(
            document, self.case.text(), self.inmate.currentText().strip(), date_of(self.first), date_of(self.last)
        )


class ApproveBackDialog(FormDialog):
    """From which office a look-back is approved."""

    def __init__(self, number: int, case: str, actor: str, parent: QWidget | None = None) -> None:
        """Lay the window out for a request."""
        super().__init__(
            f"Approve look-back {number}, case {case}",
            f"You approve as {actor}. {cases.APPROVAL}",
            "Approve",
            parent,
        )
        self.office = QComboBox()
        for office in Office:
            self.office.addItem(office.value, office)
        self.add_fields(your_office=self.office)
        self.close_form()


class ShownDialog(QDialog):
    """A sentence and rows that stand in one order only and cannot be put in another."""

    def __init__(
        self,
        title: str,
        said: str,
        heads: tuple[str, ...],
        rows: cases.Rows,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(look.px(WIDE), look.px(TALL))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self.table, self.model = fixed_table(title, self, look)
        show_rows(self.table, self.model, heads, rows, look)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(title, "title"))
        column.addWidget(paragraph(said))
        column.addWidget(self.table, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


class PairsDialog(FormDialog):
    """Case, purpose and area first; then the pairs near a limit there."""

    def __init__(self, document: RosterDocument, look: Look, area: str = "", parent: QWidget | None = None) -> None:
        """Lay the window out; `area` is the code of the one that is proposed."""
        super().__init__(
            "Pairs near a limit",
            "Opened for a case only, and written into the audit log with your name. Nothing of it is kept.",
            "",
            parent,
        )
        assert document.desk is not None, "asked for with a database open"
        self._document, self._look = document, look
        self.resize(look.px(WIDE), look.px(TALL + 80))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self.case, self.purpose, self.area = QLineEdit(), QComboBox(), areas_box(document.desk.site())
        self.case.setPlaceholderText("the number of the case")
        for purpose in PairPurpose:
            self.purpose.addItem(purpose.value, purpose)
        self.area.setCurrentIndex(max(0, self.area.findData(area)))
        self.add_fields(case=self.case, purpose=self.purpose, inmates_of=self.area)
        self.open_button = button("Open pairs", "primary", self.open_pairs)
        self.column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.said = paragraph("")
        self.table, self.model = fixed_table("Pairs near a limit", self, look)
        self.table.setVisible(False)
        self.column.addWidget(self.said)
        self.column.addWidget(self.table, 50)  # the room is the table's as soon as it is there
        self.close_form()
        self.case.textChanged.connect(lambda *_: self._forget())
        for box in (self.purpose, self.area):
            box.currentIndexChanged.connect(lambda *_: self._forget())

    def open_pairs(self) -> None:
        """Show the pairs, or why they are not shown."""
        found = cases.pairs(
            self._document, self.case.text(), PairPurpose(self.purpose.currentData()), AreaCode(self.area.currentData())
        )
        said, rows = (found, ()) if isinstance(found, str) else found
        self.said.setText(said)
        self.table.setVisible(bool(rows))
        show_rows(self.table, self.model, cases.PAIR_HEADS, rows, self._look)

    def _forget(self) -> None:
        """Another case, purpose or area is another look."""
        self.said.setText("")
        self.table.setVisible(False)
        self.model.set_table((), ())


def fixed_table(name: str, parent: QWidget, look: Look) -> tuple[QuietTable, TextTable]:
    """Return a table whose rows cannot be put in another order, and what it shows."""
    table, model = QuietTable(name), TextTable(parent)
    table.setModel(model)
    table.setSortingEnabled(False)
    table.horizontalHeader().setSectionsClickable(False)
    table.set_look(look)
    return table, model


def show_rows(table: QuietTable, model: TextTable, heads: tuple[str, ...], rows: cases.Rows, look: Look) -> None:
    """Show other rows; what is a number stands at the right."""
    model.set_table(heads, rows, frozenset(range(2, len(heads))))
    for column in range(len(heads)):
        table.setColumnWidth(column, look.px(FIGURES if column > 1 else WIDTHS))
    table.let_fill(0 if heads == cases.BACK_HEADS else 1, look.px(WIDTHS))
