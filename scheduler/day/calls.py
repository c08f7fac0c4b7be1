"""Who is called next for a seat: volunteers by the rules of the facility, then mandates by inverse seniority.

Pure order, made from what is known: who could take the seat without breaking a never or stop rule (somebody else has
judged that), who has offered to work, what is charged to each, and what was called already. Nothing here weighs people:
every place follows from hours, dates of seniority and dates of calls.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scheduler.domain.answers import Candidate
from scheduler.domain.calls import Call, CallList, CallOrder, CallOutcome, CallRules
from scheduler.domain.findings import Message
from scheduler.domain.people import Exemption, Officer, Willingness
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode, TourKind

CALLED_IN = frozenset(
    {TourKind.VOLUNTARY_OVERTIME, TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN}
)
"""Tours that are charged: worked, or published and to be worked."""
EXEMPT = Message(template="Exempt from mandates on this date.")
MANDATED = frozenset({TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the order of lists knows of an officer.

    Attributes:
        charged: Minutes of overtime charged in the days that count.
        last_called: When he was last called from the list of volunteers (aware, UTC), None for never.
        last_mandated: Local date of his last mandate before the seat's date, None for none.
    """

    charged: int = 0
    last_called: datetime | None = None
    last_mandated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """An officer on a list.

    Attributes:
        place: From 1; None for whoever is passed over.
        officer: Who.
        standing: What his place follows from.
        is_protected: Mandated so lately that everybody else comes first.
        words: Why he is passed over, in the words of the first rule that says so.
        outcome: What came of the call about this seat, None where he was not called from this list.
        candidate: What the seat would be with him.
    """

    place: int | None
    officer: Officer
    standing: Standing
    is_protected: bool = False
    words: tuple[Message, ...] = ()
    outcome: CallOutcome | None = None
    candidate: Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLists:
    """Both lists for a seat, and who is to be called next.

    Attributes:
        next: From which list and whom; None where nobody is left, or somebody accepted who is there.
        accepted: Who did, None for nobody.
        on_duty: Who could take it without overtime, best first: nobody needs to be called before them.
    """

    rules: CallRules
    voluntary: tuple[CallLine, ...]
    mandate: tuple[CallLine, ...]
    next: tuple[CallList, CallLine] | None
    accepted: CallLine | None
    on_duty: tuple[Candidate, ...] = ()


def standings(tours: Iterable[Tour], calls: Iterable[Call], rules: CallRules, on: date) -> dict[Badge, Standing]:
    """Return what is charged to each officer before a local date, and when he was last called and mandated.

    Args:
        tours: Worked tours, and published ones where nothing worked is known.
        calls: All calls.
        rules: What counts.
        on: Local date of the seat: tours and calls that count start on the `counted_days` days before it, or on it.
    """
    since = on - timedelta(days=rules.counted_days)
    charged: defaultdict[Badge, int] = defaultdict(int)
    mandated: dict[Badge, date] = {}
    called: dict[Badge, datetime] = {}
    for tour in tours:
        if tour.kind in CALLED_IN and since <= tour.on <= on:
            charged[tour.badge] += tour.minutes
            if tour.kind in MANDATED and tour.on < on:
                mandated[tour.badge] = max(tour.on, mandated.get(tour.badge, tour.on))
    charges = {CallOutcome.REFUSED: rules.charges_refusals, CallOutcome.NO_ANSWER: rules.charges_no_answer}
    for call in calls:
        if call.list is not CallList.VOLUNTARY:
            continue
        called[call.badge] = max(call.at, called.get(call.badge, call.at))
        if charges.get(call.outcome, False) and since <= call.on <= on:
            charged[call.badge] += call.minutes
    return {
        badge: Standing(charged=charged.get(badge, 0), last_called=called.get(badge), last_mandated=mandated.get(badge))
        for badge in {*charged, *called, *mandated}
    }


