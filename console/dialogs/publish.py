"""Publish: what is open, what is waived and why, what stops it, and the reason where one is asked for."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.document import RosterDocument
from console.document.sayings import sentence_of, title_of
from console.document.words import count, day, span
from console.operations import publish as publishing
from console.operations.waivers import may_waive
from console.widgets.basics import button, label, lines_list, offer, paragraph
from scheduler.domain.findings import Finding
from scheduler.domain.words import RosterState

LISTED, LETTERS = 200, 84
DRAWN = "Dates and hours are published now; posts are drawn at muster, and stand in no export before."
_FINDING_ROLE = Qt.ItemDataRole.UserRole + 1


class PublishDialog(QDialog):
    """Lists the open findings; the button works only when nothing stands against publishing."""

    def __init__(
        self,
        document: RosterDocument,
        parent: QWidget | None = None,
        ask_waiver: Callable[[Finding], object] | None = None,
    ) -> None:
        """Lay the window out.

        Args:
            document: Holds the roster.
            parent: Owner.
            ask_waiver: Asks who approves an exception to a finding, and why, and records it.
        """
        super().__init__(parent)
        self.setWindowTitle("Publish")
        self._document, self._ask_waiver = document, ask_waiver
        has_findings = document.report is not None and bool(document.report.findings)
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * LETTERS, letter.lineSpacing() * (36 if has_findings else 22))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.96))
        self.obstacle = ""
        self._said, self._counted = paragraph(), label("", "section")
        self.list = lines_list("Open findings")
        self.waive = button("Waive this finding...", "", self._on_waive)
        self._needed = paragraph("", "second")
        self.reason = QPlainTextEdit()
        self.is_sealed = QCheckBox("Draw at muster who stands where")
        self.is_sealed.setChecked(publishing.is_sealed(document))
        buttons = QDialogButtonBox()
        self.publish_button = buttons.addButton("Publish", QDialogButtonBox.ButtonRole.AcceptRole)
        self.publish_button.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._refresh()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        roster = self._document.roster
        when = span(roster.period) if roster is not None else ""
        is_done = roster is not None and roster.state == RosterState.PUBLISHED
        number = roster.version + 1 if roster is not None else 1
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"{when} is published" if is_done else f"Publish {when} as version {number}", "title"))
        column.addWidget(self._said)
        column.addWidget(self._counted)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(self.waive)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("Reason", "section"))
        column.addWidget(self._needed)
        self.reason.setAccessibleName("Reason for publishing")
        self.reason.setPlaceholderText("Why this version, where somebody may ask")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 16)
        column.addWidget(self.reason)
        column.addWidget(self.is_sealed)
        column.addWidget(paragraph(DRAWN, "second"))
        column.addWidget(buttons)
        self.reason.textChanged.connect(self._refresh_button)
        self.list.currentRowChanged.connect(lambda _: self._refresh_waive())

    def showEvent(self, event: QShowEvent) -> None:
        """Give each finding the lines that it needs at the width that the list has come to."""
        super().showEvent(event)
        QTimer.singleShot(0, self.list, self.list.doItemsLayout)

    def _refresh(self) -> None:
        document = self._document
        self.obstacle = publishing.why_not(document)
        words = self.obstacle or "A published version never changes; later edits make the next version."
        self._said.setText(words)
        is_stopped = self.obstacle and bool(publishing.open_obstacles(document))
        self._said.setProperty("role", "stop" if is_stopped else "second")
        self._said.style().polish(self._said)
        findings = document.report.findings if document.report is not None else ()
        self.list.clear()
        for finding in findings[:LISTED]:
            self.list.addItem(self._line(finding))
        if len(findings) > LISTED:
            self.list.addItem(f"and {count(len(findings) - LISTED, 'further finding')}")
        self._counted.setText(count(len(findings), "open finding") if findings else "No open findings")
        self.list.setVisible(bool(findings))
        self._needed.setText(publishing.needs_reason(document))
        self._needed.setVisible(bool(self._needed.text()))
        self._refresh_waive()
        self._refresh_button()

    def _line(self, finding: Finding) -> QListWidgetItem:
        facts, waiver = self._document.facts, self._document.waiver_of(finding)
        assert facts is not None, "findings come with a roster"
        word = "waived" if waiver is not None else finding.severity.value
        text = f"{word}   {title_of(finding, facts)}\n{sentence_of(finding, facts)}"
        if waiver is not None:
            text += f"\nApproved by {waiver.approver} until {day(waiver.expires)}: {waiver.reason}"
        item = QListWidgetItem(text)
        item.setData(_FINDING_ROLE, finding)
        return item

    def _chosen(self) -> Finding | None:
        item = self.list.currentItem()
        found = item.data(_FINDING_ROLE) if item is not None else None
        return found if isinstance(found, Finding) else None

    def _refresh_waive(self) -> None:
        is_stop = may_waive(self._document, self._chosen())
        self.waive.setVisible(bool(self.obstacle) and self._ask_waiver is not None)
        offer(self.waive, "" if is_stop else "Choose a stop finding that is not waived; never findings cannot be.")

    def _refresh_button(self) -> None:
        lacks_reason = bool(self._needed.text()) and not self.reason.toPlainText().strip()
        offer(self.publish_button, self.obstacle or ("Give the reason first." if lacks_reason else ""))

    def _on_waive(self) -> None:
        finding, row = self._chosen(), self.list.currentRow()
        if finding is not None and self._ask_waiver is not None:
            self._ask_waiver(finding)
            self._refresh()
            self.list.setCurrentRow(row)
