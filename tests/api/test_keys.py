"""What the desk offers about keys: made after a recovery key, opened by a password, restored from typed shares."""

import json
import shutil
import traceback
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.accounts import NAMES, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import small_site

from scheduler.api import Desk, DeskError, Role, sign_in
from scheduler.api.guard import ConfirmNeededError, NotPermittedError
from scheduler.identity.envelope import Place, UnsealError, seal, unseal
from scheduler.identity.retention import ORDER, REQUEST, Kept
from scheduler.identity.shares import Share
from scheduler.storage import sealing
from scheduler.storage.connect import reading, writing

ROW = Place(row="8d1f")
OTHER = "staple of another kind"
OFFICER, COMMANDER, PREA = NAMES[Role.OFFICER], NAMES[Role.COMMANDER], NAMES[Role.PREA_MANAGER]


class House:
    """A database with an account of each role."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.url = Clock(), str(folder / "f.db")
        self.desks: list[Desk] = []

    def desk(self, role: Role) -> Desk:
        """Return the desk of a role, its password given again a moment ago."""
        self.desks.append(as_role(self.url, role, self.clock))
        return self.confirmed(self.desks[-1])

    def confirmed(self, desk: Desk) -> Desk:
        desk.confirm(password_of(desk.actor))
        return desk

    def shares(self) -> tuple[Share, ...]:
        return self.desk(Role.PREA_MANAGER).keys.make_recovery()

    def seal(self, desk: Desk) -> None:
        """Seal a row to who works at a desk."""
        own, recovery = desk._opened.key, desk._store.keys.recovery()
        assert own is not None
        assert recovery is not None
        with writing(desk._store._engine, desk._store.path) as connection:
            sealing.put(connection, ROW.row, seal(b"words", [own.public, recovery], ROW))


def read(desk: Desk) -> bytes:
    with reading(desk._store._engine, desk._store.path) as connection:
        found = sealing.fetch(connection, ROW.row)
    assert found is not None
    if found.envelope is None or desk._opened.key is None:
        raise UnsealError("expunged or locked")
    return unseal(found.envelope, desk._opened.key, found.place)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        with_quick_passwords(patch)
        with Desk.open(str(folder / "f.db"), "me", Clock()) as desk:
            desk.import_site(small_site(), "small")
            add_accounts(desk, "B1")
    return folder


@pytest.fixture
def house(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    with_quick_passwords(monkeypatch)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    house = House(tmp_path)
    yield house
    for desk in house.desks:
        desk.close()


def test_a_key_is_made_at_the_first_sign_in_after_the_recovery_key(house: House) -> None:
    before = house.desk(Role.OFFICER)
    assert not before.keys.state().is_made
    with pytest.raises(DeskError, match="recovery key first"):
        before.keys.begin(OTHER)
    house.shares()
    officer = house.desk(Role.OFFICER)
    assert officer.keys.state().is_open
    house.seal(officer)
    officer.lock()
    with pytest.raises(UnsealError):
        read(officer)
    officer.unlock(password_of(OFFICER))
    assert read(officer) == read(house.desk(Role.OFFICER)) == b"words"


def test_who_needs_no_key_gets_none(house: House) -> None:
    house.shares()
    for role in (Role.ADMIN, Role.AUDITOR, Role.SCHEDULER):
        assert house.desk(role)._opened.key is None


def test_a_changed_password_opens_the_key_and_the_old_one_does_not(house: House) -> None:
    house.shares()
    officer = house.desk(Role.OFFICER)
    house.seal(officer)
    officer.myself.change_password(password_of(OFFICER), OTHER)
    with sign_in(house.url, OFFICER, OTHER, now=house.clock) as again:
        assert read(again) == b"words"
        with pytest.raises(DeskError, match="does not open"):
            again.keys.unlock(password_of(OFFICER))


def test_a_reset_password_opens_nothing_that_was_sealed(house: House) -> None:
    shares = house.shares()
    officer = house.desk(Role.OFFICER)
    house.seal(officer)
    first = house.confirmed(house.desk(Role.ADMIN)).accounts.reset(OFFICER)
    with sign_in(house.url, OFFICER, first, now=house.clock) as reset:
        reset.myself.change_password(first, OTHER)
        assert (reset.keys.state().is_made, reset.keys.state().is_open) == (True, False)
    typed = [shares[0].lines(), shares[2].lines()]
    assert house.desk(Role.AUTHORITY).keys.recover(typed, OFFICER, OTHER) == 1
    with sign_in(house.url, OFFICER, OTHER, now=house.clock) as again:
        assert read(again) == b"words"


def test_pair_and_passphrase_of_one_s_own_choice(house: House) -> None:
    house.shares()
    officer = house.desk(Role.OFFICER)
    house.seal(officer)
    name = officer.keys.state().name
    with pytest.raises(DeskError, match="at least 12"):
        officer.keys.change_passphrase(password_of(OFFICER), "short")
    officer.keys.change_passphrase(password_of(OFFICER), OTHER)
    assert officer.keys.state().name == name
    assert officer.keys.rotate(OTHER) == 1
    assert officer.keys.state().name != name
    assert read(officer) == b"words"
    assert not house.desk(Role.OFFICER).keys.state().is_open


def test_a_mistyped_share_is_named_and_one_share_does_not_suffice(house: House) -> None:
    shares = house.shares()
    house.seal(house.desk(Role.COMMANDER))
    authority = as_role(house.url, Role.AUTHORITY, house.clock)
    house.desks.append(authority)
    typed = [list(shares[0].lines()), list(shares[2].lines())]
    with pytest.raises(ConfirmNeededError):
        authority.keys.recover(typed, COMMANDER, OTHER)
    house.confirmed(authority)
    line = typed[1][2]
    wrong = [*typed[1][:2], line[:4] + ("7" if line[4] != "7" else "8") + line[5:], typed[1][3]]
    with pytest.raises(DeskError, match="Share 2: Line 3 is mistyped"):
        authority.keys.recover([typed[0], wrong], COMMANDER, OTHER)
    with pytest.raises(DeskError, match="2 different shares"):
        authority.keys.recover([typed[0], typed[0]], COMMANDER, OTHER)


def test_who_may_not_keep_keys_may_not(house: House) -> None:
    keys = house.desk(Role.ADMIN).keys
    for call in (lambda: keys.begin(OTHER), keys.make_recovery, lambda: keys.expunge(["x"], "y")):
        with pytest.raises(NotPermittedError):
            call()


def test_hand_over_takes_an_opened_key(house: House) -> None:
    house.shares()
    commander, prea = house.desk(Role.COMMANDER), house.desk(Role.PREA_MANAGER)
    house.seal(commander)
    commander.keys.lock()
    with pytest.raises(DeskError, match="locked"):
        commander.keys.hand_over(ROW.row, PREA, "leave")
    commander.keys.unlock(password_of(COMMANDER))
    commander.keys.hand_over(ROW.row, PREA, "leave")
    assert read(prea) == b"words"


def test_what_is_due_and_what_a_hold_keeps(house: House) -> None:
    house.shares()
    desk = house.desk(Role.PREA_MANAGER)
    house.seal(desk)
    closed = date(2025, 3, 1)
    kept = (
        Kept(row=ROW.row, kind=REQUEST, closed=closed),
        Kept(row="open", kind=REQUEST, closed=None),
        Kept(row="order", kind=ORDER, closed=closed),
    )

    def due(days: int) -> list[tuple[str, bool]]:
        found = house.confirmed(desk).keys.due(kept, closed + timedelta(days=days))
        return [(one.row, one.is_held) for one in found]

    assert due(364) == []
    assert due(365) == [(ROW.row, False)]
    assert due(3650) == [(ROW.row, False), ("order", False)]
    house.confirmed(desk).keys.set_period(ORDER, 90)
    assert due(90) == [("order", False)]
    for kind, days in (("nonsense", 90), (ORDER, 3)):
        with pytest.raises(DeskError):
            house.confirmed(desk).keys.set_period(kind, days)
    hold = house.confirmed(desk).keys.place_hold(ROW.row, "CV-26-114")
    assert (ROW.row, True) in due(365)
    with pytest.raises(DeskError, match="hold"):
        house.confirmed(desk).keys.expunge([ROW.row], "retention")
    house.confirmed(desk).keys.lift_hold(hold)
    assert house.confirmed(desk).keys.expunge([ROW.row], "retention") == 1
    with pytest.raises(UnsealError):
        read(desk)
    assert len(house.confirmed(desk).keys.holds()) == 1


def test_old_records_lose_who_and_what_and_are_proved_all_the_same(house: House) -> None:
    house.shares()
    desk = house.desk(Role.PREA_MANAGER)
    house.confirmed(desk).keys.set_period("Facility data", 60)
    house.clock.go_on(days=80)
    due = desk.keys.log_due(house.clock().date())
    assert due == (1,)
    house.confirmed(desk).keys.place_hold("log", "CV-26-114")
    with pytest.raises(DeskError, match="hold"):
        house.confirmed(desk).keys.expunge_log(due)
    house.confirmed(desk).keys.lift_hold(1)
    house.confirmed(desk).keys.expunge_log(due)
    first = json.loads(next(iter(desk._store.audit_log.lines())))
    assert (first["actor"], first["subjects"], first["salt"]) == ("", [], "")
    assert desk.keys.log_due(house.clock().date()) == ()
    with pytest.raises(DeskError, match="must stay"):
        house.confirmed(desk).keys.expunge_log([1, 10_000])
    verdict = desk.audit_log.verify()
    assert verdict.is_proved, verdict.all_faults
    assert verdict.expunged == 1


def test_an_error_shows_no_passphrase(house: House) -> None:
    house.shares()
    officer, typed = house.desk(Role.OFFICER), "another passphrase"
    with pytest.raises(DeskError) as caught:
        officer.keys.unlock(typed)
    assert typed not in "".join(traceback.format_exception(caught.value))
    assert password_of(OFFICER) not in repr(vars(officer)) + repr(vars(officer.keys))
