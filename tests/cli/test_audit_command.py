"""`fairwatch audit` and `fairwatch verify AUDIT`: listed, written out, proved; each change is one sentence."""

from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.audit import Anchor, words_of
from scheduler.cli import main


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    with Desk.open(str(tmp_path / "f.db"), actor="sergeant", now=lambda: NOW) as desk:
        desk.import_site(small_site(), "small.xlsx")
        for number in (1, 2):
            assert desk.create_roster(PERIOD, "Week").id == number
        desk.apply_edit(1, edit("first", tour("B1", FIRST)))
        desk.publish(1)
    return str(tmp_path / "f.db")


def ran(capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, list[str]]:
    status = main(line)
    caught = capsys.readouterr()
    return status, (caught.out + caught.err).splitlines()


def test_the_log_is_listed_by_kind_date_and_roster(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    day = ("--from", str(NOW.date()), "--to", str(NOW.date()))
    status, lines = ran(capsys, "audit", "list", "--db", db, *day, "--kind", "Decisions on rosters", "--roster", "1")
    assert status == 0
    assert ["sergeant     Roster published: roster:1, version:1" in lines[0], "Roster begun" in lines[1]] == [True] * 2
    assert lines[2:] == [f"2 of 2 records from {NOW.date()} to {NOW.date()}"]
    none = ran(capsys, "audit", "list", "--db", db, "--from", "2020-01-01", "--to", "2020-01-02")
    assert none == (0, ["0 of 0 records from 2020-01-01 to 2020-01-02"])


def test_what_is_written_out_is_proved_and_each_change_is_found(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.audit"
    status, lines = ran(capsys, "audit", "export", str(file), "--db", db)
    assert (status, lines) == (0, [f"{file}: 6 records, the last one says that they were written out"])
    for line in (("audit", "verify", str(file)), ("verify", str(file)), ("audit", "verify", "--db", db)):
        status, lines = ran(capsys, *line)
        assert status == 0, lines
        assert lines[0].startswith("6 records, chained without a gap up to 6:")
    data = file.read_bytes()
    file.write_bytes(data.replace(b'"first"', b'"fisrt"').replace(b"edit:first", b"edit:fisrt"))
    assert ran(capsys, "verify", str(file)) == (
        1,
        [
            "The audit log is NOT as it was written: 1 found.",
            "record 4: changed (who or what is not as it was)",
        ],
    )
    file.write_bytes(b"".join(data.splitlines(keepends=True)[:3]))
    status, lines = ran(capsys, "verify", str(file))
    assert (status, lines[1]) == (1, "the closing line is missing: what came from record 4 on is not known")


def test_an_anchor_is_printed_remembered_and_held_against_the_log(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tmp_path / "f.db").read_bytes()
    with Desk.open(db, actor="sergeant", now=lambda: NOW) as desk:
        desk.export(1, tmp_path / "out")
        anchor = desk.audit_log.anchor()
    assert anchor is not None
    beside = (tmp_path / "out" / "audit_anchors.txt").read_text("ascii")
    assert beside.startswith(f"{words_of(anchor)} ")
    assert ran(capsys, "audit", "anchor", "--db", db) == (0, [words_of(anchor)])
    assert ran(capsys, "audit", "verify", "--db", db, "--anchor", words_of(anchor))[0] == 0
    wrong = words_of(Anchor(anchor.number, "0" * 32, anchor.log))
    assert ran(capsys, "audit", "verify", "--db", db, "--anchor", wrong)[0] == 1
    for part in ("f.db-wal", "f.db-shm"):
        (tmp_path / part).unlink(missing_ok=True)
    (tmp_path / "f.db").write_bytes(before)
    status, lines = ran(capsys, "audit", "verify", "--db", db)
    assert (status, lines[1]) == (1, "record 6 is not the one that an anchor notes")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("audit", "verify"), "fairwatch audit: an audit file is expected, or --db with a database"),
        (("audit", "verify", "nowhere.audit"), "fairwatch audit: nowhere.audit: No such file or directory"),
        (("audit", "verify", "x", "--anchor", "5"), "argument --anchor: '5' is not an anchor: NUMBER:HASH"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    line: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = ran(capsys, *line)
    assert status == 2
    assert lines[-1].endswith(sentence)
