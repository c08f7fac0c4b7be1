"""Tiny random facilities for properties of rules: both clock changes, month joins, nights, history, every noun.

A problem has 2 to 4 officers, 3 to 8 days, up to 4 shifts and 3 posts, so that a property runs in milliseconds and a
found counterexample can be read.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from scheduler.domain.facility import Area, AreaShare, Coverage, Document, Facility, Post, Shift, StaticFactor, TeamNeed
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Contract,
    Duty,
    Exemption,
    Held,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    ShiftLimit,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.policy import PayPeriod, Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Roster, Tour
from scheduler.domain.words import ContactMode, DutyKind, PayBasis, Priority, RotationClass, StaffClass, WatchKind
from scheduler.rule import Rule, settings_of

FIRSTS = (
    date(2026, 3, 6),  # the clock jumps on 8 March (New York)
    date(2026, 3, 27),  # and on 29 March (Berlin)
    date(2026, 10, 23),  # back on 25 October (Berlin)
    date(2026, 10, 30),  # and on 1 November (New York), with the month join
    date(2026, 12, 29),
    date(2026, 6, 10),
)
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=480),
    Shift(code="E", name="Evening", start_wall_minute=840, wall_minutes=480, not_before=("D",)),
    Shift(code="N", name="Night", start_wall_minute=1320, wall_minutes=480, is_night=True),
    Shift(code="L", name="Long day", start_wall_minute=360, wall_minutes=720),
    Shift(code="X", name="Long night", start_wall_minute=1080, wall_minutes=720, is_night=True),
    Shift(code="S", name="Short", start_wall_minute=600, wall_minutes=240),
)
AREAS = (
    Area(code="JAIL", name="Jail", facility="F"),
    Area(code="HA", name="Housing A", facility="F", parent="JAIL", rotation=RotationClass.HOUSING),
    Area(code="POD", name="Pod", facility="F", parent="HA", rotation=RotationClass.HOUSING),
    Area(code="HB", name="Housing B", facility="F", parent="JAIL", rotation=RotationClass.SPECIAL),
)
QUALS = ("ARMED", "KEYS")
SEVERAL = st.integers(0, 2)


@st.composite
def posts(draw: st.DrawFn, code: str, shifts: tuple[Shift, ...]) -> Post:
    """Return a post with coverage by weekday and dated exceptions."""
    lines = []
    for shift in draw(st.lists(st.sampled_from(shifts), min_size=1, unique_by=lambda s: s.code)):
        minimum = draw(st.integers(0, 2))
        over = draw(st.sampled_from([0, 0, 0, 2]))
        lines.append(
            Coverage(
                shift=shift.code,
                minimum=minimum,
                wanted=minimum + draw(st.integers(0 if minimum else 1, 2)),
                weekdays=draw(st.sampled_from([(0, 1, 2, 3, 4, 5, 6), (0, 2, 4, 6), (1, 2, 3, 5)])),
                under_weight=draw(st.integers(0, 3)) if over else 0,
                over_weight=over,
            )
        )
    areas = [a.code for a in AREAS]
    pair = draw(st.lists(st.sampled_from(areas), min_size=2, max_size=2, unique=True))
    covers = draw(st.sampled_from([(), (), tuple(AreaShare(area=a, share=s) for a, s in zip(pair, (900, 100)))]))  # noqa: B905
    return Post(
        code=code,
        name=code,
        facility="F",
        area=draw(st.sampled_from(areas)),
        priority=draw(st.sampled_from(list(Priority))),
        contact=draw(st.sampled_from(list(ContactMode))),
        coverage=tuple(lines),
        covers=covers,
        qualifications=tuple(draw(st.sets(st.sampled_from(QUALS), max_size=2))),
        is_solo=draw(st.booleans()),
        needs_meal_relief=draw(st.booleans()),
        gives_meal_reliefs=draw(st.sampled_from([0, 0, 1, 3])),
        serves_women=draw(st.booleans()),
        attention=draw(st.sampled_from([(), (StaticFactor(factor="ST1", points=30),)])),
    )


@st.composite
def bases(draw: st.DrawFn) -> Problem:
    """Return a facility with officers and posts, before anything happens in it."""
    first = draw(st.sampled_from(FIRSTS))
    days = draw(st.integers(3, 8))
    shifts = tuple(draw(st.lists(st.sampled_from(SHIFTS), min_size=2, max_size=4, unique_by=lambda s: s.code)))
    codes = [s.code for s in shifts]
    shifts = tuple(
        replace(
            s,
            not_before=tuple(c for c in s.not_before if c in codes),
            muster_minutes=draw(st.sampled_from([0, 0, 15])),
        )
        for s in shifts
    )
    cycle = tuple(draw(st.lists(st.sampled_from([None, *codes]), min_size=1, max_size=5)))
    anchor = first + timedelta(days=draw(st.integers(-9, 9)))
    return Problem(
        facility=Facility(
            id="F",
            name="Tiny",
            zone=draw(st.sampled_from(["America/New_York", "Europe/Berlin"])),
            is_juvenile=draw(st.booleans()),
        ),
        period=Period(first=first, days=days),
        areas=AREAS,
        shifts=shifts,
        posts=tuple(draw(posts(code, shifts)) for code in ("P", "Q", "R")[: draw(st.integers(1, 3))]),
        qualifications=tuple(Qualification(code=q, name=q) for q in QUALS),
        patterns=(Pattern(code="C", name="Cycle", cycle=cycle),),
        squads=(Squad(code="S", name="Squad", facility="F", pattern="C", anchor=anchor),),
        officers=tuple(draw(officers(badge, codes, first)) for badge in "ABCD"[: draw(st.integers(2, 4))]),
    )


@st.composite
def officers(draw: st.DrawFn, badge: str, shifts: list[str], first: date) -> Officer:
    """Return an officer with a pattern, or with a free one and perhaps a contract."""
    held = tuple(
        Held(
            qualification=draw(st.sampled_from(QUALS)),
            earned=draw(st.sampled_from([None, first, first + timedelta(days=2)])),
            expires=draw(st.sampled_from([None, None, first + timedelta(days=1), first + timedelta(days=4)])),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    has_squad = draw(st.booleans())
    few = st.one_of(st.none(), st.integers(1, 3))
    contract = Contract(
        least_minutes=draw(st.sampled_from([None, 480, 1440])),
        most_minutes=draw(st.sampled_from([None, 1440, 1920])),
        most_work_days_in_a_row=draw(st.one_of(st.none(), st.integers(2, 3))),
        least_work_days_in_a_row=draw(st.one_of(st.none(), st.integers(1, 2))),
        least_days_off_in_a_row=draw(few),
        most_weekends=draw(st.sampled_from([None, 0, 1])),
        shift_limits=tuple(ShiftLimit(shift=s, most=draw(SEVERAL)) for s in shifts[:1]),
    )
    return Officer(
        badge=badge,
        facility="F",
        seniority=draw(st.sampled_from([date(2020, 1, 1), date(2021, 7, 4)])),
        tie_breaker=draw(SEVERAL),
        exemptions=draw(st.sampled_from([(), (), ("TRAINING",)])),
        is_probationary=draw(st.booleans()),
        squad="S" if has_squad else None,
        contract=None if has_squad or draw(st.integers(0, 3)) == 0 else contract,
        qualifications=held,
    )


def _spans(draw: st.DrawFn, problem: Problem, kind: type, longest: int) -> tuple[Any, ...]:
    """Return up to two leaves or duties, also some that lie at or beyond the ends of the period."""
    clock, period = problem.clock, problem.period
    found = []
    for _ in range(draw(SEVERAL)):
        on = period.first + timedelta(days=draw(st.integers(-2, period.days)))
        start = clock.minute(on, 60 * draw(st.integers(0, 23)))
        badge = draw(st.sampled_from(problem.officers)).badge
        found.append(kind(badge=badge, start=start, end=start + 60 * draw(st.integers(1, longest))))
    return tuple(found)


@st.composite
def restrictions(draw: st.DrawFn, base: Problem) -> Restriction:
    """Return a restriction to an area, a post, or of any contact."""
    what = draw(st.sampled_from(["area", "post", "contact"]))
    since = base.period.first + timedelta(days=draw(st.integers(-1, base.period.days - 1)))
    return Restriction(
        badge=draw(st.sampled_from(base.officers)).badge,
        first=since,
        last=draw(st.sampled_from([None, since + timedelta(days=1)])),
        area=draw(st.sampled_from([a.code for a in AREAS])) if what == "area" else None,
        post=draw(st.sampled_from(base.posts)).code if what == "post" else None,
    )


@st.composite
def wishes(draw: st.DrawFn, base: Problem) -> Wish:
    """Return a wish to work or not to work, a shift or at all."""
    return Wish(
        badge=draw(st.sampled_from(base.officers)).badge,
        on=base.period.first + timedelta(days=draw(st.integers(0, base.period.days - 1))),
        shift=draw(st.sampled_from([None, *(s.code for s in base.shifts)])),
        wants=draw(st.booleans()),
        weight=draw(st.integers(1, 4)),
    )


@st.composite
def policy_data(draw: st.DrawFn, base: Problem) -> Problem:
    """Return the problem with preferences, exemptions, documents, team needs, waivers and a published roster."""
    first, days = base.period.first, base.period.days
    a_badge, a_post = st.sampled_from([o.badge for o in base.officers]), st.sampled_from([p.code for p in base.posts])

    def a_date() -> date:
        return first + timedelta(days=draw(st.integers(-1, days - 1)))

    versions = tuple(
        Document(
            code="BOOK", version=n, title="Book", effective=a_date(), posts=draw(st.sampled_from([(), (draw(a_post),)]))
        )
        for n in range(draw(SEVERAL))
    )
    choices = []
    for _ in range(draw(SEVERAL)):
        post = draw(st.one_of(st.none(), a_post))
        shift = draw(st.sampled_from([s.code for s in base.shifts] + ([None] if post else [])))
        last = draw(st.sampled_from([None, first + timedelta(days=1)]))
        since = first - timedelta(days=draw(SEVERAL))
        weight = draw(st.integers(1, 3))
        choices.append(Preference(badge=draw(a_badge), first=since, last=last, post=post, shift=shift, weight=weight))
    return replace(
        base,
        preferences=tuple(choices),
        exemptions=tuple(
            Exemption(badge=draw(a_badge), first=on, last=on + timedelta(days=draw(SEVERAL)))
            for on in [a_date() for _ in range(draw(SEVERAL))]
        ),
        documents=versions,
        readings=tuple(
            Reading(badge=draw(a_badge), document="BOOK", version=draw(SEVERAL), on=a_date())
            for _ in range(draw(SEVERAL) if versions else 0)
        ),
        team_needs=tuple(
            TeamNeed(
                post=draw(a_post),
                qualification=draw(st.sampled_from(QUALS)),
                helpers=tuple(sorted(draw(st.sets(a_post, max_size=2)))),
                least=draw(st.integers(1, 2)),
                authority="court order",
                approver="Warden",
                review_by=first + timedelta(days=2),
                first=a_date(),
                last=draw(st.sampled_from([None, first + timedelta(days=3)])),
            )
            for _ in range(draw(SEVERAL))
        ),
        rotation_waivers=tuple(
            RotationWaiver(
                badge=draw(a_badge),
                area=draw(st.sampled_from([a.code for a in AREAS])),
                first=on,
                expires=on + timedelta(days=draw(SEVERAL)),
                approver="Captain",
                reason="training",
            )
            for on in [a_date() for _ in range(draw(SEVERAL))]
        ),
        published=draw(tours(base, list(base.period.dates))) if draw(st.booleans()) else (),
        policy=Policy(pay_periods=tuple(draw(pay_periods(first)) for _ in range(draw(SEVERAL)))),
    )


@st.composite
def pay_periods(draw: st.DrawFn, first: date) -> PayPeriod:
    """Return a line on pay periods that holds from before the period on, or from its third date."""
    basis = draw(st.sampled_from(list(PayBasis)))
    return PayPeriod(
        effective=first + timedelta(days=draw(st.sampled_from([-60, 2]))),
        basis=basis,
        days=draw(st.sampled_from([7, 8, 14])) if basis == PayBasis.WORK_PERIOD else 7,
        anchor=first + timedelta(days=draw(st.integers(-9, 9))),
        staff_class=draw(st.sampled_from([None, None, StaffClass.SWORN, StaffClass.CIVILIAN])),
    )


@st.composite
def problems(draw: st.DrawFn, is_clashing: bool = False) -> Problem:
    """Return a tiny problem with history; nobody is in two places at once in it, unless `is_clashing`."""
    base = draw(bases())
    first, days = base.period.first, base.period.days
    badges = [o.badge for o in base.officers]
    a_badge, a_day = st.sampled_from(badges), st.integers(-1, days - 1)

    def a_date() -> date:
        return first + timedelta(days=draw(a_day))

    duties: list[Duty] = []
    for duty in _spans(draw, base, Duty, 12):
        clash = any(d.badge == duty.badge and d.start < duty.end and duty.start < d.end for d in duties)
        if is_clashing or not clash:
            duties.append(
                replace(duty, kind=draw(st.sampled_from([DutyKind.OTHER, DutyKind.COURT, DutyKind.WELLNESS])))
            )
    posts_of = [p.code for p in base.posts]
    months = (first.replace(day=1), (first + timedelta(days=days)).replace(day=1))
    begins = base.clock.midnight(first)
    history = draw(tours(base, [first - timedelta(days=d) for d in (4, 3, 2, 1)], tuple(duties), is_clashing))
    base = draw(policy_data(base))
    return replace(
        base,
        leave=_spans(draw, base, Leave, 40),
        duties=tuple(duties),
        willing=tuple(
            Willingness(badge=draw(a_badge), first=a_date(), last=first + timedelta(days=days))
            for _ in range(draw(SEVERAL))
        ),
        wishes=tuple(draw(wishes(base)) for _ in range(draw(SEVERAL))),
        restrictions=tuple(draw(restrictions(base)) for _ in range(draw(SEVERAL))),
        awards=tuple(
            Award(badge=draw(a_badge), post=draw(st.sampled_from(posts_of)), basis="bid", first=first)
            for _ in range(draw(st.integers(0, 1)))
        ),
        tenures=tuple(
            Tenure(badge=b, area=draw(st.sampled_from(["HA", "POD", "HB"])), since=first - timedelta(days=n))
            for b in badges[:2]
            for n in draw(st.lists(st.integers(0, 200), max_size=1))
        ),
        carried=tuple(
            CarriedHours(badge=draw(a_badge), month=draw(st.sampled_from(months)), overtime_minutes=60 * n)
            for n in draw(st.lists(st.integers(0, 40), max_size=2))
        ),
        stays=tuple(
            Stay(
                inmate=f"I{n}",
                area=draw(st.sampled_from(["POD", "HA", "HB"])),
                start=begins - 5 * 1440,
                end=draw(st.sampled_from([None, begins + 2000])),
            )
            for n in range(draw(SEVERAL))
        ),
        watches=tuple(draw(watches(base, n)) for n in range(draw(SEVERAL))),
        worked=history,
    )


@st.composite
def watches(draw: st.DrawFn, base: Problem, number: int) -> Watch:
    """Return a watch over an inmate who may be housed somewhere too; it may begin in history, and end or not."""
    begins = base.clock.midnight(base.period.first) + 60 * draw(st.integers(-96, 48))
    return Watch(
        inmate=f"I{draw(st.sampled_from([0, number]))}",
        post=draw(st.sampled_from(base.posts)).code,
        kind=draw(st.sampled_from(list(WatchKind))),
        start=begins,
        end=draw(st.sampled_from([None, begins + 60 * draw(st.integers(1, 120))])),
    )


@st.composite
def tours(
    draw: st.DrawFn,
    problem: Problem,
    dates: list[date],
    duties: tuple[Duty, ...] | None = None,
    is_clashing: bool = False,
) -> tuple[Tour, ...]:
    """Return whole tours that start on the dates, up to two of each officer on each."""
    busy = [(w.badge, w.start, w.end) for w in (*problem.worked, *(problem.duties if duties is None else duties))]
    taken: dict[tuple[str, date, str], int] = {}
    found = []
    for on in dates:
        lines = [(p.code, c.shift) for p in problem.posts for c in p.coverage_on(on) if c.wanted or c.over_weight]
        for officer in problem.officers:
            for post, shift in draw(st.lists(st.sampled_from(lines), max_size=2, unique=True)) if lines else ():
                start, end = next(s for s in problem.shifts if s.code == shift).span(problem.clock, on)
                clash = any(b == officer.badge and start < stop and begin < end for b, begin, stop in busy)
                if clash and not is_clashing:
                    continue
                busy.append((officer.badge, start, end))
                index = taken.get((post, on, shift), 0)
                taken[post, on, shift] = index + 1
                found.append(
                    Tour(
                        badge=officer.badge,
                        post=post,
                        on=on,
                        shift=shift,
                        index=index,
                        start=start,
                        end=end,
                        kind=problem.kind_of(officer, on, shift),
                    )
                )
    return tuple(sorted(found))


@st.composite
def problems_and_rosters(draw: st.DrawFn, is_clashing: bool = False) -> tuple[Problem, Roster]:
    """Return a tiny problem and a roster of whole tours; nobody is in two places at once, unless `is_clashing`.

    Some of its tours, and at times one that it has not, are fixed; some cells are locked.
    """
    problem = draw(problems(is_clashing))
    dates = list(problem.period.dates)
    made = draw(tours(problem, dates, is_clashing=is_clashing))
    fixed = {t for t in made if draw(st.integers(0, 3)) == 0}
    if draw(st.integers(0, 3)) == 0:
        fixed |= set(draw(tours(problem, dates[:2], is_clashing=is_clashing)))
    locks = {
        Lock(badge=draw(st.sampled_from(problem.officers)).badge, on=draw(st.sampled_from(dates)))
        for _ in range(draw(SEVERAL))
    }
    problem = replace(problem, fixed=tuple(sorted(fixed)), locks=tuple(sorted(locks)))
    return problem, Roster(facility="F", period=problem.period, tours=made)


SETTINGS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "minimum_rest": {"rest_minutes": st.sampled_from([0, 1, 240, 480, 660, 960])},
    "hours_in_window": {
        "limit_minutes": st.sampled_from([0, 240, 480, 720, 960, 1440]),
        "window_minutes": st.sampled_from([60, 480, 1440, 2880, 4320]),
    },
    "consecutive_days": {"limit_days": st.integers(1, 4)},
    "overtime_month": {"limit_minutes": st.sampled_from([0, 480, 600, 960, 1440])},
    "seats": {
        "priority": st.sampled_from([p.value for p in Priority]),
        "part": st.sampled_from(["minimum", "rest"]),
    },
    "overtime": {"kind": st.sampled_from(["mandated", "voluntary"])},
    "juvenile_ratio": {"waking_ratio": st.integers(1, 2), "sleeping_ratio": st.integers(1, 2)},
    "meal_relief": {
        "least_minutes": st.sampled_from([0, 240, 360, 480]),
        "first_minutes": st.sampled_from([0, 60, 300]),
    },
    "fair_spread": {"of": st.sampled_from(["overtime", "nights", "weekends", "hard"]), "steps": st.integers(0, 3)},
    "documents_read": {"grace_days": st.integers(0, 3)},
    "probationary_solo": {"priority": st.sampled_from(["critical", "all"])},
    "pattern_adherence": {"missed_points": st.integers(0, 3), "off_points": st.integers(0, 3)},
    "consecutive_hours": {
        "limit_minutes": st.sampled_from([240, 480, 720, 960, 1200]),
        "break_minutes": st.sampled_from([0, 15, 60]),
    },
    "back_to_back_doubles": {
        "double_minutes": st.sampled_from([240, 480, 720, 960]),
        "apart_days": st.integers(1, 3),
    },
    "overtime_week": {
        "limit_minutes": st.sampled_from([0, 240, 480, 960, 1500]),
        "kind": st.sampled_from(["any", "mandated", "voluntary"]),
    },
    "flsa_overtime": {"headroom_minutes": st.sampled_from([0, 1200, 1800, 2400])},
    "mandate_order": {"rest_minutes": st.sampled_from([0, 60, 240, 480])},
    "stint_length": {"limit_minutes": st.sampled_from([120, 240, 480, 600])},
    "contact": {"days": st.integers(1, 6), "limit_minutes": st.integers(0, 60), "most_tours_a_day": st.just(4)},
    "self_chosen_contact": {
        "days": st.integers(1, 6),
        "limit_minutes": st.integers(0, 60),
        "most_tours_a_day": st.just(4),
    },
    "cool_down": {
        "days": st.integers(1, 5),
        "limit_minutes": st.sampled_from([1, 12, 30, 60]),
        "share_percent": st.sampled_from([50, 90, 100]),
        "cool_days": st.integers(1, 10),
        "tours_percent": st.sampled_from([0, 10, 40]),
        "least_weight": st.sampled_from([1, 30, 100, 600]),
    },
    "one_to_one_repeats": {"most_tours": st.integers(1, 2), "days": st.integers(1, 6), "most_tours_a_day": st.just(4)},
    "area_tenure": {
        "rotation": st.sampled_from(["housing", "special"]),
        "limit_days": st.integers(1, 200),
        "limit_months": st.sampled_from([0, 1, 3, 6]),
    },
    "area_share": {
        "days": st.integers(7, 12),
        "share_percent": st.sampled_from([1, 10, 20, 33, 60]),
        "rotation": st.sampled_from(["any", "housing", "special"]),
        "award_days": st.integers(0, 4),
        "most_tours_a_day": st.just(4),
    },
    "continuity": {
        "rotation": st.sampled_from(["housing", "special"]),
        "share_percent": st.sampled_from([1, 33, 50, 60, 99]),
        "known_tours": st.integers(1, 3),
        "days": st.integers(2, 5),
        "least_seats": st.integers(1, 3),
    },
    "steady_times": {
        "shift_points": st.integers(0, 3),
        "day_points": st.integers(0, 3),
        "days": st.integers(7, 10),
        "rotation": st.sampled_from(["any", "housing", "special"]),
        "due_days": st.sampled_from([0, 1, 90]),
    },
    "day_runs": {
        "of": st.sampled_from(["work", "off", "shift"]),
        "shift": st.sampled_from(["A", "D", "E", "N"]),
        "least_days": st.integers(0, 4),
        "most_days": st.integers(0, 4),
        "holders": st.sampled_from(["", *QUALS]),
    },
    "whole_weekends": {"holders": st.sampled_from(["", *QUALS])},
    "running_totals": {
        "of": st.sampled_from(["tours", "hours", "overtime", "nights", "weekends"]),
        "part": st.sampled_from(["limit", "pace"]),
        "least": st.sampled_from([0, 0, 1, 2]),
        "most": st.sampled_from([2, 3, 5, 12, 20, 100_000]),
        "every_days": st.sampled_from([0, 5, 7, 14]),
        "every_months": st.sampled_from([1, 3]),
        "anchor": st.sampled_from(["2026-03-02", "2024-02-29"]),
        "a_week": st.sampled_from([0, 0, 2, 5]),
        "steps": st.sampled_from([1, 3, 4]),
        "holders": st.sampled_from(["", *QUALS]),
    },
    "solo_tours": {
        "most_tours": st.integers(1, 3),
        "days": st.integers(1, 8),
        "when": st.sampled_from(["any", "day", "night"]),
        "on": st.sampled_from(["solo", "same_post", "crew"]),
        "most_tours_a_day": st.just(4),
    },
}
"""Values that bind on tiny problems, for settings whose whole range seldom would; others draw from their range."""


@st.composite
def configs(draw: st.DrawFn, rule: Rule) -> Any:
    """Return a config of the rule."""
    values = {}
    for declared, info in settings_of(rule.Config):
        if declared.name in SETTINGS.get(rule.key, {}):
            values[declared.name] = draw(SETTINGS[rule.key][declared.name])
        elif isinstance(declared.default, bool):
            values[declared.name] = draw(st.booleans())
        elif isinstance(declared.default, int):
            values[declared.name] = draw(st.integers(info.least or 0, min(info.most or 200, 200)))
        else:
            values[declared.name] = declared.default
    return rule.Config(**values)
