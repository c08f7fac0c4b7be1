"""Edits of much at once are worked out away from the window; afterwards everything is as if it were opened anew."""

import gc
from itertools import cycle
from random import Random

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from support.desk_site import FIRST, badge

from console import __main__ as command
from console import app
from console.document import MOST_CHANGES_AT_ONCE, Proposal, RosterDocument
from console.document.apart import Apart, moved
from console.main_window import MainWindow
from console.models.post_days import PostDaysModel
from console.models.roster_grid import RosterGridModel
from console.operations import build, drops, plans
from console.operations import roster as edits
from console.operations.drops import How
from scheduler.api import Checker, check_roster
from scheduler.domain.roster import Roster, Tour


def full(document: RosterDocument, seed: int = 1) -> Roster:
    """The open roster with somebody on nearly every seat, whatever the rules say of it."""
    chance, badges, tours = Random(seed), cycle(document.facts.in_order), []
    for slot in document.facts.slots.values():
        for number in range(slot.wanted):
            if chance.random() < 0.98:
                tours.append(
                    Tour(
                        start=slot.start,
                        end=slot.end,
                        badge=next(badges),
                        post=slot.post,
                        on=slot.on,
                        shift=slot.shift,
                        index=number,
                    )
                )
    return document.roster.with_tours(tuple(tours))


def texts(model: QAbstractItemModel) -> list[list[object]]:
    """All that a model says, with its heads above."""
    columns, rows = range(model.columnCount()), range(model.rowCount())
    heads = [model.headerData(n, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole) for n in columns]
    said = [[model.index(r, c).data(Qt.ItemDataRole.AccessibleTextRole) for c in columns] for r in rows]
    return [heads, *said]


def agrees(window: MainWindow) -> bool:
    """Whether the views show what views that are made now show."""
    app.settle(window)
    document = window.document
    anew = RosterGridModel(document), PostDaysModel(document)
    return [texts(window.grid_model), texts(window.work.posts._model)] == [texts(model) for model in anew]


def test_a_proposal_accepted_and_taken_back_shows_in_every_view(window: MainWindow) -> None:
    document = window.document
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    before, wanted = document.roster, full(document)
    document.set_proposal(Proposal(roster=wanted, base=before, certificate=None, problem_sha256=""))
    assert document.changed == document.proposed_cells == moved(before, wanted)
    assert agrees(window)
    assert build.accept_proposal(document)
    assert document.roster.tours == wanted.tours
    assert len(document.roster.tours) > MOST_CHANGES_AT_ONCE
    assert agrees(window)
    assert document.report == check_roster(document.problem, document.roster)
    document.stack.undo()
    assert document.roster.tours == before.tours
    assert agrees(window)
    assert document.report == check_roster(document.problem, document.roster)
    document.stack.redo()
    edits.clear(document, [(badge(0), FIRST)])
    assert agrees(window)
    assert document.report == check_roster(document.problem, document.roster)


def test_an_edit_right_after_a_large_one_is_not_judged_by_what_was_known_before(window: MainWindow) -> None:
    """The judgement made in the window is for few changes; many wait for the one that is made away from it."""
    document = window.document
    edits.push(document, edits.difference(document, full(document), "Everything"))
    edits.clear(document, [(badge(1), FIRST)])
    assert window.checking.is_busy
    app.settle(window)
    assert document.report == check_roster(document.problem, document.roster)


def test_cells_that_differ_follow_each_edit(document: RosterDocument) -> None:
    other = full(document, seed=2)
    apart = Apart(document.roster, other)
    document.edit_applied.connect(lambda edit: apart.follow(edit.cells, document.index))
    chance = Random(3)
    for _ in range(30):
        on = chance.choice(document.roster.period.dates)
        edits.assign(document, badge(chance.randrange(8)), on, chance.choice(["HB-F", "HA-F", "CTL-A"]))
        if chance.random() < 0.3:
            document.stack.undo()
        assert apart.cells == moved(document.roster, other)


def test_a_drop_that_was_judged_is_judged_once(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    document = window.document
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    judged: list[Roster] = []
    after = Checker._after

    def counted(self: Checker, roster: Roster, parts: tuple[object, ...]) -> object:
        if roster.tours != self.roster.tours:
            judged.append(roster)
        return after(self, roster, parts)

    monkeypatch.setattr(Checker, "_after", counted)
    plan = drops.drop_on_cell(document, (badge(0), FIRST), (badge(1), FIRST), How.EXCHANGE)
    assert plans.perform(document, plan)
    assert len(judged) == 1
    assert document.report == check_roster(document.problem, document.roster)
    assert document.checker is not None
    assert document.checker.roster is document.roster


def test_python_looks_for_garbage_again_when_the_console_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def opened(_: object) -> int:
        seen.append(gc.isenabled())
        raise RuntimeError("no window today")

    monkeypatch.setattr(command, "_open_console", opened)
    with pytest.raises(RuntimeError, match="no window"):
        command.open_console(dict(command.OPTIONS))
    assert (seen, gc.isenabled()) == ([False], True)
