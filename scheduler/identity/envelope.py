r"""Envelopes: what only its recipients can read, wherever it lies.

A content key, drawn once for each envelope, seals the content; it is wrapped for each recipient. An envelope does not
tell who its recipients are, how many they are, or how long its content is: there are 16, 32 or 64 slots for wraps, in
random order, free ones filled with random bytes, and the content is padded to 4, 16 or 64 KiB. It opens only at its
place: the row and version that it was sealed for. All of it is covered: with one changed byte anywhere nobody can open
it.

The form, version 1. An envelope is a head followed by a body. The head can be written anew (another recipient, a new
key pair) or destroyed (nobody can ever open the body again) while the body stays as it is.

    head   "FWE\x01"                                            4 bytes
           number of slots / 16                                 1 byte: 1, 2 or 4
           E, a public key of X25519, drawn for this head       32 bytes
           slots                                                48 bytes each
           directory: nonce, sealed public keys, tag            12 + 32 bytes a slot + 16
    body   "FWB\x01"                                            4 bytes
           nonce, sealed content, tag                           12 + 4, 16 or 64 KiB + 16

    place     = ROW "\n" VERSION in decimals
    slot      = AES-256-GCM(wrapping key, nonce 0, content key), or random bytes
    wrapping  = HKDF-SHA-256(X25519(E, recipient), info "fairwatch wrap 1\n" + E + recipient's public key + place)
    directory = AES-256-GCM(HKDF(content key, "fairwatch directory 1"), the public key behind each slot, zeros for none;
                associated data: place + "\n" + SHA-256(body) + all of the head before it)
    content   = AES-256-GCM(HKDF(content key, "fairwatch body 1"), length in 4 bytes + content + zeros;
                associated data: "FWB\x01" + place)

One E serves all wraps of a head, so that a key finds out at the price of one exchange whether an envelope is its own; a
wrapping key is drawn from both public keys, and is used once.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SLOTS = (16, 32, 64)
"""How many wraps a head can hold."""
SIZES = (4096, 16384, 65536)
"""To how many bytes content is padded, 4 of them its length."""
MOST_BYTES = SIZES[-1] - 4
"""The longest content."""
MOST_RECIPIENTS = SLOTS[-1]

_HEAD, _BODY = b"FWE\x01", b"FWB\x01"
_KEY, _WRAP, _NONCE, _TAG = 32, 48, 12, 16
_FREE = bytes(_KEY)


class UnsealError(Exception):
    """An envelope cannot be opened; the message is one sentence that tells nothing of what is inside."""


class TooManyError(ValueError):
    """There are no recipients, or more than an envelope holds."""


class NotForThisKeyError(UnsealError):
    """No wrap opens with this key: it is no recipient, or the wraps were changed, or belong to another place."""


class ChangedEnvelopeError(UnsealError):
    """It is not as it was sealed."""


@dataclass(frozen=True, slots=True, order=True)
class PublicKey:
    """The half of a key pair that seals; 32 bytes."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse what is no key.

        Raises:
            ValueError: it is not 32 bytes, or zeros.
        """
        if len(self.raw) != _KEY or self.raw == _FREE:
            raise ValueError("not a public key")

    def __repr__(self) -> str:
        return f"PublicKey({self.id})"

    @property
    def id(self) -> str:
        """A short name for screens and records: 16 hexadecimals."""
        return hashlib.sha256(b"fairwatch public key 1\n" + self.raw).hexdigest()[:16]


class PrivateKey:
    """The half of a key pair that opens. It shows itself by the name of its public half only, and cannot be pickled."""

    __slots__ = ("_raw", "public")

    def __init__(self, raw: bytes) -> None:
        """Take the 32 bytes of a private key."""
        self._raw = raw
        self.public = PublicKey(X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw())

    @classmethod
    def made(cls) -> "PrivateKey":
        """Return a new key."""
        return cls(secrets.token_bytes(_KEY))

    def __repr__(self) -> str:
        return f"PrivateKey({self.public.id})"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be written anywhere.

        Raises:
            TypeError: always.
        """
        raise TypeError("a private key is not written")

    def raw(self) -> bytes:
        """Return the 32 bytes, for the one purpose of locking or sharing them."""
        return self._raw

    def exchanged(self, other: bytes) -> bytes | None:
        """Return what is shared with another public key, None for one that shares nothing."""
        try:
            return X25519PrivateKey.from_private_bytes(self._raw).exchange(X25519PublicKey.from_public_bytes(other))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an envelope belongs: it opens nowhere else.

    Attributes:
        row: Name of the row, such as a request's random id; no line breaks.
        version: The row's version, counted up whenever its content is sealed anew.
    """

    row: str
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse what could be taken for another place.

        Raises:
            ValueError: a line break in the row's name.
        """
        if "\n" in self.row:
            raise ValueError("no line breaks in a row's name")

    def text(self) -> bytes:
        """Return it as it is bound to an envelope."""
        return f"{self.row}\n{self.version}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An opened envelope.

    Attributes:
        plain: Its content; never shown by `repr`.
        recipients: The public keys that can open it, in no order.
    """

    plain: bytes = field(repr=False)
    recipients: frozenset[PublicKey] = field(repr=False)


def seal(plain: bytes, recipients: Iterable[PublicKey], place: Place) -> bytes:
    """Return an envelope.

    Args:
        plain: At most `MOST_BYTES`.
        recipients: One to `MOST_RECIPIENTS`; who is named twice is taken once.
        place: Where it belongs.

    Raises:
        TooManyError: no or too many recipients.
        ValueError: too long.
    """
    size = next((size for size in SIZES if len(plain) + 4 <= size), None)
    if size is None:
        raise ValueError(f"at most {MOST_BYTES} bytes can be sealed")
    content_key = secrets.token_bytes(_KEY)
    padded = (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\0")
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(content_key, b"fairwatch body 1")).encrypt(nonce, padded, _BODY + place.text())
    body = _BODY + nonce + sealed
    return _head(content_key, frozenset(recipients), place, body) + body


def unseal(envelope: bytes, key: PrivateKey, place: Place) -> bytes:
    """Return what an envelope holds.

    Raises:
        UnsealError: see `opened`.
    """
    return opened(envelope, key, place).plain


def opened(envelope: bytes, key: PrivateKey, place: Place) -> Opened:
    """Open an envelope.

    Raises:
        NotForThisKeyError: the key is no recipient's.
        ChangedEnvelopeError: it is not as it was sealed, or belongs to another place.
    """
    head, body = split(envelope)
    content_key, recipients = _entered(head, body, key, place)
    try:
        padded = AESGCM(_derived(content_key, b"fairwatch body 1")).decrypt(
            body[4 : 4 + _NONCE], body[4 + _NONCE :], _BODY + place.text()
        )
    except InvalidTag:
        raise ChangedEnvelopeError("What is sealed is not as it was written") from None
    return Opened(plain=padded[4 : 4 + int.from_bytes(padded[:4], "big")], recipients=recipients)


def is_for(head: bytes, key: PrivateKey, place: Place) -> bool:
    """Whether a key can open the envelope with this head (or the whole envelope), told from its wraps alone."""
    try:
        return _content_key(head, key, place) is not None
    except ChangedEnvelopeError:
        return False


def rewrapped(head: bytes, body: bytes, key: PrivateKey, place: Place, recipients: Iterable[PublicKey]) -> bytes:
    """Return a new head for a body: only these recipients can open it from now on, if the old head is destroyed.

    Args:
        head: The head that `key` opens.
        body: The body, which stays as it is.
        key: Of one of the present recipients.
        place: Where the envelope belongs.
        recipients: All who are to open it.

    Raises:
        UnsealError: see `opened`.
        TooManyError: no or too many recipients.
    """
    content_key, _ = _entered(head, body, key, place)
    return _head(content_key, frozenset(recipients), place, body)


def recipients_of(head: bytes, body: bytes, key: PrivateKey, place: Place) -> frozenset[PublicKey]:
    """Return who can open an envelope, which only they can tell.

    Raises:
        UnsealError: see `opened`.
    """
    return _entered(head, body, key, place)[1]


def split(envelope: bytes) -> tuple[bytes, bytes]:
    """Return head and body of an envelope.

    Raises:
        ChangedEnvelopeError: it is not written as envelopes are.
    """
    at = _length(_slots(envelope))
    head, body = envelope[:at], envelope[at:]
    if len(body) - 4 - _NONCE - _TAG not in SIZES or body[:4] != _BODY:
        raise ChangedEnvelopeError("What is sealed is not written as envelopes are")
    return head, body


def _head(content_key: bytes, recipients: frozenset[PublicKey], place: Place, body: bytes) -> bytes:
    slots = next((slots for slots in SLOTS if 0 < len(recipients) <= slots), None)
    if slots is None:
        raise TooManyError(f"an envelope has 1 to {MOST_RECIPIENTS} recipients")
    ephemeral = PrivateKey.made()
    shared = [_WrapFor(key=key, wrap=_wrap(content_key, ephemeral, key, place)) for key in sorted(recipients)]
    order = [*shared, *(_WrapFor(key=None, wrap=secrets.token_bytes(_WRAP)) for _ in range(slots - len(shared)))]
    secrets.SystemRandom().shuffle(order)
    start = _HEAD + bytes((slots // 16,)) + ephemeral.public.raw + b"".join(one.wrap for one in order)
    keys = b"".join(_FREE if one.key is None else one.key.raw for one in order)
    nonce = secrets.token_bytes(_NONCE)
    directory = AESGCM(_derived(content_key, b"fairwatch directory 1"))
    return start + nonce + directory.encrypt(nonce, keys, _bound(place, body, start))


@dataclass(frozen=True, slots=True, kw_only=True)
class _WrapFor:
    key: PublicKey | None
    wrap: bytes


def _wrap(content_key: bytes, ephemeral: PrivateKey, recipient: PublicKey, place: Place) -> bytes:
    shared = ephemeral.exchanged(recipient.raw)
    if shared is None:
        raise ValueError(f"nothing can be sealed for {recipient}")
    return _wrapping(shared, ephemeral.public.raw, recipient, place).encrypt(bytes(_NONCE), content_key, None)


def _wrapping(shared: bytes, ephemeral: bytes, recipient: PublicKey, place: Place) -> AESGCM:
    return AESGCM(_derived(shared, b"fairwatch wrap 1\n" + ephemeral + recipient.raw + place.text()))


def _entered(head: bytes, body: bytes, key: PrivateKey, place: Place) -> tuple[bytes, frozenset[PublicKey]]:
    """Return content key and recipients, the whole of the head and the body proved."""
    content_key = _content_key(head, key, place)
    if content_key is None:
        raise NotForThisKeyError("This key does not open what is sealed here")
    at = 5 + _KEY + _slots(head) * _WRAP
    try:
        keys = AESGCM(_derived(content_key, b"fairwatch directory 1")).decrypt(
            head[at : at + _NONCE], head[at + _NONCE :], _bound(place, body, head[:at])
        )
    except InvalidTag:
        raise ChangedEnvelopeError("What is sealed is not as it was written") from None
    parts = [keys[n : n + _KEY] for n in range(0, len(keys), _KEY)]
    return content_key, frozenset(PublicKey(part) for part in parts if part != _FREE)


def _content_key(head: bytes, key: PrivateKey, place: Place) -> bytes | None:
    """Return the content key, None when no wrap opens."""
    slots, ephemeral = _slots(head), head[5 : 5 + _KEY]
    shared = key.exchanged(ephemeral)
    if shared is None:
        raise ChangedEnvelopeError("What is sealed is not as it was written")
    wrapping, found = _wrapping(shared, ephemeral, key.public, place), None
    for n in range(slots):
        at = 5 + _KEY + n * _WRAP
        try:
            found = wrapping.decrypt(bytes(_NONCE), head[at : at + _WRAP], None)
        except InvalidTag:
            continue  # somebody else's, or free
    return found


def _slots(head: bytes) -> int:
    slots = head[4] * 16 if len(head) > 5 else 0
    if head[:4] != _HEAD or slots not in SLOTS or len(head) < _length(slots):
        raise ChangedEnvelopeError("What is sealed is not written as envelopes are")
    return slots


def _length(slots: int) -> int:
    return 5 + _KEY + slots * _WRAP + _NONCE + slots * _KEY + _TAG


def _bound(place: Place, body: bytes, start: bytes) -> bytes:
    return place.text() + b"\n" + hashlib.sha256(body).digest() + start


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=info).derive(secret)
