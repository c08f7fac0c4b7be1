"""`fairwatch roster`: take over a roster that was changed in a spreadsheet, and take that back."""

import argparse
from uuid import uuid4

from scheduler.api import Desk, here
from scheduler.api.roster_import import CellChange, RosterPreview, number_in, preview_roster
from scheduler.cli import show
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.roster import RosterEdit


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        return _import(desk, arguments) if arguments.action == "import" else _undo(desk, arguments)


def _import(desk: Desk, arguments: argparse.Namespace) -> int:
    """Say what is different and what it would break, and take it over; exit status 1 where that blocks publishing."""
    number = arguments.roster if arguments.roster is not None else number_in(arguments.workbook)
    if number not in {head.id for head in desk.rosters()}:
        raise CommandError(f"{arguments.workbook}: roster {number} is not in this database")
    roster = desk.roster(number).roster
    found = preview_roster(arguments.workbook, number, roster, desk.problem(roster.period), desk.draws.sealed(number))
    for cell in found.cells:
        print(_cell(cell))
        for finding in cell.findings:
            print(f"  {show.finding(finding)}")
    if found.elsewhere:
        print("Elsewhere")
        for finding in found.elsewhere:
            print(show.finding(finding))
    print(_told(found, arguments.dry_run))
    if found.changes and not arguments.dry_run:
        label = f"Import {found.source}"
        edit = RosterEdit(id=str(uuid4()), label=label, actor=desk.actor, at=here.utc_now(), changes=found.changes)
        desk.apply_edit(number, edit)
    return 1 if any(finding.severity.blocks for finding in found.findings) else 0


def _cell(cell: CellChange) -> str:
    where = f"{cell.sheet} {cell.column}{cell.row}: {cell.post} {cell.seat} on {cell.on}"
    return f"{where}: {cell.before or 'nobody'} becomes {cell.after or 'nobody'}"


def _told(found: RosterPreview, is_dry: bool) -> str:
    if not found.cells:
        return f"{found.source}: nothing is different"
    number = f"{len(found.cells)} cells are" if len(found.cells) > 1 else "1 cell is"
    done = "nothing was written" if is_dry else "taken over as one edit; fairwatch roster undo takes it back"
    return f"{found.source}: {number} different; {done}"


def _undo(desk: Desk, arguments: argparse.Namespace) -> int:
    rosters = desk.rosters()
    if not rosters:
        raise CommandError(f"{arguments.db}: there is no roster yet; build one first")
    number = arguments.roster if arguments.roster is not None else rosters[0].id
    if number not in {head.id for head in rosters}:
        raise CommandError(f"{arguments.db}: there is no roster {number}")
    edits = desk.roster(number).edits
    if not edits:
        raise CommandError("Nothing has been changed since the last publication")
    desk.apply_edit(number, edits[-1].inverse(), "undo")
    print(f"Taken back: {edits[-1].label}")
    return 0
