"""What roles see and do beyond getting in: whose name stands under a waiver, what is left out for whom."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copy

import pytest
from support.accounts import NAMES, NOW, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.sites import FIRST, edit, small_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, Reader, Role, RowChange, setup_sheet, sign_in
from scheduler.domain.attention import Factor
from scheduler.domain.facility import StaticFactor
from scheduler.domain.lookback import Office
from scheduler.domain.observations import StaticReview
from scheduler.domain.people import RotationWaiver
from scheduler.domain.roster import Lock, LockChange, Period, Waiver
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute, PostCode

COMMANDER = NAMES[Role.COMMANDER]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose posts have points for cameras, with rounds written down, and an account of each role."""
    path = tmp_path_factory.mktemp("roles") / "made.db"
    site = small_site()
    points = (StaticFactor(factor=Factor.CAMERA.value, points=4), StaticFactor(factor="secluded", points=2))
    site = replace(site, posts=tuple(replace(post, attention=points) for post in site.posts))
    with pytest.MonkeyPatch.context() as patch, Desk.open(str(path), actor="setup", now=Clock()) as desk:
        with_quick_passwords(patch)
        desk.import_site(site, "test")
        desk.observations.add_round(AreaCode("H1"), Minute(int(NOW.timestamp()) // 60 - 60), Badge("B4"))
        desk.create_roster(Period(first=FIRST, days=7))
        add_accounts(desk, "B1")
    return path


@pytest.fixture
def url(tmp_path: Path, made: Path) -> str:
    return str(copy(made, tmp_path / "f.db"))


@pytest.fixture
def open_as(url: str) -> Iterator[Callable[[Role], Desk]]:
    desks: list[Desk] = []

    def opened(role: Role) -> Desk:
        desks.append(as_role(url, role))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


def waiver(badge: str) -> Waiver:
    return Waiver(
        entry="rest_required",
        badge=Badge(badge),
        on=FIRST,
        approver="somebody else",
        reason="a riot",
        expires=FIRST + timedelta(days=30),
    )


def test_a_waiver_is_approved_by_who_is_signed_in(open_as: Callable[[Role], Desk]) -> None:
    (found,) = open_as(Role.COMMANDER).add_waiver(1, waiver("B2")).waivers
    assert found.approver == COMMANDER


def test_nobody_approves_a_waiver_about_himself(url: str, open_as: Callable[[Role], Desk]) -> None:
    first = open_as(Role.ADMIN).accounts.add("captain", [Role.COMMANDER], Badge("B3"))
    with sign_in(url, "captain", first, now=Clock()) as desk:
        desk.myself.change_password(first, password_of("captain"))
        with pytest.raises(DeskError, match="himself"):
            desk.add_waiver(1, waiver("B3"))
        staying = RotationWaiver(
            badge=Badge("B3"),
            area=AreaCode("H1"),
            first=FIRST,
            expires=FIRST + timedelta(days=9),
            approver="x",
            reason="y",
        )
        with pytest.raises(DeskError, match="himself"):
            desk.add_rotation_waiver(staying)
        desk.add_rotation_waiver(replace(staying, badge=Badge("B2")))
        assert [line.approver for line in desk.site().rotation_waivers] == ["captain"]


def test_a_sergeant_locks_and_does_not_open_what_was_locked(open_as: Callable[[Role], Desk]) -> None:
    lock = Lock(badge=Badge("B1"), on=FIRST)
    sergeant = open_as(Role.SERGEANT)
    locking = edit("lock", locks=(lock,))
    sergeant.apply_edit(1, locking)
    lifting = replace(edit("lift"), locks=(LockChange(lock=lock, is_set=False),))
    with pytest.raises(NotPermittedError, match="locked"):
        sergeant.apply_edit(1, lifting)
    sergeant.apply_edit(1, edit("other", tour("B2", FIRST)))
    open_as(Role.SCHEDULER).apply_edit(1, lifting)


def test_cameras_and_rounds_are_for_two_roles(open_as: Callable[[Role], Desk]) -> None:
    today = NOW.date()
    for role, sees in (
        (Role.COMMANDER, True),
        (Role.PREA_MANAGER, True),
        (Role.SCHEDULER, False),
        (Role.SERGEANT, False),
    ):
        desk = open_as(role)
        seen = desk.attention.inputs(today - timedelta(days=1), today)
        assert bool(seen.seen.rounds) is sees, role
        assert bool(seen.reader.withheld) is not sees
        assert bool(desk.observations.read(today - timedelta(days=1), today).rounds) is sees
        for posts in (desk.site().posts, desk.problem(Period(first=FIRST, days=1)).posts):
            factors = {factor.factor for post in posts for factor in post.attention}
            assert (Factor.CAMERA.value in factors) is sees
            assert "secluded" in factors
        about = {line.scale.factor for line in desk.observations.reviews(today)}
        assert (Factor.CAMERA.value in about) is sees


def test_nobody_is_told_more_by_asking_as_somebody_else(open_as: Callable[[Role], Desk]) -> None:
    today = NOW.date()
    sergeant, commander = open_as(Role.SERGEANT), open_as(Role.COMMANDER)
    assert sergeant.observations.read(today, today, Reader.PREA_MANAGER).rounds == ()
    assert commander.attention.inputs(today, today, Reader.SERGEANT).reader == Reader.SERGEANT


def test_a_review_keeps_the_points_that_its_reader_does_not_see(open_as: Callable[[Role], Desk]) -> None:
    commander = open_as(Role.COMMANDER)
    made = StaticReview(post=PostCode("P1"), factor=Factor.CAMERA.value, points=0, reviewed_on=NOW.date(), by="")
    commander.observations.review([made])
    (post,) = [post for post in open_as(Role.SCHEDULER).site().posts if post.code == "P1"]
    assert {factor.factor for factor in post.attention} == {"secluded"}
    changed = {factor.factor: factor.points for factor in commander.site().posts[0].attention}
    assert changed == {Factor.CAMERA.value: 0, "secluded": 2}


def test_a_look_back_is_approved_from_an_office_that_is_held(open_as: Callable[[Role], Desk]) -> None:
    commander, manager, authority = map(open_as, (Role.COMMANDER, Role.PREA_MANAGER, Role.AUTHORITY))
    asked = commander.look_backs.ask("C-1", InmateRef("I1"), date(2026, 11, 1), date(2026, 11, 10))
    with pytest.raises(NotPermittedError):
        commander.look_backs.approve(asked.id, Office.PREA)
    with pytest.raises(DeskError, match="office"):
        manager.look_backs.approve(asked.id, Office.COUNSEL)
    with pytest.raises(DeskError, match="office"):
        authority.look_backs.approve(asked.id, Office.PREA)
    assert manager.look_backs.approve(asked.id, Office.PREA).approved_by == NAMES[Role.PREA_MANAGER]


def test_a_commander_reads_of_the_log_what_concerns_rosters(open_as: Callable[[Role], Desk]) -> None:
    commander, auditor = open_as(Role.COMMANDER), open_as(Role.AUDITOR)
    span = (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1))
    rows, _ = commander.audit_log.records("", *span, None, 500)
    assert {row.action for row in rows} == {"create roster", "enter round"}
    every, _ = auditor.audit_log.records("", *span, None, 500)
    assert {"sign in", "add account", "import"} <= {row.action for row in every}
    with pytest.raises(DeskError, match="rosters"):
        commander.audit_log.records("Accounts and sign-in", *span, None, 5)
    with pytest.raises(NotPermittedError):
        commander.audit(5)


def test_the_administrator_reads_nothing_of_people(open_as: Callable[[Role], Desk]) -> None:
    admin = open_as(Role.ADMIN)
    for ask in (admin.site, admin.names, admin.rosters, admin.leave.requests, lambda: admin.setup.rows("Officers")):
        with pytest.raises(NotPermittedError):
            ask()
    assert admin.facility().name == "Small Jail"
    assert admin.policy().entries


def test_setup_shows_and_keeps_points_of_cameras_by_role(tmp_path: Path) -> None:
    url, points = str(tmp_path / "setup.db"), tuple(StaticFactor(factor=f, points=4) for f in ("ST1", "ST3"))
    site = small_site()
    with Desk.open(url, actor="setup", now=Clock()) as desk:
        desk.import_site(replace(site, posts=tuple(replace(p, attention=points) for p in site.posts)), "test")
        add_accounts(desk, "B1")
    fields = [column.field for column in setup_sheet("Posts").columns]
    name, cameras, code = fields.index("name"), fields.index("ST3"), fields.index("code")
    with as_role(url, Role.SCHEDULER) as desk:
        row = desk.setup.rows("Posts")[0]
        assert row[cameras] == ""
        assert desk.setup.counts([("Posts", cameras)], "4") == (0,)
        renamed = [*row]
        renamed[name], renamed[code] = "Another name", "NEW"
        desk.setup.change("Posts", [RowChange(row=0, cells=tuple(renamed))], "Rename")
        renamed[cameras] = "5"
        with pytest.raises(DeskError, match="only a watch commander or a PREA manager may enter points of cameras"):
            desk.setup.change("Posts", [RowChange(row=0, cells=tuple(renamed))], "Cameras")
    with as_role(url, Role.COMMANDER) as desk:
        row = desk.setup.rows("Posts")[0]
        assert (row[code], row[name], row[cameras]) == ("NEW", "Another name", "4")
        assert all(post.attention == points for post in desk.site().posts)


def test_an_auditor_reads_published_rosters_without_people(open_as: Callable[[Role], Desk], tmp_path: Path) -> None:
    commander, auditor = open_as(Role.COMMANDER), open_as(Role.AUDITOR)
    commander.apply_edit(1, edit("fill", *(tour(f"B{n}", FIRST, shift) for n, shift in ((1, "D"), (2, "N")))))
    with pytest.raises(DeskError, match="never published"):
        auditor.oversight.roster(1)
    commander.add_waiver(1, waiver("B1"))
    commander.confirm(password_of(COMMANDER))
    commander.publish(1)
    (head,) = auditor.oversight.rosters()
    assert (head.id, head.version) == (1, 1)
    found = auditor.oversight.roster(1)
    assert {found_tour.badge for found_tour in found.tours} == {"officer-0001", "officer-0002"}
    assert [(t.post, t.shift, t.on) for t in found.tours] == [("P1", s, FIRST) for s in ("D", "N")]
    assert found.waivers == ()
    auditor.confirm(password_of(NAMES[Role.AUDITOR]))
    written = auditor.oversight.export(1, tmp_path / "out")
    text = "".join(path.read_text("utf-8") for path in written)
    assert "officer-0001" in text
    assert not any(f"B{n}" in text for n in range(1, 5))
    for ask in (auditor.rosters, auditor.site, lambda: auditor.roster(1)):
        with pytest.raises(NotPermittedError):
            ask()
