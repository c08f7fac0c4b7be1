"""The options of `fairwatch database`."""

from scheduler.cli.arguments import Commands, add_database, command


def add_database_commands(commands: Commands) -> None:
    """Add `database` with its actions, which are for who owns a database on a server."""
    text = "make a database on a server ready: its roles, and a login for each account"
    actions = command(commands, "database", "database", text).add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    add_database(command(actions, "prepare", "database", "make tables, groups, grants and policies; run it once"))
    login = command(actions, "login", "database", "make a login for an account, or bring it in line with its roles")
    add_database(login)
    login.add_argument("account", metavar="NAME", help="the account, which the login is named after")
    kiosk = command(actions, "kiosk", "database", "make a login for a shared computer at which officers sign in")
    add_database(kiosk)
    kiosk.add_argument("account", metavar="NAME", help="the computer's name; no account has it")
    drop = command(actions, "drop", "database", "drop an account's login; the account stays")
    add_database(drop)
    drop.add_argument("account", metavar="NAME")
