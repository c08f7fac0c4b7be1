"""Which facility a database holds."""

from sqlalchemy import Connection, select

from scheduler.domain.words import FacilityId
from scheduler.storage.errors import DeskError
from scheduler.storage.tables.places import FacilityRow
from scheduler.storage.values import FacilityState


def current(connection: Connection) -> FacilityState | None:
    """Return which facility the database holds, None while nothing is imported."""
    t = FacilityRow
    row = connection.execute(select(t.id, t.revision, t.imported_at, t.imported_from).order_by(t.id)).first()
    if row is None:
        return None
    return FacilityState(
        id=FacilityId(row.id), revision=row.revision, imported_at=row.imported_at, imported_from=row.imported_from
    )


def needed(connection: Connection) -> FacilityState:
    """Return which facility the database holds.

    Raises:
        DeskError: nothing is imported yet.
    """
    state = current(connection)
    if state is None:
        raise DeskError("This database holds no facility yet; import a facility workbook first")
    return state
