"""Many cells at once: what each shall hold, what stands against it, and the one edit that does all that may be done.

A block is planned as a whole: seats that its cells give up can be taken by its other cells. What no one may do is left
out, cell by cell, and said; the rest is one undoable step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.sayings import sentence_of, title_of
from console.document.words import count, day
from console.operations.plans import UNKNOWN, Plan, Verdict, added_by, changes_between, kind_of
from console.operations.roster import CLEARING_WORDS
from console.operations.seating import Seating, Want, read_wants, text_of, wants_of
from scheduler.api import Checker
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Lock, LockChange, Period, Tour
from scheduler.domain.words import Badge, Severity

Cell = tuple[Badge, date]
Wanted = dict[Cell, tuple[Want, ...] | str]
"""What cells shall hold; a sentence where the text for a cell means nothing."""

WEEK = 7
MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What becomes of one cell: its codes before and after, and what stands against it."""

    cell: Cell
    before: str
    after: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A block before it is applied.

    Attributes:
        plan: The edit: everything that is not refused.
        lines: Every cell that changes or is refused, by officer and date as they were given.
        others: Findings that the edit adds elsewhere, such as seats that become empty.
        same: How many cells already are as they shall be.
    """

    plan: Plan
    lines: tuple[Line, ...]
    others: tuple[str, ...] = ()
    same: int = 0

    @property
    def overwritten(self) -> tuple[Line, ...]:
        """The lines whose cell holds something now that goes."""
        return tuple(line for line in self.lines if line.before and line.verdict.kind != "refused")

    @property
    def refused(self) -> int:
        """How many cells stay as they are because nothing else may be."""
        return sum(1 for line in self.lines if line.verdict.kind == "refused")

    @property
    def asking(self) -> int:
        """How many cells come with a finding."""
        return sum(1 for line in self.lines if line.verdict.kind == "ask")


def preview(
    document: RosterDocument,
    label: str,
    wanted: Mapping[Cell, tuple[Want, ...] | str],
    locked: Iterable[Cell] = (),
    checker: Checker | None = None,
) -> Preview:
    """Plan a block and judge it; takes as long as a check when the block is large.

    Args:
        document: What is edited.
        label: What undo will call the edit.
        wanted: What each cell shall hold.
        locked: Cells to lock as well, where they are not refused.
        checker: What judges it; None: the document's.
    """
    facts, checker = document.facts, checker or document.checker
    if facts is None:
        return Preview(plan=Plan(refusal="Open a roster first."), lines=())
    refused = _refused_at_once(document, facts, wanted)
    added: tuple[Finding, ...] = ()
    for _ in range(MOST_ROUNDS):
        plan = _plan(document, facts, label, wanted, locked, refused)
        added = added_by(document, checker, plan) if checker is not None else ()
        fresh = _never(facts, added, wanted.keys() - refused.keys())
        if not fresh:
            break
        refused.update(fresh)
    else:
        refused.update(dict.fromkeys(wanted, "No one may do this, together with the rest of the block."))
        plan, added = _plan(document, facts, label, wanted, locked, refused), ()
    return _told(document, facts, wanted, plan, refused, added, checker)


def _refused_at_once(
    document: RosterDocument, facts: Facts, wanted: Mapping[Cell, tuple[Want, ...] | str]
) -> dict[Cell, str]:
    held = document.locks()
    found: dict[Cell, str] = {}
    for cell, wants in wanted.items():
        if isinstance(wants, str):
            found[cell] = wants
        elif Lock(badge=cell[0], on=cell[1]) in held and not _is_as_wanted(document, facts, cell, wants):
            found[cell] = "Locked: unlock it first (Ctrl+L)."
    return found


def _is_as_wanted(document: RosterDocument, facts: Facts, cell: Cell, wants: tuple[Want, ...]) -> bool:
    return _plain(wants_of(facts, document.index.of_cell(*cell))) == _plain(wants)


def _plain(wants: Iterable[Want]) -> list[tuple[object, ...]]:
    return [(want.post, want.shift, want.late, want.early) for want in wants]


def _plan(
    document: RosterDocument,
    facts: Facts,
    label: str,
    wanted: Mapping[Cell, tuple[Want, ...] | str],
    locked: Iterable[Cell],
    refused: dict[Cell, str],
) -> Plan:
    """Return the edit without the cells in `refused`; cells for which there is no seat are added to them."""
    while True:
        seating = Seating(facts, document.index)
        gone: list[Tour] = []
        todo: list[tuple[Cell, tuple[Want, ...]]] = []
        for cell, wants in wanted.items():
            if cell not in refused and not isinstance(wants, str) and not _is_as_wanted(document, facts, cell, wants):
                todo.append((cell, wants))
                gone += document.index.of_cell(*cell)
        for tour in gone:
            seating.leave(tour)
        come: list[Tour] = []
        without: dict[Cell, str] = {}
        for cell, wants in todo:
            for want in wants:
                taken = seating.take(*cell, want)
                if isinstance(taken, str):
                    without[cell] = taken
                else:
                    come.append(taken)
        if not without:
            break
        refused.update(without)
    held = document.locks()
    places = [Lock(badge=badge, on=on) for badge, on in locked if (badge, on) not in refused]
    changes = tuple(LockChange(lock=lock, is_set=True) for lock in places if lock not in held)
    return Plan(label=label, changes=changes_between(gone, come), locks=changes)


def _never(facts: Facts, added: Iterable[Finding], cells: Iterable[Cell]) -> dict[Cell, str]:
    """Return the cells of a block on which a finding lies that no one may cause."""
    among = set(cells)
    found: dict[Cell, str] = {}
    for finding in added:
        if finding.severity == Severity.NEVER:
            for place in finding.cells:
                if place.badge is not None and (place.badge, place.on) in among:
                    found.setdefault((place.badge, place.on), sentence_of(finding, facts))
    return found


def _told(
    document: RosterDocument,
    facts: Facts,
    wanted: Mapping[Cell, tuple[Want, ...] | str],
    plan: Plan,
    refused: Mapping[Cell, str],
    added: Iterable[Finding],
    checker: Checker | None,
) -> Preview:
    by_cell: dict[Cell, list[Finding]] = {cell: [] for cell in wanted}
    others = []
    for finding in added:
        places = [(p.badge, p.on) for p in finding.cells if p.badge is not None and (p.badge, p.on) in by_cell]
        for cell in dict.fromkeys(places):
            by_cell[cell].append(finding)
        if not places:
            others.append(f"{title_of(finding, facts)}: {sentence_of(finding, facts)}")
    lines, same = [], 0
    for cell, wants in wanted.items():
        before = text_of(facts, *cell, wants_of(facts, document.index.of_cell(*cell)))
        after = before if isinstance(wants, str) else text_of(facts, *cell, wants)
        if cell in refused:
            verdict = Verdict("refused", (refused[cell],))
        elif isinstance(wants, str) or _is_as_wanted(document, facts, cell, wants):
            same += 1
            continue
        elif checker is None:
            verdict = UNKNOWN
        else:
            verdict = Verdict(kind_of(by_cell[cell]), tuple(sentence_of(f, facts) for f in by_cell[cell]))
        lines.append(Line(cell=cell, before=before, after=after, verdict=verdict))
    return Preview(plan=plan, lines=tuple(lines), others=tuple(others), same=same)


# ---------------------------------------------------------------- text


def to_text(document: RosterDocument, badges: Sequence[Badge], dates: Sequence[date], cells: Iterable[Cell]) -> str:
    """Return a block as tab-separated rows, as spreadsheets read and write it; cells that are not in it are empty."""
    facts, among = document.facts, set(cells)
    if facts is None:
        return ""

    def text(badge: Badge, on: date) -> str:
        tours = document.index.of_cell(badge, on)
        if tours:
            return text_of(facts, badge, on, wants_of(facts, tours))
        if (badge, on) in facts.leave:
            return "leave"
        duties = facts.duties.get((badge, on), ())
        return duties[0].kind.value.replace("_", " ") if duties else ""

    return "\n".join("\t".join(text(b, on) if (b, on) in among else "" for on in dates) for b in badges)


def read_text(text: str) -> list[list[str]]:
    """Return the rows and columns of tab-separated text; quotes and line ends as spreadsheets write them."""
    rows: list[list[str]] = []
    for row in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"):
        rows.append([_unquoted(field) for field in row.split("\t")])
    return rows


def _unquoted(field: str) -> str:
    field = field.strip()
    if len(field) >= 2 and field[0] == field[-1] == '"':
        field = field[1:-1].replace('""', '"')
    return field.strip()


def wanted_by_text(
    document: RosterDocument, rows: Sequence[Sequence[str]], badges: Sequence[Badge], dates: Sequence[date]
) -> Wanted:
    """Return what a pasted block wants of the cells on which it lands.

    Args:
        document: What is edited.
        rows: The text, by row and column.
        badges: The officers on whom it lands, one a row; rows beyond them are left out.
        dates: The dates, one a column.
    """
    facts = document.facts
    found: Wanted = {}
    if facts is None:
        return found
    absent = CLEARING_WORDS | {"leave"} | {d.kind.value.replace("_", " ") for ds in facts.duties.values() for d in ds}
    for badge, row in zip(badges, rows, strict=False):
        for on, text in zip(dates, row, strict=False):
            found[badge, on] = () if text.lower() in absent else read_wants(facts, badge, on, text)
    return found


# ---------------------------------------------------------------- gestures


def fill_wanted(document: RosterDocument, badges: Sequence[Badge], dates: Sequence[date], is_down: bool) -> Wanted:
    """Return what filling wants: the first row's tours for all rows, or the first column's for all columns."""
    facts = document.facts
    if facts is None:
        return {}
    found: Wanted = {}
    for badge in badges[1:] if is_down else badges:
        for on in dates if is_down else dates[1:]:
            source = (badges[0], on) if is_down else (badge, dates[0])
            found[badge, on] = _afresh(wants_of(facts, document.index.of_cell(*source)))
    return found


def _afresh(wants: Iterable[Want]) -> tuple[Want, ...]:
    """The same posts and parts on whichever seat is free, and no swap."""
    return tuple(Want(w.post, w.shift, w.late, w.early, w.number) for w in wants)


def weeks(period: Period) -> tuple[date, ...]:
    """Return the first dates of the whole weeks of a period, counted from its first date."""
    return tuple(period.first + timedelta(days=WEEK * n) for n in range(period.days // WEEK))


def week_wanted(document: RosterDocument, badges: Iterable[Badge], source: date, targets: Iterable[date]) -> Wanted:
    """Return what copying a week wants: the target weeks become identical to it for some officers.

    Args:
        document: What is edited.
        badges: For whom.
        source: First date of the week that is copied.
        targets: First dates of the weeks that are overwritten.
    """
    facts, roster = document.facts, document.roster
    found: Wanted = {}
    if facts is None or roster is None:
        return found
    chosen = tuple(badges)
    for first in targets:
        for badge in chosen:
            for offset in range(WEEK):
                on = first + timedelta(days=offset)
                if on in roster.period:
                    tours = document.index.of_cell(badge, source + timedelta(days=offset))
                    found[badge, on] = _afresh(wants_of(facts, tours))
    return found


def keep_wanted(document: RosterDocument, tour: Tour, until: date) -> tuple[Wanted, tuple[Cell, ...]]:
    """Return what keeping an officer on a post wants of each date until `until`, and the cells to lock.

    The officer takes the post on every date of the own pattern, or of the tour's shift where there is no pattern; who
    holds its last seat there takes over what the officer would have done.
    """
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return {}, ()
    badge = tour.badge
    found: Wanted = {}
    cells: list[Cell] = []
    has_pattern = facts.officers[badge].squad is not None
    on = tour.on
    while on <= min(until, roster.period.last):
        shift = facts.pattern_shift(badge, on) if has_pattern and on != tour.on else tour.shift
        slot = facts.slots.get((tour.post, on, shift)) if shift is not None else None
        if slot is not None and (badge, on) not in facts.leave:
            cells.append((badge, on))
            own = document.index.of_cell(badge, on)
            if not any(t.post == tour.post and t.shift == slot.shift for t in own):
                seats = document.index.seats(tour.post, on, slot.shift)
                found[badge, on] = (Want(tour.post, slot.shift),)
                if len(seats) >= slot.wanted:
                    _make_room(document, facts, seats, wants_of(facts, own), found)
        on += timedelta(days=1)
    return found, tuple(cells)


def _make_room(
    document: RosterDocument, facts: Facts, seats: Mapping[int, tuple[Tour, ...]], own: tuple[Want, ...], found: Wanted
) -> None:
    held = document.locks()
    for number in sorted(seats, reverse=True):
        holders = seats[number]
        if len(holders) == 1 and Lock(badge=holders[0].badge, on=holders[0].on) not in held:
            holder = holders[0]
            rest = [t for t in document.index.of_cell(holder.badge, holder.on) if t != holder]
            found[holder.badge, holder.on] = (*wants_of(facts, rest), *own)
            return


def label_of(verb: str, number: int, more: str = "") -> str:
    """Return "Paste 12 cells" and the like."""
    return f"{verb} {count(number, 'cell')}{more}"


def week_label(source: date, targets: Sequence[date]) -> str:
    """Return "Copy week of 6 Dec to 13 Dec", "... to 3 weeks"."""
    where = day(targets[0]) if len(targets) == 1 else count(len(targets), "week")
    return f"Copy week of {day(source)} to {where}"
