"""Posts below the staffing plan: found, justified in writing, approved, counted; nothing is rewritten."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.accounts import NOW as SIGNED_IN
from support.accounts import add_accounts, as_role, with_quick_passwords
from support.sites import FIRST, NOW, PERIOD, SHIFTS, ZONE, edit, planned_site, tour

from scheduler.api import Desk, DeskError, DeviationNote, NotPermittedError, PostStatus, ReasonCode, Role
from scheduler.domain.clock import Clock
from scheduler.domain.deviations import LONGEST
from scheduler.domain.words import Minute, PostCode, ShiftCode

CLOCK = Clock(ZONE)
P1, P2, DAY = PostCode("P1"), PostCode("P2"), ShiftCode("D")
NEXT = FIRST + timedelta(days=1)


def note(on: date = NEXT, **more: object) -> DeviationNote:
    start, end = SHIFTS[0].span(CLOCK, on)
    made = DeviationNote(
        post=P1,
        shift=DAY,
        on=on,
        start=start,
        end=end,
        status=PostStatus.VACATED,
        reason=ReasonCode.CALL_OFF,
        mitigation="rover looks in every 30 minutes",
        overtime_tried=True,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def publish(desk: Desk) -> None:
    """Publish a week in which P1, which the plan wants held on days, is held on the first date only."""
    roster = desk.create_roster(PERIOD).id
    desk.apply_edit(roster, edit("plan", tour("B1", FIRST)))
    desk.publish(roster)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="commander", now=lambda: NOW) as opened:
        opened.import_site(planned_site(), "small.xlsx")
        publish(opened)
        yield opened


def test_each_shift_below_the_plan_is_found_and_asks_for_a_reason(desk: Desk) -> None:
    found = desk.plan.below(FIRST, FIRST + timedelta(days=2))
    assert [(b.post, b.shift, b.on, b.there, b.planned, b.is_justified) for b in found] == [
        ("P1", "D", NEXT, 0, 1, False),
        ("P1", "D", NEXT + timedelta(days=1), 0, 1, False),
    ]


def test_what_a_commander_writes_down_is_approved_with_it(desk: Desk) -> None:
    desk.plan.write_deviation(note())
    (first, second) = desk.plan.below(FIRST, FIRST + timedelta(days=2))
    assert (first.is_justified, second.is_justified) == (True, False)
    assert first.record is not None
    assert (first.record.note, first.record.by, first.record.approver) == (note(), "commander", "commander")
    assert desk.audit(1)[0].action == "enter deviation"
    assert "post:P1" in desk.audit(1)[0].subjects


def test_a_correction_holds_and_what_it_corrects_stays(desk: Desk) -> None:
    desk.plan.write_deviation(note())
    desk.plan.write_deviation(note(status=PostStatus.COMBINED, combined_with=P2, reason=ReasonCode.VACANCY))
    (below, *_) = desk.plan.below(NEXT, NEXT)
    assert below.record is not None
    assert below.record.note.status is PostStatus.COMBINED
    assert [r.note.status for r in desk.plan.records(NEXT, NEXT)] == [PostStatus.VACATED, PostStatus.COMBINED]


def test_the_most_common_reasons_of_a_year_come_first_and_corrected_lines_count_once(desk: Desk) -> None:
    for days, reason in enumerate((ReasonCode.VACANCY, ReasonCode.TRAINING, ReasonCode.VACANCY)):
        desk.plan.write_deviation(note(FIRST + timedelta(days=1 + days), reason=reason))
    desk.plan.write_deviation(note(NEXT, reason=ReasonCode.VACANCY))
    assert desk.plan.reasons(FIRST.year) == ((ReasonCode.VACANCY, 2), (ReasonCode.TRAINING, 1))
    assert desk.plan.reasons(FIRST.year - 1) == ()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"post": PostCode("P9")}, "There is no post P9 or no shift D"),
        ({"shift": ShiftCode("X")}, "There is no post P1 or no shift X"),
        ({"start": Minute(0)}, "inside the shift"),
        ({"end": note().start}, "inside the shift"),
        ({"status": PostStatus.COMBINED}, "names the other post"),
        ({"status": PostStatus.COMBINED, "combined_with": P1}, "names the other post"),
        ({"combined_with": P2}, "names the other post"),
        ({"mitigation": "  "}, "nobody came to harm"),
        ({"reason": ReasonCode.OTHER}, "also which one"),
        ({"words": "x" * (LONGEST + 1)}, f"At most {LONGEST} letters"),
    ],
)
def test_what_cannot_be_so_is_refused_and_nothing_is_written(desk: Desk, fault: dict[str, object], words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.plan.write_deviation(note(**fault))
    assert desk.plan.records(FIRST, FIRST + timedelta(days=9)) == ()


def test_a_record_over_a_clock_change_lies_inside_the_true_shift(desk: Desk) -> None:
    on = date(2027, 3, 13)  # its night has 11 hours
    start, end = SHIFTS[1].span(CLOCK, on)
    assert end - start == 660
    desk.plan.write_deviation(note(on, shift=ShiftCode("N"), start=start, end=end))
    with pytest.raises(DeskError, match="inside the shift"):
        desk.plan.write_deviation(note(on, shift=ShiftCode("N"), start=start, end=Minute(end + 60)))


@pytest.fixture
def open_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Role], Desk]:
    with_quick_passwords(monkeypatch)
    url = str(tmp_path / "f.db")
    with Desk.open(url, actor="setup", now=lambda: SIGNED_IN - timedelta(hours=1)) as opened:
        opened.import_site(planned_site(), "test")
        publish(opened)
        add_accounts(opened, "B1")
    return lambda role: as_role(url, role)


def test_a_sergeant_writes_and_a_commander_approves(open_as: Callable[[Role], Desk]) -> None:
    with open_as(Role.SERGEANT) as sergeant:
        sergeant.plan.write_deviation(note())
        (below,) = sergeant.plan.below(NEXT, NEXT)
        assert (below.record is not None, below.is_justified) == (True, False)
        with pytest.raises(NotPermittedError):
            sergeant.plan.approve_deviation(P1, DAY, NEXT)
    with open_as(Role.COMMANDER) as commander:
        made = commander.plan.approve_deviation(P1, DAY, NEXT)
        assert (made.by, made.approver) == (f"{Role.SERGEANT.value}.one", f"{Role.COMMANDER.value}.one")
        assert commander.plan.below(NEXT, NEXT)[0].is_justified
        with pytest.raises(DeskError, match="approved already"):
            commander.plan.approve_deviation(P1, DAY, NEXT)
        with pytest.raises(DeskError, match="Nothing is written down"):
            commander.plan.approve_deviation(P2, DAY, NEXT)
