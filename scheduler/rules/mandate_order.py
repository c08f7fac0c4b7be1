"""Order of mandates.

The rule in words: who is mandated to overtime is found by inverse seniority: the least senior officer who is free is
called first.
Source: collective agreements: the list of volunteers is exhausted first, then mandates go by inverse seniority;
officers who are exempt, on leave, or without the rest that they are due are passed over.
Kept: the least senior is mandated; or she works that night, and the next on the list is. Charged: a senior officer is
mandated while a junior one, free and qualified, is at home.
There is a list for each date, shift and set of qualifications that a post of the shift asks for. On it stands whoever a
tour there would be a mandate for (not on the shift by pattern, no offer to volunteer), who holds these qualifications
on every date of the shift, is not exempt that day, has no leave during the shift, no duty and no worked tour during it
or within the rest before and after, and no restriction in force. In order: the latest seniority date first, then the
higher tie-breaker, then the badge. A tour of the roster during the shift or within the rest before and after makes
busy, and the busy are passed over. Each officer mandated from a list while somebody before him on it is not busy is one
breach. Hold-overs and early call-ins are no calls from a list.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.people import Duty, Officer
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, QualificationCode, ShiftCode, TourKind
from scheduler.rule import KINDS, Bools, Breach, Frame, Ints, Order, Rule, Scope, Term, View, cell_of, setting

SHOWN = 5
"""How many of those whom the list would have called first a finding points to."""

_START = attrgetter("start")
Needs = tuple[QualificationCode, ...]
"""What a list asks for, sorted."""


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    rest_minutes: int = setting(480, "Free before and after a mandated tour", "minutes", 0, 1440)


class MandateOrder(Rule, config=Config):
    """Mandates by inverse seniority among those who are free; each one out of order counts once."""

    key = "mandate_order"
    title = "Order of mandates"
    unit = "officers"
    price_unit = "mandates"
    judged_by = "date"
    reach_days = 4
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Who is mandated is found by inverse seniority among those who are free.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One list for each instance and set of qualifications asked for in it."""
        order = np.array(_called_first(frame), dtype=np.int64)
        is_free = _standing(frame, config)
        needs = {p.code: tuple(sorted(p.qualifications)) for p in frame.problem.posts}
        inside = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        holds = _holds(frame, {needs[s.post] for s in frame.slots})
        lists: list[tuple[int, Ints, Ints, Ints]] = []  # day, officers, slots that call, slots that make busy
        for n, instance in enumerate(frame.instances):
            if not scope.covers(instance.on):
                continue
            rest = config.rest_minutes
            busy = np.flatnonzero((frame.start < instance.end + rest) & (frame.end > instance.start - rest))
            by_need: dict[Needs, list[int]] = defaultdict(list)
            for slot in frame.slots_of_instance[n].tolist():
                by_need[needs[frame.slots[slot].post]].append(slot)
            for need, slots in by_need.items():
                who = order[(is_free[:, n] & holds[need][:, n])[order]]
                if len(who) > 1:
                    lists.append((frame.day_index(instance.on), who, np.array(slots, dtype=np.int64), busy))
        return (_order(lists, inside),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """For each list from which somebody was mandated, see who before him was free."""
        called: dict[tuple[date, ShiftCode, Needs], dict[Badge, Tour]] = defaultdict(dict)
        for on, tours in view.tours_at.items():
            for tour in tours if scope.covers(on) else ():
                if tour.kind is TourKind.MANDATED_OVERTIME:
                    needs = tuple(sorted(view.posts[tour.post].qualifications))
                    called[on, tour.shift, needs].setdefault(tour.badge, tour)
        found = []
        busy: dict[tuple[date, ShiftCode], set[Badge]] = {}
        for (on, shift, needs), tours_of in sorted(called.items()):
            free: list[Badge] = []
            if (on, shift) not in busy:
                busy[on, shift] = _busy(view, config, on, shift)
            for officer in _list(view, config, on, shift, needs):
                tour_ = tours_of.get(officer.badge)
                if tour_ is not None and free and scope.has(officer.badge):
                    first = tuple(Cell(on=on, badge=badge) for badge in free[:SHOWN])
                    found.append(Breach(cells=(cell_of(tour_), *first), measured=len(free), limit=0))
                if officer.badge not in busy[on, shift]:
                    free.append(officer.badge)
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Mandated out of order: officers free that day whom the list calls first: {count}.",
            params={"count": finding.measured},
        )


