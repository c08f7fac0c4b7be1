"""Fair spread.

The rule in words: overtime, nights, weekends and hard posts are borne by all in proportion; whoever has had more than a
fair share is called on last.
Source: house policy; agreements give overtime to those with the fewest hours first, and steady hard posts are a known
cause of burnout.
Kept: four weekend tours where four are a fair share. Charged: a fifth one point, a sixth two, a seventh three.
`of` says what is spread: "overtime", "nights", "weekends" (tours that start on a Saturday or Sunday) or "hard" (posts
whose static attention points reach `hard_points`). Counted are tours of the last `days` dates and of the period. The
fair share is fixed before anything is rostered (`scheduler.ledger.spread` has the formula): what all have carried and
what the period asks for, in proportion to what each officer's pattern or contract brings; for overtime the mean of what
was carried. Each tour above the share costs a point more than the one before, up to `steps` more; what history alone
has above the share costs nothing, but raises the price of the next one. A tour in parts on one post is one tour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.words import Badge, Severity
from scheduler.ledger.spread import HARD, KINDS, NIGHTS, OVERTIME, SATURDAY, WEEKENDS, Counted, Share, fair_shares
from scheduler.rule import (
    Bools,
    Breach,
    Frame,
    InstanceRows,
    InvalidSettingError,
    Rows,
    Rule,
    Scope,
    Term,
    View,
    setting,
)


@dataclass(frozen=True)
class Config:
    """What is spread, over which history."""

    of: str = setting(OVERTIME, "What is spread", "overtime, nights, weekends or hard")
    days: int = setting(90, "Dates before the period that count", "days", 28, 90)
    steps: int = setting(3, "Steps by which each further tour costs more", "points", 0, 20)
    hard_points: int = setting(25, "Static attention from which on a post is hard", "points", 1, 55)

    def __post_init__(self) -> None:
        if self.of not in KINDS:
            raise InvalidSettingError(f"fair_spread.of: {', '.join(KINDS)} are expected, not {self.of!r}")


class FairSpread(Rule, config=Config):
    """Points for tours above a fair share, each further one dearer.

    Judged as a whole on the last date of the period, under the policy that holds then.
    """

    key = "fair_spread"
    title = "Fair spread"
    unit = "tours"
    price_unit = "points"
    severities = (Severity.SHOW, Severity.PRICED)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template=_DESCRIBED[config.of], params={"days": config.days})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """For each officer, a row over the counted cells for each step above the share."""
        if not scope.covers(frame.problem.period.last):
            return ()
        shares = _shares(frame.memo, frame, config)
        cells = _counted_cells(frame, config)
        room = len(frame.instances)
        rows = [
            (o, upper)
            for o, badge in enumerate(frame.badges)
            if scope.has(badge)
            for upper in (max(0, shares[badge].fair + n - shares[badge].carried) for n in range(config.steps + 1))
            if upper < room
        ]
        own = [np.flatnonzero(cells[o]) for o in range(len(frame.badges))]
        picked = np.concatenate([np.zeros(0, dtype=np.int64), *own])
        owner = np.array([o for o, _ in rows], dtype=np.int64)
        first = np.cumsum([0, *(len(slots) for slots in own)], dtype=np.int64)
        ones = np.ones(len(picked), dtype=np.int64)
        uppers = np.array([upper for _, upper in rows], dtype=np.int64)
        day = np.full(len(rows), len(frame.dates) - 1, dtype=np.int64)
        if config.of == HARD:
            return (Rows(officer=owner, first=first, slot=picked, coef=ones, upper=uppers, day=day, set_of=owner),)
        return (
            InstanceRows(officer=owner, first=first, instance=picked, coef=ones, upper=uppers, day=day, set_of=owner),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count each officer's tours and add up what each one above the share costs."""
        last = view.problem.period.last
        if not scope.covers(last):
            return ()
        shares = _shares(view.facts.memo, view, config)
        counted = Counted.of_problem(view.problem, config.of, config.hard_points)
        found = []
        for badge in view.badges(scope):
            share = shares[badge]
            tours = view.tours_of[badge]
            if share.carried + len(tours) <= share.fair:
                continue
            new = len(
                {(t.on, t.shift, t.post) for t in tours if counted.has(t.on, t.shift, t.post, t.kind.is_overtime)}
            )
            before = max(share.carried, share.fair)
            points = sum(
                min(number - share.fair, config.steps + 1) for number in range(before + 1, share.carried + new + 1)
            )
            if points:
                found.append(
                    Breach(
                        cells=(Cell(on=last, badge=badge),),
                        measured=share.carried + new,
                        limit=share.fair,
                        amount=points,
                        detail={"of": config.of, "days": config.days + view.problem.period.days},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template=_EXPLAINED[str(finding.detail["of"])],
            params={"count": finding.measured, "days": finding.detail["days"], "share": finding.limit},
        )


_DESCRIBED = {
    OVERTIME: "Overtime goes first to those with the fewest overtime tours; the last {days} days count.",
    NIGHTS: "Nights are spread in proportion; the last {days} days count.",
    WEEKENDS: "Weekends are spread in proportion; the last {days} days count.",
    HARD: "Tours on posts that ask most attention are spread in proportion; the last {days} days count.",
}
_EXPLAINED = {
    OVERTIME: "{count} overtime tours in {days} days; {share} would be a fair share.",
    NIGHTS: "{count} night tours in {days} days; {share} would be a fair share.",
    WEEKENDS: "{count} weekend tours in {days} days; {share} would be a fair share.",
    HARD: "{count} tours in {days} days on posts that ask most attention; {share} would be a fair share.",
}


def _shares(memo: dict[str, Any], at: Frame | View, config: Config) -> Mapping[Badge, Share]:
    """Return the shares, which follow from the problem alone, worked out once."""
    name = f"fair_spread {config.of} {config.days} {config.hard_points}"
    if name not in memo:
        memo[name] = fair_shares(at.problem, at.slots, config.of, config.days, config.hard_points)
    found: Mapping[Badge, Share] = memo[name]
    return found


def _counted_cells(frame: Frame, config: Config) -> Bools:
    """Return `[officer, instance]` (of hard posts: `[officer, slot]`), whether the cell counts."""
    people = len(frame.badges)
    if config.of == OVERTIME:
        extra: Bools = frame.kind != 0
        return extra
    if config.of == HARD:
        points = {p.code: sum(f.points for f in p.attention) for p in frame.problem.posts}
        counts = np.array([points[s.post] >= config.hard_points for s in frame.slots], dtype=np.bool_)
    elif config.of == NIGHTS:
        dark = {s.code for s in frame.problem.shifts if s.is_night}
        counts = np.array([i.shift in dark for i in frame.instances], dtype=np.bool_)
    else:
        counts = np.array([i.on.weekday() >= SATURDAY for i in frame.instances], dtype=np.bool_)
    return np.broadcast_to(counts, (people, len(counts)))
