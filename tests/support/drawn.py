"""A jail small enough that all post plans of a muster can be counted by hand."""

from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.draws import Muster
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Award, Held, Officer, Preference, Qualification, Restriction
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import Priority, Severity

DAY = date(2026, 11, 23)
PERIOD = Period(first=DAY, days=2)
MUSTER = Muster(on=DAY, shift="D")
CLOCK = Clock("America/New_York")
SHIFT = Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720)


def entry(rule: str, severity: Severity, **settings: int) -> PolicyEntry:
    """Return a use of a rule; priced ones count in the only tier."""
    return PolicyEntry(
        id=rule,
        rule=rule,
        severity=severity,
        effective=date(2020, 1, 1),
        tier="quality" if severity == Severity.PRICED else None,
        settings=tuple(Setting(name=name, value=value) for name, value in settings.items()),
    )


POLICY = Policy(
    entries=(
        entry("one_place", Severity.NEVER),
        entry("qualification", Severity.NEVER),
        entry("restriction", Severity.NEVER),
        entry("preferences", Severity.PRICED),
    ),
    tiers=(Tier(key="quality", name="Quality", unit="points"),),
)


def jail(
    count: int,
    *,
    armed: str = "",
    keys: tuple[str, ...] = (),
    wishes: tuple[tuple[str, str], ...] = (),
    barred: tuple[tuple[str, str], ...] = (),
    awards: tuple[tuple[str, str], ...] = (),
) -> Problem:
    """Return a jail with officers A, B, C and so on, and posts P1, P2, P3 and so on, one seat each on the day shift.

    Args:
        count: How many officers and posts.
        armed: The post that asks for a qualification.
        keys: Who has it.
        wishes: (officer, post) preferred.
        barred: (officer, post) restricted.
        awards: (officer, post) awarded.
    """
    return Problem(
        facility=Facility(id="F", name="Jail", zone="America/New_York"),
        period=PERIOD,
        areas=(Area(code="H", name="Housing", facility="F"),),
        shifts=(SHIFT,),
        qualifications=(Qualification(code="Q", name="Keys"),),
        posts=tuple(
            Post(
                code=f"P{n + 1}",
                name=f"Post {n + 1}",
                facility="F",
                area="H",
                priority=Priority.CRITICAL,
                coverage=(Coverage(shift="D", minimum=1, wanted=1),),
                qualifications=("Q",) if armed == f"P{n + 1}" else (),
            )
            for n in range(count)
        ),
        officers=tuple(
            Officer(
                badge=badge,
                facility="F",
                seniority=date(2015, 1, 1),
                qualifications=(Held(qualification="Q"),) if badge in keys else (),
            )
            for badge in "ABCDEFGH"[:count]
        ),
        preferences=tuple(Preference(badge=b, post=p, first=date(2026, 1, 1)) for b, p in wishes),
        restrictions=tuple(Restriction(badge=b, post=p, first=DAY) for b, p in barred),
        awards=tuple(Award(badge=b, post=p, basis="bid", first=date(2026, 1, 1)) for b, p in awards),
        policy=POLICY,
    )


def planned(problem: Problem) -> Roster:
    """Return the roster in which A holds P1, B holds P2 and so on, on both dates."""
    tours = []
    for on in PERIOD.dates:
        start, end = SHIFT.span(CLOCK, on)
        for n, officer in enumerate(problem.officers):
            tours.append(Tour(badge=officer.badge, post=f"P{n + 1}", on=on, shift="D", index=0, start=start, end=end))
    return Roster(facility="F", period=PERIOD, tours=tuple(tours))


def posts_of(roster: Roster, on: date = DAY) -> str:
    """Return the numbers of the posts of A, B, C and so on, on a date."""
    held = {tour.badge: tour.post[1:] for tour in roster.tours if tour.on == on}
    return "".join(held[badge] for badge in sorted(held))
