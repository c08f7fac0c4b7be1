"""The wellness hour: one a quarter for everyone, beside a tour, spread evenly; who asked for it cannot be told."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.leave_site import CLOCK, MONDAY, away, day, jail

from scheduler.domain.facility import Shift
from scheduler.domain.pattern_calendar import PatternCalendar
from scheduler.domain.pattern_library import WatchShifts, library_pattern
from scheduler.domain.people import Duty, Leave, Officer
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import DutyKind
from scheduler.requests import WellnessPlan, WellnessRules, plan_wellness, quarter_of

RULES = WellnessRules()
QUARTER = date(2027, 1, 1)
SPRING = date(2027, 2, 10)


def plan(site: Site, since: date = QUARTER, rules: WellnessRules = RULES, **more: Any) -> WellnessPlan:
    return plan_wellness(site, SPRING, since, rules, **more)


def kept(site: Site, made: WellnessPlan) -> Site:
    return replace(site, duties=(*site.duties, *made.duties))


def calendar(site: Site) -> PatternCalendar:
    return PatternCalendar(site.patterns, site.squads, site.shifts, CLOCK)


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2027, 2, 10), date(2027, 1, 1), date(2027, 3, 31)),
        (date(2028, 6, 30), date(2028, 4, 1), date(2028, 6, 30)),
        (date(2027, 7, 1), date(2027, 7, 1), date(2027, 9, 30)),
        (date(2027, 12, 31), date(2027, 10, 1), date(2027, 12, 31)),
    ],
)
def test_calendar_quarters(on: date, first: date, last: date) -> None:
    assert quarter_of(on) == (first, last)


def test_everyone_gets_one_hour_in_the_quarter_under_one_code() -> None:
    site = jail(20)
    made = plan(site)
    assert made.left_out == ()
    assert Counter(duty.badge for duty in made.duties) == Counter(officer.badge for officer in site.officers)
    assert {duty.kind for duty in made.duties} == {DutyKind.WELLNESS}
    assert {duty.end - duty.start for duty in made.duties} == {60}


def test_a_second_plan_gives_nobody_a_second_hour_and_a_new_officer_the_first() -> None:
    site = jail(20)
    held = kept(site, plan(site))
    assert plan(held).duties == ()
    joined = replace(held, officers=(*held.officers, Officer(badge="new", facility="F", seniority=MONDAY)))
    assert [duty.badge for duty in plan(joined).duties] == ["new"]
    assert len(plan_wellness(held, date(2027, 4, 1), QUARTER, RULES).duties) == 20


def test_the_next_quarter_has_another_order() -> None:
    site = jail(20)
    spring = [duty.badge for duty in plan(site).duties]
    summer = [duty.badge for duty in plan_wellness(site, date(2027, 4, 1), QUARTER, RULES).duties]
    assert sorted(spring) == sorted(summer)
    assert spring != summer


def test_the_hour_is_on_the_side_with_more_rest() -> None:
    """Of two 12 h tours in a row the first has its rest before it, the last after it."""
    site = jail(4)
    tours = {tour.start: tour for tour in calendar(site).tours("PITMAN-1", QUARTER, date(2027, 3, 31))}
    duty = next(duty for duty in plan(site).duties if duty.badge == "0")
    beside = next(tour for tour in tours.values() if duty.start == tour.end or duty.end == tour.start)
    day_before, day_after = (beside.on + timedelta(days=d) for d in (-1, 1))
    shift_on = calendar(site).shift_on
    works_before, works_after = shift_on("PITMAN-1", day_before), shift_on("PITMAN-1", day_after)
    if works_before and not works_after:
        assert duty.start == beside.end
    if works_after and not works_before:
        assert duty.end == beside.start


def test_no_place_beside_tours_of_which_the_rest_would_be_too_short() -> None:
    """A tour a day of 12 h leaves 12 h: an hour beside it leaves 11 h, which is just enough, and 12 h are not."""
    every_day = library_pattern("3-3").patterns(WatchShifts(day="D", evening="D", night="N"))[0]
    always = replace(every_day, cycle=("D",))
    site = jail(1)
    site = replace(site, patterns=(always,), squads=(replace(site.squads[0], pattern=always.code),))
    # Both sides leave as much: after the tour. Before the short night of 13 March it would not be so.
    (hour,) = plan(site, since=date(2027, 3, 15)).duties
    assert CLOCK.local(hour.start).hour == 18
    strict = plan(site, rules=replace(RULES, rest_minutes=661))
    assert strict.duties == ()
    assert [(badge, str(why)) for badge, why in strict.left_out] == [("0", "no tour of the quarter has room for it")]


def nights_every_third_day() -> Site:
    """One officer, a night on every third date, 31 March 2027 among them; 36 h or 60 h between nights."""
    site = jail(1)
    nights = replace(site.patterns[0], cycle=("N", None, None))
    return replace(
        site, patterns=(nights,), squads=(replace(site.squads[0], pattern=nights.code, anchor=date(2027, 3, 31)),)
    )


def test_weeks_with_less_work_are_preferred_and_full_ones_are_taken_where_there_are_no_others() -> None:
    """Pitman has 60 h in seven dates around every tour; after a week of leave the weeks beside it have less."""
    site = jail(1)
    assert len(plan(site).duties) == 1
    start = (date(2027, 2, 1) - MONDAY).days
    rested = replace(site, leave=(away("0", start, start + 6),))
    (hour,) = plan(rested).duties
    assert abs((CLOCK.date_of(hour.start) - day(start + 3)).days) < 10
    worked = [t for t in calendar(site).tours("PITMAN-1", day(start - 9), day(start + 15)) if not _within(t.on, start)]
    near = [t.minutes for t in worked if abs((t.on - CLOCK.date_of(hour.start)).days) <= 3]
    assert sum(near) < 60 * 60
    # With room for one a date, four officers of one squad who come back on the same days have them all the same.
    many = replace(jail(40), officers=tuple(o for o in jail(40).officers if o.squad == "PITMAN-1"))
    full = replace(many, leave=tuple(away(o.badge, start, start + 6) for o in many.officers))
    made = plan(full, rules=replace(RULES, most_a_shift=1))
    assert made.left_out == ()
    assert len(made.duties) == 10


def _within(on: date, start: int) -> bool:
    return day(start) <= on <= day(start + 6)


def test_the_hour_does_not_lie_in_leave() -> None:
    """Leave that begins when the night ends: the hour is before the night."""
    site = nights_every_third_day()
    end = CLOCK.minute(date(2027, 3, 29), 360)
    site = replace(site, leave=(Leave(badge="0", start=end, end=CLOCK.midnight(date(2027, 5, 1))),))
    (hour,) = plan(site, since=date(2027, 3, 26)).duties
    assert CLOCK.local(hour.end).date() == date(2027, 3, 28)
    assert CLOCK.local(hour.end).hour == 18


def test_an_hour_that_would_begin_in_the_next_quarter_is_none_of_this_one() -> None:
    site = nights_every_third_day()
    assert plan(site, since=date(2027, 3, 29)).duties == ()
    assert len(plan(site, since=date(2027, 3, 28)).duties) == 1


def test_a_stretch_is_not_made_too_long() -> None:
    kelly = library_pattern("KELLY")
    site = jail(3)
    squads = kelly.site_squads("F", MONDAY)
    site = replace(
        site,
        shifts=(Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=1440),),
        patterns=kelly.patterns(WatchShifts(day="D", evening="D", night="D")),
        squads=squads,
        officers=tuple(replace(o, squad=squads[n].code) for n, o in enumerate(site.officers)),
    )
    assert len(plan(site).left_out) == 3
    assert len(plan(site, rules=replace(RULES, stretch_minutes=1500)).duties) == 3


def test_leave_duties_and_rostered_work_are_respected() -> None:
    """Away for the quarter but one week; in it a course on one tour date, and overtime right after another tour."""
    start = (date(2027, 2, 1) - MONDAY).days
    assert start % 14 == 0
    site = jail(1, leave=(away("0", -10, start - 1), away("0", start + 7, 400)))
    tours = calendar(site).tours("PITMAN-1", day(start), day(start + 6))
    assert [tour.on for tour in tours] == [day(start + d) for d in (0, 1, 4, 5, 6)]
    course = Duty(badge="0", start=tours[0].start, end=tours[1].end, kind=DutyKind.TRAINING)
    site = replace(site, duties=(course,))

    def rostered(n: int, more: int = 0) -> Tour:
        tour = tours[n]
        return Tour(start=tour.start, end=tour.end + more, badge="0", post="P", on=tour.on, shift="D", index=0)

    def found(*made: Tour) -> tuple[Duty, ...]:
        # An older roster with all tours is no longer what counts.
        period = Period(first=day(start), days=7)
        old = Roster(facility="F", period=replace(period, days=14), tours=tuple(rostered(n) for n in range(5)))
        return plan(site, rosters=(old, Roster(facility="F", period=period, tours=made))).duties

    assert len(plan(site).duties) == 1
    # Only the tour of day 4 is rostered as the pattern has it; before it are two days off, after it another tour.
    (hour,) = found(rostered(2), rostered(4, more=240))
    assert hour.end == tours[2].start
    # Held over to midnight after it: nothing is beside the pattern's tour any more.
    assert found(rostered(4, more=240)) == ()
    # A whole tour of the last day, with all of the rest after it.
    (hour,) = found(rostered(4))
    assert hour.start == tours[4].end
    full = replace(site, leave=(*site.leave, away("0", start + 2, start + 6)))
    assert plan(full).duties == ()


def test_the_quarter_s_edges_and_what_is_past_are_kept_to() -> None:
    """The night of 31 March ends in April: an hour after it would be of the next quarter."""
    site = jail(40)
    last_days = plan(site, since=date(2027, 3, 30), rules=replace(RULES, most_a_shift=40))
    assert last_days.duties
    for duty in last_days.duties:
        assert date(2027, 3, 30) <= CLOCK.date_of(duty.start) <= date(2027, 3, 31)


def test_full_dates_leave_officers_out_and_chains_of_exchanges_do_not() -> None:
    """Ten officers of one squad and two tour dates left, two on each: six stay out. With five on each nobody does."""
    site = jail(40)
    site = replace(site, officers=tuple(o for o in site.officers if o.squad == "PITMAN-1"))
    since = date(2027, 3, 27)
    tours = calendar(site).tours("PITMAN-1", since, date(2027, 3, 31))
    short = plan(site, since=since)
    assert len(short.duties) == 2 * len(tours)
    assert {str(why) for _, why in short.left_out} == {"all dates are full"}
    room = -(-10 // len(tours))
    assert plan(site, since=since, rules=replace(RULES, most_a_shift=room)).left_out == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.frozensets(st.integers(0, 4), max_size=3), min_size=2, max_size=6))
def test_as_many_get_an_hour_as_dates_allow(open_dates: list[frozenset[int]]) -> None:
    """One squad, five tour dates with room for one each; leave leaves each officer some. Compared with every way."""
    squad = [officer for officer in jail(40).officers if officer.squad == "PITMAN-1"][: len(open_dates)]
    since = date(2027, 3, 21)
    site = replace(jail(40), officers=tuple(squad))
    tours = calendar(site).tours("PITMAN-1", since, date(2027, 3, 31))
    assert len(tours) == 5
    leave = tuple(
        Leave(badge=officer.badge, start=tour.start, end=tour.end)
        for officer, kept_dates in zip(squad, open_dates, strict=True)
        for n, tour in enumerate(tours)
        if n not in kept_dates
    )
    made = plan(replace(site, leave=leave), since=since, rules=replace(RULES, most_a_shift=1, rest_minutes=480))
    assert len(made.duties) == _most(open_dates, frozenset())


def _most(open_dates: list[frozenset[int]], taken: frozenset[int]) -> int:
    """Return how many of these can have a date each, by trying everything."""
    if not open_dates:
        return 0
    best = _most(open_dates[1:], taken)
    for n in open_dates[0] - taken:
        best = max(best, 1 + _most(open_dates[1:], taken | {n}))
    return best


def test_free_patterns_have_their_hour_on_a_weekday_morning() -> None:
    site = jail(5, is_last_free=True)
    duty = next(duty for duty in plan(site).duties if duty.badge == "4")
    local = CLOCK.local(duty.start)
    assert (local.hour, local.minute, local.weekday() < 5) == (10, 0, True)


# ------------------------------------------------------------ property


@st.composite
def staffed_jails(draw: Any) -> tuple[Site, WellnessRules, date]:
    site = jail(draw(st.integers(1, 24)), is_last_free=draw(st.booleans()))
    badges = st.sampled_from([officer.badge for officer in site.officers])
    first = (QUARTER - MONDAY).days
    leave = tuple(
        away(draw(badges), first + begin, first + begin + draw(st.integers(0, 60)))
        for begin in draw(st.lists(st.integers(-5, 80), max_size=4))
    )
    duties = tuple(
        Duty(
            badge=draw(badges),
            start=CLOCK.minute(day(first + n), wall),
            end=CLOCK.minute(day(first + n), wall + 60),
            kind=draw(st.sampled_from([DutyKind.COURT, DutyKind.WELLNESS])),
        )
        for n, wall in draw(st.lists(st.tuples(st.integers(-3, 90), st.integers(0, 1380)), max_size=5))
    )
    rules = WellnessRules(most_a_shift=draw(st.integers(1, 3)), rest_minutes=draw(st.sampled_from([480, 660, 720])))
    since = QUARTER + timedelta(days=draw(st.integers(0, 89)))
    return replace(site, leave=leave, duties=duties), rules, since


@settings(max_examples=30, deadline=None)
@given(staffed_jails())
def test_the_plan_keeps_its_promises(made: tuple[Site, WellnessRules, date]) -> None:
    site, rules, since = made
    found = plan(site, since, rules)
    squad_of = {officer.badge: officer.squad for officer in site.officers}
    in_quarter = [d for d in site.duties if QUARTER <= CLOCK.date_of(d.start) <= date(2027, 3, 31)]
    has_one = {duty.badge for duty in in_quarter if duty.kind == DutyKind.WELLNESS}
    # Everyone is accounted for, once.
    planned = [duty.badge for duty in found.duties]
    assert sorted([*planned, *(badge for badge, _ in found.left_out)]) == sorted(squad_of.keys() - has_one)
    loads: Counter[tuple[date, str]] = Counter()
    for duty in found.duties:
        on = CLOCK.date_of(duty.start)
        assert max(since, QUARTER) <= on <= date(2027, 3, 31)
        assert (duty.kind, duty.end - duty.start) == (DutyKind.WELLNESS, 60)
        work = [(d.start, d.end) for d in site.duties if d.badge == duty.badge]
        assert not any(start < duty.end and duty.start < end for start, end in work)
        away_spans = [(x.start, x.end) for x in site.leave if x.badge == duty.badge]
        assert not any(start < duty.end and duty.start < end for start, end in away_spans)
        squad = squad_of[duty.badge]
        if squad is None:
            assert on.weekday() < 5
            loads[on, ""] += 1
            continue
        tours = calendar(site).tours(squad, on - timedelta(days=3), on + timedelta(days=3))
        beside = [tour for tour in tours if duty.start == tour.end or duty.end == tour.start]
        assert len(beside) == 1
        assert not any(start < beside[0].end and beside[0].start < end for start, end in away_spans)
        loads[beside[0].on, beside[0].shift] += 1
        gaps = [max(tour.start - duty.end, duty.start - tour.end) for tour in tours if tour is not beside[0]]
        assert min(gaps) >= rules.rest_minutes
    assert max(loads.values(), default=0) <= rules.most_a_shift
    # Once more changes nothing, and the order in which officers are listed does not matter.
    assert not {duty.badge for duty in plan(kept(site, found), since, rules).duties}
    turned = replace(site, officers=site.officers[::-1])
    assert plan(turned, since, rules).duties == found.duties


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 60))
def test_dates_are_filled_evenly(count: int) -> None:
    """With nobody away each tour date of a shift has the same number of hours, give or take one."""
    site = jail(count)
    found = plan(site, rules=replace(RULES, most_a_shift=count))
    loads: defaultdict[date, int] = defaultdict(int)
    for duty in found.duties:
        loads[CLOCK.date_of(duty.start)] += 1
    assert max(loads.values()) <= -(-count // 80) + 1
