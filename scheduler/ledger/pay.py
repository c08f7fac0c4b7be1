"""Hours for pay: contract overtime and the overtime of the Fair Labor Standards Act, as two ledgers side by side.

Hours belong to the local date on which they are worked: a night tour is split at midnight, also where a pay period
ends. The paid briefing before a shift counts. Minutes that two pieces of work share (a briefing during the watch
before) are worked once. Prices are no caps: nothing here forbids anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.clock import Clock
from scheduler.domain.muster import Musters
from scheduler.domain.payroll import BEYOND_PATTERN, CREDITED
from scheduler.domain.people import Duty, Officer
from scheduler.domain.policy import PayPeriod, Policy
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PayBasis, SeatId, ShiftCode, StaffClass, TourKind

if TYPE_CHECKING:
    from scheduler.domain.site import Site  # brings along what a roster does not need

WORK_PERIOD_HOURS = {
    7: 43,
    8: 49,
    9: 55,
    10: 61,
    11: 67,
    12: 73,
    13: 79,
    14: 86,
    15: 92,
    16: 98,
    17: 104,
    18: 110,
    19: 116,
    20: 122,
    21: 128,
    22: 134,
    23: 141,
    24: 147,
    25: 153,
    26: 159,
    27: 165,
    28: 171,
}
"""29 CFR 553.230, law enforcement column, which names security personnel in correctional institutions: days of the work
period and the hours up to which no overtime is due. A table, never computed: 171 x 23 / 28 is 140.46, the rule says
141. The column for fire protection (53 hours in 7 days) is another and is not here."""

FORTY_HOURS = 40
"""Hours a week where no work period was adopted: 29 USC 207(a)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayShare:
    """A stretch of paid time in one account; [start, end) in elapsed minutes.

    Attributes:
        account: A tour kind (regular is what the pattern gives), `BEYOND_PATTERN` or `CREDITED`.
        work: The tour or duty that it is part of; of what is credited, the swap of who stood there.
    """

    account: str
    work: Tour | Duty
    start: Minute
    end: Minute


