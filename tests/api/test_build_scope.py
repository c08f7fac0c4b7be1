"""A build of a part: only empty seats, one watch, some dates. What lies outside stays as it was, whatever it costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.desk_site import DAY, FIRST, NIGHT, badge, small_site

from scheduler.api import BuildScope, Desk, check_roster, here
from scheduler.cli.main import main
from scheduler.domain.roster import Lock, Period, Roster, RosterEdit, Tour, difference
from scheduler.engine import BuildOptions, Built, build

SIXTH = FIRST + timedelta(days=5)


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    made = Desk.open(str(tmp_path_factory.mktemp("scope") / "small.db"), actor="sergeant")
    made.import_site(small_site(), "small")
    yield made
    made.close()


@pytest.fixture(scope="module")
def begun(desk: Desk) -> Roster:
    """A roster with one tour on each watch of the first six dates, where the officers are by their patterns."""
    problem = desk.problem(Period(first=FIRST, days=8))
    tours = []
    for officer, code in ((badge(0), DAY), (badge(5), NIGHT)):
        shift = next(s for s in problem.shifts if s.code == code)
        for n in range(6):
            on = FIRST + timedelta(days=n)
            if problem.pattern_shift(next(o for o in problem.officers if o.badge == officer), on) == code:
                start, end = shift.span(problem.clock, on)
                tours.append(Tour(badge=officer, post="HA-F", on=on, shift=code, index=0, start=start, end=end))
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours))


def built(desk: Desk, begun: Roster, scope: BuildScope) -> Built:
    return build(desk.build_problem(begun, scope), BuildOptions(seconds=3, workers=1), lambda _: None)


def test_only_empty_seats_changes_no_tour(desk: Desk, begun: Roster) -> None:
    done = built(desk, begun, BuildScope(is_empty_only=True))
    assert set(begun.tours) <= set(done.roster.tours)
    assert len(done.roster.tours) > len(begun.tours)
    assert any("tours that stand" in sentence for sentence in done.certificate.assumptions)


def test_one_watch_leaves_the_other_as_it_is(desk: Desk, begun: Roster) -> None:
    done = built(desk, begun, BuildScope(shifts=frozenset({DAY})))
    assert [t for t in done.roster.tours if t.shift == NIGHT] == [t for t in begun.tours if t.shift == NIGHT]
    assert len([t for t in done.roster.tours if t.shift == DAY]) > len([t for t in begun.tours if t.shift == DAY])


def test_dates_outside_stay_as_they_are(desk: Desk, begun: Roster) -> None:
    done = built(desk, begun, BuildScope(first=SIXTH))
    assert [t for t in done.roster.tours if t.on < SIXTH] == [t for t in begun.tours if t.on < SIXTH]
    assert {t.on for t in done.roster.tours} >= {SIXTH}


def test_the_whole_roster_may_change_and_locks_still_stand(desk: Desk, begun: Roster) -> None:
    problem = desk.build_problem(begun)
    assert (problem.fixed, problem.locks, problem.shift_locks) == ((), (), ())
    first = begun.tours[0]
    locked = replace(begun, locks=(*begun.locks, lock_of(first)))
    held = desk.build_problem(locked, BuildScope(first=SIXTH))
    assert first in held.fixed
    assert lock_of(first) in held.locks


def lock_of(tour: Tour) -> Lock:
    return Lock(badge=tour.badge, on=tour.on)


def test_the_checker_finds_what_enters_a_locked_shift(desk: Desk, begun: Roster) -> None:
    problem = desk.build_problem(begun, BuildScope(shifts=frozenset({DAY})))
    assert not [f for f in check_roster(problem, begun).findings if f.rule == "locks_kept"]
    other = next(t for t in begun.tours if t.shift == NIGHT)
    entered = begun.with_tours((*begun.tours, replace(other, badge=badge(6), index=1)))
    named = {f.rule for f in check_roster(problem, entered).findings}
    if any(entry.rule == "locks_kept" for entry in problem.policy.entries):
        assert "locks_kept" in named


def test_the_command_line_builds_again_within_a_scope(
    desk: Desk, begun: Roster, capsys: pytest.CaptureFixture[str]
) -> None:
    head = desk.create_roster(begun.period)
    now = here.utc_now()
    edit = RosterEdit(id="begin", label="Begin", actor="sergeant", at=now, changes=difference(
        desk.roster(head.id).roster, begun
    ))  # fmt: skip
    desk.apply_edit(head.id, edit)
    options = ["build", "--db", desk.url, "--time", "3", "--workers", "1"]
    main([*options, "--roster", str(head.id), "--shift", DAY])
    assert "roster 1 of 2026-12-06" in capsys.readouterr().out
    after = desk.roster(head.id).roster
    assert [t for t in after.tours if t.shift == NIGHT] == [t for t in begun.tours if t.shift == NIGHT]
    assert len(after.tours) > len(begun.tours)
    assert main([*options, "--roster", str(head.id), "--shift", "Z"]) == 2
    assert "There is no shift Z" in capsys.readouterr().err
    assert main(options) == 2
    assert "Say which dates" in capsys.readouterr().err
