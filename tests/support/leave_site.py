"""A jail on 12 h Pitman with leave to decide on: four squads from the library, made-up requests, choices and slots."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Facility, Shift
from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.pattern_library import WatchShifts, library_pattern
from scheduler.domain.people import Leave, Officer
from scheduler.domain.site import Site
from scheduler.domain.words import LeaveState

ZONE = "America/New_York"
CLOCK = Clock(ZONE)
MONDAY = date(2026, 12, 7)
"""First date of the cycle: squads 1 and 3 work Monday, Tuesday, Friday to Sunday, then Wednesday and Thursday."""
TODAY = date(2026, 12, 1)
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
    Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
)


def jail(officers: int = 8, is_last_free: bool = False, **changes: Any) -> Site:
    """Return a jail whose officers 0, 4 ... are in squad 1 (days), 1, 5 ... in 2 (days), then 3 and 4 (nights).

    Officer 0 is the most senior. The last one is on a free pattern if `is_last_free`.
    """
    pattern = library_pattern("PITMAN")
    squads = pattern.site_squads("F", MONDAY)
    return Site(
        facility=Facility(id="F", name="Jail", zone=ZONE),
        shifts=SHIFTS,
        patterns=pattern.patterns(WatchShifts(day="D", evening="D", night="N")),
        squads=squads,
        officers=tuple(
            Officer(
                badge=str(n),
                facility="F",
                seniority=date(2000 + n // 2, 1, 1),
                tie_breaker=n % 2,
                squad=None if is_last_free and n == officers - 1 else squads[n % 4].code,
            )
            for n in range(officers)
        ),
        **changes,
    )


def day(n: int) -> date:
    """Return the date `n` days after the first Monday of the cycle."""
    return MONDAY + timedelta(days=n)


def request(id: str, badge: str, first: int, last: int, filed: int = 0, **changes: Any) -> LeaveRequest:
    """Return a request for days `first` to `last` after the Monday, filed so many minutes after noon."""
    at = datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(minutes=filed)
    return LeaveRequest(id=id, badge=badge, first=day(first), last=day(last), filed=at, **changes)


def away(badge: str, first: int, last: int) -> Leave:
    """Return leave from midnight to midnight, days `first` to `last` inclusive."""
    return Leave(badge=badge, start=CLOCK.midnight(day(first)), end=CLOCK.midnight(day(last + 1)))


def slots(most: int, squad: str | None = None, first: int = -60, last: int = 400) -> LeaveSlots:
    """Return a line of slots."""
    return LeaveSlots(first=day(first), last=day(last), most=most, squad=squad)


@st.composite
def spans(draw: Any, most: int = 10) -> tuple[int, int]:
    """Draw the first and last of some days."""
    first = draw(st.integers(0, 30))
    return first, first + draw(st.integers(0, most))


@st.composite
def asking_jails(draw: Any) -> Site:
    """Draw a jail with slots, balances, leave, open and granted requests, and choices for 2027."""
    count = draw(st.integers(2, 9))
    badges = st.integers(0, count - 1).map(str)
    lines = [slots(draw(st.integers(0, 3)))] if draw(st.booleans()) else []
    for squad in draw(st.lists(st.sampled_from([f"PITMAN-{n}" for n in range(1, 5)]), max_size=4)):
        first, last = draw(spans(25))
        lines.append(slots(draw(st.integers(0, 2)), squad, first, last))
    requests = []
    for n, badge in enumerate(draw(st.lists(badges, max_size=8))):
        first, last = draw(spans())
        state = draw(st.sampled_from(list(LeaveState)))
        requests.append(request(f"r{n}", badge, first, last, draw(st.integers(0, 3)), state=state))
    return jail(
        count,
        is_last_free=draw(st.booleans()),
        leave_slots=tuple(lines),
        leave_balances=_balances(draw(st.lists(badges, max_size=4)), draw(st.integers(0, 5))),
        leave=tuple(away(badge, *draw(spans(4))) for badge in draw(st.lists(badges, max_size=3))),
        leave_requests=tuple(requests),
        vacation_choices=tuple(_choices(draw, badges)),
    )


def _balances(badges: Iterable[str], tours: int) -> tuple[LeaveBalance, ...]:
    return tuple(LeaveBalance(badge=badge, as_of=date(2026, 11, 1), minutes=720 * tours) for badge in badges)


def _choices(draw: Any, badges: Any) -> Iterable[VacationChoice]:
    for badge, rank in draw(st.lists(st.tuples(badges, st.integers(1, 3)), unique=True, max_size=12)):
        first, last = draw(spans())
        yield VacationChoice(badge=badge, year=2027, rank=rank, first=day(first), last=day(last))
