"""Cool-down after much contact with one inmate.

The rule in words: when an officer's weighted contact with an inmate has come to nine tenths of a cap, the officer has
for 28 days no more than a tenth of the pattern's tours, and at least one, on posts that meet this inmate.
Source: house policy; 28 days with a tenth of the tours is the break that ends a tenure in the house's rotation rules.
Kept: 33 h of 36 h reached on 10 December; until 7 January one tour with that inmate, and eleven elsewhere. Broken: a
second one.
Only history can begin a cool-down: within the period the contact cap itself acts, and whoever it brings near will cool
down in the next roster. It begins after the latest date on which contact in the window rose to `share_percent` of the
limit, having been below it the date before. Counted are the tours on its `cool_days` dates, history included, on which
the inmate was or will be met with `least_weight` or more: a rover whose share of the unit weighs less, or a tower, does
not count, and an inmate who has moved takes the cool-down along. The pattern's tours are those that it gives on these
dates; a free pattern gives none, so one tour is left. Tours count on the date on which they start; parts of one shift
on a post are one tour. The finding lies on each rostered tour from the first one too many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import WHOLE
from scheduler.domain.findings import Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.ledger import Ledger
from scheduler.ledger.contact import Work
from scheduler.ledger.numbers import distinct
from scheduler.rule import Breach, Frame, Ints, Rows, Rule, Scope, Term, View, cell_of, hours, members, setting
from scheduler.rule.exposure import Met, Sweep, classes_of, sweep_of, windows
from scheduler.rule.sliding import heaps, windows_over


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    days: int = setting(28, "Length of the cap's window", "days", 1, 366)
    limit_minutes: int = setting(2160, "The cap: weighted contact with one inmate", "minutes", 1, 527_040)
    share_percent: int = setting(90, "Part of the cap from which to cool down", "percent", 1, 100)
    cool_days: int = setting(28, "Length of the cool-down", "days", 1, 366)
    tours_percent: int = setting(10, "Of the pattern's tours may meet this inmate", "percent", 0, 100)
    least_weight: int = setting(100, "Contact weight from which a tour counts", "thousandths", 1, 1000)


class CoolDown(Rule, config=Config):
    """After `share_percent` of a cap, at most `tours_percent` of the tours of `cool_days` dates meet that inmate."""

    key = "cool_down"
    title = "Cool-down after much contact"
    unit = "tours"
    price_unit = "tours"
    is_worst_per_officer = True
    is_apart = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="From {percent}% of {limit} of weighted contact with one inmate in {days} days on, {cool} days "
            "with at most {tours}% of the pattern's tours, and at least one, that meet this inmate.",
            params={
                "percent": config.share_percent,
                "limit": hours(config.limit_minutes),
                "days": config.days,
                "cool": config.cool_days,
                "tours": config.tours_percent,
            },
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Bound, for each officer and inmate in cool-down, the tours of its dates with what history leaves."""
        ledger, _ = classes_of(frame)
        rows: dict[tuple[int, bytes], tuple[int, Ints]] = {}
        judged = ledger.day_of(scope.last)
        for o, by_day in _contact_by_day(ledger, _near(frame, ledger, config, members(frame, scope))):
            for column, since in _cooling(ledger, by_day, config):
                last = min(since + config.cool_days, judged)
                if last < ledger.day_of(scope.first):
                    continue
                slots = _slots(frame, ledger, column, config.least_weight)
                slots = slots[frame.day[slots] <= last - ledger.day_of(frame.problem.period.first)]
                room = _most_tours(frame, o, ledger, since, config)
                room = max(0, room - _worked(frame, ledger, o, column, since, config.least_weight))
                if len(slots) > room:
                    known = rows.get((o, slots.tobytes()))
                    rows[o, slots.tobytes()] = (room if known is None else min(room, known[0]), slots)
        return (_joined(frame, rows),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count, for each officer and inmate in cool-down, the tours on which they meet."""
        sweep = sweep_of(view)
        begun = _begun(view, sweep, config)
        found: list[Breach] = []
        for badge in view.rostered(scope) if begun else ():
            worst: dict[date, Breach] = {}
            for group, since in begun.get(badge, ()):
                for breach in _of_pair(view, badge, sweep.met(badge), group, since, config):
                    on = breach.cells[0].on
                    if scope.covers(on) and (on not in worst or worst[on].amount < breach.amount):
                        worst[on] = breach
            found += worst.values()
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """Say it of the area, never of the inmate, and without a date: pair data is for those who need to know."""
        return Message(
            template="No tours left in {area} for now: {count} tours in the cool-down; the limit is {most}.",
            params={"area": finding.detail.get("area", ""), "count": finding.measured, "most": finding.limit},
        )


def _near(frame: Frame, ledger: Ledger, config: Config, who: Ints) -> list[int]:
    """Return the officers whose worked minutes, at their posts' largest weights, could reach the share at all."""
    work = ledger.worked
    is_met = np.bincount(ledger.place, minlength=ledger.places.count) > 0
    profiles = ledger.places.profiles
    heaviest = np.array([int(p.weights[is_met[p.places]].max(initial=0)) for p in profiles], dtype=np.int64)
    day = np.searchsorted(ledger.midnights, work.start, side="right") - 1
    cell = work.who * ledger.days + np.maximum(day, 0)
    value = (work.end - work.start) * heaviest[work.profile] if len(work.who) else work.who
    by_day = np.bincount(cell, value, len(frame.badges) * ledger.days).reshape(len(frame.badges), ledger.days)
    sums = np.concatenate((np.zeros((len(by_day), 1)), np.cumsum(by_day, axis=1)), axis=1)
    ends = np.arange(ledger.days)
    # A window may begin with the end of a tour that starts on the date before it.
    most = (sums[:, ends + 1] - sums[:, np.maximum(ends - config.days, 0)]).max(axis=1)
    return [o for o in who.tolist() if most[o] * 100 >= config.share_percent * config.limit_minutes * WHOLE]


def _contact_by_day(ledger: Ledger, officers: list[int]) -> Iterator[tuple[int, Ints]]:
    """Yield (officer, `value[column, day]`) of the history of each of the officers."""
    column = np.repeat(np.arange(ledger.columns), np.diff(ledger.first))
    order = np.argsort(ledger.fragment, kind="stable")
    begins = np.searchsorted(ledger.fragment[order], np.arange(len(ledger.day) + 1))
    met = ledger.history
    fragment = np.repeat(np.arange(len(ledger.day)), np.diff(met.first))
    for officer in officers:
        own = np.flatnonzero(met.who == officer)
        count = np.diff(begins)[fragment[own]]
        each = np.repeat(own, count)
        shift = np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count)
        there = column[order[np.repeat(begins[fragment[own]], count) + shift]]
        found = np.zeros((ledger.columns, ledger.days), dtype=np.int64)
        np.add.at(found, (there, ledger.day[fragment[each]]), met.value[each])
        yield officer, found


