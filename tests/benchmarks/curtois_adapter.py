"""A shift scheduling instance of Curtois and Qu (2014) as a `Problem`, and a `Roster` as the instance's own terms.

One area, one post, clocks that never change, one tier. Shifts have a length and no time of day there: all start at
midnight, so that no officer can work two of one day. What is hard there stops here; what has a weight is priced.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Contract, Leave, Officer, ShiftLimit, Wish
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import (
    AreaCode,
    Badge,
    FacilityId,
    Minute,
    PostCode,
    Priority,
    Severity,
    ShiftCode,
)

FIRST = date(2024, 1, 1)
"""Day 0, a Monday."""
WARD = PostCode("WARD")
_FACILITY = FacilityId("BENCHMARK")
_HARD = ("hours_in_period", "working_runs", "weekends", "shift_limits", "succession")
_PRICED = ("wishes", "weighted_cover")


def read_instance(text: str) -> Problem:
    """Return the problem that the text of an instance describes.

    Raises:
        ValueError: the text is no such instance.
    """
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for section, fields in _rows(text):
        rows[section].append(fields)
    if not rows["HORIZON"] or not rows["STAFF"]:
        raise ValueError("sections HORIZON and STAFF are expected")
    facility = Facility(id=_FACILITY, name="Benchmark", zone="UTC")
    period = Period(first=FIRST, days=int(rows["HORIZON"][0][0]))
    post = Post(
        code=WARD,
        name="Ward",
        facility=_FACILITY,
        area=AreaCode("WARD"),
        priority=Priority.MANDATORY,
        coverage=tuple(_coverage(*fields) for fields in rows["COVER"]),
    )
    return Problem(
        facility=facility,
        period=period,
        areas=(Area(code=AreaCode("WARD"), name="Ward", facility=_FACILITY),),
        shifts=tuple(_shift(*fields) for fields in rows["SHIFTS"]),
        posts=(post,),
        officers=tuple(_officer(i, *fields) for i, fields in enumerate(rows["STAFF"])),
        leave=tuple(_day_off(fields[0], int(day)) for fields in rows["DAYS_OFF"] for day in fields[1:]),
        wishes=(
            *(_wish(*fields, wants=True) for fields in rows["SHIFT_ON_REQUESTS"]),
            *(_wish(*fields, wants=False) for fields in rows["SHIFT_OFF_REQUESTS"]),
        ),
        policy=_policy(),
    )


def assignments(roster: Roster) -> set[tuple[str, int, str]]:
    """Return a roster as the instance's (employee, day index, shift)."""
    return {(tour.badge, (tour.on - FIRST).days, tour.shift) for tour in roster.tours}


def _rows(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    section = None
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("SECTION_"):
            section = content[len("SECTION_") :]
        elif content and section is None:
            raise ValueError(f"a section is expected before {content!r}")
        elif content and section is not None:
            yield section, tuple(field.strip() for field in content.split(","))


def _shift(code: str, minutes: str, not_before: str = "") -> Shift:
    return Shift(
        code=ShiftCode(code),
        name=code,
        start_wall_minute=0,
        wall_minutes=int(minutes),
        not_before=tuple(ShiftCode(after) for after in not_before.split("|") if after),
    )


def _officer(
    rank: int,
    badge: str,
    limits: str,
    most_minutes: str,
    least_minutes: str,
    most_on: str,
    least_on: str,
    least_off: str,
    weekends: str,
) -> Officer:
    pairs = (limit.split("=") for limit in limits.split("|") if limit)
    contract = Contract(
        least_minutes=int(least_minutes),
        most_minutes=int(most_minutes),
        most_work_days_in_a_row=int(most_on),
        least_work_days_in_a_row=int(least_on),
        least_days_off_in_a_row=int(least_off),
        most_weekends=int(weekends),
        shift_limits=tuple(ShiftLimit(shift=ShiftCode(shift), most=int(most)) for shift, most in pairs),
    )
    return Officer(badge=Badge(badge), facility=_FACILITY, seniority=FIRST, tie_breaker=rank, contract=contract)


def _day_off(badge: str, day: int) -> Leave:
    midnight = (FIRST - date(1970, 1, 1)).days * 1440 + day * 1440
    return Leave(badge=Badge(badge), start=Minute(midnight), end=Minute(midnight + 1440))


def _wish(badge: str, day: str, shift: str, weight: str, *, wants: bool) -> Wish:
    on = FIRST + timedelta(days=int(day))
    return Wish(badge=Badge(badge), on=on, shift=ShiftCode(shift), wants=wants, weight=int(weight))


def _coverage(day: str, shift: str, wanted: str, under: str, over: str) -> Coverage:
    on = FIRST + timedelta(days=int(day))
    return Coverage(
        shift=ShiftCode(shift),
        minimum=0,
        wanted=int(wanted),
        first=on,
        last=on,
        under_weight=int(under),
        over_weight=int(over),
    )


def _policy() -> Policy:
    def entry(rule: str, severity: Severity, tier: str | None = None) -> PolicyEntry:
        return PolicyEntry(id=rule, rule=rule, severity=severity, effective=FIRST, tier=tier)

    return Policy(
        entries=(
            entry("one_place", Severity.NEVER),
            entry("leave", Severity.NEVER),
            *(entry(rule, Severity.STOP) for rule in _HARD),
            *(entry(rule, Severity.PRICED, "quality") for rule in _PRICED),
        ),
        tiers=(Tier(key="quality", name="Quality", unit="points"),),
    )
