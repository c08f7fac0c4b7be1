"""A site to rows and back. An import replaces all of a facility's rows; rosters, journal and audit are not touched."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from scheduler.domain.attention import AttentionWeight
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
from scheduler.domain.plan import AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.roster import Tour
from scheduler.domain.site import OfficerName, Site
from scheduler.domain.words import QualificationCode
from scheduler.storage.flat import Flat, Values, add
from scheduler.storage.tables import (
    Base,
    orders,
    people,
    places,
    plans,
)

AREAS = Flat(Area, places.AreaRow)
SHIFTS = Flat(Shift, places.ShiftRow)
QUALIFICATIONS = Flat(Qualification, places.QualificationRow)
POSTS = Flat(Post, places.PostRow, nested=("coverage", "covers", "qualifications", "attention"))
COVERAGE = Flat(Coverage, places.CoverageRow)
PATTERNS = Flat(Pattern, places.PatternRow, nested=("cycle",))
SQUADS = Flat(Squad, places.SquadRow)
OFFICERS = Flat(Officer, people.OfficerRow, nested=("contract", "qualifications"))
NAMES = Flat(OfficerName, people.OfficerNameRow)
CONTRACTS = Flat(Contract, people.ContractRow, order="badge", nested=("shift_limits",))
HELD = Flat(Held, people.HeldRow)
LEAVE = Flat(Leave, people.LeaveRow)
DUTIES = Flat(Duty, people.DutyRow)
WILLING = Flat(Willingness, people.WillingnessRow)
WISHES = Flat(Wish, people.WishRow)
RESTRICTIONS = Flat(Restriction, people.RestrictionRow)
PREFERENCES = Flat(Preference, orders.PreferenceRow)
EXEMPTIONS = Flat(Exemption, orders.ExemptionRow)
AWARDS = Flat(Award, people.AwardRow)
DOCUMENTS = Flat(Document, orders.DocumentRow)
READINGS = Flat(Reading, orders.ReadingRow)
TEAM_NEEDS = Flat(TeamNeed, orders.TeamNeedRow)
ROTATION_WAIVERS = Flat(RotationWaiver, orders.RotationWaiverRow)
LEAVE_SLOTS = Flat(LeaveSlots, plans.LeaveSlotsRow)
LEAVE_REQUESTS = Flat(LeaveRequest, plans.LeaveRequestRow)
LEAVE_BALANCES = Flat(LeaveBalance, plans.LeaveBalanceRow)
VACATION_CHOICES = Flat(VacationChoice, plans.VacationChoiceRow)
STAFFING_PLANS = Flat(StaffingPlan, plans.StaffingPlanRow, nested=("factors", "minimums"))
PLAN_FACTORS = Flat(PlanFactor, plans.PlanFactorRow)
PLAN_MINIMUMS = Flat(PlanMinimum, plans.PlanMinimumRow)
ABSENCES = Flat(AbsenceYear, plans.AbsenceYearRow)
TENURES = Flat(Tenure, people.TenureRow)
CARRIED = Flat(CarriedHours, people.CarriedHoursRow)
STAYS = Flat(Stay, people.StayRow)
WATCHES = Flat(Watch, people.WatchRow)
ACTIVITIES = Flat(Activity, people.ActivityRow)
WORKED = Flat(Tour, people.WorkedRow)
TIERS = Flat(Tier, places.TierRow)
ENTRIES = Flat(PolicyEntry, places.PolicyEntryRow, nested=("settings",))
CONTACT_WEIGHTS = Flat(ContactWeight, places.ContactWeightRow)
PAY_PERIODS = Flat(PayPeriod, places.PayPeriodRow)
ATTENTION = Flat(AttentionWeight, places.AttentionWeightRow)

LISTS: dict[str, Flat[Any]] = {
    "areas": AREAS,
    "shifts": SHIFTS,
    "qualifications": QUALIFICATIONS,
    "squads": SQUADS,
    "names": NAMES,
    "leave": LEAVE,
    "duties": DUTIES,
    "willing": WILLING,
    "wishes": WISHES,
    "restrictions": RESTRICTIONS,
    "preferences": PREFERENCES,
    "exemptions": EXEMPTIONS,
    "awards": AWARDS,
    "documents": DOCUMENTS,
    "readings": READINGS,
    "team_needs": TEAM_NEEDS,
    "rotation_waivers": ROTATION_WAIVERS,
    "leave_slots": LEAVE_SLOTS,
    "leave_requests": LEAVE_REQUESTS,
    "leave_balances": LEAVE_BALANCES,
    "vacation_choices": VACATION_CHOICES,
    "absences": ABSENCES,
    "tenures": TENURES,
    "carried": CARRIED,
    "stays": STAYS,
    "watches": WATCHES,
    "activities": ACTIVITIES,
    "worked": WORKED,
}
"""Fields of a site whose rows are one table each."""


def tables_of_a_site() -> tuple[type[Base], ...]:
    """Return the tables whose rows an import replaces."""
    nested = (table for part in _NESTED.values() for table in part.tables)
    return (*(flat.table for flat in LISTS.values()), *nested)


def save_site(connection: Connection, site: Site, at: datetime, source: str) -> None:
    """Replace all that is known of a facility; what was recorded about it, and people's accounts, are not touched."""
    _save_facility(connection, site, at, source)
    of_a_site = {row.__tablename__ for row in tables_of_a_site()}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in of_a_site:
            connection.execute(delete(table).where(table.c.facility_id == site.facility.id))
    save_fields(connection, site, (*LISTS, *_NESTED))


