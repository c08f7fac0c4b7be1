"""Proves an audit file again. A program of its own: this one file needs nothing but Python.

    python verifier.py AUDIT [--stream STREAM] [--key FILE]... [--anchor NUMBER:HASH]...

Each line of the file is a record, the last one closes it (see the form in `chain.py`, which this file does not use).
A record is sound when it is written exactly as it was, when its hash is that of what it says, and when its key, if it
is given here, gives its proof. Sound records must follow each other without a gap. Without the key only the chain is
proved: whoever writes the whole chain anew is then found by an anchor only, a hash that was noted elsewhere.

Who and what may have been taken out of a record at the end of their retention: they and the salt are empty then, the
digest stands, and a later record says so. STREAM is the chain of the sealed log (see the form in `identity/stream.py`),
whose events nobody needs to read to prove it: it is chained and keyed in the same way, and for each day the audit log
holds a commitment to how far it had come.

Ends with 0 when everything is proved, 1 when something is wrong, 2 when there is nothing to read, and 3 when nothing is
wrong but not everything could be proved with the keys at hand.
"""

import argparse
import hashlib
import hmac
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

TEXTS = ("action", "actor", "at", "digest", "hash", "key", "log", "mac", "previous", "salt")
NAMES = {*TEXTS, "facility", "number", "subjects"}
END_NAMES = {"hash", "key", "log", "mac", "number"}
EVENT_TEXTS = ("body", "hash", "key", "log", "mac", "previous")
OPENING_TEXTS = ("day", "hash", "log", "salt")
RECORD_OF, EVENT_OF = "audit", "stream"
COMMIT, EXPUNGE = "commit stream", "expunge log"


@dataclass(frozen=True)
class Fault:
    """Something wrong: at which record or event (None: the closing line), a sentence, and at which day if at one."""

    number: int | None
    sentence: str
    day: str = ""


@dataclass(frozen=True)
class Commitment:
    """What a record of the audit log says of the sealed log."""

    record: int
    day: str
    text: str


@dataclass(frozen=True)
class Anchor:
    """A record's number and the beginning of its hash, as they were noted elsewhere; `log` "" where not noted."""

    number: int
    hash: str
    log: str = ""


@dataclass
class Verdict:
    """What was found.

    Attributes:
        records: How many records follow each other.
        log: Name of the log.
        head: Hash of the last of them.
        key: Id of the key of the last of them.
        faults: What is wrong, in the order of the file.
        proved: How many records were proved, by the key's id.
        unproved: How many are under a key that is not at hand, by its id.
        first: Number of the first record under a key, by its id.
        restored: Numbers of the records that say that the database was restored from a backup.
        expunged: How many records have lost who and what, as later ones say.
        withheld: How many stand without who and what because whoever gave the log away took them out.
        commitments: What is said of the sealed log, in the order of the records.
        stream: What was found of the sealed log, None where it is not at hand.
    """

    records: int = 0
    log: str = ""
    head: str = ""
    key: str = ""
    faults: list[Fault] = field(default_factory=list)
    proved: Counter[str] = field(default_factory=Counter)
    unproved: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    restored: list[int] = field(default_factory=list)
    expunged: int = 0
    withheld: int = 0
    commitments: list[Commitment] = field(default_factory=list)
    stream: "Verdict | None" = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and (self.stream is None or self.stream.is_whole)

    @property
    def all_faults(self) -> list[Fault]:
        """What is wrong, in the sealed log too."""
        return self.faults + ([] if self.stream is None else self.stream.faults)

    @property
    def is_proved(self) -> bool:
        """Whether nothing is wrong and every record was proved with a key."""
        return self.is_whole and not self.unproved and (self.stream is None or self.stream.is_proved)


@dataclass(frozen=True)
class _Line:
    """One line as it was read; `why` says what is wrong with it, "" for nothing."""

    place: int
    why: str
    number: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    is_end: bool = False
    is_opening: bool = False
    subjects: tuple[str, ...] = ()


