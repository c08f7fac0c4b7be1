"""Shifts that may not follow one another from one day to the next.

The rule in words: whoever works a shift on one date does not work, on the next date, a shift that it may not precede.
Source: the facility's own table (`Shift.not_before`); forward rotation (early, late, night) is easier to bear than the
way back, and a site that plans by named shifts writes it down as pairs.
Kept: early today, late tomorrow. Broken: late today, early tomorrow, where the late shift names the early one.
Dates are the local dates on which tours start. The day before the period counts as worked history shows it.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.rule import Breach, Forbid, Frame, Rule, Scope, Successions, Term, View, members


@dataclass(frozen=True)
class Config:
    """Nothing to set: the pairs stand with each shift."""


class Succession(Rule, config=Config):
    """No shift on the date after one that names it in `Shift.not_before`."""

    key = "succession"
    title = "Shifts that may not follow"
    unit = "tours"
    price_unit = "tours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="No shift is worked on the day after one that it may not follow.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid pairs of instances on adjacent dates, and cells on the first date after history's last."""
        row = {(i.on, i.shift): n for n, i in enumerate(frame.instances)}
        barred = {s.code: s.not_before for s in frame.problem.shifts}
        pairs = [
            (n, row[after, code])
            for n, i in enumerate(frame.instances)
            for code in barred[i.shift]
            if (after := i.on + timedelta(days=1), code) in row and scope.covers(after)
        ]
        cells = []
        eve = frame.date_at(-1)
        if scope.covers(frame.problem.period.first):
            for o, badge in enumerate(frame.badges):
                for code in {t.shift for t in frame.past[o] if t.on == eve and scope.has(badge)}:
                    for follower in barred.get(code, ()):
                        n = row.get((frame.problem.period.first, follower))
                        cells += [] if n is None else [(o, slot) for slot in frame.slots_of_instance[n].tolist()]
        successions = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
        forbidden = np.array(cells, dtype=np.int64).reshape(len(cells), 2)
        return (
            Successions(first=successions[:, 0].copy(), second=successions[:, 1].copy(), officer=members(frame, scope)),
            Forbid(officer=forbidden[:, 0].copy(), slot=forbidden[:, 1].copy()),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Look, for each tour, at what the officer worked on the date before."""
        found = []
        for badge in view.badges(scope):
            worked = {(t.on, t.shift) for t in (*view.history_of[badge], *view.tours_of[badge])}
            tours = {(t.on, t.shift, t.post): t.seat for t in view.tours_of[badge] if scope.covers(t.on)}
            seen = set()
            for (on, after, _), seat in sorted(tours.items()):
                eve = on - timedelta(days=1)
                for before, shift in view.shifts.items():
                    if (eve, before) not in worked or after not in shift.not_before:
                        continue
                    # Within the period a pair of shifts counts once; against history each tour does.
                    if eve in view.problem.period and (on, before, after) in seen:
                        continue
                    seen.add((on, before, after))
                    cells = (Cell(on=on, badge=badge, seat=seat), Cell(on=eve, badge=badge))
                    detail: dict[str, str | int] = {"before": before, "after": after}
                    found.append(Breach(cells=cells, measured=1, limit=0, detail=detail))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Shift {after} on the day after shift {before}, which it may not follow.",
            params={"after": finding.detail["after"], "before": finding.detail["before"]},
        )
