"""The staffing plan in force: what it says of each factor that 28 CFR 115.13(a) names, and every deviation from it."""

from collections.abc import Sequence
from datetime import date

from scheduler.domain.papers import CellKind, Column, Paper, Table
from scheduler.domain.plan import StaffingPlan
from scheduler.ledger import Deviation, DeviationKind
from scheduler.reports.over_dates import OverDates, counted
from scheduler.requests import dates_in_words

KIND = "staffing-plan"
KIND_WORDS = {
    DeviationKind.NO_PLAN: "no plan",
    DeviationKind.FACTOR: "factor",
    DeviationKind.REVIEW: "review",
    DeviationKind.COVERAGE: "coverage plan",
    DeviationKind.ROSTER: "roster",
    DeviationKind.POPULATION: "population",
    DeviationKind.TEAM_NEED: "team need",
    DeviationKind.DOCUMENT: "document",
}
_DEVIATIONS = (
    Column(name="kind", heading="What", weight=0.9),
    Column(name="subject", heading="Post", weight=0.8),
    Column(name="shift", heading="Shift"),
    Column(name="deviation", heading="Deviation", weight=2.4),
    Column(name="found", heading="Found", kind=CellKind.COUNT),
    Column(name="planned", heading="Planned", kind=CellKind.COUNT),
    Column(name="dates", heading="Dates", weight=1.6),
)
_PLAN = (Column(name="factor", heading="Factor or post", weight=1.0), Column(name="plan", heading="Plan", weight=2.5))


def staffing_plan(over: OverDates, plan: StaffingPlan | None, found: Sequence[Deviation]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        plan: The plan that holds on the first of the dates, None for none.
        found: Every deviation from it on the dates, and reviews that are overdue today.
    """
    deviations = Table(
        name="deviations",
        title="Deviations",
        columns=_DEVIATIONS,
        rows=tuple(
            (
                *(KIND_WORDS[one.kind], one.subject, one.shift or "", str(one.message)),
                *((one.measured, one.planned or None) if one.planned or one.measured else (None, None)),
                dates_in_words(one.dates),
            )
            for one in found
        ),
    )
    in_words = Table(name="plan", title="Plan in words", columns=_PLAN, rows=_lines(plan))
    blocks = (_sentence(over, plan, len(found)), deviations, _about(over, plan), in_words)
    return over.paper(KIND, "Staffing plan", blocks, is_wide=True)


def _lines(plan: StaffingPlan | None) -> tuple[tuple[str, str], ...]:
    if plan is None:
        return ()
    minimums = ((f"{line.post}, {line.shift}", f"at least {line.minimum}") for line in plan.minimums)
    return (*((factor.factor, factor.text) for factor in plan.factors), *minimums)


def _sentence(over: OverDates, plan: StaffingPlan | None, deviations: int) -> str:
    if plan is None:
        return f"No staffing plan holds on {_full(over.first)}. Write one down: Facility, Staffing plan."
    found = f"{counted(deviations, 'deviation')} in these dates." if deviations else "No deviation in these dates."
    return (
        f"Plan in force from {_full(plan.effective)}, approved by {plan.approver}, for {plan.population:,} inmates. "
        f"Reviewed on {_full(plan.reviewed)}, to be reviewed again by {_full(plan.review_by)}. {found}"
    )


def _about(over: OverDates, plan: StaffingPlan | None) -> str:
    if plan is None:
        return f"No staffing plan holds on {_full(over.first)}."
    return (
        "What the plan weighs, by the factors of 28 CFR 115.13(a), and the officers that it asks for at least. None of "
        "the factors is a trait of an officer."
    )


def _full(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B} {on.year}"
