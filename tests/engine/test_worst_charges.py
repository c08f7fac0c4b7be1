"""An officer's worst sum is charged once, also across shifts of which no sum of his has a part."""

import numpy as np
from support.toy import facility, use

from scheduler.engine.compiled import compile_terms
from scheduler.engine.post_plan import assign_shift
from scheduler.engine.score import Assignment, Scorer
from scheduler.rule import Cover, Frame, Rows


def _scorer(frame: Frame) -> Scorer:
    """Every seat is wanted; an officer's tours on the last two dates are charged by the hour above eight."""
    slots = np.arange(len(frame.slots))
    one = np.ones_like(slots)
    late = np.flatnonzero(frame.day >= 2)
    badges = np.arange(len(frame.badges))
    worst = Rows(
        officer=badges, first=np.arange(len(badges) + 1) * len(late), slot=np.tile(late, len(badges)),
        coef=np.tile(frame.minutes[late], len(badges)), upper=np.full(len(badges), 480),
        day=np.full(len(badges), 3), unit=60, is_worst=True,
    )  # fmt: skip
    cover = Cover(slot=slots, need=one, cap=one, cost=one * 9000, over_cost=None)
    return Scorer(
        compile_terms(frame, [(use("critical", 1, "seats"), (cover,)), (use("quality", 2, "worst"), (worst,))])
    )


def test_shifts_without_a_part_in_any_sum_leave_the_worst_as_it_is():
    frame = Frame.of(facility(4, 4, 2))
    assignment = Assignment(_scorer(frame))
    day, half = frame.day_of_instance, len(frame.badges) // 2
    everybody = np.arange(len(frame.badges))
    steps = [(instance, everybody) for instance in (*np.flatnonzero(day == 3), *np.flatnonzero(day < 2))]
    steps += zip(np.flatnonzero(day == 2), (everybody[:half], everybody[half:]), strict=True)
    charged = []
    for instance, candidates in steps:
        assign_shift(assignment, instance, candidates)
        assert assignment.values() == Assignment(assignment.scorer, assignment.worked).values()
        charged.append(assignment.values()[-1])
    assert charged[0] < charged[-1]
