"""One plan among all of equal value: listed and chosen where they are few, else reached by exchanges.

The walk is the Metropolis rule for the uniform distribution (Metropolis et al. 1953): an exchange is proposed with the
same chance as its reverse, and made when the plan after it has the same value. Whatever it starts from, in the long run
every plan that exchanges of up to four officers can reach has the same chance. How long is long enough is measured, not
proved; plans that only a larger exchange reaches are left out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.draws import DrawCount
from scheduler.domain.roster import Roster
from scheduler.draw.plans import Plan, Plans
from scheduler.draw.stream import Stream

METHOD = "listed or walked/1"
"""Changes whenever the same key would give another plan."""

MOST_LISTED = 240
"""So many plans, equal in value or not, are listed; with more of them the draw walks."""

_PILOT, _MOVES, _MOST_PROPOSALS = 5, 8, 40
"""How long the walk is, in exchanges for each officer who could stand elsewhere.

So many are proposed to see how many of them can be made, then as many as should make `_MOVES`, but no more than
`_MOST_PROPOSALS`. The length is settled before the walk goes on: one that ended with a certain exchange would favour
plans with many neighbours.
"""

_Kind = tuple[int, int, int]
"""Seats that are all one to a plan: the post, by its first place, and their hours."""

_MOST_TRIED = 100
"""So many choices for each plan are tried at most while plans are listed: where more are needed, plans are many."""

_LENGTHS = (2, 2, 3, 4)
"""How many officers an exchange is proposed to, each entry as likely as the next."""


@dataclass(frozen=True)
class Drawn:
    """The roster after a draw, and among how many plans was drawn."""

    roster: Roster
    count: DrawCount


def sample(plans: Plans, stream: Stream) -> Drawn:
    """Draw one plan.

    Args:
        plans: The muster's plans.
        stream: Where chance comes from; the same stream gives the same plan.

    Raises:
        RuntimeError: the drawn roster, judged as a whole, is worth something else: a fault of the program.
    """
    listed = _listed(plans)
    if listed is not None:
        drawn, seen = listed[stream.below(len(listed))], Counter({plans.posts(plan): 1 for plan in listed})
        proposals = accepted = 0
    else:
        walk = _Walk(plans, stream)
        walk.go()
        drawn, seen, proposals, accepted = walk.plan, walk.seen, walk.proposals, walk.accepted
    roster = plans.roster(drawn)
    if not plans.is_equal(roster):
        raise RuntimeError("the drawn posts are worth something else than the published ones")
    movable, guess = _spread(plans, seen)
    count = DrawCount(
        plans=len(seen),
        is_complete=listed is not None,
        proposals=proposals,
        accepted=accepted,
        officers=plans.officers,
        movable=movable,
        guess_permille=guess,
    )
    return Drawn(roster, count)


def equal_plans(plans: Plans, most: int) -> tuple[Plan, ...] | None:
    """Return every plan of equal value in a fixed order, None where more than `most` plans would have to be judged.

    Of plans that differ only in which of two seats of one post officers take, the first is returned.
    """
    found: list[Plan] = []
    for tried, plan in enumerate(_all(plans)):
        if tried >= most * _MOST_TRIED:
            return None
        if plan is not None:
            found.append(plan)
        if len(found) > most:
            return None
    return tuple(plan for plan in found if plan == plans.first or plans.step(plans.checker, plan) is not None)


def _listed(plans: Plans) -> tuple[Plan, ...] | None:
    if all(len(places) == 1 for places in plans.open_to):
        return (plans.first,)
    return equal_plans(plans, MOST_LISTED)


def _all(plans: Plans) -> Iterator[Plan | None]:
    """Yield one plan for each way to give every officer a post, and None for each choice on the way."""
    tours = plans.tours
    group = plans.posts(plans.first)
    seats: dict[_Kind, list[int]] = {}
    key: list[_Kind] = [(group[n], tour.start, tour.end) for n, tour in enumerate(tours)]
    for n, kind in enumerate(key):
        seats.setdefault(kind, []).append(n)
    options = [list(dict.fromkeys(key[place] for place in places)) for places in plans.open_to]
    chosen: list[_Kind] = []
    room = {kind: len(places) for kind, places in seats.items()}

    def fill(n: int) -> Iterator[Plan | None]:
        yield None
        if n == len(tours):
            yield _seated(chosen, key, seats)
            return
        for kind in options[n]:
            if room[kind]:
                room[kind] -= 1
                chosen.append(kind)
                yield from fill(n + 1)
                chosen.pop()
                room[kind] += 1

    return fill(0)


def _seated(chosen: list[_Kind], key: list[_Kind], seats: dict[_Kind, list[int]]) -> Plan:
    """Return a plan with a seat for each chosen post; whoever stays on a post keeps the seat."""
    free = {kind: list(places) for kind, places in seats.items()}
    for n, kind in enumerate(chosen):
        if kind == key[n]:
            free[kind].remove(n)
    return tuple(n if kind == key[n] else free[kind].pop(0) for n, kind in enumerate(chosen))


class _Walk:
    """Where a walk stands."""

    def __init__(self, plans: Plans, stream: Stream) -> None:
        self._plans, self._stream = plans, stream
        self.plan, self._checker = plans.first, plans.checker
        self._holder = list(plans.first)
        self._refused: set[Plan] = set()
        self._movers = [n for n, places in enumerate(plans.open_to) if len(places) > 1]
        self.seen: Counter[Plan] = Counter()
        self.proposals = self.accepted = 0

    def go(self) -> None:
        """Walk as far as a draw should; somebody can stand elsewhere."""
        count = len(self._movers)
        self._propose(_PILOT * count)
        wanted = _MOVES * count * self.proposals // max(1, self.accepted)
        self._propose(min(_MOST_PROPOSALS * count, wanted))

    def _propose(self, times: int) -> None:
        for _ in range(times):
            after = _proposed(self._plans, self._movers, self.plan, self._holder, self._stream)
            if after is not None and after not in self._refused:
                checker = self._plans.step(self._checker, after)
                if checker is None:
                    self._refused.add(after)
                else:
                    self.plan, self._checker = after, checker
                    self.accepted += 1
                    for officer, place in enumerate(after):
                        self._holder[place] = officer
            self.seen[self._plans.posts(self.plan)] += 1
        self.proposals += times


def _proposed(plans: Plans, movers: list[int], plan: Plan, holder: list[int], stream: Stream) -> Plan | None:
    """Return the plan after a proposed exchange in a ring, None where the ring does not close.

    The first officer is any mover; each takes a seat drawn among those open to him, from its holder, who goes on, until
    the last takes the first one's seat. A ring of officers a, b, c is proposed with the chance
    (1/ab + 1/bc + 1/ca) / movers, where a, b, c are also the numbers of seats open to them: that of the reverse ring.
    """
    length = _LENGTHS[stream.below(len(_LENGTHS))]
    ring = [movers[stream.below(len(movers))]]
    while len(ring) < length:
        places = plans.open_to[ring[-1]]
        taken = holder[places[stream.below(len(places))]]
        if taken in ring:
            return None
        ring.append(taken)
    if plan[ring[0]] not in plans.open_to[ring[-1]]:
        return None
    after = list(plan)
    for officer, following in zip(ring, (*ring[1:], ring[0]), strict=True):
        after[officer] = plan[following]
    return tuple(after)


def _spread(plans: Plans, seen: Counter[Plan]) -> tuple[int, int]:
    """Return how many officers stand on two posts or more, and how often the best guess of a post is right."""
    total = sum(seen.values())
    best, movable = 0, 0
    for n in range(len(plans.tours)):
        posts: Counter[int] = Counter()
        for plan, times in seen.items():
            posts[plan[n]] += times
        best += max(posts.values())
        movable += len(posts) > 1
    fixed = plans.officers - len(plans.tours)
    return movable, round(1000 * (best + fixed * total) / (total * plans.officers)) if plans.officers else 1000
