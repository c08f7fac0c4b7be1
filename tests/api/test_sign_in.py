"""Who gets in, who does not, and what the log tells of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from support.accounts import NAMES, QUICK, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import small_site

from scheduler.api import (
    AccountState,
    CodeNeededError,
    ConfirmNeededError,
    Desk,
    DeskError,
    NotPermittedError,
    Role,
    SignInError,
    SignInRules,
    banner_of,
    has_accounts,
    sign_in,
    sign_in_as_system_user,
    system_user,
)
from scheduler.domain.words import Badge
from scheduler.identity.codes import STEP_SECONDS
from scheduler.identity.passwords import COSTS, cost_of, hashed, tried

SERGEANT, ADMIN = NAMES[Role.SERGEANT], NAMES[Role.ADMIN]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an account of each role, made once and copied for each test."""
    path = tmp_path_factory.mktemp("accounts") / "made.db"
    with pytest.MonkeyPatch.context() as patch, Desk.open(str(path), actor="setup", now=Clock()) as desk:
        with_quick_passwords(patch)
        desk.import_site(small_site(), "test")
        add_accounts(desk, "B1")
    return path


@pytest.fixture
def url(tmp_path: Path, made: Path) -> str:
    return str(copy(made, tmp_path / "f.db"))


@pytest.fixture
def admin(url: str, clock: Clock) -> Iterator[Desk]:
    with as_role(url, Role.ADMIN, clock) as desk:
        yield desk


def actions(admin: Desk, limit: int = 50) -> list[str]:
    return [row.action for row in admin.audit(limit)]


def fail(url: str, clock: Clock, name: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            sign_in(url, name, "not the password", now=clock)


def line(admin: Desk, name: str) -> object:
    return next(line for line in admin.accounts.every() if line.name == name)


def test_a_database_without_accounts_is_open_to_all(tmp_path: Path) -> None:
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="sergeant") as desk:
        desk.import_site(small_site(), "test")
        assert desk.session.is_open
        assert desk.rosters() == ()
        with pytest.raises(DeskError, match="administrator"):
            desk.accounts.add("jroe", [Role.SCHEDULER])
    assert not has_accounts(path)


def test_with_accounts_nobody_works_without_signing_in(url: str) -> None:
    assert has_accounts(url)
    with pytest.raises(SignInError, match="sign in"):
        Desk.open(url)


def test_a_desk_that_was_open_stops_when_there_are_accounts(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "f.db"), actor="clerk") as desk:
        desk.import_site(small_site(), "test")
        desk.accounts.add("chief", [Role.ADMIN])
        with pytest.raises(NotPermittedError, match="sign in"):
            desk.site()


def test_names_are_the_same_in_capitals(url: str, clock: Clock) -> None:
    with sign_in(url, f" {SERGEANT.upper()} ", password_of(SERGEANT), now=clock) as desk:
        assert desk.actor == SERGEANT
        assert desk.session.roles == {Role.SERGEANT}


def test_unknown_name_and_wrong_password_have_the_same_answer(url: str, clock: Clock, admin: Desk) -> None:
    answers = set()
    for name, secret in ((SERGEANT, "wrong"), ("nobody", "wrong"), ("not a name!", "wrong"), (SERGEANT, "")):
        with pytest.raises(SignInError) as caught:
            sign_in(url, name, secret, now=clock)
        answers.add((type(caught.value), str(caught.value)))
    admin.accounts.disable(SERGEANT)
    with pytest.raises(SignInError) as caught:
        sign_in(url, SERGEANT, password_of(SERGEANT), now=clock)
    answers.add((type(caught.value), str(caught.value)))
    assert len(answers) == 1


def test_what_was_typed_stands_nowhere_in_the_log(url: str, clock: Clock, admin: Desk) -> None:
    for name in ("hunter2hunter2", SERGEANT):
        with pytest.raises(SignInError):
            sign_in(url, name, "my secret words", now=clock)
    rows = admin.audit(500)
    assert [row.actor for row in rows if row.action == "fail to sign in"][:2] == [SERGEANT, "unknown"]
    text = " ".join(f"{row.actor} {row.subjects}" for row in rows)
    assert "hunter2" not in text
    assert "secret words" not in text
    assert "stones" not in text


