"""What the desk offers about keys: made after a recovery key, opened by a passphrase, restored from typed shares."""

import json
import traceback
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.sites import NOW, small_site

from scheduler.api import Desk, DeskError
from scheduler.api.guard import ConfirmNeededError, NotPermittedError
from scheduler.api.keys import KeyDesk
from scheduler.identity.envelope import Place, UnsealError, seal, unseal
from scheduler.identity.keyring import Cost, OpenKey
from scheduler.identity.retention import ORDER, REQUEST, Kept
from scheduler.identity.roles import Role
from scheduler.identity.session import Session
from scheduler.identity.shares import Share
from scheduler.storage import Store, sealing
from scheduler.storage.connect import reading, writing

CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
ROW = Place(row="8d1f")
OLD, NEW = "correct horse battery", "staple of another kind"
Role_ = tuple[KeyDesk, OpenKey, Session]


class House:
    """One database, and desks of accounts in it."""

    def __init__(self, path: Path) -> None:
        self.store = Store.open(str(path))
        self.store.import_site(small_site(), "small", NOW, "admin")
        self.now = NOW

    def desk(self, name: str, role: Role) -> Role_:
        session, opened = Session(actor=name, roles=frozenset({role})), OpenKey()
        return KeyDesk(self.store, lambda: self.now, session, opened, CHEAP), opened, session

    def shares(self) -> tuple[Share, ...]:
        desk, _, session = self.desk("prea", Role.PREA_MANAGER)
        session.confirmation.give(self.now)
        return desk.make_recovery()

    def seal(self, own: OpenKey) -> None:
        recovery = self.store.keys.recovery()
        assert own.key is not None
        assert recovery is not None
        with writing(self.store._engine, self.store.path) as connection:
            sealing.put(connection, ROW.row, seal(b"words", [own.key.public, recovery], ROW))

    def read(self, own: OpenKey) -> bytes:
        with reading(self.store._engine, self.store.path) as connection:
            found = sealing.fetch(connection, ROW.row)
        assert found is not None
        assert own.key is not None
        if found.envelope is None:
            raise UnsealError("expunged")
        return unseal(found.envelope, own.key, found.place)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    house = House(tmp_path / "f.db")
    yield house
    house.store.close()


def test_a_key_is_made_opened_and_locked(house: House) -> None:
    desk, opened, _ = house.desk("alvarez", Role.OFFICER)
    with pytest.raises(DeskError, match="recovery key first"):
        desk.begin(OLD)
    house.shares()
    with pytest.raises(DeskError, match="at least 12"):
        desk.begin("short")
    assert not desk.state().is_made
    desk.begin(OLD)
    assert (desk.state().is_made, desk.state().is_open) == (True, True)
    house.seal(opened)
    desk.lock()
    assert opened.key is None
    with pytest.raises(DeskError, match="does not open"):
        desk.unlock(NEW)
    desk.unlock(OLD)
    assert house.read(opened) == b"words"


def test_passphrase_and_pair_are_changed(house: House) -> None:
    house.shares()
    desk, opened, _ = house.desk("alvarez", Role.OFFICER)
    desk.begin(OLD)
    house.seal(opened)
    name = desk.state().name
    desk.change_passphrase(OLD, NEW)
    assert desk.state().name == name
    with pytest.raises(DeskError):
        desk.unlock(OLD)
    assert desk.rotate(NEW) == 1
    assert desk.state().name != name
    assert house.read(opened) == b"words"


def test_a_lost_passphrase_is_got_over_with_two_typed_shares(house: House) -> None:
    shares = house.shares()
    desk, opened, _ = house.desk("alvarez", Role.COMMANDER)
    desk.begin(OLD)
    house.seal(opened)
    authority, _, session = house.desk("hr", Role.AUTHORITY)
    typed = [shares[0].lines(), shares[2].lines()]
    with pytest.raises(ConfirmNeededError):
        authority.recover(typed, "alvarez", NEW)
    session.confirmation.give(house.now)
    wrong = list(typed[1])
    wrong[2] = wrong[2][:4] + ("7" if wrong[2][4] != "7" else "8") + wrong[2][5:]
    with pytest.raises(DeskError, match="Share 2: Line 3 is mistyped"):
        authority.recover([typed[0], wrong], "alvarez", NEW)
    with pytest.raises(DeskError, match="2 different shares"):
        authority.recover([typed[0], typed[0]], "alvarez", NEW)
    assert authority.recover(typed, "alvarez", NEW) == 1
    desk.unlock(NEW)
    assert house.read(opened) == b"words"


