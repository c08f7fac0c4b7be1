"""Item models: held against Qt's own tester, and what they say."""

from datetime import timedelta

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from support.desk_site import DAY, FIRST, badge

from console.document import Proposal, RosterDocument
from console.document.found import Found
from console.models.day_board import FIXED_COLUMNS, DayBoardModel
from console.models.findings import UNFOLDED, FindingsModel
from console.models.roles import FACE_ROLE, KIND_ROLE, MARK_ROLE, SECOND_ROLE, Face
from console.models.roster_grid import RosterGridModel
from console.models.rotation import rotation_words
from console.models.tiers import TiersModel
from console.operations import publish
from console.operations import roster as edits
from scheduler.api import ToursLeft, check_roster
from scheduler.domain.findings import Cell, Finding, Report, TierValue
from scheduler.domain.words import AreaCode, Severity

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning  # and a Qt warning fails the test


def check(document: RosterDocument) -> None:
    document.set_report(check_roster(document.problem, document.roster))


def face(model: RosterGridModel, number: int, days: int = 0) -> Face:
    return model.index_of(badge(number), FIRST + timedelta(days=days)).data(FACE_ROLE)


def test_every_model_keeps_qts_rules_through_a_day_of_work(document: RosterDocument) -> None:
    grid, board, findings = RosterGridModel(document), DayBoardModel(document), FindingsModel(document)
    testers = [QAbstractItemModelTester(model, FAIL) for model in (grid, board, findings)]
    edits.assign(document, badge(0), FIRST, "HB-F")
    check(document)
    edits.toggle_lock(document, [(badge(0), FIRST)])
    board.step(1)
    board.set_date(FIRST + timedelta(days=99))
    grid.set_filter(watch="night")
    grid.set_filter(watch="", is_finding=True)
    base = document.roster
    document.set_proposal(Proposal(roster=base.with_tours(()), base=base, certificate=None, problem_sha256=""))
    document.show_proposal(False)
    document.set_proposal(None)
    document.stack.undo()
    document.clear()
    document.opened.emit()
    assert (grid.rowCount(), board.rowCount()) == (0, 0)
    assert testers


