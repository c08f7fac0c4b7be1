"""The audit log as lists: who did what, when, to what; whether all of it is as it was written; written to a file."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.document import RosterDocument
from console.document.words import count, day
from console.now import utc_now
from console.operations.reports import Report
from scheduler.api import Action, AuditRow, Desk, DeskError
from scheduler.api.audit import ACTIONS, KINDS, Verdict
from scheduler.domain.roster import Period
from scheduler.domain.words import Badge

EVERYTHING = "Everything"
LISTS = (("", EVERYTHING), *((kind, kind) for kind in KINDS))
"""Key and name of each list."""
MOST_ROWS = 2000
DAYS_BACK = 28
COLUMNS = ("When", "Who", "What", "About", "Number")
HIDDEN = ("edit", "facility", "file", "list")
"""Ids that say nothing to a reader; the file of the log holds them."""
SHORT = ("commitment", "receipt", "sha256", "tours")
WHOLE_HASH, SHOWN_HASH = 64, 12


def records_of(document: RosterDocument, kind: str, roster: int | None, period: Period) -> Report:
    """Return the records of a kind ("" for all) in a period, newest first; about one roster or about all."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found, total = desk.audit_log.records(kind, period.first, period.last, roster, MOST_ROWS)
    zone = _zone(desk)
    names = desk.names() if document.may(Action.READ_ROSTER) else {}
    if not found:
        words = "No record in these dates."
    elif len(found) < total:
        words = f"The newest {len(found):,} of {total:,} records in these dates; choose fewer dates to see the others."
    else:
        words = f"{count(total, 'record')} in these dates, the newest first."
    return Report(
        title=kind or EVERYTHING,
        sentence=words,
        columns=COLUMNS,
        rows=tuple((stamp(row.at, zone), row.actor, what(row), about(row, names, zone), str(row.id)) for row in found),
        figures=frozenset({4}),
        keys={0: [row.id for row in found]},
    )


def what(row: AuditRow) -> str:
    """Return what was done in words."""
    return ACTIONS[row.action][1] if row.action in ACTIONS else row.action


def about(row: AuditRow, names: dict[Badge, str], zone: ZoneInfo) -> str:
    """Return what something was done to: "roster 3, version 2"."""
    said = []
    for subject in row.subjects:
        kind, _, of = subject.partition(":")
        if kind in HIDDEN or not of:
            continue
        if kind == "officer":
            said.append(names.get(Badge(of), of))
        elif kind in ("label", "format"):
            said.append(of)
        elif kind == "records" and of.isdigit():
            said.append(count(int(of), "record"))
        elif kind == "minute" and of.isdigit():
            said.append(stamp(datetime.fromtimestamp(int(of) * 60, UTC), zone))
        else:
            said.append(f"{kind.replace('_', ' ')} {of[:SHOWN_HASH] if kind in SHORT else of}")
    return ", ".join(said)


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the facility's clock showed it: "6 Dec 2026, 14:05:09"."""
    local = at.astimezone(zone)
    return f"{day(local.date())} {local.year}, {local:%H:%M:%S}"


def time_of_day(desk: Desk) -> str:
    """Return the time now as the facility's clock shows it: "14:05"."""
    return f"{utc_now().astimezone(_zone(desk)):%H:%M}"


def _zone(desk: Desk) -> ZoneInfo:
    """Return the facility's time zone; that of the world's clock as long as there is no facility."""
    return ZoneInfo("UTC" if desk.is_empty() else desk.facility().zone)


def usual_dates(document: RosterDocument) -> Period:
    """Return the dates of which records are shown at first: the last four weeks."""
    return Period(first=document.today() - timedelta(days=DAYS_BACK - 1), days=DAYS_BACK)


def rosters(desk: Desk) -> tuple[tuple[int, str], ...]:
    """Return id and words of each roster, newest first; none to those who may not read rosters."""
    if not desk.session.may(Action.READ_ROSTER):
        return ()
    return tuple((head.id, f"Roster {head.id}, from {day(head.period.first)}") for head in desk.rosters())


def verdict_words(verdict: Verdict) -> str:
    """Return whether the log is as it was written, in one or two sentences."""
    if verdict.all_faults:
        first = verdict.all_faults[0].sentence
        more = f", and {count(len(verdict.all_faults) - 1, 'more fault')}" if len(verdict.all_faults) > 1 else ""
        return (
            f"The log is NOT as it was written: {first}{more}. Keep this database as it is, and tell whoever answers "
            "for its records."
        )
    if not verdict.records:
        return "Nothing is recorded yet."
    if not verdict.unproved:
        return f"The log is whole: {count(verdict.records, 'record')}, none changed, inserted or missing."
    since, others = min(verdict.first[key] for key in verdict.unproved), verdict.unproved.total()
    which = "One of them, number" if others == 1 else f"{others:,} of them, from number"
    return (
        f"The chain is whole: {count(verdict.records, 'record')} follow each other. {which} {since}"
        f"{' on, are' if others > 1 else ', is'} sealed with another account's key and can be proved with it only."
    )


def export(document: RosterDocument, path: Path, say: Callable[[str], object]) -> bool:
    """Write the log to a file and say so; return whether that was done."""
    if document.desk is None:
        return False
    try:
        number = document.desk.audit_log.export(path)
    except DeskError as error:
        document.failed.emit(str(error))
        return False
    say(f"{path.name}: {count(number, 'record')}. Anybody can prove the file: fairwatch verify {path.name}")
    return True
