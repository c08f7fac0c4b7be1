r"""The sealed stream: a log of its own for what happens to requests, whose events only their readers can open.

Each event is an envelope; the chain holds nothing of it but the hash of its body, so that the stream is proved by those
who cannot read it, and still when its heads are rewrapped or destroyed. The form, version 1, written as
`scheduler.audit.chain` writes:

    body       = SHA-256(the envelope's body)
    hash       = SHA-256("fairwatch stream 1\n" + JSON({body, key, log, number, previous}))
    mac        = HMAC-SHA-256(key, hash)
    end        = HMAC-SHA-256(key, "fairwatch stream end 1\n" + JSON({hash, log, number}))
    commitment = SHA-256("fairwatch stream commitment 1\n" + JSON({day, hash, log, number, salt}))

For each day (UTC) one commitment goes into the audit log, whether or not something happened: it tells how far the
stream had come when that day was closed, and tells it only to who is given the salt.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.audit import GENESIS, AuditKey, Head, new_log, text_of
from scheduler.identity.envelope import Place

COMMIT = "commit stream"
"""The action of the audit log's record of a day."""
_EVENT, _END, _COMMITMENT = b"fairwatch stream 1\n", b"fairwatch stream end 1\n", b"fairwatch stream commitment 1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeal:
    """What chains and proves an event."""

    body: str
    previous: str
    hash: str
    key: str
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a day's commitment: how far the stream had come, and the salt."""

    day: date
    log: str
    number: int
    hash: str
    salt: str

    def commitment(self) -> str:
        """Return what stands in the audit log."""
        return hashlib.sha256(_COMMITMENT + text_of(self._fields())).hexdigest()

    def line(self) -> bytes:
        """Return it as a line of a stream file."""
        return text_of({"opening": self._fields()}) + b"\n"

    def subjects(self) -> tuple[str, str]:
        """Return the subjects of the audit log's record."""
        return f"day:{self.day.isoformat()}", f"commitment:{self.commitment()}"

    def _fields(self) -> dict[str, object]:
        return {
            "day": self.day.isoformat(),
            "hash": self.hash,
            "log": self.log,
            "number": self.number,
            "salt": self.salt,
        }


def begun(key: AuditKey) -> Head:
    """Return the end of a new, empty stream."""
    return _ended(new_log(), 0, GENESIS, key)


def place_of(log: str, number: int) -> Place:
    """Return where the envelope of an event belongs."""
    return Place(row=f"event {log} {number}")


def sealed_event(after: Head, key: AuditKey, body: bytes) -> tuple[EventSeal, Head]:
    """Return the seal of the event that follows an end, and the end after it.

    Args:
        after: The end of the stream so far.
        key: The key of whoever writes.
        body: The body of the event's envelope, sealed for `place_of(after.log, after.number + 1)`.
    """
    number, hashed = after.number + 1, hash_of_body(body)
    fields = {"body": hashed, "key": key.id, "log": after.log, "number": number, "previous": after.hash}
    digest = hashlib.sha256(_EVENT + text_of(fields)).hexdigest()
    seal = EventSeal(body=hashed, previous=after.hash, hash=digest, key=key.id, mac=_mac(key, digest.encode()))
    return seal, _ended(after.log, number, digest, key)


def openings_due(last: date | None, today: date, head: Head) -> tuple[Opening, ...]:
    """Return what closes the days before today that are not closed yet.

    Args:
        last: The last day that was closed, None when none was: then only yesterday is.
        today: The day that is not over.
        head: How far the stream has come.
    """
    first = today - timedelta(days=1) if last is None else last + timedelta(days=1)
    days = (first + timedelta(days=n) for n in range((today - first).days))
    return tuple(
        Opening(day=day, log=head.log, number=head.number, hash=head.hash, salt=secrets.token_hex(16)) for day in days
    )


def hash_of_body(body: bytes) -> str:
    """Return what a stream file tells of the body of an event's envelope."""
    return hashlib.sha256(body).hexdigest()


def event_line(log: str, number: int, seal: EventSeal) -> bytes:
    """Return an event as a line of a stream file: nothing of it but hashes; `seal.body` is `hash_of_body`."""
    event = {
        "body": seal.body,
        "hash": seal.hash,
        "key": seal.key,
        "log": log,
        "mac": seal.mac,
        "number": number,
        "previous": seal.previous,
    }
    return text_of(event) + b"\n"


def _ended(log: str, number: int, digest: str, key: AuditKey) -> Head:
    end = text_of({"hash": digest, "log": log, "number": number})
    return Head(log=log, number=number, hash=digest, key=key.id, mac=_mac(key, _END + end))


def _mac(key: AuditKey, message: bytes) -> str:
    return hmac.digest(key.secret, message, "sha256").hex()
