"""Views over one document: posts by day, the card of an officer, and filters that say how many they hide."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from support.desk_site import DAY, FIRST, NIGHT, badge

from console.document import Proposal, RosterDocument
from console.models.day_board import DayBoardModel
from console.models.findings import FindingsModel
from console.models.person import FINDINGS, HOURS, POST, REMARKS, REST, WORDS, PersonModel
from console.models.post_days import PostDaysModel
from console.models.roles import FACE_ROLE, MARK_ROLE, SECOND_ROLE
from console.models.roster_grid import RosterGridModel
from console.operations import roster as edits
from console.views.filters import CONTACTS, FilterChips
from console.widgets.quiet_table import PILL_ROLE
from scheduler.api import Checker, ToursLeft

FAIL = QAbstractItemModelTester.FailureReportingMode.Warning  # and a Qt warning fails the test


def cell(number: int, days: int = 0):
    return badge(number), FIRST + timedelta(days=days)


def put(document: RosterDocument, *lines: tuple[int, int, str]) -> None:
    for number, days, code in lines:
        assert edits.assign(document, *cell(number, days), code)


def check(document: RosterDocument) -> None:
    checker = Checker.of(document.problem, document.roster)
    document.set_report(checker.report, None, checker)


def test_new_models_keep_qts_rules_through_a_day_of_work(document: RosterDocument) -> None:
    posts, person, grid = PostDaysModel(document), PersonModel(document), RosterGridModel(document)
    testers = [QAbstractItemModelTester(model, FAIL) for model in (posts, person, grid)]
    person.show(badge(0))
    put(document, (0, 0, "HB-F"), (1, 0, "HA-F"))
    check(document)
    edits.toggle_lock(document, [cell(0)])
    grid.set_filter(area="HU", priority="mandatory")
    grid.show_all()
    base = document.roster
    document.set_proposal(Proposal(roster=base.with_tours(()), base=base, certificate=None, problem_sha256=""))
    document.set_proposal(None)
    document.stack.undo()
    person.show(None)
    document.clear()
    document.opened.emit()
    assert (posts.rowCount(), person.rowCount(), grid.rowCount()) == (0, 0, 0)
    assert testers


# ---------------------------------------------------------------- posts by day


def test_posts_by_day_show_every_seat_with_its_holder(document: RosterDocument) -> None:
    model = PostDaysModel(document)
    put(document, (0, 0, "HA-F"), (5, 0, "HB-F"))
    held = model.index_of("HA-F", FIRST, DAY, 0)
    assert held.data() == "Abara"
    assert held.data(Qt.ItemDataRole.AccessibleTextRole).startswith("HA-F, Day watch, Sunday 6 December 2026: Abara N")
    assert model.index_of("HA-F", FIRST, DAY, 1).data() == "-"
    hole = model.index_of("HB-F", FIRST, DAY, 0)
    assert (hole.data(), hole.data(FACE_ROLE).outline) == ("empty", "ask")
    assert model.index_of("HB-F", FIRST, NIGHT, 0).data() == "Chen"
    heads = [(model.headerData(r, Qt.Orientation.Vertical), model.headerData(r, Qt.Orientation.Vertical, SECOND_ROLE))
             for r in range(model.rowCount())]  # fmt: skip
    assert heads[:6] == [("CTL-A", "D"), ("CTL-A", "N"), ("HA-F", "D"), ("HA-F", "D 2"), ("HA-F", "N"), ("HA-F", "N 2")]
    assert model.headerData(0, Qt.Orientation.Horizontal, SECOND_ROLE) == "2/6"


def test_the_hours_without_an_officer_stand_at_the_right(document: RosterDocument) -> None:
    model = PostDaysModel(document)
    row = model.index_of("HA-F", FIRST, DAY, 0).row()
    total = model.index(row, len(model.dates))
    assert (total.data(), total.data(MARK_ROLE)) == (str(14 * 12), "")
    put(document, (0, 0, "HA-F"))
    assert (total.data(), total.data(MARK_ROLE)) == (str(13 * 12), "stop")
    assert model.index(row + 1, len(model.dates)).data() == "·"  # the second seat need not be filled


def test_an_edit_announces_only_its_seats(document: RosterDocument) -> None:
    model = PostDaysModel(document)
    seen: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda a, b, *_: seen.append((a.row(), a.column())))
    put(document, (0, 0, "HA-F"))
    row = model.index_of("HA-F", FIRST, DAY, 0).row()
    assert set(seen) == {(row, 0), (row, len(model.dates))}


# ---------------------------------------------------------------- the card of an officer


def test_a_card_lists_every_date_with_hours_and_rest(document: RosterDocument) -> None:
    model = PersonModel(document)
    model.show(badge(5))
    put(document, (5, 0, "HB-F N"), (5, 1, "HB-F D"))
    edits.toggle_lock(document, [cell(5)])
    check(document)
    row = model.row_of(FIRST + timedelta(days=1))
    texts = [model.index(row, column).data() for column in (POST, HOURS, REST)]
    assert texts == ["HB-F", "12", "0 h"]
    assert model.index(row, FINDINGS).data(PILL_ROLE)[1] == "stop"
    assert "rest" in model.index(row, WORDS).data().casefold()
    assert model.index(model.row_of(FIRST), REMARKS).data() == "locked"
    assert model.index(model.row_of(FIRST + timedelta(days=2)), POST).data() == "off"
    sums = dict(model.sums())
    assert (sums["Tours"], sums["Hours"], sums["Overtime"], sums["Nights"]) == ("2", "24", "12 h", "1")
    assert (sums["Longest run"], sums["Shortest rest"], sums["Weekends worked"]) == ("2 days", "0 h", "1")


def test_a_card_tells_of_leave_and_of_nobody_else(document: RosterDocument) -> None:
    model = PersonModel(document)
    model.show(badge(4))
    assert model.index(model.row_of(FIRST + timedelta(days=4)), REMARKS).data() == "on leave"
    words = " ".join(str(model.index(r, c).data()) for r in range(model.rowCount()) for c in range(model.columnCount()))
    assert not any(name in words for name in ("Abara", "Alvarez", "Chen"))


# ---------------------------------------------------------------- filters


def test_filters_combine_and_say_how_many_they_hide(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    put(document, (0, 0, "CTL-A"), (1, 0, "HA-F"), (2, 0, "HB-F"), (5, 0, "HB-F"))
    for chosen, shown in (
        ({"area": "HU"}, [1, 2, 5]),
        ({"priority": "mandatory"}, [2, 5]),
        ({"watch": "night"}, [5]),
        ({"watch": "", "qualification": "CONTROL"}, [2, 5]),
        ({"area": "CTL", "priority": ""}, [0]),
    ):
        model.set_filter(**chosen)
        assert model.shown == tuple(badge(n) for n in shown)
        assert model.hidden_count() == 10 - len(shown)
    model.show_all()
    assert model.hidden_count() == 0


def test_officers_whose_roster_is_not_as_published_are_found(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    put(document, (0, 0, "CTL-A"))
    document.baseline = document.roster
    assert model.officers_changed() == 0
    put(document, (1, 0, "HA-F"))
    edits.clear(document, [cell(0)])
    assert document.changed == {cell(0), cell(1)}
    model.set_filter(is_changed=True)
    assert model.shown == (badge(0), badge(1))
    document.stack.undo()
    assert document.changed == {cell(1)}
    document.stack.undo()
    assert document.changed == set()


def test_officers_are_found_by_what_their_posts_are_like_and_by_tours_left(document: RosterDocument) -> None:
    model = RosterGridModel(document)
    put(document, (0, 0, "CTL-A"), (1, 0, "HA-F"), (2, 0, "HB-F"))
    facts = document.facts
    assert facts is not None
    chips = FilterChips(document, model)
    offered = [action.text() for action in chips.posts.menu().actions() if not action.isSeparator()]
    needed = {code for post in facts.problem.posts for code in post.qualifications}
    for code in needed:
        name = next(q.name for q in facts.problem.qualifications if q.code == code)
        next(a for a in chips.posts.menu().actions() if a.text() == f"Posts that need {name}").trigger()
        on = {post.code for post in facts.problem.posts if code in post.qualifications}
        assert set(model.shown) == {badge(n) for n, post in enumerate(("CTL-A", "HA-F", "HB-F")) if post in on}
    for mode in {post.contact for post in facts.problem.posts}:
        if CONTACTS[mode.value] in offered:
            next(a for a in chips.posts.menu().actions() if a.text() == CONTACTS[mode.value]).trigger()
            on = {post.code for post in facts.problem.posts if post.contact == mode}
            assert set(model.shown) == {badge(n) for n, post in enumerate(("CTL-A", "HA-F", "HB-F")) if post in on}
    next(a for a in chips.posts.menu().actions() if a.text() == "All posts").trigger()
    assert model.hidden_count() == 0
    area = facts.problem.areas[0].code
    left = {
        badge(0): (ToursLeft(badge=badge(0), area=area, tours=5),),
        badge(1): (ToursLeft(badge=badge(1), area=area, tours=0),),
    }
    document.set_report(None, left)
    next(a for a in chips.left.menu().actions() if a.text() == "7 tours left at most").trigger()
    assert model.shown == (badge(0), badge(1))
    next(a for a in chips.left.menu().actions() if a.text() == "No tours left").trigger()
    assert model.shown == (badge(1),)
    chips.refresh(True)
    assert chips.left.isChecked()
    assert chips.hidden.text() == "9 officers hidden: show all"


def test_a_roster_that_is_not_begun_shows_nothing_as_amiss_and_says_what_to_do(document: RosterDocument) -> None:
    models = RosterGridModel(document), PostDaysModel(document), DayBoardModel(document)
    findings = FindingsModel(document)
    check(document)
    assert document.report.blocking
    assert findings.rowCount() == 0
    assert models[2].empty_count() == 0

    def marks() -> set[str]:
        found = set()
        for model in models:
            for column in range(model.columnCount()):
                found.add(model.headerData(column, Qt.Orientation.Horizontal, MARK_ROLE) or "")
                faces = [model.index(row, column).data(FACE_ROLE) for row in range(model.rowCount())]
                found.update(face.outline for face in faces if face is not None)
        return found

    assert marks() == {""}
    put(document, (0, 0, "CTL-A"))
    check(document)
    assert marks() >= {"stop"}
    assert findings.rowCount() > 0
    document.stack.undo()
    check(document)
    assert marks() == {""}
    assert findings.rowCount() == 0
