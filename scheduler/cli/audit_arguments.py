"""The options of `fairwatch audit`, `evidence` and `equity`."""

import argparse
from pathlib import Path

from scheduler.audit import KINDS
from scheduler.audit.verifier import Anchor, anchor_of
from scheduler.cli.arguments import Commands, add_database, command, day, positive

PAPER_FORMATS = ("pdf", "csv", "html", "json", "xlsx")
"""As in `scheduler.exchange.writers.WRITERS`, which takes longer to load than most commands."""


def add_audit(commands: Commands) -> None:
    """Add `audit` with its actions."""
    audit = command(commands, "audit", "audit", "list, write out and prove the audit log")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = command(actions, "list", "audit", "list who did what, newest first")
    add_database(listing)
    listing.add_argument("--from", dest="first", type=day, metavar="DATE", help="(28 dates ago)")
    listing.add_argument("--to", dest="last", type=day, metavar="DATE", help="the last date, inclusive (today)")
    listing.add_argument("--kind", choices=KINDS, default="", metavar="KIND", help=f"one of: {', '.join(KINDS)} (all)")
    listing.add_argument("--roster", type=positive, metavar="ID", help="only what was done to this roster")
    listing.add_argument("--most", type=positive, default=200, metavar="N", help="so many at most (200)")

    out = command(actions, "export", "audit", "write the audit log to a file for others to prove; that is recorded too")
    out.add_argument("file", type=Path, metavar="FILE", help="such as log.audit")
    out.add_argument("--stream", type=Path, metavar="STREAM", help="the chain of the sealed log too: hashes only")
    add_database(out)

    proving = command(actions, "verify", "audit", "prove an audit file, or the log in a database")
    proving.add_argument("file", type=Path, nargs="?", metavar="FILE")
    proving.add_argument("--db", metavar="URL", help="the log in this database instead of a file")
    add_proofs(proving)

    add_database(command(actions, "anchor", "audit", "print how far the log has come, to be kept somewhere else"))


def add_evidence(commands: Commands) -> None:
    """Add `evidence`."""
    pack = command(commands, "evidence", "evidence", "write published versions with their proofs to one file")
    add_database(pack)
    pack.add_argument("--roster", type=positive, action="append", metavar="ID", help="may be repeated (the newest)")
    pack.add_argument(
        "--profile", choices=("public", "labour", "court", "case"), required=True, help="for whom: how much it tells"
    )
    pack.add_argument("--case", default="", metavar="NUMBER", help="of the case, for the profile case")
    pack.add_argument("--out", type=Path, required=True, metavar="FILE.zip")


def add_equity(commands: Commands) -> None:
    """Add `equity`."""
    audit = command(commands, "equity", "equity", "write how nights, weekends, hard posts and mandates are shared")
    add_database(audit)
    audit.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    audit.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="the last date, inclusive")
    audit.add_argument(
        "--by",
        choices=("groups", "badges", "keys"),
        default="groups",
        help="figures of groups, small ones withheld (the usual); counts of each badge; or of random keys, and in a "
        "file of its own whose they are",
    )
    audit.add_argument("--out", type=Path, required=True, metavar="DIR")
    audit.add_argument("--format", action="append", choices=PAPER_FORMATS, help="may be given again (pdf)")
    audit.add_argument("--size", choices=("letter", "legal", "a4"), default="letter", help="of the pages (letter)")
    audit.add_argument("--delimiter", choices=("comma", "semicolon", "tab"), default="comma", help="csv (comma)")
    audit.add_argument("--bom", action="store_true", help="csv: begin with a byte order mark, for Excel")


def add_proofs(parser: argparse.ArgumentParser) -> None:
    """Add what an audit log is proved with beside this account's own key."""
    parser.add_argument("--stream", type=Path, metavar="STREAM", help="chain of the sealed log, beside an audit file")
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="FILE", help="another account's key; may be repeated"
    )
    parser.add_argument(
        "--anchor", type=_anchor, action="append", default=[], metavar="NUMBER:HASH", help="noted elsewhere; repeatable"
    )


def _anchor(text: str) -> Anchor:
    try:
        return anchor_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
