"""Running totals of an account that may be longer than a roster: tours, hours, overtime, nights or weekends.

The rule in words: in each quarter, pay period or year an officer works at least and at most so many tours, hours, hours
of overtime, nights or weekends. Source: contracts and agreements that count over more than one roster.
Kept: two weekends in four weeks agreed, one worked in the weeks before, one rostered. Broken: two rostered then.
Accounts are so many days that follow each other from `anchor`, or else calendar months, counted from January. A tour
counts with its start date, and with its true length. A weekend counts when a tour starts on its Saturday or Sunday; one
that an account's edge cuts in two counts in both; weekends have no least. Worked history counts; what was too much
before is not charged again. The least is asked for when the account ends in the period, the most at all times.
`part` "pace" looks ahead: of an account that goes on beyond the roster it speaks of no more than the part that is over
by then. A third of the account gone, a third of the most may be used and a third of the least should be done. Where
`a_week` says how much each coming week can use, that is left for them instead: of 22 tours in four weeks, after the
first, seven where a week can use five. It says nothing of an account that ends in the period: there the limit itself
speaks. Priced beside it, it keeps officers from using up early what the coming rosters will need.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import QualificationCode
from scheduler.rule import (
    NO_LIMIT,
    Breach,
    Frame,
    Groups,
    InstanceRows,
    Ints,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    setting,
)

TOURS, HOURS, OVERTIME, NIGHTS, WEEKENDS = "tours", "hours", "overtime", "nights", "weekends"
LIMIT, PACE = "limit", "pace"
_OPEN = 100_000
_SATURDAY = 5
_WORDS = {OVERTIME: "hours of overtime"}


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    of: str = setting(HOURS, "What is counted", "tours, hours, overtime, nights or weekends")
    part: str = setting(LIMIT, "Which part", "limit or pace")
    least: int = setting(0, "Fewest in an account", "of what is counted", 0, _OPEN)
    most: int = setting(_OPEN, "Most in an account (100000: no limit)", "of what is counted", 0, _OPEN)
    every_days: int = setting(0, "Counted anew every so many days (0: calendar months)", "days", 0, 400)
    anchor: str = setting("2024-01-01", "An account of days begins on", "date")
    every_months: int = setting(3, "Counted anew every so many months", "months: 1, 2, 3, 4, 6 or 12", 1, 12)
    a_week: int = setting(0, "Pace: what a coming week can use (0: in proportion)", "of what is counted", 0, 168)
    steps: int = setting(1, "Points for each one too many or too few", "points", 1, 60)
    holders: str = setting("", "Only officers who hold", "code of a qualification, empty for everybody")

    def __post_init__(self) -> None:
        if self.of not in (TOURS, HOURS, OVERTIME, NIGHTS, WEEKENDS):
            raise InvalidSettingError(f"running_totals.of: tours, hours ... are expected, not {self.of!r}")
        if self.part not in (LIMIT, PACE):
            raise InvalidSettingError(f"running_totals.part: {LIMIT} or {PACE} is expected, not {self.part!r}")
        if self.least > self.most:
            raise InvalidSettingError(f"running_totals.least: at most {self.most} is expected, not {self.least}")
        if 12 % self.every_months:
            raise InvalidSettingError("running_totals.every_months: 1, 2, 3, 4, 6 or 12 is expected")
        try:
            date.fromisoformat(self.anchor)
        except ValueError:
            raise InvalidSettingError(
                f"running_totals.anchor: a date such as 2026-01-05 is expected, not {self.anchor!r}"
            ) from None

    def account_of(self, on: date) -> tuple[date, date]:
        """Return the first and the last date, inclusive, of the account in which a date lies."""
        if self.every_days:
            anchor = date.fromisoformat(self.anchor)
            first = on - timedelta(days=(on - anchor).days % self.every_days)
            return first, first + timedelta(days=self.every_days - 1)
        month = (on.month - 1) // self.every_months * self.every_months
        years, after = divmod(month + self.every_months, 12)
        return date(on.year, month + 1, 1), date(on.year + years, after + 1, 1) - timedelta(days=1)


class RunningTotals(Rule, config=Config):
    """Totals of an account keep to `least` and `most`, or, as pace, to their parts that belong to the time gone by."""

    key = "running_totals"
    title = "Running totals"
    unit = "of what is counted, time in minutes"
    price_unit = "points"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        what = _WORDS.get(config.of, config.of)
        every = f"{config.every_days} days" if config.every_days else f"{config.every_months} calendar months"
        sides = [f"at least {config.least}"] * (config.least > 0) + [f"at most {config.most}"] * (config.most < _OPEN)
        template = (
            "{amount} {what} in {every}." if config.part == LIMIT else "On the way to {amount} {what} in {every}."
        )
        return Message(template=template, params={"amount": " and ".join(sides) or "any", "what": what, "every": every})

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """A row an officer and account over what counts there; weekends as groups of slots."""
        found: list[Term] = []
        for first, last in _accounts_of_period(frame.dates, config):
            judged = min(last, frame.problem.period.last)
            if not scope.covers(judged):
                continue
            who = [
                o
                for o, officer in enumerate(frame.problem.officers)
                if scope.has(officer.badge)
                and (not config.holders or officer.holds(QualificationCode(config.holders), judged))
            ]
            unit = _size(config) * config.steps
            least, most = config.least * unit, config.most * unit
            days, rest = (last - first).days + 1, (last - judged).days
            if config.part == PACE and config.a_week:
                later = config.a_week * unit * rest
                least, most = max(0, -(-(7 * least - later) // 7)), max(0, (7 * most - later) // 7)
            elif config.part == PACE:
                least, most = -(-least * (days - rest) // days), most * (days - rest) // days
            elif rest:
                least = 0
            make = _weekend_groups if config.of == WEEKENDS else _rows
            found.extend(make(frame, config, who, (first, judged), (least, most)))
        return tuple(found)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Count what each officer did in each account that touches the period."""
        period = view.problem.period
        found: list[Breach] = []
        for first, last in _accounts_of_period(period.dates, config):
            on = min(last, period.last)
            if not scope.covers(on):
                continue
            bounds = _bounds(config, first, last, on)
            for badge in view.badges(scope):
                if config.holders and not view.officers[badge].holds(QualificationCode(config.holders), on):
                    continue
                history = [t for t in view.history_of[badge] if first <= t.on < period.first]
                tours = [t for t in view.tours_of[badge] if first <= t.on <= on]
                before, total = _count(view, config, history), _count(view, config, [*history, *tours])
                found.extend(_judge(config, Cell(on=on, badge=badge), before, total, bounds))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        of = str(finding.detail["of"])
        amounts = {
            name: f"{n / 60:g}" if of in (HOURS, OVERTIME) else str(n)
            for name, n in (("total", finding.measured), ("limit", finding.limit))
        }
        side = "at least" if finding.detail["is_least"] else "at most"
        template = "{total} {what} in the account; {side} {limit} are agreed."
        if finding.detail["part"] == PACE:
            template = "{total} {what} so far in the account; for the time gone by it should be {side} {limit}."
        return Message(template=template, params={**amounts, "what": _WORDS.get(of, of), "side": side})


