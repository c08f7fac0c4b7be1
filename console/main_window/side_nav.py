"""The left side of the frame: the places of the console, and under "Roster" the rosters to choose from."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from console.theme import Look
from console.widgets.basics import label
from console.widgets.nav_list import NavList
from scheduler.language import tr

ROSTER = "roster"
WIDTH = 140


class SideNav(QFrame):
    """Places above, rosters below.

    Signals:
        place_chosen: The key of the place to go to.
        roster_chosen: The id of the roster to open.
    """

    place_chosen = Signal(object)
    roster_chosen = Signal(object)

    def __init__(self, places: tuple[tuple[str, str], ...], current: str) -> None:
        """Lay the side out; `places` are keys and words, in order, `current` is the key of the one shown."""
        super().__init__()
        self.setProperty("role", "side")
        self._words, self._is_roster = places, True
        self.places, self.rosters = NavList(tr("Places")), NavList(tr("Rosters"))
        self._heading = label(tr("Rosters"), "section")
        self._heading.setContentsMargins(18, 12, 0, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 8)
        column.setSpacing(0)
        column.addWidget(self.places)
        column.addWidget(self._heading)
        column.addWidget(self.rosters, 1)
        column.addStretch(0)
        self.places.chosen.connect(self.place_chosen)
        self.rosters.chosen.connect(self.roster_chosen)
        self.show_place(current)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.setFixedWidth(look.px(WIDTH))
        for part in (self.places, self.rosters):
            part.set_look(look)
        self._fit()

    def set_places(self, places: tuple[tuple[str, str], ...]) -> None:
        """Offer other places."""
        self._words = places
        self._fit()

    def show_place(self, key: str) -> None:
        """Mark a place; the rosters are listed where they are worked on."""
        self.places.set_lines([(place, words, "") for place, words in self._words], key)
        self._is_roster = key == ROSTER
        self._show_rosters()

    def set_rosters(self, lines: list[tuple[object, str, str]], current: object) -> None:
        """Show (id, period, state) lines and mark one."""
        self.rosters.set_lines(lines, current)
        self._show_rosters()

    def _fit(self) -> None:
        """Show all places where there is room, and let them be scrolled where there is not."""
        self.places.setMaximumHeight(self.places.height_of_lines())
        self.places.updateGeometry()

    def _show_rosters(self) -> None:
        has_lines = self._is_roster and self.rosters.count() > 0
        self._heading.setVisible(has_lines)
        self.rosters.setVisible(has_lines)
