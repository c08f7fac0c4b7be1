"""Hours in a rolling window.

The rule in words: in any stretch of so many hours, an officer works at most so many; tours, duties and worked history
count with their true minutes.
Source: local orders cap 24 to 28 h in any 48 h and 60 to 72 h in any 7 days; fatigue research backs both.
Kept: two tours of 12 h within 48 h, 24 h in all. Broken: a third that begins 36 h after the first began, if 28 h is the
limit and 8 h of it lie within the 48 h.
Work in a window is greatest when the window ends with a piece of work, so the checker looks at those. A window counts
when it holds a rostered tour; the finding is at the latest one in it. What history and duties alone already exceed is
not charged again: the amount is what the roster adds. Where policy changes within the period, the engine keeps the new
limit from its first date on, also for windows that end in time off. Where policy counts the briefing before a shift, it
counts with each tour, also when the tour before still runs; then windows that end with any shift of the day are looked
at too, because such minutes leave a window twice.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import LONGEST_MUSTER, Musters
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute
from scheduler.rule import (
    Bools,
    Breach,
    Frame,
    InstanceRows,
    Ints,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    members,
    setting,
    spans_of,
)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_minutes: int = setting(4320, "Most work", "minutes", 0, 60_000)
    window_minutes: int = setting(10_080, "In any", "minutes", 60, 60_000)
    counts_muster: bool = setting(False, "The briefing before a shift counts as work", "yes or no")


class HoursInWindow(Rule, config=Config):
    """At most `limit_minutes` of work in any `window_minutes`; a price counts each officer's worst window."""

    key = "hours_in_window"
    title = "Hours in a rolling window"
    unit = "minutes"
    price_unit = "started hours"
    is_worst_per_officer = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {most} of work in any {window}.",
            params={"most": hours(config.limit_minutes), "window": hours(config.window_minutes)},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each officer and each minute at which a window may end with work: ends of instances and duties.

        A window that ends in time off holds no more than one that ends with the work before it, and one that ends
        within an instance no more than the one at its end; so these rows say exactly what the check says. Within a
        duty the second argument fails (rostered minutes leave the window while the duty's enter), so no row ends there.
        """
        span, limit = config.window_minutes, config.limit_minutes
        who = members(frame, scope)
        judged, _ = cell_mask(frame, scope)
        usable = np.array([i.on <= scope.last for i in frame.instances], dtype=np.bool_)
        if not judged.any() or not len(who):
            return ()
        muster = {s.code: s.muster_minutes if config.counts_muster else 0 for s in frame.problem.shifts}
        musters = Musters.of(frame.problem) if config.counts_muster else None
        start = np.array([i.start - muster[i.shift] for i in frame.instances], dtype=np.int64)
        end = np.array([i.end for i in frame.instances], dtype=np.int64)
        works = spans_of(frame, scope, int(start.min()) - span)
        duties = {o: [w for w in own if isinstance(w, Duty)] for o, own in works.items()}
        extra = {d.end for own in duties.values() for d in own if start.min() < d.end < end.max() + span}
        at = np.array(sorted(set(end[usable].tolist()) | extra), dtype=np.int64)
        overlap = np.minimum(end[None, :], at[:, None]) - np.maximum(start[None, :], at[:, None] - span)
        overlap = np.where(usable[None, :], np.maximum(overlap, 0), 0)
        touches = (overlap[:, judged] > 0).any(axis=1)
        carried = np.zeros((len(who), len(at)), dtype=np.int64)
        applies = np.broadcast_to(np.isin(at, end[usable]), carried.shape) & touches
        row_of = {int(o): n for n, o in enumerate(who)}
        for o, own in works.items():
            n = row_of[o]
            begin = np.array([musters.paid_start(w) if musters else w.start for w in own], dtype=np.int64)[:, None]
            stop = np.array([w.end for w in own], dtype=np.int64)[:, None]
            carried[n] = np.maximum(np.minimum(stop, at) - np.maximum(begin, at - span), 0).sum(axis=0)
            for duty in duties[o]:
                applies[n] = (applies[n] & ~((duty.start < at) & (at < duty.end))) | (touches & (at == duty.end))
        upper = np.maximum(limit - carried, 0)
        row, window = np.nonzero(applies & (overlap.sum(axis=1)[None, :] > upper))
        return (_rows(frame, who[row], window, overlap, upper[row, window], judged),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Slide the window along the work of all who come near; keep the worst for each date that completes one."""
        found: list[Breach] = []
        musters = Musters.of(view.problem) if config.counts_muster else None
        longest = max((s.muster_minutes for s in view.problem.shifts), default=0) if musters else 0
        for badge in view.work(scope).longer_than(config.limit_minutes, config.window_minutes, longest):
            worst: dict[object, Breach] = {}
            for breach in _windows_over(view, config, badge, musters):
                on = breach.cells[0].on
                if scope.covers(on) and (on not in worst or worst[on].amount < breach.amount):
                    worst[on] = breach
            found += worst.values()
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{worked} of work within {window}; at most {most} are allowed.",
            params={
                "worked": hours(finding.measured),
                "window": hours(int(finding.detail["window"])),
                "most": hours(finding.limit),
            },
        )


