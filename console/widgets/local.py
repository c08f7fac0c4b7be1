"""Qt's own words, calendars and fields of dates in the language in use, and the direction of writing."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QDateTimeEdit

from scheduler.language import manner, speech, tr

_TERRITORIES = {
    "es": QLocale(QLocale.Language.Spanish, QLocale.Country.Spain),
    "fr": QLocale(QLocale.Language.French, QLocale.Country.France),
}


def qt_locale() -> QLocale:
    """Return the language as Qt knows it."""
    return _TERRITORIES.get(speech().code, QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))


def speak(application: QApplication) -> None:
    """Let Qt's own buttons and menus speak the language, and lay windows out in its direction."""
    spoken = speech()
    if spoken.is_mirrored:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if spoken.code not in _TERRITORIES or application.findChild(QTranslator) is not None:
        return
    translator = QTranslator(application)
    if translator.load(f"qtbase_{spoken.code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def in_words(field: QDateTimeEdit, form: str) -> None:
    """Write what a field holds in the language in use, its calendar with the week that is wanted.

    Args:
        field: A field of dates or moments.
        form: Its form in Qt's letters, with a clock of 24 hours.
    """
    field.setLocale(qt_locale())
    field.setDisplayFormat(form if manner().is_24 else form.replace("HH:mm", "h:mm AP"))
    wanted = Qt.DayOfWeek(manner().first_day)
    if field.calendarPopup() and field.locale().firstDayOfWeek() != wanted:
        calendar = field.calendarWidget()  # made at the first asking, so only where it is to be another one
        calendar.setAccessibleName(tr("Calendar"))
        calendar.setFirstDayOfWeek(wanted)
