"""Windows of the contact rule, judged over a finished roster."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.findings import Cell
from scheduler.domain.words import Badge
from scheduler.rule.base import Breach
from scheduler.rule.view import Scope, View
from scheduler.rules.contact.sweep import Met, met_by

WHOLE = 1000
HOUR = 60 * WHOLE


def breaches(view: View, days: int, limit_minutes: int, scope: Scope, rule: str) -> tuple[Breach, ...]:
    """Return a breach for each officer and date on which the officer's worst excess begins or grows.

    While a window stays over the limit without growing, nothing new is said: the largest amount of a run is that of the
    date on which it was reached. On the first date of the period, and on a date on which policy changes for this rule,
    every excess counts as new.
    """
    badges = list(view.badges(scope))
    missing = [b for b in badges if f"contact/{b}" not in view.memo]
    for badge, met in met_by(view, missing).items() if missing else ():
        view.memo[f"contact/{badge}"] = met
    edges = {view.problem.period.first}
    edges |= {entry.effective for entry in view.problem.policy.entries if entry.rule == rule}
    found: list[Breach] = []
    for badge in badges:
        found += _of_officer(view, badge, view.memo[f"contact/{badge}"], days, limit_minutes, scope, edges)
    return tuple(found)


def _of_officer(
    view: View, badge: Badge, met: Met, days: int, limit_minutes: int, scope: Scope, edges: set[date]
) -> Iterator[Breach]:
    own = met.tour >= 0
    if not own.any():
        return
    limit = limit_minutes * WHOLE
    first, last = view.problem.period.first.toordinal(), view.problem.period.last.toordinal()
    end = max(last, int(met.day[own].max()))
    inmates = np.unique(met.inmate[own])
    total = _windows(met, np.ones(len(own), dtype=np.bool_), inmates, first, end, days)
    added = _windows(met, own, inmates, first, end, days)
    excess = np.minimum(added, total - limit)
    worst = np.append(np.maximum(excess.max(axis=0), 0), 0)
    # Windows that end after the period belong to its last date: keep, of these, the worst one.
    tail = last - first + int(np.argmax(worst[last - first : -1]))
    for on in view.problem.period.dates:
        at = on.toordinal() - first
        if at == last - first:
            at = tail
        before = worst[on.toordinal() - first - 1] if on not in edges else 0
        if worst[at] > before and scope.covers(on):
            inmate = int(np.argmax(excess[:, at]))
            yield _breach(
                view,
                badge,
                met,
                own & (met.inmate == inmates[inmate]),
                (first + at, on, days),
                (int(total[inmate, at]), limit_minutes, int(worst[at])),
            )


def _windows(
    met: Met, mask: NDArray[np.bool_], inmates: NDArray[np.int64], first: int, end: int, days: int
) -> NDArray[np.int64]:
    """Return `sum[inmate, n]` of what was met, where `mask` says so, in the window that ends on day `first + n`."""
    low = first - days
    chosen = mask & (met.day > low) & (met.day <= end)
    row = np.searchsorted(inmates, met.inmate)
    chosen &= inmates[np.minimum(row, len(inmates) - 1)] == met.inmate
    by_day = np.zeros((len(inmates), end - low + 1), dtype=np.int64)
    np.add.at(by_day, (row[chosen], met.day[chosen] - low), met.value[chosen])
    sums = np.cumsum(by_day, axis=1)
    return np.asarray(sums[:, days:] - sums[:, : end - low + 1 - days])


def _breach(
    view: View,
    badge: Badge,
    met: Met,
    mask: NDArray[np.bool_],
    when: tuple[int, date, int],
    amounts: tuple[int, int, int],
) -> Breach:
    """Return the breach of a window: `when` is its last day, the date it is judged on, and its length."""
    day, on, days = when
    total, limit_minutes, excess = amounts
    inside = np.flatnonzero(mask & (met.day <= day) & (met.day > day - days))
    latest = inside[np.argmax(met.day[inside] * 10_000 + met.tour[inside])]
    tour = view.tours_of[badge][int(met.tour[latest])]
    seat = tour.seat if int(met.day[latest]) == day else None
    return Breach(
        cells=(Cell(on=on, badge=badge, seat=seat),),
        measured=-(-total // WHOLE),
        limit=limit_minutes,
        amount=-(-excess // HOUR),
        detail={
            "area": view.posts[tour.post].area,
            "days": days,
            "first": (date.fromordinal(day) - timedelta(days=days - 1)).isoformat(),
        },
    )
