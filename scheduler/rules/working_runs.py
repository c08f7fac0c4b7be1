"""Working days and days off in a row for officers on a free pattern.

The rule in words: not more working days in a row than the contract says, not fewer working days in a row, and not fewer
days off in a row. Source: the officer's own contract; an open term bounds nothing.
Kept: two to five working days agreed, four worked, two off. Broken: one working day between two days off.
A working day is a local date on which a tour starts. Worked history before the period is part of its first run; where
an officer has no history at all, the first run may be part of a longer one and satisfies any least. So may the run
that reaches the last day: only too long a run is judged there.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.people import Contract
from scheduler.domain.words import Badge
from scheduler.rule import NO_LIMIT, Breach, Frame, Rule, Runs, Scope, Term, View


@dataclass(frozen=True)
class Config:
    """Nothing to set: the limits stand in each officer's contract."""


class WorkingRuns(Rule, config=Config):
    """Runs of working days and of days off are as long as the contract says.

    A contract is judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "working_runs"
    title = "Working days and days off in a row"
    unit = "days"
    price_unit = "days"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Working days and days off in a row keep to the limits of the contract.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row of bounds an officer, with what history carries in."""
        if not scope.covers(frame.problem.period.last):
            return ()
        rows = []
        for o, person in enumerate(frame.problem.officers):
            c = person.contract
            if c is None or not scope.has(person.badge):
                continue
            most = NO_LIMIT if c.most_work_days_in_a_row is None else c.most_work_days_in_a_row
            least_work, least_off = c.least_work_days_in_a_row or 0, c.least_days_off_in_a_row or 0
            if most < NO_LIMIT or least_work > 1 or least_off > 1:
                rows.append((o, most, least_work, least_off, *_carried(frame, o)))
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 6)
        return (Runs(*table.T.copy()),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Cut the time from the first worked tour to the period's last date into runs and measure each."""
        period = view.problem.period
        if not scope.covers(period.last):
            return ()
        found: list[Breach] = []
        for badge in view.badges(scope):
            contract = view.officers[badge].contract
            if contract is None:
                continue
            history = {t.on for t in view.history_of[badge] if t.on < period.first}
            working = history | {t.on for t in view.tours_of[badge]}
            begins = min(history, default=period.first)
            dates = (begins + timedelta(days=d) for d in range((period.last - begins).days + 1))
            for is_work, group in groupby(dates, key=working.__contains__):
                run = tuple(group)
                if run[-1] < period.first - timedelta(days=1):
                    continue
                is_whole = run[-1] < period.last and (run[0] > begins or bool(history))
                found.extend(_judge(run, is_work, is_whole, contract, badge, period.first))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        one, many = ("working day", "working days") if finding.detail["is_work"] else ("day off", "days off")
        what = one if finding.measured == 1 else many
        if finding.measured > finding.limit:
            template = "{days} {what} in a row; the contract says at most {limit}."
        else:
            template = "{days} {what} in a row; the contract says at least {limit}."
        return Message(template=template, params={"days": finding.measured, "what": what, "limit": finding.limit})


def _carried(frame: Frame, o: int) -> tuple[int, int]:
    """Return how many working days, or else days off, run up to the period; (0, 0) when nothing is known."""
    before = sorted({frame.day_index(t.on) for t in frame.past[o]} - set(range(frame.problem.period.days)))
    if not before:
        return 0, 0
    if before[-1] < -1:
        return 0, -1 - before[-1]
    length = 1
    while -1 - length in before:
        length += 1
    return length, 0


def _judge(
    run: tuple[date, ...], is_work: bool, is_whole: bool, contract: Contract, badge: Badge, first: date
) -> list[Breach]:
    length = len(run)
    inside = sum(on >= first for on in run)
    cells = tuple(Cell(on=on, badge=badge) for on in reversed(run) if on >= first) or (Cell(on=first, badge=badge),)
    most = contract.most_work_days_in_a_row if is_work else None
    least = contract.least_work_days_in_a_row if is_work else contract.least_days_off_in_a_row
    found = []
    if most is not None and length > most and inside:
        over = min(length - most, inside)
        found.append(Breach(cells=cells, measured=length, limit=most, amount=over, detail={"is_work": int(is_work)}))
    if least is not None and length < least and is_whole:
        under = least - length
        found.append(Breach(cells=cells, measured=length, limit=least, amount=under, detail={"is_work": int(is_work)}))
    return found
