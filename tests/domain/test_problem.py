"""A problem says everything that is wrong with it, by place."""

from dataclasses import replace

import pytest

from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.people import Leave, Officer, Restriction
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import Priority
from scheduler.generate import DEMO_FIRST


def whole() -> Problem:
    return Problem(
        facility=Facility(id="F", name="A jail", zone="America/New_York"),
        period=Period(first=DEMO_FIRST, days=7),
        areas=(Area(code="B", name="Housing B", facility="F"),),
        shifts=(Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),),
        posts=(
            Post(
                code="B-F",
                name="Floor",
                facility="F",
                area="B",
                priority=Priority.CRITICAL,
                coverage=(Coverage(shift="D", minimum=1, wanted=2),),
            ),
        ),
        officers=(Officer(badge="1", facility="F", seniority=DEMO_FIRST),),
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"facility": Facility(id="F", name="x", zone="Nowhere")}, "facility.zone: 'Nowhere' is not a known IANA"),
        ({"period": Period(first=DEMO_FIRST, days=0)}, "period.days: 1 to 400 days are expected"),
        ({"leave": (Leave(badge="9", start=1, end=2),)}, "leave 1.badge: a known officer is expected, not '9'"),
        ({"leave": (Leave(badge="1", start=2, end=2),)}, "leave 1: an end after its start is expected"),
        (
            {"restrictions": (Restriction(badge="1", first=DEMO_FIRST, area="Z"),)},
            "restrictions 1.area: a known area is expected, not 'Z'",
        ),
        (
            {"restrictions": (Restriction(badge="1", first=DEMO_FIRST, area="B", post="B-F"),)},
            "restrictions 1: an area or a post is expected, not both",
        ),
        ({"areas": ()}, "posts B-F.area: a known area is expected, not 'B'"),
        ({"shifts": whole().shifts * 2}, "shifts D: one of each code is expected, not 2"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidProblemError) as caught:
        replace(whole(), **change)
    assert any(str(fault).startswith(sentence) for fault in caught.value.faults)


def test_all_faults_are_found_at_once() -> None:
    with pytest.raises(InvalidProblemError, match=r"\(and 1 more\)") as caught:
        replace(whole(), leave=(Leave(badge="9", start=1, end=1),))
    assert len(caught.value.faults) == 2


def test_shares_of_a_rover_add_up() -> None:
    rover = replace(whole().posts[0], covers=(AreaShare(area="B", share=400),))
    with pytest.raises(InvalidProblemError, match="shares that add up to 1000 are expected"):
        replace(whole(), posts=(rover,))


def test_a_dated_line_beats_the_ordinary_one_and_closed_posts_have_no_seats() -> None:
    post = whole().posts[0]
    holiday = Coverage(shift="D", minimum=0, wanted=1, first=DEMO_FIRST, last=DEMO_FIRST)
    problem = replace(
        whole(), posts=(replace(post, coverage=(*post.coverage, holiday), closes=DEMO_FIRST.replace(day=8)),)
    )
    assert [(s.on.day, s.minimum, s.wanted) for s in problem.slots()] == [(6, 0, 1), (7, 1, 2), (8, 1, 2)]
    assert problem.slots()[1].seats == ("B-F/2026-12-07/D/0", "B-F/2026-12-07/D/1")
