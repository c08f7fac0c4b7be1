"""Requests on a server, decided by people with logins of their own: sealed to all who read them, as on a file."""

from collections.abc import Iterator

import psycopg
import pytest
from support.accounts import NAMES, password_of
from support.postgres import Cluster
from support.probing import AT
from support.probing_scene import ASKER, LOGIN_SECRET, LOGINS, Scene, make_server_scene, signed_in

from scheduler.api import Denial, Desk, RequestKind, Role, sign_in
from scheduler.domain.words import AreaCode, Badge
from scheduler.identity.permissions import Action, may
from scheduler.storage.address import server_of

AREA = AreaCode("H1")


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = make_server_scene(tmp_path_factory.mktemp("logins"), cluster.new_database())
    yield made
    with cluster.connect(server_of(made.url).database) as raw:
        raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
    with cluster.connect("postgres", "tester") as raw:
        for name in LOGINS.values():
            raw.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


def by_login(cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the desk of a role's account, over the account's own login of the server."""
    name = NAMES[role]
    monkeypatch.setenv("PGPASSWORD", LOGIN_SECRET)
    url = cluster.url(server_of(scene.url).database, name)
    return sign_in(url, name, password_of(name), now=lambda: AT, for_one_act=True)


def test_what_is_filed_for_an_officer_is_read_by_its_deciders_and_by_him(
    cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with by_login(cluster, scene, Role.PREA_MANAGER, patch) as desk:
            id = desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(ASKER), area=AREA, words="told in confidence")
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            (line,) = (line for line in desk.deciding.queue() if line.id == id)
            assert line.is_mine
            assert desk.deciding.open(id).request.words == "told in confidence"
            desk.deciding.deny(id, Denial.OTHER_MEANS, "another shift")
    with signed_in(scene, Role.OFFICER) as desk:
        (own,) = (own.request for own in desk.asks.mine() if own.request.id == id)
        assert own.decision is not None
        assert own.decision.alternative == "another shift"
        assert next(one.by for one in desk.own.receipts() if one.why == "to decide") == NAMES[Role.COMMANDER]
        desk.asks.appeal(id, "look again")
    with monkeypatch.context() as patch, by_login(cluster, scene, Role.AUTHORITY, patch) as desk:
        assert desk.deciding.open(id).request.appeal == "look again"


def test_who_is_excluded_does_not_read_what_another_login_files(
    cluster: Cluster, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        with by_login(cluster, scene, Role.PREA_MANAGER, patch) as desk:
            excluded = (NAMES[Role.COMMANDER],)
            id = desk.deciding.file(RequestKind.KEEP_SEPARATE, Badge(ASKER), area=AREA, excluded=excluded)
        with by_login(cluster, scene, Role.COMMANDER, patch) as desk:
            assert id not in {line.id for line in desk.deciding.queue()}
        with by_login(cluster, scene, Role.AUTHORITY, patch) as desk:
            assert [line.is_mine for line in desk.deciding.queue() if line.id == id] == [True]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER and may({role}, Action.READ_ROSTER)])
def test_who_may_read_rosters_reads_them_over_his_own_login(
    cluster: Cluster, scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    with by_login(cluster, scene, role, monkeypatch) as desk:
        assert len(desk.site().officers) == 4
        assert len(desk.roster(1).roster.tours) == 2


def test_names_and_offices_are_told_to_those_who_decide_and_nothing_of_how_anybody_signs_in(
    cluster: Cluster, scene: Scene
) -> None:
    for role in Role:
        with cluster.connect(server_of(scene.url).database, LOGINS[role], LOGIN_SECRET) as raw:
            if role in (Role.COMMANDER, Role.AUTHORITY, Role.PREA_MANAGER):
                found = raw.execute("SELECT * FROM fairwatch_holders()")
                assert [column.name for column in found.description or ()] == ["name", "badge", "state", "roles"]
                assert {row[0] for row in found} >= set(NAMES.values())
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    raw.execute("SELECT * FROM fairwatch_holders()")