def examine(
    data: Iterable[bytes],
    keys: Mapping[str, bytes],
    anchors: Sequence[Anchor] = (),
    stream: Iterable[bytes] | None = None,
    withheld: Container[int] = (),
) -> Verdict:
    """Prove the lines of an audit file.

    Args:
        data: The lines, each with its line break; the closing line last.
        keys: The secrets of the keys at hand, by id.
        anchors: What was noted elsewhere.
        stream: The lines of the sealed log's chain, None where they are not at hand.
        withheld: Numbers of records that stand without who and what in a copy that was given away.
    """
    lines = [_read(place, line, keys) for place, line in enumerate(data, start=1)]
    closing = next((n for n, line in enumerate(lines) if line.is_end), len(lines))
    end, after = (lines[closing], lines[closing + 1 :]) if closing < len(lines) else (None, [])
    lines = lines[:closing]
    verdict = Verdict()
    log = Counter(line.fields["log"] for line in lines if not line.why).most_common(1)
    verdict.log = log[0][0] if log else ""
    expected = _follow(lines, end, verdict)
    _close(end, expected, verdict)
    if after:
        verdict.faults.append(Fault(None, f"line {after[0].place}: something stands after the closing line"))
    hashes = {line.number: line.fields["hash"] for line in lines if not line.why}
    for anchor in anchors:
        is_here = anchor.log in ("", verdict.log) and hashes.get(anchor.number, "").startswith(anchor.hash)
        if not is_here:
            verdict.faults.append(Fault(anchor.number, f"record {anchor.number} is not the one that an anchor notes"))
    _hold_expunged(lines, withheld, verdict)
    _hold_days(verdict)
    if stream is not None:
        verdict.stream = examine_stream(stream, keys, verdict.commitments)
    return verdict


def _hold_expunged(lines: Sequence[_Line], withheld: Container[int], verdict: Verdict) -> None:
    """Ask of each record without who and what for a later one that tells of it."""
    told: dict[int, int] = {}
    for line in lines:
        if not line.why and line.fields["action"] == EXPUNGE:
            for subject in line.subjects:
                span = re.fullmatch(r"records:([0-9]{1,15})(?:-([0-9]{1,15}))?", subject)
                first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
                told.update(dict.fromkeys(range(first, min(last, line.number - 1) + 1), line.number))
    for line in lines:
        if line.why or line.fields["salt"]:
            continue
        if line.number in withheld:
            verdict.withheld += 1
            continue
        verdict.expunged += 1
        if line.number not in told:
            sentence = f"record {line.number}: who and what were taken out, and no later record says so"
            verdict.faults.append(Fault(line.number, sentence))


def _hold_days(verdict: Verdict) -> None:
    """Ask for one commitment a day, without a gap."""
    for before, after in pairwise(verdict.commitments):
        if _next_day(before.day) != after.day:
            sentence = f"record {after.record}: {after.day} does not follow {before.day}, day by day"
            verdict.faults.append(Fault(after.record, sentence, after.day))


