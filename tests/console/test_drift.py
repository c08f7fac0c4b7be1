"""A published roster that comes to break a limit: a line says what and since when, and leads to repairs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.desk_site import FIRST, badge, small_site

from console import app
from console.dialogs.event_fields import OVER_LIMIT
from console.dialogs.repair import RepairDialog
from console.main_window import MainWindow
from console.operations import exchange, repairing
from console.operations import roster as edits
from console.operations.drift import drift_of
from console.preferences import Preferences
from scheduler.api import Desk, EventNote, Happened, WorkedNote, here
from scheduler.domain.answers import RepairPlan
from scheduler.domain.facility import Area
from scheduler.domain.inmates import Stay
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Period
from scheduler.domain.words import Severity

OTHER = Area(code="ZZ", name="Other house", facility=small_site().facility.id)
CAP = PolicyEntry(
    id="contact_cap",
    rule="contact",
    severity=Severity.STOP,
    effective=date(2020, 1, 1),
    settings=(Setting(name="days", value=28), Setting(name="limit_minutes", value=30)),
)


@pytest.fixture
def published(qapp, tmp_path: Path, qtbot) -> MainWindow:
    """A window on a published roster in which one officer works one tour, with a cap of half an hour."""
    site = small_site()
    area, post = next((p.area, p.code) for p in site.posts if p.contact != "none")
    path = tmp_path / "drift.db"
    with Desk.open(exchange.url_of(path), actor="sergeant") as desk:
        desk.import_site(
            replace(site, areas=(*site.areas, OTHER), stays=(), policy=replace(site.policy, entries=(CAP,))), "small"
        )
        desk.create_roster(Period(first=FIRST, days=14))
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    assert window.open_database(exchange.url_of(path))
    app.settle(window)
    edits.assign(window.document, badge(0), FIRST, post)
    window.document.desk.publish(window.document.roster_id, reason="first")
    exchange.open_roster(window.document, window.document.roster_id)
    app.settle(window)
    window.area = area  # type: ignore[attr-defined]
    yield window
    app.settle(window)
    window.close()


def test_hours_that_were_worked_after_all_are_told_with_their_cause(qapp, tmp_path: Path) -> None:
    site = small_site()
    area, post = next((p.area, p.code) for p in site.posts if p.contact != "none")
    cap = replace(CAP, settings=(Setting(name="days", value=28), Setting(name="limit_minutes", value=100)))
    stay = Stay(inmate="R-1", area=area, start=0)
    site = replace(site, stays=(stay,), worked=(), policy=replace(site.policy, entries=(cap,)))
    path = tmp_path / "worked.db"
    with Desk.open(exchange.url_of(path), actor="sergeant") as desk:
        desk.import_site(site, "small")
        desk.create_roster(Period(first=FIRST, days=14))
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    assert window.open_database(exchange.url_of(path))
    app.settle(window)
    document = window.document
    edits.assign(document, badge(0), FIRST, post)
    app.settle(window)
    document.desk.publish(document.roster_id, reason="first")
    exchange.open_roster(document, document.roster_id)
    app.settle(window)
    (tour,) = document.roster.tours
    assert window.work.drift.text == ""
    back = 2 * 24 * 60
    worked = replace(tour, on=FIRST - timedelta(days=2), start=tour.start - back, end=tour.end - back)
    document.desk.import_site(replace(site, worked=(worked,)), "time clock")
    exchange.reload(document)
    app.settle(window)
    said = window.work.drift.text
    window.close()
    assert said.startswith("This published roster breaks a limit that it kept:")
    assert "imported anew" in said


def test_a_day_that_was_closed_with_longer_hours_is_told_as_the_cause(
    qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small_site()
    post = next(p.code for p in site.posts if p.contact == "group")
    limit = Setting(name="limit_minutes", value=1500), Setting(name="window_minutes", value=7 * 1440)
    hours = replace(CAP, id="hours", rule="hours_in_window", settings=limit)
    site = replace(site, worked=(), policy=replace(site.policy, entries=(hours,)))
    at = [datetime(2026, 12, 1, 9, tzinfo=UTC)]
    monkeypatch.setattr(here, "utc_now", lambda: at[0])
    path = tmp_path / "closed.db"
    with Desk.open(exchange.url_of(path), actor="sergeant") as desk:
        desk.import_site(site, "small")
        desk.create_roster(Period(first=FIRST, days=14))
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    assert window.open_database(exchange.url_of(path))
    app.settle(window)
    document = window.document
    edits.assign(document, badge(0), FIRST, post)
    edits.assign(document, badge(0), FIRST + timedelta(days=3), post)
    app.settle(window)
    document.desk.publish(document.roster_id, reason="first")
    exchange.open_roster(document, document.roster_id)
    app.settle(window)
    assert window.work.drift.text == ""
    first = min(document.roster.tours)
    at[0] = datetime(2026, 12, 7, 18, tzinfo=UTC)
    stayed = WorkedNote(badge=first.badge, on=FIRST, start=first.start, end=first.end + 300, planned=first)
    document.desk.worked.close_day(FIRST, [stayed])
    exchange.reload(document)
    app.settle(window)
    said = window.work.drift.text
    window.close()
    assert said.startswith("This published roster breaks a limit that it kept:")
    assert "a day was closed with what was worked" in said


def test_whoever_works_for_one_who_called_off_beyond_a_limit_is_told_and_mended(
    qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = small_site()
    post = next(p.code for p in site.posts if p.contact == "group")
    limit = Setting(name="limit_minutes", value=1500), Setting(name="window_minutes", value=7 * 1440)
    hours = replace(CAP, id="hours", rule="hours_in_window", settings=limit)
    path = tmp_path / "called_off.db"
    with Desk.open(exchange.url_of(path), actor="sergeant") as desk:
        desk.import_site(replace(site, worked=(), policy=replace(site.policy, entries=(hours,))), "small")
        desk.create_roster(Period(first=FIRST, days=14))
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    assert window.open_database(exchange.url_of(path))
    document, last = window.document, FIRST + timedelta(days=4)
    for number, on in ((0, FIRST), (0, FIRST + timedelta(days=2)), (1, last)):
        edits.assign(document, badge(number), on, post)
    document.desk.publish(document.roster_id, reason="first")
    exchange.open_roster(document, document.roster_id)
    app.settle(window)
    (tour,) = document.index.of_cell(badge(1), last)
    note = EventNote(kind=Happened.CALL_OFF, on=last, start=tour.start, end=tour.end, badge=badge(1))
    document.desk.happenings.write(note)
    edits.clear(document, [(badge(1), last)])
    app.settle(window)
    assert window.work.drift.text == "", "an empty seat is no limit: who is missing is said elsewhere"
    edits.assign(document, badge(0), last, post)
    app.settle(window)
    said = window.work.drift.text
    asked = []
    monkeypatch.setattr(RepairDialog, "exec", lambda dialog: asked.append(dialog.fields.kind.currentData()))
    window.work.drift.action.click()
    window.close()
    assert said.startswith("As amended, this roster breaks a limit that it kept when it was published:")
    assert "Since it was published: an officer called off (" in said
    assert asked == [OVER_LIMIT]


def move_in(window: MainWindow, folder: Path) -> None:
    (folder / "drop").mkdir()
    (folder / "drop" / "moves.csv").write_text(
        f"Inmate,Area,Start\nR-1,{window.area},2026-11-01 09:00\nR-2,ZZ,2026-11-01 09:00\n"
    )
    desk = window.document.desk
    desk.feed.take(desk.feed.preview(folder / "drop"))
    exchange.reload(window.document)
    app.settle(window)


def test_a_move_that_breaks_a_cap_is_told_with_its_cause(published: MainWindow, tmp_path: Path) -> None:
    assert drift_of(published.document) is None
    assert published.work.drift.text == ""
    move_in(published, tmp_path)
    said = published.work.drift.text
    assert said.startswith("This published roster breaks a limit that it kept:")
    assert "moves were taken over" in said
    assert "R-1" not in said
    found = drift_of(published.document)
    assert (found.tour.badge, found.tour.on) == (badge(0), FIRST)


def test_put_away_it_stays_away_until_it_is_something_else(published: MainWindow, tmp_path: Path) -> None:
    move_in(published, tmp_path)
    published.work.drift.dismiss()
    published.document.report_changed.emit()
    app.settle(published)
    assert published.work.drift.text == ""


def test_mending_offers_that_somebody_else_takes_the_tour(
    published: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    restrictions = published.document.desk.site().restrictions
    monkeypatch.setattr(repairing, "now_in", lambda document: None)
    move_in(published, tmp_path)
    asked = []
    monkeypatch.setattr(RepairDialog, "exec", lambda dialog: asked.append(dialog))
    published.work.drift.action.click()
    (dialog,) = asked
    assert dialog.fields.kind.currentData() == OVER_LIMIT
    barred = dialog.fields.event_chosen().restriction
    tour = drift_of(published.document).tour
    assert (barred.badge, barred.first, barred.last, barred.post) == (badge(0), FIRST, FIRST, tour.post)
    assert "inmate moved" in [dialog.fields.kind.itemData(n) for n in range(dialog.fields.kind.count())]
    qtbot.waitUntil(lambda: dialog._is_done, timeout=60_000)
    plans = [line for line in dialog.list.lines if isinstance(line.value, RepairPlan)]
    assert plans
    housing = [line.title for line in dialog.list.lines if line.kind == "line" and line.value is None]
    assert any(words.startswith("R-1 to Other house") for words in housing)
    dialog._take(plans[0])
    app.settle(published)
    assert not any(
        t.badge == badge(0) and t.on == FIRST and t.post == tour.post for t in published.document.roster.tours
    )
    assert published.document.desk.site().restrictions == restrictions, "what the search needed is not kept"
    assert published.document.stack.undoText().startswith("Within limits, ")


def test_a_roster_changed_since_publication_is_no_drift(published: MainWindow, tmp_path: Path) -> None:
    move_in(published, tmp_path)
    tour = published.document.roster.tours[0]
    edits.clear(published.document, [(tour.badge, tour.on)])
    app.settle(published)
    assert published.work.drift.text == ""
