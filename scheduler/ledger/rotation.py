"""When rotation is due, tenure by tenure: notice, due and last date by the cadences in force, with waivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.people import Cadence, RotationWaiver
from scheduler.domain.problem import Problem
from scheduler.domain.words import AreaCode, Badge, RotationClass, Severity
from scheduler.ledger.places import lines_of_descent

Cadences = Mapping[RotationClass, tuple[Cadence, ...]]


class RotationState(StrEnum):
    """Where a tenure stands on a date."""

    ON_TIME = "on time"
    NOTICE = "notice"
    DUE = "due"
    OVERDUE = "overdue"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationLine:
    """A tenure in an area and when it has run its time.

    Attributes:
        badge: Whose.
        area: Where.
        rotation: Class of the area, or of the nearest one around it that has one.
        since: When it began.
        notice: From when on it is announced; None: policy announces nothing.
        due: From when on a tour there asks for a reason; None: policy asks nothing.
        overdue: From when on no tour there may be without a waiver; None: policy forbids nothing.
        waivers: Those of this officer for this area or one around it.
    """

    badge: Badge
    area: AreaCode
    rotation: RotationClass
    since: date
    notice: date | None
    due: date | None
    overdue: date | None
    waivers: tuple[RotationWaiver, ...] = ()

    def waiver_on(self, on: date) -> RotationWaiver | None:
        """Return the waiver that holds on a local date, the one that lasts longest."""
        held = [waiver for waiver in self.waivers if waiver.holds_on(on)]
        return max(held, key=lambda waiver: waiver.expires, default=None)

    def state_on(self, on: date) -> RotationState:
        """Return where the tenure stands on a local date; a waiver counts only where rotation is due without it."""
        if self.overdue is not None and self.overdue <= on:
            state = RotationState.OVERDUE
        elif self.due is not None and self.due <= on:
            state = RotationState.DUE
        else:
            is_announced = self.notice is not None and self.notice <= on
            return RotationState.NOTICE if is_announced else RotationState.ON_TIME
        return RotationState.WAIVED if self.waiver_on(on) is not None else state


def rotation_lines(problem: Problem, cadences: Mapping[Severity, Cadences]) -> tuple[RotationLine, ...]:
    """Return the tenures that run when a period begins, in areas of a rotation class, by area and due date.

    Args:
        problem: With tenures and waivers.
        cadences: By severity, after which tenure a class is announced (show), due (ask) or barred (stop and never).
    """
    lines = lines_of_descent(problem.areas)
    rotation = {area.code: area.rotation for area in problem.areas}
    found = []
    for tenure in problem.tenures:
        line = lines[tenure.area]
        held = next((rotation[area] for area in line if rotation[area] != RotationClass.NONE), None)
        if held is None or tenure.since > problem.period.last:
            continue

        def earliest(*severities: Severity, held: RotationClass = held, since: date = tenure.since) -> date | None:
            dates = (c.due(since) for s in severities for c in cadences.get(s, {}).get(held, ()))
            return min(dates, default=None)

        waivers = (w for w in problem.rotation_waivers if w.badge == tenure.badge and w.area in line)
        found.append(
            RotationLine(
                badge=tenure.badge,
                area=tenure.area,
                rotation=held,
                since=tenure.since,
                notice=earliest(Severity.SHOW),
                due=earliest(Severity.ASK),
                overdue=earliest(Severity.STOP, Severity.NEVER),
                waivers=tuple(waivers),
            )
        )
    return tuple(sorted(found, key=lambda x: (x.area, x.due or x.overdue or x.notice or date.max, x.badge)))
