"""One draw with its record, and a record judged by somebody else."""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from scheduler.domain.draws import DRAW_SCHEMA, Draw, Muster, Seal
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, difference
from scheduler.draw.plans import Plans
from scheduler.draw.sampling import METHOD, Drawn, sample
from scheduler.draw.seal import commitment_of, hash_of
from scheduler.draw.stream import Stream
from scheduler.wire import sha256


def draw(
    problem: Problem,
    roster: Roster,
    seal: Seal,
    muster: Muster,
    secret: str,
    entropy: str,
    words: str,
    *,
    actor: str,
    at: datetime,
) -> tuple[Roster, Draw]:
    """Draw the posts of a muster and return the roster after it, with the record.

    Args:
        problem: What the roster answers.
        roster: The roster before the draw.
        seal: What was committed to when the roster was published.
        muster: Who is drawn.
        secret: The muster's secret.
        entropy: New randomness of the computer at muster, 64 hex digits.
        words: What was said at muster.
        actor: Who draws.
        at: When, with UTC offset.
    """
    drawn = _drawn(problem, roster, muster, secret, entropy, words)
    record = Draw(
        seal=seal,
        commitment=commitment_of(seal),
        muster=muster,
        secret=secret,
        entropy=entropy,
        words=words,
        method=METHOD,
        problem_sha256=sha256(problem),
        roster_sha256=sha256(roster),
        changes=difference(roster, drawn.roster),
        count=drawn.count,
        actor=actor,
        at=at,
        versions=(("fairwatch", version("fairwatch")),),
    )
    return drawn.roster, replace(record, receipt=receipt_of(record))


def receipt_of(record: Draw) -> str:
    """Return the receipt that a record should have, 64 hex digits."""
    return sha256(replace(record, receipt=""))


def faults_of(record: Draw, problem: Problem | None = None, roster: Roster | None = None) -> tuple[str, ...]:
    """Return, in sentences, what in a record does not fit; nothing when all does.

    Without problem and roster only the promise is tested: that the secret is the one committed to. With both, posts are
    drawn again.

    Args:
        record: The record.
        problem: What the roster answered.
        roster: The roster before the draw.
    """
    faults = [*_faults_of_promise(record)]
    if problem is None or roster is None:
        return tuple(faults)
    if sha256(problem) != record.problem_sha256:
        faults.append("This is not the problem by which the draw valued plans.")
    if sha256(roster) != record.roster_sha256:
        faults.append("This is not the roster as it was before the draw.")
    if faults:
        return tuple(faults)
    again = _drawn(problem, roster, record.muster, record.secret, record.entropy, record.words)
    if difference(roster, again.roster) != record.changes:
        faults.append("Drawing again with the same secret gives other posts.")
    if again.count != record.count:
        faults.append("Drawing again finds another number of plans.")
    return tuple(faults)


def _faults_of_promise(record: Draw) -> Iterator[str]:
    if record.schema != DRAW_SCHEMA or record.method != METHOD:
        yield f"The draw was made in a way that this version does not know: {record.schema}, {record.method}."
    if receipt_of(record) != record.receipt:
        yield "The record was changed after it was made: its receipt does not fit."
    if commitment_of(record.seal) != record.commitment:
        yield "The seal is not the one of the commitment."
    promised = record.seal.secret_sha256(record.muster)
    if promised is None:
        yield f"The seal promises no draw for {record.muster}."
    elif not _is_hex(record.secret) or hash_of(record.secret) != promised:
        yield "The secret is not the one that was committed to when the roster was published."
    if not _is_hex(record.entropy):
        yield "What the computer added at muster is not 64 hexadecimal digits."


def _drawn(problem: Problem, roster: Roster, muster: Muster, secret: str, entropy: str, words: str) -> Drawn:
    return sample(Plans(problem, roster, muster), Stream(_key(secret, entropy, words, muster, roster)))


def _key(secret: str, entropy: str, words: str, muster: Muster, roster: Roster) -> bytes:
    """Return the key of a draw: whoever lacks one of its parts can foresee nothing (HMAC, RFC 2104)."""
    parts = (str(muster), sha256(roster), entropy, words)
    return hmac.new(bytes.fromhex(secret), "\n".join(parts).encode(), hashlib.sha256).digest()


def _is_hex(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
