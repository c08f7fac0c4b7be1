"""Opens a database for a command: as anybody where it has no accounts, or signed in.

Who signs in stands in `FAIRWATCH_USER`; without it, the user of the operating system signs in where an account is bound
to him. The password is asked for on the terminal, or read as one line from the file descriptor whose number stands in
`FAIRWATCH_PASSWORD_FD`, with the authenticator's code as a second line where the account needs one. It is never an
argument: other users of the computer can read those.
"""

import os
import sys
from getpass import getpass

from scheduler.api import CodeNeededError, Desk, SignInError, banner_of, has_accounts, sign_in, sign_in_as_system_user
from scheduler.cli.failure import CommandError

USER, DESCRIPTOR = "FAIRWATCH_USER", "FAIRWATCH_PASSWORD_FD"
_MOST_BYTES = 4096


def open_desk(url: str) -> Desk:
    """Open a database for one command.

    Raises:
        CommandError: nobody says who signs in, or there is nowhere to ask for the password.
        DeskError: nobody is signed in, or the database cannot be opened.
    """
    if not has_accounts(url):
        return Desk.open(url)
    name = os.environ.get(USER, "").strip()
    if not name:
        try:
            return sign_in_as_system_user(url)
        except SignInError as error:
            raise CommandError(f"{error}; set {USER} to the name of your account") from error
    given = os.environ.get(DESCRIPTOR, "").strip()
    if given:
        secret, code = _read(given)
        return sign_in(url, name, secret, code, for_one_act=True)
    print(banner_of(url), file=sys.stderr)
    secret = ask(f"Password of {name}: ")
    try:
        return sign_in(url, name, secret, for_one_act=True)
    except CodeNeededError:
        return sign_in(url, name, secret, ask("Code of the authenticator: "), for_one_act=True)


def ask(prompt: str) -> str:
    """Ask for something secret on the terminal.

    Raises:
        CommandError: there is none.
    """
    if not sys.stdin.isatty():
        raise CommandError(f"There is no terminal to ask for the password on; set {DESCRIPTOR} to a file descriptor")
    try:
        return getpass(prompt)
    except EOFError:
        raise CommandError("No password was typed") from None


def _read(descriptor: str) -> tuple[str, str]:
    """Return password and code from a file descriptor, which is read once."""
    try:
        with os.fdopen(int(descriptor), "rb", closefd=True) as file:
            lines = file.read(_MOST_BYTES).decode("utf-8").splitlines()
    except (ValueError, OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{DESCRIPTOR} is {descriptor!r}, from which no password can be read") from error
    return (lines[0] if lines else ""), (lines[1] if len(lines) > 1 else "")
