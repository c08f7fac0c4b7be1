"""Working days in a row.

The rule in words: after so many working days in a row, a day off. A working day is a local date on which a tour or a
duty starts; worked history before the period counts.
Source: local orders cap 10 to 12 consecutive days without a regular day off.
Kept: twelve days, one off. Broken: a thirteenth day in a row; and a fourteenth is a second breach.
A breach needs a day of the roster among the last days up to the limit and one: what history and duties do alone is not
the roster's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Badge
from scheduler.rule import Breach, Frame, Groups, Ints, Rule, Runs, Scope, Term, View, setting, spans_of


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_days: int = setting(12, "Most working days in a row", "days", 1, 60)


class ConsecutiveDays(Rule, config=Config):
    """At most `limit_days` working days in a row."""

    key = "consecutive_days"
    title = "Working days in a row"
    unit = "days"
    price_unit = "days"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="At most {days} working days in a row.", params={"days": config.limit_days})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Bound runs of days where only tours count; count days in windows where duties break in, or in part scopes."""
        limit, period = config.limit_days, frame.problem.period
        since = frame.problem.clock.midnight(period.first - timedelta(days=limit + 3))
        clock = frame.problem.clock
        is_whole = scope.covers(period.first) and scope.covers(period.last)
        runs: list[tuple[int, int]] = []
        windows: list[tuple[int, int, list[int]]] = []
        busy = spans_of(frame, scope, since)
        for o, badge in enumerate(frame.badges):
            if not scope.has(badge):
                continue
            known = {
                frame.day_index(work.on if hasattr(work, "on") else clock.date_of(work.start))
                for work in busy.get(o, ())
            }
            if is_whole and max(known, default=-1) < 0:
                length = next(n for n in range(limit + 1) if -1 - n not in known or n == limit)
                if length + period.days > limit:
                    runs.append((o, length))
                continue
            for day in range(period.days):
                days = range(day - limit, day + 1)
                free = [d for d in days if d >= 0 and d not in known]
                room = limit - sum(d in known for d in days)
                if free and scope.covers(frame.date_at(day)) and len(free) > room:
                    windows.append((o, room, free))
        none = np.zeros(len(runs), dtype=np.int64)
        return (
            Runs(
                officer=np.array([o for o, _ in runs], dtype=np.int64),
                most_work=none + limit,
                least_work=none,
                least_off=none,
                carried_work=np.array([n for _, n in runs], dtype=np.int64),
                carried_off=none,
            ),
            _groups(frame, windows),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count along each officer's days."""
        found = []
        period = view.problem.period
        dates = period.dates
        for badge in view.badges(scope):
            known = _known_days(view, badge)
            rostered = {t.on for t in view.tours_of[badge]} - known
            length = _run_before(period.first, known) if rostered else 0
            for on in dates if rostered else ():
                length = length + 1 if on in rostered or on in known else 0
                if length <= config.limit_days or not scope.covers(on):
                    continue
                own = [d for n in range(config.limit_days + 1) if (d := on - timedelta(days=n)) in rostered]
                if own:
                    cells = (Cell(on=on, badge=badge), *(Cell(on=d, badge=badge) for d in own if d != on))
                    found.append(Breach(cells=cells, measured=length, limit=config.limit_days))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Working day {days} in a row; the limit is {most}.",
            params={"days": finding.measured, "most": finding.limit},
        )


def _known_days(view: View, badge: Badge) -> set[date]:
    """Return the dates on which history or a duty of an officer starts."""
    memo: dict[Badge, set[date]] = view.facts.memo.setdefault("consecutive_days", {})
    if badge not in memo:
        clock = view.problem.clock
        memo[badge] = {t.on for t in view.history_of[badge]} | {clock.date_of(d.start) for d in view.duties_of[badge]}
    return memo[badge]


def _run_before(on: date, working: set[date]) -> int:
    length = 0
    while on - timedelta(days=length + 1) in working:
        length += 1
    return length


def _groups(frame: Frame, windows: list[tuple[int, int, list[int]]]) -> Groups:
    """Return the windows (officer, most, days) as groups of slots, a group a day."""
    by_day = frame.slots_of_day
    slots: list[Ints] = [by_day[d] for _, _, days in windows for d in days]
    sizes = [len(days) for _, _, days in windows]
    return Groups(
        officer=np.array([o for o, _, _ in windows], dtype=np.int64),
        most=np.array([most for _, most, _ in windows], dtype=np.int64),
        first_group=np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype(np.int64),
        first=np.concatenate(([0], np.cumsum([len(s) for s in slots], dtype=np.int64))).astype(np.int64),
        slot=np.concatenate([np.zeros(0, dtype=np.int64), *slots]),
    )
