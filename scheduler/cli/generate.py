"""`fairwatch generate`: a made-up facility as a problem file or as a workbook."""

import argparse

from scheduler.api import write_workbook
from scheduler.cli.failure import CommandError
from scheduler.cli.files import write_bytes
from scheduler.domain.roster import Period
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import encode


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    first = arguments.first or DEMO_FIRST
    try:
        site = generate_site(
            officers=arguments.officers,
            seed=arguments.seed,
            first=first,
            days=arguments.days,
            history_days=arguments.history_days,
        )
    except ValueError as error:
        raise CommandError(str(error)) from error
    out = arguments.out
    if out.suffix.lower() == ".json":
        write_bytes(out, encode(site.problem(Period(first=first, days=arguments.days))) + b"\n")
    elif out.suffix.lower() == ".xlsx" or not out.suffix:
        write_workbook(site, out)
    else:
        raise CommandError(f"{out}: a name that ends in .json or .xlsx, or a folder, is expected")
    print(f"{site.facility.name}: {len(site.officers)} officers, {len(site.posts)} posts written to {out}")
    return 0
