"""What any table of the index keeps to, whatever the facility, and what single factors do."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.attention_place import ON, STANDARDS, ZONE, Place, factors, floor, points, post, steady
from support.tiny import problems_and_rosters

from scheduler.attention import attention_table, compare, rows, trend
from scheduler.domain.attention import FACTORS, AttentionWeight, Band, CellState, Factor, band_of, weights_on
from scheduler.domain.clock import Clock
from scheduler.domain.observations import Observations, UnitEntries
from scheduler.domain.rounds import Round
from scheduler.domain.words import Priority


@st.composite
def scenes(draw):
    problem, roster = draw(problems_and_rosters())
    graded = st.lists(st.sampled_from([None, 0, 2, 3, 5, 12]), min_size=7, max_size=7)
    reviewed = tuple(replace(p, attention=factors(*draw(graded))) for p in problem.posts)
    begin, first = problem.clock.midnight(problem.period.first), problem.period.first
    minutes = st.integers(-3000, 12000)
    made = sorted(draw(st.lists(st.tuples(minutes, st.sampled_from([0, 30, 90])), max_size=4)))
    seen = Observations(
        rounds=tuple(
            Round(area="HA", performed_at=begin + at, entered_at=begin + at + late, badge="S") for at, late in made
        ),
        entries=tuple(
            UnitEntries(area="POD", on=first + timedelta(days=d), count=n)
            for d, n in draw(st.dictionaries(st.integers(-20, 5), st.integers(1, 3), max_size=3)).items()
        ),
        rounds_since=draw(st.sampled_from([None, begin - 5000])),
        entries_since=draw(st.sampled_from([None, first - timedelta(days=40), first])),
    )
    return replace(problem, posts=reviewed), roster, seen, begin + draw(st.integers(-2000, 12000))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(scenes())
def test_parts_always_sum_to_the_total(scene) -> None:
    problem, roster, seen, now = scene
    table = attention_table(problem, roster.tours, seen, now, STANDARDS, problem.period.first - timedelta(days=3))
    assert (table.part_low.sum(axis=0) == table.low).all()
    assert (table.part_high.sum(axis=0) == table.high).all()
    assert (table.part_low <= table.part_high).all()
    assert (table.high <= 100).all()
    assert (table.low >= 0).all()
    for cell in product(table.posts, table.shifts, table.dates):
        at, found = table.index(*cell), table.reading(*cell)
        assert (found.low, found.high) == (table.low[at], table.high[at])
        assert (sum(p.low for p in found.parts), sum(p.high for p in found.parts)) == (found.low, found.high)
        assert found.is_open == table.open[at]
        assert found.is_uncovered == table.uncovered[at]
        if found.is_open:
            assert [p.factor for p in found.parts] == list(FACTORS)
            assert found.is_stable == table.stable[at]
            assert found.band_range == tuple(list(Band)[int(of[at])] for of in table.bands)
            assert all(p.evidence and p.source and bool(p.action) == bool(p.high) for p in found.parts)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(scenes(), st.randoms(use_true_random=False))
def test_an_edit_gives_what_building_anew_gives(scene, chance) -> None:
    problem, roster, seen, now = scene
    table = attention_table(problem, roster.tours, seen, now, STANDARDS)
    kept = [t for t in roster.tours if chance.random() < 0.6]
    gone = [t for t in roster.tours if t not in kept]
    moved = [replace(t, badge=problem.officers[chance.randrange(len(problem.officers))].badge) for t in gone[:2]]
    come = [t for n, t in enumerate(moved) if t not in kept and t not in moved[:n]]
    edited, anew = table.changed(gone, come), attention_table(problem, (*kept, *come), seen, now, STANDARDS)
    for name in ("state", "part_low", "part_high", "low", "high", "few"):
        assert np.array_equal(getattr(edited, name), getattr(anew, name)), name
    changes = compare(table, edited)
    moved_by = {(c.post, c.shift, c.on): c.after[0] - c.before[0] for c in changes if c.parts}
    for (p, s, on), by in moved_by.items():
        parts = next(c.parts for c in changes if (c.post, c.shift, c.on) == (p, s, on))
        assert sum(part.after[0] - part.before[0] for part in parts) == by


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "low"), (24, "low"), (25, "guarded"), (44, "guarded"), (45, "elevated"), (64, "elevated"), (65, "high")],
)
def test_bands_have_fixed_edges(total, band) -> None:
    assert band_of(total) == band


def test_what_is_missing_is_an_interval() -> None:
    place = Place(posts=(post("HB-F", "HB", 0, 12, None, 0, 3, 4, 0),), is_observed=False)
    place.add("A", "HB-F", 0)
    found = place.reading()
    missing = {p.factor: (p.low, p.high) for p in found.parts if p.points is None}
    assert missing == {Factor.CAMERA: (0, 10), Factor.ROUNDS: (0, 8), Factor.ENTRIES: (0, 4)}
    assert (found.low, found.high, found.points, found.band) == (19, 41, None, None)
    assert found.band_range == (Band.LOW, Band.GUARDED)


def test_a_shift_that_has_not_begun_has_no_rounds_yet() -> None:
    place = Place(posts=(floor(),), now_days=0)
    place.add("A", "HB-F", 0)
    assert points(place.reading())["D3"] is None


def test_a_critical_post_that_nobody_holds_is_outside_the_index() -> None:
    place = Place(posts=(floor(),))
    found = place.reading()
    assert found.is_uncovered
    assert found.parts == ()
    assert found.points is None
    assert found.band is None


def test_a_post_that_gives_way_is_closed_and_others_deviate() -> None:
    closed = Place(posts=(floor(priority=Priority.PULL, coverage=post("X", "HB", *[0] * 7, minimum=0).coverage),))
    assert closed.reading().state is CellState.CLOSED
    combined = Place(posts=(replace(closed.posts[0], priority=Priority.MANDATORY),))
    assert points(combined.reading())["D4"] == 4
    below = Place(posts=(floor(priority=Priority.MANDATORY),))
    assert points(below.reading())["D4"] == 6


@pytest.mark.parametrize(("dates", "expected"), [(range(14), 8), (range(8), 0), (range(11), 4), (range(18), 12)])
def test_concentration_is_relative_to_the_pattern(dates, expected) -> None:
    """Pitman gives half of all dates: 14 tours of 28 are a steady holder's natural share."""
    place = Place(posts=(floor(),))
    for ago in range(28):
        place.add("A" if ago in dates else ("B", "C", "E")[ago % 3], "HB-F", ago)
    assert points(place.reading()).get("D1", 0) == expected


