"""Keys, hand-over, rotation, recovery and expunging in a database; what was destroyed is gone from its file."""

import json
import shutil
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from pathlib import Path

import pytest
from support.sites import NOW, small_site

from scheduler.identity import keyring
from scheduler.identity.envelope import Place, PrivateKey, UnsealError, opened, seal, split, unseal
from scheduler.identity.keyring import Cost, LockedKey
from scheduler.identity.shares import restored, shares_of
from scheduler.storage import DeskError, Store, sealing
from scheduler.storage import stream as streams
from scheduler.storage.connect import reading, writing

CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
ROW = Place(row="8d1f")
WORDS = b"words that nobody else may read"


class House:
    """A database with a recovery key, two accounts with keys, and one row sealed to the first."""

    def __init__(self, store: Store) -> None:
        self.store, self.recovery = store, PrivateKey.made()
        store.keys.make_recovery(self.recovery.public, None, NOW, "prea")
        self.first, self.second = self.account("first"), self.account("second")
        with writing(store._engine, store.path) as connection:
            recipients = [self.first.public, self.recovery.public]
            sealing.put(connection, ROW.row, seal(WORDS, recipients, ROW))
            streams.append_event(connection, text("file", ROW.row), recipients)
            streams.append_event(connection, text("file", "another"), recipients)

    def account(self, name: str) -> PrivateKey:
        locked, key = keyring.made(f"{name} passphrase", name, CHEAP)
        self.store.keys.add(name, locked, NOW, name)
        return key

    def read(self, key: PrivateKey) -> bytes:
        with reading(self.store._engine, self.store.path) as connection:
            found = sealing.fetch(connection, ROW.row)
        assert found is not None
        if found.envelope is None:
            raise UnsealError("expunged")
        return unseal(found.envelope, key, found.place)

    def events(self, key: PrivateKey) -> list[dict[str, str]]:
        with reading(self.store._engine, self.store.path) as connection:
            found = streams.events(connection)
        told = []
        for one in found:
            try:
                if one.envelope is not None:
                    told.append(json.loads(unseal(one.envelope, key, one.place)))
            except UnsealError:
                continue
        return told


def text(what: str, row: str) -> bytes:
    return json.dumps({"what": what, "row": row}).encode()


def handed(row: str) -> bytes:
    return text("hand over", row)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house as it is built once; tests take copies."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))
        store = Store.open(str(folder / "f.db"))
        store.import_site(small_site(), "small", NOW, "admin")
        store.close()
        shutil.copytree(folder, folder.with_name("empty"))
        house = House(store)
        house.store.close()
        yield house