def _accounts_of_period(dates: tuple[date, ...], config: Config) -> Iterator[tuple[date, date]]:
    """Yield the accounts that the entry speaks of: those that touch the period, and of them for pace those not over."""
    first, last = config.account_of(dates[0])
    while first <= dates[-1]:
        if config.part == LIMIT or last > dates[-1]:
            yield first, last
        first, last = config.account_of(last + timedelta(days=1))


def _size(config: Config) -> int:
    return 60 if config.of in (HOURS, OVERTIME) else 1


def _rows(
    frame: Frame, config: Config, who: list[int], dates: tuple[date, date], bounds: tuple[int, int]
) -> Iterator[Term]:
    """Yield rows of steps between the bounds, less what history has."""
    nights = {s.code for s in frame.problem.shifts if s.is_night}
    amount = np.array(
        [
            (i.end - i.start if config.of in (HOURS, OVERTIME) else config.of != NIGHTS or i.shift in nights)
            if dates[0] <= i.on <= dates[1]
            else 0
            for i in frame.instances
        ],
        dtype=np.int64,
    )
    cells: list[Ints] = []
    lower, upper = [], []
    for o in who:
        counts = amount > 0 if config.of != OVERTIME else (amount > 0) & (frame.kind[o] > 0)
        cells.append(np.flatnonzero(counts))
        before: dict[tuple[date, str, str], int] = {}
        for tour in frame.past[o]:
            if dates[0] <= tour.on < frame.problem.period.first and (config.of != NIGHTS or tour.shift in nights):
                key = (tour.on, tour.post, tour.shift)
                if config.of == HOURS or (config.of == OVERTIME and tour.kind.is_overtime):
                    before[key] = before.get(key, 0) + tour.minutes
                elif config.of != OVERTIME:
                    before[key] = 1
        carried = sum(before.values()) * config.steps
        lower.append(max(0, bounds[0] - carried))
        upper.append(max(0, bounds[1] - carried) if config.most < _OPEN else NO_LIMIT)
    joined = np.concatenate([np.zeros(0, dtype=np.int64), *cells])
    yield InstanceRows(
        officer=np.array(who, dtype=np.int64),
        first=np.cumsum([0] + [len(c) for c in cells]).astype(np.int64),
        instance=joined,
        coef=amount[joined] * config.steps,
        upper=np.array(upper, dtype=np.int64),
        lower=np.array(lower, dtype=np.int64),
        day=np.full(len(who), frame.day_index(dates[1]), dtype=np.int64),
        unit=_size(config),
    )


