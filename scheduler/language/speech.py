"""The language in use, and the two functions through which every sentence goes."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scheduler.language.catalogues import CONTEXT_END, Catalogue, CatalogueError, merged
from scheduler.language.forms import FIRST_DAYS, Filled, Manner
from scheduler.language.pseudo import pseudo
from scheduler.language.tongues import ENGLISH, TONGUES, Tongue

VARIABLE = "FAIRWATCH_LANGUAGE"
"""Tells the processes that the program starts its language, clock and first day: "es 24 monday"."""


@dataclass(slots=True)
class _Speech:
    """What is in use."""

    manner: Manner
    catalogue: Catalogue
    has_catalogue: bool = False


_in_use = _Speech(Manner(), {})


def manner() -> Manner:
    """Return how dates and times are written now."""
    return _in_use.manner


def speech() -> Tongue:
    """Return the language in use."""
    return _in_use.manner.tongue


_filled = Filled(manner)


def choose(code: str, folder: Path | None = None, hours: str = "24", first_day: str = "language") -> Tongue:
    """Take a language into use, here and in every process that is started from now on; return it.

    Args:
        code: One of `TONGUES`; another one is taken as English.
        folder: Where the catalogues lie, one folder for each language. None: English words, whatever the language.
        hours: "24" or "12".
        first_day: One of `FIRST_DAYS`.
    """
    tongue = TONGUES.get(code, ENGLISH)
    _in_use.manner = Manner(tongue, hours != "12", FIRST_DAYS.get(first_day, 0) or tongue.first_day)
    try:
        _in_use.catalogue = merged(folder / code) if folder is not None and not tongue.is_trial else {}
    except (CatalogueError, OSError):  # English is better than no program
        _in_use.catalogue = {}
    _in_use.has_catalogue = bool(_in_use.catalogue) or tongue.is_trial
    os.environ[VARIABLE] = f"{tongue.code} {hours} {first_day}"
    return tongue


def inherit(folder: Path) -> None:
    """Take the language of the process that started this one; English where it named none."""
    code, hours, first_day = (*os.environ.get(VARIABLE, "").split(), "", "", "")[:3]
    if code:
        choose(code, folder, hours, first_day)


def tr(text: str, /, **values: object) -> str:
    """Return a sentence in the language in use, its places filled.

    Args:
        text: The sentence in English, whole, with named places as for `str.format`: "{officer} is away on {on:%d %b}".
        values: What the places are filled with. Without any, the text is no form and braces stand for themselves.
    """
    told = _told(text) if _in_use.has_catalogue else text
    return _fill(told, text, values) if values else told


def tr_as(context: str, text: str, /, **values: object) -> str:
    """Return the same where English has one word for two things; `context` says which, in a word or two."""
    told = text
    if _in_use.has_catalogue:
        found = _in_use.catalogue.get(f"{context}{CONTEXT_END}{text}")
        told = found[0] if found else _told(text)
    return _fill(told, text, values) if values else told


def trn(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a sentence that counts something, in the form that the number takes; `{n}` is the number.

    Args:
        one: The sentence in English for 1.
        many: The same for other numbers.
        number: What is counted.
        values: What further places are filled with.
    """
    text = told = one if number == 1 else many
    if _in_use.has_catalogue:
        found = _in_use.catalogue.get(one)
        at = _in_use.manner.tongue.plural(number)
        told = found[at] if found and at < len(found) else _made(text)
    return _fill(told, text, {"n": number, **values})


def _told(text: str) -> str:
    found = _in_use.catalogue.get(text)
    return found[0] if found else _made(text)


def _made(text: str) -> str:
    return pseudo(text) if _in_use.manner.tongue.is_trial else text


def _fill(told: str, text: str, values: dict[str, object]) -> str:
    fill: Callable[..., str] = _filled.format if ":" in told and not _in_use.manner.is_plain else str.format
    try:
        return fill(told, **values)
    except (LookupError, ValueError, AttributeError):  # a place that the translation misspells
        return text.format(**values)
