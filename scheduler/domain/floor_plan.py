"""Floor plans: an SVG that came from anywhere made harmless, and the outlines and levels that it draws.

Kept is what draws: shapes, texts, groups, pictures that lie inside the file. Scripts, styles, links, references to
anything outside, entities and document types never get past `read_floor_plan`.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import isfinite
from xml.parsers import expat

from scheduler.domain.floor_plan_shapes import Point, Transform, points_of, transform_of

MOST_CHARACTERS = 8_000_000
MOST_ELEMENTS = 20_000
MOST_DEPTH = 40
MOST_PIXELS = 40_000_000
LARGEST = 1_000_000.0
LEVEL = "level-"
PLACED = "fairwatch-placed"
"""Id of the group of outlines that were placed by hand."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_PICTURE = "data:image/png;base64,"
_ID = re.compile(r"[A-Za-z_][\w.:\-]{0,99}\Z")
_PLAIN = re.compile(r"[\w#(),.%+\-\s]*\Z")
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*(?:px)?\s*\Z")
_TAGS = frozenset(
    ["svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text", "tspan", "title", "image"]
)
_SHAPES = frozenset(["rect", "circle", "ellipse", "polygon", "polyline", "path", "image"])
_STYLE = frozenset(
    [
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "opacity",
        "font-size",
        "font-family",
        "font-weight",
        "text-anchor",
    ]
)
_PLACE = frozenset(
    [
        "x",
        "y",
        "width",
        "height",
        "rx",
        "ry",
        "cx",
        "cy",
        "r",
        "x1",
        "y1",
        "x2",
        "y2",
        "dx",
        "dy",
        "points",
        "d",
        "transform",
        "viewBox",
    ]
)


class FloorPlanError(ValueError):
    """A file is no floor plan that can be taken; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Where an element of the plan lies: a closed polygon in the plan's own units, and the level it is part of."""

    id: str
    points: tuple[Point, ...]
    level: str = ""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPlan:
    """A plan that is safe to draw.

    Attributes:
        svg: The cleaned text.
        box: Left, top, width and height of what is drawn, in the plan's own units.
        outlines: By id, every element that has an extent.
        levels: (id, name) of the groups whose id begins with "level-", in order; their names are their titles.
    """

    svg: str
    box: tuple[float, float, float, float]
    outlines: Mapping[str, Outline]
    levels: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    parts: "list[_Element | str]" = field(default_factory=list)

    @property
    def children(self) -> "Iterator[_Element]":
        return (part for part in self.parts if isinstance(part, _Element))

    def write(self) -> str:
        """Return the element as text."""
        head = " ".join([self.tag, *(f'{name}="{escape(value)}"' for name, value in self.attributes.items())])
        if not self.parts:
            return f"<{head}/>"
        inside = "".join(escape(part, quote=False) if isinstance(part, str) else part.write() for part in self.parts)
        return f"<{head}>{inside}</{self.tag}>"


def read_floor_plan(svg: str) -> FloorPlan:
    """Return a plan with everything left out that does not draw.

    Raises:
        FloorPlanError: the text is no SVG, has a document type or entities, is too large, or says no size.
    """
    root = _parsed(svg)
    box = _box(root.attributes)
    root.attributes = {"xmlns": _NAMESPACE, **root.attributes, "viewBox": " ".join(f"{n:g}" for n in box)}
    outlines: dict[str, Outline] = {}
    levels: list[tuple[str, str]] = []
    _outline(root, Transform(), "", outlines, levels)
    return FloorPlan(svg=root.write(), box=box, outlines=outlines, levels=tuple(levels))


def with_placed(svg: str, placed: Mapping[str, Sequence[Point]]) -> str:
    """Return a plan's cleaned text with outlines by id in place of those placed by hand before.

    An id that an element of the drawing itself has goes over to the placed outline.

    Args:
        svg: The plan.
        placed: Polygons in the plan's own units.

    Raises:
        FloorPlanError: the text is no plan.
    """
    read_floor_plan(svg)  # says what is wrong with it
    root = _parsed(svg)
    box = _box(root.attributes)
    root.attributes = {"xmlns": _NAMESPACE, **root.attributes, "viewBox": " ".join(f"{n:g}" for n in box)}
    root.parts = [p for p in root.parts if isinstance(p, str) or p.attributes.get("id") != PLACED]
    _forget_ids(root, frozenset(placed))
    shapes: list[_Element | str] = [
        _Element("polygon", {"id": name, "points": " ".join(f"{x:g},{y:g}" for x, y in points), "fill": "none"})
        for name, points in placed.items()
    ]
    if shapes:
        root.parts.append(_Element("g", {"id": PLACED}, shapes))
    return read_floor_plan(root.write()).svg


def placed_in(plan: FloorPlan) -> dict[str, tuple[Point, ...]]:
    """Return the outlines of a plan that were placed by hand, by id."""
    root = _parsed(plan.svg)
    group = next((p for p in root.children if p.attributes.get("id") == PLACED), None)
    ids = [shape.attributes.get("id", "") for shape in group.children] if group is not None else []
    return {id: plan.outlines[id].points for id in ids if id in plan.outlines}


def picture_plan(png: bytes, width: int, height: int) -> str:
    """Return a plan that shows a picture in PNG, of a width and height in pixels."""
    data = _PICTURE + base64.b64encode(png).decode("ascii")
    head = f'<svg xmlns="{_NAMESPACE}" viewBox="0 0 {width} {height}">'
    return f'{head}<image x="0" y="0" width="{width}" height="{height}" href="{data}"/></svg>'


# ---------------------------------------------------------------- reading


