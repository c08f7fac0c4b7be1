"""Gestures before they are made: drags, exchanges, splits, blocks, copied weeks, locks, and what is said of them."""

from datetime import timedelta

import pytest
from support.desk_site import DAY, FIRST, NIGHT, badge

from console.document import RosterDocument
from console.operations import blocks, drops, locks, plans
from console.operations import roster as edits
from console.operations.drops import How
from scheduler.api import Checker
from scheduler.domain.roster import Lock
from scheduler.domain.words import TourKind

NEXT = FIRST + timedelta(days=1)


def cell(number: int, days: int = 0):
    return badge(number), FIRST + timedelta(days=days)


def codes(document: RosterDocument, number: int, days: int = 0) -> list[str]:
    return [t.post for t in document.index.of_cell(*cell(number, days))]


def ready(document: RosterDocument) -> None:
    """Have the roster judged, as the window does after every edit."""
    checker = Checker.of(document.problem, document.roster)
    document.set_report(checker.report, None, checker)


def drop(document: RosterDocument, source, target, how: How) -> str:
    """Drop and return what undo calls it, or what the user is told."""
    document.said.clear()  # type: ignore[attr-defined]
    ready(document)
    plan = drops.drop_on_cell(document, source, target, how)
    done = plans.perform(document, plan)
    return document.stack.undoText() if done else document.said[-1]  # type: ignore[attr-defined]


def put(document: RosterDocument, *lines: tuple[int, int, str]) -> None:
    for number, days, code in lines:
        assert edits.assign(document, *cell(number, days), code)


# ---------------------------------------------------------------- drags between officers and dates


def test_a_tour_is_handed_on_with_its_very_seat(document: RosterDocument) -> None:
    put(document, (0, 0, "HA-F"), (1, 0, "HA-F"))
    assert drop(document, cell(1), cell(2), How.EXCHANGE) == "Hand HA-F of Alvarez to Bell, 6 Dec"
    assert [t.index for t in document.index.of_cell(*cell(2))] == [1]


def test_what_an_editor_exchanges_is_no_swap_of_the_officers(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (1, 0, "CTL-A"), (5, 0, "HA-F"), (1, 1, "HB-F"))
    assert drop(document, cell(0), cell(1), How.EXCHANGE) == "Swap Abara and Alvarez, 6 Dec"
    assert drop(document, cell(1), cell(1, 1), How.EXCHANGE)
    assert document.roster is not None
    assert len(document.roster.tours) == 4
    assert TourKind.SWAP not in {tour.kind for tour in document.roster.tours}


def test_on_an_occupied_cell_tours_are_exchanged_or_replaced(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (1, 0, "CTL-A"))
    assert drop(document, cell(0), cell(1), How.EXCHANGE) == "Swap Abara and Alvarez, 6 Dec"
    assert (codes(document, 0), codes(document, 1)) == (["CTL-A"], ["HB-F"])
    assert drop(document, cell(0), cell(1), How.REPLACE) == "Hand CTL-A of Abara to Alvarez, 6 Dec, instead of HB-F"
    assert (codes(document, 0), codes(document, 1)) == ([], ["CTL-A"])
    document.stack.undo()
    document.stack.undo()
    assert (codes(document, 0), codes(document, 1)) == (["HB-F"], ["CTL-A"])


