"""Probationary officers and solo posts.

The rule in words: a probationary officer is not posted alone to a critical solo post.
Source: house policy; custody agencies keep probationers at their first unit beside experienced staff (LASD transfers
order), and leave them out of post bids.
Kept: a probationary officer as one of two on a housing floor. Broken: the same officer alone in the control room.
A solo post is one marked as such: who holds it is alone, however many seats its coverage names. `priority` "all" speaks
of every solo post, whatever its priority.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.facility import Post
from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import Priority
from scheduler.rule import (
    Breach,
    Forbid,
    Frame,
    InvalidSettingError,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    setting,
)

ALL = "all"


@dataclass(frozen=True)
class Config:
    """Which solo posts are meant."""

    priority: str = setting("critical", "Solo posts of priority", "critical or all")

    def __post_init__(self) -> None:
        if self.priority not in (ALL, Priority.CRITICAL):
            raise InvalidSettingError(
                f"probationary_solo.priority: {Priority.CRITICAL} or {ALL} is expected, not {self.priority!r}"
            )


class ProbationarySolo(Rule, config=Config):
    """No tour of a probationary officer on a solo post that is meant."""

    key = "probationary_solo"
    title = "Probationary officers alone"
    unit = "tours"
    price_unit = "tours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        if config.priority == ALL:
            return Message(template="No probationary officer is alone on a solo post.")
        return Message(template="No probationary officer is alone on a critical solo post.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid probationary officers the slots of the posts that are meant."""
        solo = {p.code for p in frame.problem.posts if p.is_solo}
        if config.priority != ALL:
            solo &= {p.code for p in frame.problem.posts if p.priority == config.priority}
        _, judged = cell_mask(frame, scope)
        slots = np.flatnonzero(np.array([s.post in solo for s in frame.slots], dtype=np.bool_) & judged)
        new = [o for o, who in enumerate(frame.problem.officers) if who.is_probationary and scope.has(who.badge)]
        officers = np.array(new, dtype=np.int64)
        return (Forbid(officer=np.repeat(officers, len(slots)), slot=np.tile(slots, len(officers))),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Look at the post of each tour of each probationary officer."""
        return tuple(
            Breach(cells=(cell_of(tour),), measured=1, limit=0, detail={"post": view.posts[tour.post].name})
            for badge in view.rostered(scope)
            if view.officers[badge].is_probationary
            for tour in view.tours_of[badge]
            if scope.covers(tour.on) and _is_meant(view.posts[tour.post], config)
        )

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Still on probation, and alone at {post}: an experienced officer belongs here.",
            params={"post": finding.detail["post"]},
        )


def _is_meant(post: Post, config: Config) -> bool:
    return post.is_solo and (config.priority == ALL or post.priority is Priority.CRITICAL)
