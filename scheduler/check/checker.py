"""A check that follows a roster from edit to edit: judged again is only what an edit can have changed."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, groupby
from typing import TypeVar

from scheduler.check.whole import SEVERITIES, judge, place
from scheduler.domain.findings import Cell, Finding, Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, Minute, Severity
from scheduler.rule import Scope, View
from scheduler.rules import RuleUse, uses

_One = TypeVar("_One")
_MOST_TOUCHED = 0.5
_FEW_TOUCHED = 32
"""An edit that concerns more than this part of the officers, and more than so many, is judged as a new roster."""

_STRETCH = 64
"""So many tours at once are compared, which is fast where they are the same objects."""


@dataclass(frozen=True)
class _Touched:
    """Whom and which start dates an edit concerns: those of tours and locks that come or go."""

    badges: frozenset[Badge]
    dates: frozenset[date]


@dataclass(frozen=True)
class _Part:
    """What one use of a rule finds, sorted as in a report."""

    use: RuleUse
    found: tuple[Finding, ...]

    @cached_property
    def worth(self) -> dict[Badge | None, int]:
        """What the findings cost: the worst of each officer where only that counts, else all of it under None."""
        weight = self.use.entry.weight
        if not self.use.rule.is_worst_per_officer:
            return {None: weight * sum([f.amount for f in self.found])}
        worst: dict[Badge | None, int] = {}
        for finding in self.found:
            badge = finding.cells[0].badge
            worst[badge] = max(worst.get(badge, 0), weight * finding.amount)
        return worst

    @cached_property
    def named(self) -> frozenset[Badge | None]:
        """Whose first cells the findings name; None for those of nobody."""
        return frozenset(f.cells[0].badge for f in self.found)

    def after(self, view: View, touched: _Touched) -> "_Part":
        """Return what the use finds in the roster after an edit.

        A breach can come, go or change only with the tours of the officer, or of the date and those within the rule's
        reach, in its first cell: see `Rule.judged_by`.
        """
        by, whole = self.use.rule.judged_by, self.use.scope
        reach = range(-self.use.rule.reach_days, self.use.rule.reach_days + 1)
        dates = {on + timedelta(days=n) for on in (() if by == "officer" else touched.dates) for n in reach}
        if by == "date":
            kept = [f for f in self.found if f.cells[0].on not in dates]
        elif self.named.isdisjoint(touched.badges):  # as most uses are
            kept = list(self.found)
        else:
            kept = [f for f in self.found if f.cells[0].badge not in touched.badges]
        if by not in ("date", "officer"):
            kept = [f for f in kept if f.cells[0].badge is not None or f.cells[0].on not in dates]
        fresh: list[Finding] = []
        if by != "date":
            own = judge(self.use, view, replace(whole, badges=touched.badges))
            fresh += [f for f in own if f.cells[0].badge in touched.badges]
        badges = whole.badges if by == "date" else frozenset[Badge]()  # no officers: only breaches that name none
        for first, last in _runs(on for on in dates if whole.covers(on)):
            fresh += judge(self.use, view, Scope(first, last, badges))
        if not fresh and len(kept) == len(self.found):
            return self
        for finding in fresh:
            insort(kept, finding, key=place)
        return _Part(self.use, tuple(kept))


class Checker:
    """A roster with all that `check_roster` says of it, ready to say it of the roster after an edit.

    A value: `edited` returns a new one and changes nothing here.
    """

    def __init__(self, view: View, parts: tuple[_Part, ...]) -> None:
        """Keep what was found; see `of`."""
        self._view = view
        self._parts = parts

    @classmethod
    def of(cls, problem: Problem, roster: Roster) -> "Checker":
        """Judge a roster as a whole.

        Raises:
            UnknownRuleError, InvalidSettingError: the policy cannot be read.
        """
        view = View(problem, roster)
        return cls(view, _whole(view))

    @property
    def problem(self) -> Problem:
        """What the roster answers."""
        return self._view.problem

    @property
    def roster(self) -> Roster:
        """The roster that the report is about."""
        return self._view.roster

    def edited(self, roster: Roster) -> "Checker":
        """Return the checker of the same problem's roster after an edit."""
        return Checker(*self._after(roster, self._parts))

    def with_closed(self, problem: Problem) -> "Checker":
        """Return the checker of the same roster in a problem that differs in leave and restrictions alone.

        Judged again are the officers whose leave or restrictions differ, and the dates from the first to the last that
        these concern; nothing else that a rule looks at is another.
        """
        leave = _differing(self.problem.leave, problem.leave)
        bars = _differing(self.problem.restrictions, problem.restrictions)
        view, clock, period = View(problem, self.roster), problem.clock, problem.period
        a_day = timedelta(days=1)  # a night that begins on the day before reaches into it
        spans = [(clock.date_of(away.start) - a_day, clock.date_of(Minute(away.end - 1))) for away in leave]
        spans += [(bar.first - a_day, bar.last or period.last) for bar in bars]
        touched = _Touched(
            frozenset(away.badge for away in leave) | frozenset(bar.badge for bar in bars),
            frozenset(on for on in period.dates if any(first <= on <= last for first, last in spans)),
        )
        return Checker(view, tuple(part.after(view, touched) for part in self._parts))

    def _after(self, roster: Roster, parts: tuple[_Part, ...]) -> tuple[View, tuple[_Part, ...]]:
        """Return the roster after an edit as rules see it, and what some of them then find."""
        gone, come = _exchanged(self.roster.tours, roster.tours)
        cells = {(tour.badge, tour.on) for tour in (*gone, *come)}
        cells |= {(lock.badge, lock.on) for lock in set(self.roster.locks) ^ set(roster.locks)}
        if not cells:
            return self._view.edited(roster, (), ()), parts
        touched = _Touched(frozenset(badge for badge, _ in cells), frozenset(on for _, on in cells))
        if len(touched.badges) > max(_FEW_TOUCHED, _MOST_TOUCHED * len(self.problem.officers)):
            view = View(self.problem, roster)
            return view, tuple(_judged(part.use, view) for part in parts)
        view = self._view.edited(roster, gone, come)
        return view, tuple(part.after(view, touched) for part in parts)

    def added_by(self, roster: Roster) -> tuple[Finding, ...]:
        """Return what an edit would add: findings of the roster after it that are new or larger than they are now.

        A finding is larger when the same policy entry says of the same places that more is amiss. Priced findings are
        left out: what they cost is told by the tiers.
        """
        return _added(zip(self.said, self._after(roster, self.said)[1], strict=True))

    def added_since(self, before: "Checker") -> tuple[Finding, ...]:
        """Return what the edit added that led here from an earlier state of the roster, as `added_by` foretold it."""
        return _added(zip(before.said, self.said, strict=True))

    @property
    def said(self) -> tuple[_Part, ...]:
        """What is told as a finding: what is priced is told by the tiers."""
        return tuple(part for part in self._parts if part.use.entry.severity != Severity.PRICED)

    @cached_property
    def report(self) -> Report:
        """What `check_roster` says of the roster."""
        listed: list[Finding] = []
        charged: list[Finding] = []
        ranked = sorted(self._parts, key=_rank)
        for (severity, _), group in groupby(ranked, key=_rank):
            first, *more = [part.found for part in group]
            if more:  # policy changes inside the period
                first = tuple(sorted(chain(first, *more), key=place))
            (charged if severity == SEVERITIES[Severity.PRICED] else listed).extend(first)
        return Report(findings=tuple(listed), charges=tuple(charged), tiers=self._tiers())

    def _tiers(self) -> tuple[TierValue, ...]:
        values: dict[str, int] = defaultdict(int)
        worst: dict[tuple[str, str], dict[Badge | None, int]] = defaultdict(dict)
        for part in self._parts:
            entry = part.use.entry
            if entry.tier is None:
                continue
            if part.use.rule.is_worst_per_officer:
                known = worst[entry.tier, entry.id]
                for badge, amount in part.worth.items():
                    known[badge] = max(known.get(badge, 0), amount)
            else:
                values[entry.tier] += part.worth[None]
        for (tier, _), amounts in worst.items():
            values[tier] += sum(amounts.values())
        return tuple(
            TierValue(key=t.key, name=t.name, unit=t.unit, scale=t.scale, value=values[t.key])
            for t in self.problem.policy.tiers
        )


