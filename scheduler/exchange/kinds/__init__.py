"""Kinds of cells: how a value of the domain is written in a cell, and how a cell is read back.

A cell is read either typed (from a spreadsheet) or as text (from CSV); both give the same value.
"""

from scheduler.exchange.kinds.base import Cell, Kind, shown, text_of
from scheduler.exchange.kinds.lists import WEEKDAYS, Codes, Cycle, Limits, Settings, Weekdays
from scheduler.exchange.kinds.plain import Choice, Code, Percent, Phrase, Text, Whole, YesNo, Zone
from scheduler.exchange.kinds.times import Day, Instant, Length, Month, Stamp, WallTime

__all__ = [
    "WEEKDAYS",
    "Cell",
    "Choice",
    "Code",
    "Codes",
    "Cycle",
    "Day",
    "Instant",
    "Kind",
    "Length",
    "Limits",
    "Month",
    "Percent",
    "Phrase",
    "Settings",
    "Stamp",
    "Text",
    "WallTime",
    "Weekdays",
    "Whole",
    "YesNo",
    "Zone",
    "shown",
    "text_of",
]
