"""The trial languages: English with accents, longer, in brackets. What lacks the brackets cannot be translated."""

import re

OPENING, CLOSING = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
_ACCENTED = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
_KEPT = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|&.|<[^<>]*>|\n|\t.*)")
_LONGER = 0.3
"""Share by which French and Spanish sentences are longer than English ones, about."""


def pseudo(text: str) -> str:
    """Return a text as the trial languages tell it; places to fill, marks of menu keys and tags stay as they are."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    told = "".join(part if n % 2 else part.translate(_ACCENTED) for n, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    more = "~" * max(1, round(letters * _LONGER)) if letters else ""
    lead, rest = told[: len(told) - len(told.lstrip())], told.strip()
    trail = told[len(told.rstrip()) :]
    return f"{lead}{OPENING}{rest}{more}{CLOSING}{trail}"
