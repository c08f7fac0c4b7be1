"""A facility with accounts of every role and their keys, so that requests can be filed and decided."""

import shutil
from pathlib import Path

from support.accounts import NAMES, Clock, add_accounts, as_role, password_of, with_quick_passwords

from scheduler.api import Desk, Role
from scheduler.domain.site import Site


class House:
    """One database with an account of each role; each reader of sealed things has a key, which signing in opens."""

    def __init__(self, folder: Path, monkeypatch: object) -> None:
        with_quick_passwords(monkeypatch)
        monkeypatch.setenv("FAIRWATCH_KEYS", str(folder / "keys"))  # type: ignore[attr-defined]
        self.folder, self.url, self.clock = folder, str(folder / "f.db"), Clock()

    @classmethod
    def built(cls, folder: Path, site: Site, badge: str, monkeypatch: object) -> "House":
        """Return a new one; it takes a while, so that tests take copies of it."""
        house = cls(folder, monkeypatch)
        desk = Desk.open(house.url, now=house.clock)
        desk.import_site(site, "test")
        add_accounts(desk, badge, house.clock)
        desk.close()
        with house.desk(Role.PREA_MANAGER) as prea:
            house.confirm(prea)
            prea.keys.make_recovery()
        for role in (Role.PREA_MANAGER, Role.AUTHORITY, Role.COMMANDER, Role.OFFICER):
            with house.desk(role) as own:
                assert own.keys.state().is_open
        return house

    def copy(self, folder: Path, monkeypatch: object) -> "House":
        """Return a copy in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return House(folder, monkeypatch)

    def desk(self, role: Role) -> Desk:
        """Return the desk of a role's account."""
        return as_role(self.url, role, self.clock)

    def confirm(self, desk: Desk) -> None:
        desk.confirm(password_of(desk.actor))

    @staticmethod
    def name(role: Role) -> str:
        return NAMES[role]
