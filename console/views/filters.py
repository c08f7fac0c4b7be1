"""Chips that choose which officers the grid shows, and how many they hide."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from console.document import RosterDocument
from console.document.words import count
from console.models.roster_grid import RosterGridModel
from console.widgets.basics import button
from scheduler.domain.words import Priority

WATCHES = {"": "All watches", "day": "Day watch", "evening": "Evening watch", "night": "Night watch"}
PRIORITIES = {
    "": "All posts",
    Priority.CRITICAL.value: "Critical posts",
    Priority.MANDATORY.value: "Mandatory posts",
    Priority.PULL.value: "Pull posts",
}


class FilterChips:
    """The chips, in the order in which they stand; whoever lays a page out puts them there."""

    def __init__(self, document: RosterDocument, model: RosterGridModel) -> None:
        """Choose for a model."""
        self._document, self._model = document, model
        self.watch = self._menu_chip("Filter by watch")
        self.area = self._menu_chip("Filter by area of the posts worked")
        self.posts = self._menu_chip("Filter by priority of the posts worked")
        self.held = self._menu_chip("Filter by qualification")
        self.finding = button("Has finding", "chip", lambda: self._toggle("is_finding"))
        self.changed = button("Changed", "chip", lambda: self._toggle("is_changed"))
        self.rotation = button("Rotation due", "chip", lambda: self._toggle("is_rotation"))
        self.hidden = button("", "link", model.show_all)
        self.changed.setToolTip("Officers with a tour that is not as it was published")
        document.opened.connect(self._fill)
        document.published.connect(self._fill)
        self._fill()

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """All of them, from left to right."""
        return (self.watch, self.area, self.posts, self.held, self.finding, self.changed, self.rotation, self.hidden)

    def refresh(self, is_grid: bool) -> None:
        """Say what is chosen, how many there are and how many are hidden; in other views there is nothing to choose."""
        model, filters, facts = self._model, self._model.filters, self._document.facts
        areas = {a.code: a.name for a in facts.problem.areas} if facts is not None else {}
        names = {q.code: q.name for q in facts.problem.qualifications} if facts is not None else {}
        self.watch.setText(WATCHES[filters.watch])
        self.area.setText(str(areas.get(filters.area, "All areas")))  # type: ignore[call-overload]
        self.posts.setText(PRIORITIES.get(filters.priority, "All posts"))
        self.held.setText(str(names.get(filters.qualification, "All qualifications")))  # type: ignore[call-overload]
        for chip, chosen in (
            (self.watch, filters.watch),
            (self.area, filters.area),
            (self.posts, filters.priority),
            (self.held, filters.qualification),
        ):
            chip.setVisible(is_grid)
            chip.setCheckable(bool(chosen))
            chip.setChecked(bool(chosen))
        for chip, words, number, is_on in (
            (self.finding, "Has finding", model.officers_with_findings(), filters.is_finding),
            (self.changed, "Changed", model.officers_changed(), filters.is_changed),
            (self.rotation, "Rotation due", model.officers_due(), filters.is_rotation),
        ):
            chip.setText(f"{words} {number}" if number else words)
            chip.setChecked(is_on)
            chip.setVisible(is_grid and bool(number or is_on))
        hidden = model.hidden_count()
        self.hidden.setText(f"{count(hidden, 'officer')} hidden: show all")
        self.hidden.setVisible(is_grid and bool(hidden))

    def _menu_chip(self, name: str) -> QPushButton:
        chip = button("", "chip", name=name)
        chip.setCheckable(False)
        chip.setMenu(QMenu(chip))
        return chip

    def _fill(self) -> None:
        """Offer what the facility has; what there is only one of is not offered."""
        facts = self._document.facts
        areas = {str(a.code): a.name for a in facts.problem.areas} if facts is not None else {}
        held = {str(q.code): q.name for q in facts.problem.qualifications} if facts is not None else {}
        for chip, what, offers in (
            (self.watch, "watch", WATCHES),
            (self.area, "area", {"": "All areas", **areas}),
            (self.posts, "priority", PRIORITIES),
            (self.held, "qualification", {"": "All qualifications", **held}),
        ):
            menu = chip.menu()
            menu.clear()
            for value, words in offers.items():
                action = QAction(words, menu)
                action.triggered.connect(lambda *_, w=what, v=value: self._model.set_filter(**{w: v}))
                menu.addAction(action)

    def _toggle(self, what: str) -> None:
        is_on = bool(getattr(self._model.filters, what))
        self._model.set_filter(**{what: not is_on})
