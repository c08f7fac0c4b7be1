"""Cells that are closed where nothing may be lost: no roster that loses nothing ever uses one."""

import functools
import itertools

import numpy as np
import pytest
from support import naive_terms, random_terms

from scheduler.engine.compiled import compile_terms
from scheduler.engine.explain.closed_cells import open_cells
from scheduler.engine.score import Assignment, Scorer
from scheduler.rule import Frame


@functools.cache
def _rosters(seed):
    """Return a compiled problem of a few cells, and every legal roster with its tiers' values."""
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random, most_cells=8))
    used = (
        random_terms.terms(random, frame, has_least=bool(seed % 4 == 1))
        if seed % 2
        else random_terms.terms_of_one_shift(random, frame)
    )
    compiled = compile_terms(frame, used)
    cells = np.argwhere(compiled.free)
    legal = []
    for chosen in itertools.product((False, True), repeat=len(cells)):
        x = compiled.pinned.copy()
        x[tuple(cells.T)] = chosen
        is_legal, tiers = naive_terms.judge(frame, used, x)
        if is_legal and (x.sum(axis=0) <= compiled.capacity).all():
            legal.append((tuple(tiers.values()), x))
    return compiled, legal


def _closed(seed, number):
    """Return which cells are closed beside one roster, those that others as good change, and the roster's own."""
    compiled, legal = _rosters(seed)
    values, worked = legal[number]
    kept = range(len(values))
    found = open_cells(Assignment(Scorer(compiled), worked.copy()), compiled.free, kept, kept, lambda: False)
    as_good = [x for own, x in legal if all(a <= b for a, b in zip(own, values, strict=True))]
    changed = np.any([x != worked for x in as_good], axis=0)
    return compiled.free & ~found, changed


@pytest.mark.parametrize("seed", range(24))
def test_a_roster_that_loses_nothing_never_changes_a_closed_cell(seed):
    _, legal = _rosters(seed)
    if not legal:
        pytest.skip("no roster is legal here")
    best = min(range(len(legal)), key=lambda n: legal[n][0])
    for number in {best, len(legal) // 2, len(legal) - 1}:
        closed, changed = _closed(seed, number)
        assert not (closed & changed).any()


def test_many_cells_are_closed_beside_the_best_roster():
    """The test above would pass if nothing was ever closed."""
    closed = 0
    for seed in range(24):
        _, legal = _rosters(seed)
        if legal:
            best = min(range(len(legal)), key=lambda n: legal[n][0])
            closed += int(_closed(seed, best)[0].sum())
    assert closed >= 20


def test_what_is_ended_at_once_closes_nothing():
    compiled, legal = next(found for found in map(_rosters, range(24)) if found[1] and found[0].free.any())
    values, worked = legal[0]
    kept = range(len(values))
    found = open_cells(Assignment(Scorer(compiled), worked.copy()), compiled.free, kept, kept, lambda: True)
    assert (found == compiled.free).all()
