"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import orders, people, places, plans, rosters
from scheduler.storage.tables.base import Base

__all__ = ["Base", "orders", "people", "places", "plans", "rosters"]
