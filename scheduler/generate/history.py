"""Three months and more of worked tours that a sensible scheduler might have left behind.

Not the engine: a greedy hand that fills posts scarcest first and always takes the qualified officer who was there least
in the last 28 days, so that nobody's share of a unit grows large and history holds no stop finding.
"""

import random
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.domain.clock import Clock
from scheduler.domain.demand import Slot, unfold
from scheduler.domain.facility import Post, TeamNeed
from scheduler.domain.people import Award
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, ContactMode, PostCode, ShiftCode, SquadCode, TourKind

HISTORY_DAYS = 98
"""How many dates of history a made-up facility has unless told otherwise."""
REST_MINUTES = 11 * 60
CALL_OFF_RATE = 0.04
REACH_DAYS = 28
STEADY_TOURS = 6
"""How many tours in `REACH_DAYS` a steady holder gets on the post at most: some 45 in 100 of a 12 h pattern."""
STEADY_PERCENT = 45
"""So many of a steady holder's tours are on the unit at most: history gives nobody a larger share of a crew post."""
EXTRA_APART_DAYS = 8
"""Nobody works a second overtime tour, or one near a duty, before so many days have passed: no week grows too long."""

_NEVER = date.max.toordinal()
_MORE_THAN_ANY = 1e9
Array = npt.NDArray[Any]


