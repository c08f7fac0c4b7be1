"""The weights of the attention index as a table, and other ones from a date on, each change undoable."""

from datetime import date

from console.document import RosterDocument
from console.document.words import full
from console.operations import exchange
from scheduler.api import DeskError, PolicyChange, PolicyError, change_attention, undo_attention
from scheduler.attention import TITLES
from scheduler.domain.attention import AttentionWeight, Factor, Weights
from scheduler.domain.policy import Policy

COLUMNS = ("Factor", "Step", "Begins at", "Points", "Since", "Source")
FIGURES = frozenset({2, 3})
UNITS = {
    Factor.CONCENTRATION: "% of natural share",
    Factor.TENURE: "% of the due date",
    Factor.ROUNDS: "minutes",
    Factor.FATIGUE: "minutes",
    Factor.ENTRIES: "entries",
}
NO_LIMIT = frozenset({Factor.DEVIATION})


def sentence(weights: Weights) -> str:
    """Return which weights hold and what they are, in words."""
    since = f"since {full(weights.effective)}" if weights.effective > date.min else "the defaults"
    most = sum(weights.maximum(factor) for factor in Factor)
    return (
        f"Version {weights.version}, {since}. All factors at their most make {most} of 100 points. Points are policy "
        "judgement about places and how they are guarded, not estimated probabilities, and never about a person."
    )


def rows(weights: Weights) -> tuple[tuple[str, ...], ...]:
    """Return a row of words for each step."""
    return tuple(
        (
            f"{line.factor} {TITLES[line.factor]}",
            line.step,
            limit_words(line),
            str(line.points),
            _since(line),
            line.source,
        )
        for line in weights.lines
    )


def limit_words(line: AttentionWeight) -> str:
    """Return the measured value at which a step begins, with its unit; "" where there is none."""
    if line.factor in NO_LIMIT or line.step == "most":
        return ""
    if line.factor.is_static:
        return f"{line.limit} in review"
    return f"{line.limit:,} {'meals' if line.step == 'meals' else UNITS[line.factor]}"


def history(policy: Policy, line: AttentionWeight) -> tuple[str, ...]:
    """Return what held for a step and from when, the latest first; of one date the last line holds."""
    held = {x.effective: x for x in policy.attention if (x.factor, x.step) == (line.factor, line.step)}
    found = [
        f"From {full(on)}: {held[on].points} points, {limit_words(held[on]) or 'no limit'}. {held[on].source}"
        for on in sorted(held, reverse=True)
    ]
    return (*found, "Before: the default") if found else ("The default since ever",)


def change(
    document: RosterDocument, line: AttentionWeight, on: date, points: int, limit: int, source: str, reason: str
) -> PolicyChange | None:
    """Put another weight in force from a date on; return what was put there, None (and a sentence) for nothing."""
    desk = document.desk
    if desk is None:
        return None
    try:
        made = change_attention(desk.policy(), line.factor, line.step, on, source=source, points=points, limit=limit)
        desk.change_policy(made, reason)
    except (DeskError, PolicyError) as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The weights were not changed.")
        return None
    exchange.reload(document)
    return made


def undo(document: RosterDocument, made: PolicyChange, before: Policy) -> bool:
    """Put back what held before a change, from the change's date on; return whether that was done."""
    desk = document.desk
    if desk is None:
        return False
    try:
        desk.change_policy(undo_attention(before, made), "undone")
    except (DeskError, PolicyError) as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The weights were not changed.")
        return False
    exchange.reload(document)
    return True


def _since(line: AttentionWeight) -> str:
    return f"{line.effective.day} {line.effective:%b %Y}" if line.effective > date.min else "default"
