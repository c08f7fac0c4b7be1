"""Quantities in words, the same in every rule's sentences, and the one sentence on who is not eligible."""

from scheduler.domain.findings import Message

NOT_ELIGIBLE = Message(template="Not eligible for this post on this date.")
"""All that is said of an officer whom a restriction, a cool-down, a document not read, an exemption or a missing
qualification keeps off a seat."""


def hours(minutes: int) -> str:
    """Return minutes as "9 h 30 min", "11 h" or "45 min"."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    if not whole and rest:
        return f"{sign}{rest} min"
    return f"{sign}{whole} h {rest} min" if rest else f"{sign}{whole} h"


def span(minutes: int) -> str:
    """Return the length of a window: whole days from three on ("7 days"), else as `hours` has it ("48 h")."""
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} days" if days >= 3 and not rest else hours(minutes)