def replace_fields(connection: Connection, site: Site, names: Iterable[str]) -> None:
    """Replace some fields of what is known of a facility, rows and all; the others are not touched.

    Foreign keys are looked at when the transaction ends, so the order of the fields does not matter.
    """
    names = tuple(names)
    of = site.facility.id
    for name in names:
        for table in (LISTS[name].table,) if name in LISTS else _NESTED[name].tables if name in _NESTED else ():
            connection.execute(delete(table).where(table.__table__.c.facility_id == of))
    save_fields(connection, site, (name for name in names if name in LISTS or name in _NESTED))
    if "facility" in names or "floor_plan" in names:
        t, facility = places.FacilityRow, site.facility
        values = {"name": facility.name, "is_juvenile": facility.is_juvenile, "floor_plan": site.floor_plan}
        connection.execute(update(t).where(t.id == of).values(**values))


def save_fields(connection: Connection, site: Site, names: Iterable[str]) -> None:
    """Add the rows of some fields of a site, of which there are none yet."""
    for name in names:
        if name in LISTS:
            LISTS[name].save(connection, site.facility.id, getattr(site, name))
        else:
            _NESTED[name].save(connection, site)


def load_site(connection: Connection, facility_id: str) -> Site:
    """Return all that is known of a facility, which must exist."""
    row = connection.execute(
        select(
            places.FacilityRow.id,
            places.FacilityRow.name,
            places.FacilityRow.zone,
            places.FacilityRow.is_juvenile,
            places.FacilityRow.floor_plan,
        ).where(places.FacilityRow.id == facility_id)
    ).one()
    lists: dict[str, Any] = {name: flat.read(connection, facility_id) for name, flat in LISTS.items()}
    nested: dict[str, Any] = {name: part.load(connection, facility_id) for name, part in _NESTED.items()}
    return Site(
        facility=Facility(**{name: getattr(row, name) for name in ("id", "name", "zone", "is_juvenile")}),
        **lists,
        **nested,
        floor_plan=row.floor_plan,
    )


def _save_facility(connection: Connection, site: Site, at: datetime, source: str) -> None:
    table, facility = places.FacilityRow, site.facility
    values = {
        "name": facility.name,
        "zone": facility.zone,
        "is_juvenile": facility.is_juvenile,
        "floor_plan": site.floor_plan,
        "imported_at": at,
        "imported_from": source,
    }
    change = update(table).where(table.id == facility.id).values(revision=table.revision + 1, **values)
    if connection.execute(change).rowcount == 0:
        connection.execute(insert(table).values(id=facility.id, revision=1, **values))


def _save_posts(connection: Connection, site: Site) -> None:
    of = site.facility.id
    POSTS.save(connection, of, site.posts)

    def listed(table: type[Base], rows: Iterable[tuple[Post, int, Values]]) -> None:
        keyed = ({"facility_id": of, "post": post.code, "position": i, **values} for post, i, values in rows)
        add(connection, table, list(keyed))

    listed(
        places.CoverageRow,
        ((p, i, COVERAGE.values(c)) for p in site.posts for i, c in enumerate(p.coverage)),
    )
    listed(
        places.AreaShareRow,
        ((p, i, {"area": c.area, "share": c.share}) for p in site.posts for i, c in enumerate(p.covers)),
    )
    listed(
        places.PostQualificationRow,
        ((p, i, {"qualification": code}) for p in site.posts for i, code in enumerate(p.qualifications)),
    )
    listed(
        places.StaticFactorRow,
        ((p, i, {"factor": f.factor, "points": f.points}) for p in site.posts for i, f in enumerate(p.attention)),
    )


