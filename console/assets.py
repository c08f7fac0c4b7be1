"""The only door to the fonts and icons in resources/. Knows no roster words."""

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from scheduler.locate import resource

FAMILY = "Inter"
_FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf")
ICON_SIZES = (16, 32, 48, 64, 128, 256)


@cache
def load_fonts() -> bool:
    """Add the bundled faces to Qt's fonts, once; return whether all could be read."""
    return all(QFontDatabase.addApplicationFont(str(resource("fonts", name))) >= 0 for name in _FONTS)


def icon_path(name: str) -> str:
    """Return the address of an icon of one colour, as style sheets take it."""
    return resource("icons", f"{name}.svg").as_posix()


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon of resources/icons in every usual size, drawn in `colour` where the file says currentColor."""
    text = resource("icons", f"{name}.svg").read_text("utf-8")
    if colour is not None:
        text = text.replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    made = QIcon()
    for size in ICON_SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        made.addPixmap(pixmap)
    return made
