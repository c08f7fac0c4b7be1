"""How colours look to eyes that lack one kind of cone, and how far apart two colours are.

Simulation: Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color vision deficiency",
IEEE TVCG 15(6), 2009, matrices of severity 1.0, on linear light. Distance: CIE 1976, L*a*b* under D65.
"""

from collections.abc import Sequence

DEFICIENCIES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)


def seen(colour: str, deficiency: str) -> tuple[float, float, float]:
    """Return the linear light (red, green, blue, 0 to 1) that a colour is seen as."""
    light = [_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    red, green, blue = (min(max(part, 0.0), 1.0) for part in _times(DEFICIENCIES[deficiency], light))
    return red, green, blue


def distance(one: str, other: str, deficiency: str = "none") -> float:
    """Return how far apart two colours look; some 2.3 can just be told apart side by side."""
    first, second = _lab(seen(one, deficiency)), _lab(seen(other, deficiency))
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5


def luminance(colour: str, deficiency: str) -> float:
    """Return the relative luminance that a colour is seen with."""
    return _times(_TO_XYZ, seen(colour, deficiency))[1]


def _times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _lab(light: Sequence[float]) -> tuple[float, float, float]:
    x, y, z = (_root(part / white) for part, white in zip(_times(_TO_XYZ, light), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
