"""Hours for pay against the published numbers: 29 CFR 553.230, Pitman, the Texas cycles, swaps, both clock changes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Facility, Shift
from scheduler.domain.people import Duty, Leave, Officer, Pattern, Squad
from scheduler.domain.policy import PayPeriod, Policy
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import DutyKind, PayBasis, StaffClass, TourKind
from scheduler.ledger import PayLine, PayNotChosenError, pay_spans, pay_table
from scheduler.ledger.pay import FORTY_HOURS, WORK_PERIOD_HOURS

FIRST = date(2026, 12, 6)  # a Sunday
ZONE = "America/New_York"
CLOCK = Clock(ZONE)
H = 60


def the_period(days: int, anchor: date = FIRST, basis: PayBasis = PayBasis.WORK_PERIOD) -> PayPeriod:
    return PayPeriod(effective=date(2026, 1, 1), basis=basis, days=days, anchor=anchor)


def site(cycle: Iterable[str | None], minutes: int, pay: PayPeriod | None, start: int = 360, muster: int = 0) -> Site:
    """Two officers: A on the pattern from `FIRST`, B on one that never works. D is the shift, N the same at night."""
    shifts = tuple(
        Shift(code=c, name=c, start_wall_minute=at, wall_minutes=minutes, muster_minutes=muster)
        for c, at in (("D", start), ("N", 18 * H))
    )
    return Site(
        facility=Facility(id="F", name="F", zone=ZONE),
        shifts=shifts,
        patterns=(Pattern(code="P", name="P", cycle=tuple(cycle)), Pattern(code="OFF", name="OFF", cycle=(None,))),
        squads=(
            Squad(code="S", name="S", facility="F", pattern="P", anchor=FIRST),
            Squad(code="R", name="R", facility="F", pattern="OFF", anchor=FIRST),
        ),
        officers=(
            Officer(badge="A", facility="F", seniority=FIRST, squad="S"),
            Officer(badge="B", facility="F", seniority=FIRST, squad="R"),
        ),
        policy=Policy(pay_periods=(pay,) if pay else ()),
    )


def tour(place: Site, badge: str, on: date, shift: str = "D", kind: TourKind = TourKind.REGULAR) -> Tour:
    start, end = next(s for s in place.shifts if s.code == shift).span(CLOCK, on)
    return Tour(badge=badge, post="GATE", on=on, shift=shift, index=0, start=start, end=end, kind=kind)


def on_pattern(place: Site, days: int) -> tuple[Tour, ...]:
    cycle = place.patterns[0].cycle
    dates = [FIRST + timedelta(days=n) for n in range(days)]
    return tuple(tour(place, "A", on, code) for n, on in enumerate(dates) if (code := cycle[n % len(cycle)]))


def line_of(place: Site, badge: str = "A", on: date = FIRST) -> PayLine:
    return next(x for x in pay_table(place, on, on).lines if x.badge == badge)


def test_the_whole_table() -> None:
    printed = "43 49 55 61 67 73 79 86 92 98 104 110 116 122 128 134 141 147 153 159 165 171"
    assert [WORK_PERIOD_HOURS[days] for days in range(7, 29)] == [int(hours) for hours in printed.split()]
    assert FORTY_HOURS == 40
    assert WORK_PERIOD_HOURS[23] == 141 != round(171 * 23 / 28)
    assert 53 not in (WORK_PERIOD_HOURS[7], FORTY_HOURS)  # fire protection's column


PITMAN = ("D", "D", None, None, "D", "D", "D", None, None, "D", "D", None, None, None)


@pytest.mark.parametrize(("extra", "flsa"), [(0, 0), (1, 10), (2, 22)])
def test_pitman_has_two_hours_of_headroom(extra: int, flsa: int) -> None:
    """84 h in 14 days against 86: a further watch of 12 h is 10 h of overtime under the act, 12 h by contract."""
    place = site(PITMAN, 720, the_period(14))
    more = [tour(place, "A", FIRST + timedelta(days=d), kind=TourKind.VOLUNTARY_OVERTIME) for d in (2, 3)[:extra]]
    found = line_of(replace(place, worked=(*on_pattern(place, 14), *more)))
    assert found.threshold_minutes == 86 * H
    assert found.counted_minutes == (84 + 12 * extra) * H
    assert found.flsa_minutes == flsa * H
    assert found.contract_minutes == 12 * extra * H


@pytest.mark.parametrize(
    ("days", "tours", "minutes", "scheduled", "threshold"),
    [(7, 5, 495, 41 * H + 15, 43), (8, 4, 720, 48 * H, 49), (9, 6, 525, 52 * H + 30, 55)],
)
def test_the_texas_cycles(days: int, tours: int, minutes: int, scheduled: int, threshold: int) -> None:
    """TDCJ: 41:15, 48:00 and 52:30 scheduled in 7, 8 and 9 days; overtime above 43, 49 and 55."""
    cycle = ("D",) * tours + (None,) * (days - tours)
    place = site(cycle, minutes, the_period(days))
    found = line_of(replace(place, worked=on_pattern(place, days)))
    assert (found.counted_minutes, found.threshold_minutes, found.flsa_minutes) == (scheduled, threshold * H, 0)
    off = FIRST + timedelta(days=days - 1)
    more = tour(place, "A", off, kind=TourKind.MANDATED_OVERTIME)
    found = line_of(replace(place, worked=(*on_pattern(place, days), more)))
    assert found.flsa_minutes == scheduled + minutes - threshold * H


def test_forty_hours_a_week_where_no_period_is_adopted() -> None:
    place = site(("D", "D", None, None, "D", "D", "D"), 720, the_period(7, basis=PayBasis.FORTY_HOURS))
    found = line_of(replace(place, worked=on_pattern(place, 7)))
    assert (found.counted_minutes, found.flsa_minutes, found.contract_minutes) == (60 * H, 20 * H, 0)


def test_a_night_is_split_at_midnight_at_the_periods_end() -> None:
    place = site((None,), 720, the_period(7))
    night = tour(place, "B", FIRST + timedelta(days=6), "N", TourKind.MANDATED_OVERTIME)
    place = replace(place, worked=(night,))
    first, second = [x for x in pay_table(place, FIRST, FIRST + timedelta(days=7)).lines if x.badge == "B"]
    assert (first.last, second.first) == (FIRST + timedelta(days=6), FIRST + timedelta(days=7))
    assert (first.worked_minutes, second.worked_minutes) == (6 * H, 6 * H)
    assert (first.contract_minutes, second.contract_minutes) == (6 * H, 6 * H)


@pytest.mark.parametrize(("on", "worked"), [(date(2026, 3, 7), 11), (date(2026, 10, 31), 13)])
def test_nights_of_both_clock_changes(on: date, worked: int) -> None:
    place = site((None,), 720, the_period(28, anchor=on))
    place = replace(place, worked=(tour(place, "B", on, "N", TourKind.HOLD_OVER),))
    found = line_of(place, "B", on)
    assert found.worked_minutes == found.contract_minutes == worked * H
    ends = replace(place, policy=Policy(pay_periods=(the_period(7, anchor=on + timedelta(days=1)),)))
    before = line_of(ends, "B", on)
    assert before.worked_minutes == 6 * H  # the lost or doubled hour lies after midnight


ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Halifax",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Nuuk",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Athens",
    "Europe/Kyiv",
    "Europe/Chisinau",
    "Asia/Jerusalem",
    "Asia/Beirut",
    "Africa/Cairo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)


@pytest.mark.parametrize("zone", ZONES)
def test_hours_are_elapsed_instants_at_both_clock_changes(zone: str) -> None:
    """In 24 zones: a night over each change of 2026 is paid for what really elapses, split at local midnight."""
    clock = Clock(zone)
    nights = [d for n in range(364) if (d := date(2026, 1, 1) + timedelta(days=n)) and _changes(clock, d)]
    assert len(nights) == 2
    for on in nights:
        place = site((None,), 720, the_period(28, anchor=on - timedelta(days=5)))
        place = replace(place, facility=Facility(id="F", name="F", zone=zone))
        start, end = place.shifts[1].span(clock, on)
        instants = [datetime.combine(d, time(h), ZoneInfo(zone)) for d, h in ((on, 18), (on + timedelta(days=1), 6))]
        elapsed = (instants[1].timestamp() - instants[0].timestamp()) // 60
        night = Tour(badge="B", post="GATE", on=on, shift="N", index=0, start=start, end=end)
        found = line_of(replace(place, worked=(night,)), "B", on)
        assert found.worked_minutes == elapsed == end - start != 12 * H
        assert sum(minutes for _, minutes in clock.by_date(start, end)) == elapsed


def _changes(clock: Clock, on: date) -> bool:
    """Whether the clock changes in the night of a date, 18:00 to 06:00."""
    return clock.minute(on + timedelta(days=1), 6 * H) - clock.minute(on, 18 * H) != 12 * H


def test_the_briefing_is_paid_and_minutes_are_worked_once() -> None:
    """Two watches of 8 h in a row with 15 minutes of briefing each: the second briefing lies in the first watch."""
    place = site(("D",), 480, the_period(14), start=600, muster=15)
    second = tour(place, "A", FIRST, "N", TourKind.MANDATED_OVERTIME)
    found = line_of(replace(place, worked=(tour(place, "A", FIRST), second)))
    assert found.worked_minutes == 16 * H + 15
    assert found.contract_minutes == 8 * H


def test_contract_overtime_by_kind_and_beyond_the_pattern() -> None:
    """A stays an hour longer for a court date after her watch; B's course on a day off is overtime for him."""
    place = site(("D",), 480, the_period(14))
    end = tour(place, "A", FIRST).end
    court = Duty(badge="A", start=end, end=end + H, kind=DutyKind.COURT)
    course = Duty(badge="B", start=end, end=end + 4 * H, kind=DutyKind.TRAINING)
    more = tour(place, "B", FIRST + timedelta(days=1), kind=TourKind.VOLUNTARY_OVERTIME)
    place = replace(place, worked=(tour(place, "A", FIRST), more), duties=(court, course))
    assert {c.kind: c.minutes for c in line_of(place).contract} == {"beyond_pattern": H}
    assert {c.kind: c.minutes for c in line_of(place, "B").contract} == {
        "voluntary_overtime": 8 * H,
        "beyond_pattern": 4 * H,
    }


