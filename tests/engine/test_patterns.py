"""Graphs of whole patterns against patterns written out one by one; bounds and rosters that come of them."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from support.free_patterns import FIRST, ward

from scheduler.check import check_roster
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Severity
from scheduler.engine import BuildOptions, Built, ImpossibleError, build, dive, improve, patterns, search, verify
from scheduler.engine.bounds import open_cells
from scheduler.engine.columns import SlotCosts, on_scale
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.control import Control
from scheduler.engine.dive import PatternSearch
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.score import Assignment, Scorer
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import RosterFile, sha256
from scheduler.wire.progress import Progress

DAYS = 6


def every_pattern(compiled: Compiled) -> np.ndarray:
    """Return `[pattern, slot]`: at most one slot a day."""
    by_day = [[-1, *np.flatnonzero(compiled.frame.day == day)] for day in range(DAYS)]
    chosen = np.array(list(product(*by_day)))
    worked = np.zeros((len(chosen), len(compiled.frame.slots)), dtype=np.bool_)
    row, day = np.nonzero(chosen >= 0)
    worked[row, chosen[row, day]] = True
    return worked


def own_costs(compiled: Compiled, officer: int) -> tuple[np.ndarray, np.ndarray]:
    """Return all legal patterns of an officer and what they cost, by the scorer."""
    worked = every_pattern(compiled)
    worked = worked[~(worked & ~compiled.allowed[officer]).any(axis=1)]
    scorer = Scorer(compiled)
    charges = scorer.charges(scorer.work(np.full(len(worked), officer), worked))
    legal = charges.broken == 0
    cost = charges.tiers.sum(axis=1)
    crews = compiled.teams.crews
    for row in range(len(crews.need)):
        cells = np.isin(crews.of, np.flatnonzero(crews.row == row)) & (crews.officer == officer)
        if cells.any():
            total = worked[:, crews.slot[crews.of[cells]]] @ crews.extra[cells]
            cost = cost + crews.cost[row] * np.maximum(0, crews.need[row] - total)
    return worked[legal], cost[legal]


def searched(compiled: Compiled) -> PatternSearch:
    """Return a search that has not run."""
    control = Control(BuildOptions(seconds=60, workers=1, work=30), lambda: False)
    found = PatternSearch.of(Incumbent(Assignment(Scorer(compiled)), control, lambda event: None), control)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(8))
def test_the_cheapest_pattern_is_found_at_any_prices(seed: int) -> None:
    compiled = compile_problem(ward(seed, officers=4, days=DAYS))
    random = np.random.default_rng(seed)
    prices = on_scale(random.uniform(-20, 5, len(compiled.frame.slots)))
    found = searched(compiled).pricing.cheapest(prices)
    for officer in range(compiled.officers):
        worked, cost = own_costs(compiled, officer)
        assert len(worked)
        dear = cost + worked @ prices
        mine = found.worked[officer]
        assert dear[(worked == mine).all(axis=1)] == pytest.approx([dear.min()])


@pytest.mark.parametrize("carried", [{"carried_work": 2}, {"carried_off": 1}, {"most_off": 3}])
def test_runs_carried_in_and_longest_runs_off_are_kept(carried: dict[str, int]) -> None:
    compiled = compile_problem(ward(3, officers=2, days=DAYS))
    limit = replace(compiled.runs[0][0], most_work=3, least_work=2, least_off=2, **carried)
    compiled = replace(compiled, runs=((limit,), (limit,)))
    prices = on_scale(np.random.default_rng(5).uniform(-20, 5, len(compiled.frame.slots)))
    found = searched(compiled).pricing.cheapest(prices)
    for officer in range(2):
        worked, cost = own_costs(compiled, officer)
        dear = cost + worked @ prices
        assert dear[(worked == found.worked[officer]).all(axis=1)] == pytest.approx([dear.min()])


AGREED: tuple[tuple[str, dict[str, int | str]], ...] = (
    ("day_runs", {"of": "work", "least_days": 2, "most_days": 3}),
    ("day_runs", {"of": "off", "least_days": 2, "most_days": 2}),
    ("day_runs", {"of": "shift", "shift": "E", "least_days": 2, "most_days": 3}),
    ("day_runs", {"of": "shift", "shift": "N", "least_days": 3, "most_days": 4}),
    ("running_totals", {"of": "tours", "least": 5, "most": 6, "every_days": 12, "anchor": "2026-05-30"}),
    ("running_totals", {"of": "tours", "most": 8, "part": "pace", "every_days": 20, "anchor": "2026-05-30"}),
    ("running_totals", {"of": "hours", "most": 50, "every_days": 20, "anchor": "2026-05-30"}),
    ("running_totals", {"of": "weekends", "most": 1, "every_days": 20, "anchor": "2026-05-30"}),
    ("whole_weekends", {}),
)
"""Agreements that a facility may price, over accounts of which a part lies before the period."""


def priced_ward(seed: int, officers: int) -> Problem:
    """Return a ward with some agreements priced, and worked history."""
    random = np.random.default_rng(seed)
    problem = ward(seed, officers, DAYS)
    chosen = [AGREED[n] for n in random.permutation(len(AGREED))[:5]]
    entries = [
        PolicyEntry(
            id=f"agreed {n}",
            rule=rule,
            severity=Severity.PRICED,
            effective=FIRST,
            tier="q",
            weight=int(random.integers(1, 9)),
            settings=tuple(Setting(name=key, value=value) for key, value in settings.items()),
        )
        for n, (rule, settings) in enumerate(chosen)
    ]
    slots = problem.slots()
    shifts = {slot.shift: slot for slot in slots if slot.on == FIRST}
    worked = [
        Tour(
            badge=officer.badge,
            start=shifts[shift].start - 1440 * back,
            end=shifts[shift].end - 1440 * back,
            post="P",
            on=FIRST - timedelta(days=back),
            shift=shift,
            index=0,
        )
        for officer in problem.officers[1:]
        for back in range(1, 7)
        if random.random() < 0.6
        for shift in (str(random.choice(["E", "L", "N"])),)
    ]
    policy = replace(problem.policy, entries=(*problem.policy.entries, *entries))
    return replace(problem, policy=policy, worked=tuple(worked))


@pytest.mark.parametrize("seed", range(12))
def test_priced_limits_of_each_officer_are_part_of_the_cheapest_pattern(seed: int) -> None:
    compiled = compile_problem(priced_ward(seed, officers=4))
    random = np.random.default_rng(seed)
    search = searched(compiled)
    for _ in range(3):
        prices = on_scale(random.uniform(-20, 5, len(compiled.frame.slots)))
        found = search.pricing.cheapest(prices)
        for officer in range(compiled.officers):
            worked, cost = own_costs(compiled, officer)
            dear = cost + worked @ prices
            mine = found.worked[officer]
            assert found.least[officer] == pytest.approx(dear.min() - wished(compiled, officer))
            assert dear[(worked == mine).all(axis=1)] == pytest.approx([dear.min()])
            [number] = search.pool.add(np.array([officer]), mine[None, :]) or [search.pool.number(officer, mine)]
            assert search.pool.cost[number] == cost[(worked == mine).all(axis=1)][0]


def wished(compiled: Compiled, officer: int) -> int:
    """Return what all wishes of an officer cost when none is met: the graph's costs begin below it."""
    return sum(item.cost for item in compiled.wanted[officer])


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 6])
def test_priced_limits_are_proven_as_a_whole(seed: int) -> None:
    compiled = compile_problem(priced_ward(seed, officers=2))
    best = least_roster(compiled)
    found = searched(compiled)
    found.run()
    assert found.incumbent.best.values()[0] >= best
    assert 0.7 * best <= found.bound <= best


