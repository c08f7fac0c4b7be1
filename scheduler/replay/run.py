"""Goes through past periods of 28 days: judges what was worked, builds anew under two policies, judges that too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.check import check_roster
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.words import Badge
from scheduler.engine import BuildOptions, EngineError, ImpossibleError, NoRosterError, build
from scheduler.policies import past_problem, worked_roster
from scheduler.replay.bands import Band, bands_of
from scheduler.replay.known import ASSUMPTIONS, as_known, with_shown_offers
from scheduler.replay.measure import BandMoves, EntryCount, Measured, main_areas, measure

DAYS = 28
DAYS_OF_A_MONTH = 365.25 / 12


class ReplayError(ValueError):
    """There is nothing to replay; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """How far to go back, and how much effort each build may take."""

    months: int = 12
    last: date | None = None
    seconds: float = 30.0
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One way in which a period was or could have been worked.

    Attributes:
        name: worked or rebuilt.
        policy: present or proposed: what it is judged by, and built under where it is rebuilt.
        measured: What it is worth; None: no roster was found.
        note: Why there is none.
    """

    name: str
    policy: str
    measured: Measured | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodReplay:
    """A past period in four columns: worked and rebuilt, each by the present and by the proposed policy."""

    period: Period
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """All periods that were replayed, oldest first.

    Attributes:
        periods: Those done; fewer than asked for after a stop.
        asked: How many there are to do.
        known_from: First date of which anything worked is known: long windows of the first periods are seen in part.
        bands: Bands of seniority with how many officers each has.
        assumptions: Sentences that the numbers rest on.
    """

    periods: tuple[PeriodReplay, ...]
    asked: int
    known_from: date
    bands: tuple[Band, ...]
    assumptions: tuple[str, ...]


def periods_before(site: Site, months: int, last: date | None) -> tuple[Period, ...]:
    """Return the periods of 28 days that end on a date (None: the last one worked), as far as history goes.

    Raises:
        ReplayError: history does not hold one whole period.
    """
    dates = {tour.on for tour in site.worked if last is None or tour.on <= last}
    if not dates:
        raise ReplayError("nothing is known to have been worked, so there is nothing to replay")
    end, begin = last or max(dates), min(dates)
    count = min(max(1, round(months * DAYS_OF_A_MONTH / DAYS)), ((end - begin).days + 1) // DAYS)
    if count < 1:
        raise ReplayError(f"{DAYS} days of worked tours are expected; they are known from {begin} to {end} only")
    starts = (end - timedelta(days=DAYS * n - 1) for n in range(count, 0, -1))
    return tuple(Period(first=start, days=DAYS) for start in starts)


def replay(
    site: Site,
    present: Policy,
    proposed: Policy,
    options: ReplayOptions,
    *,
    done: Mapping[date, PeriodReplay] | None = None,
    report: Callable[[PeriodReplay, int, int], None] = lambda period, n, count: None,
    stop: Callable[[], bool] = lambda: False,
) -> Replay:
    """Replay the last months.

    Args:
        site: The facility with its worked history.
        present: The policy to compare with, as if it had held all along.
        proposed: The policy in question, as if it had held all along.
        options: How far back, and how much effort.
        done: Periods that need not be done again, by first date.
        report: Called after each period with its number, from 1, and their count.
        stop: True when called: end now and return the periods that are whole.

    Raises:
        ReplayError: there is nothing to replay.
        InvalidProblemError, UnknownRuleError, InvalidSettingError: a policy or the site cannot be used.
    """
    periods = periods_before(site, options.months, options.last)
    last = periods[-1].last
    site = with_shown_offers(site, periods[0].first, last)
    bands = bands_of(site.officers, last)
    found = []
    for n, period in enumerate(periods, 1):
        known = (done or {}).get(period.first)
        one = known or _Replayed(site, period, bands, options, stop).run(present, proposed)
        if one is None:
            break
        found.append(one)
        report(one, n, len(periods))
    return Replay(
        periods=tuple(found),
        asked=len(periods),
        known_from=min(tour.on for tour in site.worked),
        bands=tuple(sorted(set(bands.values()), key=lambda band: band.least)),
        assumptions=ASSUMPTIONS,
    )


class _Replayed:
    """One period: its columns one after another."""

    def __init__(
        self,
        site: Site,
        period: Period,
        bands: Mapping[Badge, Band],
        options: ReplayOptions,
        stop: Callable[[], bool],
    ) -> None:
        self._site = site
        self._period = period
        self._bands = bands
        self._options = options
        self._stop = stop

    def run(self, present: Policy, proposed: Policy) -> PeriodReplay | None:
        """Return the period in its four columns; None after a stop."""
        worked = worked_roster(self._site, self._period)
        columns = []
        for name in ("worked", "rebuilt"):
            for policy_name, policy in (("present", present), ("proposed", proposed)):
                if self._stop():
                    return None
                problem = past_problem(self._site, self._period, policy)
                roster, note = (worked, "") if name == "worked" else self._rebuild(as_known(problem))
                if self._stop():
                    return None
                measured = None if roster is None else self._measure(problem, roster, worked)
                columns.append(Column(name=name, policy=policy_name, measured=measured, note=note))
        return PeriodReplay(period=self._period, columns=tuple(columns))

    def _rebuild(self, problem: Problem) -> tuple[Roster | None, str]:
        options = BuildOptions(seconds=self._options.seconds, workers=self._options.workers, seed=self._options.seed)
        try:
            return build(problem, options, stop=self._stop).roster, ""
        except (ImpossibleError, NoRosterError, EngineError) as error:
            return None, str(error)

    def _measure(self, problem: Problem, roster: Roster, worked: Roster) -> Measured:
        reports = check_roster(as_known(problem), roster), check_roster(problem, roster)
        since = self._period.first - timedelta(days=DAYS)
        is_known = min((tour.on for tour in problem.worked), default=date.max) <= since
        before = main_areas(problem, (t for t in problem.worked if is_known and t.on >= since))
        return measure(problem, roster, reports, self._bands, (before, main_areas(problem, worked.tours)))


def total_of(periods: tuple[PeriodReplay, ...], name: str, policy: str) -> Measured | None:
    """Return a column added up over all periods that have it both as worked and rebuilt; None where none has."""
    whole = [p for p in periods if all(column.measured is not None for column in p.columns)]
    found = [c.measured for p in whole for c in p.columns if (c.name, c.policy) == (name, policy) and c.measured]
    if not found:
        return None
    lines: dict[tuple[str, str, str], list[EntryCount]] = {}
    for one in found:
        for line in one.findings:
            lines.setdefault((line.entry, line.rule, line.severity), []).append(line)
    return Measured(
        voluntary_minutes=sum(m.voluntary_minutes for m in found),
        mandated_minutes=sum(m.mandated_minutes for m in found),
        empty_minutes=sum(m.empty_minutes for m in found),
        awards_broken=sum(m.awards_broken for m in found),
        findings=tuple(
            replace(same[0], planned=sum(x.planned for x in same), realised=sum(x.realised for x in same))
            for _, same in sorted(lines.items())
        ),
        moves=_summed_moves([m.moves for m in found]),
    )


def _summed_moves(rows: list[tuple[BandMoves, ...]]) -> tuple[BandMoves, ...]:
    """Add up bands over periods; officers are then counted once a period, and periods left out stay out."""
    names = list(dict.fromkeys(line.band for row in rows for line in row))

    def total(band: str, field: str) -> int | None:
        values = [getattr(line, field) for row in rows for line in row if line.band == band]
        given = [value for value in values if value is not None]
        return sum(given) if given else None

    return tuple(
        BandMoves(
            band=band, officers=total(band, "officers"), moves=total(band, "moves"), otherwise=total(band, "otherwise")
        )
        for band in names
    )
