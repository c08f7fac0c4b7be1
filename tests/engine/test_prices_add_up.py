"""Prices of shifts and of single cells in one tier add up, whichever comes first."""

from itertools import permutations

import numpy as np
import pytest
from support.toy import facility, use

from scheduler.engine.compiled import compile_terms
from scheduler.rule import Forbid, Frame, InstancePrice, Price


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_prices_of_shifts_and_of_cells_add_up(order):
    frame = Frame.of(facility(4, 3, 3))
    officer, instance, slot = (np.array(n) for n in ([0, 1, 1, 3], [0, 2, 5, 1], [4, 0, 7, 17]))
    terms = (
        InstancePrice(officer, instance, np.array([5, 7, 11, 13])),
        Price(officer, slot, np.array([1, 2, 3, 4])),
        Forbid(officer, slot),
    )
    wanted = np.zeros((len(frame.badges), len(frame.slots)), dtype=np.int64)
    for o, i, cost in zip(officer, instance, (5, 7, 11, 13), strict=True):
        wanted[o, frame.instance == i] += cost
    for o, s, cost in zip(officer, slot, (2, 3, 4, 5), strict=True):
        wanted[o, s] += cost
    compiled = compile_terms(frame, [(use("quality", 2, f"{n}"), (terms[n],)) for n in order])
    tier = [t.key for t in compiled.tiers].index("quality")
    assert (compiled.cell_cost[tier] == 2 * wanted).all()
