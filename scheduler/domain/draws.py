"""The sealed post draw: what is promised when a roster is published, and what was drawn at muster."""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.roster import Period, Tour, TourChange
from scheduler.domain.words import Badge, FacilityId, ShiftCode

DRAW_SCHEMA = "fairwatch/draw/1"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Muster:
    """The officers who start one shift on one local date: among them posts are drawn."""

    on: date
    shift: ShiftCode

    def holds(self, tour: Tour) -> bool:
        """Whether a tour starts with this muster."""
        return (tour.on, tour.shift) == (self.on, self.shift)

    def __str__(self) -> str:
        """Return `DATE/SHIFT`."""
        return f"{self.on.isoformat()}/{self.shift}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedMuster:
    """A muster whose posts will be drawn, and the SHA-256 (64 hex digits) of the secret that the draw will use."""

    muster: Muster
    secret_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What is committed to when version `version` of a roster is published; its hash is the commitment."""

    facility: FacilityId
    period: Period
    version: int
    musters: tuple[SealedMuster, ...]

    def secret_sha256(self, muster: Muster) -> str | None:
        """Return the hash of a muster's secret, None where nothing is to be drawn."""
        return next((m.secret_sha256 for m in self.musters if m.muster == muster), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawCount:
    """What is known of the plans among which was drawn.

    Attributes:
        plans: How many there are; where not all were listed, how many the draw came across.
        is_complete: Whether all plans were listed, and each had exactly the same chance.
        proposals: Exchanges tried, where not all plans were listed.
        accepted: Those of them that kept every value.
        officers: Officers at the muster.
        movable: Officers who stand on two posts or more in those plans.
        guess_permille: How often, on average over the officers, it is right to say in advance that an officer will
            stand where he does in most of those plans; in thousandths.
    """

    plans: int
    is_complete: bool
    proposals: int
    accepted: int
    officers: int
    movable: int
    guess_permille: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The record of one draw: everything from which anybody can draw again and must get the same.

    Attributes:
        seal: What was committed to at publication.
        commitment: Hash of the seal, as it was made known at publication.
        muster: Who was drawn.
        secret: The muster's secret, 64 hex digits, now open.
        entropy: What the computer at muster added, 64 hex digits.
        words: What was said at muster and added, such as three dice ("" for nothing).
        method: Name of the way of drawing.
        problem_sha256: Hash of the problem by which plans were valued.
        roster_sha256: Hash of the roster before the draw.
        changes: What the draw changed.
        count: Among how many plans.
        actor: Who drew.
        at: When, with UTC offset.
        versions: (name, version) of what drew.
        receipt: Hash of the canonical JSON of the record with this field empty, to be shown at muster: any later
            change shows.
    """

    schema: str = DRAW_SCHEMA
    seal: Seal
    commitment: str
    muster: Muster
    secret: str
    entropy: str
    words: str
    method: str
    problem_sha256: str
    roster_sha256: str
    changes: tuple[TourChange, ...]
    count: DrawCount
    actor: str
    at: datetime
    versions: tuple[tuple[str, str], ...]
    receipt: str = ""

    @property
    def moved(self) -> tuple[Badge, ...]:
        """Officers who stand elsewhere than before, sorted."""
        return tuple(sorted({c.after.badge for c in self.changes if c.after is not None}))
