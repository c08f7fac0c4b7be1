"""How long the checker takes: a whole roster the first time and again, and one edit; with --rules, each policy entry.

Rosters are not built by the engine, which would take longer than all that is measured. `pattern_roster` posts the
officers whom the pattern gives to the seats of each shift, another first one each day, and fills minimum seats that
are left with officers off duty, as overtime. So it has what a draft has: empty seats, overtime, some findings of most
rules. The edits are swaps, changes of holder and removals, one after the other.

Usage: python tests/benchmarks/check.py [--officers 90 260 1000] [--edits 100] [--seed 1] [--rules]

Times are the median of wall clock, on a machine that should have nothing else to do. The goals: 260 officers in 0.3 s
and an edit in 16 ms, 1,000 officers in 2 s and 50 ms. The last column is what following an edit saves over judging
the whole roster again.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from scheduler.check import Checker, check_roster  # noqa: E402
from scheduler.domain.demand import Slot  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.domain.roster import Period, Roster, Tour  # noqa: E402
from scheduler.domain.site import Site  # noqa: E402
from scheduler.domain.words import Badge, TourKind  # noqa: E402
from scheduler.generate import DEMO_DAYS, DEMO_FIRST, generate_site  # noqa: E402
from scheduler.rule import Scope, View, facts_of  # noqa: E402
from scheduler.rules import RuleUse, uses  # noqa: E402

REPEATS = 5
REST = 480
"""Minutes that an officer has off before overtime here."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, nargs="+", default=[90, 260, 1000])
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", action="store_true", help="the time of each policy entry")
    arguments = parser.parse_args()
    lines = []
    for officers in arguments.officers:
        problem, roster = pattern_roster(officers, arguments.seed)
        if arguments.rules:
            print_entries(problem, roster, Random(arguments.seed))
        lines.append(measured(problem, roster, arguments.edits, Random(arguments.seed)))
    print("| officers | tours | entries | findings | first check ms | again ms | edit ms | slowest edit ms | saved |")
    print("|---|---|---|---|---|---|---|---|---|")
    print("\n".join(lines))
    return 0


def pattern_roster(officers: int, seed: int) -> tuple[Problem, Roster]:
    """Return a made-up facility's problem of 28 days and a roster of it."""
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=DEMO_DAYS)
    return drafted(site.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS)))


def facility_and_roster(officers: int, seed: int, days: int) -> tuple[Site, Roster]:
    """Return a made-up facility and a roster of its first `days` dates."""
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=days)
    return site, drafted(site.problem(Period(first=DEMO_FIRST, days=days)))[1]


def drafted(problem: Problem) -> tuple[Problem, Roster]:
    """Return a problem with a roster of it."""
    draft = _Draft(problem)
    for day, on in enumerate(problem.period.dates):
        for shift in problem.shifts:
            draft.fill(day, [slot for slot in facts_of(problem).slots_on[on] if slot.shift == shift.code])
    return problem, Roster(facility=problem.facility.id, period=problem.period, tours=tuple(draft.tours))


class _Draft:
    """Tours of one shift after another."""

    def __init__(self, problem: Problem) -> None:
        self._facts = facts_of(problem)
        self._badges = list(self._facts.officers)
        work = self._facts.known_work_of
        self._free_from = {badge: max((w.end for w in work[badge]), default=0) for badge in self._badges}
        self.tours: list[Tour] = []

    def fill(self, day: int, slots: list[Slot]) -> None:
        """Post officers on duty by pattern to the slots of one shift, then officers off duty to what must be filled."""
        # Posts that few may hold come first.
        slots = sorted(slots, key=lambda s: (-len(self._facts.posts[s.post].qualifications), s.priority, s.post))
        first = 7 * day % len(self._badges)
        turn = self._badges[first:] + self._badges[:first]
        given = {badge: self._facts.pattern_of[badge][day] for badge in turn}
        on_duty = [badge for badge in turn if slots and given[badge] == slots[0].shift]
        off_duty = [badge for badge in turn if given[badge] is None]
        filled = {slot: self._post(slot, slot.wanted, 0, on_duty, TourKind.REGULAR) for slot in slots}
        for slot in slots:
            self._post(slot, slot.minimum, filled[slot], off_duty, TourKind.VOLUNTARY_OVERTIME)

    def _post(self, slot: Slot, wanted: int, filled: int, pool: list[Badge], kind: TourKind) -> int:
        """Fill the seats of a slot from those still in the pool; return how many are filled."""
        while filled < wanted:
            holder = next((badge for badge in pool if self._may(badge, slot)), None)
            if holder is None:
                break
            pool.remove(holder)
            self._free_from[holder] = slot.end
            place = {"post": slot.post, "on": slot.on, "shift": slot.shift, "start": slot.start, "end": slot.end}
            self.tours.append(Tour(badge=holder, index=filled, kind=kind, **place))
            filled += 1
        return filled

    def _may(self, badge: Badge, slot: Slot) -> bool:
        facts = self._facts
        held = {h.qualification for h in facts.officers[badge].qualifications if h.is_valid(slot.on, slot.on)}
        away = (*facts.leave_of[badge], *facts.duties_of[badge])
        return (
            self._free_from[badge] + REST <= slot.start
            and held.issuperset(facts.posts[slot.post].qualifications)
            and not any(a.start < slot.end and slot.start < a.end for a in away)
        )


