"""Values whose fields are columns of the same name: the mapping both ways, in bulk."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from sqlalchemy import Connection, insert, select

from scheduler.storage.tables.base import Base

T = TypeVar("T")
Values = dict[str, Any]


@dataclass(frozen=True)
class Flat(Generic[T]):
    """The mapping of one noun to one table.

    A field `facility` is the column `facility_id`; a tuple of words or numbers is a column that holds a JSON list.

    Attributes:
        noun: Frozen dataclass.
        table: Its table, with a column for each field that is not nested.
        order: Column that keeps the order of a site's list.
        nested: Fields that have tables of their own.

    Raises:
        TypeError: a field has no column.
    """

    noun: type[T]
    table: type[Base]
    order: str = "position"
    nested: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.names:
            if _column(name) not in self.table.__table__.columns:
                raise TypeError(f"{self.table.__tablename__} has no column for {self.noun.__name__}.{name}")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that are columns."""
        return tuple(f.name for f in fields(self.noun) if f.name not in self.nested)  # type: ignore[arg-type]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of `names`."""
        return tuple(_column(name) for name in self.names)

    def values(self, value: T) -> Values:
        """Return the columns of one value."""
        found = {_column(name): getattr(value, name) for name in self.names}
        for name in self._lists:
            found[name] = json.dumps(found[name])
        return found

    def given(self, row: Sequence[Any]) -> Values:
        """Return the arguments from which a value is made; a row begins with the columns of `names`."""
        found: Values = dict(zip(self.names, row, strict=False))
        for name, read in self._readers:
            found[name] = read(found[name])
        return found

    def rows(self, connection: Connection, facility_id: str) -> Sequence[Sequence[Any]]:
        """Return the facility's rows in order, each with the columns of `names`, then the order column."""
        t = self.table.__table__.c
        query = select(*(t[name] for name in self.columns), t[self.order])
        return connection.execute(query.where(t.facility_id == facility_id).order_by(t[self.order])).all()

    def read(self, connection: Connection, facility_id: str) -> tuple[T, ...]:
        """Return the facility's values in order."""
        noun, names, readers = self.noun, self.names, self._readers
        found: list[T] = []
        for row in self.rows(connection, facility_id):  # tours of months: what can be spared is
            given: Values = dict(zip(names, row, strict=False))
            for name, read in readers:
                given[name] = read(given[name])
            found.append(noun(**given))
        return tuple(found)

    def save(self, connection: Connection, facility_id: str, values: Sequence[T]) -> None:
        """Add a site's list."""
        of = {"facility_id": facility_id}
        add(connection, self.table, [{**of, self.order: i, **self.values(value)} for i, value in enumerate(values)])

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        """The fields that are JSON lists."""
        hints = get_type_hints(self.noun)
        return tuple(name for name in self.names if get_origin(hints[name]) is tuple)

    @cached_property
    def _readers(self) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
        """The fields whose column is not yet the value, each with what makes it one."""
        hints = get_type_hints(self.noun)
        words = ((name, _words(hints[name])) for name in self.names if _closed_set(hints[name]) is not None)
        lists = ((name, _listed) for name in self._lists)
        return (*words, *lists)


def add(connection: Connection, table: type[Base], rows: Sequence[Values]) -> None:
    """Insert rows in bulk."""
    if rows:
        # By the table, not the class: a name that is no column is then an error and not passed over.
        connection.execute(insert(table.__table__), rows)


def _closed_set(hint: Any) -> type[StrEnum] | None:
    """Return the closed set of words that a field takes, whether it may be None or not."""
    for part in get_args(hint) or (hint,):
        if isinstance(part, type) and issubclass(part, StrEnum):
            return part
    return None


def _words(hint: Any) -> Callable[[Any], Any]:
    known: dict[str | None, StrEnum | None] = {word.value: word for word in _closed_set(hint) or ()}
    return {**known, None: None}.__getitem__


def _column(name: str) -> str:
    return "facility_id" if name == "facility" else name


def _listed(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text))
