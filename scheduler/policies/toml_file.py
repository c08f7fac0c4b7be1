"""Strict reading of a policy file: each field of a table of the type and range that is expected there.

Every error is one sentence: file, entry, field, what was expected.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000
MOST_WEIGHT = 1_000_000_000
FIRST_DATE, LAST_DATE = date(1970, 1, 1), date(2199, 12, 31)
"""The dates that problems may hold."""


class PresetError(ValueError):
    """A policy file is not what it should be; the message is one sentence with the place in it."""


@dataclass(frozen=True)
class Form:
    """What a field takes: `expected` in words, and `read`, which returns its value or None where it is another."""

    expected: str
    read: Callable[[Any], Any]
    is_needed: bool = False


def needed(form: Form) -> Form:
    """Return the form of a field that has to be there."""
    return Form(form.expected, form.read, is_needed=True)


def whole(least: int, most: int) -> Form:
    """Return the form of a whole number from `least` to `most`, inclusive."""
    return Form(
        f"a whole number from {least} to {most}", lambda v: v if type(v) is int and least <= v <= most else None
    )


def choice(words: type[StrEnum]) -> Form:
    """Return the form of one word of a closed set."""
    return Form(f"one of {', '.join(words)}", lambda v: words(v) if isinstance(v, str) and v in tuple(words) else None)


def _code(value: Any) -> str | None:
    is_code = isinstance(value, str) and value and value == value.strip() and "/" not in value
    return value if is_code and len(value) <= 100 else None


def _day(value: Any) -> date | None:
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    return value if is_date and FIRST_DATE <= value <= LAST_DATE else None


def _settings(value: Any) -> dict[str, int | bool | str] | None:
    is_table = isinstance(value, dict) and all(isinstance(v, int | bool | str) for v in value.values())
    return value if is_table else None


def _each(value: Any, kind: type | tuple[type, ...]) -> list[Any] | None:
    return value if isinstance(value, list) and all(isinstance(v, kind) for v in value) else None


TEXT = Form("text", lambda v: v if isinstance(v, str) else None)
CODE = Form("a code without '/' and outer blanks", _code)
YES_NO = Form("true or false", lambda v: v if isinstance(v, bool) else None)
DAY = Form("a date such as 2026-12-06, without quotes, between 1970 and 2199", _day)
SETTINGS = Form("a table such as { limit_days = 12 }", _settings)
TEXTS = Form("a list of texts", lambda v: _each(v, str))
TABLES = Form("a list of tables, each under a line in double brackets,", lambda v: _each(v, dict))


def read_toml(path: Path) -> dict[str, Any]:
    """Return the table of a TOML file.

    Raises:
        PresetError: it cannot be opened, is too big, or is no TOML.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PresetError(f"{path}: a file of at most {MOST_BYTES // 1_000_000} MB is expected")
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise PresetError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise PresetError(f"{path}: text in UTF-8 is expected") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PresetError(f"{path}: TOML is expected: {' '.join(str(error).split())}") from error


def read_table(where: str, given: Mapping[str, Any], forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return the fields that a table gives, by name.

    Args:
        where: What to call the table in an error: file, and entry where it is one.
        given: The table as TOML has it.
        forms: What its fields take.

    Raises:
        PresetError: a field is unknown, missing, or not of its form.
    """
    for name in given:
        if name not in forms:
            raise PresetError(f"{where}: one of {', '.join(forms)} is expected, not {name!r}")
    found = {}
    for name, form in forms.items():
        if name in given:
            found[name] = form.read(given[name])
            if found[name] is None:
                raise PresetError(f"{where}: {name}: {form.expected} is expected, not {_shown(given[name])}")
        elif form.is_needed:
            raise PresetError(f"{where}: {name}: {form.expected} is expected, and it is missing")
    return found


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, date | bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
