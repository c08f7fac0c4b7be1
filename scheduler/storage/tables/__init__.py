"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import dispositions, lookback, observations, orders, people, places, plans, rosters
from scheduler.storage.tables.base import Base

__all__ = ["Base", "dispositions", "lookback", "observations", "orders", "people", "places", "plans", "rosters"]
