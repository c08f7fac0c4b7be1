"""The exposure page: areas before rotation is due, how rotation was kept, and what supervisors write down of places."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.operations import exposure
from console.views.reports import ReportsPage
from console.widgets.basics import button


class ExposurePage(ReportsPage):
    """Reports at the left; above the one shown, what can be written down about it.

    Signals:
        round_asked, times_asked, entries_asked, incidents_asked, review_asked, feed_asked, decision_asked: A button
            was pressed.
    """

    round_asked = Signal()
    times_asked = Signal()
    entries_asked = Signal()
    incidents_asked = Signal()
    review_asked = Signal()
    feed_asked = Signal()
    decision_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        self.write_round = button("Write down a round...", "primary")
        self.suggest = button("Suggest times...", "")
        self.count_entries = button("Count entries...", "primary")
        self.count_incidents = button("Count incidents...", "primary")
        self.review = button("Review...", "primary")
        self.decide = button("Decide...", "primary")
        self.feed = button("Take over a feed...", "primary")
        super().__init__(
            document,
            "Exposure",
            exposure.REPORTS,
            exposure.usual_dates,
            {
                "rounds": (self.suggest, self.write_round),
                "entries": (self.count_entries,),
                "incidents": (self.count_incidents,),
                "decided": (self.decide,),
                "reviews": (self.review,),
                "feeds": (self.feed,),
            },
            exposure.DATED,
            parent,
        )
        self.write_round.clicked.connect(self.round_asked)
        self.suggest.clicked.connect(self.times_asked)
        self.count_entries.clicked.connect(self.entries_asked)
        self.count_incidents.clicked.connect(self.incidents_asked)
        self.review.clicked.connect(self.review_asked)
        self.feed.clicked.connect(self.feed_asked)
        self.decide.clicked.connect(self.decision_asked)

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
