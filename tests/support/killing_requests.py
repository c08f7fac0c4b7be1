"""Programs that ask and decide for ever, to be killed while they do, and what must be left of every request."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from unittest import mock

from sqlalchemy import func, select
from support.accounts import NAMES, NOW, QUICK, add_accounts, password_of
from support.killing_told import Told, say
from support.sites import planned_site

from scheduler.api import Denial, Desk, DeskError, RequestKind, Role, sign_in
from scheduler.api.audit import verify_log
from scheduler.domain.people import Restriction
from scheduler.domain.requests import Request, RequestState
from scheduler.domain.words import AreaCode, InmateRef
from scheduler.identity.envelope import UnsealError, opened
from scheduler.identity.passwords import COSTS
from scheduler.requests.asking import PROTECTED
from scheduler.storage import apart
from scheduler.storage.connect import reading
from scheduler.storage.tables.requests import KeptApartRow, ShieldedRow

ASKER = "B1"
AREA, INMATE = AreaCode("H1"), InmateRef("I1")
ASKED = (
    (RequestKind.KEEP_SEPARATE, {"area": AREA, "words": "one"}),
    (RequestKind.KEEP_SEPARATE, {"inmate": INMATE, "words": "two"}),
    (RequestKind.MOVE_ME, {"area": AREA}),
)
"""What is asked for in turn; each puts restrictions in force when it is filed."""
DECIDERS = (Role.COMMANDER, Role.AUTHORITY, Role.PREA_MANAGER)


def prepare(url: str) -> None:
    """Make a facility in which requests can be filed and decided: accounts of all roles, each with its key."""
    with mock.patch.dict(COSTS, argon2id=QUICK):
        with Desk.open(url, now=lambda: NOW) as desk:
            desk.import_site(planned_site(), "x")
            add_accounts(desk, ASKER, lambda: NOW)
        with _as(url, Role.PREA_MANAGER) as desk:
            desk.keys.make_recovery()
        for role in (*DECIDERS, Role.OFFICER):
            _as(url, role).close()  # makes the account's own key


def request(url: str) -> None:
    """File requests and withdraw them for ever, as one officer."""
    with _as(url, Role.OFFICER) as desk:
        _withdraw_all(desk)
        for number in count():
            id = _file(desk, number)
            if ASKED[number % len(ASKED)][0] == RequestKind.MOVE_ME:
                say("begin", "renew")
                desk.asks.renew(id)
                say("did", id, "renew")
            say("begin", "withdraw")
            desk.asks.withdraw(id)
            say("did", id, "withdraw")


def decision(url: str) -> None:
    """Decide for ever about what an officer asks: restrict more, deny, hear his appeal, grant, end."""
    with _as(url, Role.OFFICER) as officer:
        _withdraw_all(officer)
        deciders = [_as(url, role) for role in DECIDERS]
        for number in count():
            id = _file(officer, number)
            _decided(deciders, id, "open", _open)
            _decided(deciders, id, "interim", lambda desk, id: desk.deciding.interim(id, [AREA]))
            if number % 2:
                _decided(deciders, id, "deny", _deny)
                say("begin", "appeal")
                officer.asks.appeal(id, "look again")
                say("did", id, "appeal")
            _decided(deciders, id, "grant", lambda desk, id: desk.deciding.grant(id, "so be it"))
            _decided(deciders, id, "end", lambda desk, id: desk.deciding.end(id))


def lost(url: str, told: Told) -> list[str]:
    """Return what is wrong with the requests of a database, one sentence each."""
    found = [fault.sentence for fault in verify_log(url).faults]
    with _as(url, Role.OFFICER) as desk:
        requests = {place.row: (place.version, request) for place, request in desk.asks._letters.requests()}
        events = _events(desk)
        for id, (version, one) in requests.items():
            written = [what for what in events.get(id, []) if what != "open"]
            if len(written) != version:
                found.append(f"request {id} was written {version} times and has {len(written)} events")
            if one.words not in ("", "one", "two"):
                found.append(f"request {id} says something else than was filed")
        for id in {id for id, _ in told.of("did")}:
            done = [what for of, what in told.of("did") if of == id]
            if id not in requests or not _is_within(done, events.get(id, [])):
                found.append(f"request {id}: {', '.join(done)} were done, {', '.join(events.get(id, []))} are there")
        found += _unlike([one for _, one in requests.values()], events, desk)
    return found


def _unlike(requests: list[Request], events: dict[str, list[str]], desk: Desk) -> Iterator[str]:
    """Yield where plain rows and sealed requests do not tell the same."""
    with reading(desk._store._engine, desk._store.path) as connection:
        rows = apart._lines(connection)
        pairs = connection.scalar(select(func.count()).where(KeptApartRow.area.is_(None), KeptApartRow.post.is_(None)))
        shields = connection.scalar(select(func.count()).select_from(ShieldedRow))
        records = [row for row in desk._store.audit(100_000) if row.action == apart.CHANGED]
        held = Counter(apart.sites.RESTRICTIONS.read(connection, planned_site().facility.id))
    expected: Counter[Restriction] = Counter(bar for one in requests for bar in one.bars)
    expected.update(bar for _, _, bar in rows if apart._is_bar(bar))
    expected.update(planned_site().restrictions)
    if held != expected:
        yield f"{held.total()} restrictions stand where {expected.total()} are asked for"
    live = (RequestState.OPEN, RequestState.GRANTED)
    kept = sum(one.scope.inmate is not None and one.state in live for one in requests)
    if pairs != kept:
        yield f"{pairs} pairs are kept apart where {kept} are asked for"
    protected = sum(one.kind in PROTECTED for one in requests)
    if shields != protected:
        yield f"{shields} officers' terms are protected for {protected} requests"
    acts = sum(_binding(of) for of in events.values())
    if len(records) != acts:
        yield f"{len(records)} records of changed availability for {acts} changes"


def _binding(events: list[str]) -> int:
    """Return how many of a request's events bring or take restrictions: what was denied has none to be taken."""
    found, stands = 0, False
    for what in events:
        if what in ("file", "interim") or (what == "grant" and not stands):
            found, stands = found + 1, True
        elif what in ("withdraw", "deny", "end") and stands:
            found, stands = found + 1, False
    return found


