"""A slice of the campaign over small problems; all of it: python tests/campaigns/small_problems.py."""

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from campaigns import small_problems
from support.toy import facility

from scheduler.engine import BuildOptions, Built, build


def test_engine_checker_and_brute_force_agree(tmp_path: Path) -> None:
    journal = tmp_path / "j.jsonl"
    first = small_problems.campaign(20, 1, journal)
    lines = journal.read_text("utf-8").splitlines()
    total = small_problems.campaign(30, 1, journal)
    assert journal.read_text("utf-8").splitlines()[: len(lines)] == lines
    assert (first.problems, total.problems) == (20, 30)
    assert total.disagreed == []
    assert total.proven > 15
    assert total.tiers_proven > 20
    assert total.assignments > 10_000
    assert total.corrupted > 400
    assert small_problems.report(total) == 0


def test_a_disagreement_is_told_kept_and_can_be_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def boastful(*given: object) -> Built:
        built = build(*given)
        tiers = tuple(replace(t, bound=t.value + 1) for t in built.certificate.tiers)
        return replace(built, certificate=replace(built.certificate, tiers=tiers))

    monkeypatch.setattr(small_problems, "build", boastful)
    arguments = ["--problems", "10", "--keep", str(tmp_path)]
    assert small_problems.main(arguments) == 1
    assert "above" in capsys.readouterr().out
    kept = sorted(tmp_path.glob("*.json"))
    assert kept
    assert small_problems.main(["--replay", str(kept[0])]) == 1
    monkeypatch.setattr(small_problems, "build", build)
    assert small_problems.main(["--replay", str(kept[0])]) == 0


def test_each_field_of_a_certificate_is_changed_once() -> None:
    built = build(facility(3, 2, 1), BuildOptions(seconds=20, workers=1, work=0.1))
    changed = small_problems.corrupted(built.certificate, np.random.default_rng(1))
    names = [f.name for f in fields(built.certificate)]
    assert [what for what, _ in changed][: len(names)] == names
    assert all(certificate != built.certificate for _, certificate in changed)
