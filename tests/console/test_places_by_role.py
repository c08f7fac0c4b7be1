"""Who sees what: places, menus, buttons, the palette and pressed keys, for each role, on a real database."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.accounts import Clock, password_of, settle, with_quick_passwords
from support.desk_site import badge

from console import app
from console.main_window import MainWindow, finder
from console.main_window.menus import commands
from console.main_window.permits import COMMANDS, PLACES, refusals
from console.operations import exchange
from scheduler.api import Desk, Role, sign_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SignIn = Callable[..., MainWindow]
BOSS = "boss"


@pytest.fixture
def signed_in(window: MainWindow, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """What opens the database again as somebody who has some roles, reyes at first."""
    with_quick_passwords(monkeypatch)
    plain, clock = Desk.open, Clock()
    with plain(database, now=clock) as desk:
        first = desk.accounts.add(BOSS, [Role.ADMIN])
    settle(database, BOSS, first, clock)

    def sign_in_as(*roles: Role) -> MainWindow:
        exchange.close_database(window.document)
        with sign_in(database, BOSS, password_of(BOSS), now=clock) as boss:
            who = f"reyes{'.' * (len(boss.accounts.every()) - 1)}"
            settle(database, who, boss.accounts.add(who, roles, badge(0) if Role.OFFICER in roles else None), clock)
        monkeypatch.setattr(Desk, "open", lambda url: sign_in(url, who, password_of(who), now=clock))
        assert window.open_database(database)
        app.settle(window)
        return window

    yield sign_in_as
    exchange.close_database(window.document)


def places_of(window: MainWindow) -> list[str]:
    return [window.nav.places.item(n).text() for n in range(window.nav.places.count())]


def menus_of(window: MainWindow) -> list[str]:
    return [a.text().replace("&", "") for a in window._menu_bar.actions() if a.isVisible()]


def test_an_officer_sees_one_place_and_no_command_of_the_roster(signed_in: SignIn) -> None:
    window = signed_in(Role.OFFICER)
    said: list[str] = []
    window.document.failed.connect(said.append)
    assert places_of(window) == ["My schedule"]
    assert window.places.current == "own"
    assert window.places.own.isVisible()
    assert window.document.roster is None
    assert "Roster" not in menus_of(window)
    assert "Edit" not in menus_of(window)
    assert "Mine" in menus_of(window)
    assert said == []


def test_a_scheduler_builds_and_does_not_publish(signed_in: SignIn) -> None:
    window = signed_in(Role.SCHEDULER)
    assert "My schedule" not in places_of(window)
    assert "Audit" not in places_of(window)
    assert "Roster" in places_of(window)
    assert window.work.build.isVisible()
    assert not window.work.publish.isVisible()
    window.work.refresh()
    assert not window.work.publish.isVisible()
    actions = window.actions_by_key
    assert actions["build"].isVisible()
    for key in ("publish", "approve", "waive", "accounts"):
        assert not actions[key].isVisible()


def test_a_pressed_key_and_the_palette_say_who_may(signed_in: SignIn) -> None:
    window = signed_in(Role.SCHEDULER)
    said = "Only a watch commander may publish a roster."
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.work.notice.text == said
    goals = finder.Goals(officer=print, post=print, on=print, roster=print)
    entries = {e.text: e.reason for e in finder.entries(window.document, window.actions_by_key, goals)}
    assert entries["Publish"] == said
    assert entries["Audit"].startswith("Only ")


def test_an_administrator_sees_no_roster_and_no_person(signed_in: SignIn) -> None:
    window = signed_in(Role.ADMIN)
    assert places_of(window) == ["Policy", "Audit"]
    assert window.actions_by_key["accounts"].isVisible()
    for place in ("policy", "audit"):
        window.go_to(place)
        app.settle(window)


@pytest.mark.parametrize("role", list(Role))
def test_every_place_that_a_role_sees_can_be_opened(signed_in: SignIn, role: Role) -> None:
    window = signed_in(role)
    said: list[str] = []
    window.document.failed.connect(said.append)
    for place, _ in window.places.open_names():
        window.go_to(place)
        app.settle(window)
        assert window.places.current == place
    assert said == []


def test_title_and_status_line_say_who_is_there_and_as_what(signed_in: SignIn) -> None:
    window = signed_in(Role.COMMANDER, Role.PREA_MANAGER)
    assert "reyes, watch commander, PREA manager" in window.windowTitle()
    assert window.status.actor.text() == "Signed in as reyes, watch commander, PREA manager"


def test_what_was_taken_away_comes_back_for_the_next_one(signed_in: SignIn) -> None:
    window = signed_in(Role.OFFICER)
    signed_in(Role.COMMANDER)
    assert "Roster" in places_of(window)
    window.go_to("roster")
    assert window.work.publish.isVisible()
    assert "Roster" in menus_of(window)


def test_a_database_without_accounts_offers_all_but_what_is_ones_own(window: MainWindow) -> None:
    assert "My schedule" not in places_of(window)
    assert "Roster" in places_of(window)
    assert set(refusals(window.sitting.session)) == {
        *("go_own", "ask_move", "ask_other", "save_calendar", "swap_tour", "keys"),
    }
    assert not window.sitting.lock.is_watching
    assert window.actions_by_key.reason("lock_now").startswith("Nobody is signed in")


def test_every_place_and_each_command_that_changes_something_is_someones() -> None:
    known = {command.key for _, command in commands()}
    assert set(COMMANDS) <= known
    assert set(PLACES) == {key.removeprefix("go_") for key in known if key.startswith("go_")}
    free = {
        "open",
        "open_server",
        "demo",
        "start",
        "restore",
        "quit",
        "sign_out",
        "lock_now",
        "password",
        "authenticator",
    }
    free |= {"palette", "shortcuts", "help", "about_rule", "first_hour", "manual", "about"}
    free |= {"zoom_in", "zoom_out", "zoom_normal", "next_pane", "previous_pane", "language"}
    assert known - set(COMMANDS) == free
