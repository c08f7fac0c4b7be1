"""From nothing, and from each released form, to the newest one."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from support.sites import FIRST, edit, planned_site, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.storage import migrate, upgrade
from scheduler.storage.connect import engine_of, reading, writing
from scheduler.storage.tables import Base
from scheduler.storage.triggers import create_triggers

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sql"))

OF_THE_DATABASE = {
    "account",
    "account_key",
    "account_lock",
    "account_role",
    "kept_apart",
    "request_month",
    "retention",
    "sealed",
    "sealed_head",
    "shielded",
    "sign_in_failure",
    "sign_in_rules",
    "stream_day",
    "stream_event",
    "support_line",
    "terms_approval",
}
"""Tables that an import leaves alone and that have a name or number of their own as key."""


def schema(path: Path) -> dict[str, str]:
    """Return the text of every table, index and trigger, blanks and quotes aside."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    kept = {name: "".join(sql.replace('"', "").split()) for name, sql in rows if not name.startswith("sqlite_")}
    kept.pop("alembic_version", None)
    return kept


def definition(sql: str) -> list[str]:
    """Return the parts of a table's text, whose order says nothing."""
    head, _, rest = sql.partition("(")
    parts, _, tail = rest.rpartition(")")
    return [head, tail, *sorted(parts.split(","))]


def test_migrations_lead_to_the_tables_that_the_code_describes(tmp_path: Path) -> None:
    """Stricter than Alembic's own comparison, which does not see checks, STRICT and deferred keys."""
    migrate.bring_up_to_date(tmp_path / "migrated.db")
    engine = engine_of(tmp_path / "described.db")
    with writing(engine, tmp_path / "described.db") as connection:
        Base.metadata.create_all(connection)
        create_triggers(connection)
    engine.dispose()
    migrated, described = schema(tmp_path / "migrated.db"), schema(tmp_path / "described.db")
    assert migrated.keys() == described.keys()
    for name, sql in described.items():
        assert definition(migrated[name]) == definition(sql), name


def test_alembic_finds_no_drift(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    migrate.bring_up_to_date(path)
    engine = engine_of(path)
    with reading(engine, path) as connection:
        command.check(upgrade.config_for(connection))
    engine.dispose()


def test_all_tables_are_strict_with_named_constraints(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    migrate.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        strict = dict(connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
        journal_mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    loose = {name for name, flag in strict.items() if not flag and not name.startswith("sqlite_")}
    assert loose == {"alembic_version"}
    assert journal_mode == "wal"
    for table in Base.metadata.tables.values():
        unnamed = [c for c in table.constraints if c.name is None]
        assert unnamed == [], table.name
        keys = {column.name for column in table.columns} & {"facility_id", "id"}
        assert keys or table.name in OF_THE_DATABASE, f"{table.name} belongs to no facility"


def test_a_wrong_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    migrate.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        connection.execute("INSERT INTO tier VALUES ('F', 'one', 'k', 'n', 'u', 1)")


def test_connections_have_keys_and_full_safety(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    engine = engine_of(path)
    with reading(engine, path) as connection:
        names = ("foreign_keys", "synchronous", "busy_timeout")
        asked = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
    engine.dispose()
    assert asked == {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 5000}


def test_a_newer_form_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    migrate.bring_up_to_date(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DeskError, match=r"was made by a newer version of Fairwatch; open it with that version$"):
        Desk.open(str(path))
    assert [p.name for p in tmp_path.iterdir() if "before" in p.name] == []


def test_scripts_lie_in_the_package_and_lead_to_one_head() -> None:
    known = ScriptDirectory.from_config(upgrade.config_for(None))
    assert upgrade.SCRIPTS.is_absolute()
    assert known.get_heads() == [migrate.NEWEST]


def test_a_database_that_needs_no_migration_opens_without_alembic(tmp_path: Path) -> None:
    Desk.open(str(tmp_path / "f.db")).close()
    opens = "from scheduler.api import Desk; Desk.open(sys.argv[1])"
    program = f"import sys; {opens}; sys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "f.db")], check=True, timeout=120)


def test_opening_does_not_depend_on_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = nowhere\n")
    Desk.open("sqlite:///f.db").close()
    assert (tmp_path / "f.db").exists()


@pytest.mark.parametrize("script", RELEASED, ids=lambda path: path.stem)
def test_a_database_of_each_release_opens_with_all_that_is_in_it(tmp_path: Path, script: Path) -> None:
    path = tmp_path / "f.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text("utf-8"))
    with Desk.open(str(path)) as desk:
        assert desk.site() == planned_site()
        stored = desk.roster(1)
        assert stored.roster.tours == (tour("B1", FIRST), tour("B2", FIRST, "N"))
        assert [e.id for e in stored.edits] == ["second"]
        assert desk.version(1, 1).roster.tours == (tour("B1", FIRST),)
        done = ["begin to seal", "edit", "publish", "edit", "create roster", "import"]
        assert [row.action for row in desk.audit()] == done
        assert desk.audit_log.verify().is_proved, "records of older releases are sealed when they are opened"
        desk.apply_edit(1, edit("third", tour("B3", FIRST, post="P2")))
        assert desk.publish(1, reason="a third tour").version == 2


def test_an_upgrade_copies_the_file_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one more step than there is, made up for the test."""
    path = tmp_path / "f.db"
    with Desk.open(str(path)) as desk:
        desk.import_site(small_site(), "x")
    add_step(tmp_path, monkeypatch, "op.add_column('tier', sa.Column('colour', sa.Text()))")
    copy = migrate.bring_up_to_date(path)
    assert copy == tmp_path / "f.db.before-upgrade-1"
    assert "colour" not in schema(copy)["tier"]
    assert "colour" in schema(path)["tier"]
    assert schema(path).keys() == schema(copy).keys(), "triggers included"
    assert migrate.bring_up_to_date(path) is None
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM officer").fetchone() == (4,)


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.db"
    with Desk.open(str(path)) as desk:
        desk.import_site(small_site(), "x")
    before = schema(path)
    body = "op.add_column('tier', sa.Column('colour', sa.Text()))\n    op.execute('SELECT * FROM no_such_table')"
    add_step(tmp_path, monkeypatch, body)
    with pytest.raises(DeskError, match="no such table"):
        migrate.bring_up_to_date(path)
    assert schema(path) == before


def test_an_upgrade_that_breaks_a_key_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.db"
    with Desk.open(str(path)) as desk:
        desk.import_site(small_site(), "x")
    add_step(tmp_path, monkeypatch, "op.execute('DELETE FROM area')")
    with pytest.raises(DeskError, match="could not be upgraded"):
        migrate.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM area").fetchone() == (1,)


def add_step(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put the migrations and one further step where the package looks for them."""
    scripts = folder / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for file in (*upgrade.SCRIPTS.glob("*.py"), *upgrade.SCRIPTS.glob("versions/*.py")):
        (scripts / file.relative_to(upgrade.SCRIPTS)).write_bytes(file.read_bytes())
    head = ScriptDirectory.from_config(upgrade.config_for(None)).get_current_head()
    head_lines = f"import sqlalchemy as sa\nfrom alembic import op\nrevision = 'next'\ndown_revision = {head!r}\n"
    step = f"{head_lines}\n\ndef upgrade():\n    {body}\n"
    (scripts / "versions" / "next.py").write_text(step)
    monkeypatch.setattr(upgrade, "SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "NEWEST", "next")
