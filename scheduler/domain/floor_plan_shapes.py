"""The geometry of an SVG's shapes: their points in the plan's own units. Curves become short lines."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, isfinite, pi, radians, sin, tan

Point = tuple[float, float]
ROUND_STEPS, CURVE_STEPS = 24, 8
MOST_POINTS = 2_000
_LENGTHS = ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry")
_NUMBERS = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_STEPS = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_CALLS = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
"""How many numbers each step of a path takes."""


@dataclass(frozen=True, slots=True)
class Transform:
    """x' = a x + c y + e; y' = b x + d y + f, as SVG 1.1, 7.4 has it."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> Point:
        """Return where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, inner: "Transform") -> "Transform":
        """Return this transform with another one inside it."""
        e, f = self.at(inner.e, inner.f)
        return Transform(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


def numbers_in(text: str) -> list[float]:
    """Return the finite numbers of a list in an attribute."""
    return [value for value in map(float, _NUMBERS.findall(text)) if isfinite(value)]


def transform_of(text: str) -> Transform:
    """Return the transform that an attribute says; what cannot be read changes nothing."""
    made = Transform()
    for name, inside in _CALLS.findall(text):
        step = _call(name, numbers_in(inside))
        if step is not None:
            made = made.then(step)
    return made


def _call(name: str, n: list[float]) -> Transform | None:
    if name == "matrix" and len(n) == 6:
        return Transform(*n)
    if name == "translate" and n:
        return Transform(e=n[0], f=n[1] if len(n) > 1 else 0.0)
    if name == "scale" and n:
        return Transform(a=n[0], d=n[1] if len(n) > 1 else n[0])
    if name == "rotate" and n:
        turn = radians(n[0])
        turned = Transform(cos(turn), sin(turn), -sin(turn), cos(turn))
        x, y = (n[1], n[2]) if len(n) == 3 else (0.0, 0.0)
        return Transform(e=x, f=y).then(turned).then(Transform(e=-x, f=-y))
    if name == "skewX" and n:
        return Transform(c=tan(radians(n[0])))
    return Transform(b=tan(radians(n[0]))) if name == "skewY" and n else None


def points_of(tag: str, attributes: Mapping[str, str]) -> list[Point]:
    """Return the corners of a shape; of a path its first part, an arc in it taken as its chord."""
    of = {
        name: (numbers_in(attributes.get(name, "")) or [0.0])[0]
        for name in ["x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"]
    }
    if tag in ("rect", "image"):
        left, top, right, bottom = of["x"], of["y"], of["x"] + of["width"], of["y"] + of["height"]
        return [(left, top), (right, top), (right, bottom), (left, bottom)]
    if tag in ("circle", "ellipse"):
        wide, high = (of["r"], of["r"]) if tag == "circle" else (of["rx"], of["ry"])
        turns = (2 * pi * n / ROUND_STEPS for n in range(ROUND_STEPS))
        return [(of["cx"] + wide * cos(turn), of["cy"] + high * sin(turn)) for turn in turns]
    if tag == "path":
        return _path(attributes.get("d", ""))
    numbers = numbers_in(attributes.get("points", ""))[: 2 * MOST_POINTS]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _path(text: str) -> list[Point]:
    """Return the points of a path up to where it is closed or begins anew."""
    found: list[Point] = []
    x = y = 0.0
    last: Point | None = None  # the control point that S and T mirror
    for letter, n in _path_steps(text):
        if len(found) > MOST_POINTS or (letter in "Mm" and len(found) > 1):
            break
        dx, dy = (x, y) if letter.islower() else (0.0, 0.0)
        kind = letter.upper()
        bends: list[Point] = []
        if kind == "H":
            x = n[0] + dx
        elif kind == "V":
            y = n[0] + dy
        else:
            pairs = [(n[i] + dx, n[i + 1] + dy) for i in range(0, len(n) - 1, 2)] if kind != "A" else []
            if kind in "ST":
                pairs.insert(0, (2 * x - last[0], 2 * y - last[1]) if last is not None else (x, y))
            bends = pairs[:-1] if kind in "CSQT" else []
            end = (n[5] + dx, n[6] + dy) if kind == "A" else pairs[-1]
            found += [_bent((x, y), bends, end, step / CURVE_STEPS) for step in range(1, CURVE_STEPS)] if bends else []
            x, y = end
        last = bends[-1] if bends else None
        found.append((x, y))
    return found


def _path_steps(text: str) -> Iterator[tuple[str, list[float]]]:
    """Return each step of a path with its numbers; several steps may share one letter. Ends where it is closed."""
    for letter, inside in _STEPS.findall(text):
        if letter in "Zz":
            return
        numbers, takes = numbers_in(inside), _TAKES[letter.upper()]
        for start in range(0, len(numbers) - takes + 1, takes):
            again = {"M": "L", "m": "l"}.get(letter, letter) if start else letter
            yield again, numbers[start : start + takes]


def _bent(start: Point, bends: list[Point], end: Point, t: float) -> Point:
    """Return the point at `t` from 0 to 1 of a Bezier curve, by de Casteljau's halving."""
    points = [start, *bends, end]
    while len(points) > 1:
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in itertools.pairwise(points)]
    return points[0]
