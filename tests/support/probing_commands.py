"""Every sub-command that opens a database, with made-up arguments, carried out as somebody who signs in."""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from support.sites import FIRST

from scheduler.cli.main import _parser, main

_BY_NAME = {
    "db": "{db}",
    "area": "H1",
    "post": "P1",
    "officer": "B1",
    "badge": "B1",
    "shift": "D",
    "factor": "camera",
    "workbook": "{place}/none.xlsx",
    "folder": "{place}",
    "out": "{place}/out",
    "to": "{place}/out",
    "file": "{place}/out.file",
    "chosen": "twelve_hour",
    "year": "2026",
    "with_": "twelve_hour",
    "time": "1",
    "workers": "1",
    "name": "officer.one",
    "id": "rest",
    "inmate": "I1",
    "kind": "request",
}
_CANDIDATES = (str(FIRST), f"{FIRST}T09:00", "1", "1.0", "x")
_ADDED = ("time", "workers")
"""Options without which a command would work for long."""


@dataclass(frozen=True)
class Command:
    """A command line; `{db}` and `{place}` stand for the database and for a folder of its own."""

    title: str
    words: tuple[str, ...]


def commands() -> tuple[Command, ...]:
    """Return each command that takes a database, with what it needs."""
    return tuple(_leaves(_parser(), ()))


def _leaves(parser: argparse.ArgumentParser, path: tuple[str, ...]) -> Iterator[Command]:
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in inner:
        for name, one in action.choices.items():
            yield from _leaves(one, (*path, name))
    has_database = any(action.dest == "db" for action in parser._actions)
    if has_database and not (inner and inner[0].required):
        words = [word for action in parser._actions for word in _given(action)]
        yield Command(" ".join(path), (*path, *words))


def _given(action: argparse.Action) -> tuple[str, ...]:
    is_named = bool(action.option_strings)
    is_needed = action.required or action.dest == "db" or (is_named and action.dest in _ADDED)
    if not is_needed or isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
        return ()
    value = str(next(iter(action.choices))) if action.choices else _accepted(action)
    return (action.option_strings[-1], value) if is_named else (value,)


def _accepted(action: argparse.Action) -> str:
    known = _BY_NAME.get(action.dest)
    if action.type is None:
        return known or "x"
    for text in ((known,) if known else ()) + _CANDIDATES:
        with contextlib.suppress(argparse.ArgumentTypeError, ValueError, TypeError):
            if callable(action.type):
                action.type(text)
            return text
    return "x"


def carried_out(command: Command, database: Path, place: Path, name: str, password: str) -> tuple[int, bytes]:
    """Carry a command out as an account ("" for nobody); return its exit status and all that it printed."""
    words = [word.format(db=database, place=place) for word in command.words]
    out = io.StringIO()
    given = {"FAIRWATCH_USER": name, "FAIRWATCH_PASSWORD_FD": ""}
    if name:
        reading, writing = os.pipe()
        os.write(writing, f"{password}\n".encode())
        os.close(writing)
        given["FAIRWATCH_PASSWORD_FD"] = str(reading)
    with (
        mock.patch.dict(os.environ, given),
        mock.patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        try:
            status = main(words)
        finally:
            if name:
                with contextlib.suppress(OSError):  # most commands have read it to its end
                    os.close(reading)
    return status, out.getvalue().encode("utf-8", "backslashreplace")
