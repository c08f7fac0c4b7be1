"""A field for a wall time on a date, written like "Sun 6 Dec 2026 14:30"."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit

from console.widgets.local import in_words


def moment_field(at: datetime) -> QDateTimeEdit:
    """Return a field that holds a naive wall time."""
    made = QDateTimeEdit(qt_moment(at))
    made.setCalendarPopup(True)
    in_words(made, "ddd d MMM yyyy HH:mm")
    return made


def qt_moment(at: datetime) -> QDateTime:
    """Return a naive wall time as Qt holds it, to the minute."""
    return QDateTime(QDate(at.year, at.month, at.day), QTime(at.hour, at.minute))


def moment_of(field: QDateTimeEdit) -> datetime:
    """Return the naive wall time that a field holds, to the minute."""
    found: datetime = field.dateTime().toPython()  # type: ignore[assignment]
    return found.replace(second=0, microsecond=0)
