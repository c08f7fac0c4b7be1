"""Exports: what is offered, looked at, carried out away from the window, kept as profiles, and found again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from console.document.words import count
from scheduler.api import Action, Desk, DeskError, PresetError
from scheduler.api.export_centre import (
    PAYROLL,
    About,
    Errand,
    ExportKind,
    ExportOrder,
    ExportPreview,
    ExportProfile,
    carry_out,
    offered,
    preview,
)
from scheduler.api.exports import PastExport
from scheduler.api.papers import PageSize
from scheduler.domain.papers import Block, Paper, Table

SEEN_ROWS, SEEN_BLOCKS = 40, 4
"""Of a paper so much is set to be looked at: what fills a first page."""
MOST_PAST = 500
"""Exports that the history shows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What would be exported, and its first page as a PNG file where it has pages."""

    preview: ExportPreview
    page: bytes | None = None


def kinds(document: RosterDocument) -> Mapping[str, ExportKind]:
    """Return the kinds of export that whoever works here may give away, by name."""
    return offered(document.desk) if document.desk is not None else {}


def looking(desk: Desk, order: ExportOrder, about: About, dots: int) -> Callable[[], Shown]:
    """Return work that looks at what would be exported; `dots` to the inch of a page.

    The work touches no window, and raises DeskError where it cannot be.
    """

    def work() -> Shown:
        seen = preview(desk, order, about)
        if seen.paper is None:
            return Shown(seen)
        return Shown(seen, desk.papers.pages(beginning(seen.paper), PageSize(order.size), dots)[0])

    return work


def beginning(paper: Paper) -> Paper:
    """Return a paper with as much in it as its first page holds."""

    def cut(block: Block) -> Block:
        return replace(block, rows=block.rows[:SEEN_ROWS]) if isinstance(block, Table) else block

    return replace(paper, blocks=tuple(map(cut, paper.blocks[:SEEN_BLOCKS])))


def carrying_out(
    desk: Desk, order: ExportOrder, about: About, folder: Path, errand: Errand, seen: ExportPreview | None
) -> Callable[[], str]:
    """Return work that writes an export and returns what was done in a sentence."""

    def work() -> str:
        written = carry_out(desk, order, about, folder, errand, seen)
        return f"Exported {', '.join(path.name for path in written)} to {folder}."

    return work


def why(error: Exception) -> str:
    """Return what an export came to grief on, in a sentence; raises again what is no such thing."""
    if not isinstance(error, DeskError | PresetError | OSError):
        raise error
    return f"{str(error).rstrip('.')}."


def rosters_without_people(document: RosterDocument) -> tuple[tuple[int, str], ...]:
    """Return number and words of each roster that was published, newest first."""
    if document.desk is None:
        return ()
    found = document.desk.oversight.rosters()
    return tuple((one.id, f"{one.period.first} to {one.period.last}, version {one.version}") for one in found)


# ------------------------------------------------------------ profiles


def profiles(document: RosterDocument) -> tuple[ExportProfile, ...]:
    """Return the profiles that whoever works here may use; none, and a sentence, where they cannot be read."""
    try:
        return document.desk.exports.profiles() if document.desk is not None else ()
    except DeskError as error:
        document.failed.emit(why(error))
        return ()


def keep(document: RosterDocument, profile: ExportProfile) -> str:
    """Keep a profile; return why it cannot be, "" where it was kept."""
    return _done(document, lambda desk: desk.exports.save(profile))


def remove(document: RosterDocument, name: str) -> str:
    """Forget a profile; return why it cannot be, "" where it is gone."""
    return _done(document, lambda desk: desk.exports.remove(name))


def _done(document: RosterDocument, act: Callable[[Desk], None]) -> str:
    if document.desk is None:
        return "No database is open."
    try:
        act(document.desk)
    except DeskError as error:
        return why(error)
    return ""


def is_payroll(order: ExportOrder) -> bool:
    """Whether payroll is told."""
    return order.what == PAYROLL


# ------------------------------------------------------------ what left


def history(document: RosterDocument) -> tuple[tuple[PastExport, ...], str]:
    """Return the newest exports, newest first, and in a sentence how many there are, or why they cannot be read."""
    desk = document.desk
    if desk is None:
        return (), "No database is open."
    try:
        past, total = attend(lambda: desk.exports.history(MOST_PAST))
    except DeskError as error:
        return (), why(error)
    whose = "" if document.may(Action.READ_AUDIT) else " of your own"
    shown = f"; the newest {len(past):,} are shown" if len(past) < total else ""
    return past, f"{count(total, 'export')}{whose}{shown}."


def which(document: RosterDocument, path: Path) -> tuple[tuple[PastExport, ...], str]:
    """Return the exports that wrote a file, and in a sentence which; a folder of calendars is a file too."""
    desk = document.desk
    if desk is None:
        return (), "No database is open."
    try:
        found = attend(lambda: desk.exports.which(path))
    except DeskError as error:
        return (), why(error)
    if not found:
        return (), f"{path.name}: no export that you may read of wrote this file, or it was changed since."
    one = found[0]
    moment = one.at.astimezone(document.zone)
    return found, f"{path.name} is as {one.actor} exported it on {moment:%Y-%m-%d} at {moment:%H:%M}, unchanged."
