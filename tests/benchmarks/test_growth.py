"""The benchmark of growth: what it fits, whom it multiplies, and that its steps run."""

import pytest
from growth import STEPS, Measured, exponent, measured, table, with_inmates

from scheduler.domain.roster import Period
from scheduler.generate import DEMO_FIRST, generate_site


def test_the_exponent_of_a_power_is_the_power() -> None:
    sizes = [10.0, 20.0, 40.0, 80.0]
    assert exponent(sizes, [3 * size**1.5 for size in sizes]) == pytest.approx(1.5)
    assert exponent(sizes, [7.0] * 4) == pytest.approx(0)


def test_inmates_are_left_out_or_copied() -> None:
    site = generate_site(officers=20, seed=1, days=3)
    problem = site.problem(Period(first=DEMO_FIRST, days=3))
    known = {stay.inmate for stay in problem.stays}
    for count in (5, len(known), 2 * len(known) + 3):
        there = {stay.inmate for stay in with_inmates(problem, count).stays}
        assert len(there) == count
        assert known <= there or there <= known


def test_every_step_is_measured() -> None:
    site = generate_site(officers=20, seed=1, days=3)
    found = measured(site.problem(Period(first=DEMO_FIRST, days=3)))
    assert set(found.steps) == set(STEPS)
    larger = Measured(officers=40, days=3, inmates=9, seats=60, steps={step: 2 * t for step, t in found.steps.items()})
    lines = table("officers", [found, larger])
    assert lines[-1].startswith("| exponent | | | | ")
    assert len(lines) == 4 + 2
