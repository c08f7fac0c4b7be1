"""Logins of a server: what somebody who stole one reads and writes with a client of the server's own."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO

import psycopg
import pytest
from support.accounts import NAMES, QUICK, add_accounts, as_role, password_of, with_quick_passwords
from support.postgres import OWNER, PASSWORD, Cluster
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk, LogNote, Role, database, sign_in
from scheduler.api.whynot import MOST
from scheduler.cli.main import main
from scheduler.domain.clock import Clock
from scheduler.domain.words import Minute, SeatId, ShiftCode
from scheduler.identity.accounts import AccountState
from scheduler.storage import DeskError, Store, logins
from scheduler.storage.accounts import AccountStore
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


def test_a_login_that_may_not_read_the_log_asks_no_oftener_for_signing_in_again(
    cluster: Cluster, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, seat = NAMES[Role.SCHEDULER], SeatId("P1/2026-11-23/D/0")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    own = cluster.url(server_of(url).database, name)
    for number in range(MOST + 1):
        with sign_in(own, name, password_of(name), now=lambda: NOW) as desk:
            if number < MOST:
                desk.why_not.note(1, seat, "B2")
                continue
            with pytest.raises(DeskError, match="in a few minutes"):
                desk.why_not.note(1, seat, "B2")


@pytest.mark.parametrize(
    ("role", "by", "approver", "may"),
    [
        (Role.SERGEANT, NAMES[Role.SERGEANT], "", True),
        (Role.SERGEANT, NAMES[Role.SCHEDULER], "", False),
        (Role.SERGEANT, NAMES[Role.SERGEANT], NAMES[Role.COMMANDER], False),
        (Role.COMMANDER, NAMES[Role.SERGEANT], NAMES[Role.COMMANDER], True),
        (Role.COMMANDER, NAMES[Role.SERGEANT], NAMES[Role.SERGEANT], False),
        (Role.AUTHORITY, NAMES[Role.AUTHORITY], "", False),
    ],
)
def test_who_writes_why_a_post_was_short_names_himself(
    cluster: Cluster, url: str, role: Role, by: str, approver: str, may: bool
) -> None:
    statement = (
        'INSERT INTO plan_deviation (facility_id, post, shift, "on", start, "end", status, reason, words, mitigation,'
        " overtime_tried, by, at, approver) VALUES ('F', 'P1', 'D', '2026-11-23', 1, 2, 'closed', 'vacancy', '', 'none'"
        ", true, %s, now(), %s)"
    )
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        if may:
            connection.execute(statement, (by, approver))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE plan_deviation SET reason = 'other'")
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement, (by, approver))
        connection.rollback()


@pytest.mark.parametrize(
    ("role", "by", "may"),
    [
        (Role.SERGEANT, NAMES[Role.SERGEANT], True),
        (Role.SERGEANT, NAMES[Role.COMMANDER], False),
        (Role.PREA_MANAGER, NAMES[Role.PREA_MANAGER], False),
        (Role.AUTHORITY, NAMES[Role.AUTHORITY], False),
    ],
)
def test_who_writes_in_the_shift_log_names_himself(cluster: Cluster, url: str, role: Role, by: str, may: bool) -> None:
    statement = (
        "INSERT INTO log_entry (facility_id, kind, performed_at, text, is_handed_on, at, by)"
        " VALUES ('F', 'note', 1, 'x', false, now(), %s)"
    )
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        if may:
            connection.execute(statement, (by,))
            assert len(rows(connection, "log_entry")) == 1
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE log_entry SET text = 'y'")
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement, (by,))
        connection.rollback()


@pytest.mark.parametrize(
    ("role", "by", "may"),
    [
        (Role.SCHEDULER, NAMES[Role.SCHEDULER], True),
        (Role.AUTHORITY, NAMES[Role.AUTHORITY], True),
        (Role.SCHEDULER, NAMES[Role.COMMANDER], False),
        (Role.SERGEANT, NAMES[Role.SERGEANT], False),
    ],
)
def test_who_tells_payroll_names_himself(cluster: Cluster, url: str, role: Role, by: str, may: bool) -> None:
    export = (
        "INSERT INTO payroll_export (facility_id, receiver, template, first, last, at, by)"
        " VALUES ('F', 'x', '{}', '2026-11-23', '2026-11-23', now(), %s) RETURNING id"
    )
    entry = (
        'INSERT INTO payroll_entry (facility_id, export_id, number, badge, "on", code, minutes, first, last)'
        " VALUES ('F', %s, 1, 'B1', '2026-11-23', 'REG', 60, '2026-11-23', '2026-11-23')"
    )
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        if may:
            (number,) = connection.execute(export, (by,)).fetchone()
            connection.execute(entry, (number,))
            assert number in {row["export_id"] for row in rows(connection, "payroll_entry")}
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE payroll_entry SET minutes = 1")
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(export, (by,))
        connection.rollback()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.PREA_MANAGER, Role.AUDITOR, Role.ADMIN])
@pytest.mark.parametrize("table", ["payroll_export", "payroll_entry"])
def test_what_payroll_was_told_is_for_those_who_tell_it(cluster: Cluster, url: str, role: Role, table: str) -> None:
    with (
        cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        rows(connection, table)


def test_who_says_how_long_all_is_kept_can_only_forget_what_was_imported(cluster: Cluster, url: str) -> None:
    added = (
        "INSERT INTO imported_list (facility_id, kind, source, headings, mapping, patches, at, by)"
        " VALUES ('F', 'staff', 'x.csv', '[]', '{}', '[1]', now(), 'somebody')"
    )
    with cluster.connect(server_of(url).database) as owner:
        owner.execute(added)
    with cluster.connect(server_of(url).database, NAMES[Role.PREA_MANAGER], SECRET) as connection:
        assert connection.execute("UPDATE imported_list SET patches = '[]'").rowcount == 1
        connection.rollback()
        for wrong in ("patches = '[2]'", "source = 'y'"):
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
                connection.execute(f"UPDATE imported_list SET {wrong}")
            connection.rollback()
    with (
        cluster.connect(server_of(url).database, NAMES[Role.SCHEDULER], SECRET) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("UPDATE imported_list SET patches = '[]'")


@pytest.mark.parametrize(
    ("role", "reads", "keeps"),
    [
        (Role.SCHEDULER, True, True),
        (Role.ADMIN, True, True),
        (Role.AUDITOR, True, False),
        (Role.SERGEANT, False, False),
        (Role.OFFICER, False, False),
    ],
)
def test_profiles_of_exports_are_read_by_who_exports_and_kept_by_some(
    cluster: Cluster, url: str, role: Role, reads: bool, keeps: bool
) -> None:
    saved = "INSERT INTO export_profile (facility_id, name, body, at, by) VALUES ('F', 'x', '{}', now(), 'y')"
    statements = {"SELECT count(*) FROM export_profile": reads, saved: keeps, "DELETE FROM export_profile": keeps}
    with cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection:
        for statement, may in statements.items():
            if may:
                connection.execute(statement)
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
            connection.rollback()
        connection.rollback()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUTHORITY, Role.AUDITOR, Role.ADMIN])
def test_the_shift_log_is_for_those_who_run_the_watch(cluster: Cluster, url: str, role: Role) -> None:
    with (
        cluster.connect(server_of(url).database, NAMES[role], SECRET) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        rows(connection, "log_entry")


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


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.PREA_MANAGER, Role.AUTHORITY])
def test_who_decides_reads_the_locked_key_of_nobody_else(cluster: Cluster, url: str, role: Role) -> None:
    own, others = NAMES[role], sorted({NAMES[r] for r in (Role.COMMANDER, Role.PREA_MANAGER, Role.OFFICER)})
    with cluster.connect(server_of(url).database) as owner:
        for name in {own, *others}:
            owner.execute("DELETE FROM account_key WHERE account = %s", (name,))
            owner.execute("INSERT INTO account_key (account, public, made_at) VALUES (%s, '00', now())", (name,))
            owner.execute("INSERT INTO account_lock (account, locked) VALUES (%s, 'locked')", (name,))
    with cluster.connect(server_of(url).database, own, SECRET) as connection:
        assert [row["account"] for row in rows(connection, "account_lock")] == [own]
        assert {row["account"] for row in rows(connection, "account_key")} == {own, *others}
        assert "locked" not in rows(connection, "account_key")[0]
        for statement in ("UPDATE account_lock SET locked = ''", "UPDATE account_key SET public = ''"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        other = next(name for name in others if name != own)
        gone = connection.execute("DELETE FROM account_key WHERE account = %s", (other,)).rowcount
        assert gone == (0 if role == Role.COMMANDER else 1), "who recovers keys takes a lost one away"
        if role == Role.COMMANDER:
            for table in ("account_key (account, public, made_at)", "account_lock (account, locked)"):
                values = "('somebody', '', now())" if "made_at" in table else f"('{other}', '')"
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"INSERT INTO {table} VALUES {values}")
    with cluster.connect(server_of(url).database) as owner:
        owner.execute("DELETE FROM account_key")
        assert rows(owner, "account_lock") == []


def test_keys_are_made_changed_and_recovered_with_own_logins(
    cluster: Cluster, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    monkeypatch.setattr("scheduler.api.own_key.COSTS", {"argon2id": QUICK}, raising=False)
    prea, commander = NAMES[Role.PREA_MANAGER], NAMES[Role.COMMANDER]
    with as_role(url.replace("facility@", f"{prea}@"), Role.PREA_MANAGER, lambda: NOW) as desk:
        desk.confirm(password_of(prea))
        shares = desk.keys.make_recovery()
    address = url.replace("facility@", f"{commander}@")
    with as_role(address, Role.COMMANDER, lambda: NOW) as desk:
        assert desk.keys.state().is_open
        desk.keys.change_passphrase(password_of(commander), "another word of many letters")
        assert desk.keys.rotate("another word of many letters").left == ()
        name = desk.keys.state().name
    with as_role(url.replace("facility@", f"{prea}@"), Role.PREA_MANAGER, lambda: NOW) as desk:
        desk.confirm(password_of(prea))
        typed = [list(share.lines()) for share in shares[:2]]
        desk.keys.recover(typed, commander, "a third word of many letters")
    with as_role(address, Role.COMMANDER, lambda: NOW) as desk:
        desk.keys.unlock("a third word of many letters")
        assert desk.keys.state().name != name


def test_a_scheduler_edits_through_the_program_with_his_own_login(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = url.replace("facility@", f"{NAMES[Role.SCHEDULER]}@")
    monkeypatch.setenv("PGPASSWORD", SECRET)
    with as_role(address, Role.SCHEDULER, lambda: NOW) as desk:
        desk.apply_edit(1, edit("c", tour("B3", FIRST + timedelta(days=1))))
        assert desk.site().officers
        assert len(desk.roster(1).roster.tours) == 4


def test_a_sergeant_keeps_the_log_and_takes_over_with_his_own_login(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, ten = NAMES[Role.SERGEANT], Clock("America/New_York").minute(FIRST, 600)
    monkeypatch.setenv("PGPASSWORD", SECRET)
    now = datetime.fromtimestamp(ten * 60, tz=UTC)
    with as_role(url.replace("facility@", f"{name}@"), Role.SERGEANT, lambda: now) as desk:
        made = desk.shift_log.write(LogNote(performed_at=ten, text="Count cleared."))
        desk.shift_log.correct(made.number, LogNote(performed_at=ten, text="Count cleared at 10:00."))
        (line,) = desk.shift_log.lines(ten, Minute(ten + 1))
        assert line.about.is_corrected
        desk.shift_log.acknowledge(FIRST, ShiftCode("D"))
        sheet = desk.briefing.read(FIRST, ShiftCode("D"))
        assert [entry.by for entry in sheet.read_by] == [name]
        assert [tour.badge for line in sheet.lines for tour in line.tours] == ["B1"]
        desk.briefing.note_printed(FIRST, ShiftCode("D"), True)


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


def test_what_the_server_refuses_is_said_in_a_sentence(
    cluster: Cluster, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(act: Callable[[], None]) -> str:
        with pytest.raises(DeskError) as raised:
            act()
        text = str(raised.value)
        assert not set(text) & {"\n", '"'}
        assert SECRET not in text
        return text

    name = server_of(url).database
    with cluster.connect("postgres", "tester") as raw:
        raw.execute(f"CREATE ROLE keeper LOGIN PASSWORD '{PASSWORD}'")
        raw.execute(f"GRANT {OWNER} TO keeper")
    try:
        keeper = url.replace(f"{OWNER}@", "keeper@")
        # Who owns the database without being allowed to make roles.
        told = said(lambda: database.make_login(keeper, OFFICER, SECRET))
        assert "may not make or change logins" in told
        told = said(lambda: database.drop_login(keeper, OFFICER))
        assert "may not make or change logins" in told
        with monkeypatch.context() as patch:
            patch.setattr(logins, "group_of", lambda role: f"fairwatch_other_{role.value}")
            assert "fairwatch database prepare" in said(lambda: database.make_login(url, OFFICER, SECRET))
        with cluster.connect(name) as raw:
            raw.execute(f'GRANT SELECT ON tier TO "{OFFICER}"')
        assert "still has rights or belongings" in said(lambda: database.drop_login(url, OFFICER))
        with cluster.connect(name) as raw:
            raw.execute(f'REVOKE ALL ON tier FROM "{OFFICER}"')
        long = "x" * 64
        assert "63 letters" in said(lambda: _as_account(monkeypatch, url, long))
        assert "is kept by the server for itself" in said(lambda: _as_account(monkeypatch, url, "pg_somebody"))
    finally:
        with cluster.connect("postgres", "tester") as raw:
            raw.execute("DROP OWNED BY keeper; DROP ROLE keeper")


def _as_account(monkeypatch: pytest.MonkeyPatch, url: str, name: str) -> None:
    """Make a login for an account of a name that no account could be given here."""
    with monkeypatch.context() as patch:
        find = AccountStore.find
        patch.setattr(AccountStore, "find", lambda store, _name: find(store, OFFICER))
        database.make_login(url, name, SECRET)


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
    assert "may not make or change logins" in capsys.readouterr().err
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    database.make_login(url, OFFICER, SECRET)
