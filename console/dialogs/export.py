"""Everything that leaves: what, in which format, with what in it, and to which folder; looked at, then written.

The window is free while files are made, and giving up leaves nothing behind.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidgetItem, QMessageBox, QWidget

from console.background import Soon, run_in_background
from console.dialogs.export_fields import ExportFields
from console.dialogs.export_history import ExportHistoryDialog
from console.dialogs.export_profile import ExportProfileDialog
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.operations import exporting
from console.operations.exporting import Shown
from console.theme import Look
from console.widgets.basics import offer
from scheduler.api import Action
from scheduler.api.export_centre import Errand, ExportKind, ExportOrder, ExportPreview, ExportProfile

SEEN_DOTS = 96
"""Dots to the inch of a page on the screen, before its own scale."""
LOOKING = "Looking at what it would hold ..."
CANCELLED = "Cancelled; nothing was written."
TOO_LATE = "It is being written already."
PROFILE = Qt.ItemDataRole.UserRole + 1


class ExportDialog(QDialog):
    """What may be given away at the left, its fields in the middle, what it would hold at the right.

    Attributes:
        outcome: What was done last, in a sentence; "" for nothing.
        shown: What would be exported as it is chosen, None until that was looked at.
    """

    told = Signal(object, str)

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Offer a workbook of the roster first."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.resize(look.px(1180), look.px(720))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look = document, look
        self.kinds: Mapping[str, ExportKind] = exporting.kinds(document)
        self.profiles: tuple[ExportProfile, ...] = ()
        self.outcome, self.shown = "", None  # type: tuple[str, Shown | None]
        self._errand: Errand | None = None
        self._asked = 0
        self.fields = ExportFields(document, look, self)
        self.fields.lay_out()
        self.list, self.preview = self.fields.list, self.fields.preview
        self.form, self.folder, self.about = self.fields.form, self.fields.folder, self.fields.about
        self.take, self.cancel, self.keep, self.drop = (
            *(self.fields.take, self.fields.cancel),
            *(self.fields.keep, self.fields.drop),
        )
        self._soon = Soon(self._look_at, self)
        self._connect()
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give fields and preview the room that there is now."""
        super().resizeEvent(event)
        self.fields.fit(self.width())

    def _connect(self) -> None:
        fields = self.fields
        self.told.connect(self._on_told)
        self.list.currentItemChanged.connect(lambda *_: self._on_chosen())
        fields.changed.connect(self._refresh)
        fields.choose_folder.clicked.connect(self._choose_folder)
        fields.choose_template.clicked.connect(self._choose_template)
        fields.history.clicked.connect(lambda: ExportHistoryDialog(self._document, self._look, self).exec())
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self._keep)
        self.drop.clicked.connect(self._drop)

    # ------------------------------------------------------------ the list

    def _fill(self, chosen: str = "") -> None:
        """List profiles and kinds, under headings; choose a profile by its name."""
        self.profiles = exporting.profiles(self._document)
        self.list.blockSignals(True)
        self.list.clear()
        if self.profiles:
            self._add_heading("Profiles")
        for profile in self.profiles:
            self._add(profile.name, "", profile.name)
        group = ""
        for name, kind in self.kinds.items():
            if kind.group != group:
                group = kind.group
                self._add_heading(group)
            self._add(kind.title, name, "")
        self.list.blockSignals(False)
        wanted = (row for row in range(self.list.count()) if self._is_wanted(row, chosen))
        self.list.setCurrentRow(next(wanted, -1))
        self._on_chosen()

    def _is_wanted(self, row: int, chosen: str) -> bool:
        item = self.list.item(row)
        if chosen:
            return item.data(PROFILE) == chosen
        return bool(item.data(Qt.ItemDataRole.UserRole))

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.list.addItem(item)

    def _add(self, words: str, kind: str, profile: str) -> None:
        item = QListWidgetItem(f"   {words}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setData(Qt.ItemDataRole.UserRole, kind)
        item.setData(PROFILE, profile)
        self.list.addItem(item)

    @property
    def profile(self) -> ExportProfile | None:
        """The profile that is chosen, None where a kind is."""
        item = self.list.currentItem()
        name = item.data(PROFILE) if item is not None else ""
        return next((profile for profile in self.profiles if profile.name == name), None)

    @property
    def what(self) -> str:
        """Name of the kind that is chosen, "" for none."""
        profile, item = self.profile, self.list.currentItem()
        if profile is not None:
            return profile.order.what
        return str(item.data(Qt.ItemDataRole.UserRole) or "") if item is not None else ""

    def choose(self, what: str) -> None:
        """Choose a kind by its name."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == what:
                self.list.setCurrentRow(row)

    def _on_chosen(self) -> None:
        kind = self.kinds.get(self.what)
        if kind is not None:
            self.fields.show_kind(self.what, kind, self.profile)
        self._refresh()

    # ------------------------------------------------------------ what is chosen

    def order(self) -> ExportOrder:
        """Return what is exported, and how."""
        return self.fields.order(self.what)

    @property
    def is_running(self) -> bool:
        """Whether files are being made."""
        return self._errand is not None

    def _refresh(self) -> None:
        kind = self.kinds.get(self.what)
        profile, running = self.profile, self.is_running
        may_keep = self._document.may(Action.KEEP_PROFILES)
        if running:
            return
        self.fields.set_running(False)
        for made in (self.keep, self.drop):
            made.setVisible(may_keep)
        offer(self.keep, "" if kind is not None else "Choose what to export first.")
        offer(self.drop, "" if profile is not None else "Choose a profile first.")
        if kind is None:
            self.about.setText("There is nothing that you may export." if not self.kinds else "")
            offer(self.take, "Choose what to export first.")
            self.preview.clear("")
            return
        lacks = self.fields.lacks(kind)
        self._offer(lacks)
        self.shown = None
        self._asked += 1
        if lacks:
            self.preview.clear(lacks)
        else:
            self.preview.clear(LOOKING)
            self._soon.ask()

    def _offer(self, lacks: str) -> None:
        """Let it be exported, or say what is lacking."""
        found = self.shown.preview.draft if self.shown is not None else None
        if found is not None and not found.entries:
            lacks = lacks or "Nothing changed since the last export."
        offer(self.take, lacks or ("" if self.folder.text().strip() else "Choose a folder first."))

    def _look_at(self) -> None:
        desk, kind = self._document.desk, self.kinds.get(self.what)
        if desk is None or kind is None or self.fields.lacks(kind):
            return
        number = self._asked
        dots = round(SEEN_DOTS * self.devicePixelRatioF() * self._look.px(100) / 100)
        run_in_background(
            exporting.looking(desk, self.order(), self.fields.about_what(self.what, kind), dots),
            lambda shown: self._on_looked(number, shown),
            lambda error: self._on_unseen(number, error),
            self,
        )

    def _on_looked(self, number: int, shown: Shown) -> None:
        if number == self._asked:
            self.shown = shown
            self.preview.show_preview(shown)
            if not self.is_running:
                self._offer("")

    def _on_unseen(self, number: int, error: Exception) -> None:
        sentence = exporting.why(error)
        if number == self._asked:
            self.preview.clear(sentence)
            if not self.is_running:
                offer(self.take, sentence)

    # ------------------------------------------------------------ carrying out

    def _take(self) -> None:
        desk, kind = self._document.desk, self.kinds.get(self.what)
        if desk is None or kind is None or self.is_running:
            return
        if not is_confirmed(self._document, f"{kind.title} will be written to files.", self):
            return
        seen: ExportPreview | None = self.shown.preview if self.shown is not None else None
        errand = self._errand = Errand(lambda words: self.told.emit(errand, words))
        work = exporting.carrying_out(
            desk, self.order(), self.fields.about_what(self.what, kind), self.fields.chosen_folder, errand, seen
        )
        self._say("Beginning ...")
        self.fields.set_running(True)
        run_in_background(
            work,
            lambda said: self._on_done(errand, said),
            lambda error: self._on_done(errand, f"Nothing was exported: {exporting.why(error)}"),
            self,
        )

    def _on_done(self, errand: Errand, said: str) -> None:
        if errand is not self._errand:  # it was given up
            return
        self._errand = None
        if not said.startswith("Nothing"):
            self.outcome = said
        self._refresh()
        self._say(said)

    def _on_told(self, errand: Errand, words: str) -> None:
        if errand is self._errand:
            self._say(words)

    def _say(self, words: str) -> None:
        say(self.fields.said, words)

    def reject(self) -> None:
        """Give up what is being made; close where nothing is."""
        if self._errand is None:
            super().reject()
        elif self._errand.cancel():
            self._errand = None
            self._refresh()
            self._say(CANCELLED)
        else:
            self._say(TOO_LATE)

    # ------------------------------------------------------------ profiles, folders

    def _keep(self) -> None:
        profile, kind = self.profile, self.kinds.get(self.what)
        if kind is None:
            return
        order, folder = self.order(), self.folder.text().strip()
        dialog = ExportProfileDialog(order, folder, profile.name if profile is not None else "", self)
        for role, box in dialog.roles.items():
            box.setChecked(profile is not None and role in profile.roles)
        while dialog.exec():
            name = dialog.name.text().strip()
            refused = self.keep_as(name, dialog.chosen_roles)
            if not refused:
                return
            say(dialog.said, refused)

    def keep_as(self, name: str, roles: tuple[str, ...] = ()) -> str:
        """Keep what is chosen as a profile; return why it cannot be, "" where it was kept."""
        days = (self.fields.chosen_date - self._document.today()) // timedelta(days=1)
        kind = self.kinds[self.what]
        kept = ExportProfile(
            name=name,
            order=self.order(),
            folder=self.folder.text().strip(),
            roles=roles,
            days_ahead=days if kind.needs_date else 0,
        )
        refused = exporting.keep(self._document, kept)
        if not refused:
            self._fill(name)
            self._say(f"Kept as the profile {name}.")
        return refused

    def _drop(self) -> None:
        profile = self.profile
        if profile is None:
            return
        buttons = QMessageBox.StandardButton
        sentence = f"Remove the profile {profile.name}? Nothing that was exported by it changes."
        if QMessageBox.question(self, "Remove a profile", sentence, buttons.Yes | buttons.No) == buttons.Yes:
            self.remove_profile()

    def remove_profile(self) -> None:
        """Remove the profile that is chosen, and say so."""
        profile = self.profile
        if profile is not None:
            refused = exporting.remove(self._document, profile.name)
            if not refused:
                self._fill()
            self._say(refused or f"Removed: {profile.name}.")

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Export to which folder?", self.folder.text())
        if path:
            self.folder.setText(path)

    def _choose_template(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a template", "", "Templates (*.toml);;All files (*)")
        if path:
            self.fields.template.setText(str(Path(path)))
            self._refresh()
