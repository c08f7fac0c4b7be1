"""Overtime under the Fair Labor Standards Act.

The rule in words: hours that an officer works in a pay period beyond what the act leaves free of overtime cost more,
and as few of them as possible are worked.
Source: 29 CFR 553.230 for an adopted work period of 7 to 28 days (86 h in 14 days, 171 h in 28), 29 USC 207(a) for
40 h a week. It prices hours and caps none.
Kept: the 84 h of 14 days on a Pitman pattern. Charged: one more watch of 12 h: 10 h above 86 h.
Which period holds is for policy to say, by staff class and date; where it says nothing, nothing is charged. Each pay
period that the roster reaches is judged whole: worked history and duties count, with the briefing before each shift,
every minute on the local date on which it is worked. Hours in a swap are left out. What was above before the roster is
not charged again. The finding is at the latest tour in the period.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import Musters
from scheduler.domain.people import Duty
from scheduler.domain.policy import Policy
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Severity, StaffClass, TourKind
from scheduler.ledger import PaySpan, pay_spans
from scheduler.rule import (
    Breach,
    Frame,
    InstanceRows,
    Ints,
    Rule,
    Scope,
    Term,
    View,
    cell_of,
    hours,
    members,
    setting,
    spans_of,
)

_START = attrgetter("start")


@dataclass(frozen=True)
class Config:
    """The numbers of the rule; the thresholds are those of the pay periods."""

    headroom_minutes: int = setting(0, "Hours to keep free below the threshold", "minutes", 0, 2400)


class FlsaOvertime(Rule, config=Config):
    """Started hours above the threshold of each pay period, less the headroom that is to be kept."""

    key = "flsa_overtime"
    title = "FLSA overtime"
    unit = "minutes"
    price_unit = "started hours"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        if not config.headroom_minutes:
            return Message(template="As few hours as possible above the FLSA threshold of a pay period.")
        return Message(
            template="As few hours as possible above the FLSA threshold of a pay period less {headroom}.",
            params={"headroom": hours(config.headroom_minutes)},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each officer and pay period over the instances with minutes in it."""
        problem, who = frame.problem, members(frame, scope)
        of_class: dict[StaffClass, list[int]] = {}
        for o in who.tolist():
            of_class.setdefault(problem.officers[o].staff_class, []).append(o)
        muster = {s.code: s.muster_minutes for s in problem.shifts}
        start = np.array([i.start - muster[i.shift] for i in frame.instances], dtype=np.int64)
        end = np.array([i.end for i in frame.instances], dtype=np.int64)
        usable = np.array([i.on <= scope.last for i in frame.instances], dtype=np.bool_)
        judged = np.array([scope.covers(i.on) for i in frame.instances], dtype=np.bool_)
        day = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
        terms = []
        for staff_class, officers in of_class.items():
            spans = _spans_near(frame.problem.policy, staff_class, problem.period.first, problem.period.last)
            begin = np.array([problem.clock.midnight(s.first) for s in spans], dtype=np.int64)
            stop = np.array([problem.clock.midnight(s.last + timedelta(days=1)) for s in spans], dtype=np.int64)
            minutes = np.minimum(end, stop[:, None]) - np.maximum(start, begin[:, None])
            minutes = np.where(usable, np.maximum(minutes, 0), 0)
            limit = np.array([s.threshold_minutes - config.headroom_minutes for s in spans], dtype=np.int64)
            own = np.array(officers, dtype=np.int64)
            upper = np.maximum(limit - _carried(frame, scope, own, begin, stop), 0)
            is_touched = ((minutes > 0) & judged).any(axis=1)
            row, span = np.nonzero((minutes.sum(axis=1) > upper) & is_touched)
            last_day = np.where((minutes > 0) & judged, day, -1).max(axis=1, initial=-1)
            terms.append(_rows(own[row], [minutes[n] for n in span.tolist()], upper[row, span], last_day[span]))
        return tuple(terms)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Add up each officer's minutes in each pay period."""
        found = []
        musters = Musters.of(view.problem)
        for badge in view.rostered(scope):
            periods = _known(view, badge, musters)
            tours = [t for t in view.tours_of[badge] if t.kind is not TourKind.SWAP] if periods else []
            paid = [(musters.paid_start(t), t.end) for t in tours]
            for span, begin, stop, before in periods:
                limit = span.threshold_minutes - config.headroom_minutes
                total = before + sum(min(b, stop) - max(a, begin) for a, b in paid if a < stop and begin < b)
                over = total - max(limit, before)
                if over <= 0:
                    continue
                own = [t for t, (a, b) in zip(tours, paid, strict=True) if a < stop and begin < b]
                latest = sorted(own, key=lambda t: (t.on, t.start), reverse=True)
                if scope.covers(latest[0].on):
                    found.append(
                        Breach(
                            cells=tuple(cell_of(t) for t in latest),
                            measured=total,
                            limit=limit,
                            amount=-(-over // 60),
                            detail={"first": span.first.isoformat(), "last": span.last.isoformat()},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} in the pay period from {first} to {last}; {most} are free of FLSA overtime.",
            params={
                "worked": hours(finding.measured),
                "first": finding.detail["first"],
                "last": finding.detail["last"],
                "most": hours(finding.limit),
            },
        )


def _spans_near(policy: Policy, staff_class: StaffClass, first: date, last: date) -> tuple[PaySpan, ...]:
    """Return the pay periods in which tours of the period from `first` to `last` may have minutes."""
    return pay_spans(policy, staff_class, first - timedelta(days=1), last + timedelta(days=3))


def _carried(frame: Frame, scope: Scope, officers: Ints, begin: Ints, stop: Ints) -> Ints:
    """Return the minutes that stand whatever the roster says, shape [officers, spans]."""
    found = np.zeros((len(officers), len(begin)), dtype=np.int64)
    if not len(begin):
        return found
    musters = Musters.of(frame.problem)
    row = {o: n for n, o in enumerate(officers.tolist())}
    for o, works in spans_of(frame, scope, int(begin.min())).items():
        if o in row:
            paid = [(musters.paid_start(w), w.end) for w in works if not _is_swap(w)]
            span = np.array(paid, dtype=np.int64).reshape(-1, 2)
            within = np.minimum(span[:, 1:], stop) - np.maximum(span[:, :1], begin)
            found[row[o]] = np.maximum(within, 0).sum(axis=0)
    return found


def _rows(officer: Ints, minutes: Sequence[Ints], upper: Ints, day: Ints) -> InstanceRows:
    """Return a row for each officer[n] with the positive minutes[n][instance] as coefficients."""
    none = np.zeros(0, dtype=np.int64)
    cells = [np.flatnonzero(of_row) for of_row in minutes]
    return InstanceRows(
        officer=officer,
        first=np.concatenate(([0], np.cumsum([len(c) for c in cells], dtype=np.int64))).astype(np.int64),
        instance=np.concatenate([none, *cells]),
        coef=np.concatenate([none, *(of_row[c] for of_row, c in zip(minutes, cells, strict=True))]),
        upper=upper,
        day=day,
        unit=60,
    )


def _is_swap(work: Tour | Duty) -> bool:
    return isinstance(work, Tour) and work.kind is TourKind.SWAP


def _known(view: View, badge: Badge, musters: Musters) -> tuple[tuple[PaySpan, int, int, int], ...]:
    """Return an officer's pay periods: each with its first minute, its end, and its minutes without the roster."""
    memo = view.facts.memo.setdefault("flsa_overtime", {})
    if badge not in memo:
        period, clock = view.problem.period, view.problem.clock
        found = []
        staff_class = view.officers[badge].staff_class
        spans = view.facts.memo.setdefault("flsa_overtime/spans", {})
        if staff_class not in spans:
            spans[staff_class] = _spans_near(view.problem.policy, staff_class, period.first, period.last)
        for span in spans[staff_class]:
            begin, stop = clock.midnight(span.first), clock.midnight(span.last + timedelta(days=1))
            work = view.facts.known_work_of[badge]
            near = work[bisect_left(work, begin - view.facts.longest_work, key=_START) :]
            paid = [(musters.paid_start(w), w.end) for w in near if not _is_swap(w)]
            before = sum(min(b, stop) - max(a, begin) for a, b in paid if a < stop and begin < b)
            found.append((span, begin, stop, before))
        memo[badge] = tuple(found)
    own: tuple[tuple[PaySpan, int, int, int], ...] = memo[badge]
    return own
