"""What commands print of tiers."""

from dataclasses import replace

from scheduler.cli import show
from scheduler.domain.findings import TierValue

SEATS = TierValue(key="critical", name="Critical seats empty", unit="h", value=12, scale=1)


def test_a_checked_roster_says_nothing_of_proofs_that_nobody_looked_for() -> None:
    assert show.tiers((SEATS,)).split() == ["Critical", "seats", "empty", "12", "h"]
    proven = replace(SEATS, bound=12, proved_by="matching")
    assert show.tiers((proven,)).endswith("best possible (matching)")
    assert show.tiers((proven, replace(SEATS, key="pull"))).endswith("not proven")
