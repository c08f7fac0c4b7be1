"""A slice of the campaign over the exposure ledger; all of it: python tests/campaigns/ledger.py."""

from datetime import date, timedelta

import pytest
from campaigns.ledger import campaign, hours

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority
from scheduler.ledger import Ledger

FIRST = date(2026, 6, 10)
SHIFT = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720)


def test_histories_are_counted_to_the_minute(capsys: pytest.CaptureFixture[str]) -> None:
    assert campaign(histories=25, seed_=11) == 0
    said = capsys.readouterr().out
    assert "25 histories" in said
    assert " 0 differ" in said
    assert " 0 missed, 0 invented" in said


def test_the_hours_of_a_transferred_inmate_follow_him() -> None:
    """He moves at noon from A to B; the officer works A that day, B on the next, and then A, where he no longer is."""
    posts = tuple(
        Post(
            code=code,
            name=code,
            facility="F",
            area=code,
            priority=Priority.CRITICAL,
            contact=ContactMode.CREW,
            coverage=(Coverage(shift="D", minimum=1, wanted=1),),
        )
        for code in ("A", "B")
    )
    base = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=FIRST, days=3),
        areas=tuple(Area(code=code, name=code, facility="F") for code in ("A", "B")),
        shifts=(SHIFT,),
        posts=posts,
        officers=(Officer(badge="1", facility="F", seniority=date(2020, 1, 1)),),
    )
    noon = base.clock.minute(FIRST, 720)
    stays = (Stay(inmate="R1", area="A", start=noon - 9000, end=noon), Stay(inmate="R1", area="B", start=noon))
    problem = Problem(
        facility=base.facility,
        period=base.period,
        areas=base.areas,
        shifts=base.shifts,
        posts=base.posts,
        officers=base.officers,
        stays=stays,
    )
    tours = []
    for day, post in enumerate(("A", "B", "A")):
        on = FIRST + timedelta(days=day)
        start, end = SHIFT.span(problem.clock, on)
        tours.append(Tour(badge="1", post=post, on=on, shift="D", index=0, start=start, end=end))
    roster = Roster(facility="F", period=problem.period, tours=tuple(tours))
    ledger = Ledger.of(problem)
    met = hours(ledger, ledger.contacts(ledger.planned_work(roster.tours)))
    assert met == {("1", "R1", FIRST): 360 * 200, ("1", "R1", FIRST + timedelta(days=1)): 720 * 200}
