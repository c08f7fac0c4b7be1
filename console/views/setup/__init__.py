"""Pages on which the facility's own data are read and changed: a list of sheets, the rows of one, a row's fields."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent, QUndoStack
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.background import Soon, paint_later
from console.document import RosterDocument
from console.document.words import count
from console.models.setup import STATE, SetupModel, SetupRow
from console.operations import first_steps, setup
from console.theme import Look
from console.views.setup.form import Choices, RowForm
from console.widgets.basics import button, label, offer, paragraph, side_width
from console.widgets.flow import FlowRow
from console.widgets.nav_list import NavList
from console.widgets.notice import Notice
from console.widgets.quiet_table import QuietTable
from scheduler.api import FIXED, Expiring, Sheet, setup_sheet, sheets_referring
from scheduler.domain.site import Site

QUALIFICATIONS = "Officer qualifications"
LIST_WIDTH, STATE_WIDTH, NARROW_PAGE = 186, 84, 900
NARROWEST, WIDEST, CELL_PADDING = 70, 260, 16
CELL_MARGIN = 6
"""Pixels beside the words of a cell."""
FEW_TEXTS = 6
"""The widest text of a column is looked for among so many of its longest."""
WARN_DAYS = 60
FEW_LINKS = 6
"""With more sheets that may say something of a row, only those that do are offered."""


class SetupPage(QWidget):
    """One page: what it is about is a list of sheets.

    Signals:
        preview_asked: Twelve months are to be shown of a row: its sheet, Patterns or Squads, and its code.
        step_asked: The next step of setting up is to be taken (`Step`), None: there is none left, to the roster.
    """

    preview_asked = Signal(str, str)
    step_asked = Signal(object)

    def __init__(
        self, document: RosterDocument, title: str, sheets: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """Lay the page out.

        Args:
            document: Holds the open database.
            title: Name of the page.
            sheets: Names of the sheets that it shows.
            parent: The widget above.
        """
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self._look, self._sheets = document, Look(), tuple(sheets)
        self.stack = QUndoStack(self)
        self.model = SetupModel(self)
        self.list = NavList(f"{title}: what there is to set up")
        self.pick = QComboBox()
        self.table = QuietTable(f"{title}: rows")
        self.form = RowForm()
        self.search = QLineEdit()
        self.notice = Notice()
        self.panel = QFrame()
        self._title, self._meaning = label(title, "title"), paragraph("", "second")
        self._only_words, self._only = button("", "chip", self.show_all), ("", "")
        self.expiring = button("", "chip", self.show_expiring)
        self.add = button("Add", "", self.add_row)
        self.remove = button("Remove", "", self.remove_row)
        self.preview = button("Show 12 months...", "", self._ask_preview)
        self._row_title, self._explained = label("", "strong"), paragraph("", "small")
        self._related = QWidget()
        self._unsaved = label("", "strong")
        self.save_button = button("Save", "primary", self.save, "Save changes")
        self.discard_button = button("Discard", "", self.discard, "Discard changes")
        self._next, self._next_words = QFrame(), paragraph("", "strong")
        self._go_on = button("Go there", "primary", self._go_to_next, "Go to the next step")
        self._bar, self._side = QFrame(), QFrame()
        self._lay_out()
        self._add_keys()
        self._texts: tuple[Site | None, dict[str, tuple[tuple[str, ...], ...]]] = (None, {})
        self._is_stale, self._soon_filled = False, Soon(self._fill_if_stale, self)
        document.opened.connect(self._on_opened)

    # ------------------------------------------------------------ laying out

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Find")
        self.search.setAccessibleName("Find in the rows")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(160)
        self.search.textChanged.connect(lambda text: self._filter(words=text))
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        self.table.activated.connect(self._on_activated)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.list.chosen.connect(lambda key: self.show_sheet(str(key)))
        self.form.typed.connect(self._on_typed)
        self.form.explained.connect(self._explained.setText)
        self.pick.setAccessibleName("What to set up")
        self.pick.view().setAccessibleName("What to set up")
        self.pick.addItems(list(self._sheets))
        self.pick.setMaxVisibleItems(len(self._sheets))
        self.pick.textActivated.connect(self.show_sheet)
        head = FlowRow(
            (self._title, self.pick, self._only_words, self.expiring, self.search, self.add, self.remove, self.preview),
            push=4,
        )
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 12, 12)
        left.setSpacing(8)
        left.addLayout(head)
        left.addWidget(self._lay_out_next())
        left.addWidget(self._meaning)
        left.addWidget(self.notice)
        sheet = QFrame()
        sheet.setProperty("role", "sheet")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        left.addWidget(sheet, 1)
        left.addWidget(self._lay_out_bar())
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self._side.setProperty("role", "side")
        down = QVBoxLayout(self._side)
        down.setContentsMargins(0, 10, 0, 8)
        down.addWidget(self.list)
        across.addWidget(self._side)
        across.addLayout(left, 1)
        across.addWidget(self._lay_out_panel())

    def _lay_out_next(self) -> QFrame:
        self._next.setProperty("role", "notice")
        row = QHBoxLayout(self._next)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._next_words, 1)
        row.addWidget(self._go_on)
        self._next.hide()
        return self._next

    def _lay_out_bar(self) -> QFrame:
        self._bar.setProperty("role", "notice")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._unsaved, 1)
        row.addWidget(self.discard_button)
        row.addWidget(self.save_button)
        self._bar.hide()
        return self._bar

    def _lay_out_panel(self) -> QFrame:
        self.panel.setProperty("role", "side")
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(14, 12, 8, 12)
        column.setSpacing(8)
        column.addWidget(self._row_title)
        column.addWidget(self.form, 1)
        column.addWidget(self._explained)
        column.addWidget(self._related)
        self._related.setLayout(FlowRow(spacing=6))
        return self.panel

    def _add_keys(self) -> None:
        keys = (
            ("Save", QKeySequence("Ctrl+S"), self.save),
            ("Add", QKeySequence("Ins"), self.add_row),
            ("Remove", QKeySequence("Ctrl+Del"), self.remove_row),
            ("Paste rows", QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
        )
        for words, keys_of, does in keys:
            # Ctrl+V belongs to the rows: in a field it pastes into the field.
            owner = self.table if words == "Paste rows" else self
            action = QAction(words, owner)
            action.setShortcut(keys_of)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda *_, do=does: do())
            owner.addAction(action)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.list.set_look(look)
        self.list.setFixedWidth(look.px(LIST_WIDTH))
        self.table.set_look(look)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the table its room."""
        super().resizeEvent(event)
        self._fit_room()

    def _fit(self) -> None:
        self._fit_room()
        self._fit_columns()

    def _fit_room(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))
        # Where there is little room, the list beside the rows becomes a field above them.
        is_narrow = self.width() < self._look.px(NARROW_PAGE)
        self._side.setVisible(not is_narrow)
        self._title.setVisible(not is_narrow)
        self._meaning.setVisible(not is_narrow)
        self.pick.setVisible(is_narrow)

    def _fit_columns(self) -> None:
        if self.model.sheet is None:
            return
        head, metrics = self.table.horizontalHeader(), self.table.fontMetrics()
        for column in range(self.model.columnCount()):
            if column == STATE:
                self.table.setColumnWidth(column, self._look.px(STATE_WIDTH))
                continue
            words = (metrics.horizontalAdvance(text) + CELL_MARGIN for text in self.model.longest(column, FEW_TEXTS))
            wide = max(head.sectionSizeHint(column), *words, 0) + self._look.px(CELL_PADDING)
            self.table.setColumnWidth(column, min(max(wide, self._look.px(NARROWEST)), self._look.px(WIDEST)))
        self._show_state_column()

    def _show_state_column(self) -> None:
        self.table.setColumnHidden(STATE, not self.model.has_states)

    # ------------------------------------------------------------ showing

    def _on_opened(self) -> None:
        """Show what was opened: at once, or when the page is next seen."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was opened meanwhile."""
        super().showEvent(event)
        if self._is_stale and self.model.sheet is None:
            self._soon_filled.ask()  # there is nothing old to be seen: the empty page comes up first
        else:
            self._fill_if_stale()

    def _fill_if_stale(self) -> None:
        if self._is_stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the facility as it is saved; what was typed and not saved is gone."""
        desk = self._document.desk
        if desk is None or desk.is_empty():
            return
        self.show_sheet(self.model.sheet.name if self.model.sheet is not None else self._sheets[0], is_same_place=True)

    def show_sheet(self, name: str, only: tuple[str, str] = ("", ""), is_same_place: bool = False) -> None:
        """Show a sheet, or of it only the rows that name a code in the column of a field.

        Args:
            name: Of the sheet.
            only: Field and code, empty for all rows.
            is_same_place: Keep the filter and the chosen row.
        """
        site = self._site()
        if site is None:
            return
        paint_later(self)
        was_stale, self._is_stale = self._is_stale, False
        at = self.table.currentIndex().row() if is_same_place else 0
        if not is_same_place and self.model.unsaved() and not was_stale:
            self.notice.say("Save or discard what was typed first.")
            self._mark(self.model.sheet.name if self.model.sheet is not None else name)
            return
        if not is_same_place:
            self.notice.dismiss()
            self._only = only
            self.search.clear()
        what = setup_sheet(name)
        names = {str(line.badge): line.name for line in site.names}
        self.model.show_sheet(what, self._rows_of(site, name), names, self._marks(site, name))
        self.model.set_filter(only=self._only if self._only[0] else None)
        self.form.show_sheet(what, self._choices(site, what), FIXED.get(name, ()))
        self._refresh_list(site, name)
        self._show_next_step(site)
        self._title.setText(name)
        self._meaning.setText(what.meaning)
        self._only_words.setVisible(bool(self._only[0]))
        self._only_words.setText(f"Only {self._only[1]}  \N{MULTIPLICATION SIGN}")
        self._only_words.setChecked(True)
        self._fit()
        self._choose(max(0, min(at, self.model.rowCount() - 1)))
        if not self.model.rowCount():  # else the row that is chosen shows itself
            self._show_row()

    def show_all(self) -> None:
        """Show all rows of the sheet again."""
        self._only = ("", "")
        self._filter()

    def show_expiring(self) -> None:
        """Show only the qualifications that run out soon, the first one on top, or all of them again."""
        is_marked = not self.model.is_marked_only
        self.model.set_filter(only=self._only if self._only[0] else None, is_marked=is_marked)
        expires = next(n for n, c in enumerate(setup_sheet(QUALIFICATIONS).columns) if c.field == "expires")
        self.table.sortByColumn(expires + 1 if is_marked else -1, Qt.SortOrder.AscendingOrder)
        self._choose(0)
        self._show_row()

    def _site(self) -> Site | None:
        """Return the facility as it is saved, None for none. Asking costs a look into the database."""
        desk = self._document.desk
        return desk.site() if desk is not None and not desk.is_empty() else None

    def _rows_of(self, site: Site, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the rows of a sheet as text, worked out once for a state of the facility."""
        desk = self._document.desk
        assert desk is not None, "shown with a database open"
        if self._texts[0] is not site:
            self._texts = site, {}
        if name not in self._texts[1]:
            self._texts[1][name] = desk.setup.rows(name)
        return self._texts[1][name]

    def _refresh_list(self, site: Site, chosen: str) -> None:
        wanted = first_steps.missing(site)
        lines: list[tuple[object, str, str]] = []
        for name in self._sheets:
            soon = len(self._expiring()) if name == QUALIFICATIONS else 0
            words = f"{soon} run out in {WARN_DAYS} days" if soon else "needed" if name in wanted else ""
            lines.append((name, name, words))
        self.list.set_lines(lines, chosen)
        self._mark(chosen)

    def _show_next_step(self, site: Site) -> None:
        """Say what a facility that is not whole yet needs next; nothing once a roster can be built and there is one."""
        desk = self._document.desk
        assert desk is not None, "shown with a database open"
        at, step = self.model.sheet, first_steps.next_step(site)
        self._next.setVisible(step is not None or not desk.rosters())
        self._go_on.setText("Go there" if step is not None else "To the roster")
        if step is None:
            self._next_words.setText("Everything that a build needs is here.")
            return
        is_here = at is not None and at.name == step.sheet
        self._next_words.setText(first_steps.next_words(site))
        self._go_on.setVisible(not is_here)

    def _go_to_next(self) -> None:
        desk = self._document.desk
        if desk is not None:
            self.step_asked.emit(first_steps.next_step(desk.site()))

    def _mark(self, name: str) -> None:
        """Mark a sheet as the one shown."""
        self.list.choose(name)
        self.pick.setCurrentText(name)

    def _expiring(self) -> tuple[Expiring, ...]:
        desk = self._document.desk
        return desk.setup.expiring(desk.today(), WARN_DAYS) if desk is not None else ()

    def _marks(self, site: Site, name: str) -> dict[int, tuple[str, str]]:
        """Return what is to be seen beside saved rows: which qualifications run out, and when."""
        if name != QUALIFICATIONS:
            return {}
        left = {(e.badge, e.held.qualification, e.held.expires): e.left for e in self._expiring()}
        found, at = {}, -1
        for officer in site.officers:
            for held in officer.qualifications:
                at += 1
                days = left.get((officer.badge, held.qualification, held.expires))
                if days is not None:
                    found[at] = ("ran out", "stop") if days < 0 else (count(days, "day") if days else "today", "ask")
        return found

    def _choices(self, site: Site, what: Sheet) -> Choices:
        """Return by sheet the codes that cells of this one may name."""
        found: dict[str, list[tuple[str, str]]] = {}
        for column in what.columns:
            if column.refers in (*self._sheets, "Officers", "Areas", "Shifts", "Posts", "Squads", "Qualifications"):
                rows = self._rows_of(site, column.refers)
                fields = [c.field for c in setup_sheet(column.refers).columns]
                at = fields.index("name") if "name" in fields else None
                found[column.refers] = [(r[0], f"{r[0]}  {r[at]}" if at is not None and r[at] else r[0]) for r in rows]
        return found

    def _choose(self, number: int) -> None:
        self.table.choose_row(number, STATE + 1)

    def current(self) -> SetupRow | None:
        """Return the chosen row."""
        return self.model.row(self.table.currentIndex())

    def _show_row(self) -> None:
        row, sheet = self.current(), self.model.sheet
        if sheet is None:
            return
        self.form.show_row(row)
        only_one = "There is exactly one facility: change its row." if sheet.name == "Facility" else ""
        nothing = (
            "" if row is not None else "Choose a row first." if self.model.rowCount() else "There are no rows yet."
        )
        offer(self.remove, only_one or nothing)
        offer(self.add, only_one)
        self.remove.setText("Keep" if row is not None and row.is_removed else "Remove")
        self.preview.setVisible(sheet.name in ("Patterns", "Squads"))
        is_new = row is not None and row.at is None
        offer(self.preview, "Save the row first: what is saved is shown." if is_new else nothing)
        if row is None:
            self._row_title.setText("Nothing chosen" if self.model.rowCount() else "No rows yet")
            self._explained.setText("" if self.model.rowCount() else "Add makes the first one; Ctrl+V pastes rows.")
        else:
            self._row_title.setText(row.cells[0] or "New row")
            self._explained.setText(row.faults.get("", ""))
        self._show_related(row)
        self._show_expiring()
        self._show_unsaved()

    def _show_related(self, row: SetupRow | None) -> None:
        """Offer the rows of other sheets of this page that say something of the chosen row."""
        layout = self._related.layout()
        assert layout is not None, "laid out with a flow row"
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        desk, sheet = self._document.desk, self.model.sheet
        self._related.hide()
        if desk is None or sheet is None or row is None or row.at is None:
            return
        code, links = row.saved[0], 0
        others = [(o, c) for o, c in sheets_referring(sheet.name) if o.name in self._sheets and c.is_required]
        wanted = [(o.name, next(n for n, column in enumerate(o.columns) if column is c)) for o, c in others]
        for (other, column), found in zip(others, desk.setup.counts(wanted, code), strict=True):
            if not found and len(others) > FEW_LINKS:
                continue
            words = f"{other.name} {found}" if found else other.name
            show = partial(self.show_sheet, other.name, (column.field, code))
            layout.addWidget(button(words, "link", show, f"{other.name} of {code}: {found}"))
            links += 1
        self._related.setVisible(links > 0)

    def _show_expiring(self) -> None:
        soon = len(self._expiring()) if self.model.sheet is not None and self.model.sheet.name == QUALIFICATIONS else 0
        self.expiring.setText(f"Run out soon {soon}")
        self.expiring.setVisible(soon > 0)
        self.expiring.setChecked(self.model.is_marked_only)

    def _show_unsaved(self) -> None:
        number = len(self.model.unsaved())
        self._bar.setVisible(number > 0)
        self._unsaved.setText(f"{count(number, 'row')} not saved")
        self._show_state_column()

    def _filter(self, words: str | None = None) -> None:
        held = self.current()
        self.model.set_filter(words=words, only=self._only if self._only[0] else None)
        self._only_words.setVisible(bool(self._only[0]))
        self._choose(max(0, self.model.number_of(held) if held is not None else 0))
        self._show_row()

    # ------------------------------------------------------------ changing

    def add_row(self) -> None:
        """Add an empty row and go to its first field; where only one code is shown, the row is of that one."""
        sheet = self.model.sheet
        if sheet is None or not self.add.isEnabled():
            return
        self.search.clear()
        cells = tuple(self._only[1] if column.field == self._only[0] else "" for column in sheet.columns)
        row = self.model.add(cells)
        self._choose(self.model.number_of(row))
        self._show_row()
        self.form.go_to(1 if cells[0] else 0)

    def remove_row(self) -> None:
        """Mark the chosen row to be taken out, or take the mark off."""
        row = self.current()
        if row is None or not self.remove.isEnabled():
            return
        at = self.table.currentIndex().row()
        self.model.remove(row)
        self._choose(min(at, self.model.rowCount() - 1))
        self._show_row()

    def paste(self) -> None:
        """Take rows from the clipboard as spreadsheets give them: tabs between cells."""
        text = QGuiApplication.clipboard().text()
        lines = [tuple(line.split("\t")) for line in text.splitlines() if line.strip()]
        sheet = self.model.sheet
        if sheet is None or not lines:
            return
        taken = self.model.paste(lines)
        if taken < len(lines):
            heads = ", ".join(column.header for column in sheet.columns)
            self.notice.say(f"{count(taken, 'row')} of {len(lines)} taken. Each needs these cells: {heads}.")
        self._show_row()

    def save(self) -> None:
        """Save everything that was typed, or show what is wrong with it."""
        sheet, changes = self.model.sheet, self.model.changes()
        if sheet is None or not changes:
            return
        faults, sentence = setup.save(self._document, self.stack, sheet.name, changes)
        self.notice.say(sentence)
        if faults:
            first, others = self.model.show_faults(faults)
            if others:
                self.notice.say(_others_words(sentence, others))
            if first is not None:
                self._choose(max(0, self.model.number_of(first)))
            self._show_row()

    def discard(self) -> None:
        """Forget what was typed."""
        self.model.discard()
        self.notice.dismiss()
        self._show_row()

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.model.unsaved())

    def _on_typed(self, column: int, text: str) -> None:
        row = self.current()
        if row is not None:
            self.model.type(row, column, text)
            self._show_unsaved()

    def _on_activated(self, index: QModelIndex) -> None:
        self.form.go_to(max(0, index.column() - 1))

    def _ask_preview(self) -> None:
        row, sheet = self.current(), self.model.sheet
        if row is not None and sheet is not None and row.at is not None:
            self.preview_asked.emit(sheet.name, row.saved[0])


def _others_words(sentence: str, others: Sequence[str]) -> str:
    more = f" And {len(others) - 1} more." if len(others) > 1 else ""
    return f"{sentence.partition(':')[0]}: {others[0]}.{more}"
