"""Figures that are told say nothing of fewer than five people, also to whoever adds and subtracts them."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.ledger.small_cells import LEAST, told


def group(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last + 1))


def is_revealed(known: list[frozenset[int]], everybody: list[int]) -> bool:
    """Whether a set of one to four people is a sum of known groups: by every set of people and a rank of matrices."""
    rows = np.array([[person in one for person in everybody] for one in known], dtype=float)
    rank = np.linalg.matrix_rank(rows)
    return any(
        np.linalg.matrix_rank(np.vstack([rows, [person in few for person in everybody]])) == rank
        for size in range(1, LEAST)
        for few in combinations(everybody, size)
    )


def test_all_is_told_where_every_group_is_large() -> None:
    assert told([group(1, 5), group(6, 12), group(13, 30)]) == (True, True, True)


def test_a_second_group_is_withheld_where_one_alone_could_be_subtracted() -> None:
    assert told([group(1, 3), group(4, 9), group(10, 20), group(21, 29)]) == (False, False, True, True)


def test_two_small_groups_that_are_five_together_need_no_third() -> None:
    assert told([group(1, 3), group(4, 6), group(7, 20)]) == (False, False, True)


def test_a_group_of_one_table_that_is_another_one_and_two_people_more_is_found() -> None:
    nights, days = group(1, 7), group(8, 30)
    unit, rest = group(1, 5), group(6, 30)
    assert told([nights, days, unit, rest]).count(False) == 2
    assert told([nights, days]) == told([unit, rest]) == (True, True)


def test_nothing_is_told_of_fewer_than_five_and_nobody_is_no_figure() -> None:
    assert told([group(1, 2), group(3, 4)]) == (False, False)
    assert told([frozenset(), frozenset()]) == (False, False)
    assert told([]) == ()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), min_size=5, max_size=13))
def test_no_few_people_follow_from_what_is_told(people: list[tuple[int, int, int]]) -> None:
    everybody = list(range(len(people)))
    groups = [
        frozenset(at for at, parts in enumerate(people) if parts[table] == value)
        for table in range(3)
        for value in range(3)
    ]
    shown = [one for one, is_told in zip(groups, told(groups), strict=True) if is_told]
    assert all(len(one) >= LEAST for one in shown)
    assert not shown or not is_revealed([frozenset(everybody), *shown], everybody)
