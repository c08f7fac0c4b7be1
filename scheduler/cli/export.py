"""`fairwatch export`: a roster of the database for others to read."""

import argparse
from pathlib import Path

from scheduler.api import Desk
from scheduler.api.export import ExportChoice
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.words import Badge
from scheduler.exchange.writers import CsvForm


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    desk = open_desk(arguments.db)
    try:
        rosters = desk.oversight.rosters() if arguments.anonymous else desk.rosters()
        if arguments.anonymous and arguments.names:
            raise CommandError("--anonymous gives no names; leave --names out")
        if not rosters:
            raise CommandError(f"{arguments.db}: there is no roster yet; build one first")
        chosen = arguments.roster if arguments.roster is not None else rosters[0].id
        if chosen not in {head.id for head in rosters}:
            known = ", ".join(str(head.id) for head in rosters)
            raise CommandError(f"roster {chosen} does not exist; there are {known}")
        formats = tuple(arguments.format or (("pdf",) if arguments.paper else ("csv", "json")))
        if arguments.paper:
            written = _print(desk, chosen, arguments, formats)
        elif "pdf" in formats:
            raise CommandError(f"pdf is a format of papers; say which with --paper: {', '.join(KINDS)}")
        elif arguments.anonymous:
            written = desk.oversight.export(chosen, arguments.out, formats, _choice(arguments))
        else:
            written = desk.export(chosen, arguments.out, formats, arguments.names, _choice(arguments))
        for path in written:
            print(path)
    finally:
        desk.close()
    return 0


def _print(desk: Desk, roster: int, arguments: argparse.Namespace, formats: tuple[str, ...]) -> tuple[Path, ...]:
    """Write a paper about a roster."""
    if arguments.anonymous:
        raise CommandError("Papers name officers; leave --anonymous out")
    if "ics" in formats:
        raise CommandError("Calendars are of rosters; leave --paper out")
    badge = Badge(arguments.officer) if arguments.officer is not None else None
    asked = Print(roster=roster, kind=arguments.paper, on=arguments.on, badge=badge, as_it_stands=arguments.draft)
    form = CsvForm(delimiter=arguments.delimiter, with_mark=arguments.bom)
    return desk.papers.write(desk.papers.make(asked), arguments.out, formats, PageSize(arguments.size), form)


def _choice(arguments: argparse.Namespace) -> ExportChoice:
    return ExportChoice(
        csv=CsvForm(delimiter=arguments.delimiter, with_mark=arguments.bom),
        badges=tuple(dict.fromkeys(Badge(badge) for badge in arguments.badge or ())),
        tells_posts=arguments.posts,
        as_archive=arguments.zip,
    )
