"""Bounds by linear relaxation: never above the optimum, whatever is summed up, left out, or computed badly."""

import functools
import itertools

import numpy as np
import pytest
from support import naive_terms, random_terms

from scheduler.engine import dual, relaxation
from scheduler.engine.compiled import compile_terms
from scheduler.engine.dual import LinearProgram
from scheduler.engine.relaxation import TooLargeError, relaxed_bound
from scheduler.rule import NO_LIMIT, Frame


@functools.cache
def _rosters(seed):
    """Return a compiled problem of a few cells, and the tiers' values of every legal roster."""
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random, most_cells=8))
    used = (
        random_terms.terms(random, frame, has_least=False)
        if seed % 2
        else random_terms.terms_of_one_shift(random, frame)
    )
    compiled = compile_terms(frame, used)
    cells = np.argwhere(compiled.free)
    values = []
    for chosen in itertools.product((False, True), repeat=len(cells)):
        x = compiled.pinned.copy()
        x[tuple(cells.T)] = chosen
        is_legal, tiers = naive_terms.judge(frame, used, x)
        if is_legal and (x.sum(axis=0) <= compiled.capacity).all():
            values.append(tuple(tiers.values()))
    return random, compiled, values


@pytest.mark.parametrize("from_inside", [10**6, 0], ids=["simplex", "inside"])
@pytest.mark.parametrize("most_fine", [10**6, 0], ids=["slots", "summed"])
@pytest.mark.parametrize("seed", range(24))
def test_a_bound_never_lies_above_the_best_that_keeps_the_tiers_above(seed, most_fine, from_inside, monkeypatch):
    monkeypatch.setattr(relaxation, "MOST_FINE", most_fine)
    monkeypatch.setattr(dual, "FROM_INSIDE", from_inside)
    monkeypatch.setattr(relaxation, "MOST_ROWS", 20_000 if seed % 3 else 2)
    random, compiled, values = _rosters(seed)
    if not values:
        pytest.skip("no roster is legal here")
    for reached in (min(values), values[int(random.integers(len(values)))]):
        for tier in range(len(reached)):
            bound = relaxed_bound(compiled, reached, tier)
            kept = [v for v in values if all(a <= b for a, b in zip(v[:tier], reached[:tier], strict=True))]
            assert bound is None or bound <= min(v[tier] for v in kept)


def test_bounds_are_seldom_trivial():
    """The test above would pass if nothing was ever bounded."""
    reached = 0
    for seed in range(24):
        _, compiled, values = _rosters(seed)
        if values:
            best = min(values)
            reached += any(relaxed_bound(compiled, best, t) == v > 0 for t, v in enumerate(best))
    assert reached >= 5


def test_putting_together_what_looks_alike_loses_little(monkeypatch):
    pairs = []
    for seed in range(24):
        _, compiled, values = _rosters(seed)
        for tier in range(len(min(values, default=()))):
            both = []
            for most_fine in (10**6, 0):
                monkeypatch.setattr(relaxation, "MOST_FINE", most_fine)
                both.append(relaxed_bound(compiled, min(values), tier))
            pairs.append(both)
    known = [(fine, summed) for fine, summed in pairs if fine is not None]
    assert all(summed <= fine for fine, summed in known)
    assert sum(summed == fine > 0 for fine, summed in known) > sum(summed < fine for fine, summed in known) + 5


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_solver_says_the_bound_holds(seed, monkeypatch):
    random = np.random.default_rng(seed)
    top = random.integers(1, 4, size=5)
    coef = random.integers(-3, 4, size=(4, 5))
    cost = random.integers(-4, 6, size=5)
    every = np.array(list(itertools.product(*(range(t + 1) for t in top))))
    sums = every @ coef.T
    lower = np.where(random.random(4) < 0.5, -NO_LIMIT, sums[int(random.integers(len(sums)))])
    upper = np.where(random.random(4) < 0.5, NO_LIMIT, np.maximum(lower, sums.max(axis=0) - 1))
    kept = every[((sums >= lower) & (sums <= upper)).all(axis=1)]
    program = LinearProgram()
    columns, rows = program.add_columns(top), program.add_rows(lower, upper)
    for n, row in enumerate(rows):
        program.add_entries(np.full(5, row), columns, coef[n])
    found = program.least(cost, 1, lambda: False)[0]
    assert not len(kept) or found <= (kept @ cost).min()
    monkeypatch.setattr(dual, "_solved", lambda *_: (random.normal(size=4) * 3, np.zeros(5)))
    for _ in range(5):
        worse = program.least(cost, 1, lambda: False)[0]
        assert not len(kept) or worse <= (kept @ cost).min()


def test_what_is_too_large_is_said_to_be(monkeypatch):
    monkeypatch.setattr(relaxation, "MOST_COLUMNS", 1)
    compiled, values = next(
        (c, v) for _, c, v in map(_rosters, range(20)) if v and c.free.sum() > 2 and c.is_one_per_instance
    )
    with pytest.raises(TooLargeError, match="columns"):
        relaxed_bound(compiled, values[0], 0)


@pytest.mark.parametrize("rounds", [1, 3, 5, 7, 9])
def test_a_large_program_that_is_cut_off_proves_what_its_prices_prove(rounds, monkeypatch):
    """Thirty posts of a transport problem with whole amounts; its optimum is known from the solver's end."""
    program, random = LinearProgram(), np.random.default_rng(rounds)
    columns = program.add_columns(np.full(900, 9, dtype=np.int64))
    for amounts, sides in ((random.integers(2, 9, 30), columns.reshape(30, 30)), (None, columns.reshape(30, 30).T)):
        low = np.full(30, 1, dtype=np.int64) if amounts is None else amounts
        rows = program.add_rows(low, np.full(30, NO_LIMIT))
        program.add_entries(np.repeat(rows, 30), sides.ravel(), np.ones(900, dtype=np.int64))
    cost = random.integers(1, 100, 900)
    best, _ = program.least(cost, 1, lambda: False)
    asked = []

    def is_over() -> bool:
        asked.append(True)
        return len(asked) > rounds

    monkeypatch.setattr(dual, "FROM_INSIDE", 0)
    found = program.least(cost, 1, is_over)
    assert found is not None
    assert found[0] <= best
    assert program.least(cost, 1, lambda: False)[0] == best


def test_a_proof_can_be_ended():
    compiled, values = next((c, v) for _, c, v in map(_rosters, range(20)) if v and c.is_one_per_instance)
    assert relaxed_bound(compiled, values[0], 0, lambda: True) is None
