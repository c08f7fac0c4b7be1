"""`fairwatch payroll`: preview, export, list, again, template."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from support.sites import FIRST, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.cli import main
from scheduler.domain.policy import PayPeriod
from scheduler.domain.words import PayBasis


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "f.db")
    period = PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    site = small_site()
    with Desk.open(path, actor="clerk", now=lambda: datetime(2026, 12, 9, tzinfo=UTC)) as desk:
        desk.import_site(replace(site, policy=replace(site.policy, pay_periods=(period,))), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", tour("B1", FIRST)))
        desk.publish(1)
        desk.worked.close_day(FIRST)
    return path


def test_from_preview_to_file_and_back(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dates = ["--from", str(FIRST), "--to", str(PERIOD.last)]
    out = tmp_path / "out"
    assert main(["payroll", "export", "--db", url, *dates, "--out", str(out), "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{FIRST} to {PERIOD.last}: 1 line about 1 officer",
        "  REG: 12 h in 1 line",
        "Nothing was written.",
    ]
    assert not out.exists()
    assert main(["payroll", "list", "--db", url]) == 0
    assert capsys.readouterr().out == "Nothing was exported to payroll yet.\n"
    assert main(["payroll", "export", "--db", url, *dates, "--out", str(out)]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()[2:]]
    assert [path.parent for path in written] == [out, out]
    assert main(["payroll", "export", "--db", url, "--to", str(PERIOD.last), "--out", str(out)]) == 0
    assert "Payroll knows everything already." in capsys.readouterr().out
    assert main(["payroll", "again", "1", "--db", url, "--out", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / written[0].name).read_bytes() == written[0].read_bytes()
    capsys.readouterr()
    assert main(["payroll", "list", "--db", url]) == 0
    assert capsys.readouterr().out.endswith("1 line: REG 12 h\n")


def test_a_template_of_ones_own(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "county.toml"
    assert main(["payroll", "template", str(own)]) == 0
    assert main(["payroll", "template", str(own)]) == 2
    assert "is there already; give another name" in capsys.readouterr().err
    own.write_text(own.read_text("utf-8").replace('"REG"', '"010"'), "utf-8")
    words = ["--from", str(FIRST), "--to", str(FIRST), "--template", str(own), "--dry-run"]
    assert main(["payroll", "export", "--db", url, *words]) == 0
    assert "  010: 12 h in 1 line" in capsys.readouterr().out
    own.write_text("name = 3", "utf-8")
    assert main(["payroll", "export", "--db", url, *words]) == 2
    assert capsys.readouterr().err.startswith("fairwatch payroll: county.toml: name: ")
