"""Deliveries laid over what is known: upsert, overlaps repaired, nobody in two places, twice is once."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.inmates import Activity
from scheduler.domain.moves import PlaceSpan, lay_over, replaced


def span(place: str | None, start: int, end: int | None = None, inmate: str = "R1") -> PlaceSpan[str]:
    return PlaceSpan(inmate=inmate, place=place, start=start, end=end)


def test_a_move_ends_the_open_stay_without_a_repair() -> None:
    found = lay_over([span("A", 0)], [span("B", 100)])
    assert found.spans == (span("A", 0, 100), span("B", 100))
    assert (found.new, found.changed, found.closed, found.repairs) == (1, 0, 1, ())


def test_the_same_start_replaces() -> None:
    found = lay_over([span("A", 0, 50)], [span("B", 0, 60)])
    assert found.spans == (span("B", 0, 60),)
    assert (found.new, found.changed, found.repairs) == (0, 1, ())


def test_an_overlap_with_a_known_end_is_a_repair() -> None:
    found = lay_over([span("A", 0, 200)], [span("B", 100, 300)])
    assert found.spans == (span("A", 0, 100), span("B", 100, 300))
    assert [(r.before, r.after) for r in found.repairs] == [(span("A", 0, 200), (span("A", 0, 100),))]


def test_after_a_delivered_end_the_inmate_is_back_and_that_is_shown() -> None:
    found = lay_over([span("A", 0)], [span("MED", 100, 200)])
    assert found.spans == (span("A", 0, 100), span("MED", 100, 200), span("A", 200))
    assert [r.after for r in found.repairs] == [(span("A", 0, 100), span("A", 200))]


def test_a_span_that_is_covered_goes() -> None:
    found = lay_over([span("A", 100, 200)], [span("B", 50, 300)])
    assert found.spans == (span("B", 50, 300),)
    assert [r.after for r in found.repairs] == [()]


def test_leaving_the_facility_ends_the_stay() -> None:
    found = lay_over([span("A", 0)], [span(None, 100)])
    assert found.spans == (span("A", 0, 100),)
    assert (found.new, found.closed) == (0, 1)


def test_a_log_without_ends_is_a_chain_and_may_come_twice() -> None:
    log = [span("A", 0), span("B", 100), span("C", 200)]
    once = lay_over([], log)
    assert once.spans == (span("A", 0, 100), span("B", 100, 200), span("C", 200))
    again = lay_over(once.spans, log)
    assert again.spans == once.spans
    assert (again.new, again.changed, again.closed, again.repairs) == (0, 0, 0, ())


PLACES = st.sampled_from(["A", "B", "C", None])
SPANS = st.lists(
    st.builds(
        lambda i, place, start, length: span(place, start, None if length == 0 else start + length, i),
        st.sampled_from(["R1", "R2"]),
        PLACES,
        st.integers(0, 30),
        st.integers(0, 15),
    ),
    max_size=8,
    unique_by=lambda s: (s.inmate, s.start),
)


@given(SPANS, SPANS)
def test_minute_by_minute_the_delivery_holds_and_nobody_is_in_two_places(
    first: list[PlaceSpan[str]], second: list[PlaceSpan[str]]
) -> None:
    known = lay_over([], first).spans
    found = lay_over(known, second)
    for inmate in ("R1", "R2"):
        replaced_at = {s.start for s in second if s.inmate == inmate}
        kept = [s for s in known if s.inmate == inmate and s.start not in replaced_at]
        starts = sorted({s.start for s in (*known, *second) if s.inmate == inmate})
        for minute in range(60):
            here = [s.place for s in found.spans if s.inmate == inmate and _holds(s, minute)]
            assert len(here) <= 1
            said = [s for s in second if s.inmate == inmate and _says(s, minute, starts)]
            if said:
                latest = max(said, key=lambda s: s.start)
                assert here == ([] if latest.place is None else [latest.place])
            else:
                assert here == [s.place for s in kept if _holds(s, minute)]
    assert lay_over(found.spans, second).spans == found.spans


def _holds(s: PlaceSpan[str], minute: int) -> bool:
    return s.start <= minute and (s.end is None or minute < s.end)


def _says(s: PlaceSpan[str], minute: int, starts: list[int]) -> bool:
    end = s.end if s.end is not None else min((other for other in starts if other > s.start), default=None)
    return s.start <= minute and (end is None or minute < end)


def test_an_activity_is_known_by_inmate_area_first_date_and_time() -> None:
    one = Activity(
        inmate="R1", area="K", weekdays=(0,), start_wall_minute=300, wall_minutes=480, first=date(2026, 1, 1)
    )
    longer = Activity(
        inmate="R1", area="K", weekdays=(0, 1), start_wall_minute=300, wall_minutes=480, first=date(2026, 1, 1)
    )
    assert replaced((one,), (longer,)) == ((longer,), 0, 1)
    assert replaced((one,), (one,)) == ((one,), 0, 0)
    assert replaced((), (one,)) == ((one,), 1, 0)
