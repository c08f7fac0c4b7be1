"""The benchmark over made-up facilities runs, and its lines say what they promise."""

import re

import pytest
from facility import main


def test_a_line_for_each_step_and_each_tier(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--officers", "20", "--days", "3", "--time", "3"]) in (0, 1)
    lines = capsys.readouterr().out.splitlines()
    steps = [line for line in lines if re.fullmatch(r"facility-20x3 \w+ clock=[\d.]+ processor=[\d.]+", line)]
    assert [line.split()[1] for line in steps] == ["frame", "terms", "compiled", "scorer", "first"]
    tier = r"facility-20x3/\w+ cost=\d+ bound=(\d+|-) first=[\d.]+ time=[\d.]+ hard=\d+"
    assert sum(bool(re.fullmatch(tier, line)) for line in lines) >= 9


def test_medians_over_whole_processes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--officers", "20", "--days", "3", "--time", "1.5", "--seeds", "1", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if re.fullmatch(r"facility-20x3 build \d: first=[\d.]+ .* MB", line)]) == 2
    assert any(re.fullmatch(r"facility-20x3 medians of 2: first=[\d.]+ peak=\d+ MB", line) for line in lines)
    assert len([line for line in lines if line.startswith("| ") and "unit" not in line]) >= 9
