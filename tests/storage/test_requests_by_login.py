"""Requests on a server, decided by people with logins of their own: sealed to all who read them, as on a file."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from support.accounts import NAMES, password_of
from support.postgres import Cluster
from support.probing import AT
from support.probing_scene import ASKER, LOGIN_SECRET, LOGINS, PROBING_OFFICER, Scene, make_server_scene, signed_in
from support.probing_sql import OWN_BADGE, TABLES
from support.sites import FIRST, edit, tour

from scheduler.api import (
    AccountState,
    CodeNeededError,
    Denial,
    Desk,
    DeskError,
    RequestKind,
    Role,
    SignInError,
    SwapState,
    database,
    sign_in,
)
from scheduler.api.audit import verify_log
from scheduler.api.equity import BY_KEY, TITLES
from scheduler.api.export_centre import About, ExportOrder, ExportProfile, carry_out
from scheduler.api.packs import WantedPack
from scheduler.api.papers import Print
from scheduler.api.reports import KINDS
from scheduler.domain.words import AreaCode, Badge, InmateRef, ShiftCode
from scheduler.exchange.evidence_check import check_pack
from scheduler.identity.passwords import proof
from scheduler.identity.permissions import Action, may
from scheduler.storage import kiosks, logins
from scheduler.storage.address import server_of

AREA = AreaCode("H1")
KIOSK = "hall.kiosk"


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_server_scene(tmp_path_factory.mktemp("logins"), cluster.new_database())
    yield made
    with cluster.connect(server_of(made.url).database) as raw:
        raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
    with cluster.connect("postgres", "tester") as raw:
        for name in LOGINS.values():
            raw.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


def by_login(cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the desk of a role's account, over the account's own login of the server."""
    name = NAMES[role]
    monkeypatch.setenv("PGPASSWORD", LOGIN_SECRET)
    url = cluster.url(server_of(scene.url).database, name)
    return sign_in(url, name, password_of(name), now=lambda: AT, for_one_act=True)


def test_what_is_filed_for_an_officer_is_read_by_its_deciders_and_by_him(
    cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with by_login(cluster, scene, Role.PREA_MANAGER, patch) as desk:
            id = desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(ASKER), area=AREA, words="told in confidence")
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            (line,) = (line for line in desk.deciding.queue() if line.id == id)
            assert line.is_mine
            assert desk.deciding.open(id).request.words == "told in confidence"
            desk.deciding.deny(id, Denial.OTHER_MEANS, "another shift")
    with signed_in(scene, Role.OFFICER) as desk:
        (own,) = (own.request for own in desk.asks.mine() if own.request.id == id)
        assert own.decision is not None
        assert own.decision.alternative == "another shift"
        assert next(one.by for one in desk.own.receipts() if one.why == "to decide") == NAMES[Role.COMMANDER]
        desk.asks.appeal(id, "look again")
    with monkeypatch.context() as patch, by_login(cluster, scene, Role.AUTHORITY, patch) as desk:
        assert desk.deciding.open(id).request.appeal == "look again"


def test_who_is_excluded_does_not_read_what_another_login_files(
    cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with by_login(cluster, scene, Role.PREA_MANAGER, patch) as desk:
            excluded = (NAMES[Role.COMMANDER],)
            id = desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(ASKER), area=AREA, excluded=excluded)
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            assert id not in {line.id for line in desk.deciding.queue()}
        with by_login(cluster, scene, Role.AUTHORITY, patch) as desk:
            assert [line.is_mine for line in desk.deciding.queue() if line.id == id] == [True]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER and may({role}, Action.READ_ROSTER)])
