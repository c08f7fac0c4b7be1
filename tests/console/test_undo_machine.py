"""Undo and redo: five hundred random gestures and back to the same roster, through builds, imports and restarts."""

from collections import Counter
from datetime import timedelta
from random import Random

from support.desk_site import FIRST, badge, small_site

from console.document import Proposal, RosterDocument
from console.operations import blocks, build, drops, exchange, locks, plans
from console.operations import roster as edits
from console.operations.checking import Checking
from console.operations.drops import How
from scheduler.api import Checker, check_roster
from scheduler.domain.roster import Roster

STEPS = 500
CODES = ("HA-F", "HA-F N", "HB-F", "HB-F D", "HB-F N", "CTL-A", "YRD-1", "off")


class Machine:
    """Does random gestures on a document and knows what the roster must look like after each undo and redo."""

    def __init__(self, document: RosterDocument, random: Random) -> None:
        self.document, self.random = document, random
        self.past: list[Roster] = []
        self.future: list[Roster] = []
        self.done: Counter[str] = Counter()

    def cell(self):
        return badge(self.random.randrange(10)), FIRST + timedelta(days=self.random.randrange(14))

    def block(self):
        start, on = self.random.randrange(8), FIRST + timedelta(days=self.random.randrange(11))
        return [badge(start + n) for n in range(2)], [on + timedelta(days=n) for n in range(3)]

    def judged(self) -> None:
        checker = Checker.of(self.document.problem, self.document.roster)
        self.document.set_report(checker.report, None, checker)

    def step(self) -> None:
        verb = self.random.choice([*self.verbs(), "undo", "undo", "redo"])
        before = self.document.roster
        if verb == "undo":
            if self.past:
                self.document.stack.undo()
                self.future.append(before)
                assert same(self.document.roster, self.past.pop())
                self.done[verb] += 1
            return
        if verb == "redo":
            if self.future:
                self.document.stack.redo()
                self.past.append(before)
                assert same(self.document.roster, self.future.pop())
                self.done[verb] += 1
            return
        getattr(self, verb)()
        if self.document.roster is not before:
            self.past.append(before)
            self.future.clear()
            self.done[verb] += 1

    @staticmethod
    def verbs() -> list[str]:
        return ["assign"] * 4 + ["clear", "lock", "drag", "drag", "copy", "replace", "paste", "fill", "week", "rows",
                                 "keep", "split", "accept"]  # fmt: skip

    def assign(self) -> None:
        edits.assign(self.document, *self.cell(), self.random.choice(CODES))

    def clear(self) -> None:
        edits.clear(self.document, [self.cell(), self.cell(), self.cell()])

    def lock(self) -> None:
        edits.toggle_lock(self.document, [self.cell()])

    def drag(self) -> None:
        plans.perform(self.document, drops.drop_on_cell(self.document, self.cell(), self.cell(), How.EXCHANGE))

    def copy(self) -> None:
        plans.perform(self.document, drops.drop_on_cell(self.document, self.cell(), self.cell(), How.COPY))

    def replace(self) -> None:
        plans.perform(self.document, drops.drop_on_cell(self.document, self.cell(), self.cell(), How.REPLACE))

    def apply(self, label: str, wanted: blocks.Wanted, cells=()) -> None:
        plans.perform(self.document, blocks.preview(self.document, label, wanted, cells).plan, plans.APPROVED)

    def paste(self) -> None:
        rows = [[self.random.choice(CODES) for _ in range(3)] for _ in range(2)]
        self.apply("Paste", blocks.wanted_by_text(self.document, rows, *self.block()))

    def fill(self) -> None:
        self.apply("Fill", blocks.fill_wanted(self.document, *self.block(), is_down=self.random.random() < 0.5))

    def week(self) -> None:
        weeks = list(blocks.weeks(self.document.roster.period))
        self.random.shuffle(weeks)
        self.apply("Copy week", blocks.week_wanted(self.document, self.block()[0], weeks[0], weeks[1:]))

    def rows(self) -> None:
        locks.lock_rows(self.document, [self.cell()[0]], is_set=self.random.random() < 0.2)

    def tour(self):
        return self.random.choice(self.document.roster.tours) if self.document.roster.tours else None

    def keep(self) -> None:
        tour = self.tour()
        if tour is not None:
            wanted, cells = blocks.keep_wanted(self.document, tour, tour.on + timedelta(days=3))
            self.apply("Keep", wanted, cells[:1])

    def split(self) -> None:
        tour = self.tour()
        if tour is not None:
            plans.perform(self.document, drops.split(self.document, tour, tour.start + 120, self.cell()[0]))

    def accept(self) -> None:
        """A build proposes to drop some tours, and is accepted."""
        roster = self.document.roster
        held = self.document.locked_cells
        kept = tuple(t for t in roster.tours if (t.badge, t.on) in held or self.random.random() < 0.8)
        proposal = Proposal(roster=roster.with_tours(kept), base=roster, certificate=None, problem_sha256="")
        self.document.set_proposal(proposal)
        build.accept_proposal(self.document)
        self.document.set_proposal(None)


def same(one: Roster, other: Roster) -> bool:
    return (one.tours, one.locks) == (other.tours, other.locks)


def sound(document: RosterDocument) -> None:
    """What follows the edits says what the roster itself says."""
    roster = document.roster
    for on in roster.period.dates:
        for number in range(10):
            own = tuple(t for t in roster.tours if (t.badge, t.on) == (badge(number), on))
            assert document.index.of_cell(badge(number), on) == own
    seats = Counter((t.seat, t.start) for t in roster.tours)
    assert max(seats.values(), default=1) == 1
    assert same(document.desk.roster(document.roster_id).roster, roster)


def test_five_hundred_steps_and_back(document: RosterDocument, database: str) -> None:
    checking = Checking(document)
    machine = Machine(document, Random(1))
    start = document.roster
    machine.judged()
    for number in range(STEPS):
        machine.step()
        if document.checker is None:
            machine.judged()
        if number % 50 == 0:
            sound(document)
            assert document.report == check_roster(document.problem, document.roster)
        if number == STEPS // 2:  # a restart in the middle
            checking.close()
            assert exchange.open_database(document, database)
            checking = Checking(document)
            machine.judged()
    checking.close()
    assert {"assign", "drag", "paste", "fill", "week", "split", "accept", "undo", "redo"} <= set(machine.done)
    end, steps = document.roster, document.stack.index()
    for _ in range(steps):
        document.stack.undo()
    assert same(document.roster, start)
    for _ in range(steps):
        document.stack.redo()
    assert same(document.roster, end)
    sound(document)


def test_undo_reaches_back_through_an_import_of_the_facility(document: RosterDocument) -> None:
    edits.assign(document, badge(0), FIRST, "HB-F")
    edits.assign(document, badge(1), FIRST, "CTL-A")
    assert exchange.import_site(document, small_site(), "the workbook, once more")
    assert len(document.roster.tours) == 2
    assert document.stack.undoText() == "Put Alvarez on CTL-A, 6 Dec"
    document.stack.undo()
    document.stack.undo()
    assert document.roster.tours == ()
    document.stack.redo()
    assert [t.post for t in document.roster.tours] == ["HB-F"]
