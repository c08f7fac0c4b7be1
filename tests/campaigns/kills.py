"""Kills a program at random moments while it imports, edits and publishes, and looks at what is left of the database.

After each kill the database must open, pass SQLite's integrity and foreign key checks, and hold everything that was
acknowledged: published versions byte for byte, edits, imports. The journal replayed must equal the roster, and each
step must have its audit row. A killed program, not a power cut: what the system had taken over is not lost here.

With --during, programs are killed while they do one thing only: file requests, decide about them, publish, migrate an
older database, back up. What each of them must leave stands in tests/support/killing.py. With --server the database is
on a PostgreSQL server of the campaign's own, and one kill in five takes the server down too.

Usage: python tests/campaigns/kills.py [--kills 50] [--seed 1] [--during KIND [--server]] [--figures FILE.jsonl]

With --figures, one JSON line a kill is appended, and a campaign that was stopped goes on after the last one. Prints
a summary; the exit status is 1 when anything was lost.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]
os.environ.setdefault("FAIRWATCH_KEYS", tempfile.mkdtemp(prefix="fairwatch-keys-"))

from support import postgres  # noqa: E402
from support.killing import KINDS, Told, say, unsound  # noqa: E402
from support.sites import FIRST, PERIOD, edit, small_site, tour  # noqa: E402

from scheduler.api import Desk  # noqa: E402
from scheduler.domain.roster import Roster  # noqa: E402
from scheduler.domain.site import Site  # noqa: E402
from scheduler.wire import sha256  # noqa: E402

START_SECONDS, WORK_SECONDS = 0.5, 2.0
"""How long after it began to open the database, or to work on it, a program is killed at the latest."""
SERVERS_TAKEN = 0.2
"""So often a kill takes the server down with the program."""
WORKED = 1500
"""Worked tours of the site that is imported."""


def main() -> int:
    """Run the campaign, or the program that is to be killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figures", type=Path)
    parser.add_argument("--during", choices=KINDS, help="one kind of work (all of importing, editing and publishing)")
    parser.add_argument("--server", action="store_true", help="on a PostgreSQL server, not in a file")
    parser.add_argument("--victim", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.server and not (arguments.during and KINDS[arguments.during].is_shared):
        parser.error("--server needs --during with work that is done on a server")
    if arguments.victim:
        (KINDS[arguments.during].work if arguments.during else work)(arguments.victim)
        return 0
    cluster = None
    if arguments.server:
        if postgres.why_not():
            raise SystemExit(postgres.why_not())
        os.environ["PGPASSWORD"] = postgres.PASSWORD
        cluster = postgres.started()
    try:
        return campaign(arguments.kills, arguments.seed, arguments.figures, arguments.during, cluster)
    finally:
        if cluster is not None:
            cluster.end()


def campaign(
    kills: int, seed: int, figures: Path | None, kind: str | None = None, cluster: postgres.Cluster | None = None
) -> int:
    """Kill until `kills` are done, those of an earlier run included; return the exit status."""
    done = (
        [json.loads(line) for line in figures.read_text("utf-8").splitlines()] if figures and figures.exists() else []
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url, seen = "", Acknowledged()
        for number in range(len(done) + 1, kills + 1):
            # Half of the programs find a database that others were killed over, the others make one.
            if number % 2 or not url:
                url = str(Path(folder) / f"f{number}.db") if cluster is None else cluster.new_database()
                seen = Acknowledged()
                if kind:
                    KINDS[kind].prepare(url)
            random_ = random.Random(f"{seed}/{number}")
            during = kill_once(url, seen, random_, kind, cluster)
            harm = KINDS[kind].lost(url, seen.told) if kind else lost(Path(url), seen)
            result = {"kill": number, "seed": seed, "during": during, "lost": harm}
            done.append(result)
            if figures:
                with figures.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(result) + "\n")
            print(f"{number}/{kills} killed during {during}: {'; '.join(result['lost']) or 'nothing lost'}", flush=True)
    moments = ", ".join(f"{what} {count}" for what, count in Counter(r["during"] for r in done).most_common())
    faulty = [r for r in done if r["lost"]]
    print(f"{len(done)} kills ({moments}); {len(faulty)} with losses")
    return 1 if faulty else 0


# ------------------------------------------------------------ the program that is killed


def work(url: str) -> None:
    """Import, edit and publish for ever, saying on standard output what begins and what is done."""
    say("begin", "start")
    desk = Desk.open(url)
    count = sum(len(desk.journal(head.id)) for head in desk.rosters())
    while True:
        say("begin", "import")
        desk.import_site(large_site(count), "large")
        say("imported", str(count))
        say("begin", "create")
        roster = desk.create_roster(PERIOD, "Week").id
        for _ in range(3):
            count += 1
            change = edit(f"e{count}", *tours(count))
            say("begin", "edit")
            desk.apply_edit(roster, change)
            say("edited", str(roster), change.id)
            say("begin", "undo")
            desk.apply_edit(roster, change.inverse(), "undo")
            say("begin", "redo")
            desk.apply_edit(roster, change, "redo")
            say("begin", "publish")
            head = desk.publish(roster, reason="campaign")
            say("published", str(roster), str(head.version), sha256(desk.version(roster, head.version).roster))


def large_site(count: int) -> Site:
    """Return a site that takes a while to import; `count` stands in its name."""
    site = small_site()
    worked = [replace(tour(f"X{n}", FIRST - timedelta(days=9)), index=n) for n in range(WORKED)]
    return replace(site, facility=replace(site.facility, name=str(count)), worked=tuple(worked))


def tours(count: int) -> list:
    """Return tours that no other count has."""
    on = FIRST + timedelta(days=count % 7)
    return [replace(tour(f"X{count}-{n}", on), index=count * 1000 + n) for n in range(200)]


# ------------------------------------------------------------ the campaign


@dataclass
class Acknowledged:
    """What killed programs had said to be done: it must be in the database."""

    imported: str = ""
    edits: set[tuple[int, str]] = field(default_factory=set)
    versions: dict[tuple[int, int], str] = field(default_factory=dict)
    told: Told = field(default_factory=Told)

    def take(self, words: list[str]) -> None:
        self.told.lines.append(words)
        if words[0] == "imported":
            self.imported = words[1]
        elif words[0] == "edited":
            self.edits.add((int(words[1]), words[2]))
        elif words[0] == "published":
            self.versions[int(words[1]), int(words[2])] = words[3]


def kill_once(
    url: str,
    seen: Acknowledged,
    random_: random.Random,
    kind: str | None = None,
    cluster: postgres.Cluster | None = None,
) -> str:
    """Start a program, kill it at a random moment, note what it had said, and return what it was about to do."""
    command = [sys.executable, __file__, "--victim", url, *(("--during", kind) if kind else ())]
    takes_server = cluster is not None and random_.random() < SERVERS_TAKEN
    # What a program says whose server goes is not looked at.
    said = subprocess.DEVNULL if takes_server else None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        # One in five is killed while it makes or opens the database.
        awaited, seconds = ("start", START_SECONDS) if random_.random() < 0.2 else ("import", WORK_SECONDS)
        if kind:
            awaited, seconds = kind, KINDS[kind].seconds
        begun = threading.Event()
        lines: list[str] = []

        def listen() -> None:
            for line in process.stdout or ():
                lines.append(line)
                if line == f"begin {awaited}\n":
                    begun.set()
            begun.set()

        listener = threading.Thread(target=listen)
        listener.start()
        begun.wait(120)
        time.sleep(random_.uniform(0, seconds))
        is_running = process.poll() is None
        if cluster is not None and takes_server:
            cluster.stop("immediate")
        process.kill()
        process.wait()
        listener.join()
    if cluster is not None and takes_server:
        cluster.start()
    if not is_running:
        raise SystemExit("the program ended by itself")
    during = ""
    for line in lines:
        words = line.split()
        # Only whole lines: the last one may be cut off.
        if line.endswith("\n") and words:
            during = words[1] if words[0] == "begin" else "pause"
            seen.take(words)
    return during


def lost(database: Path, seen: Acknowledged) -> list[str]:
    """Return what is wrong with the database, one sentence each."""
    found = list(broken(database))
    with Desk.open(str(database)) as desk:
        if seen.imported and int(desk.site().facility.name) < int(seen.imported):
            found.append(f"import {seen.imported} is missing")
        if seen.imported and len(desk.site().worked) != WORKED:
            found.append("an import is there in part")
        for (roster, version), digest in seen.versions.items():
            if sha256(desk.version(roster, version).roster) != digest:
                found.append(f"version {version} of roster {roster} has changed")
        for head in desk.rosters():
            journal = desk.journal(head.id)
            done = {(head.id, step.edit.id) for step in journal if step.edit and step.kind == "do"}
            missing = {pair for pair in seen.edits if pair[0] == head.id} - done
            found += [f"edit {name} of roster {roster} is missing" for roster, name in sorted(missing)]
            stored = desk.roster(head.id).roster
            replayed = Roster(facility=stored.facility, period=stored.period)
            for step in journal:
                replayed = step.edit.apply(replayed) if step.edit else replayed
            if replayed.tours != stored.tours:
                found.append(f"roster {head.id} is not what its journal says")
            if sum(step.kind == "publish" for step in journal) != head.version:
                found.append(f"roster {head.id} has another version than its journal")
        found += [fault.sentence for fault in desk.audit_log.verify().faults]
    return found


def broken(database: Path) -> Iterator[str]:
    """Yield what SQLite itself and the audit trail find wrong."""
    yield from unsound(str(database))
    with closing(sqlite3.connect(database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "audit" in tables:
            steps = connection.execute("SELECT count(*) FROM journal").fetchone()
            actions = "('edit', 'undo', 'redo', 'publish')"
            rows = connection.execute(f"SELECT count(*) FROM audit WHERE action IN {actions}").fetchone()
            if steps != rows:
                yield f"{steps[0]} steps have {rows[0]} audit rows"


if __name__ == "__main__":
    sys.exit(main())
