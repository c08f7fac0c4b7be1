"""Keys, sealed rows and the sealed log work the same in a file and on a server."""

import json
from datetime import timedelta

from support.sites import NOW, small_site

from scheduler import audit
from scheduler.identity import keyring
from scheduler.identity.envelope import Place, PrivateKey, seal, unseal
from scheduler.identity.keyring import Cost
from scheduler.storage import Store, sealing, stream
from scheduler.storage.connect import reading, writing

CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
ROW = Place(row="8d1f")


def event(row: str) -> bytes:
    return json.dumps({"what": "hand over", "row": row}).encode()


def test_from_the_first_key_to_the_last_record(database: str) -> None:
    store = Store.open(database)
    store.import_site(small_site(), "small", NOW, "admin")
    recovery, keys = PrivateKey.made(), {}
    store.keys.make_recovery(recovery.public, None, NOW, "prea")
    for name in ("first", "second"):
        locked, keys[name] = keyring.made(name, name, CHEAP)
        store.keys.add(name, locked, NOW, name)
    with writing(store._engine, store.path) as connection:
        readers = [keys["first"].public, recovery.public]
        sealing.put(connection, ROW.row, seal(b"words", readers, ROW))
        stream.append_event(connection, event(ROW.row), readers)

    def read(key: PrivateKey) -> bytes:
        with reading(store._engine, store.path) as connection:
            found = sealing.fetch(connection, ROW.row)
        assert found is not None
        assert found.envelope is not None
        return unseal(found.envelope, key, found.place)

    store.keys.hand_over(ROW.row, keys["first"], "second", event)
    locked, newer = keyring.made("newer", "second", CHEAP)
    assert store.keys.rotate("second", keys["second"], locked, NOW, "second").number == 3
    locked, fresh = keyring.made("fresh", "first", CHEAP)
    assert store.keys.recover(recovery, "first", "first", locked, NOW, "authority").number == 3
    assert read(newer) == read(fresh) == b"words"
    assert store.keys.locked("first") == locked

    later = NOW + timedelta(days=500)
    store.audit_log.close_days(later)
    assert store.keys.expunge([ROW.row], fresh, event) == 3
    with reading(store._engine, store.path) as connection:
        found = sealing.fetch(connection, ROW.row)
    assert found is not None
    assert found.envelope is None
    store.keys.set_period("Facility data", 400, later, "prea")
    due = store.keys.log_due(later.date())
    assert due == (1,)
    store.keys.expunge_log(due, later, "prea")
    hold = store.keys.place_hold("everything", "CV-26-114", later, "prea")
    store.keys.lift_hold(hold, later, "prea")
    lines, chain = store.audit_log.evidence()
    store.close()
    key = audit.own_key()
    verdict = audit.examine(lines, {key.id: key.secret}, (), chain)
    assert verdict.is_proved, verdict.all_faults
    assert (verdict.expunged, len(verdict.commitments)) == (1, 501)
