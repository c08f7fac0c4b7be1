"""Filing a request: who may ask for what, and what nobody is asked to tell. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.requests import Rank, Request, RequestKind, RequestState, Scope, Via
from scheduler.domain.site import Site
from scheduler.domain.words import Badge
from scheduler.requests.clocks import ladder

NOTICE = (
    "You do not have to explain. Asking is never a negative mark. If what you write describes sexual abuse, sexual "
    "harassment or retaliation, the law (28 CFR 115.61) requires that it is passed on at once to those whom the "
    "facility names for it. Staff may report privately as well (28 CFR 115.51(d))."
)
"""What is read before free text."""
QUESTIONS = (
    "Do I look forward to one person's shift, call or cell more than to the rest of my work?",
    "Have I told somebody in custody something about myself that I would not say in front of my sergeant?",
    "Have I done, carried or overlooked something for one person that I would not do for all?",
    "Would I be uneasy if a colleague watched what I do and say there?",
)
"""Questions to oneself, until the site enters its own. Nobody else sees an answer: none is written down."""
CATEGORIES = ("relative", "friend or acquaintance", "neighbour", "former case", "other")
"""What may be said of a prior acquaintance. No other kind of request has a category."""
OFFICERS_ASK = (RequestKind.MOVE_ME, RequestKind.KEEP_SEPARATE, RequestKind.APPROACH, RequestKind.HARDSHIP)
"""What an officer asks for himself, the one that is asked for most first."""
ORDERS = (
    RequestKind.NO_CONTACT,
    RequestKind.PRECAUTION,
    RequestKind.TRAINING,
    RequestKind.COOL_DOWN,
    RequestKind.MEDICAL,
)
"""What is ordered."""
PROTECTED = (RequestKind.KEEP_SEPARATE, RequestKind.MOVE_ME, RequestKind.APPROACH)
"""What protects who asked for it from a later change against his will."""
BINDS_AT_ONCE = (
    RequestKind.KEEP_SEPARATE,
    RequestKind.MOVE_ME,
    RequestKind.NO_CONTACT,
    RequestKind.TRAINING,
    RequestKind.COOL_DOWN,
    RequestKind.MEDICAL,
)
"""What is in force from the moment at which it is filed."""
LONGEST_WORDS = 3000
NOWHERE = Scope()


class RequestError(ValueError):
    """Something cannot be asked for or decided; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """What can be asked for, in the words of a form.

    Attributes:
        kind: What it is.
        title: Its name.
        words: What it does, in two sentences at most.
        takes_area: Whether an area is chosen.
        takes_inmate: Whether an inmate's number is given.
        takes_words: Whether there is free text.
        takes_category: Whether one of `CATEGORIES` may be chosen.
    """

    kind: RequestKind
    title: str
    words: str
    takes_area: bool = False
    takes_inmate: bool = False
    takes_words: bool = False
    takes_category: bool = False


KIND_LINES = (
    KindLine(
        kind=RequestKind.MOVE_ME,
        title="Move me",
        words="You are not posted to this area from your next shift on, nor newly to posts that more officers want. "
        "You are not asked why.",
        takes_area=True,
    ),
    KindLine(
        kind=RequestKind.KEEP_SEPARATE,
        title="Keep us separate",
        words="You know somebody in custody. You are not posted where this person is, from now on.",
        takes_area=True,
        takes_inmate=True,
        takes_words=True,
        takes_category=True,
    ),
    KindLine(
        kind=RequestKind.APPROACH,
        title="Someone is working on me",
        words="Somebody in custody tries to get something from you. It is sealed; the inmate can be moved, not you.",
        takes_area=True,
        takes_inmate=True,
        takes_words=True,
    ),
    KindLine(
        kind=RequestKind.HARDSHIP,
        title="Hardship",
        words="You need other shifts or days off for a time. Say what you need; it is decided within 14 days.",
        takes_words=True,
    ),
)