def test_five_wrong_tries_lock_until_an_administrator_releases(url: str, clock: Clock, admin: Desk) -> None:
    fail(url, clock, SERGEANT, 4)
    sign_in(url, SERGEANT, password_of(SERGEANT), now=clock).close()  # a right try clears the wrong ones
    fail(url, clock, SERGEANT, 5)
    clock.go_on(days=2)
    with pytest.raises(SignInError):
        sign_in(url, SERGEANT, password_of(SERGEANT), now=clock)
    assert line(admin, SERGEANT).state == AccountState.LOCKED
    admin.accounts.release(SERGEANT)
    sign_in(url, SERGEANT, password_of(SERGEANT), now=clock).close()
    assert {"lock account", "release account"} <= set(actions(admin))


def test_slow_wrong_tries_do_not_lock(url: str, clock: Clock) -> None:
    for _ in range(8):
        fail(url, clock, SERGEANT)
        clock.go_on(minutes=4)
    sign_in(url, SERGEANT, password_of(SERGEANT), now=clock).close()


def test_wrong_tries_within_a_session_lock_too(url: str, clock: Clock) -> None:
    with as_role(url, Role.SERGEANT, clock) as desk:
        for _ in range(5):
            with pytest.raises(SignInError):
                desk.unlock("wrong")
        with pytest.raises(SignInError):
            desk.unlock(password_of(SERGEANT))
        with pytest.raises(NotPermittedError):
            desk.rosters()


def test_the_only_administrator_is_released_by_time(url: str, clock: Clock, admin: Desk) -> None:
    fail(url, clock, ADMIN, 5)
    clock.go_on(minutes=14)
    with pytest.raises(SignInError):
        sign_in(url, ADMIN, password_of(ADMIN), now=clock)
    clock.go_on(minutes=16)
    sign_in(url, ADMIN, password_of(ADMIN), now=clock).close()


def test_an_account_lapses_after_ninety_days_but_not_the_last_administrator(url: str, clock: Clock) -> None:
    clock.go_on(days=89)
    as_role(url, Role.SCHEDULER, clock).close()
    clock.go_on(days=2)
    fail_right = pytest.raises(SignInError)
    with fail_right:
        as_role(url, Role.SERGEANT, clock)
    as_role(url, Role.SCHEDULER, clock).close()
    with as_role(url, Role.ADMIN, clock) as admin:
        assert line(admin, SERGEANT).state == AccountState.DISABLED
        admin.accounts.enable(SERGEANT)
    as_role(url, Role.SERGEANT, clock).close()


def test_a_first_password_is_changed_before_anything_else(url: str, clock: Clock, admin: Desk) -> None:
    first = admin.accounts.add("new.one", [Role.SCHEDULER])
    with sign_in(url, "new.one", first, now=clock) as desk:
        with pytest.raises(NotPermittedError, match="password of your own"):
            desk.rosters()
        for bad, why in (
            (first, "old one"),
            ("short", "12"),
            ("Password1234!", "first"),
            ("new.one new.one", "first"),
        ):
            with pytest.raises(DeskError, match=why):
                desk.myself.change_password(first, bad)
        with pytest.raises(SignInError):
            desk.myself.change_password("wrong", "three lamps under oaks")
        desk.myself.change_password(first, "three lamps under oaks")
        assert desk.rosters() == ()
    with pytest.raises(SignInError):
        sign_in(url, "new.one", first, now=clock)
    sign_in(url, "new.one", "three lamps under oaks", now=clock).close()


def test_advice_on_a_password(url: str, clock: Clock) -> None:
    with as_role(url, Role.SERGEANT, clock) as desk:
        assert "15" in desk.myself.advice("grey owl kite")
        assert desk.myself.advice("grey owl kite lantern") == ""
        assert "12" in desk.myself.advice("short")


