"""The open roster: one value, its undo stack, what the checker says of it, and the proposal beside it.

Takes no decisions: operations decide and push commands, the document keeps and announces.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from console.background import attend
from console.document.apart import Apart, moved
from console.document.facts import Facts
from console.document.found import Found
from console.document.index import Cell, TourIndex
from console.now import local_now, utc_now
from scheduler.api import Action, Checker, Desk, DeskError, StoredRoster, ToursLeft
from scheduler.domain.draws import Muster
from scheduler.domain.findings import Certificate, Finding, Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Roster, RosterEdit, StaleEditError, Waiver
from scheduler.domain.words import Badge, RosterState
from scheduler.wire.asking import Question, Topic

EditKind = Literal["do", "undo", "redo"]
MOST_CHANGES_AT_ONCE = 120
"""An edit of more tours, such as an accepted proposal, is saved away from the window."""

__all__ = ["MOST_CHANGES_AT_ONCE", "Keeper", "Proposal", "RosterDocument", "moved"]


class Keeper(Protocol):
    """Keeps edits that a server has still to take, for a roster that several edit."""

    @property
    def unsent(self) -> str:
        """Why the roster on screen is not yet what the server holds, in a sentence; "" where it is."""

    def keep(self, edit: RosterEdit, kind: EditKind) -> None:
        """Keep an edit until it is sent; raises DeskError where it cannot be kept, or may not be made."""

    def certify(self, certificate: Certificate | None, problem_sha256: str) -> None:
        """Keep what is proven of the roster until the server holds it."""

    def flush(self) -> None:
        """Send what can be sent before the database is closed."""

    def blame(self, edit: RosterEdit) -> str:
        """Return who else changed what an edit changes, in a sentence; "" for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A roster that a build proposes, not yet accepted.

    Attributes:
        base: The roster that stood when the build began.
        now: What the roster as it stands reaches, tier by tier, where that is known; to compare with.
    """

    roster: Roster
    base: Roster
    certificate: Certificate | None
    problem_sha256: str
    now: tuple[TierValue, ...] = ()

    @property
    def is_worse(self) -> bool:
        """Whether the roster as it stands reaches more: the first tier that differs decides."""
        if self.certificate is None:
            return False
        now = {tier.key: tier.value for tier in self.now}
        for tier in self.certificate.tiers:
            if tier.key in now and tier.value != now[tier.key]:
                return tier.value > now[tier.key]
        return False


@dataclass(frozen=True, slots=True)
class _Saved:
    """A roster after an edit; after a large one with all that is looked up in it.

    Attributes:
        roster: The roster.
        certificate: What is proven of it.
        index: Its tours, None where what is known of them can follow the edit.
        apart: How it differs from those that it was compared with.
    """

    roster: Roster
    certificate: Certificate | None
    index: TourIndex | None = None
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A roster as it is read, with all that is looked up in it."""

    stored: StoredRoster
    facts: Facts
    index: TourIndex
    baseline: Roster | None
    apart: tuple[Apart, ...]
    sealed: frozenset[Muster]
    step: int


def _read(desk: Desk, roster_id: int) -> _Read:
    """Read a roster away from the window."""
    step = desk.shared.last_step(roster_id)
    stored = desk.roster(roster_id)
    facts = _facts(desk, stored.roster.period)
    index = _indexed(facts, stored.roster)
    baseline, sealed = desk.published(roster_id), desk.draws.sealed(roster_id)
    apart = (Apart(stored.roster, baseline),) if baseline is not None and baseline.tours else ()
    return _Read(stored=stored, facts=facts, index=index, baseline=baseline, apart=apart, sealed=sealed, step=step)


def _indexed(facts: Facts, roster: Roster) -> TourIndex:
    """Look up the tours of a roster, and how many seats of each date are filled."""
    index = TourIndex(roster)
    for on in roster.period.dates:
        index.filled_on(facts, on)
    return index


def _facts(desk: Desk, period: Period) -> Facts:
    """Look up what is known of a period."""
    facts = Facts(desk.problem(period), desk.names())
    facts.look_up()
    return facts


def edited(roster: Roster) -> Roster:
    """Return a roster in the state that an edit brings it to."""
    state = RosterState.AMENDED if roster.version else RosterState.DRAFT
    return roster if roster.state == state else replace(roster, state=state)


