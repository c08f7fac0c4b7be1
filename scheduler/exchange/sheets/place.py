"""Sheets on the jail as a place: facility, areas, shifts, posts and what they ask for."""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.facility import Area, Shift
from scheduler.domain.people import Qualification
from scheduler.domain.site import Site
from scheduler.domain.words import ContactMode, Priority, RotationClass
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.kinds import (
    Choice,
    Code,
    Codes,
    Day,
    Length,
    Percent,
    Text,
    WallTime,
    Weekdays,
    Whole,
    YesNo,
    Zone,
)
from scheduler.exchange.layout import FORMAT, Sheet, may, need

FACTORS = tuple(f"ST{n}" for n in range(1, 8))
_FACTOR_MEANINGS = (
    "One-to-one or single-inmate duty: 0 none, 6 now and then, 12 continuous",
    "Staffed alone, out of sight and sound of others: 0 paired, 6 part of the shift, 12 the whole shift",
    "Cameras and sight lines: 0 full, 5 partial, 10 blind spot or none",
    "Isolated place: 0 in line of sight of control, 4 off the main corridor, 8 off site or locked storage",
    "Contact mode: 0 none, 3 indirect or group, 5 the same small crew or a long-stay unit",
    "Nights with thin supervision: 0 day, 2 some, 4 no resident supervisor",
    "Privacy-sensitive or restricted population: 0 no, 2 partly, 4 yes",
)
_FACTOR_MOST = (12, 12, 10, 8, 5, 4, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def _facility(site: Site) -> Iterator[tuple[Any, ...]]:
    place = site.facility
    yield place.id, place.name, place.zone, place.is_juvenile, FORMAT


def _areas(site: Site) -> Iterator[tuple[Any, ...]]:
    for area in site.areas:
        yield area.code, area.name, area.parent, area.rotation, area.outline


def _shifts(site: Site) -> Iterator[tuple[Any, ...]]:
    for shift in site.shifts:
        yield (
            shift.code,
            shift.name,
            shift.start_wall_minute,
            shift.wall_minutes,
            shift.muster_minutes,
            shift.is_night,
            shift.not_before,
        )


def _posts(site: Site) -> Iterator[tuple[Any, ...]]:
    for post in site.posts:
        points = {factor.factor: factor.points for factor in post.attention}
        if not points.keys() <= set(FACTORS) or len(points) < len(post.attention):
            raise UnwritableError(f"post {post.code}: a workbook holds the factors ST1 to ST7, each once")
        yield (
            post.code,
            post.name,
            post.area,
            post.priority,
            post.contact,
            post.contact_weight,
            post.opens,
            post.closes,
            post.is_relieved,
            post.is_solo,
            post.needs_meal_relief,
            post.gives_meal_reliefs,
            post.serves_women,
            *(points.get(factor) for factor in FACTORS),
            post.outline,
        )


def _coverage(site: Site) -> Iterator[tuple[Any, ...]]:
    for post in site.posts:
        for line in post.coverage:
            yield (
                post.code,
                line.shift,
                line.minimum,
                line.wanted,
                line.weekdays,
                line.first,
                line.last,
                line.under_weight,
                line.over_weight,
            )


def _areas_covered(site: Site) -> Iterator[tuple[Any, ...]]:
    for post in site.posts:
        for share in post.covers:
            yield post.code, share.area, share.share


def _post_qualifications(site: Site) -> Iterator[tuple[Any, ...]]:
    for post in site.posts:
        for code in post.qualifications:
            yield post.code, code


PLACE_SHEETS = (
    Sheet(
        name="Facility",
        meaning="The jail or prison; exactly one row.",
        rows=_facility,
        columns=(
            need("Id", "id", Code(), "Short name of the facility", "HCRDC"),
            need("Name", "name", Text(), "Full name, as reports show it", "Harrow Creek Regional Detention Center"),
            need("Time zone", "zone", Zone(), "Zone of its clocks", "America/New_York"),
            may("Juvenile", "is_juvenile", YesNo(), "Whether it holds juveniles", "no", "no", False),
            may("Format", "format", Text(), f"Version of this workbook's form, {FORMAT}", FORMAT, FORMAT, FORMAT),
        ),
    ),
    Sheet(
        name="Areas",
        meaning="A place in the facility: a housing unit, the kitchen, the yard.",
        rows=_areas,
        noun=Area,
        key=("code",),
        columns=(
            need("Code", "code", Code(), "Short name of the area", "HU-A"),
            may("Name", "name", Text(), "Name on screens", "Housing A", "no name", ""),
            may("Parent", "parent", Code(), "Area in which it lies", "HOUSING", "none", refers="Areas"),
            may(
                "Rotation",
                "rotation",
                Choice(RotationClass),
                "How soon an officer is rotated out",
                "housing",
                "none",
                RotationClass.NONE,
            ),
            may("Outline", "outline", Text(), "Id of its element on the floor plan", "area-HU-A", "not drawn", ""),
        ),
    ),
    Sheet(
        name="Shifts",
        meaning="A named span of the local clock.",
        rows=_shifts,
        noun=Shift,
        key=("code",),
        columns=(
            need("Code", "code", Code(), "Short name of the shift", "N"),
            may("Name", "name", Text(), "Name on screens", "Night", "no name", ""),
            need("Start", "start_wall_minute", WallTime(), "When it starts", "18:00"),
            need("Length", "wall_minutes", Length(1, 2880), "How long it lasts by the clock on the wall", "12:00"),
            may("Muster", "muster_minutes", Whole(0, 240), "Paid briefing before it", "15", "0", 0, unit="minutes"),
            may("Night", "is_night", YesNo(), "Whether it counts as a night", "yes", "no", False),
            may(
                "Not before",
                "not_before",
                Codes(),
                "Shifts that may not follow it on the next date",
                "D E",
                "any may follow",
                (),
                refers="Shifts",
            ),
        ),
    ),
    Sheet(
        name="Qualifications",
        meaning="A lawful, documented need of a post: an armed post, a control room certificate, a language.",
        rows=lambda site: ((x.code, x.name) for x in site.qualifications),
        noun=Qualification,
        key=("code",),
        columns=(
            need("Code", "code", Code(), "Short name", "ARMED"),
            may("Name", "name", Text(), "Name on screens", "Firearm certificate", "no name", ""),
        ),
    ),
    Sheet(
        name="Posts",
        meaning="A staffed work position.",
        rows=_posts,
        key=("code",),
        ranges=(("opens", "closes"),),
        columns=(
            need("Code", "code", Code(), "Short name of the post", "HA-F"),
            may("Name", "name", Text(), "Name on screens", "Housing A floor", "no name", ""),
            need("Area", "area", Code(), "Where it is", "HU-A", refers="Areas"),
            need("Priority", "priority", Choice(Priority), "What happens when officers are short", "critical"),
            may(
                "Contact",
                "contact",
                Choice(ContactMode),
                "How near its holder comes to inmates",
                "group",
                "none",
                ContactMode.NONE,
            ),
            may(
                "Contact weight",
                "contact_weight",
                Whole(0, 1000),
                "Weight of this post in place of the one of its contact mode",
                "100",
                "that of the contact mode",
                unit="thousandths",
            ),
            may("Opens", "opens", Day(), "First date on which it exists", "2026-01-01", "always existed"),
            may("Closes", "closes", Day(), "Last date on which it exists", "2027-06-30", "stays open"),
            may(
                "Relieved",
                "is_relieved",
                YesNo(),
                "Whether someone fills it while the holder is away",
                "yes",
                "yes",
                True,
            ),
            may("Solo", "is_solo", YesNo(), "Whether its holder works alone", "no", "no", False),
            may("Meal relief", "needs_meal_relief", YesNo(), "Whether meals need a relief", "yes", "no", False),
            may(
                "Gives reliefs",
                "gives_meal_reliefs",
                Whole(0, 99),
                "How many holders of posts with Meal relief one tour here can relieve",
                "4",
                "0",
                0,
                unit="officers",
                may_be_absent=True,
            ),
            may(
                "Women's programmes",
                "serves_women",
                YesNo(),
                "Whether programmes for women need it (28 CFR 115.15(b))",
                "no",
                "no",
                False,
                may_be_absent=True,
            ),
            *(
                may(factor, factor, Whole(0, most), meaning, "0", "not reviewed", unit="points")
                for factor, meaning, most in zip(FACTORS, _FACTOR_MEANINGS, _FACTOR_MOST, strict=True)
            ),
            may("Outline", "outline", Text(), "Id of its element on the floor plan", "post-HA-F", "not drawn", ""),
        ),
    ),
    Sheet(
        name="Coverage",
        meaning=(
            "How many officers a post asks for on a shift. A row with both First and Last is an exception and beats "
            "rows without; of like rows the lower one counts."
        ),
        rows=_coverage,
        ranges=(("minimum", "wanted"), ("first", "last")),
        columns=(
            need("Post", "post", Code(), "The post", "HA-F", refers="Posts"),
            need("Shift", "shift", Code(), "The shift", "D", refers="Shifts"),
            need("Minimum", "minimum", Whole(0, 999), "Seats that must be filled", "1", unit="officers"),
            need("Wanted", "wanted", Whole(0, 999), "Seats that should be filled", "2", unit="officers"),
            may("Weekdays", "weekdays", Weekdays(), "On which weekdays", "Mo Tu We Th Fr", "every day", EVERY_DAY),
            may("First", "first", Day(), "First date on which the row holds", "2026-12-24", "open"),
            may("Last", "last", Day(), "Last date on which the row holds", "2026-12-26", "open"),
            may("Under weight", "under_weight", Whole(), "Price of one officer too few", "100", "0", 0, unit="points"),
            may("Over weight", "over_weight", Whole(), "Price of one officer too many", "1", "0", 0, unit="points"),
        ),
    ),
    Sheet(
        name="Areas covered",
        meaning="The areas whose inmates the holder of a post meets; a post without rows covers its own area.",
        rows=_areas_covered,
        key=("post", "area"),
        columns=(
            need("Post", "post", Code(), "The post", "FLR-1", refers="Posts"),
            need("Area", "area", Code(), "An area that it covers", "HU-A", refers="Areas"),
            need(
                "Share %",
                "share",
                Percent(),
                "Part of the attention; all rows of a post make 100",
                "33.3",
                unit="per cent",
            ),
        ),
    ),
    Sheet(
        name="Post qualifications",
        meaning="A qualification that a post asks for; all rows of a post are needed.",
        rows=_post_qualifications,
        key=("post", "qualification"),
        columns=(
            need("Post", "post", Code(), "The post", "TWR-1", refers="Posts"),
            need("Qualification", "qualification", Code(), "What is needed", "ARMED", refers="Qualifications"),
        ),
    ),
)