def call_lists(
    candidates: Iterable[Candidate],
    officers: Iterable[Officer],
    willing: Iterable[Willingness],
    exemptions: Iterable[Exemption],
    known: Mapping[Badge, Standing],
    calls: Iterable[Call],
    rules: CallRules,
    place: tuple[PostCode, ShiftCode, date],
    is_empty: bool = False,
) -> CallLists:
    """Return both lists for a seat.

    Args:
        candidates: Everybody for the seat, best first, with whether a never or stop rule keeps him; those for whom it
            would be a regular tour are on no list.
        officers: The officers of the candidates.
        willing: Offers to work overtime.
        exemptions: Who is exempt from mandates, and when.
        known: What is charged to whom; nothing to whoever is not in it.
        calls: Calls about any seat; those about this one, in the order in which they were made, count here.
        rules: The rules that hold on the seat's date.
        place: Post, shift and local date of the seat.
        is_empty: Whether nobody is on the seat after all: then the calling goes on although somebody had accepted.
    """
    officers = tuple(officers)
    seat = _Seat.of(officers, willing, exemptions, known, calls, rules, place)
    offered = tuple(candidates)
    found = [c for c in offered if c.kind is not TourKind.REGULAR and c.badge in seat.officers]
    voluntary = [seat.line(c, c.words, CallList.VOLUNTARY) for c in found if c.badge in seat.offered]
    mandate = [
        seat.line(c, c.words if c.words or c.badge not in seat.exempt else (EXEMPT,), CallList.MANDATE)
        for c in found
        if c.badge not in seat.offered
    ]
    first_of = volunteers_first(rules)
    first, second = _placed(voluntary, lambda x: first_of(x.officer, x.standing)), _placed(mandate, _mandated_first)
    accepted = next((x for x in (*first, *second) if x.outcome is CallOutcome.ACCEPTED), None)
    waiting = (
        (of, x)
        for of, lines in ((CallList.VOLUNTARY, first), (CallList.MANDATE, second))
        for x in lines
        if x.place is not None and x.outcome is None
    )
    following = next(waiting, None) if accepted is None or is_empty else None
    return CallLists(
        rules=rules,
        voluntary=first,
        mandate=second,
        next=following,
        accepted=accepted,
        on_duty=tuple(c for c in offered if c.kind is TourKind.REGULAR and c.is_possible),
    )


@dataclass(frozen=True)
class _Seat:
    """What is known about a seat and its officers."""

    on: date
    officers: Mapping[Badge, Officer]
    offered: frozenset[Badge]
    exempt: frozenset[Badge]
    known: Mapping[Badge, Standing]
    said: Mapping[tuple[CallList, Badge], CallOutcome]
    rules: CallRules

    @classmethod
    def of(
        cls,
        officers: tuple[Officer, ...],
        willing: Iterable[Willingness],
        exemptions: Iterable[Exemption],
        known: Mapping[Badge, Standing],
        calls: Iterable[Call],
        rules: CallRules,
        place: tuple[PostCode, ShiftCode, date],
    ) -> "_Seat":
        _, shift, on = place
        exempt = {e.badge for e in exemptions if e.first <= on <= e.last} | {o.badge for o in officers if o.exemptions}
        return cls(
            on=on,
            officers={officer.badge: officer for officer in officers},
            offered=frozenset(
                w.badge for w in willing if w.first <= on <= w.last and (not w.shifts or shift in w.shifts)
            ),
            exempt=frozenset(exempt),
            known=known,
            said={(c.list, c.badge): c.outcome for c in calls if (c.post, c.shift, c.on) == place},
            rules=rules,
        )

    def line(self, candidate: Candidate, words: tuple[Message, ...], of: CallList) -> CallLine:
        """Return an officer's line without a place."""
        standing = self.known.get(candidate.badge, Standing())
        mandated = standing.last_mandated
        return CallLine(
            place=None,
            officer=self.officers[candidate.badge],
            standing=standing,
            is_protected=mandated is not None and (self.on - mandated).days <= self.rules.protected_days,
            words=words,
            outcome=self.said.get((of, candidate.badge)),
            candidate=candidate,
        )


def _placed(lines: list[CallLine], key: Callable[[CallLine], tuple[Any, ...]]) -> tuple[CallLine, ...]:
    """Return the lines in order with their places; whoever is passed over comes last, in order of badges."""
    on_it = sorted((x for x in lines if x.candidate.is_possible and not x.words), key=key)
    passed = sorted((x for x in lines if not x.candidate.is_possible or x.words), key=lambda x: x.officer.badge)
    return (*(replace(x, place=n) for n, x in enumerate(on_it, 1)), *passed)


def _seniority(officer: Officer) -> tuple[date, int, Badge]:
    """Return what puts the most senior first."""
    return officer.seniority, officer.tie_breaker, officer.badge


def volunteers_first(rules: CallRules) -> Callable[[Officer, Standing], tuple[Any, ...]]:
    """Return what orders volunteers as rules say, whoever is called first being the least; ties by seniority."""
    if rules.sequence is CallOrder.LEAST_HOURS:
        return lambda officer, standing: (standing.charged, *_seniority(officer))
    if rules.sequence is CallOrder.LONGEST_SINCE:
        never = datetime.min.replace(tzinfo=UTC)
        return lambda officer, standing: (standing.last_called or never, *_seniority(officer))
    return lambda officer, standing: _seniority(officer)


def _mandated_first(line: CallLine) -> tuple[Any, ...]:
    """Return what puts whoever is mandated first to the front: nobody mandated lately, then the least senior."""
    seniority, tie_breaker, badge = _seniority(line.officer)
    lately = line.standing.last_mandated
    last = lately.toordinal() if line.is_protected and lately is not None else 0
    return line.is_protected, last, -seniority.toordinal(), -tie_breaker, badge
