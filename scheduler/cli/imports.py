"""`fairwatch imports`: what was imported from other systems, and taking it back."""

import argparse

from scheduler.cli.desks import open_desk


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        if arguments.action == "undo":
            made = desk.imports.undo(arguments.number)
            print(f"Import {made.number}, {made.kind} from {made.source}, is taken back.")
            return 0
        every = desk.imports.every()
    undone = {made.undoes for made in every}
    for made in every:
        if made.undoes is None:
            left = ", taken back" if made.number in undone else ""
            read = ", ".join(f"{field}={heading}" for field, heading in made.mapping.items())
            print(f"{made.number}  {made.kind}  {made.source}  {made.at:%Y-%m-%d %H:%M} UTC  {made.by}{left}  {read}")
    if not every:
        print("Nothing was imported from other systems yet.")
    return 0
