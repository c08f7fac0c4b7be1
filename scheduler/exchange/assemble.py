"""From rows of values to a site."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, StaticFactor
from scheduler.domain.people import Contract, Held, Officer, Squad
from scheduler.domain.plan import PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.policy import Policy
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.site import OfficerName, Site, plan_faults
from scheduler.exchange.checks import Parsed
from scheduler.exchange.parse import Faults
from scheduler.exchange.sheets.place import FACTORS


def fill_worked(parsed: Parsed, clock: Clock) -> None:
    """Give worked tours without start or end those of their shift."""
    shifts = {row.values["code"]: row.values for row in parsed["Shifts"].rows if row.is_sound}
    for row in parsed["Worked tours"].rows:
        values = row.values
        shift = shifts.get(values.get("shift"))
        if shift is None or "on" not in values:
            continue
        begins = shift["start_wall_minute"]
        if values.get("start", 0) is None:
            values["start"] = clock.minute(values["on"], begins)
        if values.get("end", 0) is None:
            values["end"] = clock.minute(values["on"], begins + shift["wall_minutes"])


def site_of(parsed: Parsed, floor_plan: str) -> Site:
    """Return the site of a workbook without faults."""
    facility = Facility(**_without(parsed["Facility"].rows[0].values, "format"))
    home: dict[str, Any] = {"facility": facility.id}
    officers, names = _officers(parsed, home)
    return Site(
        facility=facility,
        areas=tuple(Area(**values, **home) for values in _values(parsed, "Areas")),
        shifts=_nouns(parsed, "Shifts"),
        posts=_posts(parsed, home),
        qualifications=_nouns(parsed, "Qualifications"),
        patterns=_nouns(parsed, "Patterns"),
        squads=tuple(Squad(**values, **home) for values in _values(parsed, "Squads")),
        officers=officers,
        names=names,
        leave=_nouns(parsed, "Leave"),
        duties=_nouns(parsed, "Duties"),
        willing=_nouns(parsed, "Willingness"),
        wishes=_nouns(parsed, "Wishes"),
        restrictions=_nouns(parsed, "Restrictions"),
        preferences=_nouns(parsed, "Preferences"),
        exemptions=_nouns(parsed, "Exemptions"),
        awards=_nouns(parsed, "Awards"),
        documents=_nouns(parsed, "Documents"),
        readings=_nouns(parsed, "Readings"),
        team_needs=_nouns(parsed, "Team needs"),
        rotation_waivers=_nouns(parsed, "Rotation waivers"),
        leave_slots=_nouns(parsed, "Leave slots"),
        leave_requests=_nouns(parsed, "Leave requests"),
        leave_balances=_nouns(parsed, "Leave balances"),
        vacation_choices=_nouns(parsed, "Vacation choices"),
        staffing_plans=_staffing_plans(parsed),
        absences=_nouns(parsed, "Absences"),
        tenures=_nouns(parsed, "Tenure"),
        carried=_nouns(parsed, "Carried overtime"),
        stays=_nouns(parsed, "Stays"),
        watches=_nouns(parsed, "Watches"),
        activities=_nouns(parsed, "Activities"),
        worked=tuple(Tour(**values) for values in _values(parsed, "Worked tours")),
        policy=Policy(
            entries=_nouns(parsed, "Policy"),
            tiers=_nouns(parsed, "Tiers"),
            contact_weights=_nouns(parsed, "Contact weights"),
            pay_periods=_nouns(parsed, "Pay periods"),
            attention=_nouns(parsed, "Attention weights"),
        ),
        floor_plan=floor_plan,
    )


def check_site(site: Site, faults: Faults) -> None:
    """Add what the domain itself finds wrong with a site, beyond what the rows showed."""
    of_problem = {field.name for field in fields(Problem)}
    shared = {f.name: getattr(site, f.name) for f in fields(Site) if f.name in of_problem}
    try:
        Problem(period=Period(first=date(2000, 1, 1), days=1), **shared)
    except InvalidProblemError as error:
        for fault in error.faults:
            faults.add("", None, "", str(fault))
    for fault in plan_faults(site):
        faults.add("", None, "", str(fault))


def _values(parsed: Parsed, name: str) -> Iterable[dict[str, Any]]:
    return (row.values for row in parsed[name].rows)


def _nouns(parsed: Parsed, name: str) -> tuple[Any, ...]:
    noun = parsed[name].sheet.noun
    return tuple(noun(**row.values) for row in parsed[name].rows) if noun else ()


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _posts(parsed: Parsed, home: dict[str, Any]) -> tuple[Post, ...]:
    coverage: dict[str, list[Coverage]] = defaultdict(list)
    for values in _values(parsed, "Coverage"):
        coverage[values["post"]].append(Coverage(**_without(values, "post")))
    covers: dict[str, list[AreaShare]] = defaultdict(list)
    for values in _values(parsed, "Areas covered"):
        covers[values["post"]].append(AreaShare(**_without(values, "post")))
    needed: dict[str, list[Any]] = defaultdict(list)
    for values in _values(parsed, "Post qualifications"):
        needed[values["post"]].append(values["qualification"])
    return tuple(
        Post(
            **_without(values, *FACTORS),
            **home,
            coverage=tuple(coverage[values["code"]]),
            covers=tuple(covers[values["code"]]),
            qualifications=tuple(needed[values["code"]]),
            attention=tuple(
                StaticFactor(factor=name, points=values[name]) for name in FACTORS if values[name] is not None
            ),
        )
        for values in _values(parsed, "Posts")
    )


def _staffing_plans(parsed: Parsed) -> tuple[StaffingPlan, ...]:
    factors: dict[date, list[PlanFactor]] = defaultdict(list)
    for values in _values(parsed, "Plan factors"):
        factors[values["effective"]].append(PlanFactor(**_without(values, "effective")))
    minimums: dict[date, list[PlanMinimum]] = defaultdict(list)
    for values in _values(parsed, "Plan minimums"):
        minimums[values["effective"]].append(PlanMinimum(**_without(values, "effective")))
    return tuple(
        StaffingPlan(
            **values, factors=tuple(factors[values["effective"]]), minimums=tuple(minimums[values["effective"]])
        )
        for values in _values(parsed, "Staffing plan")
    )


def _officers(parsed: Parsed, home: dict[str, Any]) -> tuple[tuple[Officer, ...], tuple[OfficerName, ...]]:
    contracts = {v["badge"]: Contract(**_without(v, "badge")) for v in _values(parsed, "Contracts")}
    held: dict[str, list[Held]] = defaultdict(list)
    for values in _values(parsed, "Officer qualifications"):
        held[values["badge"]].append(Held(**_without(values, "badge")))
    officers = tuple(
        Officer(
            **_without(values, "name"),
            **home,
            contract=contracts.get(values["badge"]),
            qualifications=tuple(held[values["badge"]]),
        )
        for values in _values(parsed, "Officers")
    )
    named = [*_values(parsed, "Officers"), *_values(parsed, "Former officers")]
    names = tuple(OfficerName(badge=v["badge"], name=v["name"]) for v in named if v["name"])
    return officers, names
