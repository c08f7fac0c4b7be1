"""What the types of a form do not say: no unknown fields, numbers and dates within reach, tours that last.

A field that nobody knows is refused rather than passed over: a misspelt `restrictions` must not open a door. Numbers
are bounded so that sums of them fit into 64 bits, and dates so that a few years more or less stay dates.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from scheduler.domain.findings import Finding, TierValue
from scheduler.domain.policy import PayPeriod
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Minute

FIRST_DATE, LAST_DATE = date(1970, 1, 1), date(2199, 12, 31)
FIRST_DATE_OF_ANY = date(1900, 1, 1)
"""Seniority and the like may lie before elapsed minutes begin."""
LAST_MINUTE = (LAST_DATE - FIRST_DATE + timedelta(days=2)) // timedelta(minutes=1)
MOST = 1_000_000_000
MOST_OF_SUMS = 10**18
"""Sums of prices over a roster may be larger than any number that goes into them."""

_SUMS = (TierValue, Finding)
_DATES: set[tuple[type, str]] = {(Period, "first"), (Tour, "on")}
_RANGES: dict[tuple[type, str], tuple[int, int]] = {(Period, "days"): (1, 400), (PayPeriod, "days"): (7, 28)}

Check = Callable[[Any], None]
"""Looks at a value as JSON gives it; its type is known to be right."""


class OutOfReachError(ValueError):
    """A value cannot be; `path` is its place from the inside out."""

    def __init__(self, message: str) -> None:
        self.path: list[str] = []
        super().__init__(message)

    def __str__(self) -> str:
        """Return the message with the place, written as the decoder writes it."""
        return f"{self.args[0]} - at `$" + "".join(reversed(self.path)) + "`"


@cache
def check_of(kind: Any) -> Check | None:
    """Return the check for a class of the domain or any annotation in it, None where there is nothing to check."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Minute:
        return _range(0, LAST_MINUTE)
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    if kind is int:
        return _range(-MOST, MOST)
    if kind is date:
        return _date_from(FIRST_DATE_OF_ANY)
    if is_dataclass(kind) and isinstance(kind, type):
        return _form(kind)
    if origin in (Union, UnionType):
        return _either([check for part in parts if part is not NoneType and (check := check_of(part))])
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return _each(check_of(parts[0]))
    if origin is dict:
        return _each_value(check_of(parts[1]))
    return None


def _range(least: int, most: int) -> Check:
    def check(value: Any) -> None:
        if type(value) is int and not least <= value <= most:
            shown = str(value) if abs(value) < 10**20 else "one with more than 20 digits"
            raise OutOfReachError(f"Expected a number from {least} to {most}, got {shown}")

    return check


def _date_from(first: date) -> Check:
    def check(value: Any) -> None:
        if isinstance(value, str) and not str(first) <= value <= str(LAST_DATE):
            raise OutOfReachError(f"Expected a date from {first} to {LAST_DATE}, got {value}")

    return check


def _either(checks: list[Check]) -> Check | None:
    """Return the one check there is; no form has a union of two classes."""
    return checks[0] if checks else None


def _each(check: Check | None) -> Check | None:
    if check is None:
        return None

    def check_all(values: Any) -> None:
        for at, value in enumerate(values or ()):
            try:
                check(value)
            except OutOfReachError as error:
                error.path.append(f"[{at}]")
                raise

    return check_all


def _each_value(check: Check | None) -> Check | None:
    if check is None:
        return None

    def check_all(values: Any) -> None:
        for name, value in values.items():
            try:
                check(value)
            except OutOfReachError as error:
                error.path.append(f"[{name!r}]")
                raise

    return check_all


def _check_of_field(kind: type, field: Field[Any], hint: Any) -> Check | None:
    place = (kind, field.name)
    if place in _DATES:
        return _date_from(FIRST_DATE)
    if place in _RANGES:
        return _range(*_RANGES[place])
    if field.name == "schema" and field.default is not MISSING:
        return _word(field.default)
    if kind in _SUMS and hint in (int, int | None):
        return _range(-MOST_OF_SUMS, MOST_OF_SUMS)
    return check_of(hint)


def _form(kind: type) -> Check:
    hints = get_type_hints(kind)
    known = frozenset(field.name for field in fields(kind))
    checks: list[tuple[str, Check]] = []
    for field in fields(kind):
        check = _check_of_field(kind, field, hints[field.name])
        if check is not None:
            checks.append((field.name, check))

    def check_form(value: Any) -> None:
        if value is None:
            return
        if not value.keys() <= known:
            unknown = sorted(value.keys() - known)[0]
            raise OutOfReachError(f"Expected no field {unknown[:80]!r} in a {kind.__name__}")
        for name, check in checks:
            if name in value:
                try:
                    check(value[name])
                except OutOfReachError as error:
                    error.path.append(f".{name}")
                    raise
        if kind is Tour and value["end"] <= value["start"]:
            raise OutOfReachError("Expected an end after the start of a tour")

    return check_form


def _word(expected: str) -> Check:
    def check(value: Any) -> None:
        if value != expected:
            raise OutOfReachError(f"Expected {expected!r}, got {str(value)[:80]!r}")

    return check
