"""Mending a roster that stands: repairs with provably fewest changes, and who could take a seat."""

from scheduler.engine.repair.candidates import Candidate, SeatError, candidates
from scheduler.engine.repair.housing import HousingMove, housing_moves
from scheduler.engine.repair.mend import Repaired, RepairOptions, repair, tours_of
from scheduler.engine.repair.prepared import Prepared

__all__ = [
    "Candidate",
    "HousingMove",
    "Prepared",
    "RepairOptions",
    "Repaired",
    "SeatError",
    "candidates",
    "housing_moves",
    "repair",
    "tours_of",
]
