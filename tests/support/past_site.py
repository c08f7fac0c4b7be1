"""The small facility with weeks of worked history, made by a greedy hand: something to look back on."""

from dataclasses import replace
from datetime import timedelta

from support.desk_site import FIRST, small_site

from scheduler.domain.inmates import Stay
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, InmateRef
from scheduler.generate.history import HistoryMaker


def past_site(days: int = 63) -> Site:
    """Return the facility, worked up to the day before `FIRST`; R1 and R2 are housed one after the other.

    R1 was there 28 days before `FIRST` and left 10 days later; R2 came another 10 days after.
    """
    site = small_site()
    problem = site.problem(Period(first=FIRST, days=28))
    clock = problem.clock
    begun = FIRST - timedelta(days=days)
    came = FIRST - timedelta(days=28)
    stays = (
        Stay(inmate=InmateRef("R0"), area=AreaCode("CTL"), start=clock.midnight(begun - timedelta(days=99))),
        Stay(
            inmate=InmateRef("R1"),
            area=AreaCode("HU"),
            start=clock.midnight(came - timedelta(days=5)),
            end=clock.midnight(came + timedelta(days=10)),
        ),
        Stay(inmate=InmateRef("R2"), area=AreaCode("HU"), start=clock.midnight(came + timedelta(days=20))),
    )
    return replace(site, stays=stays, worked=HistoryMaker(problem, seed=3).make(begun, days))
