"""Published and worked figures of the shift relief factor and of net annual work hours, one by one."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.pattern_library import WatchShifts, library_pattern
from scheduler.domain.people import Duty, Leave, Officer
from scheduler.domain.plan import AbsenceYear
from scheduler.domain.site import Site
from scheduler.domain.words import DutyKind, Priority
from scheduler.ledger.relief_factor import (
    EIGHT_HOUR_SEAT,
    FIVE_DAY_SEAT,
    ROUND_THE_CLOCK_SEAT,
    TWELVE_HOUR_SEAT,
    WorkYear,
    average_absences,
    contracted_minutes,
    over_hire,
    relief_report,
    rounded,
)

ZONE = "America/New_York"


def year_of(contracted: int, **hours: int) -> WorkYear:
    """An officer's year in hours, with one absence a keyword."""
    lines = [AbsenceYear(year=2026, category=name, minutes=60 * h, officers=1) for name, h in hours.items()]
    return WorkYear(contracted=Fraction(60 * contracted), absences=average_absences(lines))


def test_local_government_example() -> None:
    """2,080 h scheduled, 382 h absent (18.4%): 1,698 h and 1.7."""
    work = year_of(2080, all=382)
    assert work.net == 1698 * 60
    assert rounded(100 * work.absent / work.contracted, 1) == "18.4"
    assert rounded(work.relief_factor(EIGHT_HOUR_SEAT), 1) == "1.7"
    assert rounded(work.relief_factor(EIGHT_HOUR_SEAT), 2) == "1.72"


def test_police_beat_with_its_sum_put_right() -> None:
    """832 + 91 + 88 + 225 + 35 are 1,271 h away; the printed copy adds them to 1,071. 2,920 - 1,271 = 1,649; 1.77."""
    work = year_of(2920, days_off=832, vacation=91, holiday=88, training=225, sick=35)
    assert work.absent == 1271 * 60
    assert work.absent != 1071 * 60
    assert work.net == 1649 * 60
    assert rounded(work.relief_factor(EIGHT_HOUR_SEAT)) == "1.77"


def test_oregon_factor_of_a_post_and_of_three() -> None:
    """1.70 for an 8 h post, 5.10 for the 24 h post, which is three of them."""
    work = WorkYear(contracted=Fraction(EIGHT_HOUR_SEAT * 10, 17), absences=())
    assert rounded(work.relief_factor(EIGHT_HOUR_SEAT)) == "1.70"
    assert rounded(work.relief_factor(ROUND_THE_CLOCK_SEAT)) == "5.10"


@pytest.mark.parametrize(
    ("contracted", "absent", "net", "twelve_hours", "round_the_clock"),
    [(2184, 400, 1784, "2.46", "4.91"), (2080, 382, 1698, "2.58", "5.16"), (2080, 330, 1750, "2.50", "5.01")],
)
def test_seats_of_twelve_and_of_all_hours(
    contracted: int, absent: int, net: int, twelve_hours: str, round_the_clock: str
) -> None:
    work = year_of(contracted, all=absent)
    assert work.net == net * 60
    assert rounded(work.relief_factor(TWELVE_HOUR_SEAT)) == twelve_hours
    assert rounded(work.relief_factor(ROUND_THE_CLOCK_SEAT)) == round_the_clock


def test_five_day_post() -> None:
    """2,080 / net: 2,080 / 1,698 = 1.22."""
    assert rounded(year_of(2080, all=382).relief_factor(FIVE_DAY_SEAT)) == "1.22"


def test_seats_in_hours_a_year() -> None:
    assert [minutes // 60 for minutes in (EIGHT_HOUR_SEAT, TWELVE_HOUR_SEAT, ROUND_THE_CLOCK_SEAT, FIVE_DAY_SEAT)] == [
        2920,
        4380,
        8760,
        2080,
    ]


def test_hawaii_asked_for_a_sixth_more() -> None:
    """From 1.65 to 1.88 with 152 more officers: 661 posts of 8 h, all days."""
    posts = Fraction(152) / (Fraction("1.88") - Fraction("1.65"))
    assert rounded(posts, 0) == "661"


def test_hours_of_a_jail_s_seats_in_officers() -> None:
    """At 1,784 h: 109,500 h of seats take 61.4 officers, with tower and kitchen 68.7; 31 officers fill 6.3 seats."""
    work = year_of(2184, all=400)
    assert rounded(work.relief_factor(109_500 * 60), 1) == "61.4"
    assert rounded(work.relief_factor((109_500 + 8_760 + 4_380) * 60), 1) == "68.7"
    assert rounded(31 / work.relief_factor(ROUND_THE_CLOCK_SEAT), 1) == "6.3"


def test_orange_county_hires_three_beyond_its_positions() -> None:
    """51 staff, 4.3 leavers a year are 8.4%; half of them, 2.15, take 3 positions."""
    leavers = Fraction("4.3")
    assert rounded(100 * leavers / 51, 1) == "8.4"
    assert over_hire(leavers) == 3
    assert (over_hire(Fraction(0)), over_hire(Fraction(4))) == (0, 2)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(1005, 1000), 2, "1.01"),
        (Fraction(109500), 0, "109,500"),
        (Fraction(12345678, 1000), 1, "12,345.7"),
        (Fraction(-1, 1000), 2, "0.00"),
    ],
)
def test_rounding_is_half_up_and_away_from_zero(value: Fraction, digits: int, text: str) -> None:
    assert rounded(value, digits) == text


def test_absences_longer_than_the_year_are_refused() -> None:
    with pytest.raises(ValueError, match="longer than the contracted time"):
        year_of(2080, all=2080).relief_factor(EIGHT_HOUR_SEAT)


