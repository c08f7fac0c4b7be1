"""Protected requests and orders: what is sealed. None of it reaches a problem, which knows restrictions only."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.people import Restriction
from scheduler.domain.words import AreaCode, Badge, InmateRef


class RequestKind(StrEnum):
    """What is asked for, or ordered."""

    KEEP_SEPARATE = "keep_separate"
    MOVE_ME = "move_me"
    HARDSHIP = "hardship"
    APPROACH = "approach"
    """Somebody is working on me."""
    NO_CONTACT = "no_contact"
    PRECAUTION = "precaution"
    TRAINING = "training"
    COOL_DOWN = "cool_down"
    MEDICAL = "medical"


class RequestState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    AWAITS_SECOND = "awaits_second"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class Via(StrEnum):
    """Through whom it came."""

    SELF = "self"
    PREA_MANAGER = "prea_manager"
    UNION = "union"
    EAP = "eap"
    MANAGEMENT = "management"


class Rank(StrEnum):
    """Who decides and reads; the words are those of the roles that accounts have."""

    COMMANDER = "commander"
    AUTHORITY = "authority"
    PREA_MANAGER = "prea_manager"


class Denial(StrEnum):
    """Why a request is denied. There is no other way to deny one."""

    NO_OTHER_POST = "no_other_post"
    OTHER_MEANS = "other_means"
    NOT_THIS_WAY = "not_this_way"
    RULE = "rule"
    STANDS_ALREADY = "stands_already"


DENIAL_WORDS = {
    Denial.NO_OTHER_POST: "There is no other post that can be staffed",
    Denial.OTHER_MEANS: "Something else was done that makes it unnecessary",
    Denial.NOT_THIS_WAY: "It has to be asked for in another way",
    Denial.RULE: "A law or an agreement stands against it",
    Denial.STANDS_ALREADY: "What is asked for holds already",
}
"""What a denial says, without its full stop."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Scope:
    """Where an officer is not to be posted: an area, wherever an inmate is, or nowhere near any inmate."""

    area: AreaCode | None = None
    inmate: InmateRef | None = None
    is_all_inmates: bool = False

    def __repr__(self) -> str:
        return "Scope(...)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Decision:
    """What was decided.

    Attributes:
        by: Name of the account.
        at: When, with UTC offset.
        is_granted: Whether what was asked for is given.
        denial: Why not.
        alternative: What is offered in its place.
        appeal_to: Who decides about an appeal.
        words: What the decider adds.
    """

    by: str
    at: datetime
    is_granted: bool
    denial: Denial | None = None
    alternative: str = ""
    appeal_to: str = ""
    words: str = ""

    def __repr__(self) -> str:
        return "Decision(...)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class InmateTask:
    """An inmate is to be moved out of an area: a task of classification, which the housing feed closes."""

    inmate: InmateRef
    area: AreaCode
    opened: datetime

    def __repr__(self) -> str:
        return "InmateTask(...)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Request:
    """A request or an order, as its readers see it.

    Attributes:
        id: Random name of the sealed row.
        kind: What is asked for.
        badge: Whom it concerns.
        by: Name of the account that filed it.
        via: Through whom it came.
        filed: When, with UTC offset.
        scope: Where the officer is not to be posted.
        category: Optional, of a keep-separate request; no other kind has one.
        words: Free text, or the number of the case of an order.
        excluded: Accounts that must neither read nor decide it.
        state: Where it stands.
        rank: Who is to decide it now.
        handed: When it was handed to that rank, None for when it was filed.
        bars: Restrictions that were written for it and still stand.
        renewed: When it was last renewed by word; silence renews it as well.
        decision: The last one.
        appeal: What the asker says against it, "" for nothing.
        task: An inmate is to be moved.
        seconded_by: Who approved it as the second one.
        ended: When it ended.
    """

    id: str
    kind: RequestKind
    badge: Badge
    by: str
    via: Via = Via.SELF
    filed: datetime
    scope: Scope = Scope()
    category: str = ""
    words: str = ""
    excluded: tuple[str, ...] = ()
    state: RequestState = RequestState.OPEN
    rank: Rank
    handed: datetime | None = None
    bars: tuple[Restriction, ...] = ()
    renewed: datetime | None = None
    decision: Decision | None = None
    appeal: str = ""
    task: InmateTask | None = None
    seconded_by: str = ""
    ended: datetime | None = None

    def __repr__(self) -> str:
        # What tracebacks and logs print of it.
        return f"Request({self.id})"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is in force or to be done."""
        return self.state in (RequestState.WITHDRAWN, RequestState.ENDED) or (
            self.state == RequestState.DENIED and not self.appeal
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What is read before free text is written: the legal notice, questions to oneself, whom to turn to.

    The site enters questions and contacts; there is always a notice.
    """

    notice: str
    questions: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Receipt:
    """Somebody opened something about an officer."""

    at: datetime
    by: str
    what: str
    why: str

    def __repr__(self) -> str:
        return "Receipt(...)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTotal:
    """How many requests of each kind were filed in a month (its first date), None for what is not told.

    What is under five is not told, and the sum of all where it would tell it.
    """

    month: date
    by_kind: tuple[tuple[RequestKind, int | None], ...]
    total: int | None
