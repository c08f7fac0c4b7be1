"""Proves an audit file again. A program of its own: this one file needs nothing but Python.

    python verifier.py AUDIT [--key FILE]... [--anchor NUMBER:HASH]...

Each line of the file is a record, the last one closes it (see the form in `chain.py`, which this file does not use).
A record is sound when it is written exactly as it was, when its hash is that of what it says, and when its key, if it
is given here, gives its proof. Sound records must follow each other without a gap. Without the key only the chain is
proved: whoever writes the whole chain anew is then found by an anchor only, a hash that was noted elsewhere.

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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TEXTS = ("action", "actor", "at", "digest", "hash", "key", "log", "mac", "previous", "salt")
NAMES = {*TEXTS, "facility", "number", "subjects"}
END_NAMES = {"hash", "key", "log", "mac", "number"}


@dataclass(frozen=True)
class Fault:
    """Something wrong: at which record (None: the closing line), and a sentence."""

    number: int | None
    sentence: str


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

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def is_proved(self) -> bool:
        """Whether nothing is wrong and every record was proved with a key."""
        return not self.faults and not self.unproved


@dataclass(frozen=True)
class _Line:
    """One line as it was read; `why` says what is wrong with it, "" for nothing."""

    place: int
    why: str
    number: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    is_end: bool = False


def examine(data: Iterable[bytes], keys: Mapping[str, bytes], anchors: Sequence[Anchor] = ()) -> Verdict:
    """Prove the lines of an audit file.

    Args:
        data: The lines, each with its line break; the closing line last.
        keys: The secrets of the keys at hand, by id.
        anchors: What was noted elsewhere.
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
    return verdict


def _follow(lines: list[_Line], end: _Line | None, verdict: Verdict) -> int:
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
            verdict.faults.append(Fault(number, f"line {line.place}: record {number} does not belong here"))
            continue
        if broken or number > expected:
            verdict.faults.append(_between(broken, expected, number))
        elif line.fields["previous"] != last:
            verdict.faults.append(Fault(number, f"record {number} does not follow record {number - 1}"))
        expected, last, broken = number + 1, line.fields["hash"], []
        verdict.records += 1
        verdict.key = line.fields["key"]
        (verdict.proved if line.fields["proof"] else verdict.unproved)[verdict.key] += 1
        verdict.first.setdefault(verdict.key, number)
        if line.fields["action"] == "restore":
            verdict.restored.append(number)
    verdict.head = last
    is_ended = end is not None and not end.why and end.number >= expected - 1
    until = end.number + 1 if end is not None and is_ended else expected + len(broken)
    if broken or until > expected:
        verdict.faults.append(_between(broken, expected, until))
    return until


def _between(broken: list[_Line], expected: int, number: int) -> Fault:
    """Say what is wrong between the record before `expected` and the sound record `number` (or the end)."""
    gap = number - expected
    which = f"record {expected}" if gap == 1 else f"records {expected} to {number - 1}"
    if not broken:
        return Fault(expected, f"{which} {'is' if gap == 1 else 'are'} missing")
    lines = f"line {broken[0].place}" if len(broken) == 1 else f"lines {broken[0].place} to {broken[-1].place}"
    if gap == 0:
        return Fault(expected, f"{lines}: inserted before record {expected} ({broken[0].why})")
    state = "changed" if gap == len(broken) else "changed or missing" if gap > len(broken) else "changed, with more"
    where = "" if broken[0].place == expected else f", {lines}"
    return Fault(expected, f"{which}{where}: {state} ({broken[0].why})")


def _close(end: _Line | None, expected: int, verdict: Verdict) -> None:
    """Hold the closing line against what was read."""
    if end is None:
        sentence = f"the closing line is missing: what came from record {expected} on is not known"
        verdict.faults.append(Fault(expected, sentence))
    elif end.why:
        verdict.faults.append(Fault(None, f"the closing line is changed ({end.why})"))
    elif end.number < expected - 1:
        more = f"record {end.number + 1} stands after the end that the closing line notes"
        verdict.faults.append(Fault(end.number + 1, more))
    elif verdict.is_whole and _told_by(end) != (verdict.head, verdict.key, verdict.log):
        verdict.faults.append(Fault(None, f"the closing line does not close record {end.number}"))


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
        return _read_end(place, inside[0], is_as_written and "end" in found, keys)
    if not is_as_written or not _is_record(found):
        return _Line(place, "it is not written as records are")
    who_and_what = _text([found["facility"], found["actor"], found["subjects"]])
    if found["digest"] != hashlib.sha256(found["salt"].encode() + who_and_what).hexdigest():
        return _Line(place, "who or what is not as it was")
    names = ("action", "at", "digest", "key", "log", "number", "previous")
    hashed = hashlib.sha256(b"fairwatch audit 1\n" + _text({name: found[name] for name in names})).hexdigest()
    if found["hash"] != hashed:
        return _Line(place, "it is not what its hash was made of")
    proof = _proof(keys, found["key"], hashed.encode())
    if proof not in ("", found["mac"]):
        return _Line(place, "its key does not prove it")
    fields = {name: found[name] for name in TEXTS}
    return _Line(place, "", found["number"], {**fields, "proof": proof})


def _read_end(place: int, end: dict[str, object], is_as_written: bool, keys: Mapping[str, bytes]) -> _Line:
    kinds = {name: int if name == "number" else str for name in END_NAMES}
    if end.keys() != END_NAMES or any(type(end[name]) is not kind for name, kind in kinds.items()):
        return _Line(place, "it is not written as closing lines are", is_end=True)
    texts = {name: str(end[name]) for name in ("hash", "key", "log", "mac")}
    message = b"fairwatch audit end 1\n" + _text({name: end[name] for name in ("hash", "log", "number")})
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
        return [f"The audit log is NOT as it was written: {len(verdict.faults)} found.", *_told(verdict.faults)]
    said = [f"{verdict.records} records, chained without a gap up to {verdict.records}:{verdict.head[:32]}."]
    for key, count in verdict.proved.items():
        said.append(f"{count} proved with the key {key}.")
    for key, count in verdict.unproved.items():
        since = f"from record {verdict.first[key]} on"
        said.append(f"{count} under the key {key}, {since}: it is not at hand, so that only their chain is proved.")
    for number in verdict.restored:
        said.append(f"Restored from a backup, says record {number}: what followed record {number - 1} before is lost.")
    return said


def _told(faults: list[Fault]) -> list[str]:
    return [fault.sentence for fault in faults[:50]] + (["and more"] if len(faults) > 50 else [])


def main(argv: Sequence[str]) -> int:
    """Prove a file and say what was found."""
    parser = argparse.ArgumentParser(description="Prove an audit file of Fairwatch again.")
    parser.add_argument("audit", type=Path, metavar="AUDIT")
    parser.add_argument("--key", type=Path, action="append", default=[], metavar="FILE", help="may be given again")
    parser.add_argument("--anchor", action="append", default=[], metavar="NUMBER:HASH", help="may be given again")
    given = parser.parse_args(argv)
    try:
        keys = dict(key_of(path) for path in given.key)
        anchors = [anchor_of(text) for text in given.anchor]
        data = given.audit.read_bytes()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    verdict = examine(lines_of(data), keys, anchors)
    sys.stdout.write("\n".join(sentences(verdict)) + "\n")
    return 1 if verdict.faults else 0 if verdict.is_proved else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
