"""A database in which secrets are planted where requests keep theirs, and what is made of it for others."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from support.accounts import NAMES, QUICK, add_accounts, password_of, settle
from support.probing import AT
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk, Role, database, sign_in
from scheduler.api.deciding import DecidingDesk
from scheduler.backup import Passphrase
from scheduler.domain.requests import Denial, RequestKind
from scheduler.domain.words import AreaCode, Badge
from scheduler.identity.envelope import Place, PrivateKey, seal
from scheduler.identity.passwords import COSTS
from scheduler.storage import Store, sealing, stream
from scheduler.storage.connect import writing
from scheduler.wire import encode

SECRETS = {
    "reason": "marigold-9-quarry",
    "kind": "thimble-4-harbor",
    "requester": "saffron-7-lantern",
    "decision": "juniper-2-anvil",
}
"""What must not come out anywhere."""
ROW = "5b0f6f2e4d1c4a2f"
ASKER = "B1"
"""The officer who asked; nobody probes in his name."""
PROBING_OFFICER = "officer.two"
LOGINS = {role: PROBING_OFFICER if role == Role.OFFICER else NAMES[role] for role in Role}
"""Whose login of a server probes for a role."""
LOGIN_SECRET = "a stolen word"


@dataclass(frozen=True)
class Scene:
    """A folder with the database, the same before it had accounts, and what left it.

    With an address the database is on a server, and there is nothing else.
    """

    folder: Path
    address: str = ""

    @property
    def database(self) -> Path:
        return self.folder / "f.db"

    @property
    def url(self) -> str:
        return self.address or str(self.database)

    def copy(self, to: Path, is_open: bool = False) -> None:
        """Copy the database, which nobody has open."""
        shutil.copyfile(self.folder / "open.db" if is_open else self.database, to)

    def files(self) -> tuple[Path, ...]:
        """Return the databases and all that left them."""
        return tuple(sorted(path for path in self.folder.rglob("*") if path.is_file()))


def make_scene(folder: Path) -> Scene:
    """Make a facility with a published roster, requests of an officer, and everything that can leave its database."""
    folder.mkdir(parents=True)
    scene = Scene(folder)
    roster = _begin(scene)
    shutil.copyfile(scene.database, folder / "open.db")
    _add_requests(scene)
    with Desk.open(str(scene.folder / "open.db"), now=lambda: AT) as desk:
        _plant(desk._store, is_new=True)
    _carry_out(scene, roster)
    return scene


def make_server_scene(folder: Path, address: str) -> Scene:
    """Make the same facility in an empty database on a server, with a login of each role."""
    scene = Scene(folder, address)
    _begin(scene)
    _add_requests(scene)
    store = Store.open(address)
    _plant(store, is_new=False)
    store.close()
    database.prepare(address)
    for name in LOGINS.values():
        database.make_login(address, name, LOGIN_SECRET)
    return scene


def _begin(scene: Scene) -> int:
    """Make a facility with a published roster that was changed afterwards, and return the roster's number."""
    with Desk.open(scene.url, actor="setup", now=lambda: AT) as desk:
        desk.import_site(planned_site(), "x")
        roster = desk.create_roster(PERIOD, "Week").id
        desk.apply_edit(roster, edit("a", tour("B1", FIRST)))
        desk.publish(roster)
        desk.apply_edit(roster, edit("b", tour("B2", FIRST)))
    return roster


def _add_requests(scene: Scene) -> None:
    """Give everybody an account, and have one officer ask."""
    with mock.patch.dict(COSTS, argon2id=QUICK), Desk.open(scene.url, now=lambda: AT) as desk:
        add_accounts(desk, ASKER, now=lambda: AT)
        with signed_in(scene, Role.ADMIN) as admin:
            first = admin.accounts.add(PROBING_OFFICER, [Role.OFFICER], Badge("B2"))
        settle(scene.url, PROBING_OFFICER, first, lambda: AT)
        _ask(scene)


def signed_in(scene: Scene, role: Role) -> Desk:
    """Return the desk of a role's account, whose password was just given again."""
    name = NAMES[role]
    return sign_in(scene.url, name, password_of(name), now=lambda: AT, for_one_act=True)


def _ask(scene: Scene) -> None:
    """Have an officer ask twice, and the deciding side grant one request and deny the other, in words."""
    with signed_in(scene, Role.PREA_MANAGER) as desk:
        desk.keys.make_recovery()
    for role in (Role.PREA_MANAGER, Role.AUTHORITY, Role.COMMANDER, Role.OFFICER):
        signed_in(scene, role).close()  # makes the account's own key
    words = f"{SECRETS['reason']} {SECRETS['kind']} {SECRETS['requester']}"
    with signed_in(scene, Role.OFFICER) as desk:
        first = desk.asks.file(RequestKind.HARDSHIP, words=words)
        second = desk.asks.file(RequestKind.APPROACH, area=AreaCode("H1"), words=words)
    said = SECRETS["decision"]
    _decide(scene, first, words, lambda deciding: deciding.deny(first, next(iter(Denial)), said, said))
    _decide(scene, second, words, lambda deciding: deciding.grant(second, said))


def _decide(scene: Scene, id: str, words: str, decide: Callable[[DecidingDesk], None]) -> None:
    """Have the first one open a request and decide it who may."""
    for role in (Role.COMMANDER, Role.AUTHORITY, Role.PREA_MANAGER):
        with signed_in(scene, role) as desk:
            if any(line.id == id and line.is_mine for line in desk.deciding.queue()):
                assert words in desk.deciding.open(id).request.words, "the secrets are there to be found"
                decide(desk.deciding)
                return
    raise AssertionError("nobody decides this request")


def _plant(store: Store, is_new: bool) -> None:
    """Seal one more row and an event to a key that nobody has: what a later kind of request may hold."""
    plain = json.dumps({"row": ROW, **SECRETS}).encode()
    nobody = PrivateKey.made().public
    with writing(store._engine, store.path) as connection:
        if is_new:
            sealing.keep_recovery_key(connection, nobody, AT, "setup")
            stream.begin_stream(connection)
        sealing.put(connection, ROW, seal(plain, [nobody], Place(row=ROW)))
        stream.append_event(connection, plain, [nobody])


def _carry_out(scene: Scene, roster: int) -> None:
    """Make everything that can leave the database."""
    folder = scene.folder
    with signed_in(scene, Role.COMMANDER) as desk:
        desk.export(roster, folder / "exported", ("csv", "json", "html"), with_names=True)
        (folder / "problem.json").write_bytes(encode(desk.problem(PERIOD)))
    with signed_in(scene, Role.AUDITOR) as desk:
        desk.audit_log.export(folder / "log.audit", folder / "sealed.log")
    with signed_in(scene, Role.ADMIN) as desk:
        desk.backups.make(folder / "backup", Passphrase("correct horse battery staple"))
