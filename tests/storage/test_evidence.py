"""Journal, published versions and audit cannot be changed, whoever holds the file open."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.storage import DeskError, Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "f.db"
    store = Store.open(str(path))
    store.import_site(small_site(), "small", NOW, "me")
    roster = store.create_roster(PERIOD, "Week", NOW, "me").id
    store.apply_edit(roster, edit("a", tour("B1", FIRST)), "do", NOW, "me")
    store.publish(roster, store.revisions(roster), "", "0" * 64, None, NOW, "chief")
    store.close()
    return path


@pytest.fixture
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize("table", ["journal", "roster_version", "audit"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET actor = 'someone else'",
        "UPDATE OR REPLACE {0} SET actor = actor",
        "DELETE FROM {0}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
        "REPLACE INTO {0} SELECT * FROM {0}",
        "INSERT INTO {0} SELECT * FROM {0} WHERE true ON CONFLICT DO UPDATE SET actor = 'someone else'",
    ],
)
def test_nothing_changes_what_was_written(raw: sqlite3.Connection, table: str, statement: str) -> None:
    before = raw.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match=f"what stands in {table} never changes"):
        raw.execute(statement.format(table))
    raw.rollback()
    assert raw.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize("table", ["roster_version"])
def test_a_version_cannot_be_given_another_number(raw: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        raw.execute(f"UPDATE {table} SET version = 2")


def test_a_published_roster_cannot_be_deleted(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        raw.execute("DELETE FROM roster")


def test_a_version_changed_behind_the_triggers_is_noticed(path: Path, raw: sqlite3.Connection) -> None:
    """Whoever owns the file can drop a trigger; the hash still tells."""
    raw.execute("DROP TRIGGER roster_version_refuses_update")
    raw.execute("UPDATE roster_version SET body = replace(body, 'B1', 'B2')")
    raw.commit()
    store = Store.open(str(path))
    with pytest.raises(DeskError, match="is not as it was published"):
        store.version(1, 1)
    store.close()


def test_a_version_cut_short_behind_the_triggers_is_one_sentence(path: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DROP TRIGGER roster_version_refuses_update")
    raw.execute("UPDATE roster_version SET body = substr(body, 1, 40)")
    raw.commit()
    store = Store.open(str(path))
    with pytest.raises(DeskError, match="is damaged: version 1 of roster 1"):
        store.version(1, 1)
    store.close()
