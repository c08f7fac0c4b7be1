"""Numbers of the field on rotation and contact, to the day and to the tour: cadences, notice and waivers; own share,
watches, nights alone; how many tours of each kind a contact target or cap leaves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.check import check_roster
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.people import Officer, Pattern, RotationWaiver, Squad, Tenure
from scheduler.domain.policy import Policy, PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority, RotationClass, Severity, WatchKind
from scheduler.ledger import ContactLimit, tours_left

FIRST = date(2026, 6, 1)
SHIFTS = (
    Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
    Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
)
PITMAN = tuple("D" if c == "D" else None for c in "DD..DDD..DD...")


def post(code: str, area: str, contact: ContactMode = ContactMode.NONE, heads: int = 1, is_solo: bool = False) -> Post:
    coverage = tuple(Coverage(shift=s.code, minimum=heads, wanted=heads) for s in SHIFTS)
    return Post(
        code=code,
        name=code,
        facility="F",
        area=area,
        priority=Priority.CRITICAL,
        contact=contact,
        coverage=coverage,
        is_solo=is_solo,
    )


def jail(*posts: Post, days: int = 28, first: date = FIRST, areas: tuple[Area, ...] = (), **more) -> Problem:
    known = {a.code for a in areas}
    areas += tuple(Area(code=c, name=c, facility="F") for c in {p.area for p in posts} - known)
    people = {"officers": tuple(Officer(badge=b, facility="F", seniority=date(2015, 1, 1)) for b in ("1", "2"))}
    return Problem(
        facility=Facility(id="F", name="Jail", zone="America/Los_Angeles"),
        period=Period(first=first, days=days),
        areas=areas,
        shifts=SHIFTS,
        posts=posts,
        **(people | more),
    )


def use(name: str, rule: str, severity: Severity, **settings: int | str) -> PolicyEntry:
    given = tuple(Setting(name=n, value=v) for n, v in settings.items())
    return PolicyEntry(id=name, rule=rule, severity=severity, effective=date(2020, 1, 1), settings=given)


def roster(problem: Problem, *tours: tuple[str, str, date, str], index: int = 0) -> Roster:
    made = []
    for badge, where, on, code in tours:
        start, end = next(s for s in SHIFTS if s.code == code).span(problem.clock, on)
        made.append(Tour(badge=badge, post=where, on=on, shift=code, index=index, start=start, end=end))
    return Roster(facility="F", period=problem.period, tours=tuple(made))


def first_found(problem: Problem, made: Roster, *entries: PolicyEntry) -> dict[str, date]:
    """Return the first date of each entry's findings."""
    report = check_roster(replace(problem, policy=Policy(entries=entries)), made)
    found: dict[str, date] = {}
    for finding in sorted(report.findings, key=lambda f: f.cells[0].on):
        found.setdefault(finding.entry, finding.cells[0].on)
    return found


CLASSED = tuple(
    Area(code=code, name=code, facility="F", parent=parent, rotation=rotation)
    for code, parent, rotation in (
        ("LINE", None, RotationClass.HOUSING),
        ("ESCORT", "LINE", RotationClass.SPECIAL),
        ("KITCHEN", None, RotationClass.SUPPORT),
    )
)
JOBS = (post("MOD", "LINE"), post("ESC", "ESCORT"), post("KIT", "KITCHEN"))
LASD = tuple(
    use(f"lasd_{rotation}", "area_tenure", Severity.STOP, rotation=rotation, limit_months=months)
    for rotation, months in (("housing", 6), ("special", 12), ("support", 36))
)


@pytest.mark.parametrize(
    ("job", "area", "since", "due"),
    [
        ("MOD", "LINE", date(2026, 1, 15), date(2026, 7, 15)),
        ("MOD", "LINE", date(2026, 8, 31), date(2027, 2, 28)),
        ("ESC", "ESCORT", date(2025, 12, 1), date(2026, 12, 1)),
        ("ESC", "ESCORT", date(2024, 2, 29), date(2025, 2, 28)),
        ("KIT", "KITCHEN", date(2023, 11, 5), date(2026, 11, 5)),
    ],
)
def test_six_twelve_and_thirty_six_months_by_kind_of_post(job: str, area: str, since: date, due: date) -> None:
    """LASD custody manual 3-01/020.05 and its Twin Towers order: line, special and support jobs."""
    made = jail(
        *JOBS, first=due - timedelta(days=9), areas=CLASSED, tenures=(Tenure(badge="1", area=area, since=since),)
    )
    plan = roster(made, *(("1", job, on, "D") for on in made.period.dates))
    cadence = {"LINE": "lasd_housing", "ESCORT": "lasd_special", "KITCHEN": "lasd_support"}[area]
    assert first_found(made, plan, *LASD) == {cadence: due}


