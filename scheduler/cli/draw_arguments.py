"""The options of `fairwatch draw`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day


def add_draw(commands: Commands) -> None:
    """Add `draw` with its sub-commands."""
    drawing = command(commands, "draw", "draw", "draw at muster who stands where, and prove it afterwards")
    actions = drawing.add_subparsers(dest="action", required=True, metavar="ACTION")
    publish = _on_roster(actions, "publish", "publish a roster: who works when now, who stands where at muster")
    publish.add_argument("--reason", default="", metavar="TEXT", help="why, where a published roster is replaced")
    _on_roster(actions, "list", "say which posts are drawn and which are still to be drawn")
    posts = _on_muster(actions, "posts", "draw the posts of one shift, once, from two hours before it starts")
    posts.add_argument("--words", default="", metavar="TEXT", help="what is said at muster, such as three dice")
    posts.add_argument("--out", type=Path, metavar="DIR", help="write record, problem and roster there")
    files = _on_muster(actions, "files", "write record, problem and roster of a draw, for somebody else to draw again")
    files.add_argument("--out", type=Path, required=True, metavar="DIR")
    verify = command(actions, "verify", "draw", "draw again from files, and say what does not fit")
    verify.add_argument("record", type=Path, metavar="DRAW.json")
    verify.add_argument("problem", type=Path, nargs="?", metavar="PROBLEM.json", help="(the file beside the record)")
    verify.add_argument("roster", type=Path, nargs="?", metavar="ROSTER.json", help="(the file beside the record)")
    verify.add_argument("--commitment", metavar="HASH", help="as it was made known when the roster was published")
    verify.add_argument("--receipt", metavar="HASH", help="as it was shown at muster")


def _on_roster(actions: Commands, name: str, text: str) -> argparse.ArgumentParser:
    parser = command(actions, name, "draw", text)
    add_database(parser)
    parser.add_argument("--roster", type=int, metavar="ID", help="which roster (the newest)")
    return parser


def _on_muster(actions: Commands, name: str, text: str) -> argparse.ArgumentParser:
    parser = _on_roster(actions, name, text)
    parser.add_argument("--on", type=day, required=True, metavar="DATE", help="date on which the shift starts")
    parser.add_argument("--shift", required=True, metavar="CODE")
    return parser
