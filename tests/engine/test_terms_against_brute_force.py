"""Scores, marginal costs and models of random terms against their meaning spelt out, and the optimum by enumeration."""

import threading

import numpy as np
import pytest
from support import naive_terms, random_terms
from support.toy import use

from scheduler.engine.bounds import flow_bounds
from scheduler.engine.compiled import compile_terms
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.exact import ExactSearch, ImpossibleError
from scheduler.engine.improve import Improver
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.model import CutModel
from scheduler.engine.post_plan import sweep
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.rule import Frame, Successions


def _made(seed, has_least=True):
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random))
    used = random_terms.terms(random, frame, has_least)
    return random, frame, used, compile_terms(frame, used)


def _is_real(compiled, x):
    return bool((x.sum(axis=0) <= compiled.capacity).all())


def _every(compiled):
    """All assignments of the cells that are allowed."""
    cells = np.argwhere(compiled.allowed)
    for number in range(2 ** len(cells)):
        x = np.zeros(compiled.allowed.shape, dtype=bool)
        on = cells[[bool(number >> k & 1) for k in range(len(cells))]]
        x[on[:, 0], on[:, 1]] = True
        yield x


def _search(compiled, start=None, seconds=20.0):
    options = BuildOptions(seconds=seconds, workers=1, seed=1)
    control = Control(options, threading.Event().is_set)
    return Incumbent(start or Assignment(Scorer(compiled)), control, lambda event: None), control


@pytest.mark.parametrize("seed", range(100))
def test_scores_say_what_the_terms_mean(seed):
    random, frame, used, compiled = _made(seed)
    x = (random.random(compiled.allowed.shape) < 0.25) & compiled.allowed
    assignment = Assignment(Scorer(compiled), x)
    is_legal, tiers = naive_terms.judge(frame, used, x)
    rank = assignment.rank()
    assert (rank[0] == 0) == (is_legal and _is_real(compiled, x))
    # Rows that legal rosters cannot reach are left out, so only legal ones have a value.
    assert rank[0] or rank[1:] == tuple(tiers.values())


@pytest.mark.parametrize("seed", range(100))
def test_marginal_costs_are_differences(seed):
    random, frame, _used, compiled = _made(seed, has_least=False)
    x = (random.random(compiled.allowed.shape) < 0.3) & compiled.allowed
    scorer = Scorer(compiled)
    officers = np.arange(compiled.officers)
    for instance, slots in enumerate(frame.slots_of_instance):
        worked = x.copy()
        worked[:, slots] = False
        work = scorer.work(officers, worked)
        before, offers = scorer.charges(work), scorer.offers(work, instance)
        for n, slot in enumerate(slots):
            more = worked.copy()
            more[:, slot] = True
            after = scorer.charges(scorer.moved(work, more))
            is_open = (after.broken == 0) & compiled.allowed[:, slot]
            legal = before.broken == 0
            assert (offers.is_open[legal, n] == is_open[legal]).all()
            mine = legal & is_open
            assert (after.tiers[mine] - before.tiers[mine] == offers.delta[:, mine, n].T).all()


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("make", random_terms.TEAM_MAKERS)
def test_crews_and_lists_offer_what_a_move_changes(seed, make):
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random))
    same = np.arange(len(frame.instances))
    used = [(use(), (Successions(same, same),)), (use("low"), (make(random, frame, False),))]
    compiled = compile_terms(frame, used)
    assignment = Assignment(Scorer(compiled), random.random(compiled.allowed.shape) < 0.3)
    officers = np.arange(compiled.officers)
    for instance, slots in enumerate(frame.slots_of_instance):
        offered = assignment.teams.offers(assignment.worked, instance, slots, officers, 3)[2]
        for officer in officers.tolist():
            without = assignment.copy()
            rest = assignment.worked[officer].copy()
            rest[slots] = False
            without.put(officers[[officer]], rest[None])
            for n, slot in enumerate(slots):
                more = without.copy()
                worked = rest.copy()
                worked[slot] = True
                more.put(officers[[officer]], worked[None])
                true = more.values()[2] - without.values()[2]
                # Being passed over costs the more the longer the list before, so that the top is called first.
                is_guide = make is random_terms.TEAM_MAKERS[1] and offered[officer, n] > 0
                assert offered[officer, n] == true or (is_guide and offered[officer, n] >= true > 0)


