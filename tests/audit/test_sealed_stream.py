"""The sealed log is proved by who cannot read it; what was changed in it is named, with the key and without."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from support.sealed_stream import EVENTS_BY_DAY, Written, written
from support.sites import NOW

from scheduler import audit
from scheduler.api import Desk
from scheduler.audit import verifier
from scheduler.audit.verifier import Verdict, examine
from scheduler.identity.stream import event_line, sealed_event
from scheduler.storage import Store


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        return written(folder)


@pytest.fixture(autouse=True)
def keys(log: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(log.path.parent / "keys"))


def proved(log: Written, stream: list[bytes] | None, lines: list[bytes] | None = None) -> Verdict:
    return examine(lines or list(log.lines), {log.key.id: log.key.secret}, (), stream)


def faults(verdict: Verdict) -> list[verifier.Fault]:
    assert verdict.stream is not None
    assert not verdict.is_whole
    return verdict.stream.faults


def changed(line: bytes, **fields: object) -> bytes:
    found = json.loads(line)
    inside = found.get("opening", found)
    inside.update(fields)
    return audit.text_of(found) + b"\n"


def test_a_whole_one_is_proved(log: Written) -> None:
    verdict = proved(log, list(log.stream))
    assert verdict.is_proved
    assert len(verdict.commitments) == len(EVENTS_BY_DAY)
    said = audit.sentences(verdict)
    days = len(EVENTS_BY_DAY)
    assert f"The sealed log is chained without a gap, and {days} days of it are as they were committed to." in said
    assert not any(f"{log.events} " in line for line in said if "sealed" in line)


def test_without_its_chain_the_log_still_tells_of_the_days(log: Written) -> None:
    verdict = proved(log, None)
    assert verdict.is_proved
    assert f"{len(EVENTS_BY_DAY)} days of the sealed log are committed to" in audit.sentences(verdict)[-1]


def test_without_the_key_only_the_chain_is_proved(log: Written) -> None:
    verdict = examine(list(log.lines), {}, (), list(log.stream))
    assert verdict.is_whole
    assert not verdict.is_proved


@pytest.mark.parametrize("number", [1, 4, 8, 15])
def test_a_changed_event_is_named(log: Written, number: int) -> None:
    stream = list(log.stream)
    stream[number - 1] = changed(stream[number - 1], body="0" * 64)
    assert [fault.number for fault in faults(proved(log, stream))] == [number]


def test_missing_and_inserted_events_are_named(log: Written) -> None:
    stream = list(log.stream)
    assert faults(proved(log, stream[:4] + stream[5:]))[0].number == 5
    assert faults(proved(log, [*stream[:4], stream[1], *stream[4:]]))[0].number == 2
    assert faults(proved(log, stream[: log.events - 2] + stream[log.events :]))[0].number == log.events - 1


def test_a_cut_off_chain_is_found(log: Written) -> None:
    assert faults(proved(log, list(log.stream[:6])))[0].number == 7
    assert proved(log, []).stream is not None
    assert not proved(log, []).is_whole


def test_a_changed_day_is_named(log: Written) -> None:
    at = next(n for n, line in enumerate(log.stream) if line.startswith(b'{"opening"')) + 2
    day = json.loads(log.stream[at])["opening"]["day"]
    for fields in ({"salt": "0" * 32}, {"number": 1}, {"hash": "0" * 64}):
        stream = list(log.stream)
        stream[at] = changed(stream[at], **fields)
        assert [fault.day for fault in faults(proved(log, stream))] == [day]
    missing = list(log.stream[:at]) + list(log.stream[at + 1 :])
    assert [fault.day for fault in faults(proved(log, missing))] == [day]


@pytest.mark.parametrize("date", ["2 26-11-19", "1999-01-01", "of the day after"])
def test_a_day_whose_date_was_changed_is_named_first(log: Written, date: str) -> None:
    openings = [n for n, line in enumerate(log.stream) if line.startswith(b'{"opening"')]
    day, after = (json.loads(log.stream[n])["opening"]["day"] for n in openings[1:3])
    stream = list(log.stream)
    stream[openings[1]] = stream[openings[1]].replace(day.encode(), date.replace("of the day after", after).encode())
    assert faults(proved(log, stream))[0].day == day


def test_who_holds_the_key_cannot_write_it_anew(log: Written) -> None:
    """Another stream of the same name and length, chained and keyed: the commitments tell."""
    events = [json.loads(line) for line in log.stream[: log.events]]
    end = audit.Head(log=events[0]["log"], number=3, hash=events[2]["hash"], key=log.key.id, mac="")
    made = list(log.stream[:3])
    for number in range(4, log.events + 1):
        body = b"made up %d" % number
        seal, end = sealed_event(end, log.key, body)
        made.append(event_line(end.log, number, seal))
    stream = [*made, *log.stream[log.events : -1], audit.end_line(end)]
    (fault,) = faults(proved(log, stream))
    assert fault.number == 4
    assert "not what was there when" in fault.sentence


def test_a_day_that_was_left_out_is_named(log: Written) -> None:
    verdict = proved(log, list(log.stream))
    days = [one.day for one in verdict.commitments]
    assert days == sorted(days)
    gone = [line for line in log.lines if days[3].encode() not in line]
    assert not proved(log, list(log.stream), gone).is_whole


def test_content_that_was_taken_out_without_a_word_is_named(log: Written) -> None:
    lines = list(log.lines)
    lines[0] = changed(lines[0], actor="", facility=None, salt="", subjects=[])
    verdict = proved(log, list(log.stream), lines)
    assert [fault.number for fault in verdict.faults] == [1]
    assert "no later record says so" in verdict.faults[0].sentence
    lines = list(log.lines)
    lines[0] = changed(lines[0], actor="", salt="")
    assert not proved(log, list(log.stream), lines).is_whole


def test_the_program_and_the_desk_prove_it(log: Written, tmp_path: Path) -> None:
    lines, stream = tmp_path / "log.audit", tmp_path / "log.stream"
    with Desk.open(str(log.path), "me", lambda: NOW + timedelta(days=len(EVENTS_BY_DAY) - 1)) as desk:
        assert desk.audit_log.verify().is_proved
        desk.audit_log.export(lines, stream)
    key = log.path.parent / "keys" / "audit.key"
    command = [sys.executable, verifier.__file__, str(lines), "--stream", str(stream), "--key", str(key)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout
    assert "sealed log is chained" in run.stdout
    data = stream.read_bytes()
    stream.write_bytes(data[:200] + (b"0" if data[200:201] != b"0" else b"1") + data[201:])
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert "NOT as it was written" in run.stdout


def test_events_never_change_in_the_database(log: Written, tmp_path: Path) -> None:
    copy = tmp_path / "f.db"
    with closing(sqlite3.connect(log.path)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy)) as raw:
        for statement in (
            "UPDATE stream_event SET body = x'00' WHERE number = 2",
            "DELETE FROM stream_event WHERE number = 2",
            "DELETE FROM stream_day",
            "UPDATE audit SET actor = 'somebody' WHERE id = 1",
            "UPDATE audit_seal SET hash = '' WHERE id = 1",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="never changes"):
                raw.execute(statement)
        raw.execute("DROP TRIGGER stream_event_refuses_update")
        raw.execute("UPDATE stream_event SET body = x'00' WHERE number = 2")
        raw.commit()
    store = Store.open(str(copy))
    found, stream = store.audit_log.evidence()
    store.close()
    assert [fault.number for fault in faults(proved(log, stream, found))] == [2]
