"""The campaign that times readings by cause would see a cause that takes longer, and sees none where there is none.

The times here are made up: nothing in this test depends on how fast the computer is.
"""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

CAMPAIGN = Path(__file__).with_name("quiet_clock.py")
CAUSES, ROUNDS = 11, 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    described = importlib.util.spec_from_file_location("quiet_clock", CAMPAIGN)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    monkeypatch.setattr(sys, "path", list(sys.path))
    described.loader.exec_module(module)
    return module


def readings(seed: int, slower: float = 0.0) -> dict[str, list[float]]:
    """Return times around 60 ms that scatter by 10 ms, those of the first cause longer by a part of that."""
    draw = random.Random(seed)
    return {str(n): [draw.gauss(60 + (10 * slower if n == 0 else 0), 10) for _ in range(ROUNDS)] for n in range(CAUSES)}


def test_chance_alone_tells_a_cause_apart_in_one_run_of_a_hundred(clock: ModuleType) -> None:
    most = clock.threshold(ROUNDS, CAUSES)
    runs = [max(clock.told_apart(readings(seed)).values()) > most for seed in range(100)]
    assert sum(runs) <= 3


def test_a_cause_that_takes_as_long_again_as_readings_scatter_is_seen(clock: ModuleType) -> None:
    most = clock.threshold(ROUNDS, CAUSES)
    for seed in range(20):
        apart = clock.told_apart(readings(seed, slower=1.0))
        assert [name for name, far in apart.items() if far > most] == ["0"]
