"""The running day: who stands where now and on the next watch, what is short, who is called, what was really worked."""

from scheduler.day.board import Board, Due, DueKind, Gap, Line, Side, Watch, board_of, watches_at
from scheduler.day.briefing import Briefing, briefing_of, previous_start
from scheduler.day.calls import CallLine, CallLists, Standing, call_lists, standings, volunteers_first
from scheduler.day.ladder import Rung, ladder
from scheduler.day.shift_log import CallsMade, LogKind, LogLine, LogRecords, log_lines
from scheduler.day.worked import Compared, SheetLine, compared, kind_of, moment_near, of_tour, sheet_lines

__all__ = [
    "Board",
    "Briefing",
    "CallLine",
    "CallLists",
    "CallsMade",
    "Compared",
    "Due",
    "DueKind",
    "Gap",
    "Line",
    "LogKind",
    "LogLine",
    "LogRecords",
    "Rung",
    "SheetLine",
    "Side",
    "Standing",
    "Watch",
    "board_of",
    "briefing_of",
    "call_lists",
    "compared",
    "kind_of",
    "ladder",
    "log_lines",
    "moment_near",
    "of_tour",
    "previous_start",
    "sheet_lines",
    "standings",
    "volunteers_first",
    "watches_at",
]
