"""One restriction, eleven causes: a facility in which each was filed, for tests that nobody can tell them apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.desk_site import badge, small_site
from support.house import House

from scheduler.api import Desk, RequestKind, Role
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Preference
from scheduler.domain.roster import Period
from scheduler.domain.words import AreaCode, InmateRef, Minute, PostCode

WHO = badge(2)
HOUSING, WANTED = AreaCode("HU"), PostCode("CTL-A")
INMATE = InmateRef("k7f3")
PERIOD = Period(first=date(2026, 12, 6), days=14)
Cause = Callable[[House], str]


def by_officer(kind: RequestKind, **fields: object) -> Cause:
    def cause(house: House) -> str:
        with house.desk(Role.OFFICER) as desk:
            return desk.asks.file(kind, **fields)  # type: ignore[arg-type]

    return cause


def by_order(kind: RequestKind, role: Role = Role.PREA_MANAGER, **fields: object) -> Cause:
    def cause(house: House) -> str:
        with house.desk(role) as desk:
            return desk.deciding.file(kind, WHO, area=HOUSING, **fields)  # type: ignore[arg-type]

    return cause


CAUSES: dict[str, Cause] = {
    "move": by_officer(RequestKind.MOVE_ME, area=HOUSING),
    "separate, one reason": by_officer(RequestKind.KEEP_SEPARATE, area=HOUSING, words="a cousin", category="relative"),
    "separate, another reason": by_officer(RequestKind.KEEP_SEPARATE, area=HOUSING, words="x" * 3000),
    "separate, excluding": by_officer(RequestKind.KEEP_SEPARATE, area=HOUSING, excluded=("commander.one",)),
    "separate, an inmate": by_officer(RequestKind.KEEP_SEPARATE, inmate=INMATE),
    "move, filed for": by_order(RequestKind.MOVE_ME),
    "move, filed by another": by_order(RequestKind.MOVE_ME, Role.AUTHORITY),
    "no contact": by_order(RequestKind.NO_CONTACT, words="C-17"),
    "training": by_order(RequestKind.TRAINING),
    "cool-down": by_order(RequestKind.COOL_DOWN),
    "medical": by_order(RequestKind.MEDICAL),
}


def built_house(folder: Path, patch: pytest.MonkeyPatch) -> House:
    """Return the facility before anything is filed."""
    base = small_site()
    site = replace(
        base,
        stays=(*base.stays, Stay(inmate=INMATE, area=HOUSING, start=Minute(29_000_000))),
        preferences=(Preference(badge=badge(4), first=date(2026, 1, 1), post=WANTED),),
    )
    return House.built(folder, site, WHO, patch)


def as_seen_by(house: House, role: Role, patch: pytest.MonkeyPatch) -> Desk:
    """Return the desk of a role's account in one of several facilities, each of which has a key of its own."""
    patch.setenv("FAIRWATCH_KEYS", str(house.folder / "keys"))
    return house.desk(role)