def test_a_cell_shows_code_overtime_lock_and_change(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    assert face(model, 0) == Face("spare", "spare")
    off = next(n for n in range(len(model.dates)) if not face(model, 0, n).text)
    assert face(model, 0, off) == Face("", "off")
    edits.assign(document, badge(0), FIRST, "HB-F")
    assert face(model, 0) == Face("HB-F", "tour", "day")
    edits.assign(document, badge(0), FIRST + timedelta(days=2), "HB-F N")
    edits.toggle_lock(document, [(badge(0), FIRST + timedelta(days=2))])
    assert face(model, 0, 2) == Face("HB-F", "tour", "night", is_overtime=True, is_locked=True)
    assert face(model, 4, 4).kind == "leave"
    document.set_proposal(
        Proposal(roster=document.roster.with_tours(()), base=document.roster, certificate=None, problem_sha256="")
    )
    assert face(model, 0) == Face("spare", "spare", is_changed=True)


def test_the_header_counts_filled_seats_and_marks_holes(document: RosterDocument) -> None:
    model = RosterGridModel(document)

    def header(role: int) -> object:
        return model.headerData(0, Qt.Orientation.Horizontal, role)

    assert (header(SECOND_ROLE), header(MARK_ROLE)) == ("0/6", ""), "nothing is amiss before the roster is begun"
    edits.assign(document, badge(3), FIRST + timedelta(days=1), "HB-F")
    assert (header(SECOND_ROLE), header(MARK_ROLE)) == ("0/6", "stop")
    for number, code in ((0, "CTL-A"), (1, "HA-F"), (5, "CTL-A"), (6, "HA-F"), (7, "HB-F")):
        edits.assign(document, badge(number), FIRST, code)
    assert (header(SECOND_ROLE), header(MARK_ROLE)) == ("5/6", "ask")
    edits.assign(document, badge(2), FIRST, "HB-F")
    assert (header(SECOND_ROLE), header(MARK_ROLE)) == ("6/6", "")
    assert header(Qt.ItemDataRole.DisplayRole) == "Su\n6"


def test_hours_and_overtime_add_up(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    edits.assign(document, badge(0), FIRST, "HB-F")
    edits.assign(document, badge(0), FIRST + timedelta(days=2), "HB-F D")
    row, days = model.row_of(badge(0)), len(model.dates)
    assert [model.index(row, days + i).data() for i in range(2)] == ["24", "12"]
    assert model.index(model.row_of(badge(1)), days + 1).data() == "·"


def test_a_cell_in_words_tells_all_that_is_painted(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    edits.assign(document, badge(0), FIRST + timedelta(days=2), "HB-F N")
    edits.toggle_lock(document, [(badge(0), FIRST + timedelta(days=2))])
    said = model.sentence(badge(0), FIRST + timedelta(days=2))
    assert said == ("Abara N, Tuesday 8 December 2026: HB-F, Night watch, 18:00 to 06:00, voluntary overtime; locked")
    assert model.sentence(badge(4), FIRST + timedelta(days=4)).endswith("on leave")


def test_findings_outline_the_cell_and_filter_the_officers(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    edits.assign(document, badge(5), FIRST, "HB-F N")
    edits.assign(document, badge(5), FIRST + timedelta(days=1), "HB-F D")
    check(document)
    assert face(model, 5, 1).outline == "stop"
    assert model.officers_with_findings() == 1
    model.set_filter(is_finding=True)
    assert (model.rowCount(), model.hidden_count()) == (1, 9)
    model.set_filter(is_finding=False, watch="night")
    assert model.rowCount() == 5


def test_an_edit_announces_only_its_own_rows(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    rows: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b, *_: rows.append((a.row(), b.row())))
    edits.assign(document, badge(3), FIRST, "HB-F")
    assert set(rows) == {(3, 3)}


def test_the_day_board_lists_every_seat_and_its_holder(document: RosterDocument) -> None:
    model = DayBoardModel(document)
    edits.assign(document, badge(0), FIRST, "HA-F")
    index = model.index_of("HA-F", DAY, 0)
    assert index.data() == "Abara N"
    hole, spare = model.index_of("HB-F", DAY, 0), model.index_of("HA-F", DAY, 1)
    assert (hole.data(), hole.data(FACE_ROLE).outline) == ("empty", "ask")
    assert (spare.data(), spare.data(FACE_ROLE).outline) == ("not filled", "")
    assert model.empty_count() == 5
    none = model.index(model.index_of("YRD-1", DAY, 0).row(), len(FIXED_COLUMNS) + 1)
    assert none.data(FACE_ROLE).kind == "none"
    assert not model.flags(none) & Qt.ItemFlag.ItemIsSelectable
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("HA-F, Day watch, Sunday 6 December 2026: Abara N")


def test_findings_are_grouped_folded_and_in_the_rules_words(document: RosterDocument) -> None:
    model = FindingsModel(document)
    edits.assign(document, badge(0), FIRST, "HA-F")
    check(document)
    kinds = [model.index(i, 0).data(KIND_ROLE) for i in range(model.rowCount())]
    assert kinds[0] == "heading"
    assert kinds.count("fold") == 2  # critical seats, mandatory seats
    fold = model.index(kinds.index("fold"), 0)
    hidden = int(str(fold.data()).split()[0])
    assert hidden == 55 - UNFOLDED
    model.toggle(fold)
    assert [model.index(i, 0).data(KIND_ROLE) for i in range(model.rowCount())].count("finding") == 55 + UNFOLDED
    first = model.finding(model.index(1, 0))
    assert first is not None
    assert first.severity.value == "stop"
    assert model.index(1, 0).data(SECOND_ROLE).endswith("(test)")
    assert publish.open_obstacles(document) == document.report.blocking


def test_proven_is_said_only_when_the_bound_proves_it(qapp) -> None:
    model = TiersModel()
    tester = QAbstractItemModelTester(model, FAIL)
    base = {"name": "Critical seats empty", "unit": "h", "scale": 60, "key": "critical"}
    for bound, words in ((720, "12 proven"), (660, "11"), (None, "not known")):
        model.set_tiers((TierValue(**base, value=720, bound=bound),))
        assert model.index(0, 3).data() == words
    assert [model.index(0, c).data() for c in (0, 1)] == ["Critical seats empty, h", "12"]
    model.set_tiers((TierValue(**base, value=30, bound=None),), (TierValue(**base, value=90),))
    assert [model.index(0, c).data() for c in (1, 2)] == ["0.5", "1.5"]
    assert model.rowCount(QModelIndex()) == 1
    assert tester


def test_rotation_is_told_in_tours_and_dates() -> None:
    line = ToursLeft(badge=badge(0), area=AreaCode("HU"), tours=6)
    soon = ToursLeft(badge=badge(1), area=AreaCode("HU"), tours=6, rotation_due=FIRST)
    gone = ToursLeft(badge=badge(4), area=AreaCode("HU"), tours=1, rotation_due=FIRST)
    none = ToursLeft(badge=badge(2), area=AreaCode("HU"), tours=0)
    left = {badge(0): (line,), badge(1): (soon,), badge(2): (none,), badge(3): (), badge(4): (gone,)}
    late = Finding(
        entry="tenure_due",
        rule="area_tenure",
        severity=Severity.ASK,
        cells=(Cell(on=FIRST, badge=badge(1)),),
        measured=95,
        limit=90,
    )
    due = Found(Report(findings=(late,), charges=(), tiers=())).overdue
    assert (due, Found().overdue) == ({badge(1)}, frozenset())
    words = rotation_words(left, due, FIRST)
    assert words == {
        badge(0): ("6 left in HU", False),
        badge(1): ("due 6 Dec, HU", True),
        badge(2): ("none left in HU", True),
        badge(3): ("", False),
        badge(4): ("1 left in HU", False),  # the date is past, yet the checker finds nobody kept on
    }
