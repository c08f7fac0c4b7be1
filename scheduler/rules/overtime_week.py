"""Overtime in a week.

The rule in words: an officer works at most so many hours of overtime, or of overtime of one kind, in a week, each
minute counted on the local date on which it is worked.
Source: agreements cap mandated overtime by the week (8 h in a memorandum of the Washington Department of Corrections
and Teamsters 117 of 2022, where voluntary overtime does not exempt from a mandate).
Kept: one mandated watch of 8 h in a week, 8 h being the cap, and any number of voluntary ones. Broken: a second
mandated watch; of a night that runs into the next week only the hours before midnight count in the first.
A week begins on the weekday that policy names, or is any seven dates in a row. Worked history counts, and court duties
outside the officer's pattern where policy says so (only when overtime of any kind is meant). The finding is at the
latest overtime tour in the week. What was already too much before the roster is not charged again; a price counts each
officer's worst week.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import Musters
from scheduler.domain.overtime import court_overtime
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, TourKind
from scheduler.rule import (
    Bools,
    Breach,
    Frame,
    InstanceRows,
    Ints,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    members,
    setting,
)

ANY, MANDATED, VOLUNTARY = "any", "mandated", "voluntary"
WORDS = {ANY: "overtime", MANDATED: "mandated overtime", VOLUNTARY: "voluntary overtime"}
WEEK = 7


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_minutes: int = setting(2880, "Most overtime in a week", "minutes", 0, 10_080)
    kind: str = setting(ANY, "Which overtime", "any, mandated or voluntary")
    is_rolling: bool = setting(False, "Any seven dates in a row, not calendar weeks", "yes or no")
    week_start: int = setting(6, "A week begins on (0 Monday to 6 Sunday)", "weekday", 0, 6)
    counts_court: bool = setting(False, "Court outside the pattern is overtime", "yes or no")
    counts_muster: bool = setting(False, "The briefing before a shift counts as work", "yes or no")

    def __post_init__(self) -> None:
        if self.kind not in WORDS:
            raise InvalidSettingError(f"overtime_week.kind: {', '.join(WORDS)} are expected, not {self.kind!r}")


class OvertimeWeek(Rule, config=Config):
    """At most `limit_minutes` of overtime in a week; a price counts each officer's worst week."""

    key = "overtime_week"
    title = "Overtime in a week"
    unit = "minutes"
    price_unit = "started hours"
    is_worst_per_officer = True
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        week = "any seven dates in a row" if config.is_rolling else "a week"
        return Message(
            template="At most {most} of {kind} in {week}.",
            params={"most": hours(config.limit_minutes), "kind": WORDS[config.kind], "week": week},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each officer and week over the instances that would be such overtime."""
        who = members(frame, scope)
        judged, _ = cell_mask(frame, scope)
        usable = np.array([i.on <= scope.last for i in frame.instances], dtype=np.bool_)
        zero = frame.problem.period.first - timedelta(days=2 * WEEK)
        count = frame.problem.period.days + 4 * WEEK
        weeks = _weeks(config, zero, count)
        minutes = _minutes(frame, config, zero, count) @ weeks.T
        meant = {ANY: frame.kind > 0, MANDATED: frame.kind == 2, VOLUNTARY: frame.kind == 1}[config.kind]
        cells = meant[who] & usable[None, :]
        carried = _carried(frame, config, zero, count)[who] @ weeks.T
        upper = np.maximum(config.limit_minutes - carried, 0)
        is_touched = ((cells & judged[None, :]).astype(np.int64) @ (minutes > 0)) > 0
        row, week = np.nonzero((cells.astype(np.int64) @ minutes > upper) & is_touched)
        return (_rows(frame, who[row], cells[row], minutes.T[week], upper[row, week], judged),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Split every overtime tour at midnight and add up by week."""
        musters = Musters.of(view.problem) if config.counts_muster else None
        court = _court(view.problem) if config.counts_court and config.kind == ANY else {}
        found: list[Breach] = []
        for badge in view.rostered(scope):
            tours = [t for t in view.tours_of[badge] if _is_meant(t, config)]
            worst: dict[date, Breach] = {}
            for breach in _weeks_over(view, config, tours, musters, court.get(badge, ())) if tours else ():
                on = breach.cells[0].on
                if scope.covers(on) and (on not in worst or worst[on].amount < breach.amount):
                    worst[on] = breach
            found += worst.values()
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} of {kind} in the seven days from {first}; the limit is {most}.",
            params={
                "worked": hours(finding.measured),
                "kind": finding.detail["kind"],
                "first": finding.detail["first"],
                "most": hours(finding.limit),
            },
        )


def _weeks(config: Config, zero: date, count: int) -> Ints:
    """Return which of `count` dates from `zero` lie in each week, shape [weeks, dates]."""
    first = 0 if config.is_rolling else (config.week_start - zero.weekday()) % WEEK
    begins = np.arange(first, count - WEEK + 1, 1 if config.is_rolling else WEEK)[:, None]
    dates = np.arange(count)[None, :]
    found: Ints = ((begins <= dates) & (dates < begins + WEEK)).astype(np.int64)
    return found


