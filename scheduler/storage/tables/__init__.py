"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import lookback, observations, orders, people, places, plans, rosters
from scheduler.storage.tables.base import Base

__all__ = ["Base", "lookback", "observations", "orders", "people", "places", "plans", "rosters"]
