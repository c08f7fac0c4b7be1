"""Contact hours, tenure and what is left of both, as arrays over domain values. The checker has a ledger of its own."""

from scheduler.ledger.contact import Contacts, Ledger, Work
from scheduler.ledger.left import ContactLimit, ToursLeft, tours_left
from scheduler.ledger.tenure import tenures
from scheduler.ledger.windows import Future, carried, futures

__all__ = [
    "ContactLimit",
    "Contacts",
    "Future",
    "Ledger",
    "ToursLeft",
    "Work",
    "carried",
    "futures",
    "tenures",
    "tours_left",
]
