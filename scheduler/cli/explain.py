"""`fairwatch explain`: why a seat is empty or held, what would change it, and what a number of the policy costs."""

import argparse
import sys
from collections.abc import Iterable

from scheduler.cli import show
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster
from scheduler.domain.answers import (
    Choice,
    ExplainError,
    PriceList,
    PricePoint,
    Refusal,
    Remedy,
    RemedyKind,
    RuleSet,
    SeatArithmetic,
    TierStep,
)
from scheduler.domain.findings import TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode
from scheduler.engine import BuildOptions
from scheduler.engine.exact import ImpossibleError, NoRosterError
from scheduler.engine.explain import Prober, what_would_it_take, why_empty, why_not
from scheduler.engine.explain.choice import why_this
from scheduler.engine.explain.prices import price_list, with_minimum, with_setting
from scheduler.engine.explain.rule_set import minimal_rule_set
from scheduler.wire import encode


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    problem = read_problem(arguments.problem)
    roster = read_roster(arguments.roster).roster
    if roster.period != problem.period or roster.facility != problem.facility.id:
        raise CommandError(f"{arguments.roster} is a roster of another facility or period than {arguments.problem}")
    options = BuildOptions(seconds=arguments.time, workers=arguments.workers, seed=arguments.seed)
    answer: object
    try:
        if arguments.seat is None:
            answer, text = _price(arguments, problem, roster, options)
        else:
            answer, text = _seat(arguments, Prober(problem, roster), options)
    except (ExplainError, ImpossibleError, NoRosterError) as error:
        raise CommandError(str(error)) from error
    if arguments.json:
        sys.stdout.write(encode(answer).decode() + "\n")
    else:
        print(text)
    return 0


def _seat(arguments: argparse.Namespace, prober: Prober, options: BuildOptions) -> tuple[object, str]:
    seat = arguments.seat
    if arguments.officer is None:
        arithmetic = why_empty(prober, seat)
        remedies = what_would_it_take(prober, seat)
        # Where somebody can simply take the seat no rule stands in the way, and nothing need be proven.
        can_be_taken = any(remedy.kind == RemedyKind.CALL_IN for remedy in remedies)
        rules = None if can_be_taken else minimal_rule_set(prober, seat, options)
        answer = {"arithmetic": arithmetic, "sentence": arithmetic.sentence, "remedies": remedies, "rules": rules}
        return answer, _empty(arithmetic, remedies, rules)
    badge = Badge(arguments.officer)
    if any(t.badge == badge and t.seat == seat for t in prober.roster.tours):
        choice = why_this(prober, seat, badge, options)
        return choice, _chosen(choice)
    refusal = why_not(prober, seat, badge)
    return refusal, _refused(refusal)


def _price(
    arguments: argparse.Namespace, problem: Problem, roster: Roster, options: BuildOptions
) -> tuple[PriceList, str]:
    if arguments.tier is None:
        raise CommandError("--tier KEY is expected: the tier that pays")
    name, numbers = arguments.price or arguments.minimum
    if arguments.minimum:
        problems = [(n, with_minimum(problem, PostCode(name), n)) for n in numbers]
    else:
        entry, _, setting = name.rpartition(".")
        problems = [(n, with_setting(problem, entry, setting, n, arguments.as_limit)) for n in numbers]
    found = price_list(name, problems, arguments.tier, roster, options)
    return found, "\n".join((f"{found.what} against {arguments.tier}", *map(_point, found.points)))


def _empty(arithmetic: SeatArithmetic, remedies: Iterable[Remedy], rules: RuleSet | None) -> str:
    lines = [arithmetic.seat, f"  {arithmetic.sentence}", "What it would take, best first"]
    for remedy in remedies:
        lines.append(f"  {remedy.message} {_change(remedy.tiers)}".rstrip())
        lines += [f"      {objection.message}" for objection in remedy.waived]
    if rules is not None:
        lines += ["Which rules stand in the way", f"  {rules.sentence}"]
    for line in rules.entries if rules is not None else ():
        source = f" ({line.source})" if line.source else ""
        lines.append(f"    {line.entry:<20}{line.message}{source}")
    return "\n".join(lines)


def _refused(refusal: Refusal) -> str:
    lines = [f"{refusal.badge} on {refusal.seat}"]
    if not refusal.objections:
        return "\n".join((*lines, f"  No never or stop rule speaks against it. {_change(refusal.tiers)}".rstrip()))
    for objection in refusal.objections:
        entry = f"{objection.severity.value:<6}{objection.entry:<20}" if objection.entry else ""
        lines.append(f"  {entry}{objection.message}")
    if not refusal.ways:
        return "\n".join((*lines, "Nothing that the roster or a waiver could change would allow it."))
    lines.append("What would have to change (all of a line, and nothing of it can be left out)")
    for way in refusal.ways:
        parts = []
        if way.gone:
            parts.append("without " + ", ".join(tour.seat for tour in way.gone))
        if way.waived:
            parts.append("with a waiver of " + ", ".join(way.waived))
        lines.append(f"  {'; '.join(parts)}. {_change(way.tiers)}".rstrip())
    return "\n".join(lines)


def _chosen(choice: Choice) -> str:
    lines = [f"{choice.badge} on {choice.seat}", f"  {choice.sentence}"]
    if choice.instead:
        lines.append(f"  Instead: {', '.join(choice.instead)}.")
    return "\n".join(lines)


def _change(tiers: Iterable[TierStep]) -> str:
    """Return what changes in the tiers, such as "(Critical seats empty -12 h)"."""
    said = [
        f"{t.name} {'+' if t.delta > 0 else '-'}{show.number(abs(t.delta), t.scale)} {t.unit}" for t in tiers if t.delta
    ]
    return f"({', '.join(said)})" if said else ""


def _point(point: PricePoint) -> str:
    if not point.tiers:
        said = "no roster keeps it (two searches agree)" if point.is_impossible else "no roster found in the time given"
        return f"  {point.number:>8}  {said}"
    above = [f"{t.name} {_worth(t)}" for t in point.tiers[:-1] if t.value]
    first = f"  {point.number:>8}  {_worth(point.tiers[-1])}"
    proof = "" if point.is_proven else "  not proven"
    return f"{first}{proof}" + (f"  (before it: {', '.join(above)})" if above else "")


def _worth(tier: TierValue) -> str:
    value = show.number(tier.value, tier.scale)
    if tier.bound is not None and tier.bound < tier.value:
        return f"{show.number(tier.bound, tier.scale)} to {value} {tier.unit}"
    return f"{value} {tier.unit}"
