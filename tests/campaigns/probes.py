"""Asks for everything that can be asked for, as everybody who can ask, and looks for planted secrets in what comes out.

Three secrets are planted: the reason of a request, its kind, and who made it. Then each method of every desk is called
in a session of each role, in one of nobody's role, and in a database without accounts; what is written to the disk,
printed, raised and returned is searched for them, in several spellings. A method that a role may not call must be
refused by its guard and change nothing; a method that asks for the password again must do so. New methods are found
by themselves, from the declaration that guards them.

Usage: python tests/campaigns/probes.py [--only TEXT] [--every N] [--figures FILE.jsonl]

With --figures, one JSON line a probe is appended, and a campaign that was stopped goes on after the last one. Prints a
line a probe and a summary; the exit status is 1 when anything leaked or was let through.
"""

import argparse
import contextlib
import hashlib
import io
import json
import logging
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support.probing import AT, Method, arguments, methods, said, spelt  # noqa: E402
from support.probing_scene import SECRETS, Scene, make_scene  # noqa: E402

from scheduler.api import Action, ConfirmNeededError, Desk, NotPermittedError, Role, Session  # noqa: E402
from scheduler.identity.permissions import CONFIRMED, SEALED, may  # noqa: E402
from scheduler.storage import Store  # noqa: E402

REFUSED, ASKED, ANSWERED, RAISED = "refused", "password asked for", "answered", "raised"
LET_THROUGH, LEAKED, CHANGED = "LET THROUGH", "LEAKED", "CHANGED"
WRONG = frozenset({LET_THROUGH, LEAKED, CHANGED})
OPEN, NOBODY = "no accounts", "no role"


@dataclass(frozen=True)
class Probe:
    """One thing that is tried: its name, and what tries it and returns a verdict with a few words."""

    name: str
    run: Callable[[Path], tuple[str, str]]


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="TEXT", help="only probes whose name holds this")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth of them")
    parser.add_argument("--figures", type=Path)
    given = parser.parse_args()
    return campaign(given.only, given.every, given.figures)


def campaign(only: str, every: int, figures: Path | None) -> int:
    """Try what was not tried in an earlier run; return the exit status."""
    known = figures.read_text("utf-8").splitlines() if figures and figures.exists() else []
    done = {told["probe"]: told for told in map(json.loads, known)}
    logging.raiseExceptions = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scene = make_scene(Path(folder) / "scene")
        chosen = [probe for probe in probes(scene) if only in probe.name][::every]
        for number, probe in enumerate(chosen, start=1):
            if probe.name in done:
                continue
            place = Path(folder) / f"p{number}"
            place.mkdir()
            verdict, words = probe.run(place)
            shutil.rmtree(place, ignore_errors=True)
            done[probe.name] = {"probe": probe.name, "verdict": verdict, "words": words}
            if figures:
                with figures.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[probe.name]) + "\n")
            print(f"{number}/{len(chosen)} {probe.name}: {verdict} {words}".rstrip(), flush=True)
    results = [done[probe.name] for probe in chosen]
    counts = ", ".join(f"{verdict} {count}" for verdict, count in Counter(r["verdict"] for r in results).most_common())
    wrong = [r for r in results if r["verdict"] in WRONG]
    print(f"{len(results)} probes: {counts}; {len(wrong)} wrong")
    return 1 if wrong else 0


def probes(scene: Scene) -> Iterator[Probe]:
    """Return all that is tried."""
    for who, session in sessions():
        for method in methods():
            yield Probe(f"{who}: {method.title}", _call(scene, session, method))
    yield from at_rest(scene)


def sessions() -> Iterator[tuple[str, Callable[[], Session]]]:
    """Return who asks; a new session each time, since a confirmation is good for one act."""
    for role in Role:
        # A badge of an officer who is not the one that made the request.
        yield str(role), lambda role=role: Session(actor=f"the {role}", roles=frozenset({role}), badge="B2")
    yield NOBODY, lambda: Session(actor="nobody", badge="B2")
    yield OPEN, lambda: Session.open_desk("anybody")


# ------------------------------------------------------------ service calls


