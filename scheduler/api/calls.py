"""Calling officers in: `Desk.calls`. Who is next for a seat, what came of each call, and what is charged to whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.api.guard import needs
from scheduler.api.history import with_published
from scheduler.day import CallLists, Standing, call_lists, standings, volunteers_first
from scheduler.domain.answers import Candidate
from scheduler.domain.calls import OUTCOMES, Call, CallOutcome, CallRules, rules_on
from scheduler.domain.roster import parse_seat_id
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, PostCode, SeatId, ShiftCode
from scheduler.domain.worked import ClosedDays
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

MOST_DAYS = 1100
"""Days before a date whose overtime can be charged: three years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What is charged to an officer on a local date."""

    badge: Badge
    seniority: date
    standing: Standing


class CallDesk:
    """What can be asked and done about calls. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        closed: Callable[[], ClosedDays],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._closed, self._now, self._session = store, site, closed, now, session

    @needs(Action.READ_ROSTER)
    def rules(self, on: date) -> CallRules:
        """Return the rules that hold on a local date."""
        return rules_on(self._store.calls.rules(), on)

    @needs(Action.CHANGE_POLICY)
    def set_rules(self, rules: CallRules) -> None:
        """Let other rules hold from their date on; those of dates before stay as they were.

        Raises:
            DeskError: a number is out of its range, or no source is given.
        """
        if not 1 <= rules.counted_days <= MOST_DAYS or not 0 <= rules.protected_days <= 366:
            raise DeskError(f"From 1 to {MOST_DAYS} days are charged, and from 0 to 366 days protect")
        if not rules.source.strip():
            raise DeskError("Rules of calling name the agreement or order that they come from")
        self._store.calls.set_rules(rules, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER)
    def charged(self, on: date) -> tuple[Charged, ...]:
        """Return what is charged to each officer on a local date, in the order in which volunteers are called then."""
        rules, officers = self.rules(on), self._site().officers
        known, first_of = self._standings(rules, on), volunteers_first(rules)
        order = sorted(officers, key=lambda o: first_of(o, known.get(o.badge, Standing())))
        return tuple(
            Charged(badge=o.badge, seniority=o.seniority, standing=known.get(o.badge, Standing())) for o in order
        )

    @needs(Action.READ_ROSTER)
    def about(self, seat: SeatId) -> tuple[Call, ...]:
        """Return the calls about a seat's post, shift and date, in the order in which they were made.

        Raises:
            DeskError: it is no seat.
        """
        post, on, shift, _ = _parsed(seat)
        return tuple(c for c in self._store.calls.of_dates(on, on) if (c.post, c.shift) == (post, shift))

    @needs(Action.EDIT)
    def lists(self, seat: SeatId, candidates: Iterable[Candidate], is_empty: bool = False) -> CallLists:
        """Return who volunteers for a seat and who may be mandated to it, in order, and who is to be called next.

        Args:
            seat: `POST/DATE/SHIFT/INDEX`.
            candidates: Everybody for the seat, as the engine answers for it.
            is_empty: Whether nobody is on the seat, although somebody may have accepted.

        Raises:
            DeskError: it is no seat.
        """
        post, on, shift, _ = _parsed(seat)
        site, rules = self._site(), self.rules(on)
        return call_lists(
            candidates,
            site.officers,
            site.willing,
            site.exemptions,
            self._standings(rules, on),
            self._store.calls.of_dates(on, on),
            rules,
            (post, shift, on),
            is_empty,
        )

    @needs(Action.EDIT)
    def note(
        self,
        seat: SeatId,
        badge: Badge,
        outcome: CallOutcome,
        candidates: Iterable[Candidate],
        is_empty: bool = True,
    ) -> Call:
        """Write down what came of a call to whoever is next.

        Args:
            seat: `POST/DATE/SHIFT/INDEX`.
            badge: Who was called.
            outcome: What came of it.
            candidates: Everybody for the seat, as the lists were made from.
            is_empty: Whether nobody is on the seat, as for `lists`.

        Raises:
            DeskError: nobody of that list can say so, or another one is next: somebody else called meanwhile.
        """
        post, on, shift, _ = _parsed(seat)
        following = self.lists(seat, candidates, is_empty).next
        if following is None or following[1].officer.badge != badge:
            after = f": next is {following[1].officer.badge}" if following is not None else ""
            raise DeskError(f"{badge} is not next to be called for this seat{after}")
        of, line = following
        if outcome not in OUTCOMES[of]:
            raise DeskError(f"A call from the {of} list cannot end with {outcome.value!r}")
        tour = line.candidate.tour
        made = Call(
            badge=badge,
            post=post,
            shift=shift,
            on=on,
            start=tour.start,
            end=tour.end,
            list=of,
            place=line.place or 0,
            outcome=outcome,
            at=self._now(),
            by=self._session.actor,
        )
        self._store.calls.add(made)
        return made

    @needs(Action.READ_ROSTER)
    def between(self, first: date, last: date) -> tuple[Call, ...]:
        """Return the calls about seats of local dates `first` to `last`, inclusive, in the order they were made."""
        return self._store.calls.of_dates(first, last)

    def _standings(self, rules: CallRules, on: date) -> dict[Badge, Standing]:
        since, after = on - timedelta(days=rules.counted_days), on + timedelta(days=1)
        worked = with_published(self._site(), after, self._store.published(since, after), self._closed()).worked
        return standings(worked, self._store.calls.of_dates(since, on), rules, on)


def _parsed(seat: SeatId) -> tuple[PostCode, date, ShiftCode, int]:
    try:
        return parse_seat_id(seat)
    except ValueError as error:
        raise DeskError(str(error)) from error
