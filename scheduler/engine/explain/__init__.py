"""Answers to "why": why a seat is empty, why not this officer, what it would take. Every answer is tried out first.

What needs a solver, which takes a while to load, lies in `choice`, `rule_set`, `prices` and `proof`.
"""

from scheduler.engine.explain.empty import why_empty
from scheduler.engine.explain.officer import why_not
from scheduler.engine.explain.probe import Prober
from scheduler.engine.explain.remedies import what_would_it_take

__all__ = ["Prober", "what_would_it_take", "why_empty", "why_not"]
