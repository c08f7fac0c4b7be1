"""Leave, bid, wellness hour and staffing plan through the desk: what is kept, what the trail says, what is refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.leave_site import MONDAY, day, jail, request, slots

from scheduler.api import BidOrder, BidRules, Desk, DeskError
from scheduler.domain.facility import Area, Coverage, Post
from scheduler.domain.leave import LeaveBalance, VacationChoice
from scheduler.domain.plan import PLAN_FACTORS, AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.roster import Period, RosterEdit, Tour, TourChange
from scheduler.domain.words import DutyKind, LeaveState, Priority

NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)
PLAN = StaffingPlan(
    effective=date(2026, 6, 1),
    approver="Sheriff",
    population=200,
    reviewed=date(2026, 5, 20),
    review_by=date(2027, 5, 20),
    factors=tuple(PlanFactor(factor=factor, text="Weighed.") for factor in PLAN_FACTORS),
    minimums=(PlanMinimum(post="HA", shift="D", minimum=1),),
)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    site = jail(
        areas=(Area(code="A", name="A", facility="F"),),
        posts=(
            Post(
                code="HA",
                name="HA",
                facility="F",
                area="A",
                priority=Priority.CRITICAL,
                coverage=(Coverage(shift="D", minimum=1, wanted=2),),
            ),
        ),
        leave_slots=(slots(1, "PITMAN-1"),),
        leave_balances=(LeaveBalance(badge="0", as_of=date(2026, 11, 30), minutes=36 * 60),),
        leave_requests=(request("a", "0", 0, 1), request("b", "4", 0, 1, filed=5)),
        vacation_choices=(
            VacationChoice(badge="0", year=2027, rank=1, first=day(28), last=day(29)),
            VacationChoice(badge="4", year=2027, rank=1, first=day(28), last=day(29)),
            VacationChoice(badge="4", year=2027, rank=2, first=day(32), last=day(34)),
        ),
        staffing_plans=(PLAN,),
        absences=(AbsenceYear(year=2025, category="sick", minutes=8 * 400 * 60, officers=8),),
    )
    with Desk.open(database, actor="lt", now=lambda: NOW) as opened:
        opened.import_site(site, "jail.xlsx")
        yield opened


def trail(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.action, tuple(row.subjects)) for row in desk.audit() if row.action != "import"][::-1]


def test_granting_takes_the_slot_and_withdrawing_gives_it_back(desk: Desk) -> None:
    leave = desk.leave
    assert leave.today() == date(2026, 12, 1)
    assert [d.is_grantable for d in leave.decisions()] == [True, False]
    assert leave.slots(MONDAY, MONDAY)[1].taken == 0
    granted = leave.grant("a")
    assert (granted.state, granted.decided_by, granted.decided) == (LeaveState.GRANTED, "lt", date(2026, 12, 1))
    assert len(desk.site().leave) == 1
    assert leave.balances() == {"0": 12 * 60}
    squad = leave.slots(MONDAY, MONDAY)[1]
    assert (squad.squad, squad.on, squad.taken, squad.most) == ("PITMAN-1", MONDAY, 1, 1)
    with pytest.raises(DeskError, match="no slot left on 7 and 8 December"):
        leave.grant("b")
    assert leave.withdraw("a").state == LeaveState.WITHDRAWN
    assert desk.site().leave == ()
    assert leave.balances() == {"0": 36 * 60}
    assert leave.grant("b").state == LeaveState.GRANTED
    assert trail(desk) == [
        ("grant leave", ("leave request:a", "officer:0")),
        ("withdraw leave", ("leave request:a", "officer:0")),
        ("grant leave", ("leave request:b", "officer:4")),
    ]


def test_published_tours_in_leave_are_named(desk: Desk) -> None:
    head = desk.create_roster(Period(first=MONDAY, days=7))
    clock = desk.problem(Period(first=MONDAY, days=1)).clock
    tours = tuple(
        Tour(
            start=clock.minute(day(n), 360),
            end=clock.minute(day(n), 1080),
            badge=badge,
            post="HA",
            on=day(n),
            shift="D",
            index=index,
        )
        for n, index, badge in ((0, 0, "0"), (1, 0, "0"), (1, 1, "4"), (4, 0, "0"))
    )
    changes = tuple(TourChange(before=None, after=t) for t in tours)
    desk.apply_edit(head.id, RosterEdit(id="1", label="x", actor="lt", at=NOW, changes=changes))
    assert desk.leave.published_tours("0", day(1), day(3)) == ()
    desk.publish(head.id)
    assert desk.leave.published_tours("0", day(1), day(3)) == (tours[1],)
    assert desk.leave.published_tours("0", day(-9), day(9)) == (tours[0], tours[1], tours[3])
    with pytest.raises(DeskError, match="99 is not the badge of an officer"):
        desk.leave.published_tours("99", day(0), day(1))


def test_asking_refusing_and_granting_beyond_slots(desk: Desk) -> None:
    leave = desk.leave
    asked = leave.ask("1", day(2), day(3))
    assert (asked.filed, asked.state) == (NOW, LeaveState.ASKED)
    assert [r.id for r in leave.requests()] == ["a", "b", asked.id]
    with pytest.raises(DeskError, match="has already asked for 9 and 10 December"):
        leave.ask("1", day(3), day(3))
    assert leave.refuse("a").state == LeaveState.REFUSED
    with pytest.raises(DeskError, match="The request a was refused already"):
        leave.refuse("a")
    leave.grant("b")
    second = leave.ask("0", day(0), day(0))
    assert leave.grant(second.id, may_exceed=True).state == LeaveState.GRANTED


def test_granting_all_leaves_what_cannot_be_granted_open(desk: Desk) -> None:
    decisions = desk.leave.grant_all()
    assert [d.request.id for d in decisions if d.is_grantable] == ["a"]
    assert {r.id: r.state for r in desk.leave.requests()} == {"a": LeaveState.GRANTED, "b": LeaveState.ASKED}
    assert [d.request.id for d in desk.leave.grant_all()] == ["b"]
    assert len(desk.site().leave) == 1


def test_a_bid_is_looked_at_first_and_kept_once(desk: Desk) -> None:
    preview = desk.leave.bid(2027)
    assert [(o.choice.badge, o.choice.rank) for o in preview.new] == [("0", 1), ("4", 2)]
    assert desk.site().leave == ()
    assert desk.leave.accept_bid(2027) == preview
    assert len(desk.site().leave) == 2
    assert desk.leave.accept_bid(2027).new == ()
    assert len(desk.site().leave) == 2
    assert desk.leave.bid(2027, BidRules(order=BidOrder.OFFICER, most=2)).new == ()
    assert desk.leave.balances() == {"0": 12 * 60}


def test_the_wellness_hour_is_kept_once_and_its_trail_names_nobody(desk: Desk) -> None:
    in_quarter = date(2027, 2, 1)
    preview = desk.leave.wellness(in_quarter)
    assert desk.site().duties == ()
    assert desk.leave.plan_wellness(in_quarter) == preview
    assert sorted(duty.badge for duty in desk.site().duties) == [str(n) for n in range(8)]
    assert {duty.kind for duty in desk.site().duties} == {DutyKind.WELLNESS}
    assert desk.leave.plan_wellness(in_quarter).duties == ()
    assert trail(desk) == [("plan wellness hours", ("quarter:2027-01-01",))]


def test_the_wellness_hour_keeps_clear_of_published_overtime(desk: Desk) -> None:
    """The whole quarter but two dates is leave, and on one of these the officer has published overtime beside it."""
    first = date(2026, 12, 7)
    head = desk.create_roster(Period(first=first, days=14))
    clock = desk.problem(Period(first=first, days=1)).clock
    tours = tuple(
        Tour(
            start=clock.minute(on, 360),
            end=clock.minute(on, 1440),
            badge=badge,
            post="HA",
            on=on,
            shift="D",
            index=index,
        )
        for index, badge in enumerate(("0", "1"))
        for on in (first + timedelta(days=d) for d in range(14))
    )
    edit = RosterEdit(
        id="1", label="x", actor="lt", at=NOW, changes=tuple(TourChange(before=None, after=t) for t in tours)
    )
    desk.apply_edit(head.id, edit)
    desk.publish(head.id)
    hours = {duty.badge: duty for duty in desk.leave.wellness(date(2026, 12, 10)).duties}
    for badge in ("0", "1"):
        own = hours[badge]
        assert all(own.end <= t.start or t.end <= own.start for t in tours if t.badge == badge)


def test_plan_deviations_and_relief(desk: Desk) -> None:
    plan = desk.plan
    assert plan.plan() == PLAN == plan.plans()[0]
    assert plan.plan(date(2026, 5, 1)) is None
    assert plan.deviations(MONDAY, day(6)) == ()
    head = desk.create_roster(Period(first=MONDAY, days=2))
    found = plan.deviations(MONDAY, day(6), head.id)
    assert [(d.kind.value, d.dates) for d in found] == [("roster", (MONDAY,)), ("roster", (day(1),))]
    desk.publish(head.id)
    assert plan.deviations(MONDAY, day(6)) == found
    with pytest.raises(DeskError, match="1 to 400 days"):
        plan.deviations(day(1), MONDAY)
    report = plan.relief(authorised=9)
    assert (report.year, report.absence_year, report.filled, report.authorised) == (2026, 2025, 8, 9)
    assert report.work_year.net == 1784 * 60
    assert plan.relief(2027, contracted_hours=2080).work_year.net == 1680 * 60
    with pytest.raises(DeskError, match="longer than the contracted time"):
        plan.relief(contracted_hours=100)


def test_somebody_else_s_change_in_between_is_noticed(desk: Desk, tmp_path: Path) -> None:
    with Desk.open(desk.url, actor="sgt", now=lambda: NOW) as other:
        assert other.leave.grant("a").decided_by == "sgt"
    with pytest.raises(DeskError, match="was granted already"):
        desk.leave.refuse("a")
