"""Readings and waivers of rotation, noted one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.sites import FIRST, PERIOD, planned_site

from scheduler.api import Desk, DeskError
from scheduler.domain.people import Reading, RotationWaiver

SITE = planned_site()


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="clerk") as desk:
        desk.import_site(SITE, "x")
        yield desk


def test_a_reading_counts_from_then_on_and_once(desk: Desk) -> None:
    reading = Reading(badge="B2", document="PO-P1", version=1, on=FIRST)
    desk.add_readings([reading, reading])
    desk.add_readings([reading])
    assert desk.site().readings == (*SITE.readings, reading)
    assert desk.problem(PERIOD).readings == desk.site().readings
    assert [row.action for row in desk.audit()] == ["note readings", "import"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"badge": "B9"}, "a known officer is expected, not 'B9'"),
        ({"version": 2}, "There is no version 2 of the document PO-P1"),
        ({"document": "PO-P9"}, "There is no version 1 of the document PO-P9"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(desk: Desk, change: dict, said: str) -> None:
    good = Reading(badge="B2", document="PO-P1", version=1, on=FIRST)
    with pytest.raises(DeskError, match=said):
        desk.add_readings([good, replace(good, **change)])
    assert desk.site() == SITE


WAIVER = RotationWaiver(
    badge="B1", area="H1", first=FIRST, expires=FIRST + timedelta(days=89), approver="captain", reason="a course"
)


def test_a_waiver_of_rotation_is_kept(desk: Desk) -> None:
    desk.add_rotation_waiver(WAIVER)
    assert desk.problem(PERIOD).rotation_waivers == (*SITE.rotation_waivers, WAIVER)
    assert "a course" not in str(desk.audit()), "why is nobody else's business"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": " "}, "A waiver of rotation needs an approver and a reason"),
        ({"approver": ""}, "A waiver of rotation needs an approver and a reason"),
        ({"expires": FIRST + timedelta(days=90)}, "1 to 90 days are expected"),
        ({"expires": date(2026, 1, 1)}, "1 to 90 days are expected"),
        ({"area": "H9"}, "a known area is expected, not 'H9'"),
        ({"badge": "B9"}, "a known officer is expected, not 'B9'"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused(desk: Desk, change: dict, said: str) -> None:
    with pytest.raises(DeskError, match=said):
        desk.add_rotation_waiver(replace(WAIVER, **change))
    assert desk.site() == SITE
