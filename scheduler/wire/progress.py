"""What a running build says: one JSON line an event."""

from dataclasses import dataclass

from scheduler.domain.findings import Certificate, TierValue
from scheduler.domain.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One event of a build.

    Attributes:
        event: started, built (the problem is read and compiled), solution (a better roster), bound (a better proof),
            note (a step failed and cost only itself; the message says so), finished (with roster and certificate) or
            failed (with a message).
        seconds: Since the start.
        tiers: Value of each tier so far and what is proven of it, in the policy's order; empty before the first roster.
        message: One sentence, where there is something to say.
        roster: The best roster so far, with some of the solution events and with finished.
        certificate: With finished.
    """

    event: str
    seconds: float
    tiers: tuple[TierValue, ...] = ()
    message: str = ""
    roster: Roster | None = None
    certificate: Certificate | None = None