def test_a_swap_is_credited_to_whom_it_was_scheduled_for() -> None:
    """29 CFR 553.31: B works A's Sunday, A works B's Monday; both keep the hours of their own pattern."""
    place = site(("D", None), 720, the_period(7))
    other = Pattern(code="OFF", name="OFF", cycle=(None, "D"))
    place = replace(place, patterns=(place.patterns[0], other))
    monday = FIRST + timedelta(days=1)
    swaps = (tour(place, "B", FIRST, kind=TourKind.SWAP), tour(place, "A", monday, kind=TourKind.SWAP))
    found = pay_table(replace(place, worked=swaps), FIRST, FIRST)
    for line in found.lines:
        assert (line.worked_minutes, line.swapped_minutes, line.credited_minutes) == (12 * H, 12 * H, 12 * H)
        assert (line.counted_minutes, line.contract_minutes) == (12 * H, 0)
    assert found.open_swaps == ()


def test_a_swap_without_an_owner_is_named() -> None:
    place = site(("D",), 720, the_period(7))
    away = Leave(badge="A", start=CLOCK.midnight(FIRST), end=CLOCK.midnight(FIRST + timedelta(days=1)))
    swap = tour(place, "B", FIRST, kind=TourKind.SWAP)
    found = pay_table(replace(place, worked=(swap,), leave=(away,)), FIRST, FIRST)
    assert found.open_swaps == (swap.seat,)
    assert line_of(replace(place, worked=(swap,), leave=(away,)), "B").counted_minutes == 0