def _cooling(ledger: Ledger, by_day: Ints, config: Config) -> list[tuple[int, int]]:
    """Return (column, ledger day on which it was reached) of the cool-downs of an officer that are not over."""
    today = ledger.day_of(ledger.problem.period.first)
    by_day = by_day[:, :today]
    sums = np.concatenate((np.zeros((len(by_day), 1), dtype=np.int64), np.cumsum(by_day, axis=1)), axis=1)
    ends = np.arange(today)
    window = sums[:, ends + 1] - sums[:, np.maximum(ends + 1 - config.days, 0)]
    is_high = window * 100 >= config.share_percent * config.limit_minutes * WHOLE
    rises = is_high & ~np.concatenate((np.zeros((len(by_day), 1), dtype=np.bool_), is_high[:, :-1]), axis=1)
    column, day = np.nonzero(rises)
    latest = dict(zip(column.tolist(), day.tolist(), strict=True))  # of each column the last, as days ascend
    return [(c, d) for c, d in latest.items() if d + config.cool_days >= today]


def _slots(frame: Frame, ledger: Ledger, column: int, least_weight: int) -> Ints:
    """Return the slots that meet a column at so much weight, at some time."""
    fragments = ledger.fragment[ledger.first[column] : ledger.first[column + 1]]
    at, slot, value = ledger.of_slots.of(fragments)
    piece = fragments[at]
    minutes = np.minimum(ledger.end[piece], frame.end[slot]) - np.maximum(ledger.start[piece], frame.start[slot])
    return distinct(slot[value >= least_weight * minutes])


def _worked(frame: Frame, ledger: Ledger, officer: int, column: int, since: int, least_weight: int) -> int:
    """Return how many tours of the history since a ledger day met a column at so much weight."""
    today = ledger.day_of(frame.problem.period.first)
    tours = [t for t in frame.past[officer] if since < ledger.day_of(t.on) < today]
    if not tours:
        return 0
    work = ledger.worked
    own = np.flatnonzero(work.who == officer)
    spans = Work(np.arange(len(own)), work.profile[own], work.start[own], work.end[own])
    fragments = ledger.fragment[ledger.first[column] : ledger.first[column + 1]]
    at, span, value = ledger.contacts(spans).of(fragments)
    piece = fragments[at]
    minutes = np.minimum(ledger.end[piece], spans.end[span]) - np.maximum(ledger.start[piece], spans.start[span])
    begins = set(spans.start[span[value >= least_weight * minutes]].tolist())
    return len({(t.post, t.on, t.shift) for t in tours if any(t.start <= begin < t.end for begin in begins)})


