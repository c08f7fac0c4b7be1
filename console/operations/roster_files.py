"""A roster that was changed in a spreadsheet: what is different, in words, and taken over as one edit."""

from collections.abc import Callable
from pathlib import Path

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.sayings import sentence_of, title_of
from console.document.words import count, weekday
from console.operations.roster import make_edit, may_edit, push
from scheduler.api.roster_import import CellChange, RosterPreview, preview_roster
from scheduler.domain.findings import Finding

NOBODY = "nobody"


def previewing(document: RosterDocument, path: Path) -> Callable[[], RosterPreview] | None:
    """Return what finds out, away from the window, what importing a workbook would do; None where no roster is open."""
    desk, number, roster, facts, checker = (
        document.desk,
        document.roster_id,
        document.roster,
        document.facts,
        document.checker,
    )
    if desk is None or number is None or roster is None or facts is None:
        return None
    known = None if checker is None else lambda: checker
    return lambda: preview_roster(path, number, roster, facts.problem, desk.draws.sealed(number), known)


def row_of(document: RosterDocument, cell: CellChange) -> tuple[str, ...]:
    """Return a changed cell as a row: where in the file, which seat and date, before, after, what it would break."""
    facts = document.facts
    shift = facts.shifts[cell.shift].name if facts is not None and cell.shift in facts.shifts else cell.shift
    return (
        f"{cell.sheet} {cell.column}{cell.row}",
        f"{cell.post} {cell.seat}, {shift.lower()}",
        weekday(cell.on),
        cell.before or NOBODY,
        cell.after or NOBODY,
        _tally(cell.findings),
    )


def _tally(findings: tuple[Finding, ...]) -> str:
    """Return how many findings there are of each severity: "1 stop, 2 ask"."""
    counted: dict[str, int] = {}
    for finding in findings:
        counted[finding.severity.value] = counted.get(finding.severity.value, 0) + 1
    return ", ".join(f"{number} {severity}" for severity, number in counted.items())


def sentences(document: RosterDocument, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Return findings in words, each on a line."""
    facts = document.facts
    return () if facts is None else tuple(_sentence(finding, facts) for finding in findings)


def _sentence(finding: Finding, facts: Facts) -> str:
    return f"{finding.severity.value.capitalize()}: {title_of(finding, facts)}: {sentence_of(finding, facts)}"


def summary(found: RosterPreview) -> str:
    """Return what importing would do, in a sentence or two."""
    if not found.cells:
        return f"Nothing in {found.source} is different from the roster."
    words = f"{count(len(found.cells), 'cell')} of {found.source} {'is' if len(found.cells) == 1 else 'are'} different."
    blocking = sum(finding.severity.blocks for finding in found.findings)
    if found.findings:
        words += f" {count(len(found.findings), 'new finding')}"
        words += f", {blocking} of which must be waived or mended before publishing." if blocking else "."
    else:
        words += " Nothing new is broken."
    if found.missing:
        words += f" {count(found.missing, 'held seat')} no longer in the file: the roster keeps what it has there."
    return words


def take(document: RosterDocument, found: RosterPreview) -> bool:
    """Take a changed workbook over as one edit; return whether that was done, and say why where it was not."""
    tours = [tour for change in found.changes for tour in (change.before, change.after) if tour is not None]
    if not may_edit(document, {(tour.badge, tour.on) for tour in tours}):
        return False
    label = f"Import {found.source}, {count(len(found.cells), 'cell')}"
    return push(document, make_edit(document, label, found.changes))
