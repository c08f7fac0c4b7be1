"""Asks for everything that can be asked for, as everybody who can ask, and looks for planted secrets in what comes out.

Secrets are planted in requests that an officer files and others decide: reason, kind, who asked, and the decision. Then
each method of every desk is called in a session of each role, in one of nobody's role, and in a database without
accounts; what is written to the disk, printed, raised and returned is searched for them, in several spellings. A method
that a role may not call must be refused by its guard and change nothing; a method that asks for the password again must
do so. Each sub-command that opens a database is carried out in the same way as the account of each role, and as nobody.
Each question about a roster is asked by each role that may read one. Where PostgreSQL is installed, the login of each
role, and those through which officers come, with their passwords and without, try to read, write and take over every
table of the same facility on a server. New methods, commands and tables
are found by themselves, from the declarations that guard and describe them.

Usage: python tests/campaigns/probes.py [--list] [--only TEXT] [--every N] [--figures FILE.jsonl]

With --figures, one JSON line a probe is appended, and a campaign that was stopped goes on after the last one. Prints a
line a probe and a summary; the exit status is 1 when anything leaked or was let through.
"""

import argparse
import contextlib
import hashlib
import io
import json
import logging
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support.accounts import NAMES, password_of  # noqa: E402
from support.postgres import PASSWORD, Cluster, started, why_not  # noqa: E402
from support.probing import AT, Method, arguments, methods, said, spelt  # noqa: E402
from support.probing_answers import Asking, answered, askings  # noqa: E402
from support.probing_commands import Command, carried_out, commands  # noqa: E402
from support.probing_scene import LOGIN_SECRET, PROBING_OFFICER, SECRETS, Scene, make_scene, make_server_scene  # noqa: E402
from support.probing_sql import DOORS, KIOSK, Door, Outcome, Statement, statements, tried, tried_at  # noqa: E402

from scheduler.api import Action, ConfirmNeededError, Desk, NotPermittedError, Role, Session, sign_in  # noqa: E402
from scheduler.api.database import make_kiosk  # noqa: E402
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
    parser.add_argument("--list", action="store_true", help="only say what would be tried")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth of them")
    parser.add_argument("--figures", type=Path)
    given = parser.parse_args()
    cluster = None
    if why_not():
        print(f"Nothing is tried on a server: {why_not()}", flush=True)
    else:
        os.environ["PGPASSWORD"] = PASSWORD
        cluster = started()
    try:
        return campaign(given.only, given.every, given.figures, cluster, given.list)
    finally:
        if cluster is not None:
            cluster.end()


def campaign(only: str, every: int, figures: Path | None, cluster: Cluster | None, is_list: bool = False) -> int:
    """Try what was not tried in an earlier run; return the exit status."""
    known = figures.read_text("utf-8").splitlines() if figures and figures.exists() else []
    done = {told["probe"]: told for told in map(json.loads, known)}
    logging.raiseExceptions = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scene = make_scene(Path(folder) / "scene")
        server = None
        if cluster is not None:
            server = Server(cluster, make_server_scene(Path(folder), cluster.new_database()))
            make_kiosk(server.scene.url, KIOSK, LOGIN_SECRET)
        chosen = [probe for probe in probes(scene, server) if only in probe.name][::every]
        if is_list:
            print(*(probe.name for probe in chosen), f"{len(chosen)} probes", sep="\n")
            return 0
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


@dataclass(frozen=True)
class Server:
    """A server with the facility that its logins probe."""

    cluster: Cluster
    scene: Scene


def probes(scene: Scene, server: Server | None = None) -> Iterator[Probe]:
    """Return all that is tried."""
    for asker in askers():
        for method in methods():
            yield Probe(f"{asker.title}: {method.title}", _call(scene, asker, method))
    for name, role in ((NOBODY, None), *((str(role), role) for role in Role)):
        for command in commands():
            yield Probe(f"{name}: fairwatch {command.title}", _carry_out(scene, command, role))
    for asker in askers():
        if asker.may(Action.READ_ROSTER):
            for asking in askings():
                yield Probe(f"{asker.title}: explanation {asking.title}", _explain(scene, asker, asking))
    if server is not None:
        for role in Role:
            for statement in statements():
                yield Probe(f"login of {role}: {statement.title}", _execute(partial(_by_role, server, role), statement))
        for door in DOORS:
            for statement in statements():
                yield Probe(f"{door.title}: {statement.title}", _execute(partial(_by_door, server, door), statement))
    yield from at_rest(scene)


@dataclass(frozen=True)
class Asker:
    """Who asks: the account of a role, somebody without any, or anybody in a database without accounts."""

    title: str
    roles: frozenset[Role] = frozenset()
    account: str = ""
    is_open: bool = False

    def desk(self, database: Path) -> Desk:
        """Return the desk of a new sign-in."""
        if self.account:
            return sign_in(str(database), self.account, password_of(self.account), now=lambda: AT)
        session = Session.open_desk("anybody") if self.is_open else Session(actor="nobody", badge="B2")
        return Desk(Store.open(str(database)), str(database), session, lambda: AT)

    def may(self, action: Action) -> bool:
        """Whether he may do something."""
        return action not in SEALED if self.is_open else may(self.roles, action)


