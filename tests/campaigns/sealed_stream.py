"""Changes a sealed log at random, as a file and in its database: the verifier must find each and name the right event.

The right one is the event that was changed, or the first that was inserted, deleted or cut off; for a day's commitment
its day. Who holds the key can write the chain anew from some event on: then the right one is the first event of the
first day since whose events do not stand. Run it with `python tests/campaigns/audit.py --sealed`.
"""

import hashlib
import hmac
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from support.sealed_stream import EVENTS_BY_DAY, Written, written

from scheduler import audit
from scheduler.identity.stream import event_line, sealed_event
from scheduler.storage import Store

__all__ = ["KINDS", "judge", "written"]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Damage:
    """Lines after a change, and the events or the days that may be named for it."""

    lines: list[bytes]
    events: frozenset[int | None] = frozenset()
    days: frozenset[str] = frozenset()


def judge(log: Written, seed: str, number: int) -> tuple[str, str]:
    """Damage the log once; return the kind of damage, and what is wrong with the verdict, "" for nothing."""
    random = Random(seed)
    kind = list(KINDS)[number % len(KINDS)]
    damage = KINDS[kind](log, random)
    if damage.lines == list(log.stream):
        return kind, f"{kind} ({seed}): changed nothing"
    verdict = audit.examine(log.lines, {log.key.id: log.key.secret}, (), damage.lines)
    faults = [] if verdict.stream is None else verdict.stream.faults
    if verdict.faults or not faults:
        return kind, f"{kind} ({seed}): not found"
    first = faults[0]
    is_right = first.day in damage.days if first.day and damage.days else first.number in damage.events
    return kind, "" if is_right else f"{kind} ({seed}): {first} named, not {damage.events or damage.days}"


def flip_bit(log: Written, random: Random) -> Damage:
    """Flip one bit anywhere in the file."""
    data = bytearray(b"".join(log.stream))
    at = random.randrange(len(data))
    data[at] ^= 1 << random.randrange(8)
    n = b"".join(log.stream)[:at].count(b"\n")
    # A line break that goes joins a line to the next one.
    ends = at + 1 == sum(map(len, log.stream[: n + 1]))
    events, days = set[int | None](), set[str]()
    for place in (n, n + 1) if ends else (n,):
        if place < log.events:
            events.add(place + 1)
        elif place < len(log.stream) - 1:
            days.add(_day(log.stream[place]))
        else:
            events |= {None, log.events + 1}
    if days:
        events |= {None, log.events + 1}
    return Damage(_lines(bytes(data)), frozenset(events), frozenset(days))


def flip_field(log: Written, random: Random) -> Damage:
    """Put another value into one field of an event, written as events are."""
    n, lines = _some(log, random), list(log.stream)
    found = json.loads(lines[n - 1])
    name = random.choice(sorted(found))
    found[name] = _other(found[name], random)
    lines[n - 1] = audit.text_of(found) + b"\n"
    return Damage(lines, frozenset({n}))


def flip_patched(log: Written, random: Random) -> Damage:
    """Put another body into an event and make the hashes fit again, to the end; there is no key."""
    n, lines = _some(log, random), list(log.stream)
    found = json.loads(lines[n - 1])
    found["body"] = _other(found["body"], random)
    lines[n - 1] = audit.text_of(found) + b"\n"
    return Damage(_patched(lines, n, log.events), frozenset({n}))


def flip_day(log: Written, random: Random) -> Damage:
    """Put another value into what opens a day."""
    n = log.events + random.randrange(len(EVENTS_BY_DAY))
    found = json.loads(log.stream[n])
    name = random.choice(("hash", "number", "salt"))
    found["opening"][name] = _other(found["opening"][name], random)
    line = audit.text_of(found) + b"\n"
    return Damage([*log.stream[:n], line, *log.stream[n + 1 :]], days=frozenset({_day(log.stream[n])}))


def insert_copy(log: Written, random: Random) -> Damage:
    """Put an event into the chain a second time."""
    n, at, lines = _some(log, random), random.randrange(log.events + 1), list(log.stream)
    lines.insert(at, lines[n - 1])
    return Damage(lines, frozenset({n, at + 1}))


