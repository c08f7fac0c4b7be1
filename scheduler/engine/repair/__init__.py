"""Mending a roster that stands: repairs with provably fewest changes, and who could take a seat."""

from scheduler.domain.answers import Candidate, HousingMove
from scheduler.engine.repair.candidates import SeatError, candidates
from scheduler.engine.repair.housing import housing_moves
from scheduler.engine.repair.mend import Repaired, RepairOptions, repair, tours_of
from scheduler.engine.repair.places import places
from scheduler.engine.repair.prepared import Prepared
from scheduler.engine.repair.ranked import Ranked, ranked_repairs

__all__ = [
    "Candidate",
    "HousingMove",
    "Prepared",
    "Ranked",
    "RepairOptions",
    "Repaired",
    "SeatError",
    "candidates",
    "housing_moves",
    "places",
    "ranked_repairs",
    "repair",
    "tours_of",
]