@pytest.fixture
def house(made: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    yield from _copied(made, made.store.path.parent, tmp_path, monkeypatch)


@pytest.fixture
def store(made: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database without keys."""
    for house in _copied(made, made.store.path.parent.with_name("empty"), tmp_path, monkeypatch):
        yield house.store


def _copied(made: House, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    house = copy(made)
    house.store = Store.open(str(tmp_path / "f.db"))
    yield house
    house.store.close()


def actions(store: Store) -> list[str]:
    return [json.loads(line).get("action", "") for line in store.audit_log.lines()][:-1]


def test_readers_only_read(house: House) -> None:
    assert house.read(house.first) == house.read(house.recovery) == WORDS
    with pytest.raises(UnsealError):
        house.read(house.second)
    assert [event["row"] for event in house.events(house.first)] == [ROW.row, "another"]
    assert house.events(house.second) == []


def test_no_account_has_a_key_before_there_is_a_recovery_key(store: Store) -> None:
    with pytest.raises(DeskError, match="recovery key first"):
        store.keys.add("first", keyring.made("x", "first", CHEAP)[0], NOW, "first")


def test_a_second_first_key_is_refused(house: House) -> None:
    with pytest.raises(DeskError, match="has a key already"):
        house.account("first")


def test_hand_over_gives_the_row_and_what_happened_to_it_and_is_recorded(house: House) -> None:
    house.store.keys.hand_over(ROW.row, house.first, "second", handed)
    assert house.read(house.second) == house.read(house.first) == WORDS
    expected = [("file", ROW.row), ("hand over", ROW.row)]
    assert [(event["what"], event["row"]) for event in house.events(house.second)] == expected
    assert "hand over" not in actions(house.store)


def test_who_cannot_open_cannot_hand_over(house: House) -> None:
    for key, to in ((house.second, "second"), (house.first, "nobody")):
        with pytest.raises(DeskError):
            house.store.keys.hand_over(ROW.row, key, to, handed)
    with pytest.raises(UnsealError):
        house.read(house.second)


def rotated(house: House) -> tuple[LockedKey, PrivateKey]:
    locked, key = keyring.made("newer", "first", CHEAP)
    house.store.keys.rotate("first", house.first, locked, NOW, "first")
    return locked, key


def test_rotation_wraps_everything_again_and_destroys_the_old_pair(house: House) -> None:
    locked, key = rotated(house)
    assert house.read(key) == house.read(house.recovery) == WORDS
    assert len(house.events(key)) == 2
    with pytest.raises(UnsealError):
        house.read(house.first)
    assert house.events(house.first) == []
    assert house.store.keys.locked("first") == locked
    with pytest.raises(DeskError, match="changed meanwhile"):
        rotated(house)


def damaged(house: House, like: str) -> None:
    """Change one byte of what opens the row of a name."""
    raw = house.store._engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("SELECT row, head FROM sealed_head WHERE row LIKE ?", (like,))
    ((row, head),) = cursor.fetchall()
    cursor.execute("UPDATE sealed_head SET head = ? WHERE row = ?", (head[:-1] + bytes((head[-1] ^ 1,)), row))
    raw.close()


@pytest.mark.parametrize(
    ("like", "said"), [("event % 2", "event 2 of the sealed log"), (ROW.row, f"request {ROW.row}")]
)
def test_rotation_names_what_is_damaged_and_goes_on_with_the_rest(house: House, like: str, said: str) -> None:
    damaged(house, like)
    locked, key = keyring.made("newer", "first", CHEAP)
    done = house.store.keys.rotate("first", house.first, locked, NOW, "first")
    assert (done.number, done.left) == (2, (said,))
    assert done.sentence() == f"1 was left as it is, for it is damaged: {said}; restore it from a backup"
    assert house.store.keys.locked("first") == locked
    assert len(house.events(key)) == (1 if like != ROW.row else 2)
    if like != ROW.row:
        assert house.read(key) == WORDS
    assert f"left:{said}" in json.loads(list(house.store.audit_log.lines())[-2])["subjects"]


def test_recovery_names_what_is_damaged_and_goes_on_with_the_rest(house: House) -> None:
    damaged(house, ROW.row)
    locked, key = keyring.made("newer", "first", CHEAP)
    done = house.store.keys.recover(house.recovery, "first", "first", locked, NOW, "authority")
    assert (done.number, done.left) == (2, (f"request {ROW.row}",))
    assert len(house.events(key)) == 2


def test_what_cannot_go_on_names_what_is_damaged(house: House) -> None:
    damaged(house, ROW.row)
    said = f"request {ROW.row} is damaged; restore it from a backup"
    with pytest.raises(DeskError, match=said):
        house.store.keys.make_recovery(PrivateKey.made().public, house.recovery, NOW, "prea")
    with pytest.raises(DeskError, match=said):
        house.store.keys.hand_over(ROW.row, house.first, "second", handed)


def test_a_damaged_event_holds_up_neither_hand_over_nor_expunging(house: House) -> None:
    damaged(house, "event % 2")
    house.store.keys.hand_over(ROW.row, house.first, "second", handed)
    assert house.read(house.second) == WORDS
    assert house.store.keys.expunge([ROW.row], house.first, handed) == 3


def test_rotation_happens_whole_or_not_at_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DeskError("no")

    before = house.store.keys.locked("first")
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "keep_key", refuse)
        with pytest.raises(DeskError, match="no"):
            rotated(house)
    assert house.store.keys.locked("first") == before
    assert house.read(house.first) == WORDS


def test_a_new_passphrase_keeps_what_can_be_read(house: House) -> None:
    old = house.store.keys.locked("first")
    assert old is not None
    house.store.keys.relock("first", keyring.relocked(old, "first passphrase", "new", "first", CHEAP), NOW, "first")
    now = house.store.keys.locked("first")
    assert now is not None
    assert house.read(keyring.unlock(now, "new", "first")) == WORDS


def test_two_shares_give_a_lost_key_s_access_to_a_new_one(house: House) -> None:
    shares = shares_of(house.recovery)
    public = house.store.keys.recovery()
    assert public is not None
    again = restored((shares[2], shares[1]), public)
    locked, key = keyring.made("fresh", "first", CHEAP)
    assert house.store.keys.recover(again, "first", "first", locked, NOW, "authority").number == 3
    assert house.read(key) == WORDS
    with pytest.raises(UnsealError):
        house.read(house.first)
    last = json.loads(list(house.store.audit_log.lines())[-2])
    assert (last["action"], last["actor"], last["subjects"]) == (
        "recover key",
        "authority",
        ["account:first", "of:first"],
    )


def test_recovery_takes_the_recovery_key_and_an_account_without_a_key(house: House) -> None:
    locked, _ = keyring.made("fresh", "first", CHEAP)
    with pytest.raises(DeskError, match="not the recovery key"):
        house.store.keys.recover(PrivateKey.made(), "first", "first", locked, NOW, "authority")
    with pytest.raises(DeskError, match="has a key already"):
        house.store.keys.recover(house.recovery, "first", "second", locked, NOW, "authority")


def test_a_new_recovery_key_takes_the_place_of_the_old_one(house: House) -> None:
    newer = PrivateKey.made()
    house.store.keys.make_recovery(newer.public, house.recovery, NOW, "prea")
    assert house.read(newer) == house.read(house.first) == WORDS
    with pytest.raises(UnsealError):
        house.read(house.recovery)


def test_a_lost_recovery_key_is_replaced_as_readers_change_their_keys(house: House) -> None:
    newer = PrivateKey.made()
    house.store.keys.make_recovery(newer.public, None, NOW, "prea")
    with pytest.raises(UnsealError):
        house.read(newer)
    rotated(house)
    assert house.read(newer) == WORDS


def test_what_is_expunged_stays_provable_and_can_never_be_opened(house: House) -> None:
    store = house.store
    with reading(store._engine, store.path) as connection:
        found = sealing.fetch(connection, ROW.row)
    assert found is not None
    assert found.envelope is not None
    head, _ = split(found.envelope)
    assert store.keys.expunge([ROW.row], house.first, lambda row: text("expunge", row)) == 2
    for key in (house.first, house.recovery):
        with pytest.raises(UnsealError):
            house.read(key)
        assert [event["what"] for event in house.events(key)] == ["file", "expunge"]
    parts = {head[n : n + 48] for n in range(37, 37 + 16 * 48, 48)}
    on_disk = store.path.read_bytes() + store.path.with_name(f"{store.path.name}-wal").read_bytes()
    assert not any(part in on_disk for part in parts)
    with reading(store._engine, store.path) as connection:
        assert sum(1 for _ in streams.stream_lines(connection)) == 5  # three events, a day, the end


@pytest.mark.parametrize("scope", ["everything", "sealed", ROW.row])
def test_a_hold_forbids_expunging_until_it_is_lifted(house: House, scope: str) -> None:
    number = house.store.keys.place_hold(scope, "CV-26-114", NOW, "counsel")
    with pytest.raises(DeskError, match="hold forbids"):
        house.store.keys.expunge([ROW.row], house.first, handed)
    assert house.read(house.first) == WORDS
    house.store.keys.lift_hold(number, NOW, "counsel")
    house.store.keys.expunge([ROW.row], house.first, handed)
    with pytest.raises(DeskError, match="no hold"):
        house.store.keys.lift_hold(number, NOW, "counsel")


def test_only_who_can_open_it_can_expunge_it(house: House) -> None:
    with pytest.raises(DeskError, match="does not open"):
        house.store.keys.expunge([ROW.row], house.second, handed)


def test_an_older_version_put_back_does_not_open(house: House) -> None:
    store = house.store
    with writing(store._engine, store.path) as connection:
        older = sealing.fetch(connection, ROW.row)
        assert older is not None
        assert older.envelope is not None
        newer = seal(b"decided", [house.first.public], Place(row=ROW.row, version=2))
        assert sealing.replace(connection, older.place, newer).version == 2
        with pytest.raises(DeskError, match="changed meanwhile"):
            sealing.replace(connection, older.place, newer)
    assert house.read(house.first) == b"decided"
    head, body = split(older.envelope)
    raw = store._engine.raw_connection()
    raw.cursor().execute("UPDATE sealed_head SET head = ? WHERE row = ?", (head, ROW.row))
    raw.cursor().execute("UPDATE sealed SET body = ? WHERE row = ?", (body, ROW.row))
    raw.close()
    with pytest.raises(UnsealError):
        house.read(house.first)


def test_every_day_is_closed_once_whether_or_not_something_happened(house: House) -> None:
    store = house.store
    before = actions(store).count("commit stream")
    for passed in (1, 1, 4):
        store.audit_log.close_days(NOW + timedelta(days=passed))
    store.keys.place_hold("log", "x", NOW + timedelta(days=4), "counsel")
    found = [json.loads(line) for line in store.audit_log.lines()][:-1]
    days = [line["subjects"][0] for line in found if line["action"] == "commit stream"]
    assert len(days) == before + 4
    assert len(set(days)) == len(days)
    assert {line["actor"] for line in found if line["action"] == "commit stream"} == {"fairwatch"}


def test_no_plain_text_in_the_file(house: House) -> None:
    house.store.keys.hand_over(ROW.row, house.first, "second", handed)
    house.store.close()
    for path in house.store.path.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for words in (WORDS, b"hand over", b"passphrase", house.first.raw(), house.recovery.raw()):
                assert words not in data, path


def test_an_event_takes_a_begun_stream(store: Store) -> None:
    with pytest.raises(DeskError, match="recovery key first"), writing(store._engine, store.path) as connection:
        streams.append_event(connection, b"{}", [PrivateKey.made().public])


def test_an_opened_row_tells_its_readers(house: House) -> None:
    with reading(house.store._engine, house.store.path) as connection:
        (one,) = sealing.all_rows(connection)
    assert one.envelope is not None
    found = opened(one.envelope, house.first, one.place)
    assert found.recipients == {house.first.public, house.recovery.public}
