"""One post on the plan, and the pictures of posts that are kept: what the slider copies instead of drawing anew."""

from collections import OrderedDict
from collections.abc import Hashable
from math import ceil, floor
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from console.models.overlay import Mark
from console.models.overlay_plan import Place
from console.theme import Look
from console.views.overlay.ink import Lettering, Words, draw_ground, draw_words, ink_of, words_on, writing_area
from scheduler.domain.words import PostCode

ROOM = 6.0
EDGE = 12
"""Pixels around a post's picture that its frame may take, at the largest zoom of the window."""
MOST_KEPT = 250_000
"""Pixels of a picture that is still kept: where few large posts are seen they are drawn each time."""
ALL_KEPT = 16_000_000
"""Pixels of all pictures that are kept together; those not seen for longest go first."""
MOST_MARKS = 256
"""Marks of a post whose words are kept."""


_Writing = tuple[Words | None, Hashable, QColor]


class Grounds:
    """Pictures of posts without code and figures, and the words that are written on them, in one look.

    A post has few grounds, one for each band and length of its words, and as many figures as there are watches.
    """

    def __init__(self, look: Look) -> None:
        """Start empty."""
        self.lettering = Lettering(look)
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._pixels = 0

    def get(self, key: Hashable) -> QPixmap | None:
        """Return a picture that is kept, None for none."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, picture: QPixmap) -> None:
        """Keep a picture, and give up those not seen for longest where there are too many."""
        self._kept[key] = picture
        self._pixels += picture.width() * picture.height()
        while self._pixels > ALL_KEPT and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._pixels -= old.width() * old.height()


class Shows(Protocol):
    """What a post asks of the view that it lies in."""

    marks: dict[PostCode, Mark]
    chosen: PostCode | None
    is_stale: bool
    grounds: Grounds

    def name_of(self, post: PostCode, /) -> str:
        """Return what stands above on a post."""


class PostItem(QGraphicsItem):
    """One post; drawn in device pixels, so that words stay as large as they are whatever the zoom.

    While the slider moves every post has another figure, and often the band that it had on another watch: its ground
    is copied, and only code and figure are written.
    """

    def __init__(self, place: Place, view: Shows) -> None:
        """Lie where the post's place says."""
        super().__init__()
        self.place = place
        self._view = view
        self.path = QPainterPath()
        self.path.addPolygon(QPolygonF([QPointF(x, y) for x, y in place.points]))
        self.path.closeSubpath()
        self._extent = self.path.boundingRect().adjusted(-ROOM, -ROOM, ROOM, ROOM)
        self._placed = QTransform()
        self._seen = QPainterPath()
        self._area, self._box = QRectF(), QRectF()
        self._shape: Hashable = None
        self._known: Hashable = None
        self._words: dict[Mark, _Writing] = {}

    def boundingRect(self) -> QRectF:
        """Return the extent with the room that its frame takes."""
        return self._extent

    def shape(self) -> QPainterPath:
        """Return the outline, for clicks."""
        return self.path

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the post's mark."""
        view, post = self._view, self.place.post
        mark = view.marks.get(post)
        if mark is None:
            return
        name, grounds, ratio = view.name_of(post), view.grounds, painter.device().devicePixelRatioF()
        self._place(painter.worldTransform(), grounds)
        words, key, ink = self._words_on(mark, grounds)
        painter.save()
        painter.setWorldTransform(QTransform())
        if self._box.width() * self._box.height() > MOST_KEPT:
            lettering, is_chosen = grounds.lettering, view.chosen == post
            draw_ground(painter, lettering, self._seen, mark, name, words, is_chosen, view.is_stale)
        else:
            whole = (post, self._shape, key, name, view.chosen == post, view.is_stale, ratio)
            picture = grounds.get(whole)
            if picture is None:
                picture = self._draw(mark, words, ratio)
                grounds.keep(whole, picture)
            painter.drawPixmap(self._corner(), picture)
        draw_words(painter, grounds.lettering, self._area, mark, words, ink)
        painter.restore()

    def _place(self, transform: QTransform, grounds: Grounds) -> None:
        """Take the place that a transform gives, unless it has it."""
        if self._known is grounds and transform == self._placed:
            return
        self._seen = transform.map(self.path)
        box = self._seen.boundingRect()
        shape = tuple(round(n, 2) for n in (box.left() % 1, box.top() % 1, box.width(), box.height()))
        if shape != self._shape or self._known is not grounds:
            self._words = {}
        self._box = box
        self._placed, self._shape, self._known = QTransform(transform), shape, grounds
        self._area = writing_area(grounds.lettering.look, self._seen)

    def _words_on(self, mark: Mark, grounds: Grounds) -> _Writing:
        """Return what is written on the post for a mark, what tells its ground from others, and the ink."""
        found = self._words.get(mark)
        if found is None:
            if len(self._words) >= MOST_MARKS:
                self._words.clear()
            words = words_on(grounds.lettering, self._area, mark)
            layout = None if words is None else (len(words.lines), words.size, words.has_bars)
            bands = (mark.band, mark.top) if mark.has_points else None
            differs = (mark.was is not None, mark.is_unchanged, mark.direction)
            found = self._words[mark] = words, (mark.kind, bands, differs, layout), ink_of(grounds.lettering.look, mark)
        return found

    def _corner(self) -> QPointF:
        """Return where the upper left end of a picture lies: on a whole pixel, so that it is copied as it is."""
        return QPointF(floor(self._box.left()) - EDGE, floor(self._box.top()) - EDGE)

    def _draw(self, mark: Mark, words: Words | None, ratio: float) -> QPixmap:
        """Return the ground of a mark as a picture with an edge around the shape."""
        view, corner = self._view, self._corner()
        box = self._box.translated(-corner)
        picture = QPixmap(QSize(ceil(box.right()) + EDGE, ceil(box.bottom()) + EDGE) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, is_chosen = view.name_of(self.place.post), view.chosen == self.place.post
        path = self._seen.translated(-corner)
        draw_ground(painter, view.grounds.lettering, path, mark, name, words, is_chosen, view.is_stale)
        painter.end()
        return picture
