"""What the desk offers about keys: made after a recovery key, opened by a password, restored from typed shares."""

import json
import shutil
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.accounts import NAMES, NOW, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import small_site

from scheduler.api import Desk, DeskError, Role, sign_in
from scheduler.api.guard import ConfirmNeededError, NotPermittedError
from scheduler.domain.requests import Rank, Request, RequestKind
from scheduler.identity.envelope import Place, UnsealError, seal, unseal
from scheduler.identity.retention import ORDER
from scheduler.identity.shares import Share
from scheduler.storage import sealing
from scheduler.storage.connect import reading, writing
from scheduler.wire import encode

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

    def seal(self, desk: Desk, row: str = ROW.row, plain: bytes = b"words") -> None:
        """Seal a row to who works at a desk."""
        own, recovery = desk._opened.key, desk._store.keys.recovery()
        assert own is not None
        assert recovery is not None
        with writing(desk._store._engine, desk._store.path) as connection:
            sealing.put(connection, row, seal(plain, [own.public, recovery], Place(row=row)))


def read(desk: Desk, row: str = ROW.row) -> bytes:
    with reading(desk._store._engine, desk._store.path) as connection:
        found = sealing.fetch(connection, row)
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
    assert house.desk(Role.AUTHORITY).keys.recover(typed, OFFICER, OTHER).number == 1
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
    assert officer.keys.rotate(OTHER).number == 1
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
    for call in (lambda: keys.begin(OTHER), keys.make_recovery, lambda: keys.expunge(["x"], "y"), keys.expunge_due):
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


def request(row: str, kind: RequestKind, ended: date | None, **more: object) -> Request:
    at = None if ended is None else datetime(ended.year, ended.month, ended.day, 12, tzinfo=UTC)
    given = {"id": row, "kind": kind, "badge": "B1", "by": OFFICER, "filed": NOW, "rank": Rank.PREA_MANAGER}
    return Request(**{**given, "ended": at, **more})  # type: ignore[arg-type]


def test_what_is_due_is_expunged_and_what_is_held_or_open_is_kept(house: House) -> None:
    house.shares()
    desk = house.desk(Role.PREA_MANAGER)
    today = house.clock().date()
    year, old = today - timedelta(days=365), today - timedelta(days=3650)
    for one in (
        request("due", RequestKind.MOVE_ME, year),
        request("held", RequestKind.KEEP_SEPARATE, year),
        request("young", RequestKind.MOVE_ME, year + timedelta(days=1)),
        request("open", RequestKind.MOVE_ME, None),
        request("order", RequestKind.NO_CONTACT, year),
        request("old order", RequestKind.NO_CONTACT, old),
    ):
        house.seal(desk, one.id, encode(one))
    hold = house.confirmed(desk).keys.place_hold("held", "CV-26-114")
    found = {one.row: one.is_held for one in desk.keys.due()}
    assert found == {"due": False, "held": True, "old order": False}
    assert house.confirmed(desk).keys.expunge_due() == 2
    assert [one.row for one in desk.keys.due()] == ["held"]
    for rows in (["held"], ["young"], ["open"], ["order", "young"]):
        with pytest.raises(DeskError, match=r"hold forbids|must still be kept"):
            house.confirmed(desk).keys.expunge(rows, "no")
    assert house.confirmed(desk).keys.expunge(["order"], "found without ground") == 1
    house.confirmed(desk).keys.lift_hold(hold)
    assert house.confirmed(desk).keys.expunge_due() == 1
    assert desk.keys.due() == ()
    for row in ("young", "open"):
        assert read(desk, row)
    for row in ("due", "held", "order", "old order"):
        with pytest.raises(UnsealError):
            read(desk, row)


def test_the_site_sets_how_long_records_are_kept(house: House) -> None:
    house.shares()
    desk = house.desk(Role.PREA_MANAGER)
    house.seal(
        desk, "order", encode(request("order", RequestKind.NO_CONTACT, house.clock().date() - timedelta(days=90)))
    )
    assert desk.keys.due() == ()
    house.confirmed(desk).keys.set_period(ORDER, 90)
    assert [one.row for one in desk.keys.due()] == ["order"]
    for kind, days in (("nonsense", 90), (ORDER, 3)):
        with pytest.raises(DeskError):
            house.confirmed(desk).keys.set_period(kind, days)


def test_who_was_excluded_is_not_handed_over_to(house: House) -> None:
    house.shares()
    prea, _ = house.desk(Role.PREA_MANAGER), house.desk(Role.COMMANDER)
    sealed = request("excluding", RequestKind.MOVE_ME, None, excluded=(COMMANDER,))
    house.seal(prea, "excluding", encode(sealed))
    with pytest.raises(DeskError, match="excluded"):
        house.confirmed(prea).keys.hand_over("excluding", COMMANDER, "leave")


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


def test_passphrases_cannot_be_tried_without_end(house: House) -> None:
    house.shares()
    officer = house.desk(Role.OFFICER)
    for number in range(5):
        with pytest.raises(DeskError, match="does not open"):
            officer.keys.unlock(f"wrong passphrase {number}")
    with pytest.raises(DeskError) as caught:
        officer.keys.unlock(password_of(OFFICER))
    assert "does not open" not in str(caught.value)
    with pytest.raises(DeskError):
        house.desk(Role.OFFICER)


def test_an_error_shows_no_passphrase(house: House) -> None:
    house.shares()
    officer, typed = house.desk(Role.OFFICER), "another passphrase"
    with pytest.raises(DeskError) as caught:
        officer.keys.unlock(typed)
    assert typed not in "".join(traceback.format_exception(caught.value))
    assert password_of(OFFICER) not in repr(vars(officer)) + repr(vars(officer.keys))
