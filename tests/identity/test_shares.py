"""Two of three printed shares give the recovery key back; what is mistyped is named by its line."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.identity.envelope import PrivateKey
from scheduler.identity.shares import NEEDED, Share, ShareError, _inverse, _times, restored, share_of, shares_of

KEY = PrivateKey.made()
SHARES = shares_of(KEY)


@given(st.binary(min_size=32, max_size=32), st.integers(2, 4), st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_any_of_them_in_sufficient_number_give_the_key(raw: bytes, needed: int, more: int) -> None:
    key = PrivateKey(raw)
    shares = shares_of(key, needed + more, needed)
    for some in itertools.combinations(shares, needed):
        assert restored(some, key.public, needed).raw() == raw
    assert restored(shares, key.public, needed).raw() == raw


def test_printed_and_typed_again() -> None:
    for share in SHARES:
        lines = share.lines()
        assert share_of(lines) == share
        typed = [line.lower().replace(" ", "-").replace("0", "o").replace("1", "l") for line in lines]
        assert share_of(typed) == share
    assert restored([share_of(SHARES[2].lines()), share_of(SHARES[0].lines())], KEY.public).raw() == KEY.raw()


def test_one_alone_does_not_suffice_nor_does_one_twice() -> None:
    for some in (SHARES[:1], (SHARES[1], SHARES[1])):
        with pytest.raises(ShareError, match="2 different shares are needed"):
            restored(some, KEY.public)


def test_one_share_says_nothing() -> None:
    # With a second share made up for it, the first one gives any other key as well.
    for other in (PrivateKey.made() for _ in range(3)):
        of, first = shares_of(other)[0].of, SHARES[0].values
        second = bytes(b ^ _times(2, a ^ b) for a, b in zip(first, other.raw(), strict=True))
        both = (Share(of=of, number=1, values=first), Share(of=of, number=2, values=second))
        assert restored(both, other.public).raw() == other.raw()
    assert len({shares_of(KEY)[0].values for _ in range(20)}) == 20


def test_shares_of_another_key_are_refused() -> None:
    other = shares_of(PrivateKey.made())
    with pytest.raises(ShareError, match="another recovery key"):
        restored((SHARES[0], other[1]), KEY.public)
    again = shares_of(KEY)
    with pytest.raises(ShareError, match="do not give"):
        restored((SHARES[0], again[1]), KEY.public)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_one_wrong_letter_is_named_by_its_line(data: st.DataObject) -> None:
    lines = list(SHARES[1].lines())
    place = data.draw(st.integers(0, 3))
    at = data.draw(st.sampled_from([n for n, letter in enumerate(lines[place]) if letter != " "]))
    letter = data.draw(st.sampled_from([c for c in "23456789ABCDEFGHJKMNPQRSTVWXYZU" if c != lines[place][at]]))
    lines[place] = lines[place][:at] + letter + lines[place][at + 1 :]
    with pytest.raises(ShareError, match=f"Line {place + 1} "):
        share_of(lines)


def test_neighbours_exchanged_are_named_by_their_line() -> None:
    for place, line in enumerate(SHARES[0].lines()):
        letters = line.replace(" ", "")
        for at in range(len(letters) - 1):
            if letters[at] == letters[at + 1]:
                continue
            lines = list(SHARES[0].lines())
            lines[place] = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
            with pytest.raises(ShareError, match=f"Line {place + 1} "):
                share_of(lines)


def test_lines_in_another_order_or_number_are_refused() -> None:
    first, second, *others = SHARES[0].lines()
    with pytest.raises(ShareError, match="Line 1"):
        share_of([second, first, *others])
    with pytest.raises(ShareError, match="4 lines"):
        share_of([first, second])
    with pytest.raises(ShareError, match="Line 2 has"):
        share_of([first, second[:-1], *others])


def test_the_field_is_that_of_aes() -> None:
    assert _times(0x57, 0x83) == 0xC1  # FIPS 197, 4.2
    assert _times(0x57, 0x13) == 0xFE
    assert all(_times(a, _inverse(a)) == 1 for a in range(1, 256))


def test_a_share_does_not_show_itself() -> None:
    assert NEEDED == 2
    assert SHARES[0].values.hex() not in repr(SHARES[0])
    assert repr(SHARES[0].values) not in repr(SHARES)