class RosterDocument(QObject):
    """The roster on screen.

    Attributes:
        desk: The open database, None at first.
        stack: Undo and redo, one command per gesture.
        roster: The roster as it stands, None while there is none.
        sealed: Musters of the published version whose posts are still to be drawn.
        baseline: The last published version with what was drawn since, for marks of what has changed.
        proposal: What a build proposes, if anything.
        index: The tours of the roster as it stands, by cell and slot.
        checker: What judges edits of the roster as it stands, None while that is not ready.
        foreseen: What was found of the roster as an edit about to be done leaves it, None where nothing was.
        report: The checker's answer about `shown`, None until it is there.
        found: The same, looked up.
        rotation: The tours that each officer has left in each area, after `shown`.
        is_restoring: The stack is being filled from the journal; commands change nothing.
        step: The last step of the roster's journal that was read with it.
        keeper: What edits are given to instead of the database, None where they are saved at once.

    Signals:
        seated: Another database is open, or none; nothing of it is read yet.
        opened: Another database or another roster, or none.
        edit_applied: A RosterEdit has been done, undone or redone, and saved, or others' changes have come in as one.
        report_changed: The checker has answered, or its answer no longer holds.
        rotation_changed: Other tours are left, and nothing else of the answer is new.
        proposal_changed: A proposal came or went, or the other side of the comparison is shown.
        blank_changed: The first officer was put on a post of `roster`, or the last one taken away.
        published: The roster has become a new version.
        state_changed: The roster was proposed or approved.
        worked_changed: A day was closed, or what was worked on one is another.
        failed: One sentence for the user.
    """

    seated = Signal()
    opened = Signal()
    edit_applied = Signal(object)
    report_changed = Signal()
    rotation_changed = Signal()
    proposal_changed = Signal()
    blank_changed = Signal()
    published = Signal()
    state_changed = Signal()
    worked_changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a database."""
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.desk: Desk | None = None
        self.is_restoring = False
        self.keeper: Keeper | None = None
        self.clear()

    def clear(self) -> None:
        """Forget the roster; the database stays."""
        self.roster_id: int | None = None
        self.step = 0
        self.roster: Roster | None = None
        self.sealed: frozenset[Muster] = frozenset()
        self.baseline: Roster | None = None
        self.proposal: Proposal | None = None
        self.is_proposal_shown = False
        self.certificate: Certificate | None = None
        self.index = TourIndex()
        self._apart: tuple[Apart, ...] = ()
        self._locked: tuple[tuple[Lock, ...], frozenset[Lock], frozenset[Cell]] = ((), frozenset(), frozenset())
        self.checker: Checker | None = None
        self.foreseen: Checker | None = None
        self.report: Report | None = None
        self.found = Found()
        self._remarked: tuple[Found, Found, frozenset[Cell]] | None = None
        self.rotation: dict[Badge, tuple[ToursLeft, ...]] = {}
        self.facts: Facts | None = None
        self.saved_at: datetime | None = None
        self.stack.clear()

    @property
    def shown(self) -> Roster | None:
        """The roster on screen: the proposal while it is being looked at."""
        if self.proposal is not None and self.is_proposal_shown:
            return self.proposal.roster
        return self.roster

    @property
    def is_other_shown(self) -> bool:
        """Whether a proposal is on screen instead of the roster as it stands."""
        return self.is_proposal_shown and self.proposal is not None

    @property
    def is_blank(self) -> bool:
        """Whether nobody is on any post of `shown`: it is not begun, so that its seats are not what is amiss."""
        shown = self.shown
        return shown is not None and not shown.tours

    @property
    def compared_with(self) -> Roster | None:
        """What `shown` is marked against: the roster as it stands for a proposal, else the last published version."""
        if self.proposal is not None and self.is_proposal_shown:
            return self.roster
        return self.baseline

    @property
    def shown_index(self) -> TourIndex:
        """The tours of `shown`, by cell and slot."""
        shown = self.shown
        if shown is self.roster or shown is None:
            return self.index
        return self._apart_from(shown).index

    @property
    def changed(self) -> Set[Cell]:
        """The cells of `shown` that are not as in what it is compared with; none where that is empty."""
        base, shown, roster = self.compared_with, self.shown, self.roster
        if shown is None or base is None or not base.tours:
            return frozenset()
        return self._apart_from(base if shown is roster else shown).cells

    @property
    def proposed_cells(self) -> Set[Cell]:
        """The cells in which the proposal differs from the roster as it stands; none without a proposal."""
        return self._apart_from(self.proposal.roster).cells if self.proposal is not None else frozenset()

    def _apart_from(self, other: Roster) -> Apart:
        """Return how the roster as it stands differs from the published version or a proposal."""
        found = next((apart for apart in self._apart if apart.other is other), None)
        if found is None:
            found = Apart(self.roster or other, other)
            self._apart = (*self._known_apart(), found)
        return found

    def _known_apart(self) -> tuple[Apart, ...]:
        """What was compared already and may be asked for again."""
        proposed = self.proposal.roster if self.proposal is not None else None
        return tuple(apart for apart in self._apart if apart.other is self.baseline or apart.other is proposed)

    @property
    def problem(self) -> Problem | None:
        """What the roster answers."""
        return self.facts.problem if self.facts is not None else None

    def refused_to_ask(self, question: Question) -> str:
        """Note where it is asked why an officer cannot take a seat; return why that is not answered, "" if it is."""
        seat, badge = question.seat, question.badge
        if question.topic != Topic.WHY_NOT or seat is None or badge is None:
            return ""
        if self.desk is None or self.roster_id is None:
            return ""
        try:
            self.desk.why_not.note(self.roster_id, seat, badge)
        except DeskError as error:
            return str(error)
        return ""

    def may(self, *actions: Action) -> bool:
        """Whether whoever works here may do one of some things; nothing is refused where no database is open."""
        return self.desk is None or any(self.desk.session.may(action) for action in actions)

    @property
    def zone(self) -> tzinfo:
        """The facility's time zone; that of the world's clock where no database is open, or no facility in it."""
        if self.facts is not None:
            return ZoneInfo(self.facts.clock.zone)
        return UTC if self.desk is None or self.desk.is_empty() else ZoneInfo(self.desk.facility().zone)

    def today(self) -> date:
        """Return the facility's local date now."""
        return utc_now().astimezone(self.zone).date()

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """Return the waiver that covers a finding today, None for none."""
        waivers = self.roster.waivers if self.roster is not None else ()
        return next((w for w in waivers if w.covers(finding, self.today())), None)

    def remarked(self, before: Found) -> frozenset[Cell]:
        """Return the cells that the report now outlines otherwise than an earlier one."""
        known = self._remarked
        if known is None or known[0] is not before or known[1] is not self.found:
            others = frozenset(cell for cell, _ in before.outlines.items() ^ self.found.outlines.items())
            known = self._remarked = before, self.found, others
        return known[2]

    def take_waived(self, roster: Roster) -> None:
        """Take over the roster with one more waiver; its tours and what was found of them are the same."""
        self.roster = roster
        self.report_changed.emit()

    def take_state(self, roster: Roster) -> None:
        """Take over the roster in another state on its way to publication; its tours are the same."""
        self.roster = roster
        self.saved_at = local_now()
        self.state_changed.emit()

    def is_locked(self, badge: Badge, on: date) -> bool:
        """Whether what the officer does on the date stands."""
        return (badge, on) in self.locked_cells

    def locks(self) -> frozenset[Lock]:
        """All locks of the roster as it stands."""
        return self._known_locks()[1]

    @property
    def locked_cells(self) -> frozenset[Cell]:
        """The cells that are locked in the roster as it stands."""
        return self._known_locks()[2]

    def _known_locks(self) -> tuple[tuple[Lock, ...], frozenset[Lock], frozenset[Cell]]:
        locks = self.roster.locks if self.roster is not None else ()
        if self._locked[0] != locks:
            self._locked = locks, frozenset(locks), frozenset((lock.badge, lock.on) for lock in locks)
        return self._locked

    def load(self, roster_id: int) -> StoredRoster:
        """Take over a roster of the database; the caller announces `opened`.

        Raises:
            DeskError: it cannot be read.
        """
        desk = self.desk
        if desk is None:
            raise DeskError("No database is open.")
        read = attend(lambda: _read(desk, roster_id))
        if self.desk is not desk:
            raise DeskError("Its database was closed meanwhile.")
        stored = read.stored
        self.clear()
        self.roster_id, self.step = roster_id, read.step
        self.roster = stored.roster
        self.index = read.index
        self.certificate = stored.certificate
        self.saved_at = stored.head.saved_at
        self.facts = read.facts
        self.baseline, self._apart = read.baseline, read.apart
        self.sealed = read.sealed
        return stored

    def commit(self, edit: RosterEdit, kind: EditKind) -> bool:
        """Save an edit and take it over; return whether that worked, and say why where it did not.

        Args:
            edit: What changes.
            kind: "do", "undo" or "redo", for the journal.
        """
        if self.desk is None or self.roster is None or self.roster_id is None:
            self.failed.emit("Open a roster first.")
            return False
        was_blank, is_large = self.is_blank, len(edit.changes) > MOST_CHANGES_AT_ONCE
        before, desk, number, facts, known = self.roster, self.desk, self.roster_id, self.facts, self._known_apart()
        keeper = self.keeper

        def save() -> _Saved:
            expected = edit.apply(before)
            if keeper is not None:
                keeper.keep(edit, kind)
                index = _indexed(facts, expected) if is_large and facts is not None else None
                apart = tuple(Apart(expected, each.other, each.index) for each in known) if is_large else ()
                return _Saved(edited(expected), None, index, apart)
            saved = desk.apply_edit(number, edit, kind)
            # taken back to a built roster, what was proven of it holds again
            certificate = None if kind == "do" else desk.certificate(number)
            if saved.tours == expected.tours and not is_large:
                return _Saved(saved, certificate)
            index = _indexed(facts, saved) if facts is not None else TourIndex(saved)
            return _Saved(saved, certificate, index, tuple(Apart(saved, each.other, each.index) for each in known))

        try:
            done = attend(save) if is_large else save()
        except (StaleEditError, DeskError) as error:
            blamed = keeper.blame(edit) if keeper is not None and isinstance(error, StaleEditError) else ""
            self.failed.emit(f"{blamed or str(error).rstrip('.') + '.'} Nothing was changed.")
            return False
        if keeper is None:
            self.saved_at = local_now()
        self._take(edit, done, was_blank)
        return True

    def take_others(self, edit: RosterEdit, roster: Roster, certificate: Certificate | None) -> None:
        """Take over what others changed meanwhile; what is chosen, and what can be undone, stays.

        Args:
            edit: All that changes of tours and locks.
            roster: The roster after it.
            certificate: What is proven of that.
        """
        was_blank, known, facts = self.is_blank, self._known_apart(), self.facts
        done = _Saved(roster, certificate)
        if len(edit.changes) > MOST_CHANGES_AT_ONCE and facts is not None:
            index = attend(lambda: _indexed(facts, roster))
            done = _Saved(roster, certificate, index, tuple(Apart(roster, each.other, each.index) for each in known))
        has_other_words = (
            self.roster is None or (roster.state, roster.waivers) != (self.roster.state, self.roster.waivers)
        )  # fmt: skip
        if edit.changes or edit.locks:
            self._take(edit, done, was_blank)
        else:
            self.roster, self.certificate = roster, certificate
        if has_other_words:
            self.state_changed.emit()
            self.report_changed.emit()

    def _take(self, edit: RosterEdit, done: _Saved, was_blank: bool) -> None:
        """Show what an edit led to."""
        known = self._known_apart()
        self.roster, self.certificate = done.roster, done.certificate
        if done.index is None:
            self.index.follow(edit)
            for apart in known:
                apart.follow(edit.cells, self.index)
            self._apart = known
        else:  # much is another, or somebody else edits the same roster
            self.index, self._apart = done.index, done.apart
        self.checker = None
        self.edit_applied.emit(edit)
        self.foreseen = None
        if self.is_blank != was_blank:
            self.blank_changed.emit()

    def set_certificate(self, certificate: Certificate | None, problem_sha256: str) -> None:
        """Keep what is proven of the roster as it now stands."""
        if self.desk is not None and self.roster_id is not None:
            if self.keeper is not None:
                self.keeper.certify(certificate, problem_sha256)
            else:
                self.desk.set_certificate(self.roster_id, certificate, problem_sha256)
            self.certificate = certificate

    @property
    def unsent(self) -> str:
        """Why the roster is not yet in the database as it is on screen, in a sentence; "" where it is."""
        return self.keeper.unsent if self.keeper is not None else ""

    def set_report(
        self,
        report: Report | None,
        rotation: dict[Badge, tuple[ToursLeft, ...]] | None = None,
        checker: Checker | None = None,
    ) -> None:
        """Take over the checker's answer about `shown`, and the tours that each officer has left.

        Args:
            report: What is found.
            rotation: Tours left, by officer.
            checker: What found it, to judge edits by.
        """
        is_same = report is self.report
        self.checker = checker if self.shown is self.roster else None
        before, self.rotation = self.rotation, rotation or {}
        if not is_same:
            self.report, self.found = report, Found(report, self.is_blank)
            self.report_changed.emit()
        elif self.rotation != before:
            self.rotation_changed.emit()

    def set_proposal(self, proposal: Proposal | None) -> None:
        """Show a proposal, or put it away."""
        facts, base = self.facts, self.roster
        if proposal is not None and facts is not None and base is not None:
            shown = proposal.roster
            apart = attend(lambda: Apart(base, shown, _indexed(facts, shown)))
            if base is self.roster:
                self._apart = (*self._apart, apart)
        self.proposal = proposal
        self.is_proposal_shown = proposal is not None
        self._apart = self._known_apart()
        self.proposal_changed.emit()

    def show_proposal(self, is_shown: bool) -> None:
        """Look at the proposal, or at the roster as it stands."""
        if self.proposal is not None and is_shown != self.is_proposal_shown:
            self.is_proposal_shown = is_shown
            self.proposal_changed.emit()

    def take_published(self, roster: Roster) -> None:
        """Make the published version the one that edits are compared with; it cannot be undone."""
        if self.desk is not None:  # officers hold this version now, and changes are counted from it
            desk = self.desk
            self.facts, apart = attend(lambda: (_facts(desk, roster.period), Apart(roster, roster)))
            self._apart = (apart,)
            self.sealed = self.desk.draws.sealed(self.roster_id) if self.roster_id is not None else frozenset()
        self.roster = roster
        self.checker = None
        self.baseline = roster
        self.saved_at = local_now()
        self.stack.clear()
        self.published.emit()
