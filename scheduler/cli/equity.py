"""`fairwatch equity`: how work was shared, for whoever compares groups of staff outside."""

import argparse

from scheduler.api.equity import BY_BADGE, BY_KEY, SUMMARY
from scheduler.api.papers import PageSize
from scheduler.cli.desks import open_desk
from scheduler.exchange.writers import CsvForm

_KINDS = {"groups": SUMMARY, "badges": BY_BADGE, "keys": BY_KEY}


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    form = CsvForm(delimiter=arguments.delimiter, with_mark=arguments.bom)
    formats = tuple(dict.fromkeys(arguments.format or ("pdf",)))
    with open_desk(arguments.db) as desk:
        audit = desk.equity.make(_KINDS[arguments.by], arguments.first, arguments.last)
        for path in desk.equity.write(audit, arguments.out, formats, PageSize(arguments.size), form):
            print(path)
    return 0