class PayNotChosenError(ValueError):
    """The site has not said how overtime is priced, so that there is no number to give."""

    def __init__(self) -> None:
        super().__init__(
            "The site has not chosen how overtime is priced: policy needs a pay period, either a work period of 7 to "
            "28 days under 29 CFR 553.230 or 40 hours a week"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaySpan:
    """One pay period: local dates `first` to `last`, inclusive, and the line of policy that it follows."""

    first: date
    last: date
    pay: PayPeriod

    @property
    def threshold_minutes(self) -> int:
        """Minutes of work up to which the act asks for no overtime."""
        is_week = self.pay.basis == PayBasis.FORTY_HOURS
        return 60 * (FORTY_HOURS if is_week else WORK_PERIOD_HOURS[self.pay.days])


def pay_spans(policy: Policy, staff_class: StaffClass, first: date, last: date) -> tuple[PaySpan, ...]:
    """Return the pay periods, whole, that reach into local dates `first` to `last`, for one staff class.

    On each date the latest line of the class holds, or else the latest for everybody; dates before any are left out.
    Where a new line takes effect inside a period, the old period and the first new one are both judged whole: hours in
    both count in both, so that nobody gets less than either gives.
    """
    found: dict[tuple[date, PayPeriod], PaySpan] = {}
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        pay = _line(policy, staff_class, on)
        if pay is not None:
            start = on - timedelta(days=(on - pay.anchor).days % pay.days)
            found[start, pay] = PaySpan(first=start, last=start + timedelta(days=pay.days - 1), pay=pay)
    return tuple(found.values())


def _line(policy: Policy, staff_class: StaffClass, on: date) -> PayPeriod | None:
    held = [p for p in policy.pay_periods if p.effective <= on and p.staff_class in (staff_class, None)]
    own = [p for p in held if p.staff_class == staff_class] or held
    return max(own, key=lambda p: p.effective, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOvertime:
    """Minutes of contract overtime of one kind: a tour kind, or `BEYOND_PATTERN`."""

    kind: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLine:
    """One officer's hours in one pay period, local dates `first` to `last`, inclusive. All times are minutes.

    Attributes:
        threshold_minutes: Up to here the act asks for no overtime.
        worked_minutes: What was worked, or is rostered, swaps included.
        swapped_minutes: What of it was worked in swaps: under 29 CFR 553.31 not this officer's hours.
        credited_minutes: Hours of his that somebody else worked in a swap: credited as scheduled.
        contract: Overtime by the agreement, by kind.
    """

    badge: Badge
    first: date
    last: date
    basis: PayBasis
    threshold_minutes: int
    worked_minutes: int
    swapped_minutes: int
    credited_minutes: int
    contract: tuple[ContractOvertime, ...]

    @property
    def counted_minutes(self) -> int:
        """Hours worked in the sense of the act."""
        return self.worked_minutes - self.swapped_minutes + self.credited_minutes

    @property
    def contract_minutes(self) -> int:
        """Contract overtime of all kinds."""
        return sum(line.minutes for line in self.contract)

    @property
    def flsa_minutes(self) -> int:
        """Overtime under the act."""
        return max(0, self.counted_minutes - self.threshold_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayTable:
    """The lines by badge and date; staff classes for which nothing was chosen; swaps whose owner is not known."""

    lines: tuple[PayLine, ...]
    not_chosen: tuple[StaffClass, ...] = ()
    open_swaps: tuple[SeatId, ...] = ()


Owners = Mapping[tuple[Badge, date, ShiftCode], Badge]
"""Whose hours somebody worked in a swap: by badge of who stood there, local date and shift."""


def pay_table(site: "Site", first: date, last: date, owners: Owners | None = None) -> PayTable:
    """Return both ledgers for each officer and each pay period that reaches into local dates `first` to `last`.

    Args:
        site: The facility; `worked` holds all tours that count, worked or rostered.
        first: First date, inclusive.
        last: Last date, inclusive.
        owners: Whose hours the swaps are of which that is written down; of others it follows from the patterns.

    Raises:
        PayNotChosenError: policy names no pay period that holds for anybody then.
    """
    spans = {c: pay_spans(site.policy, c, first, last) for c in dict.fromkeys(o.staff_class for o in site.officers)}
    if not any(spans.values()):
        raise PayNotChosenError
    whole = [span for of_class in spans.values() for span in of_class]
    books = _Books.of(site, min(s.first for s in whole), max(s.last for s in whole), owners or {})
    lines = [books.line(o.badge, s) for o in sorted(site.officers, key=lambda o: o.badge) for s in spans[o.staff_class]]
    return PayTable(
        lines=tuple(lines),
        not_chosen=tuple(c for c, of_class in spans.items() if not of_class),
        open_swaps=tuple(sorted({t.seat for t in books.open_swaps})),
    )


def pay_shares(
    site: "Site", first: date, last: date, owners: Owners
) -> tuple[dict[Badge, list[PayShare]], tuple[Tour, ...]]:
    """Return each officer's paid time of dates `first` to `last`, inclusive, and some days around them, by start.

    Args:
        site: The facility; `worked` holds all tours that count.
        first: First date.
        last: Last date.
        owners: As `pay_table` takes it.

    Returns:
        Shares by badge, for every officer; and the swaps of which it is not known whose hours they were.
    """
    clock = Clock(site.facility.zone)
    since, until = clock.midnight(first - timedelta(days=3)), clock.midnight(last + timedelta(days=3))
    tours: dict[Badge, list[Tour]] = defaultdict(list)
    for tour in site.worked:
        if tour.end > since and tour.start < until:
            tours[tour.badge].append(tour)
    duties: dict[Badge, list[Duty]] = defaultdict(list)
    for duty in site.duties:
        if duty.end > since and duty.start < until:
            duties[duty.badge].append(duty)
    desk = _Clerk(site, clock)
    found = {o.badge: desk.shares(o, tours[o.badge], duties[o.badge]) for o in site.officers}
    credits_, unknown = desk.swaps(tours, duties, owners)
    for badge, share in credits_:
        found[badge].append(share)
    for own in found.values():
        own.sort(key=lambda share: (share.start, share.end, share.account))
    return found, unknown


_Minutes = dict[date, dict[str, int]]
"""Minutes by local date and by name of the account."""


@dataclass(frozen=True)
class _Books:
    """Minutes of each officer by date and account, and the swaps that credit nobody."""

    of_badge: dict[Badge, _Minutes]
    open_swaps: tuple[Tour, ...]

    @classmethod
    def of(cls, site: "Site", first: date, last: date, owners: Owners) -> "_Books":
        """Book all work that lies on dates `first` to `last`, inclusive, or touches them."""
        clock = Clock(site.facility.zone)
        shares, unknown = pay_shares(site, first, last, owners)
        found: dict[Badge, _Minutes] = {}
        for badge, own in shares.items():
            found[badge] = defaultdict(lambda: defaultdict(int))
            for share in own:
                for on, minutes in clock.by_date(share.start, share.end):
                    if share.account != CREDITED:
                        found[badge][on]["worked"] += minutes
                    found[badge][on][share.account] += minutes
        return cls(found, tuple(sorted(unknown)))

    def line(self, badge: Badge, span: PaySpan) -> PayLine:
        """Add up one officer's pay period."""
        total: dict[str, int] = defaultdict(int)
        for on, accounts in self.of_badge[badge].items():
            if span.first <= on <= span.last:
                for name, minutes in accounts.items():
                    total[name] += minutes
        kinds = [k.value for k in TourKind if k.is_overtime] + [BEYOND_PATTERN]
        return PayLine(
            badge=badge,
            first=span.first,
            last=span.last,
            basis=span.pay.basis,
            threshold_minutes=span.threshold_minutes,
            worked_minutes=total["worked"],
            swapped_minutes=total[TourKind.SWAP],
            credited_minutes=total[CREDITED],
            contract=tuple(ContractOvertime(kind=k, minutes=total[k]) for k in kinds if total[k]),
        )


class _Clerk:
    """Books the work of officers one by one."""

    def __init__(self, site: "Site", clock: Clock) -> None:
        self._site = site
        self._badges = {officer.badge for officer in site.officers}
        self._clock = clock
        self._shifts = {s.code: s for s in site.shifts}
        self._musters = Musters({s.code: s for s in site.shifts if s.muster_minutes}, clock)
        cycles = {p.code: p.cycle for p in site.patterns}
        self._cycles = {s.code: (cycles[s.pattern], s.anchor) for s in site.squads}

    def shares(self, officer: Officer, tours: Iterable[Tour], duties: Iterable[Duty]) -> list[PayShare]:
        """Return the paid time of one officer, parted by account; what is credited to him is not in it."""
        found: list[PayShare] = []
        plain: dict[date, list[PayShare]] = defaultdict(list)
        work: list[Tour | Duty] = [*tours, *duties]
        for piece, start, end in self._once(work):
            kind = piece.kind if isinstance(piece, Tour) else TourKind.REGULAR
            share = PayShare(account=kind.value, work=piece, start=start, end=end)
            if kind == TourKind.SWAP or kind.is_overtime:
                found.append(share)
            else:
                on = piece.on if isinstance(piece, Tour) else self._clock.date_of(piece.start)
                plain[on].append(replace(share, account=TourKind.REGULAR.value))
        for on, own in plain.items():
            beyond = (
                sum(s.end - s.start for s in own) - self._scheduled_minutes(officer, on)
                if officer.squad is not None
                else 0
            )
            for share in reversed(own):
                cut = max(share.start, Minute(share.end - max(0, beyond)))
                if share.start < cut:
                    found.append(replace(share, end=cut))
                if cut < share.end:
                    found.append(replace(share, start=cut, account=BEYOND_PATTERN))
                beyond -= share.end - share.start
        return found

    def swaps(
        self, tours: dict[Badge, list[Tour]], duties: dict[Badge, list[Duty]], owners: Owners
    ) -> tuple[list[tuple[Badge, PayShare]], tuple[Tour, ...]]:
        """Return whose hours were worked by others, and the swaps of which that is not known.

        Where it is not written down whose those hours are, they are of an officer whom the pattern put on that shift
        and who was not there. Of several it is the one with a swap on a shift of the other's; otherwise the only one.
        """
        credits_: list[tuple[Badge, PayShare]] = []
        unknown = []
        for swap in sorted(t for own in tours.values() for t in own if t.kind == TourKind.SWAP):
            known = owners.get((swap.badge, swap.on, swap.shift))
            share = PayShare(account=CREDITED, work=swap, start=self._musters.paid_start(swap), end=swap.end)
            if known is not None and known in self._badges:
                credits_.append((known, share))
                continue
            absent = [o for o in self._site.officers if self._was_absent(o, swap, tours, duties, credits_)]
            mutual = [o for o in absent if self._has_swapped_with(o, swap.badge, tours)]
            likely = mutual or absent
            if len(likely) == 1 or mutual:
                credits_.append((likely[0].badge, share))
            else:
                unknown.append(swap)
        return credits_, tuple(unknown)

    def _was_absent(
        self,
        officer: Officer,
        swap: Tour,
        tours: dict[Badge, list[Tour]],
        duties: dict[Badge, list[Duty]],
        credits_: list[tuple[Badge, PayShare]],
    ) -> bool:
        badge = officer.badge
        if badge == swap.badge or self._pattern_shift(officer, swap.on) != swap.shift:
            return False
        busy = [(w.start, w.end) for w in (*tours.get(badge, ()), *duties.get(badge, ()))]
        busy += [(away.start, away.end) for away in self._site.leave if away.badge == badge]
        busy += [(share.start, share.end) for owner, share in credits_ if owner == badge]
        return not any(start < swap.end and swap.start < end for start, end in busy)

    def _has_swapped_with(self, officer: Officer, badge: Badge, tours: dict[Badge, list[Tour]]) -> bool:
        other = next(o for o in self._site.officers if o.badge == badge)
        own = [t for t in tours.get(officer.badge, ()) if t.kind == TourKind.SWAP]
        return any(self._pattern_shift(other, t.on) == t.shift for t in own)

    def _once(self, work: Iterable[Tour | Duty]) -> Iterator[tuple[Tour | Duty, Minute, Minute]]:
        """Yield each piece with its paid time, by start; what a piece before it already covers is left out."""
        until = Minute(0)
        for piece in sorted(work, key=lambda w: (w.start, w.end)):
            start = max(self._musters.paid_start(piece), until)
            if start < piece.end:
                yield piece, start, piece.end
            until = max(until, piece.end)

    def _pattern_shift(self, officer: Officer, on: date) -> ShiftCode | None:
        if officer.squad is None:
            return None
        cycle, anchor = self._cycles[officer.squad]
        return cycle[(on - anchor).days % len(cycle)]

    def _scheduled_minutes(self, officer: Officer, on: date) -> int:
        code = self._pattern_shift(officer, on)
        if code is None:
            return 0
        start, end = self._shifts[code].span(self._clock, on)
        return end - start + self._shifts[code].muster_minutes
