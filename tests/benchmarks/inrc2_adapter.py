"""A week of the Second International Nurse Rostering Competition as a `Problem`, and a `Roster` in its own terms.

Skills are posts that ask for a qualification; contracts are qualifications that entries of the policy name. All shifts
start at midnight, so that nobody works two of one day. What has a weight in the competition is priced at `SCALE` times
its weight, so that the look-ahead can be weighed finely, and a nurse below minimum cover dearer than all else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inrc2_score import WEIGHTS, Contract, Past, Scenario, Week, read_week

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Held, Officer, Qualification, Wish
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import AreaCode, Badge, FacilityId, Minute, PostCode, Priority, Severity, ShiftCode

FIRST = date(2024, 1, 1)
"""The first day of the first week, a Monday."""
SCALE = 20
Demand = dict[tuple[str, str, int], tuple[int, int]]
"""(minimum, optimal) by (shift, skill, day)."""
_FACILITY = FacilityId("BENCHMARK")
_AREA = AreaCode("HOSPITAL")
_LONG_AGO = date(2000, 1, 1)
_MINUTES = 480
_HARD = 960
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class LookAhead:
    """Weights, in the competition's units, of what is priced in all weeks but the last; 0 leaves it out.

    Attributes:
        tours: A tour beyond the most that leaves the weeks to come all that they can use.
        weekends: A weekend beyond the part of the most that belongs to the weeks gone by.
        surplus: A nurse above the optimal number.
    """

    tours: float = 0.0
    weekends: float = 0.0
    surplus: float = 0.0


def week_guesses(
    scenario: Scenario, past: dict[str, Past], done: list[Week], week_texts: list[str]
) -> Iterator[Problem]:
    """Return problems of the week and of all to come; the arguments are as for `week_problem`.

    Every coming week asks for what a week that was seen asked for, its weekdays moved on among themselves, and the days
    of its weekend. Over all guesses each day so asks for the mean of the days seen that are like it.
    """
    for text in week_texts:
        seen, _ = read_week(text)
        for by in range(_SATURDAY * (7 - _SATURDAY)):
            coming = {(shift, skill, _moved(day, by)): asked for (shift, skill, day), asked in seen.items()}
            weeks = [coming] * (scenario.weeks - 1 - len(done))
            yield week_problem(scenario, past, done, week_texts, LookAhead(), weeks)


def _moved(day: int, by: int) -> int:
    """Return the weekday, or day of the weekend, so many on; they go round."""
    return (day + by) % _SATURDAY if day < _SATURDAY else _SATURDAY + (day + by) % (7 - _SATURDAY)


def week_problem(
    scenario: Scenario,
    past: dict[str, Past],
    done: list[Week],
    week_texts: list[str],
    look: LookAhead,
    coming: Sequence[Demand] = (),
) -> Problem:
    """Return the problem of the week after those that are done.

    Args:
        scenario: What all weeks share.
        past: What the nurses brought into the first week.
        done: The rosters of the weeks before, in order.
        week_texts: The files of the weeks that are done, and the week's own.
        look: The look-ahead; not used where the last week is part of the problem.
        coming: What the next weeks ask for, which become part of the problem.
    """
    number = len(done)
    begins = FIRST + timedelta(days=7 * number)
    demand, wishes = read_week(week_texts[-1])
    demands = [demand, *coming]
    is_last = number + len(coming) == scenario.weeks - 1
    surplus = 0 if is_last else round(look.surplus * SCALE)
    skills = sorted({skill for _, skill, _ in demand})
    before = [_before(nurse, record, tuple(scenario.in_a_row), scenario) for nurse, record in past.items()]
    return Problem(
        facility=Facility(id=_FACILITY, name="Benchmark", zone="UTC"),
        period=Period(first=begins, days=7 * len(demands)),
        areas=(Area(code=_AREA, name="Hospital", facility=_FACILITY),),
        shifts=tuple(_shift(code, scenario.not_before.get(code, ())) for code in scenario.in_a_row),
        posts=tuple(_post(skill, demands, begins, surplus) for skill in skills),
        qualifications=tuple(Qualification(code=code, name=code) for code in (*skills, *scenario.contracts)),
        officers=tuple(
            Officer(
                badge=Badge(nurse),
                facility=_FACILITY,
                seniority=FIRST,
                tie_breaker=rank,
                qualifications=tuple(Held(qualification=code) for code in (contract, *held)),
            )
            for rank, (nurse, (contract, held)) in enumerate(scenario.nurses.items())
        ),
        wishes=tuple(
            Wish(
                badge=Badge(nurse),
                on=begins + timedelta(days=day),
                shift=None if shift == "Any" else ShiftCode(shift),
                wants=False,
            )
            for nurse, shift, day in wishes
        ),
        worked=(
            *(tour for tours in before for tour in tours),
            *(tour for n, week in enumerate(done) for tour in _tours(week, FIRST + timedelta(days=7 * n))),
        ),
        policy=Policy(
            entries=tuple(_entries(scenario, LookAhead() if is_last else look)),
            tiers=(Tier(key="quality", name="Quality", unit="points", scale=SCALE),),
        ),
    )


def week_of(roster: Roster) -> Week:
    """Return a roster as (nurse, day) -> (shift, skill)."""
    into = {tour: (tour.on - roster.period.first).days for tour in roster.tours}
    return {(t.badge, day): (t.shift, t.post) for t, day in into.items() if day < 7}


def _shift(code: str, not_before: tuple[str, ...]) -> Shift:
    return Shift(
        code=ShiftCode(code),
        name=code,
        start_wall_minute=0,
        wall_minutes=_MINUTES,
        not_before=tuple(map(ShiftCode, not_before)),
    )


def _post(skill: str, demands: Sequence[Demand], begins: date, surplus: int) -> Post:
    coverage = []
    for week, demand in enumerate(demands):
        for (shift, asked, day), (least, optimal) in demand.items():
            if asked == skill:
                on = begins + timedelta(days=7 * week + day)
                coverage.append(
                    Coverage(
                        shift=ShiftCode(shift),
                        minimum=least,
                        wanted=max(least, optimal),
                        first=on,
                        last=on,
                        under_weight=WEIGHTS["optimal cover"] * SCALE,
                        over_weight=max(1, surplus),
                    )
                )
    return Post(
        code=PostCode(skill),
        name=skill,
        facility=_FACILITY,
        area=_AREA,
        priority=Priority.MANDATORY,
        coverage=tuple(coverage),
        qualifications=(skill,),
    )


def _before(nurse: str, past: Past, shifts: tuple[str, ...], scenario: Scenario) -> list[Tour]:
    """Return tours before the first week that leave a nurse as the record of the competition says."""
    if past.off:
        worked = {past.off + 1: shifts[0]}
    else:
        other = next((s for s in shifts if s != past.shift and past.shift not in scenario.not_before.get(s, ())), "")
        worked = {day: past.shift if day <= past.same_shift else other for day in range(1, past.working + 1)}
    skill = PostCode(scenario.nurses[nurse][1][0])
    return [_tour(nurse, FIRST - timedelta(days=day), shift, skill) for day, shift in worked.items() if shift]


def _tours(week: Week, begins: date) -> Iterator[Tour]:
    for (nurse, day), (shift, skill) in week.items():
        yield _tour(nurse, begins + timedelta(days=day), shift, skill)


def _tour(nurse: str, on: date, shift: str, skill: str) -> Tour:
    start = (on - date(1970, 1, 1)).days * 1440
    return Tour(
        badge=Badge(nurse),
        start=Minute(start),
        end=Minute(start + _MINUTES),
        post=PostCode(skill),
        on=on,
        shift=ShiftCode(shift),
        index=0,
    )


def _entries(scenario: Scenario, look: LookAhead) -> Iterator[PolicyEntry]:
    for rule in ("one_place", "qualification"):
        yield _entry(rule, rule, Severity.NEVER)
    yield _entry("succession", "succession", Severity.STOP)
    yield _priced("minimum", "seats", _HARD / _MINUTES, priority="mandatory", part="minimum")
    # Nurses may be where none are wanted; without the look-ahead that costs nothing.
    yield _priced("cover", "weighted_cover", 1 / SCALE, counts_over=look.surplus > 0)
    yield _priced("wishes", "wishes", WEIGHTS["wishes"])
    for code, (least, most) in scenario.in_a_row.items():
        weight = WEIGHTS["one shift in a row"]
        yield _priced(f"run {code}", "day_runs", weight, of="shift", shift=code, least_days=least, most_days=most)
    days = 7 * scenario.weeks
    for name, contract in scenario.contracts.items():
        for of, kind, (least, most) in (
            ("work", "working days in a row", contract.working),
            ("off", "days off in a row", contract.off),
        ):
            weight = WEIGHTS[kind]
            yield _priced(f"{of} {name}", "day_runs", weight, of=of, least_days=least, most_days=most, holders=name)
        if contract.whole_weekends:
            yield _priced(f"whole {name}", "whole_weekends", WEIGHTS["whole weekends"], holders=name)
        for of, (least, most), pace in (
            ("tours", contract.tours, look.tours),
            ("weekends", (0, contract.weekends), look.weekends),
        ):
            term: dict[str, int | str] = {
                "of": of,
                "least": least,
                "most": most,
                "every_days": days,
                "anchor": FIRST.isoformat(),
            }
            yield _priced(f"{of} {name}", "running_totals", WEIGHTS[f"total of {of}"], **term, holders=name)
            if pace:
                steps = scenario.weeks if of == "weekends" else 1
                part = {**term, "part": "pace", "steps": steps, "least": 0}
                part["a_week"] = _most_a_week(contract) if of == "tours" else 0
                yield _priced(f"pace {of} {name}", "running_totals", pace / steps, **part, holders=name)


def _most_a_week(contract: Contract) -> int:
    """Return how many tours a week the runs of a contract allow on and on."""
    most, off = contract.working[1], contract.off[0]
    return round(7 * most / (most + off))


def _priced(name: str, rule: str, weight: float, **settings: int | str) -> PolicyEntry:
    return _entry(name, rule, Severity.PRICED, "quality", weight=round(weight * SCALE), **settings)


def _entry(
    name: str, rule: str, severity: Severity, tier: str | None = None, *, weight: int = 1, **settings: int | str
) -> PolicyEntry:
    return PolicyEntry(
        id=name,
        rule=rule,
        severity=severity,
        effective=_LONG_AGO,
        tier=tier,
        weight=weight,
        settings=tuple(Setting(name=key, value=value) for key, value in settings.items()),
    )
