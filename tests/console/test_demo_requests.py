"""Two days of the demonstration jail on which officers ask to be moved: what binds, who learns what, what waits."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.accounts import NAMES, Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.demo_days import DEMO_FIRST
from support.windows import Answers

from console import app
from console.dialogs.repair import RepairDialog
from console.dialogs.secrets import SignInDialog
from console.document.own import Asked
from console.main_window import MainWindow
from console.operations import drift, exchange, own, setup
from console.operations.publish import open_obstacles
from console.preferences import Preferences
from scheduler.api import Desk, NotPermittedError, Role, RowChange
from scheduler.domain.clock import Clock as WallClock
from scheduler.domain.inmates import Watch
from scheduler.domain.people import Restriction
from scheduler.domain.roster import Tour, seat_id
from scheduler.domain.words import AreaCode, Badge, PostCode, ShiftCode, WatchKind
from scheduler.engine.repair import candidates

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
TUESDAY = DEMO_FIRST + timedelta(days=2)
WEDNESDAY = TUESDAY + timedelta(days=1)
NIGHT = ShiftCode("N")
FLOORS = {"HE-F": "HU-E", "HD-F": "HU-D", "HC-F": "HU-C", "HB-F": "HU-B"}
"""Housing floors and their units; the day of the script is about the first one."""


class Jail:
    """The demonstration jail with an account for each role; `sign_in` sits down at its one window."""

    def __init__(self, url: str, window: MainWindow, clock: Clock) -> None:
        self.url, self.window, self.clock = url, window, clock

    def people(self, badge: Badge) -> None:
        """Give every role an account, that of the officer to one, and those who read what is sealed their keys."""
        with Desk.open(self.url, actor="setup", now=self.clock) as desk:
            add_accounts(desk, badge, self.clock)
        with as_role(self.url, Role.PREA_MANAGER, self.clock) as desk:
            desk.confirm(password_of(desk.actor))
            desk.keys.make_recovery()
        for role in (Role.PREA_MANAGER, Role.AUTHORITY, Role.COMMANDER, Role.OFFICER):
            as_role(self.url, role, self.clock).close()

    def sign_in(self, role: Role) -> MainWindow:
        """Sign in at the window as a role."""

        def enter(dialog: QDialog) -> None:
            dialog.name.setText(NAMES[role])  # type: ignore[attr-defined]
            QTest.keyClicks(dialog.secret, password_of(NAMES[role]))  # type: ignore[attr-defined]
            dialog.accept()

        exchange.close_database(self.window.document)
        self.window.asks.entrance.is_again = True
        Answers((SignInDialog, enter))
        assert self.window.open_database(self.url)
        app.settle(self.window)
        return self.window

    def wait(self, holds: Callable[[], object], qtbot) -> None:
        qtbot.waitUntil(lambda: bool(holds()), timeout=120_000)


@pytest.fixture
def jail(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jail]:
    """The jail at ten past ten on Tuesday night."""
    path = tmp_path / "fairwatch.db"
    shutil.copy(demonstration, path)
    with_quick_passwords(monkeypatch)
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    with Desk.open(f"sqlite:///{path}", actor="setup") as desk:
        zone = desk.facility().zone
    app.make_application()
    window = app.make_window(Preferences(None))
    clock = Clock(datetime.fromisoformat(f"{TUESDAY} 22:10").replace(tzinfo=_zone(zone)))
    monkeypatch.setattr("scheduler.api.here.utc_now", clock)
    window.resize(1600, 960)
    window.show()
    yield Jail(f"sqlite:///{path}", window, clock)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _zone(name: str):
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def published(jail: Jail) -> tuple[Tour, ...]:
    with Desk.open(jail.url, actor="setup", now=jail.clock) as desk:
        found = desk.published(desk.rosters()[0].id)
    assert found is not None
    return found.tours


def log_of(jail: Jail) -> str:
    """Return what the log says since the accounts were made, and about what, but for who signed in and out."""
    with as_role(jail.url, Role.ADMIN, jail.clock) as desk:
        rows = list(takewhile(lambda row: row.action != "make key", desk.audit(60)))
    return " ".join(f"{r.action} {r.subjects}" for r in rows if r.action != "refuse" and "sign" not in r.action)


def test_day_5_a_night_officer_asks_to_be_moved(jail: Jail, qtbot) -> None:
    """From the next shift on he is elsewhere, nobody learns that he asked, and a forced change needs a second one."""
    tours = published(jail)
    nights = [t for t in tours if t.on == TUESDAY and t.shift == NIGHT and t.post in FLOORS]
    nights.sort(key=lambda t: list(FLOORS).index(t.post))
    # the first floor whose officer is to stand there again
    tonight = next(t for t in nights if any((o.badge, o.post) == (t.badge, t.post) and o.on > TUESDAY for o in tours))
    who, area = tonight.badge, FLOORS[tonight.post]
    jail.people(who)
    document = jail.sign_in(Role.OFFICER).document
    assert own.file(document, Asked(kind="move_me", area=area)) == ""

    window = jail.sign_in(Role.SCHEDULER)
    document, desk = window.document, window.document.desk
    bars = [r for r in document.problem.restrictions if r.badge == who]
    assert Restriction(badge=who, first=TUESDAY, area=AreaCode(area)) in bars
    there = {p.code for p in document.problem.posts if any(share.area == area for share in p.shares)}
    later = [t for t in document.roster.tours if t.badge == who and t.post in there and t.on > TUESDAY]
    found = open_obstacles(document)
    assert {(c.badge, c.on) for f in found for c in f.cells} == {(who, t.on) for t in later}, "tonight's tour is stood"
    if later:
        assert drift.drift_of(document) is not None
        said: list[str] = []
        document.failed.connect(said.append)
        dialog = RepairDialog(document, window.questions, window.look, later[0], window, is_over_limit=True)
        jail.wait(lambda: dialog._is_done and dialog.list.lines, qtbot)
        dialog.list.choose_first("accept")
        dialog._accept_chosen()
        assert later[0] not in document.roster.tours
        dialog.deleteLater()
    with pytest.raises(NotPermittedError):
        desk.deciding.queue()
    told = log_of(jail)
    assert "move" not in told
    assert who not in told

    stack = QUndoStack()
    rows = desk.setup.rows("Officers")
    number = next(n for n, row in enumerate(rows) if row[0] == who)
    (here,) = (o.squad for o in document.problem.officers if o.badge == who)
    other = next(s.code for s in document.problem.squads if s.code != here)
    forced = tuple(str(other) if cell == here else cell for cell in rows[number])
    faults, words = setup.save(document, stack, "Officers", [RowChange(row=number, cells=forced)])
    assert not faults
    assert "somebody else has to approve" in words
    jail.sign_in(Role.COMMANDER).document.desk.deciding.approve_terms(who, "two squads were merged")
    document = jail.sign_in(Role.SCHEDULER).document
    _, words = setup.save(document, stack, "Officers", [RowChange(row=number, cells=forced)])
    assert words.startswith(setup.SAVED)


def test_day_7_an_officer_knows_an_arrestee(jail: Jail) -> None:
    """Who must be kept apart from an inmate is barred wherever he is and from who watches him; others see the bar."""
    day = next(t for t in published(jail) if (t.post, t.on) == ("INT-1", TUESDAY) and t.shift != NIGHT)
    who = day.badge
    with Desk.open(jail.url, actor="setup", now=jail.clock) as desk:
        now = int(jail.clock.at.timestamp()) // 60
        cousin = next(
            s.inmate
            for s in desk.site().stays
            if s.area == "HU-B" and s.start <= now and (s.end is None or s.end > now)
        )
        clock = WallClock(desk.facility().zone)
        start, end = clock.minute(WEDNESDAY, 360), clock.minute(WEDNESDAY, 1080)
        desk.setup.open_watch(
            Watch(inmate=cousin, post=PostCode("CWT-1"), kind=WatchKind.CONSTANT, start=start, end=end)
        )
    jail.people(who)
    document = jail.sign_in(Role.OFFICER).document
    assert own.file(document, Asked(kind="keep_separate", inmate=str(cousin), relation="relative")) == ""

    window = jail.sign_in(Role.SCHEDULER)
    document, desk = window.document, window.document.desk
    bars = {(r.area, r.post) for r in document.problem.restrictions if r.badge == who}
    assert {("HU-B", None), (None, "CWT-1")} <= bars
    problem, roster = document.problem, document.roster
    for post in ("HB-F", "FLR-1", "ESC-1"):
        shift = next(s.shift for s in problem.slots() if (s.post, s.on) == (post, WEDNESDAY))
        offered = candidates(problem, roster, seat_id(PostCode(post), WEDNESDAY, shift, 0))
        (own_line,) = (c for c in offered if c.badge == who)
        assert not own_line.is_possible, post
    with pytest.raises(NotPermittedError):
        desk.deciding.queue()
    told = log_of(jail)
    for secret in (cousin, who, "relative", "separate"):
        assert str(secret) not in told
