"""Monthly totals: no number that is not told can be computed from those that are, also by who knows the rule."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.requests import MonthTotal, RequestKind
from scheduler.requests.totals import LEAST, month_total, monthly

MONTH = date(2026, 11, 1)
KINDS = tuple(RequestKind)
COUNTS = st.lists(st.integers(0, 9), min_size=len(KINDS), max_size=len(KINDS))


def told(counts: list[int]) -> MonthTotal:
    return month_total(MONTH, dict(zip(KINDS, counts, strict=True)))


@given(COUNTS)
def test_what_is_under_five_is_never_told(counts: list[int]) -> None:
    total = told(counts)
    assert [n for _, n in total.by_kind] == [n if n >= LEAST else None for n in counts]
    assert total.total in (None, sum(counts))
    assert total.total is None or total.total >= LEAST


@given(COUNTS)
def test_each_missing_number_could_be_another_one(counts: list[int]) -> None:
    """Tables that would be told alike are looked for by trying: each missing number takes two values at least."""
    seen = told(counts)
    missing = [i for i, (_, n) in enumerate(seen.by_kind) if n is None]
    found: dict[int, set[int]] = {i: set() for i in missing}
    # Two numbers may be changed at once: enough to show that each one is not the only possible.
    for i in missing:
        for j in missing:
            for a, b in product(range(LEAST), repeat=2):
                other = list(counts)
                other[i], other[j] = (a, b) if i != j else (a, a)
                if told(other) == seen:
                    found[i].add(other[i])
    assert all(len(values) > 1 or _all_at_an_end(counts, missing) for values in found.values())


def _all_at_an_end(counts: list[int], missing: list[int]) -> bool:
    """Whether all missing numbers are none or all are four: then the other end is what they could be as well."""
    ends = {counts[i] for i in missing}
    other = [4 - n if i in missing else n for i, n in enumerate(counts)]
    return ends in ({0}, {4}) and told(other) == told(counts)


def test_the_present_month_is_not_told_and_months_without_any_are() -> None:
    kind = RequestKind.MOVE_ME
    filed = [(kind, date(2026, 9, 3))] * 6 + [(kind, date(2026, 12, 1))] * 9
    months = monthly(filed, date(2026, 12, 20))
    assert [total.month for total in months] == [date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1)]
    assert dict(months[2].by_kind)[kind] == 6
    assert monthly([], date(2026, 12, 20)) == ()