def _next_day(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def examine_stream(data: Iterable[bytes], keys: Mapping[str, bytes], commitments: Sequence[Commitment]) -> Verdict:
    """Prove the chain of the sealed log, and hold it against what the audit log committed to."""
    lines = [_read_stream(place, line, keys) for place, line in enumerate(data, start=1)]
    closing = next((n for n, line in enumerate(lines) if line.is_end), len(lines))
    end, after = (lines[closing], lines[closing + 1 :]) if closing < len(lines) else (None, [])
    opening = next((n for n, line in enumerate(lines) if line.is_opening), closing)
    events, openings = lines[:opening], lines[opening:closing]
    verdict = Verdict()
    known = [line for line in (*events, *openings, *(() if end is None else (end,))) if not line.why]
    log = Counter(line.fields["log"] for line in known).most_common(1)
    verdict.log = log[0][0] if log else ""
    expected = _follow(events, end, verdict, "event")
    if not events and end is not None and not end.why:
        verdict.key = end.fields["key"]  # a log without events has an end all the same
    _close(end, expected, verdict, "event")
    if after:
        verdict.faults.append(Fault(None, f"line {after[0].place}: something stands after the closing line"))
    _hold_openings(openings, commitments, verdict)
    hashes = {0: "0" * 64, **{line.number: line.fields["hash"] for line in events if not line.why}}
    _hold_commitments([line for line in openings if line.is_opening and not line.why], hashes, verdict)
    return verdict


def _hold_openings(openings: Sequence[_Line], commitments: Sequence[Commitment], verdict: Verdict) -> None:
    """Hold what opens the days against what the audit log committed to."""
    opened = [line for line in openings if line.is_opening and not line.why]
    told = {one.day: one for one in commitments}
    here = Counter(line.fields["day"] for line in opened)
    # What is missing first: a day whose date was changed stands there under another one, which the log may not tell of.
    for day in (*sorted(told.keys() - here), *sorted(told.keys() & here), *sorted(here.keys() - told)):
        lines = [line for line in opened if line.fields["day"] == day]
        if day not in told:
            sentence = f"{day}: the audit log does not tell that this day was closed"
        elif not lines:
            sentence = f"{day}: what opens the commitment of record {told[day].record} is missing, or changed"
        elif len(lines) > 1 or lines[0].fields["commitment"] != told[day].text:
            sentence = f"{day}: this day is not as record {told[day].record} closed it"
        else:
            continue
        verdict.faults.append(Fault(None, sentence, day))
    if verdict.is_whole and any(not line.is_opening or line.why for line in openings):
        strange = next(line for line in openings if not line.is_opening or line.why)
        verdict.faults.append(Fault(None, f"line {strange.place}: it opens no day ({strange.why or 'out of place'})"))
    elif verdict.is_whole and [line.fields["day"] for line in opened] != sorted(told):
        verdict.faults.append(Fault(None, "the days are not in their order"))


def _hold_commitments(opened: Sequence[_Line], hashes: Mapping[int, str], verdict: Verdict) -> None:
    """Hold the events against how far the log had come when each day was closed."""
    if verdict.faults:
        return  # what is wrong has its name already
    before = 0
    for line in opened:
        day, number = line.fields["day"], line.number
        if hashes.get(number) != line.fields["hash"]:
            which = f"event {number}" if number <= before + 1 else f"events {before + 1} to {number}"
            sentence = f"{which}: not what was there when {day} was closed, or missing"
            verdict.faults.append(Fault(min(before + 1, number), sentence, day))
            return
        if number < before:
            verdict.faults.append(Fault(number, f"{day} was closed with fewer events than the day before", day))
            return
        before = number


def _follow(lines: list[_Line], end: _Line | None, verdict: Verdict, word: str = "record") -> int:
    """Go from sound record to sound record, say what lies between, and return the number expected after the last."""
    later = Counter(line.number for line in lines if not line.why)
    expected, last, broken = 1, "0" * 64, list[_Line]()
    for line in lines:
        if line.why:
            broken.append(line)
            continue
        later[line.number] -= 1
        number = line.number
        is_early = any(later[n] > 0 for n in range(expected, min(number, expected + len(lines))))
        if number < expected or is_early or line.fields["log"] != verdict.log:
            verdict.faults.append(Fault(number, f"line {line.place}: {word} {number} does not belong here"))
            continue
        if broken or number > expected:
            verdict.faults.append(_between(broken, expected, number, word))
        elif line.fields["previous"] != last:
            verdict.faults.append(Fault(number, f"{word} {number} does not follow {word} {number - 1}"))
        expected, last, broken = number + 1, line.fields["hash"], []
        verdict.records += 1
        verdict.key = line.fields["key"]
        (verdict.proved if line.fields["proof"] else verdict.unproved)[verdict.key] += 1
        verdict.first.setdefault(verdict.key, number)
        if line.fields["action"] == "restore":
            verdict.restored.append(number)
        if line.fields["action"] == COMMIT and len(line.subjects) == 2:
            day, text = (subject.partition(":")[2] for subject in line.subjects)
            verdict.commitments.append(Commitment(number, day, text))
    verdict.head = last
    is_ended = end is not None and not end.why and end.number >= expected - 1
    until = end.number + 1 if end is not None and is_ended else expected + len(broken)
    if broken or until > expected:
        verdict.faults.append(_between(broken, expected, until, word))
    return until


def _between(broken: list[_Line], expected: int, number: int, word: str) -> Fault:
    """Say what is wrong between the record before `expected` and the sound record `number` (or the end)."""
    gap = number - expected
    which = f"{word} {expected}" if gap == 1 else f"{word}s {expected} to {number - 1}"
    if not broken:
        return Fault(expected, f"{which} {'is' if gap == 1 else 'are'} missing")
    lines = f"line {broken[0].place}" if len(broken) == 1 else f"lines {broken[0].place} to {broken[-1].place}"
    if gap == 0:
        return Fault(expected, f"{lines}: inserted before {word} {expected} ({broken[0].why})")
    state = "changed" if gap == len(broken) else "changed or missing" if gap > len(broken) else "changed, with more"
    where = "" if broken[0].place == expected else f", {lines}"
    return Fault(expected, f"{which}{where}: {state} ({broken[0].why})")


def _close(end: _Line | None, expected: int, verdict: Verdict, word: str = "record") -> None:
    """Hold the closing line against what was read."""
    if end is None:
        sentence = f"the closing line is missing: what came from {word} {expected} on is not known"
        verdict.faults.append(Fault(expected, sentence))
    elif end.why:
        verdict.faults.append(Fault(None, f"the closing line is changed ({end.why})"))
    elif end.number < expected - 1:
        more = f"{word} {end.number + 1} stands after the end that the closing line notes"
        verdict.faults.append(Fault(end.number + 1, more))
    elif verdict.is_whole and _told_by(end) != (verdict.head, verdict.key, verdict.log):
        verdict.faults.append(Fault(None, f"the closing line does not close {word} {end.number}"))


def _told_by(end: _Line) -> tuple[str, str, str]:
    return end.fields["hash"], end.fields["key"], end.fields["log"]


def _read(place: int, data: bytes, keys: Mapping[str, bytes]) -> _Line:
    """Read one line and prove all of it that can be proved by itself."""
    try:
        found = json.loads(data)
        is_as_written = _text(found) + b"\n" == data
    except (ValueError, RecursionError):
        like_an_end = sum(a == b for a, b in zip(data, b'{"end"', strict=False))
        return _Line(place, "it cannot be read", is_end=like_an_end >= 5)
    inside = list(found.values()) if isinstance(found, dict) else []
    if len(inside) == 1 and isinstance(inside[0], dict):
        return _read_end(place, inside[0], is_as_written and "end" in found, keys, RECORD_OF)
    if not is_as_written or not _is_record(found):
        return _Line(place, "it is not written as records are")
    told = [found["facility"], found["actor"], found["subjects"]]
    is_expunged = not found["salt"] and told == [None, "", []]
    if not is_expunged and found["digest"] != hashlib.sha256(found["salt"].encode() + _text(told)).hexdigest():
        return _Line(place, "who or what is not as it was")
    names = ("action", "at", "digest", "key", "log", "number", "previous")
    hashed = hashlib.sha256(b"fairwatch audit 1\n" + _text({name: found[name] for name in names})).hexdigest()
    if found["hash"] != hashed:
        return _Line(place, "it is not what its hash was made of")
    proof = _proof(keys, found["key"], hashed.encode())
    if proof not in ("", found["mac"]):
        return _Line(place, "its key does not prove it")
    fields = {name: found[name] for name in TEXTS}
    return _Line(place, "", found["number"], {**fields, "proof": proof}, subjects=tuple(found["subjects"]))


def _read_stream(place: int, data: bytes, keys: Mapping[str, bytes]) -> _Line:
    """Read one line of the sealed log's chain."""
    try:
        found = json.loads(data)
        is_as_written = _text(found) + b"\n" == data
    except (ValueError, RecursionError):
        likeness = {name: sum(a == b for a, b in zip(data, name, strict=False)) for name in (b'{"end"', b'{"opening"')}
        is_end, is_opening = likeness[b'{"end"'] >= 5, likeness[b'{"opening"'] >= 7
        return _Line(place, "it cannot be read", is_end=is_end, is_opening=is_opening)
    inside = list(found.values()) if isinstance(found, dict) else []
    if len(inside) == 1 and isinstance(inside[0], dict):
        if "day" in inside[0] or "opening" in found:
            return _read_opening(place, inside[0], is_as_written and "opening" in found)
        return _read_end(place, inside[0], is_as_written and "end" in found, keys, EVENT_OF)
    if not is_as_written or not _is_of(found, EVENT_TEXTS) or found["number"] < 1:
        return _Line(place, "it is not written as events are")
    names = ("body", "key", "log", "number", "previous")
    hashed = hashlib.sha256(b"fairwatch stream 1\n" + _text({name: found[name] for name in names})).hexdigest()
    if found["hash"] != hashed:
        return _Line(place, "it is not what its hash was made of")
    proof = _proof(keys, found["key"], hashed.encode())
    if proof not in ("", found["mac"]):
        return _Line(place, "its key does not prove it")
    fields = {name: found[name] for name in EVENT_TEXTS}
    return _Line(place, "", found["number"], {**fields, "proof": proof, "action": ""})


def _read_opening(place: int, found: dict[str, object], is_as_written: bool) -> _Line:
    """Read what opens the commitment of a day."""
    if not is_as_written or not _is_of(found, OPENING_TEXTS):
        return _Line(place, "it is not written as days are", is_opening=True)
    fields = {name: str(found[name]) for name in OPENING_TEXTS}
    fields["commitment"] = hashlib.sha256(b"fairwatch stream commitment 1\n" + _text(found)).hexdigest()
    return _Line(place, "", int(str(found["number"])), fields, is_opening=True)


def _is_of(found: object, texts: Sequence[str]) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() == {*texts, "number"}
        and all(type(found[name]) is str for name in texts)
        and type(found["number"]) is int
    )


