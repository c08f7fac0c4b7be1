"""Exposure by area: who is due when, forecast to the roster's end, waivers, and two years of compliance."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, SHIFTS, ZONE, small_site

from scheduler.api import Desk, RotationState, area_exposures, compliance, due_lines
from scheduler.domain.clock import Clock
from scheduler.domain.people import RotationWaiver, Tenure
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Severity

DAYS = {Severity.SHOW: 75, Severity.ASK: 90, Severity.STOP: 180}


def cadences() -> tuple[PolicyEntry, ...]:
    return tuple(
        PolicyEntry(
            id=f"tenure_{severity}",
            rule="area_tenure",
            severity=severity,
            effective=date(2020, 1, 1),
            settings=(Setting(name="limit_days", value=days),),
        )
        for severity, days in DAYS.items()
    )


def rotated_site(*tenures: tuple[str, int], waivers: tuple[RotationWaiver, ...] = ()) -> Site:
    """Return the small site with tenures that have run so many days on the first date of the period."""
    site = small_site()
    return replace(
        site,
        worked=(),
        tenures=tuple(Tenure(badge=b, area="H1", since=FIRST - timedelta(days=days)) for b, days in tenures),
        rotation_waivers=waivers,
        policy=replace(site.policy, entries=(*site.policy.entries, *cadences())),
    )


def met(site: Site) -> tuple[Problem, Roster]:
    return site.problem(PERIOD), Roster(facility="F", period=PERIOD, tours=())


def test_each_tenure_has_its_dates_to_the_day() -> None:
    (line,) = due_lines(*met(rotated_site(("B1", 85))))
    since = FIRST - timedelta(days=85)
    found = line.line
    assert (found.since, found.notice, found.due, found.overdue) == (
        since, since + timedelta(days=75), since + timedelta(days=90), since + timedelta(days=180),
    )  # fmt: skip
    assert (line.now, line.at_end) == (RotationState.NOTICE, RotationState.DUE)


def test_an_area_counts_who_is_due_now_and_by_the_end() -> None:
    waiver = RotationWaiver(
        badge="B4", area="H1", first=FIRST, expires=FIRST + timedelta(days=20), approver="Captain", reason="course"
    )
    (area,) = area_exposures(*met(rotated_site(("B1", 10), ("B2", 86), ("B3", 200), ("B4", 120), waivers=(waiver,))))
    assert (area.area, area.holders, area.due_now, area.due_by_end, area.waived) == ("H1", 4, 1, 2, 1)
    assert area.next_due == FIRST + timedelta(days=4)


def test_a_waiver_that_ends_within_the_roster_is_no_excuse_at_its_end() -> None:
    waiver = RotationWaiver(
        badge="B1", area="H1", first=FIRST, expires=FIRST + timedelta(days=2), approver="Captain", reason="course"
    )
    (line,) = due_lines(*met(rotated_site(("B1", 120), waivers=(waiver,))))
    assert (line.now, line.at_end) == (RotationState.WAIVED, RotationState.DUE)


@pytest.fixture
def history() -> Site:
    """B1 works every day in H1 for 130 dates before December; the tenure is not given and follows from that."""
    clock = Clock(ZONE)
    tours = []
    for n in range(130):
        on = date(2026, 12, 1) - timedelta(days=n + 1)
        start, end = SHIFTS[0].span(clock, on)
        tours.append(Tour(badge="B1", post="P1", on=on, shift="D", index=0, start=start, end=end))
    return replace(rotated_site(), worked=tuple(sorted(tours)))


def test_compliance_goes_back_as_far_as_history_and_no_further(history: Site) -> None:
    found = list(compliance(history, date(2026, 12, 1)))
    assert [line.month.month for line in found] == [12, 11, 10, 9, 8]
    assert [(line.on_time, line.due, line.overdue) for line in found] == [
        (0, 1, 0), (0, 1, 0), (1, 0, 0), (1, 0, 0), (1, 0, 0),
    ]  # fmt: skip
    assert all(line.running == 1 for line in found)


def test_the_desk_reads_compliance_from_what_was_published_and_worked(tmp_path: Path, history: Site) -> None:
    with Desk.open(str(tmp_path / "f.db"), now=lambda: NOW) as desk:
        desk.import_site(history, "x")
        today = date(2026, 11, 20)
        assert list(compliance(desk.past_site(today), today)) == list(compliance(history, today))