def test_who_may_read_rosters_reads_them_over_his_own_login(
    cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    with by_login(cluster, scene, role, monkeypatch) as desk:
        assert len(desk.site().officers) == 4
        assert len(desk.roster(1).roster.tours) == 2


@pytest.fixture
def kiosk(cluster: Cluster, scene: Scene) -> Iterator[str]:
    """The address of the facility over the login of a shared computer."""
    database.make_kiosk(scene.url, KIOSK, LOGIN_SECRET)
    yield cluster.url(server_of(scene.url).database, KIOSK)
    database.drop_login(scene.url, KIOSK)


def test_officers_sign_in_at_a_shared_computer_and_ask_there(
    cluster: Cluster, kiosk: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = NAMES[Role.OFFICER]
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        with sign_in(kiosk, name, password_of(name), now=lambda: AT) as desk:
            assert [one.on for one in desk.own.tours(FIRST, FIRST)] == [FIRST]
            assert desk.own.left() is not None
            id = desk.asks.file(RequestKind.KEEP_SEPARATE, area=AREA, words="from the hall")
            near = desk.asks.file(RequestKind.KEEP_SEPARATE, inmate=InmateRef("I1"))
            desk.asks.prefer(FIRST, shift=ShiftCode("D"))
            leave = desk.asks.ask_leave(FIRST, FIRST)
            desk.asks.withdraw_leave(leave.id)
            desk.asks.withdraw(near)
            assert desk.own.receipts() is not None
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            assert desk.deciding.open(id).request.words == "from the hall"
    assert not verify_log(scene.url).faults


def test_officers_swap_at_a_shared_computer_and_supervisors_only_decide(
    cluster: Cluster, kiosk: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = FIRST + timedelta(days=3)
    with signed_in(scene, Role.COMMANDER) as desk:
        desk.apply_edit(1, edit("swappable", tour("B1", later), tour("B2", later, post="P2")))
        desk.publish(1, "tours to be swapped")
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        name = NAMES[Role.OFFICER]
        with sign_in(kiosk, name, password_of(name), now=lambda: AT) as desk:
            number = desk.swaps.propose(tour("B1", later).start, Badge("B2"), later)
        with sign_in(kiosk, PROBING_OFFICER, password_of(PROBING_OFFICER), now=lambda: AT) as desk:
            desk.swaps.accept(number, desk.swaps.to_give(number)[0].start)
        with cluster.connect(server_of(scene.url).database, NAMES[Role.SERGEANT], LOGIN_SECRET) as raw:
            forged = (
                "INSERT INTO swap_step (facility_id, swap_id, step, at, by) VALUES ('F', %s, 'withdrawn', now(), %s)"
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(forged, (number, NAMES[Role.SERGEANT]))
        with by_login(cluster, scene, Role.SERGEANT, patch) as desk:
            assert [case.number for case in desk.swaps.waiting()] == [number]
            desk.swaps.approve(number)
        with sign_in(kiosk, name, password_of(name), now=lambda: AT) as desk:
            assert desk.swaps.mine()[0].state is SwapState.APPROVED
    assert not verify_log(scene.url).faults


def test_nobody_else_signs_in_at_a_shared_computer(kiosk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", LOGIN_SECRET)
    for role in Role:
        if role != Role.OFFICER:
            with pytest.raises((SignInError, DeskError)):
                sign_in(kiosk, NAMES[role], password_of(NAMES[role]), now=lambda: AT)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET actor = 'x'",
        "INSERT INTO audit (id, at, actor, action, subjects) VALUES (9999, now(), 'commander.one', 'edit', '[]')",
        "DELETE FROM roster_tour",
        "INSERT INTO swap_step (facility_id, swap_id, step, at, by) VALUES ('F', 1, 'approved', now(), 'officer.two')",
        "INSERT INTO swap_step (facility_id, swap_id, step, at, by) VALUES ('F', 1, 'declined', now(), 'sergeant.one')",
        "DELETE FROM swap_step",
        "DELETE FROM account",
        "UPDATE account SET badge = 'B3'",
        "INSERT INTO account_role (account, role) VALUES ('officer.two', 'admin')",
        "UPDATE facility SET name = 'x'",
        "SET ROLE fairwatch_admin",
        "CREATE TABLE mine (a int)",
    ],
)
def test_a_stolen_login_of_a_shared_computer_changes_nothing_of_these(
    cluster: Cluster, kiosk: str, statement: str
) -> None:
    with (
        cluster.connect(server_of(kiosk).database, KIOSK, LOGIN_SECRET) as raw,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        raw.execute(statement)


@pytest.mark.parametrize("table", [name for name in TABLES if name not in logins.PLAIN])
@pytest.mark.parametrize("login", [KIOSK, PROBING_OFFICER])
def test_a_stolen_login_through_which_officers_come_shows_nothing_but_ends_of_chains(
    cluster: Cluster, kiosk: str, login: str, table: str
) -> None:
    with cluster.connect(server_of(kiosk).database, login, LOGIN_SECRET) as raw:
        raw.execute(f"SET ROLE {kiosks.KIOSK}")
        try:
            found = raw.execute(f'SELECT * FROM "{table}"').fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return
        own = login == PROBING_OFFICER and (table in logins.OWN or table in ("account", "account_role", "own_tour"))
        if table not in (*kiosks.ALWAYS, "alembic_version"):
            assert not found or (own and all(PROBING_OFFICER in row or OWN_BADGE in row for row in found))


@pytest.mark.parametrize("login", [KIOSK, PROBING_OFFICER])
def test_who_has_the_password_too_reads_no_restriction_and_takes_nothing_away(
    cluster: Cluster, scene: Scene, kiosk: str, login: str
) -> None:
    with signed_in(scene, Role.PREA_MANAGER) as desk:
        desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(ASKER), area=AREA)
    with cluster.connect(server_of(scene.url).database) as owner:
        standing = owner.execute("SELECT badge, first, last, area, post FROM restriction ORDER BY position").fetchall()
        assert standing
    with cluster.connect(server_of(kiosk).database, login, LOGIN_SECRET) as raw:
        raw.execute(f"SET ROLE {kiosks.KIOSK}")
        assert entered(raw, PROBING_OFFICER, password_of(PROBING_OFFICER))
        assert raw.execute("SELECT name FROM account").fetchall() == [(PROBING_OFFICER,)]
        assert {name for (name,) in raw.execute("SELECT account FROM account_lock")} <= {PROBING_OFFICER}
        assert raw.execute("SELECT count(*) FROM roster_version").fetchone() != (0,)
        named = {*kiosks.SHOWN, *kiosks.OF_OWN_BADGE, *kiosks.OF_OWN_ACCOUNT, *kiosks.ALWAYS, *logins.PLAIN}
        for table in {*TABLES} - named - {"alembic_version", "own_tour", *logins.OWN}:
            with suppress(psycopg.errors.InsufficientPrivilege):
                assert not raw.execute(f"SELECT * FROM {table}").fetchall(), table
        for table in kiosks.OF_OWN_BADGE:
            assert {badge for (badge,) in raw.execute(f"SELECT badge FROM {table}")} <= {OWN_BADGE}
        for table in ("restriction", "sealed", "sealed_head", "kept_apart", "stream_event"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(f"DELETE FROM {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("INSERT INTO account_key (account, public, made_at) VALUES ('commander.one', 'aa', now())")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("INSERT INTO preference (facility_id, position, badge, first) VALUES ('F', 99, 'B1', now())")
        for badge, first, last, area, post in standing:
            if badge == OWN_BADGE:
                continue
            bar = json.dumps([{"first": str(first), "last": last and str(last), "area": area, "post": post}])
            raw.execute("SELECT fairwatch_unbar(%s::jsonb)", (bar,))
    with cluster.connect(server_of(scene.url).database) as owner:
        assert owner.execute("SELECT badge, first, last, area, post FROM restriction ORDER BY position").fetchall() == (
            standing
        )


def test_what_somebody_else_has_put_in_force_is_not_taken_back(cluster: Cluster, scene: Scene, kiosk: str) -> None:
    with signed_in(scene, Role.PREA_MANAGER) as desk:
        desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(OWN_BADGE), area=AREA)
    with cluster.connect(server_of(scene.url).database) as owner:
        (first,) = owner.execute("SELECT first FROM restriction WHERE badge = %s", (OWN_BADGE,)).fetchall()[0]
    bar = json.dumps([{"first": str(first), "last": None, "area": AREA, "post": None}])
    with cluster.connect(server_of(kiosk).database, KIOSK, LOGIN_SECRET) as raw:
        assert entered(raw, PROBING_OFFICER, password_of(PROBING_OFFICER))
        with pytest.raises(psycopg.Error, match="turn to those who decide"):
            raw.execute("SELECT fairwatch_unbar(%s::jsonb)", (bar,))


def test_a_withdrawal_that_would_end_what_a_decider_added_is_refused_in_a_sentence(
    cluster: Cluster, scene: Scene, kiosk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = PROBING_OFFICER  # who has no other request of his own for this area
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        with sign_in(kiosk, name, password_of(name), now=lambda: AT) as desk:
            id = desk.asks.file(RequestKind.HARDSHIP, words="for a while")
        with by_login(cluster, scene, Role.AUTHORITY, patch) as desk:
            desk.deciding.open(id)
            desk.deciding.interim(id, [AREA])
        with sign_in(kiosk, name, password_of(name), now=lambda: AT) as desk:
            with pytest.raises(DeskError, match=r"^What somebody else has put in force ends with his decision"):
                desk.asks.withdraw(id)
            assert next(one.request.state.value for one in desk.asks.mine() if one.request.id == id) == "open"


def test_what_was_denied_leaves_nothing_with_which_a_later_order_could_be_taken_back(
    cluster: Cluster, scene: Scene, kiosk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts() -> list[int]:
        with cluster.connect(server_of(scene.url).database) as owner:
            queries = (
                f"SELECT count(*) FROM {table} WHERE badge = 'B1'"
                for table in ("restriction", "fairwatch_door.own_bar")
            )
            return [owner.execute(query).fetchone()[0] for query in queries]

    before = counts()
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        with sign_in(kiosk, NAMES[Role.OFFICER], password_of(NAMES[Role.OFFICER]), now=lambda: AT) as desk:
            id = desk.asks.file(RequestKind.KEEP_SEPARATE, area=AREA)
        assert all(now > then for now, then in zip(counts(), before, strict=True))
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            desk.deciding.open(id)
            desk.deciding.deny(id, Denial.OTHER_MEANS, "another shift")
    assert counts() == before


def test_an_officer_works_with_a_login_of_his_own(
    cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = NAMES[Role.OFFICER]
    database.make_login(scene.url, name, LOGIN_SECRET)
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        own = cluster.url(server_of(scene.url).database, name)
        with sign_in(own, name, password_of(name), now=lambda: AT) as desk:
            assert desk.own.badge() == ASKER
            assert [one.on for one in desk.own.tours(FIRST, FIRST)] == [FIRST]
            assert desk.own.left() is not None
            assert [(notice.badge, notice.version) for notice in desk.own.changes()][-1] == (ASKER, 1)
            assert "BEGIN:VEVENT" in desk.own.calendar()
            before = {one.request.id for one in desk.asks.mine()}
            id = desk.asks.file(RequestKind.KEEP_SEPARATE, area=AREA, words="from my own login")
            assert {one.request.id for one in desk.asks.mine()} == before | {id}
            desk.asks.withdraw(id)
            assert [one.state.value for one in (r.request for r in desk.asks.mine()) if one.id == id] == ["withdrawn"]
            assert desk.own.receipts() is not None
            assert {badge for badge, _ in desk.swaps.colleagues()} == {"B2", "B3", "B4"}
            assert desk.asks.leave() is not None
    database.drop_login(scene.url, name)
    assert not verify_log(scene.url).faults


def test_an_own_login_lets_nobody_else_in(cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", LOGIN_SECRET)
    own = cluster.url(server_of(scene.url).database, PROBING_OFFICER)
    with pytest.raises(SignInError):
        sign_in(own, NAMES[Role.OFFICER], password_of(NAMES[Role.OFFICER]), now=lambda: AT)


def code_at(secret: bytes, at: datetime) -> str:
    """Return what an authenticator shows at a moment."""
    return TOTP(secret, 6, SHA1(), 30).generate(int(at.timestamp())).decode()


def entered(raw: psycopg.Connection, name: str, password: str) -> bool:
    """Give a password as the program does, and keep what the server gives for it."""
    tried = raw.execute("SELECT number, salted FROM fairwatch_try(%s)", (name,)).fetchone()
    if tried is None:
        return False
    words = (tried[0], name, proof(bytes(tried[1]), password), AT)
    said = str(raw.execute("SELECT fairwatch_enter(%s, %s, %s, %s)", words).fetchone()[0])
    raw.execute("SELECT set_config('fairwatch.token', %s, false)", (said,))
    return said.startswith("token:")


def test_a_try_is_answered_once_even_when_the_answer_is_taken_back(cluster: Cluster, kiosk: str) -> None:
    with cluster.connect(server_of(kiosk).database, KIOSK, LOGIN_SECRET) as raw:
        number, salted = raw.execute("SELECT number, salted FROM fairwatch_try(%s)", (PROBING_OFFICER,)).fetchone()
        right = proof(bytes(salted), password_of(PROBING_OFFICER))
        with raw.transaction(force_rollback=True):
            wrong = raw.execute("SELECT fairwatch_enter(%s, %s, 'x', %s)", (number, PROBING_OFFICER, AT)).fetchone()
        asked = raw.execute("SELECT fairwatch_enter(%s, %s, %s, %s)", (number, PROBING_OFFICER, right, AT)).fetchone()
        assert (wrong, asked) == (("wrong",), ("again",))
        with raw.transaction():
            at_once = raw.execute("SELECT number FROM fairwatch_try(%s)", (PROBING_OFFICER,)).fetchone()
            words = (at_once[0], PROBING_OFFICER, right, AT)
            assert raw.execute("SELECT fairwatch_enter(%s, %s, %s, %s)", words).fetchone() == ("wrong",)


def test_five_wrong_tries_with_any_program_lock_the_account_until_it_is_released(
    cluster: Cluster, scene: Scene, kiosk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster.connect(server_of(kiosk).database, KIOSK, LOGIN_SECRET) as raw:
        assert entered(raw, PROBING_OFFICER, password_of(PROBING_OFFICER)), "a right one ends the count"
        for _ in range(5):
            number, _ = raw.execute("SELECT number, salted FROM fairwatch_try(%s)", (PROBING_OFFICER,)).fetchone()
            with raw.transaction(force_rollback=True):
                raw.execute("SELECT fairwatch_enter(%s, %s, 'x', %s)", (number, PROBING_OFFICER, AT))
        assert not entered(raw, PROBING_OFFICER, password_of(PROBING_OFFICER))
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        with pytest.raises(SignInError):
            sign_in(kiosk, PROBING_OFFICER, password_of(PROBING_OFFICER), now=lambda: AT)
    with signed_in(scene, Role.ADMIN) as desk:
        desk.accounts.release(PROBING_OFFICER)
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        sign_in(kiosk, PROBING_OFFICER, password_of(PROBING_OFFICER), now=lambda: AT).close()


def test_a_new_officer_chooses_a_password_and_an_authenticator_at_a_shared_computer(
    scene: Scene, kiosk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, words = "new.officer", "three lamps over a quiet harbour"
    with signed_in(scene, Role.ADMIN) as desk:
        first = desk.accounts.add(name, [Role.OFFICER], Badge("B3"))
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        with pytest.raises(SignInError):
            sign_in(kiosk, name, "not this one at all", now=lambda: AT)
        with sign_in(kiosk, name, first, now=lambda: AT) as desk:
            with pytest.raises(DeskError, match="Choose a password"):
                desk.own.badge()
            desk.myself.change_password(first, words)
            assert desk.own.badge() == "B3"
            made = desk.myself.new_code()
            desk.myself.set_code(made, words, code_at(made.secret, AT))
        later = AT + timedelta(minutes=1)
        with pytest.raises(CodeNeededError):
            sign_in(kiosk, name, words, now=lambda: later)
        with sign_in(kiosk, name, words, code_at(made.secret, later), now=lambda: later) as desk:
            assert desk.asks.mine() == ()
        with pytest.raises(SignInError):
            sign_in(kiosk, name, first, now=lambda: AT)
        unused = AT + timedelta(days=91)
        with pytest.raises(SignInError):
            sign_in(kiosk, name, words, code_at(made.secret, unused), now=lambda: unused)
    with signed_in(scene, Role.ADMIN) as desk:
        assert next(line.state for line in desk.accounts.every() if line.name == name) == AccountState.DISABLED
        told = [row.action for row in desk.audit(300) if f"account:{name}" in row.subjects]
        assert {"fail to sign in", "change password", "set authenticator", "let account lapse"} <= set(told)
    assert not verify_log(scene.url).faults


def test_names_and_offices_are_told_to_those_who_decide_and_nothing_of_how_anybody_signs_in(
    cluster: Cluster, scene: Scene
) -> None:
    for role in Role:
        with cluster.connect(server_of(scene.url).database, LOGINS[role], LOGIN_SECRET) as raw:
            if role in (Role.COMMANDER, Role.AUTHORITY, Role.PREA_MANAGER):
                found = raw.execute("SELECT * FROM fairwatch_holders()")
                assert [column.name for column in found.description or ()] == ["name", "badge", "state", "roles"]
                assert {row[0] for row in found} >= set(NAMES.values())
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    raw.execute("SELECT * FROM fairwatch_holders()")


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.COMMANDER])
def test_who_exports_over_his_own_login_keeps_profiles_and_finds_his_exports_again(
    cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order = ExportOrder(what="roster", formats=("csv",))
    with by_login(cluster, scene, role, monkeypatch) as desk:
        desk.exports.save(ExportProfile(name=f"Table of {role.value}", order=order))
        desk.confirm(password_of(desk.actor))
        (path,) = carry_out(desk, order, About(roster=1), tmp_path)
        assert [one.actor for one in desk.exports.which(path)] == [desk.actor]
        assert {one.actor for one in desk.exports.history()[0]} == {desk.actor}
        assert f"Table of {role.value}" in {profile.name for profile in desk.exports.profiles()}
        desk.exports.remove(f"Table of {role.value}")
        paper = desk.papers.make(Print(roster=1, kind="roster-by-post"))
        assert paper.anchor.count(":") == 1  # of the record of its publication


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER and may({role}, Action.READ_EVIDENCE)])
def test_who_may_make_packs_makes_them_over_his_own_login(
    cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with signed_in(scene, role) as desk:  # the same rows, read as the database's owner
        expected = desk.packs.gather(WantedPack(rosters=(1,), profile="court")).publications
    with by_login(cluster, scene, role, monkeypatch) as desk:
        gathered = desk.packs.gather(WantedPack(rosters=(1,), profile="court"))
        assert gathered.publications == expected
        if may({role}, Action.EXPORT_EVIDENCE):
            desk.confirm(password_of(desk.actor))
            desk.packs.write(gathered, tmp_path / "pack.zip")
            assert check_pack((tmp_path / "pack.zip").read_bytes(), {}).faults == ()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER and may({role}, Action.READ_EQUITY)])
def test_who_may_audit_equity_does_so_over_his_own_login(
    cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [kind for kind in TITLES if kind != BY_KEY]  # keys are drawn anew each time
    with signed_in(scene, role) as desk:  # the same rows, read as the database's owner
        expected = [desk.equity.make(kind, FIRST, FIRST).paper.blocks for kind in kinds]
    with by_login(cluster, scene, role, monkeypatch) as desk:
        assert [desk.equity.make(kind, FIRST, FIRST).paper.blocks for kind in kinds] == expected


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER and may({role}, Action.READ_ROSTER)])
def test_who_may_read_reports_reads_them_over_his_own_login(
    cluster: Cluster, scene: Scene, role: Role, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(desk: Desk) -> object:
        try:
            return desk.reports.make(name, FIRST, FIRST).blocks
        except DeskError as error:  # what this facility cannot count, and what the role may not read
            return str(error)

    with signed_in(scene, role) as desk:  # the same rows, read as the database's owner
        expected = told(desk)
    with by_login(cluster, scene, role, monkeypatch) as desk:
        assert told(desk) == expected
