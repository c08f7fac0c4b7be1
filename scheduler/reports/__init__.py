"""Papers: what leaves the program as pages or tables. One file for each; each is a function of plain values."""

from scheduler.reports.attention import attention_report
from scheduler.reports.deviation_log import deviation_log
from scheduler.reports.given import Given
from scheduler.reports.officer_card import officer_card
from scheduler.reports.overtime_standings import overtime_standings
from scheduler.reports.period import roster_by_officer, roster_by_post
from scheduler.reports.post_sheet import post_sheet
from scheduler.reports.wall_sheet import wall_sheet

__all__ = [
    "Given",
    "attention_report",
    "deviation_log",
    "officer_card",
    "overtime_standings",
    "post_sheet",
    "roster_by_officer",
    "roster_by_post",
    "wall_sheet",
]
