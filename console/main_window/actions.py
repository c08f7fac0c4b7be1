"""The commands as Qt's actions: made from the table of menus, switched on and off, and why each one is off."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from console.main_window.menus import MENUS, SEPARATOR, THEME_LINES, TIME_LINES, Command
from console.preferences import THEMES, TIME_LIMITS
from scheduler.language import tr

LIMITS_MENU = tr("Build &for")
THEME_WORDS = {
    "system": tr("As the &system"),
    "light": tr("&Light"),
    "dark": tr("Dar&k"),
    "contrast": tr("&High contrast"),
}


class Actions:
    """The commands as Qt's actions, by key, and the two groups to choose from."""

    def __init__(self, bar: QMenuBar, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Fill a menu bar.

        Args:
            bar: Gets the menus.
            handlers: What each command does, by its key.
        """
        self.by_key: dict[str, QAction] = {}
        self.themes: dict[str, QAction] = {}
        self.limits: dict[int, QAction] = {}
        self._reasons: dict[str, str] = {}
        self._refused: dict[str, str] = {}
        self._menus: list[QMenu] = []
        self._inner: list[QMenu] = []
        for title, entries in MENUS:
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            self._menus.append(menu)
            for entry in entries:
                if entry == SEPARATOR:
                    menu.addSeparator()
                elif entry == THEME_LINES:
                    self._add_themes(menu)
                elif entry == TIME_LINES:
                    self._add_limits(menu)
                elif isinstance(entry, Command):
                    self._add(menu, entry, handlers[entry.key])

    def __getitem__(self, key: str) -> QAction:
        """Return a command's action."""
        return self.by_key[key]

    def set_reasons(self, reasons: Mapping[str, str]) -> None:
        """Switch the commands off that have a reason, and the others on; pointing at a line tells its reason.

        Args:
            reasons: Why a command cannot be given now, by its key; a command that is not in it, or with "", can.
        """
        before = self._reasons
        self._reasons = {key: reason for key, reason in reasons.items() if reason}
        for key, action in self.by_key.items():
            reason = self._reasons.get(key, "")
            if reason == before.get(key, "") and action.isEnabled() != bool(reason):
                continue
            action.setEnabled(not reason)
            self._tell(key)

    def refuse(self, refused: Mapping[str, str]) -> None:
        """Take the commands out of the menus that somebody may not give, and bring back the others.

        Args:
            refused: Who may give a command, in a sentence, by its key.
        """
        if refused == self._refused:
            return
        self._refused = dict(refused)
        for key, action in self.by_key.items():
            action.setVisible(key not in refused)
            self._tell(key)
        for menu in self._inner:
            menu.menuAction().setVisible("build" not in refused)
        for menu in self._menus:
            has_lines = any(action.isVisible() and not action.isSeparator() for action in menu.actions())
            menu.menuAction().setVisible(has_lines)

    def _tell(self, key: str) -> None:
        action, reason = self.by_key[key], self.reason(key)
        action.setToolTip(reason)
        action.setStatusTip(reason)
        action.setWhatsThis(reason)

    def is_refused(self, key: str) -> bool:
        """Whether whoever works here may not give a command at all."""
        return key in self._refused

    def reason(self, key: str) -> str:
        """Return why a command cannot be given now, "" when it can."""
        return self._refused.get(key) or self._reasons.get(key, "")

    def reason_of_keys(self, keys: QKeySequence) -> str:
        """Return why the command that these keys stand for cannot be given, "" when it can or there is none."""
        for key, reason in (self._reasons | self._refused).items():
            shortcut = self.by_key[key].shortcut()
            if not shortcut.isEmpty() and shortcut.matches(keys) == QKeySequence.SequenceMatch.ExactMatch:
                return reason
        return ""

    def _add(self, menu: QMenu, command: Command, handler: Callable[[], object]) -> None:
        action = QAction(command.words + (f"\t{command.hint}" if command.hint else ""), menu)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        action.setCheckable(command.is_checkable)
        action.triggered.connect(lambda *_: handler())
        menu.addAction(action)
        self.by_key[command.key] = action

    def _add_themes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for theme in THEMES:
            action = group.addAction(THEME_WORDS[theme])
            action.setCheckable(True)
            menu.addAction(action)
            self.themes[theme] = action

    def _add_limits(self, menu: QMenu) -> None:
        inner = menu.addMenu(LIMITS_MENU)
        self._inner.append(inner)
        group = QActionGroup(inner)
        for seconds in TIME_LIMITS:
            action = group.addAction(limit_words(seconds))
            action.setCheckable(True)
            inner.addAction(action)
            self.limits[seconds] = action


def limit_words(seconds: int) -> str:
    """Return "30 s", "2 min"."""
    return f"{seconds} s" if seconds < 60 else tr("{seconds} min", seconds=seconds // 60)
