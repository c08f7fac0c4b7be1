"""Mending a roster that stands: repairs with provably fewest changes, and who could take a seat."""

from scheduler.engine.repair.candidates import Candidate, SeatError, candidates
from scheduler.engine.repair.mend import Repaired, RepairOptions, repair, tours_of
from scheduler.engine.repair.prepared import Prepared

__all__ = [
    "Candidate",
    "Prepared",
    "RepairOptions",
    "Repaired",
    "SeatError",
    "candidates",
    "repair",
    "tours_of",
]
