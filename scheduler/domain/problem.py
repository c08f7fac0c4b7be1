"""Everything that a build or a check needs, in one frozen value that validates itself."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.demand import Slot, unfold
from scheduler.domain.facility import WHOLE, Area, Document, Facility, Post, Shift, TeamNeed
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Contract,
    Duty,
    Exemption,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.policy import Policy
from scheduler.domain.roster import Lock, Period, ShiftLock, Tour
from scheduler.domain.words import Badge, PayBasis, ShiftCode, TourKind

SCHEMA = "fairwatch/problem/1"
WAIVER_DAYS = 90
"""The longest that a rotation may be waived at a time: house policy."""
_NO_POLICY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a problem that cannot be: where it is, and what was expected there."""

    where: str
    expected: str

    def __str__(self) -> str:
        """Return one sentence."""
        return f"{self.where}: {self.expected}"


class InvalidProblemError(ValueError):
    """A problem does not hold together; `faults` lists everything found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A facility, its people, posts, inmates' whereabouts, history and policy for one period.

    Attributes:
        worked: Tours really worked (or rostered, where nothing else is known) before the period, 90 days or more.
        held_over: Parts worked on dates of the period beyond its roster: they count for contact. Their time is among
            `duties`, where hours and rest see it.
        fixed: Tours of the period that stand: worked, published or locked ones. The engine keeps them.
        locks: Cells of the period in which the engine changes nothing, tours of `fixed` or none.
        shift_locks: Shifts of the period whose seats take no tours but those of `fixed`.
        published: The tours that officers already hold for the period; least change counts from them (empty: none).

    Raises:
        InvalidProblemError: references do not resolve, codes repeat, or values contradict each other.
    """

    schema: str = SCHEMA
    facility: Facility
    period: Period
    areas: tuple[Area, ...] = ()
    shifts: tuple[Shift, ...] = ()
    posts: tuple[Post, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    squads: tuple[Squad, ...] = ()
    officers: tuple[Officer, ...] = ()
    leave: tuple[Leave, ...] = ()
    duties: tuple[Duty, ...] = ()
    willing: tuple[Willingness, ...] = ()
    wishes: tuple[Wish, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    preferences: tuple[Preference, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    awards: tuple[Award, ...] = ()
    documents: tuple[Document, ...] = ()
    readings: tuple[Reading, ...] = ()
    team_needs: tuple[TeamNeed, ...] = ()
    rotation_waivers: tuple[RotationWaiver, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    carried: tuple[CarriedHours, ...] = ()
    stays: tuple[Stay, ...] = ()
    watches: tuple[Watch, ...] = ()
    activities: tuple[Activity, ...] = ()
    worked: tuple[Tour, ...] = ()
    held_over: tuple[Tour, ...] = ()
    fixed: tuple[Tour, ...] = ()
    locks: tuple[Lock, ...] = ()
    shift_locks: tuple[ShiftLock, ...] = ()
    published: tuple[Tour, ...] = ()
    policy: Policy = _NO_POLICY

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise InvalidProblemError(faults)

    @property
    def clock(self) -> Clock:
        """The facility's wall clock."""
        return Clock(self.facility.zone)

    def slots(self) -> tuple[Slot, ...]:
        """Return the slots of the period's dates, sorted."""
        return unfold(self.posts, self.shifts, self.clock, self.period.dates)

    def pattern_shift(self, officer: Officer, on: date) -> ShiftCode | None:
        """Return the shift that the officer's pattern gives on local date `on`; None: day off, or a free pattern."""
        if officer.squad is None:
            return None
        squad = next(s for s in self.squads if s.code == officer.squad)
        cycle = next(p for p in self.patterns if p.code == squad.pattern).cycle
        return cycle[(on - squad.anchor).days % len(cycle)]

    def kind_of(self, officer: Officer, on: date, shift: ShiftCode) -> TourKind:
        """Return which kind a tour of this officer would be: regular on pattern, else overtime by willingness."""
        if officer.squad is None or self.pattern_shift(officer, on) == shift:
            return TourKind.REGULAR
        for offer in self.willing:
            is_for_that = not offer.shifts or shift in offer.shifts
            if offer.badge == officer.badge and offer.first <= on <= offer.last and is_for_that:
                return TourKind.VOLUNTARY_OVERTIME
        return TourKind.MANDATED_OVERTIME


def _faults(problem: Problem) -> Iterator[Fault]:
    yield from _basic_faults(problem)
    yield from _code_faults(problem)
    yield from _reference_faults(problem)
    yield from _order_faults(problem)
    yield from _value_faults(problem)
    yield from _free_pattern_faults(problem)
    yield from _policy_data_faults(problem)


def _basic_faults(problem: Problem) -> Iterator[Fault]:
    if problem.schema != SCHEMA:
        yield Fault(where="schema", expected=f"{SCHEMA} is expected, not {problem.schema!r}")
    try:
        problem.clock  # noqa: B018 - constructing it is the test
    except ValueError as error:
        yield Fault(where="facility.zone", expected=str(error))
    if not 1 <= problem.period.days <= 400:
        yield Fault(where="period.days", expected="1 to 400 days are expected")


def _code_faults(problem: Problem) -> Iterator[Fault]:
    for what, codes in (
        ("areas", [a.code for a in problem.areas]),
        ("shifts", [s.code for s in problem.shifts]),
        ("posts", [p.code for p in problem.posts]),
        ("qualifications", [q.code for q in problem.qualifications]),
        ("patterns", [p.code for p in problem.patterns]),
        ("squads", [s.code for s in problem.squads]),
        ("officers", [o.badge for o in problem.officers]),
        ("policy.tiers", [t.key for t in problem.policy.tiers]),
    ):
        for code, count in Counter(codes).items():
            if count > 1:
                yield Fault(where=f"{what} {code}", expected=f"one of each code is expected, not {count}")
            if not code or "/" in code or code != code.strip():
                yield Fault(where=f"{what} {code!r}", expected="a code without '/' and outer blanks is expected")


def _reference_faults(problem: Problem) -> Iterator[Fault]:
    areas = {a.code for a in problem.areas}
    shifts = {s.code for s in problem.shifts}
    posts = {p.code for p in problem.posts}
    quals = {q.code for q in problem.qualifications}
    patterns = {p.code for p in problem.patterns}
    squads = {s.code for s in problem.squads}
    badges = {o.badge for o in problem.officers}
    tiers = {t.key for t in problem.policy.tiers}

    for area in problem.areas:
        yield from _missing(f"areas {area.code}.parent", area.parent, areas, "area")
    for post in problem.posts:
        at = f"posts {post.code}"
        yield from _missing(f"{at}.area", post.area, areas, "area")
        for share in post.covers:
            yield from _missing(f"{at}.covers", share.area, areas, "area")
        for code in post.qualifications:
            yield from _missing(f"{at}.qualifications", code, quals, "qualification")
        for line in post.coverage:
            yield from _missing(f"{at}.coverage", line.shift, shifts, "shift")
    for pattern in problem.patterns:
        for shift in pattern.cycle:
            yield from _missing(f"patterns {pattern.code}.cycle", shift, shifts, "shift")
    for squad in problem.squads:
        yield from _missing(f"squads {squad.code}.pattern", squad.pattern, patterns, "pattern")
    for officer in problem.officers:
        yield from _missing(f"officers {officer.badge}.squad", officer.squad, squads, "squad")
        for held in officer.qualifications:
            yield from _missing(f"officers {officer.badge}.qualifications", held.qualification, quals, "qualification")
    for what, owners in _owners(problem):
        for i, badge in enumerate(owners):
            yield from _missing(f"{what} {i + 1}.badge", badge, badges, "officer")
    for i, award in enumerate(problem.awards):
        yield from _missing(f"awards {i + 1}.post", award.post, posts, "post")
    for i, bar in enumerate(problem.restrictions):
        yield from _missing(f"restrictions {i + 1}.post", bar.post, posts, "post")
        yield from _missing(f"restrictions {i + 1}.area", bar.area, areas, "area")
    placed: tuple[tuple[str, tuple[Stay | Activity | Tenure, ...]], ...] = (
        ("stays", problem.stays),
        ("activities", problem.activities),
        ("tenures", problem.tenures),
    )
    for what, places in placed:
        for i, place in enumerate(places):
            yield from _missing(f"{what} {i + 1}.area", place.area, areas, "area")
    for i, watch in enumerate(problem.watches):
        yield from _missing(f"watches {i + 1}.post", watch.post, posts, "post")
    for name, tours in (("fixed", problem.fixed), ("published", problem.published)):
        for i, tour in enumerate(tours):
            yield from _missing(f"{name} {i + 1}.post", tour.post, posts, "post")
            yield from _missing(f"{name} {i + 1}.shift", tour.shift, shifts, "shift")
    for i, shut in enumerate(problem.shift_locks):
        yield from _missing(f"shift_locks {i + 1}.shift", shut.shift, shifts, "shift")
    for entry in problem.policy.entries:
        yield from _missing(f"policy {entry.id}.tier", entry.tier, tiers, "tier")


def _order_faults(problem: Problem) -> Iterator[Fault]:
    """What preferences, orders, needs and waivers name and what is not there."""
    areas, posts = {a.code for a in problem.areas}, {p.code for p in problem.posts}
    shifts, quals = {s.code for s in problem.shifts}, {q.code for q in problem.qualifications}
    for i, choice in enumerate(problem.preferences):
        yield from _missing(f"preferences {i + 1}.post", choice.post, posts, "post")
        yield from _missing(f"preferences {i + 1}.shift", choice.shift, shifts, "shift")
    for document in problem.documents:
        for where in document.posts:
            yield from _missing(f"documents {document.code}.posts", where, posts, "post")
    titles = {d.code for d in problem.documents}
    for i, reading in enumerate(problem.readings):
        yield from _missing(f"readings {i + 1}.document", reading.document, titles, "document")
    for i, need in enumerate(problem.team_needs):
        for where in (need.post, *need.helpers):
            yield from _missing(f"team_needs {i + 1}", where, posts, "post")
        yield from _missing(f"team_needs {i + 1}.qualification", need.qualification, quals, "qualification")
    for i, waiver in enumerate(problem.rotation_waivers):
        yield from _missing(f"rotation_waivers {i + 1}.area", waiver.area, areas, "area")


def _missing(what: str, value: str | None, known: Iterable[str], noun: str) -> Iterator[Fault]:
    if value is not None and value not in known:
        yield Fault(where=what, expected=f"a known {noun} is expected, not {value!r}")


def _owners(problem: Problem) -> tuple[tuple[str, list[Badge]], ...]:
    return (
        ("leave", [x.badge for x in problem.leave]),
        ("duties", [x.badge for x in problem.duties]),
        ("willing", [x.badge for x in problem.willing]),
        ("wishes", [x.badge for x in problem.wishes]),
        ("restrictions", [x.badge for x in problem.restrictions]),
        ("preferences", [x.badge for x in problem.preferences]),
        ("exemptions", [x.badge for x in problem.exemptions]),
        ("awards", [x.badge for x in problem.awards]),
        ("readings", [x.badge for x in problem.readings]),
        ("rotation_waivers", [x.badge for x in problem.rotation_waivers]),
        ("tenures", [x.badge for x in problem.tenures]),
        ("carried", [x.badge for x in problem.carried]),
        ("fixed", [x.badge for x in problem.fixed]),
        ("published", [x.badge for x in problem.published]),
        ("locks", [x.badge for x in problem.locks]),
    )


def _value_faults(problem: Problem) -> Iterator[Fault]:
    for shift in problem.shifts:
        yield from _in_range(f"shifts {shift.code}.start_wall_minute", shift.start_wall_minute, 0, 1439)
        yield from _in_range(f"shifts {shift.code}.wall_minutes", shift.wall_minutes, 1, 2880)
    for post in problem.posts:
        if post.covers and sum(share.share for share in post.covers) != WHOLE:
            yield Fault(where=f"posts {post.code}.covers", expected="shares that add up to 1000 are expected")
        for line in post.coverage:
            yield from _in_range(f"posts {post.code}.coverage.minimum", line.minimum, 0, max(line.wanted, 0))
            yield from _in_range(f"posts {post.code}.coverage.wanted", line.wanted, 0, 999)
            for weekday in line.weekdays:
                yield from _in_range(f"posts {post.code}.coverage.weekdays", weekday, 0, 6)
    for pattern in problem.patterns:
        yield from _in_range(f"patterns {pattern.code}.cycle (days)", len(pattern.cycle), 1, 400)
    spans: tuple[tuple[str, tuple[Leave | Duty | Stay | Watch | Tour, ...]], ...] = (
        ("leave", problem.leave),
        ("duties", problem.duties),
        ("stays", problem.stays),
        ("watches", problem.watches),
        ("worked", problem.worked),
        ("held_over", problem.held_over),
        ("fixed", problem.fixed),
        ("published", problem.published),
    )
    for what, rows in spans:
        for i, row in enumerate(rows):
            if row.end is not None and row.end <= row.start:
                yield Fault(where=f"{what} {i + 1}", expected="an end after its start is expected")
    for name, tours in (("fixed", problem.fixed), ("published", problem.published)):
        for i, tour in enumerate(tours):
            if tour.on not in problem.period:
                yield Fault(where=f"{name} {i + 1}.on", expected="a date of the period is expected")
    for i, bar in enumerate(problem.restrictions):
        if bar.area is not None and bar.post is not None:
            yield Fault(where=f"restrictions {i + 1}", expected="an area or a post is expected, not both")


def _free_pattern_faults(problem: Problem) -> Iterator[Fault]:
    shifts = {s.code for s in problem.shifts}
    for shift in problem.shifts:
        for code in shift.not_before:
            if code not in shifts:
                yield Fault(
                    where=f"shifts {shift.code}.not_before", expected=f"a known shift is expected, not {code!r}"
                )
    for i, wish in enumerate(problem.wishes):
        if wish.shift is not None and wish.shift not in shifts:
            yield Fault(where=f"wishes {i + 1}.shift", expected=f"a known shift is expected, not {wish.shift!r}")
        yield from _in_range(f"wishes {i + 1}.weight", wish.weight, 1, 1_000_000)
    for post in problem.posts:
        for line in post.coverage:
            yield from _in_range(f"posts {post.code}.coverage.under_weight", line.under_weight, 0, 1_000_000)
            yield from _in_range(f"posts {post.code}.coverage.over_weight", line.over_weight, 0, 1_000_000)
    for officer in problem.officers:
        if officer.contract is not None:
            yield from _contract_faults(f"officers {officer.badge}.contract", officer.contract, shifts)


def _policy_data_faults(problem: Problem) -> Iterator[Fault]:
    for post in problem.posts:
        yield from _in_range(f"posts {post.code}.gives_meal_reliefs", post.gives_meal_reliefs, 0, 99)
    for shift in problem.shifts:
        yield from _in_range(f"shifts {shift.code}.muster_minutes", shift.muster_minutes, 0, 240)
    for (code, version), count in Counter((d.code, d.version) for d in problem.documents).items():
        if count > 1:
            yield Fault(where=f"documents {code} {version}", expected=f"one of each version is expected, not {count}")
    for i, choice in enumerate(problem.preferences):
        if choice.post is None and choice.shift is None:
            yield Fault(where=f"preferences {i + 1}", expected="a post or a shift is expected")
        yield from _in_range(f"preferences {i + 1}.weight", choice.weight, 1, 1_000_000)
    for i, need in enumerate(problem.team_needs):
        yield from _in_range(f"team_needs {i + 1}.least", need.least, 1, 99)
        if not need.authority or not need.approver:
            yield Fault(where=f"team_needs {i + 1}", expected="an authority in words and an approver are expected")
    for i, waiver in enumerate(problem.rotation_waivers):
        if not 0 <= (waiver.expires - waiver.first).days < WAIVER_DAYS:
            yield Fault(where=f"rotation_waivers {i + 1}", expected=f"1 to {WAIVER_DAYS} days are expected")
        if not waiver.approver or not waiver.reason:
            yield Fault(where=f"rotation_waivers {i + 1}", expected="an approver and a reason are expected")
    for i, pay in enumerate(problem.policy.pay_periods):
        least, most = (7, 28) if pay.basis == PayBasis.WORK_PERIOD else (7, 7)
        yield from _in_range(f"policy.pay_periods {i + 1}.days", pay.days, least, most)


def _contract_faults(where: str, contract: Contract, shifts: Iterable[ShiftCode]) -> Iterator[Fault]:
    for name, least, most in (
        ("least_minutes", 0, 1_000_000),
        ("most_minutes", 0, 1_000_000),
        ("most_work_days_in_a_row", 1, 400),
        ("least_work_days_in_a_row", 0, 400),
        ("least_days_off_in_a_row", 0, 400),
        ("most_weekends", 0, 400),
    ):
        value = getattr(contract, name)
        if value is not None:
            yield from _in_range(f"{where}.{name}", value, least, most)
    for name_of_least, name_of_most in (
        ("least_minutes", "most_minutes"),
        ("least_work_days_in_a_row", "most_work_days_in_a_row"),
    ):
        low, high = getattr(contract, name_of_least), getattr(contract, name_of_most)
        if low is not None and high is not None and low > high:
            yield Fault(where=f"{where}.{name_of_least}", expected=f"at most {name_of_most}, {high}, is expected")
    for code, count in Counter(limit.shift for limit in contract.shift_limits).items():
        if count > 1:
            yield Fault(where=f"{where}.shift_limits {code}", expected=f"one limit is expected, not {count}")
        if code not in shifts:
            yield Fault(where=f"{where}.shift_limits", expected=f"a known shift is expected, not {code!r}")
    for limit in contract.shift_limits:
        yield from _in_range(f"{where}.shift_limits {limit.shift}", limit.most, 0, 400)


def _in_range(where: str, value: int, least: int, most: int) -> Iterator[Fault]:
    if not least <= value <= most:
        yield Fault(where=where, expected=f"a number from {least} to {most} is expected, not {value}")
