"""Changes audit logs at random and asks the verifier: every change must be found, and the right record named.

A log is damaged as a file, or in its database by somebody who drops the triggers: a bit or a field flipped, records
inserted, deleted or cut off at the end; bare, or with everything patched up that can be patched up without the key
(numbers, hashes, the closing line). The right record is the one that was changed, the first that was inserted, deleted
or cut off; what only an anchor can know (an older state put back whole) is asked with the anchor.

Usage: python tests/campaigns/audit.py [--sealed] [--changes 1000] [--seed 1] [--figures FILE.jsonl]

With --sealed the sealed log is damaged instead, whose events nobody can read: see `sealed_stream.py` beside this file.
With --figures, one JSON line a batch is appended, and a campaign that was stopped goes on after the last one.
Prints a summary; the exit status is 1 when a change was missed or another record was named.
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour  # noqa: E402

from scheduler import audit  # noqa: E402
from scheduler.storage import Store  # noqa: E402

BATCH = 50
EDITS = 30
CLOSING = None
"""What a fault at the closing line names."""
Named = set[int | None]
Judge = Callable[[str, int], tuple[str, str]]
"""Given a seed and a number: damages, and returns the kind of damage and what is wrong with the verdict."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as it was written: its database, its lines, the key behind it, and what somebody noted of its end."""

    path: Path
    lines: tuple[bytes, ...]
    key: audit.AuditKey
    anchor: audit.Anchor

    @property
    def count(self) -> int:
        """How many records it has."""
        return len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class Damage:
    """Lines after a change, the numbers that may be named for it, and whether the anchor is needed to see it."""

    lines: list[bytes]
    right: Named
    needs_anchor: bool = False


