"""The briefing sheet: what takes over finds on it, what may hang on a wall, and what stands on neither copy."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import (
    Desk,
    DeskError,
    DeviationNote,
    EventNote,
    Happened,
    LogKind,
    LogNote,
    PostStatus,
    ReasonCode,
)
from scheduler.domain.clock import Clock
from scheduler.domain.people import Restriction
from scheduler.domain.words import AreaCode, Badge, ContactMode, Minute, PostCode, ShiftCode, StaffClass, TourKind

CLOCK = Clock(ZONE)
DAY, NIGHT = ShiftCode("D"), ShiftCode("N")
SIX_PM = CLOCK.minute(FIRST, 1080)
HELD = replace(tour("B1", FIRST, "N", "P2"), end=Minute(SIX_PM + 240), kind=TourKind.HOLD_OVER)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = Minute(SIX_PM - 30)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.at * 60, tz=UTC)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(database: str, hands: Hands) -> Iterator[Desk]:
    """The night of the first date: B2, a supervisor, on P1; B1 held over on P2 until 22:00, nobody after that."""
    site = small_site()
    officers = tuple(
        replace(o, staff_class=StaffClass.SUPERVISOR if o.badge == "B2" else o.staff_class) for o in site.officers
    )
    barred = Restriction(badge=Badge("B3"), first=FIRST, last=FIRST, area=AreaCode("H1"))
    with Desk.open(database, actor="commander", now=hands) as opened:
        opened.import_site(replace(site, officers=officers, restrictions=(barred,)), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N"), HELD))
        opened.publish(1)
        yield opened


def test_the_sheet_says_who_stands_where_and_what_stays_empty(desk: Desk) -> None:
    sheet = desk.briefing.read(FIRST, NIGHT)
    assert sheet.is_published
    assert [(line.post.code, [t.badge for t in line.tours]) for line in sheet.lines] == [("P1", ["B2"]), ("P2", ["B1"])]
    assert [t.badge for t in sheet.supervisors] == ["B2"]
    (gap,) = sheet.lines[1].gaps
    assert (gap.start, gap.end, gap.missing) == (SIX_PM + 240, SIX_PM + 720, 1)
    later = desk.briefing.read(PERIOD.last + timedelta(days=1), DAY)
    assert not later.is_published
    with pytest.raises(DeskError, match="No watch X"):
        desk.briefing.read(FIRST, ShiftCode("X"))


def test_the_next_watch_is_looked_at_when_it_is_near(desk: Desk, hands: Hands) -> None:
    near = desk.briefing.usual()
    assert near is not None
    assert near.shift == NIGHT
    hands.at = Minute(SIX_PM - 300)
    running = desk.briefing.usual()
    assert running is not None
    assert running.shift == DAY


def test_changes_reasons_and_what_was_handed_on_stand_on_it(desk: Desk, hands: Hands) -> None:
    gone = tour("B4", FIRST, "N")

    def happened(kind: Happened, at: int) -> None:
        hands.at = Minute(at)
        badge = Badge("B4") if kind is Happened.CALL_OFF else None
        desk.happenings.write(EventNote(kind=kind, on=FIRST, start=gone.start, end=gone.end, badge=badge))

    happened(Happened.TRANSPORT, SIX_PM - 2000)  # long before, and reaches into the watch
    happened(Happened.CALL_OFF, SIX_PM - 120)
    happened(Happened.MOVED, SIX_PM - 60)
    for minute, is_handed_on in ((SIX_PM - 1441, True), (SIX_PM - 200, True), (SIX_PM - 100, False)):
        hands.at = Minute(minute)
        desk.shift_log.write(LogNote(performed_at=hands.at, text=f"at {minute}", is_handed_on=is_handed_on))
    hands.at = Minute(SIX_PM - 10)
    taken = desk.shift_log.write(LogNote(performed_at=hands.at, text="in error", is_handed_on=True))
    desk.shift_log.take_back(taken.number)
    desk.plan.write_deviation(
        DeviationNote(
            post=PostCode("P2"),
            shift=NIGHT,
            on=FIRST,
            start=Minute(SIX_PM + 240),
            end=Minute(SIX_PM + 720),
            status=PostStatus.COMBINED,
            reason=ReasonCode.CALL_OFF,
            mitigation="Locked in",
            overtime_tried=True,
            combined_with=PostCode("P1"),
        )
    )
    signed = desk.shift_log.acknowledge(FIRST, NIGHT)
    sheet = desk.briefing.read(FIRST, NIGHT)
    assert [line.about.kind for line in sheet.changes] == [Happened.TRANSPORT, Happened.CALL_OFF]  # type: ignore[union-attr]
    assert [thread.standing.text for thread in sheet.notes] == [f"at {SIX_PM - 200}"]
    assert sheet.reasons[PostCode("P2"), FIRST, NIGHT].note.combined_with == "P1"
    assert sheet.read_by == (signed,)
    assert {line.kind for line in sheet.changes} <= {LogKind.EVENT, LogKind.CALLS, LogKind.SWAP}


def test_the_muster_copy_tells_places_and_times_and_nothing_else(desk: Desk) -> None:
    desk.shift_log.write(LogNote(performed_at=Minute(SIX_PM - 60), text="keys 7 and radios 3", is_handed_on=True))
    desk.shift_log.acknowledge(FIRST, NIGHT)
    whole = desk.briefing.read(FIRST, NIGHT)
    watched = replace(whole.lines[1], post=replace(whole.lines[1].post, contact=ContactMode.WATCH))
    muster = replace(whole, lines=(whole.lines[0], watched)).for_muster()
    assert muster.is_muster
    assert [line.post.code for line in muster.lines] == ["P1"]
    assert [tour.badge for tour in muster.apart] == ["B1"]
    told = {"watch", "is_published", "supervisors", "lines", "apart", "to_be_drawn", "is_muster"}
    assert not any(getattr(muster, field.name) for field in fields(muster) if field.name not in told)
    assert "keys 7" not in repr(muster)


def test_a_restriction_changes_nothing_on_any_copy(desk: Desk) -> None:
    """The same sheet with and without the restriction that the facility has."""
    before = desk.briefing.read(FIRST, NIGHT)
    desk.import_site(replace(desk.site(), restrictions=()), "without")
    after = desk.briefing.read(FIRST, NIGHT)
    assert after == before


def test_printing_is_noted(desk: Desk) -> None:
    desk.briefing.note_printed(FIRST, NIGHT, True)
    row = desk.audit(1)[0]
    assert (row.action, row.subjects) == ("print briefing", (f"sheet:{FIRST}:N:muster",))
