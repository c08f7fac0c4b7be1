"""The desk's audit log: what it never says, the order in which it is read, anchors with what leaves, one key lost."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.api.audit import ACTIONS, KINDS, words_of
from scheduler.audit import Anchor, remembered
from scheduler.domain.dispositions import DispositionKind, Subject
from scheduler.domain.people import RotationWaiver
from scheduler.domain.roster import Waiver
from scheduler.domain.words import InmateRef

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk.open(str(tmp_path / "f.db"), actor="sergeant", now=lambda: NOW)
    site = small_site()
    inmate = replace(site.stays[0], inmate=InmateRef("R-0217"))
    desk.import_site(replace(site, stays=(inmate,)), "x")
    return desk


def test_no_record_holds_a_reason_a_name_or_an_inmate(desk: Desk, tmp_path: Path) -> None:
    desk.create_roster(PERIOD, "Sealed label")
    desk.apply_edit(1, edit("first", tour("B1", FIRST)))
    secret = "because of the inmate R-0217"
    span = {"first": FIRST, "expires": FIRST + timedelta(days=9), "approver": "captain"}
    desk.add_waiver(1, Waiver(entry="rest_required", badge="B1", on=FIRST, approver="c", reason=secret, expires=FIRST))
    desk.add_rotation_waiver(RotationWaiver(badge="B1", area="H1", reason=secret, **span))
    about = Subject(kind=DispositionKind.BREACH, place="H1", about="contact", first=FIRST, last=FIRST, dates=1)
    desk.dispositions.decide(about, secret, desk.today())
    desk.look_backs.ask("C-17", InmateRef("R-0217"), TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    desk.publish(1, reason=secret)
    desk.audit_log.export(tmp_path / "log.audit")
    text = (tmp_path / "log.audit").read_text("ascii")
    assert {row.action for row in desk.audit()} <= set(ACTIONS)
    assert len(text.splitlines()) == len(desk.audit()) + 1 == 10
    for said in ("R-0217", "because", "Officer", "Sealed label"):
        assert said not in text, said


def test_records_are_chosen_by_kind_dates_of_the_facility_and_roster(desk: Desk) -> None:
    for _ in range(12):
        desk.create_roster(PERIOD)
    log = desk.audit_log
    decisions = KINDS[0]
    found, total = log.records(decisions, TODAY, TODAY, None, 5)
    assert (len(found), total) == (5, 12)
    assert [row.subjects for row in found] == [(f"roster:{n}",) for n in (12, 11, 10, 9, 8)]
    assert [row.subjects for row in log.records("", TODAY, TODAY, 1, 99)[0]] == [("roster:1",)], "not 10, 11 and 12"
    assert log.records("", date(2020, 1, 1), TODAY - timedelta(days=2), None, 9) == ((), 0)


def test_what_is_published_is_noted_beside_the_key(desk: Desk, tmp_path: Path) -> None:
    desk.create_roster(PERIOD)
    desk.apply_edit(1, edit("first", tour("B1", FIRST)))
    desk.publish(1)
    (noted,) = remembered(desk.audit_log.anchor().log)  # type: ignore[union-attr]
    assert noted.number == 4
    desk.export(1, tmp_path / "out")
    (line,) = (tmp_path / "out" / "audit_anchors.txt").read_text("ascii").splitlines()
    assert line.startswith(f"{noted.log}:5:")
    assert desk.audit_log.verify().is_proved
    other = Anchor(noted.number, "0" * 32, noted.log)
    assert [fault.number for fault in desk.audit_log.verify([other]).faults] == [4]
    assert words_of(noted) == f"{noted.log}:4:{noted.hash}"


def test_a_lost_key_stops_nobody_and_is_said(desk: Desk, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keys.rename(keys.with_name("kept"))
    monkeypatch.setattr("scheduler.audit.keys._known", {})
    assert desk.audit_log.verify().unproved.total() == 1
    assert not (keys / "audit.key").exists(), "to look makes no key"
    desk.create_roster(PERIOD)
    verdict = desk.audit_log.verify()
    assert (verdict.is_whole, verdict.proved.total(), verdict.unproved.total()) == (True, 1, 1)
    assert desk.audit_log.verify(keys=[kept / "audit.key"]).is_proved
    with pytest.raises(DeskError, match="cannot be read: No such file"):
        desk.audit_log.verify(keys=[kept / "nothing"])


def test_an_emptied_log_takes_no_more(desk: Desk, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "f.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for table in ("audit", "audit_seal", "audit_head"):
            raw.execute(f"DELETE FROM {table}")
    raw.close()
    assert [fault.number for fault in desk.audit_log.verify().faults] == [1]
    with pytest.raises(DeskError, match="The audit log has lost its records, so nothing was saved"):
        desk.create_roster(PERIOD)
    assert desk.rosters() == ()
