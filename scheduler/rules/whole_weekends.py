"""Weekends that are worked whole or not at all.

The rule in words: who works on the Saturday of a weekend works on its Sunday too, and the other way round.
Source: agreements on weekends off: half a weekend at work costs the officer the whole of it. For all officers, or for
those who hold a qualification that stands for their group.
Kept: Saturday and Sunday worked, or neither. Charged: each tour on the one day where the other is free.
Tours count by the local date on which they start. A weekend that the period's first day cuts in two is judged with
worked history, as far as an officer has any; one that its last day cuts is left to the next period.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Badge, QualificationCode, Severity
from scheduler.rule import Breach, Crew, Frame, Ints, Rule, Scope, Term, View, setting

_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Config:
    """Whom the rule speaks of."""

    holders: str = setting("", "Only officers who hold", "code of a qualification, empty for everybody")


class WholeWeekends(Rule, config=Config):
    """No tour on a Saturday or Sunday whose other day is free."""

    key = "whole_weekends"
    title = "Whole weekends"
    unit = "tours"
    price_unit = "tours"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Weekends are worked on both days or on neither.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Two rows an officer and weekend: each tour on one day is charged unless one on the other makes up for it."""
        days = [d for d, on in enumerate(frame.dates) if on.weekday() == _SUNDAY and scope.covers(on)]
        of_day = frame.slots_of_day
        rows: list[tuple[int, Ints, Ints, int, int]] = []  # officer, lone slots, slots that make up, need, day
        none = np.zeros(0, dtype=np.int64)
        for o, officer in enumerate(frame.problem.officers):
            if not scope.has(officer.badge):
                continue
            before = {d for t in frame.past[o] if (d := frame.day_index(t.on)) < 0}
            for day in days:
                if config.holders and not officer.holds(QualificationCode(config.holders), frame.dates[day]):
                    continue
                if day > 0:
                    rows.append((o, of_day[day - 1], of_day[day], 0, day))
                    rows.append((o, of_day[day], of_day[day - 1], 0, day))
                elif -1 in before:
                    rows.append((o, none, of_day[day], 1, day))
                elif before:
                    rows.append((o, of_day[day], none, 0, day))
        cells = [np.concatenate((lone, other)) for _, lone, other, _, _ in rows]
        # One tour on the other day outweighs as many as can be on this one.
        coefs = [np.repeat((-1, len(lone) + 1), (len(lone), len(other))) for _, lone, other, _, _ in rows]
        return (
            Crew(
                first=np.cumsum([0] + [len(c) for c in cells]).astype(np.int64),
                officer=np.repeat([row[0] for row in rows], [len(c) for c in cells]).astype(np.int64),
                slot=np.concatenate([none, *cells]),
                coef=np.concatenate([none, *coefs]).astype(np.int64),
                need=np.array([row[3] for row in rows], dtype=np.int64),
                cost=np.ones(len(rows), dtype=np.int64),
                day=np.array([row[4] for row in rows], dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Look at both days of each weekend whose Sunday lies in the period."""
        period = view.problem.period
        sundays = [on for on in period.dates if on.weekday() == _SUNDAY and scope.covers(on)]
        found = []
        for badge in view.badges(scope):
            for sunday in sundays:
                if config.holders and not view.officers[badge].holds(QualificationCode(config.holders), sunday):
                    continue
                lone = _lone(view, badge, sunday)
                if lone:
                    cells = (Cell(on=sunday, badge=badge), *(Cell(on=on, badge=badge) for on in lone if on < sunday))
                    found.append(Breach(cells=cells, measured=1, limit=0, amount=len(lone)))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(template="Only one day of the weekend is worked.")


def _lone(view: View, badge: Badge, sunday: date) -> list[date]:
    """Return the dates of the tours on the one day of a weekend where the other is free; history counts as one."""
    saturday = sunday - timedelta(days=1)
    seen = {(t.on, t.shift, t.post) for t in view.tours_of[badge] if t.on in (saturday, sunday)}
    on_saturday, on_sunday = (sorted(on for on, _, _ in seen if on == day) for day in (saturday, sunday))
    if saturday < view.problem.period.first:
        history = [t.on for t in view.history_of[badge] if t.on < view.problem.period.first]
        on_saturday = [saturday] if saturday in history else []
        if not history:
            return []
    return on_saturday + on_sunday if not (on_saturday and on_sunday) else []