def test_an_exempted_officer_is_due_when_the_exemption_ends() -> None:
    held = Tenure(badge="1", area="LINE", since=date(2025, 12, 1))
    exempt = RotationWaiver(
        badge="1", area="LINE", first=date(2026, 5, 20), expires=date(2026, 6, 10), approver="Chief", reason="training"
    )
    made = jail(*JOBS, areas=CLASSED, tenures=(held,), rotation_waivers=(exempt,))
    plan = roster(made, *(("1", "MOD", on, "D") for on in made.period.dates))
    assert first_found(made, plan, *LASD) == {"lasd_housing": date(2026, 6, 11)}


@pytest.mark.parametrize(
    ("job", "area", "since", "dates"),
    [
        ("MOD", "LINE", date(2026, 3, 1), {"notice": "2026-05-15", "due": "2026-05-30", "hard": "2026-08-28"}),
        ("ESC", "ESCORT", date(2026, 1, 1), {"due": "2026-06-30", "hard": "2027-01-01"}),
        ("KIT", "KITCHEN", date(2025, 12, 3), {"due": "2026-06-01", "hard": "2026-12-03"}),
    ],
)
def test_notice_due_and_overdue(job: str, area: str, since: date, dates: dict[str, str]) -> None:
    """Housing: 75, 90 and 180 days; special and support: 180 and 365."""
    days = {"notice": 75, "due": 90, "hard": 180}
    entries = [use(k, "area_tenure", Severity.SHOW, rotation="housing", limit_days=d) for k, d in days.items()]
    if area != "LINE":
        days = {"due": 180, "hard": 365}
        name = {"ESCORT": "special", "KITCHEN": "support"}[area]
        entries = [use(k, "area_tenure", Severity.SHOW, rotation=name, limit_days=d) for k, d in days.items()]
    made = jail(*JOBS, first=since + timedelta(days=60), days=330, areas=CLASSED)
    made = replace(made, tenures=(Tenure(badge="1", area=area, since=since),))
    plan = roster(made, *(("1", job, on, "D") for on in made.period.dates))
    assert {k: on.isoformat() for k, on in first_found(made, plan, *entries).items()} == dates


@pytest.mark.parametrize(
    ("cycle", "tours"),
    [("DD..DDD..DD...", 8), ("DDDD...", 9), ("DDDDDD...", 11), ("DDDDD..", 12), ("DDDDDD..", 12)],
    ids=["Pitman", "4/3", "6/3", "5/2", "6/2"],
)
def test_own_share_is_sixty_percent_of_what_the_pattern_gives(cycle: str, tours: int) -> None:
    """Natural shares are 50% of days with 12 h, 57% with 10 h, 67% with 6/3, 71% with 5/2, 75% with 6/2."""
    shifts = tuple("D" if c == "D" else None for c in cycle)
    made = jail(
        *JOBS,
        areas=CLASSED,
        patterns=(Pattern(code="P", name="P", cycle=shifts),),
        squads=(Squad(code="S", name="S", facility="F", pattern="P", anchor=FIRST),),
        officers=(Officer(badge="1", facility="F", seniority=FIRST, squad="S"),),
    )
    entry = use("share", "area_share", Severity.ASK, share_percent=60)
    worked = [("1", "MOD", on, "D") for n, on in enumerate(made.period.dates) if shifts[n % len(shifts)]]
    assert first_found(made, roster(made, *worked[:tours]), entry) == {}
    assert first_found(made, roster(made, *worked), entry) == {"share": worked[tours][2]}


def watch(heads: int, days: int) -> Problem:
    made = jail(post("HSP", "HOSPITAL", ContactMode.WATCH, heads), days=days)
    begins = made.clock.midnight(made.period.first)
    return replace(made, watches=(Watch(inmate="i", post="HSP", kind=WatchKind.HOSPITAL, start=begins),))


