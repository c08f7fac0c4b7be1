"""Accounts on the command line, and commands on a database that has them."""

import os
from pathlib import Path

import pytest
from support.accounts import with_quick_passwords
from support.sites import small_site

from scheduler.api import Desk, Role, has_accounts, sign_in, system_user
from scheduler.cli.main import main

PASSWORD = "eleven grey kettles"


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    with_quick_passwords(monkeypatch)
    monkeypatch.delenv("FAIRWATCH_USER", raising=False)
    monkeypatch.delenv("FAIRWATCH_PASSWORD_FD", raising=False)
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="setup") as desk:
        desk.import_site(small_site(), "test")
    return path


def sign(monkeypatch: pytest.MonkeyPatch, name: str, *lines: str) -> None:
    """Let the next command sign in, its password in a pipe."""
    reader, writer = os.pipe()
    os.write(writer, "".join(f"{line}\n" for line in lines).encode())
    os.close(writer)
    monkeypatch.setenv("FAIRWATCH_USER", name)
    monkeypatch.setenv("FAIRWATCH_PASSWORD_FD", str(reader))


def first_account(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accounts", "add", "chief", "--role", "admin", "--db", db]) == 0
    first = capsys.readouterr().out.split("first password is ")[1].split()[0]
    with sign_in(db, "chief", first) as desk:
        desk.myself.change_password(first, PASSWORD)


def test_accounts_from_the_first_on(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["accounts", "add", "clerk", "--role", "scheduler", "--db", db]) == 2
    assert "administrator" in capsys.readouterr().err
    first_account(db, capsys)
    assert has_accounts(db)
    for line, said in (
        (["add", "clerk", "--role", "scheduler", "--badge", "B2"], "first password is"),
        (["roles", "clerk", "--role", "sergeant"], "sergeant"),
        (["disable", "clerk"], "disabled"),
        (["enable", "clerk"], "again"),
        (["reset", "clerk"], "new password of clerk"),
        (["rules", "--idle", "10", "--code-role", "commander", "--banner", "Staff only."], "10 minutes"),
        (["list"], "badge B2"),
    ):
        sign(monkeypatch, "chief", PASSWORD)
        assert main(["accounts", *line, "--db", db]) == 0, line
        assert said in capsys.readouterr().out
    for line in (["release", "clerk"], ["disable", "chief"], ["disable", "nobody"], ["rules", "--idle", "45"]):
        sign(monkeypatch, "chief", PASSWORD)
        assert main(["accounts", *line, "--db", db]) == 2, line
        assert capsys.readouterr().err.count("\n") == 1


def test_other_commands_sign_in_too(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first_account(db, capsys)
    assert main(["leave", "list", "--db", db]) == 2
    assert "FAIRWATCH_USER" in capsys.readouterr().err
    monkeypatch.setenv("FAIRWATCH_USER", "chief")
    assert main(["leave", "list", "--db", db]) == 2
    assert "terminal" in capsys.readouterr().err
    sign(monkeypatch, "chief", "wrong")
    assert main(["leave", "list", "--db", db]) == 2
    assert "wrong" in capsys.readouterr().err
    sign(monkeypatch, "chief", PASSWORD)
    assert main(["leave", "list", "--db", db]) == 2
    assert "Only a" in capsys.readouterr().err
    sign(monkeypatch, "chief", PASSWORD)
    assert main(["audit", "export", str(tmp_path / "log.audit"), "--db", db]) == 0
    monkeypatch.setenv("FAIRWATCH_PASSWORD_FD", "no number")
    assert main(["leave", "list", "--db", db]) == 2


def test_who_is_bound_needs_no_password(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first_account(db, capsys)
    sign(monkeypatch, "chief", PASSWORD)
    assert main(["accounts", "bind", "chief", "--user", system_user(), "--db", db]) == 0
    monkeypatch.delenv("FAIRWATCH_USER")
    assert main(["accounts", "list", "--db", db]) == 0
    assert "by the operating system" in capsys.readouterr().out


def test_own_password_on_the_terminal(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first_account(db, capsys)
    answers = iter((PASSWORD, PASSWORD, "three lamps under oaks", "three lamps under oaks", ""))
    monkeypatch.setenv("FAIRWATCH_USER", "chief")
    monkeypatch.setattr("scheduler.cli.desks.getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)})())
    assert main(["accounts", "password", "--db", db]) == 0
    assert "recorded" in capsys.readouterr().err  # the banner comes before the password
    with sign_in(db, "chief", "three lamps under oaks") as desk:
        assert desk.session.roles == {Role.ADMIN}
