"""Compares the exposure ledger with contact counted minute by minute on random histories, and plants a breach in each.

Every history is a tiny jail with moves, watches, recurring activities, posts that share areas, officers and posts that
are gone, and both clock changes. The ledger's hours of every officer, inmate and date must be those of the count, of
history and plan alike. Then the limit of contact is set just under the largest window to which the roster adds
anything: that breach must be found, by officer and date, and a limit of just that window must not find it.

Usage: python tests/campaigns/ledger.py [--histories 1000] [--seed 1]

Prints a summary; the exit status is 1 when anything differed.
"""

import argparse
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import numpy as np

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from support.exposure import minute_by_minute, problems_and_rosters, windows_over  # noqa: E402

from scheduler.check import check_roster  # noqa: E402
from scheduler.domain.policy import Policy, PolicyEntry, Setting  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.domain.roster import Roster  # noqa: E402
from scheduler.domain.words import Severity  # noqa: E402
from scheduler.ledger import Contacts, Ledger  # noqa: E402

DAYS = 3
Counted = dict[str, dict[tuple[str, str, date], int]]


def main() -> int:
    """Run the campaign; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    return campaign(arguments.histories, arguments.seed)


def campaign(histories: int, seed_: int) -> int:
    """Compare so many histories; return the exit status."""
    begin, seen = process_time(), Counter[str]()

    @seed(seed_)
    @settings(
        max_examples=histories,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(problems_and_rosters())
    def follow(made: tuple[Problem, Roster]) -> None:
        seen.update(compared(*made))

    follow()
    print(
        f"{seen['histories']} histories, {seen['pairs']} officers with an inmate, {seen['differ']} differ; "
        f"{seen['planted']} breaches planted, {seen['missed']} missed, {seen['invented']} invented; "
        f"{process_time() - begin:.0f} s of processor time"
    )
    return 1 if seen["differ"] or seen["missed"] or seen["invented"] else 0


def compared(problem: Problem, roster: Roster) -> Counter[str]:
    """Return what was seen of one history: how many of each kind of thing the summary counts."""
    counted: Counted = minute_by_minute(problem, problem.worked, roster.tours)
    ledger = Ledger.of(problem)
    plan = ledger.contacts(ledger.planned_work(roster.tours))
    seen = Counter({"histories": 1, "pairs": len({key[:2] for part in counted.values() for key in part})})
    same = hours(ledger, ledger.history) == counted["history"] and hours(ledger, plan) == counted["plan"]
    seen["differ"] = int(not same)
    limit = planted_limit(problem, counted)
    if limit is not None:
        seen["planted"] = 1
        seen["missed"] = int(not is_found(problem, roster, counted, limit))
        seen["invented"] = int(not is_found(problem, roster, counted, limit + 1))
    return seen


def hours(ledger: Ledger, contacts: Contacts) -> dict[tuple[str, str, date], int]:
    """Return (badge, inmate, date) -> minutes x thousandths of all contacts above 0."""
    made = {}
    for o, officer in enumerate(ledger.problem.officers):
        table = ledger.by_date(contacts, o)
        for inmate, column in ledger.column.items():
            for day in np.flatnonzero(table[column]):
                on = ledger.first_date + timedelta(days=int(day))
                made[officer.badge, inmate, on] = int(table[column, day])
    return made


def planted_limit(problem: Problem, counted: Counted) -> int | None:
    """Return a limit in minutes that the largest window breaks by at most one minute, None without any contact."""
    most = 0
    for badge, inmate in {key[:2] for key in counted["plan"]}:
        for offset in range(problem.period.days + 1):
            inside = [problem.period.first + timedelta(days=offset - d) for d in range(DAYS)]
            own = sum(counted["plan"].get((badge, inmate, on), 0) for on in inside)
            carried = sum(counted["history"].get((badge, inmate, on), 0) for on in inside)
            most = max(most, own + carried if own else 0)
    return (most - 1) // 1000 if most else None


def is_found(problem: Problem, roster: Roster, counted: Counted, limit: int) -> bool:
    """Whether the checker finds contact above a limit of minutes in any `DAYS` days with whom the count finds it.

    The checker shows one finding an officer: on one of the dates on which a window is worst.
    """
    entry = PolicyEntry(
        id="contact_cap",
        rule="contact",
        severity=Severity.STOP,
        effective=date(2020, 1, 1),
        settings=(Setting(name="days", value=DAYS), Setting(name="limit_minutes", value=limit)),
    )
    policy = Policy(entries=(entry,), contact_weights=problem.policy.contact_weights)
    report = check_roster(replace(problem, policy=policy), roster)
    found = {(finding.cells[0].badge, finding.cells[0].on) for finding in report.findings}
    expected = set(windows_over(problem, counted, DAYS, limit))
    return found <= expected and {badge for badge, _ in found} == {badge for badge, _ in expected}


if __name__ == "__main__":
    sys.exit(main())
