"""The risk overlay page: what is looked at above, plan or twin in the middle, time below, the drawer at the right."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.background import paint_later
from console.document import RosterDocument
from console.document.words import age, count
from console.models.overlay import NOT_A_FINDING, Moment, Overlay, Side
from console.models.overlay_plan import CARD_GAP, CARD_WIDTH, PlanLayout, layout_of
from console.models.overlay_table import BEFORE_COLUMNS, COLUMNS, FIGURES, HeatModel, rows_of
from console.solving.questions import Questions
from console.theme import Look
from console.views.overlay.drawer import Drawer
from console.views.overlay.heat import HeatMap
from console.views.overlay.legend import Legend
from console.views.overlay.linked_line import LinkedLine
from console.views.overlay.lowering import LowerThis
from console.views.overlay.minimap import Minimap
from console.views.overlay.picturing import Picturing, is_stale, now_minute, table_of_moment
from console.views.overlay.plan_view import ZOOM_STEP, PlanView
from console.views.overlay.time_bar import TimeBar
from console.widgets.basics import button, fill, label, paragraph, side_width
from console.widgets.flow import FlowRow, together
from console.widgets.ground import Ground
from console.widgets.notice import Notice
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.domain.words import PostCode

VIEWS = (("plan", "Floor plan"), ("heat", "Post x day"), ("table", "Table"))
SIDES: tuple[Side, ...] = ("now", "before", "difference")
SIDE_WORDS: dict[Side, str] = {"now": "As it stands", "before": "Published", "difference": "Difference"}
CARDS_ACROSS = 5
CARDS_WIDTH = CARDS_ACROSS * (CARD_WIDTH + CARD_GAP)
NAME_WIDTH, WHY_WIDTH, NARROW = 150, 240, 90
GAP_LINKS = {"review": "Review a post", "round": "Write down a round", "entries": "Count entries"}
LEAST_HEIGHT = 300
"""Pixels that plan and twins keep; where there is no room for them the page scrolls."""
WAITING = "Working out the attention of every post ..."


class OverlayPage(QWidget):
    """The page. All of its views ask the same `Overlay`.

    Signals:
        edit_asked: The floor plan is to be edited.
        export_asked: The table of the moment is to be written to a file.
        review_asked, round_asked, entries_asked: A review, a round, or a count of unscheduled entries, is to be written
            down.
    """

    edit_asked = Signal()
    review_asked = Signal()
    round_asked = Signal()
    entries_asked = Signal()
    export_asked = Signal()

    def __init__(self, document: RosterDocument, questions: Questions, parent: QWidget | None = None) -> None:
        """Lay the page out; `questions` answers what would lower a post."""
        super().__init__(parent)
        self._document, self._look = document, Look()
        self.overlay = Overlay(self)
        self.picturing = Picturing(document, self.overlay, self.tell)
        self._plan_key: tuple[object, ...] = ()
        self.notice = Notice()
        self._said = paragraph("", "second")
        ways = {"review": self.review_asked, "round": self.round_asked, "entries": self.entries_asked}
        self.gaps = LinkedLine({key: signal.emit for key, signal in ways.items()})
        self._differs = paragraph("", "second")
        self.view_chips = {key: button(words, "chip", partial(self.show_view, key)) for key, words in VIEWS}
        self.side_chips = {side: button(SIDE_WORDS[side], "chip", partial(self.look_at, side)) for side in SIDES}
        self._levels: list[QPushButton] = []
        self._level_row = QWidget()
        self.export = button("Export table...", "", self.export_asked.emit)
        self.edit = button("Edit plan...", "", self.edit_asked.emit)
        lower = LowerThis(document, self.overlay, questions, lambda: self.picturing.inputs)
        self.legend, self.drawer = Legend(), Drawer(self.overlay, lower)
        self.plan = PlanView()
        self.minimap = Minimap(self.plan)
        self.heat_model = HeatModel(self.overlay, self)
        self.heat = HeatMap(self.heat_model)
        self.table, self._rows = QuietTable("Attention, every post"), TextTable(self)
        self._posts: tuple[PostCode, ...] = ()
        self._is_filling = self._is_kept = False
        self.time = TimeBar(self.overlay)
        self.zoom_buttons = (
            button("+", "tool", lambda: self.plan.zoom_by(ZOOM_STEP), "Zoom in"),
            button("-", "tool", lambda: self.plan.zoom_by(1 / ZOOM_STEP), "Zoom out"),
            button("Fit", "tool", self.plan.fit, "Show the whole plan"),
        )
        self._views, self._sheet, self._ground = QStackedWidget(), Ground("sheet", "line"), Ground("window")
        self._head, self._chips, self._line, self._scroll = QWidget(), QWidget(), QFrame(), QScrollArea()
        self._age = label("", "small")
        self.setAccessibleName("Risk overlay")
        self._lay_out()
        self._connect()
        self._mark_sides()
        self.show_view("plan")

    def _lay_out(self) -> None:
        self.table.setModel(self._rows)
        gap = QWidget()
        gap.setFixedWidth(8)
        ways = (*self.view_chips.values(), gap, *self.side_chips.values())
        self._level_holder = FlowRow()
        self._level_row.setLayout(self._level_holder)
        self._tools = together(*self.zoom_buttons)
        self._chips.setLayout(FlowRow((*ways, self.edit, self.export), push=len(ways)))
        parts = QHBoxLayout()
        parts.addWidget(self._level_row, 1)
        parts.addStretch(0)
        parts.addWidget(self._tools, 0, Qt.AlignmentFlag.AlignTop)
        for view in (self.plan, self.heat, self.table):
            self._views.addWidget(view)
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._views)
        words = (label("Risk overlay", "title"), paragraph(NOT_A_FINDING, "second"))
        heading = fill(QVBoxLayout(), *words, spacing=0)
        told = (self.notice, self._said, self.gaps, self._differs)
        above = fill(QVBoxLayout(self._head), heading, self._chips, self.legend, *told, parts, spacing=8)
        above.setContentsMargins(0, 0, 0, 0)
        left = fill(QVBoxLayout(self._ground), self._head, spacing=8)
        left.setContentsMargins(14, 10, 14, 10)
        left.addWidget(self._sheet, 1)
        left.addStretch(0)  # keeps the words above at the top where there is no sheet
        fill(left, self.time, self._age)
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._ground)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(scroll, 1)
        self._line.setProperty("role", "divider")
        self._line.setFixedWidth(1)
        across.addWidget(self._line)
        across.addWidget(self.drawer)

    def _connect(self) -> None:
        overlay, document = self.overlay, self._document
        overlay.changed.connect(self._on_changed)
        overlay.moved.connect(self._show_moment)
        overlay.chosen_changed.connect(self._on_chosen)
        self.plan.post_chosen.connect(overlay.choose)
        self.plan.opened.connect(lambda: self.drawer.dynamic.setFocus(Qt.FocusReason.OtherFocusReason))
        self.plan.name_of = self._name_of
        self.plan.sentence_of = overlay.sentence
        self.heat.place_chosen.connect(self._on_place)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._on_row(index.row()))
        for signal in (document.opened, document.proposal_changed, document.published, document.state_changed):
            signal.connect(self._on_document)
        document.edit_applied.connect(self._on_edit)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        twins = (self.plan, self.minimap, self.heat, self.table)
        for part in (self._ground, self._sheet, self.legend, self.drawer, *twins, self.time, self.gaps):
            part.set_look(look)
        self._sheet.setMinimumHeight(look.px(LEAST_HEIGHT))
        self._fit()
        self._fit_table()

    def dressed_apart(self) -> tuple[QWidget, ...]:
        """Return what takes the style sheet; grounds and plan are drawn by the page itself."""
        around = (self._line, self._scroll.verticalScrollBar())
        return self._head, self.heat, self.table, self.time, self._age, self.drawer, *around

    @property
    def look(self) -> Look:
        """Colours and sizes."""
        return self._look

    # ------------------------------------------------------------ what is shown

    def show_view(self, name: str) -> None:
        """Show "plan", "heat" or "table"; without figures none of them, and nothing that would act on them."""
        named = {"plan": self.plan, "heat": self.heat, "table": self.table}
        self._views.setCurrentWidget(named[name])
        for key, chip in self.view_chips.items():
            chip.setChecked(key == name)
        is_plan, is_there = name == "plan", self.overlay.facts is not None
        for part in (self._sheet, self._chips, self.legend, self.time):
            part.setVisible(is_there)
        self._tools.setVisible(is_plan and is_there)
        self._level_row.setVisible(is_plan and bool(self._levels))
        self.edit.setVisible(is_plan)
        self.export.setVisible(name == "table")
        self._show_moment()
        if is_there and self.hasFocus():  # somebody came before there was anything to go to
            self.view_chips[name].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def view(self) -> str:
        """Which view is shown."""
        return next(key for key, chip in self.view_chips.items() if chip.isChecked())

    def look_at(self, side: Side) -> None:
        """Look at the roster, what it is compared with, or the difference."""
        self.overlay.look_at(side)
        self._mark_sides()

    def refresh(self) -> None:
        """Ask for the figures of the roster on screen, if anybody is looking and they are not there."""
        if (self.isVisible() or self._is_kept) and not self.picturing.is_current:
            if not self.overlay.posts:
                self.tell(WAITING)
            self.picturing.ask()

    def keep_current(self, is_kept: bool) -> None:
        """Keep the figures current while nobody looks at the page: another view shows them too."""
        self._is_kept = is_kept
        self.refresh()

    def renew(self) -> None:
        """Ask for the figures again: rounds or counts may have been written down since."""
        self.picturing.drop()
        self.refresh()

    def _on_document(self) -> None:
        self.picturing.drop()
        self.refresh()

    def _on_edit(self, *_: object) -> None:
        if self.isVisible() or self._is_kept:
            self.picturing.follow()
        else:
            self.picturing.drop()

    def tell(self, sentence: str) -> None:
        """Say something above the figures, "" for nothing."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))

    def _on_changed(self) -> None:
        paint_later(self)
        self._mark_sides()
        self._show_plan()
        pictures = self.overlay.pictures
        self.legend.show_stale(self.is_stale)
        warning = self._warning()
        if warning:
            self.notice.say(warning)
        else:
            self.notice.dismiss()
        self._age.setText(pictures.weights if pictures is not None else "")
        self._age.setVisible(bool(self._age.text()))
        links = [(key, GAP_LINKS[key]) for key in pictures.gap_keys] if pictures is not None else []
        self.gaps.say(pictures.gaps if pictures is not None else "", links)
        self.time.set_now(now_minute())
        self.show_view(self.view)

    def _warning(self) -> str:
        """Return what is to be known before the figures are acted on, "" for nothing."""
        pictures, layout = self.overlay.pictures, self.plan.layout_shown
        if layout is not None and layout.fault:
            return f"The floor plan cannot be shown: {layout.fault} Posts are shown as cards."
        if self.is_stale and pictures is not None and pictures.age is not None:
            return f"Housing data is {age(pictures.age)} old, and so are the figures: bring it up to date first."
        return ""

    @property
    def is_stale(self) -> bool:
        """Whether the figures rest on old data."""
        pictures = self.overlay.pictures
        return pictures is not None and is_stale(pictures.age)

    def _mark_sides(self) -> None:
        pictures = self.overlay.pictures
        words = {
            "now": pictures.now_name if pictures is not None else SIDE_WORDS["now"],
            "before": pictures.before_name if pictures is not None else SIDE_WORDS["before"],
            "difference": SIDE_WORDS["difference"],
        }
        for side, chip in self.side_chips.items():
            chip.setText(words[side] or SIDE_WORDS[side])  # without a former version there is no name for it
            chip.setVisible(self.overlay.has_before)
            chip.setChecked(side == self.overlay.side)

    def _show_plan(self) -> None:
        """Lay the posts out anew where plan or posts are others."""
        facts, desk = self.overlay.facts, self._document.desk
        if facts is None or desk is None:
            layout = PlanLayout(plan=None, fault="", places=(), box=(0.0, 0.0, CARDS_WIDTH, CARDS_WIDTH))
            key: tuple[object, ...] = ()
        else:
            site = desk.site()
            posts = {post.code: post for post in site.posts}
            shown = [posts.get(code, facts.posts[code]) for code in self.overlay.posts]
            key = (site.floor_plan, tuple(shown), site.areas)
            if key == self._plan_key:
                return
            layout = layout_of(site.floor_plan, shown, site.areas, CARDS_WIDTH)
        self._plan_key = key
        self.plan.show_layout(layout)
        self.plan.setAccessibleName("Floor plan" if layout.plan is not None else "Posts as cards")
        self.view_chips["plan"].setText("Floor plan" if layout.plan is not None or not key else "Cards")
        self._offer_levels(layout)

    def _offer_levels(self, layout: PlanLayout) -> None:
        for chip in self._levels:
            self._level_holder.removeWidget(chip)
            chip.deleteLater()
        levels = layout.plan.levels if layout.plan is not None else ()
        named = (("", "All levels"), *levels) if len(levels) > 1 else ()
        self._levels = [button(words, "chip", partial(self.show_level, id)) for id, words in named]
        for chip in self._levels:
            self._level_holder.addWidget(chip)
        self.show_level("")
        self._level_row.setVisible(self.view == "plan" and bool(self._levels))

    def show_level(self, level: str) -> None:
        """Show one level of the plan, "" for all."""
        self.plan.show_level(level)
        levels = self.plan.layout_shown.plan.levels if self.plan.layout_shown and self.plan.layout_shown.plan else ()
        for chip, id in zip(self._levels, ("", *(id for id, _ in levels)), strict=False):
            chip.setChecked(id == level)

    def _differing(self) -> str:
        """Return how many posts differ at the moment, in one sentence; "" where no difference is looked at."""
        overlay, pictures = self.overlay, self.overlay.pictures
        if overlay.side != "difference" or pictures is None:
            return ""
        more, less, uncovered = overlay.differing()
        if not more and not less:
            return f"On this watch every post stands {pictures.before_words.replace('in ', 'as in ', 1)}."
        became = f"; {count(uncovered, 'post')} became uncovered" if uncovered else ""
        posts = f"{count(more, 'post') if more else 'no post'} ask{'' if more > 1 else 's'}"
        words = f"{posts} for more attention than {pictures.before_words}"
        return f"On this watch {words}, {less or 'none'} for less{became}."

    def _show_moment(self) -> None:
        """Show the marks of the moment in the view that is seen; the drawer looks after itself."""
        overlay = self.overlay
        self._differs.setText(self._differing())
        self._differs.setVisible(bool(self._differs.text()))
        name = self.view
        if name == "plan":
            self.plan.show_marks(overlay.marks(), self.is_stale)
            self.plan.choose(overlay.chosen)
        elif name == "heat":
            self.heat.is_stale = self.is_stale
            self.heat.show_place(overlay.chosen, overlay.moment)
            self.heat.viewport().update()
        else:
            self._show_table()
        if overlay.chosen is not None:
            self.plan.setAccessibleDescription(overlay.sentence(overlay.chosen))

    def _show_table(self) -> None:
        paint_later(self.table)  # its rows are worked out in this turn
        found = rows_of(self.overlay)
        self._posts = found.posts
        self._is_filling = True
        self._rows.set_table(found.columns, found.rows, FIGURES, found.keys)
        for column in BEFORE_COLUMNS:
            self.table.setColumnHidden(column, not self.overlay.has_before)
        self._fit_table()
        self._show_row()
        self._is_filling = False

    def _show_row(self) -> None:
        if self.overlay.chosen in self._posts:
            given = self._posts.index(self.overlay.chosen)
            row = next((n for n in range(self._rows.rowCount()) if self._rows.given_row(n) == given), -1)
            if row >= 0:
                self.table.choose_row(row)

    def _fit_table(self) -> None:
        look = self._look
        for column, wide in enumerate((78, NAME_WIDTH, NAME_WIDTH, 104, 84, 150, 84, 130, WHY_WIDTH)):
            self.table.setColumnWidth(column, look.px(wide))
        for column in range(len(COLUMNS), self._rows.columnCount()):
            self.table.setColumnWidth(column, look.px(NARROW))

    # ------------------------------------------------------------ what happens

    def _on_chosen(self) -> None:
        overlay = self.overlay
        chosen = overlay.chosen
        if chosen is None:
            return
        sentence = overlay.sentence(chosen)
        self.plan.choose(chosen)
        self.plan.setAccessibleDescription(sentence)
        if self.plan.hasFocus():  # what moves within the plan has no focus of its own that would be read out
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.plan, sentence))
        if self.view == "heat":
            self.heat.show_place(chosen, overlay.moment)

    def _on_place(self, post: PostCode, moment: Moment) -> None:
        self.overlay.choose(post)
        self.overlay.go_to(self.overlay.moments.index(moment))

    def _on_row(self, row: int) -> None:
        if not self._is_filling and 0 <= row < self._rows.rowCount():
            self.overlay.choose(self._posts[self._rows.given_row(row)])

    def _name_of(self, post: PostCode) -> str:
        facts = self.overlay.facts
        return facts.posts[post].name if facts is not None else ""

    def file_name(self) -> str:
        """Return what a file with the table of the moment is called, unless somebody says otherwise."""
        moment = self.overlay.moment
        return f"risk overlay {moment.on.isoformat()} {moment.watch}.csv" if moment is not None else "risk overlay.csv"

    def table_to_write(self) -> list[tuple[str, ...]]:
        """Return heads and rows of the table of the moment."""
        return table_of_moment(self.overlay)

    # ------------------------------------------------------------ Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for figures when the page comes up."""
        super().showEvent(event)
        self._fit()
        self.renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the drawer no wider than the page allows."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.drawer.setFixedWidth(side_width(self._look, self.width()))
