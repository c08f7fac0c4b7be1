"""Papers as JSON for machines (`resources/schema/paper.json`)."""

from datetime import date, datetime

from scheduler.domain.papers import Cell, Facts, Paper, Table
from scheduler.exchange.plain_json import content_hash, readable
from scheduler.wire.papers import ExportedColumn, ExportedFacts, ExportedPaper, ExportedTable, PaperExport, PlainCell


def write(paper: Paper) -> bytes:
    """Return a paper as JSON with the hash of its content; what only pages have is left out.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    content = ExportedPaper(
        kind=paper.kind,
        title=paper.title,
        facility=paper.facility,
        span=paper.span,
        standing=paper.standing,
        version=paper.version,
        anchor=paper.anchor,
        made_at=paper.made_at,
        marking=paper.marking,
        facts=tuple(
            ExportedFacts(title=block.title, pairs=block.pairs) for block in paper.blocks if isinstance(block, Facts)
        ),
        tables=tuple(_table(table) for table in paper.tables),
        texts=tuple(block for block in paper.blocks if isinstance(block, str)),
    )
    return readable(PaperExport(sha256=content_hash(content), content=content))


def _table(table: Table) -> ExportedTable:
    chosen = [at for at, column in enumerate(table.columns) if not column.is_for_hand]
    columns = [table.columns[at] for at in chosen]
    return ExportedTable(
        name=table.name,
        title=table.title,
        columns=tuple(ExportedColumn(name=c.name, heading=c.heading, kind=c.kind) for c in columns),
        rows=tuple(tuple(_plain(row[at]) for at in chosen) for row in table.rows),
        alerts=tuple(sorted(table.alerts)),
        note=table.note,
    )


def _plain(cell: Cell) -> PlainCell:
    return cell.isoformat() if isinstance(cell, datetime | date) else cell
