"""What a roster reaches, tier by tier in the policy's order: value, best possible, and whether that is proven."""

from typing import Any

from PySide6.QtCore import QObject, Qt

from console.document.effects import SHORT_UNITS
from console.document.words import amount
from console.models.roles import KIND_ROLE
from console.widgets.headed import HeadedModel, Index
from scheduler.domain.findings import TierValue

COLUMNS = ("In this order", "value", "now", "best possible")
NAME, VALUE, NOW, BEST = range(4)


def is_proven(tier: TierValue) -> bool:
    """Whether the bound shows that the value cannot be beaten."""
    return tier.bound is not None and tier.bound >= tier.value


def named(tier: TierValue) -> str:
    """Return name and unit, the unit only where the name does not say it."""
    unit = SHORT_UNITS.get(tier.unit, tier.unit)
    return tier.name if unit.lower() in tier.name.lower().split() else f"{tier.name}, {unit}"


class TiersModel(HeadedModel):
    """Rows are tiers, columns name, value, what holds now, and best possible."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(COLUMNS, frozenset({VALUE, NOW, BEST}), parent)
        self._lines: tuple[TierValue, ...] = ()
        self._now: dict[str, TierValue] = {}

    def set_tiers(self, tiers: tuple[TierValue, ...], now: tuple[TierValue, ...] = ()) -> None:
        """Show other values, beside those that hold now."""
        self._now = {tier.key: tier for tier in now}
        if len(tiers) != len(self._lines):
            self.beginResetModel()
            self._lines = tiers
            self.endResetModel()
        elif tiers:
            self._lines = tiers
            self.dataChanged.emit(self.index(0, 0), self.index(len(tiers) - 1, len(COLUMNS) - 1))

    @property
    def tiers(self) -> tuple[TierValue, ...]:
        """What is shown."""
        return self._lines

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a tier."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        tier = self._lines[index.row()]
        unit = SHORT_UNITS.get(tier.unit, tier.unit)
        best = "not known" if tier.bound is None else amount(tier.bound, tier.scale)
        if role == Qt.ItemDataRole.DisplayRole:
            proven = f"{best} proven" if is_proven(tier) else best
            now = self._now.get(tier.key)
            before = amount(now.value, now.scale) if now is not None else ""
            return (named(tier), amount(tier.value, tier.scale), before, proven)[index.column()]
        if role == KIND_ROLE:
            return "proven" if is_proven(tier) else "unknown" if tier.bound is None else "open"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            how = f" ({tier.proved_by})" if tier.proved_by else ""
            if is_proven(tier):
                return f"Proven: no roster that keeps the values above does better{how}."
            return (
                "Nothing is proven here yet."
                if tier.bound is None
                else f"No roster can do better than {best} {unit}{how}."
            )
        return None
