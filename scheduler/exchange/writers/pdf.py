"""Papers as pages: tagged PDF (PDF/UA-1), one page wide, fonts inside, the same bytes for the same paper.

Pages are set by typst from `resources/pages/paper.typ`. A paper goes in as data, so no text of it is read as markup.
Source: ISO 14289-1 (PDF/UA-1), whose rules typst enforces: it refuses a page that has no title or shows a letter which
its font lacks.
"""

import json
import re
from datetime import UTC
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from scheduler.domain.papers import Facts, NewPage, Paper, Plot, Signatures, Standing, Table
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.writers.cells import NUMBERS, cell_text, readable
from scheduler.exchange.writers.plots import draw
from scheduler.locate import resource

if TYPE_CHECKING:
    import typst

DOTS_PER_INCH = 110
_COMMON = 0x250
"""Letters up to here are in the font; others are asked about."""
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Marks that show words from right to left: on paper nobody would see that they were there."""
_LACKS = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ROOM, _ROOM_FOR_HAND = 3.0, 4.5
"""Points above and below the words of a cell; where something is written in by hand there is more."""
_WIDTH_FOR_HAND = 0.6
"""Share of the width of a column that is written into, where it names none."""


class PageSize(StrEnum):
    """Paper in the printer."""

    LETTER = "letter"
    LEGAL = "legal"
    A4 = "a4"


_TYPST_SIZES = {PageSize.LETTER: "us-letter", PageSize.LEGAL: "us-legal", PageSize.A4: "a4"}


def write(paper: Paper, size: PageSize = PageSize.LETTER) -> bytes:
    """Return a paper as a tagged PDF.

    Raises:
        UnwritableError: it cannot be set.
    """
    return _set(paper, size, format="pdf", pdf_standards="ua-1", timestamp=0)[0]


def pictures(paper: Paper, size: PageSize = PageSize.LETTER, dots: int = DOTS_PER_INCH) -> tuple[bytes, ...]:
    """Return the pages of a paper as PNG files, as they will look in print, `dots` to the inch.

    Raises:
        UnwritableError: it cannot be set.
    """
    return _set(paper, size, format="png", ppi=dots)


def _set(paper: Paper, size: PageSize, **how: Any) -> tuple[bytes, ...]:
    import typst  # loads in a tenth of a second; most commands set no page

    data = json.dumps(_data(paper, size), ensure_ascii=False)
    try:
        data.encode()
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error
    try:
        made = typst.compile(
            resource("pages", "paper.typ").read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"paper": _shown(data)},
            **how,
        )
    except typst.TypstError as error:
        raise UnwritableError(f"the pages could not be set: {error}") from error
    return tuple(made) if isinstance(made, list) else (made,)


def _data(paper: Paper, size: PageSize) -> dict[str, Any]:
    """Return what `paper.typ` shows."""
    at = paper.made_at.astimezone(UTC)
    is_draft = paper.standing is Standing.DRAFT
    published = f"Published, version {paper.version}" if paper.standing is Standing.PUBLISHED else ""
    foot = (published, f"as of {paper.made_at:%Y-%m-%d %H:%M %z}", f"audit log {paper.anchor}" if paper.anchor else "")
    return {
        "title": readable(paper.title),
        "facility": readable(paper.facility),
        "span": readable(paper.span),
        "standing": paper.standing.value,
        "said": "Draft, not published" if is_draft else published,
        "marking": readable(paper.marking),
        "foot": " \N{MIDDLE DOT} ".join(readable(words) for words in foot if words),
        "size": _TYPST_SIZES[size],
        "is_wide": paper.is_wide,
        "date": {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: object) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Plot):
        return {"kind": "plot", "svg": draw(block, ink="black").svg, "said": readable(f"{block.title}. {block.said}")}
    if isinstance(block, Facts):
        pairs = [[readable(name), readable(what)] for name, what in block.pairs]
        return {"kind": "facts", "title": readable(block.title), "pairs": pairs}
    if isinstance(block, Signatures):
        return {"kind": "signatures", "lines": [readable(line) for line in block.lines]}
    if isinstance(block, NewPage):
        return {"kind": "page", "title": readable(block.title)}
    return {"kind": "words", "words": readable(str(block))}


def _table(table: Table) -> dict[str, Any]:
    is_filled_in = any(column.is_for_hand for column in table.columns)
    heads = [
        {
            "words": readable(column.heading),
            "weight": column.weight or (_WIDTH_FOR_HAND if column.is_for_hand else 0),
            "number": column.kind in NUMBERS,
        }
        for column in table.columns
    ]
    rows = [
        {
            "alert": at in table.alerts,
            "cells": [readable(cell_text(cell, column)) for cell, column in zip(row, table.columns, strict=True)],
        }
        for at, row in enumerate(table.rows)
    ]
    return {
        "kind": "table",
        "title": readable(table.title),
        "heads": heads,
        "rows": rows,
        "named": not table.columns[0].is_for_hand and table.columns[0].kind not in NUMBERS,
        "empty": readable(table.empty),
        "note": readable(table.note),
        "together": table.is_together,
        "room": _ROOM_FOR_HAND if is_filled_in else _ROOM,
    }


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts that ship with the program; those of the system would make other pages on each."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[resource("fonts")])


def _shown(text: str) -> str:
    """Return a text without letters that the font lacks or that turn others round: a question mark for each."""
    unusual = frozenset(letter for letter in text if ord(letter) >= _COMMON) - _TURNING
    lacking = (_lacking(unusual) if unusual else frozenset()) | (_TURNING & set(text))
    return "".join("?" if letter in lacking else letter for letter in text) if lacking else text


@cache
def _lacking(letters: frozenset[str]) -> frozenset[str]:
    """Return those of some letters that the font lacks, by setting a page of them until it is taken."""
    import typst

    left = set(letters)
    source = b'#set document(title: "x")\n#set text(font: "Inter", lang: "en")\n#sys.inputs.letters'
    while left:
        try:
            typst.compile(
                source,
                font_paths=_fonts(),
                sys_inputs={"letters": " ".join(sorted(left))},
                format="pdf",
                pdf_standards="ua-1",
            )
        except typst.TypstError as error:
            found = _LACKS.search(str(error))
            gone = left & set(found[1]) if found is not None else set()
            if not gone:  # what it stumbled over is not among them by itself: none of them is safe
                return letters
            left -= gone
        else:
            break
    return letters - left
