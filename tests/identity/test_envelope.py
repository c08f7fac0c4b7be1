"""Envelopes open for their recipients at their place, unchanged; nobody else learns anything of them."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.identity.envelope import (
    MOST_BYTES,
    MOST_RECIPIENTS,
    SIZES,
    ChangedEnvelopeError,
    NotForThisKeyError,
    Place,
    PrivateKey,
    PublicKey,
    UnsealError,
    is_for,
    opened,
    recipients_of,
    rewrapped,
    seal,
    split,
    unseal,
)

KEYS = tuple(PrivateKey.made() for _ in range(5))
STRANGER = PrivateKey.made()
PLACE = Place(row="0f3a", version=3)
WORDS = b"please move me away from housing unit D"
SEALED = seal(WORDS, [key.public for key in KEYS], PLACE)


@given(st.binary(max_size=20_000), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_each_recipient_reads_what_was_sealed_and_who_else_may(plain: bytes, number: int) -> None:
    envelope = seal(plain, [key.public for key in KEYS[:number]], PLACE)
    for key in KEYS[:number]:
        found = opened(envelope, key, PLACE)
        assert found.plain == plain
        assert found.recipients == frozenset(key.public for key in KEYS[:number])
    for key in (*KEYS[number:], STRANGER):
        with pytest.raises(NotForThisKeyError):
            unseal(envelope, key, PLACE)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_one_changed_byte_anywhere_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SEALED) - 1))
    changed = bytearray(SEALED)
    changed[at] ^= data.draw(st.integers(1, 255))
    for key in KEYS:
        with pytest.raises(UnsealError):
            unseal(bytes(changed), key, PLACE)


def test_every_byte_of_the_head_counts() -> None:
    head, body = split(SEALED)
    for at in range(len(head)):
        changed = head[:at] + bytes((head[at] ^ 1,)) + head[at + 1 :]
        with pytest.raises(UnsealError):
            recipients_of(changed, body, KEYS[0], PLACE)


@given(st.integers(0, len(SEALED) - 1))
@settings(max_examples=50, deadline=None)
def test_a_part_of_an_envelope_is_refused(length: int) -> None:
    with pytest.raises(UnsealError):
        unseal(SEALED[:length], KEYS[0], PLACE)


def test_something_added_is_refused() -> None:
    with pytest.raises(UnsealError):
        unseal(SEALED + b"\0", KEYS[0], PLACE)


@pytest.mark.parametrize("other", [Place(row="0f3b", version=3), Place(row="0f3a", version=2), Place(row="0f3a")])
def test_it_opens_nowhere_else(other: Place) -> None:
    with pytest.raises(UnsealError):
        unseal(SEALED, KEYS[0], other)


def test_a_head_does_not_open_another_body() -> None:
    place = Place(row="0f3a", version=4)
    older, newer = split(SEALED), split(seal(b"another", [KEYS[0].public], place))
    for head, body in ((older[0], newer[1]), (newer[0], older[1])):
        for at in (PLACE, place):
            with pytest.raises(UnsealError):
                unseal(head + body, KEYS[0], at)


def test_length_tells_nothing_within_a_size_and_nothing_of_recipients() -> None:
    public = [PrivateKey.made().public for _ in range(16)]
    lengths = {len(seal(b"x" * n, public[:many], PLACE)) for n in (0, 1, 700, SIZES[0] - 4) for many in (1, 5, 16)}
    assert len(lengths) == 1
    assert len({len(seal(b"x" * n, public, PLACE)) for n in (SIZES[0] - 3, SIZES[1] - 4)}) == 1


def test_two_envelopes_of_the_same_have_nothing_in_common() -> None:
    first, second = (seal(WORDS, [key.public for key in KEYS], PLACE) for _ in range(2))
    same = sum(a == b for a, b in zip(first, second, strict=True))
    assert same < len(first) / 100
    assert WORDS not in first


def test_too_much_is_not_sealed() -> None:
    public = [PrivateKey.made().public for _ in range(MOST_RECIPIENTS + 1)]
    for plain, to in ((b"x" * (MOST_BYTES + 1), public[:1]), (b"x", public), (b"x", [])):
        with pytest.raises(ValueError, match=r"sealed|recipients"):
            seal(plain, to, PLACE)


def test_the_longest_content_for_the_most_recipients() -> None:
    keys = [PrivateKey.made() for _ in range(MOST_RECIPIENTS)]
    envelope = seal(b"x" * MOST_BYTES, [key.public for key in keys], PLACE)
    assert unseal(envelope, keys[-1], PLACE) == b"x" * MOST_BYTES


def test_a_new_head_changes_who_can_open_it() -> None:
    head, body = split(SEALED)
    newer = rewrapped(head, body, KEYS[1], PLACE, [KEYS[2].public, STRANGER.public])
    assert unseal(newer + body, STRANGER, PLACE) == unseal(newer + body, KEYS[2], PLACE) == WORDS
    assert is_for(newer, STRANGER, PLACE)
    assert not is_for(newer, KEYS[1], PLACE)
    with pytest.raises(NotForThisKeyError):
        unseal(newer + body, KEYS[1], PLACE)
    with pytest.raises(NotForThisKeyError):
        rewrapped(head, body, STRANGER, PLACE, [STRANGER.public])


def test_a_slot_in_another_place_is_refused() -> None:
    slots = SEALED[37 : 37 + 16 * 48]
    turned = SEALED[:37] + slots[48:] + slots[:48] + SEALED[37 + 16 * 48 :]
    with pytest.raises(ChangedEnvelopeError):
        unseal(turned, KEYS[0], PLACE)


def test_a_public_key_that_shares_nothing_is_refused() -> None:
    low = (1).to_bytes(32, "little")  # a point of small order: RFC 7748, 6.1
    with pytest.raises(ValueError, match="nothing can be sealed"):
        seal(b"x", [PublicKey(low)], PLACE)
    with pytest.raises(UnsealError):
        unseal(SEALED[:5] + low + SEALED[37:], KEYS[0], PLACE)


def test_neither_keys_nor_words_are_shown() -> None:
    key, found = KEYS[0], opened(SEALED, KEYS[0], PLACE)
    shown = repr([key, found, {"key": key}]) + str(key) + str(found)
    assert "move" not in shown
    assert key.raw().hex() not in shown
    assert repr(key.raw()) not in shown
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_refusal_tells_nothing() -> None:
    for changed in (SEALED[:-1] + b"!", SEALED[:40] + b"!" + SEALED[41:]):
        with pytest.raises(UnsealError) as caught:
            unseal(changed, KEYS[0], PLACE)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
