"""A site comes back from the database as it went in, whatever is in it."""

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from support.sites import NOW, edit, sites, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.domain.facility import Facility
from scheduler.domain.people import Leave
from scheduler.domain.roster import Period, Tour
from scheduler.domain.site import Site
from scheduler.generate import demo_site
from scheduler.storage import Store, triggers
from scheduler.storage.sites import tables_of_a_site


@given(before=sites(), after=sites())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_site_comes_back_and_is_wholly_replaced(before: Site, after: Site) -> None:
    with TemporaryDirectory() as folder, Desk.open(f"{folder}/f.db") as desk:
        desk.import_site(before, "before")
        assert desk.site() == before
        desk.import_site(after, "after")
        assert desk.site() == after


def test_an_import_clears_nothing_that_only_grows() -> None:
    cleared = {table.__tablename__ for table in tables_of_a_site()}
    assert cleared.isdisjoint(triggers._KEYS)
    assert {"officer", "post", "leave", "policy_entry", "static_factor"} <= cleared


def test_the_demonstration_comes_back_in_another_process_view(database: str) -> None:
    site = demo_site()
    first = Store.open(database)
    first.import_site(site, "demo", NOW, "me")
    second = Store.open(database)
    assert second.load_site()[1] == site
    first.close()
    second.close()


def test_a_desk_sees_the_import_of_another(database: str) -> None:
    with Desk.open(database) as one, Desk.open(database) as other:
        one.import_site(small_site(), "first")
        assert other.site().floor_plan == ""
        one.import_site(replace(small_site(), floor_plan="<svg/>"), "second")
        assert other.site().floor_plan == "<svg/>"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"leave": (Leave(badge="nobody", start=1, end=2),)}, "a known officer is expected, not 'nobody'"),
        ({"leave": (Leave(badge="B1", start=2, end=2),)}, "an end after its start"),
        ({"facility": Facility(id="G", name="Other", zone="UTC")}, "belongs to F; G is expected"),
        ({"worked": (replace(tour("B1", date(2026, 1, 1)), end=2**70),)}, "cannot be stored"),
        ({"floor_plan": "\ud800"}, "cannot be stored"),
        ({"policy": replace(small_site().policy, tiers=small_site().policy.tiers * 2)}, "one of each code"),
    ],
)
def test_a_site_that_cannot_be_leaves_the_database_as_it_was(database: str, change: dict, said: str) -> None:
    with Desk.open(database) as desk:
        desk.import_site(small_site(), "good")
        rows = desk.audit()
        with pytest.raises(DeskError, match=said):
            desk.import_site(replace(small_site(), **change), "bad")
        assert desk.site() == small_site()
        assert desk.audit() == rows
    with Desk.open(database) as desk:
        assert desk.site() == small_site()


def test_policy_with_an_unknown_rule_or_setting_is_refused(database: str) -> None:
    site = small_site()
    entry = site.policy.entries[0]
    with Desk.open(database) as desk:
        for wrong in (
            replace(entry, rule="no_such_rule"),
            replace(entry, settings=(replace(entry.settings[0], value=-1),)),
        ):
            with pytest.raises(DeskError, match="policy rest_required"):
                desk.import_site(replace(site, policy=replace(site.policy, entries=(wrong,))), "bad")
        assert desk.is_empty()


def test_another_facility_needs_a_database_of_its_own(database: str) -> None:
    other = Site(facility=Facility(id="G", name="Other", zone="UTC"))
    with Desk.open(database) as desk:
        desk.import_site(small_site(), "F")
        with pytest.raises(DeskError, match="holds the facility F; G needs a database of its own"):
            desk.import_site(other, "G")


def test_rosters_stay_when_the_facility_is_imported_again(database: str) -> None:
    on = date(2026, 11, 23)
    with Desk.open(database) as desk:
        desk.import_site(small_site(), "first")
        head = desk.create_roster(Period(first=on, days=7))
        desk.apply_edit(head.id, edit("e", tour("B1", on)))
        desk.publish(head.id)
        without = replace(small_site(), officers=small_site().officers[1:], worked=())
        desk.import_site(without, "B1 has left")
        assert desk.version(head.id, 1).roster.tours == (tour("B1", on),)
        assert desk.names()["B1"] == "Officer 1"


def test_a_thousand_officers_with_a_season_of_history_import_and_load_in_seconds(tmp_path: Path) -> None:
    small = small_site()
    badges = [f"B{i:04}" for i in range(1000)]
    since = date(2026, 8, 25)
    worked: list[Tour] = []
    for day in range(90):
        like = tour("B1", since + timedelta(days=day))
        worked += [replace(like, badge=badge) for n, badge in enumerate(badges) if (n + day) % 7 < 5]
    officers = tuple(replace(small.officers[0], badge=badge) for badge in badges)
    site = replace(small, officers=officers, names=(), worked=tuple(worked))
    with Desk.open(str(tmp_path / "f.db")) as desk:
        start = time.process_time()
        desk.import_site(site, "large")
        imported = time.process_time()
        assert len(desk.site().worked) == len(worked)
        loaded = time.process_time()
    # Processor seconds, about 1 and 0.5, so that a busy machine does not count.
    assert imported - start < 5
    assert loaded - imported < 3
