"""The wall: posts and officers in large letters, for everybody who comes to muster.

It tells who stands where, what is short, when meals are and what comes next: no rounds, no restrictions, no attention.
It is drawn in black and white alone, so that a poor screen or a printed picture says the same.
"""

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QLineF, QRectF, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.assets import FAMILY
from console.document.today import DayWords, PostWords

LINES = 18
"""So many lines fill the height: letters of 2.5 cm on a screen of 65 cm, which are read at three metres and more."""
LETTERS = 0.52
"""Height of letters, by that of a line."""
TURN_MS = 15_000
"""So long a page is shown, where there are several."""
PAPER, INK, QUIET = QColor("#FFFFFF"), QColor("#000000"), QColor("#4A4A4A")
COLUMNS = (("Post", 0.13), ("Where", 0.23), ("Now", 0.25), ("Meal", 0.16), ("Next", 0.23))
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Wall(QWidget):
    """A window of its own that fills the screen. Escape closes it; arrows turn the page."""

    def __init__(self, closed: Callable[[], object]) -> None:
        """Show nothing yet; `closed` is called when the window is."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Fairwatch: duty board")
        self.setAccessibleName("Duty board")
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.resize(1280, 720)
        self._closed = closed
        self._words: DayWords | None = None
        self.page = 0
        self._turn = QTimer(self, interval=TURN_MS)
        self._turn.timeout.connect(lambda: self.turn(1))

    # ------------------------------------------------------------ what is shown

    def show_words(self, words: DayWords) -> None:
        """Show a moment; the page stays, if there still is one."""
        self._words = words
        self.page = min(self.page, self.pages - 1)
        self.setAccessibleDescription(" ".join(self.lines()))
        if self.pages > 1:
            self._turn.start()
        else:
            self._turn.stop()
        self.update()

    @property
    def posts(self) -> tuple[PostWords, ...]:
        """The posts on which somebody is or must be, now or next."""
        every = self._words.posts if self._words is not None else ()
        return tuple(p for p in every if p.now or p.then or p.staffing or p.staffing_then)

    @property
    def rows(self) -> int:
        """Posts that a page has room for, beside head, columns and foot."""
        return LINES - 5

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, ceil(len(self.posts) / self.rows))

    def turn(self, pages: int) -> None:
        """Show a later page (negative: an earlier one); after the last one comes the first."""
        self.page = (self.page + pages) % self.pages
        self.update()

    def lines(self) -> list[str]:
        """Return what the pages say, line by line, as it is read aloud."""
        words = self._words
        if words is None:
            return []
        head = [f"{words.facility}, {words.when}. {words.watch}.", words.summary or words.nothing]
        posts = [
            f"{p.code}, {p.name}: {p.now or ('nobody' if p.staffing else 'not staffed')}"
            + (f", meal {p.meal}" if p.meal else "")
            + (f"; next {p.then}" if p.then else "; next nobody" if p.staffing_then else "")
            + "."
            for p in self.posts
        ]
        return [*head, *posts, words.coming]

    # ------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close, or turn the page."""
        pages = {Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: -1}
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif event.key() in pages:
            self.turn(pages[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the wall is gone."""
        self._turn.stop()
        self._closed()
        super().closeEvent(event)

    # ------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), PAPER)
        words = self._words
        if words is None:
            return
        line, margin = self.height() / LINES, self.width() / 60
        inside = QRectF(margin, 0, self.width() - 2 * margin, self.height())
        self._head(painter, words, QRectF(inside.left(), 0, inside.width(), 2 * line))
        if not self.posts:
            self._text(painter, words.nothing or words.summary, QRectF(inside.left(), 6 * line, inside.width(), line))
            return
        self._row(painter, [head for head, _ in COLUMNS], QRectF(inside.left(), 3 * line, inside.width(), line), True)
        painter.setPen(QPen(INK, max(2.0, line / 16)))
        painter.drawLine(QLineF(inside.left(), 4 * line, inside.right(), 4 * line))
        for n, post in enumerate(self.posts[self.page * self.rows :][: self.rows]):
            area = QRectF(inside.left(), (4 + n) * line, inside.width(), line)
            held, then = _held(post.now, post.staffing), _held(post.then, post.staffing_then)
            cells = [post.code, post.name, held, post.meal, then]
            self._row(painter, cells, area, False, post.missing, post.missing_then)
            painter.setPen(QPen(QUIET, 1))
            painter.drawLine(QLineF(inside.left(), area.bottom(), inside.right(), area.bottom()))
        self._foot(painter, words, QRectF(inside.left(), self.height() - line, inside.width(), line))

    def _head(self, painter: QPainter, words: DayWords, area: QRectF) -> None:
        half = area.height() / 2
        top = QRectF(area.left(), area.top() + half / 4, area.width(), half)
        self._text(painter, f"{words.facility}   {words.watch}", top, is_bold=True)
        self._text(painter, words.clock, top, is_bold=True, side=RIGHT)
        below = QRectF(area.left(), area.top() + half * 1.25, area.width(), half)
        if words.is_short:
            self._framed(painter, words.summary, below)
        else:
            self._text(painter, words.summary, below)

    def _foot(self, painter: QPainter, words: DayWords, area: QRectF) -> None:
        pages = f"Page {self.page + 1} of {self.pages}" if self.pages > 1 else ""
        wide = QFontMetricsF(self._font(area.height(), False)).horizontalAdvance(pages) + area.height()
        self._text(painter, words.coming, area.adjusted(0, 0, -wide, 0), is_bold=words.is_coming_short)
        self._text(painter, pages, area, side=RIGHT)

    def _row(
        self, painter: QPainter, cells: list[str], area: QRectF, is_head: bool, missing: int = 0, missing_then: int = 0
    ) -> None:
        left = area.left()
        for (_, share), text, short in zip(COLUMNS, cells, (0, 0, missing, 0, missing_then), strict=True):
            cell = QRectF(left, area.top(), area.width() * share - area.height() / 4, area.height())
            if short:
                said = text if text == EMPTY else f"{text}, {short} short"
                self._framed(painter, said, cell)
            else:
                self._text(painter, text, cell, is_bold=not is_head and left == area.left(), is_quiet=is_head)
            left += area.width() * share

    def _framed(self, painter: QPainter, text: str, area: QRectF) -> None:
        """Write what is short: white on black, which no other words are."""
        font = self._font(self.height() / LINES, True)
        metrics, pad = QFontMetricsF(font), area.height() / 5
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 2 * pad)
        box = QRectF(area.left(), area.top() + area.height() * 0.12, 0, area.height() * 0.76)
        box.setWidth(metrics.horizontalAdvance(shown) + 2 * pad)
        painter.fillRect(box, INK)
        painter.setPen(PAPER)
        painter.setFont(font)
        painter.drawText(box.adjusted(pad, 0, -pad, 0), LEFT, shown)

    def _text(
        self,
        painter: QPainter,
        text: str,
        area: QRectF,
        *,
        is_bold: bool = False,
        is_quiet: bool = False,
        side: Qt.AlignmentFlag = LEFT,
    ) -> None:
        font = self._font(self.height() / LINES, is_bold)
        painter.setFont(font)
        painter.setPen(QUIET if is_quiet else INK)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, side, shown)

    def _font(self, line: float, is_bold: bool) -> QFont:
        font = QFont(FAMILY)
        font.setPixelSize(max(8, round(line * LETTERS)))
        font.setBold(is_bold)
        return font


EMPTY = "EMPTY"
"""What stands where nobody is and somebody must be."""


def _held(who: str, staffing: str) -> str:
    return who or (EMPTY if staffing else "")
