"""Equity audits: `Desk.equity`. How work was shared, as papers for whoever compares groups of staff outside."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler.api.audit import AuditDesk
from scheduler.api.errand import Errand
from scheduler.api.guard import needs
from scheduler.api.papers import PAGES, PageSize, write_paper
from scheduler.domain.draws import Muster
from scheduler.domain.papers import Paper
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.swaps import Swap, SwapState
from scheduler.domain.words import Badge, LeaveState
from scheduler.domain.worked import ClosedDays
from scheduler.exchange.writers import CsvForm
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger.equity import Counting, Outcome, carried_by
from scheduler.ledger.spread import hard_points, hard_posts
from scheduler.reports.equity import (
    BY_BADGE,
    BY_KEY,
    SUMMARY,
    TITLES,
    EquityFacts,
    equity_counts,
    equity_keys,
    equity_summary,
)
from scheduler.storage import DeskError, Store

__all__ = ["BY_BADGE", "BY_KEY", "SUMMARY", "TITLES", "EquityAudit", "EquityDesk"]
MOST_DAYS = 1100
"""Dates that an audit may be about: three years."""
KEY_LETTERS, KEY_LENGTH = "BCDFGHJKLMNPQRSTVWXZ", 8
"""Keys are of consonants: no word comes of them, and no spreadsheet takes one for a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityAudit:
    """An audit that is made, and nothing of it written: the paper, and with random keys another one, of whose they are.

    The keys are drawn anew each time: two audits by key cannot be joined.
    """

    paper: Paper
    keys: Paper | None = field(default=None, repr=False)


class EquityDesk:
    """Makes equity audits and writes them. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        past_site: Callable[[date], Site],
        closed_days: Callable[[], ClosedDays],
        sealed: Callable[[int], frozenset[Muster]],
        audit_log: AuditDesk,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._past_site, self._closed_days, self._sealed = store, past_site, closed_days, sealed
        self._audit_log, self._now, self._session = audit_log, now, session

    @needs(Action.READ_EQUITY)
    def make(self, kind: str, first: date, last: date) -> EquityAudit:
        """Return an audit of local dates `first` to `last`, inclusive; nothing leaves the database yet.

        Of closed days what was worked counts, of others what was published; posts that are still to be drawn do not.

        Raises:
            DeskError: there is no such audit, or the dates are the wrong way round or too many.
        """
        if kind not in TITLES:
            raise DeskError(f"{kind!r} is no equity audit; known are {', '.join(TITLES)}")
        if not 0 <= (last - first).days < MOST_DAYS:
            raise DeskError(
                f"An equity audit is about a date to a later one, {MOST_DAYS} days at most, not {first} to {last}"
            )
        facts = self._facts(first, last)
        if kind == SUMMARY:
            return EquityAudit(paper=equity_summary(facts))
        if kind == BY_BADGE:
            return EquityAudit(paper=equity_counts(facts))
        keys = _keys([one.badge for one in facts.carried])
        return EquityAudit(paper=equity_counts(facts, keys), keys=equity_keys(facts, keys))

    @needs(Action.EXPORT_EQUITY)
    def write(
        self,
        audit: EquityAudit,
        folder: Path,
        formats: tuple[str, ...] = (PAGES,),
        size: PageSize = PageSize.LETTER,
        csv: CsvForm | None = None,
        errand: Errand | None = None,
    ) -> tuple[Path, ...]:
        """Write an audit to files in a folder and return them; whose key is which is a CSV file of its own, the last.

        The audit log notes formats, rows and hash of each.

        Raises:
            CancelledError: whoever waits has given up; nothing is written.
            DeskError: a format is not known, or a file cannot be written.
        """
        paths, noted = write_paper(audit.paper, folder, formats, size, csv, errand)
        self._note(audit.paper, noted)
        if audit.keys is not None:
            beside, noted = write_paper(audit.keys, folder, ("csv",), size, csv)
            self._note(audit.keys, noted)
            paths = (*paths, *beside)
        self._audit_log.put_anchor_beside(folder)
        return paths

    def _note(self, paper: Paper, noted: Iterable[str]) -> None:
        what = f"paper:{paper.kind}:{paper.span}"
        self._store.audit_log.note_export(what, self._now(), self._session.actor, "export equity", *noted)

    def _facts(self, first: date, last: date) -> EquityFacts:
        site = self._past_site(last + timedelta(days=1))
        points = hard_points(site.policy.entries, last)
        counting = Counting(
            nights=frozenset(shift.code for shift in site.shifts if shift.is_night),
            hard=hard_posts(site.posts, points),
            first=first,
            last=last,
        )
        leave = _outcomes(
            (request.badge, request.state is LeaveState.REFUSED)
            for request in site.leave_requests
            if first <= request.first <= last and request.state in (LeaveState.GRANTED, LeaveState.REFUSED)
        )
        swaps = _outcomes(_decided(self._store.swaps.every(), first, last))
        newest = self._audit_log.anchor()
        units, watches = _units(site), {shift.code: shift.name for shift in site.shifts}
        return EquityFacts(
            facility=site.facility.name,
            first=first,
            last=last,
            at=self._now().astimezone(ZoneInfo(site.facility.zone)),
            anchor=f"{newest.number}:{newest.hash}" if newest is not None else "",
            closed=sum(first <= on <= last for on in self._closed_days().dates),
            hard_points=points,
            carried=carried_by(site.officers, self._open_tours(site, first, last), leave, swaps, counting),
            unit=lambda one: units.get(one.post or "", ""),
            watch=lambda one: watches.get(one.shift, "") if one.shift is not None else "",
        )

    def _open_tours(self, site: Site, first: date, last: date) -> tuple[Tour, ...]:
        """Return the tours of the dates whose posts are known to everybody who reads rosters."""
        hidden: set[Muster] = set()
        for head in self._store.rosters():
            if head.period.first <= last and head.period.last >= first:
                hidden |= self._sealed(head.id)
        tours = (tour for tour in site.worked if first <= tour.on <= last)
        return tuple(tour for tour in tours if Muster(on=tour.on, shift=tour.shift) not in hidden)


def _decided(swaps: Iterable[Swap], first: date, last: date) -> Iterable[tuple[Badge, bool]]:
    """Yield who proposed a swap that a supervisor decided about, and whether it was refused."""
    return (
        (swap.badge, swap.state is SwapState.REFUSED)
        for swap in swaps
        if first <= swap.tour.on <= last and swap.state in (SwapState.APPROVED, SwapState.REFUSED)
    )


def _outcomes(decided: Iterable[tuple[Badge, bool]]) -> dict[Badge, Outcome]:
    listed = list(decided)
    every, refused = Counter(badge for badge, _ in listed), Counter(badge for badge, is_no in listed if is_no)
    return {badge: Outcome(decided=count, refused=refused[badge]) for badge, count in every.items()}


def _units(site: Site) -> MappingProxyType[str, str]:
    """Return the name of each post's area."""
    names = {area.code: area.name for area in site.areas}
    return MappingProxyType({post.code: names.get(post.area, "") for post in site.posts})


def _keys(badges: Iterable[Badge]) -> dict[Badge, str]:
    """Return a random key for each badge, all different."""
    keys: dict[Badge, str] = {}
    taken: set[str] = set()
    for badge in badges:
        key = ""
        while not key or key in taken:
            key = "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH))
        taken.add(key)
        keys[badge] = key
    return keys
