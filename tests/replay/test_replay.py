"""The last months under a proposed policy: judged as worked, rebuilt with what was known, judged by what came."""

import json
import signal
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.desk_site import FIRST, JAIL, badge
from support.past_site import past_site

from scheduler.api import Desk
from scheduler.check import check_roster
from scheduler.cli import main
from scheduler.cli.policy_replay import stoppable, text_of
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.people import Award
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, InmateRef, PostCode, Severity, TourKind, WatchKind
from scheduler.engine import NoRosterError
from scheduler.policies import as_if_always, past_problem, preset, proposed, worked_roster
from scheduler.replay import (
    Column,
    PeriodReplay,
    ReplayError,
    ReplayOptions,
    as_known,
    periods_before,
    replay,
    total_of,
)
from scheduler.replay import run as run_module
from scheduler.wire import decode, encode

EVE = FIRST - timedelta(days=1)
QUICK = ReplayOptions(seconds=0.5, workers=1, months=2, last=EVE)
LAST = Period(first=FIRST - timedelta(days=28), days=28)


@pytest.fixture(scope="module")
def site() -> Site:
    return past_site()


@pytest.fixture(scope="module")
def stricter(site: Site):
    contact = PolicyEntry(
        id="contact_target",
        rule="contact",
        severity=Severity.ASK,
        effective=date(2026, 1, 1),
        settings=(Setting(name="days", value=7), Setting(name="limit_minutes", value=240)),
        tier="quality",
    )
    own = as_if_always(site.policy)
    return replace(own, entries=(*own.entries, replace(contact, effective=date(1970, 1, 1))))


@pytest.fixture(scope="module")
def found(site: Site, stricter):
    return replay(site, as_if_always(site.policy), stricter, QUICK)


def column(period: PeriodReplay, name: str, policy: str) -> Column:
    return next(c for c in period.columns if (c.name, c.policy) == (name, policy))


class TestWhichPeriods:
    def test_they_end_on_the_last_day_worked_and_go_back_as_far_as_history(self, site: Site) -> None:
        found = periods_before(site, 12, EVE)
        assert [p.first for p in found] == [FIRST - timedelta(days=56), LAST.first]
        assert found[-1].last == EVE
        assert periods_before(site, 1, EVE) == (LAST,)
        assert periods_before(site, 12, None)[-1].last == max(t.on for t in site.worked)

    def test_a_year_has_thirteen(self, site: Site) -> None:
        old = tuple(replace(t, on=t.on - timedelta(days=400)) for t in site.worked[:1])
        assert len(periods_before(replace(site, worked=(*old, *site.worked)), 12, None)) == 13

    def test_too_little_history_is_one_sentence(self, site: Site) -> None:
        with pytest.raises(ReplayError, match="nothing is known to have been worked"):
            periods_before(replace(site, worked=()), 12, None)
        with pytest.raises(ReplayError, match="28 days of worked tours are expected"):
            periods_before(replace(site, worked=site.worked[-20:]), 12, None)


class TestWhatWasKnown:
    def test_inmates_who_are_there_stay_and_nobody_else_comes(self, site: Site) -> None:
        problem = past_problem(site, LAST, site.policy)
        assert {(s.inmate, s.end is None) for s in problem.stays} == {("R0", True), ("R1", False), ("R2", True)}
        assert {(s.inmate, s.end) for s in as_known(problem).stays} == {("R0", None), ("R1", None)}

    def test_moves_before_the_period_stay_as_they_were(self, site: Site) -> None:
        clock = site.problem(LAST).clock
        gone = Stay(
            inmate=InmateRef("R9"),
            area=AreaCode("HU"),
            start=clock.midnight(LAST.first - timedelta(days=9)),
            end=clock.midnight(LAST.first - timedelta(days=2)),
        )
        problem = past_problem(replace(site, stays=(gone,)), LAST, site.policy)
        assert as_known(problem).stays == (gone,)

    def test_watches_and_activities_follow_the_same_rule(self, site: Site) -> None:
        clock = site.problem(LAST).clock
        begin, later = clock.midnight(LAST.first - timedelta(days=1)), clock.midnight(LAST.first + timedelta(days=3))
        watch = Watch(inmate=InmateRef("R0"), post=PostCode("HA-F"), kind=WatchKind.CONSTANT, start=begin, end=later)
        work = Activity(
            inmate=InmateRef("R0"),
            area=AreaCode("HU"),
            weekdays=(0,),
            start_wall_minute=0,
            wall_minutes=60,
            first=LAST.first - timedelta(days=5),
            last=LAST.first + timedelta(days=5),
        )
        given = replace(
            site,
            watches=(watch, replace(watch, start=later - 60)),
            activities=(work, replace(work, first=LAST.first + timedelta(days=1))),
        )
        known = as_known(past_problem(given, LAST, site.policy))
        assert known.watches == (replace(watch, end=None),)
        assert known.activities == (replace(work, last=None),)


