"""A roster of the database as files for others to read."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.domain.draws import Muster, Seal
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, RosterState
from scheduler.exchange import UnwritableError, export_csv, export_json
from scheduler.exchange.files import replace_file
from scheduler.storage import DeskError, StoredSeal
from scheduler.wire import encode

FORMATS = ("csv", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealExport:
    """What a roster commits to, for officers to keep: the hash, and what it is the hash of."""

    commitment: str
    seal: Seal


def write_files(
    roster: Roster,
    problem: Problem,
    names: dict[Badge, str],
    folder: Path,
    formats: tuple[str, ...],
    at: datetime,
    sealed: frozenset[Muster] = frozenset(),
    seal: StoredSeal | None = None,
) -> tuple[Path, ...]:
    """Write a roster in each of the formats and return the files, which replace older ones of the same roster.

    Args:
        roster: The roster.
        problem: Its facility.
        names: Officers' names to give away.
        folder: Where to.
        formats: Of `FORMATS`.
        at: When, with UTC offset.
        sealed: Musters whose posts are still to be drawn: they stand in no file.
        seal: What the roster commits to, written beside it.

    Raises:
        DeskError: a format is not known, or a file cannot be written.
    """
    for form in formats:
        if form not in FORMATS:
            raise DeskError(f"{form!r} is not a format of exports; known are {', '.join(FORMATS)}")
    stem = f"roster_{roster.period.first}_{roster.period.last}_{_standing(roster)}"
    paths = tuple(folder / f"{stem}.{form}" for form in dict.fromkeys(formats))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            if path.suffix == ".csv":
                export_csv(roster, problem, names, path, sealed=sealed)
            else:
                export_json(roster, problem, names, path, at, sealed=sealed)
        if seal is not None:
            promise = SealExport(commitment=seal.commitment, seal=seal.seal)
            replace_file(folder / f"{stem}_seal.json", encode(promise) + b"\n")
    except UnwritableError as error:
        raise DeskError(str(error)) from error
    except OSError as error:
        raise DeskError(f"{folder}: {error.strerror or error}") from error
    return paths


def _standing(roster: Roster) -> str:
    """Return what tells this roster's file from those of its other versions."""
    if roster.state in (RosterState.PUBLISHED, RosterState.ARCHIVED):
        return f"v{roster.version}"
    return f"v{roster.version}_{roster.state}" if roster.version else str(roster.state)
