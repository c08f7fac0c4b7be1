"""`fairwatch verify` rejects a roster, problem or certificate with one changed byte, and says which does not fit."""

import contextlib
import random
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.toy import FIRST, facility

from scheduler.cli import main, verify
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_roster, write_bytes, write_roster
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import Severity
from scheduler.engine import BuildOptions, build
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import UnreadableError, encode


def _small() -> Problem:
    """Return two officers, one post and two dates under two rules: small enough to change every byte."""
    made = facility(2, 2, 1)
    since = FIRST - timedelta(days=1)
    entries = (
        PolicyEntry(id="one_place", rule="one_place", severity=Severity.NEVER, effective=since),
        PolicyEntry(id="seats", rule="seats", severity=Severity.PRICED, effective=since, tier="critical"),
    )
    return replace(
        made, policy=Policy(entries=entries, tiers=(Tier(key="critical", name="Empty", unit="h", scale=60),))
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sealed")
    problem = _small()
    built = build(problem, BuildOptions(seconds=3, workers=1))
    write_bytes(place / "problem.json", encode(problem) + b"\n")
    write_roster(place / "roster.json", built.roster, built.certificate, problem, place / "problem.json")
    return place


def test_untouched_files_pass(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(folder / "roster.json")]) == 0
    assert "the certificate holds" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["problem.json", "roster.json"])
def test_every_changed_byte_is_rejected_with_a_sentence(
    folder: Path, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {n: (folder / n).read_bytes() for n in ("problem.json", "roster.json")}
    for n, data in files.items():
        (tmp_path / n).write_bytes(data)
    bit = random.Random(7)
    data = files[name]
    words = Namespace(roster=tmp_path / "roster.json", problem=tmp_path / "problem.json")
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << bit.randrange(8)
        (tmp_path / name).write_bytes(bytes(changed))
        try:
            is_rejected = verify.run(words) == 1
            said = capsys.readouterr().out
        except (CommandError, UnreadableError) as error:
            is_rejected, said = True, str(error)
        assert is_rejected, f"byte {at}: {data[at - 20 : at + 20]!r}"
        assert said.strip()


@pytest.mark.parametrize("end", [b"", b" ", b"\r", b"\n\n"])
def test_a_changed_end_of_the_roster_file_is_rejected(
    folder: Path, end: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.json").write_bytes((folder / "roster.json").read_bytes().rstrip() + end)
    assert main(["verify", str(tmp_path / "roster.json"), str(folder / "problem.json")]) == 1
    assert "but not byte for byte" in capsys.readouterr().out


BLANKS = (b" ", b"\t", b"\n", b"\r")


def test_a_problem_laid_out_by_others_passes_until_one_byte_of_it_changes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One blank in place of another says the same, and is not what was built from."""
    spread = (folder / "problem.json").read_bytes().replace(b",", b",\n ")
    (tmp_path / "problem.json").write_bytes(spread)
    built = read_roster(folder / "roster.json")
    write_roster(tmp_path / "roster.json", built.roster, built.certificate, _small(), tmp_path / "problem.json")
    assert main(["verify", str(tmp_path / "roster.json")]) == 0
    blanks = [at for at, byte in enumerate(spread) if bytes([byte]) in BLANKS]
    bit = random.Random(5)
    for at in [*blanks[:3], blanks[-1], *bit.sample(blanks, 10)]:
        for other in BLANKS:
            if other != spread[at : at + 1]:
                (tmp_path / "problem.json").write_bytes(spread[:at] + other + spread[at + 1 :])
                assert main(["verify", str(tmp_path / "roster.json")]) == 1, (at, other)
                assert "is not byte for byte" in capsys.readouterr().out
    for other in (spread + b" ", spread.rstrip(), (folder / "problem.json").read_bytes()):
        (tmp_path / "problem.json").write_bytes(other)
        assert main(["verify", str(tmp_path / "roster.json")]) == 1


def test_a_roster_file_of_an_older_version_is_proved_as_far_as_it_goes(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = replace(read_roster(folder / "roster.json"), problem_file_sha256="")
    older = replace(older, seal=older.seal_that_fits())
    assert b"problem_file_sha256" not in older.text()
    (tmp_path / "roster.json").write_bytes(older.text() + b"\n")
    problem = (folder / "problem.json").read_bytes()
    (tmp_path / "problem.json").write_bytes(problem)
    assert main(["verify", str(tmp_path / "roster.json")]) == 0
    (tmp_path / "problem.json").write_bytes(problem.replace(b'"minimum":1', b'"minimum":0', 1))
    assert main(["verify", str(tmp_path / "roster.json")]) == 1


def test_random_bytes_of_a_jail_s_files_are_rejected(tmp_path: Path) -> None:
    site = generate_site(officers=20, seed=3, days=7, history_days=28)
    problem = site.problem(Period(first=DEMO_FIRST, days=7))
    built = build(problem, BuildOptions(seconds=3, workers=1))
    paths = tmp_path / "roster.json", tmp_path / "problem.json"
    write_bytes(paths[1], encode(problem) + b"\n")
    write_roster(paths[0], built.roster, built.certificate, problem, paths[1])
    words = Namespace(roster=paths[0], problem=None)
    assert verify.run(words) == 0
    place = random.Random(11)
    for path in paths:
        data = path.read_bytes()
        for at in place.sample(range(len(data)), 15):
            changed = bytearray(data)
            changed[at] ^= 1 << place.randrange(8)
            path.write_bytes(bytes(changed))
            with contextlib.suppress(CommandError, UnreadableError):
                assert verify.run(words) == 1, data[at - 20 : at + 20]
        path.write_bytes(data)
    assert verify.run(words) == 0
