"""Who somebody is: the one place that decides whether a password is right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scheduler.identity.accounts import Account, AccountFault, AccountState, SignInRules, Source, account_name
from scheduler.identity.codes import step_of, unlocked
from scheduler.identity.directory import DirectoryError, knows
from scheduler.identity.passwords import COSTS, Right, proof, tried
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

WRONG = (
    "Name, password or code is wrong, or the account is locked or not in use. "
    "After five wrong tries an administrator has to release it"
)
"""One answer for all of it: nobody learns which names there are."""


class SignInError(DeskError):
    """Somebody could not sign in, give his password again, or come back to a locked session.

    `asks_code` says that only the code of an authenticator is missing.
    """

    asks_code = False


class CodeNeededError(SignInError):
    """The password is right, and the code of the authenticator is needed besides."""

    asks_code = True


class Admission:
    """Decides on passwords of one database. Every try leaves an audit record."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def admit(
        self, name: str, secret: str, code: str = "", action: str = "sign in", asks_code: bool = True
    ) -> tuple[Account, Right | None]:
        """Return the account that a name, password and code are right for, and what its password opens.

        Args:
            name: As it was typed.
            secret: The password.
            code: Six digits of the authenticator, where the account has one.
            action: What the password is given for, as the audit log has it.
            asks_code: Whether an account with an authenticator needs its code for that.

        Raises:
            CodeNeededError: only the code is missing.
            SignInError: anything else; what it was is not told.
        """
        at, rules, accounts = self._now(), self._store.accounts.rules(), self._store.accounts
        try:
            name = account_name(name)
        except AccountFault:
            name = ""
        accounts.enter(name, lambda salted: proof(salted, secret, COSTS[rules.way]), at)
        account = accounts.find(name)
        if account is not None and self._is_changed_by_time(account, at):
            account = accounts.find(name)
        right = _right(account, secret, rules)
        if account is None or right is None or account.state != AccountState.ACTIVE:
            accounts.note_failure(name, at)
            raise SignInError(WRONG)
        step = None
        if account.code and asks_code:
            if not code.strip():
                raise CodeNeededError("Enter the six digits that your authenticator shows now")
            seed = unlocked(account.code, right.key, account.name)
            step = None if seed is None else step_of(seed, code, at, account.code_step)
            if step is None:
                accounts.note_failure(name, at)
                raise SignInError(WRONG)
        if not accounts.note_sign_in(name, step, at, action):
            raise SignInError(WRONG)
        return account, right if account.source == Source.PASSWORD else None

    def admit_system_user(self, user: str) -> Account:
        """Return the account of the user of the operating system, who has shown there who he is.

        Raises:
            SignInError: he has none here, it may not be used, or one of its roles asks for a code besides.
        """
        at, accounts = self._now(), self._store.accounts
        account = accounts.of_system_user(user)
        if account is None:
            raise SignInError("No account of this database belongs to this user of the operating system")
        if account.has_lapsed(at):
            accounts.lapse(account.name, at)
        rules = accounts.rules()
        if account.code or account.roles & rules.code_roles:
            raise SignInError("This account asks for password and code")
        if not accounts.note_sign_in(account.name, None, at):
            raise SignInError(WRONG)
        return account

    def _is_changed_by_time(self, account: Account, at: datetime) -> bool:
        """Whether an account is released or disabled because time went by."""
        if account.state == AccountState.LOCKED:
            return self._store.accounts.release_last(account.name, at)
        return account.has_lapsed(at) and self._store.accounts.lapse(account.name, at)


def session_of(account: Account, rules: SignInRules) -> Session:
    """Return the session of an account that was let in, with what it has to do before anything else."""
    owes = ""
    if account.source == Source.PASSWORD:
        if account.is_temporary:
            owes = "Choose a password of your own first"
        elif account.roles & rules.code_roles and not account.code:
            owes = "Set up an authenticator first"
    return Session(actor=account.name, roles=account.roles, badge=account.badge, owes=owes)


def settled(session: Session, account: Account, rules: SignInRules) -> Session:
    """Return a session after its account has done what it had to."""
    return replace(session, owes=session_of(account, rules).owes)


def _right(account: Account | None, secret: str, rules: SignInRules) -> Right | None:
    """Return that a password is right. One that nobody has takes the same work."""
    if account is not None and account.source == Source.DIRECTORY:
        try:
            is_known = knows(rules.directory, account.name, secret)
        except DirectoryError as error:
            raise SignInError(str(error)) from error
        return Right(key=b"") if is_known else None
    return tried(b"" if account is None else account.password, secret, COSTS[rules.way])
