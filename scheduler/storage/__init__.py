"""Facilities and rosters in a database. The only room that knows SQLAlchemy; rows never leave it."""

from scheduler.storage.errors import DeskError
from scheduler.storage.journal import EditKind
from scheduler.storage.observations import FeedDelivery
from scheduler.storage.store import Store
from scheduler.storage.values import (
    AuditFilter,
    AuditRow,
    FacilityState,
    JournalStep,
    NoticeRead,
    RosterHead,
    StoredRoster,
    StoredSeal,
)

__all__ = [
    "AuditFilter",
    "AuditRow",
    "DeskError",
    "EditKind",
    "FacilityState",
    "FeedDelivery",
    "JournalStep",
    "NoticeRead",
    "RosterHead",
    "Store",
    "StoredRoster",
    "StoredSeal",
]
