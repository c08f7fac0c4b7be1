"""`fairwatch worked`: a day listed, entered, corrected, closed and compared; a bad table is one sentence."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import Desk, here
from scheduler.cli import main
from scheduler.domain.clock import Clock

CLOCK = Clock(ZONE)
LATER = CLOCK.local(CLOCK.minute(FIRST + timedelta(days=3), 540))
ON = ["--on", str(FIRST)]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = str(tmp_path / "f.db")
    with Desk.open(made, actor="commander", now=lambda: LATER) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
    monkeypatch.setattr(here, "utc_now", lambda: LATER)
    return made


def test_a_day_from_entry_to_close_and_correction(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", url]
    assert main(["worked", "enter", *db, *ON, "--officer", "B1", "--to", f"{FIRST} 19:30"]) == 0
    assert "hold-over" in capsys.readouterr().out
    assert main(["worked", "close", *db, *ON]) == 0
    assert capsys.readouterr().out == f"{FIRST} is closed: 2 lines, 1 other than planned\n"
    wrong = ["worked", "correct", *db, *ON, "--number", "1", "--to", f"{FIRST} 19:00"]
    assert main(wrong) == 2
    assert capsys.readouterr().err == f"fairwatch worked: {FIRST} is closed: a correction of it needs a reason\n"
    assert main([*wrong, "--reason", "by the log"]) == 0
    capsys.readouterr()
    assert main(["worked", "list", *db, *ON, "--all"]) == 0
    text = capsys.readouterr().out
    assert "not in force:      1  B1" in text
    assert "corrects 1; by the log" in text
    assert f"{FIRST}: 2 lines, 1 other than planned, closed" in text
    assert main(["worked", "compare", *db, "--from", str(FIRST), "--to", str(PERIOD.last)]) == 0
    text = capsys.readouterr().out.splitlines()
    assert text[1].split("  ")[0] == "B1"
    assert "13 h" in text[1]
    assert "days are closed up to" in text[-1]


def test_a_table_is_written_all_or_nothing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "day.csv"
    rows = [
        "badge,date,start,end,post,shift,kind",
        f"B1,{FIRST},,{FIRST} 17:00,,,",
        f"B2,{FIRST},,,,,absent",
        f"B3,{FIRST},{FIRST} 17:00,{FIRST} 20:00,P1,N,call-in",
        f"B4,{FIRST},{FIRST} 09:00,{FIRST} 11:00,,,duty",
    ]
    table.write_text("\n".join([*rows, f"B9,{FIRST},{FIRST} 09:00,{FIRST} 11:00,P1,D,"]))
    command = ["worked", "enter", "--db", url, "--csv", str(table)]
    assert main(command) == 2
    assert capsys.readouterr().err == "fairwatch worked: No officer has the badge B9\n"
    table.write_text("\n".join(rows))
    assert main(command) == 0
    said = capsys.readouterr().out
    assert [line.split("  ")[-1] for line in said.splitlines()] == ["early relief", "absent", "call-in", "duty"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a row for each entry"),
        ("badge,date\nB1", "row 2: date: a date such as"),
        ("badge,when\nB1,x", "the columns badge, date"),
        (f"badge,date\nB3,{FIRST}", "has no planned tour"),
        (f"badge,date,kind\nB1,{FIRST},sick", "row 2: kind: one of as planned"),
        (f"badge,date,start\nB1,{FIRST},noon", "row 2: "),
        (f"badge,date\nB1,{FIRST},more", "fewer cells"),
        ('badge,date\n"B1', "comma-separated"),
    ],
)
def test_a_bad_table_is_one_sentence(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text(text)
    assert main(["worked", "enter", "--db", url, "--csv", str(table)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


CELLS = st.sampled_from(
    [
        "",
        "B1",
        "B9",
        str(FIRST),
        f"{FIRST} 06:00",
        f"{FIRST} 18:00",
        "P1",
        "D",
        "duty",
        "absent",
        "0001-01-01",
        '"',
        "ü",
        "-1",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=4), head=st.lists(CELLS, max_size=3))
def test_whatever_is_in_a_table_no_error_escapes(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[list[str]], head: list[str]
) -> None:
    table = tmp_path / "fuzz.csv"
    columns = ",".join(head) if len(head) == 3 else "badge,date,start,end,post,shift,kind,reason"
    table.write_text("\n".join([columns, *(",".join(row) for row in rows)]), encoding="utf-8")
    assert main(["worked", "enter", "--db", url, "--csv", str(table)]) in (0, 2)
    said = capsys.readouterr().err
    assert said.count("\n") <= 1


def test_bytes_that_are_no_text_are_one_sentence(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "bytes.csv"
    table.write_bytes(b"badge,date\n\xff\xfe\x00")
    assert main(["worked", "enter", "--db", url, "--csv", str(table)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["worked", "enter", "--db", url, "--csv", str(tmp_path / "none.csv")]) == 2
