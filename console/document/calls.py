"""Calls to officers in words: the seat, the rules, and what an officer would be asked for."""

from console.document.facts import Facts
from console.document.words import KIND_WORDS, count, weekday
from scheduler.api import CallList, CallOrder, CallRules
from scheduler.domain.answers import Candidate
from scheduler.domain.roster import parse_seat_id
from scheduler.domain.words import SeatId

LISTS = {CallList.VOLUNTARY: "volunteers", CallList.MANDATE: "mandates"}
ORDERS = {
    CallOrder.LEAST_HOURS: "fewest charged hours first",
    CallOrder.SENIORITY: "most senior first",
    CallOrder.LONGEST_SINCE: "longest since the last call first",
}


def seat_words(facts: Facts, seat: SeatId) -> str:
    """Return a seat in words: "HA-F day watch, Sun 6 Dec, 06:00 to 18:00"."""
    post, on, shift, _ = parse_seat_id(seat)
    start, end = facts.shifts[shift].span(facts.clock, on)
    times = f"{facts.clock.local(start):%H:%M} to {facts.clock.local(end):%H:%M}"
    return f"{post} {facts.shifts[shift].name.lower()}, {weekday(on)}, {times}"


def rules_words(rules: CallRules) -> str:
    """Return by which rules the lists are made, in a sentence or two."""
    also = [
        *(("offers refused",) if rules.charges_refusals else ()),
        *(("calls nobody answered",) if rules.charges_no_answer else ()),
    ]
    charged = f"overtime of {count(rules.counted_days, 'day')} is charged"
    charged += f", and {' and '.join(also)}" if also else ""
    protected = (
        f" Whoever was mandated within {count(rules.protected_days, 'day')} comes after everybody else."
        if rules.protected_days
        else ""
    )
    source = f" ({rules.source})" if rules.source else ""
    return (
        f"Volunteers {ORDERS[rules.sequence]}, ties by seniority; {charged}. Then mandates, least senior first."
        f"{protected}{source}"
    )


def tour_words(facts: Facts, candidate: Candidate, seat: SeatId) -> str:
    """Return what an officer would be asked for: the kind of tour, and its times where they are not the shift's."""
    _, on, shift, _ = parse_seat_id(seat)
    kind = KIND_WORDS[candidate.kind] or "no overtime"
    tour = candidate.tour
    is_whole = (tour.start, tour.end) == facts.shifts[shift].span(facts.clock, on)
    return kind if is_whole else f"{kind}, {facts.times(tour)}"
