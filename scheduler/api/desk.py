"""The desk: one open database, as the console and the command line see it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from scheduler.api import here
from scheduler.api.admission import SignInError
from scheduler.api.attention import Reader, posts_as_read, read_as
from scheduler.api.calendar import Published, published_between
from scheduler.api.errand import Errand
from scheduler.api.export import ExportChoice, Source, subjects_of, write_files
from scheduler.api.guard import NotPermittedError, anybody, needs, refusal
from scheduler.api.here import user_name
from scheduler.api.history import beyond_plan, held_over, tours_held, with_published
from scheduler.api.pay import pay_of
from scheduler.api.publishing import check_for_publishing, check_reason
from scheduler.api.scope import BuildScope, standing
from scheduler.api.sub_desks import SubDesks
from scheduler.api.validity import validate
from scheduler.check import Checker, check_roster
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Facility
from scheduler.domain.findings import Certificate, Report
from scheduler.domain.observations import FeedKind
from scheduler.domain.people import Reading, RotationWaiver
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.roster import Lock, Period, Roster, RosterEdit, ShiftLock, Tour, Waiver
from scheduler.domain.site import HISTORY_DAYS, Site
from scheduler.domain.words import Badge, Minute, RosterState
from scheduler.domain.worked import ClosedDays, closed_days
from scheduler.identity.keyring import OpenKey
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import PayTable, tenures
from scheduler.policies import PolicyChange, PolicyError, with_change
from scheduler.rule import InvalidSettingError
from scheduler.rules import RULES, UnknownRuleError, rule_of
from scheduler.storage import AuditRow, DeskError, EditKind, JournalStep, RosterHead, Store, StoredRoster
from scheduler.storage.address import Server
from scheduler.wire import sha256

_T = TypeVar("_T")
_Posts = TypeVar("_Posts", Site, Problem)


class Desk(SubDesks):
    """One open database. Every method is one short transaction and hands out values only.

    All methods raise `DeskError`, whose message is one sentence, when the database cannot be read or written, when
    nothing is imported yet, and when a roster is asked for that does not exist.
    """

    def __init__(
        self, store: Store, url: str, session: Session, now: Callable[[], datetime], opened: OpenKey | None = None
    ) -> None:
        super().__init__(store, session, now, opened)
        self.url = url
        self._site: tuple[int, Site] | None = None
        self._worked: tuple[tuple[int, int], ClosedDays] | None = None
        self._checker: Checker | None = None

    @classmethod
    def open(cls, url: str, actor: str | None = None, now: Callable[[], datetime] | None = None) -> "Desk":
        """Open a database, making or upgrading the file where needed.

        Args:
            url: A path, or `sqlite:///PATH`.
            actor: Who works here; by default the user of the operating system.
            now: The time, with UTC offset; by default the computer's.

        Raises:
            SignInError: it has accounts; see `scheduler.api.signin.sign_in`.
        """
        store = Store.open(url)
        if store.accounts.exist():
            store.close()
            raise SignInError("This database has accounts: sign in with yours")
        return cls.of(store, url, Session.open_desk(actor or user_name()), now or here.utc_now)

    @classmethod
    def of(
        cls, store: Store, url: str, session: Session, now: Callable[[], datetime], opened: OpenKey | None = None
    ) -> "Desk":
        """Return the desk of a session that was let in, with its opened key; see `scheduler.api.signin`."""
        store.settle(now(), session.actor)
        # On a server not everybody reads for how long things are kept.
        if not isinstance(store.path, Server) or session.may(Action.RECOVER_KEYS):
            store.imports.forget_due(now())
        return cls(store, url, session, now, opened)

    # ------------------------------------------------------------ facility

    @anybody
    def is_empty(self) -> bool:
        """Whether no facility was imported yet."""
        return self._store.facility() is None

    @anybody
    def facility(self) -> Facility:
        """Return the facility: its name, its time zone, and what else is said of it as a whole."""
        return self._state()[1].facility

    @needs(Action.READ_ROSTER, Action.READ_WEIGHTS, Action.CHANGE_POLICY)
    def policy(self) -> Policy:
        """Return the policy with all that held before."""
        return self._state()[1].policy

    @needs(Action.READ_ROSTER)
    def site(self) -> Site:
        """Return all that is known of the facility; read again only after a change, by whomever."""
        return self._as_read(self._facts())

    def _facts(self) -> Site:
        return self._state()[1]

    def _as_read(self, site: _Posts) -> _Posts:
        """Return a site or problem without what tells where and when nobody looks, to whom that is not told."""
        reader = read_as(self._session, Reader.COMMANDER)
        return replace(site, posts=posts_as_read(site.posts, reader)) if reader.withheld else site

    def _state(self) -> tuple[int, Site]:
        state = self._store.facility()
        if self._site is None or state is None or state.revision != self._site[0]:
            state, site = self._store.load_site()
            self._site = (state.revision, site)
        return self._site

    @needs(Action.IMPORT)
    def import_site(self, site: Site, source: str) -> None:
        """Replace the facility's data, all or nothing; rosters stay.

        Raises:
            DeskError: the data does not hold together, or belongs to another facility than the database.
        """
        validate(site)
        self._store.import_site(site, source, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER)
    def problem(
        self,
        period: Period,
        fixed: Iterable[Tour] = (),
        locks: Iterable[Lock] = (),
        shift_locks: Iterable[ShiftLock] = (),
    ) -> Problem:
        """Return the problem of a period.

        History is what was worked, or what was published where nothing worked is known; tenures follow from it. Of
        closed days of the period itself, what was worked beyond the roster counts for hours and rest. What is
        published of the period is what officers hold, from which changes are counted.

        Args:
            period: Dates to roster.
            fixed: Tours of the period that stand.
            locks: Cells of the period in which nothing may change.
            shift_locks: Shifts of the period that take no tours but those of `fixed`.
        """
        return self._as_read(self._problem(period, fixed, locks, shift_locks))

    def _problem(
        self,
        period: Period,
        fixed: Iterable[Tour] = (),
        locks: Iterable[Lock] = (),
        shift_locks: Iterable[ShiftLock] = (),
    ) -> Problem:
        since = period.first - timedelta(days=HISTORY_DAYS)
        rosters = self._store.published(since, period.last + timedelta(days=1))
        held, closed = tours_held(period, rosters), self._closed_days()
        site = with_published(self._facts(), period.first, rosters, closed)
        site = replace(site, duties=(*site.duties, *beyond_plan(period, held, closed))) if closed.dates else site
        try:
            problem = site.problem(period, tuple(fixed), tuple(locks), held)
            beyond = held_over(period, held, closed)
            return replace(problem, tenures=tenures(problem), shift_locks=tuple(shift_locks), held_over=beyond)
        except InvalidProblemError as error:
            raise DeskError(str(error)) from error

    @needs(Action.BUILD)
    def build_problem(self, roster: Roster, scope: BuildScope | None = None) -> Problem:
        """Return what a build of a roster answers, around what stands by its locks and outside the scope."""
        site = self.site()
        badges, shifts = tuple(o.badge for o in site.officers), tuple(s.code for s in site.shifts)
        held = standing(scope or BuildScope(), roster, badges, shifts)
        return self.problem(roster.period, held.fixed, held.locks, held.shift_locks)

    @needs(Action.READ_ROSTER)
    def past_site(self, before: date) -> Site:
        """Return the facility with what was published taken as worked where nothing worked is known, up to a date.

        Args:
            before: Dates from this one on stay as they are.
        """
        return self._as_read(self._past_site(before))

    def _past_site(self, before: date) -> Site:
        return with_published(
            self._facts(), before, self._store.published(date(1970, 1, 1), before), self._closed_days()
        )

    def _closed_days(self) -> ClosedDays:
        """Return what was worked on closed days; read again only after somebody wrote something of it."""
        mark = self._store.worked.mark()
        if self._worked is None or mark != self._worked[0]:
            closes = self._store.worked.closes(date.min, date.max)
            days = [close.on for close in closes]
            entries = self._store.worked.entries(min(days), max(days)) if days else ()
            self._worked = (mark, closed_days(entries, closes))
        return self._worked[1]

    @needs(Action.CHANGE_POLICY)
    def change_policy(self, change: PolicyChange, reason: str = "") -> Policy:
        """Add to the policy what a change holds and return it; nothing in it is rewritten, the audit trail gets a row.

        Raises:
            DeskError: the policy would have a fault that it does not have now.
        """
        before = self._facts().policy
        try:
            after = with_change(before, change)
        except PolicyError as error:
            raise DeskError(str(error)) from error
        self._store.change_policy(
            change.entries,
            after.tiers,
            change.contact_weights,
            change.pay_periods,
            change.label,
            reason,
            self._now(),
            self._session.actor,
            change.attention,
        )
        return self._facts().policy

    @needs(Action.CHANGE_POLICY)
    def append_policy_entries(self, entries: tuple[PolicyEntry, ...], reason: str) -> None:
        """Put entries into the policy, each from its own date on; of one id and date the last one holds.

        Raises:
            DeskError: an entry is not one that its rule takes, or names a tier that the policy lacks.
        """
        titles = dict.fromkeys(rule_of(e.rule).title for e in entries if e.rule in {r.key for r in RULES})
        self.change_policy(PolicyChange(label=f"Change the policy: {', '.join(titles)}", entries=entries), reason)

    @needs(Action.CHANGE_FACILITY)
    def add_readings(self, readings: Iterable[Reading]) -> None:
        """Note which officers have read which versions of documents; what is known already is passed over.

        Raises:
            DeskError: an officer or a version of a document is not known, or the data changed meanwhile.
        """
        revision, site = self._state()
        new = tuple(dict.fromkeys(r for r in readings if r not in site.readings))
        versions = {(d.code, d.version) for d in site.documents}
        for reading in new:
            if (reading.document, reading.version) not in versions:
                raise DeskError(f"There is no version {reading.version} of the document {reading.document}")
        validate(replace(site, readings=(*site.readings, *new)))
        if new:
            self._store.add_readings(revision, new, self._now(), self._session.actor)

    @needs(Action.WAIVE)
    def add_rotation_waiver(self, waiver: RotationWaiver) -> None:
        """Let an officer stay in an area beyond the cadence of rotation, for 90 dates at most.

        Where there are accounts, whose session this is approves it; nobody approves one about himself.

        Raises:
            DeskError: approver or reason is missing, it lasts too long, officer or area is not known, or the data
                changed meanwhile.
        """
        if not self._session.is_open:
            self._refuse_own(waiver.badge)
            waiver = replace(waiver, approver=self._session.actor)
        if not waiver.approver.strip() or not waiver.reason.strip():
            raise DeskError("A waiver of rotation needs an approver and a reason")
        revision, site = self._state()
        validate(replace(site, rotation_waivers=(*site.rotation_waivers, waiver)))
        self._store.add_rotation_waiver(revision, waiver, self._now(), self._session.actor)

    def _refuse_own(self, badge: Badge) -> None:
        if self._session.badge is not None and badge == self._session.badge:
            raise DeskError("Nobody approves a waiver about himself; ask another watch commander")

    @needs(Action.READ_ROSTER)
    def names(self) -> dict[Badge, str]:
        """Return how officers' names are written."""
        return {line.badge: line.name for line in self._facts().names}

    @needs(Action.READ_ROSTER)
    def data_age(self) -> datetime | None:
        """Return when moves were last delivered or the facility imported (aware, UTC), None while there is none."""
        state = self._store.facility()
        if state is None:
            return None
        moves = (mark.at for mark in self.feed.marks() if mark.kind == FeedKind.MOVES)
        return max((state.imported_at, *moves))

    @needs(Action.READ_PAY)
    def pay(self, first: date, last: date) -> PayTable:
        """Return hours and both kinds of overtime of the pay periods that reach into dates `first` to `last`.

        Raises:
            DeskError: the site has not chosen how overtime is priced, or the dates are the wrong way round.
        """
        swaps = self._store.swaps.every()
        return pay_of(self._facts(), first, last, self._store.published, self._closed_days(), swaps)

    @anybody
    def today(self) -> date:
        """Return the facility's local date."""
        return Clock(self._state()[1].facility.zone).date_of(_minute(self._now()))

    # ------------------------------------------------------------ rosters

    @needs(Action.READ_ROSTER)
    def rosters(self) -> tuple[RosterHead, ...]:
        """Return all rosters, newest first."""
        return self._store.rosters()

    @needs(Action.READ_ROSTER)
    def roster(self, id: int) -> StoredRoster:
        """Return a roster as it stands, with the edits that can be undone and redone."""
        return self._store.roster(id)

    @needs(Action.READ_ROSTER)
    def certificate(self, id: int) -> Certificate | None:
        """Return what is proven of a roster as it stands, None for nothing."""
        return self._store.certificate(id)

    @needs(Action.BUILD)
    def create_roster(self, period: Period, label: str = "") -> RosterHead:
        """Add an empty draft."""
        if not 1 <= period.days <= 400:
            raise DeskError(f"A roster has 1 to 400 days, not {period.days}")
        return self._store.create_roster(period, label, self._now(), self._session.actor)

    @needs(Action.EDIT)
    def apply_edit(self, id: int, edit: RosterEdit, kind: EditKind = "do") -> Roster:
        """Apply an edit and return the roster after it; the journal and the audit trail get a row each.

        Args:
            id: Number of the roster.
            edit: The edit; to undo, `inverse()` of the one that was done.
            kind: Whether it is done, undone or redone.

        Raises:
            StaleEditError: the roster no longer holds what the edit expects.
            DeskError: the roster is archived, or the edit touches dates outside it.
        """
        if kind == "do" and any(not change.is_set for change in edit.locks) and not self._session.may(Action.UNLOCK):
            raise NotPermittedError(refusal((Action.UNLOCK,), False))
        return self._store.apply_edit(id, edit, kind, self._now(), self._session.actor)

    @needs(Action.WAIVE)
    def add_waiver(self, id: int, waiver: Waiver) -> Roster:
        """Add an approved exception to a stop rule; where there are accounts, whose session this is approves it.

        Raises:
            DeskError: approver or reason is missing, or the date lies outside the roster.
        """
        if not self._session.is_open:
            self._refuse_own(waiver.badge)
            waiver = replace(waiver, approver=self._session.actor)
        if not waiver.approver.strip() or not waiver.reason.strip():
            raise DeskError("A waiver needs an approver and a reason")
        if waiver.on not in self._store.roster(id).head.period:
            raise DeskError(f"{waiver.on} is not a date of roster number {id}")
        return self._store.add_waiver(id, waiver, self._now(), self._session.actor)

    @needs(Action.BUILD, Action.EDIT)
    def set_certificate(self, id: int, certificate: Certificate | None, problem_sha256: str) -> None:
        """Store what is known of the roster as it stands; it is handed out for exactly these tours only."""
        self._store.set_certificate(id, certificate, problem_sha256, self._now(), self._session.actor)

    @needs(Action.PROPOSE)
    def propose(self, id: int) -> RosterHead:
        """Propose a draft for approval; any later edit makes it a draft again."""
        return self._store.set_state(id, RosterState.PROPOSED, self._now(), self._session.actor)

    @needs(Action.APPROVE)
    def approve(self, id: int) -> RosterHead:
        """Approve a proposed roster; any later edit makes it a draft again."""
        return self._store.set_state(id, RosterState.APPROVED, self._now(), self._session.actor)

    @needs(Action.ARCHIVE)
    def archive(self, id: int) -> RosterHead:
        """Archive a published roster: it takes no more changes."""
        return self._store.set_state(id, RosterState.ARCHIVED, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER)
    def check(self, id: int) -> Report:
        """Return the checker's findings on a roster as it stands; after an edit, what it touches is judged again."""
        roster = self._store.roster(id).roster
        problem = self._problem(roster.period)
        known = self._checker
        if known is not None and known.problem == problem:
            self._checker = known.edited(roster)
        else:
            self._checker = _read(lambda: Checker.of(problem, roster))
        return self._checker.report

    @needs(Action.PUBLISH)
    def publish(
        self, id: int, reason: str = "", certificate: Certificate | None = None, is_sealed: bool | None = None
    ) -> RosterHead:
        """Check a roster and make it, as it stands, its next version, which never changes again.

        Args:
            id: Number of the roster.
            reason: Why; needed where a finding asks for one, and where a version is replaced.
            certificate: What is known of the roster; by default what was stored for exactly these tours.
            is_sealed: Whether who works when is published now, and posts are drawn at muster; by default as with the
                version before, at first not.

        Raises:
            PublishBlockedError: never findings, or stop findings without a waiver; `findings` holds them.
            ReasonNeededError: a reason is needed and none was given.
            DeskError: nothing has changed since the last version, or something did while it was checked.
        """
        expected = self._store.revisions(id)
        roster = self._store.roster(id).roster
        problem = self._problem(roster.period)
        at = self._now()
        report = _read(lambda: check_roster(problem, roster))
        check_for_publishing(report, roster, self._store.published_version(id), problem.clock, _minute(at))
        check_reason(report, roster, reason)
        seal = self.draws.seal_for(id, roster, is_sealed)
        head = self._store.publish(id, expected, reason, sha256(problem), certificate, at, self._session.actor, seal)
        self.audit_log.anchor()
        return head

    @needs(Action.READ_ROSTER)
    def versions(self, id: int) -> tuple[RosterHead, ...]:
        """Return the published versions of a roster, newest first."""
        return self._store.versions(id)

    @needs(Action.READ_ROSTER)
    def published(self, id: int) -> Roster | None:
        """Return a roster as officers hold it: its latest version with the posts drawn since, None for no version."""
        return self._store.published_version(id)

    @needs(Action.READ_ROSTER)
    def version(self, id: int, n: int) -> StoredRoster:
        """Return version `n` of a roster as it was published."""
        return self._store.version(id, n)

    @needs(Action.READ_ROSTER)
    def journal(self, id: int) -> tuple[JournalStep, ...]:
        """Return every step of a roster since it was created, publications included, oldest first."""
        return self._store.journal(id)

    @needs(Action.EXPORT)
    def export(
        self,
        id: int,
        folder: Path,
        formats: tuple[str, ...] = ("csv", "json"),
        with_names: bool = False,
        choice: ExportChoice | None = None,
        errand: Errand | None = None,
    ) -> tuple[Path, ...]:
        """Write a roster as it stands to files in a folder and return them; the audit trail gets a row.

        Posts that are still to be drawn stand in no file. With them goes what the roster commits to. Calendars are of
        its published versions.

        Args:
            id: Number of the roster.
            folder: Where to; made if it is not there.
            formats: Of `scheduler.api.export.FORMATS`.
            with_names: Give officers' names away too, not only badges.
            choice: What was chosen of the formats.
            errand: Of who waits for it.

        Raises:
            CancelledError: whoever waits has given up; nothing is written.
            DeskError: a format is not known, or a file cannot be written.
        """
        roster = self._store.roster(id).roster
        at, period = self._now(), roster.period

        def published() -> Published:
            sealed = [(head.id, self.draws.sealed(head.id)) for head in self._store.rosters()]
            return published_between(self._store, sealed, period.first, period.last)

        source = Source(
            roster=roster,
            problem=self.problem(period),
            at=at,
            names=self.names() if with_names else {},
            sealed=self.draws.sealed(id),
            seal=self._store.draws.seal(id),
            number=id,
            published=published,
        )
        written = write_files(source, folder, formats, choice, errand)
        self._store.note_export(id, subjects_of(formats, written), at, self._session.actor)
        self.audit_log.put_anchor_beside(folder)
        return tuple(one.path for one in written)

    @needs(Action.READ_AUDIT)
    def audit(self, limit: int = 200) -> tuple[AuditRow, ...]:
        """Return who did what, newest first."""
        return self._store.audit(limit)


def _read(check: Callable[[], _T]) -> _T:
    """Check something by a policy that may be one that cannot be read."""
    try:
        return check()
    except (UnknownRuleError, InvalidSettingError) as error:
        raise DeskError(str(error)) from error


def _minute(at: datetime) -> Minute:
    return Minute(int(at.timestamp()) // 60)
