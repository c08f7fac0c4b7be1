"""The exposure page: areas before rotation is due, how rotation was kept, and what supervisors write down of places."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.operations import exposure, reports
from console.views.reports import ReportsPage
from console.widgets.basics import button, offer
from scheduler.domain.roster import Period


class ExposurePage(ReportsPage):
    """Reports at the left; above the one shown, what can be written down about it.

    Signals:
        round_asked, times_asked, entries_asked, incidents_asked, review_asked, feed_asked, decision_asked,
            decisions_saved, pairs_asked, back_asked, approval_asked, reading_asked: A button was pressed.

    Attributes:
        drafts: Decisions that are not saved yet, the latest last.
    """

    round_asked = Signal()
    times_asked = Signal()
    entries_asked = Signal()
    incidents_asked = Signal()
    review_asked = Signal()
    feed_asked = Signal()
    decision_asked = Signal()
    decisions_saved = Signal()
    pairs_asked = Signal()
    back_asked = Signal()
    approval_asked = Signal()
    reading_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        self.write_round = button("Write down a round...", "primary")
        self.suggest = button("Suggest times...", "")
        self.count_entries = button("Count entries...", "primary")
        self.count_incidents = button("Count incidents...", "primary")
        self.review = button("Review...", "primary")
        self.decide = button("Decide...", "primary")
        self.undo_decision = button("Undo last", "", self.undo)
        self.save_decisions = button("Save decisions", "")
        self.drafts: list[exposure.Draft] = []
        self.pairs = button("Pairs for a case...", "")
        self.ask_back = button("Ask to look back...", "primary")
        self.approve = button("Approve...", "")
        self.read_back = button("Read...", "")
        self.feed = button("Take over a feed...", "primary")
        super().__init__(
            document,
            "Exposure",
            [(k, words, self._decided if k == "decided" else make) for k, words, make in exposure.REPORTS],
            exposure.usual_dates,
            {
                "rounds": (self.suggest, self.write_round),
                "entries": (self.count_entries,),
                "incidents": (self.count_incidents,),
                "areas": (self.pairs,),
                "decided": (self.undo_decision, self.save_decisions, self.decide),
                "backs": (self.read_back, self.approve, self.ask_back),
                "reviews": (self.review,),
                "feeds": (self.feed,),
            },
            exposure.DATED,
            exposure.PRINTED,
            parent,
        )
        self.write_round.clicked.connect(self.round_asked)
        self.suggest.clicked.connect(self.times_asked)
        self.count_entries.clicked.connect(self.entries_asked)
        self.count_incidents.clicked.connect(self.incidents_asked)
        self.review.clicked.connect(self.review_asked)
        self.feed.clicked.connect(self.feed_asked)
        self.decide.clicked.connect(self.decision_asked)
        self.save_decisions.clicked.connect(self.decisions_saved)
        self.pairs.clicked.connect(self.pairs_asked)
        self.ask_back.clicked.connect(self.back_asked)
        self.approve.clicked.connect(self.approval_asked)
        self.read_back.clicked.connect(self.reading_asked)
        document.opened.connect(self.drafts.clear)
        self.model.modelReset.connect(self._offer_rows)
        self.show_drafts()
        self._offer_rows()

    def _offer_rows(self) -> None:
        """Offer what is done about a row only where there is one."""
        is_empty = not self.model.rowCount()
        offer(self.decide, "There is nothing to decide." if is_empty else "")
        for one in (self.approve, self.read_back):
            offer(one, "Nobody has asked to look back yet." if is_empty else "")

    def _decided(self, document: RosterDocument, period: Period) -> reports.Later | reports.Report:
        return exposure.decided(document, period, self.drafts)

    def draft(self, made: exposure.Draft) -> None:
        """Take a decision that is not saved yet, in place of one about the same."""
        self.drafts[:] = [*(one for one in self.drafts if one.subject != made.subject), made]
        self.show_drafts()

    def undo(self) -> None:
        """Take the last decision back that is not saved."""
        if self.drafts:
            self.drafts.pop()
        self.show_drafts()

    def show_drafts(self) -> None:
        """Show what is decided and not saved, and what can be done about it."""
        reason = "" if self.drafts else "Nothing is decided that is not saved."
        for one in (self.undo_decision, self.save_decisions):
            offer(one, reason)
        self.refresh()

    def chosen_cell(self, column: int) -> str:
        """Return the words of a column in the one chosen row, "" for none."""
        rows = self.table.selectionModel().selectedRows()
        return str(self.model.index(rows[0].row(), column).data()) if len(rows) == 1 else ""

    def chosen_row(self) -> int | None:
        """Return the number of the chosen row in the report's own order, None for none or several."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.given_row(rows[0].row()) if len(rows) == 1 else None

    def chosen_review(self) -> tuple[str, str]:
        """Return post and factor of the chosen row of the yearly review, "" for none."""
        rows = self.table.selectionModel().selectedRows()
        if self.current != "reviews" or not rows:
            return "", ""
        post, factor = (str(self.model.index(rows[0].row(), column).data()) for column in (0, 1))
        return post, factor.partition(" ")[0]
