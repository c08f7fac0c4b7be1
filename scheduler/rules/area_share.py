"""Share of an officer's tours in one area.

The rule in words: of the tours that an officer's pattern gives in so many dates, at most so many per cent are in one
area of a rotation class. Source: house policy. A steady post takes all of an officer's tours whatever the pattern, so
the share is taken of the pattern's tours and not of the calendar: 14 in 28 days on 12 h Pitman, 20 on a 5/2 week.
Kept: eight of fourteen tours in 28 days on Housing B. Broken: a ninth; 60% of fourteen are eight and a bit.
The number of tours that the pattern gives is its average, so that it does not change from week to week: 28 days of a
cycle of 6 on and 3 off hold 18 and two thirds. Officers on a free pattern have no such number and are not judged. A
rover's tour counts for each area by its share. Who holds a bid or an assignment in the area is let settle in: tours
there in the first 90 days of the award do not count. Tours count on the date on which they start, history included;
parts of one shift on a post are one tour. A window needs a rostered tour there; the finding lies on the date of its
last one.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import WHOLE, Area, Post
from scheduler.domain.findings import Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, PostCode, RotationClass
from scheduler.ledger.places import lines_of_descent
from scheduler.rule import (
    NO_LIMIT,
    Breach,
    Frame,
    Ints,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_of,
    setting,
)
from scheduler.rule.sliding import Excess, heaps, windows_over
from scheduler.rule.tallies import Tally, tally_rows

Worth = dict[PostCode, tuple[tuple[AreaCode, int], ...]]
"""For each post the areas that a tour there counts for, and the thousandths of it that do."""

_CLASSES = ("any", *(c.value for c in RotationClass if c != RotationClass.NONE))


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    share_percent: int = setting(60, "Share of the pattern's tours in one area", "percent", 1, 100)
    days: int = setting(28, "In any", "days", 7, 366)
    rotation: str = setting("housing", "Areas of class", "housing, special, support or any")
    award_days: int = setting(90, "Days of an award in which the holder's tours do not count", "days", 0, 3660)
    most_tours_a_day: int = setting(1, "Tours of one officer that may start on one date", "tours", 1, 4)

    def __post_init__(self) -> None:
        if self.rotation not in _CLASSES:
            raise InvalidSettingError(
                f"area_share.rotation: one of {', '.join(_CLASSES)} is expected, not {self.rotation!r}"
            )


class AreaShare(Rule, config=Config):
    """At most `share_percent` of the pattern's tours in any `days` dates are in one area of the class."""

    key = "area_share"
    title = "Share of tours in one area"
    unit = "percent"
    price_unit = "started tours"
    is_worst_per_officer = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {percent}% of the tours of a pattern in any {days} days are in one area ({rotation}).",
            params={"percent": config.share_percent, "days": config.days, "rotation": config.rotation},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Count the slots of each area by their share in it; who settles in there has a count of his own."""
        problem, lines = frame.problem, lines_of_descent(frame.problem.areas)
        limit = _limits(frame, config)
        row = {p.code: n for n, p in enumerate(problem.posts)}
        post_of = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        history = _history(frame, config.days)
        tallies = []
        for area in problem.areas:
            if area.rotation == RotationClass.NONE or config.rotation not in ("any", area.rotation.value):
                continue
            shares = np.array([_share(p, area.code, lines) for p in problem.posts], dtype=np.int64)
            slots = np.flatnonzero(shares[post_of]) if len(post_of) else post_of
            if len(slots):
                tallies += _tallies(frame, config, slots, shares, limit, history)
        return (tally_rows(frame, scope, config.days, tallies, config.most_tours_a_day, unit=WHOLE),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Gather each officer's tours by area and slide the window along those that can hold too many."""
        worth, steady, young, past = _standing(view, config)
        found = []
        for badge in view.rostered(scope):
            if badge not in steady:
                continue
            limit = config.share_percent * steady[badge] // 100
            own: dict[AreaCode, list[tuple[Tour, int]]] = defaultdict(list)
            for tour in view.tours_of[badge]:
                for area, share in worth[tour.post]:
                    if (badge, area) not in young or tour.on not in young[badge, area]:
                        own[area].append((tour, share))
            for area, tours in own.items():
                worked = past.get((badge, area), ())
                if sum(share for _, share in (*worked, *tours)) > limit:
                    piles = heaps(worked, tours)
                    over_in = windows_over(piles, config.days, limit)
                    found += [_breach(x, area, steady[badge], config) for x in over_in if scope.covers(x.latest.on)]
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{percent}% of the tours that the pattern gives in {days} days are in {area}; {limit}% are asked "
            "for at most.",
            params={
                "percent": finding.measured,
                "days": finding.detail.get("days", 0),
                "area": finding.detail.get("area", ""),
                "limit": finding.limit,
            },
        )


