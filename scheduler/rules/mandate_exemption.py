"""Who is not on the mandate list.

The rule in words: an officer who is exempt is not mandated to overtime; nor is he held over or called in early.
Source: agreements and procedures excuse for a time or altogether (Florida DOC procedure 208.007 lists family illness,
critical training and the like). Why is neither kept nor said.
Kept: an exempt officer who volunteers. Broken: an exempt officer on a mandated tour.
An exemption binds by the local date on which the tour starts; a standing one, by code, on every date.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import TourKind
from scheduler.rule import KINDS, Breach, Forbid, Frame, Rule, Scope, Term, View, cell_mask, cell_of

INVOLUNTARY = frozenset({TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN})
"""Kinds of tours that an officer is ordered to."""


@dataclass(frozen=True)
class Config:
    """Nothing to set: exemptions say whom and when."""


class MandateExemption(Rule, config=Config):
    """No mandated tour on a date on which the officer is exempt."""

    key = "mandate_exemption"
    title = "Exempt from mandates"
    unit = "tours"
    price_unit = "tours"
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Nobody is mandated on a date on which he or she is not on the mandate list.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid the cells of exempt officers that would be mandated."""
        judged, _ = cell_mask(frame, scope)
        dates = np.array([i.on.toordinal() for i in frame.instances], dtype=np.int64)
        exempt = np.zeros((len(frame.badges), len(dates)), dtype=np.bool_)
        for o, officer in enumerate(frame.problem.officers):
            exempt[o] = bool(officer.exemptions)
        for line in frame.problem.exemptions:
            exempt[frame.officer_index[line.badge]] |= (line.first.toordinal() <= dates) & (
                dates <= line.last.toordinal()
            )
        inside = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        mandated = frame.kind == KINDS.index(TourKind.MANDATED_OVERTIME)
        barred = exempt & mandated & judged[None, :] & inside[:, None]
        officer_index, slot = np.nonzero(barred[:, frame.instance])
        return (Forbid(officer=officer_index, slot=slot),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Ask of each involuntary tour whether its officer was on the list that day."""
        return tuple(
            Breach(cells=(cell_of(tour),), measured=1, limit=0)
            for badge in view.badges(scope)
            for tour in view.tours_of[badge]
            if tour.kind in INVOLUNTARY
            and scope.covers(tour.on)
            and (
                view.officers[badge].exemptions
                or any(e.badge == badge and e.first <= tour.on <= e.last for e in view.problem.exemptions)
            )
        )

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(template="Not on the mandate list that day.")
