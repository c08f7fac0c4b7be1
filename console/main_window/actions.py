"""Every command of the console, with its menu, words and keys. What a command does is passed in."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from console.preferences import THEMES, TIME_LIMITS

SEPARATOR = ""
THEME_WORDS = {"system": "As the &system", "light": "&Light", "dark": "Dar&k", "contrast": "&High contrast"}


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a menu: `hint` is a key that the grid itself handles, shown but not bound here."""

    key: str
    words: str
    shortcut: str = ""
    hint: str = ""
    is_checkable: bool = False


MENUS: tuple[tuple[str, tuple[Command | str, ...]], ...] = (
    (
        "&File",
        (
            Command("open", "&Open database...", "Ctrl+O"),
            Command("demo", "Open the &demonstration facility"),
            Command("import", "&Import workbook...", "Ctrl+I"),
            SEPARATOR,
            Command("export_csv", "Export as &CSV..."),
            Command("export_json", "Export as &JSON..."),
            SEPARATOR,
            Command("quit", "&Quit", "Ctrl+Q"),
        ),
    ),
    (
        "&Edit",
        (
            Command("undo", "&Undo", "Ctrl+Z"),
            Command("redo", "&Redo", "Ctrl+Shift+Z"),
            SEPARATOR,
            Command("cut", "Cu&t", "Ctrl+X"),
            Command("copy", "&Copy", "Ctrl+C"),
            Command("clear", "C&lear", hint="Del"),
            SEPARATOR,
            Command("assign", "&Put on a post...", hint="F2"),
            Command("lock", "&Lock or unlock", "Ctrl+L"),
        ),
    ),
    (
        "&Roster",
        (
            Command("new", "&Next 28 days"),
            SEPARATOR,
            Command("build", "&Build", "Ctrl+B"),
            Command("stop", "&Stop, keep the best", "Ctrl+."),
            "time",
            SEPARATOR,
            Command("accept", "&Accept proposal", "Ctrl+Return"),
            Command("discard", "&Discard proposal"),
            Command("compare", "Show the roster as it stands", "Ctrl+3", is_checkable=True),
            SEPARATOR,
            Command("waive", "&Waive finding...", "Ctrl+W"),
            Command("propose", "Pr&opose for approval"),
            Command("approve", "Appro&ve"),
            Command("publish", "&Publish...", "Ctrl+P"),
        ),
    ),
    (
        "&View",
        (
            Command("grid", "&Officer x day", "Ctrl+1", is_checkable=True),
            Command("board", "&Day board", "Ctrl+2", is_checkable=True),
            Command("next_day", "Ne&xt day", "Alt+Right"),
            Command("previous_day", "&Previous day", "Alt+Left"),
            Command("panel", "&Explanations at the right", "Ctrl+4", is_checkable=True),
            SEPARATOR,
            "theme",
            SEPARATOR,
            Command("zoom_in", "Zoom &in", "Ctrl++"),
            Command("zoom_out", "Zoom o&ut", "Ctrl+-"),
            Command("zoom_normal", "&Normal size", "Ctrl+0"),
        ),
    ),
    (
        "&Go",
        (
            Command("go_roster", "&Roster", "Alt+1"),
            Command("go_requests", "Re&quests", "Alt+2"),
            Command("go_policy", "P&olicy", "Alt+3"),
            Command("go_reports", "Repor&ts", "Alt+4"),
            SEPARATOR,
            Command("next_finding", "&Next finding", "F8"),
            Command("previous_finding", "&Previous finding", "Shift+F8"),
        ),
    ),
    (
        "&Help",
        (
            Command("shortcuts", "&Keyboard shortcuts", "Ctrl+?"),
            Command("about", "&About Fairwatch"),
        ),
    ),
)
GRID_KEYS = (
    ("Arrow keys", "go from cell to cell; with Shift, select several"),
    ("Post code, Enter", "put the officer on that post: HB-F, or HB-F N for the night"),
    ("Enter or F2", "choose from the seats of the date"),
    ("Del", "take the tour off"),
    ("Drag", "hand a tour to another officer, or swap two"),
)


class Actions:
    """The commands as Qt's actions, by key, and the two groups to choose from."""

    def __init__(self, bar: QMenuBar, handlers: dict[str, Callable[[], object]]) -> None:
        """Fill a menu bar.

        Args:
            bar: Gets the menus.
            handlers: What each command does, by its key.
        """
        self.by_key: dict[str, QAction] = {}
        self.themes: dict[str, QAction] = {}
        self.limits: dict[int, QAction] = {}
        for title, entries in MENUS:
            menu = bar.addMenu(title)
            for entry in entries:
                if entry == SEPARATOR:
                    menu.addSeparator()
                elif entry == "theme":
                    self._add_themes(menu)
                elif entry == "time":
                    self._add_limits(menu)
                elif isinstance(entry, Command):
                    self._add(menu, entry, handlers[entry.key])

    def __getitem__(self, key: str) -> QAction:
        """Return a command's action."""
        return self.by_key[key]

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
        inner = menu.addMenu("Build &for")
        group = QActionGroup(inner)
        for seconds in TIME_LIMITS:
            action = group.addAction(limit_words(seconds))
            action.setCheckable(True)
            inner.addAction(action)
            self.limits[seconds] = action


def limit_words(seconds: int) -> str:
    """Return "30 s", "2 min"."""
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"


def shortcut_lines() -> list[str]:
    """Return every key with what it does, one line each."""
    lines = [f"{keys}:  {what}" for keys, what in GRID_KEYS]
    for title, entries in MENUS:
        for entry in entries:
            if isinstance(entry, Command) and entry.shortcut:
                words = entry.words.replace("&", "").rstrip(".")
                lines.append(f"{entry.shortcut}:  {words} ({title.replace('&', '')})")
    return lines
