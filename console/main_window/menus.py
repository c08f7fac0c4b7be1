"""The table of commands: every line of every menu with its words and keys. What a command does is not said here."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.language import tr

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
        tr("&File"),
        (
            Command("open", tr("&Open database..."), "Ctrl+O"),
            Command("open_server", tr("Open a database on a ser&ver...")),
            Command("demo", tr("Open the &demonstration facility")),
            Command("import", tr("&Import workbook..."), "Ctrl+I"),
            Command("start", tr("&Start with an empty facility...")),
            SEPARATOR,
            Command("export_roster", tr("&Export..."), "Ctrl+Shift+X"),
            Command("papers", tr("Papers to &hand out..."), "Ctrl+Alt+P"),
            Command("export_payroll", tr("E&xport payroll...")),
            Command("evidence", tr("Evidence pac&k...")),
            Command("import_roster", tr("Import a &changed roster...")),
            Command("import_list", tr("Import a list &from another system...")),
            SEPARATOR,
            Command("sign_out", tr("Sign ou&t")),
            Command("lock_now", tr("&Lock the screen"), "Ctrl+Alt+L"),
            SEPARATOR,
            Command("password", tr("Change my &password...")),
            Command("authenticator", tr("Set up an authe&nticator...")),
            Command("keys", tr("Keys to &what is sealed...")),
            Command("accounts", tr("&Accounts...")),
            SEPARATOR,
            Command("back_up", tr("&Back up now...")),
            Command("backup_plan", tr("Backups b&y themselves...")),
            Command("restore", tr("&Restore a backup...")),
            SEPARATOR,
            Command("quit", tr("&Quit"), "Ctrl+Q"),
        ),
    ),
    (
        tr("&Edit"),
        (
            Command("undo", tr("&Undo"), "Ctrl+Z"),
            Command("redo", tr("&Redo"), "Ctrl+Shift+Z"),
            SEPARATOR,
            Command("cut", tr("Cu&t"), "Ctrl+X"),
            Command("copy", tr("&Copy"), "Ctrl+C"),
            Command("paste", tr("&Paste..."), "Ctrl+V"),
            Command("clear", tr("C&lear"), hint="Del"),
            SEPARATOR,
            Command("fill_down", tr("Fill &down..."), "Ctrl+D"),
            Command("fill_right", tr("Fill to the ri&ght..."), "Ctrl+R"),
            Command("copy_week", tr("Copy a &week...")),
            SEPARATOR,
            Command("assign", tr("Put &on a post..."), hint="F2"),
            Command("exchange", tr("E&xchange two cells"), "Ctrl+E"),
            Command("split", tr("&Split the tour..."), "Ctrl+T"),
            Command("keep", tr("&Keep on this post until..."), "Ctrl+K"),
            Command("ask_again", tr("&Ask again on a taken cell")),
            SEPARATOR,
            Command("lock", tr("Lock or u&nlock"), "Ctrl+L"),
            Command("lock_row", tr("Lock or unlock all dates o&f the officer"), "Ctrl+Shift+L"),
            Command("lock_column", tr("Lock or unlock all officers on the dat&e"), "Ctrl+Shift+D"),
            Command("lock_until", tr("Lock or unlock the per&iod...")),
            SEPARATOR,
            Command("find_officer", tr("Find an officer &by name..."), "Ctrl+F"),
            Command("waiting", tr("Edits t&hat wait..."), "Ctrl+Shift+E"),
        ),
    ),
    (
        tr("&Roster"),
        (
            Command("new", tr("&Next 28 days")),
            SEPARATOR,
            Command("build", tr("&Build"), "Ctrl+B"),
            Command("build_with", tr("Build w&ith choices..."), "Ctrl+Shift+B"),
            Command("stop", tr("&Stop, keep the best"), "Ctrl+."),
            TIME_LINES,
            SEPARATOR,
            Command("accept", tr("&Accept proposal"), "Ctrl+Return"),
            Command("discard", tr("&Discard proposal")),
            Command("compare", tr("Show the roster as it s&tands"), "Ctrl+3", is_checkable=True),
            Command("versions", tr("Co&mpare versions...")),
            SEPARATOR,
            Command("who", tr("W&ho could take this seat, and why"), "F4"),
            Command("repair", tr("Absence, restriction or inmate mo&ve..."), "F7"),
            Command("call_in", tr("Call in whoever is ne&xt..."), "Shift+F7"),
            Command("stints", tr("Stints: who &keeps watch when..."), "Shift+F9"),
            Command("swaps", tr("Swaps of to&urs to approve..."), "Ctrl+Shift+U"),
            Command("shift_log", tr("Shift lo&g..."), "Shift+F5"),
            Command("close_day", tr("Close the da&y..."), "Shift+F11"),
            Command("prices", tr("What a &limit costs..."), "F9"),
            SEPARATOR,
            Command("waive", tr("&Waive finding..."), "Ctrl+W"),
            Command("propose", tr("Pr&opose for approval")),
            Command("approve", tr("App&rove")),
            Command("publish", tr("&Publish..."), "Ctrl+P"),
            Command("notices", tr("Noti&ces to officers...")),
            Command("archive", tr("Archiv&e...")),
        ),
    ),
    (
        tr("&View"),
        (
            Command("grid", tr("&Officer x day"), "Ctrl+1", is_checkable=True),
            Command("board", tr("&Day board"), "Ctrl+2", is_checkable=True),
            Command("posts", tr("Pos&t x day"), "Ctrl+7", is_checkable=True),
            Command("person", tr("P&erson card"), "Ctrl+8", is_checkable=True),
            Command("side", tr("Side b&y side"), "Ctrl+5", is_checkable=True),
            Command("course", tr("&Course of the build"), "Ctrl+6", is_checkable=True),
            Command("next_day", tr("Ne&xt day"), "Alt+Right"),
            Command("previous_day", tr("&Previous day"), "Alt+Left"),
            Command("attention", tr("&Attention of posts on their seats"), "Ctrl+9", is_checkable=True),
            SEPARATOR,
            Command("briefing", tr("Brie&fing sheet..."), "Ctrl+F5"),
            Command("wall", tr("Duty &board on the wall"), "F11"),
            SEPARATOR,
            Command("panel", tr("Explanations at the ri&ght"), "Ctrl+4", is_checkable=True),
            Command("panel_wider", tr("&Wider explanations"), "Alt+Shift+Left"),
            Command("panel_narrower", tr("&Narrower explanations"), "Alt+Shift+Right"),
            SEPARATOR,
            THEME_LINES,
            Command("language", tr("Language, week and ti&me...")),
            SEPARATOR,
            Command("zoom_in", tr("Zoom &in"), "Ctrl++"),
            Command("zoom_out", tr("Zoom o&ut"), "Ctrl+-"),
            Command("zoom_normal", tr("Normal si&ze"), "Ctrl+0"),
        ),
    ),
    (
        tr("E&xposure"),
        (
            Command("write_round", tr("Write down a &round...")),
            Command("suggest_times", tr("Suggest &times for rounds...")),
            Command("count_entries", tr("Count unscheduled &entries...")),
            Command("count_incidents", tr("Count &incidents...")),
            Command("review_post", tr("Re&view a post...")),
            SEPARATOR,
            Command("take_feed", tr("Take over a &feed...")),
            SEPARATOR,
            Command("open_pairs", tr("&Pairs for a case...")),
            Command("ask_back", tr("Ask to &look back...")),
        ),
    ),
    (
        tr("&Mine"),
        (
            Command("ask_move", tr("Ask to be &moved from here..."), "Ctrl+M"),
            Command("ask_other", tr("Ask for something &else..."), "Ctrl+Shift+M"),
            Command("swap_tour", tr("&Swap a tour..."), "Ctrl+Shift+Y"),
            SEPARATOR,
            Command("save_calendar", tr("Save my &calendar file...")),
        ),
    ),
    (
        tr("&Go"),
        (
            Command("palette", tr("&Find anything..."), "Ctrl+Shift+P"),
            SEPARATOR,
            Command("go_own", tr("M&y schedule"), "Alt+0"),
            Command("go_today", tr("To&day"), "F5"),
            Command("go_roster", tr("&Roster"), "Alt+1"),
            Command("go_overlay", tr("Risk o&verlay"), "Alt+2"),
            Command("go_requests", tr("Re&quests"), "Alt+3"),
            Command("go_officers", tr("&Officers"), "Alt+4"),
            Command("go_facility", tr("Fa&cility"), "Alt+5"),
            Command("go_exposure", tr("E&xposure"), "Alt+6"),
            Command("go_policy", tr("Po&licy"), "Alt+7"),
            Command("go_reports", tr("Repor&ts"), "Alt+8"),
            Command("go_audit", tr("A&udit"), "Alt+9"),
            SEPARATOR,
            Command("next_finding", tr("&Next finding"), "F8"),
            Command("previous_finding", tr("&Previous finding"), "Shift+F8"),
            SEPARATOR,
            Command("next_pane", tr("Next p&ane"), "F6"),
            Command("previous_pane", tr("Previous pan&e"), "Shift+F6"),
        ),
    ),
    (
        tr("&Help"),
        (
            Command("help", tr("&Help on this page"), "F1"),
            Command("about_rule", tr("About this &rule")),
            Command("first_hour", tr("Your &first hour")),
            Command("manual", tr("&Manual")),
            SEPARATOR,
            Command("shortcuts", tr("&Keyboard shortcuts"), "Ctrl+?"),
            Command("about", tr("&About Fairwatch")),
        ),
    ),
)
GRID_KEYS = (
    (tr("Arrow keys"), tr("Go from cell to cell; with Shift, select several")),
    (tr("Post code, Enter"), tr("Put the officer on that post: HB-F, or HB-F N for the night")),
    (tr("Enter or F2"), tr("Choose from the seats of the date")),
    ("Del", tr("Take the tour off")),
    (tr("Drag"), tr("Move a tour to another officer or date; each cell shows whether it may go there")),
    ("Ctrl+drag", tr("Copy it")),
    (tr("Ctrl+Space, Ctrl+click"), tr("Add a cell to the selection, or take it out")),
)
EVERYWHERE_KEYS = (
    (tr("Tab, Shift+Tab"), tr("Go to the next or previous part of the window")),
    (tr("Alt, then a letter"), tr("Open a menu")),
    ("Ctrl+Shift+S", tr("In a table: put the rows in the order of this column")),
    ("Esc", tr("Close a list, a field or a window without a change")),
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
    return ((tr("In the roster"), GRID_KEYS), *groups, (tr("Everywhere"), EVERYWHERE_KEYS))