def test_nothing_chosen_is_said_in_one_sentence() -> None:
    with pytest.raises(PayNotChosenError, match="has not chosen how overtime is priced"):
        pay_table(site((None,), 720, None), FIRST, FIRST)


def test_a_class_without_a_line_is_named_and_not_listed() -> None:
    place = site((None,), 720, replace(the_period(14), staff_class=StaffClass.SWORN))
    cook = replace(place.officers[1], staff_class=StaffClass.CIVILIAN)
    found = pay_table(replace(place, officers=(place.officers[0], cook)), FIRST, FIRST)
    assert [x.badge for x in found.lines] == ["A"]
    assert found.not_chosen == (StaffClass.CIVILIAN,)


def test_lines_follow_the_dates_of_policy_and_the_staff_class() -> None:
    later = FIRST + timedelta(days=14)
    policy = Policy(
        pay_periods=(
            the_period(14),
            replace(the_period(28), effective=later),
            replace(the_period(7, basis=PayBasis.FORTY_HOURS), staff_class=StaffClass.CIVILIAN),
        )
    )
    sworn = pay_spans(policy, StaffClass.SWORN, FIRST, later)
    assert [(s.first, s.last, s.threshold_minutes // H) for s in sworn] == [
        (FIRST, FIRST + timedelta(days=13), 86),
        (FIRST, FIRST + timedelta(days=27), 171),  # the new period began earlier by its anchor: judged whole
    ]
    civilian = pay_spans(policy, StaffClass.CIVILIAN, FIRST, FIRST)
    assert [(s.pay.basis, s.threshold_minutes // H) for s in civilian] == [(PayBasis.FORTY_HOURS, 40)]