def test_who_may_not_keep_keys_may_not(house: House) -> None:
    desk, _, _ = house.desk("it", Role.ADMIN)
    for call in (lambda: desk.begin(OLD), lambda: desk.make_recovery(), lambda: desk.expunge(["x"], "y")):
        with pytest.raises(NotPermittedError):
            call()


def test_hand_over_takes_an_opened_key(house: House) -> None:
    house.shares()
    desk, opened, session = house.desk("alvarez", Role.COMMANDER)
    other, others, _ = house.desk("brown", Role.COMMANDER)
    desk.begin(OLD)
    other.begin(NEW)
    house.seal(opened)
    desk.lock()
    session.confirmation.give(house.now)
    with pytest.raises(DeskError, match="locked"):
        desk.hand_over(ROW.row, "brown", "leave")
    desk.unlock(OLD)
    desk.hand_over(ROW.row, "brown", "leave")
    assert house.read(others) == b"words"


def test_what_is_due_and_what_a_hold_keeps(house: House) -> None:
    house.shares()
    desk, opened, session = house.desk("prea", Role.PREA_MANAGER)
    desk.begin(OLD)
    house.seal(opened)
    closed = date(2025, 3, 1)
    kept = (
        Kept(row=ROW.row, kind=REQUEST, closed=closed),
        Kept(row="open", kind=REQUEST, closed=None),
        Kept(row="order", kind=ORDER, closed=closed),
    )

    def confirmed() -> KeyDesk:
        session.confirmation.give(house.now)
        return desk

    assert [one.row for one in confirmed().due(kept, closed + timedelta(days=364))] == []
    assert [one.row for one in confirmed().due(kept, closed + timedelta(days=365))] == [ROW.row]
    assert len(confirmed().due(kept, closed + timedelta(days=3650))) == 2
    confirmed().set_period(ORDER, 90)
    assert [one.row for one in confirmed().due(kept, closed + timedelta(days=90))] == ["order"]
    for kind, days in (("nonsense", 90), (ORDER, 3)):
        with pytest.raises(DeskError):
            confirmed().set_period(kind, days)
    hold = confirmed().place_hold(ROW.row, "CV-26-114")
    assert confirmed().due(kept, closed + timedelta(days=365))[-1].is_held
    with pytest.raises(DeskError, match="hold"):
        confirmed().expunge([ROW.row], "retention")
    confirmed().lift_hold(hold)
    assert confirmed().expunge([ROW.row], "retention") == 1
    with pytest.raises(UnsealError):
        house.read(opened)
    assert len(confirmed().holds()) == 1


def test_old_records_lose_who_and_what_and_are_proved_all_the_same(house: House) -> None:
    house.shares()
    desk, _, session = house.desk("prea", Role.PREA_MANAGER)

    def confirmed() -> KeyDesk:
        session.confirmation.give(house.now)
        return desk

    confirmed().set_period("Facility data", 400)
    house.now = NOW + timedelta(days=500)
    due = desk.log_due(house.now.date())
    assert due == (1,)
    confirmed().place_hold("log", "CV-26-114")
    with pytest.raises(DeskError, match="hold"):
        confirmed().expunge_log(due)
    confirmed().lift_hold(1)
    confirmed().expunge_log(due)
    first = json.loads(next(iter(house.store.audit_log.lines())))
    assert (first["actor"], first["subjects"], first["salt"]) == ("", [], "")
    assert desk.log_due(house.now.date()) == ()
    with pytest.raises(DeskError, match="must stay"):
        confirmed().expunge_log([1, 10_000])
    with Desk.open(str(house.store.path), "me", lambda: house.now) as open_desk:
        verdict = open_desk.audit_log.verify()
        assert verdict.is_proved, verdict.faults


def test_an_error_shows_no_passphrase(house: House) -> None:
    house.shares()
    desk, _, _ = house.desk("alvarez", Role.OFFICER)
    desk.begin(OLD)
    with pytest.raises(DeskError) as caught:
        desk.unlock("my secret passphrase")
    assert "secret" not in str(caught.value)
    told = "".join(traceback.format_exception(caught.value))
    assert "secret passphrase" not in told.replace('desk.unlock("my secret passphrase")', "")
    assert OLD not in repr(vars(desk))
