"""CSV as RFC 4180 has it, and text in it that no spreadsheet takes for a formula, and back."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A cell is run as a formula when its first character that is not a blank is one of these (the full-width forms count
# as well for some programs). Tab, CR and LF only matter in front.
_RISKY = re.compile(r"'*\s*[=+\-@\t\r\n\0＝＋－＠]|'*[\t\r\n]")


def guarded(text: str) -> str:
    """Return text with an apostrophe before it if a spreadsheet would run it, or if `unguarded` would take one away."""
    return "'" + text if _RISKY.match(text) else text


def rows_text(rows: Iterable[Sequence[str | int | float]], delimiter: str = ",") -> str:
    """Return rows as CSV: lines ended by CR and LF, cells in quotes where they must be. Nothing is guarded here."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return made.getvalue()


def csv_of(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of plain texts as CSV, guarded; signed whole numbers stay what they are."""
    return rows_text([_told(text) for text in row] for row in rows)


def _told(text: str) -> str:
    return text if text[:1] in "+-" and text[1:].isdigit() else guarded(text)


def unguarded(text: str) -> str:
    """Return what was given to `guarded`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text
