"""Lists of other systems that were imported, in and out of the database. Rows are only added."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import Connection, Engine, Select, insert, select, update

from scheduler.domain.list_patch import ListPatch
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.identity.retention import IMPORT, USUAL_DAYS, is_all_held
from scheduler.storage import apart, retention, sealing, trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.site_changes import change_site
from scheduler.storage.state import needed
from scheduler.storage.tables.imports import ImportedListRow
from scheduler.wire import decode, encode

NOTHING = "[]"
"""Patches that say nothing, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedList:
    """An import of a list, or the undoing of one.

    Attributes:
        number: Of the import, larger than those of earlier ones; 0 before it is stored.
        kind: What the list was about.
        source: Name of the file.
        headings: Names of its columns.
        mapping: How they were read; names of fields, and `dates`.
        patches: What changed of the facility's lists; forgotten at the end of its retention.
        undoes: Number of the import that it takes back, None for none.
        at: When (aware, UTC).
        by: Who.
    """

    number: int = 0
    kind: str
    source: str
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    patches: tuple[ListPatch, ...] = field(repr=False)
    undoes: int | None = None
    at: datetime
    by: str


@cache
def _types() -> dict[str, Any]:
    return get_type_hints(Site)


class ImportStore:
    """The part of an open database that holds imports of lists. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def every(self) -> tuple[ImportedList, ...]:
        """Return all imports, oldest first."""
        t = ImportedListRow
        with reading(self._engine, self._path) as connection:
            query = select(
                t.id, t.kind, t.source, t.headings, t.mapping, t.patches, t.undoes, t.at, t.by
            ).where(t.facility_id == needed(connection).id).order_by(t.id)  # fmt: skip
            rows = connection.execute(query).all()
        return tuple(
            ImportedList(
                number=number,
                kind=kind,
                source=source,
                headings=tuple(json.loads(headings)),
                mapping=json.loads(mapping),
                patches=_patches(number, patches),
                undoes=undoes,
                at=at,
                by=by,
            )
            for number, kind, source, headings, mapping, patches, undoes, at, by in rows
        )

    def add(self, expected: int, site: Site, edit: SiteEdit, made: ImportedList) -> int:
        """Change the facility and write the import down, both or none; return its number.

        Args:
            expected: The facility's revision that the edit was applied to.
            site: The facility with the edit made.
            edit: Which lists it changes.
            made: The import.

        Raises:
            DeskError: the data was changed meanwhile, or cannot be stored.
        """
        names = frozenset(change.name for change in edit.changes)
        with writing(self._engine, self._path) as connection:
            of = change_site(connection, expected, site, edit, made.at, made.by)
            number = _add(connection, of, made)
            subjects = (f"import:{number}", f"kind:{made.kind}", f"source:{made.source}")
            action = "import list" if made.undoes is None else "undo import of list"
            trail.record(connection, of, made.at, made.by, action, *subjects)
        if not apart.FOLLOWED.isdisjoint(names):
            apart.catch_up(self._engine, self._path, made.at)
        return number

    def forget_due(self, at: datetime) -> int:
        """Forget, row by row, what old imports changed, as the site's retention has it; return of how many.

        That they were made, by whom, from which file and how its columns were read is kept. A litigation hold on
        everything stops it.

        Args:
            at: Now, with UTC offset.
        """
        t = ImportedListRow
        with reading(self._engine, self._path) as connection:
            if (query := _due(connection, at)) is None or connection.execute(query.limit(1)).first() is None:
                return 0
        with writing(self._engine, self._path) as connection:
            query = _due(connection, at)
            numbers = list(connection.scalars(query)) if query is not None else []
            if numbers:
                sealing.forget(connection)
                connection.execute(update(t).where(t.id.in_(numbers)).values(patches=NOTHING))
                subjects = (f"import:{number}" for number in numbers)
                trail.record(connection, needed(connection).id, at, trail.SYSTEM, "forget imports", *subjects)
        return len(numbers)


def _due(connection: Connection, at: datetime) -> Select[int] | None:
    """Return what finds the imports whose rows are to be forgotten, None where all are kept."""
    t = ImportedListRow
    days = retention.periods(connection).get(IMPORT, USUAL_DAYS[IMPORT])
    if days is None or is_all_held(retention.holds(connection)):
        return None
    return select(t.id).where(t.patches != NOTHING, t.at < at - timedelta(days=days)).order_by(t.id)


def _add(connection: Connection, of: str, made: ImportedList) -> int:
    t = ImportedListRow
    if made.undoes is not None:
        known = select(t.id).where(t.facility_id == of, t.undoes == made.undoes)
        if connection.execute(known).first() is not None:
            raise DeskError(f"Import {made.undoes} was undone already")
    values = {
        "facility_id": of,
        "kind": made.kind,
        "source": made.source,
        "headings": json.dumps(made.headings, ensure_ascii=False),
        "mapping": json.dumps(dict(made.mapping), ensure_ascii=False),
        "patches": encode(made.patches).decode(),
        "undoes": made.undoes,
        "at": made.at,
        "by": made.by,
    }
    key = connection.execute(insert(t).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _patches(number: int, text: str) -> tuple[ListPatch, ...]:
    """Return patches with rows of the types that their lists have."""
    found = []
    for patch in decode(text.encode(), tuple[ListPatch, ...], f"import {number}"):
        rows = _types()[patch.name].__args__[0]
        places = tuple[tuple[int, rows], ...]  # type: ignore[valid-type]
        added, removed = (decode(encode(part), places, f"import {number}") for part in (patch.added, patch.removed))
        found.append(ListPatch(name=patch.name, added=added, removed=removed))
    return tuple(found)
