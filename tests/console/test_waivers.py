"""Exceptions as they are made: a stop finding waived, rotation put off, each with who, why and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.desk_site import FIRST, badge, small_site

from console import app
from console.dialogs.waiver import WaiverDialog
from console.main_window import MainWindow
from console.operations import exchange, publish, waivers
from console.operations import roster as edits
from scheduler.domain.clock import Clock
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Tour
from scheduler.domain.words import RosterState, Severity

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_stop_finding_is_waived_and_no_longer_stops_publishing(window: MainWindow, qtbot) -> None:
    """An empty critical seat is about no officer; its waiver speaks of the date."""
    assert edits.assign(window.document, badge(0), FIRST, "CTL-A")
    app.settle(window)
    stops = [f for f in window.document.report.findings if f.severity.value == "stop"]
    assert stops
    before = len(publish.open_obstacles(window.document))
    window.panel.findings.step(1)
    finding = window.panel.chosen_finding()
    assert finding is not None
    assert finding.severity.value == "stop"
    assert window.panel.waive.isVisible()
    dialog = WaiverDialog(finding, window.document.facts, window.document.roster.period.last, window)
    assert not dialog.waive_button.isEnabled()
    dialog.approver.setText("Capt. Hale")
    dialog.reason.setPlainText("Road closed by snow")
    assert dialog.waive_button.isEnabled()
    assert waivers.waive(window.document, finding, "Capt. Hale", "Road closed by snow", dialog.until())
    left = publish.open_obstacles(window.document)
    assert len(left) < before
    assert finding not in left
    assert not waivers.may_waive(window.document, finding)
    rows = [window.findings_model.row(window.findings_model.index(n, 0)) for n in range(4)]
    assert any(row.mark == "waived" and "Waived by Capt. Hale until 19 Dec" in row.detail for row in rows)


def test_a_waiver_outside_the_roster_is_refused_in_one_sentence(window: MainWindow) -> None:
    finding = window.document.report.blocking[0]
    assert not waivers.waive(window.document, finding, " ", "why", FIRST)
    assert window.work.notice.isVisible()


def test_rotation_is_put_off_with_a_name_and_a_reason(window: MainWindow) -> None:
    """Two officers have been in housing for a hundred days when the roster begins, and 90 are asked for."""
    document = window.document
    site = small_site()
    entry = PolicyEntry(
        id="tenure_due", rule="area_tenure", severity=Severity.ASK, effective=FIRST - timedelta(days=400),
        settings=(Setting(name="rotation", value="housing"), Setting(name="limit_days", value=90)), source="test",
    )  # fmt: skip
    days = [FIRST - timedelta(days=n) for n in range(1, 113)]
    shift = site.shifts[0]
    worked = tuple(
        Tour(
            badge=badge(0), post="HA-F", on=on, shift=shift.code, index=0,
            start=shift.span(Clock(site.facility.zone), on)[0], end=shift.span(Clock(site.facility.zone), on)[1],
        )
        for on in days
    )  # fmt: skip
    policy = replace(site.policy, entries=(*site.policy.entries, entry))
    document.desk.import_site(replace(site, policy=policy, worked=worked), "tenure")
    exchange.reload(document)
    edits.assign(document, badge(0), FIRST, "HA-F")
    app.settle(window)
    finding = next(f for f in document.report.findings if f.rule == "area_tenure")
    assert waivers.may_put_off(document, finding)
    dialog = WaiverDialog(finding, document.facts, document.roster.period.last, window, FIRST + waivers.LONGEST)
    assert dialog.waive_button.text() == "Put off"
    assert not waivers.put_off(document, finding, "", "needed", dialog.until())
    assert waivers.put_off(document, finding, "Capt. Hale", "training a successor", dialog.until())
    app.settle(window)
    assert [f for f in document.report.findings if f.rule == "area_tenure"] == []
    assert document.desk.site().rotation_waivers[0].approver == "Capt. Hale"


def test_a_roster_is_proposed_and_approved_and_an_edit_takes_that_back(window: MainWindow) -> None:
    document, actions = window.document, window.actions_by_key
    assert not actions["propose"].isEnabled()  # there is nothing in it yet
    edits.assign(document, badge(0), FIRST, "HA-F")
    app.settle(window)
    actions["propose"].trigger()
    assert document.roster.state.value == "proposed"
    assert window.work._under.text() == "Proposed"
    assert not actions["propose"].isEnabled()
    actions["approve"].trigger()
    assert document.roster.state.value == "approved"
    edits.assign(document, badge(1), FIRST, "HB-F")
    app.settle(window)
    assert document.roster.state.value == "draft"
    assert not publish.set_state(document, RosterState.APPROVED)
    assert window.work.notice.text.endswith("Its state is as before.")
