"""Writers of papers: one file for each format. A paper has every format that stands in `WRITERS`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scheduler.domain.papers import Paper
from scheduler.exchange.writers import csv, html, json, xlsx
from scheduler.exchange.writers.csv import DELIMITERS, PLAIN, CsvForm

__all__ = ["DELIMITERS", "PLAIN", "WRITERS", "CsvForm", "written"]

WRITERS: Mapping[str, Callable[[Paper], bytes]] = MappingProxyType(
    {"csv": csv.write, "html": html.write, "json": json.write, "xlsx": xlsx.write}
)
"""By format, as the command line names it: what makes the bytes of a file; raises `UnwritableError`."""


def written(paper: Paper, form: str, how: CsvForm = PLAIN) -> tuple[str, bytes]:
    """Return how the name of a paper's file ends, and the bytes of the file.

    Args:
        paper: The paper.
        form: One of `WRITERS`.
        how: What was chosen of CSV.

    Raises:
        KeyError: there is no such format.
        UnwritableError: the paper holds what no file can.
    """
    if form == "csv":
        return csv.ending(paper), csv.write(paper, how)
    return form, WRITERS[form](paper)
