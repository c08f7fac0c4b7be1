"""What lists of other systems are imported as, and by which headings their columns are known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from scheduler.domain.observations import FeedKind
from scheduler.domain.words import TourKind
from scheduler.exchange.feed import FEED_SHEETS
from scheduler.exchange.kinds import Choice, Code, Day, Instant, Whole
from scheduler.exchange.layout import Column, Sheet, may, need
from scheduler.exchange.sheets import BY_NAME
from scheduler.exchange.sheets.plans import BADGE


class ImportKind(StrEnum):
    """What a list is about."""

    STAFF = "staff"
    LEAVE = "leave"
    QUALIFICATIONS = "qualifications"
    MOVES = "moves"
    ROSTERS = "rosters"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of list: what it is called, what it does, and what its columns are."""

    title: str
    meaning: str
    sheet: Sheet


def _absent(columns: Iterable[Column], needed: tuple[str, ...]) -> tuple[Column, ...]:
    """Return columns of which the file may lack all but some."""
    return tuple(
        column if column.field in needed else replace(column, may_be_absent=True, is_required=False, default=None)
        for column in columns
    )


def _sheet(kind: ImportKind, columns: tuple[Column, ...]) -> Sheet:
    return Sheet(name=kind.value, meaning="", columns=columns, rows=lambda _: ())


_LAST = may("Last day", "last", Day(), "Last date away", "2026-12-12", "the moment back says it", may_be_absent=True)
_BACK = may("Back", "end", Instant(), "First moment back", "2026-12-13 06:00", "after the last day", may_be_absent=True)

WANTED: dict[ImportKind, Wanted] = {
    ImportKind.STAFF: Wanted(
        "Staff list",
        "Officers who are new are added; of those who are there, cells that are not empty take the place of what was.",
        _sheet(ImportKind.STAFF, _absent(BY_NAME["Officers"].columns, ("badge",))),
    ),
    ImportKind.LEAVE: Wanted(
        "Leave",
        "Leave that is new is added; what is there stays.",
        _sheet(
            ImportKind.LEAVE,
            (BADGE, need("First day", "start", Instant(), "From when away", "2026-12-06"), _LAST, _BACK),
        ),
    ),
    ImportKind.QUALIFICATIONS: Wanted(
        "Qualifications",
        "What an officer holds is added, or gets the dates of the file.",
        _sheet(
            ImportKind.QUALIFICATIONS,
            _absent(BY_NAME["Officer qualifications"].columns, ("badge", "qualification")),
        ),
    ),
    ImportKind.MOVES: Wanted(
        "Housing moves",
        "Stays are laid over those that are known, as a feed does.",
        replace(FEED_SHEETS[FeedKind.MOVES], name=ImportKind.MOVES.value),
    ),
    ImportKind.ROSTERS: Wanted(
        "Past rosters",
        "Tours before today count as worked; of an officer, date and shift the file takes the place of what was.",
        _sheet(
            ImportKind.ROSTERS,
            (
                need("Badge", "badge", Code(), "The officer, also a former one", "1042", refers="Everybody"),
                need("Date", "on", Day(), "Local date on which the shift starts", "2026-11-28"),
                need("Shift", "shift", Code(), "The shift", "D", refers="Shifts"),
                need("Post", "post", Code(), "The post", "HA-F", refers="Posts"),
                may("Seat", "index", Whole(0, 999), "From 0", "0", "in order", may_be_absent=True),
                may("Start", "start", Instant(), "From when", "2026-11-28 08:00", "as the shift", may_be_absent=True),
                may("End", "end", Instant(), "Until when", "2026-11-28 18:00", "as the shift", may_be_absent=True),
                may(
                    *("Kind", "kind", Choice(TourKind), "Why", "regular", "regular"),
                    TourKind.REGULAR,
                    may_be_absent=True,
                ),
            ),
        ),
    ),
}
"""By kind."""

_OFFICER = (
    "badge",
    "badge number",
    "badge no",
    "employee",
    "employee id",
    "employee number",
    "emp id",
    "id",
    "officer",
)
_FROM = ("start", "from", "first", "first day", "start date", "from date", "begin", "begin date", "date from")
_TO = ("last", "last day", "to", "through", "end", "end date", "to date", "date to", "last date")
KNOWN: dict[ImportKind, dict[str, tuple[str, ...]]] = {
    ImportKind.STAFF: {
        "badge": _OFFICER,
        "name": ("name", "full name", "employee name", "officer name", "last name", "surname"),
        "staff_class": ("class", "staff class", "classification", "type"),
        "seniority": ("seniority", "seniority date", "hire date", "hired", "date of hire", "start date"),
        "tie_breaker": ("tie-breaker", "tie breaker", "seniority number", "rank order"),
        "squad": ("squad", "team", "platoon", "crew"),
        "is_probationary": ("probationary", "probation", "on probation"),
        "exemptions": ("exemptions", "exempt"),
    },
    ImportKind.LEAVE: {
        "badge": _OFFICER,
        "start": _FROM,
        "last": _TO,
        "end": ("back", "return", "returns", "return date", "until"),
    },
    ImportKind.QUALIFICATIONS: {
        "badge": _OFFICER,
        "qualification": ("qualification", "certification", "certificate", "course", "skill", "code", "cert"),
        "earned": ("earned", "issued", "issue date", "completed", "date earned", "valid from", "from"),
        "expires": ("expires", "expiration", "expiry", "expiration date", "expiry date", "valid until", "valid to"),
    },
    ImportKind.MOVES: {
        "inmate": ("inmate", "reference", "surrogate", "inmate reference", "ref"),
        "area": ("area", "unit", "housing unit", "housing", "to", "to unit", "location", "to location"),
        "start": ("start", "from", "moved", "move date", "date", "date and time", "moved at", "time in", "in"),
        "end": ("end", "until", "time out", "out", "left"),
    },
    ImportKind.ROSTERS: {
        "badge": _OFFICER,
        "on": ("date", "work date", "duty date", "day"),
        "shift": ("shift", "watch", "shift code"),
        "post": ("post", "assignment", "position", "post code", "station"),
        "index": ("seat", "index"),
        "start": ("start", "start time", "from", "time in", "in"),
        "end": ("end", "end time", "to", "time out", "out"),
        "kind": ("kind", "tour kind", "pay kind"),
    },
}
"""Headings by which a field is known, the likeliest first; case, blanks, dots and lines between words do not matter."""


def guess(kind: ImportKind, headings: Iterable[str]) -> dict[str, str]:
    """Return which heading likely holds each field, by field; each heading holds one at most."""
    left = {_plain(heading): heading for heading in reversed(tuple(headings))}
    found: dict[str, str] = {}
    fields = KNOWN[kind]
    for field, names in fields.items():
        for name in (_plain(n) for n in names):
            if name in left and field not in found:
                found[field] = left.pop(name)
    for field, names in fields.items():
        if field not in found and left:
            near = next((m for n in names for m in get_close_matches(_plain(n), left, n=1, cutoff=0.85)), None)
            if near is not None:
                found[field] = left.pop(near)
    return {field: found[field] for field in fields if field in found}


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
