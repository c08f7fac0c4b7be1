"""A plain floor plan: a room for each area, a part of it for each post, with the ids by which screens find them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, sqrt

LEAST_COLUMNS, SHAPE = 4, 1.6
"""Rooms in a row, and how much wider than high many rooms lie: as the screens are on which they are looked at."""
WIDTH, HEIGHT, GAP = 220, 130, 16
HEAD, MARGIN = 26, 8
WALL, FLOOR, INK = "#57606A", "#FFFFFF", "#1B1F24"


@dataclass(frozen=True, slots=True)
class Room:
    """Where an area is drawn, in units of the plan, and on which level (its words; "" where there is only one)."""

    x: int
    y: int
    width: int
    height: int
    level: str = ""


def floor_plan(
    areas: Sequence[tuple[object, ...]], posts: Iterable[tuple[str, str]], rooms: Mapping[str, Room] | None = None
) -> str:
    """Return the text of an SVG.

    Args:
        areas: (code, name, ...) of each area, drawn row by row.
        posts: (post code, area code); posts of areas that are not drawn are left out.
        rooms: Where each area is drawn; without it, in rows of like rooms.
    """
    by_area: dict[str, list[str]] = {}
    for post, area in posts:
        by_area.setdefault(area, []).append(post)
    placed = rooms or _in_rows([str(code) for code, *_ in areas])
    names = {str(code): str(name) for code, name, *_ in areas}
    width = max(room.x + room.width for room in placed.values()) + GAP
    height = max(room.y + room.height for room in placed.values()) + GAP
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">']
    levels = list(dict.fromkeys(room.level for room in placed.values()))
    for number, level in enumerate(levels):
        if level:
            parts.append(f'<g id="level-{number + 1}"><title>{escape(level)}</title>')
        for code, room in placed.items():
            if room.level == level:
                parts += _room(code, names[code], room, by_area.get(code, []))
        if level:
            parts.append("</g>")
    parts.append("</svg>")
    return "\n".join(parts)


def _in_rows(codes: Sequence[str]) -> dict[str, Room]:
    wide, high = WIDTH + GAP, HEIGHT + GAP
    columns = max(LEAST_COLUMNS, round(sqrt(len(codes) * SHAPE * high / wide)))
    return {
        code: Room(GAP + n % columns * wide, GAP + n // columns * high, WIDTH, HEIGHT) for n, code in enumerate(codes)
    }


def _room(code: str, name: str, room: Room, posts: Sequence[str]) -> list[str]:
    """Return a room with its name, and below it a part of the room for each post."""
    parts = [
        f'<g id="area-{escape(code)}">',
        f'<rect x="{room.x}" y="{room.y}" width="{room.width}" height="{room.height}" fill="{FLOOR}" '
        f'stroke="{WALL}" stroke-width="2"/>',
        f'<text x="{room.x + 10}" y="{room.y + 19}" font-size="13" fill="{INK}">{escape(name)}</text></g>',
    ]
    for post, (x, y, width, height) in zip(posts, _parts(room, len(posts)), strict=True):
        parts.append(f'<g id="post-{escape(post)}">')
        parts.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{WALL}"/></g>')
    return parts


def _parts(room: Room, count: int) -> list[tuple[int, int, int, int]]:
    """Share the floor of a room out among posts, in parts that are about twice as wide as high."""
    if not count:
        return []
    wide, high = room.width - 2 * MARGIN, room.height - HEAD - MARGIN
    columns = min(count, max(1, ceil(sqrt(count * wide / (2 * high)))))
    rows = ceil(count / columns)
    each_wide, each_high = (wide + MARGIN) // columns - MARGIN, (high + MARGIN) // rows - MARGIN
    return [
        (
            room.x + MARGIN + n % columns * (each_wide + MARGIN),
            room.y + HEAD + n // columns * (each_high + MARGIN),
            each_wide,
            each_high,
        )
        for n in range(count)
    ]
