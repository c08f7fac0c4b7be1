"""What rules about exposure share: a sweep over a finished roster for checks, classes of inmates for terms.

The two halves share no code: `presence` and `sweep` never meet `scheduler.ledger`, on which `classes` stands.
"""

from scheduler.rule.exposure.classes import (
    Outlook,
    Windows,
    classes_of,
    coefficients,
    outlooks_of,
    room_of,
)
from scheduler.rule.exposure.presence import Ids
from scheduler.rule.exposure.sweep import Met, Sweep, sweep_of, windows

__all__ = [
    "Ids",
    "Met",
    "Outlook",
    "Sweep",
    "Windows",
    "classes_of",
    "coefficients",
    "outlooks_of",
    "room_of",
    "sweep_of",
    "windows",
]
