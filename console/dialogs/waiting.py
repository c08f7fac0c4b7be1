"""The edits that are not on the server yet: what each is, since when it waits, and why."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from console.document.words import count
from console.operations.shared import Sharing
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable

EDIT, MADE, STATE = range(3)
WIDTHS = {EDIT: 330, MADE: 100}
STATE_LEAST = 200


class WaitingDialog(QDialog):
    """A list; what is chosen can be withdrawn, and edits that met others' can be decided about.

    Attributes:
        is_deciding: The user wants to decide about edits that met others'.
    """

    def __init__(self, sharing: Sharing, look: Look, parent: QWidget | None = None) -> None:
        """Show what waits, and follow it."""
        super().__init__(parent)
        self.setWindowTitle("Edits that wait")
        self.resize(look.px(720), look.px(400))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._sharing, self._look = sharing, look
        self.is_deciding = False
        self._ids: tuple[str, ...] = ()
        self.said = paragraph("", "second")
        self.table, self._model = QuietTable("Edits that wait"), TextTable(self)
        self.withdraw = button("Withdraw", "", self._withdraw)
        self.decide = button("Decide...", "", self._decide)
        self._lay_out()
        self.refresh()
        self._following = sharing.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Edits that wait", "title"))
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addWidget(self.withdraw)
        row.addWidget(self.decide)
        row.addStretch(1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        column.addLayout(row)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._refresh_buttons())

    def refresh(self) -> None:
        """Show what waits now."""
        sharing, waiting, met = self._sharing, self._sharing.waiting, self._sharing.conflicts
        chosen = set(self.chosen())
        zone = sharing.zone
        rows = [(e.label, f"{e.at.astimezone(zone):%d %b %H:%M}", "waits for the server") for _, e in waiting]
        rows += [(c.edit.label, f"{c.edit.at.astimezone(zone):%d %b %H:%M}", "met a change by others") for c in met]
        self._ids = (*(edit.id for _, edit in waiting), *(one.edit.id for one in met))
        self._model.set_table(("Edit", "Made", "State"), rows)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self._look.px(width))
        self.table.let_fill(STATE, self._look.px(STATE_LEAST))
        if rows:
            self.table.choose_row(next((n for n, id in enumerate(self._ids) if id in chosen), 0))
        self.said.setText(_sentence(sharing, len(waiting), len(met)))
        self._refresh_buttons()

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the chosen edits."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return tuple(self._ids[self._model.given_row(row)] for row in rows)

    def _refresh_buttons(self) -> None:
        waiting = {edit.id for _, edit in self._sharing.waiting}
        has_chosen = any(id in waiting for id in self.chosen())
        offer(self.withdraw, "" if has_chosen else "Choose edits that wait for the server.")
        offer(self.decide, "" if self._sharing.conflicts else "No edit met a change by others.")

    def _withdraw(self) -> None:
        self._sharing.withdraw(self.chosen())
        self.refresh()

    def _decide(self) -> None:
        self.is_deciding = True
        self.accept()

    def done(self, result: int) -> None:
        """Follow the list no longer."""
        QObject.disconnect(self._following)
        super().done(result)


def _sentence(sharing: Sharing, waiting: int, met: int) -> str:
    """Return what all this means for whoever waits."""
    if not waiting and not met:
        return "Nothing waits: all edits are on the server."
    words = []
    if sharing.lost_since is not None:
        words.append(f"The server has not answered since {sharing.lost_since.astimezone(sharing.zone):%H:%M}.")
    if waiting:
        what = count(waiting, "edit waits", "edits wait")
        words.append(f"{what}; kept on this computer, also when Fairwatch is closed, and sent once the server answers.")
    if met:
        words.append(
            f"{count(met, 'edit')} met a change by somebody else and {'was' if met == 1 else 'were'} not made."
        )
    return " ".join(words)