def _differing(before: Iterable[_One], after: Iterable[_One]) -> list[_One]:
    """Return what is not on both sides as often."""
    old, new = Counter(before), Counter(after)
    return [*(old - new), *(new - old)]


def _whole(view: View) -> tuple[_Part, ...]:
    """Judge a roster by every use of a rule."""
    return tuple(_judged(use, view) for use in uses(view.problem))


def _judged(use: RuleUse, view: View) -> _Part:
    return _Part(use, tuple(sorted(judge(use, view, use.scope), key=place)))


def _rank(part: _Part) -> tuple[int, str]:
    return SEVERITIES[part.use.entry.severity], part.use.entry.id


def _added(parts: Iterable[tuple[_Part, _Part]]) -> tuple[Finding, ...]:
    """Return the findings that are new or larger after an edit, from what each use of a rule found before and after."""
    found: list[Finding] = []
    for part, after in parts:
        if after is part:
            continue
        known: dict[tuple[Cell, ...], int] = {}
        for finding in part.found:
            known[finding.cells] = max(known.get(finding.cells, 0), finding.amount)
        found += [f for f in after.found if known.get(f.cells, 0) < f.amount]
    return tuple(sorted(found, key=lambda finding: (SEVERITIES[finding.severity], place(finding))))


def _runs(dates: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last date of each run of dates without a gap."""
    for _, run in groupby(enumerate(sorted(dates)), key=lambda pair: pair[1] - timedelta(days=pair[0])):
        days = [on for _, on in run]
        yield days[0], days[-1]


def _exchanged(before: tuple[Tour, ...], after: tuple[Tour, ...]) -> tuple[list[Tour], list[Tour]]:
    """Return the tours that only the first and only the second has; both are sorted, and share most objects."""
    gone: list[Tour] = []
    come: list[Tour] = []
    i = j = 0
    while i < len(before) and j < len(after):
        old, new = before[i], after[j]
        if before[i : i + _STRETCH] == after[j : j + _STRETCH]:
            i, j = i + _STRETCH, j + _STRETCH
        elif old is new or old == new:
            i, j = i + 1, j + 1
        elif old < new:
            gone.append(old)
            i += 1
        else:
            come.append(new)
            j += 1
    return gone + list(before[i:]), come + list(after[j:])
