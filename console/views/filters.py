"""Chips that choose which officers the grid shows, and how many they hide."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from console.document import RosterDocument
from console.document.words import count
from console.models.roster_grid import RosterGridModel
from console.widgets.basics import button
from scheduler.domain.words import ContactMode, Priority

WATCHES = {"": "All watches", "day": "Day watch", "evening": "Evening watch", "night": "Night watch"}
PRIORITIES = {
    "": "All posts",
    Priority.CRITICAL.value: "Critical posts",
    Priority.MANDATORY.value: "Mandatory posts",
    Priority.PULL.value: "Pull posts",
}
CONTACTS = {
    ContactMode.NONE.value: "Posts without contact",
    ContactMode.INDIRECT.value: "Posts with indirect contact",
    ContactMode.GROUP.value: "Posts with group contact",
    ContactMode.CREW.value: "Work crew posts",
    ContactMode.ONE_TO_ONE.value: "One-to-one posts",
    ContactMode.WATCH.value: "Watches of one inmate",
}
LEFT = {-1: "Any tours left", 0: "No tours left", 3: "3 tours left at most", 7: "7 tours left at most"}


class FilterChips:
    """The chips, in the order in which they stand; whoever lays a page out puts them there."""

    def __init__(self, document: RosterDocument, model: RosterGridModel) -> None:
        """Choose for a model."""
        self._document, self._model = document, model
        self.watch = self._menu_chip("Filter by watch")
        self.area = self._menu_chip("Filter by area of the posts worked")
        self.posts = self._menu_chip("Filter by priority, contact or needs of the posts worked")
        self.held = self._menu_chip("Filter by qualification")
        self.left = self._menu_chip("Filter by tours left before rotation or a contact limit")
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
        menus = (self.watch, self.area, self.posts, self.held, self.left)
        return (*menus, self.finding, self.changed, self.rotation, self.hidden)

    def refresh(self, is_grid: bool) -> None:
        """Say what is chosen, how many there are and how many are hidden; in other views there is nothing to choose."""
        model, filters, facts = self._model, self._model.filters, self._document.facts
        areas = {a.code: a.name for a in facts.problem.areas} if facts is not None else {}
        names = {q.code: q.name for q in facts.problem.qualifications} if facts is not None else {}
        self.watch.setText(WATCHES[filters.watch])
        self.area.setText(str(areas.get(filters.area, "All areas")))  # type: ignore[call-overload]
        self.posts.setText(self._posts_words())
        self.held.setText(str(names.get(filters.qualification, "All qualifications")))  # type: ignore[call-overload]
        self.left.setText(LEFT[filters.most_left])
        for chip, chosen in (
            (self.watch, filters.watch),
            (self.area, filters.area),
            (self.posts, filters.priority or filters.contact or filters.need),
            (self.held, filters.qualification),
            (self.left, filters.most_left >= 0),
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

    def _posts_words(self) -> str:
        chosen = self._model.filters
        if chosen.need:
            return self._needs().get(chosen.need, chosen.need)
        return CONTACTS.get(chosen.contact) or PRIORITIES.get(chosen.priority, "All posts")

    def _needs(self) -> dict[str, str]:
        """Return what posts of the facility ask for, in words, by code of the qualification."""
        facts = self._document.facts
        if facts is None:
            return {}
        asked = {code for post in facts.problem.posts for code in post.qualifications}
        return {str(q.code): f"Posts that need {q.name}" for q in facts.problem.qualifications if q.code in asked}

    def _fill(self) -> None:
        """Offer what the facility has; what there is only one of is not offered."""
        facts = self._document.facts
        areas = {str(a.code): a.name for a in facts.problem.areas} if facts is not None else {}
        held = {str(q.code): q.name for q in facts.problem.qualifications} if facts is not None else {}
        for chip, what, offers in (
            (self.watch, "watch", WATCHES),
            (self.area, "area", {"": "All areas", **areas}),
            (self.held, "qualification", {"": "All qualifications", **held}),
            (self.left, "most_left", LEFT),
        ):
            chip.menu().clear()
            _offer(chip.menu(), offers, partial(self._choose, what))
        self._fill_posts()

    def _fill_posts(self) -> None:
        """Offer posts by one of three things at a time: priority, contact, and what they need."""
        facts, menu = self._document.facts, self.posts.menu()
        modes = {post.contact.value for post in facts.problem.posts} if facts is not None else set[str]()
        menu.clear()
        groups: tuple[tuple[str, dict[str, str]], ...] = (
            ("priority", PRIORITIES),
            ("contact", {mode: words for mode, words in CONTACTS.items() if mode in modes} if len(modes) > 1 else {}),
            ("need", self._needs()),
        )
        for what, offers in groups:
            if offers and menu.actions():
                menu.addSeparator()
            _offer(menu, offers, partial(self._choose_posts, what))

    def _choose(self, what: str, value: str | int) -> None:
        self._model.set_filter(**{what: value})

    def _choose_posts(self, what: str, value: str | int) -> None:
        self._model.set_filter(**{"priority": "", "contact": "", "need": "", what: value})

    def _toggle(self, what: str) -> None:
        is_on = bool(getattr(self._model.filters, what))
        self._model.set_filter(**{what: not is_on})


def _offer(menu: QMenu, offers: Mapping[Any, str], choose: Callable[[str | int], None]) -> None:
    for value, words in offers.items():
        action = QAction(words, menu)
        action.triggered.connect(lambda *_, v=value: choose(v))
        menu.addAction(action)
