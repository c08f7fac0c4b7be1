"""The running day: read for a moment and put into words, away from the window."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from console.document import RosterDocument
from console.document.today import DayWords, PostWords
from console.document.words import count, full, weekday
from console.operations.repairing import now_in
from scheduler.api import Action, Board, DayReading, Desk, Due, DueKind, Line, Side
from scheduler.domain.attention import Reading
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, ContactMode, Minute, PostCode, Priority, ShiftCode, TourKind

_SHORT_KINDS = {
    TourKind.VOLUNTARY_OVERTIME: "overtime",
    TourKind.MANDATED_OVERTIME: "mandated",
    TourKind.HOLD_OVER: "held over",
    TourKind.EARLY_CALL_IN: "called in early",
}
_SHOWN_GAPS = 3
Say = Callable[[Badge], str]


def reading(document: RosterDocument, at: Minute | None) -> Callable[[], DayWords] | None:
    """Return what reads a moment (None: now), away from the window; None where no facility is open or it may not."""
    desk = document.desk
    if desk is None or not desk.session.may(Action.READ_ROSTER) or desk.is_empty():
        return None
    return lambda: _read(desk, at)


def _read(desk: Desk, at: Minute | None) -> DayWords:
    found, facility, names = desk.day.read(at), desk.facility(), desk.names()
    return day_words(found, facility.name, Clock(facility.zone), names)


def day_words(found: DayReading, facility: str, clock: Clock, names: Mapping[Badge, str]) -> DayWords:
    """Return a reading in words; an officer whose name is not known is called by his badge."""
    board = found.board
    local = clock.local(board.now)

    def say(badge: Badge) -> str:
        return names.get(badge, str(badge))

    current, coming = board.current, board.coming
    words = DayWords(
        at=board.now, facility=facility, when=f"{full(local.date())}, {local:%H:%M}", clock=f"{local:%H:%M}"
    )
    if not found.is_published:
        return replace(words, nothing=_nothing(found, clock), next_published=found.next_published)
    return replace(
        words,
        watch=_watch(current, clock),
        summary=_summary(current, clock),
        is_short=bool(current.missing),
        coming=_coming(coming, clock),
        is_coming_short=bool(coming.missing),
        posts=tuple(_posts(found, clock, say)),
        due=tuple(_due(board, clock, say)),
        rounds=_rounds(found, clock) if found.rounds else None,
        earlier=_earlier(board),
        later=coming.watches[0].start if coming.watches else None,
        next_published=found.next_published,
    )


def _earlier(board: Board) -> Minute | None:
    """Return a moment of the watch before: one minute before the earliest of the running ones began."""
    begun = [watch.start for watch in board.current.watches]
    return Minute(min(begun) - 1) if begun else None


def _nothing(found: DayReading, clock: Clock) -> str:
    today = full(clock.local(found.board.now).date())
    if found.next_published is None:
        return f"Nothing is published for {today} or later. Build a roster, have it approved, and publish it."
    return f"Nothing is published for {today}. What is published next begins on {_moment(found.next_published, clock)}."


def _moment(at: Minute, clock: Clock) -> str:
    local = clock.local(at)
    return f"{weekday(local.date())} at {local:%H:%M}"


def _time(at: Minute, clock: Clock) -> str:
    return f"{clock.local(at):%H:%M}"


def _watch(side: Side, clock: Clock) -> str:
    """Return the watch with the most posts, and until when it runs; others are named after it."""
    names = _named(side)
    if not names:
        return ""
    first = next(w for w in side.watches if w.name == names[0])
    more = f", with {' and '.join(names[1:])}" if names[1:] else ""
    return f"{names[0]} until {_time(first.end, clock)}{more}"


def _named(side: Side) -> list[str]:
    posts: dict[str, int] = defaultdict(int)
    for line in side.lines:
        posts[line.watch.name or line.watch.shift] += 1
    return sorted(posts, key=lambda name: -posts[name])


def _summary(side: Side, clock: Clock) -> str:
    if not side.watches:
        return "No watch runs at this moment."
    drawn = ""
    if side.to_be_drawn:
        drawn = f"{count(len(side.to_be_drawn), 'officer')} at muster: posts are still to be drawn. "
    if not side.missing:
        return drawn.strip() or f"All {count(side.minimum, 'officer')} that must be there are."
    where = [f"{line.post.code} {_span(line, clock)}" for line in side.lines if line.missing]
    rest = len(where) - _SHOWN_GAPS
    more = f" and {count(rest, 'post')} more" if rest > 0 else ""
    return f"{drawn}{count(side.missing, 'officer')} below the minimum: {', '.join(where[:_SHOWN_GAPS])}{more}."


def _span(line: Line, clock: Clock) -> str:
    """Return when the first gap of a post is: "from 14:00 to 18:00", "until 18:00" where it is now."""
    gap = line.gaps[0]
    until = _time(gap.end, clock)
    return f"from {_time(gap.start, clock)} to {until}" if gap.start > line.watch.start else f"until {until}"


def _coming(side: Side, clock: Clock) -> str:
    if not side.watches:
        return "Nothing is published for the next watch."
    begins = _moment(side.watches[0].start, clock)
    lead = f"{_named(side)[0] if side.lines else side.watches[0].name}, {begins}: "
    if side.to_be_drawn:
        return f"{lead}{count(len(side.to_be_drawn), 'officer')}, posts are drawn at muster."
    if not side.missing:
        return f"{lead}all {count(side.minimum, 'officer')} that must be there are."
    where = [str(line.post.code) for line in side.lines if line.missing]
    return f"{lead}{side.missing} of {count(side.minimum, 'officer')} missing: {', '.join(where)}."


def _posts(found: DayReading, clock: Clock, say: Say) -> Iterable[PostWords]:
    """Yield a line for each post of both watches, in the order of the running one."""
    now, then = _by_post(found.board.current), _by_post(found.board.coming)
    order = list(Priority)
    posts: dict[PostCode, Post] = {}
    for lines in (now, then):
        posts.update({code: held[0].post for code, held in lines.items() if code not in posts})
    meals = _meals(found.board.current, clock, say)
    both = (*found.board.current.lines, *found.board.coming.lines)
    held = (line.watch for line in both if line.tours and line.post.contact == ContactMode.WATCH)
    watched = {(watch.on, watch.shift) for watch in held}
    for code in sorted(posts, key=lambda code: order.index(posts[code].priority)):
        here, after = now.get(code, ()), then.get(code, ())
        seen = _reading(found.attention, here or after)
        first = (here or after)[0]
        yield PostWords(
            code=str(code),
            name=posts[code].name,
            priority=posts[code].priority.value,
            now=_who(here, say),
            staffing=_staffing(here),
            meal=meals.get(code, ""),
            then=_who(after, say),
            staffing_then=_staffing(after),
            band=_band(seen),
            points=seen.low if seen is not None and seen.band is not None else -1.0,
            missing=sum(line.missing for line in here),
            missing_then=sum(line.missing for line in after),
            seat=(str(code), str(first.watch.shift), first.watch.on),
            is_watched=(first.watch.on, first.watch.shift) in watched,
        )


def _by_post(side: Side) -> dict[PostCode, tuple[Line, ...]]:
    found: dict[PostCode, tuple[Line, ...]] = {}
    for line in side.lines:
        found[line.post.code] = (*found.get(line.post.code, ()), line)
    return found


def _who(lines: tuple[Line, ...], say: Say) -> str:
    """Return who holds a post: whoever holds all of the watch by name alone, others with what is different."""
    return "; ".join(_holder(line, tour, say) for line in lines for tour in line.tours)


def _holder(line: Line, tour: Tour, say: Say) -> str:
    kind = _SHORT_KINDS.get(tour.kind, "")
    return f"{say(tour.badge)} ({kind})" if kind else say(tour.badge)


def _staffing(lines: tuple[Line, ...]) -> str:
    minimum, missing = sum(line.minimum for line in lines), sum(line.missing for line in lines)
    return f"{minimum - missing} of {minimum}" if minimum else ""


def _meals(side: Side, clock: Clock, say: Say) -> dict[PostCode, str]:
    found: dict[PostCode, str] = {}
    for due in side.due:
        if due.kind is DueKind.MEAL:
            words = " ".join((_time(due.at, clock), *((say(due.reliever),) if due.reliever is not None else ())))
            found[due.post] = f"{found[due.post]}; {words}" if due.post in found else words
    for _, post in side.without_meal:
        found[post] = f"{found[post]}; nobody left" if post in found else "nobody left"
    return found


def _reading(readings: Mapping[tuple[date, ShiftCode, PostCode], Reading], lines: tuple[Line, ...]) -> Reading | None:
    return next(
        (readings[place] for line in lines if (place := (line.watch.on, line.watch.shift, line.post.code)) in readings),
        None,
    )


def _band(seen: Reading | None) -> str:
    if seen is None:
        return ""
    if seen.band is not None:
        return seen.band.value
    low, high = seen.band_range or (None, None)
    return f"{low.value} to {high.value}" if low is not None and high is not None else ""


def _due(board: Board, clock: Clock, say: Say) -> Iterable[str]:
    for due in board.current.due:
        yield _due_words(due, board.now, clock, say)
    for badge, post in board.current.without_meal:
        yield f"{post}: no relief for a meal is left for {say(badge)}."


def _due_words(due: Due, now: Minute, clock: Clock, say: Say) -> str:
    at = f"now, since {_time(due.at, clock)}" if due.at <= now else _time(due.at, clock)
    who = f"relieved by {say(due.reliever)}" if due.reliever is not None else "nobody is planned to relieve"
    if due.kind is DueKind.MEAL:
        return f"{at}  {due.post}: meal of {say(due.badge)}, {who}."
    return f"{at}  {due.post}: stint of {say(due.badge)} ends, {_time(due.by, clock)} at the latest; {who}."


def _rounds(found: DayReading, clock: Clock) -> tuple[str, ...]:
    made = sorted((x for x in found.rounds if x.last is not None), key=lambda x: x.last or 0)
    none = [x.name for x in found.rounds if x.last is None]
    return (
        *((f"No unannounced round on this watch yet: {', '.join(none)}.",) if none else ()),
        *(f"{x.name}: last one at {_time(x.last, clock)}." for x in made if x.last is not None),
    )


NEAR = 120
"""So many minutes before relief whoever comes next is asked about first."""


def tours_around(document: RosterDocument, post: str, shift: str, on: date) -> tuple[Tour, ...]:
    """Return the tours of a watch and of the next one on the open roster, those of one post first, by start.

    Args:
        document: The open roster.
        post: Code of the post.
        shift: Code of the shift on which it is looked at.
        on: Local date on which that starts.
    """
    facts, roster = document.facts, document.roster
    if facts is None or roster is None or shift not in facts.shifts:
        return ()
    start, end = facts.shifts[ShiftCode(shift)].span(facts.clock, on)
    found = (tour for tour in roster.tours if start <= tour.start <= end)
    return tuple(sorted(found, key=lambda tour: (tour.post != post, tour.start, tour.post, tour.index, tour.badge)))


def likely(document: RosterDocument, tours: tuple[Tour, ...]) -> Tour | None:
    """Return the tour that a supervisor asks about first: of the first post the one that runs, or the next near relief.

    Args:
        document: The open roster.
        tours: As `tours_around` gives them.
    """
    now = now_in(document)
    own = [tour for tour in tours if tour.post == tours[0].post]
    if now is None or not own:
        return next(iter(tours), None)
    return next((tour for tour in own if tour.end - NEAR > now), own[-1])
