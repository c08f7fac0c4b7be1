"""The course of a build: one row a tier, with what it reaches in the tier's own words and how value and bound moved."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from console.document.effects import SHORT_UNITS
from console.document.words import amount
from console.models.roles import KIND_ROLE
from console.models.tiers import is_proven, named
from console.widgets.headed import HeadedModel, Index
from scheduler.domain.findings import TierValue

Course = list[tuple[float, tuple[TierValue, ...]]]
COLUMNS = ("Tier, in this order", "value", "best possible", "course", "in words")
NAME, VALUE, BEST, CHART, WORDS = range(5)
CHART_ROLE = Qt.ItemDataRole.UserRole + 20
"""((seconds, value), ...), ((seconds, bound), ...), seconds until now."""


def sentence(tier: TierValue, is_part: bool = False) -> str:
    """Return a line such as "12 h of critical seats empty; proven, no roster can do better".

    Args:
        tier: Value and bound.
        is_part: Something stood in this build: what is proven is proven around that.
    """
    unit = SHORT_UNITS.get(tier.unit, tier.unit)
    name = tier.name[:1].lower() + tier.name[1:]
    figure = amount(tier.value, tier.scale)
    says_unit = unit.lower() in name.split()
    said = f"{figure} {name}" if says_unit else f"{figure} {unit} of {name}"
    roster = "no roster around what stands" if is_part else "no roster"
    if tier.bound is None:
        return f"{said}; nothing is proven of it yet."
    if is_proven(tier):
        return f"{said}; proven, {roster} can do better."
    best = f"{amount(tier.bound, tier.scale)} {'' if says_unit else unit}".strip()
    return f"{said}; {roster} can do better than {best}."


class CourseModel(HeadedModel):
    """Rows are tiers."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(COLUMNS, frozenset({VALUE, BEST}), parent)
        self._lines: tuple[TierValue, ...] = ()
        self._course: Course = []
        self._until, self._is_part = 0.0, False

    def set_course(self, tiers: tuple[TierValue, ...], course: Course, until: float, is_part: bool) -> None:
        """Show where a build stands and how it came there.

        Args:
            tiers: Newest values, in order.
            course: (seconds, tiers) of everything that was heard of.
            until: Seconds up to now.
            is_part: Something stood in this build.
        """
        self._course, self._until, self._is_part = list(course), until, is_part
        if [t.key for t in tiers] != [t.key for t in self._lines]:
            self.beginResetModel()
            self._lines = tiers
            self.endResetModel()
        elif tiers:
            self._lines = tiers
            self.dataChanged.emit(self.index(0, 0), self.index(len(tiers) - 1, len(COLUMNS) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a tier up."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        tier, column = self._lines[index.row()], index.column()
        words = sentence(tier, self._is_part)
        if role == Qt.ItemDataRole.DisplayRole:
            best = "not known" if tier.bound is None else amount(tier.bound, tier.scale)
            best += " proven" if is_proven(tier) else ""
            return (named(tier), amount(tier.value, tier.scale), best, "", words)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(tier) if column == CHART else None
        if role == CHART_ROLE and column == CHART:
            return self._curves(tier)
        if role == KIND_ROLE:
            return "proven" if is_proven(tier) else "unknown" if tier.bound is None else "open"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        return None

    def _curves(self, tier: TierValue) -> tuple[list[tuple[float, float]], list[tuple[float, float]], float]:
        heard = [(s, t) for s, tiers in self._course for t in tiers if t.key == tier.key]
        values = [(s, t.value / t.scale) for s, t in heard]
        bounds = [(s, t.bound / t.scale) for s, t in heard if t.bound is not None]
        return values, bounds, self._until

    def _spoken(self, tier: TierValue) -> str:
        values = self._curves(tier)[0]
        if not values:
            return "no course yet"
        return f"from {values[0][1]:g} to {values[-1][1]:g} in {self._until:.0f} s"
