"""A roster of the database as files for others to read."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.api.calendar import Published
from scheduler.api.errand import Errand
from scheduler.domain.draws import Muster, Seal
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, RosterState
from scheduler.exchange import UnwritableError
from scheduler.exchange.calendars import calendar_of
from scheduler.exchange.files import replace_file
from scheduler.exchange.roster_book import book_bytes
from scheduler.exchange.roster_files import csv_bytes, json_bytes, roster_content
from scheduler.exchange.roster_paper import roster_paper
from scheduler.exchange.writers import DELIMITERS, PLAIN, WRITERS, CsvForm
from scheduler.storage import DeskError, StoredSeal
from scheduler.wire import encode

__all__ = ["DELIMITERS", "FORMATS", "CsvForm", "ExportChoice", "Source", "Written", "subjects_of", "write_files"]
FORMATS = ("csv", "json", "xlsx", "html", "ics")
_ANY_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealExport:
    """What a roster commits to, for officers to keep: the hash, and what it is the hash of."""

    commitment: str
    seal: Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """What may be chosen of an export.

    Attributes:
        csv: Of CSV: what parts the cells, and whether it begins with a byte order mark.
        badges: Whose calendars are written; all officers' where it is empty.
        tells_posts: Whether calendars name posts; otherwise each entry says "Duty".
        as_archive: Calendars are one ZIP file, not a folder.
    """

    csv: CsvForm = PLAIN
    badges: tuple[Badge, ...] = ()
    tells_posts: bool = False
    as_archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is given away.

    Attributes:
        roster: The roster.
        problem: Its facility.
        at: When, with UTC offset.
        names: Officers' names to give away.
        sealed: Musters whose posts are still to be drawn: they stand in no file.
        seal: What the roster commits to, written beside it.
        number: Of the roster in its database; 0 where its workbook is not to be read back.
        published: Returns what officers were told of the dates of the roster; None: nobody has a calendar here.
    """

    roster: Roster
    problem: Problem
    at: datetime
    names: Mapping[Badge, str] = field(default_factory=dict)
    sealed: frozenset[Muster] = frozenset()
    seal: StoredSeal | None = None
    number: int = 0
    published: Callable[[], Published] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file, or a folder of calendars, that was written: how many rows it has, and its hash (64 hex digits).

    The hash of a folder is that of lines of hash, two blanks and name of its files, as `sha256sum *.ics` prints them.
    """

    path: Path
    rows: int
    sha256: str


def write_files(
    source: Source,
    folder: Path,
    formats: tuple[str, ...],
    choice: ExportChoice | None = None,
    errand: Errand | None = None,
) -> tuple[Written, ...]:
    """Write a roster in each of the formats; the files replace older ones of the same roster.

    Args:
        source: What is given away.
        folder: Where to; made if it is not there.
        formats: Of `FORMATS`.
        choice: What was chosen.
        errand: Of who waits for it.

    Raises:
        CancelledError: whoever waits has given up; nothing is written.
        DeskError: a format is not known, or a file cannot be written.
    """
    how, errand = choice or ExportChoice(), errand or Errand()
    for form in formats:
        if form not in FORMATS:
            raise DeskError(f"{form!r} is not a format of exports; known are {', '.join(FORMATS)}")
    roster = source.roster
    stem = f"roster_{roster.period.first}_{roster.period.last}_{_standing(roster)}"
    try:
        made = [_made(source, form, how, folder / stem, errand) for form in dict.fromkeys(formats)]
        errand.commit()
        folder.mkdir(parents=True, exist_ok=True)
        written = tuple(files.write() for files in made)
        if source.seal is not None:
            promise = SealExport(commitment=source.seal.commitment, seal=source.seal.seal)
            replace_file(folder / f"{stem}_seal.json", encode(promise) + b"\n")
    except UnwritableError as error:
        raise DeskError(str(error)) from error
    except OSError as error:
        raise DeskError(f"{folder}: {error.strerror or error}") from error
    return written


def subjects_of(formats: tuple[str, ...], written: tuple[Written, ...]) -> tuple[str, ...]:
    """Return what the audit log notes of files: their formats, then rows and hash of each."""
    noted = (words for one in written for words in (f"rows:{one.rows}", f"sha256:{one.sha256}"))
    return (*(f"format:{form}" for form in dict.fromkeys(formats)), *noted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Files:
    """What is to be written: one file, or a folder of several."""

    path: Path
    rows: int
    data: bytes = b""
    parts: Mapping[str, bytes] = field(default_factory=dict)

    def write(self) -> Written:
        """Write it.

        Raises:
            OSError: it cannot be written.
        """
        if not self.parts:
            replace_file(self.path, self.data)
            return Written(path=self.path, rows=self.rows, sha256=hashlib.sha256(self.data).hexdigest())
        self.path.mkdir(exist_ok=True)
        lines = []
        for name, data in sorted(self.parts.items()):
            replace_file(self.path / name, data)
            lines.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        return Written(path=self.path, rows=self.rows, sha256=hashlib.sha256("".join(lines).encode()).hexdigest())


def _made(source: Source, form: str, how: ExportChoice, stem: Path, errand: Errand) -> _Files:
    """Return a roster in one format; nothing is written yet."""
    errand.step(f"Making {form.upper()} ...")
    roster, problem, names, sealed = source.roster, source.problem, source.names, source.sealed
    if form == "ics":
        return _calendars(source, how, stem, errand)
    if form == "xlsx":
        data = book_bytes(roster, problem, source.at, source.number, names, sealed)
    elif form == "html":
        data = WRITERS["html"](
            roster_paper(roster, problem, source.at.astimezone(ZoneInfo(problem.facility.zone)), names, sealed)
        )
    else:
        content = roster_content(roster, problem, names, sealed)
        data = csv_bytes(content, how.csv) if form == "csv" else json_bytes(content, source.at)
    return _Files(path=stem.with_name(f"{stem.name}.{form}"), rows=len(roster.tours), data=data)


def _calendars(source: Source, how: ExportChoice, stem: Path, errand: Errand) -> _Files:
    """Return the calendar files of officers, as they were published; raises DeskError where nothing was."""
    if source.published is None:
        raise DeskError("Calendars are of officers, and nobody is named here")
    if not source.roster.version:
        raise DeskError("Calendars are of what is published, and this roster never was")
    found, problem = source.published(), source.problem
    badges = how.badges or found.badges
    for badge in badges:
        if badge not in found.badges:
            raise DeskError(f"Officer {badge} has no tour in any published version of this roster")
    titles = {post.code: post.name for post in problem.posts} if how.tells_posts else {}
    parts: dict[str, bytes] = {}
    taken: set[str] = set()
    rows = 0
    for number, badge in enumerate(badges, 1):
        errand.step(f"Calendar {number:,} of {len(badges):,} ...")
        entries = found.entries(badge, problem.facility.id, titles)
        rows += len(entries)
        parts[_name_of(badge, taken)] = calendar_of(entries, problem.facility.zone, source.at).encode()
    period, version = source.roster.period, source.roster.version
    path = stem.with_name(f"roster_{period.first}_{period.last}_v{version}_calendars")
    if how.as_archive:
        return _Files(path=path.with_name(f"{path.name}.zip"), rows=rows, data=_archive(parts))
    return _Files(path=path, rows=rows, parts=parts)


def _name_of(badge: Badge, taken: set[str]) -> str:
    """Return the name of an officer's calendar file, and take it: letters and figures, whatever a badge may hold."""
    plain = re.sub(r"[^A-Za-z0-9-]", "_", badge)[:60]
    found, number = f"officer_{plain}.ics", 2
    # Names that differ only in upper and lower case are one file on some computers.
    while found.casefold() in taken:
        found, number = f"officer_{plain}_{number}.ics", number + 1
    taken.add(found.casefold())
    return found


def _archive(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, _ANY_TIME), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _standing(roster: Roster) -> str:
    """Return what tells this roster's file from those of its other versions."""
    if roster.state in (RosterState.PUBLISHED, RosterState.ARCHIVED):
        return f"v{roster.version}"
    return f"v{roster.version}_{roster.state}" if roster.version else str(roster.state)
