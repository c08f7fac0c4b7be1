"""Edits before they are made: what would change, what the checker would add, and whether it may be done at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from console.document import RosterDocument
from console.document.sayings import sentence_of
from console.document.words import day
from console.operations.roster import make_edit, may_edit, push
from scheduler.api import Checker
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Lock, LockChange, Roster, StaleEditError, Tour, TourChange
from scheduler.domain.words import Badge, Severity

Cell = tuple[Badge, date]
Kind = Literal["legal", "ask", "refused", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a gesture would do.

    Attributes:
        label: What undo will call it.
        refusal: Why it cannot be done whatever the rules say, in one sentence; "": it can.
    """

    label: str = ""
    changes: tuple[TourChange, ...] = ()
    locks: tuple[LockChange, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What stands against a plan.

    Attributes:
        kind: "legal"; "ask": it may be done, and findings come with it; "refused"; "unknown": not judged yet.
        words: One sentence for each finding, the gravest first.
    """

    kind: Kind
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The verdict as it is said to the user."""
        heads = {"legal": "Legal.", "ask": "Asks:", "refused": "Refused:", "unknown": "Still being checked."}
        more = f" And {len(self.words) - 2} more." if len(self.words) > 2 else ""
        return " ".join((heads[self.kind], *self.words[:2])) + more


UNKNOWN = Verdict("unknown")
APPROVED = Verdict("legal")
"""For a plan that was judged before."""


def changes_between(gone: Iterable[Tour], come: Iterable[Tour]) -> tuple[TourChange, ...]:
    """Return the changes that take some tours out and put others in; what is in both stays."""
    old, new = set(gone), set(come)
    return (
        *(TourChange(before=tour, after=None) for tour in sorted(old - new)),
        *(TourChange(before=None, after=tour) for tour in sorted(new - old)),
    )


def perform(document: RosterDocument, plan: Plan, verdict: Verdict | None = None) -> bool:
    """Do what was planned as one undoable step; say why where it is refused, and return whether it was done.

    Args:
        document: What is edited.
        plan: What to do.
        verdict: What stands against it; by default it is judged now.
    """
    if not may_edit(document, []):
        return False
    verdict = judge(document, plan, is_next=True) if verdict is None else verdict
    if verdict.kind == "refused":
        document.failed.emit(" ".join(verdict.words[:2]))
        return False
    return push(document, make_edit(document, plan.label, plan.changes, plan.locks))


def judge(document: RosterDocument, plan: Plan, is_next: bool = False) -> Verdict:
    """Return what stands against a plan; "unknown" while the roster itself is still being judged.

    Args:
        document: What would be edited.
        plan: What would be done.
        is_next: It is about to be done: what is found is kept, and not worked out again after it.
    """
    roster, checker = document.roster, document.checker
    if roster is None or document.facts is None:
        return UNKNOWN
    refusal = why_not(document, plan)
    if refusal:
        return Verdict("refused", (refusal,))
    if checker is None:
        return UNKNOWN
    after = roster_after(document, checker.roster, plan) if is_next else None
    if after is not None:
        document.foreseen = checker.edited(after)
        added = document.foreseen.added_since(checker)
    else:
        added = added_by(document, checker, plan)
    return Verdict(kind_of(added), tuple(sentence_of(finding, document.facts) for finding in added))


def why_not(document: RosterDocument, plan: Plan) -> str:
    """Return why a plan cannot be done whatever the rules say, "" where it can."""
    if plan.refusal or document.facts is None:
        return plan.refusal
    if not plan.changes and not plan.locks:
        return "This changes nothing."
    locked = document.locks()
    for tour in (t for change in plan.changes for t in (change.before, change.after) if t is not None):
        if Lock(badge=tour.badge, on=tour.on) in locked:
            return f"{document.facts.name(tour.badge)}, {day(tour.on)} is locked: unlock it first (Ctrl+L)."
    return ""


def added_by(document: RosterDocument, checker: Checker, plan: Plan) -> tuple[Finding, ...]:
    """Return the findings that a plan would add, the gravest first.

    Args:
        document: Where the plan is made.
        checker: What is known of the roster as it stands; nobody else may use it meanwhile.
        plan: What would change.
    """
    after = roster_after(document, checker.roster, plan)
    return checker.added_by(after) if after is not None else ()


def roster_after(document: RosterDocument, roster: Roster, plan: Plan) -> Roster | None:
    """Return the roster as a plan would leave it, None where it no longer fits."""
    try:
        return make_edit(document, plan.label, plan.changes, plan.locks).apply(roster)
    except StaleEditError:
        return None


def kind_of(findings: Iterable[Finding]) -> Kind:
    """Return what findings make of an edit: what no one may do is refused, what stops or asks is a question."""
    severities = {finding.severity for finding in findings}
    if Severity.NEVER in severities:
        return "refused"
    return "ask" if severities & {Severity.STOP, Severity.ASK} else "legal"