class TestTheReplay:
    def test_each_period_has_four_columns_and_as_worked_is_what_the_checker_says(
        self, found, site: Site, stricter
    ) -> None:
        assert [len(p.columns) for p in found.periods] == [4, 4]
        last = found.periods[-1]
        report = check_roster(past_problem(site, LAST, stricter), worked_roster(site, LAST))
        measured = column(last, "worked", "proposed").measured
        assert measured is not None
        assert {(x.entry, x.realised) for x in measured.findings if x.realised} == {
            (entry, sum(f.entry == entry for f in report.findings)) for entry in {f.entry for f in report.findings}
        }
        hours = {k: sum(t.minutes for t in worked_roster(site, LAST).tours if t.kind == k) for k in TourKind}
        assert measured.voluntary_minutes == hours[TourKind.VOLUNTARY_OVERTIME]
        assert measured.mandated_minutes == hours[TourKind.MANDATED_OVERTIME]

    def test_real_moves_make_breaches_that_nobody_planned(self, found) -> None:
        measured = column(found.periods[-1], "rebuilt", "proposed").measured
        assert measured is not None
        planned, realised = measured.breaches(("contact",))
        assert planned > 0
        assert realised > 0
        assert planned != realised

    def test_a_proposed_limit_that_is_not_in_force_counts_only_where_it_is_proposed(self, found) -> None:
        total = total_of(found.periods, "worked", "present")
        other = total_of(found.periods, "worked", "proposed")
        assert total is not None
        assert other is not None
        assert total.breaches(("contact",)) == (0, 0)
        assert other.breaches(("contact",))[1] > 0
        assert total.voluntary_minutes == other.voluntary_minutes

    def test_moves_are_counted_against_the_period_before_and_against_what_was_worked(self, found) -> None:
        first, last = found.periods
        (before,) = column(first, "worked", "present").measured.moves
        assert (before.officers, before.moves, before.otherwise) == (None, None, 0)  # nothing is known before
        (worked,) = column(last, "worked", "present").measured.moves
        assert worked.officers == 10
        assert worked.otherwise == 0
        assert worked.moves is not None
        assert sum(band.officers for band in found.bands) == 10

    def test_an_award_is_broken_when_its_holder_is_mostly_elsewhere(self, site: Site, stricter) -> None:
        tours = worked_roster(site, LAST).tours
        of = {o.badge: [t.post for t in tours if t.badge == o.badge] for o in site.officers}
        kept = next((b, p) for b, posts in of.items() for p in set(posts) if 2 * posts.count(p) >= len(posts))
        broken = next(
            (b, p) for b, posts in of.items() for p in ("HA-F", "HB-F", "CTL-A") if 2 * posts.count(p) < len(posts)
        )
        awards = tuple(Award(badge=b, post=PostCode(p), basis="bid", first=date(2026, 1, 1)) for b, p in (kept, broken))
        found = replay(replace(site, awards=awards), stricter, stricter, replace(QUICK, months=1, seconds=0.2))
        assert column(found.periods[0], "worked", "present").measured.awards_broken == 1

    def test_it_names_nobody(self, found, site: Site) -> None:
        text = encode(found).decode()
        for officer in site.officers:
            assert f'"{officer.badge}"' not in text
        for name in (*(line.name for line in site.names), "R0", "R1", "R2"):
            assert name not in text

    def test_json_goes_there_and_back(self, found) -> None:
        assert decode(encode(found), type(found), "replay") == found

    def test_a_stop_keeps_the_periods_that_are_done_and_a_later_run_goes_on(self, site: Site, stricter) -> None:
        done: list[PeriodReplay] = []
        own = as_if_always(site.policy)
        first = replay(
            site, own, stricter, QUICK, report=lambda p, n, count: done.append(p), stop=lambda: len(done) == 1
        )
        assert (len(first.periods), first.asked) == (1, 2)
        again: list[tuple[int, int]] = []
        both = replay(
            site,
            own,
            stricter,
            QUICK,
            done={p.period.first: p for p in first.periods},
            report=lambda p, n, count: again.append((n, count)),
        )
        assert both.periods[0] is first.periods[0]
        assert again == [(1, 2), (2, 2)]

    def test_a_period_that_the_engine_cannot_rebuild_says_why(self, site: Site, stricter, monkeypatch) -> None:
        def refuse(*given: object, **named: object) -> None:
            raise NoRosterError("no roster was found in the time given")

        monkeypatch.setattr(run_module, "build", refuse)
        found = replay(site, stricter, stricter, replace(QUICK, months=1))
        (period,) = found.periods
        assert [c.note for c in period.columns if c.measured is None] == ["no roster was found in the time given"] * 2
        assert column(period, "worked", "proposed").measured is not None
        text = text_of(found, "proposal")
        assert "The period from 2026-11-08 counts in no total: no roster was found in the time given" in text

    def test_what_cannot_be_rebuilt_says_so_and_counts_in_no_total(self, found) -> None:
        gap = Column(name="rebuilt", policy="proposed", measured=None, note="no roster was found in the time given")
        one = replace(found.periods[0], columns=(*found.periods[0].columns[:3], gap))
        alone = total_of((found.periods[1],), "worked", "present")
        assert total_of((one, found.periods[1]), "worked", "present") == alone
        assert total_of((one,), "worked", "present") is None


