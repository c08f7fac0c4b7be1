"""The line at the bottom: how old the data is, when the roster was saved, what undo would take back, who works here."""

from collections.abc import Callable

from PySide6.QtWidgets import QStatusBar, QWidget

from console.document import RosterDocument
from console.operations.ages import DataAges, age_words
from console.operations.session import who
from console.widgets.basics import label
from scheduler.language import tr


class StatusLine:
    """Fills the window's status bar; passing messages lie over it for a while."""

    def __init__(self, bar: QStatusBar, document: RosterDocument) -> None:
        """Put the labels into a bar."""
        self._bar, self._document = bar, document
        self.age, self.saved, self.undo, self.actor, self.backup = label(), label(), label(), label(), label()
        self.ages: Callable[[], DataAges | None] = lambda: None
        """Tells how old the data is, None for not known."""
        bar.setSizeGripEnabled(False)
        for name, widget in (
            (tr("Age of the data"), self.age),
            (tr("Saved"), self.saved),
            (tr("Next undo"), self.undo),
            (tr("Backups"), self.backup),
        ):
            widget.setAccessibleDescription(name)
            bar.addWidget(widget)
        self.actor.setAccessibleDescription(tr("Who works here"))
        bar.addPermanentWidget(self.actor)

    def say(self, sentence: str, milliseconds: int = 0) -> None:
        """Show a passing message, until the next one where no time is given."""
        self._bar.showMessage(sentence, milliseconds)

    def put_first(self, *widgets: QWidget) -> None:
        """Show something before all else."""
        for place, widget in enumerate(widgets):
            self._bar.insertWidget(place, widget)

    def make_room(self, is_wanted: bool) -> None:
        """Leave away what is least needed, so that what comes first is read to its end in a narrow window too."""
        self.saved.setHidden(is_wanted)
        self.undo.setHidden(is_wanted)

    def warn(self, sentence: str) -> None:
        """Say for as long as it holds what is wrong with backups, "" for nothing."""
        self.backup.setText(sentence)

    def refresh(self) -> None:
        """Say what now holds."""
        document = self._document
        desk = document.desk
        self.age.setText(age_words(self.ages()))
        saved = document.saved_at.astimezone(document.zone) if document.saved_at is not None else None
        self.saved.setText(tr("Saved {saved:%H:%M:%S}", saved=saved) if saved is not None else "")
        undo = document.stack.undoText()
        self.undo.setText(tr("Undo: {undo}", undo=undo) if undo else "")
        self.actor.setText(tr("Signed in as {who}", who=who(desk.session)) if desk is not None else "")
