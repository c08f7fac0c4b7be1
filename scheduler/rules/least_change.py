"""Least change.

The rule in words: tours that officers already hold for the period stand where they can; every change is counted.
Source: house policy; agreements ask for notice of changes, and people have planned their lives by a published roster.
Kept: everybody as published. Charged: one for each published tour that its officer no longer has, and one for each tour
that he has and was not published: a swap of two officers counts four, a tour given to nobody one.
A tour here is an officer on a post, date and shift: which seat of the post, of what kind and in how many parts does not
matter. Where nothing is published, nothing is charged.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Severity
from scheduler.rule import Breach, Frame, Price, Rule, Scope, Term, View, Wanted, cell_mask, cell_of
from scheduler.rule.view import Place


@dataclass(frozen=True)
class Config:
    """Nothing to set."""


class LeastChange(Rule, config=Config):
    """One for each published tour lost, one for each tour gained."""

    key = "least_change"
    title = "Changes to the published roster"
    unit = "tours"
    price_unit = "changes"
    severities = (Severity.SHOW, Severity.PRICED)
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="As few changes as possible to tours already published.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Want each published cell, and price every other one."""
        published = frame.problem.published
        if not published:
            return ()
        _, judged = cell_mask(frame, scope)
        gained = np.broadcast_to(judged, (len(frame.badges), len(frame.slots))).copy()
        gained[[o for o, badge in enumerate(frame.badges) if not scope.has(badge)]] = False
        wanted: dict[tuple[Badge, Place], int | None] = {}
        for tour in published:
            if scope.covers(tour.on) and scope.has(tour.badge):
                place = tour.post, tour.on, tour.shift
                slot = wanted[tour.badge, place] = frame.slot_index.get(place)
                if slot is not None:
                    gained[frame.officer_index[tour.badge], slot] = False
        officer, slot_gained = np.nonzero(gained)
        return (
            Wanted(
                officer=np.array([frame.officer_index[badge] for badge, _ in wanted], dtype=np.int64),
                first=np.cumsum([0, *(slot is not None for slot in wanted.values())], dtype=np.int64),
                slot=np.array([slot for slot in wanted.values() if slot is not None], dtype=np.int64),
                cost=np.ones(len(wanted), dtype=np.int64),
            ),
            Price(officer=officer, slot=slot_gained, cost=np.ones(len(officer), dtype=np.int64)),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Compare what each officer has with what he was published to have, place by place."""
        if not view.problem.published:
            return ()
        if "least_change" not in view.facts.memo:
            view.facts.memo["least_change"] = _by_badge(view.problem.published)
        published: dict[Badge, dict[Place, Tour]] = view.facts.memo["least_change"]
        found = []
        for badge in view.badges(scope):
            before = published.get(badge, {})
            tours = view.tours_of[badge]
            now = {(tour.post, tour.on, tour.shift): tour for tour in reversed(tours)}
            for place, tour in before.items():
                if place not in now and scope.covers(tour.on):
                    cell = Cell(on=tour.on, badge=badge, seat=tour.seat)
                    found.append(Breach(cells=(cell,), measured=0, limit=1, detail=_names(view, tour)))
            for place, tour in now.items():
                if place not in before and scope.covers(tour.on):
                    found.append(Breach(cells=(cell_of(tour),), measured=1, limit=0, detail=_names(view, tour)))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        params = {"post": finding.detail["post"], "shift": finding.detail["shift"]}
        if finding.limit:
            return Message(template="Published for {post}, {shift}, and no longer there.", params=params)
        return Message(template="New since publication: {post}, {shift}.", params=params)


def _by_badge(tours: tuple[Tour, ...]) -> dict[Badge, dict[Place, Tour]]:
    found: dict[Badge, dict[Place, Tour]] = {}
    for tour in tours:
        found.setdefault(tour.badge, {}).setdefault((tour.post, tour.on, tour.shift), tour)
    return found


def _names(view: View, tour: Tour) -> dict[str, str | int]:
    return {"post": view.posts[tour.post].name, "shift": view.shifts[tour.shift].name}
