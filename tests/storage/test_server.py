"""A database on a PostgreSQL server: what is its own there, and each thing that goes wrong as one sentence."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from support.postgres import Cluster
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.storage import DeskError, LostServerError, Store, connect, migrate, server
from scheduler.storage.address import server_of


@pytest.fixture
def url(cluster: Cluster) -> str:
    return cluster.new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    opened.import_site(small_site(), "small", NOW, "me")
    yield opened
    opened.close()


def name_of(url: str) -> str:
    return server_of(url).database


def cut_while_writing(store: Store, cluster: Cluster, url: str) -> None:
    with connect.writing(store._engine, store.path) as connection:
        cluster.cut(name_of(url))
        connection.exec_driver_sql("SELECT 1")


@pytest.mark.parametrize("table", ["journal", "roster_version", "audit", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_nothing_changes_what_was_written(store: Store, cluster: Cluster, url: str, table: str, statement: str) -> None:
    roster = store.create_roster(PERIOD, "Week", NOW, "me").id
    store.apply_edit(roster, edit("a", tour("B1", FIRST)), "do", NOW, "me")
    store.publish(roster, store.revisions(roster), "", "0" * 64, None, NOW, "chief")
    column = "salt" if table == "audit_seal" else "actor"
    with cluster.connect(name_of(url)) as raw, pytest.raises(psycopg.Error, match=f"stands in {table} never changes"):
        raw.execute(statement.format(table, column))


def test_a_wrong_password_and_a_database_that_is_not_there_are_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeskError, match="no such database"):
        Store.open(url + "_no")
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(DeskError, match="does not accept this name and password"):
        Store.open(url)
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    with pytest.raises(DeskError, match="asks for a password"):
        Store.open(url)


def test_a_password_that_was_typed_is_used_and_never_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from support.postgres import PASSWORD

    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setattr(server, "_passwords", {})
    server.keep_password(server_of(url), PASSWORD)
    opened = Store.open(url)
    assert PASSWORD not in str(opened.path) + repr(opened.path)
    opened.close()


def test_a_database_of_another_program_or_a_newer_version_is_refused(cluster: Cluster, url: str) -> None:
    with cluster.connect(name_of(url)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(DeskError, match="made by a newer version of Fairwatch"):
            Store.open(url)
        raw.execute("COMMENT ON TABLE alembic_version IS NULL")
        with pytest.raises(DeskError, match="is a database of another program"):
            Store.open(url)


def test_a_server_that_is_gone_is_said_and_found_again(store: Store, cluster: Cluster, url: str) -> None:
    cluster.cut(name_of(url))
    assert store.facility() is not None  # a cut line is replaced
    with pytest.raises(LostServerError, match="does not answer"):
        cut_while_writing(store, cluster, url)
    with pytest.raises(LostServerError, match="does not answer"):
        Store.open("postgresql://me@127.0.0.1:1/fairwatch")
    assert store.facility() is not None


def test_a_change_that_has_to_wait_too_long_says_so(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Store.open(url)
    monkeypatch.setattr(connect, "BUSY_MILLISECONDS", 50)
    with (
        connect.writing(other._engine, other.path),
        pytest.raises(DeskError, match="is being changed by another program; try again in a moment"),
    ):
        store.create_roster(PERIOD, "Week", NOW, "me")
    other.close()


def test_a_read_sees_one_state_and_changes_nothing(store: Store, url: str) -> None:
    other = Store.open(url)
    with connect.reading(store._engine, store.path) as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM roster").scalar()
        other.create_roster(PERIOD, "Week", NOW, "me")
        assert connection.exec_driver_sql("SELECT count(*) FROM roster").scalar() == before
    with (
        pytest.raises(DeskError, match="read-only"),
        connect.reading(store._engine, store.path) as connection,
    ):
        connection.exec_driver_sql("DELETE FROM roster")
    other.close()


def test_migrations_lead_to_the_tables_that_the_code_describes(cluster: Cluster, url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from scheduler.storage.tables import Base

    place = server_of(url)
    engine = connect.engine_of(place)
    with connect.reading(engine, place) as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert found == []
    assert migrate.bring_up_to_date(place) is None


def test_a_desk_with_a_file_needs_nothing_of_a_server(tmp_path: Path) -> None:
    program = (
        "import sys; from scheduler.api import Desk; Desk.open(sys.argv[1]).close(); "
        "assert not [name for name in sys.modules if name.startswith(('psycopg', 'scheduler.storage.server'))]"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "f.db")], check=True, timeout=120)


def test_what_talks_to_servers_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DeskError, match="needs the package psycopg"):
        Store.open("postgresql://me@127.0.0.1/fairwatch")
