"""Documents read.

The rule in words: nobody holds a post whose post order, or another document asked for there, he has not read in the
version that holds on the tour's start date; `grace_days` after a new version the one before it is enough.
Source: post orders are read and initialled before the post is worked, and reviewed each year (Idaho ISCC field memo);
house policy asks the same for the boundary policy on every post with inmate contact.
Kept: version 2 holds from 10 December, read on the 12th, on the post on the 14th. Broken: read on the 15th only.
A document that names no posts is asked for on every post whose contact mode is not none. A version read counts from
the date of reading on, that date included. A document's first version has none before it: within its grace nothing is
asked.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from scheduler.domain.facility import Document, Post
from scheduler.domain.findings import Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.words import Badge, ContactMode, DocumentCode, PostCode
from scheduler.rule import Bools, Breach, Forbid, Frame, Ints, Rule, Scope, Term, View, cell_mask, cell_of, setting

Readers = dict[DocumentCode, dict[int, list[tuple[int, int]]]]
"""By document and version: (officer index, day index of the reading)."""


class Asked(NamedTuple):
    """A document asked for on `posts` (empty: where inmates are met): one of `versions` must have been read."""

    code: DocumentCode
    title: str
    posts: tuple[PostCode, ...]
    versions: tuple[int, ...]

    def concerns(self, post: Post) -> bool:
        """Whether the post asks for it."""
        return post.code in self.posts if self.posts else post.contact is not ContactMode.NONE


@dataclass(frozen=True)
class Config:
    """The numbers of the rule."""

    grace_days: int = setting(14, "Days to read a new version", "days", 0, 90)


class DocumentsRead(Rule, config=Config):
    """Every document that a post asks for has been read on or before the tour's start date."""

    key = "documents_read"
    title = "Post orders read"
    unit = "documents"
    price_unit = "tours"

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(
            template="Post orders and policies are read before the post is held; a new version within {days} days.",
            params={"days": config.grace_days},
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid each cell on a post that asks for a document which its officer has not read by the slot's date."""
        problem = frame.problem
        lines: dict[DocumentCode, list[Document]] = defaultdict(list)
        for line in sorted(problem.documents, key=lambda d: (d.effective, d.version)):
            lines[line.code].append(line)
        readers: Readers = defaultdict(lambda: defaultdict(list))
        for reading in problem.readings:
            readers[reading.document][reading.version].append(
                (frame.officer_index[reading.badge], frame.day_index(reading.on))
            )
        row = {p.code: n for n, p in enumerate(problem.posts)}
        post = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        contact = np.array([p.contact != ContactMode.NONE for p in problem.posts], dtype=np.bool_)
        barred = np.zeros((len(frame.badges), len(frame.slots)), dtype=np.bool_)
        for code, versions in lines.items():
            for holds, first, stop in _spells(frame, versions, config.grace_days):
                named = contact
                if versions[holds].posts:
                    named = np.zeros(len(problem.posts), dtype=np.bool_)
                    named[[row[p] for p in versions[holds].posts]] = True
                slots = np.flatnonzero(named[post] & (frame.day >= first) & (frame.day < stop))
                since = frame.date_at(first) - timedelta(days=config.grace_days)
                enough = _in_force_since(versions, holds, since)
                if enough and len(slots):
                    barred[:, slots] |= _unread(frame, readers[code], enough, frame.day[slots])
        inside = np.array([scope.has(badge) for badge in frame.badges], dtype=np.bool_)
        officer, slot = np.nonzero(barred & inside[:, None] & cell_mask(frame, scope)[1])
        return (Forbid(officer=officer, slot=slot),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go through the documents that each tour's post asks for on its date."""
        if not view.problem.documents:
            return ()
        name = f"documents_read {config.grace_days}"
        if name not in view.facts.memo:
            view.facts.memo[name] = _Register(view.problem, config.grace_days)
        register: _Register = view.facts.memo[name]
        found = []
        for badge in view.rostered(scope):
            for tour in view.tours_of[badge]:
                if not scope.covers(tour.on) or register.ready(badge, tour.post, tour.on) <= tour.on:
                    continue
                missing = register.missing(badge, tour.post, tour.on)
                found.append(
                    Breach(
                        cells=(cell_of(tour),),
                        measured=len(missing),
                        limit=0,
                        detail={"documents": ", ".join(missing)},
                    )
                )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="Not yet read and signed for this post: {documents}.",
            params={"documents": finding.detail["documents"]},
        )


def _spells(frame: Frame, versions: list[Document], grace: int) -> list[tuple[int, int, int]]:
    """Return (line in force, first day, last day exclusive) so that in a spell nothing changes that matters."""
    days = len(frame.dates)
    starts = [frame.day_index(v.effective) for v in versions]
    edges = {0, days} | {d for s in starts for d in (s, s + grace) if 0 < d < days}
    marks = sorted(edges)
    found = []
    for first, stop in pairwise(marks):
        begun = [n for n, start in enumerate(starts) if start <= first]
        if begun:
            found.append((begun[-1], first, stop))
    return found


def _in_force_since(versions: list[Document], holds: int, since: date) -> list[int]:
    """Return the versions in force on some date from `since` on, up to line `holds`; none if `since` had none yet."""
    enough = []
    for line in reversed(versions[: holds + 1]):
        enough.append(line.version)
        if line.effective <= since:
            return enough
    return []


def _unread(frame: Frame, readers: dict[int, list[tuple[int, int]]], versions: list[int], days: Ints) -> Bools:
    """Return `[officer, n]`: whether the officer has read none of the versions by day `days[n]`."""
    since = np.full(len(frame.badges), np.iinfo(np.int64).max, dtype=np.int64)
    for version in versions:
        lines = np.array(readers.get(version, []), dtype=np.int64).reshape(-1, 2)
        np.minimum.at(since, lines[:, 0], lines[:, 1])
    late: Bools = since[:, None] > days[None, :]
    return late


class _Register:
    """What the checker knows of documents and readings: version by version, date by date."""

    def __init__(self, problem: Problem, grace: int) -> None:
        self._grace = grace
        self._posts = {post.code: post for post in problem.posts}
        self._lines: dict[DocumentCode, list[Document]] = defaultdict(list)
        for line in problem.documents:
            self._lines[line.code].append(line)
        self._read: dict[tuple[Badge, DocumentCode, int], date] = {}
        for reading in problem.readings:
            key = reading.badge, reading.document, reading.version
            self._read[key] = min(reading.on, self._read.get(key, reading.on))
        self._on: dict[date, tuple[Asked, ...]] = {}
        self._sets: dict[tuple[Asked, ...], int] = {}
        self._asked_in: list[tuple[Asked, ...]] = []
        self._at: dict[tuple[PostCode, date], int] = {}
        self._ready: dict[tuple[Badge, int], date] = {}

    def ready(self, badge: Badge, post: PostCode, on: date) -> date:
        """Return from when on the officer has read what the post asks for on a date; the last of all dates: never."""
        number = self._at.get((post, on))
        if number is None:
            number = self._at[post, on] = self._number(self._asked_at(post, on))
        since = self._ready.get((badge, number))
        if since is None:
            since = max((self._since(badge, each) for each in self._asked_in[number]), default=date.min)
            self._ready[badge, number] = since
        return since

    def missing(self, badge: Badge, post: PostCode, on: date) -> list[str]:
        """Return the titles of what the post asks for and the officer has not read by the date."""
        return [each.title for each in self._asked_in[self._at[post, on]] if self._since(badge, each) > on]

    def _number(self, asked: tuple[Asked, ...]) -> int:
        """Return one number for each different tuple: numbers are quicker to look up."""
        if asked not in self._sets:
            self._sets[asked] = len(self._asked_in)
            self._asked_in.append(asked)
        return self._sets[asked]

    def _since(self, badge: Badge, asked: Asked) -> date:
        return min(self._read.get((badge, asked.code, version), date.max) for version in asked.versions)

    def _asked_at(self, post: PostCode, on: date) -> tuple[Asked, ...]:
        if on not in self._on:
            self._on[on] = tuple(filter(None, (self._asked(lines, on) for _, lines in sorted(self._lines.items()))))
        return tuple(each for each in self._on[on] if each.concerns(self._posts[post]))

    def _asked(self, lines: list[Document], on: date) -> Asked | None:
        now, before = _holding(lines, on), _holding(lines, on - timedelta(days=self._grace))
        if now is None or before is None:
            return None
        held = {now}
        if before != now:
            held |= {_holding(lines, on - timedelta(days=n)) or now for n in range(self._grace + 1)}
        return Asked(now.code, now.title, now.posts, tuple(sorted(line.version for line in held)))


def _holding(lines: list[Document], on: date) -> Document | None:
    """Return the version that holds on a date: the one that took effect last."""
    begun = [line for line in lines if line.effective <= on]
    return max(begun, key=lambda d: (d.effective, d.version)) if begun else None