class _Reader:
    """Builds the tree of what is kept while expat reads."""

    def __init__(self) -> None:
        self.root: _Element | None = None
        self._open: list[_Element | None] = []
        self._ids: set[str] = set()
        self._count = 0
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._on_start
        self.parser.EndElementHandler = self._on_end
        self.parser.CharacterDataHandler = self._on_text
        self.parser.StartDoctypeDeclHandler = self._on_forbidden
        self.parser.EntityDeclHandler = self._on_forbidden
        self.parser.ExternalEntityRefHandler = self._on_forbidden

    def _on_forbidden(self, *_: object) -> int:
        raise FloorPlanError("A floor plan may have no document type and no entities.")

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise FloorPlanError(f"A floor plan may have {MOST_ELEMENTS:,} elements at most.")
        if len(self._open) >= MOST_DEPTH:
            raise FloorPlanError(f"Groups of a floor plan may nest {MOST_DEPTH} deep at most.")
        space, _, tag = name.rpartition(" ")
        kept = None
        is_known = space in ("", _NAMESPACE) and tag in _TAGS
        if self.root is None and (tag != "svg" or not is_known):
            raise FloorPlanError("The file is no SVG.")
        above = self._open[-1] if self._open else None
        if is_known and (above is not None or self.root is None):
            kept = self._kept(tag, attributes)
        if kept is not None and above is not None:
            above.parts.append(kept)
        if self.root is None:
            self.root = kept
        self._open.append(kept)

    def _kept(self, tag: str, attributes: dict[str, str]) -> _Element | None:
        found = {}
        for name, value in _unfolded(attributes):
            if name == "id" and _ID.match(value) and value not in self._ids:
                self._ids.add(value)
                found["id"] = value
            elif name in _STYLE | _PLACE and "url" not in value.lower() and _PLAIN.match(value):
                found[name] = value
        if tag == "image":
            picture = next((v for n, v in attributes.items() if n.rpartition(" ")[2] == "href"), "")
            if not _is_picture(picture):
                return None
            found["href"] = picture
        return _Element(tag, found)

    def _on_end(self, _: str) -> None:
        self._open.pop()

    def _on_text(self, text: str) -> None:
        above = self._open[-1] if self._open else None
        if above is not None and above.tag in ("text", "tspan", "title"):
            above.parts.append(text)


def _unfolded(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return attributes without a namespace, declarations of a style one by one after them."""
    for name, value in attributes.items():
        if " " not in name and name != "style":
            yield name, value
    for declaration in attributes.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _STYLE:
            yield name.strip(), value.strip()


def _is_picture(text: str) -> bool:
    """Whether a reference is a PNG inside the file, of a size that can be drawn."""
    if not text.startswith(_PICTURE):
        return False
    try:
        data = base64.b64decode(text[len(_PICTURE) :], validate=True)
        is_png = data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR"
        width, height = struct.unpack(">II", data[16:24]) if is_png else (0, 0)
    except (binascii.Error, struct.error, ValueError):
        return False
    return bool(0 < width * height <= MOST_PIXELS)


def _parsed(svg: str) -> _Element:
    if len(svg) > MOST_CHARACTERS:
        raise FloorPlanError(f"A floor plan may have {MOST_CHARACTERS:,} characters at most.")
    reader = _Reader()
    try:
        reader.parser.Parse(svg.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise FloorPlanError(f"The file is no SVG: {error}.") from None
    if reader.root is None:
        raise FloorPlanError("The file is no SVG.")
    return reader.root


def _box(attributes: Mapping[str, str]) -> tuple[float, float, float, float]:
    parts = attributes.get("viewBox", "").replace(",", " ").split()
    if len(parts) != 4:
        parts = ["0", "0", attributes.get("width", ""), attributes.get("height", "")]
    numbers = [number(part) for part in parts]
    left, top, width, height = numbers
    if left is None or top is None or width is None or height is None or width <= 0 or height <= 0:
        raise FloorPlanError("A floor plan says how large it is: by a viewBox, or by width and height.")
    return left, top, width, height


def number(text: str) -> float | None:
    """Return a length of an SVG in its own units, None for none."""
    found = _NUMBER.match(text)
    value = float(found[1]) if found else None
    return value if value is not None and isfinite(value) and abs(value) <= LARGEST else None


def _outline(
    element: _Element, above: Transform, level: str, found: dict[str, Outline], levels: list[tuple[str, str]]
) -> list[Point]:
    """Note the outlines of an element and of all in it; return the points of the first shape in it."""
    id = element.attributes.get("id", "")
    transform = above.then(transform_of(element.attributes.get("transform", "")))
    if element.tag == "g" and id.startswith(LEVEL):
        level = id
        title = next((part for part in element.children if part.tag == "title"), None)
        words = "".join(part for part in title.parts if isinstance(part, str)).strip() if title is not None else ""
        levels.append((id, words or id.removeprefix(LEVEL)))
    points: list[Point] = []
    if element.tag in _SHAPES:
        points = [transform.at(*point) for point in points_of(element.tag, element.attributes)]
        if any(not isfinite(n) or abs(n) > LARGEST for point in points for n in point):
            points = []
    for child in element.children:
        inner = _outline(child, transform, level, found, levels)
        points = points or inner
    if id and len(points) > 2:
        outline = Outline(id=id, points=tuple(points), level=level)
        if outline.box[2] > 0 and outline.box[3] > 0:
            found[id] = outline
    return points


def _forget_ids(element: _Element, ids: frozenset[str]) -> None:
    if element.attributes.get("id") in ids:
        del element.attributes["id"]
    for child in element.children:
        _forget_ids(child, ids)
