"""Weekends worked by officers on a free pattern.

The rule in words: an officer with a contract works on at most so many weekends of the period.
Source: the officer's own contract (`Contract.most_weekends`); an open term bounds nothing.
Kept: one weekend agreed, Saturday and Sunday of the same one worked. Broken: a Sunday of the next one as well.
A weekend is worked when a tour starts on its Saturday or on its Sunday, local dates. Only tours of the period count: a
weekend that the period's first or last day cuts in two is one weekend for each of the two periods.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.ledger.numbers import distinct
from scheduler.rule import Breach, Frame, Groups, Rule, Scope, Term, View

_SATURDAY = 5


@dataclass(frozen=True)
class Config:
    """Nothing to set: the limit stands in each officer's contract."""


class Weekends(Rule, config=Config):
    """At most `Contract.most_weekends` weekends with a tour in the period.

    A contract is judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "weekends"
    title = "Weekends worked"
    unit = "weekends"
    price_unit = "weekends"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Not more weekends are worked in the period than the contract says.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One group of slots a weekend, the same for each officer with a limit."""
        if not scope.covers(frame.problem.period.last):
            return ()
        # Whole weeks since Monday 0001-01-01 tell one weekend from the next.
        ordinal = frame.problem.period.first.toordinal() + frame.day - 1
        is_weekend = ordinal % 7 >= _SATURDAY
        groups = [np.flatnonzero(is_weekend & (ordinal // 7 == week)) for week in distinct(ordinal[is_weekend] // 7)]
        limited = [
            (o, officer.contract.most_weekends)
            for o, officer in enumerate(frame.problem.officers)
            if officer.contract is not None
            and officer.contract.most_weekends is not None
            and officer.contract.most_weekends < len(groups)
            and scope.has(officer.badge)
        ]
        sizes = np.tile(np.array([len(g) for g in groups], dtype=np.int64), len(limited))
        return (
            Groups(
                officer=np.array([o for o, _ in limited], dtype=np.int64),
                most=np.array([most for _, most in limited], dtype=np.int64),
                first_group=np.arange(len(limited) + 1, dtype=np.int64) * len(groups),
                first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
                slot=np.concatenate(groups * len(limited)) if limited else np.zeros(0, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Collect the Saturdays that stand for the weekends worked by each officer."""
        if not scope.covers(view.problem.period.last):
            return ()
        found = []
        for badge in view.badges(scope):
            contract = view.officers[badge].contract
            if contract is None or contract.most_weekends is None:
                continue
            days_of: dict[date, list[date]] = {}
            for tour in view.tours_of[badge]:
                into = tour.on.weekday() - _SATURDAY
                if into >= 0:
                    days_of.setdefault(tour.on - timedelta(days=into), []).append(tour.on)
            over = len(days_of) - contract.most_weekends
            if over > 0:
                beyond = [on for saturday in sorted(days_of)[-over:] for on in sorted(set(days_of[saturday]))]
                found.append(
                    Breach(
                        cells=tuple(Cell(on=on, badge=badge) for on in beyond),
                        measured=len(days_of),
                        limit=contract.most_weekends,
                        amount=over,
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} weekends worked in the period; the contract says at most {limit}.",
            params={"worked": finding.measured, "limit": finding.limit},
        )
