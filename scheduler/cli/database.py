"""`fairwatch database`: a database on a server made ready, and its logins."""

import argparse
import getpass
import sys

from scheduler.api import database
from scheduler.cli.failure import CommandError

_LEAST_LETTERS = 12


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    if arguments.action == "prepare":
        database.prepare(arguments.db)
        print("The database is ready: tables, groups, grants and policies")
    elif arguments.action == "login":
        database.make_login(arguments.db, arguments.account, _password(arguments.account))
        print(f"{arguments.account} may connect to the server")
    elif arguments.action == "kiosk":
        database.make_kiosk(arguments.db, arguments.account, _password(arguments.account))
        print(f"Officers may sign in where {arguments.account} connects to the server")
    else:
        database.drop_login(arguments.db, arguments.account)
        print(f"{arguments.account} may not connect to the server any more")
    return 0


def _password(account: str) -> str:
    """Ask for a login's password, twice at a terminal; otherwise it is the first line of what comes in."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass(f"Password of the login {account}: ")
        if getpass.getpass("The same again: ") != password:
            raise CommandError("the two are not the same")
    if len(password) < _LEAST_LETTERS:
        raise CommandError(f"a password of at least {_LEAST_LETTERS} letters is expected")
    return password
