"""The own key to what is sealed: how it stands, opening it, making it, and the printed shares of the recovery key."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from console.background import attend
from console.document import RosterDocument
from console.document.words import count
from scheduler.api import Desk, DeskError
from scheduler.api.keys import KeyState, Rewrapped, Share

V = TypeVar("V")
NO_KEY = KeyState(is_made=False, is_open=False, name="", can_recover=False)
SHARES = 3


def state(document: RosterDocument) -> KeyState:
    """Return how the own key stands; nothing is made and open where no database is."""
    desk = document.desk
    if desk is None:
        return NO_KEY
    try:
        return desk.keys.state()
    except DeskError:
        return NO_KEY


def standing(found: KeyState) -> str:
    """Return how the own key stands and what comes next, in a sentence or two."""
    if found.is_open:
        return f"Your key {found.name} is open until you lock the window or sign out."
    if found.is_made:
        return f"Your key {found.name} is locked. Its passphrase opens what is sealed to you."
    if found.can_recover:
        return "You have no key yet. Make one, and from then on what concerns you is sealed to it."
    return (
        "Nothing can be sealed yet. A PREA manager or a deciding authority first makes the recovery key: three printed "
        "shares, of which two give back what somebody's lost passphrase would otherwise close for ever."
    )


def unlock(document: RosterDocument, passphrase: str) -> str:
    """Open the own key; return why that did not work, "" where it did."""
    return _said(lambda: _desk(document).keys.unlock(passphrase))


def begin(document: RosterDocument, passphrase: str) -> str:
    """Make the own key; return why that did not work, "" where it did."""
    return _said(lambda: _desk(document).keys.begin(passphrase))


def change(document: RosterDocument, old: str, new: str) -> str:
    """Lock the own key with another passphrase; return why that did not work, "" where it did."""
    return _said(lambda: _desk(document).keys.change_passphrase(old, new))


def rotate(document: RosterDocument, passphrase: str) -> tuple[str, Rewrapped]:
    """Put a new key in place of the own one; return why that did not work, and what it opens."""
    return _tried(lambda: _desk(document).keys.rotate(passphrase), Rewrapped(number=0))


def make_recovery(document: RosterDocument, old: Sequence[Sequence[str]] = ()) -> tuple[str, tuple[Share, ...]]:
    """Make the recovery key; return why that did not work, and its shares, which are shown once."""
    return _tried(lambda: _desk(document).keys.make_recovery(old), ())


def recover(
    document: RosterDocument, shares: Sequence[Sequence[str]], account: str, passphrase: str
) -> tuple[str, Rewrapped]:
    """Give an account a new key by two shares; return why that did not work, and what it opens."""
    return _tried(lambda: _desk(document).keys.recover(shares, account, passphrase), Rewrapped(number=0))


def opens(what: str, done: Rewrapped) -> str:
    """Return what a new key opens, and what was left, in a sentence or two."""
    said = f"{what} opens {count(done.number, 'sealed record')}."
    left = done.sentence()
    return f"{said} {left}." if left else said


def share_text(number: int, share: Share, facility: str) -> str:
    """Return what is printed of one share, as lines."""
    head = (
        f"{facility}: recovery share {number} of {SHARES}",
        "",
        *share.lines(),
        "",
        "Two of the three shares give back what is sealed. Keep each at another person's, under lock.",
        "Nobody needs it from you but for a recovery, in which two people take part.",
    )
    return "\n".join(head)


def _desk(document: RosterDocument) -> Desk:
    desk = document.desk
    if desk is None:
        raise DeskError("No database is open")
    return desk


def _said(does: Callable[[], None]) -> str:
    return _tried(does, None)[0]


def _tried(does: Callable[[], V], nothing: V) -> tuple[str, V]:
    """Do what works out a key, away from the window: that takes a while."""
    try:
        return "", attend(does)
    except DeskError as error:
        return f"{str(error).rstrip('.')}.", nothing
