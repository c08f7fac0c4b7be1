"""D6: entries of staff to a unit that were not scheduled there, counted over 14 dates.

Source: NIC's red flags (staff in the facility off hours, sole involvement). It is a count of the unit from a
supervisor's log or a badge system's export; who entered is neither asked nor kept. Dates before counting began, and
dates to come, are not known.
"""

from datetime import timedelta

import numpy as np

from scheduler.attention.scene import Bools, Ints, Scene
from scheduler.domain.attention import Factor, Weights
from scheduler.ledger.places import lines_of_descent

DAYS = 14


def counts(scene: Scene) -> tuple[Ints, Bools]:
    """Return entries known in the 14 dates up to each shown one, [posts, dates], and of which dates all is known."""
    seen, days = scene.seen, len(scene.dates)
    first = scene.dates[0] - timedelta(days=DAYS - 1)
    lines = lines_of_descent(scene.problem.areas)
    rows = {code: np.zeros(days + DAYS, dtype=np.int64) for code in lines}
    for entry in seen.entries:
        n = (entry.on - first).days
        if entry.area in rows and 0 <= n < days + DAYS - 1:
            rows[entry.area][n + 1] += entry.count
    found = np.zeros((len(scene.problem.posts), days), dtype=np.int64)
    for p, post in enumerate(scene.problem.posts):
        for area in (code for code, line in lines.items() if post.area in line):
            total = np.cumsum(rows[area])
            found[p] += total[DAYS:] - total[:days]
    today = scene.problem.clock.date_of(scene.now)
    since = seen.entries_since
    known = [since is not None and since <= on - timedelta(days=DAYS - 1) and on <= today for on in scene.dates]
    return found, np.array(known, dtype=np.bool_)


def points(counts: Ints, known: Bools, weights: Weights) -> tuple[Ints, Ints]:
    """Return the least and the most points of D6."""
    low = np.zeros(counts.shape, dtype=np.int64)
    for step in ("some", "many"):
        low[counts >= weights.limit(Factor.ENTRIES, step)] = weights.points(Factor.ENTRIES, step)
    return low, np.where(known, low, weights.maximum(Factor.ENTRIES))


def evidence(count: int, is_known: bool, is_counted: bool) -> str:
    """Return what D6 rests on, one sentence."""
    if not is_counted:
        return "Unscheduled entries are not counted here."
    plural = "entry" if count == 1 else "entries"
    if not is_known:
        return f"{count} unscheduled {plural} known so far; not all of the 14 days are known."
    return f"{count} unscheduled {plural} in 14 days." if count else "No unscheduled entry in 14 days."
