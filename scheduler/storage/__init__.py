"""Facilities and rosters in a database. The only room that knows SQLAlchemy; rows never leave it."""

from scheduler.storage.errors import DeskError, LostServerError
from scheduler.storage.journal import EditKind
from scheduler.storage.merging import ConflictError
from scheduler.storage.observations import FeedDelivery
from scheduler.storage.requests import Effect, Letter
from scheduler.storage.sealing import Rewrapped, StoredEnvelope
from scheduler.storage.store import Store
from scheduler.storage.values import (
    AuditFilter,
    AuditRow,
    FacilityState,
    JournalStep,
    NewSeal,
    NoticeRead,
    RosterHead,
    StoredRoster,
    StoredSeal,
)
from scheduler.storage.watch import Seen, Watcher

__all__ = [
    "AuditFilter",
    "AuditRow",
    "ConflictError",
    "DeskError",
    "EditKind",
    "Effect",
    "FacilityState",
    "FeedDelivery",
    "JournalStep",
    "LostServerError",
    "Letter",
    "NoticeRead",
    "Rewrapped",
    "RosterHead",
    "Seen",
    "Store",
    "StoredEnvelope",
    "StoredRoster",
    "NewSeal",
    "StoredSeal",
    "Watcher",
]
