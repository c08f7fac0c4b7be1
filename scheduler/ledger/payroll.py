"""Worked time as lines for payroll: officer, date, pay code, minutes.

Rounding keeps totals: of each officer, pay period and pay code the running total is rounded, half a step upwards, and
each date is told what the rounded total grew by. So a period's total is never off by more than half a step however
many dates it has, and a date that is closed later changes nothing that was told of the dates before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.clock import Clock
from scheduler.domain.payroll import CREDITED, FLSA_OVERTIME, Overtime, PayrollLine, PayrollTemplate, Split
from scheduler.domain.people import Duty, Officer
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, DutyKind, Minute, SeatId, StaffClass, TourKind
from scheduler.domain.worked import ClosedDays
from scheduler.ledger.pay import Owners, PayShare, PaySpan, pay_shares, pay_spans, pay_table

if TYPE_CHECKING:
    from scheduler.domain.policy import Policy
    from scheduler.domain.site import Site  # brings along what a roster does not need

_PLAIN = (TourKind.REGULAR.value, CREDITED)
_Key = tuple[Badge, date, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payroll:
    """What payroll is told of closed days.

    Attributes:
        lines: By officer, date and pay code; those whose minutes are rounded to none are among them.
        open_swaps: Swaps of which it is not known whose hours they were: nobody is paid for them yet.
        not_chosen: Staff classes with worked time for which no pay period holds: they have no lines.
    """

    lines: tuple[PayrollLine, ...]
    open_swaps: tuple[SeatId, ...] = ()
    not_chosen: tuple[StaffClass, ...] = ()


def payroll_of(
    site: "Site", closed: ClosedDays, template: PayrollTemplate, first: date, last: date, owners: Owners | None = None
) -> Payroll:
    """Return the lines of local dates `first` to `last`, inclusive, from what was worked on closed days.

    Whole pay periods are counted, so that overtime and running totals are right, and of them the dates asked for are
    given. Overtime of the pay period is the last of its hours.

    Args:
        site: The facility; `worked` holds what was worked on closed days, and what it brought along from before.
        closed: The closed days. Only what belongs to one of them is paid.
        template: How the receiver wants it.
        first: First date.
        last: Last date.
        owners: Whose hours the swaps are of which that is written down.

    Raises:
        PayNotChosenError: policy names no pay period that holds for anybody then.
    """
    table = pay_table(site, first, last, owners)
    begin = min((line.first for line in table.lines), default=first)
    end = max((line.last for line in table.lines), default=last)
    shares, open_swaps = pay_shares(site, begin, end, owners or {})
    desk = _Desk(Clock(site.facility.zone), closed, template, site.policy)
    above: dict[Badge, list[tuple[date, date, int]]] = defaultdict(list)
    for line in table.lines:
        over = line.flsa_minutes - (line.contract_minutes if template.overtime is Overtime.GREATER else 0)
        above[line.badge].append((line.first, line.last, 0 if template.overtime is Overtime.AGREEMENT else over))
    lines: list[PayrollLine] = []
    for officer in sorted(site.officers, key=lambda o: o.badge):
        lines += desk.lines(officer, shares[officer.badge], above[officer.badge])
    held = {o.staff_class for o in site.officers if any(desk.is_paid(s) for s in shares[o.badge])}
    return Payroll(
        lines=tuple(line for line in lines if first <= line.on <= last),
        open_swaps=tuple(sorted({swap.seat for swap in open_swaps if swap.on in closed.dates})),
        not_chosen=tuple(c for c in table.not_chosen if c in held),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """Part of a share on one calendar date."""

    share: PayShare
    on: date
    start: Minute
    end: Minute
    account: str


class _Desk:
    """Makes the lines of officers one by one."""

    def __init__(self, clock: Clock, closed: ClosedDays, template: PayrollTemplate, policy: "Policy") -> None:
        self._clock, self._closed, self._template, self._policy = clock, closed, template, policy
        self._duties = frozenset(duty for _, duty in closed.duties)
        self._spans: dict[tuple[StaffClass, date], PaySpan | None] = {}

    def is_paid(self, share: PayShare) -> bool:
        """Whether what a share belongs to lies on a closed day."""
        work = share.work
        if isinstance(work, Tour):
            return work.on in self._closed.dates
        return work in self._duties or self._clock.date_of(work.start) in self._closed.dates

    def lines(
        self, officer: Officer, shares: Iterable[PayShare], above: Iterable[tuple[date, date, int]]
    ) -> Iterator[PayrollLine]:
        """Yield the lines of one officer by date and code.

        Args:
            officer: The officer.
            shares: His paid time by start.
            above: (first, last, minutes) of each pay period: how much of it is told as overtime of the period.
        """
        parts = [part for share in shares for part in self._by_date(share)]
        for first, last, minutes in sorted(above):
            parts = _with_overtime(parts, first, last, minutes)
        found: dict[_Key, int] = defaultdict(int)
        for part in parts:
            code = self._template.code_of(part.account)
            if code and self.is_paid(part.share):
                on = part.on if self._template.split is Split.MIDNIGHT else self._start_of(part.share)
                found[officer.badge, on, code] += part.end - part.start
        yield from self._rounded(officer, found)

    def _by_date(self, share: PayShare) -> Iterator[_Part]:
        """Yield a share cut at midnight, in the account under which it is told where it is no overtime of a period."""
        account = share.account
        if self._template.overtime is Overtime.FLSA and account not in (TourKind.SWAP.value, CREDITED):
            account = TourKind.REGULAR.value
        if account == TourKind.REGULAR.value and isinstance(share.work, Duty):
            account = DutyKind(share.work.kind).value
        start = share.start
        for on, minutes in self._clock.by_date(share.start, share.end):
            yield _Part(share, on, start, Minute(start + minutes), account)
            start = Minute(start + minutes)

    def _start_of(self, share: PayShare) -> date:
        return share.work.on if isinstance(share.work, Tour) else self._clock.date_of(share.work.start)

    def _rounded(self, officer: Officer, found: dict[_Key, int]) -> Iterator[PayrollLine]:
        step = self._template.rounding_minutes
        running: dict[tuple[str, date], int] = defaultdict(int)
        for (badge, on, code), minutes in sorted(found.items()):
            span = self._span(officer.staff_class, on)
            if span is None:
                continue
            key = code, span.first
            before = _nearest(running[key], step)
            running[key] += minutes
            yield PayrollLine(
                badge=badge,
                on=on,
                code=code,
                minutes=_nearest(running[key], step) - before,
                exact_minutes=minutes,
                first=span.first,
                last=span.last,
            )

    def _span(self, staff_class: StaffClass, on: date) -> PaySpan | None:
        """Return the pay period of a date, by the line of policy that holds on it."""
        key = staff_class, on
        if key not in self._spans:
            self._spans[key] = next(iter(pay_spans(self._policy, staff_class, on, on)), None)
        return self._spans[key]


def _with_overtime(parts: list[_Part], first: date, last: date, minutes: int) -> list[_Part]:
    """Return the parts with the last minutes of a pay period told as its overtime.

    Where two periods overlap, since policy changed inside one, what is overtime of one already counts for the other.

    Args:
        parts: All of an officer, by start.
        first: First date of the period, inclusive.
        last: Last date.
        minutes: How much is overtime.
    """
    inside = [part for part in parts if first <= part.on <= last]
    left = minutes - sum(part.end - part.start for part in inside if part.account == FLSA_OVERTIME)
    made: list[_Part] = []
    plain = (*_PLAIN, *(kind.value for kind in DutyKind))
    for part in reversed(parts):
        if left <= 0 or not first <= part.on <= last or part.account not in plain:
            made.append(part)
            continue
        cut = max(part.start, Minute(part.end - left))
        made.append(replace(part, start=cut, account=FLSA_OVERTIME))
        if part.start < cut:
            made.append(replace(part, end=cut))
        left -= part.end - cut
    return made[::-1]


def _nearest(minutes: int, step: int) -> int:
    """Return minutes in whole steps, half a step upwards."""
    return (2 * minutes + step) // (2 * step) * step
