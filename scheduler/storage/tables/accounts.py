"""Tables of accounts: who may sign in, with which roles, and what the site has set about signing in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey

from scheduler.storage.tables.base import STRICT, Base, Mapped, mapped_column
from scheduler.storage.tables.rosters import NUMBERED


class AccountRow(Base):
    """An account (`scheduler.identity.accounts`). It is never deleted: what it did stays in the log under its name."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("state IN ('active', 'disabled', 'locked')", name="state"), STRICT)
    name: Mapped[str] = mapped_column(primary_key=True)
    badge: Mapped[str | None] = mapped_column(unique=True)
    source: Mapped[str]
    system_user: Mapped[str | None] = mapped_column(unique=True)
    password: Mapped[bytes]
    is_temporary: Mapped[bool]
    code: Mapped[bytes]
    code_step: Mapped[int]
    state: Mapped[str]
    made_at: Mapped[datetime]
    enabled_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class AccountRoleRow(Base):
    """A role of an account."""

    __tablename__ = "account_role"
    account: Mapped[str] = mapped_column(ForeignKey("account.name"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class SignInFailureRow(Base):
    """A wrong try of the last minutes; gone after a right one, and after a release."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (NUMBERED,)
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name"))
    at: Mapped[datetime]


class SignInRulesRow(Base):
    """What the site has set about signing in (`scheduler.identity.accounts.SignInRules`): one row, or none."""

    __tablename__ = "sign_in_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    banner: Mapped[str]
    way: Mapped[str]
    idle_minutes: Mapped[int]
    code_roles: Mapped[str]
    directory: Mapped[str]
