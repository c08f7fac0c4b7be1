"""The post attention index worked out: one file for each group of factors, a table over posts, shifts and dates.

It is about posts. Nothing here, and nothing that leaves here, joins a figure to an officer.
"""

from scheduler.attention.actions import ACTIONS, TITLES
from scheduler.attention.compare import CellChange, PartChange, TrendPoint, change_of, compare, trend
from scheduler.attention.listed import HEADER, rows
from scheduler.attention.scene import RotationLimit, Standards
from scheduler.attention.table import AttentionTable, attention_table

__all__ = [
    "ACTIONS",
    "HEADER",
    "TITLES",
    "AttentionTable",
    "CellChange",
    "PartChange",
    "RotationLimit",
    "Standards",
    "TrendPoint",
    "attention_table",
    "change_of",
    "compare",
    "rows",
    "trend",
]
