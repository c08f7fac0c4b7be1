"""What rules about exposure share: a sweep over a finished roster for checks, classes of inmates for terms.

The two halves share no code: `presence` and `sweep` never meet `scheduler.ledger`, on which `classes` stands.
"""

from scheduler.rule.exposure.classes import Classes, Windows, classes_of, coefficients, most_of
from scheduler.rule.exposure.presence import Ids
from scheduler.rule.exposure.sweep import Met, Sweep, sweep_of, windows

__all__ = [
    "Classes",
    "Ids",
    "Met",
    "Sweep",
    "Windows",
    "classes_of",
    "coefficients",
    "most_of",
    "sweep_of",
    "windows",
]
