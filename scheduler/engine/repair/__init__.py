"""Mending a roster that stands: repairs with provably fewest changes, and who could take a seat.

Candidates are here; repairs lie in `mend`, `ranked` and `housing`, whose solver takes longer to load than a first list.
"""

from scheduler.engine.repair.candidates import SeatError, candidates
from scheduler.engine.repair.places import places
from scheduler.engine.repair.prepared import Prepared

__all__ = ["Prepared", "SeatError", "candidates", "places"]
