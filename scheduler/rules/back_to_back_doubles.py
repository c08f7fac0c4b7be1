"""Back-to-back doubles.

The rule in words: after a double, the next double does not start on the following date.
Source: LASD Twin Towers custody order 3-05-040 forbids back-to-back doubles.
Kept: 16 h on Monday, 8 h on Tuesday, 16 h on Wednesday. Broken: 16 h on Monday and 16 h on Tuesday.
A double is a chain of work, each piece touching the one before it, of at least so many hours, no part of which is one
already: watches of 8 h make one in twos, and three in a row make two that share a watch. It starts on the local date on
which its first piece starts. Two doubles without a common piece of which the second starts on a later date, but fewer
than so many dates later, are one breach, if a rostered tour takes part; history and duties count. The finding is at the
last rostered tour of the two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from scheduler.domain.findings import Finding, Message
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute
from scheduler.rule import Breach, Frame, Rule, Scope, Term, View, cell_of, hours, members, setting, spans_of
from scheduler.rule.chains import FIXED, Chain, Chains, fixed_shifts, instance_pieces, rows_of_each, rows_over_all


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    double_minutes: int = setting(960, "A double lasts at least", "minutes", 240, 2160)
    apart_days: int = setting(2, "Doubles start at least so many dates apart", "days", 1, 14)


class BackToBackDoubles(Rule, config=Config):
    """Doubles start at least `apart_days` dates apart; each two that are closer count once."""

    key = "back_to_back_doubles"
    title = "Back-to-back doubles"
    unit = "days"
    price_unit = "pairs of doubles"
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Stretches of {double} or more start at least {days} dates apart.",
            params={"double": hours(config.double_minutes), "days": config.apart_days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """One row for each two doubles that lie too close, over the instances of both."""
        pieces = instance_pieces(frame, counts_muster=False)
        least, who = config.double_minutes, members(frame, scope)

        def judged(pair: tuple[Chain, Chain]) -> tuple[int, ...]:
            both = sorted((*pair[0], *pair[1]), key=lambda p: (p.start, p.end))
            instances = tuple(p.instance for p in both if p.instance != FIXED)
            return instances if instances and scope.covers(frame.instances[instances[-1]].on) else ()

        chains = Chains(pieces, 0, needs_tour=False)
        shared = _by_date(frame, chains.shortest(least))
        sets = [s for pair in _close(config, shared, shared) if (s := judged(pair))]
        own: list[tuple[int, tuple[int, ...]]] = []
        since = pieces[0].start - (config.apart_days + 3) * 1440 - 2 * least if pieces else 0
        for o, works in spans_of(frame, scope, since).items() if pieces else ():
            mixed = _by_date(frame, chains.with_fixed(fixed_shifts(works), least))
            for firsts, seconds in ((mixed, shared), (shared, mixed), (mixed, mixed)) if mixed else ():
                own += [(o, s) for pair in _close(config, firsts, seconds) if (s := judged(pair))]
        return rows_over_all(frame, who, sets), rows_of_each(frame, own)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Find each officer's doubles in order of time, and compare the dates on which they start."""
        clock = view.problem.clock
        found = []
        for badge in view.rostered(scope):
            doubles = _doubles(view, config, badge)
            own = {id(t) for t in view.tours_of[badge]} if len(doubles) > 1 else set()
            dates = [clock.date_of(d[0].start) for d in doubles]
            for n, first in enumerate(doubles):
                for k, second in enumerate(doubles):
                    days = (dates[k] - dates[n]).days
                    if not 0 < days < config.apart_days or {id(w) for w in first} & {id(w) for w in second}:
                        continue
                    both = sorted((*first, *second), key=lambda w: (w.start, w.end), reverse=True)
                    tours = [w for w in both if isinstance(w, Tour) and id(w) in own]
                    if tours and scope.covers(tours[0].on):
                        cells = tuple(cell_of(t) for t in tours)
                        found.append(Breach(cells=cells, measured=days, limit=config.apart_days))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Two doubles start {days} date(s) apart; {asked} are asked for.",
            params={"days": finding.measured, "asked": finding.limit},
        )


def _by_date(frame: Frame, doubles: Iterable[Chain]) -> dict[int, list[Chain]]:
    """Return the doubles by the local date, as a day index, on which they start."""
    found: dict[int, list[Chain]] = {}
    for double in doubles:
        on = frame.problem.clock.date_of(Minute(double[0].start))
        found.setdefault(frame.day_index(on), []).append(double)
    return found


def _close(
    config: Config, firsts: dict[int, list[Chain]], seconds: dict[int, list[Chain]]
) -> Iterator[tuple[Chain, Chain]]:
    """Yield the pairs of doubles without a common piece whose start dates are too close, the earlier date first."""
    for day, early in firsts.items():
        for later in range(day + 1, day + config.apart_days):
            for first in early if later in seconds else ():
                yield from ((first, second) for second in seconds[later] if not set(first) & set(second))


def _doubles(view: View, config: Config, badge: Badge) -> list[list[Tour | Duty]]:
    """Return an officer's doubles, as far as they lie near the period, each as its pieces of work by start."""
    least = config.double_minutes
    since = view.tours_of[badge][0].start - (config.apart_days + 3) * 1440 - 2 * least
    work = view.work_since(badge, since)
    if all(w.end - w.start < least for w in work) and not any(b.start <= a.end for a, b in pairwise(work)):
        return []
    whole = _whole_shifts(work)
    found = []
    for piece in whole:
        open_ = [[piece]]
        while open_:
            chain = open_.pop()
            end = chain[-1][-1].end
            if end - piece[0].start < least:
                open_ += [[*chain, after] for after in whole if after[0].start == end]
            elif len(chain) == 1 or end - chain[1][0].start < least:
                found.append([w for part in chain for w in part])
    return found


def _whole_shifts(work: list[Tour | Duty]) -> list[list[Tour | Duty]]:
    """Return the work with the parts of each shift that touch put together."""
    found: list[list[Tour | Duty]] = []
    for piece in work:
        for parts in reversed(found):
            last = parts[-1]
            if last.end == piece.start and _shift(last) == _shift(piece) != ():
                parts.append(piece)
                break
        else:
            found.append([piece])
    return found


def _shift(work: Tour | Duty) -> tuple[object, ...]:
    return (work.on, work.shift) if isinstance(work, Tour) else ()