def _save_patterns(connection: Connection, site: Site) -> None:
    of = site.facility.id
    PATTERNS.save(connection, of, site.patterns)
    days = [
        {"facility_id": of, "pattern": p.code, "position": i, "shift": shift}
        for p in site.patterns
        for i, shift in enumerate(p.cycle)
    ]
    add(connection, places.PatternDayRow, days)


def _save_policy(connection: Connection, site: Site) -> None:
    of, policy = site.facility.id, site.policy
    TIERS.save(connection, of, policy.tiers)
    ENTRIES.save(connection, of, policy.entries)
    settings = [
        {"facility_id": of, "entry": n, "position": i, "name": s.name, "value": json.dumps(s.value)}
        for n, entry in enumerate(policy.entries)
        for i, s in enumerate(entry.settings)
    ]
    add(connection, places.PolicySettingRow, settings)
    CONTACT_WEIGHTS.save(connection, of, policy.contact_weights)
    PAY_PERIODS.save(connection, of, policy.pay_periods)
    ATTENTION.save(connection, of, policy.attention)


def _save_officers(connection: Connection, site: Site) -> None:
    of = site.facility.id
    officers: list[Values] = []
    contracts: list[Values] = []
    limits: list[Values] = []
    held: list[Values] = []
    for n, officer in enumerate(site.officers):
        badge = {"facility_id": of, "badge": officer.badge}
        officers.append({**OFFICERS.values(officer), "position": n})
        held += [{**badge, "position": i, **HELD.values(h)} for i, h in enumerate(officer.qualifications)]
        if officer.contract is not None:
            contracts.append({**badge, **CONTRACTS.values(officer.contract)})
            for i, limit in enumerate(officer.contract.shift_limits):
                limits.append({**badge, "position": i, "shift": limit.shift, "most": limit.most})
    add(connection, people.OfficerRow, officers)
    add(connection, people.ContractRow, contracts)
    add(connection, people.ShiftLimitRow, limits)
    add(connection, people.HeldRow, held)


def _save_plans(connection: Connection, site: Site) -> None:
    of = site.facility.id
    STAFFING_PLANS.save(connection, of, site.staffing_plans)
    factors: list[Values] = []
    minimums: list[Values] = []
    for n, plan in enumerate(site.staffing_plans):
        key = {"facility_id": of, "plan": n}
        factors += [{**key, "position": i, **PLAN_FACTORS.values(f)} for i, f in enumerate(plan.factors)]
        minimums += [{**key, "position": i, **PLAN_MINIMUMS.values(m)} for i, m in enumerate(plan.minimums)]
    add(connection, plans.PlanFactorRow, factors)
    add(connection, plans.PlanMinimumRow, minimums)


def _lists(connection: Connection, table: type[Base], owner: str, of: str, *columns: str) -> dict[Any, list[Any]]:
    """Return the rows of a table of items, in order, by the value of the column that names their owner."""
    t = table.__table__.c
    query = select(t[owner], *(t[name] for name in columns)).where(t.facility_id == of).order_by(t[owner], t.position)
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row[0]].append(row[1:])
    return found


def _load_posts(connection: Connection, of: str) -> tuple[Post, ...]:
    lines = _lists(connection, places.CoverageRow, "post", of, *COVERAGE.columns)
    shares = _lists(connection, places.AreaShareRow, "post", of, "area", "share")
    needs = _lists(connection, places.PostQualificationRow, "post", of, "qualification")
    factors = _lists(connection, places.StaticFactorRow, "post", of, "factor", "points")

    found = []
    for row in POSTS.rows(connection, of):
        given = POSTS.given(row)
        code = given["code"]
        found.append(
            Post(
                **given,
                coverage=tuple(Coverage(**COVERAGE.given(line)) for line in lines.get(code, ())),
                covers=tuple(AreaShare(area=area, share=share) for area, share in shares.get(code, ())),
                qualifications=tuple(QualificationCode(need) for (need,) in needs.get(code, ())),
                attention=tuple(StaticFactor(factor=f, points=points) for f, points in factors.get(code, ())),
            )
        )
    return tuple(found)


