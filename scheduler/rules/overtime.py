"""Overtime.

The rule in words: overtime is worked only where it is needed, and mandated overtime only where nobody volunteers.
Source: every collective agreement asks for volunteers first; overtime costs money and rest.
Kept: a seat filled by an officer on pattern. Charged: each minute of a tour outside the officer's pattern.
`kind` "mandated" charges mandated overtime, hold-overs and early call-ins; "voluntary" charges voluntary overtime.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import Severity, TourKind
from scheduler.rule import (
    KINDS,
    Breach,
    Frame,
    InstancePrice,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    setting,
)

MANDATED = "mandated"
VOLUNTARY = "voluntary"


@dataclass(frozen=True)
class Config:
    """Which overtime an entry charges."""

    kind: str = setting(MANDATED, "Kind of overtime", "mandated or voluntary")

    def __post_init__(self) -> None:
        if self.kind not in (MANDATED, VOLUNTARY):
            raise InvalidSettingError(f"overtime.kind: {MANDATED} or {VOLUNTARY} is expected, not {self.kind!r}")


class Overtime(Rule, config=Config):
    """Minutes of overtime of one kind."""

    key = "overtime"
    title = "Overtime"
    unit = "minutes"
    price_unit = "minutes"
    severities = (Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="As little {kind} overtime as possible.", params={"kind": config.kind})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Price each shift that would be overtime of the kind at its length."""
        kind = KINDS.index(TourKind.MANDATED_OVERTIME if config.kind == MANDATED else TourKind.VOLUNTARY_OVERTIME)
        judged, _ = cell_mask(frame, scope)
        inside = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        officer, instance = np.nonzero((frame.kind == kind) & judged[None, :] & inside[:, None])
        minutes = np.array([i.end - i.start for i in frame.instances], dtype=np.int64)
        return (InstancePrice(officer=officer, instance=instance, cost=minutes[instance]),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Charge each tour whose own kind is meant."""
        meant = {TourKind.VOLUNTARY_OVERTIME}
        if config.kind == MANDATED:
            meant = {TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN}
        return tuple(
            Breach(cells=(cell_of(tour),), measured=tour.minutes, limit=0, amount=tour.minutes)
            for badge in view.badges(scope)
            for tour in view.tours_of[badge]
            if tour.kind in meant and scope.covers(tour.on)
        )

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(template="{time} of overtime.", params={"time": hours(finding.measured)})
