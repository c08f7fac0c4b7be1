"""Tours one to one with the same inmate, again and again.

The rule in words: an officer has at most so many tours on watches over the same inmate in any so many dates. Source:
house policy; no law gives a number for one inmate. Two in a row are the most that the house allows.
Kept: watch over one inmate on Monday and Tuesday, and again on Friday. Broken: on Monday, Tuesday and Thursday.
"In a row" is said by dates and not by tours: two in any four dates means that two tours on end are followed by at least
two dates without. Counting an officer's own tours instead would let four days off between two watches mean nothing and
one short tour elsewhere undo everything, and it is no sum that the engine could bound.
A tour counts when its post keeps a watch over the inmate for any part of it; parts of one shift there are one tour. It
counts on the date on which it starts, history included. A window needs a rostered tour, and the finding lies on the
date of its last one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.inmates import Watch
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, InmateRef, PostCode
from scheduler.rule import Breach, Frame, Rule, Scope, Term, View, cell_of, setting
from scheduler.rule.sliding import heaps, windows_over
from scheduler.rule.tallies import Tally, tally_rows


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    most_tours: int = setting(2, "Most tours one to one with the same inmate", "tours", 1, 50)
    days: int = setting(4, "In any", "days", 1, 366)
    most_tours_a_day: int = setting(1, "Tours of one officer that may start on one date", "tours", 1, 4)


class OneToOneRepeats(Rule, config=Config):
    """At most `most_tours` tours on watches over one inmate in any `days` dates."""

    key = "one_to_one_repeats"
    title = "One to one with the same inmate"
    unit = "tours"
    price_unit = "tours"
    is_worst_per_officer = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {most} tours one to one with the same inmate in any {days} days.",
            params={"most": config.most_tours, "days": config.days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Count, for each inmate who is watched in the period, the slots and the history on his watches."""
        by_inmate: dict[InmateRef, list[Watch]] = defaultdict(list)
        for watch in frame.problem.watches:
            by_inmate[watch.inmate].append(watch)
        kept = {w.post for w in frame.problem.watches}
        by_post: dict[PostCode, list[int]] = {post: [] for post in kept}
        past: dict[PostCode, list[tuple[int, Tour]]] = {post: [] for post in kept}
        for s, slot in enumerate(frame.slots if kept else ()):
            if slot.post in kept:
                by_post[slot.post].append(s)
        for o, tours in enumerate(frame.past if kept else ()):
            for tour in tours:
                if tour.post in kept:
                    past[tour.post].append((o, tour))
        tallies = []
        for watches in by_inmate.values():
            slots = {s for w in watches for s in by_post[w.post] if _keeps(frame, s, w)}
            if slots:
                there = [(o, t) for post in {w.post for w in watches} for o, t in past[post]]
                tallies.append(_tally(frame, config, sorted(slots), watches, there))
        return (tally_rows(frame, scope, config.days, tallies, config.most_tours_a_day),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Gather each officer's tours on watches by inmate and slide the window along them."""
        kept, worked = _standing(view, config)
        found = []
        for badge in view.rostered(scope) if kept else ():
            for inmate, tours in _by_inmate(view.tours_of[badge], kept).items():
                piles = heaps(worked.get((badge, inmate), ()), ((t, 1) for t in tours))
                for over in windows_over(piles, config.days, config.most_tours):
                    if scope.covers(over.latest.on):
                        found.append(
                            Breach(
                                cells=(cell_of(over.latest),),
                                measured=over.total,
                                limit=config.most_tours,
                                amount=over.amount,
                                detail={"area": view.posts[over.latest.post].area, "days": config.days},
                            )
                        )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """Say it of the area and never of the inmate: pair data is for those who need to know."""
        return Message(
            template="{count} tours one to one with the same inmate in {area} within {days} days; the limit is {most}.",
            params={
                "count": finding.measured,
                "area": finding.detail.get("area", ""),
                "days": finding.detail.get("days", 0),
                "most": finding.limit,
            },
        )


def _keeps(frame: Frame, slot: int, watch: Watch) -> bool:
    """Whether a slot of the watch's post overlaps the watch."""
    begins, ends = frame.slots[slot].start, frame.slots[slot].end
    return watch.start < ends and (watch.end is None or begins < watch.end)


def _tally(
    frame: Frame, config: Config, slots: list[int], watches: list[Watch], there: list[tuple[int, Tour]]
) -> Tally:
    """Return what is counted of one inmate: cells of the period, and distinct (post, date, shift) of history."""
    seen = {
        (o, t.post, t.on, t.shift)
        for o, t in there
        if any(t.post == w.post and t.end > w.start and (w.end is None or t.start < w.end) for w in watches)
    }
    past = np.zeros((len(frame.badges), config.days - 1), dtype=np.int64)
    for o, _, on, _ in seen:
        back = -frame.day_index(on)
        if 0 < back < config.days:
            past[o, -back] += 1
    return Tally(
        slot=np.array(slots, dtype=np.int64),
        coef=np.ones(len(slots), dtype=np.int64),
        past=past,
        limit=np.full(len(frame.badges), config.most_tours, dtype=np.int64),
    )


Known = dict[tuple[Badge, InmateRef], list[tuple[Tour, int]]]
"""Worked tours of an officer on watches over an inmate, each counting 1."""


def _standing(view: View, config: Config) -> tuple[dict[PostCode, list[Watch]], Known]:
    """Return what no roster changes: the watches of each post, and the history on them that windows can hold."""
    key = f"one_to_one_repeats/{config.days}"
    if key not in view.facts.memo:
        kept: dict[PostCode, list[Watch]] = defaultdict(list)
        for watch in view.problem.watches:
            kept[watch.post].append(watch)
        since = view.problem.period.first - timedelta(days=config.days - 1)
        worked: Known = {}
        for badge, tours in view.history_of.items() if kept else ():
            for inmate, own in _by_inmate((t for t in tours if t.on >= since), kept).items():
                worked[badge, inmate] = [(t, 1) for t in own]
        view.facts.memo[key] = dict(kept), worked
    found: tuple[dict[PostCode, list[Watch]], Known] = view.facts.memo[key]
    return found


def _by_inmate(tours: Iterable[Tour], kept: dict[PostCode, list[Watch]]) -> dict[InmateRef, list[Tour]]:
    """Group an officer's tours on watches by inmate, each tour once."""
    found: dict[InmateRef, list[Tour]] = defaultdict(list)
    for tour in tours:
        for inmate in {w.inmate for w in kept.get(tour.post, ()) if _overlap(tour, w)}:
            found[inmate].append(tour)
    return found


def _overlap(tour: Tour, watch: Watch) -> bool:
    return watch.start < tour.end and (watch.end is None or tour.start < watch.end)
