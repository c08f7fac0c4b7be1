"""Rosters in the database: edits, journal, undo after a restart, versions, two programs at once."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.domain.roster import Lock, Roster, RosterEdit, StaleEditError, Waiver
from scheduler.domain.words import RosterState
from scheduler.storage import DeskError, Store, connect
from scheduler.wire import sha256


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store.open(database)
    opened.import_site(small_site(), "small", NOW, "me")
    yield opened
    opened.close()


def started(store: Store, *edits: RosterEdit) -> int:
    """Return a new roster with edits done."""
    head = store.create_roster(PERIOD, "Week", NOW, "me")
    for one in edits:
        store.apply_edit(head.id, one, "do", NOW, "me")
    return head.id


def publish(store: Store, roster: int) -> int:
    return store.publish(roster, store.revisions(roster), "", "0" * 64, None, NOW, "chief").version


ONE, TWO, THREE = tour("B1", FIRST), tour("B2", FIRST, "N"), tour("B3", FIRST + timedelta(days=1))


def test_edits_survive_a_restart_and_can_be_undone_then(store: Store, database: str) -> None:
    lock = Lock(badge="B1", on=FIRST)
    roster = started(store, edit("a", ONE), edit("b", TWO, locks=(lock,)), edit("c", THREE, gone=(ONE,)))
    store.apply_edit(roster, edit("c", THREE, gone=(ONE,)).inverse(), "undo", NOW, "me")
    again = Store.open(database)
    stored = again.roster(roster)
    assert stored.roster.tours == (ONE, TWO)
    assert stored.roster.locks == (lock,)
    assert [e.id for e in stored.edits] == ["a", "b"]
    assert [e.id for e in stored.redoable] == ["c"]
    after = again.apply_edit(roster, stored.edits[-1].inverse(), "undo", NOW, "me")
    assert (after.tours, after.locks) == ((ONE,), ())
    after = again.apply_edit(roster, again.roster(roster).redoable[-1], "redo", NOW, "me")
    assert after.tours == (ONE, TWO)
    again.apply_edit(roster, edit("d", THREE), "do", NOW, "me")
    assert again.roster(roster).redoable == ()
    again.close()


def test_a_stale_edit_changes_nothing(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    before = store.roster(roster), store.audit(9)
    for stale, kind in [
        (edit("b", ONE), "do"),
        (edit("b", gone=(TWO,)), "do"),
        (edit("a", TWO), "do"),
        (edit("b", gone=(ONE,)), "undo"),
        (edit("a", ONE), "redo"),
        (replace(edit("a", ONE).inverse(), locks=edit("x", locks=(Lock(badge="B1", on=FIRST),)).locks), "undo"),
    ]:
        with pytest.raises(StaleEditError):
            store.apply_edit(roster, stale, kind, NOW, "me")  # type: ignore[arg-type]
    assert (store.roster(roster), store.audit(9)) == before


def test_an_edit_outside_the_period_or_of_no_roster_is_refused(store: Store) -> None:
    roster = started(store)
    late = PERIOD.last + timedelta(days=1)
    for wrong in (edit("a", tour("B1", late)), edit("a", locks=(Lock(badge="B1", on=late),))):
        with pytest.raises(DeskError, match="is not a date of roster number 1"):
            store.apply_edit(roster, wrong, "do", NOW, "me")
    with pytest.raises(DeskError, match="There is no roster number 99"):
        store.apply_edit(99, edit("a", ONE), "do", NOW, "me")
    with pytest.raises(DeskError, match="There is no roster number 99"):
        store.roster(99)


def test_two_programs_on_one_file_see_each_other(store: Store, database: str) -> None:
    roster = started(store, edit("a", ONE))
    other = Store.open(database)
    other.apply_edit(roster, edit("b", TWO), "do", NOW, "you")
    assert store.roster(roster).roster.tours == (ONE, TWO)
    other.apply_edit(roster, edit("c", THREE, gone=(ONE,)), "do", NOW, "you")
    with pytest.raises(StaleEditError, match="has changed meanwhile"):
        store.apply_edit(roster, edit("d", gone=(ONE,)), "do", NOW, "me")
    assert store.roster(roster) == other.roster(roster)
    # The first one takes back its own edit though others came after it, as far as they do not collide.
    other.apply_edit(roster, edit("c", THREE, gone=(ONE,)).inverse(), "undo", NOW, "you")
    assert store.apply_edit(roster, edit("a", ONE).inverse(), "undo", NOW, "me").tours == (TWO,)
    other.close()


def test_many_changes_at_once_wait_in_line(store: Store, database: str) -> None:
    roster = started(store)
    failures: list[Exception] = []

    def work(name: str, day: int) -> None:
        mine = Store.open(database)
        try:
            for i in range(10):
                on = FIRST + timedelta(days=day)
                mine.apply_edit(roster, edit(f"{name}{i}", tour(f"{name}{i}", on)), "do", NOW, name)
        except Exception as error:
            failures.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=work, args=(name, day)) for day, name in enumerate("wxyz")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.roster(roster).roster.tours) == 40
    assert [step.step for step in store.journal(roster)] == list(range(1, 41))


@pytest.mark.parametrize("database", ["file"], indirect=True)
def test_a_change_that_has_to_wait_too_long_says_so(
    store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "BUSY_MILLISECONDS", 50)
    mine = Store.open(database)
    with closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DeskError, match="is being changed by another program; try again in a moment"):
            mine.create_roster(PERIOD, "", NOW, "me")
        assert mine.rosters() == (), "reading goes on"
        other.rollback()
    mine.create_roster(PERIOD, "", NOW, "me")
    mine.close()


def test_publishing_is_a_barrier_and_an_amended_roster_becomes_the_next_version(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    assert publish(store, roster) == 1
    stored = store.roster(roster)
    assert (stored.head.state, stored.head.version) == (RosterState.PUBLISHED, 1)
    assert (stored.roster.state, stored.roster.version) == (RosterState.PUBLISHED, 1)
    assert stored.edits == stored.redoable == ()
    with pytest.raises(StaleEditError):
        store.apply_edit(roster, edit("a", ONE).inverse(), "undo", NOW, "me")
    with pytest.raises(DeskError, match="Nothing has changed since version 1"):
        publish(store, roster)
    assert store.apply_edit(roster, edit("b", TWO), "do", NOW, "me").state == RosterState.AMENDED
    assert publish(store, roster) == 2
    assert [head.version for head in store.versions(roster)] == [2, 1]
    assert store.version(roster, 1).roster.tours == (ONE,)
    assert store.version(roster, 2).roster.tours == (ONE, TWO)
    assert [step.kind for step in store.journal(roster)] == ["do", "publish", "do", "publish"]
    with pytest.raises(DeskError, match="has no version 3"):
        store.version(roster, 3)


def test_published_rosters_of_some_dates(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    publish(store, roster)
    store.apply_edit(roster, edit("b", TWO), "do", NOW, "me")
    publish(store, roster)
    after = PERIOD.last + timedelta(days=1)
    assert [r.version for r in store.published(PERIOD.last, after)] == [2]
    assert store.published(after, after + timedelta(days=9)) == ()
    assert store.published(FIRST - timedelta(days=9), FIRST) == ()


def test_a_value_that_fits_no_column_is_one_sentence(store: Store) -> None:
    roster = started(store)
    for wrong in (replace(ONE, end=2**70), replace(ONE, badge="\ud800")):
        with pytest.raises(DeskError, match="A value cannot be stored in"):
            store.apply_edit(roster, edit("a", wrong), "do", NOW, "me")
    with pytest.raises(DeskError, match="ck_roster_tour_forwards"):
        store.apply_edit(roster, edit("a", replace(ONE, end=ONE.start)), "do", NOW, "me")
    assert store.roster(roster).roster.tours == ()


def test_what_changed_while_it_was_checked_is_not_published(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    expected = store.revisions(roster)
    store.apply_edit(roster, edit("b", TWO), "do", NOW, "me")
    with pytest.raises(DeskError, match="was changed while it was being checked"):
        store.publish(roster, expected, "", "0" * 64, None, NOW, "me")
    expected = store.revisions(roster)
    store.import_site(small_site(), "again", NOW, "me")
    with pytest.raises(DeskError, match="was changed while it was being checked"):
        store.publish(roster, expected, "", "0" * 64, None, NOW, "me")
    assert store.versions(roster) == ()


def test_states_follow_each_other_in_order(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    with pytest.raises(DeskError, match="is draft and cannot become approved"):
        store.set_state(roster, RosterState.APPROVED, NOW, "me")
    assert store.set_state(roster, RosterState.PROPOSED, NOW, "me").state == RosterState.PROPOSED
    assert store.set_state(roster, RosterState.APPROVED, NOW, "chief").state == RosterState.APPROVED
    assert store.apply_edit(roster, edit("b", TWO), "do", NOW, "me").state == RosterState.DRAFT
    publish(store, roster)
    store.set_state(roster, RosterState.ARCHIVED, NOW, "me")
    with pytest.raises(DeskError, match="is archived and takes no more changes"):
        store.apply_edit(roster, edit("c", THREE), "do", NOW, "me")


def test_waivers_are_kept_in_order_and_published_along(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    waivers = tuple(
        Waiver(entry="rest_required", badge=badge, on=FIRST, approver="chief", reason="storm", expires=FIRST)
        for badge in ("B2", "B1")
    )
    for waiver in waivers:
        store.add_waiver(roster, waiver, NOW, "me")
    publish(store, roster)
    assert store.roster(roster).roster.waivers == waivers
    assert store.version(roster, 1).roster.waivers == waivers


def test_every_change_has_an_audit_row_without_names_and_reasons(store: Store) -> None:
    roster = started(store, edit("a", ONE))
    waiver = Waiver(entry="rest_required", badge="B2", on=FIRST, approver="Chief Roe", reason="secret", expires=FIRST)
    store.add_waiver(roster, waiver, NOW, "me")
    store.set_certificate(roster, None, "0" * 64, NOW, "me")
    store.apply_edit(roster, edit("a", ONE).inverse(), "undo", NOW, "me")
    store.apply_edit(roster, edit("a", ONE), "redo", NOW, "me")
    store.publish(roster, store.revisions(roster), "because of Roe", "0" * 64, None, NOW, "chief")
    rows = store.audit(99)
    assert [row.action for row in reversed(rows)] == [
        *("import", "create roster", "edit", "waive", "set certificate", "undo", "redo", "publish")
    ]
    published = sha256(store.version(1, 1).roster.tours)
    assert rows[0].subjects == ("roster:1", "version:1", f"tours:{published}")
    assert (rows[0].actor, rows[0].at) == ("chief", NOW)
    text = repr(rows)
    assert not any(word in text for word in ("Roe", "secret", "Officer 1"))
    assert len(store.audit(2)) == 2


class Journal(RuleBasedStateMachine):
    """Any sequence of edits, undos, redos, publications and restarts: the file says what the values say."""

    def __init__(self) -> None:
        super().__init__()
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.path = f"{self.folder.name}/f.db"
        self.store = Store.open(self.path)
        self.count = 0

    @initialize()
    def start(self) -> None:
        self.store.import_site(small_site(), "small", NOW, "me")
        self.id = started(self.store)
        self.expected = self.store.roster(self.id).roster
        self.base = self.expected
        self.done: list[RosterEdit] = []
        self.undone: list[RosterEdit] = []

    @rule(badge=st.sampled_from(["B1", "B2"]), day=st.integers(0, 6), post=st.sampled_from(["P1", "P2"]))
    def toggle(self, badge: str, day: int, post: str) -> None:
        self.count += 1
        one = tour(badge, FIRST + timedelta(days=day), post=post)
        is_there = one in self.expected.tours
        change = edit(f"e{self.count}", gone=(one,)) if is_there else edit(f"e{self.count}", one)
        self.expected = self.store.apply_edit(self.id, change, "do", NOW, "me")
        self.done.append(change)
        self.undone.clear()

    @rule()
    def undo(self) -> None:
        if self.done:
            change = self.done.pop()
            self.expected = self.store.apply_edit(self.id, change.inverse(), "undo", NOW, "me")
            self.undone.append(change)

    @rule()
    def redo(self) -> None:
        if self.undone:
            change = self.undone.pop()
            self.expected = self.store.apply_edit(self.id, change, "redo", NOW, "me")
            self.done.append(change)

    @rule()
    def publish(self) -> None:
        if self.expected.state != RosterState.PUBLISHED:
            number = publish(self.store, self.id)
            self.expected = replace(self.expected, state=RosterState.PUBLISHED, version=number)
            self.base = self.expected
            self.done, self.undone = [], []

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.path)

    @invariant()
    def file_and_values_agree(self) -> None:
        stored = self.store.roster(self.id)
        assert stored.roster == self.expected
        assert list(stored.edits) == self.done
        assert list(stored.redoable) == self.undone
        assert replayed(self.base, stored.journal) == set(stored.roster.tours)
        if self.base.version:
            assert self.store.version(self.id, self.base.version).roster == self.base

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def replayed(base: Roster, journal) -> set:
    roster = base
    for step in journal:
        roster = step.edit.apply(roster)
    return set(roster.tours)


TestJournal = Journal.TestCase
TestJournal.settings = settings(
    max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_programs_that_make_the_same_database_at_once_make_it_once(database: str) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            Store.open(database).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
