"""`fairwatch backup` and `fairwatch restore`, as somebody types them."""

from pathlib import Path

import pytest
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk
from scheduler.cli.main import main

WORDS = "correct horse battery staple"


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = str(tmp_path / "f.db")
    with Desk.open(url) as desk:
        desk.import_site(planned_site(), "x")
        roster = desk.create_roster(PERIOD).id
        desk.apply_edit(roster, edit("a", tour("B1", FIRST)))
        desk.publish(roster)
    (tmp_path / "words").write_text(f"{WORDS}\n")
    return url


def test_a_database_goes_into_a_backup_and_comes_back(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--passphrase-file", str(tmp_path / "words")]
    assert main(["backup", "--db", database, "--to", str(tmp_path / "out"), *words]) == 0
    backup = str(next((tmp_path / "out").glob("*.fwbackup")))
    said = capsys.readouterr().out
    assert backup in said
    assert main(["backup", "verify", backup, *words]) == 0
    said = capsys.readouterr().out
    assert "read to the end" in said
    assert "records, chained without a gap" in said
    new = str(tmp_path / "new.db")
    assert main(["restore", backup, "--db", new, *words]) == 0
    assert main(["audit", "verify", "--db", new]) == 0
    assert "Restored from a backup, says record" in capsys.readouterr().out
    assert main(["restore", backup, "--db", new, *words]) == 2
    assert "a new file only" in capsys.readouterr().err


def test_a_harmed_backup_and_a_wrong_passphrase_end_in_a_sentence(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--passphrase-file", str(tmp_path / "words")]
    main(["backup", "--db", database, "--to", str(tmp_path / "out"), *words])
    backup = next((tmp_path / "out").glob("*.fwbackup"))
    (tmp_path / "other").write_text("these are other words entirely")
    assert main(["backup", "verify", str(backup), "--passphrase-file", str(tmp_path / "other")]) == 2
    assert "the passphrase or key does not fit" in capsys.readouterr().err
    backup.write_bytes(backup.read_bytes()[:-40])
    assert main(["restore", str(backup), "--db", str(tmp_path / "new.db"), *words]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert not (tmp_path / "new.db").exists()


def test_nobody_at_the_keyboard_is_asked_for_nothing(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--db", database, "--to", str(tmp_path / "out")]) == 2
    assert "nobody is there to type a passphrase" in capsys.readouterr().err
    assert main(["backup", "--db", database]) == 2
    assert not (tmp_path / "out").exists()


def test_a_plan_locks_with_a_key_and_makes_what_is_due(
    tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "key", str(tmp_path / "key")]) == 0
    key = capsys.readouterr().out.splitlines()[0]
    assert main(["backup", "plan", "--db", database]) == 0
    assert "no backups are made by themselves" in capsys.readouterr().out
    folder = str(tmp_path / "out")
    assert main(["backup", "plan", "--db", database, "--to", folder, "--key", key, "--hours", "12", "--keep", "3"]) == 0
    assert "every 12 hours and after each publication" in capsys.readouterr().out
    assert main(["backup", "--db", database, "--if-due"]) == 0
    assert main(["backup", "--db", database, "--if-due"]) == 0
    assert "none is due" in capsys.readouterr().out
    assert main(["backup", "list", "--db", database]) == 0
    assert "Backed up less than an hour ago" in capsys.readouterr().out
    backup = str(next((tmp_path / "out").glob("*.fwbackup")))
    assert main(["backup", "verify", backup, "--key-file", str(tmp_path / "key")]) == 0
    assert main(["backup", "verify", backup, "--key-file", str(tmp_path / "words")]) == 2
    assert main(["backup", "plan", "--db", database, "--none"]) == 0
    assert main(["backup", "list", "--db", database]) == 2
    assert main(["backup", "key", str(tmp_path / "key")]) == 2
