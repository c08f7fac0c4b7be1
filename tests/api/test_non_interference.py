"""What lies behind a restriction changes nothing that anybody else can see: not a byte, not a statement."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event
from support.desk_site import badge, small_site
from support.house import House

from scheduler.api import Desk, RequestKind, Role, write_workbook
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Preference
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, InmateRef, Minute, PostCode
from scheduler.wire import decode, encode

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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    base = small_site()
    site = replace(
        base,
        stays=(*base.stays, Stay(inmate=INMATE, area=HOUSING, start=Minute(29_000_000))),
        preferences=(Preference(badge=badge(4), first=date(2026, 1, 1), post=WANTED),),
    )
    with pytest.MonkeyPatch.context() as patch:
        yield House.built(tmp_path_factory.mktemp("house"), site, WHO, patch)


@pytest.fixture(scope="module")
def filed(built: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    with pytest.MonkeyPatch.context() as patch:
        houses = {}
        for name, cause in CAUSES.items():
            houses[name] = built.copy(tmp_path_factory.mktemp("filed"), patch)
            cause(houses[name])
        yield houses


def on(house: House, role: Role, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(house.folder / "keys"))
    return house.desk(role)


def seen(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return all that a scheduler and an auditor can take out of a database, by name."""
    found: dict[str, bytes] = {}
    with on(house, Role.SCHEDULER, monkeypatch) as desk:
        found["site"] = encode(desk.site())
        problem = desk.problem(PERIOD)
        found["problem"] = encode(problem)
        draft = desk.create_roster(PERIOD, "two weeks")
        found["findings"] = encode(desk.check(draft.id))
        path = folder / "site.xlsx"
        write_workbook(desk.site(), path)
        found["workbook"] = path.read_bytes()
        found["facility"] = repr(desk._store.facility()).encode()
    with on(house, Role.AUDITOR, monkeypatch) as desk:
        # Who signed in is in the log for everybody to see; what was asked for is not.
        rows = [row for row in desk._store.audit(1000) if row.action == "change availability"]
        found["audit"] = json.dumps([(str(r.at), r.actor, r.action, r.subjects) for r in rows]).encode()
    return found


def test_nothing_that_others_see_differs_by_a_byte(
    filed: dict[str, House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = filed
    expected = seen(filed[first], tmp_path, monkeypatch)
    held = {(bar.area, bar.post) for bar in decode(expected["site"], Site, "a site").restrictions if bar.badge == WHO}
    assert held == {(HOUSING, None), (None, WANTED)}
    for name in others:
        found = seen(filed[name], tmp_path, monkeypatch)
        for part, content in expected.items():
            assert found[part] == content, f"{part} tells {name} from {first}"


def test_reading_takes_the_same_work_whatever_lies_behind(
    filed: dict[str, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 11 causes, every one read once; the threshold is equality, as what is counted does not depend on time.

    Counted are the statements that a scheduler's reading of facility and problem sends to the database, and the rows
    that come back. How long it takes is measured by tests/campaigns/quiet_clock.py.
    """
    counted = {}
    for name, house in filed.items():
        with on(house, Role.SCHEDULER, monkeypatch) as desk:
            counted[name] = work(desk, lambda desk=desk: encode(desk.problem(PERIOD)))
    assert len(set(counted.values())) == 1, counted


def work(desk: Desk, act: Callable[[], bytes]) -> tuple[tuple[str, ...], int]:
    """Return the statements that something sends to the database, and the number of bytes that it makes of them."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    engine = desk._store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        made = act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return tuple(sent), len(made)


def test_filing_leaves_envelopes_of_one_length(filed: dict[str, House], monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = {}
    for name, house in filed.items():
        with on(house, Role.AUDITOR, monkeypatch) as desk:
            (row,) = desk._store.requests.sealed()
            assert row.envelope is not None
            lengths[name] = len(row.envelope)
    assert len(set(lengths.values())) == 1, lengths
