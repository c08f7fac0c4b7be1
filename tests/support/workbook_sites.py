"""Sites that a workbook can hold, drawn by hypothesis, with the texts and times that files tend to spoil."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from scheduler.domain.clock import Clock
from scheduler.domain.facility import (
    Area,
    AreaShare,
    Coverage,
    Document,
    Facility,
    Post,
    Shift,
    StaticFactor,
    TeamNeed,
)
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Contract,
    Duty,
    Exemption,
    Held,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    ShiftLimit,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.plan import PLAN_FACTORS, AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.roster import Tour
from scheduler.domain.site import OfficerName, Site
from scheduler.domain.words import (
    ContactMode,
    DutyKind,
    LeaveState,
    PayBasis,
    Priority,
    RotationClass,
    Severity,
    StaffClass,
    TourKind,
    WatchKind,
)
from scheduler.rules import rule_of

ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC")
# Text that spreadsheets and CSV like to change: formulas, numbers, dates, quotes, separators, other scripts.
AWKWARD = (
    "=1+1",
    "-2",
    "+A1",
    "@SUM(A1)",
    "'quoted",
    "'=x",
    "''-y",
    "007",
    "1E5",
    "2026-12-06",
    "12:00",
    "TRUE",
    "yes",
    "never",
    "-",
    "a b",
    'say "no"',
    "a,b;c",
    "a=b",
    "_x000D_",
    "<b>&amp;",
    "Ærø 監",
    "#REF!",
    "🚪",
    "nan",
)
_letters = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff/"), max_size=9
)
texts = st.sampled_from(("", *AWKWARD)) | _letters.map(str.strip)
prose = texts | st.sampled_from(("two\nlines", "tab\there", "x" * 5000))
codes = st.sampled_from(AWKWARD) | _letters.map(str.strip).filter(bool)
dates = st.dates(date(1900, 1, 1), date(2199, 12, 31)) | st.dates(date(2026, 1, 1), date(2026, 12, 31))
# Every quarter of an hour around the clock changes of 2026, and any minute from 1970 to 2199.
_edges = [(2026, 3, 8), (2026, 3, 29), (2026, 4, 5), (2026, 10, 4), (2026, 10, 25), (2026, 11, 1), (2026, 2, 15)]
minutes = st.integers(1_000, 120_000_000) | st.builds(
    lambda edge, quarter: int(date(*edge).toordinal() - date(1970, 1, 1).toordinal()) * 1440 + quarter * 15,
    st.sampled_from(_edges),
    st.integers(-96, 192),
)
lengths = st.integers(1, 40_000)
counts = st.integers(0, 99)
weekdays = st.lists(st.integers(0, 6), unique=True, max_size=7).map(tuple)
points = st.integers(0, 4)


def maybe(strategy):
    return st.none() | strategy


def code_sets(least: int = 0, most: int = 3):
    return st.lists(codes, unique=True, min_size=least, max_size=most)


class _Draw:
    """Draws the nouns of one site, given the codes that they refer to."""

    def __init__(self, draw) -> None:
        self.draw = draw
        self.areas, self.shifts, self.posts = (draw(code_sets(1)) for _ in range(3))
        self.quals, self.patterns, self.squads = (draw(code_sets(n)) for n in (0, 1, 0))
        self.badges = draw(code_sets(1))

    def some(self, make, key=None, most: int = 3) -> tuple:
        """Return up to `most` values, no two alike and no two with the same key."""
        found: dict = {}
        for _ in range(self.draw(st.integers(0, most))):
            value = make()
            found.setdefault(key(value) if key else value, value)
        return tuple(found.values())

    def of(self, strategy):
        return self.draw(strategy)

    def one(self, values):
        return self.draw(st.sampled_from(values))

    def maybe_one(self, values):
        return self.draw(maybe(st.sampled_from(values))) if values else None

    def range(self) -> tuple[date, date | None]:
        first = self.of(st.dates(date(1900, 1, 1), date(2150, 1, 1)))
        return first, self.of(maybe(st.integers(0, 9000).map(lambda n: first + timedelta(days=n))))

    def span(self, open_ended: bool = False) -> dict:
        start = self.of(minutes)
        end = start + self.of(lengths)
        return {"start": start, "end": None if open_ended and self.of(st.booleans()) else end}

    def coverage(self) -> Coverage:
        first, last = self.range()
        minimum = self.of(counts)
        return Coverage(
            shift=self.one(self.shifts),
            minimum=minimum,
            wanted=minimum + self.of(counts),
            weekdays=self.of(weekdays),
            first=self.of(maybe(st.just(first))),
            last=last,
            under_weight=self.of(counts),
            over_weight=self.of(counts),
        )

    def post(self, code: str) -> Post:
        opens, closes = self.range()
        covered = self.of(st.lists(st.sampled_from(self.areas), unique=True))
        shares = [1000 // len(covered)] * len(covered) if covered else []
        if shares:
            shares[0] += 1000 - sum(shares)
        return Post(
            code=code,
            name=self.of(texts),
            facility="F",
            area=self.one(self.areas),
            priority=self.one(list(Priority)),
            contact=self.one(list(ContactMode)),
            coverage=self.some(self.coverage),
            covers=tuple(AreaShare(area=a, share=s) for a, s in zip(covered, shares, strict=True)),
            qualifications=tuple(self.of(st.lists(st.sampled_from(self.quals), unique=True))) if self.quals else (),
            attention=tuple(
                StaticFactor(factor=f"ST{n}", points=self.of(points)) for n in range(1, 8) if self.of(st.booleans())
            ),
            contact_weight=self.of(maybe(counts)),
            opens=opens,
            closes=closes,
            is_relieved=self.of(st.booleans()),
            is_solo=self.of(st.booleans()),
            needs_meal_relief=self.of(st.booleans()),
            gives_meal_reliefs=self.of(counts),
            serves_women=self.of(st.booleans()),
        )

    def contract(self) -> Contract:
        limits = self.of(st.lists(st.sampled_from(self.shifts), unique=True))
        return Contract(
            least_minutes=self.of(maybe(st.integers(0, 9000))),
            most_minutes=self.of(maybe(st.integers(9000, 1_000_000))),
            most_work_days_in_a_row=self.of(maybe(st.integers(9, 400))),
            least_work_days_in_a_row=self.of(maybe(st.integers(0, 9))),
            least_days_off_in_a_row=self.of(maybe(counts)),
            most_weekends=self.of(maybe(counts)),
            shift_limits=tuple(ShiftLimit(shift=s, most=self.of(counts)) for s in limits),
        )

    def held(self) -> Held:
        earned, expires = self.range()
        return Held(qualification=self.one(self.quals), earned=self.of(maybe(st.just(earned))), expires=expires)

    def officer(self, badge: str) -> Officer:
        return Officer(
            badge=badge,
            facility="F",
            staff_class=self.one(list(StaffClass)),
            seniority=self.of(dates),
            tie_breaker=self.of(counts),
            squad=self.maybe_one(self.squads),
            contract=self.contract() if self.of(st.booleans()) else None,
            qualifications=self.some(self.held) if self.quals else (),
            exemptions=tuple(self.of(code_sets())),
            is_probationary=self.of(st.booleans()),
        )

    def willing(self) -> Willingness:
        first, last = self.range()
        shifts = tuple(self.of(st.lists(st.sampled_from(self.shifts), unique=True)))
        return Willingness(badge=self.one(self.badges), first=first, last=last or first, shifts=shifts)

    def restriction(self) -> Restriction:
        first, last = self.range()
        area = self.maybe_one(self.areas)
        post = None if area else self.maybe_one(self.posts)
        return Restriction(badge=self.one(self.badges), first=first, last=last, area=area, post=post)

    def award(self) -> Award:
        first, last = self.range()
        return Award(
            badge=self.one(self.badges),
            post=self.one(self.posts),
            basis=self.of(prose),
            first=first,
            last=last,
            shift=self.maybe_one(self.shifts),
        )

    def activity(self) -> Activity:
        first, last = self.range()
        return Activity(
            inmate=self.of(codes),
            area=self.one(self.areas),
            weekdays=self.of(weekdays),
            start_wall_minute=self.of(st.integers(0, 1439)),
            wall_minutes=self.of(st.integers(1, 1440)),
            first=first,
            last=last,
        )

    def tour(self, shifts: tuple[Shift, ...], clock: Clock) -> Tour:
        shift = self.one(shifts)
        on = self.of(st.dates(date(2025, 12, 1), date(2026, 12, 31)))
        start, end = shift.span(clock, on)
        return Tour(
            start=start + self.of(st.sampled_from([0, 0, 7, -30])),
            end=end + self.of(st.sampled_from([0, 0, 45])) + 30,
            badge=self.of(st.sampled_from(self.badges) | codes),
            post=self.one(self.posts),
            on=on,
            shift=shift.code,
            index=self.of(counts),
            kind=self.one(list(TourKind)),
            is_locked=self.of(st.booleans()),
        )

    def entry(self, tiers: tuple[Tier, ...]) -> PolicyEntry:
        settings = st.sampled_from(
            [
                ("minimum_rest", ()),
                ("minimum_rest", (Setting(name="rest_minutes", value=600),)),
                ("seats", (Setting(name="priority", value="critical"), Setting(name="part", value="minimum"))),
            ]
        )
        rule, given = self.of(settings)
        severity = self.one(sorted(rule_of(rule).severities))
        keys = [tier.key for tier in tiers]
        is_priced = severity is Severity.PRICED or rule_of(rule).is_only_priced
        return PolicyEntry(
            id=self.of(codes),
            rule=rule,
            severity=severity,
            effective=self.of(dates),
            settings=given,
            tier=self.one(keys) if is_priced else self.maybe_one(keys),
            weight=self.of(st.integers(0, 1_000_000_000)),
            source=self.of(prose),
            agreement=self.of(texts),
            is_enabled=self.of(st.booleans()),
        )

    def policy(self) -> Policy:
        tiers = tuple(
            Tier(key=key, name=self.of(texts), unit=self.of(texts), scale=self.of(st.integers(1, 60)))
            for key in self.of(code_sets(1))
        )
        return Policy(
            entries=self.some(lambda: self.entry(tiers), key=lambda e: (e.id, e.effective)),
            tiers=tiers,
            contact_weights=self.some(
                lambda: ContactWeight(
                    mode=self.one(list(ContactMode)),
                    effective=self.of(dates),
                    weight=self.of(counts),
                    paired=self.of(maybe(counts)),
                    source=self.of(prose),
                ),
                key=lambda w: (w.mode, w.effective),
            ),
            pay_periods=self.some(self.pay_period, key=lambda p: (p.staff_class, p.effective)),
        )

    def pay_period(self) -> PayPeriod:
        basis = self.one(list(PayBasis))
        return PayPeriod(
            effective=self.of(dates),
            basis=basis,
            days=self.of(st.integers(7, 28)) if basis is PayBasis.WORK_PERIOD else 7,
            anchor=self.of(dates),
            staff_class=self.maybe_one(list(StaffClass)),
            source=self.of(prose),
        )

    def dated(self) -> dict:
        first, last = self.range()
        return {"first": first, "last": last or first}

    def documents(self) -> tuple[Document, ...]:
        return self.some(
            lambda: Document(
                code=self.one(("PO 1", "=BP", *AWKWARD[:3])),
                version=self.of(st.integers(1, 3)),
                title=self.of(prose),
                effective=self.of(dates),
                posts=tuple(self.of(st.lists(st.sampled_from(self.posts), unique=True))),
                reviewed=self.of(maybe(dates)),
            ),
            key=lambda d: (d.code, d.version),
        )

    def reading(self, documents: tuple[Document, ...]) -> Reading:
        document = self.one(documents)
        return Reading(badge=self.one(self.badges), document=document.code, version=document.version, on=self.of(dates))

    def team_need(self) -> TeamNeed:
        first, last = self.range()
        return TeamNeed(
            post=self.one(self.posts),
            qualification=self.one(self.quals),
            helpers=tuple(self.of(st.lists(st.sampled_from(self.posts), unique=True))),
            least=self.of(st.integers(1, 99)),
            authority=self.of(texts.filter(bool)),
            approver=self.of(texts.filter(bool)),
            review_by=self.of(dates),
            first=first,
            last=last,
        )

    def preference(self) -> Preference:
        first, last = self.range()
        shift = self.maybe_one(self.shifts)
        return Preference(
            badge=self.one(self.badges),
            first=first,
            last=last,
            post=self.maybe_one(self.posts) if shift else self.one(self.posts),
            shift=shift,
            weight=self.of(st.integers(1, 99)),
        )

    def rotation_waiver(self) -> RotationWaiver:
        first, _ = self.range()
        return RotationWaiver(
            badge=self.one(self.badges),
            area=self.one(self.areas),
            first=first,
            expires=first + timedelta(days=self.of(st.integers(0, 89))),
            approver=self.of(texts.filter(bool)),
            reason=self.of(texts.filter(bool)),
        )

    def leave_request(self) -> LeaveRequest:
        whole = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(minutes=self.of(minutes))
        return LeaveRequest(
            id=self.of(codes),
            badge=self.one(self.badges),
            **self.dated(),
            filed=whole + timedelta(microseconds=self.of(st.sampled_from([0, 0, 1, 30_000_000, 59_999_999]))),
            state=self.one(list(LeaveState)),
            decided_by=self.of(texts),
            decided=self.of(maybe(dates)),
        )

    def staffing_plan(self) -> StaffingPlan:
        reviewed = self.of(dates)
        return StaffingPlan(
            effective=self.of(dates),
            approver=self.of(texts),
            population=self.of(counts),
            reviewed=reviewed,
            review_by=min(reviewed + timedelta(days=self.of(st.integers(0, 400))), date(2199, 12, 31)),
            factors=self.some(
                lambda: PlanFactor(factor=self.one(PLAN_FACTORS), text=self.of(prose)), key=lambda f: f.factor
            ),
            minimums=self.some(
                lambda: PlanMinimum(post=self.one(self.posts), shift=self.one(self.shifts), minimum=self.of(counts)),
                key=lambda m: (m.post, m.shift),
            ),
        )

    def stays(self) -> tuple[Stay, ...]:
        found = []
        for inmate in self.of(code_sets()):
            start = self.of(minutes)
            for _ in range(self.of(st.integers(1, 3))):
                end = start + self.of(lengths)
                found.append(Stay(inmate=inmate, area=self.one(self.areas), start=start, end=end))
                start = end + self.of(st.sampled_from([0, 90]))
            if self.of(st.booleans()):
                found.append(Stay(inmate=inmate, area=self.one(self.areas), start=start))
        return tuple(self.of(st.permutations(found)))

    def names(self, worked: tuple[Tour, ...]) -> tuple[OfficerName, ...]:
        here = [OfficerName(badge=b, name=self.of(texts)) for b in self.badges]
        gone = dict.fromkeys(tour.badge for tour in worked if tour.badge not in self.badges)
        return tuple(n for n in (*here, *(OfficerName(badge=b, name=self.of(texts)) for b in gone)) if n.name)


@st.composite
def workbook_sites(draw) -> Site:
    """Return a site whose every noun takes part and whose texts and times are hard to keep."""
    made = _Draw(draw)
    of, one = made.of, made.one
    facility = Facility(
        id="F", name=of(texts.filter(bool)), zone=of(st.sampled_from(ZONES)), is_juvenile=of(st.booleans())
    )
    shifts = tuple(
        Shift(
            code=code,
            name=of(texts),
            start_wall_minute=of(st.integers(0, 1439)),
            wall_minutes=of(st.integers(60, 2880)),
            muster_minutes=of(counts),
            is_night=of(st.booleans()),
            not_before=tuple(of(st.lists(st.sampled_from(made.shifts), unique=True))),
        )
        for code in made.shifts
    )
    areas = tuple(
        Area(
            code=code,
            name=of(texts),
            facility="F",
            parent=made.maybe_one(made.areas[:n]),
            rotation=one(list(RotationClass)),
            outline=of(st.sampled_from(["", "area-1"])),
        )
        for n, code in enumerate(made.areas)
    )
    cycles = st.lists(maybe(st.sampled_from(made.shifts)), min_size=1, max_size=9).map(tuple)
    documents = made.documents()
    worked = made.some(lambda: made.tour(shifts, Clock(facility.zone)))
    lines = of(st.lists(st.sampled_from(["", "  <g/>", "<!-- " + "x" * 20_000 + " -->"]), max_size=3))
    return Site(
        facility=facility,
        areas=areas,
        shifts=shifts,
        posts=tuple(made.post(code) for code in made.posts),
        qualifications=tuple(Qualification(code=code, name=of(texts)) for code in made.quals),
        patterns=tuple(Pattern(code=code, name=of(texts), cycle=of(cycles)) for code in made.patterns),
        squads=tuple(
            Squad(code=code, name=of(texts), facility="F", pattern=one(made.patterns), anchor=of(dates))
            for code in made.squads
        ),
        officers=tuple(made.officer(badge) for badge in made.badges),
        names=made.names(worked),
        leave=made.some(lambda: Leave(badge=one(made.badges), **made.span())),
        duties=made.some(lambda: Duty(badge=one(made.badges), kind=one(list(DutyKind)), **made.span())),
        willing=made.some(made.willing),
        wishes=made.some(
            lambda: Wish(
                badge=one(made.badges),
                on=of(dates),
                shift=made.maybe_one(made.shifts),
                wants=of(st.booleans()),
                weight=of(st.integers(1, 99)),
            )
        ),
        restrictions=made.some(made.restriction),
        preferences=made.some(made.preference),
        exemptions=made.some(lambda: Exemption(badge=one(made.badges), **made.dated())),
        awards=made.some(made.award),
        documents=documents,
        readings=made.some(lambda: made.reading(documents)) if documents else (),
        team_needs=made.some(made.team_need) if made.quals else (),
        rotation_waivers=made.some(made.rotation_waiver),
        leave_slots=made.some(lambda: LeaveSlots(**made.dated(), most=of(counts), squad=made.maybe_one(made.squads))),
        leave_requests=made.some(made.leave_request, key=lambda r: r.id),
        leave_balances=made.some(
            lambda: LeaveBalance(badge=one(made.badges), as_of=of(dates), minutes=of(st.integers(0, 99_999))),
            key=lambda b: (b.badge, b.as_of),
        ),
        vacation_choices=made.some(
            lambda: VacationChoice(
                badge=one(made.badges),
                year=of(st.integers(2000, 2100)),
                rank=of(st.integers(1, 9)),
                **made.dated(),
            ),
            key=lambda c: (c.badge, c.year, c.rank),
        ),
        staffing_plans=made.some(made.staffing_plan, key=lambda p: p.effective),
        absences=made.some(
            lambda: AbsenceYear(
                year=of(st.integers(2000, 2100)),
                category=of(texts.filter(bool)),
                minutes=of(st.integers(0, 90_000_000)),
                officers=of(counts),
            ),
            key=lambda a: (a.year, a.category),
        ),
        tenures=made.some(
            lambda: Tenure(badge=one(made.badges), area=one(made.areas), since=of(dates)),
            key=lambda t: (t.badge, t.area),
        ),
        carried=made.some(
            lambda: CarriedHours(
                badge=one(made.badges),
                month=of(dates).replace(day=1),
                overtime_minutes=of(st.integers(0, 99_999)),
            ),
            key=lambda c: (c.badge, c.month),
        ),
        stays=made.stays(),
        watches=made.some(
            lambda: Watch(
                inmate=of(codes), post=one(made.posts), kind=one(list(WatchKind)), **made.span(open_ended=True)
            )
        ),
        activities=made.some(made.activity),
        worked=worked,
        policy=made.policy(),
        floor_plan="\n".join(
            [
                "<svg xmlns='http://www.w3.org/2000/svg'>",
                *lines,
                "<g id='area-1'/></svg>",
                *of(st.sampled_from([(), ("",)])),
            ]
        ),
    )
