"""`fairwatch export profiles`, `export history` and `export which`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from scheduler.api import Desk
from scheduler.api.export_centre import KINDS, ExportOrder, ExportProfile
from scheduler.api.exports import PastExport
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.identity.roles import role_named

WORDS = "profiles [list | save NAME | remove NAME], history, or which FILE"
IS_KNOWN, IS_UNKNOWN = 0, 1
_MOST = 50
_SHOWN_LETTERS = 16


def run(arguments: argparse.Namespace, order: Callable[[argparse.Namespace], ExportOrder]) -> int:
    """Carry a verb of `fairwatch export` out; returns the exit status.

    Args:
        arguments: The options, with the words of the verb.
        order: Returns what the options ask for.

    Raises:
        CommandError: the words are none of a verb.
    """
    with open_desk(arguments.db) as desk:
        match arguments.verb:
            case ["profiles"] | ["profiles", "list"]:
                return _list(desk)
            case ["profiles", "save", name]:
                return _save(desk, name, arguments, order(arguments))
            case ["profiles", "remove", name]:
                desk.exports.remove(name)
                print(f"Removed: {name}.")
                return 0
            case ["history"]:
                return _history(desk)
            case ["which", file]:
                return _which(desk, Path(file))
    raise CommandError(f"{' '.join(arguments.verb)!r} is nothing that export does; known are {WORDS}")


def _list(desk: Desk) -> int:
    profiles = desk.exports.profiles()
    for profile in profiles:
        roles = f"; for {', '.join(profile.roles)}" if profile.roles else ""
        where = profile.folder or "(folder asked for)"
        kind = KINDS[profile.order.what]
        print(f"{profile.name}: {kind.title}, {', '.join(profile.order.formats)}, to {where}{roles}")
    if not profiles:
        print("There are no export profiles for you yet.")
    return 0


def _save(desk: Desk, name: str, arguments: argparse.Namespace, order: ExportOrder) -> int:
    try:
        roles = tuple(dict.fromkeys(role_named(role).value for role in arguments.role or ()))
    except ValueError as error:
        raise CommandError(str(error)) from error
    folder = str(arguments.out) if arguments.out is not None else ""
    desk.exports.save(
        ExportProfile(name=name, order=order, folder=folder, roles=roles, days_ahead=arguments.days_ahead)
    )
    print(f"Saved: {name}.")
    return 0


def _history(desk: Desk) -> int:
    past, total = desk.exports.history(_MOST)
    for one in past:
        print(_line(one))
    print(f"{len(past)} of {total} exports")
    return 0


def _which(desk: Desk, file: Path) -> int:
    found = desk.exports.which(file)
    for one in found:
        print(_line(one))
    if not found:
        print(f"{file}: no export that you may read of wrote this file, or it was changed since.")
    return IS_KNOWN if found else IS_UNKNOWN


def _line(one: PastExport) -> str:
    rows = "" if one.rows is None else f", {one.rows:,} row{'' if one.rows == 1 else 's'}"
    hashes = "".join(f", sha256 {digest[:_SHOWN_LETTERS]}" for digest in one.hashes)
    what = ", ".join((*one.what, *one.formats))
    return f"{one.number:>7}  {one.at:%Y-%m-%d %H:%M} UTC  {one.actor:<12} {one.action}: {what}{rows}{hashes}"
