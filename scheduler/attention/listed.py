"""The index as rows of text: what is exported. Posts only; nothing here can name an officer."""

from collections.abc import Iterator

from scheduler.attention.parts import NUMBER
from scheduler.attention.table import STATES, AttentionTable
from scheduler.domain.attention import FACTORS, OF_HOLDERS, Band, CellState

HEADER = ("post", "shift", "date", "standing", "least", "most", "band", "stable", "weights", *FACTORS)
_BANDS = tuple(Band)


def rows(table: AttentionTable) -> Iterator[tuple[str, ...]]:
    """Yield every cell for which a post asks, as a row under `HEADER`, by date, shift and post.

    A range such as 0-8 is what is not known. Where under three held the post, D1 and D2 are left out of what is written
    down; the sums hold them.
    """
    for d, on in enumerate(table.dates):
        version = str(table.weights(on).version)
        for s, shift in enumerate(table.shifts):
            for p, post in enumerate(table.posts):
                at = (p, s, d)
                if table.asked[at]:
                    state = STATES[int(table.state[at])]
                    figures = _figures(table, at) if state is CellState.OPEN else ("",) * 4
                    parts = _parts(table, at) if state is CellState.OPEN else ("",) * len(FACTORS)
                    yield (post, shift, on.isoformat(), state.value, *figures, version, *parts)


def _figures(table: AttentionTable, at: tuple[int, int, int]) -> tuple[str, str, str, str]:
    bands = dict.fromkeys(_BANDS[int(of[at])].value for of in table.bands)
    stable = "yes" if table.stable[at] else "no"
    return str(int(table.low[at])), str(int(table.high[at])), " to ".join(bands), stable


def _parts(table: AttentionTable, at: tuple[int, int, int]) -> tuple[str, ...]:
    found = []
    for factor in FACTORS:
        low, high = (int(of[(NUMBER[factor], *at)]) for of in (table.part_low, table.part_high))
        is_left_out = factor in OF_HOLDERS and bool(table.few[at])
        found.append("" if is_left_out else str(low) if low == high else f"{low}-{high}")
    return tuple(found)
