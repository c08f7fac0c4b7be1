"""Swaps: two officers exchange one tour each by their own free choice (29 CFR 553.31).

One proposes, the other one accepts with a tour of his own, a supervisor approves. Nobody is asked why, and nobody says
why not: there is no field for it. Hours of a swap are credited to whom they were scheduled for; rest, fatigue and
rotation count for whoever stands there. What an editor or the engine exchanges is no swap.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import Badge, TourKind


class SwapState(StrEnum):
    """How far a swap has come; each but the first is a step that somebody takes."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        """Whether anybody still has to do something."""
        return self in (SwapState.PROPOSED, SwapState.ACCEPTED)


FOLLOWING = {
    SwapState.PROPOSED: frozenset({SwapState.ACCEPTED, SwapState.DECLINED, SwapState.WITHDRAWN}),
    SwapState.ACCEPTED: frozenset({SwapState.WITHDRAWN, SwapState.APPROVED, SwapState.REFUSED}),
}
"""What may follow a state; nothing follows the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A swap as it stands.

    Attributes:
        number: Of the swap, larger than those of earlier ones; 0 before it is stored.
        tour: The tour, as it was published, of the officer who proposes.
        other: Who is asked.
        other_on: Local date on which the tour that is asked for starts.
        other_tour: The tour that was accepted with, None before.
        at: When it was proposed (aware, UTC).
        by: The account that proposed it.
        decided_at, decided_by: The last step after that, None and "" for none.
    """

    number: int = 0
    tour: Tour
    other: Badge
    other_on: date
    other_tour: Tour | None = None
    state: SwapState = SwapState.PROPOSED
    at: datetime
    by: str
    decided_at: datetime | None = None
    decided_by: str = ""

    @property
    def badge(self) -> Badge:
        """Who proposed it."""
        return self.tour.badge

    @property
    def badges(self) -> tuple[Badge, Badge]:
        """Both officers, the one who proposed first."""
        return self.badge, self.other

    def exchanged(self) -> tuple[Tour, ...]:
        """Return both tours in the other one's hands; none before it is accepted."""
        if self.other_tour is None:
            return ()
        return (
            replace(self.tour, badge=self.other, kind=TourKind.SWAP),
            replace(self.other_tour, badge=self.badge, kind=TourKind.SWAP),
        )

    def changes(self) -> tuple[TourChange, ...]:
        """Return what approval changes in the roster; nothing before it is accepted."""
        if self.other_tour is None:
            return ()
        return tuple(
            TourChange(before=before, after=after)
            for before, after in zip((self.tour, self.other_tour), self.exchanged(), strict=True)
        )
