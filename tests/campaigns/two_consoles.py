"""Two consoles edit one roster on a PostgreSQL server, while lines break, consoles are killed and the server restarts.

    python tests/campaigns/two_consoles.py --edits 2000 --seed 1 [--journal FILE]

Each console is a process with a queue that outlasts it. Held at the end: every edit that was acknowledged stands in
the roster's history once; every other edit was told to its author as a conflict; the roster is what its history leads
to; what both consoles show is that roster; the audit log is whole. With a journal, a run that was stopped goes on
behind its last whole round, and the figures are those of all rounds.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("FAIRWATCH_KEYS", tempfile.mkdtemp(prefix="fairwatch-keys-"))

from support import postgres
from support.sites import FIRST, PERIOD, small_site, tour

from scheduler.api.desk import Desk
from scheduler.api.shared import Outbox, SharedDesk
from scheduler.domain.roster import Roster, RosterEdit, StaleEditError, TourChange
from scheduler.storage import DeskError, LostServerError, Seen
from scheduler.wire import sha256

ROUND = 500
"""Edits of a round, after which all is held against what was acknowledged."""
QUEUE = 4
"""So many edits may wait while the server does not answer."""

QUIET_SECONDS = 2
"""After so long without news a console shows what it will show."""


class Ledger:
    """What a console was told, line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, what: str, id: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{what} {id}\n")

    def read(self) -> list[tuple[str, str]]:
        text = self.path.read_text() if self.path.exists() else ""
        return [(what, id) for what, _, id in (line.partition(" ") for line in text.splitlines())]


class Told(SharedDesk):
    """A desk that writes down what is acknowledged before anybody else learns of it."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        shared = desk.shared
        super().__init__(shared._store, shared._now, shared._session)
        self.ledger = ledger

    def send(self, roster: int, edit: RosterEdit, since: int, own: frozenset[str] = frozenset()) -> int:
        step = super().send(roster, edit, since, own)
        self.ledger.add("done", edit.id)
        return step


class Console:
    """One of the two: makes edits from what it shows, queues and sends them, and follows the other's."""

    def __init__(self, url: str, name: str, folder: Path, count: int, seed: int) -> None:
        self.url, self.name, self.folder, self.count = url, name, folder, count
        self.ledger = Ledger(folder / f"{name}.ledger")
        self.random = random.Random(f"{seed} {name} {os.getpid()}")
        self.news = threading.Event()
        self.desk = patiently(lambda: Desk.open(url, actor=name))
        self.told = Told(self.desk, self.ledger)
        self.box = patiently(lambda: Outbox(self.told, 1, lambda: datetime.now(UTC), folder / f"{name}.waiting"))
        self.shown: Roster = patiently(self.look)
        self.desk.shared.watch(self.seen)

    def seen(self, seen: Seen) -> None:
        if seen != Seen.LOST:
            self.news.set()

    def look(self) -> Roster:
        step = self.told.last_step(1)
        found = self.desk.roster(1).roster
        if not self.box.waiting:
            self.box.saw(step)
        return found

    def run(self) -> None:
        made = self.made()
        while made < self.count or self.box.waiting or self.box.conflicts:
            if made < self.count and len(self.box.waiting) < QUEUE:
                made += 1
                self.box.add(self.draw(made))
            for conflict in self.box.conflicts:
                self.ledger.add("conflict", conflict.edit.id)
            self.box.settle()
            if self.random.random() < 0.3 and made < self.count and len(self.box.waiting) < QUEUE:
                continue  # the next one is made before this one is sent
            try:
                if not self.box.send():
                    time.sleep(0.05)
                elif not self.box.conflicts and self.random.random() < 0.7:
                    self.shown = self.look()
            except LostServerError:
                time.sleep(0.05)
            except DeskError as error:
                self.ledger.add("said", str(error))
                time.sleep(0.05)
        (self.folder / f"{self.name}.over").touch()
        self.news.set()
        quiet = 0.0
        while not (self.folder / "end").exists() or quiet < QUIET_SECONDS:
            # Nothing but what is told makes it look again.
            if self.news.wait(0.2):
                self.news.clear()
                self.shown = patiently(self.look)
                quiet = 0.0
            quiet += 0.2
        (self.folder / f"{self.name}.shown").write_text(sha256(self.shown))

    def made(self) -> int:
        """Return the number of the last edit that was made before the console was killed."""
        ids = [id for what, id in self.ledger.read() if what in ("done", "conflict")]
        ids += [one.id for one in self.box.waiting] + [one.edit.id for one in self.box.conflicts]
        return max((int(id.split(":")[1]) for id in ids), default=0)

    def draw(self, number: int) -> RosterEdit:
        """Return an edit of what is shown, with what waits done: a tour in, out, or to another officer."""
        roster = self.shown
        for waiting in self.box.waiting:
            try:
                roster = waiting.apply(roster)
            except StaleEditError:
                continue  # a conflict that is not known yet
        badge = f"B{self.random.randint(1, 4)}"
        on = FIRST + timedelta(days=self.random.randrange(7))
        new = tour(badge, on, self.random.choice("DN"), self.random.choice(("P1", "P2")))
        old = [t for t in roster.tours if t.seat == new.seat or (t.badge, t.on) == (new.badge, new.on)]
        comes = () if new in old else (new,)
        changes = (
            *(TourChange(before=t, after=None) for t in old),
            *(TourChange(before=None, after=t) for t in comes),
        )
        return RosterEdit(
            id=f"{self.name}:{number}:{self.random.getrandbits(32):08x}",
            label=f"Edit {number} of {self.name}",
            actor=self.name,
            at=datetime.now(UTC),
            changes=changes,
        )


