"""Sheets on asking for leave, on the staffing plan, and on the absences that its relief factor rests on."""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.plan import PLAN_FACTORS, AbsenceYear
from scheduler.domain.site import Site
from scheduler.domain.words import LeaveState
from scheduler.exchange.kinds import Choice, Code, Day, Length, Phrase, Stamp, Text, Whole
from scheduler.exchange.layout import Sheet, may, need
from scheduler.exchange.sheets.plans import BADGE, simple

_MOST_MINUTES = 100_000_000
_PLAN = need("Effective", "effective", Day(), "The plan, by its date", "2026-01-01", refers="Staffing plan")


def _plans(site: Site) -> Iterator[tuple[Any, ...]]:
    for plan in site.staffing_plans:
        yield plan.effective, plan.approver, plan.population, plan.reviewed, plan.review_by


def _factors(site: Site) -> Iterator[tuple[Any, ...]]:
    for plan in site.staffing_plans:
        for line in plan.factors:
            yield plan.effective, line.factor, line.text


def _minimums(site: Site) -> Iterator[tuple[Any, ...]]:
    for plan in site.staffing_plans:
        for line in plan.minimums:
            yield plan.effective, line.post, line.shift, line.minimum


LEAVE_SHEETS = (
    simple(
        "Leave slots",
        "How many officers may be on leave on each date; of rows for the same squad and date the lower one holds.",
        "leave_slots",
        LeaveSlots,
        (
            need("First", "first", Day(), "First date", "2026-12-06"),
            need("Last", "last", Day(), "Last date", "2027-01-02"),
            need("Most", "most", Whole(0, 9999), "How many at once", "2", unit="officers"),
            may("Squad", "squad", Code(), "Officers of which squad", "A-DAY", "the whole facility", refers="Squads"),
        ),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    simple(
        "Leave requests",
        "An officer asks to be away, and what became of it; what is granted stands on the sheet Leave too. No reason.",
        "leave_requests",
        LeaveRequest,
        (
            need("Id", "id", Code(), "Name of the request", "L-0231"),
            BADGE,
            need("First", "first", Day(), "First date away", "2026-12-24"),
            need("Last", "last", Day(), "Last date away", "2026-12-27"),
            need("Filed", "filed", Stamp(), "When it was filed", "2026-10-02 08:15"),
            may("State", "state", Choice(LeaveState), "Where it stands", "granted", "asked", LeaveState.ASKED),
            may("Decided by", "decided_by", Text(), "Who decided", "Captain", "nobody yet", ""),
            may("Decided", "decided", Day(), "When it was decided", "2026-10-05", "not yet"),
        ),
        key=("id",),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    simple(
        "Leave balances",
        "How much leave an officer may still take at the end of a date; grants after it draw on it.",
        "leave_balances",
        LeaveBalance,
        (
            BADGE,
            need("As of", "as_of", Day(), "At the end of which date", "2026-11-30"),
            need("Left", "minutes", Length(0, _MOST_MINUTES), "How much is left", "96:00"),
        ),
        key=("badge", "as_of"),
        may_be_absent=True,
    ),
    simple(
        "Vacation choices",
        "A numbered choice of an officer in one year's vacation bid.",
        "vacation_choices",
        VacationChoice,
        (
            BADGE,
            need("Year", "year", Whole(1970, 2199), "Year of the bid", "2027"),
            need("Rank", "rank", Whole(1, 999), "1 is the first choice", "1"),
            need("First", "first", Day(), "First date away", "2027-07-05"),
            need("Last", "last", Day(), "Last date away", "2027-07-18"),
        ),
        key=("badge", "year", "rank"),
        ranges=(("first", "last"),),
        may_be_absent=True,
    ),
    Sheet(
        name="Staffing plan",
        meaning="The facility's staffing plan from a date until a later row.",
        rows=_plans,
        key=("effective",),
        columns=(
            need("Effective", "effective", Day(), "First date on which the plan holds", "2026-01-01"),
            may("Approver", "approver", Text(), "Who approved it", "Facility administrator", "not told", ""),
            need("Population", "population", Whole(), "Inmates that it assumes", "290", unit="inmates"),
            need("Reviewed", "reviewed", Day(), "Date of the last review", "2025-12-15"),
            need("Review by", "review_by", Day(), "Date of the next review", "2026-12-15"),
        ),
        ranges=(("reviewed", "review_by"),),
        may_be_absent=True,
    ),
    Sheet(
        name="Plan factors",
        meaning="What a staffing plan says of one of the factors that 28 CFR 115.13(a) asks it to weigh.",
        rows=_factors,
        key=("effective", "factor"),
        columns=(
            _PLAN,
            need("Factor", "factor", Phrase(PLAN_FACTORS), "Which factor", "physical plant"),
            may("Text", "text", Text(), "What the plan says of it", "two corners without camera", "nothing", ""),
        ),
        may_be_absent=True,
    ),
    Sheet(
        name="Plan minimums",
        meaning="A staffing plan's minimum of officers on a post and shift.",
        rows=_minimums,
        key=("effective", "post", "shift"),
        columns=(
            _PLAN,
            need("Post", "post", Code(), "The post", "HA-F", refers="Posts"),
            need("Shift", "shift", Code(), "The shift", "D", refers="Shifts"),
            need("Minimum", "minimum", Whole(0, 999), "How many", "1", unit="officers"),
        ),
        may_be_absent=True,
    ),
    simple(
        "Absences",
        "Hours that all officers together were away in a year, by category: totals, never of one person.",
        "absences",
        AbsenceYear,
        (
            need("Year", "year", Whole(1970, 2199), "Calendar year", "2025"),
            need("Category", "category", Text(), "Why they were away, in a word", "sick"),
            need("Away", "minutes", Length(0, _MOST_MINUTES), "Hours away of all officers together", "6290:30"),
            need("Officers", "officers", Whole(), "How many officers on average", "105", unit="officers"),
        ),
        key=("year", "category"),
        may_be_absent=True,
    ),
)
