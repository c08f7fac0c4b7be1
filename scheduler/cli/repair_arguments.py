"""The arguments of `fairwatch repair`."""

from pathlib import Path

from scheduler.cli.arguments import Commands, command, positive, seconds


def add_repair(commands: Commands) -> None:
    """Add the command."""
    repair = command(commands, "repair", "repair", "mend a roster after an event, with as few changed tours as can be")
    repair.add_argument("problem", type=Path, metavar="PROBLEM.json")
    repair.add_argument("roster", type=Path, metavar="ROSTER.json")
    repair.add_argument("--event", type=Path, required=True, metavar="EVENT.json", help="what happened")
    repair.add_argument("--out", type=Path, required=True, metavar="ROSTER2.json")
    repair.add_argument("--problem-out", type=Path, metavar="PROBLEM2.json", help="the problem after the event, too")
    repair.add_argument("--whole", action="store_true", help="whole tours only: no holding over, no early call-in")
    repair.add_argument(
        "--housing", action="store_true", help="name the housing move that clears most pairs over a contact limit, too"
    )
    repair.add_argument(
        "--certify", action="store_true", help="prove what can be proven of the mended roster, for fairwatch verify"
    )
    repair.add_argument("--time", type=seconds, default=10.0, metavar="S", help="seconds to search for (10)")
    repair.add_argument("--seed", type=positive, default=1, metavar="N")