def test_a_steady_holder_of_a_weekday_post_is_no_concentration_above_his_share() -> None:
    weekdays = tuple(replace(c, weekdays=(0, 1, 2, 3, 4)) for c in floor().coverage)
    place = Place(posts=(floor(coverage=weekdays),), shift="D", badges=("W1", "B", "C"))
    for ago in range(28):
        if (ON - timedelta(days=ago)).weekday() < 5:
            place.add("W1", "HB-F", ago)
    place.add("B", "HB-F", 7, part=slice(360, 600))
    place.add("C", "HB-F", 14, part=slice(360, 600))
    assert points(place.reading())["D1"] == 8


@pytest.mark.parametrize(
    ("area", "days", "expected"),
    [("HB", 59, 0), ("HB", 60, 3), ("HB", 89, 3), ("HB", 90, 6), ("HB", 179, 6), ("HB", 180, 10),
     ("MED", 100, 0), ("MED", 121, 3), ("MED", 180, 6), ("MED", 365, 10), ("CTL", 400, 0)],
)  # fmt: skip
def test_tenure_is_judged_by_the_unit_s_own_class(area, days, expected) -> None:
    place = Place(posts=(floor(area=area),))
    steady(place, "HB-F")
    place.tenure("A", area, days)
    assert points(place.reading()).get("D2", 0) == expected


def test_under_three_holders_nothing_is_revealed() -> None:
    """Who, how many, how long and how often make no difference: only whether rotation is due does."""
    found = set()
    for dates, days in ((range(4), 10), (range(8), 40), (range(0, 28, 2), 89)):
        for second in (False, True):
            place = Place(posts=(floor(),))
            for ago in dates:
                place.add("A", "HB-F", ago)
            if second:
                place.add("B", "HB-F", 27)
            place.tenure("A", "HB", days)
            found.add(tuple(p for p in place.reading().parts if p.factor in (Factor.CONCENTRATION, Factor.TENURE)))
    assert len(found) == 1
    assert {p.evidence for p in next(iter(found))} == {"No figure is given."}


@pytest.mark.parametrize("days", [90, 200])
def test_under_three_holders_rotation_due_is_all_that_is_said(days) -> None:
    place = Place(posts=(floor(),))
    for ago in range(0, 28, 2):
        place.add("A", "HB-F", ago)
    place.tenure("A", "HB", days)
    part = place.reading().parts[FACTORS.index(Factor.TENURE)]
    assert (part.points, part.evidence) == (6, "Rotation due.")
    row = next(iter(rows(place.table())))
    assert row[-6:-4] == ("", ""), "D1 and D2 stay out of what is written down"