def insert_patched(log: Written, random: Random) -> Damage:
    """Insert a made-up event, and number and hash all later ones anew."""
    n, lines = _some(log, random), list(log.stream)
    made = json.loads(lines[n - 1])
    made["body"] = f"{random.getrandbits(256):064x}"
    lines.insert(n - 1, audit.text_of(made) + b"\n")
    return Damage(_patched(lines, n, log.events + 1), frozenset({n}))


def insert_day(log: Written, random: Random) -> Damage:
    """Put what opens a day into the chain a second time."""
    n = log.events + random.randrange(len(EVENTS_BY_DAY))
    return Damage([*log.stream[:n], log.stream[n], *log.stream[n:]], days=frozenset({_day(log.stream[n])}))


def delete(log: Written, random: Random) -> Damage:
    """Take some events out."""
    n, lines = _some(log, random), list(log.stream)
    del lines[n - 1 : min(n - 1 + random.randrange(1, 4), log.events)]
    return Damage(lines, frozenset({n}))


def delete_patched(log: Written, random: Random) -> Damage:
    """Take some events out, and number and hash all later ones anew."""
    n, lines = random.randrange(1, log.events), list(log.stream)
    last = min(n - 1 + random.randrange(1, 4), log.events)
    del lines[n - 1 : last]
    left = log.events - (last - n + 1)
    return Damage(_patched(lines, n, left), frozenset({n} if left >= n else {n, None}))


def delete_day(log: Written, random: Random) -> Damage:
    """Take out what opens a day."""
    n = log.events + random.randrange(len(EVENTS_BY_DAY))
    return Damage([*log.stream[:n], *log.stream[n + 1 :]], days=frozenset({_day(log.stream[n])}))


def cut_lines(log: Written, random: Random) -> Damage:
    """Cut the file off after some line."""
    n = random.randrange(len(log.stream))
    return Damage(list(log.stream[:n]), frozenset({min(n, log.events) + 1}))


def cut_keeping_end(log: Written, random: Random) -> Damage:
    """Cut events off, days and closing line left."""
    n = random.randrange(log.events)
    return Damage([*log.stream[:n], *log.stream[log.events :]], frozenset({n + 1}))


def cut_patched(log: Written, random: Random) -> Damage:
    """Cut events off and make the closing line name the last one left; it cannot be proved without the key."""
    n = random.randrange(1, log.events)
    lines = [*log.stream[:n], *log.stream[log.events :]]
    return Damage(_patched(lines, n + 1, n), frozenset({n + 1, None}))


def anew_with_key(log: Written, random: Random) -> Damage:
    """Write the chain anew from some event on, key and closing line included: the commitments tell."""
    # What came after the last closed day was committed to by nothing yet.
    committed = sum(EVENTS_BY_DAY[:-1])
    n = random.randrange(1, committed + 1)
    end, lines = _before(log, n), list(log.stream[: n - 1])
    for number in range(n, log.events + 1):
        body = random.randbytes(32)
        seal, end = sealed_event(end, log.key, body)
        lines.append(event_line(end.log, number, seal))
    starts = [sum(EVENTS_BY_DAY[:day]) + 1 for day in range(len(EVENTS_BY_DAY))]
    right = max(start for start in starts if start <= n)
    return Damage([*lines, *log.stream[log.events : -1], audit.end_line(end)], frozenset({right}))


def older_with_key(log: Written, random: Random) -> Damage:
    """Cut events off and close the chain with the key: the commitments tell."""
    committed = sum(EVENTS_BY_DAY[:-1])
    n = random.randrange(1, committed + 1)
    starts = [sum(EVENTS_BY_DAY[:day]) + 1 for day in range(len(EVENTS_BY_DAY))]
    right = max(start for start in starts if start <= n)
    end = _before(log, n)
    return Damage([*log.stream[: n - 1], *log.stream[log.events : -1], audit.end_line(end)], frozenset({right}))


def in_database(change: Callable[[sqlite3.Connection, int, Random], None]) -> Callable[[Written, Random], Damage]:
    """Return what does a change at an event in a copy of the database, without its triggers."""

    def damaged(log: Written, random: Random) -> Damage:
        n = _some(log, random)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "f.db"
            shutil.copy(log.path, path)
            with closing(sqlite3.connect(path, isolation_level=None)) as raw:
                triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for (name,) in triggers:
                    raw.execute(f"DROP TRIGGER {name}")
                change(raw, n, random)
            store = Store.open(str(path))
            try:
                return Damage(list(store.audit_log.evidence()[1] or ()), frozenset({n}))
            finally:
                store.close()

    return damaged


