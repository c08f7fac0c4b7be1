"""What can be priced, and the price list itself as rows: a number, what it costs, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtCore import QObject, Qt

from console.document.effects import effect
from console.document.words import amount
from console.models.tiers import named
from console.widgets.headed import HeadedModel, Index
from console.widgets.quiet_table import QUIET_ROLE
from scheduler.domain.answers import PriceList, PricePoint
from scheduler.domain.problem import Problem
from scheduler.domain.words import PostCode, Severity
from scheduler.rule import settings_of
from scheduler.rules import RuleUse, uses

MINUTES_UNIT, HOUR, QUARTER = "minutes", 60, 15
STEPS = (-2, -1, 0, 1, 2)
MOST_NUMBERS = 9
NUMBER, COST, BEFORE, SURE = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A number that can be priced.

    Attributes:
        words: What it is, as a line to choose.
        unit: Its unit as it is typed: minutes are typed as hours.
        scale: So many of the number make one of the unit.
        now: What it is now.
        least, most: The range that the rule takes.
        entry, setting: The policy entry and its setting; "" for the minimum of a post.
        post: The post.
        may_be_limit: Whether the entry can be kept as a limit, and is not one already.
    """

    words: str
    unit: str
    now: int
    least: int
    most: int
    scale: int = 1
    entry: str = ""
    setting: str = ""
    post: PostCode | None = None
    may_be_limit: bool = False

    def text(self, number: int) -> str:
        """Return a number as it is typed and read."""
        return amount(number, self.scale).replace(",", "")

    def suggested(self) -> tuple[int, ...]:
        """Return a few numbers around what it is now, inside the range."""
        step = QUARTER if self.scale == HOUR and self.now < 2 * HOUR else self.scale
        step = max(step, round(self.now / (10 * step)) * step)
        return tuple(sorted({min(max(self.now + n * step, self.least), self.most) for n in STEPS}))

    def read(self, text: str) -> tuple[int, ...]:
        """Return the numbers that somebody typed, in order.

        Raises:
            ValueError: one is no number or out of range, or there are none or too many; the message is one sentence.
        """
        parts = text.replace(";", " ").replace(",", " ").split()
        try:
            found = sorted({round(float(part) * self.scale) for part in parts})
        except (ValueError, OverflowError):
            raise ValueError(f"Numbers of {self.unit} are expected, with spaces between them.") from None
        if not 1 <= len(found) <= MOST_NUMBERS:
            raise ValueError(f"One number is expected at least, and {MOST_NUMBERS} at most.")
        if found[0] < self.least or found[-1] > self.most:
            raise ValueError(f"{self.text(self.least)} to {self.text(self.most)} {self.unit} are expected.")
        return tuple(found)


def priced(problem: Problem) -> tuple[Priced, ...]:
    """Return every number of a problem's policy in force, and the minimum of every post."""
    policy = dict.fromkeys(line for use in uses(problem) for line in _of_use(use))
    posts = []
    for post in problem.posts:
        most = max((line.minimum for line in post.coverage), default=0)
        words = f"Minimum of officers on {post.name} ({post.code})"
        posts.append(Priced(words=words, unit="officers", now=most, least=0, most=99, post=post.code))
    return (*sorted(policy, key=lambda line: line.words), *posts)


def _of_use(use: RuleUse) -> Iterator[Priced]:
    values = {f.name: getattr(use.config, f.name) for f in fields(use.config)}
    may_be_limit = Severity.STOP in use.rule.severities and not use.entry.severity.blocks
    for declared, info in settings_of(use.rule.Config):
        value = values[declared.name]
        if isinstance(value, bool) or not isinstance(value, int):
            continue
        is_time = info.unit == MINUTES_UNIT
        yield Priced(
            words=f"{use.rule.title}: {info.label} ({use.entry.id})",
            unit="hours" if is_time else info.unit,
            scale=HOUR if is_time else 1,
            now=value,
            least=info.least or 0,
            most=info.most if info.most is not None else 2**31 - 1,
            entry=use.entry.id,
            setting=declared.name,
            may_be_limit=may_be_limit,
        )


class PricesModel(HeadedModel):
    """Rows are numbers; columns the number, what it costs, what changes before that, and how sure it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(("Number", "Cost", "Before that", "How sure"), frozenset({NUMBER, COST}), parent)
        self._lines: tuple[PricePoint, ...] = ()
        self._what: Priced | None = None

    def set_list(self, what: Priced | None, found: PriceList | None) -> None:
        """Show a price list."""
        self.beginResetModel()
        self._what, self._lines = what, found.points if found is not None else ()
        payer = next((p.tiers[-1] for p in self._lines if p.tiers), None)
        unit = what.unit if what is not None else "Number"
        self._heads = (unit.capitalize(), named(payer) if payer is not None else "Cost", "Before that", "How sure")
        self.endResetModel()

    def rows(self) -> list[tuple[str, ...]]:
        """Return heads and cells as text, for a spreadsheet."""
        cells = [tuple(self._text(point, column) for column in range(4)) for point in self._lines]
        return [self._heads, *cells]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a cell."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        point, column = self._lines[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(point, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(point, column) if column == BEFORE else None
        if role == QUIET_ROLE:
            return column == BEFORE
        return self._side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _is_now(self, point: PricePoint) -> bool:
        return self._what is not None and point.number == self._what.now

    def _text(self, point: PricePoint, column: int) -> str:
        what = self._what
        if what is None:
            return ""
        if column == NUMBER:
            return what.text(point.number) + (" (now)" if self._is_now(point) else "")
        if column == SURE:
            return sure_words(point)
        if not point.tiers:
            return ""
        if column == COST:
            payer = point.tiers[-1]
            return amount(payer.value, payer.scale)
        return self._before(point)

    def _before(self, point: PricePoint) -> str:
        """Return in what the tiers before the one that pays differ from how they are now, or at the first number."""
        base = next((p for p in self._lines if self._is_now(p) and p.tiers), None)
        base = base or next((p for p in self._lines if p.tiers), None)
        if base is None or base is point:
            return "as now" if self._is_now(point) else ""
        pairs = zip(point.tiers[:-1], base.tiers[:-1], strict=True)
        moved = [effect(a.name, a.unit, a.value - b.value, a.scale) for a, b in pairs if a.value != b.value]
        return "; ".join(moved) or "the same"


def sure_words(point: PricePoint) -> str:
    """Return how sure a point is."""
    if point.is_impossible:
        return "proven: no roster is possible"
    if not point.tiers:
        return "no roster was found in the time given"
    if point.is_proven:
        return "proven: no roster costs less"
    payer = point.tiers[-1]
    if payer.bound is None:
        return "best found; nothing is proven"
    return f"best found; at least {amount(payer.bound, payer.scale)}"
