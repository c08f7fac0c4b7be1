"""Every example of `examples/<key>/` runs twice: through the check of rule <key>, and through its terms."""

from collections import Counter
from pathlib import Path

import pytest
from support.grid import Expected, read_example
from support.terms_oracle import OddTourError, cells_of
from support.verdicts import judge, whole

from scheduler.domain.findings import Finding
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.words import Severity
from scheduler.rule import Breach, Frame, View, read_config
from scheduler.rules import rule_of

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*/*.txt"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_example(path: Path) -> None:
    example = read_example(path)
    rule = rule_of(path.parent.name)
    entry = PolicyEntry(
        id="example",
        rule=rule.key,
        severity=Severity.STOP,
        effective=example.problem.period.first,
        settings=tuple(Setting(name=n, value=v) for n, v in example.settings.items()),
    )
    config = read_config(rule.Config, entry)
    breaches = rule.check(View(example.problem, example.roster), config, whole(example.problem))
    found = Counter(Expected(b.cells[0].on, b.cells[0].badge, b.measured, b.limit, b.amount) for b in breaches)
    assert found == Counter(example.expected)

    for breach in breaches:
        text = str(rule.explain(_finding(entry, breach)))
        assert text.endswith(".")
        assert "{" not in text

    frame = Frame.of(example.problem)
    if example.odd:
        with pytest.raises(OddTourError):
            cells_of(frame, example.roster)
        return
    verdict = judge(rule, config, frame, example.roster, cells_of(frame, example.roster))
    assert verdict.agrees, verdict


def _finding(entry: PolicyEntry, breach: Breach) -> Finding:
    return Finding(
        entry=entry.id,
        rule=entry.rule,
        severity=entry.severity,
        cells=breach.cells,
        measured=breach.measured,
        limit=breach.limit,
        amount=breach.amount,
        detail=breach.detail,
    )
