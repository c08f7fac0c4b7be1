"""Who will be met in the period, for `Rule.terms` alone: classes of inmates who are met alike, and sums in windows."""

from dataclasses import dataclass

import numpy as np

from scheduler.ledger import Future, Ledger, carried, futures
from scheduler.rule.frame import Frame, Ints


@dataclass(frozen=True)
class Windows:
    """Windows of `days` that end on ledger days `first` to `last`; those after `judged` are judged on that day."""

    days: int
    first: int
    last: int
    judged: int


Classes = tuple[tuple[Future, list[int]], ...]
"""Classes of inmates, each with the places in this tuple of those before it that meet every slot at least as much."""


def classes_of(frame: Frame) -> tuple[Ledger, Classes]:
    """Return the ledger of the frame's problem and its classes, those who meet more first; all rules share them."""
    if "exposure/ledger" not in frame.memo:
        ledger = Ledger.of(frame.problem)
        frame.memo["exposure/ledger"] = ledger, _ordered(ledger)
    found: tuple[Ledger, Classes] = frame.memo["exposure/ledger"]
    return found


def _ordered(ledger: Ledger) -> Classes:
    """Return the classes, those who meet more first: who leaves halfway meets less than who stays."""
    classes = sorted(futures(ledger), key=lambda future: -int(future.value.sum()))
    keys = [future.slot * ledger.days + future.day for future in classes]
    # Who meets no slot less meets no group of slots less: sums over groups tell most pairs apart at once.
    groups = np.array([np.bincount(k % _GROUPS, f.value, _GROUPS) for k, f in zip(keys, classes, strict=True)]).reshape(
        -1, _GROUPS
    )
    found: list[tuple[Future, list[int]]] = []
    for n, future in enumerate(classes):
        above: set[int] = set()
        for other in reversed(np.flatnonzero((groups[:n] >= groups[n]).all(axis=1)).tolist()):
            if other in above:
                continue
            at = np.minimum(np.searchsorted(keys[other], keys[n]), len(keys[other]) - 1)
            if bool(np.all((keys[other][at] == keys[n]) & (classes[other].value[at] >= future.value))):
                above |= {other, *found[other][1]}
        found.append((future, sorted(above)))
    return tuple(found)


_GROUPS = 61
"""A prime, so that the slots and days of one post spread over the groups."""


@dataclass(frozen=True)
class Outlook:
    """What one class of inmates holds for windows of one length, whatever the limit.

    Attributes:
        most: The most that tours can add to each window.
        gain, loss: By how much a window can exceed, and fall short of, the window before it.
        met: Officers whose history knows the class.
        carried: `carried[k, window]` of officer `met[k]`.
    """

    most: Ints
    gain: Ints
    loss: Ints
    met: Ints
    carried: Ints


def outlooks_of(
    frame: Frame, ledger: Ledger, classes: Classes, windows: Windows, most_tours: int
) -> tuple[Outlook, ...]:
    """Return the outlook of each class; a cap and a target over the same windows share them."""
    key = f"exposure/outlooks/{windows.days}/{windows.first}/{windows.last}/{most_tours}"
    if key not in frame.memo:
        frame.memo[key] = tuple(_outlook(frame, ledger, future, windows, most_tours) for future, _ in classes)
    found: tuple[Outlook, ...] = frame.memo[key]
    return found


def _outlook(frame: Frame, ledger: Ledger, future: Future, windows: Windows, most_tours: int) -> Outlook:
    slots, coef = coefficients(future, windows)
    start_day = frame.day[slots]
    step = coef[:, 1:] - coef[:, :-1]
    return Outlook(
        most_of(coef, start_day, most_tours),
        most_of(np.maximum(step, 0), start_day, most_tours),
        most_of(np.maximum(-step, 0), start_day, most_tours),
        *carried(ledger, future.columns, windows.days, windows.first, windows.last),
    )


def room_of(outlook: Outlook, limit: int, officers: int) -> Ints:
    """Return `upper[officer, window]`, what history leaves with the class."""
    upper = np.full((officers, len(outlook.most)), limit, dtype=np.int64)
    upper[outlook.met] = np.maximum(limit - outlook.carried, 0)
    return upper


def coefficients(future: Future, windows: Windows) -> tuple[Ints, Ints]:
    """Return the slots of a class and `coef[slot, window]`, what each adds to each window."""
    slots, row = np.unique(future.slot, return_inverse=True)
    low = min(int(future.day.min()), windows.first) - windows.days
    total = np.zeros((len(slots), windows.last - low + 1), dtype=np.int64)
    inside = future.day <= windows.last
    total[row[inside], future.day[inside] - low] = future.value[inside]
    total = np.cumsum(total, axis=1)
    ends = np.arange(windows.first, windows.last + 1) - low
    return slots, total[:, ends] - total[:, ends - windows.days]


def most_of(coef: Ints, start_day: Ints, most_tours: int) -> Ints:
    """Return for each window the most that tours can add, `most_tours` of them on each start day."""
    edges = np.flatnonzero(np.diff(start_day)) + 1
    if most_tours == 1:
        starts = np.concatenate((np.zeros(1, dtype=np.int64), edges))
        highest: Ints = np.maximum.reduceat(coef, starts, axis=0).sum(axis=0)
        return highest
    found = np.zeros(coef.shape[1], dtype=np.int64)
    for block in np.split(coef, edges):
        found += np.sort(block, axis=0)[-most_tours:].sum(axis=0)
    return found