def _weekend_groups(
    frame: Frame, config: Config, who: list[int], dates: tuple[date, date], bounds: tuple[int, int]
) -> Iterator[Term]:
    """Yield limits on the weekends touched, less those that history has touched.

    A limit that lies between two whole numbers charges the weekend that crosses it in part: as two limits, each with
    its part of the price, one on either side.
    """
    if config.most >= _OPEN:
        return
    slots: dict[date, list[int]] = {}
    for n, slot in enumerate(frame.slots):
        if slot.on.weekday() >= _SATURDAY and dates[0] <= slot.on <= dates[1]:
            slots.setdefault(slot.on - timedelta(days=slot.on.weekday() - _SATURDAY), []).append(n)
    rows: list[tuple[int, int, int, list[list[int]]]] = []
    for o in who:
        worked = {
            t.on - timedelta(days=t.on.weekday() - _SATURDAY)
            for t in frame.past[o]
            if t.on.weekday() >= _SATURDAY and dates[0] <= t.on < frame.problem.period.first
        }
        new = [own for saturday, own in slots.items() if saturday not in worked]
        most, part = divmod(max(0, bounds[1] - len(worked) * config.steps), config.steps)
        rows += [
            (o, limit, price, new)
            for limit, price in ((most, config.steps - part), (most + 1, part))
            if price and limit < len(new)
        ]
    groups = [group for *_, new in rows for group in new]
    yield Groups(
        officer=np.array([o for o, *_ in rows], dtype=np.int64),
        most=np.array([most for _, most, _, _ in rows], dtype=np.int64),
        first_group=np.cumsum([0] + [len(new) for *_, new in rows]).astype(np.int64),
        first=np.cumsum([0] + [len(g) for g in groups]).astype(np.int64),
        slot=np.array([slot for group in groups for slot in group], dtype=np.int64),
        cost=np.array([price for _, _, price, _ in rows], dtype=np.int64),
    )


def _count(view: View, config: Config, tours: list[Tour]) -> int:
    """Return how much of what is counted some tours are, time in minutes."""
    if config.of == WEEKENDS:
        return len({(t.on.toordinal() - 1) // 7 for t in tours if t.on.weekday() >= _SATURDAY})
    if config.of in (HOURS, OVERTIME):
        return sum(t.minutes for t in tours if config.of == HOURS or t.kind.is_overtime)
    return len({(t.on, t.post, t.shift) for t in tours if config.of == TOURS or view.shifts[t.shift].is_night})


def _bounds(config: Config, first: date, last: date, on: date) -> tuple[int, int]:
    """Return the least and the most that an account's total may be on a date of it, in 1/steps of a tour or minute."""
    size = _size(config) * config.steps
    if config.part == LIMIT:
        return (config.least * size if on == last else 0), config.most * size
    gone, to_come = (on - first).days + 1, (last - on).days
    if not config.a_week:
        whole = gone + to_come
        return _up(config.least * size * gone, whole), config.most * size * gone // whole
    # In sevenths, as `a_week` is what seven days can use.
    kept = config.a_week * size * to_come
    return _up(max(0, config.least * size * 7 - kept), 7), max(0, config.most * size * 7 - kept) // 7


def _up(number: int, parts: int) -> int:
    return -(-number // parts)


def _judge(config: Config, cell: Cell, before: int, total: int, bounds: tuple[int, int]) -> Iterator[Breach]:
    """Yield what is beyond the most, as far as the roster added it, and what lacks to the least."""
    size, steps, (least, most) = _size(config), config.steps, bounds
    detail: dict[str, str | int] = {"of": config.of, "part": config.part}
    over = total * steps - max(most, before * steps)
    if config.most < _OPEN and over > 0:
        yield Breach(
            cells=(cell,),
            measured=total,
            limit=most // steps,
            amount=_up(over, size),
            detail={**detail, "is_least": 0},
        )
    if least > total * steps and config.of != WEEKENDS:
        yield Breach(
            cells=(cell,),
            measured=total,
            limit=_up(least, steps),
            amount=_up(least - total * steps, size),
            detail={**detail, "is_least": 1},
        )
