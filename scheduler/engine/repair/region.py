"""Which cells a repair with few changes can touch at all.

The value of a roster is a sum over officers plus a sum over slots, and limits belong to one officer or one slot. So the
changes of a repair fall apart into parts that share no officer and no slot, and each part can be undone without the
others. A part that improves none of the first tiers would be undone by whoever counts changes; one that does contains
a place where these tiers charge something now. From such a place a part is reached from slot to slot: an officer takes
a seat there and gives one up, which somebody takes in turn. Seats that the event emptied are changed anyway; every
other slot on the way costs one change at least. Hence `radius` further changes reach no further than `radius` slots,
and the model over these cells is as good as the model over all of them.

Giving up a seat helps only where it stands in the way of one that is taken: where the two conflict, or share a limit
that would be exceeded. All that holds as long as less work breaks no limit; `region` says when it does not.
"""

import numpy as np

from scheduler.engine.bounds import is_never_negative
from scheduler.engine.compiled import HARD, Bools, Compiled
from scheduler.engine.model_rows import most_of_buckets
from scheduler.engine.repair.situation import Situation
from scheduler.rule import NO_LIMIT, Ints


def is_local(situation: Situation) -> bool:
    """Whether the argument holds: nothing hard asks for work, and nothing in the first tiers rewards."""
    compiled = situation.prepared.compiled
    return not compiled.has_least and all(is_never_negative(compiled, t) for t in situation.first_tiers)


def region(situation: Situation, radius: int) -> Bools:
    """Return the cells that a repair with `radius` changes more than the event forces can touch.

    At 0 these are the seats that the event emptied, for officers who give up nothing.
    """
    free, worked = situation.free, situation.assignment.worked
    near: Bools = np.asarray(situation.lost > 0)
    if radius == 0:
        found: Bools = free & near[None, :] & ~situation.held & ~worked
        return found
    return around(situation, near | _charged(situation), radius)


def around(situation: Situation, near: Bools, radius: int) -> Bools:
    """Return the free cells on some slots and on those that are reached from them in `radius` steps."""
    for _ in range(radius):
        near = near | _in_the_way(situation, near)
    found = situation.free & near[None, :]
    return found & (situation.assignment.worked | _can_open(situation, near))


def thinned(situation: Situation, cells: Bools, most: int) -> Bools:
    """Return about `most` of the cells: all on the seats that the event emptied and all worked ones, few of the others.

    Of the others each slot keeps as many as every other, those on pattern first, then volunteers.
    """
    frame, worked = situation.prepared.compiled.frame, situation.assignment.worked
    found: Bools = cells & (worked | (situation.lost > 0)[None, :])
    slots = np.flatnonzero((cells & ~found).any(axis=0))
    each = max(1, (most - int(found.sum())) // max(1, len(slots)))
    for slot in slots.tolist():
        officers = np.flatnonzero(cells[:, slot] & ~found[:, slot])
        order = np.argsort(frame.kind[officers, frame.instance[slot]], kind="stable")
        found[officers[order[:each]], slot] = True
    return found


def _charged(situation: Situation) -> Bools:
    """Return the slots where the first tiers charge something, or somebody breaks a limit, as things stand."""
    assignment, compiled = situation.assignment, situation.prepared.compiled
    first = list(situation.first_tiers)
    found = np.zeros(len(compiled.frame.slots), dtype=np.bool_)
    for line in compiled.covers:
        if line.tier in first:
            found |= line.charge(assignment.filled) > 0
    crews = compiled.teams.crews
    rows = np.isin(crews.tier, first) & (crews.charges(assignment.teams.sums) > 0)
    found[crews.slot[rows[crews.row]]] = True
    for slots in _asked(compiled, first):
        found[slots] = True
    officers = (assignment.broken > 0) | (assignment.officer_tiers[:, first] > 0).any(axis=1)
    found |= (assignment.worked & situation.free)[officers].any(axis=0)
    return found


def _asked(compiled: Compiled, tiers: list[int]) -> list[Ints]:
    """Return the slots of every wish that the tiers price, and all slots where their call lists look."""
    lists = compiled.teams.lists
    wishes = [item.slots for own in compiled.wanted for item in own if item.tier in tiers]
    is_listed = np.isin(lists.tier, tiers)[lists.list_of]
    return wishes + [lists.slots[s] for s in np.unique(lists.busy[is_listed]).tolist()]


def _in_the_way(situation: Situation, near: Bools) -> Bools:
    """Return the worked slots that officers may have to give up to take some of the given ones."""
    compiled, worked, free = situation.prepared.compiled, situation.assignment.worked, situation.free
    found = np.zeros(len(near), dtype=np.bool_)
    takes = free & near[None, :] & ~worked
    for officer in np.flatnonzero(takes.any(axis=1) & (worked & free).any(axis=1)).tolist():
        held, gains = np.flatnonzero(worked[officer]), np.flatnonzero(takes[officer])
        own = held[free[officer, held]]
        found[own[_matters(compiled, officer, held, gains, own)]] = True
    return found


def _matters(compiled: Compiled, officer: int, held: Ints, gains: Ints, own: Ints) -> Bools:
    """Return which of an officer's own slots, some of those held, stand in the way of taking some of `gains`."""
    frame = compiled.frame
    clash = compiled.conflicts(officer)[np.ix_(frame.instance[own], frame.instance[gains])]
    found: Bools = np.asarray(clash.any(axis=1))
    rows = compiled.rows[officer]
    if rows.count:
        reach = rows.values(held) + most_of_buckets(compiled, gains, rows.entries(gains), rows.count)
        is_tight = (rows.tier == HARD) & (reach > rows.upper)
        mine, row_of_mine, _ = rows.entries(own)
        found[np.unique(mine[is_tight[row_of_mine]])] = True
    for run in compiled.runs[officer]:
        if run.tier == HARD and run.most_work < NO_LIMIT:
            apart = np.abs(frame.day[own][:, None] - frame.day[gains][None, :]).min(axis=1)
            found |= apart <= run.most_work
    if any(group.tier == HARD for group in compiled.groups[officer]):
        found[:] = True
    return found


def _can_open(situation: Situation, near: Bools) -> Bools:
    """Return the cells that break no limit once their officers have given up all they hold on the given slots."""
    assignment, compiled = situation.assignment, situation.prepared.compiled
    frame, everybody = compiled.frame, np.arange(compiled.officers)
    found = np.zeros_like(assignment.worked)
    kept = assignment.worked & ~near[None, :]
    for instance in np.unique(frame.instance[near]).tolist():
        slots = frame.slots_of_instance[instance]
        rest = near.copy()
        rest[slots] = True
        work = assignment.work_without(everybody, np.flatnonzero(rest))
        is_open = assignment.scorer.offers(work, instance).is_open
        busy = kept[:, slots].any(axis=1)
        for officer in np.flatnonzero(busy).tolist():
            if compiled.conflicts(officer)[instance, instance]:
                is_open[officer] = False
        found[:, slots] = is_open
    return found & near[None, :]