class HistoryMaker:
    """Fills seats day after day. All choices come from `seed`."""

    def __init__(self, site: Site, seed: int, bids: Sequence[Award] = ()) -> None:
        self._site = site
        self._bids = bids
        self._random = random.Random(seed)
        self._clock = Clock(site.facility.zone)
        self._officers = site.officers
        self._row = {o.badge: i for i, o in enumerate(self._officers)}
        self._column: dict[AreaCode, int] = {a.code: i for i, a in enumerate(site.areas)}
        shape = (len(self._officers), len(site.areas))
        self._seen = np.zeros(shape, dtype=np.int64)
        self._days: deque[list[tuple[int, int]]] = deque()
        self._free_from = np.zeros(len(self._officers), dtype=np.int64)
        self._extra_from = np.zeros(len(self._officers), dtype=np.int64)
        for line in site.carried:
            # Their overtime is told elsewhere.
            self._extra_from[self._row[line.badge]] = np.iinfo(np.int64).max
        self._held = np.array([len(o.qualifications) for o in self._officers], dtype=np.float64)
        self._steady = np.zeros(shape, dtype=bool)
        for tenure in site.tenures:
            self._steady[self._row[tenure.badge], self._column[tenure.area]] = True
        duties = [(d.start, d.end, self._row[d.badge]) for d in site.duties]
        leave = [(a.start, a.end, self._row[a.badge]) for a in site.leave]
        self._away = _spans(leave + [(s - REST_MINUTES, e + REST_MINUTES, row) for s, e, row in duties])
        near = (EXTRA_APART_DAYS - 1) * 1440
        self._near_duty = _spans([(s - near, e + near, row) for s, e, row in duties])
        self._posts = {p.code: p for p in site.posts}
        self._allowed = {p.code: _allowed(site, p) for p in site.posts}
        self._cycles = {p.code: p.cycle for p in site.patterns}
        self._squads = {s.code: s for s in site.squads}
        self._teams = [({need.post, *need.helpers}, _holders(site, need)) for need in site.team_needs]
        self._tours: list[Tour] = []

    def make(self, first: date, days: int) -> tuple[Tour, ...]:
        """Return the worked tours of `days` dates from `first`, sorted."""
        rows: dict[SquadCode | None, list[int]] = {}
        for i, officer in enumerate(self._officers):
            rows.setdefault(officer.squad, []).append(i)
        for n in range(days):
            on = first + timedelta(days=n)
            today, later = ({s: self._shift_of(s, day) for s in rows} for day in (on, on + timedelta(days=1)))
            self._forget_old()
            slots = unfold(self._site.posts, self._site.shifts, self._clock, (on,))
            held: dict[tuple[PostCode, ShiftCode | None], list[int]] = {}
            for bid in self._bids:
                if bid.first <= on and (bid.last is None or on <= bid.last):
                    held.setdefault((bid.post, bid.shift), []).append(self._row[bid.badge])
            for shift in dict.fromkeys(s.shift for s in slots):
                resting = [s for s in rows if today[s] is None and later[s] in (None, shift)]
                off = [i for squad in resting for i in rows[squad]]
                on_pattern = [i for squad, members in rows.items() if today[squad] == shift for i in members]
                present = [i for i in on_pattern if self._random.random() >= CALL_OFF_RATE]
                self._fill([s for s in slots if s.shift == shift], present, off, held)
        return tuple(sorted(self._tours))

    def _shift_of(self, code: SquadCode | None, on: date) -> ShiftCode | None:
        if code is None:
            return None
        squad = self._squads[code]
        cycle = self._cycles[squad.pattern]
        return cycle[(on - squad.anchor).days % len(cycle)]

    def _forget_old(self) -> None:
        self._days.append([])
        if len(self._days) > REACH_DAYS:
            for officer, area in self._days.popleft():
                self._seen[officer, area] -= 1

    def _fill(
        self,
        slots: Sequence[Slot],
        present: list[int],
        off: list[int],
        held: dict[tuple[PostCode, ShiftCode | None], list[int]],
    ) -> None:
        here, spare = np.array(present, dtype=np.int64), np.array(off, dtype=np.int64)
        is_free = (self._free_from <= slots[0].start) & ~_touches(self._away, slots[0], len(self._officers))
        here = here[is_free[here]]
        is_free &= (self._extra_from <= slots[0].start) & ~_touches(self._near_duty, slots[0], len(self._officers))
        spare = spare[is_free[spare]]
        noise, extra_noise = (np.array([self._random.random() for _ in group]) for group in (here, spare))
        can = [self._may(slot)[here] for slot in slots]
        taken = [self._seat_holders(slot, here, held.get((slot.post, slot.shift), ())) for slot in slots]
        seats = [(n, i) for n, slot in enumerate(slots) for i in range(taken[n], slot.wanted)]
        count = [int(mask.sum()) for mask in can]
        seats.sort(
            key=lambda s: (
                s[1] >= slots[s[0]].minimum,
                slots[s[0]].priority == "pull",
                count[s[0]],
                slots[s[0]].post,
                s[1],
            )
        )
        unmet = list(range(len(self._teams)))
        for n, index in seats:
            slot = slots[n]
            found = self._least_seen(here, can[n], noise, slot, unmet)
            kind = TourKind.REGULAR
            if found is None and index < slot.minimum:
                found = self._least_seen(spare, self._may(slot)[spare], extra_noise, slot, unmet)
                kind = TourKind.VOLUNTARY_OVERTIME
            if found is not None:
                unmet = [t for t in unmet if not (slot.post in self._teams[t][0] and self._teams[t][1][found])]
                self._sit(found, slot, index, kind)

    def _seat_holders(self, slot: Slot, here: Array, holders: Sequence[int]) -> int:
        """Seat those who are here and hold the post by bid; return how many."""
        may = self._may(slot)
        found = [row for row in holders if row in here and may[row] and self._free_from[row] <= slot.start]
        for index, row in enumerate(found[: slot.wanted]):
            self._sit(row, slot, index, TourKind.REGULAR)
        return len(found[: slot.wanted])

    def _may(self, slot: Slot) -> Array:
        since, until = self._allowed[slot.post]
        last = self._clock.date_of(slot.end).toordinal()
        may: Array = (since <= slot.on.toordinal()) & (until >= last)
        return may

    def _least_seen(self, rows: Array, mask: Array, noise: Array, slot: Slot, unmet: list[int]) -> int | None:
        """Return the officer of `rows`, under the mask and not taken yet, who was at the post's area least."""
        mask = mask & (self._free_from[rows] <= slot.start)
        if not mask.any():
            return None
        area = self._column[self._posts[slot.post].area]
        seen = self._seen[rows, area]
        seen = np.where(self._steady[rows, area] & (seen < STEADY_TOURS), -1, seen)
        cost = seen * 100.0 + self._held[rows] + noise
        for team in unmet:
            posts, holders = self._teams[team]
            if slot.post in posts:
                cost = cost - holders[rows] * 1e6
        return int(rows[np.argmin(np.where(mask, cost, _MORE_THAN_ANY))])

    def _sit(self, row: int, slot: Slot, index: int, kind: TourKind) -> None:
        area = self._column[self._posts[slot.post].area]
        self._free_from[row] = slot.end + REST_MINUTES
        if kind.is_overtime:
            self._extra_from[row] = slot.start + EXTRA_APART_DAYS * 1440
        self._seen[row, area] += 1
        self._days[-1].append((row, area))
        self._tours.append(
            Tour(
                badge=self._officers[row].badge,
                post=slot.post,
                on=slot.on,
                shift=slot.shift,
                index=index,
                start=slot.start,
                end=slot.end,
                kind=kind,
            )
        )


def _spans(found: Sequence[tuple[int, int, int]]) -> tuple[Array, Array, Array]:
    """Return starts, ends and officers' rows of spans as arrays."""
    start, end, owner = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return start, end, owner


def _touches(spans: tuple[Array, Array, Array], slot: Slot, officers: int) -> Array:
    """Return for each officer whether one of the spans overlaps a slot."""
    start, end, owner = spans
    found = np.zeros(officers, dtype=bool)
    found[owner[(start < slot.end) & (end > slot.start)]] = True
    return found


