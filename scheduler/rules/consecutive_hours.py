"""Hours in a row.

The rule in words: an officer works at most so many hours without a break; tours, duties and worked history that touch
are one stretch, and so are those between which lies only a short break.
Source: collective agreements ask for at most 16 h in a row; a custody order of LASD Twin Towers allows 19 h.
Kept: two watches of 8 h, one after the other. Broken: a third after them, or one of 12 h after one of 8 h.
Measured is a chain: pieces of work of which each begins when the one before it ends, or at most the short break later;
it lasts from the start of the first to the end of the last. Each chain that is too long, holds a rostered tour, and has
no part of which the same is true, is one breach: in a stretch of 32 h, with 16 h allowed, the first three watches of
8 h are one and the last three another. The finding is at the last rostered tour of the chain. What history and duties
do alone is not the roster's.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.muster import Musters
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute
from scheduler.ledger.numbers import among
from scheduler.rule import (
    Breach,
    Forbid,
    Frame,
    Rule,
    Scope,
    Successions,
    Term,
    View,
    cell_of,
    hours,
    members,
    setting,
    spans_of,
)
from scheduler.rule.chains import (
    FIXED,
    Chain,
    Chains,
    fixed_pieces,
    instance_pieces,
    rows_of_each,
    rows_over_all,
)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_minutes: int = setting(960, "Most work in a row", "minutes", 240, 2160)
    break_minutes: int = setting(0, "Longest break that is none", "minutes", 0, 60)
    counts_muster: bool = setting(False, "The briefing before a shift counts as work", "yes or no")


class ConsecutiveHours(Rule, config=Config):
    """At most `limit_minutes` of work in a row; each shortest chain that is longer counts once."""

    key = "consecutive_hours"
    title = "Hours in a row"
    unit = "minutes"
    price_unit = "chains"
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="At most {most} of work in a row.", params={"most": hours(config.limit_minutes)})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid each shortest chain that is too long: alone, in pairs, or as a row over its instances."""
        pieces = instance_pieces(frame, config.counts_muster)
        least = config.limit_minutes + 1
        who = members(frame, scope)

        def judged(chain: Chain) -> tuple[int, ...]:
            instances = tuple(p.instance for p in chain if p.instance != FIXED)
            return instances if scope.covers(frame.instances[instances[-1]].on) else ()

        chains = Chains(pieces, config.break_minutes, needs_tour=True)
        shared = [s for c in chains.shortest(least) if (s := judged(c))]
        own: list[tuple[int, tuple[int, ...]]] = []
        musters = Musters.of(frame.problem) if config.counts_muster else None
        since = pieces[0].paid - least - config.break_minutes if pieces else 0
        for o, works in spans_of(frame, scope, since).items() if pieces else ():
            own += [(o, s) for c in chains.with_fixed(fixed_pieces(works, musters), least) if (s := judged(c))]
        alone = {s[0] for s in shared if len(s) == 1}
        slots = np.flatnonzero(among(frame.instance, sorted(alone)))
        pairs = np.array([s for s in shared if len(s) == 2], dtype=np.int64).reshape(-1, 2)
        return (
            Forbid(officer=np.repeat(who, len(slots)), slot=np.tile(slots, len(who))),
            Successions(first=pairs[:, 0], second=pairs[:, 1], officer=None if scope.badges is None else who),
            rows_over_all(frame, who, [s for s in shared if len(s) > 2]),
            rows_of_each(frame, own),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go back from each piece of work through those that touch it, until the stretch is too long."""
        musters = Musters.of(view.problem) if config.counts_muster else None
        found = []
        for badge in view.rostered(scope):
            for minutes, tours in _too_long(view, config, badge, musters):
                if scope.covers(tours[0].on):
                    cells = tuple(cell_of(t) for t in tours)
                    found.append(Breach(cells=cells, measured=minutes, limit=config.limit_minutes))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{time} of work in a row; the limit is {most}.",
            params={"time": hours(finding.measured), "most": hours(finding.limit)},
        )


def _too_long(view: View, config: Config, badge: Badge, musters: Musters | None) -> list[tuple[int, list[Tour]]]:
    """Return the shortest stretches with a rostered tour that are too long: minutes, and such tours, last first."""
    tours, limit = view.tours_of[badge], config.limit_minutes
    own = {id(t) for t in tours}
    since = tours[0].start - limit - config.break_minutes
    work = view.work_since(badge, since)
    paid = [musters.paid_start(w) for w in work] if musters else [w.start for w in work]
    if not _may_be_too_long(work, paid, config):
        return []
    touching = [
        [k for k in range(n) if work[k].end <= w.start and paid[n] - work[k].end <= config.break_minutes]
        for n, w in enumerate(work)
    ]
    found = []
    for last, piece in enumerate(work):
        open_ = [[last]]  # each from the last piece back to the first
        while open_:
            chain = open_.pop()
            shorter = chain[1:]
            if any(id(work[n]) in own for n in chain):
                is_rostered = any(id(work[n]) in own for n in shorter)
                if is_rostered and work[shorter[0]].end - paid[shorter[-1]] > limit:
                    continue
                if piece.end - paid[chain[-1]] > limit:
                    rostered = [w for n in chain if isinstance(w := work[n], Tour) and id(w) in own]
                    found.append((piece.end - paid[chain[-1]], rostered))
                    continue
            open_ += [[*chain, k] for k in touching[chain[-1]]]
    return found


def _may_be_too_long(work: list[Tour | Duty], paid: list[Minute], config: Config) -> bool:
    """Whether any run of pieces without a break is too long, overlapping ones counted in: most officers have none."""
    begin, end = paid[0], work[0].end
    for start, piece in zip(paid, work, strict=True):
        if start - end > config.break_minutes:
            begin = start
        end = max(end, piece.end)
        if end - begin > config.limit_minutes:
            return True
    return False
