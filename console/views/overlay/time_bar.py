"""The time slider of the overlay: watch by watch, with play and a mark where it is now."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from console.models.overlay import Overlay
from console.theme import Look
from console.widgets.basics import button, label, offer
from scheduler.domain.words import Minute

PLAY_MILLISECONDS = 700
HEIGHT, HANDLE_WIDTH, HANDLE_HEIGHT, EDGE = 34, 5, 18, 6


class MomentSlider(QSlider):
    """A line with a tick at each date, a triangle where it is now, and a handle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lie flat."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = Look()
        self.now: int | None = None
        self.ticks: tuple[int, ...] = ()
        self.setAccessibleName("Moment")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as handle and mark."""
        return QSize(self.look.px(240), self.look.px(HEIGHT))

    def x_of(self, value: int) -> float:
        """Return where a value lies, in pixels from the left."""
        room = self.width() - 2 * self.look.px(EDGE)
        return self.look.px(EDGE) + room * (value - self.minimum()) / max(1, self.maximum() - self.minimum())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw line, ticks, mark and handle."""
        look, middle = self.look, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self.x_of(self.minimum()), self.x_of(self.maximum())
        painter.fillRect(QRectF(left, middle - look.px(2), right - left, look.px(4)), look.colour("line"))
        painter.setPen(QPen(look.colour("control_line"), 1))
        for tick in self.ticks:
            x = round(self.x_of(tick)) + 0.5
            painter.drawLine(QPointF(x, middle + look.px(5)), QPointF(x, middle + look.px(8)))
        if self.now is not None:
            x, side = self.x_of(self.now), look.px(4)
            painter.setPen(QPen(look.colour("text"), look.px(1)))
            painter.drawLine(QPointF(x, middle - look.px(9)), QPointF(x, middle + look.px(9)))
            painter.setBrush(look.colour("text"))
            top = middle - look.px(9)
            painter.drawPolygon(
                QPolygonF([QPointF(x - side, top - side), QPointF(x + side, top - side), QPointF(x, top)])
            )
        wide, high = look.px(HANDLE_WIDTH), look.px(HANDLE_HEIGHT)
        handle = QRectF(self.x_of(self.value()) - wide / 2, middle - high / 2, wide, high)
        painter.fillRect(handle, look.colour("accent"))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(handle.adjusted(-look.px(3), -look.px(3), look.px(3), look.px(3)))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the line was clicked."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along with the mouse."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        room = max(1, self.width() - 2 * self.look.px(EDGE))
        part = (event.position().x() - self.look.px(EDGE)) / room
        self.setValue(round(self.minimum() + part * (self.maximum() - self.minimum())))


class TimeBar(QWidget):
    """Play, slider, and the moment in words."""

    def __init__(self, overlay: Overlay, parent: QWidget | None = None) -> None:
        """Move the overlay."""
        super().__init__(parent)
        self._overlay = overlay
        self.play = button("Play", "", self.toggle)
        self.to_now = button("Now", "", self.go_to_now)
        self.slider = MomentSlider()
        self._words = label("", "strong")
        self._clock = QTimer(self, interval=PLAY_MILLISECONDS)
        self._clock.timeout.connect(self._on_tick)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.play)
        row.addWidget(self.slider, 1)
        row.addWidget(self.to_now)
        row.addWidget(self._words)
        self.slider.valueChanged.connect(overlay.go_to)
        overlay.moved.connect(self._on_moved)
        overlay.changed.connect(self.refresh)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.slider.look = look
        self.slider.updateGeometry()
        self._words.setMinimumWidth(look.px(160))
        self.slider.update()

    def set_now(self, now: Minute | None) -> None:
        """Mark where it is now, in elapsed minutes."""
        self.slider.now = self._overlay.now_number(now) if now is not None else None
        self.to_now.setVisible(self.slider.now is not None)
        self.slider.update()

    def refresh(self) -> None:
        """Offer the moments that there are now."""
        moments, slider = self._overlay.moments, self.slider
        slider.blockSignals(True)
        slider.setRange(0, max(0, len(moments) - 1))
        slider.setValue(self._overlay.number)
        slider.blockSignals(False)
        by_date = {moment.on: n for n, moment in reversed(list(enumerate(moments)))}
        slider.ticks = tuple(sorted(by_date.values()))
        slider.setPageStep(max(1, len(moments) // max(1, len(by_date))))
        slider.setEnabled(len(moments) > 1)
        offer(self.play, "" if len(moments) > 1 else "There is one moment or none: open a roster.")
        self._on_moved()

    def toggle(self) -> None:
        """Play watch by watch, or stop."""
        if self._clock.isActive():
            self.stop()
            return
        if self._overlay.number >= len(self._overlay.moments) - 1:
            self._overlay.go_to(0)
        self._clock.start()
        self.play.setText("Pause")

    def stop(self) -> None:
        """Stay where it is."""
        self._clock.stop()
        self.play.setText("Play")

    @property
    def is_playing(self) -> bool:
        """Whether it moves by itself."""
        return self._clock.isActive()

    def go_to_now(self) -> None:
        """Look at the watch that is now."""
        if self.slider.now is not None:
            self._overlay.go_to(self.slider.now)

    def _on_tick(self) -> None:
        self._overlay.go_to(self._overlay.number + 1)
        if self._overlay.number >= len(self._overlay.moments) - 1:
            self.stop()

    def _on_moved(self) -> None:
        moment = self._overlay.moment
        self._words.setText(moment.words if moment is not None else "")
        self.slider.setAccessibleDescription(self._words.text())
        self.slider.blockSignals(True)
        self.slider.setValue(self._overlay.number)
        self.slider.blockSignals(False)
        self.slider.update()

    def hideEvent(self, event: QEvent) -> None:
        """Do not play unseen."""
        self.stop()
        super().hideEvent(event)  # type: ignore[arg-type]
