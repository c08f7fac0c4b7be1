"""The same shift and days off when rotating.

The rule in words: an officer whose rotation is due keeps, wherever the next post is, the shift and the days off of the
last weeks. Source: LASD custody manual 3-01/020.05 rotates staff between areas and says that shift and days off need
not change with it.
Kept: after three months on Housing B, by day and with the weekends off, a week on Housing C by day. Charged: a night
there, and a tour on Saturday.
The usual shift is the one with the most tours in the last `days` dates before the period (several, if they have as
many). A weekday is mostly off if the officer began a tour on fewer than half of its dates. Both are taken from worked
history and stand still through the period; who worked nothing in that time has no usual times. What the officer's own
pattern gives costs nothing: patterns of 6 on and 2 off walk through the week by themselves. Rotation is due while a
tenure in an area of the class, its own or that of the nearest area around it, has run for `due_days`; 0 asks it for
everybody.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import Area
from scheduler.domain.findings import Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.words import AreaCode, Badge, RotationClass, Severity, ShiftCode
from scheduler.ledger.places import lines_of_descent
from scheduler.rule import (
    FREE,
    Breach,
    Frame,
    Ints,
    InvalidSettingError,
    Price,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    members,
    setting,
)

_CLASSES = ("any", *(c.value for c in RotationClass if c != RotationClass.NONE))


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    shift_points: int = setting(3, "A tour on another shift", "points", 0, 1000)
    day_points: int = setting(1, "A tour on a weekday that was mostly off", "points", 0, 1000)
    days: int = setting(28, "What was usual, by the last", "days", 7, 366)
    rotation: str = setting("housing", "Areas of class", "housing, special, support or any")
    due_days: int = setting(90, "Tenure after which rotation is due (0: everybody)", "days", 0, 3660)

    def __post_init__(self) -> None:
        if self.rotation not in _CLASSES:
            raise InvalidSettingError(
                f"steady_times.rotation: one of {', '.join(_CLASSES)} is expected, not {self.rotation!r}"
            )


class SteadyTimes(Rule, config=Config):
    """Points for tours on another shift than the usual one, and on weekdays that were mostly off."""

    key = "steady_times"
    title = "Same shift and days off when rotating"
    unit = "points"
    price_unit = "points"
    severities = (Severity.ASK, Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Who rotates keeps shift and days off: {shift} points a tour on another shift, {day} a tour on a "
            "weekday that was mostly off.",
            params={"shift": config.shift_points, "day": config.day_points},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Price the cells of each officer whose rotation is due."""
        shifts = {code: n for n, code in enumerate(frame.shift_codes)}
        shift_of = np.array([shifts[i.shift] for i in frame.instances], dtype=np.int64)[frame.instance]
        weekday_of = (frame.problem.period.first.weekday() + frame.day) % 7
        _, judged = cell_mask(frame, scope)
        due = _due_days(frame, config)
        officer, slot, cost = [], [], []
        for o in members(frame, scope).tolist():
            usual = _usual(frame, o, config.days)
            if usual is None or due[o] >= frame.problem.period.days:
                continue
            by_shift, by_weekday = usual
            strange = by_shift[shift_of] < by_shift.max()
            points = config.shift_points * strange + config.day_points * by_weekday[weekday_of]
            given = frame.pattern[o, frame.day]
            points = np.where(judged & (frame.day >= due[o]) & ((given == FREE) | (given != shift_of)), points, 0)
            cells = np.flatnonzero(points)
            officer.append(np.full(len(cells), o, dtype=np.int64))
            slot.append(cells)
            cost.append(points[cells])
        none = np.zeros(0, dtype=np.int64)
        joined = (np.concatenate([none, *parts]) for parts in (officer, slot, cost))
        return (Price(*joined),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Compare each tour outside the pattern with what was usual for its officer."""
        problem = view.problem
        since = problem.period.first - timedelta(days=config.days)
        dates = Counter((since + timedelta(days=n)).weekday() for n in range(config.days))
        asked_from = _asked_from(problem, config)
        found = []
        for badge in view.rostered(scope):
            tours = [t for t in view.tours_of[badge] if scope.covers(t.on)]
            if not tours or badge not in asked_from or asked_from[badge] > tours[-1].on:
                continue
            past = {(t.on, t.shift) for t in view.history_of[badge] if since <= t.on}
            if not past:
                continue
            of_shift = Counter(shift for _, shift in past)
            of_weekday = Counter(on.weekday() for on in {on for on, _ in past})
            for tour in tours:
                if tour.on < asked_from[badge] or _is_of_pattern(view, badge, tour.on, tour.shift):
                    continue
                is_strange = of_shift[tour.shift] < max(of_shift.values())
                is_off = 2 * of_weekday[tour.on.weekday()] < dates[tour.on.weekday()]
                amount = config.shift_points * is_strange + config.day_points * is_off
                if amount:
                    found.append(
                        Breach(
                            cells=(cell_of(tour),),
                            measured=amount,
                            limit=0,
                            amount=amount,
                            detail={"shift": int(is_strange), "day": int(is_off)},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        both = (finding.detail.get("shift", 0), finding.detail.get("day", 0))
        if both == (1, 1):
            return Message(template="Rotation is due: another shift than usual, on a weekday that was mostly off.")
        if both == (1, 0):
            return Message(template="Rotation is due: another shift than usual.")
        return Message(template="Rotation is due: a tour on a weekday that was mostly off.")


def _usual(frame: Frame, officer: int, days: int) -> tuple[Ints, Ints] | None:
    """Return tours by shift index and, 1 or 0, weekdays mostly off; None: nothing was worked."""
    index = {code: n for n, code in enumerate(frame.shift_codes)}
    past = {(frame.day_index(t.on), t.shift) for t in frame.past[officer]}
    past = {(day, shift) for day, shift in past if -days <= day < 0}
    if not past:
        return None
    # Shifts that are gone since stand behind those that are left: they may still have been the usual one.
    by_shift = np.zeros(len(index) + len(past), dtype=np.int64)
    gone: dict[ShiftCode, int] = {}
    for _, shift in past:
        by_shift[index[shift] if shift in index else gone.setdefault(shift, len(index) + len(gone))] += 1
    begin = frame.problem.period.first.weekday()
    of_dates = np.bincount((begin + np.arange(-days, 0)) % 7, minlength=7)
    worked = np.array(sorted({day for day, _ in past}), dtype=np.int64)
    of_tours = np.bincount((begin + worked) % 7, minlength=7)
    return by_shift, (2 * of_tours < of_dates).astype(np.int64)


def _due_days(frame: Frame, config: Config) -> Ints:
    """Return the day index from which each officer's rotation is due; beyond the period: never."""
    days = frame.problem.period.days
    if not config.due_days:
        return np.zeros(len(frame.badges), dtype=np.int64)
    due = np.full(len(frame.badges), days, dtype=np.int64)
    lines = lines_of_descent(frame.problem.areas)
    rotation = {a.code: a.rotation for a in frame.problem.areas}
    for tenure in frame.problem.tenures:
        held = next((rotation[a] for a in lines[tenure.area] if rotation[a] != RotationClass.NONE), None)
        if held is not None and config.rotation in ("any", held.value):
            o = frame.officer_index[tenure.badge]
            due[o] = min(due[o], frame.day_index(tenure.since) + config.due_days)
    return due


def _asked_from(problem: Problem, config: Config) -> dict[Badge, date]:
    """Return the date from which each officer's times are asked for, as the checker sees it."""
    if not config.due_days:
        return dict.fromkeys((o.badge for o in problem.officers), problem.period.first)
    areas = {a.code: a for a in problem.areas}
    found: dict[Badge, date] = {}
    for tenure in problem.tenures:
        if _class_at(areas, tenure.area) in (_CLASSES[1:] if config.rotation == "any" else (config.rotation,)):
            due = tenure.since + timedelta(days=config.due_days)
            found[tenure.badge] = min(found.get(tenure.badge, due), due)
    return found


def _class_at(areas: dict[AreaCode, Area], code: AreaCode) -> RotationClass:
    """Return the class of an area: its own, or that of the nearest area around it that has one."""
    seen: set[AreaCode] = set()
    at: AreaCode | None = code
    while at is not None and at not in seen:
        if areas[at].rotation is not RotationClass.NONE:
            return areas[at].rotation
        seen.add(at)
        at = areas[at].parent
    return RotationClass.NONE


def _is_of_pattern(view: View, badge: Badge, on: date, shift: ShiftCode) -> bool:
    officer = view.officers[badge]
    return officer.squad is not None and view.problem.pattern_shift(officer, on) == shift
