"""One's own: read the schedule in words, file requests and follow them, save the calendar. Nothing of anybody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.background import attend
from console.document import RosterDocument
from console.document.own import Asked, Offered, OwnRequest, OwnSchedule, OwnTour
from console.document.words import count, day, full, weekday
from console.now import utc_now
from console.operations import keys
from console.operations.swapping import own_swaps
from scheduler.api import (
    DENIAL_WORDS,
    TO_BE_DRAWN,
    Action,
    AskDesk,
    Desk,
    DeskError,
    Notice,
    PayLine,
    RequestKind,
    RequestState,
    Via,
    span_in_words,
)
from scheduler.api import OwnRequest as Filed
from scheduler.api import OwnTour as Published
from scheduler.domain.clock import Clock
from scheduler.domain.compared import ChangeKind
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, InmateRef, LeaveState, PostCode, ShiftCode

BACK, AHEAD = 62, 366
"""Days before and after today whose tours are shown."""
MINUTES = 60
EVENING_FROM, NIGHT_FROM, DAY_FROM = 12, 17, 4
"""Hours of the clock from which a tour that begins there is painted as an evening, a night, or a day one."""
TITLES = {
    RequestKind.MOVE_ME: "Moved from here",
    RequestKind.KEEP_SEPARATE: "Kept apart from an inmate",
    RequestKind.APPROACH: "Someone is working on me",
    RequestKind.HARDSHIP: "Hardship",
    RequestKind.NO_CONTACT: "Order to have no contact",
    RequestKind.PRECAUTION: "Precautionary move",
    RequestKind.TRAINING: "Training",
    RequestKind.COOL_DOWN: "Time away from an area",
    RequestKind.MEDICAL: "Medical",
}
STATES = {
    RequestState.OPEN: "waiting",
    RequestState.AWAITS_SECOND: "waiting",
    RequestState.GRANTED: "granted",
    RequestState.DENIED: "denied",
    RequestState.WITHDRAWN: "taken back",
    RequestState.ENDED: "over",
}
LEAVE_STATES = {
    LeaveState.ASKED: "waiting",
    LeaveState.GRANTED: "granted",
    LeaveState.REFUSED: "refused",
    LeaveState.WITHDRAWN: "taken back",
}
NO_KEY = (
    "Nothing is sealed for you yet: a PREA manager or a deciding authority makes the recovery key first, and the next "
    "time you sign in you get a key of your own."
)
LEAVE = "leave:"
"""Stands before the id of a request for leave."""


def reading(document: RosterDocument) -> Callable[[], OwnSchedule] | None:
    """Return what reads the own schedule, away from the window; None where nobody with one is signed in."""
    desk = document.desk
    if desk is None or desk.session.badge is None or not desk.session.may(Action.READ_OWN) or desk.is_empty():
        return None
    return lambda: _read(desk)


def today(document: RosterDocument) -> date:
    """Return the facility's local date now."""
    desk = document.desk
    return desk.today() if desk is not None else utc_now().date()


def offered(document: RosterDocument) -> Offered | None:
    """Return what forms offer to choose from, None where that cannot be read."""
    desk = document.desk
    if desk is None:
        return None
    try:
        asks, support = desk.asks, desk.asks.support()
        return Offered(
            areas=tuple((str(code), name) for code, name in asks.areas()),
            posts=tuple((str(code), f"{name} ({code})") for code, name in asks.posts()),
            shifts=tuple((str(code), name) for code, name in asks.shifts()),
            categories=asks.categories(),
            deciders=asks.deciders(),
            notice=support.notice,
            questions=support.questions,
            contacts=support.contacts,
        )
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return None


def file(document: RosterDocument, asked: Asked) -> str:
    """File what a form was filled in with; return why that did not work, in a sentence, "" where it did."""
    return _ask(document, lambda asks: _file(asks, asked))


def _file(asks: AskDesk, asked: Asked) -> object:
    if asked.kind == "leave":
        assert asked.first is not None, "the form asks for dates"
        assert asked.last is not None, "the form asks for dates"
        return asks.ask_leave(asked.first, asked.last)
    if asked.kind == "preference":
        assert asked.first is not None, "the form asks for a date"
        post, shift = PostCode(asked.post) or None, ShiftCode(asked.shift) or None
        return asks.prefer(asked.first, post=post, shift=shift)
    kind = RequestKind(asked.kind)
    inmate = InmateRef(asked.inmate) if asked.inmate else None
    is_both = kind is RequestKind.APPROACH or inmate is None
    return asks.file(
        kind,
        area=AreaCode(asked.area) if asked.area and is_both else None,
        inmate=inmate,
        words=asked.words,
        category=asked.relation,
        excluded=(asked.without,) if asked.without else (),
    )


