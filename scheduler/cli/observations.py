"""`fairwatch rounds`, `reviews` and `counts`: what supervisors write down of places."""

import argparse
from datetime import date, timedelta

from scheduler.api import Desk
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.clock import Clock
from scheduler.domain.observations import FEWEST_SHOWN, Incidents, StaticReview, UnitEntries
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode
from scheduler.exchange.kinds import Instant

DAYS_BACK = 28


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        _ACTS[arguments.command, arguments.action](desk, arguments)
    return 0


def _add_round(desk: Desk, arguments: argparse.Namespace) -> None:
    clock = Clock(desk.facility().zone)
    made = desk.observations.add_round(
        AreaCode(arguments.area),
        _instant(arguments.at, clock),
        Badge(arguments.officer),
        None if arguments.post is None else PostCode(arguments.post),
        not arguments.announced,
    )
    late = f", entered {made.entered_at - made.performed_at} minutes later" if made.is_late_entry else ""
    print(f"Round of {made.area}, {clock.local(made.performed_at):%Y-%m-%d %H:%M}{late}")


def _list_rounds(desk: Desk, arguments: argparse.Namespace) -> None:
    first, last = _dates(desk, arguments)
    clock = Clock(desk.facility().zone)
    found = desk.observations.read(first, last).rounds
    for made in found:
        place = made.area if made.post is None else f"{made.area} {made.post}"
        marks = ([] if made.is_unannounced else ["announced"]) + (["late entry"] if made.is_late_entry else [])
        when = f"{clock.local(made.performed_at):%Y-%m-%d %H:%M}"
        entered = f"entered {clock.local(made.entered_at):%Y-%m-%d %H:%M}"
        print("  ".join((when, f"{place:<16}", f"{made.badge:<8}", entered, ", ".join(marks))).rstrip())
    late = sum(made.is_late_entry for made in found)
    print(f"{len(found)} rounds from {first} to {last}, {late} entered late")


def _suggest(desk: Desk, arguments: argparse.Namespace) -> None:
    clock = Clock(desk.facility().zone)
    start, end = _instant(arguments.start, clock), _instant(arguments.end, clock)
    for minute in desk.observations.suggest_times(arguments.count, start, end):
        print(f"{clock.local(minute):%Y-%m-%d %H:%M}")


def _list_reviews(desk: Desk, arguments: argparse.Namespace) -> None:
    found = desk.observations.reviews(desk.today())
    overdue = sum(line.is_overdue for line in found)
    for line in found:
        if not (line.is_overdue or arguments.all):
            continue
        rated = "not rated" if line.points is None else f"{line.points}, {line.scale.words(line.points)}"
        seen = "never reviewed" if line.reviewed_on is None else f"reviewed {line.reviewed_on} by {line.by}"
        due = f", due {line.due}" if line.due is not None else ""
        print(f"{line.post:<10} {line.scale.factor} {line.scale.name}: {rated}; {seen}{due}")
    print(f"{overdue} of {len(found)} are overdue")


def _add_review(desk: Desk, arguments: argparse.Namespace) -> None:
    on = arguments.on or desk.today()
    made = StaticReview(
        post=PostCode(arguments.post), factor=arguments.factor, points=arguments.points, reviewed_on=on, by=desk.actor
    )
    desk.observations.review((made,))
    print(f"{made.post} {made.factor}: {made.points} points, reviewed {on} by {made.by}")


def _count(desk: Desk, arguments: argparse.Namespace) -> None:
    area, on, number = AreaCode(arguments.area), arguments.on, arguments.count
    is_entries = arguments.action == "entries"
    line = UnitEntries(area=area, on=on, count=number) if is_entries else Incidents(area=area, on=on, count=number)
    desk.observations.set_counts((line,))
    # Said back as a word of acceptance only: a number this small may point at persons.
    print(f"{area}, {on}: {f'{number} unscheduled entries' if is_entries else 'incidents noted'}")


def _list_counts(desk: Desk, arguments: argparse.Namespace) -> None:
    first, last = _dates(desk, arguments)
    found = desk.observations.read(first, last)
    if found.entries_since is None:
        print("Unscheduled entries are not counted here.")
    for entry in found.entries:
        print(f"{entry.on}  {entry.area:<12} {entry.count} unscheduled entries")
    for line in desk.observations.incidents(desk.today()):
        number = f"fewer than {FEWEST_SHOWN}" if line.count is None else str(line.count)
        print(f"{line.year} quarter {line.quarter}  {line.area:<12} incidents: {number}")


_ACTS = {
    ("rounds", "add"): _add_round,
    ("rounds", "list"): _list_rounds,
    ("rounds", "suggest"): _suggest,
    ("reviews", "list"): _list_reviews,
    ("reviews", "add"): _add_review,
    ("counts", "entries"): _count,
    ("counts", "incidents"): _count,
    ("counts", "list"): _list_counts,
}


def _dates(desk: Desk, arguments: argparse.Namespace) -> tuple[date, date]:
    last = arguments.last or desk.today()
    return arguments.first or last - timedelta(days=DAYS_BACK - 1), last


def _instant(text: str, clock: Clock) -> Minute:
    try:
        return Instant().parse(text, clock)
    except ValueError as error:
        raise CommandError(str(error)) from error
