"""The last months under a proposed policy: what it would have found, and what the engine would have built under it.

Numbers of the whole facility and of bands of five officers or more; no name, no badge, no inmate.
"""

from scheduler.replay.bands import Band, bands_of
from scheduler.replay.known import as_known
from scheduler.replay.measure import CONTACT, TENURE, BandMoves, EntryCount, Measured
from scheduler.replay.run import (
    Column,
    PeriodReplay,
    Replay,
    ReplayError,
    ReplayOptions,
    periods_before,
    replay,
    total_of,
)

__all__ = [
    "CONTACT",
    "TENURE",
    "Band",
    "BandMoves",
    "Column",
    "EntryCount",
    "Measured",
    "PeriodReplay",
    "Replay",
    "ReplayError",
    "ReplayOptions",
    "as_known",
    "bands_of",
    "periods_before",
    "replay",
    "total_of",
]
