"""Windows about backups: make one now, have them made by themselves, restore one into a new file."""

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from console.dialogs.form import FormDialog
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.operations import backup as backups
from console.operations.backup import Task
from console.widgets.basics import button, number_field, paragraph
from console.widgets.flow import together
from console.widgets.password import PasswordField
from scheduler.api import DeskError
from scheduler.api.backup import ENDING, BackupPlan, BackupProof, MadeBackup, Passphrase, PublicKey

ENDS_WITH = f"*{ENDING}"
LETTERS = 64
KEY_FILES = "Key files (*.key);;All files (*)"


class _PathsDialog(FormDialog):
    """A form with paths in it: wide enough to read them at every size of letters."""

    def showEvent(self, event: QShowEvent) -> None:
        """Take the width once the letters have their size."""
        self.setMinimumWidth(max(self.minimumWidth(), self.fontMetrics().horizontalAdvance("0") * LETTERS))
        super().showEvent(event)


class _TaskDialog(_PathsDialog):
    """A form whose answer takes a while: a bar and a stop meanwhile, then one sentence.

    Attributes:
        outcome: What was done, in a sentence; "" as long as nothing was.
    """

    def __init__(
        self, title: str, sentence: str, accept: str, document: RosterDocument, parent: QWidget | None
    ) -> None:
        super().__init__(title, sentence, accept, parent)
        self._document, self.outcome = document, ""
        self.task = Task(self)
        self.task.moved.connect(self._on_moved)
        self.task.done.connect(self._on_done)
        self.task.failed.connect(self._on_failed)
        self.said = paragraph("", "stop")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self._accept = next(
            b for b in self.buttons.buttons() if self.buttons.buttonRole(b) == self.buttons.ButtonRole.AcceptRole
        )

    def end_form(self) -> None:
        """Put bar, sentence and buttons below the fields."""
        self.column.addWidget(self.bar)
        self.column.addWidget(self.said)
        self.close_form()

    def reject(self) -> None:
        """Stop what runs first; a second time closes."""
        if self.task.is_running:
            self.task.stop()
        else:
            super().reject()

    def started(self) -> None:
        """Show that something runs."""
        say(self.said, "")
        self.bar.setRange(0, 0)
        self._hold(is_running=True)

    def words_of(self, value: object) -> str:
        """Return what was done, in a sentence."""
        raise NotImplementedError

    def _hold(self, is_running: bool) -> None:
        self.bar.setVisible(is_running)
        self._accept.setEnabled(not is_running)
        for row in range(self.form.rowCount()):
            item = self.form.itemAt(row, self.form.ItemRole.FieldRole)
            field = item.widget() if item is not None else None
            if field is not None:
                field.setEnabled(not is_running)

    def _on_moved(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(min(done, of) if of else 0)

    def _on_done(self, value: object) -> None:
        self._hold(is_running=False)
        self.outcome = self.words_of(value)
        self.accept_done()

    def accept_done(self) -> None:
        """Close with what was done."""
        super().accept()

    def _on_failed(self, sentence: str) -> None:
        self._hold(is_running=False)
        say(self.said, sentence)


class BackUpDialog(_TaskDialog):
    """Back up now: where to, and what locks it."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Suggest folder and key of the plan."""
        sentence = (
            f"{backups.state_words(document)} The whole database goes into one encrypted file; "
            "a folder on another machine's disk is best."
        )
        super().__init__("Back up now", sentence, "Back up", document, parent)
        plan = backups.plan_of(document)
        self._key = backups.key_of(plan)
        self.folder = QLineEdit("" if plan is None else plan.folder)
        self.lock = QComboBox()
        if self._key is not None:
            self.lock.addItem(f"The site's backup key {self._key.id}")
        self.lock.addItem("A passphrase")
        self.first, self.second = PasswordField("Passphrase"), PasswordField("The same again")
        choose = button("Choose...", "", self._choose, name="Choose a folder for the backup")
        self.folder.setAccessibleName("Folder")
        self.form.addRow("Folder", together(self.folder, choose))
        self.lock.setAccessibleName("Locked with")
        self.form.addRow("Locked with", self.lock)
        self.form.addRow("Passphrase", self.first)
        self.form.addRow("The same again", self.second)
        self.lock.currentIndexChanged.connect(self._refresh)
        self.end_form()
        self._refresh()

    @property
    def is_with_key(self) -> bool:
        """Whether the site's key locks it."""
        return self._key is not None and self.lock.currentIndex() == 0

    def accept(self) -> None:
        """Begin; stay until it is done."""
        if not self.folder.text().strip():
            say(self.said, "Choose a folder first.")
            return
        lock: Passphrase | PublicKey
        if self.is_with_key and self._key is not None:
            lock = self._key
        else:
            why_not = backups.why_not_passphrase(self.first.text(), self.second.text())
            if why_not:
                say(self.said, why_not)
                return
            lock = Passphrase(self.first.text())
        if is_confirmed(self._document, "The whole database will be written to a file.", self):
            self.started()
            backups.back_up(self._document, self.task, Path(self.folder.text().strip()), lock)

    def words_of(self, value: object) -> str:
        """Say what was backed up."""
        self.first.clear()
        self.second.clear()
        assert isinstance(value, MadeBackup)
        return backups.made_words(value)

    def _refresh(self) -> None:
        for field in (self.first, self.second):
            self.form.setRowVisible(field, not self.is_with_key)

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Back up to which folder?", self.folder.text())
        if folder:
            self.folder.setText(folder)


class BackupPlanDialog(_PathsDialog):
    """Backups by themselves: when, where to, how many are kept, and the key that locks them."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Show what is set."""
        sentence = (
            f"{backups.state_words(document)} While a console is open, backups are made as set here and locked with "
            "the site's backup key. The half of the key that opens them is kept elsewhere: on a stick, locked away."
        )
        super().__init__("Backups by themselves", sentence, "Set", parent)
        self._document = document
        plan = backups.plan_of(document)
        shown = plan or BackupPlan(folder="", key="")
        self.folder, self.key = QLineEdit(shown.folder), QLineEdit(shown.key)
        self.hours, self.keep = number_field(shown.hours, 0, 744), number_field(shown.keep, 1, 1000)
        self.hours.setSpecialValueText("not by the clock")
        self.hours.setPrefix("every ")
        self.hours.setSuffix(" hours")
        self.keep.setSuffix(" newest")
        self.at_publication = QCheckBox("After each publication too")
        self.at_publication.setChecked(shown.at_publication)
        for field, name in ((self.folder, "Folder"), (self.key, "Backup key")):
            field.setAccessibleName(name)
        choose = button("Choose...", "", self._choose, name="Choose a folder for backups")
        make = button("Make a key...", "", self._make_key)
        self.form.addRow("Folder", together(self.folder, choose))
        self.add_fields(When=self.hours)
        self.form.addRow("", self.at_publication)
        self.add_fields(Keep=self.keep)
        self.form.addRow("Backup key", together(self.key, make))
        self.said = paragraph("", "stop")
        self.column.addWidget(self.said)
        self.none: QPushButton | None = None
        if plan is not None:
            self.none = self.buttons.addButton("Make none", self.buttons.ButtonRole.DestructiveRole)
            self.none.clicked.connect(lambda: self._set(None))
        self.close_form()

    def accept(self) -> None:
        """Set what was entered; stay where that cannot be."""
        self._set(
            BackupPlan(
                folder=self.folder.text().strip(),
                key=self.key.text().strip(),
                hours=self.hours.value(),
                at_publication=self.at_publication.isChecked(),
                keep=self.keep.value(),
            )
        )

    def _set(self, plan: BackupPlan | None) -> None:
        if not is_confirmed(self._document, "How this database is backed up will be changed.", self):
            return
        why_not = backups.set_plan(self._document, plan)
        say(self.said, why_not)
        if not why_not:
            super().accept()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Back up to which folder?", self.folder.text())
        if folder:
            self.folder.setText(folder)

    def _make_key(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, "Where to keep the half that opens? Best on a stick", "fairwatch-backup.key", KEY_FILES
        )
        if not path:
            return
        try:
            self.key.setText(backups.make_key(Path(path)))
        except DeskError as error:
            say(self.said, f"{str(error).rstrip('.')}.")
        else:
            say(self.said, f"{Path(path).name} opens backups: keep it, and a copy, away from this machine.")


class RestoreDialog(_TaskDialog):
    """Restore a backup into a new file: which one, what opens it, and the new file's name."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Offer the backups of this database that lie in the folder of the plan."""
        sentence = (
            "The backup is read to its end and proved first; then a new database is made of it. "
            "The database that is open is not touched."
        )
        super().__init__("Restore a backup", sentence, "Restore", document, parent)
        self.backup, self.passphrase = QComboBox(), PasswordField("Passphrase")
        self.key_file, self.new = QLineEdit(), QLineEdit()
        self.backup.setAccessibleName("Backup")
        zone = backups.zone_of(document)
        for one in backups.files(document):
            self.backup.addItem(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}   {one.path.name}", str(one.path))
        other = button("Other...", "", self._choose_backup, name="Choose another backup")
        self.backup.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.form.addRow("Backup", together(self.backup, other))
        self.key_file.setPlaceholderText("none: the passphrase opens it")
        for field, name in ((self.key_file, "Backup key file"), (self.new, "New database")):
            field.setAccessibleName(name)
        key = button("Choose...", "", self._choose_key, name="Choose the file of the backup key")
        self.form.addRow("Key file", together(self.key_file, key))
        self.form.addRow("Passphrase", self.passphrase)
        new = button("Choose...", "", self._choose_new, name="Choose where the new database is to be")
        self.form.addRow("New database", together(self.new, new))
        self.key_file.textChanged.connect(lambda text: self.form.setRowVisible(self.passphrase, not text.strip()))
        self.end_form()

    @property
    def path(self) -> Path:
        """The new database."""
        return Path(self.new.text().strip())

    def accept(self) -> None:
        """Begin; stay until it is done."""
        chosen = self.backup.currentData()
        if not chosen or not self.new.text().strip():
            say(self.said, "Choose a backup, and a name for the new database.")
            return
        key = self.key_file.text().strip()
        try:
            opener = backups.opener_of(Path(key) if key else None, self.passphrase.text())
        except DeskError as error:
            say(self.said, f"{str(error).rstrip('.')}.")
            return
        self.started()
        backups.restore(self._document, self.task, Path(chosen), opener, str(self.path))

    def words_of(self, value: object) -> str:
        """Say what was restored."""
        self.passphrase.clear()
        assert isinstance(value, BackupProof)
        return backups.restored_words(value, self.path, backups.zone_of(self._document))

    def show_backup(self, path: Path) -> None:
        """Offer and choose a backup."""
        if self.backup.findData(str(path)) < 0:
            self.backup.insertItem(0, path.name, str(path))
        self.backup.setCurrentIndex(self.backup.findData(str(path)))

    def _choose_backup(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Which backup?", "", f"Backups ({ENDS_WITH});;All files (*)")
        if path:
            self.show_backup(Path(path))

    def _choose_key(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Which file holds the backup key?", "", KEY_FILES)
        if path:
            self.key_file.setText(path)

    def _choose_new(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Where to make the new database?", "", "Databases (*.db)")
        if path:
            self.new.setText(path)
