"""Sites for tests: one small enough to read, and hypothesis's own, with a value in every field there is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

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
from scheduler.domain.roster import Lock, LockChange, Period, RosterEdit, Tour, TourChange
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

WEST = timezone(timedelta(hours=-7))
ZONE = "America/New_York"
FIRST = date(2026, 11, 23)
PERIOD = Period(first=FIRST, days=7)
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
    Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True, not_before=("D",)),
)


def tour(badge: str, on: date, shift: str = "D", post: str = "P1", index: int = 0) -> Tour:
    """Return a whole tour on a shift of the small site."""
    start, end = next(s for s in SHIFTS if s.code == shift).span(Clock(ZONE), on)
    return Tour(start=start, end=end, badge=badge, post=post, on=on, shift=shift, index=index)


def small_site() -> Site:
    """Return a site of two posts and four officers on free patterns, with rest of 8 h as its only rule."""
    return Site(
        facility=Facility(id="F", name="Small Jail", zone=ZONE),
        areas=(Area(code="H1", name="Housing 1", facility="F", rotation=RotationClass.HOUSING),),
        shifts=SHIFTS,
        posts=tuple(
            Post(
                code=code,
                name=f"Post {code}",
                facility="F",
                area="H1",
                priority=Priority.CRITICAL,
                coverage=(Coverage(shift="D", minimum=1, wanted=1), Coverage(shift="N", minimum=1, wanted=1)),
            )
            for code in ("P1", "P2")
        ),
        officers=tuple(Officer(badge=f"B{i}", facility="F", seniority=date(2015, 1, i)) for i in range(1, 5)),
        names=tuple(OfficerName(badge=f"B{i}", name=f"Officer {i}") for i in range(1, 5)),
        stays=(Stay(inmate="I1", area="H1", start=SHIFTS[0].span(Clock(ZONE), FIRST - timedelta(days=30))[0]),),
        worked=(tour("B1", FIRST - timedelta(days=3)),),
        policy=Policy(
            entries=(
                PolicyEntry(
                    id="rest_required",
                    rule="minimum_rest",
                    severity=Severity.STOP,
                    effective=date(2020, 1, 1),
                    settings=(Setting(name="rest_minutes", value=480),),
                ),
            ),
            tiers=(Tier(key="quality", name="Quality", unit="points"),),
        ),
    )


def paid_site() -> Site:
    """Return the small site with a pay period of 14 days, and a squad (of B4) by whose pattern years of work count."""
    site = small_site()
    period = PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    *others, last = site.officers
    return replace(
        site,
        patterns=(Pattern(code="PP", name="Two on, two off", cycle=("D", "D", None, None)),),
        squads=(Squad(code="S1", name="Squad 1", facility="F", pattern="PP", anchor=FIRST),),
        officers=(*others, replace(last, squad="S1")),
        policy=replace(site.policy, pay_periods=(period,)),
    )


def planned_site() -> Site:
    """Return the small site with one of each noun that speaks of orders, leave and the staffing plan."""
    until = date(2026, 12, 31)
    return replace(
        small_site(),
        qualifications=(Qualification(code="Q", name="Search"),),
        preferences=(Preference(badge="B1", first=FIRST, post="P1", shift="D", weight=2),),
        exemptions=(Exemption(badge="B2", first=FIRST, last=until),),
        documents=(Document(code="PO-P1", version=1, title="Order", effective=date(2026, 1, 1), posts=("P1",)),),
        readings=(Reading(badge="B1", document="PO-P1", version=1, on=date(2026, 1, 9)),),
        team_needs=(
            TeamNeed(
                post="P1",
                qualification="Q",
                helpers=("P2",),
                authority="28 CFR 115.15",
                approver="Captain",
                review_by=date(2027, 1, 1),
                first=date(2026, 1, 1),
            ),
        ),
        rotation_waivers=(
            RotationWaiver(
                badge="B3", area="H1", first=FIRST, expires=until, approver="Captain", reason="course until then"
            ),
        ),
        leave_slots=(LeaveSlots(first=date(2026, 1, 1), last=until, most=1),),
        leave_requests=(LeaveRequest(id="L1", badge="B4", first=FIRST, last=FIRST + timedelta(days=1), filed=NOW),),
        leave_balances=(LeaveBalance(badge="B4", as_of=date(2026, 11, 1), minutes=2400),),
        vacation_choices=(
            VacationChoice(badge="B1", year=2027, rank=1, first=date(2027, 7, 5), last=date(2027, 7, 18)),
        ),
        staffing_plans=(
            StaffingPlan(
                effective=date(2026, 1, 1),
                approver="Warden",
                population=60,
                reviewed=date(2025, 12, 1),
                review_by=date(2026, 12, 1),
                factors=(PlanFactor(factor="physical plant", text="two blind corners"),),
                minimums=(PlanMinimum(post="P1", shift="D", minimum=1),),
            ),
        ),
        absences=(AbsenceYear(year=2025, category="sick", minutes=9600, officers=4),),
        policy=replace(
            small_site().policy,
            pay_periods=(
                PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=date(2026, 1, 4)),
            ),
        ),
    )


def edit(name: str, *tours: Tour, gone: tuple[Tour, ...] = (), locks: tuple[Lock, ...] = ()) -> RosterEdit:
    """Return an edit that brings tours in, takes others out and sets locks."""
    return RosterEdit(
        id=name,
        label=f"Edit {name}",
        actor="sergeant",
        at=NOW,
        changes=(
            *(TourChange(before=t, after=None) for t in gone),
            *(TourChange(before=None, after=t) for t in tours),
        ),
        locks=tuple(LockChange(lock=lock, is_set=True) for lock in locks),
    )


# ------------------------------------------------------------ hypothesis

AREAS, POSTS, PATTERNS, SQUADS, BADGES, QUALS = (
    ("A", "B b", "Ç"),
    ("P", "q'"),
    ("PT",),
    ("S1", "S2"),
    ("1", "2", "é"),
    ("Q",),
)
_dates = st.dates(date(2025, 1, 1), date(2027, 12, 31))
_minutes = st.integers(29_000_000, 30_500_000)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_counts = st.integers(0, 5)
_weekdays = st.lists(st.integers(0, 6), unique=True, max_size=7).map(tuple)


def _maybe(strategy):
    return st.none() | strategy


def _some(strategy, most: int = 3):
    return st.lists(strategy, max_size=most).map(tuple)


def _each(strategy, key, most: int = 3):
    """Build lists in which no two values share a key."""
    return st.lists(strategy, max_size=most, unique_by=key).map(tuple)


def _ranged(noun, **parts):
    """Build values with a last date not before their first one."""
    return st.builds(
        lambda days, **given: noun(last=given["first"] + timedelta(days=days), **given),
        st.integers(0, 40),
        first=_dates,
        **parts,
    )


def _spans(noun, **parts):
    """Build values with an end after their start; where the end may be None, it sometimes is."""
    may_be_open = parts.pop("may_be_open", False)
    ends = st.integers(1, 5000)
    length = _maybe(ends) if may_be_open else ends
    return st.tuples(st.fixed_dictionaries({"start": _minutes, **parts}), length).map(
        lambda made: noun(**made[0], end=None if made[1] is None else made[0]["start"] + made[1])
    )


@st.composite
def _coverages(draw) -> Coverage:
    minimum, more = draw(_counts), draw(_counts)
    return Coverage(
        shift=draw(st.sampled_from("DN")),
        minimum=minimum,
        wanted=minimum + more,
        weekdays=draw(_weekdays),
        first=draw(_maybe(_dates)),
        last=draw(_maybe(_dates)),
        under_weight=draw(_counts),
        over_weight=draw(_counts),
    )


def _post(code: str):
    return st.builds(
        Post,
        code=st.just(code),
        name=_texts,
        facility=st.just("F"),
        area=st.sampled_from(AREAS),
        priority=st.sampled_from(Priority),
        contact=st.sampled_from(ContactMode),
        coverage=_some(_coverages()),
        covers=st.sampled_from([(), (AreaShare(area="A", share=400), AreaShare(area="Ç", share=600))]),
        qualifications=st.sampled_from([(), ("Q",)]),
        attention=_some(st.builds(StaticFactor, factor=_texts, points=_counts)),
        contact_weight=_maybe(_counts),
        opens=_maybe(_dates),
        closes=_maybe(_dates),
        is_relieved=st.booleans(),
        is_solo=st.booleans(),
        needs_meal_relief=st.booleans(),
        gives_meal_reliefs=_counts,
        serves_women=st.booleans(),
        outline=_texts,
    )


def _officer(badge: str):
    contract = st.builds(
        Contract,
        least_minutes=_maybe(st.integers(0, 100)),
        most_minutes=_maybe(st.integers(100, 9000)),
        most_work_days_in_a_row=_maybe(st.integers(5, 9)),
        least_work_days_in_a_row=_maybe(st.integers(0, 5)),
        least_days_off_in_a_row=_maybe(_counts),
        most_weekends=_maybe(_counts),
        shift_limits=st.sampled_from([(), (ShiftLimit(shift="N", most=3), ShiftLimit(shift="D", most=0))]),
    )
    return st.builds(
        Officer,
        badge=st.just(badge),
        facility=st.just("F"),
        staff_class=st.sampled_from(StaffClass),
        seniority=_dates,
        tie_breaker=_counts,
        squad=_maybe(st.sampled_from(SQUADS)),
        contract=_maybe(contract),
        qualifications=_some(
            st.builds(Held, qualification=st.just("Q"), earned=_maybe(_dates), expires=_maybe(_dates))
        ),
        exemptions=_some(_texts),
        is_probationary=st.booleans(),
    )


_badges = st.sampled_from(BADGES)
_areas = st.sampled_from(AREAS)
_shifts = st.sampled_from("DN")
_policies = st.builds(
    Policy,
    entries=_some(
        st.builds(
            lambda severity, tier, **parts: PolicyEntry(
                severity=severity, tier="quality" if severity is Severity.PRICED else tier, **parts
            ),
            id=st.sampled_from(["rest", "é '2", "x,y"]),
            rule=st.just("minimum_rest"),
            severity=st.sampled_from([Severity.STOP, Severity.ASK, Severity.SHOW, Severity.PRICED]),
            effective=_dates,
            settings=st.sampled_from([(), (Setting(name="rest_minutes", value=600),)]),
            tier=_maybe(st.just("quality")),
            weight=_counts,
            source=_texts,
            agreement=_texts,
            is_enabled=st.booleans(),
        )
    ),
    tiers=st.just((Tier(key="quality", name="Quality", unit="points", scale=60), Tier(key="a", name="", unit=""))),
    contact_weights=_each(
        st.builds(
            ContactWeight,
            mode=st.sampled_from(ContactMode),
            effective=_dates,
            weight=_counts,
            paired=_maybe(_counts),
            source=_texts,
        ),
        lambda line: (line.mode, line.effective),
    ),
    pay_periods=_each(
        st.builds(
            PayPeriod,
            effective=_dates,
            basis=st.just(PayBasis.WORK_PERIOD),
            days=st.integers(7, 28),
            anchor=_dates,
            staff_class=_maybe(st.sampled_from(StaffClass)),
            source=_texts,
        )
        | st.builds(PayPeriod, effective=_dates, basis=st.just(PayBasis.FORTY_HOURS), days=st.just(7), anchor=_dates),
        lambda line: (line.staff_class, line.effective),
    ),
)
_restrictions = st.builds(
    Restriction,
    badge=_badges,
    first=_dates,
    last=_maybe(_dates),
    area=_maybe(_areas),
) | st.builds(Restriction, badge=_badges, first=_dates, post=_maybe(st.sampled_from(POSTS)))

DOCUMENTS = (("BP", 1), ("BP", 2), ("PO é", 1))
_filled = _texts.map(lambda text: f"x{text}")
_documents = st.tuples(
    *(
        st.builds(
            Document,
            code=st.just(code),
            version=st.just(version),
            title=_texts,
            effective=_dates,
            posts=st.sampled_from([(), ("P",), ("q'", "P")]),
            reviewed=_maybe(_dates),
        )
        for code, version in DOCUMENTS
    )
)
_team_needs = st.builds(
    TeamNeed,
    post=st.sampled_from(POSTS),
    qualification=st.just("Q"),
    helpers=st.sampled_from([(), ("q'",)]),
    least=st.integers(1, 3),
    authority=_filled,
    approver=_filled,
    review_by=_dates,
    first=_dates,
    last=_maybe(_dates),
)
_rotation_waivers = st.builds(
    lambda days, **parts: RotationWaiver(expires=parts["first"] + timedelta(days=days), **parts),
    st.integers(0, 89),
    badge=_badges,
    area=_areas,
    first=_dates,
    approver=_filled,
    reason=_filled,
)
_preferences = st.builds(
    Preference,
    badge=_badges,
    first=_dates,
    last=_maybe(_dates),
    post=st.sampled_from(POSTS),
    shift=_maybe(_shifts),
    weight=st.integers(1, 9),
) | st.builds(Preference, badge=_badges, first=_dates, shift=_shifts)
_leave_requests = _ranged(
    LeaveRequest,
    id=st.text("abcé-1", min_size=1, max_size=4),
    badge=_badges,
    filed=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.sampled_from([UTC, WEST])),
    state=st.sampled_from(LeaveState),
    decided_by=_texts,
    decided=_maybe(_dates),
)
_staffing_plans = st.builds(
    StaffingPlan,
    effective=_dates,
    approver=_texts,
    population=_counts,
    reviewed=_dates,
    review_by=_dates,
    factors=_some(st.builds(PlanFactor, factor=st.sampled_from(PLAN_FACTORS), text=_texts)),
    minimums=_some(st.builds(PlanMinimum, post=st.sampled_from(POSTS), shift=_shifts, minimum=_counts)),
)


def sites():
    """Return a strategy of valid sites in which every field of every noun takes more than its default."""
    return st.builds(
        Site,
        facility=st.builds(Facility, id=st.just("F"), name=_texts, zone=st.just(ZONE), is_juvenile=st.booleans()),
        areas=st.tuples(*(_area(code) for code in AREAS)),
        shifts=st.permutations(SHIFTS).map(tuple).map(lambda s: (replace(s[0], muster_minutes=15), *s[1:])),
        posts=st.tuples(*(_post(code) for code in POSTS)),
        qualifications=st.builds(Qualification, code=st.just("Q"), name=_texts).map(lambda q: (q,)),
        patterns=st.builds(
            Pattern,
            code=st.just("PT"),
            name=_texts,
            cycle=st.lists(_maybe(_shifts), min_size=1, max_size=6).map(tuple),
        ).map(lambda p: (p,)),
        squads=st.tuples(
            *(
                st.builds(
                    Squad, code=st.just(s), name=_texts, facility=st.just("F"), pattern=st.just("PT"), anchor=_dates
                )
                for s in SQUADS
            )
        ),
        officers=st.permutations(BADGES).flatmap(lambda order: st.tuples(*(_officer(badge) for badge in order))),
        names=_some(st.builds(OfficerName, badge=_badges, name=_texts)),
        leave=_some(_spans(Leave, badge=_badges)),
        duties=_some(_spans(Duty, badge=_badges, kind=st.sampled_from(DutyKind))),
        willing=_some(st.builds(Willingness, badge=_badges, first=_dates, last=_dates, shifts=_some(_shifts))),
        wishes=_some(
            st.builds(
                Wish,
                badge=_badges,
                on=_dates,
                shift=_maybe(_shifts),
                wants=st.booleans(),
                weight=st.integers(1, 9),
            )
        ),
        restrictions=_some(_restrictions),
        preferences=_some(_preferences),
        exemptions=_some(st.builds(Exemption, badge=_badges, first=_dates, last=_dates)),
        documents=_documents,
        readings=_some(
            st.builds(
                Reading,
                badge=_badges,
                document=st.sampled_from([code for code, _ in DOCUMENTS]),
                version=_counts,
                on=_dates,
            )
        ),
        team_needs=_some(_team_needs),
        rotation_waivers=_some(_rotation_waivers),
        leave_slots=_some(_ranged(LeaveSlots, most=_counts, squad=_maybe(st.sampled_from(SQUADS)))),
        leave_requests=_each(_leave_requests, lambda request: request.id),
        leave_balances=_some(st.builds(LeaveBalance, badge=_badges, as_of=_dates, minutes=_counts)),
        vacation_choices=_some(_ranged(VacationChoice, badge=_badges, year=st.integers(2025, 2027), rank=_counts)),
        staffing_plans=_each(_staffing_plans, lambda plan: plan.effective),
        absences=_some(
            st.builds(AbsenceYear, year=st.integers(2020, 2026), category=_texts, minutes=_counts, officers=_counts)
        ),
        awards=_some(
            st.builds(
                Award,
                badge=_badges,
                post=st.sampled_from(POSTS),
                basis=_texts,
                first=_dates,
                last=_maybe(_dates),
                shift=_maybe(_shifts),
            )
        ),
        tenures=_some(st.builds(Tenure, badge=_badges, area=_areas, since=_dates)),
        carried=_some(st.builds(CarriedHours, badge=_badges, month=_dates, overtime_minutes=_counts)),
        stays=_some(_spans(Stay, inmate=_texts, area=_areas, may_be_open=True)),
        watches=_some(
            _spans(
                Watch,
                inmate=_texts,
                post=st.sampled_from(POSTS),
                kind=st.sampled_from(WatchKind),
                may_be_open=True,
            )
        ),
        activities=_some(
            st.builds(
                Activity,
                inmate=_texts,
                area=_areas,
                weekdays=_weekdays,
                start_wall_minute=st.integers(0, 1439),
                wall_minutes=st.integers(1, 900),
                first=_dates,
                last=_maybe(_dates),
            )
        ),
        worked=_some(
            _spans(
                Tour,
                badge=_texts,
                post=_texts,
                on=_dates,
                shift=_texts,
                index=_counts,
                kind=st.sampled_from(TourKind),
                is_locked=st.booleans(),
            )
        ),
        policy=_policies,
        floor_plan=_texts,
    )


def _area(code: str):
    return st.builds(
        Area,
        code=st.just(code),
        name=_texts,
        facility=st.just("F"),
        parent=_maybe(_areas),
        rotation=st.sampled_from(RotationClass),
        outline=_texts,
    )
