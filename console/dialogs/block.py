"""A block of cells before it is applied: what each holds now, what it shall hold, and what stands against that."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count, weekday
from console.operations import blocks
from console.operations.blocks import Cell, Line, Preview
from console.operations.plans import APPROVED, perform
from console.operations.seating import Want
from console.theme import Look
from console.widgets.basics import label, lines_list, offer, paragraph
from console.widgets.headed import HeadedModel, Index
from console.widgets.quiet_table import PILL_ROLE, QUIET_ROLE, QuietTable
from scheduler.api import Checker

HEADS = ("Officer", "Date", "Now", "Then", "Rules", "What they say")
OFFICER, DATE, NOW, THEN, VERDICT, WHY = range(6)
PILLS = {
    "legal": ("legal", "plain"),
    "ask": ("asks", "ask"),
    "refused": ("refused", "stop_quiet"),
    "unknown": ("?", "plain"),
}
MOST_OTHERS = 50


class BlockModel(HeadedModel):
    """Rows are the cells that change or are refused: the refused first, then those that ask."""

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(HEADS, parent=parent)
        self._document = document
        self._lines: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Show other lines."""
        rank = {"refused": 0, "ask": 1, "unknown": 2, "legal": 3}
        self.beginResetModel()
        self._lines = tuple(sorted(lines, key=lambda line: rank[line.verdict.kind]))
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a line."""
        facts = self._document.facts
        if not index.isValid() or index.row() >= len(self._lines) or facts is None:
            return None
        line = self._lines[index.row()]
        badge, on = line.cell
        words = " ".join(line.verdict.words)
        texts = (
            facts.name(badge),
            weekday(on),
            line.before or "no tour",
            line.after or "no tour",
            PILLS[line.verdict.kind][0],
            words,
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == WHY:
            return words
        if role == PILL_ROLE and index.column() == VERDICT:
            return PILLS[line.verdict.kind]
        if role == QUIET_ROLE:
            return (index.column() == NOW and not line.before) or (index.column() == THEN and not line.after)
        return None


class BlockDialog(QDialog):
    """Judges the block away from the window, tells what would happen, and applies it when the user says so."""

    def __init__(
        self,
        document: RosterDocument,
        look: Look,
        name: str,
        wanted: Mapping[Cell, tuple[Want, ...] | str],
        locked: tuple[Cell, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out and have the block judged.

        Args:
            document: What is edited.
            look: Colours and sizes.
            name: What undo will call the edit.
            wanted: What each cell shall hold.
            locked: Cells that are locked as well.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle(name)
        self.resize(look.px(860), look.px(520))
        self.preview: Preview | None = None
        self._document = document
        self._is_done = False
        self.sentence = paragraph(f"Checking {count(len(wanted), 'cell')} ...")
        self.model = BlockModel(document, self)
        self.table = QuietTable("Cells that would change")
        self.table.setModel(self.model)
        self.table.set_look(look)
        for column, width in enumerate((130, 100, 110, 110, 80)):
            self.table.setColumnWidth(column, look.px(width))
        self.table.let_fill(WHY, look.px(240))
        self.words = paragraph("", "second")
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.others = lines_list("Findings elsewhere", [])
        self.others.setMaximumHeight(look.px(110))
        self._others_title = label("Findings elsewhere", "section")
        buttons = QDialogButtonBox()
        self.apply_button = buttons.addButton("Apply", QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setProperty("role", "primary")
        offer(self.apply_button, "It is still being checked.")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._apply)
        buttons.rejected.connect(self.reject)
        column_of = QVBoxLayout(self)
        column_of.setSpacing(10)
        column_of.addWidget(label(name, "title"))
        column_of.addWidget(self.sentence)
        column_of.addWidget(self.table, 1)
        column_of.addWidget(self.words)
        column_of.addWidget(self._others_title)
        column_of.addWidget(self.others)
        column_of.addWidget(buttons)
        for widget in (self._others_title, self.others, self.words):
            widget.hide()
        run_in_background(
            lambda: _judged(document, name, wanted, locked), self._on_preview_done, self._on_preview_failed
        )

    @property
    def is_ready(self) -> bool:
        """Whether the block is judged."""
        return self.preview is not None

    def done(self, result: int) -> None:
        """Close; a judgement that is still to come is not waited for."""
        self._is_done = True
        super().done(result)

    def _on_preview_done(self, preview: Preview) -> None:
        if self._is_done:
            return
        self.preview = preview
        self.model.show(preview.lines)
        self.sentence.setText(in_words(preview))
        changing = len(preview.lines) - preview.refused
        can_apply = bool(preview.plan.changes or preview.plan.locks)
        offer(self.apply_button, "" if can_apply else "None of these changes can be made.")
        self.apply_button.setText(f"Apply {count(changing, 'change')}" if changing else "Apply")
        self.others.clear()
        self.others.addItems(list(preview.others[:MOST_OTHERS]))
        for widget in (self._others_title, self.others):
            widget.setVisible(bool(preview.others))
        self._others_title.setText(f"Findings elsewhere  {len(preview.others)}")
        if can_apply:
            self.apply_button.setFocus()

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        """Write out what the rules say of the chosen cell: the table may have no room for it."""
        text = str(self.model.index(current.row(), WHY).data() or "") if current.isValid() else ""
        self.words.setText(text)
        self.words.setVisible(bool(text))

    def _on_preview_failed(self, error: Exception) -> None:
        if not self._is_done:
            self.sentence.setText(f"This could not be checked: {error}")

    def _apply(self) -> None:
        """Do it: what is refused was left out, so nothing of the rest needs to be judged again."""
        if self.preview is not None and perform(self._document, self.preview.plan, APPROVED):
            self.accept()
        else:
            self.reject()


def _judged(
    document: RosterDocument, name: str, wanted: Mapping[Cell, tuple[Want, ...] | str], locked: tuple[Cell, ...]
) -> Preview:
    """Return the block with what is against it; while this window is open, nobody else uses the checker."""
    checker, problem, roster = document.checker, document.problem, document.roster
    if checker is None and problem is not None and roster is not None:
        checker = Checker.of(problem, roster)
    return blocks.preview(document, name, wanted, locked, checker)


def in_words(preview: Preview) -> str:
    """Return what a block would do, in at most four short sentences."""
    changing = len(preview.lines) - preview.refused
    parts = [f"{count(changing, 'cell')} will change" if changing else "Nothing will change"]
    if preview.asking:
        parts[0] += f", {preview.asking} of them with a finding that asks for a reason"
    if preview.overwritten:
        officers = len({line.cell[0] for line in preview.overwritten})
        parts.append(f"What {count(officers, 'officer')} {'has' if officers == 1 else 'have'} there now is "
                     f"overwritten: {count(len(preview.overwritten), 'cell')}")  # fmt: skip
    if preview.plan.locks:
        parts.append(f"{count(len(preview.plan.locks), 'cell')} will be locked")
    if preview.refused:
        stays = "stays as it is" if preview.refused == 1 else "stay as they are"
        parts.append(f"{count(preview.refused, 'cell')} {'is' if preview.refused == 1 else 'are'} refused and {stays}")
    if preview.same:
        parts.append(f"{count(preview.same, 'cell')} already {'is' if preview.same == 1 else 'are'} so")
    return ". ".join(parts) + "."
