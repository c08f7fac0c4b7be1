"""Payroll at the window: totals first, then the export; what is told and what is not closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.sites import FIRST, PERIOD, edit, small_site, tour

from console.dialogs.payroll import FORMS, PayrollDialog
from console.dialogs.payroll_history import PayrollHistoryDialog
from console.main_window import MainWindow
from console.operations import exchange, payroll
from console.theme import Look
from scheduler.api import Desk
from scheduler.domain.policy import PayPeriod
from scheduler.domain.words import PayBasis

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def dialog(window: MainWindow, qtbot: Any, tmp_path: Path) -> PayrollDialog:
    path = str(tmp_path / "pay.db")
    period = PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    site = small_site()
    with Desk.open(path, actor="clerk", now=lambda: datetime(2026, 12, 9, tzinfo=UTC)) as desk:
        desk.import_site(replace(site, policy=replace(site.policy, pay_periods=(period,))), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
        desk.worked.close_day(FIRST)
    assert exchange.open_database(window.document, path)
    made = PayrollDialog(window.document, Look(), window)
    qtbot.addWidget(made)
    made.last.setDate(FIRST + timedelta(days=6))  # type: ignore[call-overload]
    made.first.setDate(FIRST)  # type: ignore[call-overload]
    return made


def rows(dialog: PayrollDialog) -> list[tuple[str, ...]]:
    model = dialog.table.model()
    return [tuple(str(model.index(r, c).data()) for c in range(5)) for r in range(model.rowCount())]


def test_totals_are_shown_and_then_exported(window: MainWindow, dialog: PayrollDialog, tmp_path: Path) -> None:
    assert rows(dialog) == [("REG", "3", "24 h", "0 h", "24 h")]
    assert "3 lines about 2 officers" in dialog.said.text()
    assert dialog.take.toolTip() == "Choose a folder first."
    dialog.folder.setText(str(tmp_path / "out"))
    assert dialog.take.isEnabled()
    assert dialog.draft is not None
    said = payroll.export(window.document, dialog.draft, dialog.chosen_folder, "csv")
    assert said.startswith("Exported payroll_standard_0001_2026-11-29.csv, ")
    dialog.look_at()
    assert "payroll knows everything already" in dialog.said.text()
    assert dialog._fields.isRowVisible(dialog.first) is False
    assert dialog.take.toolTip() == "Nothing changed."


def test_earlier_exports_are_listed_and_written_again_byte_for_byte(
    window: MainWindow, dialog: PayrollDialog, qtbot: Any, tmp_path: Path
) -> None:
    document = window.document
    nothing = PayrollHistoryDialog(document, Look(), FORMS, dialog)
    assert nothing.again.toolTip() == "Choose an export first."
    nothing.close()
    assert dialog.draft is not None
    assert payroll.export(document, dialog.draft, tmp_path / "out", "csv")
    earlier = PayrollHistoryDialog(document, Look(), FORMS, dialog)
    model = earlier.table.model()
    shown = [str(model.index(0, column).data()) for column in range(model.columnCount())]
    assert (shown[0], shown[1], shown[6], shown[7]) == ("1", "standard", "3", "REG 24 h")
    earlier.write_to(tmp_path / "again")
    assert earlier.said.text().endswith("Byte for byte as it was written first.")
    first, again = ((tmp_path / name) for name in ("out", "again"))
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in again.iterdir()}
    earlier.form.setCurrentIndex(earlier.form.findData("xlsx"))
    earlier.write_to(tmp_path / "book")
    assert earlier.said.text().endswith("In this form it was not written before.")
    earlier.form.setCurrentIndex(earlier.form.findData("txt"))
    earlier.write_to(tmp_path / "fixed")
    assert earlier.said.text() == (
        "Nothing was written: The template standard gives its columns no width, and txt needs one for each."
    )
    assert not (tmp_path / "fixed").exists()
    earlier.close()


def test_a_template_that_is_wrong_is_told(dialog: PayrollDialog, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("name = 3", "utf-8")
    dialog.template.setText(str(tmp_path / "own.toml"))
    dialog.look_at()
    assert dialog.said.text().startswith("own.toml: name: text on one line")
    assert rows(dialog) == []
    assert not dialog.take.isEnabled()


def test_the_menu_leads_there(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(PayrollDialog, "exec", lambda self: seen.append(self.windowTitle()))
    window.actions_by_key["export_payroll"].trigger()
    assert seen == ["Export payroll"]
