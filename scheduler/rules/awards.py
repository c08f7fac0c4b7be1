"""Awards.

The rule in words: whoever holds a post by bid or assignment works his regular tours there.
Source: bid agreements; a post held by award stands until rotation is due or a cap stops it, and the holder is moved
only for a reason that can be named.
Kept: awarded the gate on days; a day tour at the gate, a night tour anywhere. Charged: a day tour elsewhere while the
gate asks for somebody.
Only regular tours count: overtime and swaps are no move off the award. Where the awarded post asks for nobody on that
date and shift, nothing is charged. A tour in several parts on one post is one tour. Whether rotation is due is another
rule's business; the order of tiers decides between the two.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.people import Award
from scheduler.domain.words import Badge, PostCode, Severity, ShiftCode, TourKind
from scheduler.rule import KINDS, Breach, Frame, Price, Rule, Scope, Term, View, cell_mask, cell_of, setting


@dataclass(frozen=True)
class Config:
    """The points of the rule."""

    points: int = setting(1, "Points for a regular tour off the awarded post", "points", 1, 1000)


class Awards(Rule, config=Config):
    """Points for each regular tour of an award's holder on another post."""

    key = "awards"
    title = "Awarded posts"
    unit = "tours"
    price_unit = "points"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Whoever holds a post by bid or assignment works regular tours there.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Price the holder's regular cells on the award's dates and shifts, as far as they lie on other posts."""
        row = {p.code: n for n, p in enumerate(frame.problem.posts)}
        post = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        number = {code: n for n, code in enumerate(frame.shift_codes)}
        shift = np.array([number[s.shift] for s in frame.slots], dtype=np.int64)
        wanted = np.array([s.wanted > 0 for s in frame.slots], dtype=np.bool_)
        _, judged = cell_mask(frame, scope)
        regular = frame.kind == KINDS.index(TourKind.REGULAR)
        of: dict[int, list[Award]] = defaultdict(list)
        for award in frame.problem.awards:
            if scope.has(award.badge):
                of[frame.officer_index[award.badge]].append(award)
        officers, slots = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for o, held in of.items():
            due = np.zeros(len(frame.slots), dtype=np.bool_)
            own = np.zeros(len(frame.slots), dtype=np.bool_)
            for award in held:
                there = wanted & (post == row[award.post]) & (frame.day >= frame.day_index(award.first))
                if award.last is not None:
                    there &= frame.day <= frame.day_index(award.last)
                if award.shift is not None:
                    there &= shift == number.get(award.shift, -1)
                asking = np.zeros(len(frame.instances), dtype=np.bool_)
                asking[frame.instance[there]] = True
                due |= asking[frame.instance]
                own |= there
            found = np.flatnonzero(due & ~own & judged & regular[o][frame.instance])
            officers.append(np.full(len(found), o, dtype=np.int64))
            slots.append(found)
        slot = np.concatenate(slots)
        return (
            Price(officer=np.concatenate(officers), slot=slot, cost=np.full(len(slot), config.points, dtype=np.int64)),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Ask of each regular tour of a holder whether an award calls him elsewhere."""
        if "awards" not in view.facts.memo:
            view.facts.memo["awards"] = _by_badge(view.problem.awards)
        held: dict[Badge, list[Award]] = view.facts.memo["awards"]
        slots = view.facts.slot_at if held else {}
        found = []
        for badge in view.rostered(scope) if held else ():
            seen: set[tuple[date, ShiftCode, PostCode]] = set()
            for tour in view.tours_of[badge] if badge in held else ():
                place = tour.on, tour.shift, tour.post
                if tour.kind is not TourKind.REGULAR or not scope.covers(tour.on) or place in seen:
                    continue
                seen.add(place)
                posts = [
                    award.post
                    for award in held[badge]
                    if _holds(award, tour.on, tour.shift)
                    and (slot := slots.get((award.post, tour.on, tour.shift))) is not None
                    and slot.wanted > 0
                ]
                if posts and tour.post not in posts:
                    names = ", ".join(dict.fromkeys(view.posts[p].name for p in posts))
                    found.append(
                        Breach(
                            cells=(cell_of(tour),),
                            measured=1,
                            limit=0,
                            amount=config.points,
                            detail={"awarded": names, "post": view.posts[tour.post].name},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Holds {awarded} by award, and is posted to {post}.",
            params={"awarded": finding.detail["awarded"], "post": finding.detail["post"]},
        )


def _by_badge(awards: tuple[Award, ...]) -> dict[Badge, list[Award]]:
    found: dict[Badge, list[Award]] = {}
    for award in awards:
        found.setdefault(award.badge, []).append(award)
    return found


def _holds(award: Award, on: date, shift: ShiftCode) -> bool:
    if on < award.first or (award.last is not None and award.last < on):
        return False
    return award.shift in (None, shift)
