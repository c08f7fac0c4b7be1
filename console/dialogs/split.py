"""Split a tour: when, and who takes the rest."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import weekday
from console.operations import drops
from console.operations.plans import Plan, Verdict, judge
from console.operations.roster import officers_for
from console.widgets.basics import label, offer, paragraph
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute

STEP = 30
"""Minutes between the times that are offered."""


class SplitDialog(QDialog):
    """Every choice is judged at once; what is refused cannot be done."""

    def __init__(self, document: RosterDocument, facts: Facts, tour: Tour, parent: QWidget | None = None) -> None:
        """Lay the window out for a tour, in the middle of which the cut is proposed."""
        super().__init__(parent)
        self.setWindowTitle("Split a tour")
        self.setMinimumWidth(480)
        self._document, self._tour = document, tour
        self.at, self.taker = QComboBox(), QComboBox()
        cuts = range(tour.start + STEP, tour.end, STEP)
        for cut in cuts:
            self.at.addItem(f"{facts.clock.local(Minute(cut)):%H:%M}", cut)
        self.at.setCurrentIndex(max(0, (len(cuts) - 1) // 2))
        self.taker.addItem("Nobody yet: the rest stays empty", "")
        slot = facts.slots.get((tour.post, tour.on, tour.shift))
        for taker in officers_for(document, slot) if slot is not None else ():
            if taker.badge != tour.badge:
                self.taker.addItem(f"{taker.name}   {taker.note}" if taker.note else taker.name, taker.badge)
        form = QFormLayout()
        form.setSpacing(8)
        for words, field in (("Split at", self.at), ("The rest goes to", self.taker)):
            field.setAccessibleName(words)
            field.currentIndexChanged.connect(self._refresh)
            form.addRow(words, field)
        self.verdict = paragraph("", "second")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(f"{tour.post} of {facts.name(tour.badge)}", "title"))
        column.addWidget(label(f"{weekday(tour.on)}, {facts.times(tour)}", "second"))
        column.addLayout(form)
        column.addWidget(self.verdict)
        buttons = QDialogButtonBox()
        self.split_button = buttons.addButton("Split", QDialogButtonBox.ButtonRole.AcceptRole)
        self.split_button.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._refresh()

    def plan(self) -> Plan:
        """Return the edit that is chosen."""
        at, taker = self.at.currentData(), self.taker.currentData()
        cut = Minute(at) if isinstance(at, int) else self._tour.start
        return drops.split(self._document, self._tour, cut, Badge(taker) if taker else None)

    def _refresh(self, *_: object) -> None:
        verdict: Verdict = judge(self._document, self.plan())
        self.verdict.setText(verdict.text)
        offer(self.split_button, verdict.text if verdict.kind == "refused" else "")
