"""Keys, shares, retention and holds on the command line."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from support.accounts import NAMES, add_accounts, password_of, with_quick_passwords
from support.sites import small_site

from scheduler.api import Desk, Role
from scheduler.cli import keys
from scheduler.cli.main import main

NEW = "staple of another kind"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        with_quick_passwords(patch)
        with Desk.open(str(folder / "f.db"), "me") as desk:
            desk.import_site(small_site(), "small")
            add_accounts(desk, "B1")
    return folder


class Terminal:
    """Somebody at a terminal, who signs in and types what he is asked for."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.db, self.patch, self.capsys = str(folder / "f.db"), patch, capsys

    def run(self, role: Role, *words: str, typed: Iterable[str] = (), password: str = "") -> str:
        reader, writer = os.pipe()
        os.write(writer, f"{password or password_of(NAMES[role])}\n".encode())
        os.close(writer)
        self.patch.setenv("FAIRWATCH_USER", NAMES[role])
        self.patch.setenv("FAIRWATCH_PASSWORD_FD", str(reader))
        answers = iter(typed)
        self.patch.setattr(keys, "ask", lambda _prompt: next(answers))
        status = main(["keys", *words, "--db", self.db])
        said = self.capsys.readouterr()
        return said.out if status == 0 else f"{status}: {said.err}"


@pytest.fixture
def terminal(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    with_quick_passwords(monkeypatch)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Terminal(tmp_path, monkeypatch, capsys)


def printed(said: str) -> list[list[str]]:
    """Return the lines of the shares that were printed."""
    parts = said.split("Share ")[1:]
    return [[line.strip()[3:] for line in part.splitlines()[1:5]] for part in parts]


def test_from_the_recovery_key_to_an_own_key_and_back(terminal: Terminal) -> None:
    run = terminal.run
    assert "none yet; without it" in run(Role.OFFICER, "state")
    shares = printed(run(Role.PREA_MANAGER, "recovery"))
    assert [len(lines) for lines in shares] == [4, 4, 4]
    assert "opened by your password" in run(Role.OFFICER, "state")
    assert "wrapped again: 0" in run(Role.OFFICER, "rotate", typed=[password_of(NAMES[Role.OFFICER])])
    old = password_of(NAMES[Role.OFFICER])
    assert "differ" in run(Role.OFFICER, "passphrase", typed=[old, NEW, NEW.upper()])
    officer = NAMES[Role.OFFICER]
    typed = [*shares[2], *shares[0], NEW, NEW]
    assert f"account {officer} has a new key" in run(Role.AUTHORITY, "recover", officer, typed=typed)
    assert "locked by a passphrase" in run(Role.OFFICER, "state")
    own = password_of(officer)
    assert "passphrase changed" in run(Role.OFFICER, "passphrase", typed=[NEW, own, own])
    assert "opened by your password" in run(Role.OFFICER, "state")
    wrong = [shares[0][1], shares[0][0], *shares[0][2:], *shares[1], NEW, NEW]
    assert "Share 1: Line 1 is mistyped" in run(Role.AUTHORITY, "recover", officer, typed=wrong)
    assert len(printed(run(Role.PREA_MANAGER, "recovery", "--renew", typed=[*shares[1], *shares[2]]))) == 3
    assert "another recovery key" in run(Role.AUTHORITY, "recover", officer, typed=typed)


def test_who_may_not_is_told_who_may(terminal: Terminal) -> None:
    assert terminal.run(Role.ADMIN, "recovery").startswith("2: fairwatch keys: Only a PREA manager")


def test_retention_and_holds(terminal: Terminal) -> None:
    run = terminal.run
    assert run(Role.PREA_MANAGER, "keep", "Facility data", "--days", "60") == "Facility data: 60 days\n"
    assert run(Role.PREA_MANAGER, "keep", "nonsense").startswith("2:")
    assert run(Role.PREA_MANAGER, "hold", "CV-26-114", "--scope", "log") == "hold 1 on log\n"
    said = run(Role.PREA_MANAGER, "retention")
    assert "request                   365 days" in said
    assert "hold 1 on log, case CV-26-114" in said
    assert "stands" in said
    assert run(Role.PREA_MANAGER, "lift", "1") == "hold 1 is lifted\n"
    run(Role.PREA_MANAGER, "recovery")
    assert run(Role.PREA_MANAGER, "expunge", "--dry-run") == "0 are due, 0 of them held\n"
    assert run(Role.PREA_MANAGER, "expunge") == "0 envelopes can never be opened again\n"
    assert run(Role.PREA_MANAGER, "expunge-log", "--dry-run") == "0 records are due\n"
    assert run(Role.PREA_MANAGER, "expunge-log") == "0 records have lost who and what\n"
