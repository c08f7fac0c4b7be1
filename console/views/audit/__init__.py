"""The audit page: who did what, by kind, dates and roster, and whether the log is as it was written."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from console.background import run_in_background
from console.document import RosterDocument
from console.operations import audit, reports
from console.views.reports import ReportsPage
from console.widgets.basics import button
from scheduler.api.audit import Verdict, verify_log
from scheduler.domain.roster import Period

ABOUT, ABOUT_LEAST = audit.COLUMNS.index("About"), 160
BOLD_EXTRA = 26
CHECKING = "Checking that the log is as it was written..."


class AuditPage(ReportsPage):
    """Kinds of records at the left, the records at the right; above them whether the log is whole.

    Signals:
        export_asked: The log is to be written to a file.
    """

    export_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        self.roster = QComboBox()
        for part in (self.roster, self.roster.view()):
            part.setAccessibleName("Records about which roster")
        self.check = button("Check again", "")
        self.export = button("Export the log...", "")
        self.verdict: Verdict | None = None
        self._state, self._checked, self._report = (
            CHECKING,
            "",
            reports.Report(title="", sentence="", columns=(), rows=()),
        )
        lists = [(key, name, partial(self._make, key)) for key, name in audit.LISTS]
        every = (self.roster, self.check, self.export)
        super().__init__(document, "Kinds of records", lists, audit.usual_dates, {"every": every}, None, parent=parent)
        self.table.setAccessibleName("Records")
        self.check.clicked.connect(lambda *_: self._check())
        self.export.clicked.connect(lambda *_: self.export_asked.emit())
        self.roster.currentIndexChanged.connect(lambda *_: self.refresh())

    def _make(self, kind: str, document: RosterDocument, period: Period) -> reports.Report:
        return audit.records_of(document, kind, self.roster.currentData(), period)

    # ------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Show the records anew, if anybody is looking; the log is checked when it was not yet."""
        desk = self._document.desk
        if not self.isVisible() or desk is None or desk.is_empty():
            return
        self._offer_rosters(audit.rosters(desk))
        super().refresh()
        for one in (self.roster, self.check, self.export):
            one.setVisible(True)
        if self._checked != desk.url:
            self._check()

    def tell(self, sentence: str) -> None:
        """Say what was done, above the records, until the log is checked again."""
        self._state = sentence

    def _offer_rosters(self, known: tuple[tuple[int, str], ...]) -> None:
        offered = ((None, "All rosters"), *known)
        if [self.roster.itemText(n) for n in range(self.roster.count())] == [words for _, words in offered]:
            return
        held = self.roster.currentData()
        self.roster.blockSignals(True)
        self.roster.clear()
        for id, words in offered:
            self.roster.addItem(words, id)
        self.roster.setCurrentIndex(max(0, self.roster.findData(held)))
        self.roster.blockSignals(False)

    def _show(self, report: reports.Report) -> None:
        self._report = report
        super()._show(replace(report, sentence=f"{self._state} {report.sentence}"))

    def _fit(self) -> None:
        super()._fit()
        if self.model.columnCount():
            self.table.let_fill(ABOUT, self._look.px(ABOUT_LEAST))
            # The first column is written bold, which the table does not count with.
            self.table.resizeColumnToContents(0)
            self.table.setColumnWidth(0, self.table.columnWidth(0) + self._look.px(BOLD_EXTRA))
            self.table.let_fill(ABOUT, self._look.px(ABOUT_LEAST))

    # ------------------------------------------------------------ checking

    def _check(self) -> None:
        """Prove the log away from the window, through a connection of its own."""
        desk = self._document.desk
        if desk is None:
            return
        url = self._checked = desk.url
        self._say(CHECKING, is_wrong=False)
        self.check.setEnabled(False)
        checked, unchecked = self._of(url, self._on_checked), self._of(url, self._on_unchecked)
        run_in_background(lambda: verify_log(url), checked, unchecked, self)

    def _of(self, url: str, then: Callable[..., None]) -> Callable[..., None]:
        """Return what takes a result only while its database is still the one that is open."""

        def take(result: object) -> None:
            if self._checked == url:
                then(result)

        return take

    def _on_checked(self, verdict: Verdict) -> None:
        self.verdict = verdict
        desk = self._document.desk
        at = f" Checked at {audit.time_of_day(desk)}." if desk is not None else ""
        self._say(f"{audit.verdict_words(verdict)}{at}", bool(verdict.all_faults))

    def _on_unchecked(self, error: Exception) -> None:
        self._say(f"The log could not be checked: {error}.", is_wrong=True)

    def _say(self, state: str, is_wrong: bool) -> None:
        self._state = state
        self.check.setEnabled(state != CHECKING)
        self._sentence.setText(f"{state} {self._report.sentence}")
        self._sentence.setProperty("role", "stop" if is_wrong else "")
        self._sentence.style().unpolish(self._sentence)
        self._sentence.style().polish(self._sentence)
