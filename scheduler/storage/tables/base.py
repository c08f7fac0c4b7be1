"""What all tables share: names of constraints, column types, the facility that a row belongs to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from scheduler.storage.columns import Flag, LocalDate, Moment

STRICT = {"sqlite_strict": True}
"""Last part of `__table_args__`: SQLite then refuses a value of another type."""


class Base(DeclarativeBase):
    """Base of all tables. Column names are those of the domain's fields."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, date: LocalDate, datetime: Moment, bool: Flag}
    __table_args__: Any = STRICT


class OfFacility:
    """A row that belongs to a facility."""

    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"), primary_key=True, sort_order=-3)


class Coded(OfFacility):
    """A row with a code of its own within the facility; `position` keeps the order of the site."""

    position: Mapped[int] = mapped_column(sort_order=-1)


class Listed(OfFacility):
    """A row known only by its place in the site's list."""

    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def refers(local: str, table: str, remote: str = "code") -> ForeignKeyConstraint:
    """Return a foreign key within the facility, checked at the end of the transaction (areas name later areas)."""
    return ForeignKeyConstraint(
        ["facility_id", local],
        [f"{table}.facility_id", f"{table}.{remote}"],
        deferrable=True,
        initially="DEFERRED",
    )


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the check that a column holds one of a closed set of words."""
    known = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({known})", name=column)


def forwards() -> CheckConstraint:
    """Return the check that a span ends after it starts (or has no end)."""
    return CheckConstraint('"end" > start', name="forwards")
