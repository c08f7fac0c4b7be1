"""Qualifications.

The rule in words: whoever holds a post has every qualification that it asks for, valid on each local date that the
tour touches.
Source: certification law and local orders, such as firearms requalification; the post's own list says which.
Kept: control room certificate valid to 14 December, a day tour on the 14th. Broken: the night tour of 14 December,
which runs into the 15th. A renewed qualification may be held as two lines; each date needs one that is valid.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, QualificationCode, Severity
from scheduler.rule import Bools, Breach, Forbid, Frame, Rule, Scope, Term, View, cell_mask, cell_of


@dataclass(frozen=True)
class Config:
    """Nothing to set: posts say what they need."""


class Qualification(Rule, config=Config):
    """Every qualification of the post is held and valid on every date of the tour."""

    key = "qualification"
    title = "Qualifications"
    unit = "qualifications"
    price_unit = "tours"
    severities = (Severity.NEVER,)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Every qualification that a post needs is held and valid throughout the tour.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid each cell whose post needs what its officer does not hold on some date of the slot."""
        _, judged = cell_mask(frame, scope)
        needs = {p.code: frozenset(p.qualifications) for p in frame.problem.posts}
        sets = sorted({needs[s.post] for s in frame.slots} - {frozenset()}, key=sorted)
        clock, count = frame.problem.clock, frame.problem.period.days
        last = np.array([frame.day_index(clock.date_of(Minute(i.end - 1))) for i in frame.instances], dtype=np.int64)
        day = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
        tail = max(last.tolist(), default=0) + 1
        valid: dict[str, Bools] = {}
        for code in {code for each in sets for code in each}:
            held = valid[code] = np.zeros((len(frame.badges), max(count, tail)), dtype=np.bool_)
            for o, officer in enumerate(frame.problem.officers):
                for line in officer.qualifications:
                    if line.qualification == code:
                        first = 0 if line.earned is None else max(0, frame.day_index(line.earned))
                        stop = held.shape[1] if line.expires is None else max(0, frame.day_index(line.expires) + 1)
                        held[o, first:stop] = True
        barred = np.zeros((len(frame.badges), len(frame.slots)), dtype=np.bool_)
        set_of = np.array([sets.index(needs[s.post]) if needs[s.post] else -1 for s in frame.slots], dtype=np.int64)
        for n, each in enumerate(sets):
            lacking = ~np.logical_and.reduce([valid[code] for code in each])
            so_far = np.concatenate((np.zeros((len(lacking), 1), np.int64), np.cumsum(lacking, axis=1)), axis=1)
            slots = np.flatnonzero((set_of == n) & judged)
            on_instance = so_far[:, last + 1] > so_far[:, day]
            who = np.flatnonzero(on_instance.any(axis=1))
            barred[np.ix_(who, slots)] = on_instance[np.ix_(who, frame.instance[slots])]
        inside = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        officer_index, slot = np.nonzero(barred & inside[:, None])
        return (Forbid(officer=officer_index, slot=slot),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Look each needed qualification up for each date of each tour, unless it is valid in all that time."""
        found = []
        doubtful = _doubtful(view)
        for badge in view.badges(scope):
            for tour in view.tours_of[badge] if badge in doubtful else ():
                if tour.post not in doubtful[badge] or not scope.covers(tour.on):
                    continue
                missing = _missing(view, tour)
                if missing:
                    found.append(
                        Breach(
                            cells=(cell_of(tour),),
                            measured=len(missing),
                            limit=0,
                            detail={"missing": ", ".join(missing)},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Not held, or not valid throughout this tour: {missing}.",
            params={"missing": finding.detail["missing"]},
        )


def _doubtful(view: View) -> dict[Badge, set[PostCode]]:
    """Return the posts for which an officer lacks a qualification somewhere in the period, or in the days after it."""
    memo = view.facts.memo
    if "qualification" not in memo:
        first, last = view.problem.period.first, view.problem.period.last + timedelta(days=3)
        posts_by_need: dict[tuple[QualificationCode, ...], set[PostCode]] = defaultdict(set)
        for post in view.problem.posts:
            posts_by_need[post.qualifications].add(post.code)
        found: dict[Badge, set[PostCode]] = defaultdict(set)
        for badge, officer in view.officers.items():
            sure = {held.qualification for held in officer.qualifications if held.is_valid(first, last)}
            for needs, posts in posts_by_need.items():
                if not sure.issuperset(needs):
                    found[badge] |= posts
        memo["qualification"] = dict(found)
    doubtful: dict[Badge, set[PostCode]] = memo["qualification"]
    return doubtful


def _missing(view: View, tour: Tour) -> list[str]:
    clock = view.problem.clock
    held = view.officers[tour.badge].qualifications
    dates: list[date] = [clock.date_of(tour.start)]
    while dates[-1] < clock.date_of(Minute(tour.end - 1)):
        dates.append(dates[-1] + timedelta(days=1))
    return [
        code
        for code in view.posts[tour.post].qualifications
        if not all(any(h.qualification == code and h.is_valid(on, on) for h in held) for on in dates)
    ]
