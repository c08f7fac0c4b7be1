"""Contact hours, tenure and what is left of both, as arrays over domain values. The checker has a ledger of its own."""

from scheduler.ledger.contact import Contacts, Ledger, Work
from scheduler.ledger.windows import Future, carried, futures

__all__ = ["Contacts", "Future", "Ledger", "Work", "carried", "futures"]
