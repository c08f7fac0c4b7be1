"""A slice of the campaign over damaged sealed logs; all of it: python tests/campaigns/audit.py --sealed."""

from collections.abc import Iterator

import pytest
from campaigns.sealed_stream import KINDS, judge, written
from support.sealed_stream import Written

from scheduler.audit import examine


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("sealed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        yield written(folder)


def test_the_sealed_log_itself_is_proved(log: Written) -> None:
    assert examine(log.lines, {log.key.id: log.key.secret}, (), log.stream).is_proved


@pytest.mark.parametrize("number", range(2 * len(KINDS)))
def test_a_change_is_found_at_its_event(log: Written, number: int) -> None:
    kind, wrong = judge(log, f"slice/{number}", number)
    assert wrong == "", kind