class TestTheCommand:
    @pytest.fixture
    def database(self, site: Site, tmp_path: Path) -> str:
        url = f"sqlite:///{tmp_path / 'f.db'}"
        with Desk.open(url, actor="sergeant") as desk:
            desk.import_site(site, "small.xlsx")
        return url

    def run(self, capsys: pytest.CaptureFixture[str], database: str, *words: str) -> tuple[int, str, str]:
        quick = ("--time", "0.3", "--workers", "1", "--months", "1", "--with", "eight_hour", "--to", str(EVE))
        status = main(["policy", "replay", "--db", database, *quick, *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    def test_text_and_json_with_progress_apart(self, database: str, tmp_path: Path, capsys) -> None:
        keep = tmp_path / "kept.json"
        status, out, err = self.run(capsys, database, "--keep", str(keep))
        assert status == 0
        assert "1 periods of 28 days; proposed: 8 h watches" in out
        assert "Mandated overtime, h" in out
        assert "0 years and more (10)" in out or "years (" in out
        assert "every inmate staying where he or she was" in out
        assert err.startswith("  1 of 1  from 2026-11-08")
        status, out, err = self.run(capsys, database, "--keep", str(keep), "--json")
        assert status == 0
        found = json.loads(out)
        assert found["periods"] == json.loads(keep.read_text("utf-8"))["periods"]
        assert [(c["name"], c["policy"]) for c in found["periods"][0]["columns"]] == [
            *(("worked", "present"), ("worked", "proposed"), ("rebuilt", "present"), ("rebuilt", "proposed"))
        ]

    def test_a_first_interruption_only_asks_to_stop(self, capsys) -> None:
        before = signal.getsignal(signal.SIGINT)
        with stoppable() as stopped:
            signal.raise_signal(signal.SIGINT)
            assert stopped.is_set()
            assert "those before it are kept" in capsys.readouterr().err
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) == before

    def test_too_little_history_is_one_sentence(self, database: str, capsys) -> None:
        status, out, err = self.run(capsys, database, "--to", "2026-10-20")
        assert (status, out) == (2, "")
        assert err.startswith("fairwatch policy: 28 days of worked tours are expected")


def test_a_preset_is_proposed_with_the_sites_own_pay_periods(site: Site) -> None:
    found = proposed(site.policy, preset("lasd_jail"), FIRST)
    roster = Roster(facility=JAIL, period=LAST, tours=worked_roster(site, LAST).tours)
    assert check_roster(past_problem(site, LAST, found), roster).tiers
    assert badge(0) in {t.badge for t in roster.tours}
