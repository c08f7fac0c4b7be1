"""Stints on a watch post.

The rule in words: nobody stays on a watch over one inmate for longer than so many minutes without relief.
Source: house policy: relief on a constant watch is due after 2 h, and nobody stays longer than 4 h. No law of the field
was found that names a number; psychiatric hospitals relieve an observer after some 2 h.
Kept: a watch of 8 h held by four officers, 2 h each. Broken: one officer for the whole 8 h, 2 h being the limit.
A watch post is one whose contact mode is watch. Parts of one shift on one post that follow each other without a gap,
held by the same officer, are one stint; another shift begins another. As long as stints are not planned, a whole seat
that is longer than the limit is a breach in itself: a reminder that relief must be organised on the day.
"""

from dataclasses import dataclass, replace

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import ContactMode
from scheduler.rule import (
    Breach,
    Forbid,
    Frame,
    Rule,
    Scope,
    Term,
    View,
    cell_mask,
    cell_of,
    hours,
    members,
    setting,
)


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    limit_minutes: int = setting(120, "Longest stint on a watch", "minutes", 15, 1440)


class StintLength(Rule, config=Config):
    """At most `limit_minutes` on a watch post without relief; a longer stint counts once."""

    key = "stint_length"
    title = "Stints on a watch"
    unit = "minutes"
    price_unit = "stints"
    judged_by = "officer"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {most} on a watch without relief.", params={"most": hours(config.limit_minutes)}
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid whole seats on watch posts that are longer than a stint."""
        watches = {p.code for p in frame.problem.posts if p.contact == ContactMode.WATCH}
        is_watch = np.array([s.post in watches for s in frame.slots], dtype=np.bool_)
        _, judged = cell_mask(frame, scope)
        slots = np.flatnonzero(is_watch & judged & (frame.minutes > config.limit_minutes))
        who = members(frame, scope)
        return (Forbid(officer=np.repeat(who, len(slots)), slot=np.tile(slots, len(who))),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Join the parts that an officer holds of each watch seat, and measure them."""
        found = []
        watches = {p.code for p in view.problem.posts if p.contact == ContactMode.WATCH}
        for badge in view.badges(scope) if watches else ():
            tours = [t for t in view.tours_of[badge] if t.post in watches and scope.covers(t.on)]
            for stint in _stints(tours):
                if stint.minutes > config.limit_minutes:
                    found.append(Breach(cells=(cell_of(stint),), measured=stint.minutes, limit=config.limit_minutes))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{time} on a watch without relief; at most {most} are asked for.",
            params={"time": hours(finding.measured), "most": hours(finding.limit)},
        )


def _stints(tours: list[Tour]) -> list[Tour]:
    """Return the tours (by start), those of one post and shift that touch joined into one."""
    found: list[Tour] = []
    for tour in tours:
        n = next((n for n, s in enumerate(found) if s.end == tour.start and _seat(s) == _seat(tour)), None)
        if n is None:
            found.append(tour)
        else:
            found[n] = replace(found[n], end=tour.end)
    return found


def _seat(tour: Tour) -> tuple[object, ...]:
    return tour.post, tour.on, tour.shift
