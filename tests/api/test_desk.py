"""The desk as the console uses it: problem, history, checking, publishing, certificates."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError, PublishBlockedError, ReasonNeededError, here
from scheduler.api.history import with_published
from scheduler.check import check_roster
from scheduler.domain.findings import Certificate
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Period, Roster, Waiver
from scheduler.domain.words import RosterState, Severity
from scheduler.wire import encode, sha256

NEXT = Period(first=FIRST + timedelta(days=7), days=7)
TIGHT = (tour("B1", FIRST), tour("B1", FIRST, "N"))
"""No rest at all between two tours."""
BOTH = (("B1", "P1"), ("B2", "P2"))


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


def with_severity(desk: Desk, severity: Severity) -> None:
    site = small_site()
    entry = replace(site.policy.entries[0], severity=severity)
    desk.import_site(replace(site, policy=replace(site.policy, entries=(entry,))), "changed")


def test_an_empty_database_says_so(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "f.db")) as desk:
        assert desk.is_empty()
        assert desk.data_age() is None
        assert desk.rosters() == desk.audit() == ()
        assert desk.actor
        for ask in (desk.site, desk.names, lambda: desk.problem(PERIOD), lambda: desk.create_roster(PERIOD)):
            with pytest.raises(DeskError, match="holds no facility yet; import a facility workbook first"):
                ask()


def test_facts_of_the_facility(desk: Desk, database: str) -> None:
    assert not desk.is_empty()
    assert desk.site() == small_site()
    assert desk.site() is desk.site()
    assert desk.names() == {f"B{i}": f"Officer {i}" for i in range(1, 5)}
    assert desk.data_age() == NOW
    assert desk.url == database


def test_a_new_roster_is_an_empty_draft_and_the_newest_comes_first(desk: Desk) -> None:
    one = desk.create_roster(PERIOD, "Week 1")
    two = desk.create_roster(NEXT)
    assert [head.id for head in desk.rosters()] == [two.id, one.id]
    assert (one.state, one.version, one.label, one.actor, one.saved_at) == (
        *(RosterState.DRAFT, 0, "Week 1"),
        *("sergeant", NOW),
    )
    assert desk.roster(one.id).roster == Roster(facility=small_site().facility.id, period=PERIOD)
    with pytest.raises(DeskError, match="1 to 400 days"):
        desk.create_roster(Period(first=FIRST, days=0))


def test_a_roster_with_a_stop_finding_is_not_published(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", *TIGHT))
    with pytest.raises(
        PublishBlockedError, match=r"cannot be published: one finding blocks it, B1 2026-11-23: "
    ) as caught:
        desk.publish(head.id)
    assert caught.value.findings == desk.check(head.id).blocking
    assert desk.versions(head.id) == ()
    assert desk.roster(head.id).head.state == RosterState.DRAFT


def test_findings_follow_edits_other_rosters_and_imports(desk: Desk) -> None:
    one, two = desk.create_roster(PERIOD), desk.create_roster(PERIOD)
    made = edit("a", *TIGHT)
    for id, kind in ((one.id, "do"), (two.id, ""), (one.id, "undo"), (one.id, "redo")):
        if kind:
            desk.apply_edit(id, made.inverse() if kind == "undo" else made, kind)
        assert desk.check(id) == check_roster(desk.problem(PERIOD), desk.roster(id).roster)
    with_severity(desk, Severity.SHOW)
    assert desk.check(one.id) == check_roster(desk.problem(PERIOD), desk.roster(one.id).roster)


@pytest.mark.parametrize(
    ("change", "is_enough"),
    [
        ({}, True),
        ({"expires": date(2026, 11, 19)}, False),
        ({"badge": "B2"}, False),
        ({"on": FIRST + timedelta(days=1)}, False),
        ({"entry": "rest_asked"}, False),
    ],
)
def test_a_waiver_lets_exactly_its_finding_pass(desk: Desk, change: dict, is_enough: bool) -> None:
    """Today is 20 November at the facility."""
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", *TIGHT))
    waiver = Waiver(
        entry="rest_required", badge="B1", on=FIRST, approver="chief", reason="storm", expires=date(2026, 11, 20)
    )
    desk.add_waiver(head.id, replace(waiver, **change))
    if is_enough:
        assert desk.publish(head.id).version == 1
    else:
        with pytest.raises(PublishBlockedError):
            desk.publish(head.id)


def test_a_waiver_without_a_badge_lets_a_date_with_empty_seats_pass(desk: Desk) -> None:
    site = small_site()
    seats = PolicyEntry(
        id="seats_critical",
        rule="seats",
        severity=Severity.STOP,
        effective=date(2020, 1, 1),
        settings=(Setting(name="priority", value="critical"), Setting(name="part", value="minimum")),
        tier="quality",
    )
    desk.import_site(replace(site, policy=replace(site.policy, entries=(seats,))), "seats")
    head = desk.create_roster(Period(first=FIRST, days=2))
    waiver = Waiver(entry="seats_critical", badge="", on=FIRST, approver="c", reason="r", expires=FIRST)
    desk.add_waiver(head.id, waiver)
    with pytest.raises(PublishBlockedError, match="4 findings block it, the first one 2026-11-24") as caught:
        desk.publish(head.id)
    assert {finding.cells[0].on for finding in caught.value.findings} == {FIRST + timedelta(days=1)}
    desk.add_waiver(head.id, replace(waiver, on=FIRST + timedelta(days=1), expires=PERIOD.last))
    assert desk.publish(head.id).version == 1


def test_no_waiver_lets_a_never_finding_pass(desk: Desk) -> None:
    site = small_site()
    never = PolicyEntry(id="one_place", rule="one_place", severity=Severity.NEVER, effective=date(2020, 1, 1))
    desk.import_site(replace(site, policy=replace(site.policy, entries=(never,))), "changed")
    head = desk.create_roster(PERIOD)
    twice = tour("B1", FIRST)
    desk.apply_edit(head.id, edit("a", twice, replace(twice, start=twice.start + 60)))
    desk.add_waiver(
        head.id,
        Waiver(entry="one_place", badge="B1", on=FIRST, approver="c", reason="r", expires=date(2027, 1, 1)),
    )
    with pytest.raises(PublishBlockedError):
        desk.publish(head.id)


def test_what_asks_and_what_replaces_a_version_needs_a_reason(desk: Desk) -> None:
    with_severity(desk, Severity.ASK)
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", *TIGHT))
    with pytest.raises(ReasonNeededError, match=r"A reason is needed: 1 finding asks for one\."):
        desk.publish(head.id)
    assert desk.publish(head.id, reason="short of staff").version == 1
    desk.apply_edit(head.id, edit("c", gone=TIGHT[1:]))
    with pytest.raises(ReasonNeededError, match=r"A reason is needed: version 1 is replaced\."):
        desk.publish(head.id, reason="  ")
    assert desk.publish(head.id, reason="rest kept").version == 2


def test_what_is_proven_is_kept_for_each_state_that_undo_leads_to(desk: Desk) -> None:
    head, first = desk.create_roster(PERIOD), edit("a", TIGHT[0])
    certificates = [certificate("1"), certificate("2")]
    desk.apply_edit(head.id, first)
    desk.set_certificate(head.id, certificates[0], "p")
    second = edit("b", TIGHT[1])
    desk.apply_edit(head.id, second)
    assert desk.certificate(head.id) is None
    desk.set_certificate(head.id, certificates[1], "p")
    assert desk.certificate(head.id) == certificates[1]
    desk.apply_edit(head.id, second.inverse(), "undo")
    assert desk.certificate(head.id) == certificates[0]
    desk.set_certificate(head.id, None, "p")
    assert desk.certificate(head.id) is None


@pytest.mark.parametrize("database", ["file"], indirect=True)
def test_a_database_with_one_certificate_for_a_roster_is_read(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", TIGHT[0]))
    desk.set_certificate(head.id, certificate("1"), "p")
    with desk._store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE roster SET certificate = ?", (encode(certificate("1")).decode(),))
    assert desk.certificate(head.id) == certificate("1")
    desk.apply_edit(head.id, edit("b", TIGHT[1]))
    desk.set_certificate(head.id, certificate("2"), "p")
    desk.apply_edit(head.id, edit("b", TIGHT[1]).inverse(), "undo")
    assert desk.certificate(head.id) == certificate("1")


def test_a_waiver_needs_approver_reason_and_a_date_of_the_roster(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    waiver = Waiver(entry="rest_required", badge="B1", on=FIRST, approver="c", reason="r", expires=FIRST)
    for wrong in (replace(waiver, approver=" "), replace(waiver, reason=""), replace(waiver, on=NEXT.first)):
        with pytest.raises(DeskError, match=r"needs an approver and a reason|is not a date of roster"):
            desk.add_waiver(head.id, wrong)


def test_findings_that_only_ask_do_not_block(desk: Desk) -> None:
    with_severity(desk, Severity.ASK)
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", *TIGHT))
    assert desk.publish(head.id, reason="first").state == RosterState.PUBLISHED


def test_history_counts_towards_publishing(desk: Desk) -> None:
    """A night worked the day before, and the morning after it."""
    before = replace(small_site(), worked=(tour("B1", FIRST - timedelta(days=1), "N"),))
    desk.import_site(before, "worked")
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", tour("B1", FIRST)))
    with pytest.raises(PublishBlockedError):
        desk.publish(head.id)


def test_what_was_published_stands_in_for_history_until_something_worked_is_known(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    planned = (tour("B2", FIRST), tour("B3", FIRST + timedelta(days=1)))
    desk.apply_edit(head.id, edit("a", *planned))
    assert desk.problem(NEXT).worked == small_site().worked, "a draft is no history"
    desk.publish(head.id)
    desk.apply_edit(head.id, edit("b", tour("B4", FIRST + timedelta(days=2))))
    assert set(desk.problem(NEXT).worked) == {*small_site().worked, *planned}, "what is being amended is no history"
    assert desk.problem(PERIOD).worked == small_site().worked, "the period itself is no history"
    actual = tour("B1", FIRST)
    desk.import_site(replace(small_site(), worked=(*small_site().worked, actual)), "day closed")
    assert set(desk.problem(NEXT).worked) == {*small_site().worked, actual, planned[1]}


def test_of_two_published_rosters_the_later_one_counts() -> None:
    facility = small_site().facility.id
    early = Roster(facility=facility, period=PERIOD, tours=(tour("B1", FIRST), tour("B1", PERIOD.last)))
    late = Roster(facility=facility, period=Period(first=FIRST, days=2), tours=(tour("B2", FIRST),))
    site = replace(small_site(), worked=())
    assert set(with_published(site, NEXT.first, (early, late)).worked) == {tour("B2", FIRST), tour("B1", PERIOD.last)}
    assert set(with_published(site, PERIOD.last, (early, late)).worked) == {tour("B2", FIRST)}
    assert with_published(site, FIRST, (early, late)) is site


def test_a_problem_takes_fixed_tours_and_refuses_those_outside(desk: Desk) -> None:
    fixed = (tour("B2", FIRST), tour("B1", FIRST))
    assert desk.problem(PERIOD, fixed=fixed).fixed == tuple(sorted(fixed))
    with pytest.raises(DeskError, match="a date of the period is expected"):
        desk.problem(NEXT, fixed=fixed)


def certificate(text: str = "0") -> Certificate:
    return Certificate(
        tiers=(),
        problem_sha256=text * 64,
        roster_sha256=text * 64,
        seed=1,
        workers=1,
        work_seconds=1.0,
        seconds=0.5,
        versions=(("fairwatch", "0.1.0"),),
        assumptions=("if nobody moves",),
    )


def test_a_certificate_holds_for_its_tours_and_comes_back_with_them(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", tour("B1", FIRST)))
    desk.set_certificate(head.id, certificate(), "0" * 64)
    assert desk.roster(head.id).certificate == certificate()
    change = edit("b", tour("B2", FIRST, "N"))
    desk.apply_edit(head.id, change)
    assert desk.roster(head.id).certificate is None
    desk.apply_edit(head.id, change.inverse(), "undo")
    assert desk.roster(head.id).certificate == certificate()
    answered = sha256(desk.problem(PERIOD))
    desk.publish(head.id)
    stored = desk.version(head.id, 1)
    assert stored.certificate == certificate()
    assert stored.problem_sha256 == answered
    desk.set_certificate(head.id, None, "")
    assert desk.roster(head.id).certificate is None
    assert desk.version(head.id, 1).certificate == certificate()


def test_publishing_may_bring_a_certificate_along(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", tour("B1", FIRST)))
    desk.publish(head.id, certificate=certificate("1"))
    assert desk.version(head.id, 1).certificate == certificate("1")
    desk.apply_edit(head.id, edit("b", tour("B2", FIRST, "N")))
    desk.publish(head.id, "one more night")
    assert desk.version(head.id, 2).certificate is None


def test_states_on_the_way_to_publication(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    assert desk.propose(head.id).state == RosterState.PROPOSED
    assert desk.approve(head.id).state == RosterState.APPROVED
    assert desk.publish(head.id).state == RosterState.PUBLISHED
    assert desk.archive(head.id).state == RosterState.ARCHIVED
    with pytest.raises(DeskError, match="Nothing has changed since version 1"):
        desk.publish(head.id)
    assert [step.kind for step in desk.journal(head.id)] == ["publish"]


def test_a_policy_that_this_version_cannot_read_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an import by a version with more rules."""
    site = small_site()
    entry = PolicyEntry(
        id="new",
        rule="rule_to_come",
        severity=Severity.STOP,
        effective=date(2020, 1, 1),
        settings=(Setting(name="n", value=1),),
    )
    monkeypatch.setattr("scheduler.api.desk.validate", lambda site: None)
    desk.import_site(replace(site, policy=replace(site.policy, entries=(entry,))), "newer")
    head = desk.create_roster(PERIOD)
    with pytest.raises(DeskError, match="'rule_to_come' is not a rule"):
        desk.publish(head.id)