def _read_end(place: int, end: dict[str, object], is_as_written: bool, keys: Mapping[str, bytes], of: str) -> _Line:
    kinds = {name: int if name == "number" else str for name in END_NAMES}
    if end.keys() != END_NAMES or any(type(end[name]) is not kind for name, kind in kinds.items()):
        return _Line(place, "it is not written as closing lines are", is_end=True)
    texts = {name: str(end[name]) for name in ("hash", "key", "log", "mac")}
    message = f"fairwatch {of} end 1\n".encode() + _text({name: end[name] for name in ("hash", "log", "number")})
    is_proved = is_as_written and _proof(keys, texts["key"], message) in ("", texts["mac"])
    number = int(str(end["number"]))
    return _Line(place, "" if is_proved else "its key does not prove it", number, texts, is_end=True)


def _is_record(found: object) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() == NAMES
        and all(type(found[name]) is str for name in TEXTS)
        and type(found["number"]) is int
        and found["number"] > 0
        and (found["facility"] is None or type(found["facility"]) is str)
        and type(found["subjects"]) is list
        and all(type(one) is str for one in found["subjects"])
    )


def _proof(keys: Mapping[str, bytes], key: str, message: bytes) -> str:
    """Return the proof that a key gives, "" when the key is not at hand."""
    return hmac.digest(keys[key], message, "sha256").hex() if key in keys else ""


