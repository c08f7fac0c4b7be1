"""Days of the demonstration jail from end to end in the console: what a commander does, and what is there then."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from support import desk_site
from support.demo_days import DEMO_FIRST

from console import app
from console.dialogs.calling import CallingDialog
from console.dialogs.repair import RepairDialog
from console.dialogs.stints import StintsDialog
from console.main_window import MainWindow
from console.operations import calling, deviations, exchange, happenings, publish, waivers
from console.operations import roster as edits
from console.operations.roster import make_edit, push
from console.preferences import Preferences
from scheduler.api import (
    CallList,
    CallLists,
    CallOutcome,
    Desk,
    DeviationNote,
    Happened,
    PostStatus,
    ReasonCode,
)
from scheduler.attention.actions import ACTIONS
from scheduler.check import check_roster
from scheduler.domain.answers import RepairPlan
from scheduler.domain.attention import Factor
from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Stay
from scheduler.domain.observations import UnitEntries
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour, TourChange, parse_seat_id
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, InmateRef, PostCode, Priority, SeatId, ShiftCode, TourKind
from scheduler.policies import adopt, preset, with_change

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
TUESDAY = DEMO_FIRST + timedelta(days=2)
DAY, NIGHT = ShiftCode("D"), ShiftCode("N")


@pytest.fixture
def window(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window on a copy of it, early on the Tuesday."""
    path = tmp_path / "fairwatch.db"
    shutil.copy(demonstration, path)
    app.make_application()
    made = app.make_window(Preferences(None))
    made.resize(1600, 960)
    made.show()
    assert made.open_database(f"sqlite:///{path}")
    app.settle(made)
    clock = made.document.facts.clock
    moment = datetime.fromtimestamp(clock.minute(TUESDAY, 5 * 60 + 20) * 60).astimezone()
    monkeypatch.setattr("scheduler.api.here.utc_now", lambda: moment)
    made.document.desk._now = lambda: moment
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def tours_of(window: MainWindow, post: str, on: date = TUESDAY) -> list[Tour]:
    return [tour for tour in window.document.roster.tours if (tour.post, tour.on) == (post, on)]


def until(holds: Callable[[], object], qtbot) -> None:
    qtbot.waitUntil(lambda: bool(holds()), timeout=120_000)


def repaired(
    window: MainWindow, qtbot, kind: Happened, tour: Tour | None, fill: Callable[[RepairDialog], object], is_last: bool
) -> RepairPlan | None:
    """Say what happened and take the first repair, or the last one, which leaves what is empty."""
    window.answering._hold()
    said: list[str] = []
    window.document.failed.connect(said.append)
    dialog = RepairDialog(window.document, window.questions, window.look, tour, window, window.places.officers.stack)
    dialog.fields.kind.setCurrentIndex(dialog.fields.kind.findData(kind.value))
    fill(dialog)
    dialog.search()
    until(lambda: dialog._is_done, qtbot)
    plans = [line for line in dialog.list.lines if isinstance(line.value, RepairPlan)]
    taken = plans[-1 if is_last else 0] if plans else None
    if taken is not None:
        dialog.list.choose(taken)
    dialog._accept_chosen()
    assert dialog.result() == RepairDialog.DialogCode.Accepted, f"{dialog._words.text()} {said} {taken}"
    dialog.deleteLater()
    return taken.value if taken is not None else None


def empty_seats(window: MainWindow, on: date, shift: ShiftCode) -> list[SeatId]:
    """The critical seats of a shift that must be filled and are held by nobody."""
    document = window.document
    slots = [s for s in document.problem.slots() if (s.on, s.shift) == (on, shift)]
    return [
        seat
        for slot in slots
        if slot.priority is Priority.CRITICAL
        for seat in slot.seats[: slot.minimum]
        if calling.is_empty(document, seat)
    ]


def lists_for(window: MainWindow, qtbot, seat: SeatId) -> CallingDialog:
    window.answering._hold()
    dialog = CallingDialog(window.document, window.questions, window.look, seat, window)
    until(lambda: dialog._lists is not None, qtbot)
    return dialog


