"""Writes into a model that a post comes under a band on a date, exactly as the attention index counts it.

D1, D2 and D4 are steps of counts: who holds the post on how many dates, which share of whose tours is on the unit, how
many are there. Each step is a literal with the row that it stands for. D5 rests on the order of tours and on meals; it
is left at nothing and learned: where a solution's cover proves to be tired, a clause says so of what made it tired.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scheduler.attention.holders import FEW
from scheduler.attention.scene import BACK
from scheduler.domain.attention import Factor
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.engine.explain.band_aim import DATES, Aim, Tenured
from scheduler.engine.model import CutModel
from scheduler.engine.repair.prepared import Prepared
from scheduler.ledger.tenure import WINDOW_DAYS
from scheduler.rule import NO_LIMIT

Literal = int | bool

_ONE = 1000
"""What makes a whole way by which a tenure ends, in the row that sums up the parts."""

Cell = tuple[int, int]
"""Officer and slot, as indices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a solution has taught: as long as these cells are worked and those are not, D5 has so many points.

    Attributes:
        points: The points; 0: nobody knows why, so the solution as such is none.
        because: The cells that are worked.
        unless: The cells that are not; None: all others.
    """

    points: int = 0
    because: frozenset[Cell]
    unless: frozenset[Cell] | None = None

    def is_idle(self, cell: Cell) -> bool:
        """Whether it holds only as long as this cell is not worked."""
        return cell not in self.because if self.unless is None else cell in self.unless


@dataclass
class BandRows:
    """The rows of one aim in one model.

    Attributes:
        cut: The model that they are written into.
        aim: What is to come under which points.
        prepared: The roster.
        variable: Of each (officer, slot) that is free, its variable.
        total: The points above the fixed ones: (variable, points).
    """

    cut: CutModel
    aim: Aim
    prepared: Prepared
    variable: dict[tuple[int, int], int] = field(default_factory=dict)
    total: list[tuple[int, int]] = field(default_factory=list)
    _few: Literal = False
    _free: dict[Badge, list[int]] = field(default_factory=dict)
    _stays: dict[Badge, int] = field(default_factory=dict)
    _fatigue: int = -1
    _tired: dict[int, int] = field(default_factory=dict)

    def write(self) -> None:
        """Write all of it."""
        for officer, slots, first in self.cut.cells:
            for n, slot in enumerate(slots.tolist()):
                self.variable[officer, slot] = first + n
        holds = self._holders() if self.aim.cases or self.aim.tenured else {}
        if self.aim.cases:
            self._write_cases()
        if self.aim.tenured:
            self._write_tenures(holds)
        constant = self._write_heads()
        self._write_fatigue()
        room = self.aim.ceiling - 1 - self.aim.fixed - constant
        self.cut.linear([v for v, _ in self.total], [n for _, n in self.total], -NO_LIMIT, room)

    def learn(self, lesson: Lesson) -> None:
        """Tell the model what an answer of its own has taught."""
        literals = [-v - 1 for cell, v in self.variable.items() if cell in lesson.because]
        literals += [v for cell, v in self.variable.items() if lesson.is_idle(cell)]
        if lesson.points:
            literals.append(self._tired_by(lesson.points))
        self.cut.any_of([*literals])

    # ------------------------------------------------------------ D1

    def _holders(self) -> Mapping[Badge, Literal]:
        """Add for everybody a literal that holds when he holds the post on one of the dates; say when that is few."""
        self._free, self._stays = self._held()
        holds: dict[Badge, Literal] = dict.fromkeys(self._stays, True)
        for badge, own in self._free.items():
            if badge in self._stays:
                continue
            holds[badge] = literal = self.cut.variable(1, max(self.cut.hint[v] for v in own))
            self.cut.linear([*own, literal], [1] * len(own) + [-1], 0, NO_LIMIT)
            for v in own:
                self.cut.any_of([-v - 1, literal])
        new = [int(literal) for literal in holds.values() if literal is not True]
        certain = sum(literal is True for literal in holds.values())
        self._few = self.cut.variable(1, 0)
        self._linear(new, FEW - certain, NO_LIMIT, -self._few - 1)
        self._linear(new, -NO_LIMIT, FEW - 1 - certain, self._few)
        return holds

    def _held(self) -> tuple[dict[Badge, list[int]], dict[Badge, int]]:
        """Return who may hold the post on which dates (variables), and on how many he does whatever is solved."""
        aim, frame = self.aim, self.prepared.compiled.frame
        free: dict[Badge, list[int]] = {}
        for (officer, slot), variable in self.variable.items():
            place = frame.slots[slot]
            if (place.post, place.shift) == (aim.asked.post, aim.asked.shift) and place.on in aim.wanted:
                free.setdefault(frame.badges[officer], []).append(variable)
        stays: dict[Badge, set[object]] = {}
        for tour in self._standing():
            is_there = (tour.post, tour.shift) == (aim.asked.post, aim.asked.shift)
            if is_there and tour.on in aim.wanted:
                stays.setdefault(tour.badge, set()).add(tour.on)
        return free, {badge: len(dates) for badge, dates in stays.items()}

    def _standing(self) -> Iterable[Tour]:
        """Return all tours that no variable stands for, each once."""
        for tour in dict.fromkeys((*self.prepared.problem.worked, *self.prepared.roster.tours)):
            cell = self.prepared.cell(tour)
            if cell is None or cell not in self.variable:
                yield tour

    def _write_cases(self) -> None:
        chosen = []
        for case in self.aim.cases:
            if any(count > case.most.get(badge, DATES) for badge, count in self._stays.items()):
                continue
            literal = self.cut.variable(1, 0)
            chosen.append(literal)
            self.cut.any_of([-literal - 1, self._few if case.is_few else _no(self._few)])
            self.total.append((literal, case.points))
            for badge, own in self._free.items():
                room = case.most[badge] - self._stays.get(badge, 0)
                if room < len(own):
                    self._linear(own, -NO_LIMIT, room, literal)
        self.cut.linear(chosen, [1] * len(chosen), 1, 1)

    # ------------------------------------------------------------ D2

    def _write_tenures(self, holds: Mapping[Badge, Literal]) -> None:
        levels = sorted({n for t in self.aim.tenured for n in (t.full, t.coarse) if n})
        reached: dict[int, int] = {}
        before = 0
        for n in levels:
            reached[n] = self.cut.variable(1, 0)
            self.total.append((reached[n], n - before))
            if before:
                self.cut.any_of([-reached[n] - 1, reached[before]])
            before = n
        for tenured in self.aim.tenured:
            held = holds.get(tenured.badge, False)
            if held is False:
                continue
            counts: Literal = self._counts(tenured) if tenured.may_end else True
            for points, other in ((tenured.full, self._few), (tenured.coarse, _no(self._few))):
                if points:
                    self.cut.any_of([_no(held), _no(counts), other, reached[points]])

    def _counts(self, tenured: Tenured) -> int:
        """Add a literal without which the tenure does not count: too few tours are on the unit, then or before."""
        coefs: dict[int, tuple[int, int]] = {}
        frame, posts = self.prepared.compiled.frame, self.aim.scene.post_index
        officer = frame.officer_index.get(tenured.badge, -1)
        for (who, slot), variable in self.variable.items():
            if who == officer:
                place = frame.slots[slot]
                coefs[variable] = BACK + int(frame.day[slot]), int(tenured.share[posts[place.post]]) * 100
        stays = []
        for tour in self._standing():
            if tour.badge == tenured.badge:
                share = int(tenured.share[posts[tour.post]]) * 100 if tour.post in posts else 0
                stays.append((self.aim.scene.day_of(tour.on), share))
        literal = self.cut.variable(1, 1)
        ways: list[Literal] = [literal]
        helps: dict[int, int] | None = {}
        for last, limit, most in self.aim.ends:
            window = range(last - WINDOW_DAYS + 1, last + 1)
            own = {v: share - limit for v, (on, share) in coefs.items() if on in window and share != limit}
            rest = sum(share - limit for on, share in stays if on in window)
            if rest + sum(min(0, n) for n in own.values()) > most:
                continue
            way = self.cut.variable(1, 0)
            self._row(list(own), list(own.values()), -NO_LIMIT, most - rest, way)
            ways.append(way)
            helps = self._helps(helps, own, rest - most)
        self.cut.any_of(ways)
        if helps is not None:
            self._write_helps(helps, literal)
        return literal

    def _helps(self, known: dict[int, int] | None, own: Mapping[int, int], rest: int) -> dict[int, int] | None:
        """Return of each variable which part of one way, or of a way known before, its change is at the most.

        Args:
            known: The same of the ways before; None: one of them is there already.
            own: What the variables add to the way's sum.
            rest: What else it comes to, above the most that it may.
        """
        hint = self.cut.hint
        above = rest + sum(n * hint[v] for v, n in own.items())
        if known is None or above <= 0:
            return None
        found = dict(known)
        for v, n in own.items():
            less = n if hint[v] else -n
            if less > 0:
                found[v] = max(found.get(v, 0), min(_ONE, -(-_ONE * less // above)))
        return found

    def _write_helps(self, helps: Mapping[int, int], literal: int) -> None:
        """Say in one row what all the ways have in common: so much of an officer's work changes before one is there.

        The ways themselves say so too, but any small part of each at once would do for the solver's relaxation.
        """
        signs = {v: -n if self.cut.hint[v] else n for v, n in helps.items()}
        before = sum(n for v, n in helps.items() if self.cut.hint[v])
        self.cut.linear([*signs, literal], [*signs.values(), _ONE], _ONE - before, NO_LIMIT)

    # ------------------------------------------------------------ D4, D5

    def _write_heads(self) -> int:
        """Write D4 and that somebody is there; return its points where no variable is on the seat."""
        aim, frame = self.aim, self.prepared.compiled.frame
        target = frame.slot_index.get((aim.asked.post, aim.asked.on, aim.asked.shift), -1)
        own = [v for (_, slot), v in self.variable.items() if slot == target]
        if not own:
            return aim.now[Factor.DEVIATION]
        constant = sum(self.prepared.cell(t) == (self._officer(t), target) for t in self._standing())
        if aim.must_be_held:
            self.cut.linear(own, [1] * len(own), 1 - constant, NO_LIMIT)
        if Factor.DEVIATION in aim.asked.withheld:
            return 0
        combined, below = (aim.weights.points(Factor.DEVIATION, step) for step in ("combined", "below"))
        minimum, wanted = aim.needs
        for least, points in ((wanted, combined), (minimum, max(0, below - combined))):
            short = self.cut.variable(1, 0)
            self._linear(own, least - constant, NO_LIMIT, -short - 1)
            self.total.append((short, points))
        return 0

    def _officer(self, tour: Tour) -> int:
        return self.prepared.compiled.frame.officer_index.get(tour.badge, -1)

    def _write_fatigue(self) -> None:
        if Factor.FATIGUE not in self.aim.asked.withheld:
            self._fatigue = self.cut.variable(self.aim.weights.maximum(Factor.FATIGUE), 0)
            self.total.append((self._fatigue, 1))

    def _tired_by(self, points: int) -> int:
        if points not in self._tired:
            self._tired[points] = literal = self.cut.variable(1, 0)
            self._row([self._fatigue], [1], points, NO_LIMIT, literal)
        return self._tired[points]

    # ------------------------------------------------------------ rows that hold on a condition

    def _linear(self, variables: list[int], lower: int, upper: int, only_if: Literal) -> None:
        self._row(variables, [1] * len(variables), lower, upper, only_if)

    def _row(self, variables: list[int], coefs: list[int], lower: int, upper: int, only_if: Literal) -> None:
        """Add a row that holds when a literal does."""
        if lower > upper:
            self.cut.any_of([_no(only_if)])
            return
        row = self.cut.proto.constraints.add()
        row.enforcement_literal.append(int(only_if))
        row.linear.vars.extend(variables)
        row.linear.coeffs.extend(coefs)
        row.linear.domain.extend([max(lower, -NO_LIMIT), min(upper, NO_LIMIT)])


def _no(literal: Literal) -> Literal:
    return not literal if isinstance(literal, bool) else -literal - 1
