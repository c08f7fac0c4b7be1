"""Profiles of exports, in and out of the database; and which export wrote what, as the audit log tells it."""

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from scheduler.domain.exports import ExportProfile
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed
from scheduler.storage.tables.exports import ExportProfileRow
from scheduler.wire import decode, encode


class ExportStore:
    """The part of an open database that holds profiles of exports. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def profiles(self) -> tuple[ExportProfile, ...]:
        """Return all profiles, by name."""
        t = ExportProfileRow
        with reading(self._engine, self._path) as connection:
            query = select(t.name, t.body).where(t.facility_id == needed(connection).id).order_by(t.name)
            rows = connection.execute(query).all()
        return tuple(decode(body.encode(), ExportProfile, f"export profile {name}") for name, body in rows)

    def save(self, profile: ExportProfile, at: datetime, actor: str) -> None:
        """Keep a profile, in place of the one of its name."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            _drop(connection, of, profile.name)
            values = {"facility_id": of, "name": profile.name, "body": encode(profile).decode(), "at": at, "by": actor}
            connection.execute(insert(ExportProfileRow).values(values))
            subjects = (f"profile:{profile.name}", f"what:{profile.order.what}", f"folder:{profile.folder}")
            roles = (f"role:{role}" for role in profile.roles)
            trail.record(connection, of, at, actor, "save export profile", *subjects, *roles)

    def remove(self, name: str, at: datetime, actor: str) -> None:
        """Forget a profile.

        Raises:
            DeskError: there is none of this name.
        """
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            if not _drop(connection, of, name):
                raise DeskError(f"There is no export profile {name!r}")
            trail.record(connection, of, at, actor, "remove export profile", f"profile:{name}")


def _drop(connection: Connection, of: str, name: str) -> int:
    t = ExportProfileRow
    return connection.execute(delete(t).where(t.facility_id == of, t.name == name)).rowcount
