"""Where each inmate is at each minute: stays, cut by recurring activities, cut by watches.

Where entries of one kind overlap, the one that began last holds, and of equals the one listed last. An activity moves
an inmate only while a stay is open; a watch holds whether or not a stay is known.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from scheduler.domain.inmates import Activity
from scheduler.domain.problem import Problem
from scheduler.domain.words import InmateRef, Minute
from scheduler.ledger.places import Places

Piece = tuple[int, int, int]
"""(start, end, place): the inmate is at the place in [start, end)."""

Path = tuple[Piece, ...]
"""Pieces in order of time, none overlapping, none touching one of the same place."""


def paths(problem: Problem, places: Places, start: Minute, end: Minute) -> dict[InmateRef, Path]:
    """Return the path of every inmate within [start, end) of elapsed minutes."""
    stays: dict[InmateRef, list[Piece]] = defaultdict(list)
    watches: dict[InmateRef, list[Piece]] = defaultdict(list)
    activities: dict[InmateRef, list[Activity]] = defaultdict(list)

    def add(to: list[Piece], first: int, last: int | None, place: int) -> None:
        low, high = max(first, start), end if last is None else min(last, end)
        if low < high:
            to.append((low, high, place))

    for stay in sorted(problem.stays, key=lambda s: s.start):
        add(stays[stay.inmate], stay.start, stay.end, places.areas[stay.area])
    for watch in sorted(problem.watches, key=lambda w: w.start):
        add(watches[watch.inmate], watch.start, watch.end, places.watch[watch.post])
    for activity in problem.activities:
        activities[activity.inmate].append(activity)
    known: dict[object, Path] = {}
    times: dict[object, list[Piece]] = {}
    found = {}
    for inmate in sorted({*stays, *watches}):
        own = activities.get(inmate, [])
        spec = tuple((a.area, a.weekdays, a.start_wall_minute, a.wall_minutes, a.first, a.last) for a in own)
        housed, watched = stays.get(inmate, []), watches.get(inmate, [])
        key = (tuple(housed), tuple(watched), spec)
        if key not in known:
            if spec not in times:
                times[spec] = _layer([piece for a in own for piece in _occurrences(problem, a, places, start, end)])
            known[key] = _path(_layer(housed), times[spec], _layer(watched))
        found[inmate] = known[key]
    return found


def _occurrences(problem: Problem, activity: Activity, places: Places, start: Minute, end: Minute) -> list[Piece]:
    """Return the spans of an activity that touch [start, end), cut to it."""
    clock = problem.clock
    found: list[Piece] = []
    first = clock.date_of(start) - timedelta(days=2 + activity.wall_minutes // 1440)
    last = clock.date_of(end)
    on = max(activity.first, first)
    last = last if activity.last is None else min(last, activity.last)
    while on <= last:
        if on.weekday() in activity.weekdays:
            low = max(start, clock.minute(on, activity.start_wall_minute))
            high = min(end, clock.minute(on, activity.start_wall_minute + activity.wall_minutes))
            if low < high:
                found.append((low, high, places.areas[activity.area]))
        on += timedelta(days=1)
    return found


def _layer(entries: list[Piece]) -> list[Piece]:
    """Return entries of one kind as pieces in order of time: where they overlap, the one that began last holds."""
    entries = sorted(entries, key=lambda piece: piece[0])
    if all(a[1] <= b[0] for a, b in pairwise(entries)):
        return entries
    found: list[Piece] = []
    for entry in entries:
        start, end, _ = entry
        tail = []
        while found and found[-1][1] > start:
            before, until, place = found.pop()
            if until > end:
                tail.append((max(before, end), until, place))
            if before < start:
                tail.append((before, start, place))
        found += [piece for piece in reversed(tail) if piece[0] < start]
        found.append(entry)
        found += [piece for piece in reversed(tail) if piece[0] >= end]
    return found


def _cut(pieces: list[Piece], by: list[Piece]) -> list[Piece]:
    """Return what of the pieces lies outside `by`; both in order of time."""
    found, at = [], 0
    for start, end, place in pieces:
        while at < len(by) and by[at][1] <= start:
            at += 1
        here = at
        while here < len(by) and by[here][0] < end:
            if start < by[here][0]:
                found.append((start, by[here][0], place))
            start = max(start, by[here][1])
            here += 1
        if start < end:
            found.append((start, end, place))
    return found


def _clip(pieces: list[Piece], to: list[Piece]) -> list[Piece]:
    """Return what of the pieces lies inside `to`; both in order of time."""
    found, at = [], 0
    for start, end, place in pieces:
        while at < len(to) and to[at][1] <= start:
            at += 1
        here = at
        while here < len(to) and to[here][0] < end:
            found.append((max(start, to[here][0]), min(end, to[here][1]), place))
            here += 1
    return found


def _path(housed: list[Piece], active: list[Piece], watched: list[Piece]) -> Path:
    moved = _clip(active, housed)
    pieces = sorted(_cut(housed, moved) + moved) if moved else housed
    if watched:
        pieces = sorted(_cut(pieces, watched) + watched)
    found: list[Piece] = []
    for start, end, place in pieces:
        if found and found[-1][1] == start and found[-1][2] == place:
            start = found.pop()[0]
        found.append((start, end, place))
    return tuple(found)
