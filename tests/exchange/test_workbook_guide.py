"""Documentation and template are those of the definition."""

from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest

from scheduler.domain.attention import AttentionWeight
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, AreaShare, Coverage, Document, Facility, Post, Shift, TeamNeed
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Contract,
    Duty,
    Exemption,
    Held,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.plan import AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.policy import ContactWeight, PayPeriod, PolicyEntry, Tier
from scheduler.domain.roster import Tour
from scheduler.domain.site import OfficerName, Site
from scheduler.exchange import WorkbookErrors, read_workbook
from scheduler.exchange.guide import workbook_guide, write_template
from scheduler.exchange.sheets import BY_NAME, SHEETS
from scheduler.exchange.sheets.place import FACTORS
from scheduler.exchange.sheets.plans import PLAN_SHEETS

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
HOW = "run: python packaging/update_resources.py"


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {page.title: [(cell.value, cell.comment and cell.comment.text) for cell in page[1]] for page in book}


def test_the_column_documentation_is_up_to_date() -> None:
    assert (RESOURCES / "docs" / "workbook.md").read_text("utf-8") == workbook_guide(), HOW


def test_the_template_is_up_to_date(tmp_path: Path) -> None:
    write_template(tmp_path / "template.xlsx")
    assert cells(RESOURCES / "demo" / "template.xlsx") == cells(tmp_path / "template.xlsx"), HOW


def test_the_template_lacks_nothing_but_the_facility() -> None:
    with pytest.raises(WorkbookErrors) as refusal:
        read_workbook(RESOURCES / "demo" / "template.xlsx")
    assert [str(fault) for fault in refusal.value.faults] == ["Facility: exactly one row is expected, not 0"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_definition_of_a_sheet_holds_together(sheet) -> None:
    """Examples can be read, what refers to a sheet finds one, keys and pairs name columns, headers differ."""
    fields = [column.field for column in sheet.columns]
    headers = [column.header.casefold() for column in sheet.columns]
    assert len(set(fields)) == len(fields)
    assert len(set(headers)) == len(headers)
    assert {*sheet.key, *(f for pair in (*sheet.spans, *sheet.ranges) for f in pair)} <= set(fields)
    for column in sheet.columns:
        assert column.meaning
        assert column.is_required == (not column.default_text)
        assert column.refers in ("", "Officers or former", *BY_NAME)
        value = column.kind.parse(column.example, Clock("America/New_York"))
        again = column.kind.parse(column.kind.text(value, Clock("America/New_York")), Clock("America/New_York"))
        assert again == value


def test_every_file_name_is_its_own() -> None:
    names = [sheet.file_name for sheet in SHEETS]
    assert len(set(names)) == len(names)
    assert "worked_tours.csv" in names
    assert {sheet.name for sheet in PLAN_SHEETS} <= set(BY_NAME)


HOME = {"facility"}
NOUNS = [
    (Facility, "Facility", set(), {"format"}),
    (Area, "Areas", HOME, set()),
    (Shift, "Shifts", set(), set()),
    (Qualification, "Qualifications", set(), set()),
    (Post, "Posts", HOME | {"coverage", "covers", "qualifications", "attention"}, set(FACTORS)),
    (Coverage, "Coverage", set(), {"post"}),
    (AreaShare, "Areas covered", set(), {"post"}),
    (Pattern, "Patterns", set(), set()),
    (Squad, "Squads", HOME, set()),
    (Officer, "Officers", HOME | {"contract", "qualifications"}, {"name"}),
    (OfficerName, "Former officers", set(), set()),
    (Contract, "Contracts", set(), {"badge"}),
    (Held, "Officer qualifications", set(), {"badge"}),
    (Leave, "Leave", set(), set()),
    (Duty, "Duties", set(), set()),
    (Willingness, "Willingness", set(), set()),
    (Wish, "Wishes", set(), set()),
    (Restriction, "Restrictions", set(), set()),
    (Award, "Awards", set(), set()),
    (Tenure, "Tenure", set(), set()),
    (CarriedHours, "Carried overtime", set(), set()),
    (Tour, "Worked tours", set(), set()),
    (Stay, "Stays", set(), set()),
    (Watch, "Watches", set(), set()),
    (Activity, "Activities", set(), set()),
    (PolicyEntry, "Policy", set(), set()),
    (Tier, "Tiers", set(), set()),
    (ContactWeight, "Contact weights", set(), set()),
    (PayPeriod, "Pay periods", set(), set()),
    (AttentionWeight, "Attention weights", set(), set()),
    (Document, "Documents", set(), set()),
    (Reading, "Readings", set(), set()),
    (TeamNeed, "Team needs", set(), set()),
    (Exemption, "Exemptions", set(), set()),
    (Preference, "Preferences", set(), set()),
    (RotationWaiver, "Rotation waivers", set(), set()),
    (LeaveSlots, "Leave slots", set(), set()),
    (LeaveRequest, "Leave requests", set(), set()),
    (LeaveBalance, "Leave balances", set(), set()),
    (VacationChoice, "Vacation choices", set(), set()),
    (StaffingPlan, "Staffing plan", {"factors", "minimums"}, set()),
    (PlanFactor, "Plan factors", set(), {"effective"}),
    (PlanMinimum, "Plan minimums", set(), {"effective"}),
    (AbsenceYear, "Absences", set(), set()),
]
"""Each noun with its sheet, what of it stands on other sheets, and what else stands on its own."""


@pytest.mark.parametrize(("noun", "sheet", "elsewhere", "besides"), NOUNS)
def test_no_field_of_a_noun_is_left_out(noun, sheet: str, elsewhere: set[str], besides: set[str]) -> None:
    columns = {column.field for column in BY_NAME[sheet].columns}
    assert columns - besides == {field.name for field in fields(noun)} - elsewhere


def test_no_noun_of_a_site_is_left_out() -> None:
    assert {sheet for _, sheet, _, _ in NOUNS} | {"Post qualifications"} == set(BY_NAME)
    assert {field.name for field in fields(Site)} == {
        "facility",
        "areas",
        "shifts",
        "posts",
        "qualifications",
        "patterns",
        "squads",
        "officers",
        "names",
        "leave",
        "duties",
        "willing",
        "wishes",
        "restrictions",
        "preferences",
        "exemptions",
        "awards",
        "documents",
        "readings",
        "team_needs",
        "rotation_waivers",
        "leave_slots",
        "leave_requests",
        "leave_balances",
        "vacation_choices",
        "staffing_plans",
        "absences",
        "tenures",
        "carried",
        "stays",
        "watches",
        "activities",
        "worked",
        "policy",
        "floor_plan",
    }
