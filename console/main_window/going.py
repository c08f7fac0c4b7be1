"""Where a choice leads: to an officer's row, a post, a date, a finding's cell, or whatever was found by its name."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from console.document import RosterDocument
from console.main_window import finder
from console.main_window.actions import Actions
from console.main_window.places import ROSTER, Places
from console.main_window.work_page import WorkPage
from console.models.day_board import DayBoardModel
from console.models.roster_grid import RosterGridModel
from console.theme import Look
from console.views.side_panel import SidePanel
from console.widgets.palette import Palette
from scheduler.domain.findings import Finding
from scheduler.domain.roster import parse_seat_id
from scheduler.domain.words import Badge, PostCode
from scheduler.language import tr


class Going:
    """Finds the way through the frame."""

    def __init__(
        self,
        document: RosterDocument,
        work: WorkPage,
        grid_model: RosterGridModel,
        board_model: DayBoardModel,
        panel: SidePanel,
        places: Places,
        go_to: Callable[[str], None],
    ) -> None:
        """Lead through the parts of a window; `go_to` shows another place."""
        self._document, self._work, self._panel, self._places = document, work, panel, places
        self._grid_model, self._board_model, self._go_to = grid_model, board_model, go_to

    def find_anything(
        self, actions: Actions, look: Look, open_roster: Callable[[object], None], window: QWidget
    ) -> None:
        """Ask for a part of a name, and go to what is chosen or do it.

        Args:
            actions: The commands.
            look: Colours and sizes.
            open_roster: Opens another roster.
            window: The palette lies over it.
        """
        goals = finder.Goals(officer=self.show_officer, post=self.show_post, on=self.show_date, roster=open_roster)
        palette = Palette(finder.entries(self._document, actions, goals), look, finder.HINT, window)
        if palette.exec() and palette.chosen is not None:
            palette.chosen.run()

    def find_officer(self, look: Look, window: QWidget) -> None:
        """Ask for a part of an officer's name or badge, and go to the row."""
        entries = finder.officers(self._document, self.show_officer)
        palette = Palette(entries, look, tr("Type part of an officer's name or badge"), window)
        if palette.exec() and palette.chosen is not None:
            palette.chosen.run()

    def show_officer(self, badge: Badge) -> None:
        """Go to an officer's row, on the date that is looked at."""
        document = self._document
        if document.roster is None:
            return
        current = self._grid_model.cell(self._work.grid.table.currentIndex())
        on = current[1] if current is not None else document.roster.period.first
        self._go_to_view("grid")
        if not self._work.grid.select(badge, on):
            self._grid_model.show_all()
            self._work.grid.select(badge, on)

    def show_post(self, post: PostCode) -> None:
        """Go to a post on the day board, on the first date from the one looked at on which it is staffed."""
        document, facts = self._document, self._document.facts
        if document.roster is None or facts is None:
            return
        looked_at = self._board_model.on or document.roster.period.first
        dates = document.roster.period.dates
        for on in (*(d for d in dates if d >= looked_at), *(d for d in dates if d < looked_at)):
            slot = next((s for s in facts.slots_on.get(on, ()) if s.post == post and s.wanted), None)
            if slot is not None:
                self._go_to_view("board")
                self._work.board.select_seat(post, slot.shift, 0, on)
                return
        self._document.failed.emit(tr("{post} is not staffed on any date of this roster.", post=post))

    def show_seat(self, post: str, shift: str, on: date) -> None:
        """Go to the first seat of a post on a shift, on the day board."""
        self._go_to_view("board")
        self._work.board.select_seat(post, shift, 0, on)

    def show_date(self, on: date) -> None:
        """Go to a date in the view that is shown."""
        view = self._work.view
        self._go_to_view(view)
        if view == "board":
            self._work.board.show_date(on)
            return
        if view == "posts":
            self._work.posts.show_date(on)
            return
        badge = self._work.person.model.badge
        if view == "person" and badge is not None:
            self._work.person.select(badge, on)
            return
        current = self._grid_model.cell(self._work.grid.table.currentIndex())
        if current is None or not self._work.grid.select(current[0], on):
            self._work.grid.show_date(on)

    def _go_to_view(self, view: str) -> None:
        if not self._places.is_roster:
            self._go_to(ROSTER)
        self._work.show_view(view)

    def show_finding(self, finding: Finding) -> None:
        """Go to the cell of a finding."""
        first, work = finding.cells[0], self._work
        if first.badge is not None:
            is_there = (work.view == "board" and work.board.select(first.badge, first.on)) or (
                work.view in ("posts", "person") and work.active.select(first.badge, first.on)
            )
            if not is_there:
                self._show_cell(first.badge, first.on)
            self._panel.select(first.badge, first.on)
        elif first.seat is not None:
            post, on, shift, number = parse_seat_id(first.seat)
            if work.view != "posts" or not work.posts.select_seat(post, shift, number, on):
                work.show_view("board")
                work.board.select_seat(post, shift, number, on)
        else:
            work.grid.show_date(first.on)

    def _show_cell(self, badge: Badge, on: date) -> None:
        """Go to a cell of the grid, hiding nobody where the filters hide it."""
        if self._work.view != "grid":
            self._work.show_view("grid")
        if not self._work.grid.select(badge, on):
            self._grid_model.show_all()
            self._work.grid.select(badge, on)
