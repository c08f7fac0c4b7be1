"""Requests and orders that wait for a decision: the queue, opening one, and what is decided. Nothing of it is kept."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar

from console.document import RosterDocument
from console.document.words import count, day, full, month, weekday
from console.operations.reports import Report
from scheduler.api import Action, DecidingDesk, DeskError, OpenedRequest, Posted, QueueLine
from scheduler.domain.requests import (
    DENIAL_WORDS,
    Denial,
    MonthTotal,
    Rank,
    Request,
    RequestKind,
    RequestState,
    Scope,
    Via,
)
from scheduler.domain.words import AreaCode, Badge, InmateRef

V = TypeVar("V")
CASES = (RequestKind.NO_CONTACT, RequestKind.PRECAUTION)
"""Orders with an outcome, which may find no ground."""

KIND_WORDS = {
    RequestKind.KEEP_SEPARATE: "Keep separate",
    RequestKind.MOVE_ME: "Move me",
    RequestKind.HARDSHIP: "Hardship",
    RequestKind.APPROACH: "Someone is working on me",
    RequestKind.NO_CONTACT: "No-contact order",
    RequestKind.PRECAUTION: "Precautionary move",
    RequestKind.TRAINING: "Training",
    RequestKind.COOL_DOWN: "Cool-down",
    RequestKind.MEDICAL: "Medical",
}
STATE_WORDS = {
    RequestState.OPEN: "to decide",
    RequestState.AWAITS_SECOND: "needs a second approval",
    RequestState.GRANTED: "in force",
    RequestState.DENIED: "denied",
    RequestState.WITHDRAWN: "withdrawn",
    RequestState.ENDED: "ended",
}
VIA_WORDS = {
    Via.SELF: "filed by the officer",
    Via.PREA_MANAGER: "filed through the PREA manager",
    Via.UNION: "filed through the union",
    Via.EAP: "filed through the employee assistance program",
    Via.MANAGEMENT: "ordered",
}
RANK_WORDS = {
    Rank.COMMANDER: "the watch commander",
    Rank.AUTHORITY: "the deciding authority",
    Rank.PREA_MANAGER: "the PREA manager",
}
FOR_OTHERS = (RequestKind.MOVE_ME, RequestKind.KEEP_SEPARATE, RequestKind.APPROACH, RequestKind.HARDSHIP)
ORDERS = (
    RequestKind.NO_CONTACT,
    RequestKind.PRECAUTION,
    RequestKind.TRAINING,
    RequestKind.COOL_DOWN,
    RequestKind.MEDICAL,
)
COLUMNS = ("What", "Filed", "Decide by", "State")
TOTAL_COLUMNS = ("Month", *KIND_WORDS.values(), "All")
EVERYWHERE = "every post with inmates"
UNTOLD = "under 5"
"""What stands for a number that would tell of one person."""


def queue(document: RosterDocument) -> tuple[QueueLine, ...]:
    """Return what waits, by clock: what is due first stands first."""
    return _look(document, lambda desk: desk.queue()) or ()


def rows(lines: Sequence[QueueLine], zone: tzinfo) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the queue; moments as a time zone's clocks show them."""
    return tuple(
        (
            KIND_WORDS[line.kind],
            moment(line.filed, zone),
            moment(line.decide_by, zone) if line.decide_by is not None else "",
            "overdue" if line.is_overdue else STATE_WORDS[line.state],
        )
        for line in lines
    )


def counted(lines: Sequence[QueueLine]) -> str:
    """Return how many wait, and how many of them too long."""
    waiting = [line for line in lines if line.decide_by is not None]
    late = sum(line.is_overdue for line in waiting)
    if not waiting:
        return "Nothing waits"
    return f"{count(len(waiting), 'waits', 'wait')}{f', {late} overdue' if late else ''}"


