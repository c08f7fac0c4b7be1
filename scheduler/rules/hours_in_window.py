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
counts with each tour, also when the tour before still runs. Such minutes leave a window two at a time, so windows that
begin with a briefing are looked at too.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import LONGEST_MUSTER, Musters
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute
from scheduler.ledger.numbers import among
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
    span,
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
            params={"most": hours(config.limit_minutes), "window": span(config.window_minutes)},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each officer and minute at which a window that may hold most ends: ends of instances and duties.

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
        # A window that begins with a briefing: from there on more may leave it than enters.
        briefed = np.array([muster[i.shift] > 0 for i in frame.instances], dtype=np.bool_)
        shared = set(end[usable].tolist()) | set((start + span)[usable & briefed].tolist())
        past = {o: _briefings_in_work(own, musters, span) if musters else [] for o, own in works.items()}
        at = np.array(sorted(shared | extra | {e for own in past.values() for e in own}), dtype=np.int64)
        overlap = np.minimum(end[None, :], at[:, None]) - np.maximum(start[None, :], at[:, None] - span)
        overlap = np.where(usable[None, :], np.maximum(overlap, 0), 0)
        touches = (overlap[:, judged] > 0).any(axis=1)
        carried = np.zeros((len(who), len(at)), dtype=np.int64)
        applies = np.broadcast_to(among(at, sorted(shared)), carried.shape) & touches
        row_of = {int(o): n for n, o in enumerate(who)}
        for o, own in works.items():
            n = row_of[o]
            begin = np.array([musters.paid_start(w) if musters else w.start for w in own], dtype=np.int64)[:, None]
            stop = np.array([w.end for w in own], dtype=np.int64)[:, None]
            carried[n] = np.maximum(np.minimum(stop, at) - np.maximum(begin, at - span), 0).sum(axis=0)
            applies[n] |= touches & among(at, past[o])
            for duty in duties[o]:
                applies[n] = (applies[n] & ~((duty.start < at) & (at < duty.end))) | (touches & (at == duty.end))
        upper = np.maximum(limit - carried, 0)
        row, window = np.nonzero(applies & (overlap.sum(axis=1)[None, :] > upper))
        return (_rows(frame, who[row], window, overlap, upper[row, window], judged),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Slide the window along the work of all who come near; keep the worst for each date that completes one."""
        found: list[Breach] = []
        musters = Musters.of(view.problem) if config.counts_muster else None
        for badge in _near_the_limit(view, config, scope):
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
            template="{worked} of work within {window}; the limit is {most}.",
            params={
                "worked": hours(finding.measured),
                "window": span(int(finding.detail["window"])),
                "most": hours(finding.limit),
            },
        )


def _briefings_in_work(works: tuple[Tour | Duty, ...], musters: Musters, span: int) -> list[int]:
    """Return the ends of the windows of `span` minutes that begin with a briefing during other work (by start)."""
    paid = [musters.paid_start(w) for w in works]
    return [start + span for n, start in enumerate(paid) if any(start < w.end for w in works[:n])]


def _rows(frame: Frame, officer: Ints, window: Ints, overlap: Ints, upper: Ints, judged: Bools) -> InstanceRows:
    """Return a row for each pair (officer[n], window[n]); `overlap[window, instance]` are its coefficients."""
    own_window, own_instance = np.nonzero(overlap)
    size = np.bincount(own_window, minlength=len(overlap))
    day_of = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
    last_day = np.where((overlap > 0) & judged[None, :], day_of[None, :], -1).max(axis=1, initial=-1)
    return InstanceRows(
        officer=officer,
        first=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(size))),
        instance=own_instance,
        coef=overlap[own_window, own_instance],
        upper=upper,
        day=last_day[window],
        unit=60,
        is_worst=True,
        set_of=window,
    )


def _near_the_limit(view: View, config: Config, scope: Scope) -> list[Badge]:
    """Return the officers whose work has to be looked at closely."""
    work = view.work(scope)
    if not config.counts_muster:
        return work.longer_than(config.limit_minutes, config.window_minutes)
    briefing = max((s.muster_minutes for s in view.problem.shifts), default=0)
    found = set(work.longer_than(config.limit_minutes, config.window_minutes, briefing))
    # A window that begins with a briefing during work may end within a piece: the one that ends with it is longer.
    longest = view.facts.longest_work
    close = work.closer_than(briefing)
    found |= set(work.longer_than(config.limit_minutes, config.window_minutes + longest, briefing)) & set(close)
    return sorted(found, key=view.facts.place_of.__getitem__)


def _windows_over(view: View, config: Config, badge: Badge, musters: Musters | None) -> list[Breach]:
    own = set(view.tours_of[badge])
    # Only windows with a rostered tour count, so those that end after the first one's start.
    begins = min(musters.paid_start(tour) if musters else tour.start for tour in own)
    work = [w for w in view.work_of(badge) if w.end > begins - config.window_minutes]
    paid = {id(w): musters.paid_start(w) if musters else w.start for w in work}
    found = []
    for end in sorted(e for e in _ends(config, work, paid) if e > begins):
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


def _ends(config: Config, work: list[Tour | Duty], paid: dict[int, Minute]) -> set[int]:
    """Return when windows end that may hold most: with a piece, or so that they begin with a briefing during work."""
    found: set[int] = {w.end for w in work}
    duties = [w for w in work if isinstance(w, Duty)]
    for before, after in pairwise(work):
        end = paid[id(after)] + config.window_minutes
        if paid[id(after)] < before.end and not any(d.start < end < d.end for d in duties):
            found.add(end)
    return found