def main() -> int:
    """Run the campaign; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--sealed", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[audit.KEYS_VARIABLE] = folder
        if arguments.sealed:
            from campaigns import sealed_stream

            sealed = sealed_stream.written(Path(folder))
            judged: Judge = partial(sealed_stream.judge, sealed)
            name = f"a sealed log of {sealed.events} events"
        else:
            log = written(Path(folder))
            judged, name = partial(judge, log), f"a log of {log.count} records"
        return campaign(judged, name, arguments.changes, arguments.seed, arguments.figures)


def campaign(judged: Judge, name: str, changes: int, seed: int, figures: Path | None) -> int:
    """Damage the log until `changes` are done, those of an earlier run included; return the exit status."""
    done = (
        [json.loads(line) for line in figures.read_text("utf-8").splitlines()] if figures and figures.exists() else []
    )
    for number in range(len(done), -(-changes // BATCH)):
        begin = perf_counter()
        result: dict[str, Any] = {"batch": number, "seed": seed, "kinds": {}, "wrong": []}
        for n in range(number * BATCH, (number + 1) * BATCH):
            kind, wrong = judged(f"{seed}/{n}", n)
            result["kinds"][kind] = result["kinds"].get(kind, 0) + 1
            result["wrong"] += [wrong] if wrong else []
        done.append(result)
        if figures:
            with figures.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result) + "\n")
        print(
            f"{BATCH * len(done)}/{changes}, {perf_counter() - begin:.1f} s: {len(result['wrong'])} wrong", flush=True
        )
    kinds: Counter[str] = Counter()
    for result in done:
        kinds.update(result["kinds"])
    wrong = [line for result in done for line in result["wrong"]]
    print(f"{kinds.total()} changes of {name}: {kinds.total() - len(wrong)} found at their record")
    print(", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    print("\n".join(wrong) or "none missed, none misnamed")
    return 1 if wrong else 0


def written(folder: Path) -> Log:
    """Write a log as work does: an import, rosters, edits, publications."""
    path = folder / "f.db"
    store = Store.open(str(path))
    store.import_site(small_site(), "small", NOW, "sergeant")
    roster = store.create_roster(PERIOD, "Week", NOW, "sergeant").id
    for number in range(EDITS):
        made = edit(f"edit {number}", tour(f"B{number % 4 + 1}", FIRST))
        store.apply_edit(roster, made, "do", NOW, "sergeant")
        store.apply_edit(roster, made.inverse(), "undo", NOW, "sergeant")
        if number % 10 == 9:
            store.publish(roster, store.revisions(roster), f"reason {number}", "0" * 64, None, NOW, "chief")
    lines, head = tuple(store.audit_log.lines()), store.audit_log.head()
    store.close()
    assert head is not None
    return Log(path, lines, audit.own_key(), audit.Anchor(head.number, head.hash[:32], head.log))


def judge(log: Log, seed: str, number: int) -> tuple[str, str]:
    """Damage the log once; return the kind of damage, and what is wrong with the verdict, "" for nothing."""
    random = Random(seed)
    kind = list(KINDS)[number % len(KINDS)]
    damage = KINDS[kind](log, random)
    if damage.lines == list(log.lines):
        return kind, f"{kind} ({seed}): changed nothing"
    anchors = (log.anchor,) if damage.needs_anchor else ()
    faults = audit.examine(damage.lines, {log.key.id: log.key.secret}, anchors).faults
    if not faults:
        return kind, f"{kind} ({seed}): not found"
    if faults[0].number not in damage.right:
        return kind, f"{kind} ({seed}): {faults[0]} named, not {damage.right}"
    return kind, ""


# ------------------------------------------------------------ the file


def flip_bit(log: Log, random: Random) -> Damage:
    """Flip one bit anywhere in the file."""
    data = bytearray(b"".join(log.lines))
    at = random.randrange(len(data))
    data[at] ^= 1 << random.randrange(8)
    n = bytes(b"".join(log.lines))[:at].count(b"\n") + 1
    # A line break that goes joins a line to the next one.
    ends = log.lines[n - 1].endswith(b"\n") and at == sum(map(len, log.lines[:n])) - 1
    right: Named = {n} if n <= log.count else {CLOSING, n}
    if ends and n == log.count:
        right |= {CLOSING}
    return Damage(_lines(bytes(data)), right)


def flip_field(log: Log, random: Random) -> Damage:
    """Put another value into one field of a record, written as records are."""
    n, lines = _some(log, random), list(log.lines)
    record = json.loads(lines[n - 1])
    name = random.choice(sorted(record))
    record[name] = _other(record[name], random)
    lines[n - 1] = audit.text_of(record) + b"\n"
    return Damage(lines, {n})


def flip_patched(log: Log, random: Random) -> Damage:
    """Change what a record says and make digest and hashes fit again, to the end of the log; there is no key."""
    n, lines = _some(log, random), list(log.lines)
    record = json.loads(lines[n - 1])
    name = random.choice(("action", "actor", "at", "subjects"))
    record[name] = _other(record[name], random)
    lines[n - 1] = audit.text_of(record) + b"\n"
    return Damage(_patched(lines, n), {n})


def flip_end(log: Log, random: Random) -> Damage:
    """Put another value into one field of the closing line."""
    end = json.loads(log.lines[-1])["end"]
    name = random.choice(sorted(set(end) - {"number"}))
    end[name] = _other(end[name], random)
    return Damage([*log.lines[:-1], audit.text_of({"end": end}) + b"\n"], {CLOSING})


def insert_copy(log: Log, random: Random) -> Damage:
    """Put a record into the log a second time."""
    n, at, lines = _some(log, random), random.randrange(log.count + 1), list(log.lines)
    lines.insert(at, lines[n - 1])
    return Damage(lines, {n, at + 1})


def insert_patched(log: Log, random: Random) -> Damage:
    """Insert a made-up record, and number and hash all later ones anew."""
    n, lines = _some(log, random), list(log.lines)
    made = json.loads(lines[n - 1])
    made["actor"], made["salt"] = "nobody", f"{random.getrandbits(128):032x}"
    lines.insert(n - 1, audit.text_of(made) + b"\n")
    return Damage(_patched(lines, n), {n})


def append_made(log: Log, random: Random) -> Damage:
    """Add a made-up record at the end, the closing line patched up."""
    made = json.loads(log.lines[log.count - 1])
    made["actor"], made["salt"] = "nobody", f"{random.getrandbits(128):032x}"
    lines = [*log.lines[:-1], audit.text_of(made) + b"\n", log.lines[-1]]
    return Damage(_patched(lines, log.count + 1), {log.count + 1})


def delete(log: Log, random: Random) -> Damage:
    """Take some records out."""
    n, lines = _some(log, random), list(log.lines)
    del lines[n - 1 : min(n - 1 + random.randrange(1, 4), log.count)]
    return Damage(lines, {n})


def delete_patched(log: Log, random: Random) -> Damage:
    """Take some records out, and number and hash all later ones anew."""
    n, lines = random.randrange(1, log.count), list(log.lines)
    del lines[n - 1 : min(n - 1 + random.randrange(1, 4), log.count)]
    right: Named = {n} if len(lines) > n else {n, CLOSING}
    return Damage(_patched(lines, n), right)


def cut_lines(log: Log, random: Random) -> Damage:
    """Cut the file off after some record."""
    n = random.randrange(log.count + 1)
    return Damage(list(log.lines[:n]), {n + 1})


def cut_bytes(log: Log, random: Random) -> Damage:
    """Cut the file off anywhere."""
    data = b"".join(log.lines)
    at = random.randrange(len(data) - 1)
    n = data[:at].count(b"\n") + 1
    return Damage(_lines(data[:at]), {n} if n <= log.count else {n, CLOSING})


def cut_keeping_end(log: Log, random: Random) -> Damage:
    """Cut records off before the closing line."""
    n = random.randrange(log.count)
    return Damage([*log.lines[:n], log.lines[-1]], {n + 1})


def cut_patched(log: Log, random: Random) -> Damage:
    """Cut records off and make the closing line name the last one left; it cannot be proved without the key."""
    n = random.randrange(1, log.count)
    return Damage(_patched([*log.lines[:n], log.lines[-1]], n + 1), {n + 1, CLOSING})


def put_back(log: Log, random: Random) -> Damage:
    """Put an older state back, whole, as somebody with the key or an old copy could; only the anchor knows."""
    n = random.randrange(1, log.count)
    last = json.loads(log.lines[n - 1])
    fields = (last["at"], last["action"], last["facility"], last["actor"], last["subjects"])
    before = audit.Head(log=last["log"], number=n - 1, hash=last["previous"], key="", mac="")
    seal, head = audit.sealed(before, last["log"], log.key, n, *fields)
    lines = [*log.lines[: n - 1], audit.line_of(last["log"], n, *fields, seal), audit.end_line(head)]
    return Damage(lines, {log.count}, needs_anchor=True)


# ------------------------------------------------------------ the database


def in_database(change: Callable[[sqlite3.Connection, int, Random], Named]) -> Callable[[Log, Random], Damage]:
    """Return what does a change in a copy of the database, without its triggers, and reads the log of it."""

    def damaged(log: Log, random: Random) -> Damage:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "f.db"
            shutil.copy(log.path, path)
            with closing(sqlite3.connect(path, isolation_level=None)) as raw:
                triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for (name,) in triggers:
                    raw.execute(f"DROP TRIGGER {name}")
                right = change(raw, log.count, random)
            store = Store.open(str(path))
            try:
                return Damage(list(store.audit_log.lines()), right)
            finally:
                store.close()

    return damaged


def db_flip(raw: sqlite3.Connection, count: int, random: Random) -> Named:
    """Put another value into one column of a record or its seal."""
    n = random.randrange(1, count + 1)
    table, columns = random.choice(
        (("audit", ("at", "actor", "action")), ("audit_seal", ("salt", "digest", "previous", "hash", "key", "mac")))
    )
    column = random.choice(columns)
    (value,) = raw.execute(f"SELECT {column} FROM {table} WHERE id = ?", (n,)).fetchone()
    raw.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (_other(value, random), n))
    return {n}


def db_delete(raw: sqlite3.Connection, count: int, random: Random) -> Named:
    """Delete some records with their seals."""
    n = random.randrange(1, count + 1)
    last = min(count, n + random.randrange(3))
    for table in ("audit", "audit_seal"):
        raw.execute(f"DELETE FROM {table} WHERE id BETWEEN ? AND ?", (n, last))
    return {n}


def db_insert(raw: sqlite3.Connection, count: int, random: Random) -> Named:
    """Push later records on and put a copy of one in between, seal included."""
    n = random.randrange(1, count + 1)
    for table in ("audit", "audit_seal"):
        raw.execute(f"UPDATE {table} SET id = -id - 1 WHERE id > ?", (n,))
        raw.execute(f"UPDATE {table} SET id = -id WHERE id < 0")
        names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
        raw.execute(f"INSERT INTO {table} SELECT {n + 1}, {', '.join(names)} FROM {table} WHERE id = {n}")
    return {n + 1}


def db_cut(raw: sqlite3.Connection, count: int, random: Random) -> Named:
    """Delete the last records with their seals."""
    n = random.randrange(1, count + 1)
    for table in ("audit", "audit_seal"):
        raw.execute(f"DELETE FROM {table} WHERE id >= ?", (n,))
    return {n}


KINDS: dict[str, Callable[[Log, Random], Damage]] = {
    "flips of a bit": flip_bit,
    "flips of a field": flip_field,
    "flips patched up": flip_patched,
    "flips of the closing line": flip_end,
    "flips in the database": in_database(db_flip),
    "insertions of a copy": insert_copy,
    "insertions patched up": insert_patched,
    "insertions at the end": append_made,
    "insertions in the database": in_database(db_insert),
    "deletions": delete,
    "deletions patched up": delete_patched,
    "deletions in the database": in_database(db_delete),
    "truncations between lines": cut_lines,
    "truncations anywhere": cut_bytes,
    "truncations before the closing line": cut_keeping_end,
    "truncations patched up": cut_patched,
    "truncations in the database": in_database(db_cut),
    "older states put back": put_back,
}


def _some(log: Log, random: Random) -> int:
    return random.randrange(1, log.count + 1)


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True) if b"\r" not in data else [p + b"\n" for p in data.split(b"\n")]


def _other(value: object, random: Random) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, int):
        return value + random.choice((-1, 1, 7))
    if isinstance(value, str):
        at = random.randrange(len(value)) if value else 0
        return value[:at] + random.choice([c for c in "0123456789abcdef" if c != value[at : at + 1]]) + value[at + 1 :]
    if isinstance(value, list):
        return [*value, "roster:9"]
    return "another"


def _patched(lines: list[bytes], since: int) -> list[bytes]:
    """Number and hash the records from `since` on anew, as the published form says; the proofs stay as they are."""
    made = [json.loads(line) for line in lines]
    for n in range(since, len(made)):
        record, before = made[n - 1], made[n - 2] if n > 1 else None
        record["number"], record["previous"] = n, before["hash"] if before is not None else audit.GENESIS
        who = audit.text_of([record["facility"], record["actor"], record["subjects"]])
        record["digest"] = hashlib.sha256(record["salt"].encode() + who).hexdigest()
        names = ("action", "at", "digest", "key", "log", "number", "previous")
        text = audit.text_of({name: record[name] for name in names})
        record["hash"] = hashlib.sha256(b"fairwatch audit 1\n" + text).hexdigest()
    end = made[-1]["end"]
    end["number"], end["hash"] = len(made) - 1, made[-2]["hash"]
    return [audit.text_of(one) + b"\n" for one in made]


if __name__ == "__main__":
    sys.exit(main())
