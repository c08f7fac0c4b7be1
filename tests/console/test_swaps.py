"""Swaps in the window: proposed and accepted by officers under My schedule, approved by a supervisor, by keyboard."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.accounts import NAMES, Clock, add_accounts, as_role, password_of, settle, with_quick_passwords
from support.desk_site import DAY, FIRST, ZONE, badge, small_site
from support.windows import Answers

from console import app
from console.dialogs.secrets import SignInDialog
from console.dialogs.swapping import FITS, NO_TOURS, NONE_WAIT, AcceptSwapDialog, ProposeSwapDialog, SwapsDialog
from console.main_window import MainWindow
from console.operations import exchange, swapping
from scheduler.api import Desk, Role, here
from scheduler.domain.clock import Clock as WallClock
from scheduler.domain.roster import Period, RosterEdit, Tour, TourChange
from scheduler.domain.words import TourKind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ONE, TWO = NAMES[Role.OFFICER], "officer.two"
DATES = (FIRST, Period(first=FIRST, days=14).dates[4])


def tour(number: int, day: int, post: str) -> Tour:
    on = Period(first=FIRST, days=14).dates[day]
    start, end = next(s for s in small_site().shifts if s.code == DAY).span(WallClock(ZONE), on)
    return Tour(start=start, end=end, badge=badge(number), post=post, on=on, shift=DAY, index=0)


MINE, HIS = tour(0, 0, "HB-F"), tour(1, 4, "CTL-A")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published roster of two tours, and accounts of both officers and of all roles."""
    path, site = tmp_path_factory.mktemp("swaps") / "small.db", small_site()
    rules = tuple(entry for entry in site.policy.entries if entry.rule != "seats")
    url, clock = exchange.url_of(path), Clock(here.utc_now())
    with pytest.MonkeyPatch.context() as patch:
        with_quick_passwords(patch)
        patch.setenv("FAIRWATCH_KEYS", str(path.parent / "keys"))
        with Desk.open(url, actor="setup", now=clock) as desk:
            desk.import_site(replace(site, policy=replace(site.policy, entries=rules)), "small")
            roster = desk.create_roster(Period(first=FIRST, days=14)).id
            changes = tuple(TourChange(before=None, after=one) for one in (MINE, HIS))
            desk.apply_edit(roster, RosterEdit(id="a", label="a", actor="x", at=clock(), changes=changes))
            desk.publish(roster)
            add_accounts(desk, badge(0), clock)
        with as_role(url, Role.ADMIN, clock) as desk:
            first = desk.accounts.add(TWO, [Role.OFFICER], badge(1))
        settle(url, TWO, first, clock)
    return path


@pytest.fixture
def enter(
    made: Path, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], MainWindow]:
    """Signs an account in, on a copy of that file."""
    with_quick_passwords(monkeypatch)
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    window.asks.entrance.is_again = True
    url = exchange.url_of(shutil.copy(made, tmp_path / "swaps.db"))

    def sign_in(name: str) -> MainWindow:
        exchange.close_database(window.document)

        def fill(dialog: QDialog) -> None:
            dialog.name.setText(name)
            QTest.keyClicks(dialog.secret, password_of(name))
            QTest.keyClick(dialog.secret, Qt.Key.Key_Return)

        Answers((SignInDialog, fill))
        assert window.open_database(url)
        app.settle(window)
        return window

    return sign_in


def read(window: MainWindow, qtbot) -> None:
    window.places.own.refresh()
    asked = window.places.own._asked
    qtbot.waitUntil(
        lambda: window.places.own._asked == asked and window.places.own.schedule is not None, timeout=20_000
    )


def swaps_of(window: MainWindow, qtbot) -> list[tuple[str, str]]:
    page = window.places.own
    page.schedule = None
    page.refresh()
    qtbot.waitUntil(lambda: page.schedule is not None, timeout=20_000)
    return [(swap.state, swap.next) for swap in page.schedule.swaps]


def propose(window: MainWindow) -> list[str]:
    """Propose to the second officer, for the date of his tour; return what the window shows."""
    seen: list[str] = []

    def fill(dialog: ProposeSwapDialog) -> None:
        seen.append(dialog.tour.currentText())
        dialog.other.setCurrentIndex(dialog.other.findData(badge(1)))
        dialog.on.setDate(DATES[1])
        QTest.keyClick(dialog.on, Qt.Key.Key_Return)
        seen.append(dialog.said.text())
        if dialog.isVisible():
            dialog.reject()

    Answers((ProposeSwapDialog, fill))
    window.actions_by_key["swap_tour"].trigger()
    return seen


