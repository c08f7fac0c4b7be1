"""Made-up facilities for demonstrations, tests and benchmarks: deterministic, of any size, nobody real in them.

Up to `PITMAN_UP_TO` officers the facility is a county jail on 12 h Pitman watches (from `SMALL_UP_TO` on Harrow Creek
with all its posts); larger ones are prisons on three 8 h watches, 5 days on and 2 off.
"""

from datetime import date

from scheduler.domain.site import Site
from scheduler.generate.harrow_creek import harrow_creek
from scheduler.generate.history import HISTORY_DAYS
from scheduler.generate.prison import prison
from scheduler.generate.small_jail import small_jail

DEMO_FIRST = date(2026, 12, 6)
"""The first date of the demonstration roster: a fixed Sunday, so that everybody sees the same."""
DEMO_DAYS = 28
DEMO_OFFICERS = 109
DEMO_SEED = 1
SMALL_UP_TO = 89
PITMAN_UP_TO = 120


def demo_site() -> Site:
    """Return the demonstration facility, with history up to the day before `DEMO_FIRST`."""
    return generate_site(officers=DEMO_OFFICERS, seed=DEMO_SEED, first=DEMO_FIRST, days=DEMO_DAYS)


def generate_site(
    *, officers: int, seed: int, first: date = DEMO_FIRST, days: int = DEMO_DAYS, history_days: int = HISTORY_DAYS
) -> Site:
    """Return a made-up facility.

    Args:
        officers: Staff in all, 20 to 5,000.
        seed: Same arguments, same facility, on every machine.
        first: First date to roster; worked history ends the day before.
        days: Dates to roster: leave, watches and wishes are made for these.
        history_days: Dates of worked history before them, 28 to 400, with the leave, the duties, the offers of overtime
            and the whereabouts of inmates on these dates.

    Raises:
        ValueError: a number is out of range.
    """
    if not 20 <= officers <= 5000:
        raise ValueError(f"20 to 5000 officers are expected, not {officers}")
    if not 1 <= days <= 366:
        raise ValueError(f"1 to 366 days are expected, not {days}")
    if not 28 <= history_days <= 400:
        raise ValueError(f"28 to 400 days of history are expected, not {history_days}")
    make = small_jail if officers <= SMALL_UP_TO else harrow_creek if officers <= PITMAN_UP_TO else prison
    return make(officers, seed, first, days, history_days)
