"""The sealed post draw: who stands where is drawn at muster among post plans of equal value.

Nothing here is shared with the engine that built the roster: a plan is valued by the checker alone, so that a draw can
be repeated by whoever holds the record, the problem and the roster. See `resources/docs/draw.md`.
"""

from scheduler.draw.plans import Plans, value_of
from scheduler.draw.record import draw, faults_of, receipt_of
from scheduler.draw.sampling import METHOD, Drawn, sample
from scheduler.draw.seal import commitment_of, new_secret, sealed, secret_of
from scheduler.draw.stream import Stream

__all__ = [
    "METHOD",
    "Drawn",
    "Plans",
    "Stream",
    "commitment_of",
    "draw",
    "faults_of",
    "new_secret",
    "receipt_of",
    "sample",
    "sealed",
    "secret_of",
    "value_of",
]
