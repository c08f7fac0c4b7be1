"""What was really worked: entries, corrections that keep the original, closed days, and what the past then is."""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import Desk, DeskError, Role, Session, WorkedKind, WorkedNote
from scheduler.domain.clock import Clock
from scheduler.domain.people import Duty
from scheduler.domain.policy import PayPeriod
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import Badge, Minute, PayBasis, PostCode, ShiftCode, TourKind

CLOCK = Clock(ZONE)
DAY = timedelta(days=1)
SECOND = FIRST + DAY
NEXT = Period(first=PERIOD.last + DAY, days=7)
PLANNED = (
    tour("B1", FIRST, "D", "P1"),
    tour("B2", FIRST, "N", "P1"),
    tour("B1", SECOND, "D", "P1"),
    tour("B3", SECOND, "D", "P2"),
)


def moment(on: date, hour: int, minute: int = 0) -> Minute:
    return CLOCK.minute(on, hour * 60 + minute)


def after(days: int) -> datetime:
    """Return the morning some days after the first date."""
    return CLOCK.local(moment(FIRST + days * DAY, 9))


def note(planned: Tour, start: Minute, end: Minute, **more: object) -> WorkedNote:
    return replace(WorkedNote(badge=planned.badge, on=planned.on, start=start, end=end, planned=planned), **more)  # type: ignore[arg-type]


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    at = [after(20)]
    with Desk.open(database, actor="sergeant", now=lambda: at[0]) as opened:
        opened.import_site(small_site(), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("e", *PLANNED))
        opened.publish(1)
        yield opened


def test_a_day_is_closed_as_planned_but_for_what_was_written_down(desk: Desk) -> None:
    first = PLANNED[0]
    (entry,) = desk.worked.enter([note(first, first.start, Minute(first.end + 90))])
    assert (entry.kind, entry.number, entry.by) == (WorkedKind.HOLD_OVER, 1, "sergeant")
    open_sheet = desk.worked.sheet(FIRST)
    assert [(line.badge, line.is_exception) for line in open_sheet.lines] == [("B1", True), ("B2", False)]
    assert open_sheet.lines[1].entry is None
    sheet = desk.worked.close_day(FIRST)
    assert sheet.close is not None
    assert (sheet.close.on, sheet.close.by, sheet.exceptions) == (FIRST, "sergeant", 1)
    assert [entry.kind for entry in sheet.entries] == [WorkedKind.HOLD_OVER, WorkedKind.AS_PLANNED]
    past = desk.past_site(SECOND + DAY).worked
    held = [t for t in past if t.badge == "B1" and t.on == FIRST]
    assert [(t.start, t.end, t.kind) for t in held] == [
        (first.start, first.end, TourKind.REGULAR),
        (first.end, first.end + 90, TourKind.HOLD_OVER),
    ]
    assert [t for t in past if t.on == SECOND] == [PLANNED[2], PLANNED[3]]  # not closed: as published
    actions = [row.action for row in desk.audit(3)]
    assert actions[:2] == ["close day", "write worked time"]


def test_a_correction_takes_the_place_of_an_entry_and_the_original_stays(desk: Desk) -> None:
    first = PLANNED[0]
    (entry,) = desk.worked.enter([note(first, first.start, Minute(first.end - 60))])
    desk.worked.close_day(FIRST)
    with pytest.raises(DeskError, match="needs a reason"):
        desk.worked.enter([note(first, first.start, first.end, corrects=entry.number)])
    (right,) = desk.worked.enter(
        [note(first, first.start, first.end, corrects=entry.number, reason="relieved at six, by the log")]
    )
    sheet = desk.worked.sheet(FIRST)
    assert entry in sheet.entries
    assert sheet.lines[0].entry == right
    assert sheet.exceptions == 0
    assert first in desk.past_site(SECOND).worked
    with pytest.raises(DeskError, match="corrected already"):
        desk.worked.enter([note(first, first.start, first.end, corrects=entry.number, reason="again")])


def test_what_is_published_anew_changes_nothing_of_a_closed_day(desk: Desk) -> None:
    desk.worked.close_day(FIRST)
    other = tour("B4", FIRST, "D", "P1")
    desk.apply_edit(1, edit("late", other, gone=(PLANNED[0],)))
    desk.publish(1, reason="too late")
    assert {t.badge for t in desk.past_site(SECOND).worked if t.on == FIRST} == {"B1", "B2"}
    assert [line.badge for line in desk.worked.sheet(FIRST).lines] == ["B1", "B2"]


