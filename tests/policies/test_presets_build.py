"""Every whole preset builds a small facility, and one of free patterns keeps the officers' contracts."""

import subprocess
import sys
from dataclasses import replace

import pytest
from support.desk_site import FIRST, small_site

from scheduler.domain.people import Contract
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.engine import BuildOptions, build
from scheduler.policies import preset, preset_names

WHOLE = [name for name in preset_names() if not preset(name).is_addition]
QUICK = BuildOptions(seconds=1.0, workers=1)


def without_squads() -> Site:
    site = small_site()
    contract = Contract(most_minutes=72 * 60, most_work_days_in_a_row=4, least_days_off_in_a_row=1, most_weekends=1)
    officers = tuple(replace(o, squad=None, contract=contract) for o in site.officers)
    return replace(site, officers=officers, policy=preset("free_patterns").policy)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_preset_builds_a_roster_that_may_be_published(name: str) -> None:
    site = replace(small_site(), policy=preset(name).policy)
    built = build(site.problem(Period(first=FIRST, days=14)), QUICK)
    assert {f.entry for f in built.report.blocking} <= {"seats_critical"}
    assert built.roster.tours
    assert [t.key for t in built.certificate.tiers] == [t.key for t in site.policy.tiers]


def test_free_patterns_keep_contracts() -> None:
    site = without_squads()
    built = build(site.problem(Period(first=FIRST, days=14)), QUICK)
    for officer in site.officers:
        own = [t for t in built.roster.tours if t.badge == officer.badge]
        assert sum(t.minutes for t in own) <= 72 * 60
    assert {f.entry for f in built.report.blocking} <= {"seats_critical"}
    assert not any(t.kind.is_overtime for t in built.roster.tours)


def test_presets_need_no_solver() -> None:
    """Importing a workbook or opening a desk must not wait for OR-Tools."""
    code = "import sys, scheduler.api, scheduler.generate.policy; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
