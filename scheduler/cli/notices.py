"""`fairwatch notices`: what a published version changes for each officer, and who has acknowledged it."""

import argparse

from scheduler.api import TO_BE_DRAWN, Desk, Notice
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.clock import Clock
from scheduler.domain.compared import CellChange, ChangeKind
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out."""
    with open_desk(arguments.db) as desk:
        if arguments.action == "own":
            return _own(desk, arguments)
        heads = desk.rosters()
        if arguments.roster is None and not heads:
            raise CommandError("There is no roster yet; build one first")
        id = arguments.roster if arguments.roster is not None else heads[0].id
        return _ACTS[arguments.action](desk, id, arguments)


def _list(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    _tell(desk, desk.notices.of_version(id, arguments.version), f"Roster number {id}: nothing is changed for anybody.")
    return 0


def _waiting(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    found = desk.notices.waiting(id)
    for notice in found:
        dates = len(notice.changes)
        print(f"{notice.badge:<12} version {notice.version}, {dates} date{'' if dates == 1 else 's'}")
    print(f"{len(found)} not acknowledged." if found else "Everybody has acknowledged what was changed for them.")
    return 0


def _own(desk: Desk, arguments: argparse.Namespace) -> int:
    found = desk.notices.of_officer(Badge(arguments.officer))
    _tell(desk, found, f"Nothing was ever changed for officer {arguments.officer}.")
    return 0


def _acknowledge(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    version = arguments.version or max((head.version for head in desk.versions(id)), default=0)
    if not version:
        raise CommandError(f"Roster number {id} is not published yet: there is nothing to acknowledge")
    notice = desk.notices.acknowledge(id, version, Badge(arguments.officer))
    print(f"Officer {notice.badge} has acknowledged version {notice.version} of roster number {id}.")
    return 0


_ACTS = {"list": _list, "waiting": _waiting, "acknowledge": _acknowledge}


def _tell(desk: Desk, notices: tuple[Notice, ...], nothing: str) -> None:
    clock = Clock(desk.facility().zone)
    for notice in notices:
        state = "acknowledged" if notice.read_at is not None else "not acknowledged"
        first = "the schedule" if notice.is_first else "changes"
        print(f"Officer {notice.badge}, {first} of version {notice.version} of roster {notice.roster}, {state}:")
        for change in notice.changes:
            print(f"  {change_line(change, clock, notice.is_first)}")
    if not notices:
        print(nothing)


def change_line(change: CellChange, clock: Clock, is_first: bool = False) -> str:
    """Return "2026-12-11  from HB-F 06:00 to 18:00 to HC-F 06:00 to 18:00"; of a first schedule only what is held."""
    left, right = (", ".join(_tour(t, clock) for t in tours) for tours in (change.before, change.after))
    if is_first:
        return f"{change.on}  {right}"
    said = {
        ChangeKind.ADDED: f"added: {right}",
        ChangeKind.REMOVED: f"no longer: {left}",
        ChangeKind.MOVED: f"from {left} to {right}",
    }
    return f"{change.on}  {said[change.kind]}"


def _tour(tour: Tour, clock: Clock) -> str:
    post = "post drawn at muster" if tour.post == TO_BE_DRAWN else tour.post
    kind = " overtime" if tour.kind.is_overtime else ""
    return f"{post} {clock.local(tour.start):%H:%M} to {clock.local(tour.end):%H:%M}{kind}"