def _minutes(frame: Frame, config: Config, zero: date, count: int) -> Ints:
    """Return the minutes of each instance on each date from `zero`, shape [instances, dates]."""
    muster = {s.code: s.muster_minutes if config.counts_muster else 0 for s in frame.problem.shifts}
    found = np.zeros((len(frame.instances), count), dtype=np.int64)
    for n, i in enumerate(frame.instances):
        for on, worked in frame.problem.clock.by_date(Minute(i.start - muster[i.shift]), Minute(i.end)):
            found[n, (on - zero).days] += worked
    return found


def _carried(frame: Frame, config: Config, zero: date, count: int) -> Ints:
    """Return the minutes of such overtime that stand whatever the roster says, shape [officers, dates]."""
    clock = frame.problem.clock
    ordered = frozenset({TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN})
    chosen = frozenset({TourKind.VOLUNTARY_OVERTIME})
    meant = {ANY: ordered | chosen, MANDATED: ordered, VOLUNTARY: chosen}[config.kind]
    musters = Musters.of(frame.problem) if config.counts_muster else None
    since = clock.midnight(zero)
    spans = [
        (o, musters.paid_start(t) if musters else t.start, t.end)
        for o, tours in enumerate(frame.past)
        for t in tours
        if t.end > since and t.kind in meant
    ]
    if config.counts_court and config.kind == ANY:
        spans += [(frame.officer_index[d.badge], start, end) for d, start, end in court_overtime(frame.problem)]
    found = np.zeros((len(frame.badges), count), dtype=np.int64)
    for o, start, end in spans:
        for on, worked in clock.by_date(start, end):
            if 0 <= (on - zero).days < count:
                found[o, (on - zero).days] += worked
    return found


def _rows(frame: Frame, officer: Ints, cells: Bools, coef: Ints, upper: Ints, judged: Bools) -> InstanceRows:
    """Return a row for each officer[n] with coefficients coef[n, instance] where cells[n, instance]."""
    used = cells & (coef > 0)
    row, instance = np.nonzero(used)
    day_of = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
    return InstanceRows(
        officer=officer,
        first=np.concatenate(([0], np.cumsum(used.sum(axis=1)))).astype(np.int64),
        instance=instance,
        coef=coef[row, instance],
        upper=upper,
        day=np.where(used & judged[None, :], day_of[None, :], -1).max(axis=1, initial=-1),
        unit=60,
        is_worst=True,
    )


def _court(problem: Problem) -> dict[Badge, list[tuple[Minute, Minute]]]:
    found: dict[Badge, list[tuple[Minute, Minute]]] = defaultdict(list)
    for duty, start, end in court_overtime(problem):
        found[duty.badge].append((start, end))
    return found


def _is_meant(tour: Tour, config: Config) -> bool:
    is_voluntary = tour.kind is TourKind.VOLUNTARY_OVERTIME
    if config.kind == VOLUNTARY:
        return is_voluntary
    return tour.kind.is_overtime and not (config.kind == MANDATED and is_voluntary)


def _weeks_over(
    view: View,
    config: Config,
    tours: list[Tour],
    musters: Musters | None,
    court: Iterable[tuple[Minute, Minute]],
) -> list[Breach]:
    """Return a breach for each week in which one officer's overtime tours bring it above the limit."""
    clock = view.problem.clock
    rostered: dict[date, list[tuple[Tour, int]]] = defaultdict(list)
    for tour in tours:
        for on, worked in clock.by_date(musters.paid_start(tour) if musters else tour.start, tour.end):
            rostered[on].append((tour, worked))
    before: dict[date, int] = defaultdict(int)
    known = [w for w in view.history_of[tours[0].badge] if w.end > tours[0].start - 20 * 1440 and _is_meant(w, config)]
    for start, end in (*court, *((musters.paid_start(t) if musters else t.start, t.end) for t in known)):
        for on, worked in clock.by_date(start, end):
            before[on] += worked
    if config.is_rolling:
        begins = {on - timedelta(days=n) for on in rostered for n in range(WEEK)}
    else:
        begins = {on - timedelta(days=(on.weekday() - config.week_start) % WEEK) for on in rostered}
    found = []
    for first in sorted(begins):
        week = [first + timedelta(days=n) for n in range(WEEK)]
        own = [piece for on in week for piece in rostered.get(on, ())]
        carried, added = sum(before.get(on, 0) for on in week), sum(worked for _, worked in own)
        over = min(carried + added - config.limit_minutes, added)
        if over > 0:
            latest = sorted({t for t, _ in own}, key=lambda t: (t.on, t.start), reverse=True)
            found.append(
                Breach(
                    cells=tuple(dict.fromkeys(cell_of(t) for t in latest)),
                    measured=carried + added,
                    limit=config.limit_minutes,
                    amount=-(-over // 60),
                    detail={"first": first.isoformat(), "kind": WORDS[config.kind]},
                )
            )
    return found
