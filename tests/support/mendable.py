"""Rosters so small that every other roster can be tried, and things that happen to them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

from scheduler.check import check_roster
from scheduler.domain.demand import Slot
from scheduler.domain.events import CallOff, Event, InmateMove, LateLeave, PostClosed, SeatAdded, changed_tours
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Held, Officer, Pattern, Qualification, Restriction, Squad, Willingness
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority, Severity

FIRST = date(2026, 6, 10)
TIERS = ("critical", "mandatory", "mandated_overtime", "contact", "pull", "quality")


def _entry(name: str, rule: str, severity: Severity, tier: str | None = None, **settings: int | str) -> PolicyEntry:
    values = tuple(Setting(name=k, value=v) for k, v in settings.items())
    return PolicyEntry(id=name, rule=rule, severity=severity, effective=date(2026, 1, 1), settings=values, tier=tier)


POLICY = Policy(
    tiers=tuple(Tier(key=key, name=key, unit="points") for key in TIERS),
    entries=(
        _entry("one_place", "one_place", Severity.NEVER),
        _entry("leave", "leave", Severity.NEVER),
        _entry("qualification", "qualification", Severity.NEVER),
        _entry("restriction", "restriction", Severity.NEVER),
        _entry("locks_kept", "locks_kept", Severity.STOP),
        _entry("rest", "minimum_rest", Severity.STOP, rest_minutes=660),
        _entry("days", "consecutive_days", Severity.STOP, limit_days=2),
        _entry("critical", "seats", Severity.STOP, "critical", priority="critical", part="minimum"),
        _entry("mandatory", "seats", Severity.ASK, "mandatory", priority="mandatory", part="minimum"),
        _entry("pull", "seats", Severity.SHOW, "pull", priority="pull", part="rest"),
        _entry("mandated", "overtime", Severity.PRICED, "mandated_overtime", kind="mandated"),
        _entry("contact", "contact", Severity.ASK, "contact", days=7, limit_minutes=60),
        _entry("contact_cap", "contact", Severity.STOP, days=7, limit_minutes=200),
        _entry("adherence", "pattern_adherence", Severity.PRICED, "quality"),
    ),
)
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
    Shift(code="X", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
)


SMALL = ((3, 2, 2, 1), (3, 2, 1, 2), (2, 3, 2, 1), (2, 2, 2, 2))
"""Officers, dates, posts and shifts of problems all of whose rosters can be tried."""
LARGER = ((5, 4, 2, 2), (6, 3, 3, 2), (5, 5, 3, 1))


def problem_of(random: Random, sizes: tuple[tuple[int, int, int, int], ...] = SMALL) -> Problem:
    """Return a random problem with few officers, dates and seats."""
    officers, days, posts, shifts = random.choice(sizes)
    made = tuple(
        Post(
            code=f"P{n}",
            name=f"Post {n}",
            facility="F",
            area=random.choice(["HA", "HB"]),
            priority=random.choice(list(Priority)),
            contact=random.choice([ContactMode.NONE, ContactMode.GROUP, ContactMode.CREW]),
            qualifications=random.choice([(), (), ("KEYS",)]),
            coverage=tuple(Coverage(shift=s.code, minimum=1, wanted=random.choice([1, 1, 2])) for s in SHIFTS[:shifts]),
        )
        for n in range(posts)
    )
    cycles = [("D", None), ("D", "D", None), (None, "X" if shifts > 1 else "D"), ("X" if shifts > 1 else "D", None)]
    return Problem(
        facility=Facility(id="F", name="Tiny", zone="America/New_York"),
        period=Period(first=FIRST, days=days),
        areas=(Area(code="HA", name="A", facility="F"), Area(code="HB", name="B", facility="F")),
        shifts=SHIFTS[:shifts],
        posts=made,
        qualifications=(Qualification(code="KEYS", name="Keys"),),
        patterns=tuple(Pattern(code=f"C{n}", name="C", cycle=c) for n, c in enumerate(cycles)),
        squads=tuple(Squad(code=f"S{n}", name="S", facility="F", pattern=f"C{n}", anchor=FIRST) for n in range(4)),
        officers=tuple(
            Officer(
                badge=badge,
                facility="F",
                seniority=date(2020, 1, 1),
                squad=random.choice(["S0", "S1", "S2", "S3"]),
                qualifications=random.choice([(), (Held(qualification="KEYS"),)]),
            )
            for badge in "ABCDEF"[:officers]
        ),
        willing=tuple(Willingness(badge=b, first=FIRST, last=FIRST) for b in random.sample("AB", 1)),
        stays=(Stay(inmate="I1", area="HA", start=0), Stay(inmate="I2", area="HB", start=0)),
        policy=POLICY,
    )


def rosters(problem: Problem) -> Iterator[Roster]:
    """Yield every roster of whole tours in which each officer has at most one a date and no seat has two."""
    frames = [[s for s in problem.slots() if s.on == on] for on in problem.period.dates]
    places = [(o, n) for n in range(problem.period.days) for o in problem.officers]
    for chosen in product(*([None, *frames[n]] for _, n in places)):
        tours: list[Tour] = []
        heads: dict[Slot, int] = {}
        for (officer, _), slot in zip(places, chosen, strict=True):
            if slot is not None:
                index = heads.get(slot, 0)
                heads[slot] = index + 1
                tours.append(tour_on(problem, officer, slot, index))
        if all(count <= slot.wanted for slot, count in heads.items()):
            yield Roster(facility="F", period=problem.period, tours=tuple(tours))


def filled(random: Random, problem: Problem) -> Roster:
    """Return a legal roster made seat by seat, each by an officer at random who breaks nothing."""
    roster = Roster(facility="F", period=problem.period)
    for slot in problem.slots():
        for index in range(slot.minimum):
            for officer in random.sample(problem.officers, len(problem.officers)):
                tour = tour_on(problem, officer, slot, index)
                more = roster.with_tours((*roster.tours, tour))
                if not any(f.entry != "critical" for f in check_roster(problem, more).blocking):
                    roster = more
                    break
    return roster


def tour_on(problem: Problem, officer: Officer, slot: Slot, index: int) -> Tour:
    """Return an officer's tour on a whole seat."""
    return Tour(
        start=slot.start,
        badge=officer.badge,
        post=slot.post,
        on=slot.on,
        shift=slot.shift,
        index=index,
        end=slot.end,
        kind=problem.kind_of(officer, slot.on, slot.shift),
    )