def _limits(frame: Frame, config: Config) -> Ints:
    """Return the most, in thousandths of a tour, of each officer; `NO_LIMIT` without a pattern that works."""
    cycles = {p.code: p.cycle for p in frame.problem.patterns}
    tours = {}
    for squad in frame.problem.squads:
        cycle = cycles[squad.pattern]
        tours[squad.code] = WHOLE * config.days * sum(s is not None for s in cycle) // len(cycle)
    own = (tours.get(o.squad, 0) if o.squad else 0 for o in frame.problem.officers)
    return np.array([config.share_percent * n // 100 if n else NO_LIMIT for n in own], dtype=np.int64)


def _share(post: Post, area: AreaCode, lines: dict[AreaCode, tuple[AreaCode, ...]]) -> int:
    """Return the thousandths of a tour on the post that are in the area or around it."""
    there = (part.share for part in post.shares if area in lines[part.area] or part.area in lines[area])
    return min(WHOLE, sum(there))


def _history(frame: Frame, days: int) -> tuple[Ints, Ints, Ints]:
    """Return officer, day index (below 0) and post of each worked tour that a window of the period can hold."""
    row = {p.code: n for n, p in enumerate(frame.problem.posts)}
    since = frame.problem.period.first - timedelta(days=days - 1)
    found = [
        (o, frame.day_index(on), row[post])
        for o, tours in enumerate(frame.past)
        for post, on, _ in {(t.post, t.on, t.shift) for t in tours if t.on >= since and t.post in row}
    ]
    who, day, post = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return who, day, post


def _tallies(
    frame: Frame, config: Config, slots: Ints, shares: Ints, limit: Ints, history: tuple[Ints, Ints, Ints]
) -> list[Tally]:
    """Return what is counted in one area: once for all, and once for each officer whose award there is young."""
    posts = {p.code: int(shares[n]) for n, p in enumerate(frame.problem.posts) if shares[n]}
    coef = np.array([posts[frame.slots[s].post] for s in slots.tolist()], dtype=np.int64)
    young: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for award in frame.problem.awards:
        if award.post in posts:
            first = frame.day_index(award.first)
            last = first + config.award_days - 1
            last = last if award.last is None else min(last, frame.day_index(award.last))
            young[frame.officer_index[award.badge]].append((first, last))
    who, day, post = history
    worth = shares[post]
    for o, spans in young.items():
        worth = np.where((who == o) & np.any([(f <= day) & (day <= t) for f, t in spans], axis=0), 0, worth)
    past = np.zeros((len(frame.badges), config.days - 1), dtype=np.int64)
    np.add.at(past, (who, day), worth)
    others = [o for o in range(len(frame.badges)) if o not in young]
    found = [Tally(slot=slots, coef=coef, past=past, limit=limit, officers=np.array(others, dtype=np.int64))]
    for o, spans in young.items():
        at = frame.day[slots]
        counts = ~np.any([(first <= at) & (at <= last) for first, last in spans], axis=0)
        own = np.array([o], dtype=np.int64)
        found.append(Tally(slot=slots[counts], coef=coef[counts], past=past, limit=limit, officers=own))
    return found


def _worth(post: Post, problem: Problem, config: Config) -> tuple[tuple[AreaCode, int], ...]:
    """Return the areas of the class that a tour on the post counts for, and how much of it, as the checker sees it."""
    areas = {a.code: a for a in problem.areas}
    found = []
    for area in problem.areas:
        if area.rotation is RotationClass.NONE or config.rotation not in ("any", area.rotation):
            continue
        share = 0
        for part in post.shares:
            if area.code in _upwards(areas, part.area) or part.area in _upwards(areas, area.code):
                share += part.share
        if share:
            found.append((area.code, min(share, WHOLE)))
    return tuple(found)


def _upwards(areas: dict[AreaCode, Area], code: AreaCode) -> list[AreaCode]:
    """Return an area and those around it."""
    found = [code]
    while (parent := areas[found[-1]].parent) is not None and parent not in found:
        found.append(parent)
    return found


def _breach(over: Excess, area: AreaCode, steady: int, config: Config) -> Breach:
    return Breach(
        cells=(cell_of(over.latest),),
        measured=-(-over.total * 100 // steady),
        limit=config.share_percent,
        amount=-(-over.amount // WHOLE),
        detail={"area": area, "days": config.days},
    )


Young = dict[tuple[Badge, AreaCode], set[date]]
"""The dates on which a holder's tours in the area of a young award do not count."""

Known = dict[tuple[Badge, AreaCode], list[tuple[Tour, int]]]
"""Worked tours of an officer in an area, and the thousandths that each counts for."""


def _standing(view: View, config: Config) -> tuple[Worth, dict[Badge, int], Young, Known]:
    """Return what no roster changes; see the types, and `_steady_tours`."""
    key = f"area_share/{config.days}/{config.rotation}/{config.award_days}"
    if key not in view.facts.memo:
        problem = view.problem
        worth = {p.code: _worth(p, problem, config) for p in problem.posts}
        young = _young_awards(problem, worth, config.award_days)
        since = problem.period.first - timedelta(days=config.days - 1)
        past: Known = defaultdict(list)
        for tour in problem.worked:
            for area, share in worth.get(tour.post, ()) if tour.on >= since else ():
                if tour.on not in young.get((tour.badge, area), ()):
                    past[tour.badge, area].append((tour, share))
        view.facts.memo[key] = worth, _steady_tours(problem, config.days), young, dict(past)
    found: tuple[Worth, dict[Badge, int], Young, Known] = view.facts.memo[key]
    return found


def _steady_tours(problem: Problem, days: int) -> dict[Badge, int]:
    """Return the thousandths of a tour that each officer's pattern gives in so many days, if it gives any."""
    squads = {s.code: s.pattern for s in problem.squads}
    patterns = {p.code: p.cycle for p in problem.patterns}
    found = {}
    for officer in problem.officers:
        if officer.squad is not None:
            cycle = patterns[squads[officer.squad]]
            working = len([shift for shift in cycle if shift])
            if working:
                found[officer.badge] = days * WHOLE * working // len(cycle)
    return found


def _young_awards(problem: Problem, worth: Worth, days: int) -> Young:
    """Return the dates on which each holder's tours in the area of an award do not count."""
    found: Young = defaultdict(set)
    for award in problem.awards:
        dates = [award.first + timedelta(days=n) for n in range(days)]
        for area, _ in worth.get(award.post, ()):
            found[award.badge, area] |= {on for on in dates if award.last is None or on <= award.last}
    return dict(found)
