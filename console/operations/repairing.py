"""Somebody does not come, or an inmate is housed elsewhere: what happened, and its repair as one undoable edit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtGui import QUndoStack

from console.document import RosterDocument
from console.document.words import count, day
from console.now import utc_now
from console.operations import setup
from console.operations.roster import make_edit, may_edit, push
from console.solving.questions import Questions
from scheduler.api import Action, RowChange, Rung
from scheduler.domain.answers import RepairPlan
from scheduler.domain.clock import Clock
from scheduler.domain.events import (
    CallOff,
    Event,
    EventError,
    InmateMove,
    LateLeave,
    PostClosed,
    SeatAdded,
    apply_event,
)
from scheduler.domain.facility import Post, Shift
from scheduler.domain.inmates import Watch
from scheduler.domain.people import Restriction
from scheduler.domain.roster import Lock, LockChange, Tour
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute, PostCode, Priority, ShiftCode, WatchKind
from scheduler.wire.asking import Answer, Question, Topic

PROOF_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Away:
    """Whose dates are to stay free after a repair, so that no build puts the officer back."""

    badge: Badge
    dates: tuple[date, ...]


def now_in(document: RosterDocument) -> Minute | None:
    """Return the elapsed minute that it is now, None outside of the roster's period.

    What began before it is worked and stands.
    """
    facts = document.facts
    if facts is None:
        return None
    period, now = facts.problem.period, int(utc_now().timestamp()) // 60
    end = facts.clock.midnight(period.last + timedelta(days=1))
    return Minute(now) if facts.clock.midnight(period.first) <= now < end else None


def called_off(tour: Tour, start: Minute, end: Minute, now: Minute | None) -> Event:
    """Return that a tour's officer is away in [start, end) of elapsed minutes."""
    return Event(call_off=CallOff(badge=tour.badge, start=start, end=end), now=now)


def late_leave(badge: Badge, first: date, last: date, now: Minute | None) -> Event:
    """Return that an officer is away on dates `first` to `last`, inclusive."""
    return Event(late_leave=LateLeave(badge=badge, first=first, last=last), now=now)


