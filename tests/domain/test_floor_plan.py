"""Floor plans: what draws is kept with its outlines, and nothing that came with it can act."""

import base64
import struct
import zlib
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.floor_plan import (
    FloorPlanError,
    picture_plan,
    placed_in,
    read_floor_plan,
    with_placed,
)

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 80">'


def svg(inside: str) -> str:
    return f"{HEAD}{inside}</svg>"


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        ('<rect id="a" x="10" y="20" width="30" height="40"/>', (10, 20, 30, 40)),
        ('<g id="a" transform="translate(5 6)"><title>x</title><rect width="10" height="10"/></g>', (5, 6, 10, 10)),
        ('<g transform="scale(2)"><polygon id="a" points="1,1 3,1 3,4"/></g>', (2, 2, 4, 6)),
        ('<path id="a" d="m10 10h20v10H10z"/>', (10, 10, 20, 10)),
        ('<path id="a" d="M0 0 10 0 10 10 0 10z"/>', (0, 0, 10, 10)),
        ('<circle id="a" cx="50" cy="40" r="10"/>', (40, 30, 20, 20)),
        ('<g transform="rotate(90)"><rect id="a" x="10" y="-20" width="10" height="5"/></g>', (15, 10, 5, 10)),
    ],
)
def test_outlines_lie_where_they_are_drawn(shape: str, box: tuple[float, ...]) -> None:
    assert read_floor_plan(svg(shape)).outlines["a"].box == pytest.approx(box)


def test_a_curve_is_followed() -> None:
    plan = read_floor_plan(svg('<path id="a" d="M0 0 C0 40 40 40 40 0 z"/>'))
    assert plan.outlines["a"].box == pytest.approx((0, 0, 40, 30))


def test_levels_have_the_names_of_their_titles() -> None:
    ground = '<g id="level-0"><title>Ground floor</title><rect id="a" width="9" height="9"/></g>'
    upper = '<g id="level-1"><rect id="b" width="9" height="9"/></g>'
    plan = read_floor_plan(svg(ground + upper))
    assert plan.levels == (("level-0", "Ground floor"), ("level-1", "1"))
    assert (plan.outlines["a"].level, plan.outlines["b"].level) == ("level-0", "level-1")


def test_words_and_colours_stay() -> None:
    text = read_floor_plan(svg('<text x="3" y="4" style="fill:#123456;behavior:url(x)">Unit &lt;A&gt;</text>')).svg
    assert "Unit &lt;A&gt;" in text
    assert 'fill="#123456"' in text
    assert "behavior" not in text


# ---------------------------------------------------------------- hostile files

LOCAL = "file:" + "///etc/passwd"
HARMFUL = (
    "<script>alert(1)</script>",
    '<rect width="9" height="9" onload="alert(1)"/>',
    '<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>',
    '<image href="http://example.org/x.png" width="9" height="9"/>',
    f'<image xlink:href="{LOCAL}" width="9" height="9"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
    '<image href="data:text/html;base64,PHN2Zy8+" width="9" height="9"/>',
    '<use href="other.svg#a"/>',
    '<use xlink:href="#a"/>',
    '<style>@import url("http://example.org/x.css");</style>',
    '<rect width="9" height="9" style="fill:url(http://example.org/x)"/>',
    '<rect width="9" height="9" fill="URL(http://example.org/x)" filter="url(#f)"/>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="http://example.org"/></body></foreignObject>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<font-face><font-face-src><font-face-uri href="http://example.org/f"/></font-face-src></font-face>',
    '<?xml-stylesheet href="http://example.org/x.css"?>',
    '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    '<g><svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script></g>',
    "<text><script>alert(1)</script>x</text>",
    "<desc>&#106;avascript:alert(1)</desc><metadata>http://example.org</metadata>",
)
FORBIDDEN = ("script", "onload", "http://example", "file:", "url(", "<use", "style", "iframe", "animate", "alert", "<?")
KNOWN_TAGS = {
    "svg",
    "g",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "path",
    "text",
    "tspan",
    "title",
    "image",
}
DOCTYPES = (
    '<!DOCTYPE svg [<!ENTITY a "b">]>',
    '<!DOCTYPE svg SYSTEM "http://example.org/x.dtd">',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "' + LOCAL + '"> %p;]>',
)


