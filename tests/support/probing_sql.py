"""What a login of a server can do with a client of the server's own, as somebody who stole it would."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from support.accounts import password_of
from support.postgres import Cluster
from support.probing import AT, said
from support.probing_scene import LOGIN_SECRET, LOGINS, PROBING_OFFICER, Scene

from scheduler.identity.passwords import proof
from scheduler.identity.permissions import Action, may
from scheduler.identity.roles import Role
from scheduler.storage import kiosks, logins
from scheduler.storage.address import server_of
from scheduler.storage.tables import Base

TABLES = (*(table.name for table in Base.metadata.sorted_tables), "own_tour", "alembic_version")
KIOSK = "probing.kiosk"
"""The login of a shared computer that probes."""
OWN_BADGE = "B2"
"""Of the officer whose login probes."""
READS_ONLY = (Role.OFFICER, Role.AUDITOR)
KEPT = ("audit", "audit_seal", "journal", "roster_version")
"""Nobody's login takes anything out of these, or writes over it."""
CONFIDENTIAL = ("sealed", "sealed_head", "stream_event", "stream_head", "stream_day", "kept_apart", "shielded")
"""Rows of these are shown to nobody but who decides about requests."""
WRITES = (
    'INSERT INTO "{}" DEFAULT VALUES',
    'DELETE FROM "{}"',
    'TRUNCATE "{}" CASCADE',
    'ALTER TABLE "{}" DISABLE ROW LEVEL SECURITY',
    'DROP TABLE "{}" CASCADE',
)
BECOMING = (
    "SET SESSION AUTHORIZATION facility",
    "SET ROLE facility",
    "CREATE TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE OR REPLACE FUNCTION public.fairwatch_badge() RETURNS text LANGUAGE sql AS $$ SELECT 'B1' $$",
    "COPY officer TO PROGRAM 'cat'",
    "COPY officer TO '/tmp/officers'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "ALTER ROLE facility PASSWORD 'x'",
    "CREATE ROLE another LOGIN",
    "SELECT * FROM fairwatch_door.token",
    "SELECT setval('fairwatch_door.answered', 0)",
    "SELECT public.fairwatch_drop_bar('B1', current_date, NULL, 'H1', NULL)",
    "SELECT public.fairwatch_placed('F', 0, current_date)",
    "SELECT public.fairwatch_whereabouts('F', 'I1', 0, current_date)",
)
"""Ways to become more than one is; all are refused to everybody."""


@dataclass(frozen=True)
class Statement:
    """A statement that is tried: what it is called, its text, and the table that it is about ("" for none)."""

    title: str
    text: str
    table: str = ""


def statements() -> Iterator[Statement]:
    """Return all that each login tries."""
    for table in TABLES:
        yield Statement(f"SELECT {table}", f'SELECT * FROM "{table}"', table)
        for text in WRITES:
            if table != "own_tour":  # which is a view
                yield Statement(text.format(table).replace('"', ""), text.format(table), table)
    for text in BECOMING:
        yield Statement(text, text)


@dataclass(frozen=True)
class Outcome:
    """What became of a statement: whether it was refused, what it said or returned, and what is wrong with that."""

    is_refused: bool
    out: bytes
    words: str
    wrong: str = ""


@dataclass(frozen=True)
class Door:
    """A login through which officers come, and whether one has given his password there."""

    title: str
    login: str
    is_entered: bool = False


DOORS = tuple(
    Door(f"{title}{', entered' if is_entered else ''}", login, is_entered)
    for title, login in (("shared computer", KIOSK), ("officer's login as a shared computer", PROBING_OFFICER))
    for is_entered in (False, True)
)


def tried(cluster: Cluster, scene: Scene, role: Role, one: Statement) -> Outcome:
    """Carry a statement out in the login of a role, and take back what it did."""
    with _taken_back(cluster, scene, LOGINS[role]) as connection:
        return _carried_out(connection, one, lambda rows, written: _wrong(role, one, rows, written))


