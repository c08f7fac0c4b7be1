"""The two evaluations of terms, one cell by cell and one by arrays, say the same of random terms of every shape."""

import numpy as np
import pytest
from support import naive_terms, random_terms, terms_oracle

from scheduler.rule import Frame


@pytest.mark.parametrize("seed", range(60))
def test_both_evaluations_charge_the_same(seed):
    random = np.random.default_rng(seed)
    frame = Frame.of(random_terms.problem(random))
    used = random_terms.terms(random, frame)
    x = random.random((len(frame.badges), len(frame.slots))) < 0.4
    cells = frozenset((int(o), int(s)) for o, s in np.argwhere(x))
    is_legal, tiers = naive_terms.judge(frame, used, x)
    priced = dict.fromkeys(tiers, 0)
    for made, terms in used:
        if made.entry.tier is not None:
            priced[made.entry.tier] += made.entry.weight * terms_oracle.cost(frame, terms, cells)
    hard = [t for made, terms in used for t in terms if made.is_hard or isinstance(t, random_terms.Capacity)]
    assert is_legal == terms_oracle.is_feasible(frame, hard, cells)
    if is_legal:
        assert tiers == priced
