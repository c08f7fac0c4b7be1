"""What brings a post under a band: the cheapest change, or the proof that there is none."""

import random
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from support.attention_place import ON, ZONE, Place, factors, floor, post

from scheduler.attention import attention_table
from scheduler.domain import attention
from scheduler.domain.answers import ExplainError, LoweringAsked
from scheduler.domain.attention import Band, Factor
from scheduler.domain.clock import Clock
from scheduler.domain.events import changed_tours
from scheduler.domain.facility import Coverage
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import Priority, Severity
from scheduler.engine.explain import Prober, lower_search
from scheduler.engine.explain.lower import lower
from scheduler.policies.standards import standards_of

LONG_AGO = ON.replace(year=2020)
POLICY = Policy(
    tiers=(Tier(key="critical", name="Empty", unit="h", scale=60),),
    entries=(
        PolicyEntry(id="one", rule="one_place", severity=Severity.NEVER, effective=LONG_AGO),
        PolicyEntry(
            id="seats", rule="seats", severity=Severity.PRICED, tier="critical", effective=ON.replace(year=2020)
        ),
    ),
)

PRICED = Policy(
    tiers=(
        Tier(key="critical", name="Empty", unit="h", scale=60),
        Tier(key="pay", name="Above 12 h in two days", unit="minutes"),
    ),
    entries=(
        *POLICY.entries,
        PolicyEntry(
            id="most",
            rule="hours_in_window",
            severity=Severity.NEVER,
            effective=LONG_AGO,
            settings=(Setting(name="limit_minutes", value=2160), Setting(name="window_minutes", value=2880)),
        ),
        PolicyEntry(
            id="pay",
            rule="hours_in_window",
            severity=Severity.PRICED,
            tier="pay",
            effective=LONG_AGO,
            settings=(Setting(name="limit_minutes", value=720), Setting(name="window_minutes", value=2880)),
        ),
        PolicyEntry(
            id="due",
            rule="area_tenure",
            severity=Severity.ASK,
            effective=LONG_AGO,
            settings=(Setting(name="rotation", value="housing"), Setting(name="limit_days", value=90)),
        ),
    ),
)


def asked(place: Place, band: Band, later: int = 0, withheld: tuple[Factor, ...] = ()) -> LoweringAsked:
    """Ask about the night of `ON`, some minutes after the date began."""
    now = Clock(ZONE).midnight(ON) + later
    return LoweringAsked(post="HB-F", shift="N", on=ON, band=band, seen=place.seen, now=now, withheld=withheld)


def prober(place: Place, days: int = 1, is_locked: bool = False) -> Prober:
    problem = replace(place.problem, policy=POLICY)
    tours = tuple(replace(t, is_locked=is_locked) for t in place.tours if t.on >= ON)
    return Prober(problem, Roster(facility="F", period=Period(first=ON, days=days), tours=tours))


def on_a_double() -> Place:
    """A works day and night: 24 points of the place and 4 of a double."""
    place = Place(posts=(floor(),))
    place.add("A", "HB-F", 0, "D")
    place.add("A", "HB-F", 0)
    return place


def test_somebody_rested_takes_the_seat() -> None:
    place = on_a_double()
    tried = prober(place)
    found = lower(tried, asked(place, Band.GUARDED), threading.Event(), 30)
    assert (found.before, found.after, found.is_proven) == (28, 24, True)
    assert [t.badge for t in found.gone] == ["A"]
    assert found.come[0].seat == found.gone[0].seat
    after = tried.roster.with_changes(found.gone, found.come)
    table = attention_table(
        tried.problem, after.tours, place.seen, asked(place, Band.GUARDED).now, standards_of(tried.problem)
    )
    assert table.low[table.index("HB-F", "N", ON)] == found.after
    assert not tried.edited(found.gone, found.come).report.blocking


@pytest.mark.parametrize("whole", [1500, 0], ids=["whole", "from narrow to wide"])
def test_who_is_over_a_limit_already_may_give_the_seat_up(whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lower_search, "WHOLE_UP_TO", whole)
    place = on_a_double()
    place.add("A", "HB-F", 1, "D")
    place.add("A", "HB-F", 1)
    most = Setting(name="limit_minutes", value=1500), Setting(name="window_minutes", value=2880)
    entry = replace(PRICED.entries[2], settings=most)
    problem = replace(place.problem, policy=replace(POLICY, entries=(*POLICY.entries, entry)))
    tours = tuple(t for t in place.tours if t.on >= ON)
    tried = Prober(problem, Roster(facility="F", period=Period(first=ON, days=1), tours=tours))
    found = lower(tried, asked(place, Band.GUARDED), threading.Event(), 30)
    assert found.is_proven
    assert [t.badge for t in found.gone] == ["A"]
    assert [t.badge for t in found.come] != ["A"]


