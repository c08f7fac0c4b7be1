"""Edits by hand, undo and redo, the journal after a restart, and publishing, on a real database."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.desk_site import DAY, FIRST, NIGHT, badge

from console.document import Proposal, RosterDocument
from console.document.facts import by_cell
from console.operations import build, drops, exchange, plans, publish
from console.operations import roster as edits
from console.operations.drops import How
from console.solving.build_state import BuildState
from scheduler.api import DeskError, check_roster
from scheduler.domain.roster import Lock, Roster
from scheduler.domain.words import RosterState, TourKind

ON = FIRST


def codes(document: RosterDocument, number: int, on=ON) -> list[str]:
    assert document.roster is not None
    return [t.post for t in by_cell(document.roster).get((badge(number), on), ())]


def said(document: RosterDocument) -> list[str]:
    return document.said  # type: ignore[attr-defined]


def test_a_typed_code_puts_the_officer_on_the_shift_of_the_pattern(document: RosterDocument) -> None:
    assert edits.assign(document, badge(0), ON, "ctl-a")
    assert edits.assign(document, badge(5), ON, "CTL-A")
    tours = {t.badge: t for t in document.roster.tours}
    assert (tours[badge(0)].shift, tours[badge(0)].kind) == (DAY, TourKind.REGULAR)
    assert (tours[badge(5)].shift, tours[badge(5)].kind) == (NIGHT, TourKind.REGULAR)
    assert document.stack.undoText() == "Put Chen on CTL-A, 6 Dec"


def test_off_pattern_is_overtime_by_willingness(document: RosterDocument) -> None:
    off = ON + timedelta(days=2)
    assert edits.assign(document, badge(0), off, "HB-F D")
    assert edits.assign(document, badge(1), off, "HB-F N")
    kinds = {t.badge: t.kind for t in document.roster.tours}
    assert kinds == {badge(0): TourKind.VOLUNTARY_OVERTIME, badge(1): TourKind.MANDATED_OVERTIME}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NOPE", "There is no post NOPE. Type the code of a post, or press F2 to choose one."),
        ("YRD-1 N", "YRD-1 N has no other seat on 6 Dec."),
    ],
)
def test_a_code_that_means_nothing_says_so(document: RosterDocument, text: str, sentence: str) -> None:
    assert not edits.assign(document, badge(0), ON, text)
    assert said(document) == [sentence]
    assert document.roster.tours == ()


def test_a_full_seat_changes_hands_in_one_step(document: RosterDocument) -> None:
    edits.assign(document, badge(0), ON, "HB-F")
    edits.assign(document, badge(1), ON, "CTL-A")
    assert edits.assign(document, badge(1), ON, "HB-F")
    assert (codes(document, 0), codes(document, 1)) == ([], ["HB-F"])
    assert document.stack.undoText() == "Put Alvarez on HB-F, 6 Dec, instead of Abara"
    document.stack.undo()
    assert (codes(document, 0), codes(document, 1)) == (["HB-F"], ["CTL-A"])


def test_the_second_seat_is_taken_before_anyone_leaves(document: RosterDocument) -> None:
    edits.assign(document, badge(0), ON, "HA-F")
    edits.assign(document, badge(1), ON, "HA-F")
    assert (codes(document, 0), codes(document, 1)) == (["HA-F"], ["HA-F"])


def test_clearing_words_and_clearing_a_block(document: RosterDocument) -> None:
    for number, code in ((0, "CTL-A"), (1, "HA-F"), (2, "HB-F")):
        edits.assign(document, badge(number), ON, code)
    assert edits.assign(document, badge(0), ON, "off")
    assert document.stack.undoText() == "Clear Abara, 6 Dec"
    assert edits.clear(document, [(badge(1), ON), (badge(2), ON)])
    assert document.stack.undoText() == "Clear 2 tours"
    assert document.roster.tours == ()
    assert not edits.clear(document, [(badge(1), ON)])


def test_a_lock_stands_until_it_is_lifted(document: RosterDocument) -> None:
    edits.assign(document, badge(0), ON, "HB-F")
    assert edits.toggle_lock(document, [(badge(0), ON)])
    assert document.roster.locks == (Lock(badge=badge(0), on=ON),)
    assert not edits.assign(document, badge(0), ON, "CTL-A")
    assert said(document)[-1] == "Abara N, 6 Dec is locked: unlock it first (Ctrl+L)."
    assert not edits.put(document, badge(1), _slot(document, "HB-F", DAY))
    assert edits.toggle_lock(document, [(badge(0), ON), (badge(1), ON)])
    assert len(document.roster.locks) == 2
    assert edits.toggle_lock(document, [(badge(0), ON), (badge(1), ON)])
    assert document.roster.locks == ()


def test_candidates_come_with_empty_seats_of_the_own_shift_first(document: RosterDocument) -> None:
    found = edits.candidates(document, badge(3), ON)
    assert (found[0].slot.post, found[0].is_pattern, found[0].note) == ("HB-F", True, "")
    notes = {(c.slot.post, c.slot.shift): c.note for c in found}
    assert notes["CTL-A", DAY] == "not eligible"  # no certificate
    assert notes["HA-F", DAY] == "not eligible"  # a restriction, told in the very same words
    assert notes["HB-F", NIGHT] == ""


def test_officers_for_a_seat_come_free_and_eligible_first(document: RosterDocument) -> None:
    edits.assign(document, badge(0), ON, "HB-F")
    takers = edits.officers_for(document, _slot(document, "CTL-A", DAY))
    assert [t.name for t in takers[:2]] == ["Alvarez J", "Bell T"]
    assert takers[-1].is_dim
    assert next(t for t in takers if t.name == "Abara N").note == "now on HB-F"
    assert edits.put_by_name(document, _slot(document, "CTL-A", DAY), 0, "alv")
    assert codes(document, 1) == ["CTL-A"]


def test_undo_and_redo_survive_a_restart(document: RosterDocument, database: str) -> None:
    for text in ("HB-F", "CTL-A", "HA-F"):
        edits.assign(document, badge(0), ON, text)
    document.stack.undo()
    before, labels = document.roster, (document.stack.undoText(), document.stack.redoText())
    assert exchange.open_database(document, database)
    assert document.roster == before
    assert (document.stack.undoText(), document.stack.redoText()) == labels
    document.stack.redo()
    assert codes(document, 0) == ["HA-F"]
    for _ in range(3):
        document.stack.undo()
    assert document.roster.tours == ()


def test_an_edit_that_cannot_be_saved_leaves_neither_trace_nor_command(
    document: RosterDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = edits.make_edit(document, "Nothing", locks=())
    assert not edits.push(document, edit)
    edits.assign(document, badge(0), ON, "HB-F")
    before = document.roster

    def refuse(*_: object) -> None:
        raise DeskError("The disk is full")

    monkeypatch.setattr(document.desk, "apply_edit", refuse)
    assert not edits.assign(document, badge(1), ON, "CTL-A")
    assert document.roster is before
    assert document.stack.count() == 1
    assert said(document) == ["The disk is full. Nothing was changed."]


def _proposal(document: RosterDocument, *cells: tuple[int, str]) -> Proposal:
    """A proposal with these (officer, code) tours on the first date; the document is left as it was."""
    start = document.roster
    for number, code in cells:
        edits.assign(document, badge(number), ON, code)
    target: Roster = document.roster
    for _ in cells:
        document.stack.undo()
    assert document.roster == start
    return Proposal(roster=target, base=start, certificate=None, problem_sha256="")


def test_an_accepted_proposal_is_one_step(document: RosterDocument) -> None:
    edits.assign(document, badge(1), ON, "CTL-A")
    proposal = _proposal(document, (0, "HB-F"), (2, "HA-F"))
    document.set_proposal(proposal)
    assert document.shown is proposal.roster
    assert not edits.assign(document, badge(0), ON, "HA-F")
    assert said(document)[-1] == "This is a proposal: accept or discard it before editing by hand."
    steps = document.stack.index()
    assert build.accept_proposal(document)
    assert document.roster.tours == proposal.roster.tours
    assert document.stack.index() == steps + 1
    document.stack.undo()
    assert document.roster == proposal.base


def test_a_proposal_gives_way_to_a_later_lock(document: RosterDocument) -> None:
    proposal = _proposal(document, (0, "HB-F"))
    edits.toggle_lock(document, [(badge(0), ON)])
    document.set_proposal(proposal)
    assert not build.accept_proposal(document)
    assert "was locked while this was being built" in said(document)[-1]
    build.discard_proposal(document, BuildState())
    assert document.proposal is None
    assert document.roster.tours == ()


def test_publishing_is_refused_in_words_while_findings_stop_it(document: RosterDocument) -> None:
    assert publish.why_not(document) == "The roster is empty: build it first."
    edits.assign(document, badge(0), ON, "HB-F")
    assert publish.why_not(document) == "The roster is still being checked: try again in a moment."
    document.set_report(check_roster(document.problem, document.roster))
    assert not publish.publish(document, "")
    assert said(document)[-1].endswith("mend each of them, or have it waived.")
    assert document.roster.state == RosterState.DRAFT


def test_publishing_makes_a_version_and_a_barrier(document: RosterDocument) -> None:
    _fill(document)
    document.set_report(check_roster(document.problem, document.roster))
    assert document.report.blocking == ()
    assert publish.publish(document, "first"), said(document)
    assert (document.roster.state, document.roster.version) == (RosterState.PUBLISHED, 1)
    assert not document.stack.canUndo()
    assert document.baseline == document.roster
    cell = next((t.badge, t.on) for t in document.roster.tours if t.post == "HA-F")
    edits.clear(document, [cell])
    assert document.roster.state == RosterState.AMENDED


def _fill(document: RosterDocument) -> None:
    """Fill every critical seat by hand: one officer for each post and watch, every day."""
    for on in document.roster.period.dates:
        for number, code in ((0, "CTL-A D"), (1, "HA-F D"), (5, "CTL-A N"), (6, "HA-F N")):
            assert edits.assign(document, badge(number), on, code)


def _slot(document: RosterDocument, post: str, shift: str, on=ON):
    return next(s for s in document.facts.slots_on[on] if (s.post, s.shift) == (post, shift))


GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["assign", "assign", "clear", "move", "lock", "undo", "redo"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(0, 3),
        st.sampled_from(["HA-F", "HB-F D", "HB-F N", "CTL-A", "YRD-1"]),
    ),
    max_size=18,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestures=GESTURES)
def test_any_gestures_are_undone_to_the_identical_roster(document: RosterDocument, gestures) -> None:
    while document.stack.canUndo():
        document.stack.undo()
    start = document.roster
    for verb, one, other, days, code in gestures:
        on = ON + timedelta(days=days)
        if verb == "assign":
            edits.assign(document, badge(one), on, code)
        elif verb == "clear":
            edits.clear(document, [(badge(one), on)])
        elif verb == "move":
            plans.perform(document, drops.drop_on_cell(document, (badge(one), on), (badge(other), ON), How.EXCHANGE))
        elif verb == "lock":
            edits.toggle_lock(document, [(badge(one), on)])
        elif verb == "undo":
            document.stack.undo()
        else:
            document.stack.redo()
        assert document.desk.roster(document.roster_id).roster.tours == document.roster.tours
        seats = [t.seat for t in document.roster.tours]
        assert len(seats) == len(set(seats))
    end, steps = document.roster, document.stack.index()
    for _ in range(steps):
        document.stack.undo()
    assert (document.roster.tours, document.roster.locks) == (start.tours, start.locks)
    for _ in range(steps):
        document.stack.redo()
    assert (document.roster.tours, document.roster.locks) == (end.tours, end.locks)
