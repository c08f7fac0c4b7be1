"""The price list: what a cap or a minimum costs, as a frontier of one number of the policy or of one post.

For each number the problem is solved up to the tier that pays, from the best roster that a neighbouring number has. All
rosters are then tried under all numbers, so that a laxer number is never worth less than a stricter one by accident.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from scheduler.domain.answers import ExplainError, PriceList, PricePoint
from scheduler.domain.facility import Coverage
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import PostCode, Severity
from scheduler.engine.control import BuildOptions
from scheduler.engine.exact import ImpossibleError, NoRosterError
from scheduler.engine.explain.again import Solved, solve_again
from scheduler.rules import rule_of


def with_setting(problem: Problem, entry_id: str, name: str, number: int, as_limit: bool) -> Problem:
    """Return the problem with another number in an entry of its policy, on all dates.

    Args:
        problem: The problem.
        entry_id: Id of the entry.
        name: The setting's name.
        number: What it shall be.
        as_limit: Make the entry a stop rule that the engine keeps, whatever it was: a price of the whole cap.

    Raises:
        ExplainError: there is no such entry, or it cannot be made a limit.
        InvalidSettingError: raised later, when the policy is read, where the number is out of range.
    """
    if all(e.id != entry_id for e in problem.policy.entries):
        raise ExplainError(f"{entry_id}: there is no such entry in the policy")

    def changed(entry: PolicyEntry) -> PolicyEntry:
        if entry.id != entry_id:
            return entry
        if as_limit and rule_of(entry.rule).is_only_priced:
            raise ExplainError(f"{entry_id}: its rule only has a price and cannot be a limit")
        settings = (*(s for s in entry.settings if s.name != name), Setting(name=name, value=number))
        made = replace(entry, settings=settings)
        return replace(made, severity=Severity.STOP, tier=None) if as_limit else made

    policy = replace(problem.policy, entries=tuple(changed(e) for e in problem.policy.entries))
    return replace(problem, policy=policy)


def with_minimum(problem: Problem, post: PostCode, minimum: int) -> Problem:
    """Return the problem with another minimum of seats on a post, on all shifts and dates on which it has any.

    Raises:
        ExplainError: there is no such post.
    """
    if all(p.code != post for p in problem.posts):
        raise ExplainError(f"{post}: there is no such post")

    def staffed(line: Coverage) -> Coverage:
        return replace(line, minimum=minimum, wanted=max(minimum, line.wanted)) if line.wanted else line

    posts = tuple(replace(p, coverage=tuple(map(staffed, p.coverage))) if p.code == post else p for p in problem.posts)
    return replace(problem, posts=posts)


def up_to_tier(problem: Problem, key: str) -> Problem:
    """Return the problem without the tiers after one, and without the entries that are priced there.

    Raises:
        ExplainError: there is no such tier.
    """
    keys = [t.key for t in problem.policy.tiers]
    if key not in keys:
        raise ExplainError(f"{key}: there is no such tier; known are {', '.join(keys)}")
    tiers = problem.policy.tiers[: keys.index(key) + 1]
    left = {t.key for t in tiers}
    entries = tuple(e for e in problem.policy.entries if e.tier is None or e.tier in left)
    return replace(problem, policy=replace(problem.policy, tiers=tiers, entries=entries))


def price_list(
    what: str,
    problems: Iterable[tuple[int, Problem]],
    tier: str,
    start: Roster | None,
    options: BuildOptions,
    stop: Callable[[], bool] = lambda: False,
) -> PriceList:
    """Return the frontier of one number against a tier.

    Args:
        what: What the number is, in words.
        problems: Each number with the problem under it.
        tier: Key of the tier that pays; those before it are kept at their best first, those after it left out.
        start: A roster to begin with.
        options: Effort for the whole list; each number gets its part.
        stop: Asked now and then; true ends the search.

    Raises:
        ExplainError: there is no such tier.
    """
    cut = [(number, up_to_tier(problem, tier)) for number, problem in sorted(problems, key=lambda p: p[0])]
    part = replace(options, seconds=options.seconds / max(1, 2 * len(cut)), work=options.work / max(1, 2 * len(cut)))
    found: list[Solved | None] = []
    impossible: set[int] = set()
    known = start
    for number, problem in cut:
        try:
            solved: Solved | None = solve_again(problem, known, part, stop)
        except ImpossibleError:
            solved = None
            impossible.add(number)
        except NoRosterError:
            solved = None
        known = solved.roster if solved else known
        found.append(solved)
    for n in [*reversed(range(len(cut) - 1)), *range(1, len(cut))]:
        # What the numbers on both sides have found is tried here too, so that nothing better is overlooked.
        for neighbour in (n - 1, n + 1):
            other = found[neighbour] if 0 <= neighbour < len(found) else None
            here = found[n]
            if other is not None and cut[n][0] not in impossible and (here is None or other.values < here.values):
                better = _tried(cut[n][1], other.roster, part, stop)
                if better is not None and (here is None or better.values < here.values):
                    found[n] = better
    points = tuple(
        PricePoint(number=number, tiers=solved.tiers if solved else (), is_impossible=number in impossible)
        for (number, _), solved in zip(cut, found, strict=True)
    )
    return PriceList(what=what, points=points)


def _tried(problem: Problem, roster: Roster, options: BuildOptions, stop: Callable[[], bool]) -> Solved | None:
    try:
        return solve_again(problem, roster, options, stop)
    except (ImpossibleError, NoRosterError):
        return None