def test_an_absence_a_call_in_a_duty_and_what_was_entered_in_error(desk: Desk) -> None:
    first, night = PLANNED[:2]
    seat = {"post": PostCode("P1"), "shift": ShiftCode("D")}
    called = WorkedNote(badge=Badge("B3"), on=FIRST, start=moment(FIRST, 7), end=first.end, **seat)  # type: ignore[arg-type]
    court = WorkedNote(badge=Badge("B4"), on=FIRST, start=moment(FIRST, 9), end=moment(FIRST, 11), kind=WorkedKind.DUTY)
    watch = replace(court, badge=Badge("B2"), post=PostCode("P2"), shift=ShiftCode("D"))
    absent = note(first, first.start, first.end, kind=WorkedKind.ABSENT)
    entries = desk.worked.enter([absent, called, court, watch])
    assert [e.kind.value for e in entries] == ["absent", "call-in", "duty", "duty"]
    desk.worked.enter([replace(watch, kind=WorkedKind.IN_ERROR, corrects=entries[3].number)])
    desk.worked.close_day(FIRST)
    past = desk.past_site(SECOND)
    assert [t.badge for t in past.worked if t.on == FIRST] == ["B3", "B2"]
    assert past.duties == (Duty(badge=Badge("B4"), start=court.start, end=court.end),)
    by_badge = {line.badge: line for line in desk.worked.compared(FIRST, SECOND)}
    assert (by_badge["B1"].planned, by_badge["B1"].worked, by_badge["B1"].missing) == (720, 0, 720)
    assert (by_badge["B3"].called_in, by_badge["B4"].duty, by_badge["B2"].difference) == (660, 120, 0)
    assert night.minutes == by_badge["B2"].worked


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"badge": Badge("B9")}, "badge B9"),
        ({"end": PLANNED[0].start}, "ends after it starts"),
        ({"end": Minute(PLANNED[0].start + 3000)}, "36 hours at most"),
        ({"start": Minute(0), "end": Minute(60)}, "not near"),
        ({"planned": None}, "needs a post and a shift"),
        ({"planned": None, "post": PostCode("P1")}, "both are given"),
        ({"planned": None, "post": PostCode("P7"), "shift": ShiftCode("D")}, "no post P7"),
        ({"planned": None, "post": PostCode("P1"), "shift": ShiftCode("X")}, "no shift X"),
        ({"planned": None, "kind": WorkedKind.ABSENT}, "planned tour can be missed"),
        ({"kind": WorkedKind.DUTY}, "by itself"),
        ({"kind": WorkedKind.EARLY_RELIEF}, "as planned, not early relief"),
        ({"kind": WorkedKind.IN_ERROR}, "number is needed"),
        ({"badge": Badge("B2")}, "one of B1"),
        ({"start": PLANNED[0].end, "end": Minute(PLANNED[0].end + 60)}, "Nothing of the planned tour"),
        ({"corrects": 7}, "not of these dates"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(desk: Desk, wrong: dict[str, object], words: str) -> None:
    first = PLANNED[0]
    right = note(PLANNED[1], PLANNED[1].start, PLANNED[1].end)
    with pytest.raises(DeskError, match=words):
        desk.worked.enter([right, replace(note(first, first.start, first.end), **wrong)])  # type: ignore[arg-type]
    assert desk.worked.entries(FIRST, SECOND) == ()


def test_nobody_works_at_two_places_at_once_over_midnight_too(desk: Desk) -> None:
    night = PLANNED[1]
    desk.worked.enter([note(night, night.start, Minute(night.end + 60))])
    early = WorkedNote(
        badge=Badge("B2"), on=SECOND, start=night.end, end=Minute(night.end + 120),
        post=PostCode("P2"), shift=ShiftCode("D"),
    )  # fmt: skip
    with pytest.raises(DeskError, match="two places at once"):
        desk.worked.enter([early])


def test_a_day_that_is_not_over_stays_open(database: str) -> None:
    at = [CLOCK.local(moment(FIRST, 20))]
    with Desk.open(database, actor="sergeant", now=lambda: at[0]) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", *PLANNED))
        desk.publish(1)
        with pytest.raises(DeskError, match=f"{SECOND} 06:00"):
            desk.worked.close_day(FIRST)
        with pytest.raises(DeskError, match="Nothing is published"):
            desk.worked.close_day(FIRST - 9 * DAY)
        at[0] = after(1)
        desk.worked.close_day(FIRST)
        with pytest.raises(DeskError, match="already"):
            desk.worked.close_day(FIRST)
        age = desk.worked.age()
        assert (age.through, age.open) == (FIRST, ())
        at[0] = after(3)
        age = desk.worked.age()
        assert (age.through, age.open) == (FIRST, (SECOND, SECOND + DAY))


def test_only_who_closes_days_corrects_a_closed_one(desk: Desk) -> None:
    desk.worked.close_day(FIRST)
    sergeant = Desk.of(desk._store, desk.url, Session(actor="s", roles=frozenset({Role.SERGEANT})), desk._now)
    late = note(PLANNED[0], PLANNED[0].start, Minute(PLANNED[0].end + 5), corrects=1, reason="late")
    with pytest.raises(DeskError, match="may close a day"):
        sergeant.worked._write((late,), None)


def test_a_hold_over_of_a_running_period_counts_for_rest_on_its_next_day(desk: Desk) -> None:
    night = PLANNED[1]
    kept = note(night, night.start, Minute(night.end + 8 * 60))  # relieved at 14:00
    desk.worked.enter([kept])
    before = desk.problem(PERIOD)
    desk.worked.close_day(FIRST)
    problem = desk.problem(PERIOD)
    assert before.duties == ()
    assert problem.duties == (Duty(badge=Badge("B2"), start=night.end, end=kept.end),)
    there = replace(night, start=night.end, end=kept.end, kind=TourKind.HOLD_OVER)
    assert problem.held_over == (there,), "contact counts where he was"
    desk.apply_edit(1, edit("again", tour("B2", SECOND, "N", "P1")))
    report = desk.check(1)
    assert [(f.rule, f.measured) for f in report.findings if f.rule == "minimum_rest"] == [("minimum_rest", 4 * 60)]


def test_pay_counts_what_was_worked(desk: Desk) -> None:
    first = PLANNED[0]
    desk.worked.enter([note(first, first.start, Minute(first.end + 120))])
    site = desk.site()
    pay = PayPeriod(effective=date(2020, 1, 1), anchor=FIRST, days=7, basis=PayBasis.WORK_PERIOD)
    desk.import_site(replace(site, policy=replace(site.policy, pay_periods=(pay,))), "pay.xlsx")
    before = next(line for line in desk.pay(FIRST, FIRST).lines if line.badge == "B1")
    desk.worked.close_day(FIRST)
    after_it = next(line for line in desk.pay(FIRST, FIRST).lines if line.badge == "B1")
    assert after_it.worked_minutes - before.worked_minutes == 120
    assert {c.kind: c.minutes for c in after_it.contract}["hold_over"] == 120


ACTS = st.lists(
    st.tuples(
        st.integers(0, len(PLANNED) - 1),
        st.integers(-4, 4),
        st.integers(-4, 6),
        st.sampled_from(["times", "absent", "error"]),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("worked") / "published.db"
    with Desk.open(str(path), actor="sergeant", now=lambda: after(20)) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", *PLANNED))
        desk.publish(1)
    return path


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(acts=ACTS, closes=st.sets(st.sampled_from([FIRST, SECOND])))
def test_minutes_of_the_past_equal_a_count_by_hand(
    published: Path, acts: list[tuple[int, int, int, str]], closes: set[date]
) -> None:
    """Random entries, corrections and closed days against a table of who was where."""
    path = published.with_name("copy.db")
    path.unlink(missing_ok=True)
    shutil.copy(published, path)
    expected: dict[int, tuple[int, int] | None] = {n: (t.start, t.end) for n, t in enumerate(PLANNED)}
    with Desk.open(str(path), actor="sergeant", now=lambda: after(20)) as desk:
        last: dict[int, int] = {}
        for n, early, late, what in acts:
            planned = PLANNED[n]
            start, end = Minute(planned.start - 15 * early), Minute(planned.end + 15 * late)
            known = last.get(n)
            made = note(planned, start, end, corrects=known, reason="seen")
            if what == "absent":
                made, expected[n] = replace(made, kind=WorkedKind.ABSENT), None
            elif what == "error" and known is not None:
                made, expected[n] = replace(made, kind=WorkedKind.IN_ERROR), (planned.start, planned.end)
            else:
                expected[n] = (start, end)
            (entry,) = desk.worked.enter([made])
            last[n] = entry.number
            if entry.kind is WorkedKind.IN_ERROR:
                del last[n]
        for on in sorted(closes):
            desk.worked.close_day(on)
        minutes: dict[tuple[str, date], int] = defaultdict(int)
        for n, planned in enumerate(PLANNED):
            span = expected[n] if planned.on in closes else (planned.start, planned.end)
            minutes[planned.badge, planned.on] += span[1] - span[0] if span is not None else 0
        found: dict[tuple[str, date], int] = defaultdict(int)
        worked = desk.past_site(NEXT.first).worked
        for t in worked:
            if t.on >= FIRST:
                found[t.badge, t.on] += t.minutes
        assert {k: v for k, v in minutes.items() if v} == dict(found)
        problem = desk.problem(NEXT)
        assert [t for t in problem.worked if t.on >= FIRST] == [t for t in worked if t.on >= FIRST]
        for line in desk.worked.compared(FIRST, SECOND):
            assert line.worked == sum(v for (badge, on), v in minutes.items() if badge == line.badge and on in closes)
            assert line.worked == line.planned + line.held_over + line.early + line.called_in + line.duty - line.missing
