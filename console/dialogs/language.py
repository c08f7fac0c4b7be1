"""In which language the console speaks, with which day its weeks begin, and which clock it shows."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from console.preferences import LANGUAGES, Choices
from console.widgets.basics import label, paragraph
from scheduler.language import FIRST_DAYS, HOURS, TONGUES, of_system, speech, tr

_DAYS = {"monday": 1, "sunday": 7, "saturday": 6}


class LanguageDialog(QDialog):
    """Three choices, which hold from the next start."""

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        """Show what this user has chosen."""
        super().__init__(parent)
        self.setWindowTitle(tr("Language, week and time"))
        self.language, self.first_day, self.hours = QComboBox(), QComboBox(), QComboBox()
        for code in LANGUAGES:
            self.language.addItem(_language_words(code), code)
        for first_day in FIRST_DAYS:
            self.first_day.addItem(_day_words(first_day), first_day)
        for hours in HOURS:
            self.hours.addItem(tr("24 hours: 14:30") if hours == "24" else tr("12 hours: 2:30 PM"), hours)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(tr("Language, week and time"), "title"))
        column.addWidget(
            paragraph(
                tr("For you on this computer, from the next start. Files for other systems do not change."), "second"
            )
        )
        form = QFormLayout()
        for words, field, chosen in (
            (tr("Language"), self.language, choices.language),
            (tr("Weeks begin on"), self.first_day, choices.first_day),
            (tr("Clock"), self.hours, choices.hours),
        ):
            field.setCurrentIndex(field.findData(chosen))
            field.setAccessibleName(words)
            form.addRow(words, field)
        column.addLayout(form)
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(tr("Keep these"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("role", "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def chosen(self) -> dict[str, object]:
        """Return the choices by their names among `Choices`."""
        return {
            "language": self.language.currentData(),
            "first_day": self.first_day.currentData(),
            "hours": self.hours.currentData(),
        }


def _language_words(code: str) -> str:
    return tr("As the system: {language}", language=of_system().name) if code == "system" else TONGUES[code].name


def _day_words(first_day: str) -> str:
    if first_day not in _DAYS:
        return tr("As usual in the language")
    return speech().days[_DAYS[first_day] - 1]