def details(
    opened: OpenedRequest, names: dict[Badge, str], areas: dict[AreaCode, str], zone: tzinfo
) -> tuple[tuple[str, str], ...]:
    """Return what a request says, as pairs of a head and a text; moments as a time zone's clocks show them."""
    request = opened.request
    found = [("Officer", f"{names.get(request.badge, request.badge)} ({request.badge})")]
    found.append(("Where", where(request.scope, areas)))
    found.append(("Came", f"{moment(request.filed, zone)}, {VIA_WORDS[request.via]}"))
    if request.category:
        found.append(("Kind of acquaintance", request.category))
    if request.words:
        found.append(("In their words" if request.kind not in ORDERS else "Case", request.words))
    if request.appeal:
        found.append(("Appeal", request.appeal))
    asked = [bar for bar in request.bars if bar.post is None]
    if asked:
        since = min(bar.first for bar in asked)
        places = ", ".join(sorted({areas.get(bar.area, bar.area) if bar.area else EVERYWHERE for bar in asked}))
        found.append(("In force", f"{places}, since {day(since)} {since.year}"))
    if opened.posted is not None:
        found.append(("Posted there", posted_words(opened.posted)))
    if request.task is not None:
        done = "the housing data says that it is done" if opened.is_inmate_moved else "not done yet"
        area = areas.get(request.task.area, request.task.area)
        found.append(("To be moved", f"{request.task.inmate} out of {area}; {done}"))
    wanted = sorted({bar.post for bar in request.bars if bar.post is not None})
    if wanted:
        found.append(("Nor, in exchange", f"{', '.join(wanted)}: more officers want these posts"))
    if request.decision is not None:
        found.append(("Decided", _decision_words(request, zone)))
    return tuple(pair for pair in found if pair[1])


def posted_words(posted: Posted) -> str:
    """Return whether an officer is still posted where an order keeps him from, and what the law asks for then."""
    if posted.next is not None:
        return f"Yes: the next tour there that is published is on {full(posted.next)}."
    if posted.last is None:
        return "Not in the last weeks, and nothing is published."
    return (
        f"No longer: the last tour there was on {full(posted.last)}. If an inmate alleged something, he is told so now,"
        " unless it is unfounded (28 CFR 115.73(c))."
    )


def where(scope: Scope, areas: dict[AreaCode, str]) -> str:
    """Return where an officer is not to be posted."""
    if scope.is_all_inmates:
        return "no post with inmates"
    parts = [areas.get(scope.area, scope.area)] if scope.area is not None else []
    if scope.inmate is not None:
        parts.append(f"wherever {scope.inmate} is" if not parts else f"about {scope.inmate}")
    return ", ".join(parts)


def moment(at: datetime, zone: tzinfo) -> str:
    """Return a moment as a time zone's clocks show it: "Sun 22 Nov, 14:05"."""
    local = at.astimezone(zone)
    return f"{weekday(local.date())}, {local:%H:%M}"


def open_one(document: RosterDocument, id: str) -> OpenedRequest | None:
    """Open what is sealed, None where that did not work; the officer's receipt says so."""
    return _look(document, lambda desk: desk.open(id))


def grant(document: RosterDocument, id: str, words: str, moves_inmate: bool) -> bool:
    """Grant a request; return whether that was done."""
    return _do(document, lambda desk: desk.grant(id, words, moves_inmate))


def deny(document: RosterDocument, id: str, denial: Denial, alternative: str, words: str) -> bool:
    """Deny a request; return whether that was done."""
    return _do(document, lambda desk: desk.deny(id, denial, alternative, words))


def second(document: RosterDocument, id: str) -> bool:
    """Approve a precautionary move as the second one; return whether that was done."""
    return _do(document, lambda desk: desk.second(id))


def review(document: RosterDocument, id: str) -> bool:
    """Note that a precautionary move was looked at again and goes on; return whether that was done."""
    return _do(document, lambda desk: desk.review(id))


def interim(document: RosterDocument, id: str, areas: Sequence[AreaCode]) -> bool:
    """Keep the officer away from more areas until there is a decision; return whether that was done."""
    return _do(document, lambda desk: desk.interim(id, areas))


