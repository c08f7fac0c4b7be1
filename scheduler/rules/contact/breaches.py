"""Windows of the contact rule, judged over a finished roster."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Cell
from scheduler.domain.words import Badge
from scheduler.rule.base import Breach
from scheduler.rule.exposure import Met, Sweep, sweep_of, windows
from scheduler.rule.view import Scope, View

WHOLE = 1000
HOUR = 60 * WHOLE


def breaches(
    view: View, days: int, limit_minutes: int, scope: Scope, rule: str, *, only_at_end: bool = False
) -> tuple[Breach, ...]:
    """Return a breach for each officer and date on which the officer's worst excess begins or grows.

    While a window stays over the limit without growing, nothing new is said: the largest amount of a run is that of the
    date on which it was reached. On the first date of the period, and on a date on which policy changes for this rule,
    every excess counts as new. `only_at_end`: of all that only what is over the limit on the period's last date.
    """
    period = view.problem.period
    if only_at_end and not scope.covers(period.last):
        return ()
    if only_at_end:
        scope = Scope(period.last, period.last, scope.badges)
    edges = {period.first, period.last} if only_at_end else {period.first}
    edges |= {entry.effective for entry in view.problem.policy.entries if entry.rule == rule}
    sweep = sweep_of(view)
    found: list[Breach] = []
    for badge in within_reach(view, sweep, days, limit_minutes * WHOLE, scope):
        found += _of_officer(view, sweep, badge, days, limit_minutes, scope, edges)
    return tuple(found)


def within_reach(view: View, sweep: Sweep, days: int, limit: int, scope: Scope) -> list[Badge]:
    """Return the officers in scope whose work could take any window over the limit at all."""
    first = view.problem.period.first.toordinal() - sweep.history.presence.days.first
    if scope.badges is None:
        own, total = sweep.most
        reach = (windows(total, first, days) > limit) & (windows(own, first, days) > 0)
        badges = list(view.officers)
        return [badges[n] for n in np.flatnonzero(reach.any(axis=1))]
    found = []
    for badge in view.badges(scope):
        own, total = (windows(row[None, :], first, days) for row in sweep.most_of(badge))
        if ((total > limit) & (own > 0)).any():
            found.append(badge)
    return found


def _of_officer(
    view: View, sweep: Sweep, badge: Badge, days: int, limit_minutes: int, scope: Scope, edges: set[date]
) -> Iterator[Breach]:
    met = sweep.met(badge)
    own = met.tour >= 0
    if not own.any():
        return
    period, begin = view.problem.period, sweep.history.presence.days.first
    first, last = period.first.toordinal() - begin, period.last.toordinal() - begin
    end = max(last, int(met.day[own].max()))
    groups = met.near(limit_minutes * WHOLE, first - days + 1)
    if not len(groups):
        return
    added, total = (windows(table, first, days) for table in met.by_day(groups, end + 1))
    excess = np.minimum(added, total - limit_minutes * WHOLE)
    worst = np.append(np.maximum(excess.max(axis=0), 0), 0)
    if not worst.any():
        return
    # Windows that end after the period belong to its last date: keep, of these, the worst one.
    tail = last - first + int(np.argmax(worst[last - first : -1]))
    for n, on in enumerate(period.dates):
        at = tail if on == period.last else n
        before = worst[n - 1] if on not in edges else 0
        if worst[at] > before and scope.covers(on):
            largest = int(np.argmax(excess[:, at]))
            yield _breach(
                view,
                badge,
                met,
                int(groups[largest]),
                (begin, first + at, on, days),
                (int(total[largest, at]), limit_minutes, int(worst[at])),
            )


def _breach(
    view: View,
    badge: Badge,
    met: Met,
    group: int,
    when: tuple[int, int, date, int],
    amounts: tuple[int, int, int],
) -> Breach:
    """Return the breach of a window: `when` is day 0, its last day, the date it is judged on, and its length."""
    begin, day, on, days = when
    total, limit_minutes, excess = amounts
    inside = np.flatnonzero((met.tour >= 0) & (met.group == group) & (met.day <= day) & (met.day > day - days))
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
            "first": (date.fromordinal(begin + day) - timedelta(days=days - 1)).isoformat(),
        },
    )
