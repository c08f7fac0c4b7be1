"""One open database: every method is one short transaction, with its audit row in the same one."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from scheduler.domain.attention import AttentionWeight
from scheduler.domain.draws import Draw
from scheduler.domain.findings import Certificate
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Duty, Leave, Reading, RotationWaiver
from scheduler.domain.policy import ContactWeight, PayPeriod, PolicyEntry, Tier
from scheduler.domain.roster import Period, Roster, RosterEdit, StaleEditError, Waiver
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import Badge, RosterState
from scheduler.storage import apart, changes, draws, journal, merging, notices, rosters, sites, trail
from scheduler.storage.accounts import AccountStore, has_accounts
from scheduler.storage.address import Server, Where, place_of, refuse_unsafe
from scheduler.storage.backup import BackupStore
from scheduler.storage.calls import CallStore
from scheduler.storage.connect import engine_of, reading, writing
from scheduler.storage.deviations import DeviationStore
from scheduler.storage.dispositions import DispositionStore
from scheduler.storage.draws import DrawStore
from scheduler.storage.errors import DeskError
from scheduler.storage.exports import ExportStore
from scheduler.storage.happenings import HappeningStore
from scheduler.storage.imports import ImportStore
from scheduler.storage.journal import EditKind
from scheduler.storage.keys import KeyStore
from scheduler.storage.lookback import LookBackStore
from scheduler.storage.migrate import bring_up_to_date
from scheduler.storage.observations import ObservationStore
from scheduler.storage.payroll import PayrollStore
from scheduler.storage.requests import RequestStore, keep_restrictions
from scheduler.storage.shift_log import LogStore
from scheduler.storage.site_changes import change_site
from scheduler.storage.state import current, needed
from scheduler.storage.swaps import SwapStore
from scheduler.storage.values import (
    AuditRow,
    FacilityState,
    JournalStep,
    NewSeal,
    NoticeRead,
    RosterHead,
    StoredRoster,
)
from scheduler.storage.watch import Seen, Watcher
from scheduler.storage.worked import WorkedStore
from scheduler.wire import sha256

_NEXT: dict[RosterState, frozenset[RosterState]] = {
    RosterState.PROPOSED: frozenset({RosterState.DRAFT, RosterState.AMENDED}),
    RosterState.APPROVED: frozenset({RosterState.PROPOSED}),
    RosterState.ARCHIVED: frozenset({RosterState.PUBLISHED}),
}
"""From which states a roster may be brought to a state without publishing."""


class Store:
    """One open database. Methods that change something take who does it (`actor`) and when (`at`, aware)."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self.path, self._engine = path, engine
        self._working: dict[int, tuple[int, Roster]] = {}
        self.observations = ObservationStore(path, engine)
        self.look_backs = LookBackStore(path, engine)
        self.dispositions, self.deviations = DispositionStore(path, engine), DeviationStore(path, engine)
        self.calls, self.swaps = CallStore(path, engine), SwapStore(path, engine, self._apply)
        self.draws = DrawStore(path, engine)
        self.happenings, self.worked = HappeningStore(path, engine), WorkedStore(path, engine)
        self.audit_log, self.shift_log = trail.AuditStore(path, engine), LogStore(path, engine)
        self.accounts = AccountStore(path, engine)
        self.keys, self.requests = KeyStore(path, engine), RequestStore(path, engine)
        self.backups, self.payroll = BackupStore(path, engine), PayrollStore(path, engine)
        self.imports, self.exports = ImportStore(path, engine), ExportStore(path, engine)

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open a database, making or upgrading it where needed.

        Raises:
            DeskError: one sentence that says why it cannot be used.
        """
        path = place_of(url)
        if not isinstance(path, Server):
            refuse_unsafe(path)
        bring_up_to_date(path)
        return cls(path, engine_of(path))

    def settle(self, at: datetime, actor: str) -> None:
        """Do what is due when somebody comes to work: seal what is not sealed yet, close days, follow moves."""
        self.audit_log.seal_older(at, actor)
        self.audit_log.close_days(at)
        apart.catch_up(self._engine, self.path, at)

    def watch(self, told: Callable[[Seen], None]) -> Watcher:
        """Have changes told by whomever, in a thread of its own, until the watcher is stopped."""
        return Watcher(self.path, told)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    # ------------------------------------------------------------ facility

    def facility(self) -> FacilityState | None:
        """Return which facility the database holds, None while nothing is imported."""
        with reading(self._engine, self.path) as connection:
            return current(connection)

    def load_site(self) -> tuple[FacilityState, Site]:
        """Return all that is known of the facility.

        Raises:
            DeskError: nothing is imported yet.
        """
        with reading(self._engine, self.path) as connection:
            state = needed(connection)
            return state, sites.load_site(connection, state.id)

    def import_site(self, site: Site, source: str, at: datetime, actor: str) -> None:
        """Replace the facility's data, all or nothing.

        Raises:
            DeskError: the database holds another facility, or cannot take the data.
        """
        with writing(self._engine, self.path) as connection:
            state = current(connection)
            if state is not None and state.id != site.facility.id:
                raise DeskError(
                    f"This database holds the facility {state.id}; {site.facility.id} needs a database of its own"
                )
            if state is not None and has_accounts(connection):
                site = keep_restrictions(connection, site, at)
            sites.save_site(connection, site, at, source)
            apart.follow(connection, site, at)
            trail.record(connection, site.facility.id, at, actor, "import", f"facility:{site.facility.id}")
        apart.catch_up(self._engine, self.path, at)

    # ------------------------------------------------------------ changes between imports

    def change_site(self, expected: int, site: Site, edit: SiteEdit, at: datetime, actor: str) -> None:
        """Replace the fields of the facility that an edit changes.

        Args:
            expected: The facility's revision that the edit was applied to.
            site: The facility with the edit made.
            edit: Which fields it changes, and the words that name it.
            at: When.
            actor: Who.

        Raises:
            DeskError: the data was changed meanwhile, or cannot be stored.
        """
        with writing(self._engine, self.path) as connection:
            change_site(connection, expected, site, edit, at, actor)
        names = tuple(change.name for change in edit.changes)
        if not apart.FOLLOWED.isdisjoint(names):
            apart.catch_up(self._engine, self.path, at)

    def change_leave(
        self,
        expected: int,
        requests: tuple[LeaveRequest, ...],
        added: tuple[Leave, ...],
        removed: tuple[Leave, ...],
        at: datetime,
        actor: str,
    ) -> None:
        """Put leave requests in, in place of those with the same ids, and add and remove rows of leave.

        Args:
            expected: The facility's revision that the decision was made on.
            requests: New requests and changed ones; each gives an audit row.
            added: Leave to add.
            removed: Leave to remove, one equal row each.
            at: When.
            actor: Who.

        Raises:
            DeskError: the data was changed meanwhile, or a leave to remove is not there.
        """
        with writing(self._engine, self.path) as connection:
            of = changes.begin(connection, needed(connection), expected)
            changes.change_leave(connection, of, requests, added, removed, at, actor)

    def add_duties(
        self, expected: int, duties: tuple[Duty, ...], action: str, subjects: tuple[str, ...], at: datetime, actor: str
    ) -> None:
        """Add duties, with one audit row of the given action and subjects.

        Raises:
            DeskError: the data was changed since it had the revision `expected`.
        """
        with writing(self._engine, self.path) as connection:
            of = changes.begin(connection, needed(connection), expected)
            changes.add_duties(connection, of, duties)
            trail.record(connection, of, at, actor, action, *subjects)

    def add_readings(self, expected: int, readings: tuple[Reading, ...], at: datetime, actor: str) -> None:
        """Note which officers have read which versions of documents.

        Raises:
            DeskError: the data was changed since it had the revision `expected`.
        """
        with writing(self._engine, self.path) as connection:
            of = changes.begin(connection, needed(connection), expected)
            changes.add_readings(connection, of, readings, at, actor)

    def add_rotation_waiver(self, expected: int, waiver: RotationWaiver, at: datetime, actor: str) -> None:
        """Add an approved waiver of an officer's rotation.

        Raises:
            DeskError: the data was changed since it had the revision `expected`.
        """
        with writing(self._engine, self.path) as connection:
            of = changes.begin(connection, needed(connection), expected)
            changes.add_rotation_waiver(connection, of, waiver, at, actor)

    def change_policy(
        self,
        entries: tuple[PolicyEntry, ...],
        tiers: tuple[Tier, ...],
        weights: tuple[ContactWeight, ...],
        pay_periods: tuple[PayPeriod, ...],
        label: str,
        reason: str,
        at: datetime,
        actor: str,
        attention: tuple[AttentionWeight, ...] = (),
    ) -> None:
        """Append to the policy; nothing that is there changes or goes.

        Args:
            entries: Entries to append; of the same id and date the last one holds.
            tiers: All tiers in their new order.
            weights: Contact weights to append.
            pay_periods: Pay periods to append.
            label: What is done, for the audit trail.
            reason: Why.
            at: When.
            actor: Who.
            attention: Weights of the attention index to append.

        Raises:
            DeskError: a tier that is there is missing from `tiers`, or an entry names none of them.
        """
        with writing(self._engine, self.path) as connection:
            of = changes.begin(connection, needed(connection), None)
            changes.change_policy(connection, of, entries, tiers, weights, pay_periods, attention)
            dates = [e.effective for e in entries] + [w.effective for w in weights]
            dates += [p.effective for p in pay_periods] + [a.effective for a in attention]
            subjects = (
                f"label:{label}",
                *(f"policy:{name}" for name in dict.fromkeys(entry.id for entry in entries)),
                *(f"from:{on}" for on in sorted(dates)[:1]),
                f"reason:{reason}",
            )
            trail.record(connection, of, at, actor, "change policy", *subjects)

    # ------------------------------------------------------------ rosters

    def rosters(self) -> tuple[RosterHead, ...]:
        """Return all rosters, newest first."""
        with reading(self._engine, self.path) as connection:
            state = current(connection)
            return () if state is None else rosters.heads(connection, state.id)

    def roster(self, roster_id: int) -> StoredRoster:
        """Return a roster as it stands."""
        with reading(self._engine, self.path) as connection:
            return self._stored(connection, roster_id)

    def certificate(self, roster_id: int) -> Certificate | None:
        """Return what is proven of a roster as it stands, None for nothing."""
        with reading(self._engine, self.path) as connection:
            rosters.head(connection, roster_id)
            return rosters.certificate(connection, roster_id, self._current(connection, roster_id))

    def create_roster(self, period: Period, label: str, at: datetime, actor: str) -> RosterHead:
        """Add an empty draft."""
        with writing(self._engine, self.path) as connection:
            state = needed(connection)
            head = rosters.create(connection, state.id, period, label, at, actor)
            trail.record(connection, state.id, at, actor, "create roster", f"roster:{head.id}")
            return head

    def apply_edit(self, roster_id: int, edit: RosterEdit, kind: EditKind, at: datetime, actor: str) -> Roster:
        """Apply an edit, append it to the journal, and return the roster after it.

        Raises:
            StaleEditError: the roster no longer holds what the edit expects.
            DeskError: the roster takes no edits, or this is no edit for it.
        """
        with writing(self._engine, self.path) as connection:
            number, after = self._apply(connection, roster_id, edit, kind, at, actor)
        # Only once it is on disk; a block that raised leaves the old state, under its old number.
        self._working[roster_id] = (number, after)
        return after

    def send_edit(
        self, roster_id: int, edit: RosterEdit, since: int, own: Collection[str], at: datetime, actor: str
    ) -> int:
        """Do an edit once, however often it is sent, and return its step in the journal.

        Args:
            roster_id: Number of the roster.
            edit: The edit.
            since: The last step that its author had seen (see `last_step`).
            own: Ids of edits that he made since.
            at: When.
            actor: Who.

        Raises:
            ConflictError: somebody else changed the same cells or seats since.
            StaleEditError: the roster no longer holds what the edit expects.
            DeskError: the roster takes no edits, or this is no edit for it.
        """
        with writing(self._engine, self.path) as connection:
            done = merging.step_of(connection, roster_id, edit)
            if done is not None:
                return done
            merging.refuse_conflict(connection, roster_id, edit, since, own)
            number, after = self._apply(connection, roster_id, edit, "do", at, actor)
            step = merging.last_step(connection, roster_id)
        self._working[roster_id] = (number, after)
        return step

    def last_step(self, roster_id: int) -> int:
        """Return the number of a roster's last step, 0 for none."""
        with reading(self._engine, self.path) as connection:
            return merging.last_step(connection, roster_id)

    def look(self, roster_id: int) -> tuple[int, Roster]:
        """Return the number of a roster's last step, and the roster after it."""
        with reading(self._engine, self.path) as connection:
            return merging.last_step(connection, roster_id), self._current(connection, roster_id)

    def _apply(
        self, connection: Connection, roster_id: int, edit: RosterEdit, kind: EditKind, at: datetime, actor: str
    ) -> tuple[int, Roster]:
        """Apply an edit; return the roster's number of changes and the roster after it."""
        head = rosters.head(connection, roster_id)
        before = self._current(connection, roster_id)
        _check_edit(connection, head, edit, kind)
        after = edit.apply(before)
        state = RosterState.AMENDED if head.version else RosterState.DRAFT
        if after.state != state:
            after = replace(after, state=state)
        rosters.save_edit(connection, roster_id, edit, before, after)
        rosters.touch(connection, roster_id, at, actor)
        journal.append(connection, before.facility, roster_id, at, actor, kind, edit)
        subjects = (f"roster:{roster_id}", f"edit:{edit.id}")
        trail.record(connection, before.facility, at, actor, _ACTIONS[kind], *subjects)
        return rosters.revision(connection, roster_id), after

    def add_waiver(self, roster_id: int, waiver: Waiver, at: datetime, actor: str) -> Roster:
        """Add an approved exception to a roster."""
        with writing(self._engine, self.path) as connection:
            head = rosters.head(connection, roster_id)
            _refuse_archived(head)
            before = self._current(connection, roster_id)
            rosters.add_waiver(connection, roster_id, before, waiver)
            state = RosterState.AMENDED if head.version else RosterState.DRAFT
            rosters.touch(connection, roster_id, at, actor, state=state)
            subjects = (f"roster:{roster_id}", f"policy:{waiver.entry}", f"officer:{waiver.badge}", f"date:{waiver.on}")
            trail.record(connection, before.facility, at, actor, "waive", *subjects)
        return replace(before, waivers=(*before.waivers, waiver), state=state)

    def set_certificate(
        self, roster_id: int, certificate: Certificate | None, problem_sha256: str, at: datetime, actor: str
    ) -> None:
        """Store what is known of the roster as it stands."""
        with writing(self._engine, self.path) as connection:
            head = rosters.head(connection, roster_id)
            _refuse_archived(head)
            before = self._current(connection, roster_id)
            columns = rosters.certify(connection, roster_id, before, certificate)
            rosters.touch(connection, roster_id, at, actor, problem_sha256=problem_sha256, **columns)
            trail.record(connection, before.facility, at, actor, "set certificate", f"roster:{roster_id}")

    def set_state(self, roster_id: int, state: RosterState, at: datetime, actor: str) -> RosterHead:
        """Bring a roster to the state proposed, approved or archived.

        Raises:
            DeskError: that state cannot follow the present one.
        """
        with writing(self._engine, self.path) as connection:
            head = rosters.head(connection, roster_id)
            if head.state not in _NEXT.get(state, frozenset()):
                raise DeskError(f"Roster number {roster_id} is {head.state} and cannot become {state}")
            rosters.touch(connection, roster_id, at, actor, state=state)
            trail.record(connection, needed(connection).id, at, actor, f"set {state}", f"roster:{roster_id}")
            return rosters.head(connection, roster_id)

    def revisions(self, roster_id: int) -> tuple[int, int]:
        """Return how often the facility's data and the roster were changed."""
        with reading(self._engine, self.path) as connection:
            return needed(connection).revision, rosters.revision(connection, roster_id)

    def publish(
        self,
        roster_id: int,
        expected: tuple[int, int],
        reason: str,
        problem_sha256: str,
        certificate: Certificate | None,
        at: datetime,
        actor: str,
        seal: NewSeal | None = None,
    ) -> RosterHead:
        """Make the roster as it stands its next, immutable version; a barrier in the journal.

        Args:
            roster_id: Number of the roster.
            expected: What `revisions` said before the roster was checked.
            reason: Why a published roster is replaced, where asked.
            problem_sha256: Hash of the problem that the roster was checked against.
            certificate: What is known of the roster; None takes what was stored for exactly these tours.
            at: When.
            actor: Who.
            seal: What is committed to where posts are drawn at muster.

        Raises:
            DeskError: something changed since the check, or there is nothing new to publish.
        """
        with writing(self._engine, self.path) as connection:
            state = needed(connection)
            if (state.revision, rosters.revision(connection, roster_id)) != expected:
                raise DeskError(f"Roster number {roster_id} was changed while it was being checked; publish it again")
            stored = self._stored(connection, roster_id)
            if certificate is not None:
                stored = replace(stored, certificate=certificate)
            if stored.head.state in (RosterState.PUBLISHED, RosterState.ARCHIVED):
                raise DeskError(f"Nothing has changed since version {stored.head.version} of roster {roster_id}")
            after = rosters.add_version(connection, stored, at, actor, reason, problem_sha256)
            rosters.touch(connection, roster_id, at, actor, state=after.state, version=after.version)
            journal.append(connection, state.id, roster_id, at, actor, "publish", None)
            # The hash binds what was published to the log: whoever is given the tours can prove that these were they.
            subjects = [f"roster:{roster_id}", f"version:{after.version}", f"tours:{sha256(after.tours)}"]
            if seal is not None:
                draws.add_seal(connection, roster_id, seal)
                subjects.append(f"commitment:{seal.commitment}")
            trail.record(connection, state.id, at, actor, "publish", *subjects)
            return rosters.head(connection, roster_id)

    def draw(self, roster_id: int, expected: tuple[int, int], record: Draw) -> Roster:
        """Put drawn posts into a published roster, once for each muster; a barrier in the journal.

        Args:
            roster_id: Number of the roster.
            expected: What `revisions` said before the draw.
            record: The draw, with who made it and when.

        Raises:
            DeskError: something changed since, the roster is not as it was published, or it was drawn before.
        """
        with writing(self._engine, self.path) as connection:
            state = needed(connection)
            if (state.revision, rosters.revision(connection, roster_id)) != expected:
                raise DeskError(f"Roster number {roster_id} was changed while posts were drawn; draw again")
            before = self._current(connection, roster_id)
            if before.state != RosterState.PUBLISHED:
                raise DeskError(f"Roster number {roster_id} is {before.state}: publish it, then draw")
            edit = draws.edit_of(record)
            after = edit.apply(before)
            draws.add_record(connection, state.id, roster_id, record)
            rosters.save_edit(connection, roster_id, edit, before, after)
            rosters.touch(connection, roster_id, record.at, record.actor)
            journal.append(connection, state.id, roster_id, record.at, record.actor, "draw", edit)
            subjects = (f"roster:{roster_id}", f"muster:{record.muster}", f"receipt:{record.receipt}")
            trail.record(connection, state.id, record.at, record.actor, "draw posts", *subjects)
        return after

    def versions(self, roster_id: int) -> tuple[RosterHead, ...]:
        """Return the published versions of a roster, newest first."""
        with reading(self._engine, self.path) as connection:
            return rosters.versions(connection, roster_id)

    def version(self, roster_id: int, number: int) -> StoredRoster:
        """Return a published version."""
        with reading(self._engine, self.path) as connection:
            return rosters.version(connection, roster_id, number)

    def published(self, since: date, before: date) -> tuple[Roster, ...]:
        """Return the latest version of each roster with dates in [since, before), drawn posts included.

        The oldest publication comes first.
        """
        with reading(self._engine, self.path) as connection:
            return rosters.published(connection, needed(connection).id, since, before)

    def published_version(self, roster_id: int) -> Roster | None:
        """Return the latest version of a roster with what was drawn since, None where none is published."""
        with reading(self._engine, self.path) as connection:
            number = rosters.head(connection, roster_id).version
            if not number:
                return None
            return draws.with_drawn(connection, roster_id, rosters.version(connection, roster_id, number).roster)

    def as_held(self, roster_id: int, number: int) -> Roster:
        """Return version `number` of a roster with what was drawn of it, which is what officers hold or held.

        Raises:
            DeskError: there is no such version.
        """
        with reading(self._engine, self.path) as connection:
            return draws.with_drawn(connection, roster_id, rosters.version(connection, roster_id, number).roster)

    def notices_read(self, roster_id: int) -> tuple[NoticeRead, ...]:
        """Return which officers have acknowledged which versions of a roster."""
        with reading(self._engine, self.path) as connection:
            return notices.of_roster(connection, roster_id)

    def note_read(self, roster_id: int, version: int, badge: Badge, at: datetime, actor: str) -> None:
        """Note that an officer has acknowledged what a version changed for him.

        Raises:
            DeskError: that is noted already.
        """
        with writing(self._engine, self.path) as connection:
            state = needed(connection)
            notices.add(connection, state.id, roster_id, version, badge, at, actor)
            subjects = (f"roster:{roster_id}", f"version:{version}", f"officer:{badge}")
            trail.record(connection, state.id, at, actor, "acknowledge", *subjects)

    def journal(self, roster_id: int, after: int = 0) -> tuple[JournalStep, ...]:
        """Return all steps of a roster after a number, publications included."""
        with reading(self._engine, self.path) as connection:
            return journal.steps(connection, roster_id, since_publication=False, after=after)

    def note_export(self, roster_id: int, what: tuple[str, ...], at: datetime, actor: str) -> None:
        """Note that a roster left the database as files: formats, rows, hashes."""
        with writing(self._engine, self.path) as connection:
            rosters.head(connection, roster_id)
            trail.record(connection, needed(connection).id, at, actor, "export", f"roster:{roster_id}", *what)

    def audit(self, limit: int) -> tuple[AuditRow, ...]:
        """Return the newest audit rows, newest first."""
        with reading(self._engine, self.path) as connection:
            return trail.newest(connection, limit)

    # ------------------------------------------------------------ inside

    def _stored(self, connection: Connection, roster_id: int) -> StoredRoster:
        rosters.head(connection, roster_id)
        return rosters.load(connection, roster_id, self._current(connection, roster_id))

    def _current(self, connection: Connection, roster_id: int) -> Roster:
        """Return a roster's working state, read again only when its number of changes is another.

        Must not be called after a change in the same transaction: what is not yet on disk must not be remembered.
        """
        number = rosters.revision(connection, roster_id)
        known = self._working.get(roster_id)
        if known is None or known[0] != number:
            known = (number, rosters.load_roster(connection, roster_id))
            self._working[roster_id] = known
        return known[1]


_ACTIONS: dict[EditKind, str] = {"do": "edit", "undo": "undo", "redo": "redo"}


def _refuse_archived(head: RosterHead) -> None:
    if head.state == RosterState.ARCHIVED:
        raise DeskError(f"Roster number {head.id} is archived and takes no more changes")


def _check_edit(connection: Connection, head: RosterHead, edit: RosterEdit, kind: EditKind) -> None:
    """Refuse an edit that is not one for this roster."""
    _refuse_archived(head)
    tours = [tour for change in edit.changes for tour in (change.before, change.after) if tour is not None]
    for on in (*(t.on for t in tours), *(c.lock.on for c in edit.locks)):
        if on not in head.period:
            raise DeskError(f"{edit.label}: {on} is not a date of roster number {head.id}")
    if kind == "do":
        if journal.is_done_before(connection, head.id, edit.id):
            raise StaleEditError(f"{edit.label}: this edit was made before")
        return
    found = journal.standing(connection, head.id, edit.id, kind)
    expected = found.inverse() if found is not None and kind == "undo" else found
    if expected is None or (expected.changes, expected.locks) != (edit.changes, edit.locks):
        raise StaleEditError(f"{edit.label}: there is nothing of it to {kind}")