def _most_tours(frame: Frame, officer: int, ledger: Ledger, since: int, config: Config) -> int:
    """Return how many tours the cool-down allows."""
    code = frame.problem.officers[officer].squad
    if code is None:
        return 1
    squad = next(s for s in frame.problem.squads if s.code == code)
    cycle = next(p.cycle for p in frame.problem.patterns if p.code == squad.pattern)
    begin = since + 1 - ledger.day_of(squad.anchor)
    given = sum(cycle[(begin + n) % len(cycle)] is not None for n in range(config.cool_days))
    return max(1, config.tours_percent * given // 100)


def _joined(frame: Frame, rows: dict[tuple[int, bytes], tuple[int, Ints]]) -> Rows:
    """Return a row for each officer and set of slots."""
    slots = [slots for _, slots in rows.values()]
    cells = np.concatenate([np.zeros(0, dtype=np.int64), *slots])
    return Rows(
        officer=np.array([o for o, _ in rows], dtype=np.int64),
        first=np.concatenate(([0], np.cumsum([len(s) for s in slots], dtype=np.int64))).astype(np.int64),
        slot=cells,
        coef=np.ones(len(cells), dtype=np.int64),
        upper=np.array([room for room, _ in rows.values()], dtype=np.int64),
        day=np.array([int(frame.day[s].max()) for s in slots], dtype=np.int64),
        is_worst=True,
    )


Begun = dict[Badge, list[tuple[int, date]]]
"""The cool-downs of each officer: the group of inmates met alike, and the date on which the share was reached."""


def _begun(view: View, sweep: Sweep, config: Config) -> Begun:
    """Return the cool-downs that history began, as the checker sees them."""
    key = f"cool_down/{config}"
    if key not in view.facts.memo:
        history = sweep.history
        begin, share = history.presence.days.first, config.share_percent * config.limit_minutes * WHOLE
        first = view.problem.period.first.toordinal() - begin
        reach = windows(history.most, 0, config.days).max(axis=1) * 100 >= share
        found: Begun = {}
        for officer, badge in enumerate(view.officers):
            own = _reached(sweep.met(badge), first, share, config.days) if reach[officer] else {}
            lasting = [(group, day) for group, day in own.items() if day + config.cool_days >= first]
            if lasting:
                found[badge] = [(group, date.fromordinal(begin + day)) for group, day in lasting]
        view.facts.memo[key] = found
    begun: Begun = view.facts.memo[key]
    return begun


def _reached(met: Met, first: int, share: int, days: int) -> dict[int, int]:
    """Return for each group the latest day before `first` on which a hundredfold of the window rose to the share."""
    past = (met.tour < 0) & (met.day < first)
    groups, row = np.unique(met.group[past], return_inverse=True)
    table = np.zeros((len(groups), first), dtype=np.int64)
    np.add.at(table, (row, met.day[past]), met.value[past])
    found = {}
    for group, sums in zip(groups.tolist(), windows(table, 0, days), strict=True):
        for day in range(first - 1, -1, -1):
            if sums[day] * 100 >= share and (day == 0 or sums[day - 1] * 100 < share):
                found[group] = day
                break
    return found


def _of_pair(view: View, badge: Badge, met: Met, group: int, since: date, config: Config) -> list[Breach]:
    """Return a breach for each date with a tour too many with one group of inmates."""
    until = since + timedelta(days=config.cool_days)
    numbers = sorted(set(met.tour[(met.group == group) & (met.weight >= config.least_weight)].tolist()))
    tours: tuple[list[tuple[Tour, int]], list[tuple[Tour, int]]] = ([], [])
    for n in numbers:
        if -n > len(view.history_of[badge]):
            continue  # held over beyond the roster: no tour of its own
        tour = view.tours_of[badge][n] if n >= 0 else view.history_of[badge][-1 - n]
        if since < tour.on <= until:
            tours[n >= 0].append((tour, 1))
    dates = (since + timedelta(days=n + 1) for n in range(config.cool_days))
    given = sum(view.problem.pattern_shift(view.officers[badge], on) is not None for on in dates)
    most = max(1, config.tours_percent * given // 100)
    return [
        Breach(
            cells=(cell_of(over.latest),),
            measured=over.total,
            limit=most,
            amount=over.amount,
            detail={"area": view.posts[over.latest.post].area},
        )
        for over in windows_over(heaps(*tours), config.cool_days, most)
    ]
