"""A slice of the agreement campaign; all of it: python tests/campaigns/agreement.py. Every rule: tests/rules."""

from pathlib import Path
from typing import Any

import pytest
from campaigns import agreement

from scheduler.rule import Breach, Scope, View
from scheduler.rules.minimum_rest import MinimumRest
from scheduler.rules.seats import Seats


class Blind(MinimumRest):
    """Sees nothing."""

    def check(self, view: View, config: Any, scope: Scope) -> tuple[Breach, ...]:
        return ()


def test_a_stopped_campaign_goes_on_and_ends_with_the_same_figures(tmp_path: Path) -> None:
    journal = tmp_path / "j.jsonl"
    once = agreement.campaign([Seats(), MinimumRest()], 50, 1, None)
    agreement.campaign([Seats()], 25, 1, journal)
    assert agreement.campaign([Seats(), MinimumRest()], 50, 1, journal) == once
    lines = journal.read_text("utf-8").splitlines()
    assert agreement.campaign([Seats(), MinimumRest()], 50, 1, journal) == once
    assert journal.read_text("utf-8").splitlines() == lines
    assert all(tally.problems == 50 and tally.breached for tally in once.values())


def test_a_disagreement_is_told_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert agreement.report(agreement.campaign([Blind()], 25, 1, None)) == 1
    said = capsys.readouterr().out
    assert "minimum_rest problems=25 breached=0 disagreements=" in said
    assert "rest_minutes" in said
