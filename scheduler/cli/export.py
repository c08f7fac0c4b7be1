"""`fairwatch export`: what leaves the database for others to read, by options or by a profile."""

import argparse
from pathlib import Path

from scheduler.api import Desk
from scheduler.api.export import ExportChoice
from scheduler.api.export_centre import AUDIT, PAYROLL, About, ExportOrder, ExportProfile, about_of, carry_out
from scheduler.api.export_centre import KINDS as KINDS_OF_EXPORT
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.cli import export_records
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.words import Badge
from scheduler.exchange.writers import CsvForm


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    if arguments.verb:
        return export_records.run(arguments, _order)
    desk = open_desk(arguments.db)
    try:
        for path in _written(desk, arguments):
            print(path)
    finally:
        desk.close()
    return 0


def _written(desk: Desk, arguments: argparse.Namespace) -> tuple[Path, ...]:
    if arguments.profile is not None:
        return _by_profile(desk, arguments)
    if arguments.out is None:
        raise CommandError("--out is needed: the folder to write to")
    if arguments.what is not None:
        order = _order(arguments)
        about = about_of(desk, ExportProfile(name=order.what, order=order), _about(arguments))
        return carry_out(desk, order, about, arguments.out)
    if {PAYROLL, AUDIT} & set(arguments.format or ()):
        return carry_out(desk, _order(arguments), _about(arguments), arguments.out)
    if arguments.report is not None:
        return _report(desk, arguments)
    rosters = desk.oversight.rosters() if arguments.anonymous else desk.rosters()
    if arguments.anonymous and arguments.names:
        raise CommandError("--anonymous gives no names; leave --names out")
    if not rosters:
        raise CommandError(f"{arguments.db}: there is no roster yet; build one first")
    chosen = arguments.roster if arguments.roster is not None else rosters[0].id
    if chosen not in {head.id for head in rosters}:
        known = ", ".join(str(head.id) for head in rosters)
        raise CommandError(f"roster {chosen} does not exist; there are {known}")
    formats = _formats(arguments)
    if arguments.paper:
        return _print(desk, chosen, arguments, formats)
    if "pdf" in formats:
        raise CommandError(f"pdf is a format of papers; say which with --paper: {', '.join(KINDS)}")
    if arguments.anonymous:
        return desk.oversight.export(chosen, arguments.out, formats, _choice(arguments))
    return desk.export(chosen, arguments.out, formats, arguments.names, _choice(arguments))


def _by_profile(desk: Desk, arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Write what a profile says, of the newest roster and of dates from today on where nothing else is said."""
    profile = desk.exports.profile(arguments.profile)
    folder = arguments.out or (Path(profile.folder).expanduser() if profile.folder else None)
    if folder is None:
        raise CommandError(f"Profile {profile.name} names no folder; say it with --out")
    return carry_out(desk, profile.order, about_of(desk, profile, _about(arguments)), folder)


def _about(arguments: argparse.Namespace) -> About:
    return About(roster=arguments.roster, on=arguments.on, first=arguments.first, last=arguments.last)


def _formats(arguments: argparse.Namespace) -> tuple[str, ...]:
    if arguments.what is not None:
        return tuple(arguments.format or KINDS_OF_EXPORT[arguments.what].formats[:1])
    return tuple(arguments.format or (("pdf",) if arguments.paper or arguments.report else ("csv", "json")))


def _order(arguments: argparse.Namespace) -> ExportOrder:
    """Return what the options ask for, as a profile keeps it."""
    _refuse_two(arguments)
    formats = _formats(arguments)
    what = arguments.what or arguments.report or arguments.paper or ("anonymous" if arguments.anonymous else "roster")
    if AUDIT in formats:
        what = AUDIT
    elif PAYROLL in formats:
        what, formats = PAYROLL, tuple(form for form in formats if form != PAYROLL) or ("csv",)
    if (arguments.paper or arguments.anonymous) and what in (AUDIT, PAYROLL):
        raise CommandError(f"{what} is neither of a paper nor without people; leave --paper and --anonymous out")
    if arguments.report and what in (AUDIT, PAYROLL):
        raise CommandError(f"{what} is no format of a report; leave --report out")
    badges = arguments.badge or []
    if len(badges) > 1:
        raise CommandError("A profile is about one officer or about all; give one --badge at most")
    badge = arguments.officer or (badges[0] if badges else None)
    return ExportOrder(
        what=what,
        formats=tuple(dict.fromkeys(formats)),
        with_names=arguments.names,
        delimiter=arguments.delimiter,
        with_mark=arguments.bom,
        badge=Badge(badge) if badge is not None else None,
        tells_posts=arguments.posts,
        as_archive=arguments.zip,
        size=arguments.size,
        as_it_stands=arguments.draft,
        template=str(arguments.template or ""),
    )


def _refuse_two(arguments: argparse.Namespace) -> None:
    """Refuse a kind of export beside another one, and one that there is not."""
    if arguments.what is None:
        return
    if arguments.report or arguments.paper or arguments.anonymous:
        raise CommandError("--what says what is exported; leave --report, --paper and --anonymous out")
    if arguments.what not in KINDS_OF_EXPORT:
        raise CommandError(f"{arguments.what!r} is no export; known are {', '.join(KINDS_OF_EXPORT)}")


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


def _report(desk: Desk, arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Write a report over dates."""
    if arguments.paper or arguments.anonymous or arguments.roster is not None:
        raise CommandError("A report is about dates; leave --paper, --anonymous and --roster out")
    if arguments.first is None or arguments.last is None:
        raise CommandError("A report needs its dates: --from and --to")
    return carry_out(desk, _order(arguments), _about(arguments), arguments.out)


def _choice(arguments: argparse.Namespace) -> ExportChoice:
    return ExportChoice(
        csv=CsvForm(delimiter=arguments.delimiter, with_mark=arguments.bom),
        badges=tuple(dict.fromkeys(Badge(badge) for badge in arguments.badge or ())),
        tells_posts=arguments.posts,
        as_archive=arguments.zip,
    )