def test_codes_of_an_authenticator(url: str, clock: Clock, admin: Desk) -> None:
    from scheduler.identity.codes import SHA1, TOTP

    def shown(secret: bytes) -> str:
        made = TOTP(secret, 6, SHA1(), STEP_SECONDS, enforce_key_length=False)
        return made.generate(int(clock.at.timestamp())).decode()

    password = password_of(SERGEANT)
    admin.accounts.set_rules(SignInRules(code_roles=frozenset({Role.SERGEANT})))
    with as_role(url, Role.SERGEANT, clock) as desk:
        with pytest.raises(NotPermittedError, match="authenticator"):
            desk.rosters()
        new = desk.myself.new_code()
        assert new.address.startswith("otpauth://totp/")
        assert str(new.secret) not in repr(new)
        with pytest.raises(DeskError, match="clock"):
            desk.myself.set_code(new, password, "000000" if shown(new.secret) != "000000" else "111111")
        desk.myself.set_code(new, password, shown(new.secret))
        assert desk.rosters() == ()
    with pytest.raises(CodeNeededError):
        sign_in(url, SERGEANT, password, now=clock)
    with pytest.raises(SignInError):  # used when it was set up
        sign_in(url, SERGEANT, password, shown(new.secret), now=clock)
    clock.go_on(seconds=STEP_SECONDS)
    code = shown(new.secret)
    sign_in(url, SERGEANT, password, f"{code[:3]} {code[3:]}", now=clock).close()
    with pytest.raises(SignInError):  # no code is good twice
        sign_in(url, SERGEANT, password, code, now=clock)
    clock.go_on(seconds=STEP_SECONDS)
    with sign_in(url, SERGEANT, password, shown(new.secret), now=clock) as desk:
        clock.go_on(seconds=STEP_SECONDS)
        desk.myself.change_password(password, "eleven grey kettles", shown(new.secret))
        desk.unlock("eleven grey kettles")
    clock.go_on(seconds=STEP_SECONDS)
    sign_in(url, SERGEANT, "eleven grey kettles", shown(new.secret), now=clock).close()
    assert line(admin, SERGEANT).has_code


def test_what_asks_for_the_password_again(url: str, clock: Clock, tmp_path: Path) -> None:
    from support.sites import FIRST

    from scheduler.domain.roster import Period

    with as_role(url, Role.COMMANDER, clock) as desk:
        roster = desk.create_roster(Period(first=FIRST, days=1)).id
        with pytest.raises(ConfirmNeededError):
            desk.export(roster, tmp_path / "out")
        desk.confirm(password_of(desk.actor))
        clock.go_on(minutes=6)
        with pytest.raises(ConfirmNeededError):
            desk.export(roster, tmp_path / "out")
        desk.confirm(password_of(desk.actor))
        with pytest.raises(DeskError, match="format"):  # what fails does not use it up
            desk.export(roster, tmp_path / "out", ("docx",))
        assert desk.export(roster, tmp_path / "out")
        with pytest.raises(ConfirmNeededError):  # good once
            desk.export(roster, tmp_path / "out")
        desk.confirm(password_of(desk.actor))
        desk.lock()
        with pytest.raises(ConfirmNeededError):
            desk.export(roster, tmp_path / "out")


def test_what_is_refused_is_recorded(url: str, clock: Clock, admin: Desk) -> None:
    with as_role(url, Role.SERGEANT, clock) as desk, pytest.raises(NotPermittedError, match="Only a watch commander"):
        desk.publish(1)
    row = next(row for row in admin.audit(10) if row.action == "refuse")
    assert (row.actor, row.subjects) == (SERGEANT, ("permission:publish",))


def test_a_role_that_is_taken_away_is_gone_at_once(url: str, clock: Clock, admin: Desk) -> None:
    with as_role(url, Role.SCHEDULER, clock) as desk:
        assert desk.rosters() == ()
        admin.accounts.set_roles(desk.actor, [Role.AUDITOR])
        with pytest.raises(NotPermittedError):
            desk.rosters()


def test_the_last_administrator_stays(admin: Desk) -> None:
    for act in (
        lambda: admin.accounts.disable(ADMIN),
        lambda: admin.accounts.set_roles(ADMIN, [Role.SCHEDULER]),
    ):
        with pytest.raises(DeskError, match="last administrator"):
            act()
    admin.accounts.set_roles(SERGEANT, [Role.SERGEANT, Role.ADMIN])
    admin.accounts.set_roles(ADMIN, [Role.SCHEDULER])