def test_no_word_of_the_index_holds_a_badge() -> None:
    place = Place(posts=(floor(),), badges=("A-7731", "B-7731", "C-7731"))
    for ago in range(28):
        place.add(("A-7731", "B-7731", "C-7731")[ago % 3], "HB-F", ago)
    place.tenure("A-7731", "HB", 200)
    table = place.table()
    assert "7731" not in str(table.reading("HB-F", "N", ON)) + str(list(rows(table))) + repr(trend(table, "HB-F", "N"))


@pytest.mark.parametrize(
    ("shift", "rounds", "expected"),
    [("N", [(20 * 60, 60)], 0), ("N", [(20 * 60, 61)], 4), ("N", [(17 * 60, 0)], 8), ("N", [], 8),
     ("D", [(-60, 0)], 4), ("D", [(-13 * 60, 0)], 8), ("D", [(7 * 60, 0)], 0)],
)  # fmt: skip
def test_rounds(shift, rounds, expected) -> None:
    place = Place(posts=(floor(),), shift=shift, rounds=rounds)
    place.add("A", "HB-F", 0)
    assert points(place.reading()).get("D3", 0) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 2), (2, 2), (3, 4), (9, 4)])
def test_unscheduled_entries_count_for_fourteen_days(count, expected) -> None:
    place = Place(posts=(floor(),), entries=count, days=20, now_days=40)
    table = place.table()
    for ahead in (0, 13, 14):
        found = table.part_low[FACTORS.index(Factor.ENTRIES), 0, 1, ahead]
        assert found == 0, "nobody is there: not open"
    for ahead in range(20):
        place.add("A", "HB-F", -ahead)
    found = place.table().part_low[FACTORS.index(Factor.ENTRIES), 0, 1]
    assert found.tolist() == [expected] * 14 + [0] * 6


def test_a_band_near_an_edge_is_unstable() -> None:
    place = Place(posts=(floor(),))
    place.add("A", "HB-F", 0)
    found = place.reading()
    assert found.points == 24
    assert found.band is Band.LOW
    assert not found.is_stable
    assert found.bands == (Band.LOW, Band.GUARDED), "12 x 1.25 = 15: 27 points"
    calm = Place(posts=(floor(attention=factors(0, 0, 0, 0, 3, 0, 0)),))
    calm.add("A", "HB-F", 0)
    assert calm.reading().is_stable


def test_weights_hold_from_their_date() -> None:
    line = AttentionWeight(factor=Factor.SOLO, step="full", effective=ON + timedelta(days=1), points=6, limit=12)
    place = Place(posts=(floor(),), days=2, weights=(line,), now_days=5)
    place.rounds = [(20 * 60, 5), (44 * 60, 5)]
    place.add("A", "HB-F", 0)
    place.add("A", "HB-F", -1)
    table = place.table()
    readings = [table.reading("HB-F", "N", on) for on in table.dates]
    assert [(r.points, r.version) for r in readings] == [(24, 1), (18, 2)]
    assert weights_on((line,), date(2030, 1, 1)).version == 2


def test_reviews_come_before_what_the_facility_s_data_has() -> None:
    from scheduler.domain.observations import StaticReview

    place = Place(posts=(floor(),))
    place.add("A", "HB-F", 0)
    seen = replace(
        place.seen, reviews=(StaticReview(post="HB-F", factor="ST2", points=0, reviewed_on=ON, by="someone"),)
    )
    table = attention_table(place.problem, place.tours, seen, Clock(ZONE).midnight(ON), STANDARDS)
    assert table.points(Factor.SOLO)[0, 1, 0] == 0


def test_what_is_withheld_is_as_if_it_were_not_known() -> None:
    place = Place(posts=(floor(),))
    tour = place.add("A", "HB-F", 0)
    hidden = frozenset({Factor.CAMERA, Factor.ROUNDS})
    table = attention_table(
        place.problem, place.tours, place.seen, Clock(ZONE).midnight(ON) + 2880, STANDARDS, withheld=hidden
    )
    for found in (table, table.changed((tour,), (replace(tour, badge="B"),))):
        reading = found.reading("HB-F", "N", ON)
        parts = {p.factor: p for p in reading.parts}
        assert all(parts[f].points is None and not parts[f].action for f in hidden)
        assert (reading.low, reading.high) == (19, 37)
