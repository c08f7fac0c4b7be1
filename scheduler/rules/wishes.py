"""Wishes to work, or not to work, a shift on a date.

The rule in words: a wish to work costs its weight when it is not given, a wish not to work when it is overruled.
Source: what officers file (`Wish`), weighed by the facility.
Kept: Monday late wished and worked. Broken: Friday wished off, and a tour that starts on Friday.
A wish without a shift speaks of any tour that starts on the date; overruled by two tours it costs twice.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Severity
from scheduler.rule import Breach, Frame, Price, Rule, Scope, Term, View, Wanted


@dataclass(frozen=True)
class Config:
    """Nothing to set: each wish has its own weight."""


class Wishes(Rule, config=Config):
    """The weights of the wishes that a roster does not meet."""

    key = "wishes"
    title = "Wishes"
    unit = "tours"
    price_unit = "points of weight"
    severities = (Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Wishes to work or not to work a shift are met where possible, by weight.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Price the cells that a wish would keep free, and ask for one of the cells that it would fill."""
        row = {(i.on, i.shift): n for n, i in enumerate(frame.instances)}
        asked: list[tuple[int, list[int], int]] = []
        priced: list[tuple[int, int, int]] = []
        for wish in frame.problem.wishes:
            day = frame.day_index(wish.on)
            if wish.on not in frame.problem.period or not scope.covers(wish.on) or not scope.has(wish.badge):
                continue
            if wish.shift is None:
                slots = frame.slots_of_day[day].tolist()
            else:
                n = row.get((wish.on, wish.shift))
                slots = [] if n is None else frame.slots_of_instance[n].tolist()
            o = frame.officer_index[wish.badge]
            if wish.wants:
                asked.append((o, slots, wish.weight))
            else:
                priced += [(o, slot, wish.weight) for slot in slots]
        prices = np.array(priced, dtype=np.int64).reshape(len(priced), 3)
        return (
            Wanted(
                officer=np.array([o for o, _, _ in asked], dtype=np.int64),
                first=np.cumsum([0] + [len(slots) for _, slots, _ in asked]).astype(np.int64),
                slot=np.array([slot for _, slots, _ in asked for slot in slots], dtype=np.int64),
                cost=np.array([weight for _, _, weight in asked], dtype=np.int64),
            ),
            Price(officer=prices[:, 0].copy(), slot=prices[:, 1].copy(), cost=prices[:, 2].copy()),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Compare each wish with the tours of its officer and date."""
        found = []
        for wish in view.problem.wishes:
            if wish.on not in view.problem.period or not scope.covers(wish.on) or not scope.has(wish.badge):
                continue
            given = {
                (tour.shift, tour.post): tour.seat
                for tour in view.tours_of[wish.badge]
                if tour.on == wish.on and wish.shift in (None, tour.shift)
            }
            detail: dict[str, str | int] = {"wants": int(wish.wants), "shift": wish.shift or ""}
            if wish.wants and not given:
                cell = Cell(on=wish.on, badge=wish.badge)
                found.append(Breach(cells=(cell,), measured=0, limit=1, amount=wish.weight, detail=detail))
            elif not wish.wants and given:
                cells = tuple(Cell(on=wish.on, badge=wish.badge, seat=seat) for _, seat in sorted(given.items()))
                amount = wish.weight * len(given)
                found.append(Breach(cells=cells, measured=len(given), limit=0, amount=amount, detail=detail))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        wants = "to work" if finding.detail["wants"] else "not to work"
        shift = finding.detail["shift"]
        what = f"shift {shift}" if shift else "this day"
        return Message(template="A wish {wants} {what} is not met.", params={"wants": wants, "what": what})
