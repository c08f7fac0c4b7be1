"""The options of `fairwatch accounts`."""

from scheduler.cli.arguments import Commands, add_database, command
from scheduler.identity.roles import Role

ROLES = [role.value for role in Role]


def add_accounts(commands: Commands) -> None:
    """Add `accounts` with its actions."""
    accounts = command(commands, "accounts", "accounts", "say who may sign in to a database, as what, and how")
    actions = accounts.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_database(command(actions, "list", "accounts", "list all accounts; no password, no secret"))
    adding = command(actions, "add", "accounts", "add an account and print the password that it signs in with once")
    add_database(adding)
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--role", action="append", choices=ROLES, default=[], help="may be given again")
    adding.add_argument("--badge", metavar="BADGE", help="the officer whose account it is; then it is an officer's too")
    adding.add_argument("--directory", action="store_true", help="the directory keeps its password")
    roles = command(actions, "roles", "accounts", "give an account other roles, in place of those that it has")
    add_database(roles)
    roles.add_argument("name", metavar="NAME")
    roles.add_argument("--role", action="append", choices=ROLES, default=[], help="may be given again")
    for name, text in (
        ("disable", "let an account sign in no more"),
        ("enable", "let a disabled account sign in again"),
        ("release", "release an account that five wrong tries have locked"),
        ("reset", "print a new password that an account signs in with once"),
    ):
        one = command(actions, name, "accounts", text)
        add_database(one)
        one.add_argument("name", metavar="NAME")
    bind = command(actions, "bind", "accounts", "let a user of the operating system sign in without a password")
    add_database(bind)
    bind.add_argument("name", metavar="NAME")
    bind.add_argument("--user", metavar="USER", help="his name there; without it nobody signs in so any more")
    rules = command(actions, "rules", "accounts", "say or set how people sign in")
    add_database(rules)
    rules.add_argument("--banner", metavar="TEXT", help="what is read before anybody signs in")
    rules.add_argument("--passwords", choices=("argon2id", "pbkdf2"), help="how new passwords are stored")
    rules.add_argument(
        "--idle", type=int, metavar="MINUTES", help="minutes without a key until a session locks, 1 to 30"
    )
    rules.add_argument("--code-role", action="append", choices=ROLES, help="a role that needs an authenticator's code")
    rules.add_argument("--no-codes", action="store_true", help="no role needs one")
    rules.add_argument("--directory", metavar="SETTING", help='such as "ldaps://HOST|uid={name},ou=people,dc=site"')
    add_database(command(actions, "password", "accounts", "choose another password for the own account"))
    add_database(command(actions, "authenticator", "accounts", "set up an authenticator for the own account"))
