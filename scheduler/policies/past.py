"""What was worked in a past period, judged under any policy: "March under the new rule"."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.check import check_roster
from scheduler.domain.findings import Report
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import HISTORY_DAYS, Site
from scheduler.ledger import tenures


class PastError(ValueError):
    """The past cannot be judged on these dates; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A past period under a policy.

    Attributes:
        period: The dates judged.
        tours: How many tours were worked in it.
        report: What the checker says of them.
        known_from: First date of which anything worked is known: windows that reach back further are seen in part.
    """

    period: Period
    tours: int
    report: Report
    known_from: date

    @property
    def is_known_enough(self) -> bool:
        """Whether history reaches as far back before the period as any window does."""
        return self.known_from <= self.period.first - timedelta(days=HISTORY_DAYS)


def past_problem(site: Site, period: Period, policy: Policy) -> Problem:
    """Return the problem of a past period: what was known to be so afterwards, judged by `policy`.

    History, stays, watches and activities are as they really were; tenures follow from what was worked before.

    Raises:
        InvalidProblemError: the site does not hold together.
    """
    problem = replace(site, policy=policy).problem(period)
    begun = tuple(t for t in problem.tenures if t.since < period.first)
    problem = replace(problem, tenures=begun)
    return replace(problem, tenures=tenures(problem))


def worked_roster(site: Site, period: Period) -> Roster:
    """Return what was worked in a period as a roster."""
    return Roster(
        facility=site.facility.id, period=period, tours=tuple(tour for tour in site.worked if tour.on in period)
    )


def judge_past(site: Site, period: Period, policy: Policy) -> Judged:
    """Judge what was worked in a period.

    Args:
        site: The facility; its worked tours are the roster and the history.
        period: Dates to judge, 1 to 400 of them.
        policy: What to judge by; its entries hold from their effective dates (`as_if_always`: all along).

    Raises:
        PastError: nothing worked is known on these dates, or there are too many.
        InvalidProblemError, UnknownRuleError, InvalidSettingError: the policy or the site cannot be used.
    """
    if not 1 <= period.days <= 400:
        raise PastError(f"1 to 400 days are expected, not {period.days}")
    known_from = min((tour.on for tour in site.worked), default=None)
    roster = worked_roster(site, period)
    if known_from is None or not roster.tours:
        raise PastError(f"nothing is known to have been worked from {period.first} to {period.last}")
    problem = past_problem(site, period, policy)
    return Judged(period=period, tours=len(roster.tours), report=check_roster(problem, roster), known_from=known_from)
