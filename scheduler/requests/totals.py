"""Monthly totals of requests, with nothing in them that would tell of one person. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from scheduler.domain.requests import MonthTotal, RequestKind

LEAST = 5
"""Numbers under it are not told."""


def month_total(month: date, counts: Mapping[RequestKind, int]) -> MonthTotal:
    """Return what is told of a month: numbers from five on, and their sum where it tells none of the others.

    A sum tells what is missing where only one number is (it is the difference), and where the missing ones add up to
    the least or the most that they can be, as each is between 0 and four. Then the sum is not told. Nobody can compute
    a missing number from it then, also who knows this rule: at least two values are possible for each.
    """
    by_kind = tuple((kind, n if (n := counts.get(kind, 0)) >= LEAST else None) for kind in RequestKind)
    missing = [counts.get(kind, 0) for kind, told in by_kind if told is None]
    is_safe = not missing or (len(missing) > 1 and 0 < sum(missing) < (LEAST - 1) * len(missing))
    total = sum(counts.get(kind, 0) for kind in RequestKind)
    return MonthTotal(month=month, by_kind=by_kind, total=total if is_safe and total >= LEAST else None)


def monthly(filed: Iterable[tuple[RequestKind, date]], today: date) -> tuple[MonthTotal, ...]:
    """Return the totals of all months from the first request to the last month that is over, the latest first.

    The present month is not told: from one day to the next its numbers would tell of one request.
    """
    counts: dict[date, Counter[RequestKind]] = {}
    for kind, on in filed:
        counts.setdefault(on.replace(day=1), Counter())[kind] += 1
    if not counts:
        return ()
    found, month = [], min(counts)
    while month < today.replace(day=1):
        found.append(month_total(month, counts.get(month, {})))
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return tuple(reversed(found))
