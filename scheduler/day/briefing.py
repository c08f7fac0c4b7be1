"""The briefing sheet of one watch: what whoever takes over has to know, and what of it may hang on a wall."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.day.board import Board, Due, Line, Watch
from scheduler.day.shift_log import LogLine
from scheduler.domain.deviations import DeviationRecord
from scheduler.domain.roster import Tour
from scheduler.domain.shift_log import LogEntry, LogThread
from scheduler.domain.words import Badge, ContactMode, Minute, PostCode, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """The sheet of a watch. There is no field for restrictions, requests or attention, nor one for rounds.

    Attributes:
        watch: The watch that takes over.
        is_published: Whether anything is published for its date.
        supervisors: Tours of supervisors on it, those of the post that the facility lists first before others.
        lines: Posts of the watch and of shifts that start during it, with who is on them and what stays empty.
        apart: Who is somewhere on this watch that the sheet does not tell; empty on the supervisors' copy.
        to_be_drawn: Who comes to a muster at which posts are still to be drawn.
        reasons: Why a post is below the plan, by (post, local date, shift).
        due: Reliefs for meals and of stints, earliest first.
        without_meal: Who gets no relief for a meal, with the post.
        changes: What was recorded since the watch before began, and what reaches into this one.
        notes: Entries of the log of the last 24 hours that were handed on.
        read_by: Who has signed that the hand-over was read.
        is_muster: Whether this is the copy for the muster.
    """

    watch: Watch
    is_published: bool
    supervisors: tuple[Tour, ...] = ()
    lines: tuple[Line, ...] = ()
    apart: tuple[Tour, ...] = ()
    to_be_drawn: tuple[Tour, ...] = ()
    reasons: Mapping[tuple[PostCode, date, ShiftCode], DeviationRecord] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    without_meal: tuple[tuple[Badge, PostCode], ...] = ()
    changes: tuple[LogLine, ...] = ()
    notes: tuple[LogThread, ...] = ()
    read_by: tuple[LogEntry, ...] = ()
    is_muster: bool = False

    def for_muster(self) -> "Briefing":
        """Return the copy that may hang on a wall: who stands where from when to when, and what stays empty.

        Left out are reliefs, reasons, changes, notes and signatures; and which post it is where somebody watches one
        inmate.
        """
        watched = tuple(line for line in self.lines if line.post.contact is ContactMode.WATCH)
        return Briefing(
            watch=self.watch,
            is_published=self.is_published,
            supervisors=self.supervisors,
            lines=tuple(line for line in self.lines if line not in watched),
            apart=tuple(tour for line in watched for tour in line.tours),
            to_be_drawn=self.to_be_drawn,
            is_muster=True,
        )


def briefing_of(board: Board, watch: Watch, supervisors: frozenset[Badge], is_published: bool) -> Briefing:
    """Return what is rostered of a watch; what is recorded and written beside it is empty.

    Args:
        board: The board of the minute at which the watch begins.
        watch: The watch.
        supervisors: Badges of the facility's supervisors.
        is_published: Whether anything is published for its date.
    """
    sides = (board.current, board.coming)
    starting = {
        (w.on, w.shift) for side in sides for w in side.watches if (w.on, w.shift) == (watch.on, watch.shift)
    } | {(w.on, w.shift) for side in sides for w in side.watches if watch.start < w.start < watch.end}
    lines = tuple(x for side in sides for x in side.lines if (x.watch.on, x.watch.shift) in starting)
    tours = tuple(tour for line in lines for tour in line.tours)
    posts = {tour.post for tour in tours}
    return Briefing(
        watch=watch,
        is_published=is_published,
        supervisors=tuple(tour for tour in tours if tour.badge in supervisors),
        lines=lines,
        to_be_drawn=tuple(sorted(t for side in sides for t in side.to_be_drawn if (t.on, t.shift) in starting)),
        due=tuple(sorted(due for side in sides for due in side.due if (due.on, due.shift) in starting)),
        without_meal=tuple(sorted({found for side in sides for found in side.without_meal if found[1] in posts})),
    )


def previous_start(watches: tuple[Watch, ...], watch: Watch) -> Minute:
    """Return when the watch before one began: of those that end by its start the last one; a length before for none."""
    before = [w for w in watches if w.end <= watch.start]
    return max(before, key=lambda w: (w.end, -w.start)).start if before else Minute(2 * watch.start - watch.end)
