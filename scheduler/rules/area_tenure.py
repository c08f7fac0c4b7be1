"""Tenure in an area.

The rule in words: an officer whose tenure in an area of a rotation class has run for so many days, or so many calendar
months, works elsewhere, unless a waiver holds.
Source: LASD custody manual 3-01/020.05 rotates line staff every 6 months and support jobs every 36, its Twin Towers
order special jobs every 12; 90 days for housing and 180 for the rest are house policy.
Kept: on Housing B since 1 March, posted there on 29 May, day 89 of 90. Broken: posted there on 30 May.
Calendar months end on the same day of the month: six months from 31 August are up on 28 February. A rotation waiver
for the area, or for one around it, lets tours stand on the dates on which it holds.
Tenures are those known when the period begins. A tour is there when its post's own area is that area or lies in it, or
when the areas that it covers there have 300 thousandths or more of it: a rover who gives the area a quarter is not. An
area without a class of its own has that of the nearest area around it. It counts on the date on which the tour starts.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.facility import Area, Post
from scheduler.domain.findings import Finding, Message
from scheduler.domain.people import Cadence, RotationWaiver, Tenure
from scheduler.domain.words import AreaCode, Badge, RotationClass
from scheduler.rule import (
    Bools,
    Breach,
    Forbid,
    Frame,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    setting,
)

LEAST_SHARE = 300
"""Thousandths of a post that an area must have for a tour on it to count as a tour there."""


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    rotation: str = setting("housing", "Areas of class", "housing, special or support")
    limit_days: int = setting(180, "Tenure in one area", "days", 1, 3660)
    limit_months: int = setting(0, "Tenure in calendar months (0: count days)", "months", 0, 120)

    def __post_init__(self) -> None:
        classes = [c.value for c in RotationClass if c != RotationClass.NONE]
        if self.rotation not in classes:
            raise InvalidSettingError(
                f"area_tenure.rotation: one of {', '.join(classes)} is expected, not {self.rotation!r}"
            )


class AreaTenure(Rule, config=Config):
    """No tour in an area of the class once tenure there has run for `limit_days`, or `limit_months` if given."""

    key = "area_tenure"
    title = "Tenure in an area"
    unit = "days"
    price_unit = "officer-days"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        if config.limit_months:
            return Message(
                template="No tours in a {rotation} area after {months} calendar months of tenure there.",
                params={"rotation": config.rotation, "months": config.limit_months},
            )
        return Message(
            template="No tours in a {rotation} area after {days} days of tenure there.",
            params={"rotation": config.rotation, "days": config.limit_days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid the cells of an area from the date on which the limit is reached."""
        problem = frame.problem
        areas = {a.code: a for a in problem.areas}
        around = {code: _around(areas, code) for code in areas}
        _, judged = cell_mask(frame, scope)
        row = {p.code: n for n, p in enumerate(problem.posts)}
        post = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        barred: dict[int, Bools] = {}
        for tenure in problem.tenures:
            classes = (areas[code].rotation for code in around[tenure.area])
            held = next((c for c in classes if c != RotationClass.NONE), RotationClass.NONE)
            if held != config.rotation or not scope.has(tenure.badge):
                continue
            reaches = np.array([_reaches(p, tenure.area, around) for p in problem.posts], dtype=np.bool_)
            due = frame.day_index(Cadence(days=config.limit_days, months=config.limit_months).due(tenure.since))
            o = frame.officer_index[tenure.badge]
            cells = judged & (frame.day >= due) & reaches[post]
            for waiver in problem.rotation_waivers:
                if waiver.badge == tenure.badge and waiver.area in around[tenure.area]:
                    first, last = frame.day_index(waiver.first), frame.day_index(waiver.expires)
                    cells &= (frame.day < first) | (frame.day > last)
            barred[o] = barred[o] | cells if o in barred else cells
        slots = [np.flatnonzero(cells) for cells in barred.values()]
        none = np.zeros(0, dtype=np.int64)
        return (
            Forbid(
                officer=np.repeat(np.array(list(barred), dtype=np.int64), [len(s) for s in slots]),
                slot=np.concatenate([none, *slots]),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Ask of each tour how long the officer's tenure has run where it is, and whether a waiver holds."""
        inside = {a.code: a.parent for a in view.problem.areas}
        classes = {a.code: a.rotation for a in view.problem.areas}
        cadence = Cadence(days=config.limit_days, months=config.limit_months)
        held: dict[Badge, list[tuple[Tenure, date]]] = {}
        for tenure in view.problem.tenures:
            if scope.has(tenure.badge) and any(
                classes[a] == config.rotation for a in _first_classed(tenure.area, inside, classes)
            ):
                held.setdefault(tenure.badge, []).append((tenure, cadence.due(tenure.since)))
        found = []
        for badge in view.badges(scope):
            for tour in view.tours_of[badge] if badge in held else ():
                if not scope.covers(tour.on):
                    continue
                post = view.posts[tour.post]
                here = [
                    (t, due)
                    for t, due in held[badge]
                    if due <= tour.on
                    and _is_there(post, t.area, inside)
                    and not _is_waived(view.problem.rotation_waivers, t, tour.on, inside)
                ]
                if not here:
                    continue
                longest, due = min(here, key=lambda known: known[0].since)
                found.append(
                    Breach(
                        cells=(cell_of(tour),),
                        measured=(tour.on - longest.since).days,
                        limit=(due - longest.since).days,
                        detail={"area": longest.area, "since": longest.since.isoformat()},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Day {days} of tenure in {area}, which runs since {since}; rotation is due after {limit} days.",
            params={
                "days": finding.measured,
                "area": finding.detail.get("area", ""),
                "since": finding.detail.get("since", ""),
                "limit": finding.limit,
            },
        )


def _around(areas: dict[AreaCode, Area], code: AreaCode) -> tuple[AreaCode, ...]:
    """Return an area and all around it, the nearest first."""
    found: list[AreaCode] = []
    at: AreaCode | None = code
    while at is not None and at not in found:
        found.append(at)
        at = areas[at].parent
    return tuple(found)


def _reaches(post: Post, area: AreaCode, around: dict[AreaCode, tuple[AreaCode, ...]]) -> bool:
    """Whether tours on the post are tours in the area; `around` holds each area with all around it."""
    if area in around[post.area]:
        return True
    there = [s.share for s in post.shares if area in around[s.area] or s.area in around[area]]
    return sum(there) >= LEAST_SHARE


Parents = dict[AreaCode, AreaCode | None]


def _lies_in(area: AreaCode, outer: AreaCode, inside: Parents) -> bool:
    """Whether an area is the outer one or lies in it, as the checker walks the tree."""
    at: AreaCode | None = area
    for _ in range(len(inside) + 1):
        if at is None or at == outer:
            break
        at = inside[at]
    return at == outer


def _first_classed(area: AreaCode, inside: Parents, classes: dict[AreaCode, RotationClass]) -> tuple[AreaCode, ...]:
    """Return the area whose class holds here: itself or the nearest around it that has one; empty: none has."""
    at: AreaCode | None = area
    for _ in range(len(inside)):
        if at is None:
            break
        if classes[at] is not RotationClass.NONE:
            return (at,)
        at = inside[at]
    return ()


def _is_waived(waivers: tuple[RotationWaiver, ...], tenure: Tenure, on: date, inside: Parents) -> bool:
    """Whether the officer may stay in the tenure's area on a date, as the checker sees it."""
    own = (w for w in waivers if w.badge == tenure.badge and w.holds_on(on))
    return any(_lies_in(tenure.area, w.area, inside) for w in own)


def _is_there(post: Post, area: AreaCode, inside: Parents) -> bool:
    """Whether a tour on the post is a tour in the area, as the checker sees it."""
    share = 0
    for part in post.shares:
        if _lies_in(part.area, area, inside) or _lies_in(area, part.area, inside):
            share += part.share
    return share >= LEAST_SHARE or _lies_in(post.area, area, inside)