def _text(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def lines_of(data: bytes) -> list[bytes]:
    """Return the lines of an audit file, each with its line break."""
    return list(io.BytesIO(data))


def key_of(path: Path) -> tuple[str, bytes]:
    """Return id and secret of a key file."""
    first, secret = path.read_text("ascii").splitlines()
    if first != "fairwatch audit key 1":
        raise ValueError(f"{path} holds no audit key")
    key = bytes.fromhex(secret)
    return hashlib.sha256(b"fairwatch audit key 1\n" + key).hexdigest()[:16], key


def anchor_of(text: str) -> Anchor:
    """Return an anchor written as NUMBER:HASH or LOG:NUMBER:HASH."""
    found = re.fullmatch(r"(?:([0-9a-f]{32}):)?([0-9]{1,15}):([0-9a-f]{16,64})", text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not an anchor: NUMBER:HASH")
    return Anchor(int(found[2]), found[3], found[1] or "")


def sentences(verdict: Verdict) -> list[str]:
    """Return a verdict in words, the first sentence first."""
    if verdict.faults:
        found = [f"The audit log is NOT as it was written: {len(verdict.faults)} found.", *_told(verdict.faults)]
        return found + (_said_of_stream(verdict) if verdict.stream and not verdict.stream.is_whole else [])
    said = [f"{verdict.records} records, chained without a gap up to {verdict.records}:{verdict.head[:32]}."]
    for key, count in verdict.proved.items():
        said.append(f"{count} proved with the key {key}.")
    for key, count in verdict.unproved.items():
        since = f"from record {verdict.first[key]} on"
        said.append(f"{count} under the key {key}, {since}: it is not at hand, so that only their chain is proved.")
    if verdict.expunged:
        said.append(f"{verdict.expunged} have lost who and what at the end of their retention, as later records say.")
    if verdict.withheld:
        said.append(f"{verdict.withheld} stand here without who and what: they are about other things.")
    said += _said_of_stream(verdict)
    for number in verdict.restored:
        said.append(f"Restored from a backup, says record {number}: what followed record {number - 1} before is lost.")
    return said


def _said_of_stream(verdict: Verdict) -> list[str]:
    """Return what was found of the sealed log; how much there is in it is nobody's business."""
    days, stream = len(verdict.commitments), verdict.stream
    if stream is None:
        return [f"{days} days of the sealed log are committed to; its chain is not at hand."] if days else []
    if stream.faults:
        return [f"The sealed log is NOT as it was written: {len(stream.faults)} found.", *_told(stream.faults)]
    said = [f"The sealed log is chained without a gap, and {days} days of it are as they were committed to."]
    for key in stream.unproved:
        said.append(f"Some of it is under the key {key}: it is not at hand, so that only the chain is proved.")
    return said


def _told(faults: list[Fault]) -> list[str]:
    return [fault.sentence for fault in faults[:50]] + (["and more"] if len(faults) > 50 else [])


def main(argv: Sequence[str]) -> int:
    """Prove a file and say what was found."""
    parser = argparse.ArgumentParser(description="Prove an audit file of Fairwatch again.")
    parser.add_argument("audit", type=Path, metavar="AUDIT")
    parser.add_argument("--stream", type=Path, metavar="STREAM", help="the chain of the sealed log")
    parser.add_argument("--key", type=Path, action="append", default=[], metavar="FILE", help="may be given again")
    parser.add_argument("--anchor", action="append", default=[], metavar="NUMBER:HASH", help="may be given again")
    given = parser.parse_args(argv)
    try:
        keys = dict(key_of(path) for path in given.key)
        anchors = [anchor_of(text) for text in given.anchor]
        data = given.audit.read_bytes()
        stream = None if given.stream is None else lines_of(given.stream.read_bytes())
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    verdict = examine(lines_of(data), keys, anchors, stream)
    sys.stdout.write("\n".join(sentences(verdict)) + "\n")
    return 1 if not verdict.is_whole else 0 if verdict.is_proved else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
