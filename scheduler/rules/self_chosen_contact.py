"""Contact on self-chosen tours.

The rule in words: voluntary overtime and swaps do not take an officer and an inmate above the target; only tours that
the house assigns may go on from there to the cap. Source: house policy. Who looks for more time with somebody chooses
the tours for it; that choice ends at the target, for everybody alike and without a question asked.
Kept: 23 h of 24 h with those on Housing B in 28 days, the last tour there by voluntary overtime. Broken: 24 h 12 min.
Judged is every date on which a self-chosen tour shares a place with an inmate: contact in the `days` dates that end on
it, of all the officer's tours and of history, stays within the limit. How contact is counted, and what weights posts
have, is as in the contact rule; it is rostered time in a shared place and no proof of any contact. Counted is only what
the roster itself adds above the limit. The finding lies on the self-chosen tour.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.domain.facility import WHOLE
from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import Badge, TourKind
from scheduler.ledger import Future
from scheduler.ledger.numbers import among, distinct
from scheduler.rule import (
    KINDS,
    Bools,
    Breach,
    Frame,
    Ints,
    Rows,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    setting,
)
from scheduler.rule.exposure import (
    Met,
    Sweep,
    Windows,
    classes_of,
    coefficients,
    outlooks_of,
    room_of,
    sweep_of,
    windows,
)

HOUR = 60 * WHOLE
_CHOSEN = (TourKind.VOLUNTARY_OVERTIME, TourKind.SWAP)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    days: int = setting(28, "Length of the window", "days", 1, 366)
    limit_minutes: int = setting(1440, "Weighted contact with one inmate", "minutes", 0, 527_040)
    most_tours_a_day: int = setting(1, "Tours of one officer that may start on one date", "tours", 1, 4)


class SelfChosenContact(Rule, config=Config):
    """On the dates of self-chosen tours, contact in the last `days` dates is at most `limit_minutes`."""

    key = "self_chosen_contact"
    title = "Contact on self-chosen tours"
    unit = "minutes"
    price_unit = "hours"
    is_worst_per_officer = True
    is_apart = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Voluntary overtime and swaps keep weighted contact of an officer with any one inmate at {limit} "
            "in {days} days.",
            params={"limit": hours(config.limit_minutes), "days": config.days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Bound the window that ends on each date of a voluntary tour, if that tour is worked.

        A row says `sum coef x <= upper + big (1 - chosen)`, where `chosen` sums the cells of the one shift by which the
        officer volunteers there and `big` is more than all tours of the window, one of each shift, can add: moved to
        the left, `chosen` weighs `big` more. Rows of a class of inmates whom another class implies are left out, as
        are those of windows that no choice of tours can take over the limit.
        """
        ledger, classes = classes_of(frame)
        last = max([ledger.day_of(scope.last), *(int(future.day.max()) for future, _ in classes)])
        over = Windows(config.days, ledger.day_of(scope.first), last, last)
        members = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        volunteers = (frame.kind == KINDS.index(TourKind.VOLUNTARY_OVERTIME)) & members[:, None]
        volunteers &= cell_mask(frame, scope)[0][None, :]
        found: list[tuple[Ints, ...]] = []
        room: list[Ints] = []
        outlooks = outlooks_of(frame, ledger, classes, over, config.most_tours_a_day) if volunteers.any() else ()
        for (future, above), outlook in zip(classes if outlooks else (), outlooks, strict=True):
            upper = room_of(outlook, config.limit_minutes * WHOLE, len(members))
            room.append(upper)
            keep = members[:, None] & (outlook.most > upper)
            for other in above:
                keep &= upper < room[other]
            if keep.any():
                found += _rows_of(frame, future, over, volunteers, upper, keep)
        return (_joined(frame, ledger.day_of(frame.problem.period.first), found),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Sum up, for each date of each self-chosen tour, what the officer shared with those met on it."""
        sweep = sweep_of(view)
        found: list[Breach] = []
        for badge in view.rostered(scope):
            chosen = [n for n, t in enumerate(view.tours_of[badge]) if t.kind in _CHOSEN and scope.covers(t.on)]
            if chosen and _is_within_reach(view, sweep, badge, config):
                found += _of_officer(view, sweep.met(badge), badge, chosen, config)
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """Say it of the area and never of the inmate: pair data is for those who need to know."""
        return Message(
            template="No self-chosen tours left in {area}: {measured} of weighted contact in {days} days; {limit} are "
            "asked for, beyond them only assigned tours.",
            params={
                "area": finding.detail.get("area", ""),
                "measured": hours(finding.measured),
                "days": finding.detail.get("days", 0),
                "limit": hours(finding.limit),
            },
        )


def _rows_of(
    frame: Frame, future: Future, over: Windows, volunteers: Bools, upper: Ints, keep: Bools
) -> Iterator[tuple[Ints, ...]]:
    """Yield (officers, ledger day, slots, coefs, uppers) of the rows of one class, those alike but for the officer."""
    slots, coef = coefficients(future, over)
    instance = frame.instance[slots]
    order = np.argsort(instance, kind="stable")
    starts = np.flatnonzero(np.diff(instance[order], prepend=-1))
    big = np.maximum.reduceat(coef[order], starts, axis=0).sum(axis=0)
    for window in np.flatnonzero(keep.any(axis=0)).tolist():
        met = among(slots, future.slot[future.day == over.first + window])
        cells = np.flatnonzero(coef[:, window])
        for n in distinct(instance[met]).tolist():
            owners = np.flatnonzero(volunteers[:, n] & keep[:, window])
            if len(owners):
                weight = coef[cells, window] + int(big[window]) * (met & (instance == n))[cells]
                day = np.array([over.first + window], dtype=np.int64)
                yield owners, day, slots[cells], weight, upper[owners, window] + int(big[window])


def _joined(frame: Frame, first_day: int, found: list[tuple[Ints, ...]]) -> Rows:
    """Return the pieces as rows; a row whose window ends after the period is judged on its last day."""
    none = np.zeros(0, dtype=np.int64)
    count = np.array([len(owners) for owners, *_ in found], dtype=np.int64)
    sizes = np.array([len(slots) for _, _, slots, _, _ in found], dtype=np.int64)
    days = np.concatenate([none, *(day for _, day, *_ in found)]) - first_day
    return Rows(
        officer=np.concatenate([none, *(owners for owners, *_ in found)]),
        first=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes))),
        slot=np.concatenate([none, *(slots for _, _, slots, _, _ in found)]),
        coef=np.concatenate([none, *(coef for _, _, _, coef, _ in found)]),
        upper=np.concatenate([none, *(upper for *_, upper in found)]),
        day=np.repeat(np.minimum(days, frame.problem.period.days - 1), count),
        unit=HOUR,
        is_worst=True,
        set_of=np.repeat(np.arange(len(found), dtype=np.int64), count),
    )


def _is_within_reach(view: View, sweep: Sweep, badge: Badge, config: Config) -> bool:
    """Whether any window of the officer could be over the limit at all."""
    first = view.problem.period.first.toordinal() - sweep.history.presence.days.first
    own, total = (windows(row[None, :], first, config.days) for row in sweep.most_of(badge))
    return bool(((total > config.limit_minutes * WHOLE) & (own > 0)).any())


def _of_officer(view: View, met: Met, badge: Badge, chosen: list[int], config: Config) -> Iterator[Breach]:
    """Yield a breach for each self-chosen tour on whose dates a pair is above the limit: the worst of them."""
    limit = config.limit_minutes * WHOLE
    groups = met.near(limit, 0)
    if not len(groups):
        return
    added, total = (windows(table, 0, config.days) for table in met.by_day(groups, int(met.day.max()) + 1))
    for n in chosen:
        mine = (met.tour == n) & np.isin(met.group, groups)
        row, day = np.searchsorted(groups, met.group[mine]), met.day[mine]
        excess = np.minimum(total[row, day] - limit, added[row, day])
        most = int(excess.max(initial=0))
        if most > 0:
            tour = view.tours_of[badge][n]
            yield Breach(
                cells=(cell_of(tour),),
                measured=-(-int(total[row, day][excess == most].max()) // WHOLE),
                limit=config.limit_minutes,
                amount=-(-most // HOUR),
                detail={"area": view.posts[tour.post].area, "days": config.days},
            )
