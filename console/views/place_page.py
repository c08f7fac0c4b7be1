"""What the pages of places share: they are read anew when a database or roster was opened, but only once seen."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class PlacePage(QWidget):
    """A page that reads what it shows at once while it is on the screen, and otherwise when it is next seen.

    Reading every page at each opening would make the window wait for pages that nobody looks at.

    Attributes:
        is_stale: Whether something was opened that the page has not read yet; `refresh` ends that.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_stale = False

    def refresh(self) -> None:
        """Show what is open."""
        raise NotImplementedError

    def keep_fresh(self) -> None:
        """Read what was opened: now, or when the page is next seen."""
        self.is_stale = not self.isVisible()
        if not self.is_stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was opened meanwhile."""
        super().showEvent(event)
        if self.is_stale:
            self.refresh()
