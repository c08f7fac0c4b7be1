"""Data roles beyond Qt's own, and what a painted cell is made of."""

from typing import NamedTuple

from PySide6.QtCore import Qt

from console.widgets.lines import KIND_ROLE, MARK_ROLE, SECOND_ROLE

__all__ = ["CELL_ROLE", "FACE_ROLE", "KIND_ROLE", "MARK_ROLE", "SECOND_ROLE", "Face"]

FACE_ROLE = Qt.ItemDataRole.UserRole + 1
"""What to paint: a `Face`."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
"""(badge, date) of a roster cell."""


class Face(NamedTuple):
    """Everything that can be seen of a cell: the key under which its picture is kept.

    Attributes:
        text: Post code, name, or word.
        kind: "tour", "leave", "duty", "spare" (on duty by the pattern, without a tour), "off", "empty" (a seat that
            nobody holds) or "none" (no such seat).
        watch: "day", "evening", "night" or "".
        outline: "stop", "ask" or "".
    """

    text: str
    kind: str
    watch: str = ""
    outline: str = ""
    is_overtime: bool = False
    is_locked: bool = False
    is_changed: bool = False