def assert_harmless(text: str) -> None:
    found = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not [word for word in FORBIDDEN if word in found.lower()], found
    root = ElementTree.fromstring(text)
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= KNOWN_TAGS
    assert not [name for e in root.iter() for name in e.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("part", HARMFUL)
def test_what_could_act_is_left_out(part: str) -> None:
    plan = read_floor_plan(svg(part + '<rect id="room" width="50" height="40"/>'))
    assert "room" in plan.outlines
    assert_harmless(plan.svg)


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_types_and_entities_are_refused(doctype: str) -> None:
    with pytest.raises(FloorPlanError, match="document type"):
        read_floor_plan(doctype + svg("<text>&c;</text>"))


@pytest.mark.parametrize(
    "text",
    ["", "no svg", "<html/>", "<svg>", svg("<g>" * 50 + "</g>" * 50), "<svg xmlns='http://www.w3.org/2000/svg'/>",
     svg("<g/>" * 20_001), "\ud800", '<svg xmlns="urn:x" viewBox="0 0 9 9"/>', svg("&undefined;"),
     '<svg viewBox="0 0 NaN 5"/>', '<svg viewBox="0 0 0 5"/>', '<svg width="1e300" height="5"/>'],
)  # fmt: skip
def test_what_is_no_plan_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(FloorPlanError) as told:
        read_floor_plan(text)
    assert str(told.value).endswith(".")


_NUMBERS = st.one_of(st.integers(-9, 9).map(str), st.sampled_from(["1e309", "nan", "-", "", "1e5", "0", ".5", "١"]))
_PATHS = st.lists(st.one_of(st.sampled_from("MmLlHhVvCcSsQqTtAaZz"), _NUMBERS), max_size=30).map(" ".join)
_TRANSFORMS = st.sampled_from(
    ["", "rotate(", "scale(0)", "matrix(1 2 3)", "translate(1e6 1e6)", "skewX(90)", "scale(9e5)"]
)
_SHAPES = st.builds(
    lambda d, t, n: f'<g transform="{t}"><path id="p{n}" d="{d}"/><polygon id="q{n}" points="{d}"/></g>',
    _PATHS, _TRANSFORMS, st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(HARMFUL), _SHAPES, st.text(max_size=12)), max_size=6), st.sampled_from(
    ["", *DOCTYPES]), st.integers(0, 400))  # fmt: skip
def test_hostile_files_are_cleaned_or_refused(parts: list[str], doctype: str, cut: int) -> None:
    """Whatever is put together or cut off: a harmless plan that reads the same again, or one sentence."""
    whole = doctype + svg("".join(parts))
    for text in (whole, whole[: len(whole) - cut]):
        try:
            plan = read_floor_plan(text)
        except FloorPlanError:
            continue
        again = read_floor_plan(plan.svg)
        assert (again.svg, again.outlines) == (plan.svg, plan.outlines)
        assert {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(plan.svg).iter()} <= KNOWN_TAGS
        assert all(abs(n) <= 1e6 for o in plan.outlines.values() for n in o.box[:2])


def test_a_picture_that_lies_inside_stays_and_another_goes() -> None:
    plan = read_floor_plan(picture_plan(png(), 200, 100))
    assert plan.box == (0, 0, 200, 100)
    assert "data:image/png;base64," in plan.svg
    broken = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()
    huge = base64.b64encode(png(60_000, 60_000)).decode()
    for data in (broken, huge, "!!!"):
        assert "image" not in read_floor_plan(svg(f'<image href="data:image/png;base64,{data}"/>')).svg


# ---------------------------------------------------------------- placing by hand


def test_outlines_placed_by_hand_can_be_moved_and_taken_off() -> None:
    square = ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0))
    drawn = svg('<rect id="post-A" width="50" height="40"/><rect id="room" width="90" height="70"/>')
    one = with_placed(drawn, {"post-A": square})
    plan = read_floor_plan(one)
    assert plan.outlines["post-A"].box == (1, 1, 8, 8), "the placed one counts, not the drawn one"
    assert "room" in plan.outlines
    assert placed_in(plan) == {"post-A": square}
    assert "post-A" not in read_floor_plan(with_placed(one, {})).outlines
    assert with_placed(one, placed_in(plan)) == one
