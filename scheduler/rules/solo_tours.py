"""Tours on solo posts and with the same small crew.

The rule in words: an officer has at most so many tours on posts held alone in any so many dates, by day, by night or at
all. The same rule, told so, counts tours on one and the same solo post, or tours with a crew.
Source: house policy. Inquiries name work alone, out of sight of colleagues, and the same few people every day as the
setting in which boundaries gave way; no law gives a number.
Kept: four nights in a row on the same solo post, then a night elsewhere. Broken: a fifth night there.
"In a row" is said by dates: at most four in any five. Which posts: `solo`, all posts that are held alone, taken
together; `same_post`, each of them by itself; `crew`, all posts whose contact mode is a crew. A night is a shift that
is marked as one. Parts of one shift on a post are one tour; it counts on the date on which it starts, history included.
A window needs a rostered tour, and the finding lies on the date of its last one.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from scheduler.domain.findings import Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, ContactMode, PostCode, ShiftCode
from scheduler.rule import Breach, Frame, InvalidSettingError, Rule, Scope, Term, View, cell_of, setting
from scheduler.rule.sliding import heaps, windows_over
from scheduler.rule.tallies import Tally, tally_rows

_WHEN = {"any": "tours", "day": "day tours", "night": "night tours"}
_ON = {"solo": "on posts held alone", "same_post": "on the same post held alone", "crew": "with a crew"}


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    most_tours: int = setting(4, "Most tours", "tours", 1, 366)
    days: int = setting(5, "In any", "days", 1, 366)
    when: str = setting("night", "Which tours", "any, day or night")
    on: str = setting("same_post", "Which posts", "solo, same_post or crew")
    most_tours_a_day: int = setting(1, "Tours of one officer that may start on one date", "tours", 1, 4)

    def __post_init__(self) -> None:
        for name, known in (("when", _WHEN), ("on", _ON)):
            if getattr(self, name) not in known:
                raise InvalidSettingError(
                    f"solo_tours.{name}: one of {', '.join(known)} is expected, not {getattr(self, name)!r}"
                )


class SoloTours(Rule, config=Config):
    """At most `most_tours` tours alone, or with a crew, in any `days` dates."""

    key = "solo_tours"
    title = "Tours alone and with a crew"
    unit = "tours"
    price_unit = "tours"
    is_worst_per_officer = True
    is_apart = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="At most {most} {tours} {posts} in any {days} days.",
            params={
                "most": config.most_tours,
                "tours": _WHEN[config.when],
                "posts": _ON[config.on],
                "days": config.days,
            },
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Count the slots that the settings name, all together or post by post, with the history there."""
        problem, officers, days = frame.problem, len(frame.badges), config.days
        nights = {s.code for s in problem.shifts if s.is_night}
        if config.on == "crew":
            posts = [p.code for p in problem.posts if p.contact is ContactMode.CREW]
        else:
            posts = [p.code for p in problem.posts if p.is_solo]
        group = {code: n if config.on == "same_post" else 0 for n, code in enumerate(posts)}

        def counts(post: PostCode, shift: ShiftCode) -> bool:
            return post in group and (config.when == "any" or (config.when == "night") == (shift in nights))

        slots: dict[int, list[int]] = defaultdict(list)
        for s, slot in enumerate(frame.slots):
            if counts(slot.post, slot.shift):
                slots[group[slot.post]].append(s)
        past = {n: np.zeros((officers, days - 1), dtype=np.int64) for n in slots}
        since = problem.period.first - timedelta(days=days - 1)
        for o, tours in enumerate(frame.past):
            for post, on, shift in {(t.post, t.on, t.shift) for t in tours if t.on >= since}:
                if counts(post, shift) and group[post] in past:
                    past[group[post]][o, (on - since).days] += 1
        limit = np.full(officers, config.most_tours, dtype=np.int64)
        tallies = (
            Tally(slot=np.array(own, dtype=np.int64), coef=np.ones(len(own), dtype=np.int64), past=past[n], limit=limit)
            for n, own in slots.items()
        )
        return (tally_rows(frame, scope, days, tallies, config.most_tours_a_day),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Gather the tours that count by officer, or officer and post, and slide the window along them."""
        pick, worked = _standing(view, config)
        found = []
        for badge in view.rostered(scope):
            own: dict[PostCode | None, list[tuple[Tour, int]]] = defaultdict(list)
            for tour in view.tours_of[badge]:
                if (tour.post, tour.shift) in pick:
                    own[pick[tour.post, tour.shift]].append((tour, 1))
            for group, tours in own.items():
                past = worked.get((badge, group), ())
                if len(tours) + len(past) <= config.most_tours:
                    continue
                posts = _ON[config.on] if group is None else f"on {group}, held alone,"
                for over in windows_over(heaps(past, tours), config.days, config.most_tours):
                    if scope.covers(over.latest.on):
                        found.append(
                            Breach(
                                cells=(cell_of(over.latest),),
                                measured=over.total,
                                limit=config.most_tours,
                                amount=over.amount,
                                detail={"days": config.days, "tours": _WHEN[config.when], "posts": posts},
                            )
                        )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{count} {tours} {posts} within {days} days; at most {most} are asked for.",
            params={
                "count": finding.measured,
                "tours": finding.detail.get("tours", "tours"),
                "posts": finding.detail.get("posts", ""),
                "days": finding.detail.get("days", 0),
                "most": finding.limit,
            },
        )


Pick = dict[tuple[PostCode, ShiftCode], PostCode | None]
"""The posts and shifts that count, and with which post's tours each is counted (None: all together)."""

Known = dict[tuple[Badge, PostCode | None], list[tuple[Tour, int]]]
"""Worked tours that count, each 1, by officer and post (None: all together)."""


def _standing(view: View, config: Config) -> tuple[Pick, Known]:
    """Return what no roster changes: which tours count, and the history that windows can hold."""
    key = f"solo_tours/{config.on}/{config.when}/{config.days}"
    if key not in view.facts.memo:
        shifts = [s.code for s in view.problem.shifts if config.when == "any" or s.is_night == (config.when == "night")]
        pick: Pick = {}
        for post in view.problem.posts:
            if post.contact == ContactMode.CREW if config.on == "crew" else post.is_solo:
                pick |= {(post.code, shift): post.code if config.on == "same_post" else None for shift in shifts}
        since = view.problem.period.first - timedelta(days=config.days - 1)
        worked: Known = defaultdict(list)
        for tour in view.problem.worked:
            if tour.on >= since and (tour.post, tour.shift) in pick:
                worked[tour.badge, pick[tour.post, tour.shift]].append((tour, 1))
        view.facts.memo[key] = pick, dict(worked)
    found: tuple[Pick, Known] = view.facts.memo[key]
    return found
