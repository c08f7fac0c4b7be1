"""`fairwatch draw` as a supervisor types it, and as somebody outside proves it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.sites import edit, small_site, tour

from scheduler.api import Desk, here
from scheduler.cli import main
from scheduler.domain.roster import Period

TODAY = here.utc_now().date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A published roster whose night shift of yesterday was still to come, and is now to be drawn."""
    url = str(tmp_path / "f.db")
    past = datetime.combine(YESTERDAY, datetime.min.time(), UTC)
    with Desk.open(url, actor="sergeant", now=lambda: past) as desk:
        desk.import_site(small_site(), "jail.xlsx")
        roster = desk.create_roster(Period(first=YESTERDAY, days=7)).id
        tours = (
            tour("B1", YESTERDAY, "N"),
            tour("B2", YESTERDAY, "N", "P2"),
            tour("B3", TODAY + timedelta(days=3)),
        )
        desk.apply_edit(roster, edit("plan", *tours))
    return url


def test_from_the_promise_to_the_proof(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = datetime.combine(YESTERDAY, datetime.min.time(), UTC)
    with Desk.open(database, actor="sergeant", now=lambda: past) as desk:
        desk.publish(1, is_sealed=True)
        commitment = desk.draws.commitment(1)
    muster = ["--on", str(YESTERDAY), "--shift", "N"]
    assert main(["draw", "posts", "--db", database, *muster, "--words", "4 1 6", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "one of 2 plans, each as likely; 2 of 2 officers vary, a guess is right 50 times in 100" in said
    record = tmp_path / "out" / f"{YESTERDAY}_N_draw.json"
    assert str(record) in said

    assert main(["draw", "list", "--db", database]) == 0
    listed = capsys.readouterr().out
    assert f"Commitment: {commitment}" in listed
    assert f"{YESTERDAY}/N  drawn by" in listed
    assert f"{TODAY + timedelta(days=3)}/D  still to be drawn" in listed

    assert main(["draw", "verify", str(record), "--commitment", str(commitment)]) == 0
    assert "the draw holds" in capsys.readouterr().out
    assert main(["draw", "verify", str(record), "--commitment", "0" * 64]) == 1
    assert "is not the one that was made known" in capsys.readouterr().out

    alone = tmp_path / "draw.json"
    alone.write_bytes(record.read_bytes())
    assert main(["draw", "verify", str(alone)]) == 0
    assert "the promise was kept; whether" in capsys.readouterr().out

    assert main(["draw", "verify", str(record), "--receipt", "0" * 64]) == 1
    assert "is not the one that was shown at muster" in capsys.readouterr().out
    record.write_bytes(record.read_bytes().replace(b'"words":"4 1 6"', b'"words":"4 1 5"'))
    assert main(["draw", "verify", str(record)]) == 1
    assert "the draw does not hold" in capsys.readouterr().out


def test_a_roster_is_published_with_its_promise(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "publish", "--db", database, "--reason", "December"]) == 0
    said = capsys.readouterr().out
    assert "is published as version 1; its posts are drawn at muster." in said
    with Desk.open(database) as desk:
        assert desk.draws.commitment(1) is not None
        assert str(desk.draws.commitment(1)) in said


def test_wrong_input_is_answered_in_a_sentence(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "posts", "--db", database, "--on", str(TOMORROW), "--shift", "D"]) == 2
    assert "was not published with posts drawn at muster" in capsys.readouterr().err
    assert main(["draw", "files", "--db", database, "--on", str(TOMORROW), "--shift", "D", "--out", "x"]) == 2
    assert "were drawn in roster number 1" in capsys.readouterr().err
    assert main(["draw", "verify", "nothing.json"]) == 2
    assert main(["draw", "list", "--db", database]) == 0
    assert "none are drawn" in capsys.readouterr().out