def test_a_post_under_the_band_needs_nothing() -> None:
    place = on_a_double()
    found = lower(prober(place), asked(place, Band.ELEVATED), threading.Event(), 30)
    assert (found.after, found.come, found.is_proven) == (28, (), True)


def test_what_reviews_alone_make_no_roster_lowers() -> None:
    place = on_a_double()
    place.rounds = []
    found = lower(prober(place), asked(place, Band.GUARDED, later=2880), threading.Event(), 30)
    assert (found.fixed, found.after, found.is_proven) == (32, None, True)
    assert "No roster can" in str(found.sentence)


def test_where_nobody_is_left_to_come_no_roster_can() -> None:
    lines = tuple(Coverage(shift=s, minimum=5, wanted=5) for s in ("D", "N"))
    place = Place(posts=(floor(coverage=lines, priority=Priority.MANDATORY),))
    place.add("A", "HB-F", 0)
    found = lower(prober(place), asked(place, Band.GUARDED), threading.Event(), 30)
    assert (found.before, found.after, found.is_proven, found.is_out_of_reach) == (30, None, True, True)


def test_who_is_missing_comes() -> None:
    lines = tuple(Coverage(shift=s, minimum=3, wanted=3) for s in ("D", "N"))
    place = Place(posts=(floor(coverage=lines, priority=Priority.MANDATORY),))
    place.add("A", "HB-F", 0)
    found = lower(prober(place), asked(place, Band.GUARDED), threading.Event(), 30)
    assert (found.before, found.after, found.is_proven, found.changes) == (30, 24, True, 2)
    assert not found.gone


def test_an_empty_critical_post_has_no_points_to_lower() -> None:
    place = Place(posts=(floor(),))
    with pytest.raises(ExplainError, match="no points"):
        lower(prober(place), asked(place, Band.GUARDED), threading.Event(), 30)


def test_what_has_begun_no_roster_lowers_any_more() -> None:
    place = on_a_double()
    with pytest.raises(ExplainError, match="has begun"):
        lower(prober(place), asked(place, Band.GUARDED, later=21 * 60), threading.Event(), 30)


def test_what_is_withheld_is_in_no_figure_of_the_answer() -> None:
    place = on_a_double()
    open_to_all = lower(prober(place), asked(place, Band.ELEVATED, 2880), threading.Event(), 30)
    hidden = (Factor.CAMERA, Factor.ROUNDS)
    for rounds in ([], [(20 * 60, 5)]):  # whether a round was made changes nothing that is told
        place.rounds = rounds
        found = lower(prober(place), asked(place, Band.ELEVATED, 2880, hidden), threading.Event(), 30)
        assert (found.before, found.after) == (open_to_all.before - 5,) * 2


def concentrated() -> Place:
    """A holds 20 of 28 dates, B and C four each; others are free: 24 points of the place and 12 of one holder."""
    place = Place(posts=(floor(),), badges=("A", "B", "C", "E", "G", "H", "J"), days=28)
    for n in range(28):
        place.add("B" if n % 7 == 0 else "C" if n % 7 == 3 else "A", "HB-F", -n)
    return place


def test_several_seats_are_proven_to_be_the_fewest() -> None:
    place = concentrated()
    tried = prober(place, days=28)
    last = ON + timedelta(days=27)
    found = lower(tried, replace(asked(place, Band.GUARDED), on=last), threading.Event(), 60)
    assert (found.before, found.is_free, found.is_proven) == (36, True, True)
    assert (found.after, found.changes, found.least_changes) == (24, 12, 12)
    assert {t.badge for t in found.gone} == {"A"}
    assert {t.seat for t in found.come} == {t.seat for t in found.gone}
    assert "(proven)" in str(found.sentence)
    after = tried.roster.with_changes(found.gone, found.come)
    seen = place.seen
    table = attention_table(tried.problem, after.tours, seen, Clock(ZONE).midnight(ON), standards_of(tried.problem))
    assert table.low[table.index("HB-F", "N", last)] == found.after
    assert not tried.edited(found.gone, found.come).report.blocking


def test_what_is_locked_is_given_to_nobody() -> None:
    place = concentrated()
    tried = prober(place, days=28, is_locked=True)
    found = lower(tried, replace(asked(place, Band.GUARDED), on=ON + timedelta(days=27)), threading.Event(), 60)
    assert (found.come, found.is_proven, found.is_out_of_reach) == ((), True, True)
    assert "No roster can" in str(found.sentence)


