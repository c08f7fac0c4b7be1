"""Anchors that this account has seen: a second place, beside the key, that knows how far each log had come.

A database that was restored from a backup goes on beside the one that the backup was made of, and both logs bear one
name. From the record of its restoring on, its anchors are therefore kept under the beginning of that record's hash.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.audit.keys import folder
from scheduler.audit.verifier import Anchor, anchor_of

RESTORED = "restore"
"""The action of the record by which a restored database goes on."""
_FILE = "audit-anchors.txt"
_NAME_LETTERS = 32


def words_of(anchor: Anchor) -> str:
    """Return an anchor as it is printed and typed: LOG:NUMBER:HASH."""
    return f"{anchor.log}:{anchor.number}:{anchor.hash}"


def remember(anchor: Anchor, at: datetime) -> None:
    """Write an anchor down, if this account has not yet seen the log as far as that.

    Raises:
        OSError: the file cannot be written.
    """
    if any(known.number >= anchor.number for known in remembered(anchor.log)):
        return
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / _FILE).open("a", encoding="ascii") as file:
        file.write(f"{words_of(anchor)} {at.isoformat(timespec='seconds')}\n")


def remembered(log: str) -> tuple[Anchor, ...]:
    """Return what was written down of a log, oldest first; nothing where the file cannot be read."""
    try:
        lines = (folder() / _FILE).read_text("ascii", errors="replace").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        try:
            found.append(anchor_of(line.partition(" ")[0]))
        except ValueError:
            continue  # half a line, when the power failed
    return tuple(anchor for anchor in found if anchor.log == log)


def branch_of(log: str, restored: str | None) -> str:
    """Return what the anchors of a log are kept under, given the hash of its last record of a restoring."""
    return log if restored is None else restored[:_NAME_LETTERS]


def remembered_of(lines: Sequence[bytes]) -> tuple[Anchor, ...]:
    """Return what was written down of the log in the lines of an audit file, as anchors of that log.

    Of what came before a restoring only what the backup already held: later records are not in this log.
    """
    log = _field(lines[0], "log") if lines else ""
    begun = [line for line in lines if line.startswith(b'{"action":"%s",' % RESTORED.encode())]
    names = [log, *(branch_of(log, _field(line, "hash")) for line in begun)]
    ends = [*(_number(line) for line in begun), None]
    return tuple(
        replace(anchor, log=log)
        for name, end in zip(names, ends, strict=True)
        for anchor in remembered(name)
        if end is None or anchor.number < end
    )


def _field(line: bytes, name: str) -> str:
    """Return what a line says; one that says nothing is found to be changed all the same."""
    try:
        return str(json.loads(line)[name])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _number(line: bytes) -> int:
    text = _field(line, "number")
    return int(text) if text.isascii() and text.isdigit() else 0
