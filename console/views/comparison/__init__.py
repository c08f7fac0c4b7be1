"""Two rosters side by side: what each reaches, what differs in groups, both grids; parts of a proposal are accepted."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QTreeView, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.models.comparison import DifferencesModel, Group
from console.operations import comparing
from console.operations.comparing import Pair, Study
from console.theme import Look
from console.views.comparison.grids import SideGrids
from console.widgets.basics import button, offer, paragraph
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable, TextTable

GROUPS: tuple[tuple[Group, str], ...] = (("day", "By day"), ("watch", "By watch"), ("officer", "By officer"))
LOWER_LEAST = 190
MEASURE_WIDTH, FIGURE_WIDTH, UPPER_LEAST = 170, 100, 130


class Comparison(QWidget):
    """The page.

    Signals:
        part_accepted: (cells, words) of the part of the proposal that is to be taken over.
        all_accepted: The whole proposal is to be taken over.
        discarded: The proposal is to be put away.
        closed: Enough was seen of two versions.
    """

    part_accepted = Signal(object, str)
    all_accepted = Signal()
    discarded = Signal()
    closed = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Start without a pair."""
        super().__init__(parent)
        self._document, self._look = document, Look()
        self._studying = comparing.Studying(document, self._on_studied)
        self.pair: Pair | None = None
        self._study: Study | None = None
        self._group: Group = "day"
        self._is_stale = False
        self._said = paragraph("", "second")
        self.accept_all = button("Accept all", "primary", self.all_accepted.emit)
        self.accept_chosen = button("Accept ticked", "", self._on_accept_chosen)
        self.discard = button("Discard", "", self.discarded.emit)
        self.close_pair = button("Close the comparison", "", self.closed.emit)
        self.chips = {key: button(words, "chip", partial(self.group_by, key)) for key, words in GROUPS}
        self.all_officers = button("All officers", "chip", self.refresh)
        self.measures, self._measure_model = QuietTable("Measures of both rosters"), TextTable(self)
        self.tree, self.differences = QTreeView(), DifferencesModel(self)
        self.grids = SideGrids()
        self._lay_out()
        self._connect()
        self.group_by("day")

    def _lay_out(self) -> None:
        self.measures.setModel(self._measure_model)
        tree = self.tree
        tree.setAccessibleName("Differences")
        tree.setModel(self.differences)
        tree.setHeaderHidden(True)
        tree.setUniformRowHeights(True)
        tree.setProperty("role", "roomy")
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.addWidget(self.measures)
        upper.addWidget(tree)
        upper.setChildrenCollapsible(False)
        self._across = QSplitter(Qt.Orientation.Vertical)
        self._across.addWidget(upper)
        self._across.addWidget(self.grids)
        self._across.setStretchFactor(0, 2)
        self._across.setStretchFactor(1, 3)
        self._across.setChildrenCollapsible(False)
        doing = (self.accept_all, self.accept_chosen, self.discard, self.close_pair)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        column.addLayout(FlowRow((*doing, *self.chips.values(), self.all_officers), push=len(doing)))
        column.addLayout(row)
        scroll = QScrollArea()  # large letters in a small window: the parts keep their room, and are scrolled to
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._across)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        self.tree.selectionModel().currentChanged.connect(self._on_line_chosen)
        self.differences.itemChanged.connect(self._refresh_buttons)
        document = self._document
        document.proposal_changed.connect(self._on_proposal_changed)
        document.edit_applied.connect(self._on_edit_applied)
        document.opened.connect(self.forget)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.measures.set_look(look)
        self.grids.set_look(look)
        self.tree.setMinimumHeight(look.px(UPPER_LEAST))
        self.grids.setMinimumHeight(look.px(LOWER_LEAST))
        self._size_measures()

    # ------------------------------------------------------------ what is shown

    def show_pair(self, pair: Pair) -> None:
        """Show two rosters; what each reaches is found out where it is not known."""
        self.pair, self._study = pair, None
        self._is_stale = not self.isVisible()
        self._said.setText("Comparing ...")
        if not self._is_stale:
            self._studying.ask(pair)

    def forget(self) -> None:
        """Show nothing any more."""
        self.pair = self._study = None
        self._studying.forget()

    def group_by(self, group: Group) -> None:
        """Put the differences together by "day", "watch" or "officer"."""
        self._group = group
        for key, chip in self.chips.items():
            chip.setChecked(key == group)
        self.refresh()

    def refresh(self) -> None:
        """Say what was found."""
        study, facts = self._study, self._document.facts
        if study is None or facts is None:
            return
        pair, changes = study.pair, study.changes
        changed = frozenset(change.key for change in changes)
        self._said.setText(study.words)
        self.differences.set_changes(changes, facts, self._group, pair.is_proposal)
        differing = {change.badge for change in changes}
        shown = tuple(b for b in facts.in_order if b in differing or self.all_officers.isChecked())
        self.grids.show_study(study, facts, shown, changed)
        columns = ("Measure", pair.left_name, pair.right_name, "Difference")
        self._measure_model.set_table(columns, study.rows, frozenset({1, 2, 3}))
        self._size_measures()
        for widget in (self.accept_all, self.accept_chosen, self.discard):
            widget.setVisible(pair.is_proposal)
        self.close_pair.setVisible(not pair.is_proposal)
        self._refresh_buttons()

    def _size_measures(self) -> None:
        for column in (1, 2, 3):
            self.measures.setColumnWidth(column, self._look.px(FIGURE_WIDTH))
        self.measures.let_fill(0, self._look.px(MEASURE_WIDTH))

    def _refresh_buttons(self, *_: object) -> None:
        keys, names = self.differences.ticked()
        words = f" ({names[0] if len(names) == 1 else len(names)})" if names else ""
        self.accept_chosen.setText(f"Accept ticked{words}")
        offer(self.accept_chosen, "" if keys else "Tick days, watches or officers in the list first.")

    def showEvent(self, event: QShowEvent) -> None:
        """Say what has come meanwhile."""
        super().showEvent(event)
        if self._is_stale and self.pair is not None:
            self._is_stale = False
            self._studying.ask(self.pair)

    # ------------------------------------------------------------ what happens

    def _on_studied(self, study: Study) -> None:
        self._study = study
        self.refresh()

    def _on_line_chosen(self, index: QModelIndex, _: QModelIndex) -> None:
        keys = self.differences.keys_at(index)
        if keys:
            self.grids.go_to(keys[0])

    def _on_accept_chosen(self) -> None:
        keys, names = self.differences.ticked()
        if keys:
            words = names[0] if len(names) == 1 else f"{len(names)} parts"
            self.part_accepted.emit(frozenset(keys), words)

    def _on_proposal_changed(self) -> None:
        found = comparing.proposed(self._document)
        if found is not None:
            self.show_pair(found)
        elif self.pair is not None and self.pair.is_proposal:
            self.forget()

    def _on_edit_applied(self, _: object) -> None:
        if self.pair is not None and self.pair.is_proposal:
            self._on_proposal_changed()
