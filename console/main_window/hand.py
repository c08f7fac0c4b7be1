"""Commands that edit the roster by hand: those that need a selection, a clipboard or a question first."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.dialogs.block import BlockDialog
from console.dialogs.spans import CopyWeekDialog, UntilDialog, whom
from console.dialogs.split import SplitDialog
from console.document import RosterDocument
from console.document.words import count, day
from console.main_window.work_page import WorkPage
from console.models.roster_grid import RosterGridModel
from console.operations import blocks, drops, locks
from console.operations.blocks import Cell, Wanted
from console.operations.plans import perform
from console.operations.roster import may_edit
from scheduler.domain.roster import Lock, Tour
from scheduler.domain.words import Badge
from scheduler.language import tr

ON_THE_SPOT = (
    *("cut", "copy", "paste", "clear"),
    *("assign", "exchange", "split", "keep"),
    *("lock", "lock_row", "lock_column"),
)
"""Commands that a right click on the roster offers; all of them are in the menus too."""


class HandCommands:
    """What the hand does on the page of the roster."""

    def __init__(self, document: RosterDocument, work: WorkPage, model: RosterGridModel, window: QWidget) -> None:
        """Edit on behalf of a window.

        Args:
            document: What is edited.
            work: Where it is seen and selected.
            model: The rows of the grid.
            window: Owner of the windows that ask.
        """
        self._document, self._work, self._model, self._window = document, work, model, window

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each command does, by its key."""
        return {
            "cut": self.cut,
            "copy": self._work.grid.copy,
            "paste": self.paste,
            "clear": lambda: self._work.active.clear_selected(),
            "fill_down": lambda: self.fill(is_down=True),
            "fill_right": lambda: self.fill(is_down=False),
            "copy_week": self.copy_week,
            "assign": lambda: self._work.active.edit_current(),
            "exchange": self.exchange,
            "split": self.split,
            "keep": self.keep,
            "lock": lambda: self._work.active.lock_selected(),
            "lock_row": self.lock_rows,
            "lock_column": self.lock_columns,
            "lock_until": self.lock_until,
            "ask_again": lambda: self._work.grid.occupied.set(None),
        }

    # ------------------------------------------------------------ the clipboard

    def cut(self) -> bool:
        """Copy the selected cells and clear them."""
        return bool(self._work.grid.copy()) and self._work.grid.clear_selected()

    def paste(self) -> bool:
        """Show what pasting the clipboard's text would do, and do it when the user says so.

        One code for several selected cells goes into each of them; a block begins at the first selected cell.
        """
        badges, dates = self._block()
        text = QGuiApplication.clipboard().text()
        if not badges or not text.strip():
            self._document.failed.emit(tr("Copy cells first, here or in a spreadsheet; then go to the first cell."))
            return False
        rows = blocks.read_text(text)
        if len(rows) == 1 and len(rows[0]) == 1:
            rows = [[rows[0][0]] * len(dates)] * len(badges)
        else:
            start = self._model.row_of(badges[0])
            badges = [badge for badge in self._model.shown[start : start + len(rows)]]
            first = self._model.dates.index(dates[0])
            dates = list(self._model.dates[first : first + max(len(row) for row in rows)])
        wanted = blocks.wanted_by_text(self._document, rows, badges, dates)
        return self._show(tr("Paste {cells}", cells=count(len(wanted), "cell")), wanted)

    # ------------------------------------------------------------ blocks

    def fill(self, is_down: bool) -> bool:
        """Give all selected rows what the first one holds, or all columns what the first one holds."""
        badges, dates = self._block()
        if len(badges if is_down else dates) < 2:
            rows = tr("Select several rows: the first one is what the others get.")
            columns = tr("Select several dates: the first one is what the others get.")
            self._document.failed.emit(rows if is_down else columns)
            return False
        wanted = blocks.fill_wanted(self._document, badges, dates, is_down)
        cells = count(len(wanted), "cell")
        label = tr("Fill {cells} down", cells=cells) if is_down else tr("Fill {cells} to the right", cells=cells)
        return self._show(label, wanted)

    def copy_week(self) -> bool:
        """Ask which week goes where, show what is overwritten, and do it when the user says so."""
        roster, facts = self._document.roster, self._document.facts
        if roster is None or facts is None or not may_edit(self._document, []):
            return False
        weeks = blocks.weeks(roster.period)
        if len(weeks) < 2:
            self._document.failed.emit(tr("This roster has no second week to copy onto."))
            return False
        badges, dates = self._block()
        on = dates[0] if dates else roster.period.first
        source = max((first for first in weeks if first <= on), default=weeks[0])
        chosen = tuple(badges) or facts.in_order
        every = (chosen, self._model.shown, facts.in_order)
        names = whom(*(len(group) for group in every))
        dialog = CopyWeekDialog(weeks, source, dict(zip(names, every, strict=True)), self._window)
        if not dialog.exec():
            return False
        source, targets = dialog.chosen_source, dialog.chosen_targets
        wanted = blocks.week_wanted(self._document, dialog.chosen_badges, source, targets)
        return self._show(blocks.week_label(source, targets), wanted)

    def keep(self) -> bool:
        """Ask until when the selected officer keeps this post, show what that means, and do it."""
        roster, facts, tour = self._document.roster, self._document.facts, self._tour()
        if roster is None or facts is None or tour is None:
            return False
        name = facts.name(tour.badge)
        dialog = UntilDialog(
            tr("Keep {name} on {post}", name=name, post=tour.post),
            tr(
                "On every working date from here on the officer is put on this post and locked; who holds it "
                "now takes over the officer's other post. Every cell is shown first."
            ),
            tour.on,
            roster.period.last,
            tr("Show what changes"),
            self._window,
        )
        if not dialog.exec():
            return False
        until = dialog.chosen()
        wanted, cells = blocks.keep_wanted(self._document, tour, until)
        return self._show(
            tr(
                "Keep {surname} on {post} until {day}",
                surname=facts.surname(tour.badge),
                post=tour.post,
                day=day(until),
            ),
            wanted,
            cells,
        )

    # ------------------------------------------------------------ single cells

    def exchange(self) -> bool:
        """Exchange what two selected cells hold."""
        return perform(self._document, drops.exchange(self._document, self._work.active.cells()))

    def split(self) -> bool:
        """Ask where the selected tour is cut and who takes the rest."""
        facts, tour = self._document.facts, self._tour()
        if facts is None or tour is None:
            return False
        dialog = SplitDialog(self._document, facts, tour, self._window)
        return bool(dialog.exec()) and perform(self._document, dialog.plan())

    # ------------------------------------------------------------ locks

    def lock_rows(self) -> bool:
        """Lock all dates of the selected officers, or unlock them when all are locked."""
        badges = tuple(dict.fromkeys(badge for badge, _ in self._work.active.cells()))
        roster = self._document.roster
        if not badges or roster is None:
            self._document.failed.emit(tr("Go to a cell of the officer first."))
            return False
        cells = [(badge, on) for badge in badges for on in roster.period.dates]
        return locks.lock_rows(self._document, badges, is_set=not self._are_locked(cells))

    def lock_columns(self) -> bool:
        """Lock all officers on the selected dates, or unlock them when all are locked."""
        facts, dates = self._document.facts, self._dates()
        if not dates or facts is None:
            self._document.failed.emit(tr("Go to a cell of the date first."))
            return False
        cells = [(badge, on) for badge in facts.officers for on in dates]
        return locks.lock_columns(self._document, dates, is_set=not self._are_locked(cells))

    def lock_until(self) -> bool:
        """Ask until when everything stands; what is locked already is unlocked instead."""
        roster, facts = self._document.roster, self._document.facts
        if roster is None or facts is None or not may_edit(self._document, [], is_locking=True):
            return False
        dialog = UntilDialog(
            tr("Lock the period"),
            tr("A build changes nothing in all these dates. Where all of them are locked already, they are unlocked."),
            roster.period.first,
            roster.period.last,
            tr("Lock or unlock"),
            self._window,
        )
        if not dialog.exec():
            return False
        until = dialog.chosen()
        cells = [(badge, on) for badge in facts.officers for on in roster.period.dates if on <= until]
        return locks.lock_until(self._document, until, is_set=not self._are_locked(cells))

    # ------------------------------------------------------------ what is selected

    def _are_locked(self, cells: list[Cell]) -> bool:
        held = self._document.locks()
        return all(Lock(badge=badge, on=on) in held for badge, on in cells)

    def _block(self) -> tuple[list[Badge], list[date]]:
        return self._work.grid.block() if self._work.active is self._work.grid else ([], [])

    def _dates(self) -> list[date]:
        return sorted({on for _, on in self._work.active.cells()})

    def _tour(self) -> Tour | None:
        """The one tour that is selected, else None, and the user is told what to do."""
        found = [t for cell in self._work.active.cells() for t in self._document.index.of_cell(*cell)]
        if not may_edit(self._document, [(t.badge, t.on) for t in found]):
            return None
        if len(found) != 1:
            self._document.failed.emit(tr("Go to a cell with one tour first."))
            return None
        return found[0]

    def _show(self, name: str, wanted: Wanted, cells: tuple[Cell, ...] = ()) -> bool:
        """Show a block, which is applied from there."""
        if not may_edit(self._document, []):
            return False
        dialog = BlockDialog(self._document, self._work.look, name, wanted, cells, self._window)
        return bool(dialog.exec())
