"""Locked keys open with their password for their account only."""

import pytest

from scheduler.identity import keyring
from scheduler.identity.envelope import Place, seal, unseal
from scheduler.identity.keyring import Cost, LockedKeyError, Way, WrongPasswordError, locked_key_of

CHEAP = Cost(rounds=1, memory_kib=64, lanes=1)
CHEAP_PBKDF2 = Cost(way=Way.PBKDF2, rounds=10, memory_kib=0, lanes=1)


@pytest.mark.parametrize("cost", [CHEAP, CHEAP_PBKDF2])
def test_a_key_opens_with_its_password(cost: Cost) -> None:
    locked, key = keyring.made("correct horse", "alvarez", cost)
    stored = locked_key_of(locked.text())
    assert stored == locked
    opener = keyring.unlock(stored, "correct horse", "alvarez")
    place = Place(row="1")
    assert unseal(seal(b"words", [stored.public], place), opener, place) == b"words"
    assert key.raw() not in locked.text()


def test_another_password_or_account_does_not_open_it() -> None:
    locked, _ = keyring.made("correct horse", "alvarez", CHEAP)
    for password, account in (("correct horsf", "alvarez"), ("", "alvarez"), ("correct horse", "alvare")):
        with pytest.raises(WrongPasswordError) as caught:
            keyring.unlock(locked, password, account)
        assert "horse" not in str(caught.value)


def test_a_password_typed_with_composed_or_single_letters_is_the_same() -> None:
    locked, _ = keyring.made("caf\u00e9 au lait", "a", CHEAP)
    assert keyring.unlock(locked, "cafe\u0301 au lait", "a").public == locked.public


def test_a_new_password_keeps_the_key() -> None:
    locked, key = keyring.made("old one", "a", CHEAP)
    newer = keyring.relocked(locked, "old one", "new one", "a", CHEAP)
    assert keyring.unlock(newer, "new one", "a").raw() == key.raw()
    with pytest.raises(WrongPasswordError):
        keyring.unlock(newer, "old one", "a")
    with pytest.raises(WrongPasswordError):
        keyring.relocked(locked, "another", "new one", "a", CHEAP)


def test_a_changed_byte_is_refused() -> None:
    locked, _ = keyring.made("pass", "a", CHEAP)
    text = locked.text()
    for at in (*range(0, 5), *range(14, len(text))):  # but what it costs, which could take for ever to try
        changed = text[:at] + bytes((text[at] ^ 1,)) + text[at + 1 :]
        with pytest.raises(LockedKeyError):
            keyring.unlock(locked_key_of(changed), "pass", "a")


def test_a_stored_key_that_asks_for_endless_work_is_refused() -> None:
    text = keyring.made("pass", "a", CHEAP)[0].text()
    for changed in (text[:5] + b"\xff" * 4 + text[9:], text[:9] + b"\xff" * 4 + text[13:], text[:5], b""):
        with pytest.raises(LockedKeyError):
            locked_key_of(changed)


def test_the_usual_costs_work() -> None:
    for cost in (keyring.ARGON2ID, keyring.PBKDF2):
        locked, _ = keyring.made("pass", "a", cost)
        assert keyring.unlock(locked_key_of(locked.text()), "pass", "a").public == locked.public
