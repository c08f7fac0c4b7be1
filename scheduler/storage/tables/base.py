"""What all tables share: how they are written as classes, names of constraints, the facility that a row belongs to.

A class stands for a table and its attributes for the columns, so that statements can be written and their types
checked. It is no mapped class of SQLAlchemy's: nothing here is ever an object with a state of its own, and loading the
mapper and mapping ninety classes took a fifth of the time until the console could be used.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_args

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from scheduler.storage.columns import Flag, LocalDate, Moment

STRICT = {"sqlite_strict": True}
"""Last part of `__table_args__`: SQLite then refuses a value of another type."""
TYPES: dict[type, Any] = {
    str: Text, int: Integer, bytes: LargeBinary, date: LocalDate, datetime: Moment, bool: Flag,
}  # fmt: skip
"""The column type of each type that is stored."""

T = TypeVar("T")


class Mapped(Generic[T]):
    """A column with values of a type, `| None` where there may be none."""

    if TYPE_CHECKING:

        def __get__(self, row: None, owner: type["Base"]) -> Column[T]: ...


class _Told:
    """What is told of a column besides its name and type; a class that others inherit has many columns of one."""

    def __init__(self, refers_to: str | None, sort_order: int, options: dict[str, Any]) -> None:
        self.refers_to, self.sort_order, self.options = refers_to, sort_order, options


def mapped_column(key: ForeignKey | None = None, *, sort_order: int = 0, **options: Any) -> Any:
    """Return what is told of a column.

    Args:
        key: The column of another table that it refers to.
        sort_order: Columns stand by this number; of one number, those of the class stand before inherited ones.
        options: As `sqlalchemy.Column` takes them.
    """
    return _Told(key.target_fullname if key is not None else None, sort_order, options)


class Base:
    """Base of all tables: a class with a `__tablename__`. Column names are those of the domain's fields."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __tablename__: ClassVar[str]
    __table__: ClassVar[Table]
    __table_args__: ClassVar[Any] = STRICT

    def __init_subclass__(cls) -> None:
        """Make the table."""
        told = cls.__table_args__
        *constraints, options = told if isinstance(told, tuple) else (told,)
        columns = [column for _, column in sorted(_columns_of(cls), key=lambda found: found[0])]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *constraints, **options)
        for column in columns:
            setattr(cls, column.name, column)

    @classmethod
    def __clause_element__(cls) -> Table:
        """Let a statement take the class for its table."""
        return cls.__table__


def _columns_of(row: type[Base]) -> Iterator[tuple[int, Column[Any]]]:
    """Yield the columns of a class, its own ones before those that it inherits, each with its `sort_order`."""
    for part in row.__mro__[: row.__mro__.index(Base)]:
        for name, hint in vars(part).get("__annotations__", {}).items():
            found = vars(part).get(name) or _Told(None, 0, {})
            (kept,) = get_args(hint)
            kinds = [kind for kind in get_args(kept) or (kept,) if kind is not type(None)]
            keys = [ForeignKey(found.refers_to)] if found.refers_to is not None else []
            options = {"nullable": kept not in kinds, **found.options}
            yield found.sort_order, Column(name, TYPES[kinds[0]](), *keys, **options)


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
