"""Seats as they are seen: who holds each, how it looks, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

from console.document import RosterDocument
from console.document.found import Found
from console.document.index import Cell
from console.document.words import KIND_WORDS, full
from console.models.roles import Face
from scheduler.domain.demand import Slot
from scheduler.domain.roster import Tour
from scheduler.domain.words import Priority

NO_SEAT = Face("", "none")
PRIORITY_RANK = {Priority.CRITICAL: 0, Priority.MANDATORY: 1, Priority.PULL: 2}


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of a slot and who holds it."""

    slot: Slot
    index: int
    tours: tuple[Tour, ...]

    @property
    def gravity(self) -> str:
        """What an empty seat means: "stop" for a critical minimum, "ask" for a mandatory one, "" for the rest."""
        if self.tours or self.index >= self.slot.minimum:
            return ""
        return {Priority.CRITICAL: "stop", Priority.MANDATORY: "ask"}.get(self.slot.priority, "")


class SeatFaces:
    """Looks and words of seats, with the marks that the document now gives."""

    def __init__(self, document: RosterDocument, is_short: bool = False) -> None:
        """Look at a document; short names are for narrow cells."""
        self._document = document
        self._is_short = is_short
        self._found = Found()
        self.also: Callable[[Seat], str] = lambda _: ""

    def refresh(self) -> frozenset[Cell]:
        """Take over the marks of the report as it now is, and return the cells that have another mark."""
        before, self._found = self._found, self._document.found
        return self._document.remarked(before)

    def face(self, seat: Seat) -> Face:
        """Return how a seat looks."""
        facts = self._document.facts
        if facts is None:
            return NO_SEAT
        if not seat.tours:
            text = "empty" if seat.gravity else "-" if self._is_short else "not filled"
            return Face(text, "empty", "", "" if self._document.is_blank else seat.gravity)
        cells = [(t.badge, t.on) for t in seat.tours]
        marks = [self._found.outlines.get(cell, "") for cell in cells]
        names = [facts.surname(t.badge) if self._is_short else facts.name(t.badge) for t in seat.tours]
        if self._is_short and len(names) > 1:
            names = [f"{names[0]}+{len(names) - 1}"]
        elif len(seat.tours) > 1:
            clock = facts.clock
            names = [
                f"{name} {clock.local(t.start):%H}-{clock.local(t.end):%H}"
                for name, t in zip(names, seat.tours, strict=True)
            ]
        return Face(
            ", ".join(names),
            "tour",
            facts.watch(seat.slot.shift),
            "stop" if "stop" in marks else "ask" if "ask" in marks else "",
            any(t.kind.is_overtime for t in seat.tours),
            any(cell in self._document.locked_cells for cell in cells),
            any(cell in self._document.changed for cell in cells),
        )

    def sentence(self, seat: Seat) -> str:
        """Return a seat in words, as a screen reader says it."""
        facts = self._document.facts
        if facts is None:
            return ""
        where = f"{seat.slot.post}, {facts.shifts[seat.slot.shift].name}, {full(seat.slot.on)}"
        also = self.also(seat)
        more = f"; {also}" if also else ""
        if not seat.tours:
            need = "must be filled" if seat.gravity else "would be good to fill"
            return f"{where}: empty, {need}{more}"
        parts = []
        for tour in seat.tours:
            words = KIND_WORDS[tour.kind]
            parts.append(f"{facts.name(tour.badge)}, {facts.times(tour)}" + (f", {words}" if words else ""))
        face = self.face(seat)
        told = {"stop": "finding that stops publishing", "ask": "finding that asks for a reason"}
        parts += [word for word, holds in (("locked", face.is_locked), ("changed", face.is_changed)) if holds]
        parts += [told[face.outline]] if face.outline else []
        return f"{where}: {'; '.join(parts)}{more}"
