"""Swaps of tours between two officers: `Desk.swaps`. Both choose freely, nobody is asked why, a supervisor approves.

A proposal is not judged: otherwise whoever proposes could search for what colleagues are kept from. It is judged when
it is accepted, and again when it is approved; what is said then never tells of one officer's limits to the other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from scheduler.api.guard import needs
from scheduler.api.notices import TO_BE_DRAWN
from scheduler.api.own import OwnTour
from scheduler.check import Checker
from scheduler.domain.clock import Clock
from scheduler.domain.draws import Muster
from scheduler.domain.findings import Finding
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, RosterEdit, StaleEditError, Tour, TourChange
from scheduler.domain.site import Site
from scheduler.domain.swaps import Swap, SwapState
from scheduler.domain.words import Badge, Minute, RosterState, Severity, TourKind
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.requests import dates_in_words
from scheduler.rule import NOT_ELIGIBLE, InvalidSettingError
from scheduler.rules import WORDLESS, UnknownRuleError, rule_of
from scheduler.storage import DeskError, Store

__all__ = ["OwnSwap", "SwapCase", "SwapDesk", "SwapVerdict"]
OF_ONESELF = frozenset(
    {"contact", "self_chosen_contact", "one_to_one_repeats", "solo_tours", "area_tenure", "area_share"}
)
"""Keys of the rules that tell with whom, or for how long where, somebody was: told to that officer and no colleague."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSwap:
    """A swap as one of both officers reads it.

    Attributes:
        number: Of the swap.
        state: How far it has come.
        is_mine: Whether the reader proposed it.
        other, other_name: The colleague; "" for a name that is not known.
        given: The own tour that goes to the colleague, None while none is chosen.
        taken: The colleague's tour, None while none is chosen.
        on: Local date on which the tour starts that the one who was asked gives.
        is_over: Whether a tour of it has begun although it was never decided.
        is_published: Whether officers hold it: the approved swap stands in the published version.
        is_standing: Whether the roster holds the approved swap. What a supervisor has taken back, or has changed
            otherwise since, is still approved: that was decided, and the roster is theirs who build it.
    """

    number: int
    state: SwapState
    is_mine: bool
    other: Badge
    other_name: str
    given: OwnTour | None
    taken: OwnTour | None
    on: date
    is_over: bool
    is_published: bool
    is_standing: bool

    @property
    def may(self) -> frozenset[str]:
        """What the reader can do: "accept", "decline", "withdraw"."""
        if self.is_over or not self.state.is_open:
            return frozenset()
        if self.state is SwapState.PROPOSED and not self.is_mine:
            return frozenset({"accept", "decline"})
        return frozenset({"withdraw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapCase:
    """A swap that both officers want, for who decides about it; both tours with the posts that may be told."""

    number: int
    state: SwapState
    badges: tuple[Badge, Badge]
    tours: tuple[OwnTour, OwnTour]
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapVerdict:
    """What the rules say against a swap as the roster stands, in sentences.

    Attributes:
        blocking: What must not be.
        asks: What has to be answered for when the roster is published.
    """

    blocking: tuple[str, ...]
    asks: tuple[str, ...]


class _Held:
    """What officers hold, each roster read once: made for one question and dropped after it."""

    def __init__(self, store: Store, now: Minute, swaps: Iterable[Swap]) -> None:
        self._store, self._now = store, now
        self._heads = [(head, store.versions(head.id)[0].saved_at) for head in store.rosters() if head.version]
        self._rosters: dict[int, tuple[Roster, frozenset[Tour]]] = {}
        self._busy = frozenset(t for swap in swaps for t in (swap.tour, swap.other_tour) if t is not None)

    def roster_of(self, on: date) -> int | None:
        """Return the roster that officers hold for a date: of several the one that was published last."""
        found = [(at, head.id) for head, at in self._heads if on in head.period]
        return max(found)[1] if found else None

    def published(self, id: int) -> Roster:
        """Return a roster as it was published last."""
        return self._read(id)[0]

    def stands(self, swap: Swap) -> bool:
        """Whether the roster holds both tours of a swap exchanged, or it is archived and nothing changes any more."""
        id = self.roster_of(swap.tour.on)
        if id is None:
            return False
        stored = self._store.roster(id)
        return stored.head.state is RosterState.ARCHIVED or set(swap.exchanged()) <= set(stored.roster.tours)

    def dates(self, since: date) -> tuple[date, ...]:
        """Return the published dates from one on."""
        return tuple(sorted({on for head, _ in self._heads for on in head.period.dates if on >= since}))

    def free(self, badge: Badge, on: date, but: Tour | None = None) -> tuple[Tour, ...]:
        """Return the tours of an officer on a date that can be swapped, `but` also where a swap holds it already.

        They are what was published, and still stands in the roster: what a supervisor has changed since does not.
        """
        id = self.roster_of(on)
        if id is None:
            return ()
        held, standing = self._read(id)
        return tuple(
            tour
            for tour in held.tours
            if tour.badge == badge
            and tour.on == on
            and tour.kind is TourKind.REGULAR
            and not tour.is_locked
            and tour.start > self._now
            and tour in standing
            and (tour not in self._busy or tour == but)
        )

    def _read(self, id: int) -> tuple[Roster, frozenset[Tour]]:
        if id not in self._rosters:
            held, stored = self._store.published_version(id), self._store.roster(id)
            assert held is not None  # it has a version
            takes_edits = stored.head.state is not RosterState.ARCHIVED
            self._rosters[id] = held, frozenset(stored.roster.tours if takes_edits else ())
        return self._rosters[id]


class SwapDesk:
    """What can be asked and done about swaps. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        problem: Callable[[Period], Problem],
        sealed: Callable[[int], frozenset[Muster]],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._problem, self._sealed = store, site, problem, sealed
        self._now, self._session = now, session

    # ------------------------------------------------------------ officers

    @needs(Action.SWAP)
    def colleagues(self) -> tuple[tuple[Badge, str], ...]:
        """Return badge and name of all other officers, by name."""
        site, own = self._site(), self._badge()
        names = {line.badge: line.name for line in site.names}
        found = [(o.badge, names.get(o.badge, "")) for o in site.officers if o.badge != own]
        return tuple(sorted(found, key=lambda line: (line[1].casefold(), line[0])))

    @needs(Action.SWAP)
    def own_tours(self) -> tuple[OwnTour, ...]:
        """Return the own tours that can be swapped, by start: published, regular, neither begun nor locked."""
        own, held = self._badge(), self._held()
        return self._told([tour for on in held.dates(self._today()) for tour in held.free(own, on)])

    @needs(Action.SWAP)
    def mine(self) -> tuple[OwnSwap, ...]:
        """Return the swaps in which one takes part, the newest first."""
        own, held = self._badge(), self._held()
        return tuple(self._own(swap, own, held) for swap in reversed(self._store.swaps.every()) if own in swap.badges)

    @needs(Action.SWAP)
    def to_give(self, number: int) -> tuple[OwnTour, ...]:
        """Return the own tours with which a swap that one was asked for can be accepted.

        Raises:
            DeskError: nobody asked for it, or it is decided.
        """
        swap = self._asked(number)
        return self._told(self._held().free(swap.other, swap.other_on))

    @needs(Action.SWAP)
    def propose(self, start: Minute, other: Badge, other_on: date) -> int:
        """Propose to a colleague to exchange a tour of one's own for one of his, and return the swap's number.

        Args:
            start: When the own tour starts, in elapsed minutes.
            other: Who is asked.
            other_on: Local date on which his tour starts; he says which one it is where he has several.

        Raises:
            DeskError: one of both has no such tour that could be swapped, or it is in an open swap already.
        """
        own, held = self._badge(), self._held()
        if other == own:
            raise DeskError("A swap takes two officers: choose a colleague")
        if other not in {officer.badge for officer in self._site().officers}:
            raise DeskError(f"No officer has the badge {other}")
        tour = self._tour_at(held, own, start)
        if not held.free(other, other_on):
            raise DeskError(f"{other} has no tour on {dates_in_words([other_on])} that could be swapped")
        if held.roster_of(tour.on) != held.roster_of(other_on):
            raise DeskError("Both tours of a swap lie in the same roster")
        made = Swap(tour=tour, other=other, other_on=other_on, at=self._now(), by=self._session.actor)
        return self._store.swaps.add(made).number

    @needs(Action.SWAP)
    def accept(self, number: int, start: Minute) -> None:
        """Accept a swap with a tour of one's own; it then waits for a supervisor.

        Args:
            number: Of the swap.
            start: When the own tour starts, in elapsed minutes.

        Raises:
            DeskError: it is not open to oneself, a tour of it has begun or changed, or a rule stands against it.
        """
        swap = self._asked(number)
        held = self._held()
        given, id = self._tour_at(held, swap.other, start), held.roster_of(swap.tour.on)
        if given.on != swap.other_on:
            raise DeskError(f"{dates_in_words([swap.other_on])} is asked for, no other date")
        if id is None or swap.tour not in held.free(swap.badge, swap.tour.on, swap.tour):
            raise DeskError("The tour that was offered has changed meanwhile")
        if held.roster_of(given.on) != id:
            raise DeskError("Both tours of a swap lie in the same roster")
        taken = Swap(tour=swap.tour, other=swap.other, other_on=given.on, other_tour=given, at=swap.at, by=swap.by)
        against = [f for f in self._added(held.published(id), taken) if f.severity.blocks]
        if against:
            raise DeskError(f"This swap cannot be made: {_to_officer(against, swap.other)}")
        self._store.swaps.step(swap, SwapState.ACCEPTED, self._now(), self._session.actor, given)

    @needs(Action.SWAP)
    def decline(self, number: int) -> None:
        """Decline a swap that one was asked for; nobody is asked why.

        Raises:
            DeskError: it is not open to oneself.
        """
        self._store.swaps.step(self._asked(number), SwapState.DECLINED, self._now(), self._session.actor)

    @needs(Action.SWAP)
    def withdraw(self, number: int) -> None:
        """Withdraw from a swap: one that was proposed, or one that waits for approval, by either officer.

        Raises:
            DeskError: it is not one's own, or it is decided.
        """
        swap, own = self._find(number), self._badge()
        if own not in swap.badges or (swap.state is SwapState.PROPOSED and own != swap.badge):
            raise DeskError("This is not a swap of yours")
        self._store.swaps.step(swap, SwapState.WITHDRAWN, self._now(), self._session.actor)

    # ------------------------------------------------------------ supervisors

    @needs(Action.APPROVE_SWAP)
    def waiting(self) -> tuple[SwapCase, ...]:
        """Return the swaps that wait for approval, by the start of the earlier tour; what somebody declined is not."""
        found = [swap for swap in self._store.swaps.every() if swap.state is SwapState.ACCEPTED]
        cases = (self._case(swap) for swap in found)
        return tuple(sorted(cases, key=lambda case: (min(tour.start for tour in case.tours), case.number)))

    @needs(Action.APPROVE_SWAP)
    def judge(self, number: int) -> SwapVerdict:
        """Return what speaks against a swap as the roster stands.

        Raises:
            DeskError: it does not wait for approval, or the roster no longer holds its tours.
        """
        swap = self._accepted(number)
        found = self._added(self._working(swap)[1], swap)
        return SwapVerdict(
            blocking=_to_supervisor(f for f in found if f.severity.blocks),
            asks=_to_supervisor(f for f in found if f.severity is Severity.ASK),
        )

    @needs(Action.APPROVE_SWAP)
    def approve(self, number: int) -> None:
        """Approve a swap: the roster is amended with it, and officers hold it once it is published.

        Raises:
            DeskError: one takes part in it oneself, a tour of it has begun or changed, or a rule stands against it.
        """
        swap = self._accepted(number)
        id, roster = self._working(swap)
        against = _to_supervisor(f for f in self._added(roster, swap) if f.severity.blocks)
        if against:
            raise DeskError(f"This swap cannot be approved: {against[0]}")
        edit = RosterEdit(
            id=str(uuid4()),
            label=f"Swap of {swap.badge} and {swap.other}, {dates_in_words(sorted({swap.tour.on, swap.other_on}))}",
            actor=self._session.actor,
            at=self._now(),
            changes=swap.changes(),
        )
        try:
            self._store.swaps.step(swap, SwapState.APPROVED, self._now(), self._session.actor, edit=(id, edit))
        except StaleEditError as error:
            raise DeskError(_CHANGED) from error

    @needs(Action.APPROVE_SWAP)
    def refuse(self, number: int) -> None:
        """Refuse a swap.

        Raises:
            DeskError: it does not wait for approval, or one takes part in it oneself.
        """
        swap = self._find(number)
        self._refuse_own(swap)
        self._store.swaps.step(swap, SwapState.REFUSED, self._now(), self._session.actor)

    # ------------------------------------------------------------ helpers

    def _badge(self) -> Badge:
        if self._session.badge is None:
            raise DeskError("This account belongs to no officer")
        return self._session.badge

    def _minute(self) -> Minute:
        return Minute(int(self._now().timestamp()) // 60)

    def _today(self) -> date:
        return Clock(self._site().facility.zone).date_of(self._minute())

    def _find(self, number: int) -> Swap:
        for swap in self._store.swaps.every():
            if swap.number == number:
                return swap
        raise DeskError(f"There is no swap number {number}")

    def _asked(self, number: int) -> Swap:
        swap = self._find(number)
        if swap.other != self._badge():
            raise DeskError("This swap was not proposed to you")
        if swap.state is not SwapState.PROPOSED:
            raise DeskError(f"Swap {number} is {swap.state.value} already")
        return swap

    def _accepted(self, number: int) -> Swap:
        swap = self._find(number)
        self._refuse_own(swap)
        if swap.state is not SwapState.ACCEPTED:
            raise DeskError(f"Swap {number} is {swap.state.value}: it does not wait for approval")
        if self._is_begun(swap):
            raise DeskError("A tour of this swap has begun")
        return swap

    def _refuse_own(self, swap: Swap) -> None:
        if self._session.badge in swap.badges:
            raise DeskError("Nobody decides about a swap of his own; ask another supervisor")

    def _is_begun(self, swap: Swap) -> bool:
        """Whether a tour of a swap has begun; of one that is not chosen yet only the date is known."""
        later = (
            swap.other_tour.start <= self._minute() if swap.other_tour is not None else swap.other_on < self._today()
        )
        return later or swap.tour.start <= self._minute()

    def _working(self, swap: Swap) -> tuple[int, Roster]:
        """Return the roster that an approved swap amends, as it stands."""
        id = self._held().roster_of(swap.tour.on)
        if id is None:
            raise DeskError(_CHANGED)
        roster = self._store.roster(id).roster
        if not {swap.tour, swap.other_tour}.issubset(roster.tours):
            raise DeskError(_CHANGED)
        return id, roster

    def _held(self) -> _Held:
        swaps = (swap for swap in self._store.swaps.every() if swap.state.is_open and not self._is_begun(swap))
        return _Held(self._store, self._minute(), swaps)

    def _tour_at(self, held: _Held, badge: Badge, start: Minute) -> Tour:
        on = Clock(self._site().facility.zone).date_of(start)
        for tour in held.free(badge, on):
            if tour.start == start:
                return tour
        raise DeskError("Only published regular tours that have not begun, and are in no other swap, can be swapped")

    def _added(self, roster: Roster, swap: Swap) -> tuple[Finding, ...]:
        """Return the findings that a swap adds to a roster, the worst first."""
        changes: tuple[TourChange, ...] = swap.changes()
        gone = [change.before for change in changes if change.before is not None]
        come = [change.after for change in changes if change.after is not None]
        try:
            checker = Checker.of(self._problem(roster.period), roster)
        except (UnknownRuleError, InvalidSettingError) as error:
            raise DeskError(str(error)) from error
        return checker.added_by(roster.with_changes(gone, come))

    # ------------------------------------------------------------ values

    def _told(self, tours: Iterable[Tour]) -> tuple[OwnTour, ...]:
        """Return tours as they are told: without the posts that are still to be drawn."""
        site = self._site()
        posts, shifts = {p.code: p.name for p in site.posts}, {s.code: s.name for s in site.shifts}
        drawn = {muster for head in self._store.rosters() for muster in self._sealed(head.id)}
        found = []
        for tour in tours:
            post = TO_BE_DRAWN if Muster(on=tour.on, shift=tour.shift) in drawn else tour.post
            found.append(
                OwnTour(
                    on=tour.on,
                    start=tour.start,
                    end=tour.end,
                    post=post,
                    post_name=posts.get(post, ""),
                    shift=tour.shift,
                    shift_name=shifts.get(tour.shift, ""),
                    is_overtime=tour.kind.is_overtime,
                )
            )
        return tuple(found)

    def _own(self, swap: Swap, own: Badge, held: _Held) -> OwnSwap:
        is_mine = swap.badge == own
        names = {line.badge: line.name for line in self._site().names}
        (first,) = self._told((swap.tour,))
        second = self._told((swap.other_tour,))[0] if swap.other_tour is not None else None
        other, id = swap.other if is_mine else swap.badge, held.roster_of(swap.tour.on)
        published = frozenset(held.published(id).tours) if id is not None else frozenset()
        return OwnSwap(
            number=swap.number,
            state=swap.state,
            is_mine=is_mine,
            other=other,
            other_name=names.get(other, ""),
            given=first if is_mine else second,
            taken=second if is_mine else first,
            on=swap.other_on,
            is_over=swap.state.is_open and self._is_begun(swap),
            is_published=swap.state is SwapState.APPROVED and published.issuperset(swap.exchanged()),
            is_standing=swap.state is SwapState.APPROVED and held.stands(swap),
        )

    def _case(self, swap: Swap) -> SwapCase:
        assert swap.other_tour is not None  # which acceptance gives
        first, second = self._told((swap.tour, swap.other_tour))
        return SwapCase(
            number=swap.number,
            state=swap.state,
            badges=swap.badges,
            tours=(first, second),
            is_over=self._is_begun(swap),
        )


_CHANGED = "The roster no longer holds the tours of this swap as they were published"


def _to_officer(findings: Iterable[Finding], reader: Badge) -> str:
    """Return why a swap cannot be made, for one of both officers.

    Whatever makes either not eligible reads the same, names nobody, and is told only where nothing else is.
    """
    for finding in findings:
        badge = finding.cells[0].badge
        if finding.rule not in WORDLESS and (badge == reader or finding.rule not in OF_ONESELF):
            return _said(finding)
    return str(NOT_ELIGIBLE)


def _to_supervisor(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what speaks against a swap in the rules' words; what makes somebody not eligible has none."""
    said = [str(NOT_ELIGIBLE) if f.rule in WORDLESS else _said(f) for f in findings]
    return tuple(dict.fromkeys(sorted(said, key=lambda words: words == str(NOT_ELIGIBLE))))


def _said(finding: Finding) -> str:
    badge = finding.cells[0].badge
    words = str(rule_of(finding.rule).explain(finding))
    return f"{badge}: {words}" if badge is not None else words
