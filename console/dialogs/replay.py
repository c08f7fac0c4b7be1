"""The last months under a proposed policy: built and judged in a process of its own, nobody named."""

import re

import platformdirs
from PySide6.QtGui import QCloseEvent, QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from console.solving.command_process import CommandProcess
from console.widgets.basics import button, label, number_field, offer, paragraph
from scheduler.api import Preset

_STEP = re.compile(r"^(\d+) of (\d+)")
EXPLAINED = (
    "Each period of 28 days is judged as it was worked, and built anew, by the policy in force and by this one; what "
    "is built is judged with the moves that inmates really made. Bands of fewer than five officers are merged."
)


class ReplayDialog(QDialog):
    """Asks how far back, shows how far it is, and then the figures. Stopping keeps the periods that are done."""

    def __init__(
        self, url: str, preset: Preset, parent: QWidget | None = None, command: list[str] | None = None
    ) -> None:
        """Lay the window out.

        Args:
            url: The database.
            preset: The policy that is proposed.
            parent: The window above.
            command: Program and first arguments, where not this program's own.
        """
        super().__init__(parent)
        self.setWindowTitle("Replay")
        self.resize(900, 640)
        self._url, self._preset = url, preset
        self._process = CommandProcess(self, command)
        self._process.told.connect(self._on_told)
        self._process.ended.connect(self._on_ended)
        self.months, self.seconds = number_field(12, 1, 36), number_field(10, 1, 600)
        self.start, self.stop = button("Start", "primary", self.begin), button("Stop", "", self._process.stop)
        self._bar, self._words = QProgressBar(), paragraph("", "second")
        self.answer = QPlainTextEdit()
        self.answer.setReadOnly(True)
        self.answer.setAccessibleName("Figures of the replay")
        self.answer.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.answer.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName("Periods done")
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, field in (("Months back", self.months), ("Seconds for each build", self.seconds)):
            field.setAccessibleName(words)
            row.addWidget(label(words, "second"))
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(f"The last months under: {preset.title}", "title"))
        column.addWidget(paragraph(EXPLAINED, "second"))
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        column.addWidget(self.answer, 1)
        self._refresh()

    def begin(self) -> None:
        """Start the replay."""
        if self._process.is_running:
            return
        self.answer.clear()
        self._words.setText("Reading the history ...")
        self._bar.setRange(0, 0)
        kept = platformdirs.user_cache_path("fairwatch", appauthor=False, ensure_exists=True)
        self._process.start(
            ["policy", "replay", "--db", self._url, "--with", self._preset.name,
             "--months", str(self.months.value()), "--time", str(self.seconds.value()),
             "--keep", str(kept / f"replay-{self._preset.name}.json")]
        )  # fmt: skip
        self._refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no process behind."""
        self._process.kill()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close, and leave no process behind."""
        self._process.kill()
        super().reject()

    def _refresh(self) -> None:
        is_running = self._process.is_running
        offer(self.start, "A replay is running." if is_running else "")
        offer(self.stop, "" if is_running else "No replay is running.")
        self._bar.setVisible(is_running)

    def _on_told(self, line: str) -> None:
        step = _STEP.match(line)
        if step is not None:
            self._bar.setRange(0, int(step[2]))
            self._bar.setValue(int(step[1]))
        self._words.setText(line)

    def _on_ended(self, answer: str, error: str) -> None:
        self._words.setText(error or "Done. Nothing was changed: these are figures to talk about.")
        self.answer.setPlainText(answer)
        self._refresh()
