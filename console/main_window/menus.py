"""The table of commands: every line of every menu with its words and keys. What a command does is not said here."""

from collections.abc import Iterator
from dataclasses import dataclass

SEPARATOR = ""
THEME_LINES, TIME_LINES = "theme", "time"
"""Places in a menu where the themes and the time limits are offered."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a menu: `hint` is a key that the grid itself handles, shown but not bound here."""

    key: str
    words: str
    shortcut: str = ""
    hint: str = ""
    is_checkable: bool = False

    @property
    def plain(self) -> str:
        """The words as they are read: without the mark of the menu's key and without dots."""
        return self.words.replace("&", "").rstrip(".")


MENUS: tuple[tuple[str, tuple[Command | str, ...]], ...] = (
    (
        "&File",
        (
            Command("open", "&Open database...", "Ctrl+O"),
            Command("open_server", "Open a database on a ser&ver..."),
            Command("demo", "Open the &demonstration facility"),
            Command("import", "&Import workbook...", "Ctrl+I"),
            Command("start", "&Start with an empty facility..."),
            SEPARATOR,
            Command("export_roster", "&Export...", "Ctrl+Shift+X"),
            Command("papers", "Papers to &hand out...", "Ctrl+Alt+P"),
            Command("export_payroll", "E&xport payroll..."),
            Command("evidence", "Evidence pac&k..."),
            Command("import_roster", "Import a &changed roster..."),
            Command("import_list", "Import a list &from another system..."),
            SEPARATOR,
            Command("sign_out", "Sign ou&t"),
            Command("lock_now", "&Lock the screen", "Ctrl+Alt+L"),
            SEPARATOR,
            Command("password", "Change my &password..."),
            Command("authenticator", "Set up an authe&nticator..."),
            Command("keys", "Keys to &what is sealed..."),
            Command("accounts", "&Accounts..."),
            SEPARATOR,
            Command("back_up", "&Back up now..."),
            Command("backup_plan", "Backups b&y themselves..."),
            Command("restore", "&Restore a backup..."),
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
            Command("paste", "&Paste...", "Ctrl+V"),
            Command("clear", "C&lear", hint="Del"),
            SEPARATOR,
            Command("fill_down", "Fill &down...", "Ctrl+D"),
            Command("fill_right", "Fill to the ri&ght...", "Ctrl+R"),
            Command("copy_week", "Copy a &week..."),
            SEPARATOR,
            Command("assign", "Put &on a post...", hint="F2"),
            Command("exchange", "E&xchange two cells", "Ctrl+E"),
            Command("split", "&Split the tour...", "Ctrl+T"),
            Command("keep", "&Keep on this post until...", "Ctrl+K"),
            Command("ask_again", "&Ask again on a taken cell"),
            SEPARATOR,
            Command("lock", "Lock or u&nlock", "Ctrl+L"),
            Command("lock_row", "Lock or unlock all dates o&f the officer", "Ctrl+Shift+L"),
            Command("lock_column", "Lock or unlock all officers on the dat&e", "Ctrl+Shift+D"),
            Command("lock_until", "Lock or unlock the per&iod..."),
            SEPARATOR,
            Command("find_officer", "Find an officer &by name...", "Ctrl+F"),
            Command("waiting", "Edits t&hat wait...", "Ctrl+Shift+E"),
        ),
    ),
    (
        "&Roster",
        (
            Command("new", "&Next 28 days"),
            SEPARATOR,
            Command("build", "&Build", "Ctrl+B"),
            Command("build_with", "Build w&ith choices...", "Ctrl+Shift+B"),
            Command("stop", "&Stop, keep the best", "Ctrl+."),
            TIME_LINES,
            SEPARATOR,
            Command("accept", "&Accept proposal", "Ctrl+Return"),
            Command("discard", "&Discard proposal"),
            Command("compare", "Show the roster as it s&tands", "Ctrl+3", is_checkable=True),
            Command("versions", "Co&mpare versions..."),
            SEPARATOR,
            Command("who", "W&ho could take this seat, and why", "F4"),
            Command("repair", "Absence, restriction or inmate mo&ve...", "F7"),
            Command("call_in", "Call in whoever is ne&xt...", "Shift+F7"),
            Command("stints", "Stints: who &keeps watch when...", "Shift+F9"),
            Command("swaps", "Swaps of to&urs to approve...", "Ctrl+Shift+U"),
            Command("shift_log", "Shift lo&g...", "Shift+F5"),
            Command("close_day", "Close the da&y...", "Shift+F11"),
            Command("prices", "What a &limit costs...", "F9"),
            SEPARATOR,
            Command("waive", "&Waive finding...", "Ctrl+W"),
            Command("propose", "Pr&opose for approval"),
            Command("approve", "App&rove"),
            Command("publish", "&Publish...", "Ctrl+P"),
            Command("notices", "Noti&ces to officers..."),
            Command("archive", "Archiv&e..."),
        ),
    ),
    (
        "&View",
        (
            Command("grid", "&Officer x day", "Ctrl+1", is_checkable=True),
            Command("board", "&Day board", "Ctrl+2", is_checkable=True),
            Command("posts", "Pos&t x day", "Ctrl+7", is_checkable=True),
            Command("person", "P&erson card", "Ctrl+8", is_checkable=True),
            Command("side", "Side b&y side", "Ctrl+5", is_checkable=True),
            Command("course", "&Course of the build", "Ctrl+6", is_checkable=True),
            Command("next_day", "Ne&xt day", "Alt+Right"),
            Command("previous_day", "&Previous day", "Alt+Left"),
            Command("attention", "&Attention of posts on their seats", "Ctrl+9", is_checkable=True),
            SEPARATOR,
            Command("briefing", "Brie&fing sheet...", "Ctrl+F5"),
            Command("wall", "Duty &board on the wall", "F11"),
            SEPARATOR,
            Command("panel", "Explanations at the ri&ght", "Ctrl+4", is_checkable=True),
            Command("panel_wider", "&Wider explanations", "Alt+Shift+Left"),
            Command("panel_narrower", "&Narrower explanations", "Alt+Shift+Right"),
            SEPARATOR,
            THEME_LINES,
            SEPARATOR,
            Command("zoom_in", "Zoom &in", "Ctrl++"),
            Command("zoom_out", "Zoom o&ut", "Ctrl+-"),
            Command("zoom_normal", "Normal si&ze", "Ctrl+0"),
        ),
    ),
    (
        "E&xposure",
        (
            Command("write_round", "Write down a &round..."),
            Command("suggest_times", "Suggest &times for rounds..."),
            Command("count_entries", "Count unscheduled &entries..."),
            Command("count_incidents", "Count &incidents..."),
            Command("review_post", "Re&view a post..."),
            SEPARATOR,
            Command("take_feed", "Take over a &feed..."),
            SEPARATOR,
            Command("open_pairs", "&Pairs for a case..."),
            Command("ask_back", "Ask to &look back..."),
        ),
    ),
    (
        "&Mine",
        (
            Command("ask_move", "Ask to be &moved from here...", "Ctrl+M"),
            Command("ask_other", "Ask for something &else...", "Ctrl+Shift+M"),
            Command("swap_tour", "&Swap a tour...", "Ctrl+Shift+Y"),
            SEPARATOR,
            Command("save_calendar", "Save my &calendar file..."),
        ),
    ),
    (
        "&Go",
        (
            Command("palette", "&Find anything...", "Ctrl+Shift+P"),
            SEPARATOR,
            Command("go_own", "M&y schedule", "Alt+0"),
            Command("go_today", "To&day", "F5"),
            Command("go_roster", "&Roster", "Alt+1"),
            Command("go_overlay", "Risk o&verlay", "Alt+2"),
            Command("go_requests", "Re&quests", "Alt+3"),
            Command("go_officers", "&Officers", "Alt+4"),
            Command("go_facility", "Fa&cility", "Alt+5"),
            Command("go_exposure", "E&xposure", "Alt+6"),
            Command("go_policy", "Po&licy", "Alt+7"),
            Command("go_reports", "Repor&ts", "Alt+8"),
            Command("go_audit", "A&udit", "Alt+9"),
            SEPARATOR,
            Command("next_finding", "&Next finding", "F8"),
            Command("previous_finding", "&Previous finding", "Shift+F8"),
            SEPARATOR,
            Command("next_pane", "Next p&ane", "F6"),
            Command("previous_pane", "Previous pan&e", "Shift+F6"),
        ),
    ),
    (
        "&Help",
        (
            Command("help", "&Help on this page", "F1"),
            Command("about_rule", "About this &rule"),
            Command("first_hour", "Your &first hour"),
            Command("manual", "&Manual"),
            SEPARATOR,
            Command("shortcuts", "&Keyboard shortcuts", "Ctrl+?"),
            Command("about", "&About Fairwatch"),
        ),
    ),
)
GRID_KEYS = (
    ("Arrow keys", "Go from cell to cell; with Shift, select several"),
    ("Post code, Enter", "Put the officer on that post: HB-F, or HB-F N for the night"),
    ("Enter or F2", "Choose from the seats of the date"),
    ("Del", "Take the tour off"),
    ("Drag", "Move a tour to another officer or date; each cell shows whether it may go there"),
    ("Ctrl+drag", "Copy it"),
    ("Ctrl+Space, Ctrl+click", "Add a cell to the selection, or take it out"),
)
EVERYWHERE_KEYS = (
    ("Tab, Shift+Tab", "Go to the next or previous part of the window"),
    ("Alt, then a letter", "Open a menu"),
    ("Ctrl+Shift+S", "In a table: put the rows in the order of this column"),
    ("Esc", "Close a list, a field or a window without a change"),
)


def commands() -> Iterator[tuple[str, Command]]:
    """Return every command with the plain name of its menu, in the menus' order."""
    for title, entries in MENUS:
        for entry in entries:
            if isinstance(entry, Command):
                yield title.replace("&", ""), entry


def shortcut_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return (heading, ((keys, what they do), ...)) for the sheet of shortcuts: grids, menus in order, the rest."""
    found: dict[str, list[tuple[str, str]]] = {}
    for menu, command in commands():
        if command.shortcut:
            found.setdefault(menu, []).append((command.shortcut, command.plain))
    groups = tuple((menu, tuple(lines)) for menu, lines in found.items())
    return (("In the roster", GRID_KEYS), *groups, ("Everywhere", EVERYWHERE_KEYS))