def test_single_inmate_watches() -> None:
    """Two in a row; 24 h in 28 days ask, 36 h in 28 days stop."""
    made = watch(1, 28)
    entries = (
        use("row", "one_to_one_repeats", Severity.STOP),
        use("asked", "contact", Severity.ASK, days=28, limit_minutes=1440),
        use("cap", "contact", Severity.STOP, days=28, limit_minutes=2160),
    )
    day = made.period.dates
    third_in_a_row = roster(made, *(("1", "HSP", day[n], "D") for n in (0, 1, 2)))
    assert first_found(made, third_in_a_row, *entries) == {"row": day[2], "asked": day[2]}
    apart = roster(made, *(("1", "HSP", day[n], "D") for n in (0, 1, 5, 10)))
    assert first_found(made, apart, *entries) == {"asked": day[5], "cap": day[10]}


def test_four_nights_on_the_same_solo_post() -> None:
    made = jail(post("LAUNDRY", "L", is_solo=True), post("TOWER", "T", is_solo=True))
    entry = use("nights", "solo_tours", Severity.ASK)
    day = made.period.dates
    nights = [("1", "LAUNDRY", on, "N") for on in day[:4]]
    assert first_found(made, roster(made, *nights, ("1", "TOWER", day[4], "N")), entry) == {}
    assert first_found(made, roster(made, *nights, ("1", "LAUNDRY", day[4], "N")), entry) == {"nights": day[4]}
    assert first_found(made, roster(made, *nights, ("1", "LAUNDRY", day[5], "N")), entry) == {}


def contact_jail(kind: str, days: int) -> Problem:
    if kind in ("alone", "paired"):
        return watch(2 if kind == "paired" else 1, days)
    made = jail(post("HSP", "HOSPITAL", ContactMode(kind)), days=days)
    stay = Stay(inmate="i", area="HOSPITAL", start=made.clock.midnight(made.period.first))
    return replace(made, stays=(stay,))


TOURS = {
    "group": {(28, 24): 20, (28, 36): 30, (90, 60): 50, (90, 90): 75},
    "crew": {(28, 24): 10, (28, 36): 15, (90, 60): 25, (90, 90): 37},
    "one_to_one": {(28, 24): 10, (28, 36): 15, (90, 60): 25, (90, 90): 37},
    "alone": {(28, 24): 2, (28, 36): 3, (90, 60): 5, (90, 90): 7},
    "paired": {(28, 24): 4, (28, 36): 6, (90, 60): 10, (90, 90): 15},
}
"""12 h tours at each target and cap, (days, hours)."""


@pytest.mark.parametrize("days", [28, 90])
@pytest.mark.parametrize("kind", list(TOURS))
def test_tours_at_target_and_cap(kind: str, days: int) -> None:
    """Each figure is what the rule still allows, and what the grid says is left to somebody who comes new."""
    made = contact_jail(kind, days)
    every = [("1", "HSP", on, code) for on in made.period.dates for code in "DN"]
    for (window, limit_hours), tours in TOURS[kind].items():
        if window != days:
            continue
        entry = use("limit", "contact", Severity.STOP, days=window, limit_minutes=60 * limit_hours)
        assert first_found(made, roster(made, *every[:tours]), entry) == {}
        assert first_found(made, roster(made, *every[: tours + 1]), entry) != {}
        limits = [ContactLimit(days=window, limit_minutes=60 * limit_hours)]
        left = tours_left(made, roster(made), limits, {})
        assert [(line.area, line.tours) for line in left["1"]] == [("HOSPITAL", tours)]


def test_tours_of_a_pitman_officer() -> None:
    """14 in 28 days, 44 to 46 in 90, whichever the phase."""
    for window, expected in ((28, {14}), (90, {44, 45, 46})):
        assert {sum(PITMAN[(p + n) % 14] is not None for n in range(window)) for p in range(14)} == expected


@pytest.mark.parametrize(("kind", "met"), [("group", {}), ("crew", {"target_28": 10, "target_90": 25, "cap_90": 37})])
def test_a_steady_pitman_holder(kind: str, met: dict[str, int]) -> None:
    """A group post stays under both targets; a crew passes the first, and meets the 90-day cap after 37 tours."""
    made = contact_jail(kind, 90)
    worked = [("1", "HSP", on, "D") for n, on in enumerate(made.period.dates) if PITMAN[n % 14]]
    entries = [
        use(f"{name}_{days}", "contact", Severity.SHOW, days=days, limit_minutes=60 * limit)
        for days, limits in ((28, (24, 36)), (90, (60, 90)))
        for name, limit in zip(("target", "cap"), limits, strict=True)
    ]
    found = first_found(made, roster(made, *worked), *entries)
    assert found == {name: worked[tours][2] for name, tours in met.items()}
    if met:
        assert 70 <= (found["cap_90"] - FIRST).days <= 80
