"""Tables of calls to officers about seats, and of the rules by which they are called."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.domain.calls import CallList, CallOrder, CallOutcome
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of


class CallRow(Base):
    """A call to an officer about a seat, and what came of it. Never changes. There is no column for a reason."""

    __tablename__ = "overtime_call"
    __table_args__ = (
        one_of("list", CallList),
        one_of("outcome", CallOutcome),
        forwards(),
        CheckConstraint("place >= 1", name="place"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    badge: Mapped[str]
    post: Mapped[str]
    shift: Mapped[str]
    on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    list: Mapped[str]
    place: Mapped[int]
    outcome: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]


class CallRulesRow(Base):
    """By which rules lists are made from a date on. Never changes; of one date the last one holds."""

    __tablename__ = "call_rules"
    __table_args__ = (
        one_of("sequence", CallOrder),
        CheckConstraint("counted_days BETWEEN 1 AND 1100", name="counted_days"),
        CheckConstraint("protected_days BETWEEN 0 AND 366", name="protected_days"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    effective: Mapped[date]
    sequence: Mapped[str]
    counted_days: Mapped[int]
    charges_refusals: Mapped[bool]
    charges_no_answer: Mapped[bool]
    protected_days: Mapped[int]
    source: Mapped[str]
