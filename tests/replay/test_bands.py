"""Bands of seniority never speak of fewer than five officers."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.people import Officer
from scheduler.domain.words import Badge, FacilityId
from scheduler.replay import bands_of
from scheduler.replay.bands import LEAST

ON = date(2026, 12, 6)


def officers(years: list[int]) -> list[Officer]:
    return [
        Officer(badge=Badge(str(n)), facility=FacilityId("F"), seniority=date(ON.year - y, 1, 1))
        for n, y in enumerate(years)
    ]


@given(st.lists(st.integers(-2, 40), max_size=60))
def test_every_band_has_five_officers_and_everybody_has_one(years: list[int]) -> None:
    staff = officers(years)
    found = bands_of(staff, ON)
    if len(staff) < LEAST:
        assert found == {}
        return
    assert found.keys() == {o.badge for o in staff}
    for band in set(found.values()):
        members = [badge for badge, own in found.items() if own == band]
        assert len(members) == band.officers >= LEAST
    for officer, y in zip(staff, years, strict=True):
        band = found[officer.badge]
        assert band.least <= max(0, y)
        assert band.most is None or y < band.most


def test_wide_staffs_have_narrow_bands() -> None:
    found = bands_of(officers([y for y in range(30) for _ in range(5)]), ON)
    labels = [band.label for band in sorted(set(found.values()), key=lambda b: b.least)]
    assert labels == ["0-1 years", "2-4 years", "5-9 years", "10-14 years", "15-19 years", "20 years and more"]


def test_a_year_of_service_ends_on_its_day() -> None:
    staff = officers([1, 1, 1, 1, 1]) + [
        Officer(badge=Badge(f"n{n}"), facility=FacilityId("F"), seniority=date(2024, 12, 7)) for n in range(5)
    ]
    assert {band.label for band in bands_of(staff, ON).values()} == {"0 years and more"}
    assert {b.label for b in bands_of(staff, date(2026, 12, 7)).values()} == {"0-1 years", "2 years and more"}
