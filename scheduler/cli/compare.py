"""`fairwatch compare`: what differs between two versions of a roster, and what each of them reaches."""

import argparse

from scheduler.api import Desk, check_roster
from scheduler.cli import show
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.cli.notices import change_line
from scheduler.domain.clock import Clock
from scheduler.domain.compared import ChangeKind, compare
from scheduler.domain.roster import Roster

AS_IT_STANDS = 0
"""Stands for the roster as it stands, where versions are numbered from 1."""


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when the two differ."""
    with open_desk(arguments.db) as desk:
        heads = desk.rosters()
        if arguments.roster is None and not heads:
            raise CommandError("There is no roster yet; build one first")
        id = arguments.roster if arguments.roster is not None else heads[0].id
        latest = max((head.version for head in desk.versions(id)), default=0)
        left = arguments.left if arguments.left is not None else latest
        right = arguments.right if arguments.right is not None else AS_IT_STANDS
        if arguments.left is None and not latest:
            raise CommandError(f"Roster number {id} is not published yet: there is nothing to compare it with")
        return _compare(desk, id, left, right, arguments.officer)


def _compare(desk: Desk, id: int, left: int, right: int, officer: str | None) -> int:
    rosters = [_roster(desk, id, version) for version in (left, right)]
    changes = compare(*rosters)
    clock = Clock(desk.facility().zone)
    print(f"Roster number {id}: {_name(left)} and {_name(right)}")
    for change in changes:
        if officer in (None, change.badge):
            print(f"{change.badge:<12} {change_line(change, clock)}")
    kinds = (f"{n:,} {kind.value}" for kind in ChangeKind if (n := sum(1 for c in changes if c.kind == kind)))
    minutes, officers = sum(change.minutes for change in changes), len({change.badge for change in changes})
    if changes:
        sign = "+" if minutes > 0 else ""
        print(f"{len(changes):,} differ ({', '.join(kinds)}), officers {officers:,}, {sign}{minutes / 60:g} h")
    else:
        print("Nothing differs for any officer.")
    problem = desk.problem(rosters[0].period)
    before, after = (check_roster(problem, roster).tiers for roster in rosters)
    print("What each of them reaches, in order, by the policy in force")
    for was, now in zip(before, after, strict=True):
        figures = f"{show.number(was.value, was.scale):>10} {show.number(now.value, now.scale):>10} {now.unit}"
        print(f"  {now.name:<34} {figures}")
    return 1 if changes else 0


def _roster(desk: Desk, id: int, version: int) -> Roster:
    return desk.roster(id).roster if version == AS_IT_STANDS else desk.version(id, version).roster


def _name(version: int) -> str:
    return "as it stands" if version == AS_IT_STANDS else f"version {version}"