def by_chance(seed: int) -> tuple[Prober, Place]:
    """Four weeks behind and two nights ahead on two posts, tenures, double tours, and a price on whoever is away."""
    chance = random.Random(seed)
    lines = (Coverage(shift="N", minimum=1, wanted=1),)
    other = replace(post("KIT", "OUT", 0, 0, 0, 0, 3, 4, 0), coverage=lines, priority=Priority.MANDATORY)
    days = Coverage(shift="D", minimum=0, wanted=1)
    priority = chance.choice((Priority.CRITICAL, Priority.PULL, Priority.MANDATORY))
    minimum = 0 if priority is Priority.PULL else 1
    static = factors(0, chance.choice((6, 12)), chance.choice((0, 5)), 0, 3, 4, 0)
    floors = floor(coverage=(replace(lines[0], minimum=minimum), days), priority=priority, attention=static)
    badges = ("A", "B", "C", "E")[: chance.choice((3, 4))]
    place = Place(posts=(floors, other), badges=badges, days=2)
    weights = [chance.choice((0, 1, 4)) for _ in badges]
    weights = weights if any(weights) else [1] * len(badges)
    for n in range(1, 28):
        if chance.random() < 0.5:
            place.add(chance.choices(badges, weights)[0], chance.choice(("HB-F", "HB-F", "KIT")), n)
    for badge in badges:
        if chance.random() < 0.4:
            place.tenure(badge, "HB", chance.choice((70, 95, 190)))
    for ahead in (0, -1):
        on_floor, elsewhere = chance.sample(badges, 2)
        place.add(on_floor, "HB-F", ahead)
        place.add(elsewhere, "KIT", ahead)
        if chance.random() < 0.5:
            place.add(chance.choice(badges), "HB-F", ahead, "D")
    problem = replace(place.problem, policy=PRICED)
    tours = tuple(replace(t, is_locked=t.shift == "D") for t in place.tours if t.on >= ON)
    return Prober(problem, Roster(facility="F", period=Period(first=ON, days=2), tours=tours)), place


Best = tuple[bool, int]
"""Whether it costs something, and how many tours change."""


def best_of_all(
    tried: Prober, place: Place, question: LoweringAsked, bands: tuple[Band, ...]
) -> dict[Band, Best | None]:
    """Return the best of every way to fill the seats that are not locked; None: none is under the band."""
    before = tried.checker.report
    standards = standards_of(tried.problem)
    table = attention_table(tried.problem, tried.roster.tours, place.seen, question.now, standards)
    at = table.index("HB-F", "N", question.on)
    seats = [t for t in tried.roster.tours if not t.is_locked]
    kept = tuple(t for t in tried.roster.tours if t.is_locked)
    found: dict[Band, Best | None] = dict.fromkeys(bands)
    for who in product((None, *place.badges), repeat=len(seats)):
        come = tuple(replace(t, badge=b) for t, b in zip(seats, who, strict=True) if b is not None)
        after = tried.roster.with_tours((*kept, *come))
        old, new = set(tried.roster.tours), set(after.tours)
        changed = table.changed(old - new, new - old)
        low = int(changed.low[at])
        if not changed.open[at] or low >= max(band.least for band in bands):
            continue
        report = tried.checker.edited(after).report
        lost = [a.value > b.value for a, b in zip(report.tiers, before.tiers, strict=True)]
        if not report.blocking and not lost[0]:
            key = any(lost), changed_tours(tried.roster, after)
            for band in bands:
                known = found[band]
                found[band] = key if low < band.least and (known is None or key < known) else known
    return found


@pytest.mark.parametrize("seed", [0, 4, 7, 8, 13, 22, 27, 28, 32, 38, 39])
def test_the_answer_is_that_of_every_roster_tried(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tried, place = by_chance(seed)
    question = replace(asked(place, Band.GUARDED), on=ON + timedelta(days=1))
    standards = standards_of(tried.problem)
    table = attention_table(tried.problem, tried.roster.tours, place.seen, question.now, standards)
    at = table.index("HB-F", "N", question.on)
    if tried.checker.report.blocking or not table.open[at] or table.low[at] < 8:
        return
    bands = (Band.GUARDED, Band.ELEVATED)
    for band, less in zip(bands, (6, 0), strict=True):  # bands that begin where this post is, or just below
        monkeypatch.setitem(attention._LEAST, band, int(table.low[at]) - less)
    best = best_of_all(tried, place, question, bands)
    for band in bands:
        found = lower(tried, replace(question, band=band), threading.Event(), 60)
        assert found.is_proven
        assert (None if found.after is None else (not found.is_free, found.changes)) == best[band]
    monkeypatch.setattr(lower_search, "WHOLE_UP_TO", 0)  # as in a large facility: bounded, then wider and wider
    for band in bands:
        found, known = lower(tried, replace(question, band=band), threading.Event(), 60), best[band]
        given = None if found.after is None else (not found.is_free, found.changes)
        assert given == known if found.is_proven else found.least_changes
        if given is not None:
            assert known is not None
            assert given >= known
            assert found.least_changes <= known[1] or known[0] != given[0]
        assert known is None or not found.is_out_of_reach