@pytest.mark.parametrize("seed", range(100))
def test_a_cut_model_values_the_incumbent_as_the_score_does(seed):
    random, _frame, _used, compiled = _made(seed)
    x = (random.random(compiled.allowed.shape) < 0.25) & compiled.allowed
    assignment = Assignment(Scorer(compiled), x)
    cut = CutModel(assignment, random.random(x.shape) < 0.6)
    if assignment.rank()[0] == 0:
        assert tuple(cut.hinted(t) for t in range(3)) == assignment.values()


@pytest.mark.parametrize("seed", [*range(45), 202, 242])
def test_exact_search_finds_the_optimum_or_that_there_is_none(seed):
    _, frame, used, compiled = _made(seed)
    best = None
    for x in _every(compiled):
        is_legal, tiers = naive_terms.judge(frame, used, x)
        if is_legal and _is_real(compiled, x):
            value = tuple(tiers.values())
            best = value if best is None or value < best else best
    incumbent, control = _search(compiled)
    with control:
        if best is None:
            with pytest.raises(ImpossibleError):
                ExactSearch(incumbent, control).run()
            return
        assert ExactSearch(incumbent, control).run()
    assert incumbent.best.values() == best
    assert tuple(b for b, _ in incumbent.bounds) == best
    flows = flow_bounds(compiled, best)
    assert all(f is None or f <= v for f, v in zip(flows, best, strict=True))


@pytest.mark.parametrize("seed", range(25))
def test_construction_is_legal_and_improvement_only_gains(seed):
    _, frame, used, compiled = _made(seed, has_least=False)
    empty = Assignment(Scorer(compiled))
    if empty.rank()[0]:
        pytest.skip("here even an empty roster breaks a limit")
    made = first_roster(empty.scorer, lambda: False)
    first = made.rank()
    assert first[0] == 0
    sweep(made, list(range(len(frame.instances))), lambda: False)
    assert made.rank() <= first
    incumbent, control = _search(compiled, made)
    control.options = BuildOptions(seconds=20, workers=1, seed=seed, work=0.2)
    with control:
        Improver(incumbent, control).run()
    assert incumbent.rank <= made.rank()
    is_legal, tiers = naive_terms.judge(frame, used, incumbent.best.worked)
    assert is_legal
    assert incumbent.best.values() == tuple(tiers.values())


@pytest.mark.parametrize("seed", range(40))
def test_flow_bounds_never_lie_above_the_optimum(seed):
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random, most_cells=12))
    used = random_terms.terms_of_one_shift(random, frame)
    compiled = compile_terms(frame, used)
    judged = [naive_terms.judge(frame, used, x) for x in _every(compiled) if _is_real(compiled, x)]
    values = [tuple(tiers.values()) for is_legal, tiers in judged if is_legal]
    # Against the optimum, and against any other roster: a bound holds for all that keep each of the values above it.
    for reached in (min(values), values[int(random.integers(len(values)))]):
        for tier, bound in enumerate(flow_bounds(compiled, reached)):
            kept = [v for v in values if all(a <= b for a, b in zip(v[:tier], reached[:tier], strict=True))]
            assert bound is None or bound <= min(v[tier] for v in kept)


def test_a_bound_goes_when_a_better_roster_keeps_less_above_it():
    seen = 0
    for seed in range(400):
        random, _, _, compiled = _made(seed, has_least=False)
        made = [
            Assignment(Scorer(compiled), (random.random(compiled.allowed.shape) < 0.3) & compiled.allowed)
            for _ in range(6)
        ]
        legal = sorted((m for m in made if m.rank()[0] == 0), key=Assignment.rank)
        if len(legal) < 2 or legal[0].values()[1] <= legal[-1].values()[1]:
            continue
        incumbent, _ = _search(compiled, legal[-1])
        incumbent.prove(1, 1, "test")
        incumbent.prove(2, 1, "test")
        assert incumbent.offer(legal[0])
        # Tier 0 got better and tier 1 worse: what was proven for tier 1 still holds, for tier 2 no more.
        assert [b for b, _ in incumbent.bounds] == [0, 1, 0]
        seen += 1
    assert seen