def escalate(document: RosterDocument, id: str) -> bool:
    """Hand an overdue request to the next rank; return whether that was done."""
    return _do(document, lambda desk: desk.escalate(id))


def may_expunge(document: RosterDocument, request: Request) -> bool:
    """Whether the outcome of a request that ends may have it expunged: an order's, by who looks after keys."""
    return request.kind in CASES and document.may(Action.RECOVER_KEYS)


def end(document: RosterDocument, id: str, is_groundless: bool = False) -> bool:
    """End what is in force; return whether that was done.

    Args:
        document: Holds the database.
        id: Of the request or order.
        is_groundless: Whether what opens it is destroyed, as its outcome found no ground; that takes the password.
    """
    desk = document.desk
    if not _do(document, lambda deciding: deciding.end(id)) or desk is None:
        return False
    if not is_groundless:
        return True
    try:
        desk.keys.expunge([id], "found without ground")
    except DeskError as error:
        document.failed.emit(f"It has ended, and is kept: {str(error).rstrip('.')}.")
    return True


def hand_over(document: RosterDocument, id: str, account: str, why: str) -> bool:
    """Let another account read and decide a request; return whether that was done."""
    desk = document.desk
    if desk is None:
        return False
    try:
        desk.keys.hand_over(id, account, why)
    except DeskError as error:
        _fail(document, error)
        return False
    return True


def file(
    document: RosterDocument,
    kind: RequestKind,
    badge: Badge,
    area: AreaCode | None,
    inmate: InmateRef | None,
    is_all_inmates: bool,
    words: str,
    via: Via,
) -> bool:
    """File a request for an officer, or an order; return whether that was done."""
    return _do(
        document,
        lambda desk: desk.file(
            kind, badge, area=area, inmate=inmate, is_all_inmates=is_all_inmates, words=words, via=via
        ),
    )


def denials() -> tuple[tuple[Denial, str], ...]:
    """Return the reasons for a denial, with their words."""
    return tuple(DENIAL_WORDS.items())


def totals(document: RosterDocument) -> Report:
    """Return how many were filed a month, with nothing that would tell of one person."""
    found = _look(document, lambda desk: desk.totals()) or ()
    return Report(
        title="Requests by month",
        sentence="Numbers under five are not told, and a sum is left out where it would tell them."
        if found
        else "No month is over in which anything was filed.",
        columns=TOTAL_COLUMNS,
        rows=tuple(_total_row(line) for line in found),
        figures=frozenset(range(1, len(TOTAL_COLUMNS))),
        keys={},
    )


def _total_row(line: MonthTotal) -> tuple[str, ...]:
    of = dict(line.by_kind)
    cells = (of.get(kind) for kind in KIND_WORDS)
    return (
        month(line.month),
        *(UNTOLD if n is None else str(n) for n in (*cells, line.total)),
    )


def _decision_words(request: Request, zone: tzinfo) -> str:
    decision = request.decision
    assert decision is not None, "asked for a decision that is there"
    head = f"{'granted' if decision.is_granted else 'denied'} by {decision.by}, {moment(decision.at, zone)}"
    parts = [head]
    if decision.denial is not None:
        parts.append(DENIAL_WORDS[decision.denial])
    if decision.alternative:
        parts.append(f"Offered instead: {decision.alternative}")
    if decision.words:
        parts.append(decision.words)
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _look(document: RosterDocument, look: Callable[[DecidingDesk], V]) -> V | None:
    if document.desk is None:
        return None
    try:
        return look(document.desk.deciding)
    except DeskError as error:
        _fail(document, error)
        return None


def _do(document: RosterDocument, does: Callable[[DecidingDesk], object]) -> bool:
    if document.desk is None:
        return False
    try:
        does(document.desk.deciding)
    except DeskError as error:
        _fail(document, error)
        return False
    return True


def _fail(document: RosterDocument, error: DeskError) -> None:
    document.failed.emit(f"{str(error).rstrip('.')}.")
