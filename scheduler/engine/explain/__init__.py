"""Answers to "why": why a seat is empty, why not this officer, what it would take. Every answer is tried out first."""

from scheduler.engine.explain.answers import ExplainError, Objection, Refusal, SeatArithmetic, Share, TierStep, Way
from scheduler.engine.explain.empty import why_empty
from scheduler.engine.explain.officer import why_not
from scheduler.engine.explain.probe import Prober
from scheduler.engine.explain.reasons import Reason
from scheduler.engine.explain.remedies import Remedy, RemedyKind, what_would_it_take

__all__ = [
    "ExplainError",
    "Objection",
    "Prober",
    "Reason",
    "Refusal",
    "Remedy",
    "RemedyKind",
    "SeatArithmetic",
    "Share",
    "TierStep",
    "Way",
    "what_would_it_take",
    "why_empty",
    "why_not",
]
