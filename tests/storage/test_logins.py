"""Logins of a server: what somebody who stole one reads and writes with a client of the server's own."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from support.accounts import NAMES, add_accounts, with_quick_passwords
from support.postgres import PASSWORD, Cluster
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk, Role, database
from scheduler.cli.main import main
from scheduler.identity.accounts import AccountState
from scheduler.storage import DeskError, Store
from scheduler.storage.address import server_of
from scheduler.storage.tables import Base

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SECRET = "a stolen word"
TABLES = tuple(table.name for table in Base.metadata.sorted_tables)
OFFICER = NAMES[Role.OFFICER]


@pytest.fixture(scope="module")
def url(cluster: Cluster) -> Iterator[str]:
    """A facility with accounts and logins of all roles, and a roster that is published and then changed."""
    address = cluster.new_database()
    with Desk.open(address, actor="chief", now=lambda: NOW) as desk:
        desk.import_site(planned_site(), "x")
        roster = desk.create_roster(PERIOD).id
        desk.apply_edit(roster, edit("a", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(roster)
        desk.apply_edit(roster, edit("b", tour("B1", FIRST + timedelta(days=2))))
        with pytest.MonkeyPatch.context() as patch:
            with_quick_passwords(patch)
            add_accounts(desk, badge="B1")
    database.prepare(address)
    database.prepare(address)  # which may be done again
    for name in NAMES.values():
        database.make_login(address, name, SECRET)
    yield address
    with cluster.connect(server_of(address).database) as raw:
        raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
    with cluster.connect("postgres", "tester") as raw:
        for name in NAMES.values():
            raw.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


@pytest.fixture
def officer(cluster: Cluster, url: str) -> Iterator[psycopg.Connection]:
    with cluster.connect(server_of(url).database, OFFICER, SECRET) as connection:
        yield connection


def rows(connection: psycopg.Connection, table: str) -> list[dict]:
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(f'SELECT * FROM "{table}"').fetchall()


@pytest.mark.parametrize("table", [t for t in TABLES if t != "account"])
def test_an_officer_reads_his_own_rows_and_nothing_else(officer: psycopg.Connection, table: str) -> None:
    try:
        found = rows(officer, table)
    except psycopg.errors.InsufficientPrivilege:
        return
    plain = ("facility", "shift", "sign_in_rules", "support_line")
    assert table in plain or {row["badge"] for row in found} <= {"B1"}


def test_an_officer_reads_his_tours_as_they_were_published(officer: psycopg.Connection) -> None:
    assert [(row["on"], row["shift"], row["post"]) for row in rows(officer, "own_tour")] == [(FIRST, "D", "P1")]
    assert [row["badge"] for row in rows(officer, "officer")] == ["B1"]


@pytest.mark.parametrize(
    "table", ["restriction", "roster_tour", "roster_version", "audit", "sealed", "kept_apart", "account_key", "stay"]
)
def test_an_officer_may_not_even_ask_for_the_rest(officer: psycopg.Connection, table: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(officer, table)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_who_only_reads_writes_nothing(cluster: Cluster, url: str, role: Role, table: str) -> None:
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        for statement in ('DELETE FROM "{}"', 'INSERT INTO "{}" DEFAULT VALUES', 'TRUNCATE "{}" CASCADE'):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "SET ROLE fairwatch_admin",
        "SET SESSION AUTHORIZATION facility",
        "ALTER TABLE officer DISABLE ROW LEVEL SECURITY",
        "CREATE OR REPLACE FUNCTION public.fairwatch_badge() RETURNS text LANGUAGE sql AS $$ SELECT 'B2' $$",
        "SELECT password FROM account",
        "UPDATE account SET badge = 'B2'",
        "COPY officer TO PROGRAM 'cat'",
    ],
)
def test_an_officer_cannot_become_more(officer: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        officer.execute(statement)


def test_a_function_of_ones_own_is_not_taken_for_one_of_the_server(officer: psycopg.Connection) -> None:
    officer.execute("SET search_path = pg_temp, public")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        officer.execute("CREATE TEMP TABLE account AS SELECT 'officer.one' AS name, 'B2' AS badge, 'active' AS state")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_nobody_changes_the_log_or_writes_in_it_as_another(cluster: Cluster, url: str, role: Role) -> None:
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        for table in ("audit", "audit_seal", "journal", "roster_version"):
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET hash = ''", f"TRUNCATE {table} CASCADE"):
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedColumn)):
                    connection.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO audit (id, at, actor, action, subjects) VALUES (9999, now(), 'chief', 'edit', '[]')"
            )


@pytest.mark.parametrize("role", [Role.SERGEANT, Role.SCHEDULER, Role.AUDITOR, Role.ADMIN])
@pytest.mark.parametrize("table", ["sealed", "sealed_head", "stream_event", "stream_day", "kept_apart", "account_key"])
def test_who_decides_nothing_sees_nothing_sealed(cluster: Cluster, url: str, role: Role, table: str) -> None:
    with cluster.connect(server_of(url).database) as owner:
        owner.execute("INSERT INTO sealed (row, version, body) VALUES ('x', 1, '') ON CONFLICT DO NOTHING")
    with (
        cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection,
        suppress(psycopg.errors.InsufficientPrivilege),
    ):
        assert rows(connection, table) == []


def test_a_scheduler_edits_through_the_program_with_his_own_login(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from support.accounts import as_role

    address = url.replace("facility@", f"{NAMES[Role.SCHEDULER]}@")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    with as_role(address, Role.SCHEDULER, lambda: NOW) as desk:
        desk.apply_edit(1, edit("c", tour("B3", FIRST + timedelta(days=1))))
        assert desk.site().officers
        assert len(desk.roster(1).roster.tours) == 4


def test_a_disabled_account_reads_nothing_more_and_a_dropped_login_is_gone(cluster: Cluster, url: str) -> None:
    store = Store.open(url)
    with cluster.connect(server_of(url).database, NAMES[Role.SERGEANT], SECRET) as connection:
        assert rows(connection, "officer")
        store.accounts.set_state(NAMES[Role.SERGEANT], AccountState.DISABLED, NOW, "chief", "disable account")
        assert rows(connection, "officer") == []
    store.close()
    database.drop_login(url, NAMES[Role.SERGEANT])
    with pytest.raises(psycopg.OperationalError):
        cluster.connect(server_of(url).database, NAMES[Role.SERGEANT], SECRET)
    database.make_login(url, NAMES[Role.SERGEANT], SECRET)


def test_logins_of_others_are_left_alone(url: str) -> None:
    with pytest.raises(DeskError, match="There is no account postgres"):
        database.make_login(url, "postgres", SECRET)
    with pytest.raises(DeskError, match="There is no login tester of Fairwatch"):
        database.drop_login(url, "tester")
    with pytest.raises(DeskError, match="A database on a server is expected"):
        database.prepare("f.db")


def test_the_owner_prepares_and_makes_logins_from_the_command_line(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    assert main(["database", "prepare", "--db", url]) == 0
    monkeypatch.setattr("sys.stdin", StringIO("a password of letters\n"))
    assert main(["database", "login", "--db", url, OFFICER]) == 0
    assert "may connect" in capsys.readouterr().out
    as_officer = url.replace("facility@", f"{OFFICER}@")
    monkeypatch.setenv("PGPASSWORD", "a password of letters")
    assert main(["database", "prepare", "--db", as_officer]) == 2
    assert "may not do this" in capsys.readouterr().err
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    database.make_login(url, OFFICER, SECRET)
