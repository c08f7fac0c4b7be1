"""Random edits of a roster, and random facilities whose policy has an entry of every rule."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from support.tiny import configs, problems_and_rosters

from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, LockChange, Roster, RosterEdit, Tour, TourChange
from scheduler.domain.words import Severity, TourKind
from scheduler.rule import Rule
from scheduler.rules import RULES

TIERS = (Tier(key="first", name="First", unit="h", scale=60), Tier(key="second", name="Second", unit="points"))


def entry_of(rule: Rule, config: Any, name: str, effective: date, severity: Severity, **more: Any) -> PolicyEntry:
    """Return a policy entry that uses the rule with a config."""
    given = tuple(Setting(name=f.name, value=getattr(config, f.name)) for f in fields(config))
    more = {"settings": given, "severity": severity} | more
    return PolicyEntry(id=name, rule=rule.key, effective=effective, **more)


@st.composite
def judged_by_all(draw: st.DrawFn) -> tuple[Problem, Roster]:
    """Return a tiny problem whose policy uses every rule, some anew from a date inside the period, and a roster."""
    problem, roster = draw(problems_and_rosters(is_clashing=draw(st.booleans())))
    if draw(st.integers(0, 3)) == 0:  # everybody can be mandated, and is, so that there are lists to call from
        officers = tuple(replace(o, squad="S", contract=None, exemptions=()) for o in problem.officers)
        problem = replace(problem, officers=officers)
        mandated = TourKind.MANDATED_OVERTIME
        roster = roster.with_tours(tuple(replace(tour, kind=mandated) for tour in roster.tours))
    first = problem.period.first
    entries = []
    for rule in RULES:
        later = first + timedelta(days=draw(st.integers(1, problem.period.days - 1)))
        for effective in (first, later)[: 1 + draw(st.sampled_from([0, 0, 0, 1]))]:
            tier, weight = draw(st.sampled_from([None, "first", "second"])), draw(st.integers(1, 3))
            severity = draw(st.sampled_from(rule.severities))
            made = entry_of(rule, draw(configs(rule)), rule.key, effective, severity, tier=tier, weight=weight)
            entries.append(made)
    policy = Policy(
        entries=tuple(entries),
        tiers=TIERS,
        contact_weights=problem.policy.contact_weights,
        pay_periods=problem.policy.pay_periods,
    )
    return replace(problem, policy=policy), roster


def random_edit(random: Random, problem: Problem, roster: Roster) -> RosterEdit:
    """Return an edit of one to three gestures, such as a planner makes them: it always applies."""
    gone: list[Tour] = []
    come: list[Tour] = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        free = [tour for tour in roster.tours if tour not in gone]
        before, after = _gesture(random, problem, free)
        taken = set(free) - set(before)
        gone += before
        come += [tour for tour in after if tour not in taken and tour not in come and tour not in gone]
    locks = []
    if random.random() < 0.2:
        lock = Lock(badge=random.choice(problem.officers).badge, on=random.choice(problem.period.dates))
        locks.append(LockChange(lock=lock, is_set=lock not in roster.locks))
    changes = [TourChange(before=tour, after=None) for tour in gone]
    changes += [TourChange(before=None, after=tour) for tour in come]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return RosterEdit(id="edit", label="Edit", actor="tests", at=at, changes=tuple(changes), locks=tuple(locks))


def _gesture(random: Random, problem: Problem, tours: list[Tour]) -> tuple[list[Tour], list[Tour]]:
    """Return the tours that one gesture takes away, and those that it brings."""
    what = random.choice(("add", "remove", "give", "swap", "move", "cut", "kind")) if tours else "add"
    badge = random.choice(problem.officers).badge
    if what == "add":
        made = _somewhere(random, problem, badge)
        return [], [] if made is None else [made]
    tour = random.choice(tours)
    if what == "give":
        return [tour], [replace(tour, badge=badge)]
    if what == "swap":
        other = random.choice(tours)
        if other is tour:
            return [], []
        return [tour, other], [replace(tour, badge=other.badge), replace(other, badge=tour.badge)]
    if what == "move":
        made = _somewhere(random, problem, tour.badge)
        return [tour], [] if made is None else [made]
    if what == "cut":
        middle = (tour.start + tour.end) // 2
        return [tour], [replace(tour, end=middle), replace(tour, start=middle, badge=badge)]
    if what == "kind":
        return [tour], [replace(tour, kind=random.choice(list(TourKind)))]
    return [tour], []


def _somewhere(random: Random, problem: Problem, badge: str) -> Tour | None:
    """Return a whole tour on some seat of the period."""
    slots = problem.slots()
    if not slots:
        return None
    slot = random.choice(slots)
    return Tour(
        badge=badge,
        post=slot.post,
        on=slot.on,
        shift=slot.shift,
        index=random.randrange(slot.wanted + 1),
        start=slot.start,
        end=slot.end,
        kind=problem.kind_of(next(o for o in problem.officers if o.badge == badge), slot.on, slot.shift),
    )


def differing(mine: Any, whole: Any) -> dict[str, tuple[int, int]]:
    """Return by rule how many findings only the first report and only the second one has; empty: they are equal."""
    found: dict[str, tuple[int, int]] = {}
    a, b = [*mine.findings, *mine.charges], [*whole.findings, *whole.charges]
    for key in sorted({f.rule for f in (*a, *b)}):
        own, other = [f for f in a if f.rule == key], [f for f in b if f.rule == key]
        if own != other:
            found[key] = (sum(f not in other for f in own), sum(f not in own for f in other))
    if not found and mine != whole:
        found["order or tiers"] = (0, 0)
    return found