def appeal(document: RosterDocument, id: str, words: str) -> str:
    """Appeal against a denial; return why that did not work, in a sentence, "" where it did."""
    return _ask(document, lambda asks: asks.appeal(id, words))


def do(document: RosterDocument, id: str, act: str) -> bool:
    """Take an own request back, keep it going, or hand it to the next rank; return whether that worked."""

    def change(asks: AskDesk) -> object:
        if id.startswith(LEAVE):
            return asks.withdraw_leave(id.removeprefix(LEAVE))
        return {"withdraw": asks.withdraw, "renew": asks.renew, "escalate": asks.escalate}[act](id)

    sentence = _ask(document, change)
    if sentence:
        document.failed.emit(sentence)
    return not sentence


def acknowledge(document: RosterDocument) -> bool:
    """Note that all changes of the own schedule were read; return whether there was one and that worked."""
    desk = document.desk
    if desk is None:
        return False
    try:
        latest: dict[int, int] = {}
        for notice in _unread(desk):
            latest[notice.roster] = max(notice.version, latest.get(notice.roster, 0))
        for roster, version in latest.items():
            desk.own.acknowledge(roster, version)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return False
    return bool(latest)


def save_calendar(document: RosterDocument, path: Path) -> str:
    """Write the own tours to a calendar file; return a sentence about it, "" where that did not work."""
    desk = document.desk
    if desk is None:
        return ""
    try:
        path.write_bytes(desk.own.calendar().encode())
    except (DeskError, OSError) as error:
        document.failed.emit(f"The calendar was not written: {error}.")
        return ""
    return f"{path.name} holds your tours, without posts. Whoever opens the file can read it."


# ------------------------------------------------------------ reading


def _read(desk: Desk) -> OwnSchedule:
    own, asks = desk.own, desk.asks
    on, clock = own.today(), Clock(own.facility().zone)
    areas = dict(asks.areas())
    leave = asks.leave()
    filed = (
        *(_leave(r, on) for r in leave),
        *_requests(desk, {str(code): name for code, name in areas.items()}, clock),
    )
    return OwnSchedule(
        who=f"{own.name()}, badge {own.badge()}".removeprefix(", "),
        today=on,
        tours=tuple(_tour(t, clock) for t in own.tours(on - timedelta(days=BACK), on + timedelta(days=AHEAD))),
        away=frozenset(
            r.first + timedelta(days=n)
            for r in leave
            if r.state == LeaveState.GRANTED
            for n in range((r.last - r.first).days + 1)
        ),
        hours=(
            *map(_pay_period, desk.own.pay_hours(on)),
            *(_hours(desk, month) for month in (on, (on.replace(day=1) + timedelta(days=32)).replace(day=1))),
        ),
        left=tuple(
            f"{line.area_name or line.area}: {count(line.tours, 'tour')} left"
            + (f", rotation due {full(line.rotation_due)}." if line.rotation_due is not None else ".")
            for line in own.left()
        ),
        changes=tuple(line for notice in _unread(desk) for line in _changes(notice, clock)),
        requests=filed,
        swaps=own_swaps(desk, clock),
        receipts=_receipts(desk, clock),
        closed=_closed(desk),
    )


def _closed(desk: Desk) -> str:
    """Return why what is sealed is not shown, and the way out; "" where the own key is open."""
    found = desk.keys.state()
    if found.is_open:
        return ""
    return f"{keys.standing(found)} File, Keys to what is sealed, is where that is done." if found.is_made else NO_KEY


def _requests(desk: Desk, areas: dict[str, str], clock: Clock) -> tuple[OwnRequest, ...]:
    """Return the own requests in words; none where the own key is locked, which the page says by itself."""
    try:
        return tuple(_request(filed, areas, clock) for filed in desk.asks.mine())
    except DeskError:
        return ()


def _receipts(desk: Desk, clock: Clock) -> tuple[tuple[str, str, str, str], ...]:
    try:
        found = desk.own.receipts()
    except DeskError:
        return ()
    return tuple((_stamp(line.at, clock), line.by, line.what, line.why) for line in found)


def _tour(tour: Published, clock: Clock) -> OwnTour:
    start, end = clock.local(tour.start), clock.local(tour.end)
    hour = start.hour
    is_night = hour >= NIGHT_FROM or hour < DAY_FROM
    return OwnTour(
        on=tour.on,
        times=f"{start:%H:%M} to {end:%H:%M}",
        post=str(tour.post),
        where=tour.post_name,
        watch="night" if is_night else "evening" if hour >= EVENING_FROM else "day",
        minutes=tour.end - tour.start,
        remarks="overtime" if tour.is_overtime else "",
    )


def _hours(desk: Desk, on: date) -> str:
    found = desk.own.hours(on)
    over = f", {_amount(found.overtime_minutes)} of them overtime" if found.overtime_minutes else ""
    return f"{day(found.first)} to {day(found.last)}: {_amount(found.minutes)}{over}."


