"""On a server restrictions follow inmates by a login that may not read who is kept apart from whom."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from support.accounts import NAMES, add_accounts, as_role, with_quick_passwords
from support.desk_site import badge, small_site
from support.postgres import Cluster

from scheduler.api import Desk, Role, database
from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.people import Officer
from scheduler.domain.requests import Scope
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import AreaCode, InmateRef, Minute, WatchKind
from scheduler.requests.effect import bars_of
from scheduler.storage import DeskError, Store, apart, changes, sites
from scheduler.storage.address import server_of
from scheduler.storage.connect import writing

NOW = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
SECRET = "a scheduler's word"
INMATES = tuple(InmateRef(f"N-{n:06}") for n in range(9))
ZONE = small_site().facility.zone


class Two:
    """Two databases of one content: moves are written to one by its owner, to the other by a scheduler's login."""

    def __init__(self, cluster: Cluster, patch: pytest.MonkeyPatch) -> None:
        self.cluster = cluster
        self.urls = cluster.new_database(), cluster.new_database()
        for url in self.urls:
            with Desk.open(url, actor="chief", now=lambda: NOW) as desk:
                desk.import_site(wide_site(), "x")
                desk.create_roster(Period(first=NOW.date() - timedelta(days=4), days=14))
        with Desk.open(self.urls[1], actor="chief", now=lambda: NOW) as desk:
            with_quick_passwords(patch)
            add_accounts(desk)
        database.prepare(self.urls[1])
        database.make_login(self.urls[1], NAMES[Role.SCHEDULER], SECRET)
        self.owner = Store.open(self.urls[0])
        self.behind = Store.open(self.urls[1])
        address = self.urls[1].replace("facility@", f"{NAMES[Role.SCHEDULER]}@")
        database.keep_password(address, SECRET)
        self.login = Store.open(address)

    def close(self) -> None:
        for store in (self.owner, self.behind, self.login):
            store.close()
        with self.cluster.connect(server_of(self.urls[1]).database) as raw:
            raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
        with self.cluster.connect("postgres", "tester") as raw:
            name = NAMES[Role.SCHEDULER]
            raw.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')

    def keep_apart(self, number: int, inmate: InmateRef, at: datetime) -> None:
        """Keep a pair apart in both, by the same mark."""
        _, site = self.owner.load_site()
        bars = bars_of(site, badge(number), Scope(inmate=inmate), at.date(), minute(at))
        with writing(self.owner._engine, self.owner.path) as connection:
            apart.remember(connection, badge(number), inmate, bars, at)
            changes.append(connection, site.facility.id, sites.RESTRICTIONS, bars)
        self.copy()

    def copy(self) -> None:
        """Bring the second to what the first holds of pairs and restrictions."""
        names = [server_of(url).database for url in self.urls]
        with self.cluster.connect(names[0]) as one, self.cluster.connect(names[1]) as other:
            for table, key, columns in (
                ("kept_apart", "number", "badge, mark, first, last, area, post"),
                ("restriction", "position", "facility_id, position, badge, first, last, area, post"),
            ):
                rows = one.execute(f"SELECT {columns} FROM {table} ORDER BY {key}").fetchall()
                other.execute(f"DELETE FROM {table}")
                for row in rows:
                    other.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(row))})", row)

    def move(self, at: datetime, **lists: tuple) -> None:
        for store in (self.owner, self.login):
            state, site = store.load_site()
            after = replace(site, **lists)
            store.change_site(state.revision, after, SiteEdit.between(site, after, "moves"), at, "scheduler.one")

    def state(self, which: int) -> tuple[list, list]:
        with self.cluster.connect(server_of(self.urls[which]).database) as raw:
            pairs = raw.execute("SELECT badge, mark, first, last, area, post FROM kept_apart").fetchall()
            bars = raw.execute("SELECT badge, first, last, area, post FROM restriction").fetchall()
        return sorted(pairs, key=str), sorted(bars, key=str)


def wide_site() -> Site:
    site = small_site()
    unit = next(area for area in site.areas if area.code == "HU")
    return replace(site, areas=(*site.areas, *(replace(unit, code=AreaCode(f"HU{n}")) for n in range(4))))


