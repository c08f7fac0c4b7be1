"""Made-up facilities: the same on every machine, whole, and lawful up to the first day of the roster."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.check import check_roster
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.generate import DEMO_DAYS, DEMO_FIRST, DEMO_OFFICERS, demo_site, generate_site
from scheduler.wire import sha256


@pytest.fixture(scope="module")
def demo() -> Site:
    return demo_site()


def test_the_demonstration_jail_is_the_one_described(demo: Site) -> None:
    problem = demo.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS))
    assert len(problem.officers) == DEMO_OFFICERS
    day, night = (
        sum(s.wanted for s in problem.slots() if s.on == DEMO_FIRST + timedelta(days=1) and s.shift == shift)
        for shift in "DN"
    )
    assert (day, night) == (3 + 13 + 3, 3 + 12 + 1)  # command and seniors, fixed posts, tower with kitchen and RH-2
    assert len(problem.restrictions) == 5
    assert {w.kind.value for w in problem.watches} == {"hospital", "constant"}
    midnight = problem.clock.midnight(DEMO_FIRST)
    housed = sum(1 for s in problem.stays if s.start <= midnight and (s.end is None or s.end > midnight))
    assert 280 <= housed <= 312


def test_the_same_seed_makes_the_same_facility(demo: Site) -> None:
    assert sha256(demo_site()) == sha256(demo)
    assert sha256(generate_site(officers=DEMO_OFFICERS, seed=2)) != sha256(demo)


def test_every_outline_is_on_the_floor_plan(demo: Site) -> None:
    on_site = [a for a in demo.areas if "off site" not in a.name and a.code != "COMMAND"]
    assert [a.code for a in on_site if f'id="{a.outline}"' not in demo.floor_plan] == []


@pytest.mark.parametrize("officers", [24, 60, 109, 140])
def test_history_breaks_no_never_or_stop_rule(officers: int) -> None:
    site = generate_site(officers=officers, seed=3)
    past = Period(first=DEMO_FIRST - timedelta(days=28), days=28)
    problem = replace(site, watches=()).problem(past)
    tours = tuple(t for t in site.worked if t.on in past)
    roster = Roster(facility=site.facility.id, period=past, tours=tours)
    broken = [f for f in check_roster(problem, roster).blocking if not f.rule.startswith(("seats", "area_tenure"))]
    assert broken == []


@pytest.mark.parametrize("officers", [19, 5001])
def test_an_impossible_size_is_refused(officers: int) -> None:
    with pytest.raises(ValueError, match="20 to 5000 officers are expected"):
        generate_site(officers=officers, seed=1)
