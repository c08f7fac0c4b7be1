"""The append-only steps of a roster's history."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, insert, select

from scheduler.domain.roster import RosterEdit
from scheduler.storage.tables.rosters import JournalRow
from scheduler.storage.values import JournalStep
from scheduler.wire import decode, encode

BARRIERS = ("publish", "draw")
"""Steps that nothing before them can be undone across, nor they themselves."""

EditKind = Literal["do", "undo", "redo"]


def append(
    connection: Connection,
    facility_id: str,
    roster_id: int,
    at: datetime,
    actor: str,
    kind: EditKind | Literal["publish", "draw"],
    edit: RosterEdit | None,
) -> None:
    """Append a step to a roster's journal."""
    last = select(func.coalesce(func.max(JournalRow.step), 0)).where(JournalRow.roster_id == roster_id)
    connection.execute(
        insert(JournalRow).values(
            facility_id=facility_id,
            roster_id=roster_id,
            step=connection.scalar(last) + 1,  # type: ignore[operator]
            kind=kind,
            edit_id="" if edit is None else edit.id,
            actor=actor,
            at=at,
            body="" if edit is None else encode(edit).decode(),
        )
    )


def is_done_before(connection: Connection, roster_id: int, edit_id: str) -> bool:
    """Whether an edit of that id was ever done on the roster."""
    t = JournalRow
    same = select(t.id).where(t.roster_id == roster_id, t.edit_id == edit_id, t.kind == "do")
    return connection.execute(same).first() is not None


def steps(
    connection: Connection, roster_id: int, since_publication: bool = True, after: int = 0
) -> tuple[JournalStep, ...]:
    """Return a roster's steps, oldest first: those since the last publication or draw, or all after a number."""
    t = JournalRow
    query = select(t.step, t.kind, t.actor, t.at, t.body).where(t.roster_id == roster_id, t.step > after)
    query = query.order_by(t.step)
    if since_publication:
        barrier = select(func.coalesce(func.max(t.step), 0)).where(t.roster_id == roster_id, t.kind.in_(BARRIERS))
        query = query.where(t.step > barrier.scalar_subquery())
    return tuple(
        JournalStep(
            step=step,
            kind=kind,
            actor=actor,
            at=at,
            edit=decode(body.encode(), RosterEdit, f"journal of roster {roster_id}, step {step}") if body else None,
        )
        for step, kind, actor, at, body in connection.execute(query)
    )


def standing(connection: Connection, roster_id: int, edit_id: str, kind: Literal["undo", "redo"]) -> RosterEdit | None:
    """Return an edit as it was done if it can be undone, or redone, now; the other steps are not read."""
    t = JournalRow
    barrier = select(func.coalesce(func.max(t.step), 0)).where(t.roster_id == roster_id, t.kind.in_(BARRIERS))
    since = select(t.kind, t.edit_id).where(t.roster_id == roster_id, t.step > barrier.scalar_subquery())
    done: set[str] = set()
    undone: set[str] = set()
    for what, of in connection.execute(since.order_by(t.step)):
        if what == "undo":
            done.discard(of)
            undone.add(of)
        else:
            undone.discard(of)
            done.add(of)
            if what == "do":
                undone.clear()
    if edit_id not in (done if kind == "undo" else undone):
        return None
    first = select(t.body).where(t.roster_id == roster_id, t.edit_id == edit_id, t.kind == "do")
    body = connection.execute(first).scalar_one()
    return decode(body.encode(), RosterEdit, f"journal of roster {roster_id}, edit {edit_id}")
