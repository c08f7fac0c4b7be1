"""A roster of the database as files for others to read."""

from datetime import datetime
from pathlib import Path

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, RosterState
from scheduler.exchange import UnwritableError, export_csv, export_json
from scheduler.storage import DeskError

FORMATS = ("csv", "json")


def write_files(
    roster: Roster, problem: Problem, names: dict[Badge, str], folder: Path, formats: tuple[str, ...], at: datetime
) -> tuple[Path, ...]:
    """Write a roster in each of the formats and return the files, which replace older ones of the same roster.

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
                export_csv(roster, problem, names, path)
            else:
                export_json(roster, problem, names, path, at)
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
