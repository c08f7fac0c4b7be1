"""A facility small enough to look at: two squads on 12 h Pitman, four posts, leave, a restriction, a policy."""

from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Held, Leave, Officer, Pattern, Qualification, Restriction, Squad, Willingness
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.site import OfficerName, Site
from scheduler.domain.words import (
    AreaCode,
    Badge,
    ContactMode,
    FacilityId,
    PatternCode,
    PostCode,
    Priority,
    QualificationCode,
    RotationClass,
    Severity,
    ShiftCode,
    SquadCode,
)

FIRST = date(2026, 12, 6)
ZONE = "America/New_York"
JAIL = FacilityId("SMALL")
DAY, NIGHT = ShiftCode("D"), ShiftCode("N")
SURNAMES = (
    "Abara N",
    "Alvarez J",
    "Bell T",
    "Brandt K",
    "Castillo R",
    "Chen W",
    "Cole D",
    "Diaz M",
    "Edwards P",
    "Farah S",
)
PITMAN = (1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0)


def badge(number: int) -> Badge:
    """Return the badge of the officer with that number in alphabetical order, from 0."""
    return Badge(str(1000 + number))


def small_site() -> Site:
    """Return the facility: officers 0 to 4 on days, 5 to 9 on nights; control needs a certificate."""
    clock = Clock(ZONE)
    squads = tuple(
        Squad(code=SquadCode(code), name=code, facility=JAIL, pattern=PatternCode(f"P{code[1]}"), anchor=FIRST)
        for code in ("AD", "AN")
    )
    officers = tuple(
        Officer(
            badge=badge(n),
            facility=JAIL,
            seniority=date(2010 + n, 1, 1),
            squad=SquadCode("AD" if n < 5 else "AN"),
            qualifications=(Held(qualification=QualificationCode("CONTROL")),) if n % 5 < 3 else (),
        )
        for n in range(10)
    )
    away = FIRST + timedelta(days=4)
    return Site(
        facility=Facility(id=JAIL, name="Small Jail", zone=ZONE),
        areas=(
            Area(code=AreaCode("HU"), name="Housing", facility=JAIL, rotation=RotationClass.HOUSING),
            Area(code=AreaCode("CTL"), name="Control", facility=JAIL),
        ),
        shifts=(
            Shift(code=DAY, name="Day watch", start_wall_minute=360, wall_minutes=720),
            Shift(code=NIGHT, name="Night watch", start_wall_minute=1080, wall_minutes=720, is_night=True),
        ),
        posts=(
            _post("CTL-A", "Control", "CTL", Priority.CRITICAL, 1, 1, ContactMode.NONE, ("CONTROL",)),
            _post("HA-F", "Housing A floor", "HU", Priority.CRITICAL, 1, 2, ContactMode.GROUP),
            _post("HB-F", "Housing B floor", "HU", Priority.MANDATORY, 1, 1, ContactMode.GROUP),
            _post("YRD-1", "Yard", "HU", Priority.PULL, 0, 1, ContactMode.GROUP),
        ),
        qualifications=(Qualification(code=QualificationCode("CONTROL"), name="Control room certificate"),),
        patterns=tuple(
            Pattern(code=PatternCode(f"P{s}"), name=s, cycle=tuple(ShiftCode(s) if on else None for on in PITMAN))
            for s in "DN"
        ),
        squads=squads,
        officers=officers,
        names=tuple(OfficerName(badge=badge(n), name=name) for n, name in enumerate(SURNAMES)),
        leave=(Leave(badge=badge(4), start=clock.midnight(away), end=clock.midnight(away + timedelta(days=2))),),
        willing=(Willingness(badge=badge(0), first=FIRST, last=FIRST + timedelta(days=27)),),
        restrictions=(Restriction(badge=badge(3), first=FIRST, post=PostCode("HA-F")),),
        policy=_policy(),
    )


def _post(
    code: str,
    name: str,
    area: str,
    priority: Priority,
    minimum: int,
    wanted: int,
    contact: ContactMode,
    needs: tuple[str, ...] = (),
) -> Post:
    shifts = (DAY, NIGHT) if priority != Priority.PULL else (DAY,)
    return Post(
        code=PostCode(code),
        name=name,
        facility=JAIL,
        area=AreaCode(area),
        priority=priority,
        contact=contact,
        coverage=tuple(Coverage(shift=s, minimum=minimum, wanted=wanted) for s in shifts),
        qualifications=tuple(QualificationCode(q) for q in needs),
    )


def _policy() -> Policy:
    start = date(2026, 1, 1)

    def entry(id: str, rule: str, severity: Severity, tier: str | None = None, **settings: int | str) -> PolicyEntry:
        found = tuple(Setting(name=name, value=value) for name, value in settings.items())
        return PolicyEntry(
            id=id, rule=rule, severity=severity, effective=start, settings=found, tier=tier, source="test"
        )

    return Policy(
        entries=(
            entry("one_place", "one_place", Severity.NEVER),
            entry("leave", "leave", Severity.NEVER),
            entry("qualification", "qualification", Severity.NEVER),
            entry("restriction", "restriction", Severity.NEVER),
            entry("rest_required", "minimum_rest", Severity.STOP, rest_minutes=480),
            entry("rest_asked", "minimum_rest", Severity.ASK, "quality", rest_minutes=780),
            entry("seats_critical", "seats", Severity.STOP, "critical", priority="critical", part="minimum"),
            entry("seats_mandatory", "seats", Severity.ASK, "mandatory", priority="mandatory", part="minimum"),
        ),
        tiers=(
            Tier(key="critical", name="Critical seats empty", unit="h", scale=60),
            Tier(key="mandatory", name="Mandatory seats empty", unit="h", scale=60),
            Tier(key="quality", name="Pattern and rest", unit="points"),
        ),
    )