def tried_at(cluster: Cluster, scene: Scene, door: Door, one: Statement) -> Outcome:
    """Carry a statement out in a login through which officers come, and take back what it did."""
    with _taken_back(cluster, scene, door.login) as connection:
        connection.execute(f"SET ROLE {kiosks.KIOSK}")
        if door.is_entered:
            _enter(connection)
        return _carried_out(connection, one, lambda rows, written: _wrong_at(door, one, rows, written))


def _enter(connection: psycopg.Connection) -> None:
    """Give the password of the officer who probes."""
    connection.commit()
    tried = connection.execute("SELECT number, salted FROM fairwatch_try(%s)", (PROBING_OFFICER,)).fetchone()
    assert tried is not None
    connection.commit()
    words = (tried[0], PROBING_OFFICER, proof(bytes(tried[1]), password_of(PROBING_OFFICER)), AT)
    (token,) = connection.execute("SELECT fairwatch_enter(%s, %s, %s, %s)", words).fetchone() or ("",)
    assert token.startswith("token:"), token
    connection.execute("SELECT set_config('fairwatch.token', %s, false)", (token,))
    connection.commit()


def _carried_out(connection: psycopg.Connection, one: Statement, wrong: Callable[[list[dict], int], str]) -> Outcome:
    try:
        cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
        cursor.execute(one.text)
        rows = cursor.fetchall() if cursor.description is not None else []
    except psycopg.errors.InsufficientPrivilege as error:
        return Outcome(True, str(error).encode(), str(error).splitlines()[0])
    except psycopg.Error as error:
        # Refused by something else than a right, such as a column that must not be empty: the right was there.
        return Outcome(False, str(error).encode(), str(error).splitlines()[0], wrong([], 0))
    words = f"{len(rows)} rows" if cursor.description is not None else f"{cursor.rowcount} rows written"
    return Outcome(False, said(rows), words, wrong(rows, cursor.rowcount))


def _wrong_at(door: Door, one: Statement, rows: list[dict], written: int) -> str:
    """Return what is wrong with a statement that was carried out where officers come in, "" for nothing."""
    if not one.table:
        return "was carried out"
    if one.text.startswith("SELECT"):
        if not rows or one.table in (*logins.PLAIN, *kiosks.ALWAYS, "alembic_version"):
            return ""
        named = {*kiosks.SHOWN, *kiosks.OF_OWN_BADGE, *kiosks.OF_OWN_ACCOUNT, *logins.OWN, "own_tour"}
        if one.table not in named:
            return "rows are shown that nobody needs there"
        names = {PROBING_OFFICER, OWN_BADGE}
        is_own = all(names & {value for value in row.values() if isinstance(value, str)} for row in rows)
        must_be_own = not door.is_entered or one.table in (*kiosks.OF_OWN_BADGE, *kiosks.OF_OWN_ACCOUNT)
        return "" if is_own or not must_be_own or one.table == "own_tour" else "rows of others are shown"
    if one.text.startswith(("TRUNCATE", "ALTER", "DROP")):
        return "was carried out"
    if one.text.startswith("DELETE") and (one.table not in kiosks.DELETED or (written > 0 and not door.is_entered)):
        return "rows are taken away"
    return ""


def _wrong(role: Role, one: Statement, rows: list[dict], written: int) -> str:
    """Return what is wrong with a statement that was carried out, "" for nothing."""
    if not one.table:
        return "was carried out"
    if one.text.startswith("SELECT"):
        if one.table in CONFIDENTIAL and rows and not may({role}, Action.DECIDE_REQUESTS):
            return "confidential rows are shown"
        plain = one.table in logins.PLAIN
        if role == Role.OFFICER and not plain and any(row.get("badge", OWN_BADGE) != OWN_BADGE for row in rows):
            return "rows of another officer are shown"
        return ""
    if one.text.startswith(("TRUNCATE", "ALTER", "DROP")) or role in READS_ONLY:
        return "was carried out"
    return "the past is changed" if one.table in KEPT and one.text.startswith("DELETE") else ""


@contextmanager
def _taken_back(cluster: Cluster, scene: Scene, login: str) -> Iterator[psycopg.Connection]:
    with cluster.connect(server_of(scene.url).database, login, LOGIN_SECRET) as connection:
        connection.autocommit = False
        yield connection
        with suppress(psycopg.Error):
            connection.rollback()
