"""Tables around requests. What is asked for lies sealed; nothing here says by whom, why, or of which kind."""

from datetime import date, datetime

from scheduler.storage.tables.base import Base, Mapped, mapped_column
from scheduler.storage.tables.rosters import NUMBERED


class KeptApartRow(Base):
    """An officer and an inmate who are kept apart, and one restriction that follows from where the inmate is.

    Only the step that follows moves of inmates reads it. The inmate is a mark, not a number (see `storage.apart`). A
    row without area and post stands for the pair itself.
    """

    __tablename__ = "kept_apart"
    __table_args__ = (NUMBERED,)
    number: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str]
    mark: Mapped[str]
    first: Mapped[date]
    last: Mapped[date | None]
    area: Mapped[str | None]
    post: Mapped[str | None]


class ShieldedRow(Base):
    """Until when changes of an officer's squad, contract or awards need a reason and a second approver."""

    __tablename__ = "shielded"
    __table_args__ = (NUMBERED,)
    number: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str]
    until: Mapped[date]


class TermsApprovalRow(Base):
    """A second person agrees, for a reason, that an officer's terms are changed; gone once they are."""

    __tablename__ = "terms_approval"
    __table_args__ = (NUMBERED,)
    number: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]


class SupportLineRow(Base):
    """A question to oneself or a contact, as the site entered it; `about` is `question` or `contact`."""

    __tablename__ = "support_line"
    about: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


class RequestMonthRow(Base):
    """What is told of a month that is over: a number by kind, "" for their sum; no number where none is told."""

    __tablename__ = "request_month"
    month: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int | None]
