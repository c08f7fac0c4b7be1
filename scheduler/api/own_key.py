"""The own key of who works at a desk: opened with the password, made once it can be, locked anew with another one."""

from datetime import datetime

from scheduler.identity import keyring
from scheduler.identity.accounts import Source
from scheduler.identity.keyring import Cost, LockedKey, OpenKey, WrongPasswordError
from scheduler.identity.passwords import COSTS
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import Store


def cost_of_keys(store: Store) -> Cost:
    """Return what one try of a passphrase is to take, as the site has chosen for passwords."""
    return COSTS[store.accounts.rules().way]


def enter(store: Store, session: Session, opened: OpenKey, password: str, at: datetime) -> None:
    """Open the own key with a password that was right, or make it where none is.

    A key is made for accounts that may have one, once there is a recovery key and the password is the account's own;
    those of a directory give a passphrase (`Desk.keys`). A key that another passphrase locks stays locked.

    Raises:
        DeskError: the database cannot be read or written.
    """
    if session.is_open or not session.may(Action.KEEP_KEYS):
        return
    name = session.actor
    locked = store.keys.locked(name)
    if locked is not None:
        try:
            opened.take(keyring.unlock(locked, password, name))
        except WrongPasswordError:
            return
    elif store.keys.recovery() is not None and not session.owes and _has_own_password(store, name):
        made, key = keyring.made(password, name, cost_of_keys(store))
        store.keys.add(name, made, at, name)
        opened.take(key)


def locked_anew(store: Store, name: str, old: str, new: str) -> LockedKey | None:
    """Return the own key locked with a new password, None where the old one does not open it, or there is none."""
    locked = store.keys.locked(name)
    if locked is None:
        return None
    try:
        return keyring.relocked(locked, old, new, name, cost_of_keys(store))
    except WrongPasswordError:
        return None


def _has_own_password(store: Store, name: str) -> bool:
    account = store.accounts.find(name)
    return account is not None and account.source == Source.PASSWORD
