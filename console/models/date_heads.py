"""Heads of columns that are dates: weekday, day, and the filled seats below."""

from datetime import date

from PySide6.QtCore import Qt

from console.document.facts import Filled
from console.document.words import count, full
from console.models.roles import KIND_ROLE, MARK_ROLE, SECOND_ROLE
from scheduler.language import weekday_letters


def date_head(on: date, filled: Filled, role: int, is_blank: bool = False) -> str | None:
    """Return what a head says in a role."""
    if role == Qt.ItemDataRole.DisplayRole:
        return f"{weekday_letters(on)}\n{on.day}"
    if role == SECOND_ROLE:
        return f"{filled.must_filled}/{filled.must}"
    if role == MARK_ROLE:
        return "" if is_blank else filled.worst
    if role == KIND_ROLE:
        return "weekend" if on.weekday() >= 5 else ""
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        return (
            f"{full(on)}: {filled.must_filled} of {count(filled.must, 'seat')} that must be filled; "
            f"{filled.wanted_filled} of {filled.wanted} with those that are wanted"
            + (". Click for the day board" if role == Qt.ItemDataRole.ToolTipRole else "")
        )
    return None
