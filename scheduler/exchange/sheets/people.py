"""Sheets on officers, their squads and qualifications."""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.people import Contract, Pattern
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, StaffClass
from scheduler.exchange.kinds import Choice, Code, Codes, Cycle, Day, Length, Limits, Text, Whole, YesNo
from scheduler.exchange.layout import Sheet, may, need

_LONGEST = 1_000_000


def _squads(site: Site) -> Iterator[tuple[Any, ...]]:
    for squad in site.squads:
        yield squad.code, squad.name, squad.pattern, squad.anchor


def _officers(site: Site) -> Iterator[tuple[Any, ...]]:
    names = {name.badge: name.name for name in site.names}
    for officer in site.officers:
        yield (
            officer.badge,
            names.get(officer.badge, ""),
            officer.staff_class,
            officer.seniority,
            officer.tie_breaker,
            officer.squad,
            officer.is_probationary,
            officer.exemptions,
        )


def _former(site: Site) -> Iterator[tuple[Any, ...]]:
    """Yield all whom history or names mention and who are not officers any more."""
    here = {officer.badge for officer in site.officers}
    names = {name.badge: name.name for name in site.names}
    gone: dict[Badge, None] = dict.fromkeys(badge for badge in names if badge not in here)
    gone.update(dict.fromkeys(tour.badge for tour in site.worked if tour.badge not in here))
    for badge in gone:
        yield badge, names.get(badge, "")


def _contracts(site: Site) -> Iterator[tuple[Any, ...]]:
    for officer in site.officers:
        terms = officer.contract
        if terms is not None:
            yield (
                officer.badge,
                terms.least_minutes,
                terms.most_minutes,
                terms.most_work_days_in_a_row,
                terms.least_work_days_in_a_row,
                terms.least_days_off_in_a_row,
                terms.most_weekends,
                terms.shift_limits,
            )


def _held(site: Site) -> Iterator[tuple[Any, ...]]:
    for officer in site.officers:
        for held in officer.qualifications:
            yield officer.badge, held.qualification, held.earned, held.expires


PEOPLE_SHEETS = (
    Sheet(
        name="Patterns",
        meaning="A repeating cycle of shifts and days off.",
        rows=lambda site: ((x.code, x.name, x.cycle) for x in site.patterns),
        noun=Pattern,
        key=("code",),
        columns=(
            need("Code", "code", Code(), "Short name of the pattern", "PITMAN-D"),
            may("Name", "name", Text(), "Name on screens", "Pitman days", "no name", ""),
            need("Cycle", "cycle", Cycle(), "One entry a day", "D D - - D D D - - D D - - -", refers="Shifts"),
        ),
    ),
    Sheet(
        name="Squads",
        meaning="Officers who share a pattern and its phase.",
        rows=_squads,
        key=("code",),
        columns=(
            need("Code", "code", Code(), "Short name of the squad", "A-DAY"),
            may("Name", "name", Text(), "Name on screens", "A squad days", "no name", ""),
            need("Pattern", "pattern", Code(), "Its pattern", "PITMAN-D", refers="Patterns"),
            need("Anchor", "anchor", Day(), "A date on which the cycle begins", "2026-01-04"),
        ),
    ),
    Sheet(
        name="Officers",
        meaning="Anyone rostered.",
        rows=_officers,
        key=("badge",),
        columns=(
            need("Badge", "badge", Code(), "Badge number; it stands for the officer everywhere", "1042"),
            may("Name", "name", Text(), "Name on screens only", "Alvarez J", "the badge is shown", ""),
            may("Class", "staff_class", Choice(StaffClass), "Staff class", "sworn", "sworn", StaffClass.SWORN),
            need("Seniority", "seniority", Day(), "Date from which seniority counts", "2018-04-02"),
            may("Tie-breaker", "tie_breaker", Whole(), "Lower is more senior on the same date", "1", "0", 0),
            may(
                "Squad",
                "squad",
                Code(),
                "Squad that gives the pattern",
                "A-DAY",
                "no squad: free pattern",
                refers="Squads",
            ),
            may("Probationary", "is_probationary", YesNo(), "Whether still in training", "no", "no", False),
            may("Exemptions", "exemptions", Codes(), "Codes that excuse from mandated overtime", "PREG", "none", ()),
        ),
    ),
    Sheet(
        name="Former officers",
        meaning="Somebody who is not rostered any more and whom worked tours still mention.",
        rows=_former,
        key=("badge",),
        columns=(
            need("Badge", "badge", Code(), "Badge number, not on the sheet Officers", "0977"),
            may("Name", "name", Text(), "Name on screens only", "Moreau K", "the badge is shown", ""),
        ),
    ),
    Sheet(
        name="Contracts",
        meaning="The terms of an officer on a free pattern, over one roster period.",
        rows=_contracts,
        noun=Contract,
        key=("badge",),
        ranges=(
            ("least_minutes", "most_minutes"),
            ("least_work_days_in_a_row", "most_work_days_in_a_row"),
        ),
        columns=(
            need("Badge", "badge", Code(), "The officer", "1042", refers="Officers"),
            may("Least hours", "least_minutes", Length(0, _LONGEST), "Least work in the period", "140:00", "open"),
            may("Most hours", "most_minutes", Length(0, _LONGEST), "Most work in the period", "168:00", "open"),
            may("Most days in a row", "most_work_days_in_a_row", Whole(1, 400), "Longest run of work", "6", "open"),
            may("Least days in a row", "least_work_days_in_a_row", Whole(0, 400), "Shortest run of work", "2", "open"),
            may("Least days off", "least_days_off_in_a_row", Whole(0, 400), "Shortest run of days off", "2", "open"),
            may("Most weekends", "most_weekends", Whole(0, 400), "Most weekends with work", "2", "open"),
            may("Shift limits", "shift_limits", Limits(), "Most tours of a shift", "N=8", "none", (), refers="Shifts"),
        ),
    ),
    Sheet(
        name="Officer qualifications",
        meaning="A qualification that an officer holds.",
        rows=_held,
        ranges=(("earned", "expires"),),
        columns=(
            need("Badge", "badge", Code(), "The officer", "1042", refers="Officers"),
            need("Qualification", "qualification", Code(), "What is held", "ARMED", refers="Qualifications"),
            may("Earned", "earned", Day(), "First date on which it is valid", "2025-05-01", "always was"),
            may("Expires", "expires", Day(), "Last date on which it is valid", "2027-04-30", "does not expire"),
        ),
    ),
)
