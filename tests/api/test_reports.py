"""Reports over dates: their figures against a count made another way, what stands on them and what does not."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from support.accounts import add_accounts, as_role, with_quick_passwords
from support.papers import HOSTILE
from support.sites import FIRST, NOW, PERIOD, ZONE, edit, paid_site, planned_site, small_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Role
from scheduler.api.papers import PageSize
from scheduler.api.reports import KINDS, rotation_months
from scheduler.cli import main
from scheduler.cli.roster_arguments import REPORTS
from scheduler.domain.clock import Clock
from scheduler.domain.deviations import DeviationNote, PostStatus, ReasonCode
from scheduler.domain.facility import StaticFactor
from scheduler.domain.leave import LeaveRequest, LeaveSlots
from scheduler.domain.papers import Paper, Plot, Table
from scheduler.domain.people import Held, Leave, Officer, Qualification, RotationWaiver, Tenure
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Waiver
from scheduler.domain.site import OfficerName
from scheduler.domain.words import LeaveState, RotationClass, Severity, TourKind
from scheduler.identity.permissions import Action, may
from scheduler.rules import rule_of

LAST = PERIOD.last
NEXT = FIRST + timedelta(days=1)
TOURS = (
    tour("B1", FIRST),
    tour("B2", FIRST, "N"),
    replace(tour("B3", FIRST, post="P2"), kind=TourKind.VOLUNTARY_OVERTIME),
    replace(tour("B4", NEXT, "N"), kind=TourKind.MANDATED_OVERTIME),
    tour("B1", FIRST + timedelta(days=5)),
)


def many(count: int = 1) -> tuple[Officer, ...]:
    """Officers 5 to `count` more: seniority of twelve years."""
    given = small_site().officers[0]
    return tuple(replace(given, badge=f"C{n}", seniority=date(2014, 1, 1)) for n in range(count))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="commander") as opened:
        site = paid_site()
        opened.import_site(replace(site, officers=(*site.officers, *many(5))), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", *TOURS))
        opened.propose(1)
        opened.approve(1)
        opened.publish(1, reason="test")
        yield opened


def table(paper: Paper, name: str) -> Table:
    return next(found for found in paper.tables if found.name == name)


def test_the_command_line_knows_the_reports_that_there_are() -> None:
    assert tuple(KINDS) == REPORTS


@pytest.mark.parametrize("name", KINDS)
def test_each_report_has_a_plot_of_its_own_table_in_words_too(desk: Desk, name: str) -> None:
    paper = desk.reports.make(name, FIRST, LAST)
    plots = [block for block in paper.blocks if isinstance(block, Plot)]
    assert len(plots) == (0 if name in ("deviations", "certificates", "staffing-plan") else 1)
    for plot in plots:
        assert plot.table in paper.tables
        assert plot.said
    assert paper.kind == name
    assert paper.span == "23 Nov 2026 to 29 Nov 2026"


def test_coverage_counts_seats_by_watch_and_by_day(desk: Desk) -> None:
    paper = desk.reports.make("coverage", FIRST, LAST)
    held = Counter((t.on, t.shift) for t in TOURS)
    rows = table(paper, "by_watch").rows
    assert len(rows) == 7 * 2
    for on, shift, there, minimum, wanted, below, critical in rows:
        assert there == held[on, shift]
        assert (minimum, wanted) == (2, 2)
        assert below == critical == 2 - there
    assert table(paper, "by_watch").alerts == {at for at, row in enumerate(rows) if row[5]}
    by_day = {row[0]: row[1] for row in table(paper, "by_day").rows}
    assert by_day == {on: sum(t.on == on for t in TOURS) for on in PERIOD.dates}
    assert paper.blocks[0] == "23 seats below the minimum on 13 watches of 14, 23 of them at critical posts."


def test_dates_of_which_nothing_is_known_are_not_empty_posts(desk: Desk) -> None:
    paper = desk.reports.make("coverage", FIRST, LAST + timedelta(days=3))
    assert len(table(paper, "by_watch").rows) == 7 * 2
    assert [row[1] for row in table(paper, "by_day").rows[-3:]] == [None] * 3
    assert str(paper.blocks[0]).endswith("Of 3 dates nothing is published or worked.")
    nothing = desk.reports.make("coverage", LAST + timedelta(days=1), LAST + timedelta(days=3))
    assert nothing.blocks[0] == "Nothing is published or worked on these dates."
    assert desk.papers.pages(nothing, PageSize.LETTER, 50)


def test_a_seat_that_is_left_before_its_end_is_not_covered(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "g.db"), actor="commander") as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        whole = tour("B1", FIRST)
        desk.apply_edit(1, edit("plan", replace(whole, end=whole.end - 60)))
        for act in (desk.propose, desk.approve):
            act(1)
        desk.publish(1, reason="test")
        rows = table(desk.reports.make("coverage", FIRST, FIRST), "by_watch").rows
        assert rows[0][2:6] == (0, 2, 2, 2)


def test_overtime_is_summed_by_officer_and_by_week_in_order_of_names(desk: Desk) -> None:
    paper = desk.reports.make("overtime", FIRST, LAST)
    people, weeks = table(paper, "by_officer"), table(paper, "by_week")
    assert [row[0] for row in people.rows] == ["Officer 3 (B3)", "Officer 4 (B4)"]
    minutes = {t.badge: t.minutes for t in TOURS if t.kind.is_overtime}
    assert [row[-1] for row in people.rows] == [minutes["B3"], minutes["B4"]]
    assert weeks.rows == ((FIRST, minutes["B3"], minutes["B4"], 0, 0, 0, sum(minutes.values())),)
    assert paper.blocks[0] == "2 officers, 24 h: voluntary 12 h, mandated 12 h."


def test_fairness_withholds_bands_of_few_and_gives_no_total(desk: Desk) -> None:
    paper = desk.reports.make("fairness", FIRST, LAST)
    bands = {row[0]: row[1:] for row in table(paper, "by_band").rows}
    assert set(bands) == {"10 to 19"}
    nights = sum(t.shift == "N" for t in TOURS) / 9
    weekends = sum(t.on.weekday() >= 5 for t in TOURS) / 9
    assert bands["10 to 19"] == ("9", round(5 / 9, 1), round(nights, 1), round(weekends, 1), 0.0, round(1 / 9, 1))
    later = desk.reports.make("fairness", date(2024, 6, 1), date(2024, 6, 2))
    few = {row[0]: row[1:] for row in table(later, "by_band").rows}
    assert few["5 to 9"] == ("fewer than 5", None, None, None, None, None)
    assert str(later.blocks[0]).endswith("1 band of fewer than 5 officers withheld.")
    said = " ".join(str(cell) for row in table(later, "by_band").rows for cell in row)
    assert "B1" not in said


def test_leave_is_counted_by_week_and_says_nobody(tmp_path: Path) -> None:
    clock = Clock(ZONE)
    gone = Leave(badge="B1", start=clock.midnight(FIRST), end=clock.midnight(FIRST + timedelta(days=9)))
    asked = LeaveRequest(id="L1", badge="B4", first=FIRST, last=NEXT, filed=NOW)
    refused = replace(asked, id="L2", badge="B3", state=LeaveState.REFUSED, decided_by="captain", decided=FIRST)
    site = replace(
        small_site(),
        leave=(gone,),
        leave_requests=(asked, refused),
        leave_slots=(LeaveSlots(first=FIRST, last=FIRST + timedelta(days=13), most=1),),
    )
    with Desk.open(str(tmp_path / "l.db"), actor="commander") as desk:
        desk.import_site(site, "small.xlsx")
        paper = desk.reports.make("leave", FIRST, FIRST + timedelta(days=14))
        taken = sum(day.taken for day in desk.leave.slots(FIRST, FIRST + timedelta(days=14)))
    (found,) = paper.tables
    assert found.rows == (
        (FIRST, 7, 7, 2, 7, 0, 7),
        (FIRST + timedelta(days=7), 7, 2, 0, 7, 5, 2),
        (FIRST + timedelta(days=14), 1, 0, 0, None, None, 0),
    )
    assert found.alerts == {0}
    assert sum(int(str(row[2])) for row in found.rows) == taken
    assert "B4" not in str(paper.blocks)
    assert "B1" not in str(paper.blocks)


def test_certificates_that_run_out_name_posts_and_who_is_left(tmp_path: Path) -> None:
    site = small_site()
    held = [
        (Held(qualification="Q", expires=NEXT),),
        (Held(qualification="Q", expires=NEXT), Held(qualification="Q")),
        (Held(qualification="Q", expires=LAST + timedelta(days=1)),),
        (),
    ]
    site = replace(
        site,
        qualifications=(Qualification(code="Q", name="Search"),),
        posts=tuple(replace(post, qualifications=("Q",)) for post in site.posts),
        officers=tuple(replace(o, qualifications=own) for o, own in zip(site.officers, held, strict=True)),
    )
    with Desk.open(str(tmp_path / "c.db"), actor="commander") as desk:
        desk.import_site(site, "small.xlsx")
        paper = desk.reports.make("certificates", FIRST, LAST)
        longer = desk.reports.make("certificates", FIRST, LAST + timedelta(days=1))
    assert table(paper, "by_officer").rows == ((NEXT, "Officer 1 (B1)", "Search", "P1, P2", 2, 2),)
    assert table(paper, "by_certificate").rows == (("Search", 2, 2, 3, 2),)
    assert not table(paper, "by_certificate").alerts
    assert table(longer, "by_officer").alerts == {1}
    assert str(longer.blocks[0]).endswith("fewer officers than a watch needs hold: Search.")


def test_waivers_have_rule_authority_and_reason_and_are_counted(desk: Desk) -> None:
    given = Waiver(
        entry="rest_required", badge="B1", on=FIRST, approver="Captain", reason="agreed at muster", expires=NEXT
    )
    desk.add_waiver(1, given)
    desk.add_rotation_waiver(
        RotationWaiver(
            badge="B3", area="H1", first=FIRST - timedelta(days=30), expires=NEXT, approver="Captain", reason="course"
        )
    )
    paper = desk.reports.make("waivers", FIRST, LAST)
    assert table(paper, "waivers").rows == (
        (FIRST - timedelta(days=30), NEXT, "Rotation out of H1", "Officer 3 (B3)", "Captain", "course", None),
        (FIRST, NEXT, rule_of("minimum_rest").title, "Officer 1 (B1)", "Captain", "agreed at muster", 1),
    )
    assert table(paper, "by_month").rows == (("November 2026", 2),)
    assert sum(int(str(row[1])) for row in table(paper, "by_rule").rows) == 2
    later = desk.reports.make("waivers", NEXT + timedelta(days=1), LAST)
    assert later.blocks[0] == "Nothing was waived in these dates."


def test_deviations_are_counted_by_reason_and_by_post(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "d.db"), actor="commander", now=lambda: NOW) as desk:
        desk.import_site(planned_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST)))
        for act in (desk.propose, desk.approve):
            act(1)
        desk.publish(1, reason="test")
        below = desk.plan.below(FIRST, LAST)
        start, end = tour("B1", NEXT).start, tour("B1", NEXT).end
        note = DeviationNote(
            post="P1",
            on=NEXT,
            shift="D",
            start=start,
            end=end,
            status=PostStatus.CLOSED,
            reason=ReasonCode.CALL_OFF,
            mitigation="rounds doubled",
            overtime_tried=True,
        )
        desk.plan.write_deviation(note)
        paper = desk.reports.make("deviations", FIRST, LAST)
    assert len(below) == 6
    assert table(paper, "by_reason").rows == (("call-off", 1, 0, 1), ("no reason written", 0, 5, 5))
    assert table(paper, "by_reason").alerts == {1}
    assert table(paper, "by_post").rows == (("P1", 1, 5, 6),)


def test_rotation_is_counted_by_area_on_the_last_date(tmp_path: Path) -> None:
    entry = PolicyEntry(
        id="rotate", rule="area_tenure", severity=Severity.ASK, effective=date(2020, 1, 1),
        settings=(Setting(name="rotation", value="housing"), Setting(name="limit_days", value=10)),
    )  # fmt: skip
    site = small_site()
    tenures = tuple(
        Tenure(badge=f"B{n}", area="H1", since=FIRST - timedelta(days=days)) for n, days in ((1, 2), (2, 12), (3, 30))
    )
    waiver = RotationWaiver(badge="B3", area="H1", first=FIRST, expires=LAST, approver="Captain", reason="course")
    site = replace(
        site, tenures=tenures, rotation_waivers=(waiver,), policy=replace(site.policy, entries=(entry,)), worked=()
    )
    with Desk.open(str(tmp_path / "r.db"), actor="commander") as desk:
        desk.import_site(site, "small.xlsx")
        paper = desk.reports.make("rotation", FIRST, FIRST)
        later = desk.reports.make("rotation", FIRST, LAST + timedelta(days=9))
    assert table(paper, "by_area").rows == (("H1", "housing", 1, 1, 1, 0, pytest.approx(2 / 3)),)
    assert table(later, "by_area").rows == (("H1", "housing", 0, 0, 3, 0, 0.0),)
    assert "B1" not in str(paper.blocks)


def test_rotation_by_month_has_a_line_a_class_and_leaves_open_what_is_not_known() -> None:
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    plot = rotation_months(
        [
            (november, RotationClass.HOUSING, 4, 1),
            (november, RotationClass.SPECIAL, 2, 0),
            (october, RotationClass.HOUSING, 5, 0),
            (october, RotationClass.SPECIAL, 0, 0),
        ]
    )
    assert plot is not None
    assert [column.name for column in plot.table.columns] == ["month", "housing", "special"]
    assert plot.table.rows == ((october, 1.0, None), (november, 0.75, 1.0))
    assert plot.said == "On the latest: housing 75%, special 100%."
    assert rotation_months([]) is None


@pytest.mark.parametrize("name", KINDS)
def test_names_that_would_be_markup_are_words_in_every_format(tmp_path: Path, name: str) -> None:
    site = paid_site()
    names = tuple(
        OfficerName(badge=officer.badge, name=hostile) for officer, hostile in zip(site.officers, HOSTILE, strict=False)
    )
    with Desk.open(str(tmp_path / "h.db"), actor="commander") as desk:
        desk.import_site(replace(site, names=names), "small.xlsx")
        paper = desk.reports.make(name, FIRST, LAST)
        written = desk.papers.write(paper, tmp_path / "out", ("pdf", "html", "xlsx", "csv", "json"))
    assert len(written) == 5


def test_a_report_of_a_thousand_officers_has_each_on_a_page(tmp_path: Path) -> None:
    site = small_site()
    officers = tuple(replace(site.officers[0], badge=f"B{n}") for n in range(1000))
    names = tuple(OfficerName(badge=f"B{n}", name=f"Featherstonehaugh-Oyelaran, Bartholomew {n}") for n in range(1000))
    extra = tuple(
        replace(tour("B1", FIRST - timedelta(days=9)), badge=f"B{n}", kind=TourKind.HOLD_OVER, index=n)
        for n in range(1000)
    )
    with Desk.open(str(tmp_path / "k.db"), actor="commander") as desk:
        desk.import_site(replace(site, officers=officers, names=names, worked=extra), "large.xlsx")
        paper = desk.reports.make("overtime", FIRST - timedelta(days=10), FIRST)
        (path,) = desk.papers.write(paper, tmp_path, ("pdf",))
    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    assert sum(page.extract_text().count("Featherstonehaugh-Oyelaran") for page in pages) == 1000


def test_wrong_dates_and_unknown_reports_are_one_sentence(desk: Desk) -> None:
    with pytest.raises(DeskError, match="A report is about a date to a later one"):
        desk.reports.make("coverage", LAST, FIRST)
    with pytest.raises(DeskError, match="'heights' is no report; known are staffing-plan, "):
        desk.reports.make("heights", FIRST, LAST)


def test_the_command_line_writes_a_report(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, dates = tmp_path / "out", ["--from", str(FIRST), "--to", str(LAST)]
    base = ["export", "--db", str(tmp_path / "f.db"), "--out", str(out), "--report", "coverage"]
    assert main([*base, *dates, "--format", "pdf", "--format", "csv"]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert "coverage_23_nov_2026_to_29_nov_2026.pdf" in names
    assert main(base) == 2
    assert main([*base, *dates, "--paper", "wall-sheet"]) == 2
    said = capsys.readouterr().err
    assert "A report needs its dates: --from and --to" in said
    assert "leave --paper, --anonymous and --roster out" in said


def test_the_relief_factor_tells_the_figures_of_the_ledger(desk: Desk) -> None:
    paper, report = desk.reports.make("relief-factor", FIRST, LAST), desk.plan.relief(FIRST.year)
    # Two posts, two seats each of 12 h on 365 days; 52 weeks of 42 h, as nobody is ever absent.
    needed = 2 * 2 * 365 * 12 / (52 * 42)
    figures = {str(row[0]): row[1] for row in table(paper, "officers").rows}
    assert figures["For the minimum"] == pytest.approx(needed, abs=0.051)
    assert (figures["There"], figures["Deployable"]) == (report.filled, report.deployable) == (9, 9)
    assert [row[0] for row in table(paper, "posts").rows] == ["P1", "P2"]
    assert all(row[4] == pytest.approx(needed / 2, abs=0.0051) for row in table(paper, "posts").rows)
    assert table(paper, "year").rows == (("Contracted", 2184.0), ("There", 2184.0))
    assert "No absences are known" in str(paper.blocks[0])


def test_pay_periods_count_hours_and_both_kinds_of_overtime_apart(desk: Desk) -> None:
    paper, pay = desk.reports.make("pay-periods", FIRST, LAST), desk.pay(FIRST, LAST)
    rows = table(paper, "by_officer").rows
    assert len(rows) == len(pay.lines)
    mine = next(row for row in rows if row[0] == "Officer 3 (B3)")
    line = next(line for line in pay.lines if line.badge == "B3")
    assert mine == ("Officer 3 (B3)", FIRST, FIRST + timedelta(days=13), 720, 720, 0, line.threshold_minutes)
    assert [row[0] for row in rows] == sorted(str(row[0]) for row in rows)
    sums = table(paper, "by_period").rows
    assert [row[0] for row in sums] == [FIRST]
    assert sums[0][2] == sum(line.flsa_minutes for line in pay.lines)


def test_the_staffing_plan_is_told_in_words_with_every_deviation(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "s.db"), actor="commander", now=lambda: NOW) as desk:
        desk.import_site(planned_site(), "small.xlsx")
        paper, found = desk.reports.make("staffing-plan", FIRST, LAST), desk.plan.deviations(FIRST, LAST)
        plan = desk.plan.plan(FIRST)
    assert plan is not None
    assert str(paper.blocks[0]).startswith("Plan in force from ")
    assert [row[3] for row in table(paper, "deviations").rows] == [str(one.message) for one in found]
    said = {row[0]: row[1] for row in table(paper, "plan").rows}
    assert said == {
        **{factor.factor: factor.text for factor in plan.factors},
        **{f"{line.post}, {line.shift}": f"at least {line.minimum}" for line in plan.minimums},
    }


def test_hours_for_pay_are_told_to_those_who_may_read_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "p.db")
    with_quick_passwords(monkeypatch)
    with Desk.open(path, actor="setup") as desk:
        desk.import_site(paid_site(), "small.xlsx")
        add_accounts(desk)
    for role in (Role.SERGEANT, Role.SCHEDULER, Role.PREA_MANAGER, Role.AUTHORITY):
        with as_role(path, role) as desk:
            if may({role}, Action.READ_PAY):
                assert desk.reports.make("pay-periods", FIRST, LAST).title == "Pay periods"
            else:
                with pytest.raises(NotPermittedError):
                    desk.reports.make("pay-periods", FIRST, LAST)


def test_fairness_counts_the_hard_posts_of_the_policy_for_who_may_know_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, site = str(tmp_path / "h.db"), small_site()
    with_quick_passwords(monkeypatch)
    guarded, plain = site.posts
    factors = (StaticFactor(factor="ST1", points=30),)
    officers = (*site.officers, *many(5))
    with Desk.open(path, actor="setup") as desk:
        desk.import_site(
            replace(site, posts=(replace(guarded, attention=factors), plain), officers=officers), "small.xlsx"
        )
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", *TOURS))
        desk.publish(1)
        add_accounts(desk)
    hard = sum(t.post == guarded.code for t in TOURS) / 9
    with as_role(path, Role.COMMANDER) as desk:
        told = table(desk.reports.make("fairness", FIRST, LAST), "by_band")
        column = [one.name for one in told.columns].index("hard_posts")
        assert told.rows[0][column] == round(hard, 1) > 0
    with as_role(path, Role.SERGEANT) as desk:
        told = table(desk.reports.make("fairness", FIRST, LAST), "by_band")
        assert "hard_posts" not in {one.name for one in told.columns}
        assert told.note.endswith("Hard posts are told to those who may read what guards posts.")
