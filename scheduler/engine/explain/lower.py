"""What would bring a post under a band of the attention index: the cheapest change of the roster, or why there is none.

What a roster decides of the points is written into the engine's own model (`band_rows`) and solved (`lower_search`);
checker and index judge every answer before it is told. Where reviews, rounds and logs alone reach the band, no roster
goes under it. What is not known, or withheld from whoever asks, is left out of the figures.
"""

import threading
from dataclasses import replace

from scheduler.attention import AttentionTable, attention_table
from scheduler.domain.answers import ExplainError, Lowering, LoweringAsked
from scheduler.domain.words import Minute
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.explain.band_aim import Aim
from scheduler.engine.explain.lower_search import LowerSearch, fixed_points
from scheduler.engine.explain.probe import Prober
from scheduler.engine.repair.situation import situation_of
from scheduler.policies.standards import standards_of
from scheduler.rule import facts_of


def lower(prober: Prober, asked: LoweringAsked, stop: threading.Event, seconds: float) -> Lowering:
    """Return the cheapest change that brings a post under a band, or why there is none.

    Args:
        prober: The problem and the roster.
        asked: Which post, shift and date, which band, and what was observed.
        stop: Set: end now.
        seconds: How long may be searched.

    Raises:
        ExplainError: the roster has no such cell, or it is not open.
    """
    problem, roster = prober.problem, prober.roster
    table = _table(prober, asked)
    try:
        at = table.index(asked.post, asked.shift, asked.on)
    except KeyError as error:
        raise ExplainError(f"There is no {asked.post} on {asked.shift} of {asked.on} in this roster") from error
    if not table.open[at]:
        raise ExplainError("Nobody is asked for there, or nobody is there: it has no points")
    before = int(table.low[at])
    found = Lowering(band=asked.band, before=before, fixed=fixed_points(table, at))
    if before < asked.band.least:
        return replace(found, is_proven=True, after=before)
    if found.fixed >= asked.band.least:
        return replace(found, is_proven=True)
    slot = facts_of(problem).slot_at.get((asked.post, asked.on, asked.shift))
    if slot is not None and slot.start <= asked.now:
        raise ExplainError("That shift has begun: rounds may still lower its points, a change of the roster may not")
    situation = situation_of(prober.prepared, Minute(asked.now + 1), ())
    aim = Aim.of(problem, roster, asked, table)
    with Control(BuildOptions(seconds=seconds, workers=1), stop.is_set) as control:
        return LowerSearch(situation, aim, table, control, prober.known_open).run(found)


def _table(prober: Prober, asked: LoweringAsked) -> AttentionTable:
    standards, withheld = standards_of(prober.problem), frozenset(asked.withheld)
    return attention_table(prober.problem, prober.roster.tours, asked.seen, asked.now, standards, withheld=withheld)
