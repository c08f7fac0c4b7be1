"""Swaps: both officers choose freely, a supervisor who is neither approves, nobody is asked why."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from support.accounts import NAMES, Clock, add_accounts, as_role, password_of, settle, with_quick_passwords
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError, NotPermittedError, OwnSwap, Role, SwapState, sign_in
from scheduler.domain.people import Held, Qualification, Restriction
from scheduler.domain.policy import PayPeriod, PolicyEntry, Setting
from scheduler.domain.roster import Roster, RosterEdit, Tour, TourChange
from scheduler.domain.site import Site
from scheduler.domain.swaps import Swap
from scheduler.domain.words import ContactMode, PayBasis, Severity, TourKind
from scheduler.ledger import Ledger
from scheduler.storage.tables.swaps import SwapRow, SwapStepRow

ONE, TWO, THREE, FOUR = "officer.one", "two.officer", "three.officer", "four.officer"
"""Their accounts; the second one is a sergeant as well."""
LATER = FIRST + timedelta(2)
END = FIRST + timedelta(4)
MINE, HIS = tour("B1", FIRST), tour("B2", LATER, post="P2")
KEPT_OFF, TRAINED = tour("B3", PERIOD.last), tour("B1", END, post="P3")
NIGHT = tour("B4", FIRST + timedelta(1), "N", "P2")
TOURS = (MINE, HIS, KEPT_OFF, TRAINED, NIGHT, tour("B1", LATER + timedelta(1), "D", "P1"))


def site() -> Site:
    """B3 is restricted from post P2; post P3 asks for a training that only B1 and B2 have; 43 hours a week."""
    base = small_site()
    entry = base.policy.entries[0]
    never = [PolicyEntry(id=key, rule=key, severity=Severity.NEVER, effective=entry.effective)
             for key in ("one_place", "qualification", "restriction")]  # fmt: skip
    chosen = PolicyEntry(
        id="chosen", rule="minimum_rest", severity=Severity.ASK, effective=entry.effective, tier="quality",
        settings=(Setting(name="rest_minutes", value=2880),),
    )  # fmt: skip
    week = PayPeriod(effective=entry.effective, basis=PayBasis.WORK_PERIOD, days=7, anchor=FIRST)
    return replace(
        base,
        qualifications=(Qualification(code="Q", name="Search"),),
        posts=(
            *(replace(post, contact=ContactMode.GROUP) for post in base.posts),
            replace(base.posts[0], code="P3", name="Post P3", qualifications=("Q",)),
        ),
        officers=tuple(
            replace(officer, qualifications=(Held(qualification="Q"),)) if officer.badge in ("B1", "B2") else officer
            for officer in base.officers
        ),
        restrictions=(Restriction(badge="B3", first=date(2026, 1, 1), post="P2"),),
        policy=replace(base.policy, entries=(*base.policy.entries, *never, chosen), pay_periods=(week,)),
    )


class Jail:
    """A published roster, and the officers and supervisors who look at it."""

    def __init__(self, folder: Path) -> None:
        self.url, self.clock = str(folder / "f.db"), Clock(NOW)

    @classmethod
    def built(cls, folder: Path) -> "Jail":
        made = cls(folder)
        with Desk.open(made.url, now=made.clock) as desk:
            desk.import_site(site(), "test")
            roster = desk.create_roster(PERIOD).id
            desk.apply_edit(roster, edit("plan", *TOURS))
            desk.publish(roster, "the month")
            add_accounts(desk, "B1", made.clock)
        with as_role(made.url, Role.ADMIN, made.clock) as admin:
            firsts = [(TWO, admin.accounts.add(TWO, [Role.OFFICER, Role.SERGEANT], "B2"))]
            firsts += [(name, admin.accounts.add(name, [Role.OFFICER], badge))
                       for name, badge in ((THREE, "B3"), (FOUR, "B4"))]  # fmt: skip
        for name, first in firsts:
            settle(made.url, name, first, made.clock)
        return made

    @contextmanager
    def officer(self, name: str) -> Iterator[Desk]:
        with sign_in(self.url, name, password_of(name), now=self.clock) as desk:
            yield desk

    @contextmanager
    def role(self, role: Role) -> Iterator[Desk]:
        with as_role(self.url, role, self.clock) as desk:
            yield desk

    def proposed(self, mine: Tour = MINE, other: Tour = HIS) -> int:
        with self.officer(ONE) as desk:
            return desk.swaps.propose(mine.start, other.badge, other.on)

    def accepted(self, mine: Tour = MINE, other: Tour = HIS) -> int:
        number = self.proposed(mine, other)
        with self.officer({"B2": TWO, "B3": THREE, "B4": FOUR}[other.badge]) as desk:
            desk.swaps.accept(number, other.start)
        return number

    def approved(self) -> int:
        number = self.accepted()
        with self.role(Role.SERGEANT) as desk:
            desk.swaps.approve(number)
        return number

    def publish(self) -> None:
        with self.role(Role.COMMANDER) as desk:
            desk.confirm(password_of(desk.actor))
            desk.publish(1, "a swap")

    def roster(self) -> Roster:
        with self.role(Role.SERGEANT) as desk:
            return desk.roster(1).roster

    def own(self, name: str) -> OwnSwap:
        with self.officer(name) as desk:
            return desk.swaps.mine()[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        with_quick_passwords(patch)
        made = tmp_path_factory.mktemp("jail")
        patch.setenv("FAIRWATCH_KEYS", str(made / "keys"))
        Jail.built(made)
        yield made


@pytest.fixture
def jail(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jail:
    with_quick_passwords(monkeypatch)
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    (tmp_path / "f.db").write_bytes((folder / "f.db").read_bytes())
    return Jail(tmp_path)


def test_a_swap_is_proposed_accepted_approved_and_held_once_it_is_published(jail: Jail) -> None:
    number = jail.proposed()
    asked = jail.own(TWO)
    assert (asked.number, asked.state, asked.is_mine, asked.other, asked.other_name) == (
        number, SwapState.PROPOSED, False, "B1", "Officer 1",
    )  # fmt: skip
    assert (asked.taken.start, asked.given, asked.may) == (MINE.start, None, {"accept", "decline"})
    assert jail.own(ONE).may == {"withdraw"}
    with jail.officer(TWO) as desk:
        assert [t.start for t in desk.swaps.to_give(number)] == [HIS.start]
        desk.swaps.accept(number, HIS.start)
    assert jail.own(ONE).taken.start == HIS.start
    assert jail.own(ONE).may == jail.own(TWO).may == {"withdraw"}
    assert set(jail.roster().tours) == set(TOURS)
    with jail.role(Role.SERGEANT) as desk:
        (case,) = desk.swaps.waiting()
        assert (case.number, case.badges, [t.start for t in case.tours]) == (
            number,
            ("B1", "B2"),
            [MINE.start, HIS.start],
        )
        desk.swaps.approve(number)
        assert desk.swaps.waiting() == ()
    exchanged = {replace(MINE, badge="B2", kind=TourKind.SWAP), replace(HIS, badge="B1", kind=TourKind.SWAP)}
    assert set(jail.roster().tours) == {*TOURS} - {MINE, HIS} | exchanged
    assert not jail.own(ONE).is_published
    jail.publish()
    assert jail.own(ONE).is_published
    assert jail.own(TWO).is_published
    assert jail.own(ONE).may == frozenset()
    with jail.officer(ONE) as desk:
        assert HIS.start in [t.start for t in desk.own.tours(FIRST, PERIOD.last)]


def test_nobody_is_asked_why(jail: Jail) -> None:
    jail.approved()
    columns = {column.name for table in (SwapRow, SwapStepRow) for column in table.__table__.columns}
    assert not {name for name in columns | {f.name for f in fields(Swap)} if "reason" in name or "why" in name}
    with jail.role(Role.COMMANDER) as desk:
        steps = [step.edit for step in desk.journal(1) if step.edit is not None]
    assert [step.reason for step in steps] == ["", ""]
    with jail.role(Role.AUDITOR) as desk:
        rows = [row for row in desk.audit() if "swap" in row.action]
    assert [(row.action, row.actor) for row in rows] == [
        ("approve swap", NAMES[Role.SERGEANT]), ("accept swap", TWO), ("propose swap", ONE),
    ]  # fmt: skip
    assert all(subject.split(":")[0] in ("swap", "officer", "date") for row in rows for subject in row.subjects)


def test_what_is_declined_or_withdrawn_leads_to_nothing(jail: Jail) -> None:
    number = jail.proposed()
    with jail.officer(TWO) as desk:
        with pytest.raises(DeskError, match="not a swap of yours"):
            desk.swaps.withdraw(number)
        desk.swaps.decline(number)
        with pytest.raises(DeskError, match="is declined already"):
            desk.swaps.accept(number, HIS.start)
    with jail.role(Role.SERGEANT) as desk:
        assert desk.swaps.waiting() == ()
    for name in (ONE, TWO):
        number = jail.accepted()
        with jail.officer(name) as desk:
            desk.swaps.withdraw(number)
        with jail.role(Role.SERGEANT) as desk:
            assert desk.swaps.waiting() == ()
            with pytest.raises(DeskError, match="is withdrawn: it does not wait"):
                desk.swaps.approve(number)
    assert set(jail.roster().tours) == set(TOURS)


def test_only_the_two_officers_take_part_and_only_with_tours_of_their_own(jail: Jail) -> None:
    number = jail.proposed()
    with jail.officer(THREE) as desk:
        assert desk.swaps.mine() == ()
        for act in (desk.swaps.decline, desk.swaps.withdraw, desk.swaps.to_give):
            with pytest.raises(DeskError, match=r"yours|to you"):
                act(number)
        with pytest.raises(DeskError, match="Only published regular tours"):
            desk.swaps.propose(MINE.start, "B2", LATER)
    with jail.officer(ONE) as desk:
        with pytest.raises(DeskError, match="not proposed to you"):
            desk.swaps.accept(number, HIS.start)
        with pytest.raises(DeskError, match="in no other swap"):
            desk.swaps.propose(MINE.start, "B2", LATER)
        with pytest.raises(DeskError, match="takes two officers"):
            desk.swaps.propose(TRAINED.start, "B1", LATER)
        with pytest.raises(DeskError, match="No officer has the badge B9"):
            desk.swaps.propose(TRAINED.start, "B9", LATER)
        with pytest.raises(DeskError, match="B2 has no tour on 23 November"):
            desk.swaps.propose(TRAINED.start, "B2", FIRST)
        assert [badge for badge, _ in desk.swaps.colleagues()] == ["B2", "B3", "B4"]
        with pytest.raises(NotPermittedError):
            desk.swaps.approve(number)
    with jail.role(Role.SERGEANT) as desk, pytest.raises(NotPermittedError):
        desk.swaps.propose(MINE.start, "B2", LATER)


def test_what_has_begun_is_overtime_or_was_changed_is_not_swapped(jail: Jail) -> None:
    with jail.officer(ONE) as desk:
        assert len(desk.swaps.own_tours()) == 3
    number = jail.accepted()
    jail.clock.go_on(days=3)
    assert jail.own(ONE).is_over
    assert jail.own(ONE).may == frozenset()
    with jail.role(Role.SERGEANT) as desk:
        assert [case.is_over for case in desk.swaps.waiting()] == [True]
        with pytest.raises(DeskError, match="has begun"):
            desk.swaps.approve(number)
    with jail.officer(ONE) as desk:
        assert MINE.start not in [t.start for t in desk.swaps.own_tours()]
        with pytest.raises(DeskError, match="have not begun"):
            desk.swaps.propose(MINE.start, "B2", LATER)
    change(jail, TRAINED, replace(TRAINED, kind=TourKind.VOLUNTARY_OVERTIME))
    jail.publish()
    with jail.officer(ONE) as desk, pytest.raises(DeskError, match="Only published regular tours"):
        desk.swaps.propose(TRAINED.start, "B2", LATER)


def test_a_tour_that_a_supervisor_changed_meanwhile_is_not_swapped(jail: Jail) -> None:
    number = jail.accepted()
    change(jail, HIS, replace(HIS, end=HIS.end - 60))
    with jail.role(Role.SERGEANT) as desk:
        for act in (desk.swaps.judge, desk.swaps.approve):
            with pytest.raises(DeskError, match="no longer holds the tours"):
                act(number)
    assert jail.own(ONE).state is SwapState.ACCEPTED


def test_officers_read_that_a_supervisor_took_an_approved_swap_back(jail: Jail) -> None:
    number = jail.accepted()
    with jail.role(Role.SERGEANT) as desk:
        desk.swaps.approve(number)
    jail.publish()
    assert (jail.own(ONE).is_standing, jail.own(ONE).is_published) == (True, True)
    for after, before in ((MINE, replace(MINE, badge="B2", kind=TourKind.SWAP)),
                          (HIS, replace(HIS, badge="B1", kind=TourKind.SWAP))):  # fmt: skip
        change(jail, before, after)
    for account in (ONE, TWO):
        own = jail.own(account)
        assert (own.state, own.is_standing, own.is_published) == (SwapState.APPROVED, False, True)
    jail.publish()
    assert (jail.own(ONE).is_standing, jail.own(ONE).is_published) == (False, False)
    assert jail.own(ONE).may == frozenset(), "what was decided is decided; they may propose it anew"


def change(jail: Jail, before: Tour, after: Tour) -> None:
    with jail.role(Role.SERGEANT) as desk:
        changes = (TourChange(before=before, after=after),)
        desk.apply_edit(1, RosterEdit(id=after.seat, label="change", actor=desk.actor, at=NOW, changes=changes))


def test_nobody_approves_a_swap_of_his_own(jail: Jail) -> None:
    number = jail.accepted()
    with jail.officer(TWO) as desk:
        for act in (desk.swaps.approve, desk.swaps.refuse, desk.swaps.judge):
            with pytest.raises(DeskError, match="a swap of his own"):
                act(number)
    with jail.role(Role.SERGEANT) as desk:
        desk.swaps.refuse(number)
    assert jail.own(ONE).state is SwapState.REFUSED
    assert set(jail.roster().tours) == set(TOURS)


def test_rest_is_refused_in_the_rules_words_and_nothing_is_written(jail: Jail) -> None:
    # B1 would come off the night of the 24th at the minute at which his own day tour of the 25th would begin.
    change(jail, replace(TOURS[-1]), replace(tour("B1", LATER), index=0))
    jail.publish()
    number = jail.proposed(MINE, NIGHT)
    with (
        jail.officer(FOUR) as desk,
        pytest.raises(DeskError, match="B1: 0 h of rest between two pieces of work; 8 h are asked for"),
    ):
        desk.swaps.accept(number, NIGHT.start)
    assert jail.own(ONE).state is SwapState.PROPOSED


def test_a_restriction_reads_like_a_missing_training(jail: Jail) -> None:
    said = []
    for mine, why in ((TRAINED, "training"), (MINE, "restriction")):
        if why == "restriction":  # B1's tour moves to the post that B3 is kept off
            change(jail, MINE, replace(MINE, post="P2"))
            jail.publish()
            mine = replace(MINE, post="P2")
        number = jail.proposed(mine, KEPT_OFF)
        with jail.officer(THREE) as desk:
            with pytest.raises(DeskError) as refused:
                desk.swaps.accept(number, KEPT_OFF.start)
            said.append(str(refused.value))
            desk.swaps.decline(number)
    assert said == ["This swap cannot be made: Not eligible for this post on this date."] * 2


def test_the_rules_are_asked_again_when_it_is_approved(jail: Jail) -> None:
    number = jail.accepted()
    with jail.role(Role.SERGEANT) as desk:
        verdict = desk.swaps.judge(number)
        assert verdict.blocking == ()
        assert verdict.asks
    with jail.role(Role.COMMANDER) as desk:
        stricter = replace(site().policy.entries[0], settings=(Setting(name="rest_minutes", value=2880),))
        desk.append_policy_entries((stricter,), "longer rest")
    with jail.role(Role.SERGEANT) as desk:
        assert all(words.startswith("B") for words in desk.swaps.judge(number).blocking)
        with pytest.raises(DeskError, match="cannot be approved: B"):
            desk.swaps.approve(number)
        assert [case.number for case in desk.swaps.waiting()] == [number]
    assert set(jail.roster().tours) == set(TOURS)


def test_hours_are_credited_to_whom_they_were_scheduled_for(jail: Jail) -> None:
    with jail.role(Role.COMMANDER) as desk:
        before = {line.badge: line for line in desk.pay(FIRST, FIRST).lines}
    jail.approved()
    jail.publish()
    with jail.role(Role.COMMANDER) as desk:
        table = desk.pay(FIRST, FIRST)
    after = {line.badge: line for line in table.lines}
    assert table.open_swaps == ()
    for badge in ("B1", "B2"):
        assert after[badge].swapped_minutes == after[badge].credited_minutes == 12 * 60
        assert after[badge].counted_minutes == before[badge].counted_minutes
    with jail.officer(ONE) as desk:
        assert desk.own.pay_hours(FIRST) == (after["B1"],)


def test_rest_and_contact_are_of_whoever_works(jail: Jail) -> None:
    jail.approved()
    jail.publish()
    roster = jail.roster()
    with jail.role(Role.COMMANDER) as desk:
        problem = desk.problem(PERIOD)
        ledger = Ledger.of(problem)
        met = ledger.contacts(ledger.planned_work(roster.tours))
        day = ledger.day_of(FIRST)
        badges = [officer.badge for officer in problem.officers]
        assert [badges[n] for n in range(4) if np.any(ledger.by_date(met, n)[:, day])] == ["B2"]
        desk.apply_edit(1, edit("night", tour("B2", FIRST, "N", "P1")))
        rest = [f for f in desk.check(1).blocking if f.rule == "minimum_rest"]
    assert {f.cells[0].badge for f in rest} == {"B2"}
