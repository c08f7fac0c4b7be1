"""Answers to "why": why a seat is empty, why not this officer, what it would take. Every answer is tried out first."""

from scheduler.domain.answers import (
    Choice,
    ExplainError,
    Objection,
    PriceList,
    PricePoint,
    Reason,
    Refusal,
    Remedy,
    RemedyKind,
    RuleLine,
    RuleSet,
    SeatArithmetic,
    Share,
    TierStep,
    Way,
)
from scheduler.engine.explain.choice import why_this
from scheduler.engine.explain.empty import why_empty
from scheduler.engine.explain.officer import why_not
from scheduler.engine.explain.prices import price_list, with_minimum, with_setting
from scheduler.engine.explain.probe import Prober
from scheduler.engine.explain.remedies import what_would_it_take
from scheduler.engine.explain.rule_set import minimal_rule_set

__all__ = [
    "Choice",
    "ExplainError",
    "Objection",
    "PriceList",
    "PricePoint",
    "Prober",
    "Reason",
    "Refusal",
    "Remedy",
    "RemedyKind",
    "RuleLine",
    "RuleSet",
    "SeatArithmetic",
    "Share",
    "TierStep",
    "Way",
    "minimal_rule_set",
    "price_list",
    "what_would_it_take",
    "why_empty",
    "why_not",
    "why_this",
    "with_minimum",
    "with_setting",
]
