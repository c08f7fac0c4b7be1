"""Officers and what a roster needs to know of them: nothing here describes a person beyond that."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.words import (
    AreaCode,
    Badge,
    DocumentCode,
    DutyKind,
    FacilityId,
    Minute,
    PatternCode,
    PostCode,
    QualificationCode,
    ShiftCode,
    SquadCode,
    StaffClass,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """A lawful, documented need of a post: an armed post, a control room certificate, a language."""

    code: QualificationCode
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A qualification that an officer holds, valid on local dates from `earned` to `expires`, both inclusive."""

    qualification: QualificationCode
    earned: date | None = None
    expires: date | None = None

    def is_valid(self, first: date, last: date) -> bool:
        """Whether it is valid on every date from `first` to `last`, both inclusive."""
        return (self.earned is None or self.earned <= first) and (self.expires is None or last <= self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLimit:
    """At most `most` tours of one shift in the period."""

    shift: ShiftCode
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The terms of an officer on a free pattern; None leaves a term open. Minutes and counts are over the period."""

    least_minutes: int | None = None
    most_minutes: int | None = None
    most_work_days_in_a_row: int | None = None
    least_work_days_in_a_row: int | None = None
    least_days_off_in_a_row: int | None = None
    most_weekends: int | None = None
    shift_limits: tuple[ShiftLimit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A repeating cycle: one entry a day, a shift code or None for a day off (Pitman has 14 entries)."""

    code: PatternCode
    name: str
    cycle: tuple[ShiftCode | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Squad:
    """Officers who share a pattern and its phase: day 0 of the cycle falls on `anchor` (any date, also later)."""

    code: SquadCode
    name: str
    facility: FacilityId
    pattern: PatternCode
    anchor: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Anyone rostered. Either `squad` gives the pattern, or `contract` the terms of a free pattern.

    `seniority` with `tie_breaker` (lower is more senior) orders mandates; `exemptions` are codes that excuse from
    mandated overtime.
    """

    badge: Badge
    facility: FacilityId
    staff_class: StaffClass = StaffClass.SWORN
    seniority: date
    tie_breaker: int = 0
    squad: SquadCode | None = None
    contract: Contract | None = None
    qualifications: tuple[Held, ...] = ()
    exemptions: tuple[str, ...] = ()
    is_probationary: bool = False

    def holds(self, code: QualificationCode, on: date) -> bool:
        """Whether the officer holds a qualification that is valid on local date `on`."""
        return any(h.qualification == code and h.is_valid(on, on) for h in self.qualifications)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """An officer is away in the half-open span [start, end) of elapsed minutes. No kind: the roster needs none."""

    badge: Badge
    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Paid time without a seat in [start, end): counts for rest, hours and fatigue."""

    badge: Badge
    start: Minute
    end: Minute
    kind: DutyKind = DutyKind.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Willingness:
    """An officer volunteers for overtime on local dates `first` to `last`, inclusive (no shifts named: any shift)."""

    badge: Badge
    first: date
    last: date
    shifts: tuple[ShiftCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A weighted wish to work (`wants`) or not to work a shift (None: any shift) that starts on a date."""

    badge: Badge
    on: date
    shift: ShiftCode | None = None
    wants: bool = True
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """An officer may not be posted to an area (rovers that cover it included) or a post from `first` to `last`.

    Neither reason nor kind nor requester: what lies behind is not here. Exactly one of `area`, `post` is given, or
    neither: no inmate contact at all.
    """

    badge: Badge
    first: date
    last: date | None = None
    area: AreaCode | None = None
    post: PostCode | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the restriction binds on local date `on`."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A post held by bid or assignment on local dates `first` to `last`, inclusive; `shift` None: on any shift."""

    badge: Badge
    post: PostCode
    basis: str
    first: date
    last: date | None = None
    shift: ShiftCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """The local date since which an officer's tenure in an area runs, as known when the period begins."""

    badge: Badge
    area: AreaCode
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How long a tenure may run: `months` calendar months, or `days` days where `months` is 0."""

    days: int
    months: int = 0

    def due(self, since: date) -> date:
        """Return the first local date on which a tenure that began on `since` has run its time.

        Months end on the same day of the month; where a month is too short for it, on its last day: six months from
        31 August are due on 28 February.
        """
        if not self.months:
            return since + timedelta(days=self.days)
        year, month = divmod(since.year * 12 + since.month - 1 + self.months, 12)
        return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedHours:
    """Overtime minutes of an officer in a calendar month (its first date) that `Problem.worked` does not hold."""

    badge: Badge
    month: date
    overtime_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """An officer is excused from mandated overtime on local dates `first` to `last`, inclusive. Why is not kept."""

    badge: Badge
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A standing first choice: `weight` points for each tour elsewhere than on `post`, or on another `shift`.

    At least one of the two is given. Valid on local dates `first` to `last`, inclusive.
    """

    badge: Badge
    first: date
    last: date | None = None
    post: PostCode | None = None
    shift: ShiftCode | None = None
    weight: int = 1

    def holds_on(self, on: date) -> bool:
        """Whether the preference speaks about local date `on`."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationWaiver:
    """An officer may stay in an area beyond the cadence on local dates `first` to `expires`, inclusive (90 at most)."""

    badge: Badge
    area: AreaCode
    first: date
    expires: date
    approver: str
    reason: str

    def holds_on(self, on: date) -> bool:
        """Whether the waiver is in force on local date `on`."""
        return self.first <= on <= self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An officer has read a version of a document on a local date."""

    badge: Badge
    document: DocumentCode
    version: int
    on: date
