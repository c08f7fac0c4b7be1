"""File formats: the facility workbook (XLSX, CSV) and exports of rosters. Knows no database, screen or solver."""

from scheduler.exchange.csv_folder import sheet_text
from scheduler.exchange.faults import UnwritableError, WorkbookErrors, WorkbookFault
from scheduler.exchange.feed import FEED_SHEETS, Feed, read_feed
from scheduler.exchange.layout import Column, Sheet
from scheduler.exchange.roster_files import export_csv, export_json
from scheduler.exchange.tables import (
    CARRIED,
    Changed,
    RowChange,
    change_rows,
    count_rows,
    sheet_named,
    sheet_names,
    sheet_rows,
)
from scheduler.exchange.workbook import read_workbook, write_workbook

__all__ = [
    "CARRIED",
    "Changed",
    "Column",
    "FEED_SHEETS",
    "Feed",
    "RowChange",
    "Sheet",
    "UnwritableError",
    "WorkbookErrors",
    "WorkbookFault",
    "change_rows",
    "count_rows",
    "export_csv",
    "export_json",
    "read_feed",
    "read_workbook",
    "sheet_named",
    "sheet_names",
    "sheet_rows",
    "sheet_text",
    "write_workbook",
]
