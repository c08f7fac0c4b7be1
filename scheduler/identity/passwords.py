r"""Passwords as they are stored, and which ones are too easy.

The form of a stored password, version 1, all numbers big-endian:

    "FWP\x01"                                       4 bytes
    way (1: Argon2id, 2: PBKDF2-HMAC-SHA-256)       1 byte
    rounds, KiB of memory, lanes                    4 + 4 + 1 bytes
    salt, verifier                                  16 + 32 bytes

One try makes 32 bytes, which are stored nowhere. HMAC-SHA-256 under them makes two others: the verifier, and the key of
what only the right password may open (the secret of an authenticator).
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache

from scheduler.identity.keyring import ARGON2ID, PBKDF2, Cost, Way, stretched
from scheduler.locate import resource

LEAST, ADVISED, MOST = 12, 15, 200
"""The shortest password, the length that is advised, and the longest one, in letters."""
COSTS = {"argon2id": ARGON2ID, "pbkdf2": PBKDF2}
"""Ways that a site may choose, by their stored words."""
_FIRST = b"FWP\x01"
_SALT, _VERIFIER = 16, 32
_LENGTH = 4 + 1 + 9 + _SALT + _VERIFIER
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LEFT = 5
"""So many letters must be left of a password once everything easy is taken out of it."""
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_LOOKALIKES = str.maketrans("@4310$57!", "aaeiosstl")


class EasyPasswordError(Exception):
    """A password may not be used; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """That a password was right, and the half of what it gives that is stored nowhere."""

    key: bytes


def hashed(password: str, cost: Cost = ARGON2ID) -> tuple[bytes, Right]:
    """Return a password as it is stored, with its own salt and cost, and what it locks."""
    salt = secrets.token_bytes(_SALT)
    verifier, right = _halves(password, salt, cost)
    numbers = cost.rounds.to_bytes(4, "big") + cost.memory_kib.to_bytes(4, "big") + bytes((cost.lanes,))
    return _FIRST + bytes((cost.way,)) + numbers + salt + verifier, right


def tried(stored: bytes, password: str, usual: Cost = ARGON2ID) -> Right | None:
    """Return that a password is right, None where it is not.

    Args:
        stored: As `hashed` made it; empty for an account that does not exist or has none. Then the same work is done.
        password: As it was typed.
        usual: What one try takes where there is nothing stored.
    """
    if len(stored) != _LENGTH or stored[:4] != _FIRST:
        _halves(password, bytes(_SALT), usual)
        return None
    verifier, right = _halves(password, stored[14 : 14 + _SALT], cost_of(stored))
    return right if hmac.compare_digest(verifier, stored[-_VERIFIER:]) else None


def proof(salted: bytes, password: str, usual: Cost = ARGON2ID) -> bytes:
    """Return what proves a password to who holds the stored one, b"" where it does not fit.

    Args:
        salted: The stored password without its last 32 bytes, which are what is returned for the right one.
        password: As it was typed.
        usual: As `tried` takes it.
    """
    if len(salted) != _LENGTH - _VERIFIER or salted[:4] != _FIRST:
        _halves(password, bytes(_SALT), usual)
        return b""
    return _halves(password, salted[-_SALT:], cost_of(salted))[0]


def _halves(password: str, salt: bytes, cost: Cost) -> tuple[bytes, Right]:
    """Return the verifier of a password and what it opens; neither tells the other."""
    master = stretched(password, salt, cost)
    verifier, key = (hmac.digest(master, b"fairwatch password " + use, "sha256") for use in (b"verifier", b"key"))
    return verifier, Right(key=key)


def cost_of(stored: bytes) -> Cost:
    """Return what one try of a stored password takes."""
    rounds, memory_kib, lanes = int.from_bytes(stored[5:9], "big"), int.from_bytes(stored[9:13], "big"), stored[13]
    return Cost(way=Way(stored[4]), rounds=rounds, memory_kib=memory_kib, lanes=lanes)


def first_password() -> str:
    """Return a password that somebody is given to sign in once: 80 random bits in four groups."""
    letters = [secrets.choice(_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def refuse_easy(password: str, about: tuple[str, ...] = ()) -> None:
    """Refuse a password that is too short, or mostly made of what everybody tries first.

    Args:
        password: As it was typed.
        about: What is known of the account: its name, badge, facility.

    Raises:
        EasyPasswordError: says what is wrong.
    """
    if len(password) < LEAST:
        raise EasyPasswordError(f"A password has {LEAST} letters at least; {ADVISED} or more are advised")
    if len(password) > MOST:
        raise EasyPasswordError(f"A password has {MOST} letters at most")
    if len(_left_of(password, about)) < _LEFT:
        raise EasyPasswordError("This password is one that is tried first; take several words that do not go together")


def _left_of(password: str, about: tuple[str, ...]) -> str:
    """Return what is left of a password without common words, own names, rows of keys, digits and repeated letters."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    best = plain
    for text in (plain, plain.translate(_LOOKALIKES)):
        kept = "".join(letter for letter in text if letter.isalpha())
        own = (word.casefold() for part in about for word in part.replace(".", " ").split() if len(word) > 2)
        for word in (*sorted(own, key=len, reverse=True), *_common()):
            kept = kept.replace(word, " ")
        kept = _without_rows(kept)
        once = "".join(letter for at, letter in enumerate(kept) if at == 0 or letter != kept[at - 1]).replace(" ", "")
        best = min(best, "".join(dict.fromkeys(once)), key=len)
    return best


def _without_rows(text: str) -> str:
    """Return a text without runs of three or more neighbours of the alphabet or of a keyboard, either way."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            for size in range(len(line), 2, -1):
                for at in range(len(line) - size + 1):
                    text = text.replace(line[at : at + size], " ")
    return text


@cache
def _common() -> tuple[str, ...]:
    """Return words that common passwords are made of, the longest first."""
    lines = resource("passwords", "common_words.txt").read_text("utf-8").split()
    return tuple(sorted((line for line in lines if len(line) > 2), key=lambda word: (-len(word), word)))
