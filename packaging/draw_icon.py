"""Draws an SVG as a square picture: `draw_icon.py FILE.svg PIXELS FILE.png|.ico|.icns`. Needs Qt, but no display."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

source, size, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
image = QImage(size, size, QImage.Format.Format_ARGB32)
image.fill(Qt.GlobalColor.transparent)
painter = QPainter(image)
QSvgRenderer(source).render(painter)
painter.end()
if not image.save(target):
    sys.exit(f"{target} could not be written")
