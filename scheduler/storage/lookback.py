"""Requests to look back, in and out of the database."""

from datetime import datetime

from sqlalchemy import Connection, Engine, Row, insert, select, update

from scheduler.domain.lookback import LookBack, Office
from scheduler.domain.words import AreaCode, FacilityId, InmateRef
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed
from scheduler.storage.tables.lookback import LookBackRow


class LookBackStore:
    """The part of an open database that holds requests to look back. Every method is one short transaction."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    def every(self) -> tuple[LookBack, ...]:
        """Return all requests, the newest first."""
        with reading(self._engine, self._path) as connection:
            t = LookBackRow
            query = select(t.__table__).where(t.facility_id == needed(connection).id).order_by(t.id.desc())
            return tuple(_value(row) for row in connection.execute(query))

    def ask(self, request: LookBack, at: datetime, actor: str) -> LookBack:
        """Add a request; return it with its number."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            done = connection.execute(
                insert(LookBackRow).values(
                    facility_id=of,
                    case_number=request.case,
                    inmate=request.inmate,
                    first=request.first,
                    last=request.last,
                    asked_by=actor,
                    asked_at=at,
                    approved_by="",
                )
            )
            key = done.inserted_primary_key
            number = int(key[0]) if key is not None else 0
            self._record(connection, of, at, actor, "ask to look back", number, request.case)
            return _one(connection, of, number)

    def approve(self, number: int, office: Office, at: datetime, actor: str) -> LookBack:
        """Note that somebody else than who asked approves a request.

        Raises:
            DeskError: there is no such request, it is approved, or its own asker would approve it.
        """
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            found = _one(connection, of, number)
            if found.approved_at is not None:
                raise DeskError(f"Look-back number {number} is approved already, by {found.approved_by}")
            if found.asked_by == actor:
                raise DeskError("A look-back is approved by somebody else than who asked for it")
            change = (
                update(LookBackRow)
                .where(LookBackRow.id == number)
                .values(approved_by=actor, approved_at=at, office=office.value)
            )
            connection.execute(change)
            subjects = (f"look_back:{number}", f"case:{found.case}", f"office:{office}")
            trail.record(connection, of, at, actor, "approve look-back", *subjects)
            return _one(connection, of, number)

    def note_read(self, request: LookBack, at: datetime, actor: str) -> None:
        """Note that an approved request was read."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            self._record(connection, of, at, actor, "read look-back", request.id, request.case)

    def note_pairs(self, case: str, purpose: str, area: AreaCode, at: datetime, actor: str) -> None:
        """Note that the pairs of an area were looked at for a case."""
        with writing(self._engine, self._path) as connection:
            of = needed(connection).id
            subjects = (f"case:{case}", f"purpose:{purpose}", f"area:{area}")
            trail.record(connection, of, at, actor, "open pairs", *subjects)

    @staticmethod
    def _record(
        connection: Connection, of: FacilityId, at: datetime, actor: str, action: str, number: int, case: str
    ) -> None:
        trail.record(connection, of, at, actor, action, f"look_back:{number}", f"case:{case}")


def _one(connection: Connection, of: FacilityId, number: int) -> LookBack:
    t = LookBackRow
    row = connection.execute(select(t.__table__).where(t.facility_id == of, t.id == number)).one_or_none()
    if row is None:
        raise DeskError(f"There is no look-back number {number}")
    return _value(row)


def _value(row: Row[tuple[object, ...]]) -> LookBack:
    return LookBack(
        id=row.id,
        case=row.case_number,
        inmate=InmateRef(row.inmate),
        first=row.first,
        last=row.last,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        office=Office(row.office) if row.office else None,
    )