def test_two_officers_and_a_supervisor_swap_tours_from_the_keyboard(enter: Callable[[str], MainWindow], qtbot) -> None:
    window = enter(ONE)
    assert swaps_of(window, qtbot) == []
    page = window.places.own
    page.chips["swaps"].click()
    assert "You have no swaps" in page._words.text()
    assert propose(window) == ["Sun 6 Dec, HB-F, 06:00 to 18:00", ""]
    assert swaps_of(window, qtbot) == [("waits for Alvarez J", "")]

    window = enter(TWO)
    assert swaps_of(window, qtbot) == [("waits for you", "Accept or decline: nobody is asked why.")]
    assert page.chips["swaps"].text() == "My swaps: 1 to answer"
    page.chips["swaps"].click()
    assert {act for act, made in page.swap_acts.items() if made.isVisible()} == {"accept", "decline"}
    shown: list[str] = []
    Answers(
        (
            AcceptSwapDialog,
            lambda dialog: (shown.append(dialog.tour.currentText()), QTest.keyClick(dialog.tour, Qt.Key.Key_Return)),
        )
    )
    page.swap_acts["accept"].click()
    assert shown == ["Thu 10 Dec, CTL-A, 06:00 to 18:00"]
    assert swaps_of(window, qtbot) == [("waits for a supervisor", "")]

    window = enter(NAMES[Role.SERGEANT])
    told: list[object] = []

    def approve(dialog: SwapsDialog) -> None:
        qtbot.waitUntil(dialog.approve.isEnabled, timeout=20_000)
        told.append([dialog.told.item(n).text() for n in range(dialog.told.count())])
        dialog.approve.setFocus()
        QTest.keyClick(dialog.approve, Qt.Key.Key_Space)
        told.append((dialog.answer.text(), dialog.said.text(), dialog.approve.isEnabled()))
        dialog.reject()

    Answers((SwapsDialog, approve))
    window.actions_by_key["swaps"].trigger()
    assert told == [[FITS], ("", NONE_WAIT, False)]
    swapped = {replace(MINE, badge=badge(1), kind=TourKind.SWAP), replace(HIS, badge=badge(0), kind=TourKind.SWAP)}
    qtbot.waitUntil(lambda: set(window.document.roster.tours) == swapped, timeout=20_000)

    window = enter(ONE)
    assert swaps_of(window, qtbot) == [("approved", "It holds once the roster is published again.")]


def test_what_is_declined_or_withdrawn_is_said_and_can_no_longer_be_answered(
    enter: Callable[[str], MainWindow], qtbot
) -> None:
    window = enter(ONE)
    swaps_of(window, qtbot)
    propose(window)
    assert propose(window) == ["", NO_TOURS]  # the only one is in a swap
    window = enter(TWO)
    swaps_of(window, qtbot)
    page = window.places.own
    page.chips["swaps"].click()
    page.swap_acts["decline"].click()
    assert swaps_of(window, qtbot) == [("declined", "")]
    assert not any(made.isVisible() for made in page.swap_acts.values())
    window = enter(ONE)
    swaps_of(window, qtbot)
    propose(window)
    assert swaps_of(window, qtbot)[0] == ("waits for Alvarez J", "")
    page.chips["swaps"].click()
    page.swap_acts["withdraw"].click()
    assert [state for state, _ in swaps_of(window, qtbot)] == ["withdrawn", "declined"]


def test_a_supervisor_refuses_and_a_rule_is_said_before_anything_can_be_approved(
    enter: Callable[[str], MainWindow], qtbot
) -> None:
    window = enter(ONE)
    swaps_of(window, qtbot)
    propose(window)
    window = enter(TWO)
    (swap,) = window.document.desk.swaps.mine()
    assert swapping.accept(window.document, swap.number, int(HIS.start)) == ""
    window = enter(NAMES[Role.SERGEANT])
    night = replace(MINE, badge=badge(1), shift="N", start=MINE.end, end=MINE.end + 720, post="HA-F")
    change = RosterEdit(
        id="b", label="b", actor="x", at=here.utc_now(), changes=(TourChange(before=None, after=night),)
    )
    window.document.desk.apply_edit(1, change)
    seen: list[object] = []

    def look(dialog: SwapsDialog) -> None:
        qtbot.waitUntil(lambda: "rest" in dialog.told.item(0).text(), timeout=20_000)
        seen.append((dialog.told.item(0).text(), dialog.approve.isEnabled()))
        dialog.refuse.click()
        seen.append((dialog.answer.text(), dialog.said.text()))
        dialog.reject()

    Answers((SwapsDialog, look))
    window.actions_by_key["swaps"].trigger()
    assert seen == [
        ("Alvarez J: 0 h of rest between two pieces of work; 8 h are asked for.", False),
        ("", NONE_WAIT),
    ]


def test_who_may_not_swap_or_approve_does_not_see_the_command(enter: Callable[[str], MainWindow]) -> None:
    window = enter(ONE)
    assert not window.actions_by_key["swaps"].isVisible()
    assert window.actions_by_key["swap_tour"].isVisible()
    window = enter(NAMES[Role.SERGEANT])
    assert window.actions_by_key["swaps"].isVisible()
    assert not window.actions_by_key["swap_tour"].isVisible()
