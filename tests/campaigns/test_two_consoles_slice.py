"""A slice of the campaign of two consoles at one roster; all of it: python tests/campaigns/two_consoles.py."""

from campaigns import two_consoles
from support.postgres import Cluster


def test_two_consoles_lose_nothing_and_do_nothing_twice(cluster: Cluster) -> None:
    found = two_consoles.play(cluster, 24, seed=7)
    assert found["wrong"] == []
    assert "stuck" not in found
