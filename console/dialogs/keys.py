"""Windows about keys: the own key, a passphrase asked for, and the printed shares of the recovery key."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextDocument
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.dialogs.form import FormDialog
from console.dialogs.secrets import is_confirmed
from console.document import RosterDocument
from console.operations import keys
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.flow import FlowRow
from console.widgets.password import PasswordField
from scheduler.api import Action
from scheduler.api.keys import Rewrapped, Share

MAKING = "The recovery key will be made, and its three shares shown this once."
RECOVERING = "Somebody will get a new key to what is sealed."
TWICE = "Both fields must hold the same passphrase."


class PassphraseDialog(FormDialog):
    """One or two passphrases and, where they are not taken, one sentence; closed once they were."""

    def __init__(
        self,
        title: str,
        sentence: str,
        accept: str,
        fields: tuple[str, ...],
        use: Callable[..., str],
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out.

        Args:
            title: Its title.
            sentence: What it is for.
            accept: What its button says.
            fields: Names of the fields; one that begins with "Once more" has to hold what stands above it.
            use: Given what stands in the other fields, in order, returns why it was not taken, "" where it was.
            parent: Owner of the window.
        """
        super().__init__(title, sentence, accept, parent)
        self._use = use
        self.fields = {name: PasswordField(name) for name in fields}
        for name, field in self.fields.items():
            self.form.addRow(name, field)
        self.said = paragraph("", "stop")
        self.column.addWidget(self.said)
        self.close_form()

    def accept(self) -> None:
        """Use what was typed; stay where it was not taken."""
        typed, given = "", []
        for name, field in self.fields.items():
            if name.startswith("Once more"):
                if field.text() != typed:
                    self.said.setText(TWICE)
                    return
                continue
            typed = field.text()
            given.append(typed)
        sentence = self._use(*given)
        for field in self.fields.values():
            field.clear()
        if sentence:
            self.said.setText(sentence)
            next(iter(self.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().accept()


class KeysDialog(QDialog):
    """How the own key stands, and what can be done about it and about the recovery key."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setMinimumWidth(520)
        self._document = document
        self.standing, self.said = paragraph(""), paragraph("", "second")
        self.unlock = button("Open my key...", "primary", self._open)
        self.begin = button("Make my key...", "primary", self._begin)
        self.change = button("Another passphrase...", "", self._change)
        self.rotate = button("A new key...", "", self._rotate)
        self.shares = button("Make the recovery key...", "", self._make_shares)
        self.recover = button("Recover somebody's key...", "", self._recover)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Keys", "title"))
        column.addWidget(self.standing)
        column.addLayout(FlowRow((self.unlock, self.begin, self.change, self.rotate)))
        column.addWidget(label("If a passphrase is lost", "section"))
        column.addWidget(
            paragraph("Two of three printed shares give a new key to who lost his. Each belongs to another person.")
        )
        column.addLayout(FlowRow((self.shares, self.recover)))
        column.addWidget(self.said)
        column.addStretch(1)
        column.addWidget(buttons)
        self.refresh()

    def refresh(self, said: str = "") -> None:
        """Show how the key stands, and what was just done."""
        found = keys.state(self._document)
        may = self._document.desk is not None and self._document.desk.session.may
        keeps, recovers = (bool(may and may(action)) for action in (Action.KEEP_KEYS, Action.RECOVER_KEYS))
        self.standing.setText(keys.standing(found))
        self.unlock.setVisible(keeps and found.is_made and not found.is_open)
        self.begin.setVisible(keeps and not found.is_made)
        offer(self.begin, "" if found.can_recover else "The recovery key comes first.")
        for one in (self.change, self.rotate):
            one.setVisible(keeps and found.is_made)
        self.shares.setVisible(recovers and not found.can_recover)
        self.recover.setVisible(recovers and found.can_recover)
        self.said.setText(said)

    def _open(self) -> None:
        if ask_to_open(self._document, self):
            self.refresh("Your key is open.")

    def _begin(self) -> None:
        dialog = PassphraseDialog(
            "Make your key",
            "The passphrase locks it. Nobody can read it or give it back; only two recovery shares help if it is lost.",
            "Make it",
            ("Passphrase", "Once more"),
            lambda passphrase: keys.begin(self._document, passphrase),
            self,
        )
        if dialog.exec():
            self.refresh("Your key is made and open.")

    def _change(self) -> None:
        dialog = PassphraseDialog(
            "Another passphrase",
            "The key stays the same; only what locks it changes.",
            "Change it",
            ("Passphrase until now", "New passphrase", "Once more"),
            lambda old, new: keys.change(self._document, old, new),
            self,
        )
        if dialog.exec():
            self.refresh("The new passphrase holds from now on.")

    def _rotate(self) -> None:
        done = Rewrapped(number=0)

        def use(passphrase: str) -> str:
            nonlocal done
            sentence, done = keys.rotate(self._document, passphrase)
            return sentence

        dialog = PassphraseDialog(
            "A new key",
            "All that your key opens is sealed to the new one, and the old one is destroyed. The passphrase stays.",
            "Make a new key",
            ("Passphrase",),
            use,
            self,
        )
        if dialog.exec():
            self.refresh(keys.opens("Your new key", done))

    def _make_shares(self) -> None:
        if not is_confirmed(self._document, MAKING, self):
            return
        sentence, shares = keys.make_recovery(self._document)
        if sentence:
            self.refresh(sentence)
            return
        SharesDialog(shares, self._facility(), self).exec()
        self.refresh("The recovery key stands. Everybody who signs in from now on can have a key of his own.")

    def _recover(self) -> None:
        if not is_confirmed(self._document, RECOVERING, self):
            return
        dialog = RecoverDialog(self._document, self)
        if dialog.exec():
            self.refresh(keys.opens("The new key", dialog.opened))

    def _facility(self) -> str:
        desk = self._document.desk
        return "" if desk is None else desk.facility().name


class SharesDialog(QDialog):
    """Three shares, one page each: shown and printed once, kept nowhere."""

    def __init__(self, shares: tuple[Share, ...], facility: str, parent: QWidget | None = None) -> None:
        """Lay the window out for the first one."""
        super().__init__(parent)
        self.setWindowTitle("Recovery shares")
        self._texts = [keys.share_text(number, share, facility) for number, share in enumerate(shares, start=1)]
        self._at = 0
        self.title = label("", "title")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.text.setMinimumSize(560, 190)
        self.print = button("Print...", "primary", self._print)
        self.next = button("Next share", "", self._next)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(
            paragraph(
                "Print each share or write it down, and give it to another person. They are shown this once; "
                "nothing of them is kept in the database or on this computer.",
                "second",
            )
        )
        column.addWidget(self.text, 1)
        column.addLayout(FlowRow((self.print, self.next)))
        self._show()

    def _show(self) -> None:
        said = f"Share {self._at + 1} of {len(self._texts)}"
        self.title.setText(said)
        self.text.setPlainText(self._texts[self._at])
        self.text.setAccessibleName(said)
        self.next.setText("Next share" if self._at + 1 < len(self._texts) else "Done")

    def _next(self) -> None:
        if self._at + 1 == len(self._texts):
            self.accept()
            return
        self._at += 1
        self._show()

    def _print(self) -> None:
        # Loaded here: hardly anybody ever prints from this window.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            page = QTextDocument()
            page.setDefaultFont(self.text.font())
            page.setPlainText(self._texts[self._at])
            page.print_(printer)

    def done(self, result: int) -> None:
        """Close, and forget the shares."""
        self.text.clear()
        self._texts = [""] * len(self._texts)
        super().done(result)


class RecoverDialog(FormDialog):
    """Two shares as they are printed, whose key it is, and a passphrase for the new one."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(
            "Recover a key",
            "Type two shares line by line. The account gets a new key that opens what the lost one did; its holder "
            "changes the passphrase afterwards.",
            "Recover",
            parent,
        )
        self._document = document
        self.opened = Rewrapped(number=0)
        self.account, self.shares = QLineEdit(), (QPlainTextEdit(), QPlainTextEdit())
        for share in self.shares:
            share.setTabChangesFocus(True)
            share.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            share.setFixedHeight(share.fontMetrics().lineSpacing() * 5)
        first, second = self.shares
        self.add_fields(Account=self.account, One_share=first, Another_share=second)
        self.passphrase = PasswordField("Passphrase for the new key")
        self.form.addRow("Passphrase for the new key", self.passphrase)
        self.said = paragraph("", "stop")
        self.column.addWidget(self.said)
        self.close_form()

    def accept(self) -> None:
        """Recover; stay, and say which line is mistyped, where that did not work."""
        typed = [[line for line in share.toPlainText().splitlines() if line.strip()] for share in self.shares]
        sentence, self.opened = keys.recover(self._document, typed, self.account.text().strip(), self.passphrase.take())
        if sentence:
            self.said.setText(sentence)
            return
        for share in self.shares:
            share.clear()
        super().accept()


def ask_to_open(document: RosterDocument, parent: QWidget | None) -> bool:
    """Ask for the passphrase of the own key where it is locked; return whether it is open."""
    if keys.state(document).is_open:
        return True
    dialog = PassphraseDialog(
        "Open your key",
        "What is sealed to you opens with the passphrase of your key, until you lock the window.",
        "Open",
        ("Passphrase",),
        lambda passphrase: keys.unlock(document, passphrase),
        parent,
    )
    return bool(dialog.exec())