def test_the_actor_is_the_user_of_the_system_even_without_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "jroe")
    with Desk.open(str(tmp_path / "f.db")) as desk:
        assert desk.actor == "jroe"
        desk.import_site(small_site(), "x")
        row = desk.audit()[0]
        assert row.actor == "jroe"
        assert abs(here.utc_now() - row.at) < timedelta(minutes=1)

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    with Desk.open(str(tmp_path / "f.db")) as desk:
        assert desk.actor


def test_tenure_runs_on_from_what_was_worked_and_published(desk: Desk) -> None:
    """B1 in housing from 60 days before; B2 only since the roster that was published."""
    since = FIRST - timedelta(days=60)
    worked = tuple(tour("B1", since + timedelta(days=2 * i)) for i in range(30))
    desk.import_site(replace(small_site(), worked=worked), "worked")
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", *(tour(badge, on, post=post) for on in PERIOD.dates for badge, post in BOTH)))
    desk.publish(head.id)
    assert {(t.badge, t.area): t.since for t in desk.problem(PERIOD).tenures} == {("B1", "H1"): since}
    found = {(t.badge, t.area): t.since for t in desk.problem(NEXT).tenures}
    assert found == {("B1", "H1"): since, ("B2", "H1"): FIRST}


def test_an_export_says_what_it_is_and_is_noted(desk: Desk, tmp_path: Path) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", tour("B1", FIRST)))
    folder = tmp_path / "deep" / "exports"
    assert [p.name for p in desk.export(head.id, folder)] == [
        *("roster_2026-11-23_2026-11-29_draft.csv", "roster_2026-11-23_2026-11-29_draft.json")
    ]
    desk.publish(head.id)
    (path,) = desk.export(head.id, folder, ("csv",))
    assert path.name == "roster_2026-11-23_2026-11-29_v1.csv"
    text = path.read_text("utf-8")
    assert "P1/2026-11-23/D/0" in text
    assert "B1" in text
    assert "Officer 1" not in text, "names only where asked for"
    desk.apply_edit(head.id, edit("b", tour("B2", FIRST, "N")))
    (path,) = desk.export(head.id, folder, ("json", "json"), with_names=True)
    assert path.name == "roster_2026-11-23_2026-11-29_v1_amended.json"
    assert "Officer 2" in path.read_text("utf-8")
    row = desk.audit()[0]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (row.action, row.subjects) == ("export", ("roster:1", "format:json", "rows:2", f"sha256:{digest}"))


