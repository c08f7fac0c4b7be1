"""The drawer of the overlay: a post's points, what differs and why, parts as bars, what would lower them, the trend."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from console.background import paint_later
from console.models.overlay import Overlay
from console.models.overlay_story import DYNAMIC_HEAD, STATIC_HEAD, Part, Story, story_of
from console.theme import Look
from console.views.overlay.figure_lines import FigureLine, FigureLines
from console.views.overlay.lowering import LowerThis
from console.widgets.bar_rows import BarRow, BarRows
from console.widgets.basics import fill, hairline, label, paragraph
from console.widgets.trend_chart import TrendChart
from scheduler.domain.attention import Band

WAYS_HEAD = "What would lower it"
NO_ACTION = "Nothing that this index knows of."


class Drawer(QFrame):
    """Explains the chosen post."""

    def __init__(self, overlay: Overlay, lowering: LowerThis, parent: QWidget | None = None) -> None:
        """Follow an overlay; `lowering` asks for changes of the roster."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self._overlay, self.lowering = overlay, lowering
        self._title, self._moment = paragraph("", "title"), paragraph("", "second")
        self._points, self._sensitivity = paragraph("", "strong"), paragraph("", "second")
        self.static, self.dynamic = BarRows(STATIC_HEAD), BarRows(DYNAMIC_HEAD)
        self._evidence = paragraph("", "second")
        self._differs_head, self.differs = label("", "section"), FigureLines()
        self._ways_head, self.ways, self._no_way = label(WAYS_HEAD, "section"), FigureLines(), paragraph(NO_ACTION)
        self._trend_head, self._trend_words = label("", "section"), paragraph("", "second")
        self.trend = TrendChart()
        self._inside = QWidget()
        self._inside.setProperty("role", "sheet_page")
        self._parts = QWidget()
        self._lay_out()
        for rows in (self.static, self.dynamic):
            rows.currentRowChanged.connect(self._on_row)
        for signal in (overlay.changed, overlay.moved, overlay.chosen_changed):
            signal.connect(self.refresh)
            signal.connect(self.lowering.forget)
        self._story: Story | None = None
        self.refresh()

    def _lay_out(self) -> None:
        inner = QVBoxLayout(self._parts)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(label(STATIC_HEAD, "section"))
        inner.addWidget(self.static)
        inner.addSpacing(6)
        inner.addWidget(label(DYNAMIC_HEAD, "section"))
        inner.addWidget(self.dynamic)
        inner.addSpacing(2)
        inner.addWidget(self._evidence)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._moment)
        column.addSpacing(4)
        column.addWidget(self._points)
        column.addWidget(self._sensitivity)
        column.addSpacing(6)
        column.addWidget(hairline())
        column.addSpacing(6)
        column.addWidget(self._differs_head)
        column.addWidget(self.differs)
        column.addSpacing(6)
        column.addWidget(self._parts)
        column.addSpacing(6)
        fill(column, self._ways_head, self.ways, self._no_way)
        column.addSpacing(4)
        column.addWidget(self.lowering)
        column.addSpacing(6)
        column.addWidget(self._trend_head)
        column.addWidget(self.trend)
        column.addWidget(self._trend_words)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scroll)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        for part in (self.static, self.dynamic, self.trend):
            part.set_look(look)

    def refresh(self) -> None:
        """Tell of the post that is chosen now; the view beside it is painted first."""
        paint_later(self)
        overlay = self._overlay
        story = story_of(overlay, overlay.chosen) if overlay.chosen is not None else None
        self._story = story
        self._inside.setVisible(story is not None)
        if story is None:
            return
        self._title.setText(story.title)
        self._moment.setText(story.moment)
        self._points.setText(story.points)
        self._sensitivity.setText(story.sensitivity)
        self._sensitivity.setVisible(bool(story.sensitivity))
        self._parts.setVisible(bool(story.static or story.dynamic))
        self.static.set_rows([_row(part) for part in story.static])
        self.dynamic.set_rows([_row(part) for part in story.dynamic])
        self._differs_head.setText(story.differences_head)
        self._differs_head.setVisible(bool(story.differences))
        self.differs.setVisible(bool(story.differences))
        self.differs.set_lines([FigureLine(d.words, d.figure, d.why) for d in story.differences])
        self.ways.set_lines([FigureLine(action.rstrip("."), points) for action, points in story.actions])
        has_points = bool(story.static or story.dynamic)
        self._ways_head.setVisible(has_points or bool(story.actions))
        self._no_way.setVisible(has_points and not story.actions)
        self._show_trend(story)
        self._show_evidence(self.dynamic)

    def _show_trend(self, story: Story) -> None:
        has_trend = len(story.trend) > 1
        for widget in (self._trend_head, self.trend, self._trend_words):
            widget.setVisible(has_trend)
        if not has_trend:
            return
        first, last = story.trend[0][0], story.trend[-1][0]
        days = (last - first).days + 1
        self._trend_head.setText(f"Trend, {days} days")
        points = [((on - first).days, mark.low, mark.high) for on, mark in story.trend]
        breaks = [(band.least, str(band)) for band in Band if band.least]
        self.trend.set_trend(points, days, breaks, f"Trend, {days} days: {story.trend_words}")
        self._trend_words.setText(story.trend_words)

    def _on_row(self, _: int) -> None:
        sender = self.sender()
        self._show_evidence(sender if isinstance(sender, BarRows) else self.dynamic)

    def _show_evidence(self, rows: BarRows) -> None:
        """Say what the part with the cursor rests on."""
        item = rows.currentItem()
        self._evidence.setText(item.toolTip() if item is not None else "")


def _row(part: Part) -> BarRow:
    return BarRow(part.words, part.low, part.high, part.maximum, part.figure, part.sentence)
