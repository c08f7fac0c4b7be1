"""Everything that a desk can do, found from what guards it, with arguments made up for each call."""

import base64
import collections.abc
import contextlib
import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk
from scheduler.api.guard import MARK
from scheduler.backup import Passphrase
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Period, Roster, RosterEdit
from scheduler.domain.site import Site
from scheduler.identity.permissions import Action

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_DEEPEST = 4


@dataclass(frozen=True)
class Method:
    """A method of a desk: where it hangs ("" on the desk itself), its name, and the actions of which one is needed."""

    of: str
    name: str
    actions: tuple[Action, ...]
    function: Callable[..., Any]

    @property
    def title(self) -> str:
        return f"Desk.{self.of}.{self.name}" if self.of else f"Desk.{self.name}"

    def on(self, desk: Desk) -> Callable[..., Any]:
        return getattr(getattr(desk, self.of) if self.of else desk, self.name)


def methods() -> tuple[Method, ...]:
    """Return every guarded method of the desk and of all desks that hang on it."""
    found = []
    for of, kind in (("", Desk), *_beneath()):
        for name, function in inspect.getmembers(kind, inspect.isfunction):
            if hasattr(function, MARK) and name != "close":
                found.append(Method(of, name, getattr(function, MARK), function))
    return tuple(found)


def _beneath() -> Iterator[tuple[str, type]]:
    for name, value in inspect.getmembers(Desk):
        if isinstance(value, property) and value.fget is not None:
            kind = typing.get_type_hints(value.fget).get("return")
            if inspect.isclass(kind) and kind.__name__.endswith("Desk"):
                yield name, kind


def arguments(function: Callable[..., Any], folder: Path) -> dict[str, Any]:
    """Return made-up arguments for what a function needs; what has a default keeps it."""
    hints = typing.get_type_hints(function)
    given = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        is_plain = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        if is_plain and parameter.default is parameter.empty:
            given[name] = made_up(hints.get(name, str), name, folder, 0)
    return given


_BY_TYPE: Mapping[Any, Any] = {
    int: 1,
    float: 1.0,
    bool: False,
    bytes: b"x",
    date: FIRST,
    datetime: AT,
    Period: PERIOD,
    Roster: Roster(facility="J", period=PERIOD),
    RosterEdit: edit("probe", tour("B3", FIRST)),
    Site: planned_site(),
    Problem: planned_site().problem(PERIOD),
    type(None): None,
}
_BY_NAME = {"badge": "B1", "by": "B1", "url": "sqlite:///none.db", "actor": "somebody", "account": "somebody"}
_LONG = "correct horse battery staple"


def made_up(hint: Any, name: str, folder: Path, depth: int) -> Any:
    """Return some value of a type."""
    while isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return made_up(inside[0], name, folder, depth)
    if origin is typing.Annotated:
        return made_up(inside[0], name, folder, depth)
    if origin is typing.Literal:
        return inside[0]
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]
    if hint is str:
        return _BY_NAME.get(name, _LONG if "pass" in name or name in ("secret", "old", "new") else "x")
    if hint is Path:
        return folder / "probe.out"
    if origin is collections.abc.Callable:
        return lambda *_: True
    if inspect.isclass(origin) and issubclass(origin, collections.abc.Mapping):
        return {}
    if origin is not None:
        return ()
    return _of_class(hint, folder, depth)


def _of_class(hint: Any, folder: Path, depth: int) -> Any:
    if inspect.isclass(hint) and issubclass(hint, enum.Enum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint) and depth < _DEEPEST:
        hints = typing.get_type_hints(hint)
        needed = [
            f
            for f in dataclasses.fields(hint)
            if f.init and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        ]
        with contextlib.suppress(ValueError, TypeError, InvalidProblemError):  # one that takes no made-up values
            return hint(**{f.name: made_up(hints[f.name], f.name, folder, depth + 1) for f in needed})
    return Passphrase(_LONG) if getattr(hint, "__name__", "") == "Lock" else None


def spelt(secret: str) -> tuple[bytes, ...]:
    """Return the ways in which a text could stand in bytes: plain, wide, as hexadecimals, within base64."""
    plain = secret.encode()
    inside = [base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    wide = secret.encode("utf-16-le")
    return plain, wide, plain.hex().encode(), plain.hex().upper().encode(), *inside


def said(value: Any) -> bytes:
    """Return all that a value says, each part of it once."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, collections.abc.Iterator):
        value = list(value)
    if isinstance(value, Mapping):
        return b" ".join(said(part) for pair in value.items() for part in pair)
    if isinstance(value, list | tuple | set | frozenset):
        return b" ".join(said(part) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = [said(getattr(value, f.name)) for f in dataclasses.fields(value)]
        return b" ".join([type(value).__name__.encode(), *parts, repr(value).encode("utf-8", "replace")])
    return f"{value!r} {value}".encode("utf-8", "backslashreplace")
