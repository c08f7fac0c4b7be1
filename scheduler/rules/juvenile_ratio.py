"""Officers to residents in juvenile facilities.

The rule in words: in a juvenile facility, each housing area has at least one officer to every eight residents on waking
shifts, and to every sixteen on night shifts.
Source: 28 CFR 115.313(c), for secure juvenile facilities: 1:8 during waking and 1:16 during sleeping hours. There is no
ratio for adults.
Kept: 16 residents at night, one officer. Broken: 17 residents at night, one officer: two are needed.
Residents are those who stay in the area (or in a part of it without a class of its own), the greatest number at any
moment of the shift. Housing areas are those of rotation class housing or special. An officer counts where his post has
contact with inmates and at least `least_share` of its attention goes to the area: with more than half asked for, a
rover counts in one area at most. Tours count that start on the same local date, on whatever shift, for the time they
are there. Each shift of the date that has any seat is judged by itself and priced by officer-minutes short.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.facility import Area, Post
from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.inmates import Stay
from scheduler.domain.words import AreaCode, ContactMode, PostCode, RotationClass, Severity, ShiftCode
from scheduler.rule import EVERYBODY, Breach, Crew, Frame, Ints, Rule, Scope, Term, View, hours, pieces, setting
from scheduler.rule.presence import shortfall, tours_among


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    waking_ratio: int = setting(8, "Residents to an officer, waking", "residents", 1, 200)
    sleeping_ratio: int = setting(16, "Residents to an officer, at night", "residents", 1, 200)
    least_share: int = setting(501, "Least share of a post's attention to count", "thousandths", 1, 1000)


class JuvenileRatio(Rule, config=Config):
    """Officer-minutes for which a housing area of a juvenile facility has too few officers."""

    key = "juvenile_ratio"
    title = "Officers to residents"
    unit = "officers"
    price_unit = "officer-minutes"
    severities = (Severity.STOP, Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="In juvenile facilities, one officer to {waking} residents while they are awake, "
            "to {sleeping} at night.",
            params={"waking": config.waking_ratio, "sleeping": config.sleeping_ratio},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """For each area, shift and piece of it: enough officers among those whose slots run then."""
        if not frame.problem.facility.is_juvenile:
            return ()
        shifts = {s.code: s for s in frame.problem.shifts}
        slots = [np.zeros(0, dtype=np.int64)]
        sizes, needs, costs, days = [0], [], [], []
        for area, starts, ends in _residents(frame):
            posts = {p.code for p in frame.problem.posts if _attends(frame.problem.areas, p, area, config.least_share)}
            near = np.flatnonzero(np.array([s.post in posts for s in frame.slots], dtype=np.bool_))
            for i in frame.instances:
                ratio = config.sleeping_ratio if shifts[i.shift].is_night else config.waking_ratio
                needed = -(-_most_at_once(starts, ends, i.start, i.end) // ratio)
                if not needed or not scope.covers(i.on):
                    continue
                day = frame.day_index(i.on)
                for minutes, running in pieces(frame, near[frame.day[near] == day], i.start, i.end):
                    slots.append(running)
                    sizes.append(len(running))
                    needs.append(needed)
                    costs.append(minutes)
                    days.append(day)
        slot = np.concatenate(slots)
        return (
            Crew(
                first=np.cumsum(sizes, dtype=np.int64),
                officer=np.full(len(slot), EVERYBODY, dtype=np.int64),
                slot=slot,
                coef=np.ones(len(slot), dtype=np.int64),
                need=np.array(needs, dtype=np.int64),
                cost=np.array(costs, dtype=np.int64),
                day=np.array(days, dtype=np.int64),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go through dates, shifts and areas, and count the officers there from one coming or going to the next."""
        if not view.problem.facility.is_juvenile:
            return ()
        memo = view.facts.memo
        if "juvenile_ratio" not in memo:
            memo["juvenile_ratio"] = _peaks(view)
        peaks: dict[tuple[date, ShiftCode, AreaCode], int] = memo["juvenile_ratio"]
        covering = {area: _posts_of(view, area, config.least_share) for area in {key[2] for key in peaks}}
        names = {a.code: a.name for a in view.problem.areas}
        found = []
        for (on, code, area), residents in peaks.items():
            shift = view.shifts[code]
            ratio = config.sleeping_ratio if shift.is_night else config.waking_ratio
            least = (residents + ratio - 1) // ratio
            if not least or not scope.covers(on):
                continue
            start, end = shift.span(view.problem.clock, on)
            fewest, short = shortfall(tours_among(view, covering[area], on), start, end, least)
            if short:
                seat = next((s.seats[0] for s in view.facts.slots_on[on] if s.post in covering[area] and s.seats), None)
                found.append(
                    Breach(
                        cells=(Cell(on=on, seat=seat),),
                        measured=fewest,
                        limit=least,
                        amount=short,
                        detail={"area": names[area], "shift": shift.name, "residents": residents, "ratio": ratio},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{area}, {shift}: {residents} residents need {least} officers (1 to {ratio}), "
            "{there} at the fewest are there; {time} short.",
            params={
                **{name: finding.detail[name] for name in ("area", "shift", "residents", "ratio")},
                "least": finding.limit,
                "there": finding.measured,
                "time": hours(finding.amount),
            },
        )


_HOUSING = (RotationClass.HOUSING, RotationClass.SPECIAL)


def _residents(frame: Frame) -> Iterator[tuple[AreaCode, Ints, Ints]]:
    """Yield each housing area with its stays' sorted starts and sorted ends."""
    areas = {a.code: a for a in frame.problem.areas}
    home: dict[AreaCode, AreaCode | None] = {}
    for code in areas:
        at: AreaCode | None = code
        seen: set[AreaCode] = set()
        while at is not None and at not in seen and areas[at].rotation == RotationClass.NONE:
            seen.add(at)
            at = areas[at].parent
        home[code] = at if at is not None and areas[at].rotation in _HOUSING else None
    far = max((i.end for i in frame.instances), default=0)
    spans: dict[AreaCode, list[tuple[int, int]]] = defaultdict(list)
    for stay in frame.problem.stays:
        where = home[stay.area]
        if where is not None:
            spans[where].append((stay.start, far if stay.end is None else stay.end))
    for code, own in spans.items():
        starts, ends = np.sort(np.array(own, dtype=np.int64), axis=0).T
        yield code, starts, ends


def _most_at_once(starts: Ints, ends: Ints, begin: int, stop: int) -> int:
    """Return the greatest number of stays that hold at one moment of [begin, stop)."""
    coming = starts[(starts > begin) & (starts < stop)]
    moments = np.concatenate((np.array([begin], dtype=np.int64), coming))
    there = np.searchsorted(starts, moments, side="right") - np.searchsorted(ends, moments, side="right")
    return int(there.max())


def _attends(areas: tuple[Area, ...], post: Post, area: AreaCode, least: int) -> bool:
    """Whether enough of the post's attention goes to the area, to parts of it, or to what contains it."""
    parent = {a.code: a.parent for a in areas}

    def line(code: AreaCode) -> set[AreaCode]:
        found: set[AreaCode] = set()
        at: AreaCode | None = code
        while at is not None and at not in found:
            found.add(at)
            at = parent[at]
        return found

    share = sum(s.share for s in post.shares if area in line(s.area) or s.area in line(area))
    return post.contact != ContactMode.NONE and share >= least


def _peaks(view: View) -> dict[tuple[date, ShiftCode, AreaCode], int]:
    """Return the most residents of each housing area at once, on each shift that has a seat; where there are any."""
    areas = {a.code: a for a in view.problem.areas}
    stays: dict[AreaCode, list[Stay]] = defaultdict(list)
    for stay in view.problem.stays:
        home = _home(areas, stay.area)
        if home is not None:
            stays[home].append(stay)
    found = {}
    shifts = dict.fromkeys((s.on, s.shift, s.start, s.end) for s in view.slots)
    for area, own in stays.items():
        for on, shift, start, end in shifts:
            near = [s for s in own if s.start < end and (s.end is None or start < s.end)]
            moments = {start} | {s.start for s in near if start < s.start}
            if near:
                found[on, shift, area] = max(
                    sum(s.start <= m and (s.end is None or m < s.end) for s in near) for m in moments
                )
    return found


def _home(areas: dict[AreaCode, Area], code: AreaCode) -> AreaCode | None:
    """Return the area whose residents those who stay here are: it, or the nearest around it that has a class."""
    at: AreaCode | None = code
    for _ in areas:
        if at is None:
            return None
        if areas[at].rotation is not RotationClass.NONE:
            return at if areas[at].rotation in (RotationClass.HOUSING, RotationClass.SPECIAL) else None
        at = areas[at].parent
    return None


def _posts_of(view: View, area: AreaCode, least: int) -> frozenset[PostCode]:
    """Return the posts that count for an area, as the checker walks the tree."""
    inside = {a.code: a.parent for a in view.problem.areas}

    def lies_in(inner: AreaCode | None, outer: AreaCode) -> bool:
        for _ in range(len(inside) + 1):
            if inner is None or inner == outer:
                break
            inner = inside[inner]
        return inner == outer

    found = set()
    for post in view.problem.posts:
        reach = sum(part.share for part in post.shares if lies_in(part.area, area) or lies_in(area, part.area))
        if post.contact is not ContactMode.NONE and reach >= least:
            found.add(post.code)
    return frozenset(found)
