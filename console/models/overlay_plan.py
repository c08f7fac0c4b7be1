"""Where each post lies on the floor plan: by its own outline, by a share of its area's, or as a card beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

from scheduler.domain.facility import Area, Post
from scheduler.domain.floor_plan import FloorPlan, FloorPlanError, Outline, read_floor_plan
from scheduler.domain.floor_plan_shapes import Point
from scheduler.domain.words import PostCode

CARD_WIDTH, CARD_HEIGHT, CARD_GAP = 190.0, 92.0, 12.0
"""Of a card, in units of the plan; without a plan one unit is a pixel at 100 per cent."""
INSET = 0.06
WIDE_FOR_HIGH = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is drawn: a polygon, the level it is part of, and whether it is a card beside the drawing."""

    post: PostCode
    points: tuple[Point, ...]
    level: str = ""
    is_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLayout:
    """The whole drawing.

    Attributes:
        plan: What lies behind the posts, None where there is no plan.
        fault: Why the facility's plan cannot be shown, "" where it can or there is none.
        places: Every post, in the order given.
        box: Left, top, width and height of everything.
        head: Where the heading of the cards beside the plan stands (left, bottom), None without such cards.
    """

    plan: FloorPlan | None
    fault: str
    places: tuple[Place, ...]
    box: tuple[float, float, float, float]
    head: Point | None = None


@lru_cache(maxsize=2)
def plan_of(svg: str) -> tuple[FloorPlan | None, str]:
    """Return the plan of an SVG, "" for none, and why it cannot be shown; read once, which may be done beforehand."""
    try:
        return (read_floor_plan(svg) if svg else None), ""
    except FloorPlanError as error:
        return None, str(error)


def layout_of(svg: str, posts: Sequence[Post], areas: Sequence[Area], width: float) -> PlanLayout:
    """Return where every post is drawn.

    Args:
        svg: The facility's plan, "" for none.
        posts: In the order of the overlay.
        areas: The facility's areas.
        width: Units of the plan across, for cards where there is no plan.
    """
    plan, fault = plan_of(svg)
    if plan is None:
        cards = _cards(posts, 0.0, 0.0, width)
        return PlanLayout(plan=None, fault=fault, places=tuple(cards), box=_around(cards, 0.0, 0.0, width))
    found: dict[PostCode, Place] = {}
    outlines = {area.code: plan.outlines.get(area.outline) or plan.outlines.get(area.code) for area in areas}
    waiting: dict[str, list[PostCode]] = {}
    for post in posts:
        own = plan.outlines.get(post.outline) or plan.outlines.get(post.code)
        area = outlines.get(post.area)
        if own is not None:
            found[post.code] = Place(post.code, own.points, own.level)
        elif area is not None:
            waiting.setdefault(area.id, []).append(post.code)
    for id, codes in waiting.items():
        found.update({place.post: place for place in _shared(plan.outlines[id], codes)})
    left, top, wide, high = plan.box
    beside = [post for post in posts if post.code not in found]
    cards = _cards(beside, left + CARD_GAP, top + high + 4 * CARD_GAP, wide - 2 * CARD_GAP)
    found.update({place.post: place for place in cards})
    box = _around(cards, left, top, wide) if cards else plan.box
    head = (left + CARD_GAP, top + high + 3 * CARD_GAP) if cards else None
    return PlanLayout(plan=plan, fault="", places=tuple(found[post.code] for post in posts), box=box, head=head)


def _cards(posts: Sequence[Post], left: float, top: float, width: float) -> list[Place]:
    across = max(1, int((width + CARD_GAP) // (CARD_WIDTH + CARD_GAP)))
    found = []
    for n, post in enumerate(posts):
        x, y = left + n % across * (CARD_WIDTH + CARD_GAP), top + n // across * (CARD_HEIGHT + CARD_GAP)
        found.append(Place(post.code, _rectangle(x, y, CARD_WIDTH, CARD_HEIGHT), is_card=True))
    return found


def _around(cards: Sequence[Place], left: float, top: float, width: float) -> tuple[float, float, float, float]:
    bottom = max((y for card in cards for _, y in card.points), default=top)
    return left, top, width, bottom - top + CARD_GAP


def _shared(area: Outline, codes: Sequence[PostCode]) -> list[Place]:
    """Share an area's extent out among its posts; one alone gets the area as it is drawn."""
    if len(codes) == 1:
        return [Place(codes[0], area.points, area.level)]
    left, top, wide, high = area.box
    gap = INSET * min(wide, high)
    columns = min(len(codes), max(1, ceil(sqrt(len(codes) * wide / (WIDE_FOR_HIGH * high)))))
    rows = ceil(len(codes) / columns)
    each_wide, each_high = (wide - gap) / columns - gap, (high - gap) / rows - gap
    return [
        Place(
            code,
            _rectangle(
                left + gap + n % columns * (each_wide + gap),
                top + gap + n // columns * (each_high + gap),
                each_wide,
                each_high,
            ),
            area.level,
        )
        for n, code in enumerate(codes)
    ]


def _rectangle(x: float, y: float, wide: float, high: float) -> tuple[Point, ...]:
    return (x, y), (x + wide, y), (x + wide, y + high), (x, y + high)
