"""What a rule's two halves say of one roster, side by side."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from support.terms_oracle import PRICE_ONLY, Cells, cost, is_feasible

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rule import Breach, Frame, Rule, Scope, View

HARD_ONLY = frozenset({"one_place"})
"""Rules that are never priced: their terms as prices would count pairs of instances, their check pairs of tours."""


@dataclass(frozen=True)
class Verdict:
    """Both answers: `is_silent` and `amount` from the check, `is_feasible` and `cost` from the terms.

    `is_feasible` is None where one of the terms is only ever priced, `cost` None for rules that are never priced.
    """

    is_silent: bool
    amount: int
    is_feasible: bool | None
    cost: int | None

    @property
    def agrees(self) -> bool:
        """Whether check and terms say the same."""
        return self.is_feasible in (None, self.is_silent) and self.cost in (None, self.amount)


def whole(problem: Problem) -> Scope:
    """Return the scope of the whole period and all officers."""
    return Scope(problem.period.first, problem.period.last)


def amount_of(rule: Rule, breaches: tuple[Breach, ...]) -> int:
    """Return what a tier sums of these breaches at weight 1."""
    if not rule.is_worst_per_officer:
        return sum(b.amount for b in breaches)
    worst: dict[str | None, int] = defaultdict(int)
    for breach in breaches:
        badge = breach.cells[0].badge
        worst[badge] = max(worst[badge], breach.amount)
    return sum(worst.values())


def judge(
    rule: Rule,
    config: Any,
    frame: Frame,
    roster: Roster,
    cells: Cells,
    scope: Scope | None = None,
    view: View | None = None,
) -> Verdict:
    """Return what check and terms of a rule say of a roster of whole seats; `view`, if at hand, is of that roster."""
    scope = scope or whole(frame.problem)
    breaches = rule.check(view or View(frame.problem, roster), config, scope)
    terms = rule.terms(frame, config, scope)
    may_be_hard = not any(isinstance(term, PRICE_ONLY) for term in terms)
    return Verdict(
        is_silent=not breaches,
        amount=amount_of(rule, breaches),
        is_feasible=is_feasible(frame, terms, cells) if may_be_hard else None,
        cost=None if rule.key in HARD_ONLY else cost(frame, terms, cells),
    )
