"""Publish: what is open, why it may not be, and the reason where a published roster is replaced."""

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.sayings import sentence_of, title_of
from console.document.words import count, span
from console.operations import publish as publishing
from console.widgets.basics import label, lines_list, paragraph
from scheduler.domain.words import RosterState

LISTED = 200
DRAWN = "Dates and hours are published now; posts are drawn at muster, and stand in no export before."


class PublishDialog(QDialog):
    """Lists the open findings; the button works only when nothing stands against publishing."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle("Publish")
        self.resize(560, 520 if document.report is not None and document.report.findings else 330)
        roster, report, facts = document.roster, document.report, document.facts
        self.obstacle = publishing.why_not(document)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        when = span(roster.period) if roster is not None else ""
        is_done = roster is not None and roster.state == RosterState.PUBLISHED
        number = roster.version + 1 if roster is not None else 1
        column.addWidget(label(f"{when} is published" if is_done else f"Publish {when} as version {number}", "title"))
        words = self.obstacle or "A published version never changes; later edits make the next version."
        column.addWidget(paragraph(words, "stop" if self.obstacle else "second"))
        findings = report.findings if report is not None else ()
        self.list = lines_list("Open findings")
        if facts is not None:
            for finding in findings[:LISTED]:
                self.list.addItem(
                    f"{finding.severity.value}   {title_of(finding, facts)}\n{sentence_of(finding, facts)}"
                )
        if len(findings) > LISTED:
            self.list.addItem(f"and {count(len(findings) - LISTED, 'further finding')}")
        column.addWidget(
            label(f"{count(len(findings), 'open finding')}" if findings else "No open findings", "section")
        )
        column.addWidget(self.list, 1)
        self.list.setVisible(bool(findings))
        column.addWidget(label("Reason", "section"))
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("Reason for publishing")
        self.reason.setPlaceholderText("Why this version, where somebody may ask")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        column.addWidget(self.reason)
        self.is_sealed = QCheckBox("Draw at muster who stands where")
        self.is_sealed.setChecked(publishing.is_sealed(document))
        column.addWidget(self.is_sealed)
        column.addWidget(paragraph(DRAWN, "second"))
        if not findings:
            column.addStretch(1)
        buttons = QDialogButtonBox()
        self.publish_button = buttons.addButton("Publish", QDialogButtonBox.ButtonRole.AcceptRole)
        self.publish_button.setProperty("role", "primary")
        self.publish_button.setEnabled(not self.obstacle)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