def _called_first(frame: Frame) -> list[int]:
    """Return the officers in the order in which they are called."""
    officers = frame.problem.officers
    return sorted(
        range(len(officers)),
        key=lambda o: (-officers[o].seniority.toordinal(), -officers[o].tie_breaker, officers[o].badge),
    )


def _standing(frame: Frame, config: Config) -> Bools:
    """Return who may be called to which instance, qualifications and the roster apart, shape [officers, instances]."""
    found: Bools = frame.kind == KINDS.index(TourKind.MANDATED_OVERTIME)
    start = np.array([i.start for i in frame.instances], dtype=np.int64)
    end = np.array([i.end for i in frame.instances], dtype=np.int64)
    first = np.array([i.on.toordinal() for i in frame.instances], dtype=np.int64)
    clock, index = frame.problem.clock, frame.officer_index
    last = np.array([clock.date_of(Minute(i.end - 1)).toordinal() for i in frame.instances], dtype=np.int64)
    for o, officer in enumerate(frame.problem.officers):
        if officer.exemptions:
            found[o] = False
    for line in frame.problem.exemptions:
        found[index[line.badge]] &= (first < line.first.toordinal()) | (first > line.last.toordinal())
    for away in frame.problem.leave:
        found[index[away.badge]] &= (end <= away.start) | (start >= away.end)
    rest = config.rest_minutes
    since = int(start.min()) - rest if len(start) else 0
    works: list[Duty | Tour] = [*frame.problem.duties, *frame.problem.worked]
    for work in works:
        if work.end > since and work.badge in index:
            found[index[work.badge]] &= (end + rest <= work.start) | (start - rest >= work.end)
    for bar in frame.problem.restrictions:
        open_end = bar.last.toordinal() if bar.last is not None else date.max.toordinal()
        found[index[bar.badge]] &= (last < bar.first.toordinal()) | (first > open_end)
    return found


def _holds(frame: Frame, needs: set[Needs]) -> dict[Needs, Bools]:
    """Return for each set of qualifications who holds it throughout which instance, shape [officers, instances]."""
    clock = frame.problem.clock
    spans = [(i.on.toordinal(), clock.date_of(Minute(i.end - 1)).toordinal()) for i in frame.instances]
    lacking: dict[QualificationCode, Bools] = {}
    zero = frame.problem.period.first.toordinal()
    count = max((last for _, last in spans), default=zero) - zero + 1
    for code in {code for need in needs for code in need}:
        valid = np.zeros((len(frame.badges), count), dtype=np.bool_)
        for o, officer in enumerate(frame.problem.officers):
            for held in officer.qualifications:
                if held.qualification == code:
                    begin = 0 if held.earned is None else max(0, held.earned.toordinal() - zero)
                    stop = count if held.expires is None else max(0, held.expires.toordinal() - zero + 1)
                    valid[o, begin:stop] = True
        gaps: Ints = np.concatenate((np.zeros((len(valid), 1), np.int64), np.cumsum(~valid, axis=1)), axis=1)
        first = np.array([a - zero for a, _ in spans], dtype=np.int64)
        stop_ = np.array([b - zero + 1 for _, b in spans], dtype=np.int64)
        lacking[code] = gaps[:, stop_] > gaps[:, first]
    everybody = np.ones((len(frame.badges), len(spans)), dtype=np.bool_)
    return {need: ~np.logical_or.reduce([lacking[c] for c in need]) if need else everybody for need in needs}


