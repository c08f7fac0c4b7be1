"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import people, places, rosters
from scheduler.storage.tables.base import Base

__all__ = ["Base", "people", "places", "rosters"]
