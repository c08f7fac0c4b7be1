"""Lines of words with a figure at the right and, where there is more to say, a second line below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.widgets.basics import hairline, label, paragraph


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line: words, its figure ("" for none), and what stands below in second ink ("" for nothing)."""

    words: str
    figure: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    rule: QFrame
    row: QWidget
    words: QLabel
    figure: QLabel
    under: QLabel


class FigureLines(QWidget):
    """The lines, each but the first under a hairline; labels are made once and kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._made: list[_Parts] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)

    @property
    def text(self) -> str:
        """All lines, as they read."""
        shown = (parts for parts in self._made if not parts.row.isHidden())
        return "\n".join(" ".join(t for t in (p.words.text(), p.figure.text(), p.under.text()) if t) for p in shown)

    def set_lines(self, lines: Sequence[FigureLine]) -> None:
        """Show other lines."""
        while len(self._made) < len(lines):
            self._made.append(self._make())
        for number, parts in enumerate(self._made):
            is_there = number < len(lines)
            line = lines[number] if is_there else FigureLine("")
            for part, text in ((parts.words, line.words), (parts.figure, line.figure), (parts.under, line.under)):
                part.setText(text)
            parts.row.setVisible(is_there)
            parts.rule.setVisible(is_there and number > 0)
            parts.under.setVisible(is_there and bool(line.under))

    def _make(self) -> _Parts:
        made = _Parts(hairline(), QWidget(), paragraph(), label("", "strong"), paragraph("", "second"))
        row = QHBoxLayout(made.row)
        row.setContentsMargins(0, 1, 0, 1)
        row.setSpacing(8)
        row.addWidget(made.words, 1)
        row.addWidget(made.figure, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        for part in (made.rule, made.row, made.under):
            self._column.addWidget(part)
        return made
