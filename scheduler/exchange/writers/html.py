"""Papers as HTML: one file that needs nothing else, runs nothing, and is read, heard and printed alike."""

from collections.abc import Iterator
from html import escape

from scheduler.domain.papers import CellKind, Column, Facts, NewPage, Paper, Plot, Signatures, Standing, Table
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.writers.cells import NUMBERS, cell_text, readable
from scheduler.exchange.writers.plots import draw

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --ground: #ffffff; --head: #eaeef2; --line: #b6bec7;
  --alert: #fff1d6; --mark: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #a3acb6; --ground: #15181c; --head: #252b32;
  --line: #4a535d; --alert: #43310f; --mark: #fdba74; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 90rem; color: var(--ink); background: var(--ground);
  font: 1rem/1.45 "Inter", "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
header { border-bottom: 2px solid var(--ink); margin-bottom: 1rem; padding-bottom: .5rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
header p, footer p { margin: .15rem 0; } .soft, footer { color: var(--soft); }
.draft { font-weight: 700; border: 2px solid var(--mark); color: var(--mark); padding: .25rem .75rem;
  display: inline-block; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 700; padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: start; vertical-align: top;
  white-space: pre-line; overflow-wrap: anywhere; }
thead th { background: var(--head); vertical-align: bottom; } tbody th { font-weight: 600; }
.number { text-align: end; overflow-wrap: normal; } .date { white-space: nowrap; }
tr.alert > * { background: var(--alert); } tr.alert > :first-child { border-inline-start: .4rem solid var(--mark); }
.plot { margin: 1rem 0; break-inside: avoid; }
.plot svg { font-family: inherit; max-width: 45rem; width: 100%; height: auto; }
.sign { min-width: 9rem; border-bottom: 1px solid var(--ink); height: 2.5rem; margin-top: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; margin: .5rem 0; } dd { margin: 0; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .5rem; font-size: .875rem; }
@media (max-width: 40rem) { body { padding: .75rem; } dl { grid-template-columns: 1fr; } dt { font-weight: 600; } }
@media print {
  :root { --ink: #000; --soft: #333; --ground: #fff; --head: #e8e8e8; --line: #777; --alert: #fff; --mark: #000; }
  body { padding: 0; max-width: none; font-size: 9pt; } .wide { overflow: visible; }
  thead { display: table-header-group; } tr { break-inside: avoid; } .together { break-inside: avoid; }
  h2 { break-after: avoid; } .page { break-before: page; }
  body.is-draft::before { content: "DRAFT"; position: fixed; top: 35%; left: 0; right: 0; text-align: center;
    font-size: 110pt; color: #0002; transform: rotate(-30deg); }
}
"""
_ABNORMAL = '<span class="heard">Abnormal: </span>'
"""Heard where the mark at the edge is seen."""


def write(paper: Paper) -> bytes:
    """Return a paper as one HTML file in UTF-8, without scripts and without anything to load.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    text = "\n".join(_page(paper)) + "\n"
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error


def _page(paper: Paper) -> Iterator[str]:
    is_draft = paper.standing is Standing.DRAFT
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    # Whatever a text would try, a browser loads and runs nothing.
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(paper.title)}, {_text(paper.span)}</title>"
    paper_size = "@page { size: landscape; margin: 12mm; }" if paper.is_wide else "@page { margin: 12mm; }"
    yield f"<style>{_STYLE}{paper_size}</style>\n</head>"
    yield '<body class="is-draft">' if is_draft else "<body>"
    yield f"<header>\n<h1>{_text(paper.title)}</h1>\n<p>{_text(paper.facility)} · {_text(paper.span)}</p>"
    if is_draft:
        yield '<p class="draft">Draft, not published</p>'
    elif paper.standing is Standing.PUBLISHED:
        yield f"<p>Published, version {paper.version}</p>"
    if paper.marking:
        yield f'<p class="soft">{_text(paper.marking)}</p>'
    yield "</header>\n<main>"
    for number, block in enumerate(paper.blocks, start=1):
        yield from _block(block, number)
    yield "</main>"
    yield f'<footer><p>As of <time datetime="{paper.made_at.isoformat()}">{paper.made_at:%Y-%m-%d %H:%M %z}</time></p>'
    yield f"<p>Audit log {_text(paper.anchor)}</p></footer>" if paper.anchor else "</footer>"
    yield "</body>\n</html>"


def _block(block: object, number: int) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Plot):
        drawn = draw(block).svg.replace("<svg ", f'<svg role="img" aria-labelledby="b{number} b{number}d" ', 1)
        head, body = drawn.split(">", 1)
        named = f'<title id="b{number}">{_text(block.title)}</title><desc id="b{number}d">{_text(block.said)}</desc>'
        yield f'<div class="plot">{head}>{named}{body}</div>'
    elif isinstance(block, Facts):
        yield f'<section aria-labelledby="b{number}">\n<h2 id="b{number}">{_text(block.title)}</h2>\n<dl>'
        yield from (f"<dt>{_text(name)}</dt><dd>{_text(what)}</dd>" for name, what in block.pairs)
        yield "</dl>\n</section>"
    elif isinstance(block, NewPage):
        yield f'<h2 class="page">{_text(block.title)}</h2>' if block.title else '<div class="page"></div>'
    elif isinstance(block, Signatures):
        yield from (f'<p class="sign">{_text(line)}</p>' for line in block.lines)
    else:
        yield f"<p>{_text(str(block))}</p>"


def _table(table: Table) -> Iterator[str]:
    kinds = [_class(column) for column in table.columns]
    yield f'<div class="wide{" together" if table.is_together else ""}">\n<table>'
    if table.title:
        yield f"<caption>{_text(table.title)}</caption>"
    heads = "".join(
        f'<th scope="col"{kind}>{_text(column.heading)}</th>' for column, kind in zip(table.columns, kinds, strict=True)
    )
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    # The first words of a row say what it is about; a number or a blank says nothing.
    named = table.columns[0].kind in (CellKind.TEXT, CellKind.DATE) and not table.columns[0].is_for_hand
    for at, row in enumerate(table.rows):
        cells = []
        for place, (cell, column, kind) in enumerate(zip(row, table.columns, kinds, strict=True)):
            tag = 'th scope="row"' if named and place == 0 else "td"
            said = _ABNORMAL if place == 0 and at in table.alerts else ""
            cells.append(f"<{tag}{kind}>{said}{_text(cell_text(cell, column))}</{tag[:2]}>")
        mark = ' class="alert"' if at in table.alerts else ""
        yield f"<tr{mark}>{''.join(cells)}</tr>"
    if not table.rows:
        yield f'<tr><td colspan="{len(table.columns)}">{_text(table.empty)}</td></tr>'
    yield "</tbody>\n</table>"
    if table.note:
        yield f'<p class="soft">{_text(table.note)}</p>'
    yield "</div>"


def _class(column: Column) -> str:
    if column.kind in NUMBERS:
        return ' class="number"'
    return ' class="date"' if column.kind in (CellKind.DATE, CellKind.MOMENT) else ""


def _text(words: str) -> str:
    """Return words that can stand anywhere in a page."""
    return escape(readable(words))
