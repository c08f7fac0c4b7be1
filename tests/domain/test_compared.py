"""Comparing two rosters: what each officer gains and loses, what belongs together, and taking over a part."""

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.compared import ChangeKind, compare, of_officer, together, with_cells
from scheduler.domain.roster import Period, Roster, Tour

FIRST = date(2026, 12, 6)


def tour(badge: str, post: str, day: int = 0, index: int = 0, shift: str = "D", hours: int = 12) -> Tour:
    start = day * 1440 + (360 if shift == "D" else 1080)
    return Tour(
        start=start, end=start + hours * 60, badge=badge, post=post, on=FIRST + timedelta(days=day), shift=shift,
        index=index,
    )  # fmt: skip


def roster(*tours: Tour) -> Roster:
    return Roster(facility="F", period=Period(first=FIRST, days=3), tours=tours)


def test_added_removed_and_moved_with_their_hours() -> None:
    before = roster(tour("A", "GATE"), tour("B", "YARD"), tour("C", "HALL", day=1))
    after = roster(tour("A", "YARD"), tour("C", "HALL", day=1, hours=8), tour("D", "GATE", day=2))
    found = compare(before, after)
    assert [(c.badge, c.kind, c.minutes) for c in found] == [
        ("A", ChangeKind.MOVED, 0),
        ("B", ChangeKind.REMOVED, -720),
        ("C", ChangeKind.MOVED, -240),
        ("D", ChangeKind.ADDED, 720),
    ]
    assert [c.on for c in of_officer(found, "D")] == [FIRST + timedelta(days=2)]
    assert compare(before, before) == ()


def test_another_of_several_like_seats_is_no_change_and_overtime_is_one() -> None:
    held = tour("A", "GATE")
    assert compare(roster(held), roster(replace(held, index=1))) == ()
    assert len(compare(roster(held), roster(replace(held, kind="mandated_overtime")))) == 1


def test_who_swaps_seats_belongs_together_and_dates_stay_apart() -> None:
    before = roster(tour("A", "GATE"), tour("B", "YARD"), tour("C", "HALL"), tour("A", "GATE", day=1))
    after = roster(tour("A", "YARD"), tour("B", "GATE"), tour("D", "HALL"), tour("B", "GATE", day=1))
    changes = compare(before, after)
    assert together(changes, {("A", FIRST)}) == {("A", FIRST), ("B", FIRST)}
    assert together(changes, {("C", FIRST)}) == {("C", FIRST), ("D", FIRST)}
    assert together(changes, {("Z", FIRST)}) == frozenset()
    second = FIRST + timedelta(days=1)
    assert together(changes, {("A", second)}) == {("A", second), ("B", second)}


def test_a_part_is_taken_over_seat_for_seat() -> None:
    before = roster(tour("A", "GATE"), tour("B", "YARD"), tour("C", "HALL"))
    after = roster(tour("A", "YARD"), tour("B", "GATE"))
    changes = compare(before, after)
    part = with_cells(before, after, together(changes, {("A", FIRST)}))
    assert {(t.badge, t.post) for t in part.tours} == {("A", "YARD"), ("B", "GATE"), ("C", "HALL")}
    seats = [t.seat for t in part.tours]
    assert len(seats) == len(set(seats))
    assert with_cells(before, after, {c.key for c in changes}).tours == after.tours
