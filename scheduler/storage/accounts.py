"""Accounts, in and out of the database. Every method is one short transaction, its audit record included."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from scheduler.domain.words import Badge
from scheduler.identity.accounts import (
    FAILURES_WITHIN,
    Account,
    AccountFault,
    AccountState,
    SignInRules,
    Source,
    administrators,
    locks,
    refuse_without_administrator,
)
from scheduler.identity.keyring import LockedKey
from scheduler.identity.permissions import Action
from scheduler.identity.roles import Role
from scheduler.storage import entering, sealing, trail
from scheduler.storage.address import Where
from scheduler.storage.connect import reading, writing
from scheduler.storage.errors import DeskError
from scheduler.storage.state import current, needed
from scheduler.storage.tables.accounts import AccountRoleRow, AccountRow, SignInFailureRow, SignInRulesRow

UNKNOWN = "unknown"
"""Who tried to sign in with a name that no account has: what was typed may be a password, and is kept nowhere."""
_PLAIN = (
    *("name", "badge", "system_user", "password", "is_temporary", "code", "code_step"),
    *("made_at", "enabled_at", "seen_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds an account: its name, whose own schedule it reads (None: nobody), its offices, whether in use."""

    name: str
    badge: Badge | None
    roles: frozenset[Role]
    state: AccountState


