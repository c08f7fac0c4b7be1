"""Several people at one roster: which edits since a moment touch the same places, and an edit sent twice done once."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from scheduler.domain.roster import RosterEdit, StaleEditError
from scheduler.storage import journal
from scheduler.storage.tables.rosters import JournalRow
from scheduler.storage.values import JournalStep
from scheduler.wire import decode


class ConflictError(StaleEditError):
    """Somebody else changed the same cells or seats meanwhile.

    Attributes:
        steps: What was done there, oldest first.
    """

    def __init__(self, edit: RosterEdit, steps: tuple[JournalStep, ...]) -> None:
        self.edit, self.steps = edit, steps
        last = steps[-1]
        label = "" if last.edit is None else f": {last.edit.label}"
        super().__init__(f"{edit.label}: {last.actor} changed the same place meanwhile{label}")


def last_step(connection: Connection, roster_id: int) -> int:
    """Return the number of a roster's last step, 0 for none."""
    t = JournalRow
    return connection.scalar(select(func.coalesce(func.max(t.step), 0)).where(t.roster_id == roster_id)) or 0


def step_of(connection: Connection, roster_id: int, edit: RosterEdit) -> int | None:
    """Return the step in which an edit was done, None where it was not yet.

    Raises:
        StaleEditError: another edit of the same id was done.
    """
    t = JournalRow
    query = select(t.step, t.body).where(t.roster_id == roster_id, t.edit_id == edit.id, t.kind == "do")
    row = connection.execute(query).first()
    if row is None:
        return None
    if decode(row.body.encode(), RosterEdit, f"journal of roster {roster_id}, edit {edit.id}") != edit:
        raise StaleEditError(f"{edit.label}: another edit was made under the same name")
    return int(row.step)


def refuse_conflict(connection: Connection, roster_id: int, edit: RosterEdit, since: int, own: Collection[str]) -> None:
    """Refuse an edit whose author had not seen what others did at the same places.

    Args:
        connection: Open transaction.
        roster_id: Number of the roster.
        edit: The edit.
        since: The last step that its author had seen.
        own: Ids of edits of the same author, which he knows of though they came later.

    Raises:
        ConflictError: a later step touches one of its cells or seats.
    """
    cells, seats = edit.cells, _seats(edit)
    found = tuple(
        step
        for step in journal.steps(connection, roster_id, since_publication=False, after=since)
        if step.edit is not None
        and (step.edit.id not in own or step.kind != "do")
        and not (cells.isdisjoint(step.edit.cells) and seats.isdisjoint(_seats(step.edit)))
    )
    if found:
        raise ConflictError(edit, found)


def _seats(edit: RosterEdit) -> frozenset[str]:
    return frozenset(t.seat for change in edit.changes for t in (change.before, change.after) if t is not None)
