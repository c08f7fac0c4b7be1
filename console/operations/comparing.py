"""Two rosters to look at side by side: the proposal and what stands, or two versions; and what each of them reaches."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from console.background import run_in_background
from console.document import RosterDocument
from console.document.facts import Facts, by_cell
from console.document.words import STATES, amount, count
from scheduler.api import DeskError, check_roster
from scheduler.domain.compared import CellChange, ChangeKind, compare
from scheduler.domain.findings import TierValue
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode, TourKind

AS_IT_STANDS = 0
"""Stands for the roster as it stands, where versions are numbered from 1."""
Held = Mapping[tuple[Badge, date], tuple[Tour, ...]]
FEW_TOURS = 3000
"""Two rosters with no more tours than that together are compared in the blink of an eye."""
OVERTIME = {
    TourKind.VOLUNTARY_OVERTIME: "Voluntary overtime, h",
    TourKind.MANDATED_OVERTIME: "Mandated overtime, h",
    TourKind.HOLD_OVER: "Hold-overs, h",
    TourKind.EARLY_CALL_IN: "Early call-ins, h",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two rosters of one period.

    Attributes:
        left, right: The earlier and the later one.
        left_name, right_name: What they are called.
        left_tiers, right_tiers: What each reaches by the checker, () while that is not known.
        is_proposal: The right one is the proposal, and may be accepted.
    """

    left: Roster
    right: Roster
    left_name: str
    right_name: str
    left_tiers: tuple[TierValue, ...] = ()
    right_tiers: tuple[TierValue, ...] = ()
    is_proposal: bool = False

    def changes(self) -> tuple[CellChange, ...]:
        """Return what differs, by date and badge."""
        return compare(self.left, self.right)


def proposed(document: RosterDocument) -> Pair | None:
    """Return the roster as it stands beside the proposal, None without one."""
    proposal, roster = document.proposal, document.roster
    if proposal is None or roster is None:
        return None
    return Pair(
        left=roster,
        right=proposal.roster,
        left_name="As it stands",
        right_name="Proposal",
        left_tiers=proposal.now,
        right_tiers=proposal.certificate.tiers if proposal.certificate is not None else (),
        is_proposal=True,
    )


def choices(document: RosterDocument) -> list[tuple[int, str]]:
    """Return (number, name) of everything of the open roster that can be compared, newest first."""
    if document.desk is None or document.roster_id is None or document.roster is None:
        return []
    heads = document.desk.versions(document.roster_id)
    found = [(head.version, f"Version {head.version}, published") for head in heads]
    if not heads or document.baseline is None or compare(document.baseline, document.roster):
        found.insert(0, (AS_IT_STANDS, f"As it stands ({STATES[document.roster.state]})"))
    return found


