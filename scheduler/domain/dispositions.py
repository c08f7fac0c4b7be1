"""What was decided about a breach of exposure, or about a post whose band is high: of places only, with a date."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DispositionKind(StrEnum):
    """What a disposition is about."""

    BREACH = "breach"
    HIGH_BAND = "high band"


class Remedy(StrEnum):
    """What is done about a subject: the list to choose from."""

    ROTATE = "holders rotate with the next roster"
    SECOND_OFFICER = "a second officer or timed relief is planned"
    MOVE = "the inmate's move is asked of classification"
    ROUNDS = "rounds are made more often"
    CAMERA = "a camera or a free sight line is asked for"
    FILL = "the post is filled or closed properly"
    ACCEPT = "it is accepted until the date, by waiver"
    CORRECT = "the data is wrong and is put right"
    OTHER = "something else, as noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that asks for a decision.

    Attributes:
        kind: A breach of a rule of exposure in an area, or a high band of a post on a shift.
        place: Code of the area or of the post.
        about: Id of the policy entry or code of the shift.
        first: First local date on which it is so.
        last: Last one, inclusive.
        dates: On how many of them it is so.
    """

    kind: DispositionKind
    place: str
    about: str
    first: date
    last: date
    dates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """What was decided about a subject, by when it is to be done (local date), who decided and when (aware, UTC)."""

    kind: DispositionKind
    place: str
    about: str
    first: date
    last: date
    action: str
    due: date
    by: str
    at: datetime

    def settles(self, subject: Subject) -> bool:
        """Whether it is about a subject: the same place and rule or shift, on all of the subject's dates."""
        same = (self.kind, self.place, self.about) == (subject.kind, subject.place, subject.about)
        return same and self.first <= subject.first and subject.last <= self.last
