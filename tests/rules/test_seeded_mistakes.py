"""The properties of `test_agreement` are sharp: mistakes that rostering models really had are found by them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from support.terms_oracle import cells_of
from support.tiny import configs, problems_and_rosters
from support.verdicts import judge

from scheduler.rule import Breach, Capacity, Frame, Rule, Scope, Term, View
from scheduler.rules.consecutive_days import ConsecutiveDays
from scheduler.rules.documents_read import DocumentsRead
from scheduler.rules.fair_spread import FairSpread
from scheduler.rules.hours_in_window import HoursInWindow
from scheduler.rules.juvenile_ratio import JuvenileRatio
from scheduler.rules.minimum_rest import MinimumRest
from scheduler.rules.one_place import OnePlace


class LastDayIsFree(ConsecutiveDays):
    """The window loop ends a day early: runs at the end of the period go unseen."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return super().terms(frame, config, replace(scope, last=scope.last - timedelta(days=1)))


class AtLeastIsMore(MinimumRest):
    """Exactly the rest asked for is taken for too little."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return super().terms(frame, replace(config, rest_minutes=config.rest_minutes + 1), scope)


class NoHistory(HoursInWindow):
    """Work before the period is forgotten."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return super().terms(Frame.of(replace(frame.problem, worked=())), config, scope)


class ShortWindow(HoursInWindow):
    """The window is an hour short."""

    def check(self, view: View, config: Any, scope: Scope) -> tuple[Breach, ...]:
        return super().check(view, replace(config, window_minutes=max(60, config.window_minutes - 60)), scope)


class SeatsWithoutEnd(OnePlace):
    """A post takes as many officers as come."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return tuple(t for t in super().terms(frame, config, scope) if not isinstance(t, Capacity))


class GraceADayLonger(DocumentsRead):
    """The grace of a new version ends a day late."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return super().terms(frame, replace(config, grace_days=config.grace_days + 1), scope)


class RatioRoundedDown(JuvenileRatio):
    """A resident more than the ratio needs no officer more."""

    def check(self, view: View, config: Any, scope: Scope) -> tuple[Breach, ...]:
        lax = replace(config, waking_ratio=config.waking_ratio + 1, sleeping_ratio=config.sleeping_ratio + 1)
        return super().check(view, lax, scope)


class NothingCarried(FairSpread):
    """What was carried before the period is forgotten."""

    def terms(self, frame: Frame, config: Any, scope: Scope) -> tuple[Term, ...]:
        return super().terms(Frame.of(replace(frame.problem, worked=())), config, scope)


@st.composite
def cases(draw: st.DrawFn, rule: Rule) -> tuple[Any, Any, Any]:
    problem, roster = draw(problems_and_rosters())
    return problem, roster, draw(configs(rule))


def disagrees(rule: Rule) -> Callable[[tuple[Any, Any, Any]], bool]:
    def is_found(case: tuple[Any, Any, Any]) -> bool:
        problem, roster, config = case
        frame = Frame.of(problem)
        return not judge(rule, config, frame, roster, cells_of(frame, roster)).agrees

    return is_found


@pytest.mark.parametrize(
    "mistake",
    [
        LastDayIsFree,
        AtLeastIsMore,
        NoHistory,
        ShortWindow,
        SeatsWithoutEnd,
        GraceADayLonger,
        RatioRoundedDown,
        NothingCarried,
    ],
    ids=lambda kind: kind.__name__,
)
def test_a_seeded_mistake_is_found(mistake: type[Rule]) -> None:
    rule = mistake()
    quick = settings(
        max_examples=1500,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    find(cases(rule), disagrees(rule), settings=quick)