def versions(document: RosterDocument, left: int, right: int) -> Pair | None:
    """Return two versions side by side; `AS_IT_STANDS` is the roster as it stands. None where one cannot be read."""
    desk, number, roster = document.desk, document.roster_id, document.roster
    if desk is None or number is None or roster is None:
        return None
    try:
        found = [roster if v == AS_IT_STANDS else desk.version(number, v).roster for v in (left, right)]
    except DeskError as error:
        document.failed.emit(f"The versions could not be compared: {error}")
        return None
    names = ["As it stands" if v == AS_IT_STANDS else f"Version {v}" for v in (left, right)]
    return Pair(left=found[0], right=found[1], left_name=names[0], right_name=names[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What there is to say of a pair.

    Attributes:
        pair: The two rosters, with what each reaches as far as it is known.
        changes: What differs, by date and badge.
        rows: (measure, left, right, difference), in words.
        words: All of it in one sentence.
        held: The tours of each officer and date, of the left roster and of the right one.
    """

    pair: Pair
    changes: tuple[CellChange, ...]
    rows: tuple[tuple[str, str, str, str], ...]
    words: str
    held: tuple[Held, Held]


class Studying:
    """Looks at pairs, small ones at once, large ones away from the window; judges rosters where that is not known."""

    def __init__(self, document: RosterDocument, done: Callable[[Study], object]) -> None:
        """Hand each study to `done`, the newest pair's only; it may come twice, the second time with all tiers."""
        self._document, self._done = document, done
        self._asked: Pair | None = None

    def ask(self, pair: Pair) -> None:
        """Look at a pair."""
        facts, problem = self._document.facts, self._document.problem
        self._asked = pair
        if facts is None or problem is None:
            return
        if len(pair.left.tours) + len(pair.right.tours) <= FEW_TOURS:
            self._done(study(pair, facts))
        else:
            run_in_background(lambda: study(pair, facts), lambda found: self._take(pair, found), self._on_failed)
        if not (pair.left_tiers and pair.right_tiers):

            def judge() -> Study:
                left = pair.left_tiers or check_roster(problem, pair.left).tiers
                right = pair.right_tiers or check_roster(problem, pair.right).tiers
                return study(replace(pair, left_tiers=left, right_tiers=right), facts)

            run_in_background(judge, lambda found: self._take(pair, found), self._on_failed)

    def forget(self) -> None:
        """Deliver nothing any more."""
        self._asked = None

    def _take(self, pair: Pair, found: Study) -> None:
        if self._asked is pair:
            self._done(found)

    def _on_failed(self, error: Exception) -> None:
        self._document.failed.emit(f"The rosters could not be compared: {error}")


def study(pair: Pair, facts: Facts) -> Study:
    """Return what there is to say of a pair."""
    changes = pair.changes()
    words = f"{pair.left_name} and {pair.right_name.lower()}: {summary(changes)}"
    held = by_cell(pair.left), by_cell(pair.right)
    return Study(pair=pair, changes=changes, rows=tuple(metrics(pair, facts)), words=words, held=held)


def metrics(pair: Pair, facts: Facts) -> list[tuple[str, str, str, str]]:
    """Return (measure, left, right, difference) in words: coverage, hours, overtime, changes, then every tier."""
    rows = _seats(pair, facts)
    rows.append(_figures("Tours", len(pair.left.tours), len(pair.right.tours), 1))
    rows.append(_figures("Hours on duty", _minutes(pair.left), _minutes(pair.right), 60))
    for kind, words in OVERTIME.items():
        left, right = _minutes(pair.left, (kind,)), _minutes(pair.right, (kind,))
        if left or right:
            rows.append(_figures(words, left, right, 60))
    known = {tier.key: tier for tier in pair.left_tiers}
    for tier in pair.right_tiers:
        other = known.get(tier.key)
        if other is not None:
            unit = "" if tier.unit.lower() in tier.name.lower() else f", {tier.unit}"
            rows.append(_figures(f"{tier.name}{unit}", other.value, tier.value, tier.scale))
    return rows


def summary(changes: Iterable[CellChange]) -> str:
    """Return "12 cells differ: 4 added, 3 removed, 5 moved; 9 officers; 12 h more"."""
    found = list(changes)
    if not found:
        return "Nothing differs for any officer."
    kinds = [f"{n:,} {kind.value}" for kind in ChangeKind if (n := sum(1 for c in found if c.kind == kind))]
    officers = len({c.badge for c in found})
    minutes = sum(c.minutes for c in found)
    hours = "" if not minutes else f"; {amount(abs(minutes), 60)} h {'more' if minutes > 0 else 'less'}"
    verb = "differs" if len(found) == 1 else "differ"
    return f"{count(len(found), 'cell')} {verb}: {', '.join(kinds)}; {count(officers, 'officer')}{hours}."


def _seats(pair: Pair, facts: Facts) -> list[tuple[str, str, str, str]]:
    """Return how many seats are filled for their whole time: of those that must be, and of all that are wanted."""
    slots = [slot for slots in facts.slots_on.values() for slot in slots]
    filled = []
    for roster in (pair.left, pair.right):
        minutes: dict[tuple[PostCode, date, ShiftCode], dict[int, int]] = {}
        for tour in roster.tours:
            held = minutes.setdefault((tour.post, tour.on, tour.shift), {})
            held[tour.index] = held.get(tour.index, 0) + tour.minutes
        whole = [
            sum(1 for time in minutes.get((s.post, s.on, s.shift), {}).values() if time >= s.end - s.start)
            for s in slots
        ]
        filled.append(
            (
                sum(min(number, slot.minimum) for number, slot in zip(whole, slots, strict=True)),
                sum(min(number, slot.wanted) for number, slot in zip(whole, slots, strict=True)),
            )
        )
    every = sum(slot.minimum for slot in slots), sum(slot.wanted for slot in slots)
    words = "Seats that must be filled", "All seats that are wanted"
    return [
        (
            words[n],
            f"{filled[0][n]:,}/{every[n]:,}",
            f"{filled[1][n]:,}/{every[n]:,}",
            _signed(filled[1][n] - filled[0][n], 1),
        )
        for n in (0, 1)
    ]


def _figures(words: str, left: int, right: int, scale: int) -> tuple[str, str, str, str]:
    return words, amount(left, scale), amount(right, scale), _signed(right - left, scale)


def _signed(value: int, scale: int) -> str:
    return f"+{amount(value, scale)}" if value > 0 else amount(value, scale) if value else "same"


def _minutes(roster: Roster, kinds: tuple[TourKind, ...] | None = None) -> int:
    return sum(tour.minutes for tour in roster.tours if kinds is None or tour.kind in kinds)
