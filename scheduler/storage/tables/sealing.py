"""Tables of keys and of what is sealed. Nothing in them tells what a sealed row is about, or whose it is."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from scheduler.storage.tables.base import Base
from scheduler.storage.tables.rosters import NUMBERED


class AccountKeyRow(Base):
    """An account's key pair: the public half as hexadecimals, the private one locked (`scheduler.identity.keyring`)."""

    __tablename__ = "account_key"
    account: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[str]
    locked: Mapped[bytes]
    made_at: Mapped[datetime]


class RecoveryKeyRow(Base):
    """The one row that holds the public half of the recovery key; its private half is on paper only."""

    __tablename__ = "recovery_key"
    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class SealedRow(Base):
    """The body of an envelope (`scheduler.identity.envelope`), by its random name."""

    __tablename__ = "sealed"
    row: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[bytes]


class SealedHeadRow(Base):
    """The head of an envelope, of those in `sealed` and of events; where it is gone nobody can ever open the body."""

    __tablename__ = "sealed_head"
    row: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    head: Mapped[bytes]


class StreamEventRow(Base):
    """The body of an event's envelope and what chains and proves it; never changes."""

    __tablename__ = "stream_event"
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    previous: Mapped[str]
    hash: Mapped[str]
    key: Mapped[str]
    mac: Mapped[str]


class StreamHeadRow(Base):
    """The one row that holds the sealed stream's name and its end."""

    __tablename__ = "stream_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    log: Mapped[str]
    number: Mapped[int]
    hash: Mapped[str]
    key: Mapped[str]
    mac: Mapped[str]


class StreamDayRow(Base):
    """What opens a day's commitment in the audit log (`scheduler.identity.stream`); never changes."""

    __tablename__ = "stream_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    log: Mapped[str]
    number: Mapped[int]
    hash: Mapped[str]
    salt: Mapped[str]


class RetentionRow(Base):
    """For how many days after it is closed a kind of records is kept, where the site has set it."""

    __tablename__ = "retention"
    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int | None]


class HoldRow(Base):
    """A litigation hold: nothing that it covers may be expunged until it is lifted.

    `scope` is `everything`, `sealed`, `log`, or the name of one sealed row.
    """

    __tablename__ = "litigation_hold"
    __table_args__ = (NUMBERED,)
    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    case_name: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
