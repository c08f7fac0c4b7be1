"""All tables. Rows never leave `scheduler.storage`."""

from scheduler.storage.tables import (
    accounts,
    audit,
    backups,
    dispositions,
    lookback,
    observations,
    orders,
    people,
    places,
    plans,
    requests,
    rosters,
    sealing,
)
from scheduler.storage.tables.base import Base

__all__ = [
    "Base",
    "accounts",
    "audit",
    "backups",
    "dispositions",
    "lookback",
    "observations",
    "orders",
    "people",
    "places",
    "plans",
    "requests",
    "rosters",
    "sealing",
]
