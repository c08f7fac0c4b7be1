"""Accounts: who may sign in, as what, and how. Each change is one step of the database."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from console.background import attend
from console.document import RosterDocument
from console.document.words import day
from scheduler.api import ROLE_WORDS, AccountDesk, AccountLine, DeskError, Role, SignInRules
from scheduler.domain.words import Badge

V = TypeVar("V")
COLUMNS = ("Name", "Roles", "Officer", "State", "Last signed in", "Authenticator")


def every(document: RosterDocument) -> tuple[AccountLine, ...]:
    """Return all accounts, none where they cannot be read."""
    return _do(document, lambda accounts: accounts.every()) or ()


def rows(lines: Iterable[AccountLine]) -> list[tuple[str, ...]]:
    """Return the cells of accounts, see `COLUMNS`."""
    return [
        (
            line.name,
            roles_in_words(line.roles),
            line.badge or "",
            f"{line.words}, first password" if line.is_temporary else line.words,
            f"{day(line.last_seen.date())} {line.last_seen.year}" if line.last_seen is not None else "never",
            "yes" if line.has_code else "",
        )
        for line in lines
    ]


def roles_in_words(roles: Iterable[Role]) -> str:
    """Return roles as a list of words, in their own order."""
    held = frozenset(roles)
    return ", ".join(words for role, words in ROLE_WORDS.items() if role in held)


def add(document: RosterDocument, name: str, roles: Iterable[Role], badge: Badge | None) -> str | None:
    """Add an account and return its first password; None where that did not work."""
    return _do(document, lambda accounts: accounts.add(name, roles, badge))


def set_roles(document: RosterDocument, name: str, roles: Iterable[Role]) -> bool:
    """Give an account other roles; return whether that worked."""
    return _change(document, lambda accounts: accounts.set_roles(name, roles))


def set_used(document: RosterDocument, name: str, is_used: bool) -> bool:
    """Disable an account, or let it be used again; return whether that worked."""
    return _change(document, lambda accounts: accounts.enable(name) if is_used else accounts.disable(name))


def release(document: RosterDocument, name: str) -> bool:
    """Release an account that wrong tries have locked; return whether that worked."""
    return _change(document, lambda accounts: accounts.release(name))


def reset(document: RosterDocument, name: str) -> str | None:
    """Give an account a new first password and return it; None where that did not work."""
    return _do(document, lambda accounts: accounts.reset(name))


def rules(document: RosterDocument) -> SignInRules | None:
    """Return how people sign in, None where that cannot be read."""
    return _do(document, lambda accounts: accounts.rules())


def set_rules(document: RosterDocument, banner: str, idle_minutes: int, code_roles: Iterable[Role], way: str) -> bool:
    """Set how people sign in; return whether that worked."""

    def change(accounts: AccountDesk) -> None:
        held = accounts.rules()
        accounts.set_rules(
            replace(held, banner=banner, idle_minutes=idle_minutes, code_roles=frozenset(code_roles), way=way)
        )

    return _change(document, change)


def support(document: RosterDocument) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whom officers can turn to, and the questions to oneself that they read, a line each."""
    desk = document.desk
    if desk is None:
        return (), ()
    try:
        held = attend(lambda: desk.asks.support())
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}.")
        return (), ()
    return held.contacts, held.questions


def set_support(document: RosterDocument, contacts: Iterable[str], questions: Iterable[str]) -> bool:
    """Enter whom officers can turn to, and the questions to oneself; return whether that worked."""
    desk, lines, asked = document.desk, tuple(contacts), tuple(questions)
    if desk is None:
        return False
    try:
        attend(lambda: desk.asks.set_support(lines, asked))
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}.")
        return False
    return True


def _change(document: RosterDocument, change: Callable[[AccountDesk], object]) -> bool:
    return _do(document, lambda accounts: (change(accounts), True)[1]) is True


def _do(document: RosterDocument, does: Callable[[AccountDesk], V]) -> V | None:
    desk = document.desk
    if desk is None:
        return None
    try:
        return attend(lambda: does(desk.accounts))
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}.")
        return None
