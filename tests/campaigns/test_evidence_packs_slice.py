"""A slice of the campaign over evidence packs; all of it: python tests/campaigns/evidence_packs.py --count 6000."""

from collections.abc import Iterator

import pytest
from campaigns.evidence_packs import KINDS, judge, packs

from scheduler.audit import own_key
from scheduler.exchange.evidence_check import check_pack

Packs = tuple[bytes, ...]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Packs]:
    folder = tmp_path_factory.mktemp("packs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        yield packs(folder)


def test_packs_that_nobody_changed_hold(found: Packs) -> None:
    key = own_key()
    for data in found:
        verdict = check_pack(data, {key.id: key.secret})
        assert verdict.faults == ()
        assert verdict.log is not None
        assert verdict.log.is_proved


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_a_change_is_found_and_no_change_is_fallen_over(found: Packs, number: int) -> None:
    wrong = [judge(found, "slice", number + len(KINDS) * n)[1] for n in range(12)]
    assert [one for one in wrong if one] == []