def _order(lists: list[tuple[int, Ints, Ints, Ints]], inside: Bools) -> Order:
    """Return the lists as a term; officers who are not `inside` the scope are passed over, but not charged."""
    none = np.zeros(0, dtype=np.int64)
    heads = np.array([len(who) for _, who, _, _ in lists], dtype=np.int64)
    officer = np.concatenate([none, *(who for _, who, _, _ in lists)])
    list_of = np.repeat(np.arange(len(lists), dtype=np.int64), heads)
    # Set 0 is empty and calls nobody; then come, for each list, the slots that call and those that make busy.
    sets = [none, *(slots for _, _, call, busy in lists for slots in (call, busy))]
    return Order(
        first=np.concatenate(([0], np.cumsum(heads))).astype(np.int64),
        officer=officer,
        call=np.where(inside[officer], 1 + 2 * list_of, 0),
        busy=2 + 2 * list_of,
        first_slot=np.concatenate(([0], np.cumsum([len(s) for s in sets]))).astype(np.int64),
        slot=np.concatenate(sets),
        cost=np.ones(len(lists), dtype=np.int64),
        day=np.array([day for day, _, _, _ in lists], dtype=np.int64),
    )


def _list(view: View, config: Config, on: date, shift: ShiftCode, needs: Needs) -> list[Officer]:
    """Return whom the checker finds on the list, the first to be called first."""
    memo = view.facts.memo.setdefault("mandate_order", {})
    if not memo:
        by_badge = sorted(view.officers.values(), key=lambda o: o.badge)
        memo["in order"] = sorted(by_badge, key=lambda o: (o.seniority, o.tie_breaker), reverse=True)
    key = (config.rest_minutes, on, shift, needs)
    if key not in memo:
        problem = view.problem
        off = {w.badge for w in problem.willing if w.first <= on <= w.last and (not w.shifts or shift in w.shifts)}
        off |= {e.badge for e in problem.exemptions if e.first <= on <= e.last}
        start, end = view.shifts[shift].span(problem.clock, on)
        last = problem.clock.date_of(Minute(end - 1))
        off |= {b.badge for b in problem.restrictions if b.first <= last and (b.last is None or on <= b.last)}
        off |= {x.badge for x in problem.leave if x.start < end and start < x.end}
        day, rest = (on - problem.period.first).days, config.rest_minutes
        memo[key] = [
            o
            for o in memo["in order"]
            if o.badge not in off
            and o.squad is not None
            and not o.exemptions
            and view.facts.pattern_of[o.badge][day] != shift
            and _is_qualified(o, needs, on, last)
            and not _is_at_work(view, o.badge, start - rest, end + rest)
        ]
    found: list[Officer] = memo[key]
    return found


def _is_at_work(view: View, badge: Badge, start: int, end: int) -> bool:
    """Whether history or a duty of an officer lies in [start, end)."""
    work = view.facts.known_work_of[badge]
    first = bisect_left(work, start - view.facts.longest_work, key=_START)
    return any(start < w.end for w in work[first : bisect_left(work, end, key=_START)])


def _is_qualified(officer: Officer, needs: Needs, first: date, last: date) -> bool:
    """Whether the officer holds everything on each date from `first` to `last`, both inclusive."""
    for code in needs:
        held = [h for h in officer.qualifications if h.qualification == code]
        if any(h.is_valid(first, last) for h in held):
            continue
        days = range(first.toordinal(), last.toordinal() + 1)
        if not all(any(h.is_valid(on, on) for h in held) for on in map(date.fromordinal, days)):
            return False
    return True


def _busy(view: View, config: Config, on: date, shift: ShiftCode) -> set[Badge]:
    """Return who has a tour of the roster in the shift or within the rest before and after it."""
    start, end = view.shifts[shift].span(view.problem.clock, on)
    tours = view.roster.tours
    longest = view.memo.get("mandate_order")
    if longest is None:
        longest = view.memo["mandate_order"] = max(t.end - t.start for t in tours)
    rest = config.rest_minutes
    first, last = (bisect_left(tours, at, key=_START) for at in (start - rest - longest, end + rest))
    return {t.badge for t in tours[first:last] if start - rest < t.end}
