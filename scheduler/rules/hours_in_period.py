"""Hours in the period for officers on a free pattern.

The rule in words: the tours of an officer with a contract add up to at least and at most so many hours over the period.
Source: the officer's own contract (`Contract.least_minutes`, `Contract.most_minutes`); an open term bounds nothing.
Kept: 56 h to 72 h agreed, nine tours of 8 h are 72 h. Broken: a tenth tour makes 80 h.
Minutes are true minutes: a night on which the clocks go back counts an hour more than the wall clock says. Tours belong
to the period in which they start; duties are not tours and do not count here.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.rule import NO_LIMIT, Breach, Frame, InstanceRows, Rule, Scope, Term, View, hours, setting


@dataclass(frozen=True)
class Config:
    """The numbers of the rule; the limits themselves stand in each officer's contract."""

    step_minutes: int = setting(60, "One point for each started", "minutes", 1, 2880)


class HoursInPeriod(Rule, config=Config):
    """The tours of the period last as long as the contract says.

    A contract is judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "hours_in_period"
    title = "Hours in the period"
    unit = "minutes"
    price_unit = "started steps"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Tours of the period add up to the hours of the contract; "
            "a point for each started {step} too few or too many.",
            params={"step": hours(config.step_minutes)},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row an officer over all instances, bounded on both sides."""
        if not scope.covers(frame.problem.period.last):
            return ()
        owners, lower, upper = [], [], []
        for o, officer in enumerate(frame.problem.officers):
            contract = officer.contract
            if contract is None or not scope.has(officer.badge):
                continue
            if contract.least_minutes is not None or contract.most_minutes is not None:
                owners.append(o)
                lower.append(contract.least_minutes or 0)
                upper.append(NO_LIMIT if contract.most_minutes is None else contract.most_minutes)
        n, width = len(owners), len(frame.instances)
        minutes = np.array([i.end - i.start for i in frame.instances], dtype=np.int64)
        return (
            InstanceRows(
                officer=np.array(owners, dtype=np.int64),
                first=np.arange(n + 1, dtype=np.int64) * width,
                instance=np.tile(np.arange(width, dtype=np.int64), n),
                coef=np.tile(minutes, n),
                upper=np.array(upper, dtype=np.int64),
                lower=np.array(lower, dtype=np.int64),
                day=np.full(n, len(frame.dates) - 1, dtype=np.int64),
                unit=config.step_minutes,
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Add up each officer's tours and compare with the contract."""
        last = view.problem.period.last
        if not scope.covers(last):
            return ()
        found = []
        for badge in view.badges(scope):
            contract = view.officers[badge].contract
            if contract is None:
                continue
            worked = sum(tour.minutes for tour in view.tours_of[badge])
            for limit, beyond, side in (
                (contract.least_minutes, (contract.least_minutes or 0) - worked, "least"),
                (contract.most_minutes, worked - (contract.most_minutes or 0), "most"),
            ):
                if limit is not None and beyond > 0:
                    found.append(
                        Breach(
                            cells=(Cell(on=last, badge=badge),),
                            measured=worked,
                            limit=limit,
                            amount=-(-beyond // config.step_minutes),
                            detail={"side": side},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        side = "at least" if finding.detail["side"] == "least" else "at most"
        return Message(
            template="{worked} in the period; the contract says {side} {limit}.",
            params={"worked": hours(finding.measured), "side": side, "limit": hours(finding.limit)},
        )
