"""Lines for payroll: split at midnight, rounded so that totals hold, overtime as the pay table has it, differences."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.payrolls import CODES, TEMPLATE, closed_with, paying_site
from support.sites import FIRST, ZONE, tour

from scheduler.domain.clock import Clock
from scheduler.domain.payroll import (
    Overtime,
    PayrollExport,
    PayrollLine,
    PayrollTemplate,
    Split,
    control_totals,
    differences,
)
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, DutyKind, Minute, TourKind
from scheduler.domain.worked import ClosedDays
from scheduler.ledger.pay import pay_table
from scheduler.ledger.payroll import payroll_of

CLOCK = Clock(ZONE)
DAY = timedelta(days=1)
LAST = FIRST + 13 * DAY
MINUTE = replace(TEMPLATE, rounding_minutes=1)


def told(tours: list[Tour], template: PayrollTemplate = MINUTE, anchor: date = FIRST) -> list[tuple[str, date, int]]:
    site, closed = closed_with(paying_site(anchor=anchor), tours)
    lines = payroll_of(site, closed, template, anchor, anchor + 13 * DAY).lines
    return [(line.code, line.on, line.minutes) for line in lines]


def test_a_night_is_split_at_midnight_or_stays_with_the_date_on_which_it_starts() -> None:
    night = [tour("B1", FIRST, "N")]
    assert told(night) == [("REGULAR", FIRST, 360), ("REGULAR", FIRST + DAY, 360)]
    assert told(night, replace(MINUTE, split=Split.START)) == [("REGULAR", FIRST, 720)]


@pytest.mark.parametrize(("eve", "minutes"), [(date(2026, 10, 31), 780), (date(2027, 3, 13), 660)])
def test_a_night_over_a_clock_change_is_paid_at_its_true_length(eve: date, minutes: int) -> None:
    night = tour("B1", eve, "N")
    assert told([night], anchor=eve) == [("REGULAR", eve, 360), ("REGULAR", eve + DAY, minutes - 360)]


def test_only_what_belongs_to_a_closed_day_is_paid() -> None:
    site, closed = closed_with(paying_site(), [tour("B1", FIRST), tour("B1", FIRST + DAY)])
    closed = replace(closed, dates=frozenset({FIRST}))
    lines = payroll_of(site, closed, MINUTE, FIRST, LAST).lines
    assert [(line.on, line.minutes) for line in lines] == [(FIRST, 720)]


def test_what_stood_in_for_somebody_is_paid_to_whose_hours_they_were() -> None:
    swap = replace(tour("B2", FIRST), kind=TourKind.SWAP)
    site, closed = closed_with(paying_site(), [swap])
    owners = {(Badge("B2"), FIRST, swap.shift): Badge("B1")}
    (line,) = payroll_of(site, closed, MINUTE, FIRST, LAST, owners).lines
    assert (line.badge, line.code, line.minutes) == ("B1", "CREDITED", 720)
    found = payroll_of(site, closed, MINUTE, FIRST, LAST)
    assert (found.lines, found.open_swaps) == ((), (swap.seat,))


def test_a_duty_has_a_code_of_its_own_where_the_template_has_one() -> None:
    start = CLOCK.minute(FIRST, 540)
    duty = Duty(badge=Badge("B1"), start=start, end=Minute(start + 90), kind=DutyKind.COURT)
    site = replace(paying_site(), duties=(duty,))
    closed = ClosedDays(dates=frozenset({FIRST}), duties=((FIRST, duty),))
    assert [line.code for line in payroll_of(site, closed, MINUTE, FIRST, LAST).lines] == ["COURT"]
    few = replace(MINUTE, codes={"regular": "REG", "swap": ""})
    assert [line.code for line in payroll_of(site, closed, few, FIRST, LAST).lines] == ["REG"]


def test_hours_above_the_work_period_are_the_last_ones_worked() -> None:
    eight = [tour("B1", FIRST + n * DAY) for n in range(8)]  # 96 h; 14 days allow 86
    found = told(eight, replace(MINUTE, overtime=Overtime.FLSA))
    assert [line for line in found if line[0] == "FLSA_OVERTIME"] == [("FLSA_OVERTIME", FIRST + 7 * DAY, 600)]
    assert found[-1] == ("REGULAR", FIRST + 7 * DAY, 120)


KINDS = st.sampled_from([TourKind.REGULAR, TourKind.VOLUNTARY_OVERTIME, TourKind.MANDATED_OVERTIME])
TOURS = st.dictionaries(
    st.tuples(st.sampled_from(["B1", "B2"]), st.integers(0, 20)),
    st.tuples(st.sampled_from("DN"), KINDS, st.integers(0, 300), st.integers(0, 300)),
    max_size=24,
)
ANCHORS = st.sampled_from([FIRST, date(2026, 10, 26), date(2027, 3, 8)])


def made(choice: dict[tuple[str, int], tuple[str, TourKind, int, int]], anchor: date) -> list[Tour]:
    found = []
    for (badge, n), (shift, kind, late, early) in choice.items():
        whole = tour(badge, anchor + n * DAY, shift)
        found.append(replace(whole, kind=kind, start=Minute(whole.start + late), end=Minute(whole.end - early)))
    return found


@settings(max_examples=60, deadline=None)
@given(TOURS, ANCHORS, st.sampled_from([3, 6, 15, 60]), st.sampled_from(Overtime), st.sampled_from(Split))
def test_rounding_and_overtime_keep_what_was_worked(
    choice: dict[tuple[str, int], tuple[str, TourKind, int, int]],
    anchor: date,
    step: int,
    overtime: Overtime,
    split: Split,
) -> None:
    site, closed = closed_with(paying_site(anchor=anchor), made(choice, anchor))
    template = replace(TEMPLATE, rounding_minutes=step, overtime=overtime, split=split)
    last = anchor + 27 * DAY
    lines = payroll_of(site, closed, template, anchor, last).lines
    assert sum(line.exact_minutes for line in lines) == sum(t.minutes for t in closed.tours)
    assert all(line.minutes % step == 0 and line.minutes >= 0 for line in lines)
    rounded, exact = Counter[tuple[str, str, date]](), Counter[tuple[str, str, date]]()
    for line in lines:
        rounded[line.badge, line.code, line.first] += line.minutes
        exact[line.badge, line.code, line.first] += line.exact_minutes
    assert all(2 * abs(rounded[key] - exact[key]) <= step for key in exact)
    if overtime is Overtime.FLSA:
        table = pay_table(site, anchor, last)
        over = sum(line.exact_minutes for line in lines if line.code == CODES["flsa_overtime"])
        assert over == sum(line.flsa_minutes for line in table.lines)
    if overtime is Overtime.AGREEMENT:
        table = pay_table(site, anchor, last)
        plain = sum(line.exact_minutes for line in lines if line.code == CODES["regular"])
        assert sum(line.exact_minutes for line in lines) - plain == sum(line.contract_minutes for line in table.lines)


@settings(max_examples=30, deadline=None)
@given(TOURS, st.integers(1, 20))
def test_a_later_day_changes_nothing_of_the_days_before_it(
    choice: dict[tuple[str, int], tuple[str, TourKind, int, int]], n: int
) -> None:
    tours = made(choice, FIRST)
    template = replace(TEMPLATE, overtime=Overtime.AGREEMENT, split=Split.START)
    until = FIRST + n * DAY
    few = payroll_of(*closed_with(paying_site(), [t for t in tours if t.on < until]), template, FIRST, LAST).lines
    every = payroll_of(*closed_with(paying_site(), tours), template, FIRST, LAST).lines
    assert few == tuple(line for line in every if line.on < until)


def line(badge: str, on: date, code: str, minutes: int) -> PayrollLine:
    return PayrollLine(
        badge=Badge(badge), on=on, code=code, minutes=minutes, exact_minutes=minutes, first=FIRST, last=LAST
    )


def exported(number: int, lines: list[PayrollLine], past: list[PayrollExport], last: date) -> PayrollExport:
    return PayrollExport(
        number=number,
        template=TEMPLATE,
        first=FIRST,
        last=last,
        entries=differences(lines, past, FIRST, last),
        at=datetime(2026, 12, 1, tzinfo=UTC),
        by="x",
    )


def test_what_was_told_wrongly_is_taken_back_and_told_anew() -> None:
    first = exported(7, [line("B1", FIRST, "REG", 720), line("B2", FIRST, "REG", 720)], [], LAST)
    second = exported(9, [line("B1", FIRST, "REG", 660), line("B2", FIRST, "REG", 720)], [first], LAST)
    assert [(e.number, e.badge, e.minutes, e.reverses) for e in second.entries] == [
        (1, "B1", -720, (7, 1)),
        (2, "B1", 660, None),
    ]
    (total,) = control_totals(second.entries)
    assert (total.entries, total.added_minutes, total.reversed_minutes, total.minutes) == (2, 660, -720, -60)
    assert (
        differences([line("B1", FIRST, "REG", 660), line("B2", FIRST, "REG", 720)], [first, second], FIRST, LAST) == ()
    )


STATES = st.dictionaries(
    st.tuples(st.sampled_from(["B1", "B2"]), st.integers(0, 5), st.sampled_from(["REG", "OT"])),
    st.integers(0, 4).map(lambda n: n * 15),
)


@given(st.lists(st.tuples(STATES, st.integers(0, 5)), max_size=6))
def test_all_exports_add_up_to_what_is_known(
    states: list[tuple[dict[tuple[str, int, str], int], int]],
) -> None:
    past: list[PayrollExport] = []
    for number, (state, reach) in enumerate(states, start=1):
        last = FIRST + reach * DAY
        lines = [line(badge, FIRST + n * DAY, code, minutes) for (badge, n, code), minutes in state.items()]
        past.append(exported(number, lines, past, last))
        told: Counter[tuple[str, date, str]] = Counter()
        for entry in (entry for export in past for entry in export.entries):
            told[entry.badge, entry.on, entry.code] += entry.minutes
        now = {(x.badge, x.on, x.code): x.minutes for x in lines if x.minutes and x.on <= last}
        assert {key: n for key, n in told.items() if n and key[1] <= last} == now
    undone = [entry.reverses for export in past for entry in export.entries if entry.reverses]
    assert len(undone) == len(set(undone))
    amounts = {(export.number, entry.number): entry.minutes for export in past for entry in export.entries}
    assert all(
        amounts[entry.reverses] == -entry.minutes for export in past for entry in export.entries if entry.reverses
    )
