"""What a limit costs: what can be priced, how it is typed, and the list in chart and table, on the real process."""

import csv
import hashlib
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from support.fake_solver import roster_of

from console.dialogs.prices import PricesDialog
from console.document import RosterDocument
from console.main_window import MainWindow
from console.models.prices import COST, NUMBER, SURE, Priced, PricesModel, priced
from console.operations.roster import difference, push
from scheduler.domain.answers import PriceList, PricePoint
from scheduler.domain.findings import TierValue

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FAIL = QAbstractItemModelTester.FailureReportingMode.Warning  # and a Qt warning fails the test
HOURS = Priced(words="Rest", unit="hours", scale=60, now=660, least=0, most=1440, entry="rest", setting="rest_minutes")


def tier(key: str, value: int, bound: int | None) -> TierValue:
    return TierValue(key=key, name=f"{key.capitalize()} overtime", unit="h", scale=60, value=value, bound=bound)


def test_numbers_of_the_policy_and_minimums_of_posts_can_be_priced(document: RosterDocument) -> None:
    offers = priced(document.problem)
    by_setting = {(offer.entry, offer.setting): offer for offer in offers if offer.entry}
    rest = by_setting["rest_asked", "rest_minutes"]
    assert (rest.unit, rest.text(rest.now), rest.may_be_limit) == ("hours", "13", True)
    assert {offer.post for offer in offers if offer.post} == {post.code for post in document.problem.posts}
    assert all(offer.least <= number <= offer.most for offer in offers for number in offer.suggested())
    assert all(offer.now in offer.suggested() for offer in offers if offer.least <= offer.now <= offer.most)


def test_numbers_are_typed_in_their_unit_and_refused_in_words() -> None:
    assert HOURS.read("8, 10.5; 11 8") == (480, 630, 660)
    for text, words in (
        ("ten", "Numbers of hours are expected"),
        ("", "One number is expected at least"),
        ("25", "0 to 24 hours are expected"),
        ("1 2 3 4 5 6 7 8 9 10", "9 at most"),
    ):
        with pytest.raises(ValueError, match=words):
            HOURS.read(text)


def test_the_list_says_what_is_proven_and_what_changes_before_the_tier_that_pays(qapp) -> None:
    model = PricesModel()
    tester = QAbstractItemModelTester(model, FAIL)
    points = (
        PricePoint(number=600, tiers=(tier("mandated", 0, 0), tier("voluntary", 720, 720))),
        PricePoint(number=660, tiers=(tier("mandated", 0, 0), tier("voluntary", 1440, 1200))),
        PricePoint(number=720, tiers=(tier("mandated", 120, 120), tier("voluntary", 2880, None))),
        PricePoint(number=780, tiers=(), is_impossible=True),
    )
    model.set_list(HOURS, PriceList(what="rest", points=points))
    heads, *rows = model.rows()
    assert heads == ("Hours", "Voluntary overtime, h", "Before that", "How sure")
    assert [row[NUMBER] for row in rows] == ["10", "11 (now)", "12", "13"]
    assert [row[COST] for row in rows] == ["12", "24", "48", ""]
    assert [row[2] for row in rows[:2]] == ["the same", "as now"]
    assert "mandated overtime" in rows[2][2].lower()
    assert [row[SURE] for row in rows] == [
        "proven: no roster costs less",
        "best found; at least 20",
        "best found; nothing is proven",
        "proven: no roster is possible",
    ]
    del tester


def test_a_price_list_is_worked_out_shown_copied_and_saved(window: MainWindow, tmp_path: Path, qtbot) -> None:
    document = window.document
    assert push(document, difference(document, roster_of(document.problem, 99), "Fill"))
    before = document.roster
    dialog = PricesDialog(document, window.questions, window.look, window)
    dialog.show()
    dialog.what.setCurrentIndex(next(n for n, offer in enumerate(dialog._offers) if offer.post))
    dialog.numbers.setText("-1")
    assert not dialog.start.isEnabled()
    assert "are expected" in dialog._words.text()
    dialog.numbers.setText("0 1")
    dialog.tier.setCurrentIndex(0)
    dialog.seconds.setValue(10)
    dialog.begin()
    assert dialog.stop.isEnabled()
    qtbot.waitUntil(lambda: not window.questions.waits("prices"), timeout=180_000)
    assert dialog.model.rowCount() == 2, dialog._words.text()
    assert dialog.chart.accessibleName().startswith("Price list. 0: ")
    dialog._copy()
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t") == list(dialog.model.rows()[0])
    dialog.save_as(tmp_path / "prices.csv")
    with (tmp_path / "prices.csv").open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == dialog.model.rows()
    (row,) = window.document.desk.audit(1)
    digest = hashlib.sha256((tmp_path / "prices.csv").read_bytes()).hexdigest()
    assert (row.action, row.subjects) == ("export table", ("table:price list", "rows:2", f"sha256:{digest}"))
    dialog.save_as(tmp_path)
    assert "Nothing was saved" in dialog._words.text()
    dialog.begin()
    dialog.end()
    assert dialog._words.text() == "Stopped: nothing was worked out."
    assert document.roster is before
    dialog.reject()
