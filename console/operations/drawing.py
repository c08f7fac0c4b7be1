"""Posts drawn at muster: which are still to be drawn, and what a draw is asked for."""

from datetime import date

from console.document import RosterDocument
from console.document.words import count
from scheduler.domain.draws import Muster


def sealed_on(document: RosterDocument, on: date | None) -> tuple[Muster, ...]:
    """Return the musters of a local date whose posts are still to be drawn, in the order in which shifts start."""
    facts = document.facts
    if facts is None or on is None or document.proposal is not None:
        return ()
    starts = {slot.shift: slot.start for slot in facts.slots_on.get(on, ())}
    found = [muster for muster in document.sealed if muster.on == on]
    return tuple(sorted(found, key=lambda m: (starts.get(m.shift, 0), m.shift)))


def shift_name(document: RosterDocument, muster: Muster) -> str:
    """Return how a muster's shift is called."""
    shifts = document.facts.problem.shifts if document.facts is not None else ()
    return next((shift.name for shift in shifts if shift.code == muster.shift), muster.shift)


def to_be_drawn(document: RosterDocument, on: date | None) -> str:
    """Return one sentence on the posts of a date that are still to be drawn, "" for none."""
    sealed = sealed_on(document, on)
    if not sealed or document.roster is None:
        return ""
    everyone = {Muster(on=tour.on, shift=tour.shift) for tour in document.roster.tours if tour.on == on}
    if everyone <= set(sealed):
        return "Posts are drawn at muster; this is the plan"
    name = shift_name(document, sealed[0]) if len(sealed) == 1 else count(len(sealed), "shift")
    return f"{name} still to draw; of {'it' if len(sealed) == 1 else 'them'} this is the plan"


def outcome(document: RosterDocument, muster: Muster) -> str:
    """Return who stands where after a draw, post by post in the facility's order, how it was drawn, and the receipt."""
    facts, desk = document.facts, document.desk
    if facts is None or desk is None or document.roster is None or document.roster_id is None:
        return ""
    place = {post: n for n, post in enumerate(facts.posts)}
    tours = [tour for tour in document.roster.tours if muster.holds(tour)]
    tours.sort(key=lambda tour: (place.get(tour.post, len(place)), tour.index, tour.start))
    record = desk.draws.record(document.roster_id, muster)
    plans = "plan" if record.count.plans == 1 else "plans"
    among = f"{'' if record.count.is_complete else 'at least '}{record.count.plans} {plans} of equal value"
    return "\n".join(
        (
            *(f"{tour.post}\t{facts.name(tour.badge)}" for tour in tours),
            "",
            f"Drawn among {among}; {count(len(record.moved), 'officer')} stand elsewhere than planned.",
            f"Receipt: {record.receipt}",
        )
    )


def arguments(document: RosterDocument, muster: Muster, words: str) -> list[str]:
    """Return the command that draws the posts of a muster."""
    url = document.desk.url if document.desk is not None else ""
    where = ["--db", url, "--roster", str(document.roster_id), "--on", muster.on.isoformat(), "--shift", muster.shift]
    return ["draw", "posts", *where, f"--words={words}"]
