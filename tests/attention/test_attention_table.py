"""What any table of the index keeps to, whatever the facility, and what single factors do."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import numpy as np
import pytest
from support.attention_place import ON, STANDARDS, ZONE, Place, factors, floor, points, post, steady

from scheduler.attention import attention_table, compare, rows, trend
from scheduler.domain.attention import FACTORS, AttentionWeight, Band, CellState, Factor, band_of, weights_on
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post
from scheduler.domain.observations import StaticReview
from scheduler.domain.words import Priority


def _lighter(effective: date, points: int) -> AttentionWeight:
    return AttentionWeight(factor=Factor.SOLO, step="full", effective=effective, points=points, limit=12)


def random_place(chance: Random) -> Place:
    """Return a place with everything by chance: reviews, whole and partial tours, doubles, rounds, entries, weights."""

    def one(code: str, area: str) -> Post:
        minimum = chance.randint(0, 2)
        graded = [chance.choice((None, 0, 2, 3, 5, 12)) for _ in range(7)]
        more = {"priority": chance.choice(list(Priority)), "needs_meal_relief": chance.random() < 0.5}
        return post(code, area, *graded, minimum=minimum, wanted=minimum + chance.randint(0, 1), **more)

    place = Place(
        posts=tuple(one(code, area) for code, area in (("P", "HB"), ("Q", "MED"), ("R", "CTL"))),
        entries=chance.randint(0, 4),
        rounds=[(chance.randint(-600, 3000), chance.choice((0, 90))) for _ in range(chance.randint(0, 3))],
        is_observed=chance.random() < 0.8,
        days=4,
        now_days=chance.randint(-1, 6),
        weights=(
            AttentionWeight(factor=Factor.SOLO, step="full", effective=ON + timedelta(days=2), points=9, limit=12),
        ),
    )
    for ago in range(-3, 30):
        for shift, badge in product("DN", place.badges):
            if chance.random() < 0.35:
                begin = {"D": 360, "N": 1080}[shift]
                part = slice(begin, begin + chance.choice((240, 480))) if chance.random() < 0.2 else None
                place.add(badge, chance.choice("PQR"), ago, shift, part)
    for badge in place.badges:
        place.tenure(badge, chance.choice(("HB", "MED")), chance.randint(1, 400))
    return place


@pytest.mark.parametrize("seed", range(12))
def test_parts_always_sum_to_the_total(seed) -> None:
    table = random_place(Random(seed)).table(ON - timedelta(days=1))
    assert (table.part_low.sum(axis=0) == table.low).all()
    assert (table.part_high.sum(axis=0) == table.high).all()
    assert (table.part_low <= table.part_high).all()
    assert (table.low >= 0).all()
    assert (table.high <= 100).all()
    for cell in product(table.posts, table.shifts, table.dates):
        at, found = table.index(*cell), table.reading(*cell)
        assert (found.low, found.high) == (table.low[at], table.high[at])
        assert (sum(p.low for p in found.parts), sum(p.high for p in found.parts)) == (found.low, found.high)
        assert (found.is_open, found.is_uncovered) == (table.open[at], table.uncovered[at])
        assert table.figures(*cell) == {p.factor: (p.low, p.high) for p in found.parts if not p.is_of_few}
        if found.is_open:
            assert [p.factor for p in found.parts] == list(FACTORS)
            assert found.is_stable == table.stable[at]
            assert found.band_range == tuple(list(Band)[int(of[at])] for of in table.bands)
            assert all(p.evidence and p.source and bool(p.action) == bool(p.high) for p in found.parts)


@pytest.mark.parametrize("seed", range(20, 36))
def test_an_edit_gives_what_building_anew_gives(seed) -> None:
    chance = Random(seed)
    place = random_place(chance)
    table = place.table()
    tours = [t for t in place.tours if t.on >= ON]
    gone = chance.sample(tours, min(2, len(tours)))
    come = [replace(t, badge=chance.choice(place.badges), post=chance.choice("PQR")) for t in gone]
    come = [t for n, t in enumerate(come) if t not in [*(x for x in tours if x not in gone), *come[:n]]]
    edited = table.changed(gone, come)
    place.tours = [t for t in place.tours if t not in gone] + come
    anew = place.table()
    for name in ("state", "part_low", "part_high", "low", "high", "few"):
        assert np.array_equal(getattr(edited, name), getattr(anew, name)), name
    for change in compare(table, edited):
        if change.parts:
            assert sum(p.after[0] - p.before[0] for p in change.parts) == change.after[0] - change.before[0]


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
    words = {p.evidence for p in next(iter(found))}
    assert words == {"No figure is given.", "Counted as for one steady holder: no figure is given."}
    assert all(p.is_of_few for p in next(iter(found)))


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
