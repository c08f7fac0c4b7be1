"""The published limits on hours, each as a scenario: what keeps it and what breaks it, on 8 h and on 12 h patterns."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from support.terms_oracle import cells_of
from support.verdicts import judge

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Duty, Officer, Pattern, Squad, Willingness
from scheduler.domain.policy import PayPeriod, Policy, PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import DutyKind, PayBasis, Priority, Severity, TourKind
from scheduler.ledger import pay_table
from scheduler.rule import Breach, Frame, Scope, View, read_config
from scheduler.rules import rule_of

FIRST = date(2026, 12, 6)
H = 60
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=6 * H, wall_minutes=8 * H),
    Shift(code="E", name="Evening", start_wall_minute=14 * H, wall_minutes=8 * H),
    Shift(code="N", name="Night", start_wall_minute=22 * H, wall_minutes=8 * H, is_night=True),
    Shift(code="L", name="Long day", start_wall_minute=6 * H, wall_minutes=12 * H),
    Shift(code="X", name="Long night", start_wall_minute=18 * H, wall_minutes=12 * H, is_night=True),
    Shift(code="W", name="Held over", start_wall_minute=18 * H, wall_minutes=4 * H),
    Shift(code="Q", name="Three hours", start_wall_minute=22 * H, wall_minutes=3 * H),
    Shift(code="V", name="Four hours", start_wall_minute=22 * H, wall_minutes=4 * H),
)
PITMAN = "LL..LLL..LL..."


def problem(days: int, first: date = FIRST, muster: int = 0) -> Problem:
    lines = tuple(Coverage(shift=s.code, minimum=0, wanted=9) for s in SHIFTS)
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=first, days=days),
        areas=(Area(code="JAIL", name="Jail", facility="F"),),
        shifts=tuple(replace(s, muster_minutes=muster) for s in SHIFTS),
        posts=(Post(code="GATE", name="GATE", facility="F", area="JAIL", priority=Priority.CRITICAL, coverage=lines),),
        patterns=(Pattern(code="OFF", name="OFF", cycle=(None,)),),
        squads=(Squad(code="S", name="S", facility="F", pattern="OFF", anchor=FIRST),),
        officers=(
            Officer(badge="A", facility="F", seniority=FIRST),
            Officer(badge="B", facility="F", seniority=FIRST, squad="S"),
        ),
    )


def tours(of: Problem, badge: str, days: Iterable[str], kind: TourKind = TourKind.REGULAR) -> tuple[Tour, ...]:
    """One string a date: a letter a shift, a dot for none."""
    found = []
    for n, codes in enumerate(days):
        on = of.period.first + timedelta(days=n)
        for code in codes.replace(".", ""):
            start, end = next(s for s in of.shifts if s.code == code).span(of.clock, on)
            found.append(Tour(badge=badge, post="GATE", on=on, shift=code, index=0, start=start, end=end, kind=kind))
    return tuple(found)


def breaches(rule: str, of: Problem, worked: tuple[Tour, ...], **settings: Any) -> tuple[Breach, ...]:
    """What a rule finds; its terms must say the same."""
    given = tuple(Setting(name=name, value=value) for name, value in settings.items())
    entry = PolicyEntry(id="golden", rule=rule, severity=Severity.STOP, effective=FIRST, settings=given)
    config = read_config(rule_of(rule).Config, entry)
    roster = Roster(facility="F", period=of.period, tours=worked)
    frame = Frame.of(of)
    verdict = judge(rule_of(rule), config, frame, roster, cells_of(frame, roster))
    assert verdict.agrees, verdict
    return rule_of(rule).check(View(of, roster), config, Scope(of.period.first, of.period.last))


@pytest.mark.parametrize(
    ("name", "rule", "settings", "days", "count"),
    [
        # LASD Twin Towers 3-05-040: 19 consecutive hours
        ("19 h in a row", "consecutive_hours", {"limit_minutes": 19 * H}, ["DEQ"], 0),
        ("20 h in a row", "consecutive_hours", {"limit_minutes": 19 * H}, ["DEV"], 1),
        ("24 h in a row on 12 h", "consecutive_hours", {"limit_minutes": 19 * H}, ["LX"], 1),
        # agreements, and the New York bill: 16 h, two tours of 8 h
        ("two tours", "consecutive_hours", {}, ["DE"], 0),
        ("three tours", "consecutive_hours", {}, ["DEN"], 1),
        ("a 12 h tour and 4 h", "consecutive_hours", {}, ["LW"], 0),
        # LASD: no back-to-back doubles
        ("doubles a day apart", "back_to_back_doubles", {}, ["DE", "D", "DE"], 0),
        ("doubles two days running", "back_to_back_doubles", {}, ["DE", "DE"], 1),
        # LASD: 24 h in any 48 h: no slack at all on 12 h patterns
        ("two tours of 12 h", "hours_in_window", {"limit_minutes": 24 * H, "window_minutes": 48 * H}, ["L", "L"], 0),
        ("three of 12 h", "hours_in_window", {"limit_minutes": 24 * H, "window_minutes": 48 * H}, ["L", "L", "L"], 0),
        ("a hold-over more", "hours_in_window", {"limit_minutes": 24 * H, "window_minutes": 48 * H}, ["L", "LW"], 1),
        ("8 h with a double", "hours_in_window", {"limit_minutes": 24 * H, "window_minutes": 48 * H}, ["DE", "D"], 0),
        ("8 h, two doubles", "hours_in_window", {"limit_minutes": 24 * H, "window_minutes": 48 * H}, ["DE", "DE"], 1),
        # 28 h in 48 h leaves the room of one hold-over of 4 h
        ("28 h on 12 h", "hours_in_window", {"limit_minutes": 28 * H, "window_minutes": 48 * H}, ["L", "LW"], 0),
        # agreements: 8 h free between shifts
        ("8 h free", "minimum_rest", {}, ["E", "D"], 0),
        ("4 h free", "minimum_rest", {}, ["V", "D"], 1),
        # LASD: 12 consecutive days, 10 in another unit
        ("12 days", "consecutive_days", {"limit_days": 12}, ["D"] * 12, 0),
        ("13 days", "consecutive_days", {"limit_days": 12}, ["D"] * 13, 1),
        ("10 days", "consecutive_days", {"limit_days": 10}, ["D"] * 10, 0),
        ("11 days", "consecutive_days", {"limit_days": 10}, ["D"] * 11, 1),
        # 70 h a week of all work (Florida); 72 and 60 h in 7 days
        ("48 h on Pitman", "hours_in_window", {"limit_minutes": 60 * H}, list(PITMAN), 0),
        ("one more watch", "hours_in_window", {"limit_minutes": 60 * H}, list("LLL.LLL..LL..."), 1),
        ("six of 12 h", "hours_in_window", {"limit_minutes": 72 * H}, list("LLLLLL."), 0),
        ("six of 12 h at 70 h", "hours_in_window", {"limit_minutes": 70 * H}, list("LLLLLL."), 1),
    ],
)
def test_a_published_limit(name: str, rule: str, settings: dict[str, Any], days: list[str], count: int) -> None:
    of = problem(len(days))
    found = breaches(rule, of, tours(of, "A", days), **settings)
    assert len(found) == count, (name, found)


def test_96_hours_of_overtime_a_month_with_briefing_and_court() -> None:
    """LASD: 96 h a month, another unit counts briefing and court: 8 tours of 12 h are 96 h, and 98 with briefings."""
    of = problem(24, muster=15)
    mandated = tours(of, "B", ["L", ".", "."] * 8, TourKind.MANDATED_OVERTIME)
    assert not breaches("overtime_month", of, mandated)
    assert [b.measured for b in breaches("overtime_month", of, mandated, counts_muster=True)] == [98 * H]
    start = of.clock.minute(FIRST + timedelta(days=1), 9 * H)
    court = replace(of, duties=(Duty(badge="B", start=start, end=start + 2 * H, kind=DutyKind.COURT),))
    assert not breaches("overtime_month", court, mandated)
    assert [b.measured for b in breaches("overtime_month", court, mandated, counts_court=True)] == [98 * H]


@pytest.mark.parametrize(
    ("cap", "days", "count"), [(8, "D......", 0), (8, "D..D...", 1), (12, "L......", 0), (12, "D.V....", 0)]
)
def test_mandates_by_the_week(cap: int, days: str, count: int) -> None:
    """Washington DOC: 8 h a week; 12 h where watches last 12 h. A week runs from Sunday."""
    of = problem(7)
    mandated = tours(of, "B", list(days), TourKind.MANDATED_OVERTIME)
    found = breaches("overtime_week", of, mandated, limit_minutes=cap * H, kind="mandated")
    assert len(found) == count


def test_voluntary_overtime_does_not_use_the_cap_on_mandates_up() -> None:
    of = problem(7)
    of = replace(of, willing=(Willingness(badge="B", first=FIRST, last=FIRST + timedelta(days=3)),))
    worked = (
        *tours(of, "B", list("DDDD..."), TourKind.VOLUNTARY_OVERTIME),
        *tours(of, "B", list(".....D."), TourKind.MANDATED_OVERTIME),
    )
    assert not breaches("overtime_week", of, worked, limit_minutes=8 * H, kind="mandated")
    assert len(breaches("overtime_week", of, worked, limit_minutes=39 * H)) == 1


@pytest.mark.parametrize(
    ("first", "days", "measured"), [(date(2026, 3, 7), ["EN"], 15 * H), (date(2026, 10, 31), ["EN"], 17 * H)]
)
def test_both_clock_changes(first: date, days: list[str], measured: int) -> None:
    """From 14:00 to 06:00 on the wall are 15 h in spring and 17 h in autumn."""
    of = problem(1, first)
    found = breaches("consecutive_hours", of, tours(of, "A", days), limit_minutes=14 * H)
    assert [b.measured for b in found] == [measured]
    assert bool(breaches("consecutive_hours", of, tours(of, "A", days))) is (measured > 16 * H)


@pytest.mark.parametrize("extra", [0, 1, 2])
def test_the_priced_hours_are_those_of_the_ledger(extra: int) -> None:
    """`flsa_overtime` charges what `fairwatch pay` lists: 0, 10 and 22 h of a Pitman officer with watches more."""
    pay = PayPeriod(effective=date(2026, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    of = replace(problem(14, muster=0), policy=Policy(pay_periods=(pay,)))
    days = list(PITMAN)
    for n in (2, 3)[:extra]:
        days[n] = "L"
    worked = tours(of, "A", days)
    charged = sum(b.amount for b in breaches("flsa_overtime", of, worked))
    site = Site(facility=of.facility, shifts=of.shifts, posts=of.posts, officers=of.officers[:1], worked=worked)
    (line,) = pay_table(replace(site, policy=of.policy), FIRST, FIRST).lines
    assert charged * H == line.flsa_minutes == (0, 10, 22)[extra] * H


def test_24_hours_in_48_leave_no_slack_on_12_hour_patterns() -> None:
    """Two watches of 12 h fill them to the minute: with a briefing of 15 minutes, every pair of days is too much."""
    lasd = {"limit_minutes": 24 * H, "window_minutes": 48 * H}
    of = problem(14, muster=15)
    assert not breaches("hours_in_window", of, tours(of, "A", list(PITMAN)), **lasd)
    found = breaches("hours_in_window", of, tours(of, "A", list(PITMAN)), **lasd, counts_muster=True)
    assert [(b.cells[0].on - FIRST).days for b in found] == [1, 5, 6, 10]
    assert {b.measured for b in found} == {24 * H + 30}
