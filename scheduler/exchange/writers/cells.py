"""How people read a cell, in every format that is made for people."""

from datetime import date, datetime

from scheduler.domain.papers import Cell, CellKind, Column

NUMBERS = (CellKind.COUNT, CellKind.NUMBER, CellKind.MINUTES, CellKind.SHARE)
"""Kinds that are set to the right."""


def cell_text(cell: Cell, column: Column) -> str:
    """Return how people read a cell: hours and minutes, per cent, dates and local wall times."""
    if cell is None or column.is_for_hand:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%a %Y-%m-%d}"
    if column.kind is CellKind.MINUTES and isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 60}:{abs(cell) % 60:02}"
    if column.kind is CellKind.COUNT and isinstance(cell, int):
        return f"{cell:,}"
    if column.kind is CellKind.SHARE and isinstance(cell, int | float):
        return f"{cell:.1%}"
    return str(cell)


def readable(words: str) -> str:
    """Return words with one kind of line end; signs that no page may hold become a replacement sign."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter if _may_stand(ord(letter)) else "\N{REPLACEMENT CHARACTER}" for letter in lines)


def _may_stand(code: int) -> bool:
    is_control = (code < 32 and code not in (9, 10)) or 127 <= code < 160
    is_nothing = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return not is_control and not is_nothing
