"""`fairwatch audit`: who did what, written out for others, and proved whole."""

import argparse
from datetime import timedelta

from scheduler.api.audit import ACTIONS, Verdict, examine_file, sentences, words_of
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError

USUAL_DAYS = 28
IS_WHOLE, IS_CHANGED, IS_UNPROVED = 0, 1, 3


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    return {"list": _list, "export": _export, "verify": _verify, "anchor": _anchor}[arguments.action](arguments)


def say(verdict: Verdict) -> int:
    """Print what was found and return the exit status."""
    print("\n".join(sentences(verdict)))
    return IS_CHANGED if not verdict.is_whole else IS_WHOLE if verdict.is_proved else IS_UNPROVED


def _list(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        last = arguments.last or desk.today()
        first = arguments.first or last - timedelta(days=USUAL_DAYS - 1)
        found, total = desk.audit_log.records(arguments.kind, first, last, arguments.roster, arguments.most)
    for row in found:
        done = ACTIONS[row.action][1] if row.action in ACTIONS else row.action
        print(f"{row.id:>7}  {row.at:%Y-%m-%d %H:%M:%S} UTC  {row.actor:<12} {done}: {', '.join(row.subjects)}")
    print(f"{len(found)} of {total} records from {first} to {last}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        number = desk.audit_log.export(arguments.file, arguments.stream)
    print(f"{arguments.file}: {number} records, the last one says that they were written out")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    if (arguments.file is None) == (arguments.db is None):
        raise CommandError("an audit file is expected, or --db with a database")
    if arguments.file is not None:
        return say(examine_file(arguments.file, arguments.key, arguments.anchor, arguments.stream))
    with open_desk(arguments.db) as desk:
        return say(desk.audit_log.verify(arguments.anchor, arguments.key))


def _anchor(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        anchor = desk.audit_log.anchor()
    if anchor is None:
        raise CommandError(f"{arguments.db}: nothing was ever done in this database")
    print(words_of(anchor))
    return 0
