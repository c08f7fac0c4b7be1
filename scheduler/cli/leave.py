"""`fairwatch leave`: requests for leave and what becomes of them, the vacation bid, the wellness hour."""

import argparse
from collections import Counter
from collections.abc import Callable

from scheduler.api import BidOrder, BidOutcome, BidRules, Desk, LeaveDecision, WellnessRules, span_in_words
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.words import Badge, LeaveState
from scheduler.rule import hours


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    act = _ACTS[arguments.action]
    with open_desk(arguments.db) as desk:
        if desk.is_empty():
            raise CommandError(f"{arguments.db}: there is no facility yet; import a workbook first")
        return act(desk, arguments)


def _list(desk: Desk, arguments: argparse.Namespace) -> int:
    wanted = LeaveState(arguments.state) if arguments.state else None
    found = [request for request in desk.leave.requests() if wanted in (None, request.state)]
    for request in found:
        print(_line(request))
    print(f"{len(found)} requests" if len(found) != 1 else "1 request")
    return 0


def _ask(desk: Desk, arguments: argparse.Namespace) -> int:
    print(_line(desk.leave.ask(Badge(arguments.badge), arguments.first, arguments.last)))
    return 0


def _decide(desk: Desk, arguments: argparse.Namespace) -> int:
    """Decide on one request, or say what slots and balances make of all open ones, and grant those with `--apply`."""
    leave = desk.leave
    if arguments.grant is not None:
        granted = leave.grant(arguments.grant, may_exceed=arguments.anyway)
        print(_line(granted))
        for tour in leave.published_tours(granted.badge, granted.first, granted.last):
            print(f"  to be filled by somebody else: {tour.post} on {tour.on}, {tour.shift}")
    elif arguments.refuse is not None:
        print(_line(leave.refuse(arguments.refuse)))
    elif arguments.withdraw is not None:
        print(_line(leave.withdraw(arguments.withdraw)))
    else:
        decisions = leave.grant_all() if arguments.apply else leave.decisions()
        for decision in decisions:
            print(_decision(decision))
        grantable = sum(decision.is_grantable for decision in decisions)
        done = "granted" if arguments.apply else "can be granted"
        print(f"{grantable} of {len(decisions)} open requests {done}")
    return 0


def _bid(desk: Desk, arguments: argparse.Namespace) -> int:
    """Settle a year's vacation bid, and keep it with `--apply`."""
    rules = BidRules(order=BidOrder(arguments.order), most=arguments.most)
    settle = desk.leave.accept_bid if arguments.apply else desk.leave.bid
    settlement = settle(arguments.year, rules)
    for outcome in settlement.outcomes:
        print(_outcome(outcome))
    given = sum(outcome.is_given for outcome in settlement.outcomes)
    print(
        f"{given} of {len(settlement.outcomes)} choices for {arguments.year} given, {len(settlement.new)} of them new"
    )
    return 0


def _wellness(desk: Desk, arguments: argparse.Namespace) -> int:
    """Plan the wellness hour of a quarter, and keep it with `--apply`. Who gets which is not printed."""
    rules = WellnessRules(most_a_shift=arguments.most)
    on = arguments.on or desk.leave.today()
    plan = (desk.leave.plan_wellness if arguments.apply else desk.leave.wellness)(on, rules)
    done = "planned" if arguments.apply else "can be planned"
    print(f"{plan.first} to {plan.last}: {len(plan.duties)} hours {done}")
    for why, count in Counter(str(why) for _, why in plan.left_out).items():
        print(f"  {count} without one: {why}")
    return 0


def _line(request: LeaveRequest) -> str:
    by = f" by {request.decided_by} on {request.decided}" if request.decided_by else ""
    span = span_in_words(request.first, request.last)
    return f"  {request.id:<38}{request.badge:<8}{request.first}  {span}: {request.state}{by}"


def _decision(decision: LeaveDecision) -> str:
    request = decision.request
    return f"  {request.id:<38}{request.badge:<8}{request.first}  {decision.message}"


def _outcome(outcome: BidOutcome) -> str:
    choice = outcome.choice
    why = "given" if outcome.is_given else "not given: " + "; ".join(str(reason) for reason in outcome.reasons)
    span = span_in_words(choice.first, choice.last)
    return f"  badge {choice.badge:<8}choice {choice.rank:<4}{choice.first}  {span}: {why}"


def _balance(desk: Desk, arguments: argparse.Namespace) -> int:
    """Print what each officer has left."""
    balances = desk.leave.balances()
    for badge, left in sorted(balances.items()):
        print(f"  {badge:<8}{hours(left)}")
    print(f"{len(balances)} balances" if len(balances) != 1 else "1 balance")
    return 0


_ACTS: dict[str, Callable[[Desk, argparse.Namespace], int]] = {
    "list": _list,
    "balance": _balance,
    "ask": _ask,
    "decide": _decide,
    "bid": _bid,
    "wellness": _wellness,
}