def test_a_tour_moves_to_another_date_if_a_seat_is_free_there(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"))
    assert drop(document, cell(0), cell(0, 1), How.EXCHANGE) == "Move HB-F of Abara, 6 Dec, to 7 Dec"
    assert (codes(document, 0), codes(document, 0, 1)) == ([], ["HB-F"])
    put(document, (1, 0, "HB-F"))
    said = drop(document, cell(0, 1), cell(0), How.EXCHANGE)
    assert said == "HB-F day watch has no empty seat on 6 Dec: Alvarez J holds it."
    assert codes(document, 0, 1) == ["HB-F"]


def test_cells_of_two_dates_are_exchanged(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (0, 1, "CTL-A"))
    assert drop(document, cell(0), cell(0, 1), How.EXCHANGE) == "Swap Abara, 6 Dec, and 7 Dec"
    assert (codes(document, 0), codes(document, 0, 1)) == (["CTL-A"], ["HB-F"])


def test_copying_takes_another_seat_and_leaves_the_first(document: RosterDocument) -> None:
    put(document, (0, 0, "HA-F"))
    assert drop(document, cell(0), cell(1), How.COPY) == "Copy HA-F of Abara to Alvarez, 6 Dec"
    assert [codes(document, n) for n in (0, 1)] == [["HA-F"], ["HA-F"]]
    assert drop(document, cell(0), cell(2), How.COPY).startswith("HA-F day watch has no empty seat on 6 Dec:")


def test_what_no_one_may_is_refused_in_the_words_of_the_rule(document: RosterDocument) -> None:
    put(document, (0, 0, "CTL-A"))
    said = drop(document, cell(0), cell(3), How.EXCHANGE)
    assert said == "Not held, or not valid throughout this tour: CONTROL. (test)"
    assert codes(document, 0) == ["CTL-A"]


def test_what_asks_is_done_and_says_what_it_asks(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (5, 0, "HB-F N"))
    ready(document)
    plan = drops.drop_on_cell(document, cell(0), cell(5, 1), How.COPY)
    verdict = plans.judge(document, plan)
    assert verdict.kind == "ask"
    assert "h" in verdict.words[0]
    assert plans.perform(document, plan)
    assert codes(document, 5, 1) == ["HB-F"]


def test_an_edit_that_adds_nothing_is_legal_and_one_in_doubt_unknown(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"))
    plan = drops.drop_on_cell(document, cell(0), cell(1), How.EXCHANGE)
    assert plans.judge(document, plan).kind == "unknown"
    ready(document)
    assert plans.judge(document, plan).text == "Legal."


def test_locked_cells_neither_give_nor_take(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"))
    edits.toggle_lock(document, [cell(1)])
    assert drop(document, cell(0), cell(1), How.EXCHANGE) == "Alvarez J, 6 Dec is locked: unlock it first (Ctrl+L)."


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (cell(0), cell(0), "Drop it on another cell."),
        (cell(2), cell(0), "Bell T has no tour on 6 Dec."),
        (cell(4), cell(4, 3), "HA-F day watch"),
    ],
)
def test_drops_that_mean_nothing_say_so(document: RosterDocument, source, target, words: str) -> None:
    put(document, (0, 0, "HB-F"), (4, 0, "HA-F"), (1, 3, "HA-F D"), (2, 3, "HA-F D"))
    assert drop(document, source, target, How.EXCHANGE).startswith(words)


def test_two_selected_cells_are_exchanged_by_keys(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"))
    ready(document)
    assert plans.perform(document, drops.exchange(document, [cell(1), cell(0)]))
    assert codes(document, 1) == ["HB-F"]
    assert drops.exchange(document, [cell(0)]).refusal.startswith("Select the two cells")


# ---------------------------------------------------------------- seats of a day


def test_seats_of_a_day_are_exchanged_replaced_and_moved(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (1, 0, "CTL-A"))
    ready(document)
    hb, ctl, ha = ("HB-F", FIRST, DAY, 0), ("CTL-A", FIRST, DAY, 0), ("HA-F", FIRST, NIGHT, 1)
    plan = drops.drop_on_seat(document, hb, ctl, How.EXCHANGE)
    assert plan.label == "Swap Abara and Alvarez, 6 Dec"
    assert plans.perform(document, plan)
    assert (codes(document, 0), codes(document, 1)) == (["CTL-A"], ["HB-F"])
    plan = drops.drop_on_seat(document, hb, ha, How.EXCHANGE)
    assert plan.label == "Move Alvarez to HA-F, 6 Dec"
    assert plans.perform(document, plan)
    (tour,) = document.index.of_cell(*cell(1))
    assert (tour.shift, tour.index, tour.kind.is_overtime) == (NIGHT, 1, True)
    plan = drops.drop_on_seat(document, ha, ctl, How.REPLACE)
    assert plan.label == "Move Alvarez to CTL-A, 6 Dec, instead of Abara"
    assert drops.drop_on_seat(document, hb, ctl, How.EXCHANGE).refusal == "Nobody holds this seat."


# ---------------------------------------------------------------- splitting


def test_a_split_tour_keeps_its_seat_filled(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"))
    ready(document)
    (tour,) = document.index.of_cell(*cell(0))
    plan = drops.split(document, tour, tour.start + 240, badge(1))
    assert plan.label == "Split HB-F of Abara, 6 Dec, at 10:00, rest to Alvarez"
    assert plans.perform(document, plan)
    parts = document.index.of_slot("HB-F", FIRST, DAY)
    assert [(t.badge, t.minutes, t.index) for t in parts] == [(badge(0), 240, 0), (badge(1), 480, 0)]
    assert drops.split(document, parts[0], parts[0].end, None).refusal == "Choose a time inside 06:00 to 10:00."
    ready(document)
    alone = drops.split(document, parts[1], parts[1].start + 60, None)
    assert plans.judge(document, alone).kind == "ask"  # the rest of a seat that must be filled is left empty


# ---------------------------------------------------------------- blocks


def show(preview: blocks.Preview) -> list[tuple[str, str, str]]:
    return [(line.before, line.after, line.verdict.kind) for line in preview.lines]


def paste(document: RosterDocument, text: str, numbers, days) -> blocks.Preview:
    ready(document)
    badges, dates = [badge(n) for n in numbers], [FIRST + timedelta(days=d) for d in days]
    wanted = blocks.wanted_by_text(document, blocks.read_text(text), badges, dates)
    return blocks.preview(document, blocks.label_of("Paste", len(wanted)), wanted)


def test_a_block_goes_out_and_comes_back_as_text(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (0, 2, "HB-F N"), (5, 0, "CTL-A"))
    ready(document)
    (tour,) = document.index.of_cell(*cell(0))
    plans.perform(document, drops.split(document, tour, tour.start + 240, None))
    badges, dates = [badge(0), badge(5)], [FIRST + timedelta(days=d) for d in range(3)]
    every = [(b, on) for b in badges for on in dates]
    text = blocks.to_text(document, badges, dates, every)
    assert text == "HB-F D 06:00-10:00\t\tHB-F N\nCTL-A\t\t"
    before = document.roster.tours
    edits.clear(document, every)
    assert document.roster.tours == ()
    preview = paste(document, text.replace("\n", "\r\n") + "\r\n", (0, 5), range(3))
    assert (len(preview.lines), preview.same) == (3, 3)
    assert plans.perform(document, preview.plan)
    assert document.roster.tours == before
    assert document.stack.undoText() == "Paste 6 cells"


def test_a_paste_tells_of_every_cell_before_it_is_done(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (1, 0, "HA-F"))
    edits.toggle_lock(document, [cell(2)])
    preview = paste(document, '"HA-F"\nHB-F\nCTL-A\nCTL-A\nNOPE', range(5), (0,))
    assert show(preview) == [
        ("HB-F", "HA-F", "legal"),
        ("HA-F", "HB-F", "legal"),
        ("", "CTL-A", "refused"),
        ("", "CTL-A", "refused"),
        ("", "", "refused"),
    ]
    assert [line.verdict.words[0] for line in preview.lines[2:]][0::2] == [
        "Locked: unlock it first (Ctrl+L).",
        "There is no post NOPE.",
    ]
    assert "CONTROL" in preview.lines[3].verdict.words[0]
    assert (preview.refused, preview.asking, len(preview.overwritten)) == (3, 0, 2)
    assert plans.perform(document, preview.plan)
    assert [codes(document, n) for n in range(4)] == [["HA-F"], ["HB-F"], [], []]


def test_pasted_words_for_days_off_clear(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (1, 0, "HA-F"))
    preview = paste(document, "off\nleave\n", (0, 1), (0,))
    assert show(preview) == [("HB-F", "", "legal"), ("HA-F", "", "legal")]
    assert len(preview.others) == 2  # both seats must be filled
    assert plans.perform(document, preview.plan)
    assert document.roster.tours == ()


def test_more_text_than_cells_and_no_seat_left(document: RosterDocument) -> None:
    preview = paste(document, "HB-F\tHB-F\tHB-F\nHB-F", (0, 1), (0, 1))
    # 12 h of rest between two days, and the policy of this jail asks for 13
    assert show(preview) == [("", "HB-F", "ask"), ("", "HB-F", "ask"), ("", "HB-F", "refused")]
    assert preview.lines[2].verdict.words[0].startswith("HB-F day watch has no empty seat on 6 Dec: Abara N holds")


def test_fill_right_and_down(document: RosterDocument) -> None:
    put(document, (0, 0, "HA-F"))
    ready(document)
    dates = [FIRST, NEXT]
    right = blocks.preview(document, "Fill", blocks.fill_wanted(document, [badge(0)], dates, is_down=False))
    assert show(right) == [("", "HA-F", "ask")]
    down = blocks.preview(document, "Fill", blocks.fill_wanted(document, [badge(0), badge(1)], [FIRST], is_down=True))
    assert show(down) == [("", "HA-F", "legal")]


def test_a_copied_week_makes_its_target_identical_and_names_what_goes(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (0, 1, "CTL-A"), (0, 7, "HA-F D"), (0, 9, "HA-F D"))
    ready(document)
    source, target = blocks.weeks(document.roster.period)
    wanted = blocks.week_wanted(document, [badge(0)], source, [target])
    preview = blocks.preview(document, blocks.week_label(source, [target]), wanted)
    assert [(line.cell[1].day, line.before, line.after) for line in preview.lines] == [
        (13, "HA-F D", "HB-F D"),
        (14, "", "CTL-A D"),
        (15, "HA-F", ""),
    ]
    assert [line.before for line in preview.overwritten] == ["HA-F D", "HA-F"]
    assert plans.perform(document, preview.plan)
    assert document.stack.undoText() == "Copy week of 6 Dec to 13 Dec"
    assert [codes(document, 0, d) for d in (7, 8, 9)] == [["HB-F"], ["CTL-A"], []]


def test_an_officer_is_kept_on_a_post_and_the_holder_takes_the_other(document: RosterDocument) -> None:
    put(document, (0, 0, "HB-F"), (0, 1, "CTL-A"), (1, 1, "HB-F"))
    ready(document)
    (tour,) = document.index.of_cell(*cell(0))
    wanted, locked = blocks.keep_wanted(document, tour, FIRST + timedelta(days=5))
    preview = blocks.preview(document, "Keep Abara on HB-F until 11 Dec", wanted, locked)
    assert plans.perform(document, preview.plan)
    assert [codes(document, 0, d) for d in range(6)] == [["HB-F"], ["HB-F"], [], [], ["HB-F"], ["HB-F"]]
    assert codes(document, 1, 1) == ["CTL-A"]
    assert {(lock.badge, lock.on) for lock in document.roster.locks} == {cell(0, d) for d in (0, 1, 4, 5)}
    document.stack.undo()
    assert (document.roster.locks, codes(document, 0, 1)) == ((), ["CTL-A"])


# ---------------------------------------------------------------- locks


def test_rows_columns_and_the_period_are_locked_in_one_step(document: RosterDocument) -> None:
    assert locks.lock_rows(document, [badge(0)])
    assert document.stack.undoText() == "Lock all dates of Abara"
    assert len(document.roster.locks) == 14
    assert not locks.lock_rows(document, [badge(0)])
    assert locks.lock_columns(document, [FIRST])
    assert len(document.roster.locks) == 14 + 9
    assert Lock(badge=badge(9), on=FIRST) in document.locks()
    assert locks.lock_until(document, document.roster.period.last)
    assert (document.stack.undoText(), len(document.roster.locks)) == ("Lock the whole period", 140)
    assert locks.lock_until(document, document.roster.period.last, is_set=False)
    assert document.roster.locks == ()
    assert not locks.lock_columns(document, [FIRST, NEXT], is_set=False)
    assert document.said[-1] == "Nothing there is locked."  # type: ignore[attr-defined]
