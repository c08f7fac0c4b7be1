"""The recovery key on paper: three shares, any two of which give the key back, one alone nothing at all.

Shamir's scheme over GF(256) (How to share a secret, 1979): each byte of the key is the value at 0 of a polynomial drawn
for it, of one degree less than shares are needed, and share n holds its value at n. The field is that of AES (FIPS 197,
4.2: modulus x^8 + x^4 + x^3 + x + 1).

A share is printed as four lines of 15 letters and two check letters, in the 32 letters of Crockford's alphabet (no I,
L, O, U): version (1 byte), first three bytes of the SHA-256 of the public key, number of the share, 32 bytes, four zero
bits. The check of a line is what it makes as a number in base 32, its line number put before it, modulo the prime 1021:
one wrong letter, two neighbours exchanged and a line in another's place are always found.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from scheduler.identity.envelope import PrivateKey, PublicKey

SHARES = 3
NEEDED = 2
LINES = 4

_VERSION = 1
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LIKE = str.maketrans("OIL", "011", " -\t")
_LINE, _CHECK, _GROUP, _PRIME = 15, 2, 5, 1021
_BYTES, _SPARE_BITS = 37, 4


class ShareError(Exception):
    """A share cannot be read or does not fit; the message is one sentence that says which line, or why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One of the shares of a key.

    Attributes:
        of: First three bytes of the SHA-256 of the public key that it belongs to.
        number: Its own number, from 1.
        values: 32 bytes; never shown by `repr`.
    """

    of: bytes
    number: int
    values: bytes = field(repr=False)

    def lines(self) -> tuple[str, ...]:
        """Return it as it is printed: four lines of three groups of five letters and the check."""
        data = bytes((_VERSION,)) + self.of + bytes((self.number,)) + self.values
        letters = _written(int.from_bytes(data, "big") << _SPARE_BITS, LINES * _LINE)
        rows = [letters[n : n + _LINE] for n in range(0, len(letters), _LINE)]
        return tuple(_printed(place, row) for place, row in enumerate(rows, start=1))


def shares_of(key: PrivateKey, shares: int = SHARES, needed: int = NEEDED) -> tuple[Share, ...]:
    """Return the shares of a private key, drawn anew each time."""
    drawn = [key.raw(), *(secrets.token_bytes(len(key.raw())) for _ in range(needed - 1))]
    return tuple(
        Share(of=_name(key.public), number=n, values=bytes(_value(c, n) for c in zip(*drawn, strict=True)))
        for n in range(1, shares + 1)
    )


def share_of(lines: Sequence[str]) -> Share:
    """Return a share as it was typed; small letters, blanks and hyphens do not matter, nor O for 0 or I and L for 1.

    Raises:
        ShareError: naming the line that is mistyped.
    """
    typed = [line.upper().translate(_LIKE) for line in lines if line.strip()]
    if len(typed) != LINES:
        raise ShareError(f"A share has {LINES} lines, and there are {len(typed)} here")
    for place, row in enumerate(typed, start=1):
        wrong = next((letter for letter in row if letter not in _LETTERS), "")
        if wrong:
            raise ShareError(f"Line {place} is mistyped: no share has the letter {wrong}")
        if len(row) != _LINE + _CHECK:
            raise ShareError(f"Line {place} has {len(row)} letters instead of {_LINE + _CHECK}")
        if _check(place, row[:_LINE]) != row[_LINE:]:
            raise ShareError(f"Line {place} is mistyped, or belongs to another place")
    number = _read("".join(row[:_LINE] for row in typed))
    data = (number >> _SPARE_BITS).to_bytes(_BYTES, "big")
    if data[0] != _VERSION or data[4] == 0 or number % (1 << _SPARE_BITS):
        raise ShareError("These lines are not those of a share")
    return Share(of=data[1:4], number=data[4], values=data[5:])


def restored(shares: Sequence[Share], public: PublicKey, needed: int = NEEDED) -> PrivateKey:
    """Return the key again.

    Args:
        shares: As many different ones as are needed; more must fit too.
        public: The public half, which proves that it is the right one.
        needed: How many are needed.

    Raises:
        ShareError: too few, or they are not those of this key.
    """
    different = {share.number: share for share in shares}
    if any(share.of != _name(public) for share in shares):
        raise ShareError("A share belongs to another recovery key")
    if len(different) < needed:
        raise ShareError(f"{needed} different shares are needed")
    weights = _weights(list(different))
    columns = zip(*(share.values for share in different.values()), strict=True)
    raw = bytes(reduce(xor, map(_times, weights, column)) for column in columns)
    key = PrivateKey(raw)
    if key.public != public:
        raise ShareError("These shares do not give the recovery key")
    return key


def _name(public: PublicKey) -> bytes:
    return hashlib.sha256(public.raw).digest()[:3]


# ------------------------------------------------------------ the field


def _times(a: int, b: int) -> int:
    """Multiply in GF(256)."""
    product = 0
    for bit in range(8):
        product ^= (a << bit) * (b >> bit & 1)
    for bit in range(14, 7, -1):
        product ^= (0x11B << bit - 8) * (product >> bit & 1)
    return product


def _inverse(a: int) -> int:
    """Return what gives 1 with `a`: its 254th power."""
    return reduce(_times, [a] * 254)


def _value(coefficients: Sequence[int], x: int) -> int:
    """Return a polynomial's value, the coefficient of the lowest power first (Horner)."""
    return reduce(lambda value, c: _times(value, x) ^ c, reversed(coefficients), 0)


def _weights(numbers: Sequence[int]) -> list[int]:
    """Return what each point counts for at 0 (Lagrange; subtraction is addition in this field)."""
    weights = []
    for x in numbers:
        others = [other for other in numbers if other != x]
        above, below = reduce(_times, others, 1), reduce(_times, (x ^ other for other in others), 1)
        weights.append(_times(above, _inverse(below)))
    return weights


# ------------------------------------------------------------ letters


def _written(number: int, length: int) -> str:
    return "".join(_LETTERS[number >> 5 * n & 31] for n in range(length - 1, -1, -1))


def _read(letters: str) -> int:
    return reduce(lambda number, letter: number << 5 | _LETTERS.index(letter), letters, 0)


def _check(place: int, row: str) -> str:
    return _written(_read(_LETTERS[place] + row) % _PRIME, _CHECK)


def _printed(place: int, row: str) -> str:
    groups = [row[n : n + _GROUP] for n in range(0, _LINE, _GROUP)]
    return " ".join([*groups, _check(place, row)])