def _call(scene: Scene, session: Callable[[], Session], method: Method) -> Callable[[Path], tuple[str, str]]:
    def run(place: Path) -> tuple[str, str]:
        database = place / "f.db"
        scene.copy(database)
        before = _rows(database)
        asks = session()
        allowed = [action for action in method.actions if _may(asks, action)]
        if method.actions and not allowed:
            error, out = _tried(database, asks, method, place)
            if not isinstance(error, NotPermittedError):
                return LET_THROUGH, f"{type(error).__name__}: {error}"
            if _rows(database) != before:
                return CHANGED, "what was refused has changed something"
            return _judged(REFUSED, out, str(error), database)
        if _confirms(asks, method):
            error, out = _tried(database, asks, method, place)
            if not isinstance(error, ConfirmNeededError):
                return LET_THROUGH, f"without the password: {type(error).__name__}: {error}"
            if _rows(database) != before:
                return CHANGED, "what waited for the password has changed something"
            verdict = _judged(ASKED, out, "", database)
            if verdict[0] in WRONG:
                return verdict
            asks.confirmation.give(AT)
        error, out = _tried(database, asks, method, place)
        words = "" if error is None else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return _judged(ANSWERED if error is None else RAISED, out, words, database)

    return run


def _may(asks: Session, action: Action) -> bool:
    return action not in SEALED if asks.is_open else may(asks.roles, action)


def _confirms(asks: Session, method: Method) -> bool:
    allowed = [action for action in method.actions if may(asks.roles, action)]
    return not asks.is_open and bool(allowed) and all(action in CONFIRMED for action in allowed)


def _tried(database: Path, asks: Session, method: Method, place: Path) -> tuple[Exception | None, bytes]:
    """Call a method; return what it raised, and all that came out of it by any way."""
    out, notes, raised, value = io.StringIO(), io.StringIO(), None, None
    handler = logging.StreamHandler(notes)
    logging.getLogger().addHandler(handler)
    store = Store.open(str(database))
    try:
        with Desk(store, str(database), asks, lambda: AT) as desk, contextlib.ExitStack() as stack:
            stack.enter_context(contextlib.redirect_stdout(out))
            stack.enter_context(contextlib.redirect_stderr(out))
            value = said(method.on(desk)(**arguments(method.function, place)))
    except Exception as error:  # the arguments are made up: whatever it raises is looked at
        raised = error
    finally:
        logging.getLogger().removeHandler(handler)
    told = [] if raised is None else traceback.format_exception(raised)
    written = [path.read_bytes() for path in place.rglob("*") if path.is_file() and not path.name.startswith("f.db")]
    texts = (out.getvalue(), notes.getvalue(), *told)
    return raised, b"\n".join([value or b"", *(text.encode("utf-8", "replace") for text in texts), *written])


def _judged(verdict: str, out: bytes, words: str, database: Path) -> tuple[str, str]:
    """Return the verdict, or that a secret is in what came out or in what lies on the disk afterwards."""
    lying = [path.read_bytes() for path in database.parent.glob("f.db*")]
    for name, secret in SECRETS.items():
        for spelling in spelt(secret):
            if spelling in out:
                return LEAKED, f"{name} is in what came out"
            if any(spelling in data for data in lying):
                return LEAKED, f"{name} is in the database"
    return verdict, words


def _rows(database: Path) -> str:
    """Return a hash of all rows but those of the audit log, which notes what was refused."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(database)) as connection:
        for line in connection.iterdump():
            if not line.startswith(('INSERT INTO "audit', 'INSERT INTO "sqlite_sequence"')):
                digest.update(line.encode("utf-8", "replace"))
    return digest.hexdigest()


# ------------------------------------------------------------ what lies about


def at_rest(scene: Scene) -> Iterator[Probe]:
    """Return a probe of each file that anybody with the disk could read."""
    for path in scene.files():
        yield Probe(f"on the disk: {path.name}", _lies(path))


def _lies(path: Path) -> Callable[[Path], tuple[str, str]]:
    def run(_place: Path) -> tuple[str, str]:
        data = path.read_bytes()
        found = [name for name, secret in SECRETS.items() if any(spelling in data for spelling in spelt(secret))]
        return (LEAKED, f"{found[0]} is in it") if found else (ANSWERED, f"{len(data)} bytes")

    return run


if __name__ == "__main__":
    sys.exit(main())
