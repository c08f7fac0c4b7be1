"""Tiny problems under policies whose limits bind, for properties of explanations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from support.tiny import problems, tours

from scheduler.check import check_roster
from scheduler.domain.findings import Report
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Severity

SINCE = date(2020, 1, 1)
TIERS = (
    Tier(key="critical", name="Critical seats empty", unit="h", scale=60),
    Tier(key="mandatory", name="Mandatory seats empty", unit="h", scale=60),
    Tier(key="overtime", name="Overtime", unit="h", scale=60),
    Tier(key="pull", name="Pull seats empty", unit="h", scale=60),
)
ALWAYS = ("one_place", "leave", "qualification", "restriction")


def entry(id: str, rule: str, severity: Severity, tier: str | None = None, **settings) -> PolicyEntry:
    """Return a policy entry that has always held."""
    given = tuple(Setting(name=name, value=value) for name, value in settings.items())
    return PolicyEntry(id=id, rule=rule, severity=severity, effective=SINCE, settings=given, tier=tier, source="test")


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return never rules, tight stop rules, and four tiers."""
    stop = Severity.STOP
    chosen = draw(st.sets(st.integers(0, 6), max_size=4))
    tight = (
        entry("rest", "minimum_rest", stop, rest_minutes=draw(st.sampled_from([240, 660, 960]))),
        entry("days", "consecutive_days", stop, limit_days=draw(st.integers(1, 3))),
        entry("hours", "hours_in_window", stop, limit_minutes=draw(st.sampled_from([480, 960])), window_minutes=2880),
        entry("overtime_month", "overtime_month", stop, limit_minutes=draw(st.sampled_from([0, 600]))),
        entry("contact", "contact", stop, days=4, limit_minutes=draw(st.sampled_from([10, 60]))),
        entry("probation", "probationary_solo", stop, priority="all"),
        entry("mandates", "mandate_exemption", stop),
    )
    return Policy(
        entries=(
            *(entry(rule, rule, Severity.NEVER) for rule in ALWAYS),
            *(tight[n] for n in sorted(chosen)),
            entry("seats_critical", "seats", stop, "critical", priority="critical"),
            entry("seats_mandatory", "seats", Severity.PRICED, "mandatory", priority="mandatory"),
            entry("seats_rest", "seats", Severity.PRICED, "pull", part="rest"),
            entry("overtime", "overtime", Severity.PRICED, "overtime", kind="mandated"),
        ),
        tiers=TIERS,
    )


@st.composite
def rostered(draw: st.DrawFn) -> tuple[Problem, Roster]:
    """Return a tiny problem under such a policy with any roster of it."""
    problem = replace(draw(problems()), policy=draw(policies()))
    made = draw(tours(problem, list(problem.period.dates)))
    wanted = {seat for slot in problem.slots() for seat in slot.seats}
    return problem, Roster(facility="F", period=problem.period, tours=tuple(t for t in made if t.seat in wanted))


def empty_seats(problem: Problem, roster: Roster) -> list[str]:
    """Return the ids of all wanted seats that nobody holds."""
    held = {t.seat for t in roster.tours}
    return [seat for slot in problem.slots() for seat in slot.seats if seat not in held]


@st.composite
def smallest(draw: st.DrawFn) -> Problem:
    """Return a problem of two officers and one or two dates: so small that all its rosters can be gone through."""
    problem = replace(draw(problems()), policy=draw(policies()))
    kept = {o.badge for o in problem.officers[:2]}
    owned = {
        name: tuple(x for x in getattr(problem, name) if x.badge in kept)
        for name in (
            *("leave", "duties", "willing", "wishes", "restrictions", "preferences", "exemptions", "awards"),
            *("readings", "rotation_waivers", "tenures", "carried", "worked"),
        )
    }
    period = replace(problem.period, days=draw(st.integers(1, 2)))
    return replace(problem, officers=problem.officers[:2], period=period, published=(), **owned)


def all_rosters(problem: Problem, closed: tuple[str, str, date, str] | None = None) -> Iterator[tuple[Roster, Report]]:
    """Yield every roster of whole seats that breaks no hard rule, with what the checker says of it.

    Adds one tour after another, and none to what is broken already: the hard rules of these policies are all limits
    that more work only brings nearer.

    Args:
        problem: What is rostered.
        closed: (badge, post, date, shift) where that officer may not work.
    """
    hard = {e.id for e in problem.policy.entries if e.severity.blocks and e.tier is None}
    cells = [
        (officer, slot)
        for slot in problem.slots()
        for officer in problem.officers
        if (officer.badge, slot.post, slot.on, slot.shift) != closed
    ]
    empty = Roster(facility="F", period=problem.period)

    def more(roster: Roster, report: Report, at: int) -> Iterator[tuple[Roster, Report]]:
        yield roster, report
        for n in range(at, len(cells)):
            officer, slot = cells[n]
            place = slot.post, slot.on, slot.shift
            index = sum((t.post, t.on, t.shift) == place for t in roster.tours)
            if index >= slot.wanted:
                continue
            kind = problem.kind_of(officer, slot.on, slot.shift)
            tour = Tour(
                start=slot.start,
                end=slot.end,
                badge=officer.badge,
                post=slot.post,
                on=slot.on,
                shift=slot.shift,
                index=index,
                kind=kind,
            )
            made = roster.with_tours((*roster.tours, tour))
            found = check_roster(problem, made)
            if not any(f.entry in hard for f in found.blocking):
                yield from more(made, found, n + 1)

    yield from more(empty, check_roster(problem, empty), 0)


def values(report: Report) -> tuple[int, ...]:
    """Return the tiers' values in order."""
    return tuple(t.value for t in report.tiers)