def random_swap(random: Random, roster: Roster, badges: list[Badge]) -> Roster:
    """Return the roster after two officers change seats, an officer takes over a tour, or a tour is dropped."""
    tours = list(roster.tours)
    first, second = random.sample(range(len(tours)), 2)
    what = random.choice(("swap", "give", "drop"))
    if what == "drop":
        del tours[first]
    elif what == "give":
        tours[first] = replace(tours[first], badge=random.choice(badges))
    else:
        one, other = tours[first], tours[second]
        tours[first], tours[second] = replace(one, badge=other.badge), replace(other, badge=one.badge)
    return roster.with_tours(tuple(tours))


def timed(work: Callable[[], object]) -> float:
    """Return how many milliseconds something takes."""
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def measured(problem: Problem, roster: Roster, edits: int, random: Random) -> str:
    """Return a line of the table."""
    first = median(timed(partial(check_roster, replace(problem), roster)) for _ in range(REPEATS))
    again = median(timed(partial(check_roster, problem, roster)) for _ in range(REPEATS))
    badges = [officer.badge for officer in problem.officers]
    checker = Checker.of(problem, roster)
    times = []
    for _ in range(edits):
        after = random_swap(random, checker.roster, badges)
        begin = perf_counter()
        checker = checker.edited(after)
        report = checker.report
        times.append((perf_counter() - begin) * 1000)
    edit = median(times)
    return (
        f"| {len(badges)} | {len(roster.tours)} | {len(tuple(uses(problem)))} "
        f"| {len(report.findings) + len(report.charges)} | {first:.0f} | {again:.0f} | {edit:.1f} | {max(times):.1f} "
        f"| {again / edit:.0f} times |"
    )


def ready(problem: Problem, roster: Roster) -> View:
    """Return a view that has its tours in order, so that no entry pays for all."""
    view = View(problem, roster)
    for lookup in ("tours_of", "tours_on", "tours_at"):
        getattr(view, lookup)
    return view


def print_entries(problem: Problem, roster: Roster, random: Random) -> None:
    """Print what each policy entry takes: for a new problem, again, and for what an edit touches."""
    print(f"\n{len(problem.officers)} officers")
    print("| entry | rule | judged by | first ms | again ms | edit ms | findings |\n|---|---|---|---|---|---|---|")
    fresh, known = ready(replace(problem), roster), ready(problem, roster)
    Checker.of(problem, roster)  # so that what follows from the problem alone is known
    after = random_swap(random, roster, [officer.badge for officer in problem.officers])
    gone, come = set(roster.tours) - set(after.tours), set(after.tours) - set(roster.tours)
    touched = sorted(gone | come)
    edited = known.edited(after, gone, come)
    views = [ready(problem, roster) for _ in range(3)]
    for use in uses(problem):
        scopes = _scopes(use, touched)
        found = use.rule.check(known, use.config, use.scope)
        first = timed(partial(use.rule.check, fresh, use.config, use.scope))
        again = median(timed(partial(use.rule.check, view, use.config, use.scope)) for view in views)
        edit = timed(lambda use=use, scopes=scopes: [use.rule.check(edited, use.config, scope) for scope in scopes])
        by = f"{use.entry.id} | {use.rule.key} | {use.rule.judged_by}"
        print(f"| {by} | {first:.1f} | {again:.1f} | {edit:.1f} | {len(found)} |")


def _scopes(use: RuleUse, touched: list[Tour]) -> list[Scope]:
    """Return the scopes that the rule has to judge again when tours come and go."""
    reach = timedelta(days=use.rule.reach_days)
    by_officer = [replace(use.scope, badges=frozenset(t.badge for t in touched))]
    badges = frozenset() if use.rule.judged_by == "both" else None
    by_date = [
        Scope(max(on - reach, use.scope.first), min(on + reach, use.scope.last), badges)
        for on in sorted({t.on for t in touched})
    ]
    return {"officer": by_officer, "date": by_date, "both": by_officer + by_date}[use.rule.judged_by]


if __name__ == "__main__":
    raise SystemExit(main())
