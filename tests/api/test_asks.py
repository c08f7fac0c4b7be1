"""What officers ask for: in force at once, sealed, followed, withdrawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.accounts import NOW
from support.desk_site import badge, small_site
from support.house import House

from scheduler.api import (
    Denial,
    Desk,
    DeskError,
    NotPermittedError,
    Posted,
    RequestKind,
    RequestState,
    Role,
    Via,
)
from scheduler.api.guard import ConfirmNeededError
from scheduler.api.letters import leave_receipts
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Preference, Restriction
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import AreaCode, InmateRef, Minute, PostCode, SquadCode

WHO = badge(2)
TODAY = date(2026, 11, 20)
INMATE = InmateRef("k7f3")
BEGAN = Minute(int(NOW.timestamp()) // 60 - 10_000)
WORDS = "we grew up in one street"


def site() -> Site:
    base = small_site()
    areas = (*base.areas, replace(base.areas[0], code=area(2)))
    return replace(base, areas=areas, stays=(*base.stays, Stay(inmate=INMATE, area=area(1), start=BEGAN)))


def area(n: int) -> AreaCode:
    return AreaCode(("CTL", "HU", "HU2")[n])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        yield House.built(tmp_path_factory.mktemp("house"), site(), WHO, patch)


@pytest.fixture
def house(built: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return built.copy(tmp_path, monkeypatch)


def bars(house: House) -> tuple[Restriction, ...]:
    with house.desk(Role.SCHEDULER) as desk:
        held = desk.site().restrictions
    assert held[: len(site().restrictions)] == site().restrictions
    return held[len(site().restrictions) :]


def filed(house: House, kind: RequestKind, **fields: object) -> str:
    with house.desk(Role.OFFICER) as desk:
        return desk.asks.file(kind, **fields)  # type: ignore[arg-type]


def test_a_move_is_in_force_when_it_is_filed_and_says_nothing_else(house: House) -> None:
    filed(house, RequestKind.MOVE_ME, area=area(1))
    assert bars(house) == (Restriction(badge=WHO, first=TODAY, area=area(1)),)
    with house.desk(Role.AUDITOR) as desk:
        rows = desk._store.audit(400)
    told = [row for row in rows if row.action == "change availability"]
    assert [(row.actor, row.subjects) for row in told] == [("fairwatch", ())]


def test_a_move_has_no_reason_no_category_and_is_one_at_a_time(house: House) -> None:
    for fields in ({"words": "because"}, {"category": "other"}):
        with pytest.raises(DeskError, match="no reason and no category"):
            filed(house, RequestKind.MOVE_ME, area=area(1), **fields)
    with pytest.raises(DeskError, match="Choose the area"):
        filed(house, RequestKind.MOVE_ME)
    assert bars(house) == ()
    filed(house, RequestKind.MOVE_ME, area=area(1))
    with pytest.raises(DeskError, match="You have a move already"):
        filed(house, RequestKind.MOVE_ME, area=area(0))
    assert len(bars(house)) == 1


def test_silence_renews_a_move_and_only_a_word_ends_it(house: House) -> None:
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    for days, until in ((0, 27), (27, 27), (28, 55), (60, 83)):
        house.clock.at = NOW + timedelta(days=days)
        with house.desk(Role.OFFICER) as desk:
            assert desk.asks.mine()[0].holds_until == TODAY + timedelta(days=until)
        assert len(bars(house)) == 1
    with house.desk(Role.OFFICER) as desk:
        desk.asks.renew(id)
        assert desk.asks.mine()[0].holds_until == TODAY + timedelta(days=60 + 27)
        desk.asks.withdraw(id)
        assert desk.asks.mine()[0].request.state == RequestState.WITHDRAWN
    assert bars(house) == ()


def test_a_request_is_no_way_to_a_post_that_others_want(house: House) -> None:
    with house.desk(Role.SCHEDULER) as desk:
        revision, before = desk._state()
        asked = Preference(badge=badge(4), first=date(2026, 1, 1), post=PostCode("CTL-A"))
        after = replace(before, preferences=(asked,))
        desk._store.change_site(revision, after, SiteEdit.between(before, after, "wish"), desk._now(), desk.actor)
    control = Restriction(badge=WHO, first=TODAY, post=PostCode("CTL-A"))
    for fields in (
        {"kind": RequestKind.MOVE_ME, "area": area(1)},
        {"kind": RequestKind.KEEP_SEPARATE, "inmate": INMATE},
    ):
        id = filed(house, **fields)  # type: ignore[arg-type]
        assert bars(house) == (Restriction(badge=WHO, first=TODAY, area=area(1)), control)
        with house.desk(Role.OFFICER) as desk:
            desk.asks.withdraw(id)
        assert bars(house) == ()


def test_keeping_separate_follows_the_inmate_and_a_move_names_nobody(house: House) -> None:
    id = filed(house, RequestKind.KEEP_SEPARATE, inmate=INMATE, words=WORDS)
    assert bars(house) == (Restriction(badge=WHO, first=TODAY, area=area(1)),)
    with house.desk(Role.SCHEDULER) as desk:
        minute = Minute(int(house.clock().timestamp()) // 60)
        moved = [replace(s, end=minute) if s.inmate == INMATE else s for s in desk.site().stays]
        moved.append(Stay(inmate=INMATE, area=area(2), start=minute))
        change_stays(desk, tuple(moved))
    assert set(bars(house)) == {
        Restriction(badge=WHO, first=TODAY, last=TODAY, area=area(1)),
        Restriction(badge=WHO, first=TODAY, area=area(2)),
    }
    with house.desk(Role.OFFICER) as desk:
        desk.asks.withdraw(id)
    assert bars(house) == ()


def change_stays(desk: Desk, stays: tuple[Stay, ...]) -> None:
    revision, before = desk._state()
    after = replace(before, stays=stays)
    desk._store.change_site(revision, after, SiteEdit.between(before, after, "moves"), desk._now(), desk.actor)


def test_nobody_but_its_readers_finds_anything_in_the_file(house: House) -> None:
    filed(house, RequestKind.KEEP_SEPARATE, area=area(1), words=WORDS)
    content = b"".join(path.read_bytes() for path in Path(house.url).parent.glob("f.db*"))
    for secret in (WORDS, "keep_separate", "move_me"):
        assert secret.encode() not in content
    for role in (Role.SCHEDULER, Role.SERGEANT, Role.AUDITOR, Role.ADMIN):
        with house.desk(role) as desk, pytest.raises(NotPermittedError):
            desk.deciding.queue()


def test_restrictions_in_force_stay_whoever_imports_or_edits(house: House) -> None:
    filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.SCHEDULER) as desk:
        desk.import_site(site(), "again")
    assert len(bars(house)) == 1
    with house.desk(Role.SCHEDULER) as desk:
        revision, before = desk._state()
        for gone in before.restrictions[-1], before.restrictions[0]:
            after = replace(before, restrictions=tuple(bar for bar in before.restrictions if bar != gone))
            edit = SiteEdit.between(before, after, "end")
            with pytest.raises(DeskError, match="ended only by those who decide"):
                desk._store.change_site(revision, after, edit, desk._now(), desk.actor)


def test_a_decision_is_logged_to_its_readers_and_to_the_officer(house: House) -> None:
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.AUTHORITY) as desk:
        (line,) = desk.deciding.queue()
        assert (line.id, line.is_mine, line.decide_by) == (id, True, NOW + timedelta(days=7))
        with pytest.raises(ConfirmNeededError):
            desk.deciding.open(id)
        house.confirm(desk)
        assert desk.deciding.open(id, "to decide").request.badge == WHO
        desk.deciding.grant(id, "until the unit is calm")
    with house.desk(Role.OFFICER) as desk:
        assert desk.asks.mine()[0].request.state == RequestState.GRANTED
        receipt = desk.own.receipts()[0]
        assert (receipt.by, receipt.what, receipt.why) == (house.name(Role.AUTHORITY), "a sealed request", "to decide")
    assert len(bars(house)) == 1
    for role in (Role.COMMANDER, Role.PREA_MANAGER):
        with house.desk(role) as desk:
            assert desk.deciding.queue() == ()


def test_a_denial_offers_something_and_an_appeal_goes_to_the_next_rank(house: House) -> None:
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.AUTHORITY) as desk:
        with pytest.raises(DeskError, match="offered in its place"):
            desk.deciding.deny(id, Denial.NO_OTHER_POST, " ")
        desk.deciding.deny(id, Denial.NO_OTHER_POST, "nights in the same squad")
    assert bars(house) == ()
    with house.desk(Role.OFFICER) as desk:
        decision = desk.asks.mine()[0].request.decision
        assert decision is not None
        assert (decision.denial, decision.appeal_to) == (Denial.NO_OTHER_POST, "prea_manager")
        desk.asks.appeal(id, "please look again")
    with house.desk(Role.AUTHORITY) as desk:
        assert desk.deciding.queue() == ()
        with pytest.raises(DeskError, match="Somebody else"):
            desk.deciding.grant(id)
    with house.desk(Role.PREA_MANAGER) as desk:
        assert [line.is_appealed for line in desk.deciding.queue()] == [True]
        desk.deciding.grant(id)
    assert len(bars(house)) == 1


def test_what_is_overdue_goes_to_the_next_rank(house: House) -> None:
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    house.clock.go_on(days=7, hours=1)
    with house.desk(Role.PREA_MANAGER) as desk:
        assert desk.deciding.queue() == ()
    with house.desk(Role.OFFICER) as desk:
        assert desk.asks.mine()[0].can_escalate
        desk.asks.escalate(id)
    with house.desk(Role.PREA_MANAGER) as desk:
        assert [line.is_mine for line in desk.deciding.queue()] == [True]


def test_a_rank_that_lets_its_time_pass_hands_over_when_it_looks(house: House) -> None:
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    house.clock.go_on(days=7, hours=1)
    with house.desk(Role.AUTHORITY) as desk:
        assert [(line.rank.value, line.is_mine) for line in desk.deciding.queue()] == [("prea_manager", False)]
    with house.desk(Role.PREA_MANAGER) as desk:
        assert [(line.id, line.is_mine) for line in desk.deciding.queue()] == [(id, True)]
        desk.deciding.grant(id)


def test_until_it_is_decided_more_areas_can_be_closed_and_a_denial_opens_them_again(house: House) -> None:
    id = filed(house, RequestKind.APPROACH, area=area(1), inmate=INMATE, words=WORDS)
    assert bars(house) == ()
    with house.desk(Role.PREA_MANAGER) as desk:
        with pytest.raises(DeskError, match="no such area"):
            desk.deciding.interim(id, [AreaCode("NOWHERE")])
        desk.deciding.interim(id, [area(1), area(2)])
    assert bars(house) == tuple(Restriction(badge=WHO, first=TODAY, area=area(n)) for n in (1, 2))
    with house.desk(Role.PREA_MANAGER) as desk:
        desk.deciding.deny(id, Denial.OTHER_MEANS, "the inmate was moved")
    assert bars(house) == ()


def test_a_second_move_that_was_filed_for_an_officer_is_not_granted_beside_the_first(house: House) -> None:
    own = filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.PREA_MANAGER) as desk:
        other = desk.deciding.file(RequestKind.MOVE_ME, WHO, area=area(2), via=Via.EAP)
    with house.desk(Role.AUTHORITY) as desk:
        desk.deciding.grant(own)
        with pytest.raises(DeskError, match="one at a time"):
            desk.deciding.grant(other)
        desk.deciding.deny(other, Denial.STANDS_ALREADY, "the move that was granted")
    assert bars(house) == (Restriction(badge=WHO, first=TODAY, area=area(1)),)


def test_an_excluded_decider_can_neither_read_nor_decide(house: House) -> None:
    id = filed(house, RequestKind.KEEP_SEPARATE, area=area(1), words=WORDS, excluded=(house.name(Role.COMMANDER),))
    with house.desk(Role.COMMANDER) as desk:
        assert desk.deciding.queue() == ()
        house.confirm(desk)
        with pytest.raises(DeskError, match="no request of this name"):
            desk.deciding.open(id)
    with house.desk(Role.AUTHORITY) as desk:
        assert [line.id for line in desk.deciding.queue()] == [id]


def test_orders_bind_at_once_and_a_precaution_waits_for_a_second(house: House) -> None:
    with house.desk(Role.PREA_MANAGER) as desk:
        with pytest.raises(DeskError, match="number of its case"):
            desk.deciding.file(RequestKind.NO_CONTACT, WHO, is_all_inmates=True)
        order = desk.deciding.file(RequestKind.NO_CONTACT, WHO, is_all_inmates=True, words="C-17")
        precaution = desk.deciding.file(RequestKind.PRECAUTION, WHO, area=area(1))
        with pytest.raises(DeskError, match="somebody else"):
            desk.deciding.second(precaution)
    assert bars(house) == (Restriction(badge=WHO, first=TODAY),)
    with house.desk(Role.AUTHORITY) as desk:
        desk.deciding.second(precaution)
        house.confirm(desk)
        assert desk.deciding.open(precaution).posted == Posted(last=None, next=None)
        waits = {line.id: line.decide_by for line in desk.deciding.queue()}
        assert waits == {order: None, precaution: NOW + timedelta(days=7)}
    assert len(bars(house)) == 2
    with house.desk(Role.OFFICER) as desk:
        assert desk.asks.mine() == ()
        assert desk.own.receipts() == ()
    with house.desk(Role.PREA_MANAGER) as desk:
        desk.deciding.end(order)
        house.confirm(desk)
        assert desk.keys.expunge([order], "unfounded") > 1
        assert [line.id for line in desk.deciding.queue()] == [precaution]
    assert bars(house) == (Restriction(badge=WHO, first=TODAY, area=area(1)),)


def test_a_report_can_move_the_inmate_which_the_housing_feed_closes(house: House) -> None:
    id = filed(house, RequestKind.APPROACH, area=area(1), inmate=INMATE, words="asks for a phone")
    assert bars(house) == ()
    with house.desk(Role.PREA_MANAGER) as desk:
        desk.deciding.grant(id, moves_inmate=True)
        house.confirm(desk)
        assert desk.deciding.open(id).is_inmate_moved is False
        minute = Minute(int(house.clock().timestamp()) // 60)
        moved = [replace(s, end=minute) if s.inmate == INMATE else s for s in desk.site().stays]
        change_stays(desk, (*moved, Stay(inmate=INMATE, area=area(2), start=minute)))
        house.confirm(desk)
        assert desk.deciding.open(id).is_inmate_moved is True


def test_filing_for_an_officer_lets_somebody_else_decide(house: House) -> None:
    with house.desk(Role.PREA_MANAGER) as desk:
        id = desk.deciding.file(RequestKind.MOVE_ME, WHO, area=area(1), via=Via.UNION)
        with pytest.raises(DeskError, match="filed this request"):
            desk.deciding.grant(id)
    with house.desk(Role.AUTHORITY) as desk:
        desk.deciding.grant(id)
    with house.desk(Role.OFFICER) as desk:
        (own,) = desk.asks.mine()
        assert (own.request.via, own.request.state) == (Via.UNION, RequestState.GRANTED)


def test_months_are_told_once_they_are_over_and_small_numbers_never(house: House) -> None:
    for _ in range(5):
        filed(house, RequestKind.HARDSHIP, words="day shifts until spring")
    filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.AUDITOR) as desk:
        assert desk.deciding.totals() == ()
    house.clock.go_on(days=14)
    with house.desk(Role.AUTHORITY) as desk:
        desk.deciding.totals()
    with house.desk(Role.AUDITOR) as desk:
        (month,) = desk.deciding.totals()
    assert month.month == date(2026, 11, 1)
    assert {kind: n for kind, n in month.by_kind if n is not None} == {RequestKind.HARDSHIP: 5}
    assert month.total == 6


def test_support_is_what_the_site_enters(house: House) -> None:
    with house.desk(Role.ADMIN) as desk:
        desk.asks.set_support(["EAP: 555 0100", " "])
    with house.desk(Role.OFFICER) as desk:
        support = desk.asks.support()
        assert support.contacts == ("EAP: 555 0100",)
        assert len(support.questions) == 4
        assert "28 CFR 115.61" in support.notice


def test_changed_terms_need_a_second_person_for_90_days(house: House) -> None:
    filed(house, RequestKind.MOVE_ME, area=area(1))

    def to_nights(role: Role) -> None:
        with house.desk(role) as desk:
            revision, before = desk._state()
            after = replace(
                before,
                officers=tuple(replace(o, squad=SquadCode("AN")) if o.badge == WHO else o for o in before.officers),
            )
            edit = SiteEdit.between(before, after, "nights")
            desk._store.change_site(revision, after, edit, desk._now(), desk.actor)

    with pytest.raises(DeskError, match="somebody else has to approve"):
        to_nights(Role.SCHEDULER)
    with house.desk(Role.COMMANDER) as desk:
        with pytest.raises(DeskError, match="reason is needed"):
            desk.deciding.approve_terms(WHO, " ")
        desk.deciding.approve_terms(WHO, "two squads were merged")
    with pytest.raises(DeskError, match="somebody else has to approve"):
        to_nights(Role.COMMANDER)
    to_nights(Role.SCHEDULER)


def test_changed_terms_are_free_again_after_90_days(house: House) -> None:
    filed(house, RequestKind.MOVE_ME, area=area(1))
    house.clock.go_on(days=89)
    with house.desk(Role.COMMANDER) as desk:
        assert desk._store.requests.shielded(desk.today()) == {WHO}
        assert desk._store.requests.shielded(desk.today() + timedelta(days=2)) == set()


def test_what_is_sealed_is_in_no_traceback_or_log(house: House) -> None:
    id = filed(house, RequestKind.APPROACH, area=area(1), inmate=INMATE, words=WORDS)
    with house.desk(Role.PREA_MANAGER) as desk:
        house.confirm(desk)
        opened, (line,) = desk.deciding.open(id), desk.deciding.queue()
        letter = desk.deciding._letters.letter(opened.request, "file")
        shown = " ".join(map(repr, (opened, opened.request.scope, line, letter)))
    for secret in (WORDS, WHO, INMATE, "approach", "APPROACH"):
        assert secret not in shown
    assert id in shown


def test_who_opened_a_request_is_expunged_with_it_whoever_read_it_before(house: House) -> None:
    """It was opened by a rank before the one that expunges it in the end."""
    id = filed(house, RequestKind.MOVE_ME, area=area(1))
    with house.desk(Role.AUTHORITY) as desk:
        house.confirm(desk)
        desk.deciding.open(id)
        desk.deciding.deny(id, Denial.NO_OTHER_POST, "nights in the same squad")
    with house.desk(Role.OFFICER) as desk:
        assert len(desk.own.receipts()) == 1
        desk.asks.appeal(id, "please look again")
    with house.desk(Role.PREA_MANAGER) as desk:
        desk.deciding.grant(id)
    with house.desk(Role.OFFICER) as desk:
        desk.asks.withdraw(id)
    with house.desk(Role.PREA_MANAGER) as desk:
        house.confirm(desk)
        desk.keys.set_period("request", 30)
        house.clock.go_on(days=31)
        house.confirm(desk)
        assert desk.keys.expunge_due() >= 5
    with house.desk(Role.OFFICER) as desk:
        assert desk.asks.mine() == ()
        assert desk.own.receipts() == ()


def test_receipts_of_looking_back_end_with_the_records_about_it(house: House) -> None:
    with house.desk(Role.COMMANDER) as desk:
        leave_receipts(desk._store, house.clock(), desk.actor, [WHO], "pairs of an area", "audit, case C-9")
    with house.desk(Role.PREA_MANAGER) as desk:
        assert desk.keys.due() == (), "kept for ever, as the records are"
        house.confirm(desk)
        desk.keys.set_period("Looking back", 60)
    with house.desk(Role.OFFICER) as desk:
        assert [receipt.why for receipt in desk.own.receipts()] == ["audit, case C-9"]
    house.clock.go_on(days=59)
    with house.desk(Role.PREA_MANAGER) as desk:
        assert desk.keys.due() == ()
        house.clock.go_on(days=2)
        house.confirm(desk)
        hold = desk.keys.place_hold("sealed", "CV-26-9")
        assert [one.is_held for one in desk.keys.due()] == [True]
        house.confirm(desk)
        assert desk.keys.expunge_due() == 0
        house.confirm(desk)
        desk.keys.lift_hold(hold)
        house.confirm(desk)
        assert desk.keys.expunge_due() == 2
        assert desk.keys.due() == ()
    with house.desk(Role.OFFICER) as desk:
        assert desk.own.receipts() == ()
