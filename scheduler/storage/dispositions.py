"""Decisions about breaches and high bands, in and out of the database. Rows are added, never changed."""

from sqlalchemy import Engine, insert, select

from scheduler.domain.dispositions import Disposition, DispositionKind
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.state import needed
from scheduler.storage.tables.dispositions import DispositionRow


class DispositionStore:
    """The part of an open database that holds dispositions. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def every(self) -> tuple[Disposition, ...]:
        """Return all dispositions, the latest first."""
        t = DispositionRow
        with reading(self._engine, self._path) as connection:
            query = (
                select(t.kind, t.place, t.about, t.first, t.last, t.action, t.due, t.by, t.at)
                .where(t.facility_id == needed(connection).id)
                .order_by(t.id.desc())
            )
            return tuple(
                Disposition(
                    kind=DispositionKind(r.kind),
                    place=r.place,
                    about=r.about,
                    first=r.first,
                    last=r.last,
                    action=r.action,
                    due=r.due,
                    by=r.by,
                    at=r.at,
                )
                for r in connection.execute(query)
            )

    def add(self, made: Disposition) -> None:
        """Add a disposition."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            connection.execute(
                insert(DispositionRow).values(
                    facility_id=of,
                    kind=made.kind.value,
                    place=made.place,
                    about=made.about,
                    first=made.first,
                    last=made.last,
                    action=made.action,
                    due=made.due,
                    by=made.by,
                    at=made.at,
                )
            )
            subjects = (f"{made.kind}:{made.place}", f"about:{made.about}", f"date:{made.first}", f"due:{made.due}")
            trail.record(connection, of, made.at, made.by, "decide", *subjects)