def askers() -> Iterator[Asker]:
    """Return who asks. The officer is not the one who made the request."""
    for role in Role:
        account = PROBING_OFFICER if role == Role.OFFICER else NAMES[role]
        yield Asker(str(role), frozenset({role}), account)
    yield Asker(NOBODY)
    yield Asker(OPEN, is_open=True)


# ------------------------------------------------------------ service calls


def _call(scene: Scene, asker: Asker, method: Method) -> Callable[[Path], tuple[str, str]]:
    def run(place: Path) -> tuple[str, str]:
        database = place / "f.db"
        scene.copy(database, is_open=asker.is_open)
        allowed = [action for action in method.actions if asker.may(action)]
        if method.actions and not allowed:
            found = _tried(database, asker, method, place)
            return _held_back(found, NotPermittedError, REFUSED, database)
        needs_password = not asker.is_open and bool(allowed) and all(action in CONFIRMED for action in allowed)
        if needs_password:
            found = _tried(database, asker, method, place)
            verdict = _held_back(found, ConfirmNeededError, ASKED, database)
            if verdict[0] in WRONG:
                return verdict
        error, out, _ = _tried(database, asker, method, place, is_confirmed=needs_password)
        words = "" if error is None else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        return _judged(ANSWERED if error is None else RAISED, out, words, database)

    return run


def _held_back(found: tuple, expected: type[Exception], verdict: str, database: Path) -> tuple[str, str]:
    """Return the verdict on what had to be refused in a certain way, and to change nothing."""
    error, out, has_changed = found
    if not isinstance(error, expected):
        return LET_THROUGH, f"{type(error).__name__}: {error}"
    if has_changed:
        return CHANGED, "what was refused has changed something"
    return _judged(verdict, out, str(error), database)


def _tried(
    database: Path, asker: Asker, method: Method, place: Path, is_confirmed: bool = False
) -> tuple[Exception | None, bytes, bool]:
    """Call a method; return what it raised, all that came out of it by any way, and whether anything was changed."""
    out, notes, raised, value = io.StringIO(), io.StringIO(), None, None
    handler = logging.StreamHandler(notes)
    with asker.desk(database) as desk, contextlib.ExitStack() as stack:
        if is_confirmed:
            desk.confirm(password_of(asker.account))
        before = _rows(database)
        logging.getLogger().addHandler(handler)
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(out))
        try:
            value = said(method.on(desk)(**arguments(method.function, place)))
        except Exception as error:  # the arguments are made up: whatever it raises is looked at
            raised = error
        finally:
            logging.getLogger().removeHandler(handler)
    told = [] if raised is None else traceback.format_exception(raised)
    texts = (out.getvalue(), notes.getvalue(), *told)
    came = b"\n".join([value or b"", *(text.encode("utf-8", "replace") for text in texts), *_written(place)])
    return raised, came, _rows(database) != before


def _written(place: Path) -> list[bytes]:
    """Return what was written beside the database."""
    return [path.read_bytes() for path in place.rglob("*") if path.is_file() and not path.name.startswith("f.db")]


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


# ------------------------------------------------------------ command line


def _carry_out(scene: Scene, command: Command, role: Role | None) -> Callable[[Path], tuple[str, str]]:
    def run(place: Path) -> tuple[str, str]:
        database = place / "f.db"
        scene.copy(database)
        before = _rows(database)
        name = "" if role is None else PROBING_OFFICER if role == Role.OFFICER else NAMES[role]
        status, out = carried_out(command, database, place, name, password_of(name))
        last = (out.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        if role is None and command.title != "restore" and (status == 0 or _rows(database) != before):
            return LET_THROUGH, f"without signing in: {last}"
        written = [
            path.read_bytes() for path in place.rglob("*") if path.is_file() and not path.name.startswith("f.db")
        ]
        is_refused = status == 2 and (b"Only " in out or role is None)
        return _judged(REFUSED if is_refused else ANSWERED, b"\n".join([out, *written]), last[:200], database)

    return run


# ------------------------------------------------------------ explanations


def _explain(scene: Scene, asker: Asker, asking: Asking) -> Callable[[Path], tuple[str, str]]:
    def run(place: Path) -> tuple[str, str]:
        database = place / "f.db"
        scene.copy(database, is_open=asker.is_open)
        with asker.desk(database) as desk:
            out = answered(desk, asking)
        return _judged(ANSWERED, out, f"{len(out)} bytes", database)

    return run


# ------------------------------------------------------------ logins of a server


def _by_role(server: Server, role: Role, statement: Statement) -> Outcome:
    return tried(server.cluster, server.scene, role, statement)


def _by_door(server: Server, door: Door, statement: Statement) -> Outcome:
    return tried_at(server.cluster, server.scene, door, statement)


def _execute(carry_out: Callable[[Statement], Outcome], statement: Statement) -> Callable[[Path], tuple[str, str]]:
    def run(_place: Path) -> tuple[str, str]:
        outcome = carry_out(statement)
        if outcome.wrong:
            return LET_THROUGH, f"{outcome.wrong}: {outcome.words}"
        for name, secret in SECRETS.items():
            if any(spelling in outcome.out for spelling in spelt(secret)):
                return LEAKED, f"{name} is in what came out"
        return REFUSED if outcome.is_refused else ANSWERED, outcome.words

    return run


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
