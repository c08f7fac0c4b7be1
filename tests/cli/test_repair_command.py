"""`fairwatch repair` as a user types it."""

import json
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.domain.events import CallOff, Event, InmateMove
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import RosterFile, encode, read, sha256


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("repair")
    problem, roster = folder / "problem.json", folder / "roster.json"
    site = generate_site(officers=40, seed=3, days=4)
    problem.write_bytes(encode(site.problem(Period(first=DEMO_FIRST, days=4))))
    assert main(["solve", str(problem), "--out", str(roster), "--time", "4", "--workers", "1"]) in (0, 1)
    return problem, roster


def _mend(files: tuple[Path, Path], event: object, out: Path, *more: str) -> int:
    problem, roster = files
    told = out.with_name("event.json")
    told.write_bytes(event if isinstance(event, bytes) else encode(event))
    return main(["repair", str(problem), str(roster), "--event", str(told), "--out", str(out), *more])


def test_a_call_off_is_mended_and_what_changed_is_told(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read(files[1], RosterFile).roster
    tour = before.tours[len(before.tours) // 2]
    event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
    out = tmp_path / "mended.json"
    assert _mend(files, event, out) in (0, 1)
    said = capsys.readouterr().out
    assert tour.seat in said
    assert "no repair changes fewer" in said
    file = read(out, RosterFile)
    happened = read(out.parent / file.problem_path, Problem)
    assert file.problem_sha256 == sha256(happened)
    assert not any(t.badge == tour.badge and t.start < tour.end and tour.start < t.end for t in file.roster.tours)
    assert len(set(before.tours) ^ set(file.roster.tours)) <= 2


def test_a_mended_roster_can_be_certified_and_verified(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tour = read(files[1], RosterFile).roster.tours[0]
    event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
    out = tmp_path / "mended.json"
    assert _mend(files, event, out, "--certify", "--time", "5") in (0, 1)
    file = read(out, RosterFile)
    if file.certificate is None:
        assert "nothing is proven" in capsys.readouterr().out
    else:
        assert main(["verify", str(out)]) == 0
        assert all(t.bound is None or t.bound <= t.value for t in file.certificate.tiers)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (b"{}", "one of call_off"),
        (b'{"call_off": {"badge": "1", "start": 5, "end": 4}}', "an end after its start"),
        (b'{"call_of": {}}', "one of call_off"),
        (encode(Event(call_off=CallOff(badge="nobody", start=30_000_000, end=30_000_060))), "a known officer"),
        (encode(Event(inmate_move=InmateMove(inmate="nobody", area="X", at=30_000_000))), "is expected"),
    ],
)
def test_an_event_that_cannot_be_is_refused_in_one_sentence(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], event: bytes, expected: str
) -> None:
    out = tmp_path / "mended.json"
    assert _mend(files, event, out) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_the_form_of_an_event_is_published() -> None:
    form = json.loads((Path(__file__).parents[2] / "resources" / "schema" / "event.json").read_text("utf-8"))
    assert {"call_off", "late_leave", "restriction", "inmate_move", "seat_added", "post_closed"} <= set(
        form["$defs"]["Event"]["properties"]
    )