def db_flip(raw: sqlite3.Connection, n: int, random: Random) -> None:
    """Flip one bit of an event's sealed body, or change what chains it."""
    column = random.choice(("body", "body", "previous", "hash", "key", "mac"))
    (value,) = raw.execute(f"SELECT {column} FROM stream_event WHERE number = ?", (n,)).fetchone()
    if column == "body":
        at = random.randrange(len(value))
        value = value[:at] + bytes((value[at] ^ 1 << random.randrange(8),)) + value[at + 1 :]
    else:
        value = _other(value, random)
    raw.execute(f"UPDATE stream_event SET {column} = ? WHERE number = ?", (value, n))


def db_delete(raw: sqlite3.Connection, n: int, random: Random) -> None:
    """Delete some events."""
    raw.execute("DELETE FROM stream_event WHERE number BETWEEN ? AND ?", (n, n + random.randrange(3)))


def db_cut(raw: sqlite3.Connection, n: int, _random: Random) -> None:
    """Delete the last events."""
    raw.execute("DELETE FROM stream_event WHERE number >= ?", (n,))


KINDS: dict[str, Callable[[Written, Random], Damage]] = {
    "flips of a bit": flip_bit,
    "flips of a field": flip_field,
    "flips patched up": flip_patched,
    "flips of a day": flip_day,
    "flips in the database": in_database(db_flip),
    "insertions of a copy": insert_copy,
    "insertions patched up": insert_patched,
    "insertions of a day": insert_day,
    "deletions": delete,
    "deletions patched up": delete_patched,
    "deletions of a day": delete_day,
    "deletions in the database": in_database(db_delete),
    "truncations between lines": cut_lines,
    "truncations before the days": cut_keeping_end,
    "truncations patched up": cut_patched,
    "truncations in the database": in_database(db_cut),
    "chains written anew with the key": anew_with_key,
    "older states closed with the key": older_with_key,
}


def _some(log: Written, random: Random) -> int:
    return random.randrange(1, log.events + 1)


def _lines(data: bytes) -> list[bytes]:
    return [part + b"\n" for part in data.split(b"\n")[:-1]] + [part for part in data.split(b"\n")[-1:] if part]


def _day(line: bytes) -> str:
    return str(json.loads(line)["opening"]["day"])


def _other(value: object, random: Random) -> Any:
    if isinstance(value, int):
        return value + random.choice((-1, 1, 7))
    text = str(value)
    at = random.randrange(len(text))
    return text[:at] + random.choice([c for c in "0123456789abcdef" if c != text[at]]) + text[at + 1 :]


def _before(log: Written, n: int) -> audit.Head:
    """Return the end before event `n`, proved with the key."""
    first = json.loads(log.stream[0])
    before = audit.GENESIS if n == 1 else json.loads(log.stream[n - 2])["hash"]
    return _ended(log, first["log"], n - 1, before)


def _ended(log: Written, name: str, number: int, digest: str) -> audit.Head:
    message = b"fairwatch stream end 1\n" + audit.text_of({"hash": digest, "log": name, "number": number})
    mac = hmac.digest(log.key.secret, message, "sha256").hex()
    return audit.Head(log=name, number=number, hash=digest, key=log.key.id, mac=mac)


def _patched(lines: list[bytes], since: int, events: int) -> list[bytes]:
    """Number and hash the events from `since` on anew, as the published form says; the proofs stay as they are."""
    made: list[Line] = [json.loads(line) for line in lines]
    for n in range(since, events + 1):
        event = made[n - 1]
        event["number"], event["previous"] = n, made[n - 2]["hash"] if n > 1 else audit.GENESIS
        names = ("body", "key", "log", "number", "previous")
        text = audit.text_of({name: event[name] for name in names})
        event["hash"] = hashlib.sha256(b"fairwatch stream 1\n" + text).hexdigest()
    end = made[-1]["end"]
    end["number"], end["hash"] = events, made[events - 1]["hash"]
    return [audit.text_of(one) + b"\n" for one in made]
