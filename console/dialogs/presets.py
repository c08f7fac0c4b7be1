"""Policies to start from: what each would say of the open roster, and adopting one from a date on."""

from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from console.dialogs.replay import ReplayDialog
from console.document import RosterDocument
from console.operations import policy as policies
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, paragraph
from console.widgets.nav_list import NavList
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import Comparison, Preset, presets

LIST_WIDTH = 190
LEAVES_WEIGHTS = "The weights of the risk overlay stay as they are."


class PresetsDialog(QDialog):
    """Presets at the left; at the right what changes for the roster that is open."""

    def __init__(self, document: RosterDocument, look: Look, on: date, parent: QWidget | None = None) -> None:
        """Lay the window out; `on` is the date from which adopting is proposed."""
        super().__init__(parent)
        self.setWindowTitle("Policies to start from")
        self.resize(940, 620)
        self._document = document
        self._presets = {preset.name: preset for preset in presets()}
        self._asked = ""
        self.list = NavList("Policies to start from")
        self.list.set_look(look)
        self.list.setFixedWidth(look.px(LIST_WIDTH))
        self._title, self._summary, self._words = label("", "title"), paragraph("", "second"), paragraph("")
        self._tiers, self._findings = QuietTable("Tiers side by side"), QuietTable("Findings that differ")
        self._tier_model, self._finding_model = TextTable(self), TextTable(self)
        self._room = QWidget()  # holds the tables' place while there are none
        for table, model in ((self._tiers, self._tier_model), (self._findings, self._finding_model)):
            table.setModel(model)
            table.set_look(look)
        self.effective = date_field("Adopt from", on)
        self.effective.dateChanged.connect(lambda *_: self.show_preset(self._asked))
        self._lay_out()
        self.list.set_lines([(p.name, p.title, "") for p in self._presets.values()], next(iter(self._presets)))
        self.list.chosen.connect(self.show_preset)
        self.show_preset(next(iter(self._presets)))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self._title, self._summary, self._words):
            right.addWidget(widget)
        right.addWidget(self._tiers, 2)
        right.addWidget(self._findings, 3)
        right.addWidget(self._room, 5)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(label("from", "second"))
        row.addWidget(self.effective)
        self.replay = button("Replay the last months...", "", self._replay)
        row.insertWidget(0, self.replay)
        buttons = QDialogButtonBox()
        self.adopt = buttons.addButton("Adopt this policy", QDialogButtonBox.ButtonRole.AcceptRole)
        self.adopt.setProperty("role", "primary")
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        right.addLayout(row)
        across = QHBoxLayout(self)
        across.setSpacing(12)
        across.addWidget(self.list)
        across.addLayout(right, 1)

    def chosen(self) -> tuple[Preset, date]:
        """Return the preset and the date from which it is to hold."""
        return self._presets[self._asked], date_of(self.effective)

    def show_preset(self, name: object) -> None:
        """Show another preset; what it says of the roster is worked out beside the window."""
        self._asked = str(name)
        self.list.choose(name)
        preset, on = self.chosen()
        self._title.setText(preset.title)
        self._summary.setText(f"{preset.summary} {LEAVES_WEIGHTS}")
        asked = (self._asked, on)
        for widget in (self._tiers, self._findings):
            widget.setVisible(False)
        self._room.setVisible(True)
        if self._document.roster is None:
            self._words.setText("Open a roster to see what would change for it.")
            return
        self._words.setText("Comparing ...")

        def show(comparison: Comparison) -> None:
            if asked == (self._asked, self.chosen()[1]):
                self._show(comparison)

        def fail(error: Exception) -> None:
            if asked == (self._asked, self.chosen()[1]):
                self._words.setText(str(error))

        policies.compare(self._document, preset, on, show, fail)

    def _replay(self) -> None:
        desk = self._document.desk
        if desk is not None:
            ReplayDialog(desk.url, self.chosen()[0], self).exec()

    def _show(self, comparison: Comparison) -> None:
        facts = self._document.facts
        if facts is None:
            return
        self._words.setText(policies.comparison_words(comparison))
        self._tier_model.set_table(
            ("Counts in", "Unit", "Policy in force", "This one"),
            policies.tier_rows(comparison),
            frozenset({2, 3}),
        )
        self._finding_model.set_table(
            ("Who and when", "Policy in force", "This one", "In words"), policies.finding_rows(comparison, facts)
        )
        self._room.setVisible(not comparison.tiers)
        for table in (self._tiers, self._findings):
            table.setVisible(table.model().rowCount() > 0)
            table.resizeColumnsToContents()
        self._tiers.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._findings.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