def patiently(act):
    """Return what something gives once the server answers."""
    until = time.monotonic() + 60
    while True:
        try:
            return act()
        except DeskError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def begun(url: str, name: str, folder: Path, count: int, seed: int) -> subprocess.Popen:
    words = ["--console", name, "--url", url, "--folder", str(folder), "--edits", str(count), "--seed", str(seed)]
    return subprocess.Popen([sys.executable, __file__, *words])


def play(cluster: postgres.Cluster, count: int, seed: int, kills: bool = True) -> dict[str, object]:
    """Play a round and return its figures; `wrong` lists what does not hold."""
    url, chance = cluster.new_database(), random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="fairwatch-two-"))
    with Desk.open(url, actor="chief") as desk:
        desk.import_site(small_site(), "small")
        desk.create_roster(PERIOD)
    names = {"one": count - count // 2, "two": count // 2}
    running = {name: begun(url, name, folder, number, seed) for name, number in names.items()}
    figures: Counter[str] = Counter(edits=count)
    until = time.monotonic() + 60 + count
    while not all((folder / f"{name}.over").exists() for name in names):
        if time.monotonic() > until:
            figures["stuck"] += 1
            break
        wait_for(folder, chance.randint(5, 30), chance.uniform(2, 6))
        for name, process in running.items():
            if process.poll() is not None:
                figures["ended by itself"] += process.returncode not in (0, -signal.SIGKILL)
                running[name] = begun(url, name, folder, names[name], seed)
        event = chance.random()
        if event < 0.35:
            cluster.cut(url)
            figures["lines cut"] += 1
        elif event < 0.6 and kills:
            name = chance.choice(sorted(names))
            if not (folder / f"{name}.over").exists():
                running[name].kill()
                running[name].wait()
                figures["consoles killed"] += 1
        elif event < 0.65 and kills:
            cluster.stop("immediate")
            time.sleep(chance.uniform(0.1, 0.5))
            cluster.start()
            figures["server killed"] += 1
    (folder / "end").touch()
    for process in running.values():
        process.wait(timeout=120)
    wrong = examined(url, names, folder, figures)
    return {**figures, "wrong": wrong}


def wait_for(folder: Path, lines: int, seconds: float) -> None:
    """Wait until so many further edits are done, or so many seconds have gone by."""

    def written() -> int:
        return sum(path.read_bytes().count(b"\n") for path in folder.glob("*.ledger"))

    begin, until = written(), time.monotonic() + seconds
    while written() < begin + lines and time.monotonic() < until:
        time.sleep(0.05)


def examined(url: str, names: dict[str, int], folder: Path, figures: Counter[str]) -> list[str]:
    """Return what does not hold at the end of a round."""
    wrong = []
    with Desk.open(url, actor="chief") as desk:
        steps, roster = desk.journal(1), desk.roster(1).roster
        faults = desk.audit_log.verify().all_faults
    if faults:
        wrong.append(f"the audit log is not whole: {faults[0]}")
    times = Counter(step.edit.id for step in steps if step.edit is not None)
    wrong += [f"{id} was done {number} times" for id, number in times.items() if number != 1]
    replayed = replace(roster, tours=(), locks=())
    for step in steps:
        if step.edit is not None:
            replayed = step.edit.apply(replayed)
    if replayed.tours != roster.tours:
        wrong.append("the roster is not what its history leads to")
    for name, number in names.items():
        told = Ledger(folder / f"{name}.ledger").read()
        done = {id for what, id in told if what == "done"}
        conflicts = {id for what, id in told if what == "conflict"} - done
        wrong += [f"{id} was acknowledged and is lost" for id in done if id not in times]
        wrong += [f"{id} was told to be a conflict and was done" for id in conflicts if id in times]
        wrong += [f"{id} was done and not acknowledged" for id in times if id.startswith(f"{name}:") and id not in done]
        numbers = Counter(int(id.split(":")[1]) for id in done | conflicts)
        wrong += [f"edit {n} of {name} is {numbers[n]} times there" for n in range(1, number + 1) if numbers[n] != 1]
        figures["done"] += len(done)
        figures["conflicts"] += len(conflicts)
        shown = folder / f"{name}.shown"
        if not shown.exists() or shown.read_text() != sha256(roster):
            wrong.append(f"{name} shows another roster")
    return wrong


def main() -> int:
    """Run the campaign, or one of its consoles; return 1 where something does not hold."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--edits", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--journal", type=Path)
    words.add_argument("--console")
    words.add_argument("--url")
    words.add_argument("--folder", type=Path)
    given = words.parse_args()
    if given.console:
        Console(given.url, given.console, given.folder, given.edits, given.seed).run()
        return 0
    reason = postgres.why_not()
    if reason:
        print(reason)
        return 2
    os.environ["PGPASSWORD"] = postgres.PASSWORD
    cluster = postgres.started()
    known = given.journal.read_text().splitlines() if given.journal and given.journal.exists() else []
    rounds = [json.loads(line) for line in known]
    while (done := sum(one["edits"] for one in rounds)) < given.edits:
        found = play(cluster, min(ROUND, given.edits - done), given.seed + len(rounds))
        rounds.append(found)
        print(json.dumps(found), flush=True)
        if given.journal:
            with given.journal.open("a") as file:
                file.write(json.dumps(found) + "\n")
    cluster.end()
    sums: Counter[str] = Counter()
    for one in rounds:
        sums.update({name: number for name, number in one.items() if isinstance(number, int)})
    wrong = [line for one in rounds for line in one["wrong"]]
    print(", ".join(f"{name}: {number}" for name, number in sums.items()), f"wrong: {len(wrong)}", sep="\n")
    return 1 if wrong or sums["stuck"] else 0


if __name__ == "__main__":
    sys.exit(main())
