"""A roster as a file to give away: CSV for people with spreadsheets, JSON for machines. Reads nothing back.

Both hold who is on which seat and when, by badge and, where the caller gives names, by name. Neither holds anything of
inmates, restrictions, waivers or reasons.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.draws import Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode, SeatId
from scheduler.exchange.csv_text import guarded
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.files import replace_file
from scheduler.exchange.plain_json import content_hash, readable
from scheduler.exchange.writers.csv import PLAIN, CsvForm
from scheduler.wire.exported import ExportedRoster, ExportedTour, RosterExport

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "roster_version",
    "state",
    "date",
    "shift",
    "post",
    "post_name",
    "area",
    "seat",
    "badge",
    "name",
    "start",
    "end",
    "minutes",
    "kind",
)
"""Columns of the CSV, in order; names of columns are part of the form and do not change."""
_TEXTS = ("shift", "post", "post_name", "area", "seat", "badge", "name")
NO_NAMES: Mapping[Badge, str] = {}
NONE_SEALED: frozenset[Muster] = frozenset()
TO_BE_DRAWN = "drawn at muster"
"""What stands for the name of a post that is still to be drawn; its code, area and seat are empty then."""


def roster_content(
    roster: Roster,
    problem: Problem,
    names: Mapping[Badge, str] = NO_NAMES,
    sealed: frozenset[Muster] = NONE_SEALED,
) -> ExportedRoster:
    """Return what an export holds.

    Args:
        roster: The roster to give away.
        problem: The facility that it is of; only its name, clock, posts and areas are used.
        names: Officers' names to give away with their badges; officers who are not in it go by badge alone.
        sealed: Musters whose posts are still to be drawn, and are not given away.
    """
    clock = problem.clock
    posts = {post.code: post for post in problem.posts}
    tours = []
    for tour in roster.tours:
        is_sealed = Muster(on=tour.on, shift=tour.shift) in sealed
        post = None if is_sealed else posts.get(tour.post)
        tours.append(
            ExportedTour(
                seat=SeatId("") if is_sealed else tour.seat,
                date=tour.on,
                shift=tour.shift,
                post=PostCode("") if is_sealed else tour.post,
                post_name=TO_BE_DRAWN if is_sealed else post.name if post else "",
                area=post.area if post else "",
                index=0 if is_sealed else tour.index,
                badge=tour.badge,
                name=names.get(tour.badge, ""),
                start=clock.local(tour.start),
                end=clock.local(tour.end),
                minutes=tour.minutes,
                kind=tour.kind,
            )
        )
    return ExportedRoster(
        facility=problem.facility.id,
        facility_name=problem.facility.name,
        zone=problem.facility.zone,
        first=roster.period.first,
        last=roster.period.last,
        state=roster.state,
        roster_version=roster.version,
        tours=tuple(tours),
    )


def roster_rows(content: ExportedRoster) -> list[list[str | int]]:
    """Return a roster as rows of `COLUMNS`, one a tour in order of start, badge and seat; texts are not guarded."""
    return [
        [
            content.roster_version,
            content.state.value,
            tour.date.isoformat(),
            tour.shift,
            tour.post,
            tour.post_name,
            tour.area,
            tour.seat,
            tour.badge,
            tour.name,
            tour.start.isoformat(),
            tour.end.isoformat(),
            tour.minutes,
            tour.kind.value,
        ]
        for tour in content.tours
    ]


def roster_frame(content: ExportedRoster) -> "pd.DataFrame":
    """Return a roster as a table, one row a tour in order of start, badge and seat.

    Columns are `COLUMNS`: `roster_version` and `minutes` int64, all others text; `date` is YYYY-MM-DD, `start` and
    `end` are local wall times with offset (ISO 8601). Texts are as they are, without any guard against formulas.
    """
    import pandas as pd

    frame = pd.DataFrame(roster_rows(content), columns=list(COLUMNS))
    return frame.astype({"roster_version": "int64", "minutes": "int64"})


def csv_bytes(content: ExportedRoster, form: CsvForm = PLAIN) -> bytes:
    """Return a roster as CSV, one row a tour, columns as `COLUMNS`.

    Text that a spreadsheet would run as a formula has an apostrophe before it.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    is_text = [column in _TEXTS for column in COLUMNS]
    rows = [
        [guarded(str(cell)) if text else cell for cell, text in zip(row, is_text, strict=True)]
        for row in roster_rows(content)
    ]
    return form.encoded([list(COLUMNS), *rows])


def json_bytes(content: ExportedRoster, generated_at: datetime) -> bytes:
    """Return a roster as JSON (`resources/schema/roster_export.json`), with the hash of its content.

    Raises:
        ValueError: the moment has no offset.
        UnwritableError: a text holds half of a character.
    """
    if generated_at.tzinfo is None:
        raise ValueError("the moment of an export needs its offset")
    return readable(RosterExport(generated_at=generated_at, sha256=content_hash(content), content=content))


def export_csv(
    roster: Roster,
    problem: Problem,
    names: Mapping[Badge, str],
    path: Path | str,
    with_mark: bool = False,
    sealed: frozenset[Muster] = NONE_SEALED,
) -> None:
    """Write a roster as CSV: RFC 4180 with CRLF, UTF-8, one row a tour, columns as `COLUMNS`.

    Text that a spreadsheet would run as a formula has an apostrophe before it.

    Args:
        roster: See `roster_content`.
        problem: See `roster_content`.
        names: See `roster_content`.
        path: The file, replaced if it exists.
        with_mark: Begin with a byte order mark, by which some spreadsheets know UTF-8.
        sealed: See `roster_content`.

    Raises:
        UnwritableError: the file cannot be written.
    """
    content = roster_content(roster, problem, names, sealed)
    _write(Path(path), lambda: csv_bytes(content, CsvForm(with_mark=with_mark)))


def export_json(
    roster: Roster,
    problem: Problem,
    names: Mapping[Badge, str],
    path: Path | str,
    generated_at: datetime,
    sealed: frozenset[Muster] = NONE_SEALED,
) -> None:
    """Write a roster as JSON (`resources/schema/roster_export.json`), with the hash of its content.

    Args:
        roster: See `roster_content`.
        problem: See `roster_content`.
        names: See `roster_content`.
        path: The file, replaced if it exists.
        generated_at: The moment of the export, with its offset.
        sealed: See `roster_content`.

    Raises:
        ValueError: the moment has no offset.
        UnwritableError: the file cannot be written.
    """
    content = roster_content(roster, problem, names, sealed)
    _write(Path(path), lambda: json_bytes(content, generated_at))


def _write(path: Path, made: Callable[[], bytes]) -> None:
    try:
        replace_file(path, made())
    except OSError as error:
        raise UnwritableError(f"{path}: {error.strerror or error}") from error
    except UnwritableError as error:
        raise UnwritableError(f"{path}: {error}") from error
