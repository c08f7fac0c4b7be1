"""Builds: start, stop, look at the proposal, accept all of it or a part, or discard it."""

from collections.abc import Collection, Set
from datetime import timedelta

from console.background import attend
from console.document import Proposal, RosterDocument
from console.document.words import count, day
from console.operations.exchange import open_roster
from console.operations.roster import Cell, difference, push
from console.solving.build_state import BuildState
from console.solving.solver_process import Options, Outcome
from scheduler.api import BuildScope, DeskError
from scheduler.domain.compared import compare, together, with_cells
from scheduler.domain.problem import InvalidProblemError
from scheduler.domain.roster import Period

DAYS = 28


def next_period(document: RosterDocument) -> Period | None:
    """Return the 28 days after the newest roster, or after the worked history, or from the next Sunday."""
    desk = document.desk
    if desk is None or desk.is_empty():
        return None
    heads = desk.rosters()
    if heads:
        return Period(first=max(h.period.last for h in heads) + timedelta(days=1), days=DAYS)
    worked = desk.site().worked
    if worked:
        return Period(first=max(t.on for t in worked) + timedelta(days=1), days=DAYS)
    today = document.today()
    return Period(first=today + timedelta(days=(6 - today.weekday()) % 7), days=DAYS)


def create_next(document: RosterDocument) -> bool:
    """Open an empty draft of the next 28 days; return whether that worked."""
    period = next_period(document)
    if period is None or document.desk is None:
        document.failed.emit("Import a facility first: File, Import workbook.")
        return False
    try:
        head = document.desk.create_roster(period)
    except DeskError as error:
        document.failed.emit(f"The next 28 days could not be opened: {error}")
        return False
    return open_roster(document, head.id)


def start_build(
    document: RosterDocument, build: BuildState, options: Options, scope: BuildScope | None = None, words: str = ""
) -> bool:
    """Start a build of the open roster around its locks and within a scope; return whether it started.

    Args:
        document: Holds the roster.
        build: Runs it.
        options: Time, workers and seed.
        scope: What may change, None for everything that is not locked.
        words: The scope in a sentence.
    """
    if document.roster is None or document.desk is None:
        document.failed.emit("Open a roster first.")
        return False
    if build.is_running:
        document.failed.emit("A build is running: stop it first, its best roster is kept.")
        return False
    roster = document.roster
    try:
        desk = document.desk
        problem = attend(lambda: desk.build_problem(roster, scope))
    except (DeskError, InvalidProblemError) as error:
        document.failed.emit(f"The build could not start: {error}")
        return False
    if document.proposal is not None:
        document.set_proposal(None)
    build.start(problem, roster, options, words)
    return True


def take_outcome(document: RosterDocument, build: BuildState, outcome: Outcome) -> None:
    """Show what a build ended with as a proposal, or say why there is none."""
    if outcome.error:
        document.failed.emit(outcome.error)
    elif build.notes:
        document.failed.emit(f"{build.notes[0].rstrip('.')}.")
    if outcome.roster is not None and document.roster is not None and build.base is not None:
        if outcome.roster.period == document.roster.period:
            proposal = Proposal(
                roster=outcome.roster,
                base=build.base,
                certificate=outcome.certificate,
                problem_sha256=build.problem_sha256,
                now=document.report.tiers if document.report is not None and document.roster.tours else (),
            )
            document.set_proposal(proposal)
    elif outcome.is_stopped and not outcome.error:
        document.failed.emit(
            "Stopped before there was a complete roster: nothing has changed. Build again and let it run longer."
        )


def accept_proposal(document: RosterDocument) -> bool:
    """Take the proposal over as one undoable edit; return whether that worked."""
    proposal, roster = document.proposal, document.roster
    if proposal is None or roster is None or not _is_unlocked(document, document.proposed_cells):
        return False
    edit = attend(lambda: difference(document, proposal.roster, f"Accept proposal of {day(document.today())}"))
    if edit.changes and not push(document, edit):
        return False
    try:
        attend(lambda: document.set_certificate(proposal.certificate, proposal.problem_sha256))
    except DeskError as error:
        document.failed.emit(f"The roster is saved, its certificate is not: {error}")
    document.set_proposal(None)
    return True


def accept_part(document: RosterDocument, chosen: Collection[Cell], words: str) -> bool:
    """Take a part of the proposal over as one undoable edit, with what shares seats with it; the rest waits on.

    Args:
        document: Holds roster and proposal.
        chosen: Officers and dates.
        words: What they are, for the edit's name.

    Returns:
        Whether that worked.
    """
    proposal, roster = document.proposal, document.roster
    if proposal is None or roster is None:
        return False

    def together_with_chosen() -> tuple[frozenset[Cell], frozenset[Cell]]:
        changes = compare(roster, proposal.roster)
        return frozenset(change.key for change in changes), together(changes, chosen)

    changes, cells = attend(together_with_chosen)
    if not cells or not _is_unlocked(document, cells):
        return False
    if len(cells) == len(changes):
        return accept_proposal(document)
    name = f"Accept {words} of the proposal"
    edit = attend(lambda: difference(document, with_cells(roster, proposal.roster, cells), name))
    if not push(document, edit):
        return False
    more = len(cells) - len(set(chosen) & changes)
    along = f", {more:,} of them because they share seats with the chosen ones" if more else ""
    document.proposal_changed.emit()
    left = len(changes) - len(cells)
    verb = "waits" if left == 1 else "wait"
    document.failed.emit(f"{count(len(cells), 'cell')} accepted{along}; {count(left, 'cell')} {verb}.")
    return True


def _is_unlocked(document: RosterDocument, cells: Set[Cell]) -> bool:
    """Whether no lock holds any of the cells; says which one does."""
    roster, facts = document.roster, document.facts
    if roster is None or facts is None:
        return False
    for lock in roster.locks:
        if (lock.badge, lock.on) in cells:
            document.failed.emit(
                f"{facts.name(lock.badge)}, {day(lock.on)} was locked while this was being built: "
                "unlock it, or discard the proposal and build again."
            )
            return False
    return True


def discard_proposal(document: RosterDocument, build: BuildState) -> None:
    """Put the proposal away; the roster stays as it is."""
    document.set_proposal(None)
    build.forget()