class AccountStore:
    """The part of an open database that holds its accounts."""

    def __init__(self, path: Where, engine: Engine) -> None:
        self._path, self._engine = path, engine

    # ------------------------------------------------------------ reading

    def exist(self) -> bool:
        """Whether there are accounts: then nobody works without signing in."""
        with reading(self._engine, self._path) as connection:
            return has_accounts(connection)

    def every(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        with reading(self._engine, self._path) as connection:
            return _every(connection)

    def holders(self) -> tuple[Holder, ...]:
        """Return who holds the accounts, by name; a login that does not decide about requests is told of its own."""
        with reading(self._engine, self._path) as connection:
            if _is_told(connection):
                rows = connection.exec_driver_sql("SELECT name, badge, state, roles FROM fairwatch_holders()").all()
                told = (
                    Holder(name=name, badge=badge, roles=frozenset(map(Role, roles)), state=AccountState(state))
                    for name, badge, state, roles in rows
                )
                return tuple(sorted(told, key=lambda one: one.name))
            return tuple(Holder(name=a.name, badge=a.badge, roles=a.roles, state=a.state) for a in _every(connection))

    def enter(self, name: str, prove: Callable[[bytes], bytes], at: datetime) -> None:
        """Have a server try an officer's password where its login shows nothing before; see `storage.entering`.

        Raises:
            DeskError: the server cannot do that yet.
        """
        entering.enter(self._engine, self._path, name, prove, at)

    def find(self, name: str) -> Account | None:
        """Return an account, None where there is none of this name, or where it is not shown."""
        with reading(self._engine, self._path) as connection:
            return _find(connection, name)

    def of_system_user(self, user: str) -> Account | None:
        """Return the account of a user of the operating system, None where there is none."""
        with reading(self._engine, self._path) as connection:
            name = connection.scalar(select(AccountRow.name).where(AccountRow.system_user == user))
            return None if name is None else _find(connection, name)

    def standing(self, name: str) -> frozenset[Role]:
        """Return the roles that an account has at this moment, none where it may not work."""
        a, r = AccountRow, AccountRoleRow
        query = select(r.role).join(a, a.name == r.account).where(a.name == name, a.state == AccountState.ACTIVE.value)
        with reading(self._engine, self._path) as connection:
            return frozenset(Role(role) for role in connection.scalars(query))

    def rules(self) -> SignInRules:
        """Return what the site has set about signing in."""
        with reading(self._engine, self._path) as connection:
            return _rules(connection)

    # ------------------------------------------------------------ managing

    def set_rules(self, rules: SignInRules, at: datetime, actor: str) -> None:
        """Set how people sign in."""
        with writing(self._engine, self._path) as connection:
            connection.execute(delete(SignInRulesRow))
            connection.execute(
                insert(SignInRulesRow).values(
                    id=1,
                    banner=rules.banner,
                    way=rules.way,
                    idle_minutes=rules.idle_minutes,
                    code_roles=" ".join(sorted(role.value for role in rules.code_roles)),
                    directory=rules.directory,
                )
            )
            codes = (f"code:{role.value}" for role in sorted(rules.code_roles))
            subjects = (f"way:{rules.way}", f"idle:{rules.idle_minutes}", *codes)
            trail.record(connection, needed(connection).id, at, actor, "change sign-in", *subjects)

    def add(self, account: Account, at: datetime, actor: str) -> None:
        """Add an account.

        Raises:
            DeskError: there is one of this name, badge or user, or the first one would not be an administrator.
        """
        with writing(self._engine, self._path) as connection:
            before = _every(connection)
            _refuse_double(before, account)
            if not administrators((*before, account)):
                raise DeskError("The first account is an administrator: somebody has to manage the others")
            values = {name: getattr(account, name) for name in _PLAIN}
            values |= {"source": account.source.value, "state": account.state.value}
            connection.execute(insert(AccountRow).values(values))
            _put_roles(connection, account.name, account.roles)
            subjects = (*_roles(account.roles), *(() if account.badge is None else (f"officer:{account.badge}",)))
            self._record(connection, at, actor, "add account", account.name, *subjects)

    def set_roles(self, name: str, roles: frozenset[Role], at: datetime, actor: str) -> None:
        """Give an account other roles.

        Raises:
            DeskError: there is no such account, or the last administrator would be gone.
        """
        with writing(self._engine, self._path) as connection:
            self._change(connection, name, lambda account: replace(account, roles=roles))
            connection.execute(delete(AccountRoleRow).where(AccountRoleRow.account == name))
            _put_roles(connection, name, roles)
            self._record(connection, at, actor, "change roles", name, *_roles(roles))

    def bind(self, name: str, system_user: str | None, at: datetime, actor: str) -> None:
        """Let a user of the operating system sign in to an account without a password; None: nobody any more."""
        with writing(self._engine, self._path) as connection:
            _needed(connection, name)
            if system_user is not None:
                taken = select(AccountRow.name).where(AccountRow.system_user == system_user, AccountRow.name != name)
                if (other := connection.scalar(taken)) is not None:
                    raise DeskError(f"This user of the operating system signs in as {other} already")
            _set(connection, name, system_user=system_user)
            self._record(connection, at, actor, "bind account", name, "bound" if system_user else "not bound")

    def set_state(self, name: str, state: AccountState, at: datetime, actor: str, action: str) -> None:
        """Disable, enable or release an account.

        Raises:
            DeskError: there is no such account, or the last administrator would be gone.
        """
        with writing(self._engine, self._path) as connection:
            self._change(connection, name, lambda account: replace(account, state=state))
            _set(connection, name, state=state.value)
            if state == AccountState.ACTIVE:
                _set(connection, name, enabled_at=at)
                connection.execute(delete(SignInFailureRow).where(SignInFailureRow.account == name))
            self._record(connection, at, actor, action, name)

    def set_password(self, name: str, password: bytes, is_temporary: bool, at: datetime, actor: str) -> None:
        """Give an account another password; the secret of its authenticator, which the old one locks, is gone."""
        with writing(self._engine, self._path) as connection:
            _needed(connection, name)
            _set(connection, name, password=password, is_temporary=is_temporary, code=b"", code_step=0)
            self._record(connection, at, actor, "reset password" if is_temporary else "change password", name)

    def change_password(self, name: str, password: bytes, code: bytes, locked: LockedKey | None, at: datetime) -> None:
        """Put an account's own new password in place, with what the new one locks.

        Args:
            name: The account.
            password: As it is stored.
            code: Its authenticator's secret, b"" for none.
            locked: Its key; None leaves that as it is.
            at: When.
        """
        with writing(self._engine, self._path) as connection:
            _needed(connection, name)
            _set(connection, name, password=password, is_temporary=False, code=code)
            if locked is not None:
                sealing.keep_key(connection, name, locked, at)
            self._record(connection, at, name, "change password", name)

    def set_code(self, name: str, code: bytes, step: int, at: datetime, actor: str) -> None:
        """Keep the secret of an account's authenticator, or with b"" take it away."""
        with writing(self._engine, self._path) as connection:
            _needed(connection, name)
            _set(connection, name, code=code, code_step=step)
            self._record(connection, at, actor, "set authenticator" if code else "remove authenticator", name)

    # ------------------------------------------------------------ signing in

    def note_failure(self, name: str, at: datetime) -> None:
        """Take note of a wrong try; the fifth in a quarter of an hour locks the account."""
        f = SignInFailureRow
        with writing(self._engine, self._path) as connection:
            account = _find(connection, name)
            if entering.is_door(connection):
                # The server has counted the try, and has locked the account if it was the fifth.
                is_known = entering.is_officers(connection, name)
                self._record(
                    connection, at, name if is_known else UNKNOWN, "fail to sign in", name if is_known else None
                )
                return
            if account is None:
                self._record(connection, at, UNKNOWN, "fail to sign in", None)
                return
            self._record(connection, at, name, "fail to sign in", name)
            connection.execute(delete(f).where(f.account == name, f.at <= at - FAILURES_WITHIN))
            connection.execute(insert(f).values(account=name, at=at))
            tries = connection.scalars(select(f.at).where(f.account == name)).all()
            if account.state == AccountState.ACTIVE and locks(tries, at):
                _set(connection, name, state=AccountState.LOCKED.value)
                self._record(connection, at, name, "lock account", name)

    def note_sign_in(self, name: str, step: int | None, at: datetime, action: str = "sign in") -> bool:
        """Take note of a right password; False where the account was locked meanwhile, or the code used.

        Args:
            name: The account.
            step: The time step of the code, None where none was asked for.
            at: When.
            action: What the password was given for.
        """
        with writing(self._engine, self._path) as connection:
            account = _find(connection, name)
            if account is None or account.state != AccountState.ACTIVE:
                return False
            if step is not None:
                if step <= account.code_step:
                    return False
                _set(connection, name, code_step=step)
            _set(connection, name, seen_at=at)
            connection.execute(delete(SignInFailureRow).where(SignInFailureRow.account == name))
            self._record(connection, at, name, action, name)
            return True

    def lapse(self, name: str, at: datetime) -> bool:
        """Disable an account that nobody has used for long, unless it is the last administrator's."""
        with writing(self._engine, self._path) as connection:
            account, every = _find(connection, name), _every(connection)
            if account is None or account.state != AccountState.ACTIVE or not account.has_lapsed(at):
                return False
            after = [replace(a, state=AccountState.DISABLED) if a.name == name else a for a in every]
            if not administrators(after):
                return False
            _set(connection, name, state=AccountState.DISABLED.value)
            self._record(connection, at, name, "let account lapse", name)
            return True

    def release_last(self, name: str, at: datetime) -> bool:
        """Release the only administrator's account by itself once the last minutes saw no wrong try: nobody else could.

        Each further quarter of an hour gives whoever guesses five more tries, all of them recorded.
        """
        f = SignInFailureRow
        with writing(self._engine, self._path) as connection:
            account = _find(connection, name)
            tries = connection.scalars(select(f.at).where(f.account == name, f.at > at - FAILURES_WITHIN)).all()
            is_only = administrators(_every(connection)) == (name,)
            if account is None or account.state != AccountState.LOCKED or tries or not is_only:
                return False
            _set(connection, name, state=AccountState.ACTIVE.value)
            self._record(connection, at, trail.SYSTEM, "release account", name)
            return True

    def note_refused(self, action: Action, at: datetime, actor: str) -> None:
        """Take note that somebody asked for what he may not do."""
        with writing(self._engine, self._path) as connection:
            state = current(connection)
            if state is not None:
                trail.record(connection, state.id, at, actor, "refuse", f"permission:{action.name.lower()}")

    def note_end(self, name: str, at: datetime) -> None:
        """Take note that a session ended."""
        with writing(self._engine, self._path) as connection:
            self._record(connection, at, name, "sign out", name)
        entering.leave(self._engine, self._path)

    # ------------------------------------------------------------ inside

    @staticmethod
    def _change(connection: Connection, name: str, change: Callable[[Account], Account]) -> None:
        """Refuse a change after which nobody could manage accounts."""
        account, before = _needed(connection, name), _every(connection)
        after = [change(account) if a.name == name else a for a in before]
        try:
            refuse_without_administrator(before, after)
        except AccountFault as error:
            raise DeskError(str(error)) from error

    @staticmethod
    def _record(
        connection: Connection, at: datetime, actor: str, action: str, name: str | None, *subjects: str
    ) -> None:
        about = () if name is None else (f"account:{name}",)
        trail.record(connection, needed(connection).id, at, actor, action, *about, *subjects)


def _is_told(connection: Connection) -> bool:
    """Whether this is a login that is shown its own account only, and may ask who holds the others."""
    if connection.dialect.name == "sqlite":
        return False
    # Null where the database was made ready for logins by an older version.
    may = "SELECT has_function_privilege(to_regprocedure('fairwatch_holders()'), 'EXECUTE')"
    is_shown_own = connection.exec_driver_sql("SELECT row_security_active('account')").scalar()
    return bool(is_shown_own) and bool(connection.exec_driver_sql(may).scalar())


def _every(connection: Connection) -> tuple[Account, ...]:
    t, r = AccountRow, AccountRoleRow
    roles: dict[str, set[Role]] = {}
    for account, role in connection.execute(select(r.account, r.role)):
        roles.setdefault(account, set()).add(Role(role))
    rows = connection.execute(select(t.__table__).order_by(t.name)).mappings()
    return tuple(_value(row, frozenset(roles.get(row["name"], ()))) for row in rows)


def _find(connection: Connection, name: str) -> Account | None:
    t, r = AccountRow, AccountRoleRow
    row = connection.execute(select(t.__table__).where(t.name == name)).mappings().one_or_none()
    # Asked for in any case: an account that is not there takes as long as one that is.
    roles = connection.scalars(select(r.role).where(r.account == name)).all()
    return None if row is None else _value(row, frozenset(Role(role) for role in roles))


def _needed(connection: Connection, name: str) -> Account:
    found = _find(connection, name)
    if found is None:
        raise DeskError(f"There is no account {name}")
    return found


def _value(row: Mapping[Any, Any], roles: frozenset[Role]) -> Account:
    plain = {name: row[name] for name in _PLAIN}
    badge = None if row["badge"] is None else Badge(row["badge"])
    plain |= {"badge": badge, "roles": roles, "source": Source(row["source"]), "state": AccountState(row["state"])}
    return Account(**plain)


def _rules(connection: Connection) -> SignInRules:
    row = connection.execute(select(SignInRulesRow.__table__)).mappings().one_or_none()
    if row is None:
        return SignInRules()
    return SignInRules(
        banner=row["banner"],
        way=row["way"],
        idle_minutes=row["idle_minutes"],
        code_roles=frozenset(Role(role) for role in row["code_roles"].split()),
        directory=row["directory"],
    )


def _refuse_double(before: Sequence[Account], account: Account) -> None:
    for other in before:
        if other.name == account.name:
            raise DeskError(f"There is an account {account.name} already")
        if account.badge is not None and other.badge == account.badge:
            raise DeskError(f"Officer {account.badge} has the account {other.name} already")


def _put_roles(connection: Connection, name: str, roles: Iterable[Role]) -> None:
    for role in sorted(roles):
        connection.execute(insert(AccountRoleRow).values(account=name, role=role.value))


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(AccountRow).where(AccountRow.name == name).values(values))


def _roles(roles: Iterable[Role]) -> tuple[str, ...]:
    return tuple(f"role:{role.value}" for role in sorted(roles))


def has_accounts(connection: Connection) -> bool:
    """Whether there are accounts; a login through which officers come is made for them."""
    return entering.is_door(connection) or connection.execute(select(AccountRow.name).limit(1)).first() is not None