def test_day_1_a_normal_tuesday(window: MainWindow, qtbot) -> None:
    """Every critical and mandatory seat is held; by noon meals come due, and two of them are told as late."""
    page, clock = window.places.today, window.document.facts.clock
    window.go_to("today")

    def at(minute: int) -> list[str]:
        page.show_moment(clock.minute(TUESDAY, minute))
        until(lambda: page.words is not None and page.words.at == clock.minute(TUESDAY, minute), qtbot)
        return [line for line in page.words.due if line.startswith("now, since")]

    late = {minute: at(minute) for minute in range(9 * 60, 13 * 60, 15)}
    of_two = [minute for minute, lines in late.items() if len(lines) == 2]
    assert of_two, {minute: len(lines) for minute, lines in late.items()}
    assert all("meal of" in line and "relieved by" in line for line in late[of_two[0]])
    assert late[9 * 60] == [], "before the first relief nothing is late"
    assert not page.words.is_short
    held = {post.code: post.missing for post in page.words.posts}
    assert set(held.values()) == {0}
    assert {"HA-F", "HE-F", "CTL-A", "INT-1", "MED-O", "CTL-B", "FLR-2", "KIT-1"} <= set(held)


@pytest.mark.parametrize(
    ("area", "days", "is_overdue"), [("HU-B", 92, False), ("HU-D", 187, True), ("KITCHEN", 210, True)]
)
def test_day_4_a_rotation_wave(window: MainWindow, area: str, days: int, is_overdue: bool) -> None:
    """Whoever held a post too long stands elsewhere, on his own shift and on his own dates."""
    document = window.document
    problem, roster = document.problem, document.roster
    (held,) = (t for t in document.desk.site().tenures if t.area == area)
    assert (DEMO_FIRST - held.since).days == days
    officer = next(o for o in problem.officers if o.badge == held.badge)
    there = {p.code for p in problem.posts if area in {share.area for share in p.shares}}
    own = [t for t in roster.tours if t.badge == held.badge]
    assert own
    assert all(t.kind is TourKind.REGULAR and problem.pattern_shift(officer, t.on) == t.shift for t in own)
    found = [f for f in document.report.findings if f.rule == "area_tenure" and f.cells[0].badge == held.badge]
    assert not [f for f in found if f.severity.value == "stop"]
    stays = [t for t in own if t.post in there]
    assert len(stays) * 2 <= len(own)
    if not is_overdue:
        return
    assert held in problem.tenures, "his time there has run on until now"
    home = {p.code for p in problem.posts if p.area == area}
    assert not [t for t in own if t.post in home]
    # The seats that he would keep are held by others of his shift: a cycle, and nobody's dates change.
    mine = {t.on: t for t in own}
    seats = {t.on: t for t in roster.tours if t.post in home and t.shift == own[0].shift and t.on in mine}
    others = [_officer(problem, t.badge) for t in seats.values()]
    assert any(problem.pattern_shift(o, t.on) == t.shift for o, t in zip(others, seats.values(), strict=True))


def _officer(problem: Problem, badge: Badge) -> Officer:
    return next(o for o in problem.officers if o.badge == badge)


