"""Tables of swaps and of the steps that are taken about them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint

from scheduler.domain.swaps import SwapState
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of


class SwapRow(Base):
    """A swap as it was proposed. Never changes. There is no column for why."""

    __tablename__ = "swap"
    __table_args__ = (
        forwards(),
        CheckConstraint("badge <> other", name="two"),
        Index("ix_swap_facility_id_on", "facility_id", "on"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    badge: Mapped[str]
    on: Mapped[date]
    start: Mapped[int]
    end: Mapped[int]
    post: Mapped[str]
    shift: Mapped[str]
    index: Mapped[int]
    other: Mapped[str]
    other_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]


class SwapStepRow(Base):
    """A step after the proposal; that of acceptance holds the tour that is given. Never changes."""

    __tablename__ = "swap_step"
    __table_args__ = (
        one_of("step", SwapState),
        CheckConstraint("(step = 'accepted') = (start IS NOT NULL)", name="tour"),
        UniqueConstraint("swap_id", "step"),
        STRICT,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    swap_id: Mapped[int] = mapped_column(ForeignKey("swap.id"))
    step: Mapped[str]
    start: Mapped[int | None]
    end: Mapped[int | None]
    post: Mapped[str | None]
    shift: Mapped[str | None]
    index: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[str]
