"""Every rule of the house, one file each. Adding one: resources/docs/adding_a_rule.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scheduler.domain.policy import PolicyEntry
from scheduler.domain.problem import Problem
from scheduler.rule import Rule, Scope, read_config
from scheduler.rules.area_share import AreaShare
from scheduler.rules.area_tenure import AreaTenure
from scheduler.rules.awards import Awards
from scheduler.rules.back_to_back_doubles import BackToBackDoubles
from scheduler.rules.consecutive_days import ConsecutiveDays
from scheduler.rules.consecutive_hours import ConsecutiveHours
from scheduler.rules.contact import Contact
from scheduler.rules.continuity import Continuity
from scheduler.rules.cool_down import CoolDown
from scheduler.rules.day_runs import DayRuns
from scheduler.rules.documents_read import DocumentsRead
from scheduler.rules.fair_spread import FairSpread
from scheduler.rules.flsa_overtime import FlsaOvertime
from scheduler.rules.hours_in_period import HoursInPeriod
from scheduler.rules.hours_in_window import HoursInWindow
from scheduler.rules.juvenile_ratio import JuvenileRatio
from scheduler.rules.least_change import LeastChange
from scheduler.rules.leave import Leave
from scheduler.rules.locks_kept import LocksKept
from scheduler.rules.mandate_exemption import MandateExemption
from scheduler.rules.mandate_order import MandateOrder
from scheduler.rules.meal_relief import MealRelief
from scheduler.rules.minimum_rest import MinimumRest
from scheduler.rules.one_place import OnePlace
from scheduler.rules.one_to_one_repeats import OneToOneRepeats
from scheduler.rules.overtime import Overtime
from scheduler.rules.overtime_month import OvertimeMonth
from scheduler.rules.overtime_week import OvertimeWeek
from scheduler.rules.pattern_adherence import PatternAdherence
from scheduler.rules.preferences import Preferences
from scheduler.rules.probationary_solo import ProbationarySolo
from scheduler.rules.qualification import Qualification
from scheduler.rules.restriction import Restriction
from scheduler.rules.running_totals import RunningTotals
from scheduler.rules.seats import Seats
from scheduler.rules.self_chosen_contact import SelfChosenContact
from scheduler.rules.shift_limits import ShiftLimits
from scheduler.rules.solo_tours import SoloTours
from scheduler.rules.steady_times import SteadyTimes
from scheduler.rules.stint_length import StintLength
from scheduler.rules.succession import Succession
from scheduler.rules.team_qualification import TeamQualification
from scheduler.rules.weekends import Weekends
from scheduler.rules.weighted_cover import WeightedCover
from scheduler.rules.whole_weekends import WholeWeekends
from scheduler.rules.wishes import Wishes
from scheduler.rules.working_runs import WorkingRuns

RULES: tuple[Rule, ...] = (
    OnePlace(),
    Leave(),
    Qualification(),
    Restriction(),
    ProbationarySolo(),
    TeamQualification(),
    JuvenileRatio(),
    DocumentsRead(),
    LocksKept(),
    MinimumRest(),
    HoursInWindow(),
    ConsecutiveHours(),
    BackToBackDoubles(),
    ConsecutiveDays(),
    OvertimeMonth(),
    OvertimeWeek(),
    MandateExemption(),
    MandateOrder(),
    StintLength(),
    Contact(),
    SelfChosenContact(),
    OneToOneRepeats(),
    CoolDown(),
    SoloTours(),
    AreaTenure(),
    AreaShare(),
    SteadyTimes(),
    Continuity(),
    Seats(),
    MealRelief(),
    Overtime(),
    FlsaOvertime(),
    FairSpread(),
    PatternAdherence(),
    Awards(),
    LeastChange(),
    HoursInPeriod(),
    RunningTotals(),
    WorkingRuns(),
    DayRuns(),
    Weekends(),
    WholeWeekends(),
    ShiftLimits(),
    Succession(),
    Wishes(),
    Preferences(),
    WeightedCover(),
)
"""In the order in which screens and printed policies list them."""

_BY_KEY = {rule.key: rule for rule in RULES}

AVAILABILITY = frozenset({"restriction", "cool_down", "documents_read", "mandate_exemption"})
"""Keys of the rules that say who is available: given, never waived, never told apart."""

WORDLESS = AVAILABILITY | {"qualification"}
"""Keys of the rules of which answers say no more than that an officer is not eligible."""


class UnknownRuleError(ValueError):
    """A policy entry names a rule that does not exist."""


def rule_of(key: str) -> Rule:
    """Return the rule with a key.

    Raises:
        UnknownRuleError: there is none.
    """
    try:
        return _BY_KEY[key]
    except KeyError:
        raise UnknownRuleError(f"{key!r} is not a rule; known are {', '.join(_BY_KEY)}") from None


@dataclass(frozen=True)
class RuleUse:
    """A policy entry in force with its rule, its config, and the part of the period in which it holds."""

    entry: PolicyEntry
    rule: Rule
    config: Any
    scope: Scope

    @property
    def is_hard(self) -> bool:
        """Whether the engine must keep it: a blocking severity and no tier to price it in."""
        return self.entry.tier is None and self.entry.severity.blocks


def uses(problem: Problem, scope: Scope | None = None) -> Iterator[RuleUse]:
    """Yield every use of a rule that policy puts in force in the period (or in the scope, which must lie inside it).

    Raises:
        UnknownRuleError: policy names a rule that does not exist.
        InvalidSettingError: policy gives a rule a setting that it does not take.
    """
    wanted = scope or Scope(problem.period.first, problem.period.last)
    for entry, first, last in problem.policy.spans(wanted.first, wanted.last):
        rule = rule_of(entry.rule)
        yield RuleUse(entry, rule, read_config(rule.Config, entry), Scope(first, last, wanted.badges))
