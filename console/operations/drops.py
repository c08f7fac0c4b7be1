"""Dragging: moving, copying, exchanging and replacing tours; and the splitting of one."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import day
from console.operations.plans import Plan, changes_between
from console.operations.seating import Seating, wants_of
from scheduler.domain.demand import Slot
from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode, TourKind

Cell = tuple[Badge, date]
Place = tuple[PostCode, date, ShiftCode, int]
"""A seat: post, date, shift and number."""

NOTHING_OPEN = Plan(refusal="Open a roster first.")


class How(StrEnum):
    """What becomes of the dragged tours, and of those that are where they land."""

    EXCHANGE = "exchange"
    REPLACE = "replace"
    COPY = "copy"


def drop_on_cell(document: RosterDocument, source: Cell, target: Cell, how: How) -> Plan:
    """Plan a drag from one cell of the officers' grid to another.

    On the same date the target's officer takes over the very seats. On another date seats of the same post and shift
    are taken, if there are any. What the target holds comes back (exchange) or is taken off (replace, copy).
    """
    facts = document.facts
    if facts is None:
        return NOTHING_OPEN
    given, held = document.index.of_cell(*source), document.index.of_cell(*target)
    if source == target:
        return Plan(refusal="Drop it on another cell.")
    if not given:
        return Plan(refusal=f"{facts.name(source[0])} has no tour on {day(source[1])}.")
    seating = Seating(facts, document.index)
    gone = [*held, *(given if how != How.COPY else ())]
    for tour in gone:
        seating.leave(tour)
    come: list[Tour] = []
    wanted = [(target, want) for want in wants_of(facts, given)]
    if how == How.EXCHANGE:
        wanted += [(source, want) for want in wants_of(facts, held)]
    for (badge, on), want in wanted:
        taken = seating.take(badge, on, want)
        if isinstance(taken, str):
            return Plan(refusal=taken)
        come.append(taken)
    return Plan(label=_label(facts, source, target, given, held, how), changes=changes_between(gone, come))


def _label(facts: Facts, source: Cell, target: Cell, given: Iterable[Tour], held: Iterable[Tour], how: How) -> str:
    (giver, on), (taker, then) = source, target
    code = next(iter(given)).post
    instead = next((t.post for t in held), None)
    is_same = giver == taker
    if instead is not None and how == How.EXCHANGE:
        if on == then:
            return f"Swap {facts.surname(giver)} and {facts.surname(taker)}, {day(on)}"
        whom = "" if is_same else f"{facts.surname(taker)}, "
        return f"Swap {facts.surname(giver)}, {day(on)}, and {whom}{day(then)}"
    verb = "Copy" if how == How.COPY else "Move" if on != then else "Hand"
    label = f"{verb} {code} of {facts.surname(giver)}"
    if on == then:
        label += f" to {facts.surname(taker)}, {day(on)}"
    else:
        label += f", {day(on)}, to {day(then)}" if is_same else f", {day(on)}, to {facts.surname(taker)}, {day(then)}"
    return label + (f", instead of {instead}" if instead is not None else "")


def drop_on_seat(document: RosterDocument, source: Place, target: Place, how: How) -> Plan:
    """Plan a drag from one seat to another: whoever holds it takes the other seat for the same part of the shift."""
    facts = document.facts
    if facts is None:
        return NOTHING_OPEN
    moving, staying = _holders(document, source), _holders(document, target)
    slot = facts.slots.get(target[:3])
    if slot is None or source == target:
        return Plan(refusal="Drop it on another seat.")
    if not moving:
        return Plan(refusal="Nobody holds this seat.")
    gone, come = [*staying, *(moving if how != How.COPY else ())], []
    for tour in moving:
        come.append(_seated(facts, tour, target))
    if how == How.EXCHANGE:
        come += [_seated(facts, tour, source) for tour in staying]
    broken = next((t for t in come if t.start >= t.end), None)
    if broken is not None:
        return Plan(refusal=f"{broken.post} is shorter on that shift: this part of it does not exist.")
    who = ", ".join(dict.fromkeys(facts.surname(t.badge) for t in moving))
    others = ", ".join(dict.fromkeys(facts.surname(t.badge) for t in staying))
    when = day(target[1])
    if others and how == How.EXCHANGE:
        label = f"Swap {who} and {others}, {when}"
    else:
        label = f"{'Copy' if how == How.COPY else 'Move'} {who} to {target[0]}, {when}"
        label += f", instead of {others}" if others else ""
    return Plan(label=label, changes=changes_between(gone, come))


def _holders(document: RosterDocument, place: Place) -> tuple[Tour, ...]:
    post, on, shift, number = place
    return tuple(t for t in document.index.of_slot(post, on, shift) if t.index == number)


def _seated(facts: Facts, tour: Tour, place: Place) -> Tour:
    """Return the tour on another seat."""
    (want,) = wants_of(facts, [tour])
    post, on, shift, number = place
    slot: Slot = facts.slots[post, on, shift]
    kind = tour.kind if want.is_swap else facts.kind_of(tour.badge, on, shift)
    start, end = Minute(slot.start + want.late), Minute(slot.end - want.early)
    return Tour(start=start, end=end, badge=tour.badge, post=post, on=on, shift=shift, index=number, kind=kind)


def exchange(document: RosterDocument, cells: Iterable[Cell]) -> Plan:
    """Plan the exchange of what exactly two cells hold; by keys, what a drag does with the mouse."""
    pair = sorted(set(cells), key=lambda cell: not document.index.of_cell(*cell))
    if len(pair) != 2:
        return Plan(refusal="Select the two cells to exchange: go to one, then Ctrl and click or Ctrl+Space the other.")
    return drop_on_cell(document, pair[0], pair[1], How.EXCHANGE)


def split(document: RosterDocument, tour: Tour, at: Minute, taker: Badge | None) -> Plan:
    """Plan to cut a tour in two: its holder keeps the first part, the rest goes to another officer or to nobody.

    Args:
        document: What is edited.
        tour: The tour.
        at: Where to cut, inside the tour.
        taker: Who takes the second part, None for nobody.
    """
    facts = document.facts
    if facts is None:
        return NOTHING_OPEN
    if not tour.start < at < tour.end:
        return Plan(refusal=f"Choose a time inside {facts.times(tour)}.")
    first = Tour(start=tour.start, end=at, badge=tour.badge, post=tour.post, on=tour.on, shift=tour.shift,
                 index=tour.index, kind=tour.kind)  # fmt: skip
    changes = [TourChange(before=tour, after=first)]
    label = f"Split {tour.post} of {facts.surname(tour.badge)}, {day(tour.on)}, at {facts.clock.local(at):%H:%M}"
    if taker is not None:
        kind = facts.kind_of(taker, tour.on, tour.shift)
        rest = Tour(start=at, end=tour.end, badge=taker, post=tour.post, on=tour.on, shift=tour.shift,
                    index=tour.index, kind=kind if kind != TourKind.SWAP else TourKind.REGULAR)  # fmt: skip
        changes.append(TourChange(before=None, after=rest))
        label += f", rest to {facts.surname(taker)}"
    return Plan(label=label, changes=tuple(changes))