def least_roster(compiled: Compiled) -> int:
    """Return the value of the best roster of two officers, by trying every pair of patterns."""
    (first, first_cost), (second, second_cost) = (own_costs(compiled, officer) for officer in range(2))
    line = compiled.covers[0]
    least = 10**9
    for worked, cost in zip(first, first_cost, strict=True):
        heads = worked[None, :].astype(int) + second
        short = (line.cost * np.maximum(0, line.need - heads)).sum(axis=1)
        over = (line.over_cost * np.maximum(0, heads - line.need)).sum(axis=1)
        least = min(least, int((cost + second_cost + short + over).min()))
    return least + int(compiled.constant.sum())


@pytest.mark.parametrize("seed", range(4))
def test_no_prices_prove_too_much_and_good_ones_enough(seed: int) -> None:
    compiled = compile_problem(ward(seed, officers=2, days=DAYS, is_asking=seed % 2 == 0))
    best = least_roster(compiled)
    found = searched(compiled)
    random = np.random.default_rng(seed)
    for _ in range(20):
        prices = on_scale(random.uniform(-30, 10, len(compiled.frame.slots)))
        assert found.pricing.cheapest(prices).bound <= best
    found.run()
    assert 0.8 * best <= found.bound <= best
    assert found.incumbent.best.values() == (best,)
    assert found.incumbent.bounds[0][0] == np.ceil(found.bound)


def test_the_hull_of_what_heads_cost_lies_below_and_touches() -> None:
    table = np.array([[9.0, 4.0, 3.0, 5.0], [6.0, 6.0, 0.0, np.inf]])
    slot, slope, length = SlotCosts(table).pieces()
    assert [(s, a, n) for s, a, n in zip(slot.tolist(), slope.tolist(), length.tolist(), strict=True)] == [
        (0, -5.0, 1),
        (0, -1.0, 1),
        (0, 2.0, 1),
        (1, -3.0, 2),
    ]
    assert SlotCosts(table).of_one_more(np.array([2, 2])).tolist() == [2.0, np.inf]


