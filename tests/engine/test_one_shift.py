"""One shift solved with its crews: as good as the best of all ways to man it while every other shift stands."""

import itertools

import numpy as np
import pytest
from support import random_terms

from scheduler.engine.compiled import compile_terms
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.exchange import solve_shift
from scheduler.engine.score import Assignment, Scorer
from scheduler.rule import Crew, Frame, Order


def _ways(base: Assignment, instance: int):
    """Yield every assignment that differs from the base on one shift and breaks no limit."""
    compiled = base.compiled
    slots = compiled.frame.slots_of_instance[instance]
    may = (compiled.frame.kind[:, instance] == 0) | base.worked[:, slots].any(axis=1)
    cells = [(o, s) for o in np.flatnonzero(may) for s in slots if compiled.free[o, s]]
    for chosen in itertools.product((False, True), repeat=len(cells)):
        worked = base.worked.copy()
        for (o, s), is_worked in zip(cells, chosen, strict=True):
            worked[o, s] = is_worked
        made = Assignment(base.scorer, worked)
        if made.rank()[0] == 0:
            yield made


@pytest.mark.parametrize("seed", range(24))
def test_one_shift_comes_out_as_well_as_it_can(seed):
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random, most_cells=9))
    used = random_terms.terms_of_one_shift(random, frame)
    used = [(use, tuple(t for t in terms if not isinstance(t, Order))) for use, terms in used]
    compiled = compile_terms(frame, used)
    base = Assignment(Scorer(compiled))
    if base.rank()[0] or not compiled.is_one_per_instance or not len(frame.instances):
        pytest.skip("an empty roster breaks a limit here")
    control = Control(BuildOptions(seconds=60, workers=1), lambda: False)
    for instance in range(len(frame.instances)):
        best = min(made.rank() for made in _ways(base, instance))
        found = solve_shift(base, instance, control)
        if found is not None:
            officers, worked = found
            rows = base.worked[officers]
            rows[:, frame.slots_of_instance[instance]] = worked
            base.put(officers, rows)
        assert base.rank() == best


def test_some_of_these_shifts_have_crews():
    count = 0
    for seed in range(24):
        random = np.random.default_rng(seed)
        frame = Frame.of(random_terms.problem(random, most_cells=9))
        count += any(isinstance(t, Crew) for _, ts in random_terms.terms_of_one_shift(random, frame) for t in ts)
    assert count >= 6
