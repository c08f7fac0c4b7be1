"""What supervisors write down of places, and what other systems deliver: done on the desk, told in one sentence."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from console.document import RosterDocument
from console.document.words import count, weekday
from console.now import utc_now
from console.operations import exchange
from scheduler.api import DeskError, FeedLine, FeedPreview, Repair, WorkbookErrors, WorkbookFault
from scheduler.domain.clock import Clock
from scheduler.domain.dispositions import Subject
from scheduler.domain.observations import FeedKind, Incidents, StaticReview, UnitEntries
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode


def minute_of(document: RosterDocument, local: datetime) -> Minute:
    """Return the elapsed minute of a naive local wall time of the facility."""
    return _clock(document).minute(local.date(), local.hour * 60 + local.minute)


def local_now(document: RosterDocument) -> datetime:
    """Return the facility's wall time now, naive, to the minute."""
    now = utc_now()
    return _clock(document).local(Minute(int(now.timestamp()) // 60)).replace(tzinfo=None)


def write_round(
    document: RosterDocument,
    area: AreaCode,
    post: PostCode | None,
    at: datetime,
    badge: Badge,
    is_unannounced: bool,
) -> bool:
    """Write a round down; return whether that was done."""
    desk = document.desk
    if desk is None:
        return False
    minute = minute_of(document, at)
    return _done(document, lambda: desk.observations.add_round(area, minute, badge, post, is_unannounced))


def suggested(document: RosterDocument, number: int, start: datetime, end: datetime) -> tuple[str, ...]:
    """Return times for rounds in words, made now and kept nowhere; nothing (and a sentence) where there are none."""
    desk = document.desk
    if desk is None:
        return ()
    clock = _clock(document)
    try:
        found = desk.observations.suggest_times(number, minute_of(document, start), minute_of(document, end))
    except DeskError as error:
        document.failed.emit(str(error))
        return ()
    return tuple(f"{weekday(clock.date_of(minute))} {clock.local(minute):%H:%M}" for minute in found)


def write_count(document: RosterDocument, line: UnitEntries | Incidents) -> bool:
    """Put the count of an area and date in; return whether that was done."""
    desk = document.desk
    return desk is not None and _done(document, lambda: desk.observations.set_counts((line,)))


def write_review(document: RosterDocument, review: StaticReview) -> bool:
    """Write down that a factor of a post was looked at; return whether that was done."""
    desk = document.desk
    if desk is None or not _done(document, lambda: desk.observations.review((review,))):
        return False
    exchange.reload(document)
    return True


def decide(document: RosterDocument, subject: Subject, action: str, due: date) -> bool:
    """Write down what is to be done about a breach or high band, and by when; return whether that was done."""
    desk = document.desk
    return desk is not None and _done(document, lambda: desk.dispositions.decide(subject, action, due))


def preview_feed(document: RosterDocument, folder: Path) -> FeedPreview | tuple[WorkbookFault, ...]:
    """Return what a feed folder would do, or everything that is wrong with it."""
    desk = document.desk
    if desk is None:
        return (WorkbookFault(expected="an open database is expected"),)
    try:
        return desk.feed.preview(folder)
    except WorkbookErrors as error:
        return error.faults
    except (DeskError, OSError) as error:
        return (WorkbookFault(expected=str(error)),)


def take_feed(document: RosterDocument, preview: FeedPreview) -> bool:
    """Take over what was looked at; return whether that was done."""
    desk = document.desk
    if desk is None or not _done(document, lambda: desk.feed.take(preview)):
        return False
    exchange.reload(document)
    return True


def line_words(line: FeedLine) -> tuple[str, ...]:
    """Return file, rows, new, changed and closed ones of a line."""
    counted = (line.rows, line.new, line.changed, line.closed)
    return (f"{line.kind}.csv", *(f"{number:,}" if number else "" for number in counted))


def repair_words(document: RosterDocument, repair: Repair) -> str:
    """Return what an overlap does to what was known."""
    clock = _clock(document)

    def span(start: Minute, end: Minute | None) -> str:
        first = f"{weekday(clock.date_of(start))} {clock.local(start):%H:%M}"
        return f"{first} on" if end is None else f"{first} to {weekday(clock.date_of(end))} {clock.local(end):%H:%M}"

    what = "on watch at" if repair.kind == FeedKind.WATCHES else "in"
    left = " and ".join(span(*part) for part in repair.left) or "nothing"
    return f"{repair.inmate} {what} {repair.place}, {span(repair.start, repair.end)}: {left} is left of it"


def summary(preview: FeedPreview) -> str:
    """Return what a feed does in one sentence."""
    new, changed = sum(line.new for line in preview.lines), sum(line.changed for line in preview.lines)
    if not (new or changed or any(line.closed for line in preview.lines)):
        return f"{preview.source} holds nothing that is not known already."
    overlaps = f" {count(len(preview.repairs), 'overlap')} would be mended as shown." if preview.repairs else ""
    return f"{preview.source}: {new:,} new, {changed:,} changed.{overlaps} Nothing is written before you say so."


def _clock(document: RosterDocument) -> Clock:
    assert document.desk is not None, "asked for with a database open"
    return Clock(document.desk.site().facility.zone)


def _done(document: RosterDocument, work: Callable[[], object]) -> bool:
    try:
        work()
    except DeskError as error:
        document.failed.emit(str(error))
        return False
    return True
