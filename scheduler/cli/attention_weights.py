"""`fairwatch policy weights` and `weigh`: the weights of the attention index, and other ones from a date on."""

import argparse

from scheduler.attention import TITLES
from scheduler.cli.desks import open_desk
from scheduler.domain.attention import Factor, Weights
from scheduler.policies.changes import change_attention


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        if arguments.action == "weights":
            _show(desk.attention.weights(arguments.on or desk.today()))
            return 0
        change = change_attention(
            desk.policy(),
            arguments.factor,
            arguments.step,
            arguments.first,
            source=arguments.source,
            points=arguments.points,
            limit=arguments.limit,
        )
        desk.change_policy(change, arguments.reason)
        print(change.label)
        _show(desk.attention.weights(arguments.first), arguments.factor)
    return 0


def _show(weights: Weights, only: Factor | None = None) -> None:
    print(f"version {weights.version}: points are policy judgement, not estimated probabilities")
    for line in weights.lines:
        if only in (None, line.factor):
            print(
                f"  {line.factor:<4}{TITLES[line.factor]:<44}{line.step:<10}{line.points:>3} points  "
                f"from {line.limit:>5}  {line.source}"
            )
