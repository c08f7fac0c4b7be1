"""Continuity of a unit's team.

The rule in words: of those who work a shift on the posts of a housing area, rovers included, at least half know the
area. Source: house policy after direct supervision practice, which asks for officers who know their unit: rotate one of
a team at a time, never a whole team at once.
Kept: two officers on Housing B by day, one of them with 20 tours there in the last 90 days. Charged: both of them new.
The team of an area on a shift is everybody on a post that covers the area, a part of it, or all around it. Who has had
`known_tours` tours on such posts in the last `days` dates before the period knows the area; that stands still through
the period. Charged are the heads lacking: with half of the team, the officers new to the area less those who know it.
For other shares the charge counts in the smallest whole step: with 60%, three for each who is new less two for each who
knows the area. Only shifts on which those posts want `least_seats` or more are judged: where one alone holds a unit,
nobody could ever begin.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import gcd
from operator import attrgetter, itemgetter

import numpy as np

from scheduler.domain.facility import Area, Post
from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, PostCode, RotationClass, Severity, ShiftCode
from scheduler.ledger.places import lines_of_descent
from scheduler.rule import (
    EVERYBODY,
    Breach,
    Crew,
    Frame,
    Ints,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    setting,
)

_CLASSES = tuple(c.value for c in RotationClass if c != RotationClass.NONE)
Team = tuple[AreaCode, date, ShiftCode]

_OF_SHIFT = attrgetter("badge", "post", "on", "shift")
"""What parts of one tour have in common."""
_OF_POST = itemgetter(0, 1)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    rotation: str = setting("housing", "Areas of class", "housing, special or support")
    share_percent: int = setting(50, "Of the team know the area", "percent", 1, 99)
    known_tours: int = setting(14, "Tours after which an officer knows an area", "tours", 1, 366)
    days: int = setting(90, "Tours there in the last", "days", 1, 366)
    least_seats: int = setting(2, "Teams of at least", "seats", 1, 99)

    def __post_init__(self) -> None:
        if self.rotation not in _CLASSES:
            raise InvalidSettingError(
                f"continuity.rotation: one of {', '.join(_CLASSES)} is expected, not {self.rotation!r}"
            )


class Continuity(Rule, config=Config):
    """On each shift, `share_percent` of an area's team know the area."""

    key = "continuity"
    title = "Continuity of a unit's team"
    unit = "officers"
    price_unit = "heads"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="On every shift in a {rotation} area, {percent}% of the team have had {tours} tours there in the "
            "last {days} days.",
            params={
                "rotation": config.rotation,
                "percent": config.share_percent,
                "tours": config.known_tours,
                "days": config.days,
            },
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Balance, for each team, those who know the area against those who are new to it."""
        problem, lines = frame.problem, lines_of_descent(frame.problem.areas)
        _, judged = cell_mask(frame, scope)
        wanted = np.array([s.wanted for s in frame.slots], dtype=np.int64)
        row = {p.code: n for n, p in enumerate(problem.posts)}
        post_of = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        step, tours = gcd(config.share_percent, 100), _tours_on_posts(frame, config.days, row)
        none = np.zeros(0, dtype=np.int64)
        officer, slot, coef, sizes, day = [none], [none], [none], [none], [none]
        for area in problem.areas if len(frame.slots) else ():
            if area.rotation.value != config.rotation:
                continue
            of_team = np.array([_covers(p, area.code, lines) for p in problem.posts], dtype=np.bool_)
            knows = tours[:, of_team].sum(axis=1) >= config.known_tours
            # A head on a slot counts as new to the area; who knows it counts for so much more.
            people = np.array([EVERYBODY, *np.flatnonzero(knows)], dtype=np.int64)
            value = np.where(people == EVERYBODY, -(config.share_percent // step), 100 // step)
            seats = np.bincount(frame.instance, of_team[post_of] * wanted, len(frame.instances))
            slots = np.flatnonzero(judged & of_team[post_of] & (seats >= config.least_seats)[frame.instance])
            slots = slots[np.argsort(frame.instance[slots], kind="stable")]
            _, first, count = np.unique(frame.instance[slots], return_index=True, return_counts=True)
            officer.append(np.tile(people, len(slots)))
            slot.append(np.repeat(slots, len(people)))
            coef.append(np.tile(value, len(slots)))
            sizes.append(count * len(people))
            day.append(frame.day[slots[first]])
        rows = np.concatenate(sizes)
        return (
            Crew(
                first=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(rows))),
                officer=np.concatenate(officer),
                slot=np.concatenate(slot),
                coef=np.concatenate(coef),
                need=np.zeros(len(rows), dtype=np.int64),
                cost=np.ones(len(rows), dtype=np.int64),
                day=np.concatenate(day),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Gather the teams of each date and count who of them has been there before."""
        served, seats, known = _standing(view, config)
        teams: dict[Team, dict[tuple[Badge, PostCode], Tour]] = defaultdict(dict)
        for on in view.problem.period.dates:
            for tour in view.tours_at.get(on, ()) if scope.covers(on) else ():
                for area in served[tour.post]:
                    teams[area, on, tour.shift].setdefault((tour.badge, tour.post), tour)
        step = gcd(config.share_percent, 100)
        found = []
        for team, tours in teams.items():
            count = sum((badge, team[0]) in known for badge, _ in tours)
            amount = (config.share_percent * len(tours) - 100 * count) // step
            if amount > 0 and seats[team] >= config.least_seats:
                fresh = next(tour for (badge, _), tour in tours.items() if (badge, team[0]) not in known)
                found.append(
                    Breach(
                        cells=(Cell(on=team[1], seat=fresh.seat),),
                        measured=count,
                        limit=-(-config.share_percent * len(tours) // 100),
                        amount=amount,
                        detail={"area": team[0], "team": len(tours), "shift": team[2]},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{known} of {team} officers in {area} on shift {shift} know the area; at least {least} should.",
            params={
                "known": finding.measured,
                "team": finding.detail.get("team", 0),
                "area": finding.detail.get("area", ""),
                "shift": finding.detail.get("shift", ""),
                "least": finding.limit,
            },
        )


def _covers(post: Post, area: AreaCode, lines: dict[AreaCode, tuple[AreaCode, ...]]) -> bool:
    """Whether the post covers the area, a part of it, or all around it."""
    return any(area in lines[part.area] or part.area in lines[area] for part in post.shares if part.share)


def _tours_on_posts(frame: Frame, days: int, row: dict[PostCode, int]) -> Ints:
    """Return `[officer, post]`: the worked tours of the last `days` dates; parts of one tour count once."""
    since = frame.problem.period.first - timedelta(days=days)
    found = np.zeros((len(frame.badges), len(row)), dtype=np.int64)
    for o, tours in enumerate(frame.past):
        worked = {(t.post, t.on, t.shift) for t in tours if t.on >= since and t.post in row}
        for post, count in Counter(post for post, _, _ in worked).items():
            found[o, row[post]] = count
    return found


def _serves(post: Post, area: AreaCode, areas: dict[AreaCode, Area]) -> bool:
    """Whether a tour on the post is one in the area, as the checker sees it."""

    def upwards(code: AreaCode) -> list[AreaCode]:
        found = [code]
        while (above := areas[found[-1]].parent) is not None and above not in found:
            found.append(above)
        return found

    return any(s.share > 0 and (area in upwards(s.area) or s.area in upwards(area)) for s in post.shares)


def _standing(
    view: View, config: Config
) -> tuple[dict[PostCode, list[AreaCode]], Counter[Team], set[tuple[Badge, AreaCode]]]:
    """Return what no roster changes: the areas that each post serves, the seats of each team, who knows which area."""
    key = f"continuity/{config}"
    if key not in view.facts.memo:
        areas = {a.code: a for a in view.problem.areas}
        watched = [a.code for a in view.problem.areas if a.rotation == config.rotation]
        served = {p.code: [a for a in watched if _serves(p, a, areas)] for p in view.problem.posts}
        seats: Counter[Team] = Counter()
        for slot in view.slots:
            for area in served[slot.post]:
                seats[area, slot.on, slot.shift] += slot.wanted
        view.facts.memo[key] = served, seats, _known(view, config, served)
    found: tuple[dict[PostCode, list[AreaCode]], Counter[Team], set[tuple[Badge, AreaCode]]] = view.facts.memo[key]
    return found


def _known(view: View, config: Config, served: dict[PostCode, list[AreaCode]]) -> set[tuple[Badge, AreaCode]]:
    """Return who knows which area."""
    since = view.problem.period.first - timedelta(days=config.days)
    posts = {post for post, areas in served.items() if areas}
    tours = set(map(_OF_SHIFT, (t for t in view.problem.worked if t.post in posts and t.on >= since)))
    counts: Counter[tuple[Badge, AreaCode]] = Counter()
    for (badge, post), count in Counter(map(_OF_POST, tours)).items():
        for area in served.get(post, ()):
            counts[badge, area] += count
    return {who for who, count in counts.items() if count >= config.known_tours}
