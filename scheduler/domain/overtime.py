"""Which time lies outside an officer's own pattern."""

from collections.abc import Iterator
from datetime import timedelta

from scheduler.domain.people import Duty
from scheduler.domain.problem import Problem
from scheduler.domain.words import DutyKind, Minute


def court_overtime(problem: Problem) -> Iterator[tuple[Duty, Minute, Minute]]:
    """Yield each stretch of a court duty that is overtime, as (duty, start, end).

    That is what lies outside the shifts that the officer's pattern gives; an officer on a free pattern has none.
    """
    officers = {o.badge: o for o in problem.officers}
    shifts = {s.code: s for s in problem.shifts}
    for duty in problem.duties:
        officer = officers[duty.badge]
        if duty.kind != DutyKind.COURT or officer.squad is None:
            continue
        start = duty.start
        on = problem.clock.date_of(start) - timedelta(days=2)
        while start < duty.end and problem.clock.midnight(on) < duty.end:
            code = problem.pattern_shift(officer, on)
            begin, end = shifts[code].span(problem.clock, on) if code is not None else (start, start)
            if start < min(begin, duty.end):
                yield duty, start, min(begin, duty.end)
            start = max(start, end)
            on += timedelta(days=1)
        if start < duty.end:
            yield duty, start, duty.end
