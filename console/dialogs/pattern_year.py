"""A squad's pattern over twelve months, to see before anybody works it what it does to weekends and nights."""

from datetime import date

from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.document.words import count
from console.models.pattern_year import PatternYearModel
from console.theme import Look
from console.widgets.basics import label, paragraph
from scheduler.domain.people import Squad
from scheduler.domain.site import Site

ROW, SIDE = 26, 26


class PatternYearDialog(QDialog):
    """Tells the year in a sentence and shows it day by day."""

    def __init__(self, site: Site, squad: Squad, first: date, look: Look, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        name = squad.name or squad.code
        self.setWindowTitle(f"Twelve months of {name}")
        self.model = PatternYearModel(site, squad, first, look, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Twelve months, a row a month")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        for header, size in ((self.table.horizontalHeader(), SIDE), (self.table.verticalHeader(), ROW)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(look.px(12))
            header.setDefaultSectionSize(look.px(size))
            header.setHighlightSections(False)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"Twelve months of {name}", "title"))
        column.addWidget(paragraph(self._words(), "second"))
        column.addWidget(self.table, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(look.px(980), look.px(500))

    def _words(self) -> str:
        year = self.model.summary()
        return (
            f"{count(year.tours, 'tour')}, {round(year.minutes / 60):,} h, {count(year.weekends_off, 'weekend')} "
            f"off, at most {count(self.model.longest_run(), 'day')} in a row. Letters are shifts, in bold on Saturday "
            "and Sunday; a point is a free one of these."
        )
