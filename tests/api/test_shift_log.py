"""The shift log: entries that only pile up, corrections that keep the original, and lines of what was recorded."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.accounts import NAMES, NOW, add_accounts, as_role, with_quick_passwords
from support.accounts import Clock as Ticking
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import (
    Call,
    CallList,
    CallOutcome,
    CallsMade,
    Desk,
    DeskError,
    DeviationNote,
    EventNote,
    Happened,
    LogKind,
    LogLine,
    LogNote,
    LogThread,
    PostStatus,
    ReasonCode,
    Role,
)
from scheduler.domain.clock import Clock
from scheduler.domain.rounds import LATE_MINUTES
from scheduler.domain.shift_log import LONGEST_TEXT, EntryKind, LogEntry, threads
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode, ShiftCode

CLOCK = Clock(ZONE)
DAY, NIGHT = ShiftCode("D"), ShiftCode("N")
TEN = CLOCK.minute(FIRST, 600)


def at(minute: Minute) -> datetime:
    return CLOCK.local(minute).astimezone(UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = at(TEN)

    def __call__(self) -> datetime:
        return self.now

    def go(self, minute: Minute) -> None:
        self.now = at(minute)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(database: str, hands: Hands) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=hands) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


def day_lines(desk: Desk, on: date = FIRST) -> tuple[LogLine, ...]:
    return desk.shift_log.lines(CLOCK.midnight(on), CLOCK.midnight(on + timedelta(days=1)))


def note(performed_at: Minute = TEN, text: str = "Count cleared.") -> LogNote:
    return LogNote(performed_at=performed_at, text=text)


def test_an_entry_is_read_as_it_was_written_and_the_audit_log_names_it_without_its_text(desk: Desk) -> None:
    told = LogNote(
        performed_at=Minute(TEN - 5),
        text="  Gate 3 sticks;\n locksmith is called. ",
        post=PostCode("P1"),
        area=AreaCode("H1"),
        is_handed_on=True,
    )
    made = desk.shift_log.write(told)
    assert made.text == "Gate 3 sticks; locksmith is called."
    (line,) = day_lines(desk)
    assert line.about == LogThread((made,))
    assert (line.kind, line.at, line.by, line.is_late) == (LogKind.NOTE, TEN - 5, "sergeant", False)
    assert (line.post, line.area) == ("P1", "H1")
    row = desk.audit(1)[0]
    assert (row.action, row.subjects) == ("write log entry", ("entry:1", "post:P1", "area:H1"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (note(text=" \n "), "says what happened"),
        (note(text="x" * (LONGEST_TEXT + 1)), "At most 1000 letters"),
        (note(Minute(TEN + 1)), "after it happened"),
        (note(Minute(-1)), "after it happened"),
        (replace(note(), post=PostCode("P9")), "no post P9"),
        (replace(note(), area=AreaCode("H9")), "no area H9"),
    ],
)
def test_what_cannot_be_is_refused_and_not_written(desk: Desk, wrong: LogNote, words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.shift_log.write(wrong)
    made = desk.shift_log.write(note())
    with pytest.raises(DeskError, match=words):
        desk.shift_log.correct(made.number, wrong)
    assert [line.about for line in day_lines(desk)] == [LogThread((made,))]


def test_a_correction_stands_in_the_place_of_an_entry_that_stays(desk: Desk, hands: Hands) -> None:
    first = desk.shift_log.write(note(text="Two in the yard."))
    hands.go(Minute(TEN + 300))
    second = desk.shift_log.correct(first.number, replace(note(), text="Three in the yard."))
    (line,) = day_lines(desk)
    assert line.about == LogThread((first, second))
    assert not line.is_late  # it was written at once, and corrected later
    with pytest.raises(DeskError, match="corrected already"):
        desk.shift_log.correct(first.number, note())
    third = desk.shift_log.take_back(second.number)
    (line,) = day_lines(desk)
    assert isinstance(line.about, LogThread)
    assert line.about.is_in_error
    assert (third.corrects, third.original, third.text) == (second.number, first.number, "Three in the yard.")
    with pytest.raises(DeskError, match="was taken back"):
        desk.shift_log.correct(third.number, note())
    with pytest.raises(DeskError, match="no entry 9"):
        desk.shift_log.take_back(9)
    assert [row.action for row in desk.audit(3)] == ["take back log entry", "correct log entry", "write log entry"]


def test_an_entry_that_is_moved_to_another_watch_is_found_there_with_its_original(desk: Desk) -> None:
    first = desk.shift_log.write(note())
    second = desk.shift_log.correct(first.number, note(CLOCK.minute(FIRST, 60)))
    morning = desk.shift_log.lines(CLOCK.midnight(FIRST), CLOCK.minute(FIRST, 120))
    assert [line.about for line in morning] == [LogThread((first, second))]
    assert morning[0].is_late
    assert desk.shift_log.lines(CLOCK.minute(FIRST, 540), CLOCK.minute(FIRST, 660)) == ()


@pytest.mark.parametrize("on", [date(2026, 11, 1), date(2027, 3, 14)])
def test_a_late_entry_is_flagged_across_both_clock_changes(desk: Desk, hands: Hands, on: date) -> None:
    """At 01:30 it happens; the clock goes back, or on, at 02:00: what counts is the time that passed."""
    happened = CLOCK.minute(on, 90)
    hands.go(Minute(happened + LATE_MINUTES))
    desk.shift_log.write(note(happened, "in time"))
    hands.go(Minute(happened + LATE_MINUTES + 1))
    desk.shift_log.write(note(happened, "late"))
    assert [line.is_late for line in day_lines(desk, on)] == [False, True]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_corrections_never_change_what_they_correct_and_the_last_one_stands(data: st.DataObject) -> None:
    """Whatever is written, corrected and taken back: each entry is in one thread, in the order of the writing."""
    entries: list[LogEntry] = []
    for number in range(1, data.draw(st.integers(1, 12)) + 1):
        corrected = {e.corrects for e in entries}
        before = data.draw(st.sampled_from([None, *(e for e in entries if e.number not in corrected)]))
        entries.append(
            LogEntry(
                number=number,
                performed_at=Minute(data.draw(st.integers(0, 2000))),
                text=f"words {number}",
                corrects=before.number if before else None,
                original=(before.original or before.number) if before else None,
                at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
                by="x",
            )
        )
    found = threads(data.draw(st.permutations(entries)))
    assert sorted(e.number for t in found for e in t.entries) == [e.number for e in entries]
    for thread in found:
        assert [e.corrects for e in thread.entries] == [None, *(e.number for e in thread.entries[:-1])]
        assert all(e.original == thread.entries[0].number for e in thread.entries[1:])
    assert [t.standing.performed_at for t in found] == sorted(t.standing.performed_at for t in found)
    assert {e for t in found for e in t.entries} == set(entries)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET text = 'other'",
        "DELETE FROM log_entry",
        "INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry",
    ],
)
def test_nobody_changes_or_takes_out_an_entry_behind_the_programs_back(
    tmp_path: Path, hands: Hands, statement: str
) -> None:
    path = tmp_path / "f.db"
    with Desk.open(str(path), actor="sergeant", now=hands) as desk:
        desk.import_site(small_site(), "small.xlsx")
        made = desk.shift_log.write(note())
        with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="never changes"):
            raw.execute(statement)
        assert [line.about for line in day_lines(desk)] == [LogThread((made,))]


def test_lines_are_drawn_from_what_was_recorded_and_refusals_stay_nameless(desk: Desk, hands: Hands) -> None:
    shift = tour("B1", FIRST)
    desk.create_roster(PERIOD)
    desk.apply_edit(1, edit("e", shift))
    desk.publish(1)
    desk.happenings.write(
        EventNote(kind=Happened.CALL_OFF, on=FIRST, start=shift.start, end=shift.end, badge=Badge("B1"), post="P1")
    )
    hands.go(Minute(TEN + 1))
    for badge, outcome in (("B2", CallOutcome.REFUSED), ("B3", CallOutcome.ACCEPTED)):
        made = Call(
            badge=Badge(badge),
            post=PostCode("P1"),
            shift=DAY,
            on=FIRST,
            start=shift.start,
            end=shift.end,
            list=CallList.VOLUNTARY,
            place=1,
            outcome=outcome,
            at=hands(),
            by="sergeant",
        )
        desk._store.calls.add(made)
        hands.go(Minute(TEN + 2))
    hands.go(Minute(TEN + 3))
    desk.plan.write_deviation(
        DeviationNote(
            post=PostCode("P2"),
            shift=DAY,
            on=FIRST,
            start=shift.start,
            end=shift.end,
            status=PostStatus.CLOSED,
            reason=ReasonCode.CALL_OFF,
            mitigation="Unit locked in",
            overtime_tried=True,
        )
    )
    desk.observations.add_round(AreaCode("H1"), Minute(TEN - 90), Badge("B4"))
    found = day_lines(desk)
    kinds = [line.kind for line in found]
    assert kinds == [LogKind.ROUND, LogKind.EVENT, LogKind.CALLS, LogKind.DEVIATION]
    assert found[0].is_late
    calls = found[2].about
    assert isinstance(calls, CallsMade)
    assert (calls.number, calls.accepted) == (2, "B3")
    hands.go(Minute(TEN + 1440))
    desk.worked.close_day(FIRST)
    assert [line.kind for line in day_lines(desk, FIRST + timedelta(days=1))] == [LogKind.CLOSE]
    assert desk.shift_log.lines(TEN, Minute(TEN + 1))[0].kind is LogKind.EVENT


@pytest.mark.parametrize(("start", "end"), [(TEN, TEN), (TEN, TEN - 1), (TEN, TEN + 32 * 1440)])
def test_a_span_that_cannot_be_is_refused(desk: Desk, start: int, end: int) -> None:
    with pytest.raises(DeskError, match="31 days at most"):
        desk.shift_log.lines(Minute(start), Minute(end))


def test_watches_are_the_shifts_on_which_posts_ask_for_somebody(desk: Desk, hands: Hands) -> None:
    assert [(w.shift, w.start, w.end) for w in desk.shift_log.watches(FIRST)] == [
        ("D", CLOCK.minute(FIRST, 360), CLOCK.minute(FIRST, 1080)),
        ("N", CLOCK.minute(FIRST, 1080), CLOCK.minute(FIRST, 1800)),
    ]
    now = desk.shift_log.watch_at()
    assert now is not None
    assert (now.shift, now.on) == ("D", FIRST)
    night = desk.shift_log.watch_at(CLOCK.minute(FIRST, 60))
    assert night is not None
    assert (night.shift, night.on) == ("N", FIRST - timedelta(days=1))


def test_whoever_takes_over_signs_once_and_in_time(desk: Desk, hands: Hands) -> None:
    hands.go(CLOCK.minute(FIRST, 1079 - 120))
    with pytest.raises(DeskError, match="up to 2 h before"):
        desk.shift_log.acknowledge(FIRST, NIGHT)
    hands.go(CLOCK.minute(FIRST, 1060))
    signed = desk.shift_log.acknowledge(FIRST, NIGHT)
    assert desk.shift_log.read_by(FIRST, NIGHT) == (signed,)
    assert desk.shift_log.read_by(FIRST, DAY) == ()
    (line,) = day_lines(desk)
    assert (line.kind, line.by) == (LogKind.HAND_OVER, "sergeant")
    with pytest.raises(DeskError, match="read this hand-over already"):
        desk.shift_log.acknowledge(FIRST, NIGHT)
    with pytest.raises(DeskError, match="signature"):
        desk.shift_log.correct(signed.number, note())
    with pytest.raises(DeskError, match="No watch X"):
        desk.shift_log.acknowledge(FIRST, ShiftCode("X"))
    hands.go(CLOCK.minute(FIRST, 1800))
    with pytest.raises(DeskError, match="while its watch runs"):
        desk.shift_log.acknowledge(FIRST, NIGHT)
    assert signed.kind is EntryKind.HAND_OVER


def test_rounds_stand_in_it_only_for_whoever_may_know_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)
    url = str(tmp_path / "f.db")
    moment = Minute(int(NOW.timestamp()) // 60)
    with Desk.open(url, actor="setup", now=Ticking()) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.observations.add_round(AreaCode("H1"), Minute(moment - 60), Badge("B4"))
        add_accounts(desk, "B1")
    for role, count in ((Role.COMMANDER, 1), (Role.PREA_MANAGER, 1), (Role.SERGEANT, 0), (Role.SCHEDULER, 0)):
        with as_role(url, role) as desk:
            assert len(desk.shift_log.lines(Minute(moment - 120), moment)) == count
    with as_role(url, Role.COMMANDER) as desk:
        assert desk.shift_log.write(note(moment)).by == NAMES[Role.COMMANDER]