def test_accounts_are_added_with_care(admin: Desk) -> None:
    for name, roles, badge, why in (
        (SERGEANT, [Role.SERGEANT], None, "already"),
        ("x", [Role.SERGEANT], None, "2 to 64"),
        ("clerk", [], None, "a role"),
        ("clerk", [Role.OFFICER], None, "badge"),
        ("clerk", [Role.OFFICER], "nobody", "no officer"),
        ("clerk", [Role.OFFICER], "B1", "already"),
    ):
        with pytest.raises(DeskError, match=why):
            admin.accounts.add(name, roles, Badge(badge) if badge else None)
    admin.accounts.add("clerk", [Role.SERGEANT], Badge("B2"))
    assert line(admin, "clerk").roles == {Role.SERGEANT, Role.OFFICER}


def test_a_reset_password_is_good_once(url: str, clock: Clock, admin: Desk) -> None:
    new = admin.accounts.reset(SERGEANT)
    with pytest.raises(SignInError):
        sign_in(url, SERGEANT, password_of(SERGEANT), now=clock)
    with sign_in(url, SERGEANT, new, now=clock) as desk:
        assert desk.session.owes


def test_a_user_of_the_operating_system_signs_in_without_a_password(url: str, clock: Clock, admin: Desk) -> None:
    with pytest.raises(SignInError):
        sign_in_as_system_user(url, clock)
    admin.accounts.bind(SERGEANT, system_user())
    with sign_in_as_system_user(url, clock) as desk:
        assert desk.session.roles == {Role.SERGEANT}
    with pytest.raises(DeskError, match=SERGEANT):
        admin.accounts.bind(ADMIN, system_user())
    admin.accounts.set_rules(SignInRules(code_roles=frozenset({Role.SERGEANT})))
    with pytest.raises(SignInError, match="code"):
        sign_in_as_system_user(url, clock)
    admin.accounts.bind(SERGEANT, None)
    assert not line(admin, SERGEANT).is_bound


def test_what_another_computer_says_of_its_users_proves_nothing() -> None:
    with pytest.raises(SignInError, match="password"):
        sign_in_as_system_user("postgresql://chief@db.example.org:5432/fairwatch")


def test_banner_and_rules(url: str, admin: Desk) -> None:
    assert "recorded" in banner_of(url)
    admin.accounts.set_banner("Only for staff of Harrow Creek.")
    assert banner_of(url) == "Only for staff of Harrow Creek."
    assert admin.idle_minutes == 15
    for rules in (SignInRules(idle_minutes=31), SignInRules(way="md5"), SignInRules(directory="http://x|uid={name}")):
        with pytest.raises(DeskError):
            admin.accounts.set_rules(rules)


def test_passwords_can_be_stored_by_approved_functions_only(url: str, clock: Clock, admin: Desk) -> None:
    admin.accounts.set_rules(SignInRules(way="pbkdf2"))
    first = admin.accounts.reset(SERGEANT)
    sign_in(url, SERGEANT, first, now=clock).close()
    as_role(url, Role.SCHEDULER, clock).close()  # stored before: its own way stands with it
    ways = {}
    for name in (SERGEANT, NAMES[Role.SCHEDULER]):
        account = admin._store.accounts.find(name)
        assert account is not None
        ways[name] = cost_of(account.password).way
    assert ways == {SERGEANT: COSTS["pbkdf2"].way, NAMES[Role.SCHEDULER]: COSTS["argon2id"].way}
    assert COSTS["pbkdf2"].way != COSTS["argon2id"].way


def test_a_stored_password_opens_with_it_only() -> None:
    stored, right = hashed("one two", QUICK)
    assert tried(stored, "one two") == right
    assert tried(stored, "one twO") is None
    assert tried(b"", "one two", QUICK) is None
    again, other = hashed("one two", QUICK)
    assert stored != again
    assert right != other


def test_signing_in_and_out_is_recorded(url: str, clock: Clock, admin: Desk) -> None:
    clock.at += timedelta(seconds=1)
    as_role(url, Role.SERGEANT, clock).close()
    assert actions(admin, 2) == ["sign out", "sign in"]