def _pay_period(line: PayLine) -> str:
    over = f", {_amount(line.flsa_minutes)} above {_amount(line.threshold_minutes)}" if line.flsa_minutes else ""
    return f"Pay period {day(line.first)} to {day(line.last)}: {_amount(line.counted_minutes)}{over}."


def _amount(minutes: int) -> str:
    return f"{minutes // MINUTES:,} h" + (f" {minutes % MINUTES} min" if minutes % MINUTES else "")


def _request(filed: Filed, areas: dict[str, str], clock: Clock) -> OwnRequest:
    request, scope = filed.request, filed.request.scope
    about = [areas.get(str(scope.area), str(scope.area)) if scope.area is not None else ""]
    about += [
        f"inmate {scope.inmate}" if scope.inmate is not None else "",
        "all inmates" if scope.is_all_inmates else "",
    ]
    is_asked = request.via is not Via.MANAGEMENT
    may = {
        "withdraw": is_asked and not request.is_over,
        "renew": request.kind is RequestKind.MOVE_ME and filed.holds_until is not None,
        "appeal": request.state is RequestState.DENIED and not request.appeal,
        "escalate": filed.can_escalate,
    }
    in_force = ", in force" if request.bars and request.state is RequestState.OPEN else ""
    return OwnRequest(
        id=request.id,
        what=TITLES[request.kind],
        about=", ".join(part for part in about if part),
        filed=_date(request.filed, clock),
        state=f"{STATES[request.state]}{in_force}",
        next=_next(filed, clock),
        may=frozenset(act for act, is_there in may.items() if is_there),
    )


def _next(filed: Filed, clock: Clock) -> str:
    """Return what happens next with a request, in a sentence or two."""
    request, said = filed.request, []
    decision = request.decision
    if request.state is RequestState.DENIED and decision is not None and decision.denial is not None:
        said.append(f"{DENIAL_WORDS[decision.denial]}.")
        said += [f"Instead: {decision.alternative.rstrip('.')}."] if decision.alternative else []
        said += ["Your appeal waits for the next rank."] if request.appeal else []
    elif filed.decide_by is not None:
        said.append(f"Decided by {_date(filed.decide_by, clock)}.")
    if filed.can_escalate:
        said.append("The time is over: the next rank can be asked.")
    if filed.holds_until is not None:
        said.append(f"Holds until {full(filed.holds_until)}, and goes on by itself unless you take it back.")
    if request.task is not None:
        said.append("The inmate is to be moved.")
    return " ".join(said)


def _leave(request: LeaveRequest, on: date) -> OwnRequest:
    is_ahead = request.last >= on and request.state in (LeaveState.ASKED, LeaveState.GRANTED)
    return OwnRequest(
        id=f"{LEAVE}{request.id}",
        what="Leave",
        about=span_in_words(request.first, request.last),
        filed=f"{day(request.filed.date())} {request.filed.year}",
        state=LEAVE_STATES[request.state],
        next="A supervisor grants or refuses it." if request.state == LeaveState.ASKED else "",
        may=frozenset({"withdraw"}) if is_ahead else frozenset(),
    )


def _unread(desk: Desk) -> tuple[Notice, ...]:
    return tuple(notice for notice in desk.own.changes() if notice.read_at is None)


def _changes(notice: Notice, clock: Clock) -> list[str]:
    lines = []
    for change in notice.changes:
        before, after = (" and ".join(_said(tour, clock) for tour in side) for side in (change.before, change.after))
        words = {
            ChangeKind.ADDED: f"you are on {after}",
            ChangeKind.REMOVED: f"you are no longer on {before}",
            ChangeKind.MOVED: f"you are on {after} instead of {before}",
        }[change.kind]
        lines.append(f"{weekday(change.on)}: {words}")
    return lines


def _said(tour: Tour, clock: Clock) -> str:
    start, end = clock.local(tour.start), clock.local(tour.end)
    post = "a post drawn at muster" if tour.post == TO_BE_DRAWN else tour.post
    return f"{post}, {start:%H:%M} to {end:%H:%M}" + (", overtime" if tour.kind.is_overtime else "")


def _date(at: datetime, clock: Clock) -> str:
    local = at.astimezone(ZoneInfo(clock.zone))
    return f"{day(local.date())} {local.year}"


def _stamp(at: datetime, clock: Clock) -> str:
    local = at.astimezone(ZoneInfo(clock.zone))
    return f"{day(local.date())} {local.year}, {local:%H:%M}"


def _ask(document: RosterDocument, does: Callable[[AskDesk], object]) -> str:
    """Do something about one's own requests, away from the window; return why that did not work, "" where it did."""
    desk = document.desk
    if desk is None:
        return "No database is open."
    try:
        attend(lambda: does(desk.asks))
    except DeskError as error:
        return f"{str(error).rstrip('.')}."
    return ""
