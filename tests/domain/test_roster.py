"""Edits: what they change, what they refuse, and that every one can be taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.roster import (
    Lock,
    LockChange,
    Period,
    Roster,
    RosterEdit,
    StaleEditError,
    Tour,
    TourChange,
    difference,
    parse_seat_id,
)

FIRST = date(2026, 12, 6)
PERIOD = Period(first=FIRST, days=3)


def tour(badge: int, day: int, post: str = "HB-F", index: int = 0) -> Tour:
    start = 29_000_000 + day * 1440
    return Tour(
        badge=str(badge),
        post=post,
        on=FIRST + timedelta(days=day),
        shift="D",
        index=index,
        start=start,
        end=start + 720,
    )


def edit(*changes: TourChange, locks: tuple[LockChange, ...] = ()) -> RosterEdit:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    return RosterEdit(id="1", label="Swap", actor="sergeant", at=at, changes=changes, locks=locks)


tours = st.builds(tour, st.integers(1, 4), st.integers(0, 2), st.sampled_from(("HB-F", "HC-F")), st.integers(0, 1))
rosters = st.builds(lambda found: Roster(facility="F", period=PERIOD, tours=tuple(found)), st.sets(tours, max_size=8))


@given(rosters, rosters)
def test_the_difference_leads_there_and_back(before: Roster, after: Roster) -> None:
    change = edit(*difference(before, after))
    assert change.apply(before) == after
    assert change.inverse().apply(after) == before


def test_tours_are_kept_in_order_of_time() -> None:
    roster = Roster(facility="F", period=PERIOD, tours=(tour(1, 2), tour(2, 0)))
    assert [t.badge for t in roster.tours] == ["2", "1"]


def test_an_edit_that_expects_another_roster_is_refused() -> None:
    roster = Roster(facility="F", period=PERIOD, tours=(tour(1, 0),))
    with pytest.raises(StaleEditError, match="HB-F/2026-12-07/D/0 has changed"):
        edit(TourChange(before=tour(1, 1), after=None)).apply(roster)
    with pytest.raises(StaleEditError, match="is already so"):
        edit(TourChange(before=None, after=tour(1, 0))).apply(roster)


def test_two_tours_change_places_in_one_edit() -> None:
    roster = Roster(facility="F", period=PERIOD, tours=(tour(1, 0), tour(2, 0, "HC-F")))
    swap = edit(
        TourChange(before=tour(1, 0), after=tour(2, 0)), TourChange(before=tour(2, 0, "HC-F"), after=tour(1, 0, "HC-F"))
    )
    assert {(t.badge, t.post) for t in swap.apply(roster).tours} == {("2", "HB-F"), ("1", "HC-F")}
    assert swap.cells == {("1", FIRST), ("2", FIRST)}


def test_a_lock_is_set_once() -> None:
    roster = Roster(facility="F", period=PERIOD)
    setting = edit(locks=(LockChange(lock=Lock(badge="1", on=FIRST), is_set=True),))
    locked = setting.apply(roster)
    assert locked.locks == (Lock(badge="1", on=FIRST),)
    assert setting.inverse().apply(locked) == roster
    with pytest.raises(StaleEditError, match="the lock is already so"):
        setting.apply(locked)


@pytest.mark.parametrize("text", ["HB-F", "HB-F/2026-12-06/D", "HB-F/6 Dec/D/0", "HB-F/2026-12-06/D/x", ""])
def test_a_seat_is_post_date_shift_index(text: str) -> None:
    with pytest.raises(ValueError, match="POST/DATE/SHIFT/INDEX is expected"):
        parse_seat_id(text)
    assert parse_seat_id("HB-F/2026-12-06/D/1") == ("HB-F", FIRST, "D", 1)