def minute(at: datetime) -> Minute:
    return Minute(int(at.timestamp()) // 60)


@pytest.fixture(scope="module")
def two(cluster: Cluster) -> Iterator[Two]:
    with pytest.MonkeyPatch.context() as patch:
        found = Two(cluster, patch)
    yield found
    found.close()


def somewhere(site: Site, chosen: random.Random, at: datetime) -> dict[str, tuple]:
    """Return stays, activities and watches as they may be delivered."""
    areas, posts, now = [a.code for a in site.areas], [p.code for p in site.posts], minute(at)
    stays, activities, watches = [], [], []
    for inmate in INMATES:
        start = now - chosen.randrange(1, 5000)
        if chosen.random() < 0.8:
            end = chosen.choice((None, now, now + 1, now - 1, now + 500))
            stays.append(
                Stay(
                    inmate=inmate,
                    area=chosen.choice(areas),
                    start=Minute(start - 9000),
                    end=None if end is None else Minute(end),
                )
            )
        if chosen.random() < 0.3:
            today = Clock(ZONE).date_of(now)
            last = chosen.choice((None, today, today - timedelta(days=1), today + timedelta(days=1)))
            activities.append(
                Activity(
                    inmate=inmate, area=chosen.choice(areas), weekdays=(0, 3), start_wall_minute=600,
                    wall_minutes=60, first=today - timedelta(days=30), last=last,
                )
            )  # fmt: skip
        if chosen.random() < 0.2:
            watches.append(
                Watch(
                    inmate=inmate, post=chosen.choice(posts), kind=WatchKind.CONSTANT,
                    start=Minute(start), end=chosen.choice((None, Minute(now), Minute(now + 1))),
                )
            )  # fmt: skip
    return {"stays": tuple(stays), "activities": tuple(activities), "watches": tuple(watches)}


def test_the_server_does_what_the_program_does(two: Two) -> None:
    chosen, at = random.Random(20), NOW
    _, site = two.owner.load_site()
    two.move(at, **somewhere(site, chosen, at))
    assert two.state(0) == two.state(1)
    for step in range(12):
        if step % 3 == 0:
            two.keep_apart(chosen.randrange(6), chosen.choice(INMATES), at)
        at += timedelta(hours=chosen.choice((1, 13, 30)))
        two.move(at, **somewhere(site, chosen, at))
        assert two.state(0) == two.state(1), step
    assert len(two.state(0)[1]) > 10


def test_a_login_learns_neither_who_is_kept_apart_nor_by_trying_moves_out(two: Two) -> None:
    with two.cluster.connect(server_of(two.urls[1]).database, NAMES[Role.SCHEDULER], SECRET) as raw:
        for statement in (
            "SELECT * FROM kept_apart",
            "SELECT * FROM shielded",
            "SELECT * FROM fairwatch_placed('SMALL', 0, current_date)",
            "SELECT * FROM fairwatch_whereabouts('SMALL', 'N-000001', 0, current_date)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
        raw.execute("BEGIN")
        raw.execute("UPDATE stay SET area = (SELECT min(code) FROM area)")
        with pytest.raises(psycopg.errors.RaiseException, match="in a transaction of its own"):
            raw.execute("SELECT fairwatch_follow(now())")
        raw.execute("ROLLBACK")


def test_changed_terms_of_a_guarded_officer_need_another_one_by_this_login_too(two: Two) -> None:
    _, site = two.login.load_site()
    first, second = site.officers[0], site.officers[1]

    def change(officer: Officer) -> None:
        state, site = two.login.load_site()
        squad = "AN" if officer.squad == "AD" else "AD"
        officers = tuple(replace(o, squad=squad) if o.badge == officer.badge else o for o in site.officers)
        after = replace(site, officers=officers)
        two.login.change_site(state.revision, after, SiteEdit.between(site, after, "squad"), NOW, "scheduler.one")

    with two.cluster.connect(server_of(two.urls[1]).database) as raw:
        raw.execute("INSERT INTO shielded (badge, until) VALUES (%s, %s)", (first.badge, NOW.date()))
        change(second)
        with pytest.raises(DeskError, match=f"awards of {first.badge}, somebody else has to approve it first"):
            change(first)
        approval = "INSERT INTO terms_approval (badge, approved_by, approved_at) VALUES (%s, %s, %s)"
        raw.execute(approval, (first.badge, "scheduler.one", NOW))
        with pytest.raises(DeskError, match="somebody else has to approve it first"):
            change(first)
        raw.execute(approval, (first.badge, "commander.one", NOW - timedelta(hours=2)))
        change(first)
        assert raw.execute("SELECT count(*) FROM terms_approval").fetchone() == (0,)


def test_a_feed_is_taken_over_by_a_scheduler_s_login(two: Two, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "moves.csv").write_text("Inmate,Area,Start,End\nN-000003,HU3,2026-12-20 10:00,\n")
    two.keep_apart(4, INMATES[3], NOW)
    at = datetime(2026, 12, 20, 18, tzinfo=UTC)
    address = two.urls[1].replace("facility@", f"{NAMES[Role.SCHEDULER]}@")
    with as_role(address, Role.SCHEDULER, lambda: at) as desk:
        before = desk.site().restrictions
        desk.feed.take(desk.feed.preview(folder))
        added = set(desk.site().restrictions) - set(before)
    assert (badge(4), "HU3", None) in {(bar.badge, bar.area, bar.last) for bar in added}
