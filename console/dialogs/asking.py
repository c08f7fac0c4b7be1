"""Windows with which an officer asks for something: a choice of what, and one form. Filled in and filed by keyboard."""

from collections.abc import Callable
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
from console.dialogs.secrets import say
from console.document.own import Asked, Offered
from console.models.asking import (
    AREA,
    FIRST,
    FOR_YOU,
    FORMS,
    INMATE,
    LAST,
    POST,
    PROMISE,
    QUESTIONS_HEAD,
    RELATION,
    SHIFT,
    WORDS,
    Form,
)
from console.widgets.basics import date_field, date_of, hairline, label, lines_list, offer, paragraph

_KIND_ROLE = Qt.ItemDataRole.UserRole + 1
NAMES = {
    AREA: "Area",
    INMATE: "Inmate",
    RELATION: "How you know each other",
    POST: "Post",
    SHIFT: "Shift",
    FIRST: "First day",
    LAST: "Last day",
}
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

    def __init__(
        self, form: Form, offered: Offered, on: date, file: Callable[[Asked], str], parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            form: What is asked for.
            offered: What there is to choose from.
            on: The date that dates begin with.
            file: Files what was filled in; returns why that did not work, in a sentence, "" where it did.
            parent: Owner.
        """
        super().__init__(form.title, form.sentence, form.file, parent)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * LETTERS)
        self._form, self._file = form, file
        has_inmate = INMATE in form.fields
        wherever = (("", "Wherever this person is"),) if has_inmate else ()
        self.area = _choice("Area", (*wherever, *offered.areas), "" if has_inmate else offered.here)
        self.inmate = QLineEdit()
        self.inmate.setPlaceholderText("Booking number")
        categories = (("", "I would rather not say"), *((c, c.capitalize()) for c in offered.categories))
        self.relation = _choice("How you know each other", categories, "")
        self.post = _choice("Post", (("", "Any post"), *offered.posts), "")
        self.shift = _choice("Shift", (("", "Any shift"), *offered.shifts), "")
        self.first, self.last = date_field("First day", on), date_field("Last day", on)
        self.first.dateChanged.connect(lambda *_: self.last.setMinimumDate(self.first.date()))
        self.words = QPlainTextEdit()
        anybody = (("", "Anybody who may decide"), *((name, f"Anybody but {name}") for name in offered.deciders))
        self.without = _choice("Decided by", anybody, "")
        self.said = paragraph("", "stop")
        self.file_button = next(
            b for b in self.buttons.buttons() if isinstance(b, QPushButton) and b.text() == form.file
        )
        self._lay_out(offered)
        self.inmate.textChanged.connect(self._refresh)
        self.words.textChanged.connect(self._refresh)
        for box in (self.area, self.post, self.shift):
            box.currentIndexChanged.connect(self._refresh)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.file_button.click)
        self._refresh()
        self._field(form.fields[0]).setFocus()

    def _field(self, name: str) -> QWidget:
        known: dict[str, QWidget] = {
            AREA: self.area,
            INMATE: self.inmate,
            RELATION: self.relation,
            POST: self.post,
            SHIFT: self.shift,
            FIRST: self.first,
            LAST: self.last,
            WORDS: self.words,
        }
        return known[name]

    def _lay_out(self, offered: Offered) -> None:
        form = self._form
        if form.is_protected and not form.has_words:  # else the notice says so
            self.column.insertWidget(1, paragraph(PROMISE))
        if form.has_questions and offered.questions:
            self.column.insertWidget(2, paragraph(QUESTIONS_HEAD))
            lines = "\n".join(f"{n}. {text}" for n, text in enumerate(offered.questions, 1))
            self.column.insertWidget(3, paragraph(lines))
        for name in form.fields:
            if name == WORDS:
                self._lay_out_words(offered)
            else:
                self._field(name).setAccessibleName(NAMES[name])
                self.form.addRow(NAMES[name], self._field(name))
        if form.is_protected:
            self.form.addRow("Decided by", self.without)
        self.column.addWidget(hairline())
        self.column.addWidget(paragraph(form.next))
        if form.is_protected:
            turn = f" You can also turn to: {'; '.join(offered.contacts)}." if offered.contacts else ""
            self.column.addWidget(paragraph(f"{FOR_YOU}{turn}", "second"))
        self.column.addWidget(self.said)
        self.close_form()

    def _lay_out_words(self, offered: Offered) -> None:
        self.words.setAccessibleName("In your own words")
        self.words.setAccessibleDescription(offered.notice)
        self.words.setPlaceholderText("What you need" if self._form.kind == "hardship" else "Only if you like")
        self.words.setTabChangesFocus(True)
        self.words.setUndoRedoEnabled(False)
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * WORD_LINES + 16)
        self.form.addRow(paragraph(offered.notice, "second"))
        self.form.addRow("In your words", self.words)

    def _refresh(self, *_: object) -> None:
        fields, lacks = self._form.fields, ""
        has_place = bool(self.area.currentData() or (INMATE in fields and self.inmate.text().strip()))
        if AREA in fields and not has_place:
            lacks = "Enter the booking number, or choose the area." if INMATE in fields else "There is no area yet."
        elif fields == (WORDS,) and not self.words.toPlainText().strip():
            lacks = "Say which shifts or days off you need."
        elif POST in fields and not (self.post.currentData() or self.shift.currentData()):
            lacks = "Choose a post or a shift."
        offer(self.file_button, lacks)

    def asked(self) -> Asked:
        """Return what was filled in."""
        has = self._form.fields.__contains__
        return Asked(
            kind=self._form.kind,
            area=str(self.area.currentData() or "") if has(AREA) else "",
            inmate=self.inmate.text().strip() if has(INMATE) else "",
            relation=str(self.relation.currentData() or "") if has(RELATION) else "",
            post=str(self.post.currentData() or "") if has(POST) else "",
            shift=str(self.shift.currentData() or "") if has(SHIFT) else "",
            words=self.words.toPlainText().strip() if has(WORDS) else "",
            first=date_of(self.first) if has(FIRST) else None,
            last=date_of(self.last) if has(LAST) else None,
            without=str(self.without.currentData() or "") if self._form.is_protected else "",
        )

    def accept(self) -> None:
        """File it; where that does not work nothing that was typed is lost."""
        if not self.file_button.isEnabled():
            return
        sentence = self._file(self.asked())
        say(self.said, sentence)
        if not sentence:
            super().accept()

    def done(self, result: int) -> None:
        """Close, and leave nothing of what was typed in the window."""
        super().done(result)
        self.inmate.clear()
        self.words.clear()


class AppealDialog(FormDialog):
    """What is said against a denial; somebody else decides."""

    def __init__(self, appeal: Callable[[str], str], parent: QWidget | None = None) -> None:
        """Lay the window out; `appeal` hands the words on and returns why that did not work, "" where it did."""
        super().__init__(
            "Ask somebody else", "The next rank decides. One sentence on what was overlooked is enough.", "Ask", parent
        )
        self._appeal = appeal
        self.words, self.said = QPlainTextEdit(), paragraph("", "stop")
        self.words.setTabChangesFocus(True)
        self.words.setUndoRedoEnabled(False)
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * WORD_LINES + 16)
        self.add_fields(In_your_words=self.words)
        self.column.addWidget(self.said)
        self.close_form()
        self.words.setFocus()

    def accept(self) -> None:
        """Hand it on; stay where that does not work."""
        sentence = self._appeal(self.words.toPlainText().strip())
        say(self.said, sentence)
        if not sentence:
            super().accept()

    def done(self, result: int) -> None:
        """Close, and leave nothing of what was typed in the window."""
        super().done(result)
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
