"""Tours of one shift in the period for officers on a free pattern.

The rule in words: an officer with a contract works at most so many tours of a shift in the period.
Source: the officer's own contract (`Contract.shift_limits`); a shift that is not named there is not limited.
Kept: at most three nights, three worked. Broken: a fourth night; any late tour of someone whose limit for it is 0.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.rule import Breach, Forbid, Frame, InstanceRows, Ints, Rule, Scope, Term, View


@dataclass(frozen=True)
class Config:
    """Nothing to set: the limits stand in each officer's contract."""


class ShiftLimits(Rule, config=Config):
    """At most `ShiftLimit.most` tours of a shift in the period.

    A contract is judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "shift_limits"
    title = "Tours of one shift"
    unit = "tours"
    price_unit = "tours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Not more tours of a shift are worked in the period than the contract says.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid shifts limited to 0; one row for every other limit that can bind."""
        if not scope.covers(frame.problem.period.last):
            return ()
        on_shift = {
            code: np.array([n for n, i in enumerate(frame.instances) if i.shift == code], dtype=np.int64)
            for code in frame.shift_codes
        }
        slots_of = {code: np.flatnonzero(np.isin(frame.instance, found)) for code, found in on_shift.items()}
        barred: list[tuple[int, Ints]] = []
        rows: list[tuple[int, Ints, int]] = []
        for o, officer in enumerate(frame.problem.officers):
            if officer.contract is None or not scope.has(officer.badge):
                continue
            for limit in officer.contract.shift_limits:
                if limit.most == 0:
                    barred.append((o, slots_of[limit.shift]))
                elif limit.most < len(slots_of[limit.shift]):
                    rows.append((o, on_shift[limit.shift], limit.most))
        nothing = [np.zeros(0, dtype=np.int64)]
        return (
            Forbid(
                officer=np.concatenate(nothing + [np.full(len(slots), o, dtype=np.int64) for o, slots in barred]),
                slot=np.concatenate(nothing + [slots for _, slots in barred]),
            ),
            InstanceRows(
                officer=np.array([o for o, _, _ in rows], dtype=np.int64),
                first=np.cumsum([0] + [len(found) for _, found, _ in rows]).astype(np.int64),
                instance=np.concatenate(nothing + [found for _, found, _ in rows]),
                coef=np.ones(sum(len(found) for _, found, _ in rows), dtype=np.int64),
                upper=np.array([most for _, _, most in rows], dtype=np.int64),
                day=np.full(len(rows), len(frame.dates) - 1, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count each officer's tours by shift; two parts of one seat are one tour."""
        if not scope.covers(view.problem.period.last):
            return ()
        found = []
        for badge in view.badges(scope):
            contract = view.officers[badge].contract
            if contract is None or not contract.shift_limits:
                continue
            worked = defaultdict(set)
            for tour in view.tours_of[badge]:
                worked[tour.shift].add((tour.on, tour.post))
            for limit in contract.shift_limits:
                over = sorted(worked[limit.shift])[limit.most :]
                if over:
                    found.append(
                        Breach(
                            cells=tuple(Cell(on=on, badge=badge) for on, _ in over),
                            measured=len(worked[limit.shift]),
                            limit=limit.most,
                            amount=len(over),
                            detail={"shift": limit.shift},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} tours of shift {shift} in the period; the contract says at most {limit}.",
            params={"worked": finding.measured, "shift": finding.detail["shift"], "limit": finding.limit},
        )