def _rows(frame: Frame, officer: Ints, window: Ints, overlap: Ints, upper: Ints, judged: Bools) -> InstanceRows:
    """Return a row for each pair (officer[n], window[n]); `overlap[window, instance]` are its coefficients."""
    own_window, own_instance = np.nonzero(overlap)
    begin = np.searchsorted(own_window, np.arange(len(overlap) + 1))
    size = np.diff(begin)[window]
    first = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(size)))
    cell = np.arange(int(first[-1]), dtype=np.int64) - np.repeat(first[:-1] - begin[window], size)
    instance = own_instance[cell]
    day_of = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
    last_day = np.where((overlap > 0) & judged[None, :], day_of[None, :], -1).max(axis=1, initial=-1)
    return InstanceRows(
        officer=officer,
        first=first,
        instance=instance,
        coef=overlap[np.repeat(window, size), instance],
        upper=upper,
        day=last_day[window],
        unit=60,
        is_worst=True,
    )


def _windows_over(view: View, config: Config, badge: Badge, musters: Musters | None) -> list[Breach]:
    own = set(view.tours_of[badge])
    # Only windows with a rostered tour count, so those that end after the first one's start.
    begins = min(musters.paid_start(tour) if musters else tour.start for tour in own)
    work = [w for w in view.work_of(badge) if w.end > begins - config.window_minutes]
    paid = {id(w): musters.paid_start(w) if musters else w.start for w in work}
    found = []
    for end in sorted(e for e in _ends(view, work, paid) if e > begins):
        since = end - config.window_minutes
        tours: list[Tour] = []
        total = rostered = 0
        for piece in work:
            if piece.start >= end + LONGEST_MUSTER:
                break
            minutes = min(piece.end, end) - max(paid[id(piece)], since)
            if minutes > 0:
                total += minutes
                if isinstance(piece, Tour) and piece in own:
                    rostered += minutes
                    tours.append(piece)
        amount = min(total - config.limit_minutes, rostered)
        if amount > 0:
            latest = max(tours, key=lambda t: (t.on, t.start))
            rest = [t for t in reversed(tours) if t is not latest]
            found.append(
                Breach(
                    cells=tuple(cell_of(t) for t in (latest, *rest)),
                    measured=total,
                    limit=config.limit_minutes,
                    amount=-(-amount // 60),
                    detail={"window": config.window_minutes, "end": end},
                )
            )
    return found


def _ends(view: View, work: list[Tour | Duty], paid: dict[int, Minute]) -> set[int]:
    """Return when the windows end: with each piece of work, and where minutes count twice with any shift as well."""
    found: set[int] = {w.end for w in work}
    if any(paid[id(b)] < a.end for a, b in pairwise(work)):
        duties = [w for w in work if isinstance(w, Duty)]
        found |= {s.end for s in view.slots if not any(d.start < s.end < d.end for d in duties)}
    return found
