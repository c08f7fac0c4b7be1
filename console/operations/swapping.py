"""Swaps in words: what an officer can offer, what becomes of it, and what waits for who approves it."""

from collections.abc import Callable
from typing import TypeVar

from console.background import attend
from console.document import RosterDocument
from console.document.own import OfferedSwap, OwnSwap
from console.document.swaps import SwapLine, SwapWords
from console.document.words import weekday
from scheduler.api import Action, Desk, DeskError, SwapCase, SwapDesk, SwapState
from scheduler.api import OwnSwap as Filed
from scheduler.api import OwnTour as Published
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute

_T = TypeVar("_T")
STATES = {
    SwapState.ACCEPTED: "waits for a supervisor",
    SwapState.DECLINED: "declined",
    SwapState.WITHDRAWN: "withdrawn",
    SwapState.APPROVED: "approved",
    SwapState.REFUSED: "refused",
}
OPEN_FIRST = "No database is open."


def own_swaps(desk: Desk, clock: Clock) -> tuple[OwnSwap, ...]:
    """Return the own swaps in words, the newest first; none for who may not swap."""
    if not desk.session.may(Action.SWAP):
        return ()
    return tuple(_own(filed, clock) for filed in desk.swaps.mine())


def offered(document: RosterDocument) -> OfferedSwap | None:
    """Return what a proposal chooses from, None where that cannot be read."""
    return _read(document, lambda desk: _offered(desk.swaps, _clock(desk)))


def given(document: RosterDocument, number: int) -> tuple[tuple[int, str], ...]:
    """Return start and words of the own tours with which a swap can be accepted."""
    found = _read(document, lambda desk: _choices(desk.swaps.to_give(number), _clock(desk)))
    return found or ()


def propose(document: RosterDocument, asked: OfferedSwap) -> str:
    """Propose what was chosen; return why that did not work, in a sentence, "" where it did."""
    assert asked.on is not None, "the form asks for a date"
    start, other, on = Minute(asked.start), Badge(asked.other), asked.on
    return _do(document, lambda swaps: swaps.propose(start, other, on))


def accept(document: RosterDocument, number: int, start: int) -> str:
    """Accept a swap with a tour of one's own; return why that did not work, "" where it did."""
    return _do(document, lambda swaps: swaps.accept(number, Minute(start)))


def end(document: RosterDocument, number: int, act: str) -> str:
    """Decline or withdraw ("decline", "withdraw"); return why that did not work, "" where it did."""
    return _do(document, lambda swaps: {"decline": swaps.decline, "withdraw": swaps.withdraw}[act](number))


def waiting(document: RosterDocument) -> tuple[SwapLine, ...]:
    """Return the swaps that wait for approval, in words, by the start of the earlier tour."""
    return _read(document, lambda desk: _lines(desk)) or ()


def judging(document: RosterDocument, number: int) -> Callable[[], SwapWords] | None:
    """Return what finds out, away from the window, what speaks against a swap; None while no database is open."""
    desk = document.desk
    return (lambda: _judged(desk, number)) if desk is not None else None


def approve(document: RosterDocument, number: int) -> str:
    """Approve a swap; return why that did not work, "" where it did."""
    return _do(document, lambda swaps: swaps.approve(number))


def refuse(document: RosterDocument, number: int) -> str:
    """Refuse a swap; return why that did not work, "" where it did."""
    return _do(document, lambda swaps: swaps.refuse(number))


# ------------------------------------------------------------ in words


def _own(filed: Filed, clock: Clock) -> OwnSwap:
    other = filed.other_name or str(filed.other)
    state, following = STATES.get(filed.state, ""), ""
    if filed.state is SwapState.PROPOSED:
        state = f"waits for {other}" if filed.is_mine else "waits for you"
    if filed.is_over:
        state, following = "over", "A tour of it has begun, and it was not decided."
    elif "accept" in filed.may:
        following = "Accept or decline: nobody is asked why."
    elif filed.state is SwapState.APPROVED:
        following = _approved(filed)
    asked = f"a tour on {weekday(filed.on)}"
    return OwnSwap(
        number=filed.number,
        other=f"{other}, {filed.other}" if filed.other_name else other,
        given=_tour(filed.given, clock) if filed.given is not None else asked,
        taken=_tour(filed.taken, clock) if filed.taken is not None else asked,
        state=state,
        next=following,
        may=filed.may,
    )


def _approved(filed: Filed) -> str:
    if filed.is_standing:
        return "It holds." if filed.is_published else "It holds once the roster is published again."
    changed = "A supervisor has changed these tours since"
    return f"{changed}; it holds until the roster is published again." if filed.is_published else f"{changed}."


def _offered(swaps: SwapDesk, clock: Clock) -> OfferedSwap:
    tours = swaps.own_tours()
    return OfferedSwap(
        tours=_choices(tours, clock),
        dates=tuple(tour.on for tour in tours),
        colleagues=tuple(
            (str(badge), f"{name}, {badge}" if name else str(badge)) for badge, name in swaps.colleagues()
        ),
    )


def _choices(tours: tuple[Published, ...], clock: Clock) -> tuple[tuple[int, str], ...]:
    return tuple((int(tour.start), _tour(tour, clock)) for tour in tours)


def _tour(tour: Published, clock: Clock) -> str:
    """Return "Sun 6 Dec, HB-F, 06:45 to 19:00"."""
    start, end = clock.local(tour.start), clock.local(tour.end)
    return f"{weekday(tour.on)}, {tour.post or 'post drawn at muster'}, {start:%H:%M} to {end:%H:%M}"


def _lines(desk: Desk) -> tuple[SwapLine, ...]:
    names, clock = desk.names(), _clock(desk)
    return tuple(_line(case, names, clock) for case in desk.swaps.waiting())


def _line(case: SwapCase, names: dict[Badge, str], clock: Clock) -> SwapLine:
    first, second = (names.get(badge) or str(badge) for badge in case.badges)
    gives, takes = (_tour(tour, clock) for tour in case.tours)
    over = "A tour of it has begun: it can no longer be approved." if case.is_over else ""
    return SwapLine(number=case.number, first=first, gives=gives, second=second, takes=takes, over=over)


def _judged(desk: Desk, number: int) -> SwapWords:
    try:
        found = desk.swaps.judge(number)
    except DeskError as error:
        return SwapWords(blocking=(_sentence(error),))
    names = desk.names()
    return SwapWords(
        blocking=tuple(_named(words, names) for words in found.blocking),
        asks=tuple(_named(words, names) for words in found.asks),
    )


def _named(words: str, names: dict[Badge, str]) -> str:
    """Put the name for the badge that a sentence begins with."""
    badge, colon, rest = words.partition(": ")
    return f"{names[Badge(badge)]}: {rest}" if colon and names.get(Badge(badge)) else words


# ------------------------------------------------------------ at the desk


def _clock(desk: Desk) -> Clock:
    return Clock(desk.facility().zone)


def _sentence(error: DeskError) -> str:
    return f"{str(error).rstrip('.')}."


def _read(document: RosterDocument, read: Callable[[Desk], _T]) -> _T | None:
    desk = document.desk
    if desk is None:
        return None
    try:
        return attend(lambda: read(desk))
    except DeskError as error:
        document.failed.emit(_sentence(error))
        return None


def _do(document: RosterDocument, does: Callable[[SwapDesk], object]) -> str:
    desk = document.desk
    if desk is None:
        return OPEN_FIRST
    try:
        attend(lambda: does(desk.swaps))
    except DeskError as error:
        return _sentence(error)
    return ""
