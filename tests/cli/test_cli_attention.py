"""`fairwatch attention` and the weights of the index, from the command line."""

import csv
from datetime import UTC, date, datetime

import pytest
from support.desk_site import FIRST, small_site

from scheduler.api import Desk, DeskError, Reader
from scheduler.cli.main import main
from scheduler.domain.attention import CellState
from scheduler.domain.roster import Period


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "jail.db"
    with Desk.open(str(path), actor="test", now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as desk:
        desk.import_site(small_site(), "test")
        for _ in range(2):
            desk.create_roster(Period(first=FIRST, days=7), "Draft")
    return path


def test_the_table_holds_what_the_desk_says(database, tmp_path, capsys) -> None:
    out = tmp_path / "table.csv"
    assert main(["attention", "--db", str(database), "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert found
    with Desk.open(str(database)) as desk:
        for row in found:
            reading = desk.attention.reading(2, row["post"], row["shift"], date.fromisoformat(row["date"]))
            assert row["standing"] == reading.state
            if reading.state is CellState.OPEN:
                assert (int(row["least"]), int(row["most"])) == (reading.low, reading.high)


def test_equal_rosters_do_not_differ(database, capsys) -> None:
    assert main(["attention", "--db", str(database), "--roster", "2", "--before", "1"]) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"


def test_weights_change_from_a_date_on(database, capsys) -> None:
    change = ["policy", "weigh", "D1", "steady", "--db", str(database), "--from", "2026-03-01", "--points", "6"]
    assert main([*change, "--source", "agreement of February"]) == 0
    assert main(["policy", "weights", "--db", str(database), "--on", "2026-02-28"]) == 0
    with Desk.open(str(database)) as desk:
        weights = [desk.attention.weights(date(2026, month, 1)) for month in (2, 3)]
    assert [(w.version, w.points("D1", "steady")) for w in weights] == [(1, 8), (2, 6)]


@pytest.mark.parametrize("more", [["--points", "8"], ["--points", "90"]])
def test_weights_that_would_not_do_are_refused(database, more, capsys) -> None:
    change = ["policy", "weigh", "D1", "steady", "--db", str(database), "--from", "2026-03-01", "--source", "x"]
    assert main([*change, *more]) == 2
    assert capsys.readouterr().err


def test_only_commanders_and_the_prea_manager_see_cameras_and_rounds(database) -> None:
    with Desk.open(str(database)) as desk:
        for reader in Reader:
            table = desk.attention.table(1, reader=reader)
            assert bool(reader.withheld) == (reader not in (Reader.COMMANDER, Reader.PREA_MANAGER))
            assert table.state.shape == (len(table.posts), len(table.shifts), 7)


def test_a_post_that_is_not_there_is_told_in_words(database) -> None:
    with Desk.open(str(database)) as desk, pytest.raises(DeskError, match="There is no NONE"):
        desk.attention.reading(1, "NONE", "D", FIRST)
