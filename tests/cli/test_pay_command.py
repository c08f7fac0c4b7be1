"""`fairwatch pay`: the table, its JSON, and what it says where the site has not chosen."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.desk_site import FIRST, badge, small_site

from scheduler.api import Desk
from scheduler.cli import main
from scheduler.domain.policy import PayPeriod
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import PayBasis, TourKind


def test_table_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = _database(tmp_path, chosen=True)
    dates = ["--from", str(FIRST), "--to", str(FIRST)]
    assert main(["pay", "--db", url, *dates]) == 0
    text = capsys.readouterr().out.splitlines()
    assert text[0].split() == ["badge", "period", "hours", "contract", "overtime", "FLSA", "overtime"]
    assert text[1].split("  ")[0] == badge(0)
    assert text[1].endswith("96 h               12 h  10 h above 86 h")
    assert main(["pay", "--db", url, *dates, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    line = found["lines"][0]
    assert (line["badge"], line["first"], line["threshold_minutes"]) == (badge(0), str(FIRST), 86 * 60)
    assert (line["flsa_overtime_minutes"], line["contract_overtime_by_kind"]) == (600, {"voluntary_overtime": 720})
    assert len(found["lines"]) == 10


def test_a_site_that_has_not_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = _database(tmp_path, chosen=False)
    assert main(["pay", "--db", url, "--from", str(FIRST), "--to", str(FIRST)]) == 2
    assert capsys.readouterr().err.startswith("fairwatch pay: The site has not chosen how overtime is priced: ")


def test_dates_the_wrong_way_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = _database(tmp_path, chosen=True)
    assert main(["pay", "--db", url, "--from", str(FIRST), "--to", str(FIRST - timedelta(days=1))]) == 2
    assert "from a date to a later one" in capsys.readouterr().err


def _database(folder: Path, chosen: bool) -> str:
    """Return a database in which officer 0 has worked his 84 h of 14 days and one watch more."""
    site = small_site()
    clock = site.problem(Period(first=FIRST, days=1)).clock
    cycle = next(p for p in site.patterns if p.code == "PD").cycle
    days = [n for n, code in enumerate(cycle) if code] + [cycle.index(None)]
    tours = []
    for n in days:
        on = FIRST + timedelta(days=n)
        start, end = site.shifts[0].span(clock, on)
        kind = TourKind.REGULAR if cycle[n] else TourKind.VOLUNTARY_OVERTIME
        tours.append(Tour(badge=badge(0), post="YRD-1", on=on, shift="D", index=0, start=start, end=end, kind=kind))
    pay = PayPeriod(effective=FIRST - timedelta(days=365), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    policy = replace(site.policy, pay_periods=(pay,) if chosen else ())
    path = str(folder / "jail.db")
    desk = Desk.open(path)
    desk.import_site(replace(site, worked=tuple(sorted(tours)), policy=policy), "test")
    desk.close()
    return path
