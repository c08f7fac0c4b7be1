"""Papers: what leaves the program as pages or tables. One file for each; each is a function of plain values."""

from scheduler.reports.given import Given
from scheduler.reports.officer_card import officer_card
from scheduler.reports.period import roster_by_officer, roster_by_post
from scheduler.reports.post_sheet import post_sheet
from scheduler.reports.wall_sheet import wall_sheet

__all__ = ["Given", "officer_card", "post_sheet", "roster_by_officer", "roster_by_post", "wall_sheet"]