def _events(desk: Desk) -> dict[str, list[str]]:
    """Return what happened to each request, in order, as its asker can open it."""
    key, found = desk.asks._letters.key(), {}
    for event in reversed(desk._store.requests.events(None)):
        if event.envelope is None:
            continue
        try:
            line = json.loads(opened(event.envelope, key, event.place).plain)
        except (UnsealError, ValueError):
            continue  # another account's
        found.setdefault(line["row"], []).append(line["what"])
    return found


def _is_within(done: list[str], events: list[str]) -> bool:
    """Whether all that was acknowledged is among what happened, in its order."""
    rest = iter(events)
    return all(what in rest for what in done)


def _file(desk: Desk, number: int) -> str:
    kind, fields = ASKED[number % len(ASKED)]
    say("begin", "request")
    id = desk.asks.file(kind, **fields)
    say("did", id, "file")
    return id


def _withdraw_all(desk: Desk) -> None:
    """End what a program that was killed left in force."""
    for own in desk.asks.mine():
        if not own.request.is_over:
            desk.asks.withdraw(own.request.id)
            say("did", own.request.id, "withdraw")


def _decided(deciders: list[Desk], id: str, what: str, act: Callable[[Desk, str], object]) -> None:
    """Have the first one who may do something about a request do it."""
    say("begin", "decision")
    refused = []
    for desk in deciders:
        try:
            act(desk, id)
        except DeskError as error:
            refused.append(str(error))
            continue
        say("did", id, what)
        return
    raise SystemExit(f"nobody can {what}: {'; '.join(refused)}")


def _open(desk: Desk, id: str) -> None:
    desk.confirm(password_of(desk.actor))
    desk.deciding.open(id)


def _deny(desk: Desk, id: str) -> None:
    desk.deciding.deny(id, Denial.NO_OTHER_POST, "another shift")


def _as(url: str, role: Role) -> Desk:
    """Return the desk of a role's account, whose password was just given again."""
    name = NAMES[role]
    return sign_in(url, name, password_of(name), now=lambda: NOW, for_one_act=True)
