"""A plain floor plan: one rectangle an area, one marker a post, with the ids by which screens find them."""

from collections.abc import Iterable, Sequence
from html import escape

COLUMNS = 4
WIDTH, HEIGHT, GAP = 220, 130, 16


def floor_plan(areas: Sequence[tuple[object, ...]], posts: Iterable[tuple[str, str]]) -> str:
    """Return the text of an SVG.

    Args:
        areas: (code, name, ...) of each area, drawn row by row.
        posts: (post code, area code); posts of areas that are not drawn are left out.
    """
    by_area: dict[str, list[str]] = {}
    for post, area in posts:
        by_area.setdefault(area, []).append(post)
    rows = -(-len(areas) // COLUMNS)
    width, height = COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + GAP) + GAP
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">']
    for n, (code, name, *_) in enumerate(areas):
        x, y = GAP + n % COLUMNS * (WIDTH + GAP), GAP + n // COLUMNS * (HEIGHT + GAP)
        parts.append(f'<g id="area-{escape(str(code))}">')
        parts.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF" stroke="#57606A"/>')
        parts.append(f'<text x="{x + 10}" y="{y + 20}" font-size="13">{escape(str(name))}</text></g>')
        for i, post in enumerate(by_area.get(str(code), ())):
            px, py = x + 10 + i % 3 * 68, y + 44 + i // 3 * 30
            parts.append(f'<g id="post-{escape(post)}">')
            parts.append(f'<rect x="{px}" y="{py}" width="62" height="24" fill="#F3F5F7" stroke="#57606A"/>')
            parts.append(f'<text x="{px + 5}" y="{py + 16}" font-size="11">{escape(post)}</text></g>')
    parts.append("</svg>")
    return "\n".join(parts)
