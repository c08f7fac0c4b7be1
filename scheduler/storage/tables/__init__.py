"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import audit, dispositions, lookback, observations, orders, people, places, plans, rosters
from scheduler.storage.tables.base import Base

__all__ = [
    "Base",
    "audit",
    "dispositions",
    "lookback",
    "observations",
    "orders",
    "people",
    "places",
    "plans",
    "rosters",
]
