"""Who is called next: against an oracle that goes through all officers one by one, as a supervisor would by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.day import CallLists, Standing, call_lists, standings
from scheduler.domain.answers import Candidate
from scheduler.domain.calls import USUAL, Call, CallList, CallOrder, CallOutcome, CallRules, rules_on
from scheduler.domain.findings import Message
from scheduler.domain.people import Exemption, Officer, Willingness
from scheduler.domain.roster import Tour
from scheduler.domain.words import TourKind

ON = date(2026, 12, 14)
PLACE = ("HB-F", "D", ON)
AT = datetime(2026, 12, 13, 20, 0, tzinfo=UTC)
TIRED = Message(template="Rest of 6 h.")


def officer(badge: str, year: int = 2015, tie: int = 0, **more: object) -> Officer:
    return Officer(badge=badge, facility="F", seniority=date(year, 1, 1), tie_breaker=tie, **more)  # type: ignore[arg-type]


def tour(badge: str, on: date = ON, kind: TourKind = TourKind.VOLUNTARY_OVERTIME, hours: int = 12) -> Tour:
    start = on.toordinal() * 1440
    return Tour(badge=badge, post="HB-F", on=on, shift="D", index=0, start=start, end=start + hours * 60, kind=kind)  # type: ignore[arg-type]


def candidate(badge: str, *words: Message, kind: TourKind = TourKind.MANDATED_OVERTIME) -> Candidate:
    return Candidate(tour=tour(badge, kind=kind), is_possible=not words, words=words)


def call(badge: str, outcome: CallOutcome, of: CallList = CallList.VOLUNTARY, on: date = ON, **more: object) -> Call:
    made = Call(
        badge=badge, post="HB-F", shift="D", on=on, start=0, end=720, list=of, place=1, outcome=outcome, at=AT, by="x"
    )  # type: ignore[arg-type]
    return replace(made, **more)  # type: ignore[arg-type]


def offer(badge: str, *shifts: str) -> Willingness:
    return Willingness(badge=badge, first=ON, last=ON, shifts=shifts)  # type: ignore[arg-type]


def lists(
    officers: list[Officer],
    willing: str = "",
    known: dict[str, Standing] | None = None,
    calls: tuple[Call, ...] = (),
    rules: CallRules = USUAL,
    tired: str = "",
    exempt: str = "",
) -> CallLists:
    return call_lists(
        [candidate(o.badge, *((TIRED,) if o.badge in tired else ())) for o in officers],
        officers,
        [offer(b) for b in willing],
        [Exemption(badge=b, first=ON, last=ON) for b in exempt],
        known or {},
        calls,
        rules,
        PLACE,
    )  # type: ignore[arg-type]


def places(found: CallLists, of: CallList = CallList.VOLUNTARY) -> list[str]:
    lines = found.voluntary if of is CallList.VOLUNTARY else found.mandate
    return [line.officer.badge for line in lines if line.place is not None]


def next_of(found: CallLists) -> tuple[str, str] | None:
    return None if found.next is None else (found.next[0].value, found.next[1].officer.badge)


def test_whoever_has_the_fewest_charged_hours_is_called_first_and_ties_go_to_the_senior() -> None:
    crew = [officer("A", 2018), officer("B", 2010), officer("C", 2005), officer("D", 2020)]
    known = {"C": Standing(charged=600), "D": Standing(charged=0)}
    assert places(lists(crew, "ABCD", known)) == ["B", "A", "D", "C"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(CallOrder.SENIORITY, ["C", "B", "A"]), (CallOrder.LONGEST_SINCE, ["B", "A", "C"])],
)
def test_the_order_is_policy(order: CallOrder, expected: list[str]) -> None:
    crew = [officer("A", 2018), officer("B", 2010), officer("C", 2005)]
    known = {"A": Standing(last_called=AT), "C": Standing(last_called=AT + timedelta(days=1))}
    assert places(lists(crew, "ABC", known, rules=replace(USUAL, sequence=order))) == expected


def test_volunteers_are_called_before_anybody_is_mandated_and_mandates_go_by_inverse_seniority() -> None:
    crew = [officer("A", 2018), officer("B", 2010), officer("C", 2022), officer("D", 2019)]
    calls: tuple[Call, ...] = ()
    asked = []
    while (found := next_of(lists(crew, "AB", calls=calls))) is not None:
        asked.append(found)
        of = CallList(found[0])
        calls += (call(found[1], CallOutcome.NO_ANSWER, of),)
    assert asked == [("voluntary", "B"), ("voluntary", "A"), ("mandate", "C"), ("mandate", "D")]


def test_once_somebody_accepts_nobody_else_is_called() -> None:
    crew = [officer("A", 2018), officer("B", 2010)]
    found = lists(crew, "AB", calls=(call("B", CallOutcome.ACCEPTED),))
    assert found.next is None
    assert found.accepted is not None
    assert found.accepted.officer.badge == "B"


def test_calls_about_other_seats_say_nothing_here() -> None:
    crew = [officer("A")]
    elsewhere = (
        call("A", CallOutcome.REFUSED, shift="N"),
        call("A", CallOutcome.REFUSED, on=ON - timedelta(days=1)),
        call("A", CallOutcome.REFUSED, post="HC-F"),
    )
    assert next_of(lists(crew, "A", calls=elsewhere)) == ("voluntary", "A")


def test_whoever_may_not_is_passed_over_in_the_words_of_the_rule() -> None:
    crew = [officer("A"), officer("B"), officer("C"), officer("D", exemptions=("COURT",))]
    found = lists(crew, "A", tired="AB", exempt="C")
    assert [(x.officer.badge, x.place, [str(w) for w in x.words]) for x in (*found.voluntary, *found.mandate)] == [
        ("A", None, ["Rest of 6 h."]),
        ("B", None, ["Rest of 6 h."]),
        ("C", None, ["Exempt from mandates on this date."]),
        ("D", None, ["Exempt from mandates on this date."]),
    ]
    assert found.next is None


def test_whoever_was_mandated_lately_comes_after_everybody_else_the_longest_ago_first() -> None:
    crew = [officer("A", 2022), officer("B", 2021), officer("C", 2010), officer("D", 2020)]
    known = {
        "A": Standing(last_mandated=ON - timedelta(days=2)),
        "B": Standing(last_mandated=ON - timedelta(days=7)),
        "D": Standing(last_mandated=ON - timedelta(days=8)),
    }
    assert places(lists(crew, known=known), CallList.MANDATE) == ["D", "C", "B", "A"]


def test_an_offer_counts_for_its_shifts_and_dates_alone_and_a_regular_tour_is_on_no_list() -> None:
    crew = [officer("A"), officer("B"), officer("C"), officer("D")]
    found = call_lists(
        [candidate("A"), candidate("B"), candidate("C"), candidate("D", kind=TourKind.REGULAR)],
        crew,
        [offer("A", "N"), offer("B", "D"), replace(offer("C"), first=ON - timedelta(9), last=ON - timedelta(1))],
        (),
        {},
        (),
        USUAL,
        PLACE,
    )  # type: ignore[arg-type]
    assert places(found) == ["B"]
    assert places(found, CallList.MANDATE) == ["A", "C"]


# ---------------------------------------------------------------- what is charged


def test_overtime_and_refusals_are_charged_within_the_days_that_count() -> None:
    rules = replace(USUAL, counted_days=30)
    tours = (
        tour("A", ON - timedelta(30)),
        tour("A", ON - timedelta(31)),
        tour("A", ON - timedelta(3), TourKind.REGULAR),
        tour("A", ON - timedelta(4), TourKind.SWAP),
        tour("B", ON - timedelta(5), TourKind.HOLD_OVER, 4),
    )
    calls = (
        call("A", CallOutcome.REFUSED, on=ON - timedelta(1)),
        call("B", CallOutcome.NO_ANSWER, on=ON - timedelta(1)),
        call("C", CallOutcome.REFUSED, on=ON - timedelta(31)),
        call("D", CallOutcome.EXCUSED, CallList.MANDATE),
    )
    found = standings(tours, calls, rules, ON)
    assert {b: s.charged for b, s in found.items()} == {"A": 1440, "B": 240, "C": 0}
    assert (found["B"].last_mandated, found["A"].last_mandated) == (ON - timedelta(5), None)
    assert found["C"].last_called == AT


@pytest.mark.parametrize(
    ("refusals", "no_answer", "expected"), [(True, True, 1440), (True, False, 720), (False, False, 0)]
)
def test_what_refusals_cost_is_policy(refusals: bool, no_answer: bool, expected: int) -> None:
    rules = replace(USUAL, charges_refusals=refusals, charges_no_answer=no_answer)
    calls = (call("A", CallOutcome.REFUSED), call("A", CallOutcome.NO_ANSWER))
    assert standings((), calls, rules, ON)["A"].charged == expected


def test_rules_hold_from_their_date_on() -> None:
    early, late = CallRules(effective=ON, counted_days=30), CallRules(effective=ON, counted_days=60)
    assert rules_on((), ON) is USUAL
    assert rules_on((early, late), ON) is late
    assert rules_on((early,), ON - timedelta(1)) is USUAL


# ---------------------------------------------------------------- the oracle


def by_hand(
    crew: list[Officer], willing: set[str], known: dict[str, Standing], tired: set[str], exempt: set[str]
) -> list[tuple[str, str]]:
    """Return whom a supervisor calls, one after another, while nobody answers; the usual rules."""
    asked: list[tuple[str, str]] = []
    left = [o for o in crew if o.badge in willing and o.badge not in tired]
    while left:
        best = left[0]
        for one in left[1:]:
            hours, least = (known.get(o.badge, Standing()).charged for o in (one, best))
            if hours < least or (hours == least and older(one, best)):
                best = one
        asked.append(("voluntary", best.badge))
        left.remove(best)
    left = [o for o in crew if o.badge not in willing | tired | exempt]
    for is_protected in (False, True):
        group = [o for o in left if lately(known, o) is is_protected]
        while group:
            worst = group[0]
            for one in group[1:]:
                mine, other = (known.get(o.badge, Standing()).last_mandated for o in (one, worst))
                if is_protected and mine != other:
                    worst = one if mine < other else worst  # type: ignore[operator]
                elif older(worst, one):
                    worst = one
            asked.append(("mandate", worst.badge))
            group.remove(worst)
    return asked


def older(one: Officer, other: Officer) -> bool:
    """Whether one is more senior than the other; badges tell twins apart."""
    if one.seniority != other.seniority:
        return one.seniority < other.seniority
    return one.tie_breaker < other.tie_breaker


def lately(known: dict[str, Standing], one: Officer) -> bool:
    last = known.get(one.badge, Standing()).last_mandated
    return last is not None and (ON - last).days <= USUAL.protected_days


@settings(max_examples=300)
@given(st.data())
def test_the_order_is_the_one_by_hand(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    crew = [officer(f"B{n}", data.draw(st.integers(2010, 2013)), tie=n) for n in range(count)]
    badges = [o.badge for o in crew]
    some = st.sets(st.sampled_from(badges))
    willing, tired, exempt = data.draw(some), data.draw(some), data.draw(some)
    known = {
        badge: Standing(
            charged=data.draw(st.sampled_from((0, 60, 120))),
            last_mandated=data.draw(st.none() | st.integers(1, 10).map(lambda d: ON - timedelta(days=d))),
        )
        for badge in data.draw(some)
    }
    calls: tuple[Call, ...] = ()
    asked = []
    while True:
        found = call_lists(
            [candidate(b, *((TIRED,) if b in tired else ())) for b in data.draw(st.permutations(badges))],
            crew,
            [offer(b) for b in willing],
            [Exemption(badge=b, first=ON, last=ON) for b in exempt],
            known,
            calls,
            USUAL,
            PLACE,
        )  # type: ignore[arg-type]
        step = next_of(found)
        if step is None:
            break
        asked.append(step)
        calls += (call(step[1], CallOutcome.NO_ANSWER, CallList(step[0])),)
    assert asked == by_hand(crew, willing, known, tired, exempt)
