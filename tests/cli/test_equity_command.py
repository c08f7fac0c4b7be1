"""`fairwatch equity` writes how work was shared, by groups, badges or keys."""

import csv
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'jail.db'}"
    with Desk.open(url, actor="commander", now=lambda: NOW) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
    return url


def written(url: str, out: Path, *more: str) -> int:
    span = ("--from", str(FIRST), "--to", str(PERIOD.last))
    return main(["equity", "--db", url, *span, "--out", str(out), *more])


def test_counts_by_key_can_be_joined_with_the_file_of_keys_alone(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert written(url, tmp_path / "out", "--by", "keys", "--format", "csv") == 0
    counts, keys = map(Path, capsys.readouterr().out.splitlines())
    with keys.open(newline="", encoding="utf-8") as file:
        whose = {row["key"]: row["badge"] for row in csv.DictReader(file)}
    with counts.open(newline="", encoding="utf-8") as file:
        nights = {whose[row["key"]]: row["nights"] for row in csv.DictReader(file)}
    assert (nights["B1"], nights["B2"]) == ("0", "1")


def test_groups_of_few_are_withheld(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written(url, tmp_path / "out", "--format", "html") == 0
    text = Path(capsys.readouterr().out.strip()).read_text("utf-8")
    assert "An empty cell is withheld" in text
    assert "B1" not in text


def test_dates_the_wrong_way_round_are_one_sentence_and_no_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["equity", "--db", url, "--from", "2026-12-02", "--to", "2026-12-01", "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith("fairwatch equity: An equity audit is about a date to a later one")
    assert not out.exists()
