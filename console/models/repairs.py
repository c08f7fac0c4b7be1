"""Repairs as lines: how many tours change, which, what that is worth, and what is proven of it."""

from console.document.effects import effects
from console.document.facts import Facts
from console.document.words import KIND_WORDS, count, weekday
from console.widgets.lines import Line
from scheduler.domain.answers import HousingMove, RepairPlan
from scheduler.domain.roster import Tour, TourChange
from scheduler.rules import rule_of
from scheduler.wire.asking import RepairList

PROVEN, AS_FEW = "proven", "as few"
NOBODY_AT_HAND = "Nobody can take it whole within every limit. Looking for what else can be done ..."


def repair_lines(told: RepairList | None, facts: Facts, is_done: bool) -> list[Line]:
    """Return the repairs found so far, best first, and the housing moves beside them."""
    if told is None:
        return []
    if told.is_at_hand and not told.plans:
        return [Line("line", "", NOBODY_AT_HAND)]
    if not told.plans:
        return [Line("line", "", "Nothing changes: nobody's tour is touched.")] if is_done else []
    heading = "Could take it, best first" if told.is_at_hand else "Repairs, best first"
    lines = [Line("heading", heading, f"{len(told.plans):,}")]
    lines += [_plan_line(plan, told, facts) for plan in told.plans]
    if told.housing:
        lines.append(Line("heading", "Without changing a tour: one inmate housed elsewhere"))
        lines += [_housing_line(move, facts) for move in told.housing[:3]]
    return lines


def _plan_line(plan: RepairPlan, told: RepairList, facts: Facts) -> Line:
    parts = [change_words(change, facts) for change in plan.changes]
    moved = effects(plan.tiers)
    parts.append(f"{moved}." if moved else "Nothing else changes.")
    parts += [f"Breaks: {rule_of(f.rule).explain(f)}" for f in plan.broken[:3]]
    parts += list(plan.notes)
    is_first_best = _first_tiers(plan, told) == _first_tiers(told.plans[0], told)
    is_fewest, is_first = plan.is_proven and is_first_best, plan is told.plans[0] and not told.is_at_hand
    if not plan.changes:
        words = "" if plan.broken or moved else "No limit is broken, and nothing else changes."
        return Line("line", "Nothing has to change", words or "\n".join(parts), PROVEN if is_fewest else "")
    if is_fewest and is_first:
        how = f" ({plan.proved_by})" if plan.proved_by else ""
        parts.append(f"Proven: no repair changes fewer tours{how}.")
    elif is_first:
        parts.append(f"At least {count(plan.least, 'tour')} must change; more is not proven.")
    mark = (PROVEN if is_first else AS_FEW) if is_fewest else ""
    return Line("line", _title(plan, facts), "\n".join(parts), mark, "accept", plan)


def _title(plan: RepairPlan, facts: Facts) -> str:
    """Return "Brandt B, Diaz M: 2 tours change"."""
    number = f"{count(plan.count, 'tour')} change" + ("s" if plan.count == 1 else "")
    gone = {t.badge for t in (c.before for c in plan.changes) if t is not None}
    new = dict.fromkeys(c.after.badge for c in plan.changes if c.after is not None and c.after.badge not in gone)
    names = [facts.name(badge) for badge in new]
    if not names:
        return f"Nobody new: {number}" if any(c.after is not None for c in plan.changes) else f"Left empty: {number}"
    return f"{', '.join(names[:3])}{' and others' if len(names) > 3 else ''}: {number}"


def _first_tiers(plan: RepairPlan, told: RepairList) -> list[int]:
    return [t.after for t in plan.tiers if t.key in told.first_tiers]


def change_words(change: TourChange, facts: Facts) -> str:
    """Return "U06-2 evening, Fri 18 Dec: Brandt B -> Diaz M (voluntary overtime)"."""
    some = change.after or change.before
    if some is None:
        return ""
    place = f"{some.post} {facts.shifts[some.shift].name.lower()}, {weekday(some.on)}"
    return f"{place}: {_who(change.before, facts)} \u2192 {_who(change.after, facts)}"


def _who(tour: Tour | None, facts: Facts) -> str:
    if tour is None:
        return "nobody"
    words = [facts.times(tour)] if _is_part(tour, facts) else []
    words += [KIND_WORDS[tour.kind]] if KIND_WORDS[tour.kind] else []
    return facts.name(tour.badge) + (f" ({', '.join(words)})" if words else "")


def _is_part(tour: Tour, facts: Facts) -> bool:
    slot = facts.slots.get((tour.post, tour.on, tour.shift))
    whole = (slot.start, slot.end) if slot is not None else (tour.start, tour.end)
    return (tour.start, tour.end) != whole


def _housing_line(move: HousingMove, facts: Facts) -> Line:
    areas = {area.code: area.name for area in facts.problem.areas}
    made = f"{count(move.made, 'officer')} over one" if move.made else "nobody over one"
    words = f"Brings {count(move.cleared, 'officer')} under every limit of contact with this inmate, and {made}."
    words += " Who is housed where is decided by classification, not here."
    mark = "proven" if move.is_best else ""
    return Line("line", f"{move.inmate} to {areas.get(move.area, move.area)}", words, mark or "housing")
