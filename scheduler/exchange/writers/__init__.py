"""Writers of papers: one file for each format. A paper has every format that stands in `WRITERS`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scheduler.domain.papers import Paper
from scheduler.exchange.writers import csv, html, json, pdf, xlsx
from scheduler.exchange.writers.csv import DELIMITERS, PLAIN, CsvForm
from scheduler.exchange.writers.pdf import PageSize, pictures

__all__ = ["DELIMITERS", "PLAIN", "WRITERS", "CsvForm", "PageSize", "pictures", "written"]

WRITERS: Mapping[str, Callable[[Paper], bytes]] = MappingProxyType(
    {"csv": csv.write, "html": html.write, "json": json.write, "pdf": pdf.write, "xlsx": xlsx.write}
)
"""By format, as the command line names it: what makes the bytes of a file; raises `UnwritableError`."""


def written(paper: Paper, form: str, how: CsvForm = PLAIN, size: PageSize = PageSize.LETTER) -> tuple[str, bytes]:
    """Return how the name of a paper's file ends, and the bytes of the file.

    Args:
        paper: The paper.
        form: One of `WRITERS`.
        how: What was chosen of CSV.
        size: Of the paper that pages are printed on.

    Raises:
        KeyError: there is no such format.
        UnwritableError: the paper holds what no file can.
    """
    if form == "csv":
        return csv.ending(paper), csv.write(paper, how)
    if form == "pdf":
        return form, pdf.write(paper, size)
    return form, WRITERS[form](paper)
