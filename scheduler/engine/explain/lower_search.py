"""The search for the cheapest change that brings a post under a band: a small exact optimisation.

What comes first is what the tiers before fair shares lose, in order; then how many tours change; then fair shares and
what follows them. A change by which none of the first tiers loses anything costs least in them, whatever else there is.

**Small problems** are solved whole. **Larger ones** are bounded first: from any change take away every new tour but
those on the post's seats and those of officers whose tenure on the unit may end. As long as less work breaks no limit
and nothing charges for less work, what is left keeps all limits, changes no more tours, has the same points of D1, D2
and D4 and no more charges; so the fewest changes of the model over those cells alone, without what seats ask for, bound
every change. Then a roster is looked for among the cells around those seats, wider and wider; as few changes as the
bound are proven the fewest.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

import numpy as np

from scheduler.attention import AttentionTable, attention_table
from scheduler.domain.answers import Lowering, steps
from scheduler.domain.attention import FACTORS, Factor
from scheduler.domain.events import changed_tours
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Minute
from scheduler.engine.bounds import is_never_negative
from scheduler.engine.compiled import Bools
from scheduler.engine.control import Control
from scheduler.engine.explain.band_aim import DATES, OF_ROSTER, Aim
from scheduler.engine.explain.band_rows import BandRows, Cell, Lesson
from scheduler.engine.explain.charges import eased, falls_with_work, is_of_seats_alone, without
from scheduler.engine.explain.closed_cells import open_cells
from scheduler.engine.forks import SolverLostError
from scheduler.engine.isolated import Answer
from scheduler.engine.model import CutModel, TierSum
from scheduler.engine.repair.mend import FIRST_TIERS, tours_of
from scheduler.engine.repair.region import around
from scheduler.engine.repair.search import count_changes, value_of
from scheduler.engine.repair.situation import Situation
from scheduler.engine.score import Assignment, Scorer
from scheduler.policies.standards import standards_of
from scheduler.rule import NO_LIMIT

WHOLE_UP_TO = 1500
"""So many free cells are solved at once."""
MOST_CELLS = 20_000
"""Wider models take longer than anybody waits."""
MOST_ROUNDS = 60
"""So many solutions are looked at before the search gives up learning what makes their cover tired."""
LAST_TIERS = frozenset({"fairness", "quality"})
"""What is looked at after the number of changes."""
MOST_PRICED = 60_000
"""Linear programs of more cells take longer than anybody waits."""
SIMPLE_UP_TO, SIMPLE_SECONDS = 3_000, 4.0
"""Models of so many cells are tried as they are first, for so long."""
POLISH_SECONDS = 4.0
CLOSE = 3
"""So many tours above the bound, and its solution is worth following."""
_STRAIN_DAYS = 8
_EXCHANGES, _AROUND = (-1,), (0, 1)
"""How far from the post's seats to look: among exchanges with them, or so many seats on."""


@dataclass(frozen=True, eq=False)
class _Solution:
    """What one model gave.

    Attributes:
        worked: `[officer, slot]`; None: nothing was found.
        roster: The same as tours.
        bound: What the number of changes cannot go below in this model.
        is_none: Proven: the model has no solution.
        is_best: Nothing in this model is cheaper, in every sum.
    """

    worked: Bools | None = None
    roster: Roster | None = None
    bound: int = 0
    is_none: bool = False
    is_best: bool = False


