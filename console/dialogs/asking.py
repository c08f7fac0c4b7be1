"""Windows with which an officer asks for something: a choice of what, and one form. Filled in and filed by keyboard."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.form import FormDialog
from console.document.own import Asked, Offered
from console.models.asking import (
    AREA,
    FIRST,
    FORMS,
    INMATE,
    LAST,
    PROMISE,
    RELATION,
    RELATIONS,
    SELF_CHECK,
    SELF_CHECK_HEAD,
    WISH,
    WORDS,
    Form,
)
from console.widgets.basics import date_field, date_of, hairline, label, lines_list, offer, paragraph

_KIND_ROLE = Qt.ItemDataRole.UserRole + 1
LETTERS, WORD_LINES, CHOICE_LINES = 64, 4, 29


class AskWhatDialog(QDialog):
    """What can be asked for, a line each; Enter opens its form."""

    def __init__(self, forms: tuple[Form, ...] = FORMS, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(parent)
        self.setWindowTitle("Ask for something")
        letter = self.fontMetrics()
        self.resize(letter.averageCharWidth() * LETTERS, letter.lineSpacing() * CHOICE_LINES)
        self.list = lines_list("What to ask for")
        for form in forms:
            item = QListWidgetItem(f"{form.title}\n{form.sentence}")
            item.setData(_KIND_ROLE, form.kind)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda *_: self.accept())
        buttons = QDialogButtonBox()
        done = buttons.addButton("Open the form", QDialogButtonBox.ButtonRole.AcceptRole)
        done.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Ask for something", "title"))
        column.addWidget(paragraph(PROMISE))
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.list.setFocus()

    def kind(self) -> str:
        """Return the kind chosen."""
        item = self.list.currentItem()
        return str(item.data(_KIND_ROLE)) if item is not None else ""


class AskDialog(FormDialog):
    """One form: what it does, its few fields, what happens next, and one button. Nothing is kept where it is left."""

    def __init__(self, form: Form, offered: Offered, on: date, parent: QWidget | None = None) -> None:
        """Lay the window out.

        Args:
            form: What is asked for.
            offered: What there is to choose from.
            on: The date that dates begin with.
            parent: Owner.
        """
        super().__init__(form.title, form.sentence, form.file, parent)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self._form = form
        self.area = _choice("Area", offered.areas, offered.here)
        self.inmate, self.wish = QLineEdit(), QLineEdit()
        self.inmate.setPlaceholderText("Booking number")
        self.relation = _choice("How you know each other", RELATIONS, "")
        self.first, self.last = date_field("First day", on), date_field("Last day", on)
        self.first.dateChanged.connect(lambda *_: self.last.setMinimumDate(self.first.date()))
        self.words = QPlainTextEdit()
        self.without = _choice("Not to be decided by", (("", "Anybody may decide"), *offered.deciders), "")
        self.way = _choice("Handed in by", offered.ways, "")
        self.file = next(b for b in self.buttons.buttons() if isinstance(b, QPushButton) and b.text() == form.file)
        self._lay_out(offered)
        for field in (self.inmate, self.wish):
            field.textChanged.connect(self._refresh)
        self.words.textChanged.connect(self._refresh)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.file.click)
        self._refresh()
        (self._fields()[0] if self._fields() else self.file).setFocus()

    def _fields(self) -> tuple[QWidget, ...]:
        known: dict[str, QWidget] = {
            AREA: self.area,
            INMATE: self.inmate,
            RELATION: self.relation,
            FIRST: self.first,
            LAST: self.last,
            WISH: self.wish,
            WORDS: self.words,
        }
        return tuple(known[name] for name in self._form.fields)

    def _lay_out(self, offered: Offered) -> None:
        form = self._form
        if form.is_protected:
            self.column.insertWidget(1, paragraph(PROMISE))
        if form.has_questions:
            self.column.insertWidget(3, paragraph(SELF_CHECK_HEAD))
            self.column.insertWidget(4, paragraph("\n".join(f"{n}. {text}" for n, text in enumerate(SELF_CHECK, 1))))
        names = {
            AREA: "Area",
            INMATE: "Inmate",
            RELATION: "How you know each other",
            FIRST: "First day",
            LAST: "Last day",
            WISH: "What you would like",
        }
        for name, field in zip(form.fields, self._fields(), strict=True):
            if name != WORDS:
                field.setAccessibleName(names[name])
                self.form.addRow(names[name], field)
        if form.has_words:
            self._lay_out_words(offered)
        if form.is_protected:
            self.form.addRow("Not to be decided by", self.without)
            self.form.addRow("Handed in by", self.way)
        self.column.addWidget(hairline())
        readers = dict(offered.readers).get(form.kind, "")
        if readers:
            self.column.addWidget(paragraph(f"Read by {readers}, and by nobody else.", "second"))
        self.column.addWidget(paragraph(form.next))
        if form.is_protected and offered.contacts:
            self.column.addWidget(paragraph("You can also turn to: " + "; ".join(offered.contacts) + ".", "second"))
        self.close_form()

    def _lay_out_words(self, offered: Offered) -> None:
        self.words.setAccessibleName("In your own words, if you like")
        self.words.setAccessibleDescription(offered.notice)
        self.words.setPlaceholderText("In your own words, if you like")
        self.words.setTabChangesFocus(True)
        self.words.setUndoRedoEnabled(False)
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * WORD_LINES + 16)
        self.form.addRow(paragraph(offered.notice, "second"))
        self.form.addRow("In your words", self.words)

    def _refresh(self) -> None:
        form, lacks = self._form, ""
        if AREA in form.fields and not form.has_words and self.area.count() == 0:
            lacks = "There is no area to choose yet."
        elif INMATE in form.fields and form.kind == "keep_separate" and not self.inmate.text().strip():
            lacks = "Enter the inmate's booking number."
        elif form.has_questions and not (self.inmate.text().strip() or self.words.toPlainText().strip()):
            lacks = "Enter the inmate's booking number, or say it in your own words."
        elif WISH in form.fields and form.kind == "hardship" and not self.wish.text().strip():
            lacks = "Say what you would like."
        offer(self.file, lacks)

    def asked(self) -> Asked:
        """Return what was filled in."""
        has = self._form.fields.__contains__
        return Asked(
            kind=self._form.kind,
            area=str(self.area.currentData() or "") if has(AREA) else "",
            inmate=self.inmate.text().strip() if has(INMATE) else "",
            relation=str(self.relation.currentData()) if has(RELATION) else "",
            wish=self.wish.text().strip() if has(WISH) else "",
            words=self.words.toPlainText().strip() if has(WORDS) else "",
            first=date_of(self.first) if has(FIRST) else None,
            last=date_of(self.last) if has(LAST) else None,
            without=str(self.without.currentData() or "") if self._form.is_protected else "",
            way=str(self.way.currentData() or "self") if self._form.is_protected else "self",
        )

    def done(self, result: int) -> None:
        """Close, and leave nothing of what was typed in the window."""
        super().done(result)
        if result != QDialog.DialogCode.Accepted:
            self.forget()

    def forget(self) -> None:
        """Empty the fields."""
        for line in (self.inmate, self.wish):
            line.clear()
        self.words.clear()


def _choice(name: str, lines: tuple[tuple[str, str], ...], chosen: str) -> QComboBox:
    """Return a choice of lines by key."""
    made = QComboBox()
    for part in (made, made.view()):
        part.setAccessibleName(name)
    for key, words in lines:
        made.addItem(words, key)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made
