"""A small made-up facility, with terms written by hand, for tests of the engine alone."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Leave, Officer, Pattern, Squad, Willingness
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import ContactMode, Priority, Severity
from scheduler.generate.policy import default_policy
from scheduler.rule import Capacity, Cover, Frame, Price, Rows, Scope, Successions, Term
from scheduler.rules import RuleUse

FIRST = date(2026, 3, 2)
TIERS = (
    ("critical", "h", 60),
    ("mandatory", "h", 60),
    ("mandated_overtime", "h", 60),
    ("contact", "hours", 1),
    ("pull", "h", 60),
    ("quality", "points", 1),
)
PITMAN = (1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class NoConfig:
    """Terms by hand need no numbers."""


def facility(officers: int, days: int, posts: int, seed: int = 0) -> Problem:
    """Return a facility of four Pitman squads and `posts` posts, a quarter critical, half mandatory, the rest pull."""
    random = np.random.default_rng(seed)
    cycle = tuple(bool(d) for d in PITMAN)
    patterns = tuple(Pattern(code=f"{s}", name=s, cycle=tuple(s if on else None for on in cycle)) for s in ("D", "N"))
    squads = tuple(
        Squad(code=f"{s}{n}", name=f"{s}{n}", facility="F", pattern=s, anchor=FIRST + timedelta(days=7 * n))
        for s in ("D", "N")
        for n in range(2)
    )
    lines = tuple(Coverage(shift=s, minimum=1, wanted=1) for s in ("D", "N"))
    priority = (Priority.CRITICAL, Priority.MANDATORY, Priority.MANDATORY, Priority.PULL)
    return Problem(
        facility=Facility(id="F", name="Toy", zone="America/New_York"),
        period=Period(first=FIRST, days=days),
        areas=tuple(Area(code=f"A{p}", name=f"A{p}", facility="F") for p in range(posts)),
        shifts=(
            Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
            Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
        ),
        posts=tuple(
            Post(
                code=f"P{p:03}",
                name=f"P{p}",
                facility="F",
                area=f"A{p}",
                priority=priority[p % 4],
                contact=ContactMode.GROUP,
                coverage=lines,
            )
            for p in range(posts)
        ),
        patterns=patterns,
        squads=squads,
        officers=tuple(
            Officer(
                badge=f"B{o:03}",
                facility="F",
                seniority=FIRST - timedelta(days=int(random.integers(100, 5000))),
                squad=squads[o % 4].code,
            )
            for o in range(officers)
        ),
        policy=Policy(tiers=tuple(Tier(key=k, name=k, unit=u, scale=n) for k, u, n in TIERS)),
    )


def use(tier: str | None = None, weight: int = 1, entry: str = "") -> RuleUse:
    """Return a use of no rule in particular: hard without a tier."""
    severity = Severity.STOP if tier is None else Severity.PRICED
    made = PolicyEntry(
        id=entry or tier or "hard", rule="toy", severity=severity, effective=FIRST, tier=tier, weight=weight
    )
    return RuleUse(made, None, NoConfig(), Scope(FIRST, FIRST))  # type: ignore[arg-type]


def facility_terms(frame: Frame, window: int = 7, target: int = 24) -> list[tuple[RuleUse, tuple[Term, ...]]]:
    """Return one place at a time with rest, seats by priority, overtime, and contact by area in rolling windows."""
    start = np.array([i.start for i in frame.instances])
    end = np.array([i.end for i in frame.instances])
    close = (start[None, :] < end[:, None] + 600) & (end[None, :] > start[:, None] - 600)
    first, second = np.nonzero(np.triu(close))
    index = np.arange(len(frame.slots))
    used: list[tuple[RuleUse, tuple[Term, ...]]] = [
        (use(), (Successions(first, second), Capacity(index, np.array([s.wanted for s in frame.slots])))),
    ]
    for priority in Priority:
        mine = np.array([n for n, s in enumerate(frame.slots) if s.priority == priority], dtype=np.int64)
        one = np.ones(len(mine), dtype=np.int64)
        used.append((use(priority.value), (Cover(mine, one, one, frame.minutes[mine]),)))
    officer, slot = np.nonzero(frame.kind[:, frame.instance] != 0)
    used.append((use("mandated_overtime"), (Price(officer, slot, frame.minutes[slot]),)))
    used.append((use("contact"), (_contact(frame, window, target * 60, True),)))
    used.append((use(), (_contact(frame, window, target * 120, False),)))
    return used


def _contact(frame: Frame, window: int, limit: int, is_worst: bool) -> Rows:
    owner, first, slots, days = [], [0], [], []
    posts = [s.post for s in frame.slots]
    codes = sorted(set(posts))
    rank = np.array([codes.index(p) // 3 for p in posts])
    for day in range(frame.problem.period.days):
        for area in range(rank.max() + 1):
            cells = np.flatnonzero((rank == area) & (frame.day <= day) & (frame.day > day - window))
            for o in range(len(frame.badges)):
                owner.append(o)
                slots.append(cells)
                days.append(day)
                first.append(first[-1] + len(cells))
    slot = np.concatenate(slots)
    return Rows(
        officer=np.array(owner),
        first=np.array(first),
        slot=slot,
        coef=frame.minutes[slot],
        upper=np.full(len(owner), limit),
        day=np.array(days),
        unit=60,
        is_worst=is_worst,
    )


def busy_facility() -> Problem:
    """Return a facility with so much leave that neither the first roster nor a descent ends the search."""
    officers, days, posts = 24, 14, 8
    made = facility(officers, days, posts)
    start = made.clock.midnight(FIRST)
    return replace(
        made,
        policy=default_policy(),
        stays=tuple(Stay(inmate=f"I{p}", area=f"A{p}", start=start - 40 * 1440, end=None) for p in range(posts)),
        leave=tuple(
            Leave(badge=f"B{o:03}", start=start + o * 720, end=start + o * 720 + 3 * 1440)
            for o in range(1, officers, 2)
        ),
        willing=tuple(
            Willingness(badge=f"B{o:03}", first=FIRST, last=FIRST + timedelta(days=days)) for o in range(0, officers, 3)
        ),
    )