def test_a_graph_that_outgrows_its_limit_leaves_rows_out_and_stays_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_problem(ward(1, officers=2, days=DAYS))
    prices = on_scale(np.random.default_rng(1).uniform(-20, 5, len(compiled.frame.slots)))
    whole = searched(compiled).pricing.cheapest(prices)
    monkeypatch.setattr(patterns, "MOST_NODES", 10)
    rough = searched(compiled).pricing.cheapest(prices)
    assert rough.bound < whole.bound
    assert (rough.least <= whole.least).all()


def test_prices_that_patterns_do_not_tell_are_left_to_others() -> None:
    problem = generate_site(officers=30, seed=1, days=7).problem(Period(first=DEMO_FIRST, days=7))
    control = Control(BuildOptions(), lambda: False)
    incumbent = Incumbent(Assignment(Scorer(compile_problem(problem))), control, lambda event: None)
    assert PatternSearch.of(incumbent, control) is None


def test_where_somebody_has_no_pattern_the_exact_search_says_so() -> None:
    problem = ward(1, officers=3, days=DAYS)
    first = problem.officers[0]
    assert first.contract is not None
    never = replace(first, contract=replace(first.contract, least_minutes=9 * 480, most_minutes=9 * 480))
    with pytest.raises(ImpossibleError):
        solved(replace(problem, officers=(never, *problem.officers[1:])), seconds=20)


def solved(problem: Problem, **options: float) -> tuple[Built, list[Progress]]:
    """Build on one worker."""
    events: list[Progress] = []
    return build(problem, BuildOptions(workers=1, **options), events.append), events  # type: ignore[arg-type]


def test_contracts_that_ask_for_work_get_a_roster_from_patterns_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = ward(11, officers=12, days=14)
    monkeypatch.setattr(search, "MOST_CELLS", 0)
    built, _ = solved(problem, seconds=60, work=3)
    assert check_roster(problem, built.roster).blocking == ()
    told = built.certificate.tiers[0]
    assert told.bound <= told.value <= 1.05 * told.bound
    assert told.proved_by == dive.BY_PATTERNS
    file = RosterFile(
        problem_path="p.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    assert verify(problem, file) == []
    forged = replace(built.certificate, tiers=(replace(told, bound=told.bound + 1),), seal="")
    forged = replace(forged, seal=sha256(forged))
    assert any("whole patterns gives" in fault for fault in verify(problem, replace(file, certificate=forged)))


@pytest.mark.parametrize("nodes", [60, 80])
def test_graphs_that_leave_rows_out_still_lead_to_a_roster(nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest patterns break limits then; no dive takes such a one, and the exact search is still there."""
    monkeypatch.setattr(patterns, "MOST_NODES", nodes)
    problem = ward(11, officers=12, days=14)
    found = searched(compile_problem(problem))
    made = found.incumbent.best.copy()
    found.settle(made, np.arange(12))
    assert made.rank()[0] > 0
    built, events = solved(problem, seconds=60, work=3)
    assert check_roster(problem, built.roster).blocking == ()
    assert not [e.message for e in events if e.event == "note"]
    assert built.certificate.tiers[0].bound <= built.certificate.tiers[0].value


def test_the_same_seed_and_work_give_the_same_roster() -> None:
    problem = ward(7, officers=14, days=14)
    first, second = (solved(problem, seconds=120, work=2)[0] for _ in range(2))
    assert first.roster == second.roster
    assert first.certificate.tiers == second.certificate.tiers


def test_a_program_that_fails_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of the blue")

    problem = ward(7, officers=10, days=14)
    monkeypatch.setattr("scheduler.engine.columns.Master.solve", fail)
    built, events = solved(problem, seconds=60, work=2)
    notes = [e.message for e in events if e.event == "note"]
    assert len(notes) == 1
    assert "search by whole patterns" in notes[0]
    assert "out of the blue" in notes[0]
    assert check_roster(problem, built.roster).blocking == ()


def test_dives_that_fail_later_are_told_and_cost_only_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    own, calls = dive.PatternSearch.dive, []

    def fail_later(*given: object) -> object:
        calls.append(1)
        if len(calls) > 1:
            raise RuntimeError("out of the blue")
        return own(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(dive.PatternSearch, "dive", fail_later)
    monkeypatch.setattr(improve, "KINDS_OF_NEIGHBOURHOOD", ())
    problem = ward(2, officers=14, days=14)
    built, events = solved(problem, seconds=60, work=1)
    assert check_roster(problem, built.roster).blocking == ()
    if len(calls) > 1:
        assert any("out of the blue" in e.message and "one improvement was lost" in e.message for e in events)


def test_cells_that_are_proven_useless_are_not_used() -> None:
    compiled = compile_problem(ward(4, officers=3, days=DAYS))
    found = searched(compiled)
    assert (np.isfinite(found.pricing.own) == (open_cells(found.incumbent) | compiled.pinned)).all()
