"""Rounds: late entries, and times nobody can foresee."""

from collections import Counter

import pytest

from scheduler.domain.rounds import LATE_MINUTES, Round, suggested_times


def test_a_round_entered_more_than_an_hour_later_is_late() -> None:
    def entered(after: int) -> Round:
        return Round(area="H1", performed_at=1000, entered_at=1000 + after, badge="B1")

    assert not entered(LATE_MINUTES).is_late_entry
    assert entered(LATE_MINUTES + 1).is_late_entry


def test_suggested_times_are_distinct_sorted_and_within_the_span() -> None:
    for _ in range(200):
        found = suggested_times(3, 100, 104)
        assert list(found) == sorted(set(found))
        assert all(100 <= minute < 104 for minute in found)


def test_every_choice_of_times_is_equally_likely() -> None:
    """All outcomes of the underlying draws, each once: 3 x 4 of them over the 6 pairs of 4 minutes."""
    draws = [(first, second) for first in range(3) for second in range(4)]
    seen: Counter[tuple[int, ...]] = Counter()
    for pair in draws:
        left = iter(pair)
        seen[suggested_times(2, 0, 4, lambda _, left=left: next(left))] += 1
    assert len(seen) == 6
    assert set(seen.values()) == {2}


@pytest.mark.parametrize(("count", "end"), [(0, 60), (13, 60), (3, 2)])
def test_what_cannot_be_suggested_is_said_in_a_sentence(count: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"can be suggested|do not fit"):
        suggested_times(count, 0, end)