def test_day_2_three_call_offs_and_a_hospital_watch(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pull posts close, a floor post is combined, volunteers are called before a mandate, the exempt are skipped."""
    document = window.document
    desk = document.desk
    monkeypatch.setattr("console.dialogs.repair.SECONDS", 3.0)
    gone = [tours_of(window, post)[0] for post in ("HB-F", "HC-F", "SR-B")]
    gone = [next(t for t in tours_of(window, t.post) if t.shift == DAY) for t in gone]
    for tour in gone:
        repaired(window, qtbot, Happened.CALL_OFF, tour, lambda dialog: None, is_last=True)

    def open_watch(dialog: RepairDialog) -> None:
        fields = dialog.fields
        fields.opens.setCurrentIndex(fields.opens.findData("HSP-1"))
        fields.shift.setCurrentIndex(fields.shift.findData(DAY))
        fields.seats.setValue(2)

    repaired(window, qtbot, Happened.HOSPITAL_WATCH, gone[0], open_watch, is_last=True)
    assert len(empty_seats(window, TUESDAY, DAY)) >= 3
    # PRG-1 is held from Wednesday to Sunday: on a Tuesday it is closed by the plan itself.
    for post in ("YRD-1", "LND-1", "FLR-2"):
        shift = tours_of(window, post)[0].shift if tours_of(window, post) else DAY

        def close(dialog: RepairDialog, post: str = post, shift: ShiftCode = shift) -> None:
            fields = dialog.fields
            fields.shift.setCurrentIndex(fields.shift.findData(shift))
            app.settle(window)
            fields.closes.setCurrentIndex(fields.closes.findData(post))
            fields.other.setCurrentIndex(fields.other.findData("FLR-1"))
            fields.mitigation.setText("rover looks in every 30 minutes")

        kind = Happened.COMBINED if post == "FLR-2" else Happened.CLOSED
        repaired(window, qtbot, kind, gone[0], close, is_last=False)
        assert not [t for t in tours_of(window, post) if t.shift == shift]
    found = desk.happenings.between(TUESDAY, TUESDAY)
    assert [e.kind.value for e in found] == [
        *["call-off"] * 3, "hospital watch", *["post closed"] * 2, "posts combined"
    ]  # fmt: skip
    records = desk.plan.records(TUESDAY, TUESDAY)
    assert [(r.note.post, r.note.status.value) for r in records] == [
        ("YRD-1", "closed"), ("LND-1", "closed"), ("FLR-2", "combined")
    ]  # fmt: skip
    exempt = {e.badge for e in desk.site().exemptions if e.first <= TUESDAY <= e.last}
    assert len(exempt) == 2
    mandated = 0
    for seat in empty_seats(window, TUESDAY, DAY):
        dialog = lists_for(window, qtbot, seat)
        lists = dialog._lists
        assert isinstance(lists, CallLists)
        assert not exempt & {line.officer.badge for line in lists.mandate if line.place is not None}
        while dialog._lists.next is not None and not dialog._lists.on_duty:
            of, line = dialog._lists.next
            rows = [n for n in range(dialog.model.rowCount()) if dialog.model.row_at(n).is_next]
            dialog.table.choose_row(rows[0])
            is_refused = of is CallList.VOLUNTARY and not mandated
            dialog.answer(CallOutcome.REFUSED if is_refused else CallOutcome.ACCEPTED)
            if not is_refused:
                mandated += of is CallList.MANDATE
                assert not calling.is_empty(document, seat)
                assert document.index.seats(*_place(seat))[parse_seat_id(seat)[3]][0].badge == line.officer.badge
                break
        if dialog._lists is not None and dialog._lists.on_duty and calling.is_empty(document, seat):
            dialog._put()
        if dialog.isVisible():
            dialog.reject()
        dialog.deleteLater()
    assert not empty_seats(window, TUESDAY, DAY)
    report = happenings.events_of(desk, document.roster.period)
    assert len(report.rows) == 7


def _place(seat: SeatId) -> tuple[PostCode, date, ShiftCode]:
    post, on, shift, _ = parse_seat_id(seat)
    return post, on, shift


def tired_posts(window: MainWindow, on: date, shift: ShiftCode) -> list[str]:
    """Return the posts of a shift that ask for attention because their cover is tired."""
    document, found = window.document, []
    for post in {t.post for t in document.roster.tours if (t.on, t.shift) == (on, shift)}:
        parts = document.desk.attention.reading(document.roster_id, post, shift, on).parts
        found += [str(post) for part in parts if part.factor is Factor.FATIGUE and part.low]
    return sorted(found)


def test_day_3_two_constant_watches_overnight(window: MainWindow, qtbot) -> None:
    """A second watch opens: the watches change every two hours, and a hold-over makes fatigue flag one post."""
    document, on = window.document, DEMO_FIRST + timedelta(days=12)
    clock = document.facts.clock

    def open_watch(dialog: RepairDialog) -> None:
        fields = dialog.fields
        fields.opens.setCurrentIndex(fields.opens.findData("CWT-1"))
        fields.shift.setCurrentIndex(fields.shift.findData(NIGHT))
        fields.seats.setValue(1)

    night = next(t for t in tours_of(window, "HE-F", on) if t.shift == NIGHT)
    repaired(window, qtbot, Happened.CONSTANT_WATCH, night, open_watch, is_last=False)
    watched = [t for t in tours_of(window, "CWT-1", on) if t.shift == NIGHT]
    assert sum(t.minutes for t in watched) == 2 * 720
    before, steps = document.roster, document.stack.count()
    window.answering._hold()
    dialog = StintsDialog(document, window.questions, window.look, on, NIGHT, window)
    until(lambda: dialog.plan is not None, qtbot)
    assert dialog.plan.is_proven
    assert dialog.plan.past_due == 0, dialog.words.text()
    assert "Nobody is on a watch longer than a stint without relief." in dialog.words.text()
    assert dialog.plan.without_meal == 0
    assert dialog.meal_model.rowCount() > 10
    dialog._take()
    assert document.stack.count() == steps + 1
    dialog.deleteLater()
    stints = [t for t in tours_of(window, "CWT-1", on) if t.shift == NIGHT]
    assert {t.minutes for t in stints} == {120}
    assert len({t.badge for t in stints}) >= 4, "officers of other posts take turns"
    for badge in {t.badge for t in stints}:
        assert minutes_of(document.roster, badge, on) == minutes_of(before, badge, on)
    report = check_roster(document.problem, document.roster)
    mine = {(t.badge, t.on) for t in stints}
    long = [f for f in report.findings if f.rule == "stint_length" and (f.cells[0].badge, f.cells[0].on) in mine]
    assert not long
    document.set_report(report)
    assert publish.publish(document, "two constant watches")
    page = window.places.today
    window.go_to("today")
    page.show_moment(clock.minute(on, 19 * 60))
    until(lambda: page.words is not None and page.words.at == clock.minute(on, 19 * 60), qtbot)
    assert len([line for line in page.words.due if "CWT-1: stint of" in line and "20:00" in line]) == 2
    assert tired_posts(window, on, NIGHT) == []
    (held_over,) = (t for t in tours_of(window, "HE-F", on) if t.shift == DAY)
    ten = clock.minute(on, 22 * 60)
    late = replace(night, start=ten)
    stays = replace(night, end=ten, badge=held_over.badge, kind=TourKind.MANDATED_OVERTIME)
    changes = [TourChange(before=night, after=stays), TourChange(before=None, after=late)]
    assert push(document, make_edit(document, "Held over", changes))
    assert tired_posts(window, on, NIGHT) == ["HE-F"]


def minutes_of(roster: Roster, badge: Badge, on: date) -> int:
    return sum(t.minutes for t in roster.tours if (t.badge, t.on) == (badge, on))


def test_day_6_entries_that_nobody_scheduled(window: MainWindow) -> None:
    """Three unscheduled entries to unit D in 14 days: four points more at its post, and what is to be done about it."""
    document = window.document
    desk, number = document.desk, document.roster_id
    before = desk.attention.reading(number, PostCode("HD-F"), NIGHT, TUESDAY)
    dates = [TUESDAY - timedelta(days=n) for n in range(15)]
    made = {TUESDAY - timedelta(days=n) for n in (1, 4, 9)}
    desk.observations.set_counts([UnitEntries(area=AreaCode("HU-D"), on=on, count=int(on in made)) for on in dates])
    after = desk.attention.reading(number, PostCode("HD-F"), NIGHT, TUESDAY)
    was, now = (
        next(part for part in found.parts if part.factor is Factor.ENTRIES) for found in (before, after)
    )  # fmt: skip
    assert (now.low, now.high) == (4, 4)
    assert after.low - before.low == 4 - was.low
    assert "A supervisor reviews the log through the proper channel." in ACTIONS[Factor.ENTRIES]


def test_day_8_a_month_of_deviations_for_the_audit(window: MainWindow) -> None:
    """41 shifts below the plan, 38 with an approved reason, three without: those three stand first."""
    document = window.document
    desk, clock = document.desk, document.facts.clock
    period = document.roster.period
    below = desk.plan.below(period.first, period.last)
    taken = [t for t in document.roster.tours if t.post == "HB-F"]
    gone = taken[: 41 - len(below)]
    assert len(below) <= 41
    assert push(document, make_edit(document, "Vacated", [TourChange(before=t, after=None) for t in gone]))
    document.set_report(check_roster(document.problem, document.roster))
    for finding in document.report.blocking:
        assert waivers.waive(document, finding, "commander", "demonstration", document.today() + timedelta(days=30))
    assert publish.publish(document, "month of deviations")
    found = desk.plan.below(period.first, period.last)
    assert len(found) == 41
    for one in found[:38]:
        start, end = document.facts.shifts[one.shift].span(clock, one.on)
        note = DeviationNote(
            post=one.post, shift=one.shift, on=one.on, start=start, end=end, status=PostStatus.VACATED,
            reason=ReasonCode.CALL_OFF, mitigation="rover every 30 minutes", overtime_tried=True,
        )  # fmt: skip
        desk.plan.write_deviation(note)
    window.go_to("reports")
    page = window.places.reports
    page.show_report("below")
    app.settle(window)
    assert page.model.rowCount() == 41
    states = [page.model.index(row, 5).data() for row in range(41)]
    assert states == [deviations.NO_REASON] * 3 + ["vacated"] * 38
    assert {page.model.index(row, 6).data() for row in range(3, 41)} == {"call-off"}
    assert "41 deviations from the staffing plan on these dates: 3 without a reason." in page._sentence.text()


def as_worked(window: MainWindow, badge: Badge, *spans: tuple[date, int, int]) -> set[tuple[str, int]]:
    """Give an officer without tours tours of some minutes after midnight; return what is said about rest: how grave."""
    document = window.document
    clock = document.facts.clock
    shift = {5 * 60 + 30: DAY, 6 * 60: DAY}
    changes = [
        TourChange(
            before=None,
            after=Tour(
                start=clock.minute(on, start), end=clock.minute(on, end), badge=badge, post=PostCode("FLR-2"), on=on,
                shift=shift.get(start, DAY), index=5, kind=TourKind.VOLUNTARY_OVERTIME,
            ),
        )
        for on, start, end in spans
    ]  # fmt: skip
    assert push(document, make_edit(document, "Worked", changes))
    report = check_roster(document.problem, document.roster)
    return {
        (f.severity.value, f.measured)
        for f in report.findings
        if f.rule == "minimum_rest" and any(c.badge == badge for c in f.cells)
    }


def test_day_9_fatigue(window: MainWindow) -> None:
    """A double and a start at 05:30 leave 7.5 h of rest: stopped. 10.5 h after a hold-over: a question."""
    document = window.document
    held = {t.badge for t in document.roster.tours}
    free = [o.badge for o in document.problem.officers if o.badge not in held][:2]
    next_day = TUESDAY + timedelta(days=1)
    double = as_worked(window, free[0], (TUESDAY, 360, 1320), (next_day, 330, 1080))
    assert ("stop", 450) in double
    late = as_worked(window, free[1], (TUESDAY, 450, 1170), (next_day, 360, 1080))
    assert late == {("ask", 630)}
    document.stack.undo()
    document.stack.undo()
    assert document.roster.tours == document.baseline.tours


def juvenile_site(residents: int) -> Site:
    """A small juvenile facility with some residents in its one housing area."""
    site = desk_site.small_site()
    clock = Clock(site.facility.zone)
    stays = tuple(
        Stay(inmate=InmateRef(f"R-{n:04d}"), area=AreaCode("HU"), start=clock.midnight(desk_site.FIRST))
        for n in range(residents)
    )
    policy = with_change(site.policy, adopt(site.policy, preset("juvenile"), desk_site.FIRST))
    return replace(site, facility=replace(site.facility, is_juvenile=True), stays=stays, policy=policy)


def test_day_10_a_juvenile_facility_at_night(window: MainWindow, tmp_path: Path) -> None:
    """17 residents with one officer at night: one officer is missing. 16 are kept."""
    for residents, is_kept in ((16, True), (17, False)):
        url = f"sqlite:///{tmp_path / f'juvenile{residents}.db'}"
        with Desk.open(url, actor="commander") as desk:
            desk.import_site(juvenile_site(residents), "juvenile")
            desk.create_roster(Period(first=desk_site.FIRST, days=7))
        exchange.close_database(window.document)
        assert window.open_database(url)
        app.settle(window)
        document = window.document
        assert edits.assign(document, desk_site.badge(5), desk_site.FIRST, "HA-F N")
        app.settle(window)
        found = [f for f in document.report.findings if f.rule == "juvenile_ratio" and f.measured == 1]
        assert bool(found) is not is_kept
        assert {(f.limit, f.severity.value) for f in found} <= {(2, "stop")}
    exchange.close_database(window.document)