@dataclass
class LowerSearch:
    """One question.

    Attributes:
        situation: The roster, and what stays.
        aim: What is to come under which points.
        table: The roster's index.
        control: Clock and solver.
        known_open: Cells that can change where nothing is lost, by the minute of the question that found it out.
    """

    situation: Situation
    aim: Aim
    table: AttentionTable
    control: Control
    known_open: dict[Minute, Bools] = field(default_factory=dict)
    _is_guessed: bool = False
    _learned: list[Lesson] = field(default_factory=list)

    def run(self, found: Lowering) -> Lowering:
        """Return the answer; `found` holds what is known already."""
        if int(self.situation.free.sum()) <= WHOLE_UP_TO:
            return self._whole(found)
        free = self._bound(is_free=True)
        if free.is_none:
            return self._with_loss(found, free)
        least = max(1, free.bound)
        best = self._guided(self._wider(found, least, is_free=True, radii=_EXCHANGES), least, free)
        if best.after is None:
            return self._with_loss(found, free)
        return best if best.is_proven or self.control.is_over() else self._everywhere(best, least)[0]

    def _with_loss(self, found: Lowering, free: _Solution) -> Lowering:
        """Return the answer where no change without a loss is known; `free` is what bounds those."""
        least = self._bound(is_free=False)
        if least.is_none:
            return replace(found, is_proven=True, is_out_of_reach=True)
        found = best = replace(found, least_changes=least.bound)
        is_none_free = free.is_none
        if not self.control.is_over():
            best = self._wider(found, least.bound, is_free=False, radii=_EXCHANGES)
        if not free.is_none and not best.is_proven and not self.control.is_over():
            best, is_none_free = self._everywhere(best, max(1, least.bound, free.bound))
        if best.after is None and not is_none_free and not self.control.is_over():
            best = self._wider(best, best.least_changes, is_free=True, radii=_AROUND)
        if (best.after is None or not (best.is_free or _is_fewest(best))) and not self.control.is_over():
            best = self._wider(best, found.least_changes, is_free=False, radii=_AROUND)
        return replace(best, is_proven=best.is_proven or (is_none_free and _is_fewest(best)))

    def _guided(self, best: Lowering, least: int, bound: _Solution) -> Lowering:
        """Look for a change of a few tours fewer that goes as the solution of the bound does: often it needs no more.

        Args:
            best: What is known.
            least: So many tours a change that costs nothing must change.
            bound: The model that says so, with its solution.
        """
        is_close = best.after is not None and 0 < best.changes - least <= CLOSE
        if bound.worked is None or not is_close or self.control.is_over():
            return best
        changed = bound.worked != self.situation.assignment.worked
        cells = self._open(self.situation.free & (changed.any(axis=1)[:, None] | changed.any(axis=0)[None, :]))
        cells |= self._open(self._exchanges)
        solved = self._solve(cells, is_free=True, least=least, most=best.changes - 1, part=0.5)
        return best if solved.worked is None else self._told(best, solved, least, is_best=False)

    def _everywhere(self, best: Lowering, least: int) -> tuple[Lowering, bool]:
        """Look at all cells that can matter for a change that costs nothing, or for the proof that there is no better.

        Args:
            best: What is known.
            least: So many tours a change that costs nothing must change.

        Returns:
            The best change known then, and whether it is proven that none costs nothing.
        """
        is_known = best.after is not None and best.is_free
        cells = self._matter()
        if int(cells.sum()) > MOST_CELLS:
            return best, False
        most = best.changes - 1 if is_known else NO_LIMIT
        solved = self._solve(cells, is_free=True, least=least, most=most)
        if solved.worked is not None:
            return self._told(best, solved, max(least, solved.bound), is_best=False), False
        if solved.is_none and is_known:
            return replace(best, least_changes=best.changes, is_proven=True), False
        return best, solved.is_none

    def _matter(self) -> Bools:
        """Return the cells that can change where nothing is lost, as far as that is known.

        What is known for an earlier minute holds later too: less may change then.
        """
        known, now = self.known_open, self.aim.asked.now
        if all(minute > now for minute in known):
            lean, control = self._lean, self.control
            cells = self._open(self.situation.free)
            if int(cells.sum()) > MOST_PRICED:
                return cells
            priced = tuple(tier for tier in self._first if falls_with_work(lean.compiled, tier))
            cells = open_cells(lean, cells, self._first, priced, control.is_over)
            if control.is_over():
                return cells
            known[now] = cells
        return known[max(minute for minute in known if minute <= now)] & self.situation.free

    # ------------------------------------------------------------ the whole problem at once

    def _whole(self, found: Lowering) -> Lowering:
        solved = self._solve(self.situation.free, is_free=True)
        if solved.worked is None and solved.is_none:
            solved = self._solve(self.situation.free, is_free=False)
        if solved.worked is not None:
            return self._told(found, solved, max(1, solved.bound), solved.is_best)
        is_proven = solved.is_none and not self._is_guessed
        return replace(found, is_proven=is_proven, is_out_of_reach=is_proven, least_changes=solved.bound)

    # ------------------------------------------------------------ bound, then wider and wider

    def _bound(self, *, is_free: bool) -> _Solution:
        """Return what any change needs at the least; with `is_free` any by which none of the first tiers loses."""
        situation, compiled = self.situation, self.situation.prepared.compiled
        cells: Bools = situation.free & (situation.assignment.worked | self._seats[None, :])
        index = compiled.frame.officer_index
        for tenured in self.aim.tenured:
            if tenured.badge in index:
                cells[index[tenured.badge]] = situation.free[index[tenured.badge]]
        if compiled.has_least:
            cells = situation.free
        cut = CutModel(self._lean, cells)
        changes, _ = count_changes(situation, cut)
        rows = BandRows(cut, self.aim, situation.prepared)
        rows.write()
        for tier in self._first if is_free else self._seats_first:
            if falls_with_work(compiled, tier):
                cut.limit_tier(tier, self._now[tier])
        self._fill(cut, rows, changes, self._first if is_free else self._seats_first)
        answer = self._least(cut, changes, self.control.options.seconds / 5)
        if answer is None:
            return _Solution()
        bound, is_none = max(0, int(np.ceil(answer.bound - 1e-6))), answer.status == "INFEASIBLE"
        return _Solution(worked=self._worked(cut, answer), bound=bound, is_none=is_none)

    def _fill(self, cut: CutModel, rows: BandRows, changes: TierSum, tiers: tuple[int, ...]) -> None:
        """Say that what the post's own seats lose must be filled there, or made good by filling other seats.

        Each seat filled elsewhere is one more changed tour. That nobody leaves another seat empty for it is left out.
        """
        situation, compiled = self.situation, self.situation.prepared.compiled
        own: dict[int, list[int]] = {int(slot): [] for slot in np.flatnonzero(self._seats)}
        elsewhere = []
        for (officer, slot), variable in rows.variable.items():
            if slot in own:
                own[slot].append(variable)
            elif not situation.assignment.worked[officer, slot]:
                elsewhere.append(variable)
        filled = situation.assignment.filled
        others = cut.variable(len(compiled.frame.slots), 0)
        changes.add(others, 1)
        for tier in tiers:
            lines = [line for line in compiled.covers if line.tier == tier]
            if len(lines) != 1 or not is_of_seats_alone(compiled, tier):
                continue
            line, now = lines[0], 0
            short: list[tuple[int, int]] = []
            for slot, variables in own.items():
                cost, need = int(line.cost[slot]), min(int(line.need[slot]), int(line.cap[slot]))
                now += int(line.charge(filled[[slot]], np.array([slot]))[0])
                stays = int(filled[slot]) - sum(cut.hint[v] for v in variables)
                if cost and need > stays:
                    missing = cut.variable(need - stays, 0)
                    cut.linear([*variables, missing], [1] * (len(variables) + 1), need - stays, NO_LIMIT)
                    short.append((missing, cost))
            at_once = int((line.cost * np.minimum(line.cap, 1)).max(initial=0))
            names, costs = [v for v, _ in short], [n for _, n in short]
            more = [others, *elsewhere]
            cut.linear([*names, *more], [*costs, *[-at_once] * len(more)], -NO_LIMIT, now)
            cut.linear(names, costs, -NO_LIMIT, self._now[tier])

    def _wider(self, found: Lowering, least: int, *, is_free: bool, radii: tuple[int, ...]) -> Lowering:
        """Look among exchanges with the post's seats, then around them, wider and wider."""
        best, size = replace(found, least_changes=least), -1
        for radius in radii:
            if self.control.is_over():
                break
            near = self._exchanges if radius < 0 else around(self.situation, self._near, radius)
            cells = self._open(near) if is_free else near
            if int(cells.sum()) == size or int(cells.sum()) > MOST_CELLS:
                continue
            size = int(cells.sum())
            most = best.changes - 1 if best.after is not None else NO_LIMIT
            solved = self._solve(cells, is_free=is_free, least=least, most=most)
            if solved.worked is not None:
                best = self._told(best, solved, least, is_best=False)
            if best.after is not None and best.changes <= least:
                break
        return best

    def _open(self, cells: Bools) -> Bools:
        """Return the cells that may be worked where no first tier may come to more than now."""
        found = cells.copy()
        for tier in self._first:
            cost = self.situation.prepared.compiled.cell_cost.get(tier)
            if cost is not None and is_never_negative(self.situation.prepared.compiled, tier):
                found &= (cost <= self._now[tier]) | self.situation.assignment.worked
        return found

    # ------------------------------------------------------------ one model

    def _solve(
        self, cells: Bools, *, is_free: bool, least: int = 0, most: int = NO_LIMIT, part: float = 1.0
    ) -> _Solution:
        """Find the fewest changes of some cells, from `least` to `most`, in a part of the time that is left.

        It learns what makes cover tired, until the index agrees.
        """
        cut = CutModel(self._lean, cells)
        changes, _ = count_changes(self.situation, cut)
        rows = BandRows(cut, self.aim, self.situation.prepared)
        rows.write()
        for lesson in self._learned:
            rows.learn(lesson)
        if changes.coefs:
            cut.linear(list(changes.coefs), list(changes.coefs.values()), least, most)
        for tier in self._first if is_free else self._seats_first:
            cut.limit_tier(tier, self._now[tier])
        best = _Solution(bound=least)
        for _ in range(MOST_ROUNDS):
            found = self._least_of(cut, changes, cells, part)
            if found is None:
                break
            if found.values is None:
                return replace(best, is_none=not self._is_guessed) if found.status == "INFEASIBLE" else best
            worked, roster = self._read(cut, found.values)
            if self._learn(rows, worked, roster):
                continue
            reached, is_best = value_of(changes, found.values), found.is_optimal and not self._is_guessed
            best = _Solution(worked=worked, roster=roster, bound=reached if is_best else least, is_best=is_best)
            return self._polished(best, cells, reached, is_free=is_free)
        return best

    def _least_of(self, cut: CutModel, changes: TierSum, cells: Bools, part: float) -> Answer | None:
        """Minimise the number of changes; to simplify a small model takes longer than to solve it."""
        if int(cells.sum()) <= SIMPLE_UP_TO:
            found = self._least(cut, changes, min(SIMPLE_SECONDS, self.control.left / 6), presolve=0)
            if found is None or found.is_optimal or found.status == "INFEASIBLE":
                return found
        return self._least(cut, changes, (self.control.left - POLISH_SECONDS) * part, presolve=1)

    def _least(self, cut: CutModel, total: TierSum, seconds: float, presolve: int | None = None) -> Answer | None:
        """Minimise a sum; None: there is no time, or the solver gave none."""
        if self.control.is_over():
            return None
        cut.minimize(dict(total.coefs))
        cut.write_hints()
        try:
            return self.control.solve(cut.model, seconds, seed=self.control.options.seed, presolve=presolve)
        except SolverLostError:
            return None

    def _polished(self, best: _Solution, cells: Bools, changes: int, *, is_free: bool) -> _Solution:
        """Lower the tiers, in order, with no more changes: in a large problem those of the seats that change alone."""
        assert best.worked is not None
        situation = self.situation
        changed = (best.worked != situation.assignment.worked).any(axis=0)
        is_whole = int(situation.free.sum()) <= WHOLE_UP_TO
        cut = CutModel(self._roster, cells if is_whole else cells & changed[None, :])
        count, _ = count_changes(situation, cut)
        rows = BandRows(cut, self.aim, situation.prepared)
        rows.write()
        for lesson in self._learned:
            rows.learn(lesson)
        cut.linear(list(count.coefs), list(count.coefs.values()), -NO_LIMIT, changes)
        for tier in self._first if is_free else self._seats_first:
            cut.limit_tier(tier, self._now[tier])
        is_best = best.is_best and is_whole
        for tier in range(len(cut.tiers)):
            total = cut.tiers[tier]
            if not total.coefs:
                continue
            found = self._least(cut, total, min(POLISH_SECONDS, self.control.left / 3))
            is_best = is_best and found is not None and found.is_optimal
            if found is None or found.values is None:
                break
            worked, roster = self._read(cut, found.values)
            if self._learn(rows, worked, roster):
                is_best = False
                break
            cut.hint = list(found.values)
            cut.limit_tier(tier, value_of(total, cut.hint))
            best = replace(best, worked=worked, roster=roster)
        return replace(best, is_best=is_best)

    def _read(self, cut: CutModel, values: list[int]) -> tuple[Bools, Roster]:
        worked = self.situation.assignment.worked.copy()
        for officer, own in cut.read(values):
            worked[officer] = own
        return worked, tours_of(self.situation, worked)

    def _worked(self, cut: CutModel, answer: Answer) -> Bools | None:
        """Return who works what in an answer, which need be no roster; None: it has no solution."""
        return None if answer.values is None else self._read(cut, answer.values)[0]

    # ------------------------------------------------------------ held against checker and index

    def _learn(self, rows: BandRows, worked: Bools, roster: Roster) -> bool:
        """Whether checker or index refuse a roster; the model is then told why."""
        is_under, tired = self._points(roster)
        if is_under and not self.situation.breaks(self.situation.prepared.checker.edited(roster).report):
            return False
        if not is_under and tired:
            lesson = self._strained(worked, tired)
        else:
            self._is_guessed = True
            lesson = Lesson(because=frozenset((int(o), int(s)) for o, s in np.argwhere(worked)))
        self._learned.append(lesson)
        rows.learn(lesson)
        return True

    def _points(self, roster: Roster) -> tuple[bool, int]:
        """Return whether the post is under the band, and, if not, D5 without meals where that alone accounts for it."""
        gone, come = _between(self.situation.before, roster)
        table = self.table.changed(gone, come)
        at = table.index(self.aim.asked.post, self.aim.asked.shift, self.aim.asked.on)
        low = int(table.low[at])
        if table.open[at] and low < self.aim.ceiling:
            return True, 0
        tired = int(table.part_low[(FACTORS.index(Factor.FATIGUE), *at)])
        standards = standards_of(self.aim.problem)
        if tired and standards.meals is not None:
            asked, standards = self.aim.asked, replace(standards, meals=None)
            plain = attention_table(self.aim.problem, roster.tours, asked.seen, asked.now, standards)
            less = int(plain.part_low[(FACTORS.index(Factor.FATIGUE), *at)])
            low, tired = low - tired + less, less
        return False, tired if low >= self.aim.ceiling else 0

    def _strained(self, worked: Bools, points: int) -> Lesson:
        """Return the cells worked that D5 rests on, and those in the gap before that would change it."""
        frame = self.situation.prepared.compiled.frame
        aim = self.aim.asked
        target = frame.slot_index[aim.post, aim.on, aim.shift]
        start, end = int(frame.start[target]), int(frame.end[target])
        near = (frame.start < end) & (frame.end > start - _STRAIN_DAYS * 1440)
        because: list[Cell] = []
        unless: list[Cell] = []
        for officer in np.flatnonzero(worked[:, target]).tolist():
            because += [(officer, int(s)) for s in np.flatnonzero(worked[officer] & near)]
            last = frame.end[worked[officer] & (frame.end <= start)].max(initial=start - _STRAIN_DAYS * 1440)
            gap = ~worked[officer] & (frame.start >= last) & (frame.end <= start)
            unless += [(officer, int(s)) for s in np.flatnonzero(gap)]
        return Lesson(points=points, because=frozenset(because), unless=frozenset(unless))

    def _told(self, found: Lowering, solved: _Solution, least: int, is_best: bool) -> Lowering:
        """Return the answer that a solution is, as checker and index see it."""
        assert solved.roster is not None
        before = self.situation.prepared.checker
        gone, come = _between(self.situation.before, solved.roster)
        after = before.edited(solved.roster).report
        table = self.table.changed(gone, come)
        asked = self.aim.asked
        tiers = steps(before.report.tiers, after.tiers)
        changes = changed_tours(self.situation.before, solved.roster)
        is_free = all(tiers[tier].delta <= 0 for tier in self._first)
        return replace(
            found,
            after=int(table.low[table.index(asked.post, asked.shift, asked.on)]),
            gone=gone,
            come=come,
            tiers=tiers,
            changes=changes,
            least_changes=least,
            is_free=is_free,
            is_proven=is_best or (is_free and changes <= least),
        )

    # ------------------------------------------------------------ where to look

    @cached_property
    def _now(self) -> tuple[int, ...]:
        return self.situation.assignment.values()

    @cached_property
    def _roster(self) -> Assignment:
        """The roster; who broke a limit before, and only gives up tours, is held to none of his own."""
        situation = self.situation
        index = situation.prepared.compiled.frame.officer_index
        officers = {index[badge] for _, badge, _ in situation.broken_before if badge is not None and badge in index}
        if not officers:
            return situation.assignment
        return Assignment(Scorer(eased(situation.prepared.compiled, officers)), situation.assignment.worked)

    @cached_property
    def _lean(self) -> Assignment:
        """The roster, where the tiers after the number of changes are no matter."""
        compiled = self._roster.compiled
        last = frozenset(range(len(compiled.tiers))) - frozenset(self._first)
        return Assignment(Scorer(without(compiled, last)), self.situation.assignment.worked)

    @cached_property
    def _first(self) -> tuple[int, ...]:
        tiers = self.situation.prepared.compiled.tiers
        return tuple(n for n, tier in enumerate(tiers) if tier.key not in LAST_TIERS)

    @cached_property
    def _seats_first(self) -> tuple[int, ...]:
        """The tiers that nothing may make worse: critical and mandatory seats."""
        tiers = self.situation.prepared.compiled.tiers
        return tuple(n for n, tier in enumerate(tiers) if tier.key in FIRST_TIERS)

    @cached_property
    def _exchanges(self) -> Bools:
        """Cells by which holders of the post's seats change places with whoever works at the time, or with nobody."""
        situation, frame = self.situation, self.situation.prepared.compiled.frame
        worked, capacity = situation.assignment.worked, situation.prepared.compiled.capacity
        found: Bools = situation.free & (self._seats[None, :] | worked)
        for slot in np.flatnonzero(self._seats).tolist():
            takers, holders = situation.free[:, slot] & ~worked[:, slot], worked[:, slot]
            beside = (frame.start < frame.end[slot]) & (frame.end > frame.start[slot])
            open_to = beside & (worked[takers].any(axis=0) | (situation.assignment.filled < capacity))
            found[np.ix_(holders, open_to)] = situation.free[np.ix_(holders, open_to)]
        return found

    @cached_property
    def _seats(self) -> Bools:
        """The post's seats on the dates that count."""
        frame, asked = self.situation.prepared.compiled.frame, self.aim.asked
        first = asked.on - timedelta(days=DATES - 1)
        return np.array(
            [(s.post, s.shift) == (asked.post, asked.shift) and first <= s.on <= asked.on for s in frame.slots],
            dtype=np.bool_,
        )

    @cached_property
    def _near(self) -> Bools:
        """The post's seats, and what those work whose tenures on the unit, or hours before the shift, count."""
        frame, asked = self.situation.prepared.compiled.frame, self.aim.asked
        worked = self.situation.assignment.worked
        found: Bools = self._seats.copy()
        holders: Bools = np.asarray(worked[:, self._seats].any(axis=1))
        for tenured in self.aim.tenured:
            officer = frame.officer_index.get(tenured.badge, -1)
            if officer >= 0 and holders[officer]:
                found |= worked[officer] & (frame.start < frame.end[self._seats].max())
        target = frame.slot_index.get((asked.post, asked.on, asked.shift), -1)
        if target >= 0 and self.aim.now[Factor.FATIGUE]:
            week = (frame.end <= frame.start[target]) & (frame.end > frame.start[target] - _STRAIN_DAYS * 1440)
            found |= worked[np.flatnonzero(worked[:, target])].any(axis=0) & week
        return found


def fixed_points(table: AttentionTable, at: tuple[int, int, int]) -> int:
    """Return the points of reviews, rounds and logs, which no roster changes."""
    return sum(int(table.part_low[(n, *at)]) for n, f in enumerate(FACTORS) if f not in OF_ROSTER)


def _is_fewest(found: Lowering) -> bool:
    return found.after is not None and found.changes <= found.least_changes


def _between(before: Roster, after: Roster) -> tuple[tuple[Tour, ...], tuple[Tour, ...]]:
    old, new = set(before.tours), set(after.tours)
    return tuple(sorted(old - new)), tuple(sorted(new - old))