def test_an_export_that_cannot_be_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    head = desk.create_roster(PERIOD)
    rows = desk.audit()
    with pytest.raises(DeskError, match="'pdf' is not a format of exports; known are csv, json"):
        desk.export(head.id, tmp_path / "out", ("csv", "pdf"))
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    with pytest.raises(DeskError, match="file"):
        desk.export(head.id, tmp_path / "file")
    assert desk.audit() == rows


def test_changes_are_counted_from_what_is_published(desk: Desk) -> None:
    """Before the first publication nobody holds anything, afterwards everybody holds what was published."""
    site = small_site()
    keep = PolicyEntry(
        id="least_change", rule="least_change", severity=Severity.PRICED, effective=date(2020, 1, 1), tier="quality",
        source="test",
    )  # fmt: skip
    desk.import_site(replace(site, policy=replace(site.policy, entries=(keep,))), "change")
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", TIGHT[0]))
    assert desk.problem(PERIOD).published == ()
    assert desk.check(head.id).charges == ()
    desk.publish(head.id)
    assert desk.problem(PERIOD).published == desk.roster(head.id).roster.tours
    assert desk.check(head.id).charges == ()
    desk.apply_edit(head.id, edit("b", TIGHT[1]))
    assert len(desk.check(head.id).charges) == 1
    desk.publish(head.id, reason="one more")
    assert desk.check(head.id).charges == ()


def test_published_tours_of_officers_who_have_left_stand_in_nobodys_way(desk: Desk) -> None:
    head = desk.create_roster(PERIOD)
    desk.apply_edit(head.id, edit("a", tour("B1", FIRST), tour("B2", FIRST, "N")))
    desk.publish(head.id)
    site = small_site()
    left = replace(site, officers=tuple(o for o in site.officers if o.badge != "B1"))
    desk.import_site(replace(left, **{
        name: tuple(x for x in getattr(site, name) if getattr(x, "badge", "") != "B1")
        for name in ("names", "leave", "duties", "willing", "wishes", "restrictions", "awards", "tenures", "carried")
    }), "B1 has left")  # fmt: skip
    assert [t.badge for t in desk.problem(PERIOD).published] == ["B2"]
