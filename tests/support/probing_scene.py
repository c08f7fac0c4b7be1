"""A database in which secrets are planted where requests keep theirs, and what is made of it for others."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from support.probing import AT
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk
from scheduler.backup import Passphrase
from scheduler.identity import keyring
from scheduler.identity.envelope import Place, PrivateKey, seal
from scheduler.storage import sealing, stream
from scheduler.storage.connect import writing
from scheduler.wire import encode

SECRETS = {"reason": "marigold-9-quarry", "kind": "thimble-4-harbor", "requester": "saffron-7-lantern"}
"""What must not come out anywhere."""
ROW = "5b0f6f2e4d1c4a2f"
QUICK = keyring.Cost(rounds=1, memory_kib=64, lanes=1)


@dataclass(frozen=True)
class Scene:
    """A folder with the database, and with what left it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "f.db"

    def copy(self, to: Path) -> None:
        """Copy the database, which nobody has open."""
        shutil.copyfile(self.database, to)

    def files(self) -> tuple[Path, ...]:
        """Return the database and all that left it."""
        return tuple(sorted(path for path in self.folder.rglob("*") if path.is_file()))


def make_scene(folder: Path) -> Scene:
    """Make a facility with a published roster, a planted request, and everything that can leave its database."""
    folder.mkdir(parents=True)
    scene = Scene(folder)
    with Desk.open(str(scene.database), actor="commander", now=lambda: AT) as desk:
        desk.import_site(planned_site(), "x")
        roster = desk.create_roster(PERIOD, "Week").id
        desk.apply_edit(roster, edit("a", tour("B1", FIRST)))
        desk.publish(roster)
        desk.apply_edit(roster, edit("b", tour("B2", FIRST)))
        _plant(desk)
        desk.export(roster, folder / "exported", with_names=True)
        (folder / "problem.json").write_bytes(encode(desk.problem(PERIOD)))
        desk.audit_log.export(folder / "log.audit")
        desk.backups.make(folder / "backup", Passphrase("correct horse battery staple"))
    for beside in ("-wal", "-shm"):
        assert not scene.database.with_name(f"f.db{beside}").exists(), "closed, so that the file holds all"
    return scene


def _plant(desk: Desk) -> None:
    """Seal a request and an event about it to keys that nobody who probes has."""
    store = desk._store
    keys = [PrivateKey.made() for _ in range(3)]
    recipients = [key.public for key in keys]
    plain = json.dumps({"row": ROW, **SECRETS}).encode()
    with writing(store._engine, store.path) as connection:
        sealing.keep_recovery_key(connection, recipients[0], AT, "commander")
        locked = keyring.lock(keys[1], "a password of another", "another", QUICK)
        sealing.keep_key(connection, "another", locked, AT)
        stream.begin_stream(connection)
        sealing.put(connection, ROW, seal(plain, recipients, Place(row=ROW)))
        stream.append_event(connection, plain, recipients)
