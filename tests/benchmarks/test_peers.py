"""The plain model solves small facilities to the same end as the engine, and both are set side by side."""

import csv
from pathlib import Path

import pytest
from course import COLUMNS, Point, write_csv, write_svg
from facility import main
from versus import Side, print_sides, reached, verdict

from scheduler.domain.findings import Report, TierValue


def tiers(*values: int, bound: int | None = None) -> tuple[TierValue, ...]:
    names = ("Seats <empty>", "Points")
    return tuple(
        TierValue(key=name[:1], name=name, unit="h", scale=60 if n == 0 else 1, value=value, bound=bound)
        for n, (name, value) in enumerate(zip(names, values, strict=True))
    )


COURSE: list[Point] = [
    (0.5, "solution", tiers(120, 9)),
    (2.0, "solution", tiers(60, 12)),
    (8.0, "finished", tiers(60, 7, bound=5)),
]


def side(name: str, values: tuple[int, int] | None, seconds: float = 8.0) -> Side:
    report = None if values is None else Report(findings=(), charges=(), tiers=tiers(*values))
    return Side(name, report, {"P": 5}, 0.5 if values else None, seconds, 1.0, COURSE)


def test_both_reach_the_same_where_both_prove_it(capsys: pytest.CaptureFixture[str]) -> None:
    """On a facility that the plain model solves to the end, it is another opinion on the engine's values."""
    assert main(["--officers", "20", "--days", "3", "--time", "20", "--peer", "plain"]) == 0
    said = capsys.readouterr().out
    lines = [line.split("|") for line in said.splitlines() if line.startswith("| ")]
    tiers_of = [cells for cells in lines if cells[4].strip() and cells[2].strip() not in ("unit", "s")][:-1]
    assert len(tiers_of) >= 9
    for _, name, _, own, _, plain, proven, _ in tiers_of:
        assert own == plain == proven, name
    assert "Both reach the same" in said


def test_who_is_ahead_is_said_tier_by_tier(capsys: pytest.CaptureFixture[str]) -> None:
    own = side("Fairwatch", (60, 7))
    assert verdict(own, side("plain", (120, 3), 40.0)) == (
        "Fairwatch is ahead; it was no worse than plain ended after 2.0 s, 1/20 of its time."
    )
    assert verdict(own, side("plain", (60, 6))) == "plain is ahead."
    assert verdict(own, side("plain", (60, 7))).startswith("Both reach the same; ")
    assert verdict(own, side("plain", None)) == "plain has no roster after 8.0 s."
    assert reached(COURSE, (0, 0)) is None
    print_sides("title", own, side("plain", None))
    said = capsys.readouterr().out
    assert "| Seats <empty> | h | 1 | - | - | - |" in said
    assert "| Points | h | 7 | 5 | - | 5 |" in said


def test_a_course_is_a_table_and_a_plot(tmp_path: Path) -> None:
    write_csv(COURSE, tmp_path / "c.csv")
    rows = list(csv.reader((tmp_path / "c.csv").read_text("utf-8").splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == ["0.500", "solution", "S", "h", "2", ""]
    assert rows[-1] == ["8.000", "finished", "P", "h", "7", "5"]
    write_svg(COURSE, tmp_path / "c.svg", "A & B")
    drawn = (tmp_path / "c.svg").read_text("utf-8")
    assert "A &amp; B" in drawn
    assert "Seats &lt;empty&gt;" in drawn
    assert drawn.count("<rect") == 1 + 2
