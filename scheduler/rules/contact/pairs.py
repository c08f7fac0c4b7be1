"""Which officers the roster takes over a limit with whom: the pairs behind the rule's findings, counted, never named.

A finding is one a stretch and officer, whoever is behind it; what a housing move clears are pairs.
"""

from collections import defaultdict
from datetime import timedelta

import numpy as np

from scheduler.domain.words import Badge, InmateRef
from scheduler.rule.exposure import Ids, sweep_of, windows
from scheduler.rule.view import Scope, View
from scheduler.rules.contact.breaches import WHOLE, within_reach


def officers_over(view: View, days: int, limit_minutes: int, scope: Scope) -> dict[InmateRef, frozenset[Badge]]:
    """Return for each inmate the officers whose contact the roster takes over a limit in a window judged in the scope.

    Args:
        view: Problem and roster.
        days: Length of the windows.
        limit_minutes: Weighted minutes; what history alone takes over them counts for nobody.
        scope: Dates and officers.
    """
    sweep = sweep_of(view)
    over: dict[int, set[Badge]] = defaultdict(set)
    for badge in within_reach(view, sweep, days, limit_minutes * WHOLE, scope):
        for group in _groups_over(view, badge, days, limit_minutes * WHOLE, scope).tolist():
            over[group].add(badge)
    groups = sweep.history.presence.group_of
    return {inmate: frozenset(over[group]) for inmate, group in groups.items() if group in over}


def _groups_over(view: View, badge: Badge, days: int, limit: int, scope: Scope) -> Ids:
    """Return the groups of inmates with whom one officer is taken over the limit (minutes x thousandths)."""
    sweep, period = sweep_of(view), view.problem.period
    met, begin = sweep.met(badge), sweep.history.presence.days.first
    own = met.tour >= 0
    first, last = period.first.toordinal() - begin, period.last.toordinal() - begin
    groups = met.near(limit, first - days + 1) if own.any() else np.zeros(0, dtype=np.int64)
    if not len(groups):
        return groups
    added, total = (windows(table, first, days) for table in met.by_day(groups, max(last, int(met.day[own].max())) + 1))
    # A window that ends after the period is judged on its last date.
    judged = (period.first + timedelta(days=min(n, period.days - 1)) for n in range(added.shape[1]))
    is_asked = np.fromiter((scope.covers(on) for on in judged), dtype=np.bool_, count=added.shape[1])
    return groups[((added > 0) & (total > limit) & is_asked).any(axis=1)]
