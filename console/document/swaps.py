"""Swaps that wait for approval, as values in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapLine:
    """A swap that both officers want.

    Attributes:
        first, second: Both officers, who proposed it first.
        gives, takes: The tour that the first one gives, and the one that he takes.
        over: Why it can no longer be approved, in a sentence; "" while it can.
    """

    number: int
    first: str
    gives: str
    second: str
    takes: str
    over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWords:
    """What rules say against a swap, in sentences: what must not be, and what is answered for when it is published."""

    blocking: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
