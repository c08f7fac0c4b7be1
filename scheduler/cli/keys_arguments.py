"""The options of `fairwatch keys`."""

import argparse

from scheduler.cli.arguments import Commands, add_database, command, positive


def add_keys(commands: Commands) -> None:
    """Add `keys` with its actions."""
    keys = command(
        commands, "keys", "keys", "keep the keys of what is sealed: own pair, printed shares, retention, holds"
    )
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_database(command(actions, "state", "keys", "say how the own key stands"))
    add_database(command(actions, "begin", "keys", "make the own key, where no password of this database opens it"))
    add_database(command(actions, "passphrase", "keys", "lock the own key with another passphrase"))
    add_database(command(actions, "rotate", "keys", "replace the own key; what it opens is wrapped for the new one"))
    made = command(actions, "recovery", "keys", "make the recovery key and print its three shares, once")
    add_database(made)
    made.add_argument(
        "--renew", action="store_true", help="type two shares of the one before, so that the new one opens what it does"
    )
    recover = command(actions, "recover", "keys", "type two shares, and give an account a new key")
    add_database(recover)
    recover.add_argument("name", metavar="NAME")
    recover.add_argument("--lost", default="", metavar="NAME", help="whose key it takes the place of (the same)")
    _add_retention(actions)


def _add_retention(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add_database(command(actions, "retention", "keys", "say for how long each kind of records is kept, and all holds"))
    keep = command(actions, "keep", "keys", "set for how long a kind of records is kept after it is closed")
    add_database(keep)
    keep.add_argument("kind", metavar="KIND", help='such as "request", or a kind of the audit log')
    keep.add_argument("--days", type=positive, metavar="N", help="(for ever)")
    hold = command(actions, "hold", "keys", "forbid to expunge: a litigation hold")
    add_database(hold)
    hold.add_argument("case", metavar="CASE", help="what it is known by")
    hold.add_argument("--scope", default="everything", help="everything, sealed, log, or the name of one sealed row")
    lift = command(actions, "lift", "keys", "lift a hold")
    add_database(lift)
    lift.add_argument("number", type=positive, metavar="N")
    sealed = command(actions, "expunge", "keys", "destroy what opens the sealed requests whose retention has ended")
    add_database(sealed)
    sealed.add_argument("--dry-run", action="store_true", help="only say how many they are")
    log = command(
        actions, "expunge-log", "keys", "take who and what out of records whose time is over; the chain holds"
    )
    add_database(log)
    log.add_argument("--dry-run", action="store_true", help="only say how many they are")
