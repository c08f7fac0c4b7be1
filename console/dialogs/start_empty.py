"""Start with an empty facility: its name, its time zone, and where it is kept; the rest is added step by step."""

from pathlib import Path
from zoneinfo import available_timezones

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.operations import exchange
from console.widgets.basics import button, label, let_search, offer, paragraph
from scheduler.domain.facility import Facility
from scheduler.domain.words import FacilityId

MOST_LETTERS = 8


class StartEmptyDialog(QDialog):
    """Three answers, two of them suggested."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Suggest this computer's time zone."""
        super().__init__(parent)
        self.setWindowTitle("Start with an empty facility")
        self.name, self.code, self.keep = QLineEdit(), QLineEdit(), QLineEdit()
        self.zone = QComboBox()
        self._is_code_own = self._is_place_own = False
        self._fill()
        self._lay_out()
        self._refresh()

    def _fill(self) -> None:
        self.name.setAccessibleName("Name of the facility")
        self.name.setPlaceholderText("Harrow Creek Regional Detention Center")
        self.code.setAccessibleName("Short id")
        self.keep.setAccessibleName("Database to keep the facility in")
        self.zone.setAccessibleName("Time zone")
        zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
        self.zone.addItems(zones)
        let_search(self.zone, "Time zone")
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        self.zone.setCurrentText(here if here in zones else "America/New_York")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Start with an empty facility", "title"))
        column.addWidget(
            paragraph("Areas, shifts, posts and officers are added next, one list after the other.", "second")
        )
        form = QFormLayout()
        form.addRow("Name", self.name)
        form.addRow("Short id", self.code)
        form.addRow("Time zone", self.zone)
        row = QHBoxLayout()
        row.addWidget(self.keep, 1)
        row.addWidget(button("Choose...", "", self._choose, name="Choose where to keep the facility"))
        form.addRow("Keep it in", row)
        column.addLayout(form)
        self.said = paragraph("", "second")
        column.addWidget(self.said)
        column.addStretch(1)
        buttons = QDialogButtonBox()
        self.start = buttons.addButton("Start", QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.name.textChanged.connect(self._suggest)
        self.code.textEdited.connect(self._on_code_edited)
        self.keep.textEdited.connect(self._on_place_edited)
        for field in (self.name, self.code, self.keep):
            field.textChanged.connect(self._refresh)
        self.zone.currentTextChanged.connect(self._refresh)

    def facility(self) -> Facility:
        """Return the facility that was described."""
        return Facility(
            id=FacilityId(self.code.text().strip()), name=self.name.text().strip(), zone=self.zone.currentText().strip()
        )

    def url(self) -> str:
        """Return the address of the database to make."""
        return exchange.url_of(self.keep.text().strip())

    def _choose(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, "Where to keep the facility", self.keep.text(), "Fairwatch databases (*.db)"
        )
        if path:
            self._is_place_own = True
            self.keep.setText(path if Path(path).suffix else f"{path}.db")

    def _suggest(self, name: str) -> None:
        if not self._is_code_own:
            letters = "".join(word[0] for word in name.split() if word[0].isalnum()).upper()
            self.code.setText(letters[:MOST_LETTERS])
        if not self._is_place_own:
            self.keep.setText(str(exchange.suggested_path(name)) if name.strip() else "")

    def _on_code_edited(self, _: str) -> None:
        self._is_code_own = True

    def _on_place_edited(self, _: str) -> None:
        self._is_place_own = True

    def _refresh(self, *_: object) -> None:
        lacks = self._lacking()
        offer(self.start, lacks)
        self.said.setText(lacks or f"Dates and hours follow the clock of {self.zone.currentText()}.")

    def _lacking(self) -> str:
        if not self.name.text().strip():
            return "Give the facility a name."
        if not self.code.text().strip() or "/" in self.code.text():
            return "Give it a short id, such as HCRDC, without a slash."
        if self.zone.findText(self.zone.currentText().strip()) < 0:
            return "Choose a time zone from the list."
        return "" if self.keep.text().strip() else "Say where to keep it."
