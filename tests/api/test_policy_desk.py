"""Policy through the desk: changed from a date on with an audit row, compared on a roster, the past judged again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.desk_site import FIRST
from support.past_site import past_site

from scheduler.api import (
    Desk,
    DeskError,
    PolicyChange,
    adopt,
    as_if_always,
    change_entry,
    compare_on_roster,
    numbers_of,
    policy_named,
    presets,
    recheck,
    sentence_of,
    value_text,
)
from scheduler.domain.policy import Setting
from scheduler.domain.roster import Period, RosterEdit, TourChange
from scheduler.domain.words import Minute, Severity
from scheduler.rule import SettingInfo

NOW = datetime(2026, 12, 6, 12, tzinfo=UTC)
NEW = FIRST + timedelta(days=30)
BEGIN = FIRST - timedelta(days=28)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "f.db"
    with Desk.open(str(path)) as opened:
        opened.import_site(past_site(28), "small.xlsx")
    return path


@pytest.fixture
def desk(imported: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copy(imported, tmp_path / "f.db")
    with Desk.open(str(tmp_path / "f.db"), actor="captain", now=lambda: NOW) as opened:
        yield opened


def published(desk: Desk, period: Period) -> int:
    """A roster that repeats what was worked 28 days before, published."""
    head = desk.create_roster(period)
    late = 28 * 1440
    tours = tuple(
        replace(t, on=t.on + timedelta(days=28), start=Minute(t.start + late), end=Minute(t.end + late))
        for t in desk.site().worked
        if t.on + timedelta(days=28) in period
    )
    edit = RosterEdit(
        id="copy",
        label="Copy",
        actor="captain",
        at=NOW,
        changes=tuple(TourChange(before=None, after=tour) for tour in tours),
    )
    desk.apply_edit(head.id, edit)
    return head.id


def test_an_entry_is_put_in_force_and_the_audit_trail_says_who_and_why(desk: Desk) -> None:
    old = next(e for e in desk.site().policy.entries if e.id == "rest_required")
    new = replace(old, effective=NEW, settings=(Setting(name="rest_minutes", value=600),), source="agreement")
    desk.append_policy_entries((new,), "signed")
    assert desk.site().policy.entries[-1] == new
    assert old in desk.site().policy.entries
    row = desk.audit()[0]
    assert (row.action, row.actor) == ("change policy", "captain")
    assert {"policy:rest_required", f"from:{NEW}", "reason:signed"} <= set(row.subjects)
    assert "label:Change the policy: Rest between tours" in row.subjects


def test_what_cannot_be_used_is_refused_and_nothing_is_written(desk: Desk) -> None:
    before, rows = desk.site().policy, desk.audit()
    old = before.entries[0]
    for wrong in (replace(old, rule="nap"), replace(old, tier="top"), replace(old, severity=Severity.SHOW)):
        with pytest.raises(DeskError, match=f"policy {old.id} from "):
            desk.append_policy_entries((wrong,), "")
    with pytest.raises(DeskError, match="every tier stays"):
        desk.change_policy(PolicyChange(label="x", tiers=()))
    assert desk.site().policy == before
    assert desk.audit() == rows


def test_a_preset_is_adopted_with_its_tiers_and_weights(desk: Desk) -> None:
    before = desk.site().policy
    after = desk.change_policy(adopt(before, policy_named("twelve_hour"), NEW), "start")
    assert {t.key for t in after.tiers} == {t.key for t in policy_named("twelve_hour").policy.tiers}
    assert after.contact_weights
    assert {e.id for e in after.in_force(NEW)} == {e.id for e in policy_named("twelve_hour").policy.entries}
    assert after.in_force(NEW - timedelta(days=1)) == before.in_force(NEW - timedelta(days=1))
    assert desk.problem(Period(first=NEW, days=7)).policy == after


def test_whole_presets_come_before_additions() -> None:
    kinds = [preset.is_addition for preset in presets()]
    assert kinds == sorted(kinds)
    assert {"twelve_hour", "eight_hour", "lasd_jail", "free_patterns", "juvenile"} <= {p.name for p in presets()}


def test_an_entry_in_words(desk: Desk) -> None:
    entry = next(e for e in desk.site().policy.entries if e.id == "rest_required")
    assert str(sentence_of(entry)) == "At least 8 h between two tours."
    assert ("Rest between tours", "8 h") in [(info.label, text) for _, info, text in numbers_of(entry)]
    seats = next(e for e in desk.site().policy.entries if e.id == "seats_critical")
    assert [text for *_, text in numbers_of(seats)] == ["critical", "minimum"]
    info = SettingInfo("Most tours", "tours")
    assert [value_text("most", info, n) for n in (1, 2)] == ["1 tour", "2 tours"]


def test_two_policies_on_a_roster_of_the_database(desk: Desk) -> None:
    number = published(desk, Period(first=FIRST, days=28))
    own = as_if_always(desk.site().policy)
    found = compare_on_roster(desk, number, own)
    assert found.only_first == found.only_second == found.changed == ()
    change = change_entry(own, "rest_asked", FIRST, severity=Severity.SHOW, tier="")
    entries = (*(e for e in own.entries if e.id != "rest_asked"), *change.entries)
    other = compare_on_roster(desk, number, replace(own, entries=entries))
    assert {c.second.severity for c in other.changed} <= {Severity.SHOW}
    assert len(other.changed) + other.same_count == found.same_count


def test_march_under_another_rule(desk: Desk) -> None:
    found = recheck(desk, BEGIN, FIRST - timedelta(days=1))
    assert found.tours == len(desk.site().worked)
    assert found.report == recheck(desk, BEGIN, FIRST - timedelta(days=1), desk.site().policy).report
    change = change_entry(
        desk.site().policy, "rest_required", NEW, settings={"rest_minutes": 900}, source="new agreement"
    )
    after = desk.change_policy(change)
    assert recheck(desk, BEGIN, FIRST - timedelta(days=1)).report == found.report
    always = recheck(desk, BEGIN, FIRST - timedelta(days=1), as_if_always(after)).report
    limits = {f.limit for f in always.findings if f.entry == "rest_required"}
    assert limits <= {900}


def test_what_was_published_counts_where_nothing_worked_is_known(desk: Desk) -> None:
    period = Period(first=FIRST, days=7)
    number = published(desk, period)
    with pytest.raises(DeskError, match="nothing is known to have been worked"):
        recheck(desk, period.first, period.last)
    # Such tours break a few limits, which would keep them from being published.
    free = [e for e in desk.site().policy.in_force(FIRST) if e.severity.blocks and e.rule not in ("one_place",)]
    ends = tuple(replace(e, effective=FIRST, is_enabled=False) for e in free)
    desk.append_policy_entries(ends, "for this test")
    desk.propose(number)
    desk.approve(number)
    desk.publish(number, reason="as built")
    found = recheck(desk, period.first, period.last)
    assert found.tours == len(desk.roster(number).roster.tours) > 0


def test_today_is_the_facilitys_date(desk: Desk) -> None:
    assert desk.today() == FIRST