# ------------------------------------------------------------ a facility


def post(code: str, *coverage: Coverage, is_relieved: bool = True) -> Post:
    return Post(
        code=code,
        name=code,
        facility="F",
        area="A",
        priority=Priority.MANDATORY,
        coverage=coverage,
        is_relieved=is_relieved,
    )


def pitman_jail() -> Site:
    """12 h Pitman, absences of 400 h an officer: net 1,784 h as in the worked figures."""
    pattern = library_pattern("PITMAN")
    squads = pattern.site_squads("F", date(2027, 1, 4))
    officers = tuple(
        Officer(badge=str(n), facility="F", seniority=date(2015, 1, 1), squad=squads[n % 4].code) for n in range(12)
    )
    weekdays = (0, 1, 2, 3, 4)
    return Site(
        facility=Facility(id="F", name="Jail", zone=ZONE),
        areas=(Area(code="A", name="A", facility="F"),),
        shifts=(
            Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
            Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
            Shift(code="T", name="Tens", start_wall_minute=420, wall_minutes=600),
        ),
        posts=(
            post("CTL", Coverage(shift="D", minimum=1, wanted=1), Coverage(shift="N", minimum=1, wanted=1)),
            post("KIT", Coverage(shift="D", minimum=1, wanted=1)),
            post("HALL", Coverage(shift="D", minimum=0, wanted=1)),
            post("TRN", Coverage(shift="T", minimum=2, wanted=4, weekdays=weekdays), is_relieved=False),
        ),
        patterns=pattern.patterns(WatchShifts(day="D", evening="D", night="N")),
        squads=squads,
        officers=officers,
        absences=(
            AbsenceYear(year=2025, category="sick", minutes=60, officers=12),
            AbsenceYear(year=2026, category="vacation", minutes=12 * 250 * 60, officers=12),
            AbsenceYear(year=2026, category="training", minutes=10 * 100 * 60, officers=10),
            AbsenceYear(year=2026, category="sick", minutes=12 * 50 * 60, officers=12),
        ),
    )


def test_contracted_hours_follow_from_the_patterns() -> None:
    site = pitman_jail()
    assert contracted_minutes(site) == 2184 * 60
    assert contracted_minutes(Site(facility=site.facility)) is None


def test_posts_of_a_facility_take_what_the_worked_figures_say() -> None:
    report = relief_report(pitman_jail(), 2027, date(2027, 1, 6), authorised=14)
    assert report.absence_year == 2026
    assert report.work_year.net == 1784 * 60
    need = {line.post: line for line in report.posts}
    assert rounded(need["CTL"].minimum) == "4.91"
    assert rounded(need["KIT"].minimum) == "2.46"
    assert (need["HALL"].minimum, rounded(need["HALL"].wanted)) == (0, "2.46")
    # Not relieved: one officer a seat, whatever the hours.
    assert (need["TRN"].minimum, need["TRN"].wanted, need["TRN"].wanted_minutes) == (2, 4, 4 * 261 * 600)
    assert rounded(report.minimum) == "9.37"
    assert rounded(report.wanted) == "13.82"
    assert (report.authorised, report.filled) == (14, 12)


def test_absences_of_a_later_year_are_not_used() -> None:
    report = relief_report(pitman_jail(), 2025, date(2025, 1, 8))
    assert (report.absence_year, report.work_year.absent) == (2025, 5)
    assert relief_report(pitman_jail(), 2024, date(2024, 1, 8)).absence_year is None


def test_a_leap_year_has_a_day_more() -> None:
    report = relief_report(pitman_jail(), 2028, date(2028, 1, 5))
    assert report.posts[0].minimum_minutes == 366 * 24 * 60


def test_who_can_be_deployed_on_a_date() -> None:
    site, on = pitman_jail(), date(2027, 1, 6)
    clock = Clock(ZONE)

    def at(days: int, wall: int = 0) -> int:
        return clock.minute(on + timedelta(days=days), wall)

    changed = Site(
        facility=site.facility,
        officers=(
            *site.officers[:11],
            Officer(badge="11", facility="F", seniority=date(2026, 9, 1), is_probationary=True),
        ),
        leave=(
            Leave(badge="0", start=at(0), end=at(1)),
            Leave(badge="1", start=at(-1), end=at(0)),
            Leave(badge="11", start=at(0), end=at(1)),
            Leave(badge="5", start=at(0), end=at(0, 720)),
            Leave(badge="6", start=at(0, 720), end=at(1)),
        ),
        duties=(
            Duty(badge="2", start=at(0, 480), end=at(0, 960), kind=DutyKind.LIGHT_DUTY),
            Duty(badge="3", start=at(0, 480), end=at(0, 960), kind=DutyKind.COURT),
            Duty(badge="4", start=at(1, 480), end=at(1, 960), kind=DutyKind.LIGHT_DUTY),
        ),
    )
    report = relief_report(changed, 2027, on, contracted=Fraction(2080 * 60))
    assert (report.filled, report.deployable) == (12, 8)


def test_without_patterns_the_contracted_hours_must_be_told() -> None:
    site = Site(facility=Facility(id="F", name="Jail", zone=ZONE))
    with pytest.raises(ValueError, match="say how many hours a year are contracted"):
        relief_report(site, 2027, date(2027, 1, 6))
    report = relief_report(site, 2027, date(2027, 1, 6), contracted=Fraction(2080 * 60))
    assert (report.absence_year, report.work_year.net, report.posts) == (None, 2080 * 60, ())
