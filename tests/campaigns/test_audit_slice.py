"""A slice of the campaign over damaged audit logs; all of it: python tests/campaigns/audit.py."""

from pathlib import Path

import pytest
from campaigns.audit import KINDS, Log, judge, written

from scheduler.audit import examine


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder: Path = tmp_path_factory.mktemp("audit")
    return written(folder)


def test_the_log_itself_is_proved(log: Log) -> None:
    assert examine(log.lines, {log.key.id: log.key.secret}, (log.anchor,)).is_proved


@pytest.mark.parametrize("number", range(2 * len(KINDS)))
def test_a_change_is_found_at_its_record(log: Log, number: int) -> None:
    kind, wrong = judge(log, f"slice/{number}", number)
    assert wrong == "", kind


def test_a_campaign_sees_what_is_missed(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.audit.audit.examine", lambda *_: examine(log.lines, {}))
    assert [judge(log, f"x/{n}", n)[1].endswith("not found") for n in range(3)] == [True] * 3
