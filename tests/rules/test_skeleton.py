"""The skeleton in `adding_a_rule.md` is a rule that works: its own example and the properties hold."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.grid import Expected, read_example
from support.terms_oracle import cells_of
from support.tiny import configs, problems_and_rosters
from support.verdicts import judge, whole

from scheduler.rule import Frame, Rule, View

PAGE = Path(__file__).parents[2] / "resources" / "docs" / "adding_a_rule.md"


@pytest.fixture(scope="module")
def skeleton() -> Iterator[Rule]:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    module = ModuleType("skeleton_of_a_rule")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(code[1], str(PAGE), "exec"), vars(module))
    yield module.ToursADay()
    del sys.modules[module.__name__]


def test_its_example_runs(skeleton: Rule, tmp_path: Path) -> None:
    blocks = re.findall(r"```\n(#.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "broken_two.txt"
    path.write_text(blocks[0], encoding="utf-8")
    example = read_example(path)
    config = skeleton.Config()
    found = skeleton.check(View(example.problem, example.roster), config, whole(example.problem))
    seen = tuple(Expected(b.cells[0].on, b.cells[0].badge, b.measured, b.limit, b.amount) for b in found)
    assert seen == example.expected
    frame = Frame.of(example.problem)
    assert judge(skeleton, config, frame, example.roster, cells_of(frame, example.roster)).agrees


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_its_halves_agree(skeleton: Rule, data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    frame = Frame.of(problem)
    verdict = judge(skeleton, data.draw(configs(skeleton)), frame, roster, cells_of(frame, roster))
    assert verdict.agrees, verdict
