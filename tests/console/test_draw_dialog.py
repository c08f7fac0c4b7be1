"""Posts drawn at muster in the console: promised when published, said on the board, drawn in a window."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from support.desk_site import DAY, FIRST, NIGHT, badge

from console.dialogs.draw import DrawDialog
from console.dialogs.publish import PublishDialog
from console.document import RosterDocument
from console.operations import drawing, publish
from console.operations import roster as edits
from scheduler.check import check_roster
from scheduler.domain.draws import Muster
from scheduler.domain.words import RosterState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
AT_MUSTER = f"""
import sys
from datetime import UTC, datetime
from scheduler.api import here
here.utc_now = lambda: datetime({FIRST.year}, {FIRST.month}, {FIRST.day}, 10, 30, tzinfo=UTC)
from scheduler.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def sealed(document: RosterDocument) -> RosterDocument:
    """The document with every critical seat filled, published with posts drawn at muster."""
    assert document.roster is not None
    for on in document.roster.period.dates:
        for number, code in ((0, "CTL-A D"), (1, "HA-F D"), (5, "CTL-A N"), (6, "HA-F N")):
            assert edits.assign(document, badge(number), on, code)
    assert document.desk is not None
    document.desk._now = lambda: datetime(FIRST.year, FIRST.month, 1, tzinfo=UTC)
    document.set_report(check_roster(document.problem, document.roster))
    assert publish.publish(document, "mandatory seats stay empty", is_sealed=True)
    return document


def test_what_is_still_to_be_drawn_is_said(sealed: RosterDocument) -> None:
    assert publish.is_sealed(sealed)
    assert drawing.sealed_on(sealed, FIRST) == (Muster(on=FIRST, shift=DAY), Muster(on=FIRST, shift=NIGHT))
    assert drawing.to_be_drawn(sealed, FIRST) == "Posts are drawn at muster; this is the plan"
    assert drawing.to_be_drawn(sealed, FIRST - timedelta(days=1)) == ""
    assert drawing.to_be_drawn(sealed, None) == ""


def test_the_box_is_set_as_it_was_for_the_version_before(sealed: RosterDocument, qtbot) -> None:
    dialog = PublishDialog(sealed)
    qtbot.addWidget(dialog)
    assert dialog.is_sealed.isChecked()


def test_a_shift_is_drawn_once_and_the_roster_follows(sealed: RosterDocument, qtbot) -> None:
    dialog = DrawDialog(sealed, FIRST, command=[sys.executable, "-c", AT_MUSTER])
    qtbot.addWidget(dialog)
    dialog.show()
    assert [dialog.shift.itemText(n) for n in range(dialog.shift.count())] == [
        drawing.shift_name(sealed, muster) for muster in drawing.sealed_on(sealed, FIRST)
    ]
    dialog.words.setText("-4 1 6")
    with qtbot.waitSignal(dialog._process.ended, timeout=60_000):
        dialog.begin()
        assert not dialog.start.isEnabled()
    said = dialog.answer.toPlainText()
    assert sealed.desk is not None
    assert "Drawn among 2 plans of equal value" in said
    assert sealed.facts is not None
    assert all(sealed.facts.name(badge(number)) in said for number in (0, 1))
    assert f"Receipt: {sealed.desk.draws.records(1)[0].receipt}" in said
    assert dialog.shift.count() == 1
    assert drawing.sealed_on(sealed, FIRST) == (Muster(on=FIRST, shift=NIGHT),)
    assert drawing.to_be_drawn(sealed, FIRST).endswith("still to draw; of it this is the plan")
    assert sealed.roster is not None
    assert sealed.roster.state == RosterState.PUBLISHED
    assert sealed.baseline == sealed.roster
    assert not sealed.stack.canUndo()
    assert sealed.desk is not None
    assert [record.words for record in sealed.desk.draws.records(1)] == ["-4 1 6"]


def test_too_early_is_said_in_the_commands_words(sealed: RosterDocument, qtbot) -> None:
    last = FIRST + timedelta(days=13)
    dialog = DrawDialog(sealed, last, command=[sys.executable, "-c", AT_MUSTER])
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._process.ended, timeout=60_000):
        dialog.begin()
    assert dialog._told.text().startswith("Posts are drawn at muster")
    assert drawing.sealed_on(sealed, last) != ()
