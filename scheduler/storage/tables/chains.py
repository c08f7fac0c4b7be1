"""What the two chained logs have in common: the audit log and the sealed stream."""

from scheduler.storage.tables.base import Mapped, mapped_column


class Chained:
    """What chains an entry to the one before, and proves it (`scheduler.audit.chain`)."""

    previous: Mapped[str]
    hash: Mapped[str]
    key: Mapped[str]
    mac: Mapped[str]


class LogEnd:
    """The one row that holds a log's name and its end; written anew with each entry."""

    id: Mapped[int] = mapped_column(primary_key=True)
    log: Mapped[str]
    number: Mapped[int]
    hash: Mapped[str]
    key: Mapped[str]
    mac: Mapped[str]


CHAIN_FIELDS = tuple(Chained.__annotations__)
END_FIELDS = tuple(name for name in LogEnd.__annotations__ if name != "id")
"""Fields of `scheduler.audit.Head`."""
