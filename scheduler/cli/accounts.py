"""`fairwatch accounts`: who may sign in to a database, as what, and how."""

import argparse
from collections.abc import Callable
from dataclasses import replace

from scheduler.api import AccountLine, Desk, Role
from scheduler.cli.desks import ask, open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.words import Badge

ONCE = "It is good for one sign-in, at which another one has to be chosen; it is shown nowhere again."


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        _ACTS[arguments.action](desk, arguments)
    return 0


def _list(desk: Desk, _arguments: argparse.Namespace) -> None:
    lines = desk.accounts.every()
    for line in lines:
        print(_words(line))
    print(f"{len(lines)} accounts" if len(lines) != 1 else "1 account")


def _add(desk: Desk, arguments: argparse.Namespace) -> None:
    badge = Badge(arguments.badge) if arguments.badge else None
    password = desk.accounts.add(arguments.name, map(Role, arguments.role), badge, arguments.directory)
    print(f"account {arguments.name} added" + (f"; its first password is {password}\n{ONCE}" if password else ""))


def _roles(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.accounts.set_roles(arguments.name, map(Role, arguments.role))
    print(f"account {arguments.name}: {', '.join(arguments.role)}")


def _disable(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.accounts.disable(arguments.name)
    print(f"account {arguments.name} is disabled")


def _enable(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.accounts.enable(arguments.name)
    print(f"account {arguments.name} is in use again")


def _release(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.accounts.release(arguments.name)
    print(f"account {arguments.name} is released")


def _reset(desk: Desk, arguments: argparse.Namespace) -> None:
    print(f"the new password of {arguments.name} is {desk.accounts.reset(arguments.name)}\n{ONCE}")


def _bind(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.accounts.bind(arguments.name, arguments.user)
    print(f"account {arguments.name}: {arguments.user or 'nobody'} signs in without a password")


def _rules(desk: Desk, arguments: argparse.Namespace) -> None:
    """Say the rules, after setting what is given."""
    rules = before = desk.accounts.rules()
    if arguments.banner is not None:
        rules = replace(rules, banner=arguments.banner.strip())
    if arguments.passwords is not None:
        rules = replace(rules, way=arguments.passwords)
    if arguments.idle is not None:
        rules = replace(rules, idle_minutes=arguments.idle)
    if arguments.code_role or arguments.no_codes:
        rules = replace(rules, code_roles=frozenset(map(Role, arguments.code_role or ())))
    if arguments.directory is not None:
        rules = replace(rules, directory=arguments.directory.strip())
    if rules != before:
        desk.accounts.set_rules(rules)
    print(f"banner: {rules.banner}")
    print(f"passwords: {rules.way}")
    print(f"a session locks after {rules.idle_minutes} minutes")
    print(f"a code besides the password: {', '.join(sorted(rules.code_roles)) or 'nobody'}")
    print(f"directory: {rules.directory or 'none'}")


def _password(desk: Desk, _arguments: argparse.Namespace) -> None:
    old, new = ask("Present password: "), ask("New password: ")
    if ask("New password again: ") != new:
        raise CommandError("The two new passwords differ; nothing was changed")
    has_code = not desk.session.owes and ask("Code of the authenticator (empty without one): ")
    desk.myself.change_password(old, new, has_code or "")
    print("password changed")


def _authenticator(desk: Desk, _arguments: argparse.Namespace) -> None:
    new = desk.myself.new_code()
    print(f"Type this into the authenticator, or make a picture of it that it can read:\n{new.address}")
    password, shown = ask("Password: "), ask("Code that it shows: ")
    former = "" if desk.session.owes else ask("Code of the former authenticator (empty without one): ")
    desk.myself.set_code(new, password, shown, former)
    print("authenticator set up")


def _words(line: AccountLine) -> str:
    """Return an account as a line of text."""
    seen = f"{line.last_seen:%Y-%m-%d %H:%M} UTC" if line.last_seen is not None else "never"
    parts = [line.words, f"roles {', '.join(sorted(line.roles))}", f"last seen {seen}"]
    parts += [f"badge {line.badge}"] if line.badge is not None else []
    parts += ["first password"] if line.is_temporary else []
    parts += ["authenticator"] if line.has_code else []
    parts += ["directory"] if line.source == "directory" else []
    parts += ["signs in by the operating system"] if line.is_bound else []
    return f"{line.name:<24}  {'; '.join(parts)}"


_ACTS: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
    "list": _list,
    "add": _add,
    "roles": _roles,
    "disable": _disable,
    "enable": _enable,
    "release": _release,
    "reset": _reset,
    "bind": _bind,
    "rules": _rules,
    "password": _password,
    "authenticator": _authenticator,
}
