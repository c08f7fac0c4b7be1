"""Tables of keys and of what is sealed. Nothing in them tells what a sealed row is about, or whose it is."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column
from scheduler.storage.tables.chains import Chained, LogEnd
from scheduler.storage.tables.rosters import NUMBERED


class AccountKeyRow(Base):
    """The public half of an account's key pair, as hexadecimals."""

    __tablename__ = "account_key"
    account: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[str]
    made_at: Mapped[datetime]


class AccountLockRow(Base):
    """The private half of an account's key pair, locked (`scheduler.identity.keyring`): nobody needs another's."""

    __tablename__ = "account_lock"
    __table_args__ = (ForeignKeyConstraint(["account"], ["account_key.account"], ondelete="CASCADE"), STRICT)
    account: Mapped[str] = mapped_column(primary_key=True)
    locked: Mapped[bytes]


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


class StreamEventRow(Chained, Base):
    """The body of an event's envelope and what chains and proves it; never changes."""

    __tablename__ = "stream_event"
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]


class StreamHeadRow(LogEnd, Base):
    """The end of the sealed stream."""

    __tablename__ = "stream_head"


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
