"""Anchors that this account has seen: a second place, beside the key, that knows how far each log had come."""

from datetime import datetime

from scheduler.audit.keys import folder
from scheduler.audit.verifier import Anchor, anchor_of

_FILE = "audit-anchors.txt"


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