def restricted(
    badge: Badge, first: date, last: date | None, area: AreaCode | None, post: PostCode | None, now: Minute | None
) -> Event:
    """Return that an officer is not to be posted to an area, a post, or (neither given) near inmates.

    Args:
        badge: The officer.
        first: First date of it.
        last: Last date, None for until further notice.
        area: The area.
        post: The post, where no area is given.
        now: Minute of the event, None before the period.

    Raises:
        EventError: the last date lies before the first.
    """
    if last is not None and last < first:
        raise EventError("A last day not before the first is expected")
    return Event(restriction=Restriction(badge=badge, first=first, last=last, area=area, post=post), now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A post asks for more officers on a shift of local dates `first` to `last`, inclusive.

    It is a watch where it has a kind; `inmate` is whom they watch, "" or None where nobody is named.
    """

    post: PostCode
    shift: ShiftCode
    first: date
    last: date
    seats: int
    kind: WatchKind | None = None
    inmate: InmateRef | None = None


def seats_added(opening: Opening, clock: Clock, shifts: Mapping[ShiftCode, Shift], now: Minute | None) -> Event:
    """Return that a post asks for more officers.

    Raises:
        EventError: the last date lies before the first.
    """
    watch = None
    if opening.kind is not None and opening.inmate:
        start, _ = shifts[opening.shift].span(clock, opening.first)
        _, end = shifts[opening.shift].span(clock, max(opening.first, opening.last))
        watch = Watch(inmate=opening.inmate, post=opening.post, kind=opening.kind, start=start, end=end)
    what = SeatAdded(
        post=opening.post,
        shift=opening.shift,
        first=opening.first,
        last=opening.last,
        seats=opening.seats,
        watch=watch,
    )
    return Event(seat_added=what, now=now)


def may_close(posts: Iterable[Post]) -> list[Post]:
    """Return the posts that may be closed or combined, in the order in which it is done: pull posts, then mandatory.

    Critical ones are never left. Posts of one priority keep the order of the facility, which is its own order of
    closing.
    """
    order = [Priority.PULL, Priority.MANDATORY]
    return sorted((p for p in posts if p.priority in order), key=lambda post: order.index(post.priority))


def plan_order(document: RosterDocument, shift: ShiftCode, on: date) -> tuple[Rung, ...]:
    """Return the posts that may be left on a shift of a local date in the plan's order, as if that added nothing."""
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return ()
    held: dict[PostCode, list[Badge]] = {}
    for tour in roster.tours:
        if (tour.shift, tour.on) == (shift, on):
            held.setdefault(tour.post, []).append(tour.badge)
    return tuple(
        Rung(
            post=post.code,
            priority=post.priority,
            holders=tuple(sorted(held.get(post.code, ()))),
            least=0,
            most=0,
            grows=(),
            serves_women=post.serves_women,
        )
        for post in may_close(facts.problem.posts)
        if post.code in held or any(line.shift == shift and line.wanted for line in post.coverage_on(on))
    )


def ladder(document: RosterDocument, shift: ShiftCode, on: date) -> Callable[[], tuple[Rung, ...]] | None:
    """Return what works out what leaving each post adds to others, for any thread; None for who may not read that."""
    facts, roster, desk = document.facts, document.roster, document.desk
    if facts is None or roster is None or desk is None or not desk.session.may(Action.READ_OVERLAY):
        return None
    problem = facts.problem
    return lambda: desk.attention.ladder(problem, roster, shift, on)


WOMEN = "Programmes for women need this post. Women do not lose them because nobody may search (28 CFR 115.15(b))."
"""What is said before such a post closes."""


def rung_words(document: RosterDocument, rung: Rung, place: int, is_known: bool) -> str:
    """Return in sentences what leaving a post means.

    Args:
        document: The open roster.
        rung: The post.
        place: Where it stands in the order, 1 for the first to go.
        is_known: Whether it is worked out what that adds to others.
    """
    facts = document.facts
    assert facts is not None
    freed = " and ".join(facts.surname(badge) for badge in rung.holders)
    order = "The first to go" if place == 1 else f"Number {place} to go"
    words = [f"{order} by the plan: a {rung.priority.value} post.", f"Frees {freed}." if freed else "Frees nobody."]
    if is_known:
        points = f"{rung.most}" if rung.least == rung.most else f"{rung.least} to {rung.most}"
        many, where = "point" if points == "1" else "points", f" at {', '.join(rung.grows)}" if rung.grows else ""
        words.append(f"Adds {points} {many} of attention{where}." if rung.most else "Adds no attention to other posts.")
    return " ".join([*words, WOMEN] if rung.serves_women else words)


def post_closed(post: PostCode, shift: ShiftCode, on: date, now: Minute | None) -> Event:
    """Return that nobody is needed on a post on a shift of a local date."""
    return Event(post_closed=PostClosed(post=post, shift=shift, first=on, last=on), now=now)


def keep(document: RosterDocument, event: Event, stack: QUndoStack) -> bool:
    """Write down among the facility's data what stays of an event: a restriction, more seats, a watch, a closed post.

    A restriction is written as availability and nothing else, unless it is there.

    Args:
        document: The open roster.
        event: What happened; a call-off, leave or a move needs no writing.
        stack: Where the change of the facility's data can be undone.

    Returns:
        Whether the roster can go on from there.
    """
    if event.restriction is not None:
        return _keep_restriction(document, event.restriction, stack)
    desk, rows = document.desk, _coverage_after(document, event)
    if not rows or desk is None:
        return True
    changes = coverage_changes(desk.setup.rows("Coverage"), rows)
    if not changes:
        return True
    faults, words = setup.save(document, stack, "Coverage", changes)
    watch = event.seat_added.watch if event.seat_added is not None else None
    if faults or not words.startswith(setup.SAVED):
        document.failed.emit(f"{faults[0]}" if faults else words)
        return False
    refused = setup.open_watch(document, stack, watch) if watch is not None else ""
    if refused:
        document.failed.emit(refused)
    return not refused


def coverage_changes(known: Sequence[tuple[str, ...]], rows: Iterable[tuple[str, ...]]) -> list[RowChange]:
    """Return what makes rows of coverage hold, each of which is about a post and shift on one date.

    A row that says something of the same date already, because the post was closed or reinforced before, is changed
    where it stands; one that says the same is left alone.

    Args:
        known: The rows of the sheet as it is.
        rows: Those that are to hold: post, shift, minimum, wanted, weekdays, first and last date, and what follows.
    """
    changes = []
    for cells in rows:
        like = [n for n, row in enumerate(known) if _about(row) == _about(cells)]
        if not like:
            changes.append(RowChange(row=None, cells=cells))
            continue
        if known[like[-1]][2:4] != cells[2:4]:
            changes.append(RowChange(row=like[-1], cells=cells))
        changes += [RowChange(row=n, cells=None) for n in like[:-1]]
    return changes


def _about(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a row of coverage is about: post, shift, first and last date."""
    return row[0], row[1], row[5], row[6]


def _coverage_after(document: RosterDocument, event: Event) -> list[tuple[str, ...]]:
    """Return the rows of coverage, dated, by which an event holds: one for each date and shift that changes."""
    facts, what = document.facts, event.happening
    if facts is None or not isinstance(what, (SeatAdded, PostClosed)):
        return []
    after = {post.code: post for post in apply_event(facts.problem, event).posts}[what.post]
    days = [what.first + timedelta(days=n) for n in range((what.last - what.first).days + 1)]
    return [
        (str(what.post), str(line.shift), str(line.minimum), str(line.wanted), "", f"{on}", f"{on}", "", "")
        for on in days
        for line in after.coverage_on(on)
        if what.shift in (None, line.shift)
    ]


def _keep_restriction(document: RosterDocument, what: Restriction, stack: QUndoStack) -> bool:
    if document.facts is not None and what in document.facts.problem.restrictions:
        return True
    last = what.last.isoformat() if what.last is not None else ""
    cells = (str(what.badge), what.first.isoformat(), last, what.area or "", what.post or "")
    faults, words = setup.save(document, stack, "Restrictions", [RowChange(row=None, cells=cells)])
    if document.facts is not None and what in document.facts.problem.restrictions:
        return True
    document.failed.emit(f"{faults[0]}" if faults else words)
    return False


def inmate_moved(inmate: InmateRef, area: AreaCode, at: Minute, now: Minute | None) -> Event:
    """Return that an inmate is housed elsewhere from minute `at` on."""
    return Event(inmate_move=InmateMove(inmate=inmate, area=area, at=at), now=now)


def away_of(document: RosterDocument, event: Event) -> Away | None:
    """Return whose dates stay free after an event, None where it is about no officer."""
    facts, what = document.facts, event.happening
    if isinstance(what, LateLeave) and facts is not None:
        return Away(what.badge, tuple(on for on in facts.problem.period.dates if what.first <= on <= what.last))
    if isinstance(what, CallOff) and facts is not None:
        roster = document.roster
        tours = roster.tours if roster is not None else ()
        held = {t.on for t in tours if t.badge == what.badge and t.start < what.end and what.start < t.end}
        return Away(what.badge, tuple(sorted(held)))
    return None


def accept(document: RosterDocument, questions: Questions, event: Event, plan: RepairPlan, words: str = "") -> bool:
    """Take a repair over as one undoable edit, and have proven what can be; return whether it was done.

    The dates of whoever is away are locked with it: a later build leaves them alone.

    Args:
        document: The roster to mend.
        questions: Answers what can be proven.
        event: What happened.
        plan: The repair.
        words: What the edit is called, "" for the event's own name.
    """
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return False
    touched = [(t.badge, t.on) for c in plan.changes for t in (c.before, c.after) if t is not None]
    if not may_edit(document, touched):
        return False
    away, held = away_of(document, event), set(roster.locks)
    locks = [Lock(badge=away.badge, on=on) for on in away.dates] if away is not None else []
    changes = [LockChange(lock=lock, is_set=True) for lock in locks if lock not in held]
    label = f"{words}: {count(plan.count, 'tour')}" if words else _label(document, event, away, plan)
    if not push(document, make_edit(document, label, plan.changes, changes)):
        return False
    prove(document, questions)
    return True


def limit_words(document: RosterDocument, tour: Tour) -> str:
    """Return what an edit is called that takes a tour off an officer who would be over a limit."""
    name = document.facts.surname(tour.badge) if document.facts is not None else tour.badge
    return f"Within limits, {name}, {day(tour.on)}"


def _label(document: RosterDocument, event: Event, away: Away | None, plan: RepairPlan) -> str:
    what = event.happening
    if away is not None and document.facts is not None:
        word = "Call-off" if isinstance(what, CallOff) else "Leave"
        when = f", {day(away.dates[0])}" if away.dates else ""
        return f"{word} of {document.facts.surname(away.badge)}{when}: {count(plan.count, 'tour')}"
    if isinstance(what, Restriction) and document.facts is not None:
        return f"Availability of {document.facts.surname(what.badge)}: {count(plan.count, 'tour')}"
    if isinstance(what, SeatAdded):
        return f"{count(what.seats, 'officer')} more on {what.post}, {day(what.first)}: {count(plan.count, 'tour')}"
    if isinstance(what, PostClosed):
        return f"{what.post} not held, {day(what.first)}: {count(plan.count, 'tour')}"
    return f"Repair after a move: {count(plan.count, 'tour')}"


def prove(document: RosterDocument, questions: Questions) -> None:
    """Ask quietly what can be proven of the roster as it stands, and keep it as its certificate."""
    roster = document.roster

    def take(answer: Answer) -> None:
        if answer.certificate is not None and document.roster is roster:
            document.set_certificate(answer.certificate, answer.certificate.problem_sha256)
            document.report_changed.emit()

    question = Question(number=0, topic=Topic.CERTIFY, seconds=PROOF_SECONDS)
    questions.ask("certificate", question, take, is_quiet=True)
