"""Campaign: evidence packs that somebody changed; the verifier must find each change, and never fall over one.

Two families. A change of bytes or of the container is found always. A forger who writes the manifest anew is found
where what he changed is bound to something else: tours, changes, certificates and the log. Whatever he writes elsewhere
(a name, a reason) is found by the SHA-256 of the whole pack alone, and all that is asked then is a verdict without a
traceback.

    python tests/campaigns/evidence_packs.py --count 2000 [--seed 1] [--first 0]
"""

import argparse
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, ROOT / "tests"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from support.sites import FIRST, NOW, PERIOD, edit, planned_site, tour  # noqa: E402

from scheduler.api import Desk  # noqa: E402
from scheduler.api.packs import WantedPack  # noqa: E402
from scheduler.audit import own_key  # noqa: E402
from scheduler.engine import BuildOptions, build  # noqa: E402
from scheduler.exchange.evidence_check import check_pack  # noqa: E402
from scheduler.exchange.evidence_pack import files_of  # noqa: E402
from scheduler.wire import hash_of  # noqa: E402

Files = dict[str, bytes]
BOUND = ("-tours.json", "-certificate.json", "log.audit", "-to-2.json")
"""Ends of the names of files of which no value can be changed unseen, also by who writes the manifest anew."""
ODD = (None, True, 0, -1, 10**18, 0.5, "", "../../x", "A" * 300, "2026-02-30", [], {}, [[]], "\u0000")


def packs(folder: Path) -> tuple[bytes, ...]:
    """Return a pack of two versions for a court, and one of a case with a certificate and its problem."""
    with Desk.open(str(folder / "court.db"), actor="commander", now=lambda: NOW) as desk:
        desk.import_site(planned_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
        desk.apply_edit(1, edit("more", tour("B3", FIRST), gone=(tour("B1", FIRST),)))
        desk.publish(1, "changed")
        court = _pack(desk, folder / "court.zip", "court")
    with Desk.open(str(folder / "case.db"), actor="commander", now=lambda: NOW) as desk:
        desk.import_site(planned_site(), "small.xlsx")
        head = desk.create_roster(PERIOD)
        found = build(desk.problem(PERIOD), BuildOptions(seconds=5, workers=1, seed=1))
        before = desk.roster(head.id).roster
        desk.apply_edit(head.id, edit("build", *found.roster.tours, gone=before.tours))
        desk.publish(head.id, "as built", found.certificate)
        return court, _pack(desk, folder / "case.zip", "case")


def _pack(desk: Desk, path: Path, profile: str) -> bytes:
    desk.packs.write(desk.packs.gather(WantedPack(rosters=(1,), profile=profile, case="26-117")), path)
    return path.read_bytes()


# ------------------------------------------------------------ bytes and container


def flip(data: bytes, random: Random) -> bytes:
    """Flip one bit."""
    changed = bytearray(data)
    changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """Cut off the end."""
    return data[: random.randrange(len(data))]


def put_in(data: bytes, random: Random) -> bytes:
    """Insert some bytes."""
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.randint(1, 40)) + data[at:]


def take_out(data: bytes, random: Random) -> bytes:
    """Take some bytes out."""
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randint(1, 40) :]