def _allowed(site: Site, post: Post) -> tuple[Array, Array]:
    """Return from and until which date, as ordinals, each officer may hold a post; from never where he may not."""
    asked = [d.code for d in site.documents if post.code in d.posts or (not d.posts and _has_contact(post))]
    read = {(r.badge, r.document): r.on.toordinal() for r in sorted(site.readings, key=lambda r: r.on, reverse=True)}
    barred = {r.badge for r in site.restrictions if _is_barred(r.area, r.post, post)}
    since, until = [], []
    for officer in site.officers:
        begins = [read.get((officer.badge, code), _NEVER) for code in asked]
        ends = [_NEVER]
        for code in post.qualifications:
            held = next((h for h in officer.qualifications if h.qualification == code), None)
            begins.append(_NEVER if held is None else held.earned.toordinal() if held.earned else 0)
            ends.append(held.expires.toordinal() if held and held.expires else _NEVER)
        since.append(_NEVER if officer.badge in barred else max(begins, default=0))
        until.append(min(ends))
    return np.array(since, dtype=np.int64), np.array(until, dtype=np.int64)


def _holders(site: Site, need: TeamNeed) -> Array:
    """Return which officers hold what a team needs."""
    return np.array([any(h.qualification == need.qualification for h in o.qualifications) for o in site.officers])


def _has_contact(post: Post) -> bool:
    return post.contact is not ContactMode.NONE


def _is_barred(area: AreaCode | None, code: PostCode | None, post: Post) -> bool:
    if area is None and code is None:
        return _has_contact(post)
    return code == post.code or area == post.area or any(share.area == area for share in post.covers)


def worked_history(site: Site, seed: int, first: date, days: int, bids: Sequence[Award] = ()) -> tuple[Tour, ...]:
    """Return `days` dates of worked tours that end the day before `first`; leave and duties of the site are kept.

    Whoever holds a post by one of the `bids` works regular tours there.
    """
    return HistoryMaker(site, seed, bids).make(first - timedelta(days=days), days)


def with_run_up(site: Site, worked: tuple[Tour, ...], first: date) -> tuple[Tour, ...]:
    """Return worked tours in which each steady holder was where his tenure says he was.

    The greedy hand draws a holder with few qualifications to posts that nobody else can take, so that his time in the
    unit would have ended long ago. Who was on too few of his tours there in the last 28 dates takes posts in the unit
    from colleagues on the same watch, who take his: up to `STEADY_PERCENT` of his tours, and nobody's hours change.

    Args:
        site: The facility, with its tenures.
        worked: Regular and overtime tours, sorted.
        first: The date after the last one of the history.
    """
    allowed = {p.code: _allowed(site, p) for p in site.posts}
    row = {o.badge: n for n, o in enumerate(site.officers)}
    for tenure in site.tenures:
        there = {p.code for p in site.posts if p.area == tenure.area}
        late = [t for t in worked if t.badge == tenure.badge and first - timedelta(days=REACH_DAYS) <= t.on]
        if sum(t.post in there for t in late) * 10 >= len(late) * 3:
            continue
        worked = _exchanged(site, worked, tenure.badge, there, lambda tour, badge: _may_hold(allowed, row, tour, badge))
    return worked


def _exchanged(
    site: Site, worked: tuple[Tour, ...], badge: Badge, there: set[PostCode], may: Callable[[Tour, Badge], bool]
) -> tuple[Tour, ...]:
    """Return the tours with an officer on a unit's posts as often as a steady holder is."""
    needs = [({need.post, *need.helpers}, _holders(site, need)) for need in site.team_needs]
    row = {o.badge: n for n, o in enumerate(site.officers)}
    posts = {p.code: p for p in site.posts}
    now = {(t.badge, t.start): t for t in worked}
    past: deque[tuple[date, bool]] = deque()
    for on in sorted({t.on for t in worked if t.badge == badge}):
        while past and past[0][0] <= on - timedelta(days=REACH_DAYS):
            past.popleft()
        own = next(t for t in now.values() if t.badge == badge and t.on == on)
        is_there = own.post in there
        others = [t for t in now.values() if t.on == on and t.shift == own.shift and t.post in there]
        is_due = (sum(was for _, was in past) + 1) * 100 <= STEADY_PERCENT * (len(past) + 1) or not past
        for other in sorted(others) if is_due and not is_there else ():
            is_even = all(
                held[row[badge]] == held[row[other.badge]] for of, held in needs if {own.post, other.post} & of
            )
            is_plain = _is_plain(own, posts) and _is_plain(other, posts)
            if is_plain and is_even and may(own, other.badge) and may(other, badge):
                now[badge, own.start] = replace(other, badge=badge)
                now[other.badge, other.start] = replace(own, badge=other.badge)
                is_there = True
                break
        past.append((on, is_there))
    return tuple(sorted(now.values()))


def _is_plain(tour: Tour, posts: Mapping[PostCode, Post]) -> bool:
    """Whether a tour is a regular one, and not on a watch over one inmate."""
    return tour.kind is TourKind.REGULAR and posts[tour.post].contact is not ContactMode.WATCH


def _may_hold(
    allowed: Mapping[PostCode, tuple[Array, Array]], row: Mapping[Badge, int], tour: Tour, badge: Badge
) -> bool:
    since, until = allowed[tour.post]
    on = tour.on.toordinal()
    return bool(since[row[badge]] <= on and until[row[badge]] > on)
