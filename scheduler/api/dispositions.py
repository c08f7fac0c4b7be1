"""What asks for a decision, and what was decided: `Desk.dispositions`. Of areas and posts; no officer is named."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime

import numpy as np

from scheduler.api.guard import needs
from scheduler.attention import AttentionTable
from scheduler.domain.dispositions import Disposition, DispositionKind, Subject
from scheduler.domain.findings import Report
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Severity
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

EXPOSURE_RULES = frozenset({"contact", "area_tenure", "cool_down", "one_to_one_repeats"})
_ASKING = frozenset({Severity.NEVER, Severity.STOP, Severity.ASK})
_HIGH = 3
"""Number of the band "high"."""


def subjects_of(problem: Problem, roster: Roster, report: Report, table: AttentionTable) -> tuple[Subject, ...]:
    """Return what asks for a decision: breaches by area and policy entry, certainly high bands by post and shift."""
    found: dict[tuple[DispositionKind, str, str], set[date]] = defaultdict(set)
    area_of = {post.code: post.area for post in problem.posts}
    posts = {(tour.badge, tour.on): tour.post for tour in roster.tours}
    for finding in report.findings:
        if finding.rule in EXPOSURE_RULES and finding.severity in _ASKING:
            cell = finding.cells[0]
            post = posts.get((cell.badge, cell.on)) if cell.badge is not None else None
            area = str(finding.detail.get("area") or (area_of.get(post, "") if post is not None else ""))
            found[DispositionKind.BREACH, area, finding.entry].add(cell.on)
    low, _ = table.bands
    for p, s, d in np.argwhere(table.open & (low >= _HIGH)).tolist():
        on = table.dates[d]
        if on in roster.period:
            found[DispositionKind.HIGH_BAND, table.posts[p], table.shifts[s]].add(on)
    return tuple(
        Subject(kind=kind, place=place, about=about, first=min(dates), last=max(dates), dates=len(dates))
        for (kind, place, about), dates in sorted(found.items())
    )


class DispositionDesk:
    """Decisions about breaches and high bands. Methods raise `DeskError`, one sentence."""

    def __init__(self, store: Store, today: Callable[[], date], now: Callable[[], datetime], session: Session) -> None:
        self._store, self._today, self._now, self._session = store, today, now, session

    @needs(Action.READ_OVERLAY)
    def every(self) -> tuple[Disposition, ...]:
        """Return all dispositions, the latest first."""
        return self._store.dispositions.every()

    @needs(Action.READ_OVERLAY)
    def of(self, subject: Subject) -> Disposition | None:
        """Return what was last decided about a subject, None for nothing."""
        return next((made for made in self.every() if made.settles(subject)), None)

    @needs(Action.DECIDE_FINDINGS)
    def decide(self, subject: Subject, action: str, due: date) -> Disposition:
        """Write down what is to be done about a subject, and by when.

        Raises:
            DeskError: nothing is said, or the date is over.
        """
        if not action.strip():
            raise DeskError("A disposition says what is to be done")
        if due < self._today():
            raise DeskError("A disposition is to be done by a date to come")
        made = Disposition(
            kind=subject.kind,
            place=subject.place,
            about=subject.about,
            first=subject.first,
            last=subject.last,
            action=" ".join(action.split()),
            due=due,
            by=self._session.actor,
            at=self._now(),
        )
        self._store.dispositions.add(made)
        return made
