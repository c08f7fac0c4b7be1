"""Two policies on one roster, and what was worked judged again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.desk_site import FIRST, badge, small_site

from scheduler.check import check_roster
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Minute, PostCode, Severity, ShiftCode
from scheduler.policies import PastError, as_if_always, change_entry, compare_policies, judge_past, with_change

PERIOD = Period(first=FIRST, days=7)
WORKED = Period(first=FIRST - timedelta(days=14), days=14)


def tour(site: Site, number: int, on: date, shift: str = "D", post: str = "HA-F") -> Tour:
    zone = site.problem(PERIOD).clock
    found = next(s for s in site.shifts if s.code == shift)
    start = zone.minute(on, found.start_wall_minute)
    return Tour(
        badge=badge(number),
        post=PostCode(post),
        on=on,
        shift=ShiftCode(shift),
        index=0,
        start=start,
        end=Minute(start + found.wall_minutes),
    )


def tight(site: Site, first: date) -> tuple[Tour, ...]:
    """A day watch, the night watch at once behind it, and 12 h later another day watch."""
    return (
        tour(site, 0, first),
        tour(site, 0, first, "N"),
        tour(site, 1, first, "D", "HB-F"),
        tour(site, 1, first + timedelta(days=1), "D", "HB-F"),
    )


class TestComparing:
    site = small_site()
    problem = site.problem(PERIOD)
    roster = Roster(facility=site.facility.id, period=PERIOD, tours=tight(site, FIRST))

    def with_rest(self, minutes: int, severity: Severity = Severity.STOP) -> Policy:
        old = next(e for e in self.site.policy.entries if e.id == "rest_required")
        new = replace(old, severity=severity, settings=(Setting(name="rest_minutes", value=minutes),))
        others = tuple(e for e in self.site.policy.entries if e.id != "rest_required")
        return replace(self.site.policy, entries=(*others, new))

    def test_a_policy_and_itself_agree(self) -> None:
        found = compare_policies(self.problem, self.roster, self.site.policy)
        assert found.only_first == found.only_second == found.changed == ()
        assert found.same_count == len(check_roster(self.problem, self.roster).findings)
        assert all(t.first == t.second for t in found.tiers)

    def test_a_stricter_limit_finds_more(self) -> None:
        found = compare_policies(self.problem, self.roster, self.with_rest(780))
        assert found.only_first == ()
        assert {(f.entry, f.cells[0].badge) for f in found.only_second} == {("rest_required", badge(1))}

    def test_another_severity_is_no_other_finding(self) -> None:
        found = compare_policies(self.problem, self.roster, self.with_rest(480, Severity.SHOW))
        assert found.only_first == found.only_second == ()
        assert {(c.first.severity, c.second.severity) for c in found.changed} == {(Severity.STOP, Severity.SHOW)}
        assert {c.first.cells for c in found.changed} == {c.second.cells for c in found.changed}

    def test_an_entry_under_another_id_is_the_same_breach(self) -> None:
        second = replace(
            self.site.policy, entries=tuple(replace(e, id=f"new_{e.id}") for e in self.site.policy.entries)
        )
        found = compare_policies(self.problem, self.roster, second)
        assert found.only_first == found.only_second == found.changed == ()

    def test_each_finding_is_counted_once(self) -> None:
        for second in (self.with_rest(780), self.with_rest(0), self.with_rest(480, Severity.ASK), Policy()):
            found = compare_policies(self.problem, self.roster, second)
            both = found.same_count + len(found.changed)
            before = check_roster(self.problem, self.roster).findings
            after = check_roster(replace(self.problem, policy=second), self.roster).findings
            assert both + len(found.only_first) == len(before)
            assert both + len(found.only_second) == len(after)

    def test_tiers_stand_side_by_side_also_those_of_one_policy_only(self) -> None:
        own = Tier(key="own", name="Own", unit="points")
        entry = PolicyEntry(
            id="own", rule="minimum_rest", severity=Severity.PRICED, effective=FIRST, tier="own", weight=3
        )
        second = Policy(entries=(entry,), tiers=(own, self.site.policy.tiers[0]))
        found = {t.key: (t.first, t.second) for t in compare_policies(self.problem, self.roster, second).tiers}
        assert list(found) == ["own", "critical", "mandatory", "quality"]
        assert found["own"][0] is None
        assert found["own"][1] is not None
        assert found["own"][1] > 0
        assert found["quality"][1] is None


class TestThePast:
    site = replace(small_site(), worked=tight(small_site(), FIRST - timedelta(days=5)))

    def test_what_was_worked_is_judged_like_a_roster(self) -> None:
        found = judge_past(self.site, WORKED, self.site.policy)
        assert (found.tours, found.known_from) == (4, FIRST - timedelta(days=5))
        assert not found.is_known_enough
        assert {f.cells[0].badge for f in found.report.blocking if f.rule == "minimum_rest"} == {badge(0)}
        assert found == judge_past(self.site, WORKED, self.site.policy)

    def test_march_under_a_rule_of_april(self) -> None:
        change = change_entry(
            self.site.policy, "rest_required", FIRST, settings={"rest_minutes": 780}, source="agreement"
        )
        policy = with_change(self.site.policy, change)

        def rest(by: Policy) -> set[str | None]:
            return {
                f.cells[0].badge for f in judge_past(self.site, WORKED, by).report.blocking if f.rule == "minimum_rest"
            }

        assert rest(policy) == {badge(0)}
        assert rest(as_if_always(policy)) == {badge(0), badge(1)}
        assert rest(as_if_always(policy, FIRST - timedelta(days=1))) == {badge(0)}

    def test_each_date_is_judged_by_what_held_on_it(self) -> None:
        change = change_entry(
            self.site.policy, "rest_required", FIRST - timedelta(days=4), severity=Severity.SHOW, source="trial"
        )
        found = judge_past(self.site, WORKED, with_change(self.site.policy, change)).report.findings
        by_date = {f.cells[0].on: f.severity for f in found if f.entry == "rest_required"}
        assert by_date == {FIRST - timedelta(days=5): Severity.STOP}

    def test_dates_of_which_nothing_is_known_are_refused(self) -> None:
        with pytest.raises(PastError, match="nothing is known to have been worked from 2026-12-06"):
            judge_past(self.site, PERIOD, self.site.policy)
        with pytest.raises(PastError, match="1 to 400 days"):
            judge_past(self.site, Period(first=FIRST, days=401), self.site.policy)
        with pytest.raises(PastError, match="1 to 400 days"):
            judge_past(self.site, Period(first=FIRST, days=0), self.site.policy)
