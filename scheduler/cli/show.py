"""What commands print: tiers, findings, progress. Plain text that fits 100 columns."""

from collections.abc import Iterable

from scheduler.domain.findings import Finding, Report, TierValue
from scheduler.rules import rule_of
from scheduler.wire.progress import Progress


def tiers(values: Iterable[TierValue]) -> str:
    """Return one line a tier: name, value, and what is proven if a proof was looked for."""
    lines = tuple(values)
    is_sought = any(t.bound is not None for t in lines)
    return "\n".join(
        f"  {t.name:<29}{number(t.value, t.scale):>9} {t.unit:<13} {_proof(t) if is_sought else ''}".rstrip()
        for t in lines
    )


def report(found: Report, proven: Iterable[TierValue] = ()) -> str:
    """Return the findings that a supervisor should see, gravest first, then the tiers, with bounds if `proven`."""
    lines = [finding(f) for f in found.findings]
    if not lines:
        lines = ["  no findings"]
    return "\n".join(("Findings", *lines, "What this roster reaches, in order", tiers(tuple(proven) or found.tiers)))


def finding(found: Finding) -> str:
    """Return one finding as one line."""
    cell = found.cells[0]
    where = " ".join(str(x) for x in (cell.on, f"badge {cell.badge}" if cell.badge else "", cell.seat or "") if x)
    return f"  {found.severity.value:<6}{found.entry:<23} {where}: {rule_of(found.rule).explain(found)}"


def progress_line(event: Progress) -> str:
    """Return one line about a running build."""
    worth = ", ".join(f"{t.key} {number(t.value, t.scale)}" for t in event.tiers if t.value)
    return f"{event.seconds:6.1f} s  {event.event:<9}{worth or event.message}"


def number(value: int, scale: int) -> str:
    """Return a tier's value in its unit."""
    return f"{value / scale:.1f}".removesuffix(".0") if scale > 1 else str(value)


def _proof(tier: TierValue) -> str:
    if tier.bound is None:
        return "not proven"
    if tier.value == tier.bound:
        return f"best possible ({tier.proved_by})"
    return f"at best {number(tier.bound, tier.scale)} ({tier.proved_by})"
