"""`fairwatch lookback`: who was rostered where an inmate was, for a case, approved by a second person."""

import argparse

from scheduler.api import Desk
from scheduler.cli.desks import open_desk
from scheduler.domain.lookback import VALID_DAYS, Office
from scheduler.domain.words import InmateRef


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        _ACTS[arguments.action](desk, arguments)
    return 0


def _ask(desk: Desk, arguments: argparse.Namespace) -> None:
    made = desk.look_backs.ask(arguments.case, InmateRef(arguments.inmate), arguments.first, arguments.last)
    print(f"Look-back number {made.id} for case {made.case} waits for somebody else's approval.")


def _approve(desk: Desk, arguments: argparse.Namespace) -> None:
    made = desk.look_backs.approve(arguments.number, Office(arguments.office))
    print(f"Look-back number {made.id} for case {made.case} can be read for {VALID_DAYS} days.")


def _read(desk: Desk, arguments: argparse.Namespace) -> None:
    found = desk.look_backs.read(arguments.number)
    for line in found:
        hours, minutes = divmod(line.minutes, 60)
        print(f"{line.badge:<12} {line.dates} dates, {hours}:{minutes:02d} h weighted")
    print(f"{len(found)} officers, by badge. Rostered time in a shared place; no proof of any contact.")


def _list(desk: Desk, arguments: argparse.Namespace) -> None:
    for made in desk.look_backs.every():
        state = "waits for approval"
        if made.approved_at is not None:
            by = f"{made.approved_by} ({made.office or 'office not known'})"
            state = f"approved by {by}, until {made.expires_at:%Y-%m-%d %H:%M} UTC"
        print(
            f"{made.id:>4}  case {made.case}, {made.inmate}, {made.first} to {made.last}, by {made.asked_by}: {state}"
        )


def _quarters(desk: Desk, arguments: argparse.Namespace) -> None:
    found = desk.look_backs.quarters()
    for line in found:
        print(f"{line.year} quarter {line.quarter}: {line.asked} asked for, {line.approved} approved")
    if not found:
        print("Nobody has ever asked for a look-back.")


_ACTS = {"ask": _ask, "approve": _approve, "read": _read, "list": _list, "quarters": _quarters}