def _load_patterns(connection: Connection, of: str) -> tuple[Pattern, ...]:
    days = _lists(connection, places.PatternDayRow, "pattern", of, "shift")
    patterns = (PATTERNS.given(row) for row in PATTERNS.rows(connection, of))
    return tuple(Pattern(**p, cycle=tuple(shift for (shift,) in days.get(p["code"], ()))) for p in patterns)


def _load_officers(connection: Connection, of: str) -> tuple[Officer, ...]:
    limits = _lists(connection, people.ShiftLimitRow, "badge", of, "shift", "most")
    held = _lists(connection, people.HeldRow, "badge", of, *HELD.columns)
    contracts: dict[str, Contract] = {}
    for row in CONTRACTS.rows(connection, of):
        badge = row[-1]
        most = tuple(ShiftLimit(shift=shift, most=most) for shift, most in limits.get(badge, ()))
        contracts[badge] = Contract(**CONTRACTS.given(row), shift_limits=most)
    found = []
    for row in OFFICERS.rows(connection, of):
        given = OFFICERS.given(row)
        badge = given["badge"]
        found.append(
            Officer(
                **given,
                contract=contracts.get(badge),
                qualifications=tuple(Held(**HELD.given(h)) for h in held.get(badge, ())),
            )
        )
    return tuple(found)


def _load_plans(connection: Connection, of: str) -> tuple[StaffingPlan, ...]:
    factors = _lists(connection, plans.PlanFactorRow, "plan", of, *PLAN_FACTORS.columns)
    minimums = _lists(connection, plans.PlanMinimumRow, "plan", of, *PLAN_MINIMUMS.columns)
    return tuple(
        StaffingPlan(
            **STAFFING_PLANS.given(row),
            factors=tuple(PlanFactor(**PLAN_FACTORS.given(line)) for line in factors.get(row[-1], ())),
            minimums=tuple(PlanMinimum(**PLAN_MINIMUMS.given(line)) for line in minimums.get(row[-1], ())),
        )
        for row in STAFFING_PLANS.rows(connection, of)
    )


def _load_policy(connection: Connection, of: str) -> Policy:
    settings = _lists(connection, places.PolicySettingRow, "entry", of, "name", "value")
    entries = tuple(
        PolicyEntry(
            **ENTRIES.given(row),
            settings=tuple(Setting(name=name, value=json.loads(value)) for name, value in settings.get(row[-1], ())),
        )
        for row in ENTRIES.rows(connection, of)
    )
    return Policy(
        entries=entries,
        tiers=TIERS.read(connection, of),
        contact_weights=CONTACT_WEIGHTS.read(connection, of),
        pay_periods=PAY_PERIODS.read(connection, of),
        attention=ATTENTION.read(connection, of),
    )


@dataclass(frozen=True)
class _Nested:
    """A field of a site whose rows have rows of their own.

    Attributes:
        tables: All its tables, those that refer to others first.
        save: Adds the field's rows.
        load: Returns the field's value.
    """

    tables: tuple[type[Base], ...]
    save: Callable[[Connection, Site], None]
    load: Callable[[Connection, str], Any]


_NESTED: dict[str, _Nested] = {
    "posts": _Nested(
        (
            places.CoverageRow,
            places.AreaShareRow,
            places.PostQualificationRow,
            places.StaticFactorRow,
            places.PostRow,
        ),
        _save_posts,
        _load_posts,
    ),
    "patterns": _Nested((places.PatternDayRow, places.PatternRow), _save_patterns, _load_patterns),
    "officers": _Nested(
        (people.HeldRow, people.ShiftLimitRow, people.ContractRow, people.OfficerRow),
        _save_officers,
        _load_officers,
    ),
    "staffing_plans": _Nested(
        (plans.PlanFactorRow, plans.PlanMinimumRow, plans.StaffingPlanRow), _save_plans, _load_plans
    ),
    "policy": _Nested(
        (
            places.PolicySettingRow,
            places.PolicyEntryRow,
            places.TierRow,
            places.ContactWeightRow,
            places.PayPeriodRow,
            places.AttentionWeightRow,
        ),
        _save_policy,
        _load_policy,
    ),
}