def roster_of(random: Random, problem: Problem) -> Roster:
    """Return a legal roster: the best in the first tiers of some random ones, so that most seats are filled."""
    legal: list[tuple[tuple[int, ...], int, Roster]] = []
    everything = list(rosters(problem))
    for n, roster in enumerate(random.sample(everything, min(150, len(everything)))):
        report = check_roster(problem, roster)
        if not any(f.entry != "critical" for f in report.blocking):
            legal.append((tuple(t.value for t in report.tiers[:2]), n, roster))
    return min(legal)[2] if legal else Roster(facility="F", period=problem.period)


def event_of(random: Random, problem: Problem, roster: Roster) -> Event:
    """Return something that happens to a roster, most often to a tour of it."""
    tour = random.choice(roster.tours) if roster.tours else None
    badge = tour.badge if tour else "A"
    on = tour.on if tour else FIRST
    clock = problem.clock
    post = tour.post if tour else "P0"
    choices = [
        Event(call_off=CallOff(badge=badge, start=clock.minute(on, 0), end=clock.minute(on, 2160))),
        Event(call_off=CallOff(badge=badge, start=clock.minute(on, 0), end=clock.minute(on, 2160))),
        Event(late_leave=LateLeave(badge=badge, first=on, last=on + timedelta(days=random.randrange(2)))),
        Event(restriction=Restriction(badge=badge, first=FIRST, post=post)),
        Event(inmate_move=InmateMove(inmate="I1", area="HB", at=clock.midnight(FIRST))),
        Event(seat_added=SeatAdded(post=post, shift="D", first=on, last=on)),
        Event(post_closed=PostClosed(post=post, first=on, last=on)),
    ]
    event = random.choice(choices)
    now = clock.minute(problem.period.dates[1], 0) if random.random() < 0.2 else None
    return replace(event, now=now)


def lock_of(random: Random, roster: Roster) -> Roster:
    """Return a roster with a locked date or a locked tour, at times."""
    if random.random() < 0.3 and roster.tours:
        tour = random.choice(roster.tours)
        return replace(roster, locks=(Lock(badge=tour.badge, on=tour.on),))
    return roster


def least(
    problem: Problem, before: Roster, standing: frozenset[tuple[str, date]], now: int | None
) -> tuple[tuple[int, ...], int]:
    """Return, by trying all rosters, the best first tiers, and the fewest changes with them.

    Args:
        problem: After the event.
        before: The roster before it.
        standing: (officer, date) whose tours stay as they are.
        now: What begins before stays as it is.
    """

    def kept(roster: Roster) -> set[Tour]:
        return {
            replace(t, index=0, kind=before.tours[0].kind, is_locked=False)
            for t in roster.tours
            if (t.badge, t.on) in standing or (now is not None and t.start < now)
        }

    fixed = kept(before)
    best: tuple[tuple[int, ...], int] | None = None
    for roster in rosters(problem):
        if kept(roster) != fixed:
            continue
        changes = changed_tours(before, roster)
        report = check_roster(problem, roster)
        if any(f.entry != "critical" for f in report.blocking):
            continue
        value = tuple(t.value for t in report.tiers)
        rank = (value[:2], changes)
        best = rank if best is None or rank < best else best
    if best is None:
        raise ValueError("no roster keeps the limits")
    return best
