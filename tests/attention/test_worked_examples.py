"""The worked examples from which the weights were set, at exactly their points."""

from dataclasses import replace
from datetime import timedelta

from support.attention_place import ON, Place, floor, points, post, steady

from scheduler.domain.attention import Band


def control() -> Place:
    return Place(posts=(post("CTL-A", "CTL", 0, 0, 0, 0, 0, 2, 0), post("YARD", "OUT", 0, 0, 0, 0, 3, 0, 0)))


def test_main_control_at_night_is_low() -> None:
    place = control()
    place.add("A", "CTL-A", 0)
    found = place.reading()
    assert (found.points, found.band) == (2, Band.LOW)


def test_the_gate_lets_guarding_count_but_no_exposure() -> None:
    place = control()
    place.posts = (post("CTL-A", "CTL", 6, 12, 0, 8, 0, 2, 4), place.posts[1])
    steady(place, "CTL-A")
    place.tenure("A", "HB", 200)
    assert points(place.reading()) == {"ST6": 2}


def test_main_control_at_its_worst_is_guarded() -> None:
    place = control()
    for ago in range(1, 6):
        place.add("A", "CTL-A", ago)
    place.add("A", "YARD", 0, "D")
    place.add("A", "CTL-A", 0, part=slice(18 * 60, 24 * 60))  # vacated at midnight
    place.rounds, place.entries = [], 3
    found = place.reading()
    assert points(found) == {"ST6": 2, "D3": 8, "D4": 6, "D5": 5, "D6": 4}
    assert (found.points, found.band) == (25, Band.GUARDED)


def test_a_housing_floor_with_a_steady_holder_is_guarded() -> None:
    place = Place(posts=(floor(),), rounds=[(20 * 60, 90)])
    steady(place, "HB-F")
    place.tenure("A", "HB", 80)
    found = place.reading()
    assert points(found) == {"ST2": 12, "ST3": 5, "ST5": 3, "ST6": 4, "D1": 8, "D2": 3, "D3": 4}
    assert (found.points, found.band) == (39, Band.GUARDED)


def test_the_same_floor_without_round_combined_and_overdue_is_elevated() -> None:
    asked = post("HB-F", "HB", 0, 12, 5, 0, 3, 4, 0, wanted=2)
    place = Place(posts=(asked,), rounds=[])
    steady(place, "HB-F")
    place.tenure("A", "HB", 200)
    found = place.reading()
    assert points(found) == {"ST2": 12, "ST3": 5, "ST5": 3, "ST6": 4, "D1": 8, "D2": 10, "D3": 8, "D4": 4}
    assert (found.points, found.band) == (54, Band.ELEVATED)


def hospital(second: int) -> Place:
    """A watch that is open for three nights; `second`: points for being alone there."""
    watch = post("HSP", "OUT", 12, second, 10, 8, 5, 4, 4)
    lines = tuple(replace(line, first=ON - timedelta(days=2), last=ON) for line in watch.coverage)
    return Place(posts=(replace(watch, coverage=lines), post("YARD", "CTL", 0, 0, 0, 0, 3, 0, 0)))


def test_a_paired_hospital_watch_is_guarded() -> None:
    place = hospital(0)
    place.add("A", "HSP", 0)
    found = place.reading()
    assert (found.points, found.band) == (43, Band.GUARDED)


def test_a_solo_hospital_watch_on_a_double_without_round_is_high() -> None:
    place = hospital(12)
    place.add("A", "YARD", 0, "D")
    place.add("A", "HSP", 0)
    place.rounds = []
    found = place.reading()
    assert points(found) == {
        "ST1": 12, "ST2": 12, "ST3": 10, "ST4": 8, "ST5": 5, "ST6": 4, "ST7": 4, "D3": 8, "D5": 4,
    }  # fmt: skip
    assert (found.points, found.band) == (67, Band.HIGH)


def test_the_third_night_of_the_same_officer_adds_concentration() -> None:
    place = hospital(12)
    for ago in (2, 1, 0):
        place.add("A", "HSP", ago)
    place.add("A", "YARD", 0, "D")
    place.rounds = []
    assert place.reading().points == 79