def container(data: bytes, random: Random) -> bytes:
    """Write the same files in another container: other order, time, rights, a comment, or compressed."""
    files = list(files_of(data).items())
    how = random.choice(("order", "time", "link", "comment", "packed", "folder"))
    if how == "order":
        files.reverse()
    picked, made = random.randrange(len(files)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for number, (name, content) in enumerate(files):
            entry = _entry(name)
            if number == picked and how == "time":
                entry.date_time = (2020, 1, 1, 0, 0, 0)
            if number == picked and how == "link":
                entry.external_attr = 0o120777 << 16
            if number == picked and how == "packed":
                entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
        if how == "comment":
            archive.comment = b"x"
        if how == "folder":
            archive.writestr(_entry("more/"), b"")
    return made.getvalue()


def file_exchanged(data: bytes, random: Random) -> bytes:
    """Add, drop or rename a file, or put one's content into another, and leave the manifest."""
    files = dict(files_of(data))
    one, other = random.sample(sorted(files.keys() - {"manifest.json"}), 2)
    how = random.choice(("add", "drop", "rename", "swap"))
    if how == "add":
        files[random.choice(("more.json", "../x.json", "/etc/x.json", "a\\b.json", "rosters/1/x.json"))] = b"{}"
    elif how == "swap":
        files[one], files[other] = files[other], files[one]
    else:
        content = files.pop(one)
        files |= {"other.json": content} if how == "rename" else {}
    return _zip(files)


# ------------------------------------------------------------ with the manifest written anew


def forged(data: bytes, random: Random) -> tuple[str, bytes]:
    """Change one value in one file, write the manifest anew, and return the name of the file too."""
    files = dict(files_of(data))
    name = random.choice([one for one in sorted(files) if one.endswith((".json", ".audit"))])
    if name.endswith(".audit"):
        lines = files[name].splitlines(keepends=True)
        at = random.randrange(len(lines))
        lines[at] = _changed(lines[at], random) + b"\n"
        files[name] = b"".join(lines)
    else:
        files[name] = _changed(files[name], random)
    manifest = json.loads(files["manifest.json"])
    if name != "manifest.json":
        for listed in manifest["files"]:
            content = files[listed["name"]]
            listed.update(size=len(content), sha256=hash_of(content))
        files["manifest.json"] = _text(manifest)
    return name, _zip(files)


def _changed(text: bytes, random: Random) -> bytes:
    value = json.loads(text)
    places = list(_places(value))
    before = _text(value)
    while places:
        holder, key = random.choice(places)
        old = holder[key]
        similar = [old + 1] if type(old) is int else [old[:-1], old + "x"] if isinstance(old, str) else [old]
        holder[key] = random.choice([*ODD, *similar * 4])
        if _text(value) != before:
            break
        holder[key] = old
    return _text(value)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of a JSON value: what holds it, and its key there."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _zip(files: Files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(_entry(name), content)
    return made.getvalue()


# ------------------------------------------------------------ judging

PLAIN: tuple[Callable[[bytes, Random], bytes], ...] = (flip, cut, put_in, take_out, container, file_exchanged)
KINDS = (*(kind.__name__ for kind in PLAIN), "forged", "forged")


def judge(found: tuple[bytes, ...], seed: str, number: int) -> tuple[str, str]:
    """Change a pack once; return the kind of change, and what is wrong with the verdict, "" for nothing."""
    random, key = Random(f"{seed}/{number}"), own_key()
    data, kind = random.choice(found), KINDS[number % len(KINDS)]
    name, changed = forged(data, random) if kind == "forged" else ("", PLAIN[number % len(KINDS)](data, random))
    if changed == data:
        return kind, ""
    try:
        verdict = check_pack(changed, {key.id: key.secret})
    except Exception as error:  # any at all is what the campaign looks for
        return kind, f"{kind} {name} ({seed}/{number}): {type(error).__name__}: {error}"
    must_find = kind != "forged" or name.endswith(BOUND)
    if must_find and verdict.is_whole:
        return kind, f"{kind} {name} ({seed}/{number}): not found"
    long = next((fault for fault in verdict.faults if len(fault) > 600 or "\n" in fault), "")
    return kind, f"{kind} {name} ({seed}/{number}): no sentence: {long[:80]!r}" if long else ""


def main() -> int:
    """Run the campaign; exit status 1 when a change was not found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    counted, wrong = Counter[str](), 0
    with TemporaryDirectory() as folder:
        found = packs(Path(folder))
        for number in range(asked.first, asked.first + asked.count):
            kind, fault = judge(found, asked.seed, number)
            counted[kind] += 1
            if fault:
                wrong += 1
                print(fault)
    print(f"{counted.total()} changes, {wrong} wrong; {dict(counted)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
