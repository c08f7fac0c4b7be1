"""The options of `fairwatch feed`, `rounds`, `reviews` and `counts`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day, positive
from scheduler.domain.lookback import Office


def add_observations(commands: Commands) -> None:
    """Add the four commands."""
    feed = command(commands, "feed", "feed", "take over housing moves, watches, activities and counts of a jail system")
    feed.add_argument("folder", type=Path, metavar="DIR", help="a folder with moves.csv, watches.csv and the like")
    add_database(feed)
    feed.add_argument("--dry-run", action="store_true", help="only say what it would do; write nothing")

    rounds = command(commands, "rounds", "observations", "write supervisors' rounds down, and suggest times for them")
    actions = rounds.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = command(actions, "add", "observations", "write a round down")
    add_database(made)
    made.add_argument("--area", required=True, metavar="CODE")
    made.add_argument("--at", required=True, metavar="TIME", help='when it was made, such as "2026-12-06 02:40"')
    made.add_argument("--officer", required=True, metavar="BADGE", help="the supervisor who made it")
    made.add_argument("--post", metavar="CODE", help="one post of the area")
    made.add_argument("--announced", action="store_true", help="the unit was told before")
    _between(command(actions, "list", "observations", "list rounds, with those that were written down late"))
    times = command(actions, "suggest", "observations", "suggest times that nobody can foresee; they are kept nowhere")
    add_database(times)
    times.add_argument("--from", dest="start", required=True, metavar="TIME", help='such as "2026-12-06 18:00"')
    times.add_argument("--to", dest="end", required=True, metavar="TIME")
    times.add_argument("--count", type=positive, default=2, metavar="N", help="how many (2)")

    reviews = command(commands, "reviews", "observations", "list and write down the yearly reviews of posts")
    actions = reviews.add_subparsers(dest="action", required=True, metavar="ACTION")
    due = command(actions, "list", "observations", "list static factors of posts, those overdue first")
    add_database(due)
    due.add_argument("--all", action="store_true", help="also those that are not overdue")
    seen = command(actions, "add", "observations", "write down that a static factor of a post was looked at")
    add_database(seen)
    seen.add_argument("--post", required=True, metavar="CODE")
    seen.add_argument("--factor", required=True, metavar="ST1..ST7")
    seen.add_argument("--points", type=int, required=True, metavar="N")
    seen.add_argument("--on", type=day, metavar="DATE", help="(today)")

    counts = command(commands, "counts", "observations", "count unscheduled entries and incidents by area")
    actions = counts.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (("entries", "count unscheduled staff entries of an area on a date"),
                       ("incidents", "count incidents of an area on a date")):  # fmt: skip
        one = command(actions, name, "observations", text)
        add_database(one)
        one.add_argument("--area", required=True, metavar="CODE")
        one.add_argument("--on", type=day, required=True, metavar="DATE")
        one.add_argument("--count", type=int, required=True, metavar="N")
    _between(command(actions, "list", "observations", "list entries by area, and incidents by area and quarter"))


def add_lookback(commands: Commands) -> None:
    """Add `lookback` with its actions."""
    back = command(commands, "lookback", "lookback", "look back for a case: who was rostered where an inmate was")
    actions = back.add_subparsers(dest="action", required=True, metavar="ACTION")
    asking = command(
        actions, "ask", "lookback", "ask, for a case, about one inmate and a window; somebody else approves"
    )
    add_database(asking)
    asking.add_argument("--case", required=True, metavar="NUMBER")
    asking.add_argument("--inmate", required=True, metavar="REFERENCE", help="surrogate reference")
    asking.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    asking.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="the last date, inclusive")
    for name, text in (("approve", "approve what somebody else asked for"), ("read", "read what was approved")):
        one = command(actions, name, "lookback", text)
        add_database(one)
        one.add_argument("--number", type=positive, required=True, metavar="N")
        if name == "approve":
            offices = [office.value for office in Office]
            one.add_argument("--office", choices=offices, required=True, help="outside the chain of command")
    add_database(command(actions, "list", "lookback", "list requests, without what they show"))
    add_database(command(actions, "quarters", "lookback", "count requests by calendar quarter"))


def _between(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("--from", dest="first", type=day, metavar="DATE", help="(28 dates ago)")
    parser.add_argument("--to", dest="last", type=day, metavar="DATE", help="the last date, inclusive (today)")