def ask(
    site: Site,
    id: str,
    kind: RequestKind,
    badge: Badge,
    by: str,
    at: datetime,
    scope: Scope = NOWHERE,
    *,
    via: Via = Via.SELF,
    words: str = "",
    category: str = "",
    excluded: Iterable[str] = (),
    own: Iterable[Request] = (),
) -> Request:
    """Return a new request or order.

    Args:
        site: The facility.
        id: Random name for it.
        kind: What is asked for or ordered.
        badge: Whom it concerns.
        by: Who files it.
        at: Now.
        scope: Where the officer is not to be posted.
        via: Through whom it comes.
        words: Free text, or the number of an order's case.
        category: One of `CATEGORIES`, or "".
        excluded: Accounts that must neither read nor decide it.
        own: What is known of the officer's other requests.

    Raises:
        RequestError: the officer, area or inmate is not known, something is missing or too much, or the officer has a
            move already.
    """
    if badge not in {officer.badge for officer in site.officers}:
        raise RequestError(f"{badge} is not the badge of an officer")
    _check_scope(site, kind, scope)
    words = words.strip()
    _check_words(kind, words, category)
    if kind == RequestKind.MOVE_ME and any(
        r.kind == kind and r.badge == badge and r.state in (RequestState.OPEN, RequestState.GRANTED) for r in own
    ):
        raise RequestError("You have a move already; withdraw it before you ask for another one")
    is_order = kind in ORDERS
    return Request(
        id=id,
        kind=kind,
        badge=badge,
        by=by,
        via=Via.MANAGEMENT if is_order else via,
        filed=at,
        scope=scope,
        category=category,
        words=words,
        excluded=tuple(sorted(set(excluded))),
        state=_first_state(kind),
        rank=ladder(kind)[0],
    )


def readers(request: Request) -> frozenset[Rank]:
    """Return which ranks read a request: those that its kind names, and those that it has been handed up to."""
    steps = ladder(request.kind)
    reached = set(steps[: steps.index(request.rank) + 1])
    if request.kind in (RequestKind.KEEP_SEPARATE, RequestKind.APPROACH) or request.kind in ORDERS:
        return frozenset(steps)
    return frozenset(reached)


def _first_state(kind: RequestKind) -> RequestState:
    if kind == RequestKind.PRECAUTION:
        return RequestState.AWAITS_SECOND
    return RequestState.GRANTED if kind in ORDERS else RequestState.OPEN


def _check_words(kind: RequestKind, words: str, category: str) -> None:
    """Refuse words and categories that a kind does not have, and their absence where it needs some."""
    if len(words) > LONGEST_WORDS:
        raise RequestError(f"The text is longer than {LONGEST_WORDS} letters; please shorten it")
    if kind == RequestKind.MOVE_ME and (words or category):
        raise RequestError("Nobody is asked why: a move has no reason and no category")
    if category and (kind != RequestKind.KEEP_SEPARATE or category not in CATEGORIES):
        raise RequestError(f"{category!r} is not one of the categories of this request")
    if kind == RequestKind.HARDSHIP and not words:
        raise RequestError("Say which shifts or days off you need")
    if kind == RequestKind.NO_CONTACT and not words:
        raise RequestError("An order to have no contact needs the number of its case")


def _check_scope(site: Site, kind: RequestKind, scope: Scope) -> None:
    """Refuse a scope that a kind does not have, or that names what is not there."""
    given = [scope.area is not None, scope.inmate is not None, scope.is_all_inmates]
    if kind == RequestKind.HARDSHIP:
        if any(given):
            raise RequestError("A hardship request has no area and no inmate")
        return
    if kind == RequestKind.MOVE_ME and given != [True, False, False]:
        raise RequestError("Choose the area that you want to leave")
    if scope.is_all_inmates and kind not in ORDERS:
        raise RequestError("Only an order is about all inmates")
    if kind in (RequestKind.PRECAUTION, RequestKind.TRAINING, RequestKind.COOL_DOWN) and not given[0]:
        raise RequestError("Choose the area")
    if not any(given):
        raise RequestError("Choose an area, or give the number of the inmate")
    if kind != RequestKind.APPROACH and sum(given) > 1:
        raise RequestError("Give one of area, inmate and all inmates")
    if scope.area is not None and scope.area not in {area.code for area in site.areas}:
        raise RequestError(f"There is no area {scope.area}")
    if scope.inmate is not None and scope.inmate not in _inmates(site):
        raise RequestError(f"Nothing is known of where {scope.inmate} is; choose the area")


def _inmates(site: Site) -> set[str]:
    return {
        *(stay.inmate for stay in site.stays),
        *(watch.inmate for watch in site.watches),
        *(line.inmate for line in site.activities),
    }
