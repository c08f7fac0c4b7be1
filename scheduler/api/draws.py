"""Posts drawn at muster, as the console and the command line see them: `Desk.draws`."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scheduler.api.guard import needs
from scheduler.domain.draws import Draw, Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import Minute, RosterState, ShiftCode
from scheduler.draw import commitment_of, draw, faults_of, new_secret, sealed, secret_of
from scheduler.exchange.files import replace_file
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, NewSeal, Store, StoredSeal
from scheduler.wire import encode, sha256

EARLIEST_MINUTES = 120
"""So long before a shift starts its posts may be drawn, and no sooner: house rule. Sooner would be a published plan."""

MOST_WORDS = 200
"""The longest text that officers may add at muster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that somebody else needs to draw again: the record, and what it was drawn from."""

    record: Draw
    problem: Problem
    roster: Roster


class DrawDesk:
    """What can be asked and done about posts drawn at muster. Methods raise `DeskError`, one sentence."""

    def __init__(
        self, store: Store, problem: Callable[[Period], Problem], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store = store
        self._problem = problem
        self._now = now
        self._session = session

    @needs(Action.READ_ROSTER)
    def commitment(self, id: int) -> str | None:
        """Return what the latest version of a roster commits to, None where its posts are not drawn at muster."""
        stored = self._store.draws.seal(id)
        return None if stored is None else stored.commitment

    @needs(Action.READ_ROSTER)
    def sealed(self, id: int) -> frozenset[Muster]:
        """Return the musters of a roster whose posts are still to be drawn."""
        stored = self._store.draws.seal(id)
        if stored is None:
            return frozenset()
        drawn = {record.muster for record in self._store.draws.records(id)}
        return frozenset(m.muster for m in stored.seal.musters) - drawn

    @needs(Action.READ_ROSTER)
    def records(self, id: int) -> tuple[Draw, ...]:
        """Return the records of a roster's draws, in the order in which they were made."""
        return self._store.draws.records(id)

    @needs(Action.READ_ROSTER)
    def record(self, id: int, muster: Muster) -> Draw:
        """Return the record of one draw."""
        for record in self._store.draws.records(id):
            if record.muster == muster:
                return record
        raise DeskError(f"No posts of {muster} were drawn in roster number {id}")

    @needs(Action.PUBLISH)
    def seal_for(self, id: int, roster: Roster, is_sealed: bool | None) -> NewSeal | None:
        """Return what the next version of a roster is to commit to; None where posts are not drawn.

        Args:
            id: Number of the roster.
            roster: The roster as it is to be published.
            is_sealed: Whether posts are drawn at muster; None for as with the version before.
        """
        if not (self.commitment(id) is not None if is_sealed is None else is_sealed):
            return None
        now = _minute(self._now())
        drawn = {record.muster for record in self._store.draws.records(id)}
        musters = {Muster(on=t.on, shift=t.shift) for t in roster.tours if t.start > now} - drawn
        secret = new_secret()
        seal = sealed(roster.facility, roster.period, roster.version + 1, secret, musters)
        return NewSeal(seal=seal, commitment=commitment_of(seal), secret=secret)

    @needs(Action.DRAW)
    def draw(self, id: int, on: date, shift: ShiftCode, words: str = "") -> Draw:
        """Draw the posts of one muster, once, and return the record; the roster, journal and audit trail follow.

        Args:
            id: Number of the roster; it must be as it was published.
            on: Local date on which the shift starts.
            shift: Its code.
            words: What is said at muster, such as three dice: whoever could foresee the rest cannot foresee this.
        """
        if len(words) > MOST_WORDS or not words.isprintable():
            raise DeskError(f"At most {MOST_WORDS} letters and numbers on one line can be added to a draw")
        muster = Muster(on=on, shift=shift)
        expected = self._store.revisions(id)
        stored, roster = self._store.draws.seal(id), self._store.roster(id).roster
        self._refuse(id, roster, stored, muster)
        assert stored is not None  # refused otherwise
        _, record = draw(
            self._what_draws_value(roster.period),
            roster,
            stored.seal,
            muster,
            secret_of(self._store.draws.secret(id, stored.seal.version), muster),
            secrets.token_hex(32),
            words,
            actor=self._session.actor,
            at=self._now(),
        )
        self._store.draw(id, expected, record)
        return record

    @needs(Action.READ_ROSTER)
    def evidence(self, id: int, muster: Muster) -> Evidence:
        """Return a draw with problem and roster as they were before it.

        Raises:
            DeskError: nothing was drawn, or the facility's data has changed since.
        """
        record = self.record(id, muster)
        roster = self._store.version(id, record.seal.version).roster
        for earlier in self._store.draws.records(id):
            if earlier.muster == muster:
                break
            if earlier.seal.version == record.seal.version:
                after = {c.before: c.after for c in earlier.changes}
                roster = roster.with_tours(tuple(after.get(t, t) or t for t in roster.tours))
        problem = self._what_draws_value(roster.period)
        if sha256(problem) != record.problem_sha256:
            raise DeskError(
                f"The facility's data has changed since the posts of {muster} were drawn:"
                " use the files written at the draw"
            )
        return Evidence(record=record, problem=problem, roster=roster)

    @needs(Action.READ_ROSTER)
    def faults(self, id: int, muster: Muster) -> tuple[str, ...]:
        """Draw again and return, in sentences, what does not fit the record; nothing when all does."""
        evidence = self.evidence(id, muster)
        return faults_of(evidence.record, evidence.problem, evidence.roster)

    @needs(Action.EXPORT)
    def write(self, evidence: Evidence, folder: Path) -> tuple[Path, ...]:
        """Write a draw's record, problem and roster as files for somebody else, and return them."""
        name = f"{evidence.record.muster.on}_{evidence.record.muster.shift}"
        values = {"draw": evidence.record, "problem": evidence.problem, "roster": evidence.roster}
        paths = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for what, value in values.items():
                path = folder / f"{name}_{what}.json"
                replace_file(path, encode(value) + b"\n")
                paths.append(path)
        except OSError as error:
            raise DeskError(f"{folder}: {error.strerror or error}") from error
        return tuple(paths)

    def _what_draws_value(self, period: Period) -> Problem:
        """Return the problem by which plans are valued: before a draw nobody holds a post."""
        return replace(self._problem(period), published=())

    def _refuse(self, id: int, roster: Roster, stored: StoredSeal | None, muster: Muster) -> None:
        """Refuse a draw that may not be made now."""
        if stored is None:
            raise DeskError(f"Roster number {id} was not published with posts drawn at muster")
        if roster.state != RosterState.PUBLISHED:
            raise DeskError(f"Roster number {id} is {roster.state}: publish it, then draw")
        for record in self._store.draws.records(id):
            if record.muster == muster:
                raise DeskError(f"The posts of {muster} are drawn already, by {record.actor}")
        if stored.seal.secret_sha256(muster) is None:
            raise DeskError(f"The posts of {muster} are not to be drawn: it is not a muster of roster number {id}")
        start = min(t.start for t in roster.tours if muster.holds(t))
        if _minute(self._now()) < start - EARLIEST_MINUTES:
            hours = EARLIEST_MINUTES // 60
            raise DeskError(f"Posts are drawn at muster: those of {muster} from {hours} hours before the shift starts")


def _minute(at: datetime) -> Minute:
    return Minute(int(at.timestamp()) // 60)
