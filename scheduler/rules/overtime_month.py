"""Overtime in a calendar month.

The rule in words: an officer works at most so many hours of overtime in a calendar month, each minute counted in the
month of the local date on which it is worked.
Source: custody overtime orders cap 96 h a month.
Kept: 88 h worked and carried, one more tour of 8 h. Broken: a tour of 12 h then; of a night tour from the 31st to the
1st only the hours before midnight count in the old month.
Counts: hours carried from elsewhere, worked history and rostered overtime, all kinds; court duties outside the
officer's pattern and the briefing before an overtime tour where policy says so. The finding is at the latest overtime
tour of the month. What was already too much before the roster is not charged again.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import Musters
from scheduler.domain.overtime import court_overtime
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute
from scheduler.rule import Breach, Frame, InstanceRows, Rule, Scope, Term, View, cell_of, hours, members, setting


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_minutes: int = setting(5760, "Most overtime in a calendar month", "minutes", 0, 44_640)
    counts_court: bool = setting(False, "Court outside the pattern is overtime", "yes or no")
    counts_muster: bool = setting(False, "The briefing before a shift counts as work", "yes or no")


class OvertimeMonth(Rule, config=Config):
    """At most `limit_minutes` of overtime in a calendar month."""

    key = "overtime_month"
    title = "Overtime in a month"
    unit = "minutes"
    price_unit = "started hours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {most} of overtime in a calendar month.", params={"most": hours(config.limit_minutes)}
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each officer and month over the instances that would be overtime."""
        clock = frame.problem.clock
        muster = {s.code: s.muster_minutes if config.counts_muster else 0 for s in frame.problem.shifts}
        minutes: dict[date, dict[int, int]] = defaultdict(dict)
        for n, i in enumerate(frame.instances):
            paid = Minute(i.start - muster[i.shift])
            for on, worked in clock.by_date(paid, Minute(i.end)) if i.on <= scope.last else ():
                month = on.replace(day=1)
                minutes[month][n] = minutes[month].get(n, 0) + worked
        carried = _carried(frame, config)
        owners, uppers, days = [], [], []
        cells = []
        judged = np.array([scope.covers(i.on) for i in frame.instances], dtype=np.bool_)
        day_of = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
        who = members(frame, scope).tolist()
        for month, by_instance in sorted(minutes.items()):
            instance = np.array(sorted(by_instance), dtype=np.int64)
            coef = np.array([by_instance[n] for n in instance.tolist()], dtype=np.int64)
            for o in who:
                mine = frame.kind[o, instance] > 0
                upper = max(0, config.limit_minutes - carried.get((frame.badges[o], month), 0))
                own = instance[mine]
                if judged[own].any() and int(coef[mine].sum()) > upper:
                    owners.append(o)
                    uppers.append(upper)
                    days.append(int(day_of[own][judged[own]].max()))
                    cells.append((own, coef[mine]))
        none = np.zeros(0, dtype=np.int64)
        return (
            InstanceRows(
                officer=np.array(owners, dtype=np.int64),
                first=np.concatenate((none, [0], np.cumsum([len(c) for c, _ in cells]))).astype(np.int64),
                instance=np.concatenate([none, *(c for c, _ in cells)]),
                coef=np.concatenate([none, *(c for _, c in cells)]),
                upper=np.array(uppers, dtype=np.int64),
                day=np.array(days, dtype=np.int64),
                unit=60,
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Split every overtime tour at midnight and add up by month."""
        clock = view.problem.clock
        musters = Musters.of(view.problem) if config.counts_muster else None
        found = []
        for badge in view.badges(scope):
            if not any(tour.kind.is_overtime for tour in view.tours_of[badge]):
                continue
            before = _stands(view, config, badge)
            rostered: dict[date, int] = defaultdict(int)
            tours: dict[date, list[Tour]] = defaultdict(list)
            for tour in view.tours_of[badge]:
                paid = musters.paid_start(tour) if musters else tour.start
                for on, worked in clock.by_date(paid, tour.end) if tour.kind.is_overtime else ():
                    rostered[on.replace(day=1)] += worked
                    tours[on.replace(day=1)].append(tour)
            for month, own in sorted(tours.items()):
                start = before.get(month, 0)
                total = start + rostered[month]
                over = total - max(config.limit_minutes, start)
                latest = max(own, key=lambda t: (t.on, t.start))
                if over > 0 and scope.covers(latest.on):
                    rest = {cell_of(t): None for t in reversed(own)}
                    found.append(
                        Breach(
                            cells=(cell_of(latest), *(c for c in rest if c != cell_of(latest))),
                            measured=total,
                            limit=config.limit_minutes,
                            amount=-(-over // 60),
                            detail={"month": month.isoformat()[:7]},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} of overtime in {month}; the limit is {most}.",
            params={
                "worked": hours(finding.measured),
                "month": finding.detail["month"],
                "most": hours(finding.limit),
            },
        )


def _stands(view: View, config: Config, badge: Badge) -> dict[date, int]:
    """Return the overtime minutes of an officer in each month, worked or carried, without the roster's."""
    key = (config.counts_court, config.counts_muster)
    memo: dict[object, dict[Badge, dict[date, int]]] = view.facts.memo.setdefault("overtime_month", {})
    if key not in memo:
        found: dict[Badge, dict[date, int]] = {b: defaultdict(int) for b in view.officers}
        for line in view.problem.carried:
            found[line.badge][line.month.replace(day=1)] += line.overtime_minutes
        musters = Musters.of(view.problem) if config.counts_muster else None
        spans = [
            (b, musters.paid_start(t) if musters else t.start, t.end)
            for b in view.officers
            for t in view.history_of[b]
            if t.kind.is_overtime
        ]
        if config.counts_court:
            spans += [(duty.badge, start, end) for duty, start, end in court_overtime(view.problem)]
        for owner, start, end in spans:
            for on, worked in view.problem.clock.by_date(start, end):
                found[owner][on.replace(day=1)] += worked
        memo[key] = found
    return memo[key][badge]


def _carried(frame: Frame, config: Config) -> dict[tuple[Badge, date], int]:
    """Return the overtime minutes of each officer and month that stand before the roster adds any."""
    clock = frame.problem.clock
    found: dict[tuple[Badge, date], int] = defaultdict(int)
    for line in frame.problem.carried:
        found[line.badge, line.month.replace(day=1)] += line.overtime_minutes
    musters = Musters.of(frame.problem) if config.counts_muster else None
    for tours in frame.past:
        for tour in tours:
            start = musters.paid_start(tour) if musters else tour.start
            for on, worked in clock.by_date(start, tour.end) if tour.kind.is_overtime else ():
                found[tour.badge, on.replace(day=1)] += worked
    for duty, start, end in court_overtime(frame.problem) if config.counts_court else ():
        for on, worked in clock.by_date(start, end):
            found[duty.badge, on.replace(day=1)] += worked
    return found
