"""Looking back for a case, and pairs near a limit: asked for with a case number, told in words, kept nowhere."""

from datetime import date, datetime, tzinfo

from console.document import RosterDocument
from console.document.words import count, full
from console.now import local_now
from console.operations.reports import Report
from scheduler.api import DeskError
from scheduler.domain.lookback import VALID_DAYS, LookBack, LookBackQuarter, Office
from scheduler.domain.pairs import LEAST_PERCENT, PairPurpose
from scheduler.domain.roster import Period
from scheduler.domain.words import AreaCode, InmateRef

NO_PROOF = "It is rostered time in a shared place, no proof of any contact."
BACK_HEADS = ("Officer", "Badge", "Dates", "Weighted hours")
PAIR_HEADS = ("Inmate", "Officer", "Window", "Weighted hours", "Limit", "Of the limit")
Rows = tuple[tuple[str, ...], ...]


def look_backs(document: RosterDocument, period: Period) -> Report:
    """Return all requests to look back with their state, not what they show; and how many there were by quarter."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found, now = desk.look_backs.every(), local_now()
    counted = "; ".join(_quarter_words(line) for line in desk.look_backs.quarters()[:4])
    said = (
        f"Counted by quarter: {counted}."
        if found
        else "Nobody has asked to look back. It begins with a case, an inmate and a window, never with an officer."
    )
    return Report(
        title="Look-backs",
        sentence=said,
        columns=("No.", "Case", "Inmate", "From", "To", "Asked by", "On", "State"),
        rows=tuple(
            (
                str(r.id),
                r.case,
                r.inmate,
                _dated(r.first),
                _dated(r.last),
                r.asked_by,
                _dated(r.asked_at.astimezone(document.zone)),
                _state(r, now, document.zone),
            )
            for r in found
        ),
        figures=frozenset({0}),
        keys={
            3: [r.first.toordinal() for r in found],
            4: [r.last.toordinal() for r in found],
            6: [r.asked_at for r in found],
        },
    )


def ask(document: RosterDocument, case: str, inmate: str, first: date, last: date) -> bool:
    """Ask to look back; return whether that was done."""
    desk = document.desk
    if desk is None:
        return False
    try:
        desk.look_backs.ask(case, InmateRef(inmate), first, last)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return False
    return True


def approve(document: RosterDocument, number: int, office: Office) -> bool:
    """Approve what somebody else asked for; return whether that was done."""
    desk = document.desk
    if desk is None:
        return False
    try:
        desk.look_backs.approve(number, office)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return False
    return True


def read(document: RosterDocument, number: int) -> tuple[str, Rows] | None:
    """Return what an approved look-back shows, as a sentence and rows by badge; None (and a sentence) for no right."""
    desk = document.desk
    if desk is None:
        return None
    try:
        found = desk.look_backs.read(number)
        asked = next(request for request in desk.look_backs.every() if request.id == number)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return None
    names = desk.names()
    until = (
        f"{_dated(asked.expires_at.astimezone(document.zone))}, {asked.expires_at.astimezone(document.zone):%H:%M}"
        if asked.expires_at is not None
        else ""
    )
    said = (
        f"Case {asked.case}: {count(len(found), 'officer')} rostered where {asked.inmate} was from "
        f"{full(asked.first)} to {full(asked.last)}. {NO_PROOF} It can be read until {until}; this look is in the "
        "audit log."
    )
    return said, tuple(
        (names.get(line.badge, line.badge), line.badge, str(line.dates), _hours(line.minutes)) for line in found
    )


def pairs(document: RosterDocument, case: str, purpose: PairPurpose, area: AreaCode) -> tuple[str, Rows] | str:
    """Return the pairs near a limit with the inmates of an area, as a sentence and rows; a sentence for no right."""
    desk, problem, roster, facts = document.desk, document.problem, document.roster, document.facts
    if desk is None or problem is None or roster is None or facts is None:
        return "Open a roster first: pairs are counted to its last date."
    try:
        found = desk.pairs.open(case, purpose, area, problem, roster)
    except DeskError as error:
        return f"{error}."
    said = (
        f"{count(len(found), 'pair')} at {LEAST_PERCENT}% of a limit or more on {full(roster.period.last)}, if nobody "
        f"moves. {NO_PROOF} The rows stand by inmate; this look is in the audit log."
        if found
        else f"No pair here comes to {LEAST_PERCENT}% of a limit by {full(roster.period.last)}, if nobody moves."
    )
    return said, tuple(
        (
            line.inmate,
            facts.name(line.badge),
            f"{line.days} days",
            _hours(line.minutes),
            _hours(line.limit_minutes),
            f"{line.percent}%",
        )
        for line in found
    )


def _state(request: LookBack, now: datetime, zone: tzinfo) -> str:
    if request.approved_at is None or request.expires_at is None:
        return "waits for approval"
    by = f"{request.approved_by}, {request.office}" if request.office is not None else request.approved_by
    until = _dated(request.expires_at.astimezone(zone))
    return f"can be read until {until}; approved by {by}" if request.is_open_at(now) else f"expired on {until}"


def _quarter_words(line: LookBackQuarter) -> str:
    return f"{line.year} Q{line.quarter}: {line.asked} asked for, {line.approved} approved"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _dated(on: date) -> str:
    return f"{on.day} {on:%b %Y}"


APPROVAL = f"It can then be read for {VALID_DAYS} days. Whoever asked cannot approve."
