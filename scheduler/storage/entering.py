"""Officers who come through a login that reads nothing by itself (`storage.kiosks`): the server tries their passwords.

The program works out what proves a password; the server, which counts the tries, compares. What it gives for a right
one is shown in each transaction from then on.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, select

from scheduler.domain.people import Restriction
from scheduler.storage import trail
from scheduler.storage.address import Where
from scheduler.storage.connect import IS_DOOR, reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import needed

_AGAIN = 4
"""So often a try is made anew that others, who signed in at the same moment, have overtaken."""
_SAID = {"locked": "lock account", "lapsed": "let account lapse"}
"""What the audit log calls it that a try ended with the account out of use."""


def is_door(connection: Connection) -> bool:
    """Whether officers come through this login, each with a password of his own besides."""
    return bool(connection.info.get(IS_DOOR))


def enter(engine: Engine, path: Where, name: str, prove: Callable[[bytes], bytes], at: datetime) -> None:
    """Have the server try an officer's password; what it holds for everybody else stays hidden either way.

    Args:
        engine: Of the database; nothing is done where it is no such login.
        path: Its address.
        name: The account.
        prove: Makes what proves a password from the part of the stored one that is no secret.
        at: When.

    Raises:
        DeskError: the database was made ready for logins by an older version.
    """
    with reading(engine, path) as connection:
        if not is_door(connection):
            return
        if connection.exec_driver_sql("SELECT to_regprocedure('fairwatch_try(text)')").scalar() is None:
            raise DeskError(f"The database {path} is not made ready for this login: fairwatch database prepare does it")
    from scheduler.storage.server import keep_token

    for _ in range(_AGAIN):
        with writing(engine, path) as connection:
            query = select(func.fairwatch_try(name).table_valued("number", "salted"))
            tried = connection.execute(query).one_or_none()
        proof = prove(b"" if tried is None else bytes(tried.salted))
        if tried is None:
            return
        with writing(engine, path) as connection:
            said = str(connection.scalar(select(func.fairwatch_enter(tried.number, name, proof, at))))
            if said in _SAID:
                trail.record(connection, needed(connection).id, at, name, _SAID[said], f"account:{name}")
        if said.startswith("token:"):
            keep_token(engine, said)
        if said != "again":
            return


def leave(engine: Engine, path: Where) -> None:
    """Tell the server that nobody is at this login any more."""
    with writing(engine, path) as connection:
        if not is_door(connection):
            return
        connection.execute(select(func.fairwatch_leave()))
    from scheduler.storage.server import keep_token

    keep_token(engine, "")


def is_officers(connection: Connection, name: str) -> bool:
    """Whether an account is an officer's and holds no other office."""
    return bool(connection.scalar(select(func.fairwatch_is_officers(name))))


# ------------------------------------------------------------ what an officer puts in force


def next_place(connection: Connection, table: str) -> int:
    """Return the position at which a list goes on, of which only the own rows are shown."""
    return int(connection.scalar(select(func.fairwatch_next(table))) or 0)


def add_restrictions(connection: Connection, bars: Sequence[Restriction]) -> None:
    """Add restrictions of the officer who signed in."""
    connection.exec_driver_sql("SELECT fairwatch_bar(%s::jsonb)", (_listed(bars),))


def remove_restrictions(connection: Connection, bars: Sequence[Restriction]) -> None:
    """Take restrictions back that the officer has put in force; those that are gone already are passed over."""
    connection.exec_driver_sql("SELECT fairwatch_unbar(%s::jsonb)", (_listed(bars),))


def note_gone(connection: Connection, bar: Restriction) -> None:
    """Note that who decides took a restriction away: nobody takes back in its place what is ordered later."""
    if connection.dialect.name == "sqlite":
        return
    # Null where the database was made ready for logins by an older version, or for none.
    known = connection.exec_driver_sql("SELECT to_regprocedure('fairwatch_bar_gone(text, date, date, text, text)')")
    if known.scalar() is not None:
        connection.exec_driver_sql(
            "SELECT fairwatch_bar_gone(%s, %s, %s, %s, %s)", (bar.badge, bar.first, bar.last, bar.area, bar.post)
        )


def keep_apart(connection: Connection, mark: str, at: datetime, bars: Sequence[Restriction]) -> None:
    """Keep the officer and an inmate, who is a mark, apart from now on."""
    connection.exec_driver_sql("SELECT fairwatch_apart(%s, %s, %s::jsonb)", (mark, at.date(), _listed(bars)))


def bring_together(connection: Connection, mark: str) -> None:
    """Keep them apart no more for what the officer has filed; restrictions that followed go with it."""
    connection.execute(select(func.fairwatch_together(mark)))


def _listed(bars: Sequence[Restriction]) -> str:
    def text(day: date | None) -> str | None:
        return None if day is None else day.isoformat()

    return json.dumps([{"first": text(b.first), "last": text(b.last), "area": b.area, "post": b.post} for b in bars])
