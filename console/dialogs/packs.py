"""Evidence pack: which rosters, for whom, what is in it and what is not; and a pack of somebody else proved."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.background import run_in_background
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.operations import packs
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import DeskError
from scheduler.api.packs import Evidence, WantedPack

HEADS = ("In the pack", "How much, or why not")
GATHERING, NO_ROSTER = "Gathering ...", "Choose a roster."
NONE_PUBLISHED = "No roster was published yet: a pack is of what was published."
WIDTH, FIRST_COLUMN, LIST_HEIGHT = 760, 300, 110


class PackDialog(QDialog):
    """Rosters and profile above, what the pack would hold below; nothing is written before it is saved.

    Attributes:
        evidence: What the pack would hold, None until that is known.
    """

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Offer the published rosters, the newest one chosen, for the profile that tells least."""
        super().__init__(parent)
        self.setWindowTitle("Evidence pack")
        self.resize(look.px(WIDTH), look.px(640))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look, self._asked = document, look, 0
        self.evidence: Evidence | None = None
        self.rosters, self.profile, self.case = QListWidget(), QComboBox(), QLineEdit()
        self.told = paragraph("", "second")
        self.table, self._model = QuietTable("What is in the pack"), TextTable(self)
        self.save = button("Save the pack...", "primary", self._ask_path)
        self.prove = button("Prove a pack...", "", self._ask_pack)
        self.leave = button("Done", "", self.reject)
        self._fill()
        self._lay_out()
        self.refresh()

    def _fill(self) -> None:
        for number, choice in enumerate(packs.choices(self._document)):
            item = QListWidgetItem(choice.words)
            item.setData(Qt.ItemDataRole.UserRole, choice.number)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked if number else Qt.CheckState.Checked)
            self.rosters.addItem(item)
        if self.rosters.count():
            self.rosters.setCurrentRow(0)
        for name, title in packs.profiles():
            self.profile.addItem(title, name)
        self.case.setPlaceholderText("Number of the case that orders it")
        self.case.setMaxLength(80)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Evidence pack", "title"))
        words = "Published versions with what proves them, in one file that others check without this database."
        column.addWidget(paragraph(words, "second"))
        self.fields = QFormLayout()
        self.fields.setSpacing(8)
        self.rosters.setMaximumHeight(self._look.px(LIST_HEIGHT))
        for name, field in (("Rosters", self.rosters), ("For whom", self.profile), ("Case", self.case)):
            field.setAccessibleName(name)
            self.fields.addRow(name, field)
        column.addLayout(self.fields)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.prove)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.leave)
        column.addLayout(row)
        for made in (self.save, self.prove, self.leave):
            made.setAutoDefault(False)
        self.rosters.itemChanged.connect(self.refresh)
        self.profile.currentIndexChanged.connect(self.refresh)
        self.case.editingFinished.connect(self.refresh)

    def wanted(self) -> WantedPack:
        """Return what is chosen."""
        items = (self.rosters.item(row) for row in range(self.rosters.count()))
        chosen = (i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked)
        return WantedPack(rosters=tuple(chosen), profile=str(self.profile.currentData()), case=self.case.text())

    def refresh(self, *_: object) -> None:
        """Gather anew what is chosen, away from the window."""
        wanted, desk = self.wanted(), self._document.desk
        is_for_case = packs.needs_case(wanted.profile)
        self.fields.setRowVisible(self.case, is_for_case)
        self._asked += 1
        self.evidence = None
        if desk is None or not self.rosters.count():
            self._show(NONE_PUBLISHED)
        elif not wanted.rosters:
            self._show(NO_ROSTER)
        elif is_for_case and not wanted.case.strip():
            self._show("The number of the case is expected.")
        else:
            self._show(GATHERING)
            number = self._asked
            run_in_background(
                packs.gathering(desk, wanted),
                lambda found: self._on_gathered(number, found),
                lambda error: self._on_failed(number, error),
                self,
            )

    def _on_gathered(self, number: int, found: Evidence) -> None:
        if number == self._asked:
            self.evidence = found
            self._show("")

    def _on_failed(self, number: int, error: Exception) -> None:
        if not isinstance(error, DeskError):
            raise error
        if number == self._asked:
            self._show(f"{str(error).rstrip('.')}.")

    def _show(self, sentence: str) -> None:
        say(self.told, sentence)
        rows = packs.contents(self.evidence) if self.evidence is not None else ()
        self._model.set_table(HEADS, rows, frozenset())
        self.table.setColumnWidth(0, self._look.px(FIRST_COLUMN))
        self.table.let_fill(1, self._look.px(FIRST_COLUMN))
        offer(self.save, "" if self.evidence is not None else sentence or GATHERING)

    def _ask_path(self) -> None:
        if self.evidence is None:
            return
        numbers = "_".join(str(number) for number in self.wanted().rosters)
        usual = f"evidence_{numbers}_{self.evidence.profile}.zip"
        path, _ = QFileDialog.getSaveFileName(self, "Save the evidence pack", usual, "Packs (*.zip)")
        if path and is_confirmed(self._document, "The pack will be written to a file and leave this database.", self):
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the pack that is shown, and say so."""
        if self.evidence is not None:
            say(self.told, packs.write(self._document, self.evidence, path))

    def _ask_pack(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Prove which pack?", "", "Packs (*.zip);;All files (*)")
        if path:
            self.prove_pack(Path(path))

    def prove_pack(self, path: Path) -> bool:
        """Prove a pack, say what was found, and return whether it holds."""
        holds, found = packs.proved(path)
        say(self.told, "\n".join(found))
        return holds
