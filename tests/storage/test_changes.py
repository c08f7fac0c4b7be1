"""What is changed between imports: put behind what is there, seen by everybody, with who did it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from support.sites import FIRST, NOW, planned_site

from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Duty, Leave, Reading, RotationWaiver
from scheduler.domain.policy import ContactWeight, PayPeriod, Setting, Tier
from scheduler.domain.site import Site
from scheduler.domain.words import ContactMode, DutyKind, LeaveState, PayBasis
from scheduler.storage import DeskError, Store

SITE = planned_site()
TIERS = (*SITE.policy.tiers, Tier(key="extra", name="Extra", unit="h"))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = Store.open(database)
    store.import_site(SITE, "x.xlsx", NOW, "me")
    yield store
    store.close()


def actions(store: Store) -> list[tuple[str, tuple[str, ...]]]:
    """Return what the audit trail says since the import, oldest first."""
    return [(row.action, row.subjects) for row in reversed(store.audit(99))][1:]


def stored(store: Store) -> Site:
    return store.load_site()[1]


def test_a_request_is_asked_granted_and_taken_back(store: Store) -> None:
    asked = LeaveRequest(id="L2", badge="B1", first=FIRST, last=FIRST, filed=NOW)
    leave = Leave(badge="B1", start=100, end=200)
    store.change_leave(1, (asked,), (), (), NOW, "B1")
    granted = replace(asked, state=LeaveState.GRANTED, decided_by="captain", decided=FIRST)
    store.change_leave(2, (granted,), (leave, leave), (), NOW, "captain")
    assert stored(store).leave_requests == (*SITE.leave_requests, granted)
    assert stored(store).leave == (leave, leave)
    back = replace(granted, state=LeaveState.WITHDRAWN)
    store.change_leave(3, (back,), (), (leave,), NOW, "B1")
    assert stored(store).leave_requests == (*SITE.leave_requests, back)
    assert stored(store).leave == (leave,), "one of two equal rows goes"
    subjects = ("leave request:L2", "officer:B1")
    expected = [(f"{word} leave", subjects) for word in ("ask for", "grant", "withdraw")]
    assert actions(store) == expected


def test_a_refused_request_is_said_to_be(store: Store) -> None:
    refused = replace(SITE.leave_requests[0], state=LeaveState.REFUSED)
    store.change_leave(1, (refused,), (), (), NOW, "captain")
    assert actions(store) == [("refuse leave", ("leave request:L1", "officer:B4"))]


def test_leave_that_is_not_there_cannot_be_taken_back(store: Store) -> None:
    asked = LeaveRequest(id="L2", badge="B1", first=FIRST, last=FIRST, filed=NOW)
    with pytest.raises(DeskError, match="is not there"):
        store.change_leave(1, (asked,), (), (Leave(badge="B1", start=1, end=2),), NOW, "captain")
    assert stored(store) == SITE
    assert actions(store) == []
    assert store.load_site()[0].revision == 1


def test_who_looked_at_old_data_is_told(store: Store) -> None:
    duty = Duty(badge="B1", start=100, end=200, kind=DutyKind.COURT)
    waiver = replace(SITE.rotation_waivers[0], badge="B1")
    store.add_duties(1, (duty,), "plan court", ("quarter:2026-4",), NOW, "me")
    assert actions(store) == [("plan court", ("quarter:2026-4",))]
    for change in (
        lambda: store.add_duties(1, (duty,), "plan court", (), NOW, "me"),
        lambda: store.change_leave(1, (), (), (), NOW, "me"),
        lambda: store.add_readings(1, (), NOW, "me"),
        lambda: store.add_rotation_waiver(1, waiver, NOW, "me"),
    ):
        with pytest.raises(DeskError, match=r"^The facility's data has changed meanwhile; look again$"):
            change()
    assert stored(store).duties == (duty,)
    assert len(actions(store)) == 1


def test_readings_and_waivers_of_rotation_are_kept(store: Store) -> None:
    readings = tuple(Reading(badge=b, document="PO-P1", version=1, on=FIRST) for b in ("B2", "B3"))
    waiver = RotationWaiver(
        badge="B1", area="H1", first=FIRST, expires=date(2026, 12, 6), approver="captain", reason="sealed words"
    )
    store.add_readings(1, readings, NOW, "clerk")
    store.add_rotation_waiver(2, waiver, NOW, "captain")
    site = stored(store)
    assert site.readings == (*SITE.readings, *readings)
    assert site.rotation_waivers == (*SITE.rotation_waivers, waiver)
    assert actions(store) == [
        ("note readings", ("document:PO-P1", "version:1", "officer:B2", "officer:B3")),
        ("waive rotation", ("officer:B1", "area:H1", "date:2026-11-23", "date:2026-12-06")),
    ]


def test_a_change_of_somebody_unknown_changes_nothing(store: Store) -> None:
    with pytest.raises(DeskError, match="refused"):
        store.add_readings(1, (Reading(badge="B9", document="PO-P1", version=1, on=FIRST),), NOW, "clerk")
    assert stored(store) == SITE
    assert actions(store) == []


def test_policy_grows_at_its_end(store: Store) -> None:
    old = SITE.policy.entries[0]
    entries = tuple(
        replace(old, effective=FIRST, tier=tier, settings=(Setting(name="rest_minutes", value=minutes),))
        for tier, minutes in (("extra", 600), (None, 660))
    )
    weight = ContactWeight(mode=ContactMode.GROUP, effective=date(2026, 11, 1), weight=120)
    pay = PayPeriod(effective=FIRST, basis=PayBasis.FORTY_HOURS, days=7, anchor=FIRST)
    store.change_policy(entries, TIERS[::-1], (weight,), (pay,), "Longer rest", "agreed in May", NOW, "captain")
    policy = stored(store).policy
    assert policy.entries == (old, *entries)
    assert policy.in_force(FIRST) == (entries[1],), "of the same id and date the last one holds"
    assert policy.tiers == TIERS[::-1]
    assert policy.contact_weights == (weight,)
    assert policy.pay_periods == (*SITE.policy.pay_periods, pay)
    subjects = ("label:Longer rest", "policy:rest_required", "from:2026-11-01", "reason:agreed in May")
    assert actions(store) == [("change policy", subjects)]
    state = store.load_site()[0]
    assert (state.revision, state.imported_at, state.imported_from) == (2, NOW, "x.xlsx")
    store.change_policy(entries[:1], TIERS, (), (), "Once more", "", NOW, "captain")
    assert stored(store).policy.entries == (old, *entries, entries[0])


@pytest.mark.parametrize(
    ("tiers", "tier", "said"),
    [
        (TIERS[1:], None, "The tier quality is part of the policy and must stand in it once"),
        ((*TIERS, TIERS[0]), None, "The tier quality is part of the policy and must stand in it once"),
        (TIERS, "nowhere", "The policy entry rest_required names the tier nowhere, which there is not"),
    ],
)
def test_a_policy_that_does_not_hold_together_is_refused(
    store: Store, tiers: tuple[Tier, ...], tier: str | None, said: str
) -> None:
    entry = replace(SITE.policy.entries[0], effective=FIRST, tier=tier)
    with pytest.raises(DeskError) as refusal:
        store.change_policy((entry,), tiers, (), (), "x", "y", NOW, "captain")
    assert str(refusal.value) == said
    assert stored(store) == SITE
    assert actions(store) == []
