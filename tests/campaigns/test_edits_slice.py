"""A slice of the campaign over edits; all of it: python tests/campaigns/edits.py."""

import json
from pathlib import Path
from random import Random

import pytest
from campaigns.edits import BATCH, TINY, campaign, demonstration, followed

from scheduler.check import Checker, check_roster


def test_edits_of_the_demonstration_are_followed() -> None:
    assert not followed(Random(1), *demonstration(), edits=4)


def test_an_edit_of_everything_is_judged_as_a_new_roster() -> None:
    problem, roster = demonstration()
    accepted = Checker.of(problem, roster.with_tours(())).edited(roster)
    assert accepted.roster is roster
    assert accepted.report == check_roster(problem, roster)


@pytest.mark.parametrize(("differ", "status"), [({}, 0), ({"seats": 2}, 1)])
def test_a_campaign_goes_on_where_it_was_and_tells_differences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], differ: dict[str, int], status: int
) -> None:
    figures = tmp_path / "figures.jsonl"
    lines = [
        {"batch": number, "seed": 1, "edits": BATCH, "where": TINY, "differ": differ if number == 0 else {}}
        for number in range(2)
    ]
    figures.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert campaign(2 * BATCH, 1, figures) == status
    said = capsys.readouterr().out
    assert said.startswith(f"{2 * BATCH} edits ({2 * BATCH} on {TINY}, 0 on the demonstration)")
    assert ("seats" in said) == bool(status)
