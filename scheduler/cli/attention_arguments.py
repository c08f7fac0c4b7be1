"""The options of `fairwatch attention`."""

from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day


def add_attention(commands: Commands) -> None:
    """Add the command."""
    found = command(commands, "attention", "attention", "list the attention that posts ask for, or why one does")
    add_database(found)
    found.add_argument("--roster", type=int, metavar="ID", help="which roster (the newest)")
    found.add_argument("--before", type=int, metavar="ID", help="say what differs from this roster, and why")
    found.add_argument("--on", type=day, metavar="DATE", help="only this date")
    found.add_argument("--post", metavar="CODE", help="only this post")
    found.add_argument("--shift", metavar="CODE", help="only this shift; with --post and --on the parts in words")
    found.add_argument("--out", type=Path, metavar="FILE.csv", help="write the table there")
