"""What "lower this" asks and says: bands that a post can be brought under, and the answer in a supervisor's words."""

from dataclasses import dataclass

from console.document.effects import effects
from console.document.facts import Facts
from console.models.overlay import Overlay
from console.models.repairs import change_words
from scheduler.domain.answers import Lowering
from scheduler.domain.attention import Band, band_of
from scheduler.domain.roster import TourChange
from scheduler.domain.words import PostCode, ShiftCode

NOTHING_COSTS = "It costs nothing: no figure of the roster changes."
NOTHING_PROVEN = "Nothing is proven."
UNKNOWN = "What is not known is left out of both figures."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be asked of a post at the moment.

    Attributes:
        shift: The shift that its points are of.
        bands: The bands that its known points reach, the lowest first: under each of them it can be brought.
        has_gaps: Something is not known, so the figures of the answer are the least ones.
    """

    post: PostCode
    shift: ShiftCode
    bands: tuple[Band, ...]
    has_gaps: bool


def offer_of(overlay: Overlay) -> Offer | None:
    """Return what can be asked of the chosen post; None: it has no points, or the roster compared with is looked at."""
    moment, post = overlay.moment, overlay.chosen
    if moment is None or post is None or overlay.side == "before":
        return None
    mark = overlay.mark(post, moment)
    if not mark.has_points or mark.shift is None:
        return None
    bands = tuple(band for band in Band if Band.LOW is not band and band.least <= mark.low)
    return Offer(post=post, shift=mark.shift, bands=bands, has_gaps=mark.low != mark.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweringWords:
    """An answer in words.

    Attributes:
        verdict: What was found, and whether it is proven.
        changes: "MED-O day, Sat 19 Dec: Diaz M -> Reyes A", one for each seat.
        cost: What it does to the tiers; "" where nothing was found.
    """

    verdict: str
    changes: tuple[str, ...] = ()
    cost: str = ""


def lowering_words(found: Lowering, facts: Facts, has_gaps: bool) -> LoweringWords:
    """Return what is said of an answer."""
    band, gaps = found.band.value, f" {UNKNOWN}" if has_gaps else ""
    if found.after is not None and found.changes:
        return LoweringWords(
            verdict=f"{_together(found, found.after)} {_proof(found)}{gaps}",
            changes=tuple(change_words(change, facts) for change in changes_of(found)),
            cost=effects(found.tiers) or NOTHING_COSTS,
        )
    if found.after is not None:
        return LoweringWords(verdict=f"It is under {band} already, with {found.after} points.{gaps}")
    if found.fixed >= found.band.least:
        alone = f"Reviews, rounds and logs alone make {found.fixed} points"
        return LoweringWords(
            verdict=f"Proven: no roster brings it under {band}. {alone}, and {band} begins at {found.band.least}."
        )
    if found.is_out_of_reach:
        return LoweringWords(
            verdict=f"Proven: no roster brings it under {band} that keeps the rules and what has begun, is locked or "
            f"is past.{gaps}"
        )
    least = (
        f"At least {_tours(found.least_changes)} must change: proven." if found.least_changes else "Nothing is proven."
    )
    return LoweringWords(verdict=f"Nothing was found in the time given. {least}{gaps}")


def _together(found: Lowering, after: int) -> str:
    change = "changed tour brings" if found.changes == 1 else "changed tours bring"
    return f"{found.changes} {change} it from {found.before} to {after} points, {band_of(after).value}."


def _proof(found: Lowering) -> str:
    """Return what is proven of a change, and what is not."""
    if found.is_proven and found.is_free:
        return "Proven: no change that loses nothing before fair shares takes fewer."
    if found.is_proven:
        return "Proven: no change does it without a loss, and none takes fewer tours."
    if found.changes > found.least_changes:
        few = (
            f"The best found in the time given; whether fewer do is not proven. At least {_tours(found.least_changes)} "
            "must change: proven."
        )
    else:
        few = "Proven: no change takes fewer tours."
    return few if found.is_free else f"{few} Whether one does it without a loss is not proven."


def _tours(count: int) -> str:
    return "1 tour" if count == 1 else f"{count} tours"


def changes_of(found: Lowering) -> tuple[TourChange, ...]:
    """Return the change seat by seat: who leaves it and who enters."""
    by_seat = {tour.seat: tour for tour in found.gone}
    entering = {tour.seat for tour in found.come}
    alone = (TourChange(before=tour, after=None) for tour in found.gone if tour.seat not in entering)
    return (*(TourChange(before=by_seat.get(tour.seat), after=tour) for tour in found.come), *alone)
