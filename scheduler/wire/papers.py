"""The form of a paper for machines: its tables, facts and paragraphs, with the hash of them."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.papers import CellKind, Standing

PAPER_SCHEMA = "fairwatch/paper/1"

PlainCell = str | int | float | None
"""Dates are YYYY-MM-DD, moments ISO 8601 with their offset; what a number is, the column's kind says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedColumn:
    """A column: its name, which does not change, the words above it, and what its cells are."""

    name: str
    heading: str
    kind: CellKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTable:
    """A table. `alerts` are the numbers of abnormal rows, from 0; each row has one cell for each column."""

    name: str
    title: str
    columns: tuple[ExportedColumn, ...]
    rows: tuple[tuple[PlainCell, ...], ...]
    alerts: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFacts:
    """Words with what they are."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPaper:
    """The content of a paper. `version` is 0 where nothing is published."""

    kind: str
    title: str
    facility: str
    span: str
    standing: Standing
    version: int
    anchor: str
    made_at: datetime
    marking: str
    facts: tuple[ExportedFacts, ...]
    tables: tuple[ExportedTable, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperExport:
    """A paper as it leaves the house.

    `sha256` is the hash of `content` written as JSON in UTF-8 with sorted keys and without blanks, so that anybody can
    check it without this program.
    """

    schema: str = PAPER_SCHEMA
    sha256: str
    content: ExportedPaper
