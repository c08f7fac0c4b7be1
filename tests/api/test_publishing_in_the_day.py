"""A period that is running: what has begun stands, and does not keep the coming days from being published."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from support.desk_site import FIRST, ZONE, badge, small_site
from support.sites import edit

from scheduler.api import Desk, PublishBlockedError, RowChange
from scheduler.domain.clock import Clock
from scheduler.domain.roster import Period, Tour, Waiver
from scheduler.domain.words import PostCode, ShiftCode

CLOCK = Clock(ZONE)
DAY = timedelta(days=1)
TUESDAY = FIRST + 2 * DAY
WHO = badge(7)


def at(on: date, hour: int) -> datetime:
    return CLOCK.local(CLOCK.minute(on, hour * 60))


def night(on: date, post: str = "HA-F", number: int = 7) -> Tour:
    start, end = CLOCK.minute(on, 18 * 60), CLOCK.minute(on, 30 * 60)
    return Tour(start=start, end=end, badge=badge(number), post=PostCode(post), on=on, shift=ShiftCode("N"), index=0)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    """Three nights of one officer in Housing A are published; it is Tuesday, ten in the evening."""
    now = [at(FIRST, 5)]
    with Desk.open(database, actor="commander", now=lambda: now[0]) as opened:
        opened.import_site(small_site(), "small")
        opened.create_roster(Period(first=FIRST, days=7))
        opened.apply_edit(1, edit("plan", night(TUESDAY - DAY), night(TUESDAY), night(TUESDAY + DAY)))
        waive_all(opened)
        opened.publish(1, reason="plan")
        now[0] = at(TUESDAY, 22)
        yield opened


def waive_all(desk: Desk) -> None:
    """Waive all empty critical seats: they are not what this is about."""
    for n in range(7):
        for entry in ("seats_critical",):
            made = Waiver(
                entry=entry, badge="", on=FIRST + n * DAY, approver="captain", reason="test", expires=FIRST + 60 * DAY
            )
            desk.add_waiver(1, made)


def bar(desk: Desk) -> None:
    """From Tuesday on the officer is not to be posted to the area."""
    cells = (str(WHO), f"{TUESDAY}", "", "HU", "")
    desk.setup.change("Restrictions", [RowChange(row=None, cells=cells)], "availability")


def test_a_bar_from_today_leaves_the_running_tour_and_stops_the_next(desk: Desk) -> None:
    bar(desk)
    desk.apply_edit(1, edit("other", night(TUESDAY + 2 * DAY, number=8)))
    with pytest.raises(PublishBlockedError) as blocked:
        desk.publish(1, reason="amended")
    cells = {(cell.badge, cell.on) for finding in blocked.value.findings for cell in finding.cells}
    assert cells == {(WHO, TUESDAY + DAY)}, "neither the tour of last night, which ended today, nor the running one"
    other = night(TUESDAY + DAY, number=8)
    desk.apply_edit(1, edit("moved", other, gone=(night(TUESDAY + DAY),)))
    assert desk.publish(1, reason="amended").version == 2


def test_what_has_begun_stands_only_as_it_was_published(desk: Desk) -> None:
    bar(desk)
    gone, longer = night(TUESDAY), night(TUESDAY, post="HB-F")
    desk.apply_edit(1, edit("moved", longer, gone=(gone, night(TUESDAY + DAY))))
    with pytest.raises(PublishBlockedError) as blocked:
        desk.publish(1, reason="amended")
    assert {(c.badge, c.on) for f in blocked.value.findings for c in f.cells} == {(WHO, TUESDAY)}
