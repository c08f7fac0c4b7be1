"""Why a command cannot be given now: one sentence that names the state and, where there is one, the way out."""

from dataclasses import dataclass

from console.operations.publish import why_not_archive, why_not_become
from scheduler.domain.roster import Roster
from scheduler.domain.words import RosterState
from scheduler.language import tr

NO_DATABASE = tr("No database is open: File, Open database.")
NO_FACILITY = tr("There is no facility yet: File, Import workbook, or Open the demonstration facility.")
NO_ROSTER = tr("No roster is open: Roster, Next 28 days.")
ELSEWHERE = tr("This is a command for the roster: Go, Roster (Alt+1).")
BUILDING = tr("A build is running: let it end, or stop it (Ctrl+.); its best roster is kept.")
PROPOSAL = tr("A proposal is waiting: accept it (Ctrl+Return) or discard it first.")
NO_PROPOSAL = tr("There is no proposal: a build makes one (Ctrl+B).")
NOT_THE_GRID = tr("This works in the grid of officers and days: View, Officer x day (Ctrl+1).")
NO_CELLS = tr("This works on the roster's cells: View, Officer x day (Ctrl+1).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides which commands can be given.

    Attributes:
        missing: What the facility needs before a roster can be built, in a sentence; "" for nothing.
        is_roster_place: The place gone to is the roster.
        roster: The roster as it stands, None for none.
        is_overlay_place: The place gone to is the risk overlay, where edits of the roster are made and seen too.
        is_today_place: The place gone to is Today, where events and calls are about the post that is chosen there.
        is_setup_place: The place gone to is one where the facility's own data are changed.
        can_undo, can_redo: There is something to take back, or to do again, at the place gone to.
        can_waive: The finding that is chosen can be waived or put off.
        can_compare: The roster has two states or more to be compared.
        has_pair: Two rosters are there to be seen side by side.
        has_course: A build is running or has run.
        is_panel_shown: The explanations at the right are there.
        is_grid: Officers by day are shown, not another view.
        has_cells: The view shown has cells that can be edited.
        is_drop_remembered: What a drop on a taken cell does is no longer asked.
    """

    has_database: bool
    has_facility: bool
    is_roster_place: bool
    is_overlay_place: bool = False
    is_today_place: bool = False
    is_setup_place: bool = False
    roster: Roster | None
    has_proposal: bool
    is_building: bool
    can_undo: bool
    can_redo: bool
    can_waive: bool
    is_panel_shown: bool
    can_compare: bool = False
    has_pair: bool = False
    has_course: bool = False
    missing: str = ""
    is_grid: bool = True
    has_cells: bool = True
    is_drop_remembered: bool = False


OBSERVED = (
    "write_round",
    "suggest_times",
    "count_entries",
    "count_incidents",
    "review_post",
    "take_feed",
    "open_pairs",
    "ask_back",
)
"""What is written down or asked of the facility, wherever the window is."""


def reasons(now: Situation, places: tuple[str, ...]) -> dict[str, str]:
    """Return why each command cannot be given, "" for one that can; commands not named here always can.

    Args:
        now: What holds.
        places: Keys of the console's places.
    """
    facility = "" if now.has_facility else NO_FACILITY if now.has_database else NO_DATABASE
    roster = facility or ("" if now.roster is not None else NO_ROSTER) or ("" if now.is_roster_place else ELSEWHERE)
    proposal = PROPOSAL if now.has_proposal else ""
    building = BUILDING if now.is_building else ""
    hand = roster or proposal
    grid = "" if now.is_grid else NOT_THE_GRID
    cells = "" if now.has_cells else NO_CELLS
    undo = facility if now.is_setup_place else proposal if now.is_overlay_place and not facility else hand
    return {
        **dict.fromkeys(("open", "open_server", "demo", "import", "start"), building),
        **{f"go_{place}": facility for place in places},
        **dict.fromkeys(("wall", "close_day", "swaps", "shift_log", "briefing"), facility),
        "new": facility or now.missing or building,
        **dict.fromkeys(("build", "build_with"), roster or building),
        "stop": "" if now.is_building else tr("No build is running."),
        **dict.fromkeys(("accept", "discard", "compare"), roster or ("" if now.has_proposal else NO_PROPOSAL)),
        "undo": undo or ("" if now.can_undo else tr("Nothing has been changed since the last publication.")),
        "redo": undo or ("" if now.can_redo else tr("Nothing was undone.")),
        **dict.fromkeys(("clear", "assign", "exchange", "split", "keep"), hand or cells),
        **dict.fromkeys(("lock", "lock_row", "lock_column"), hand or cells),
        **dict.fromkeys(("lock_until", "copy_week"), hand),
        **dict.fromkeys(("cut", "paste", "fill_down", "fill_right"), hand or grid),
        "copy": roster or grid,
        "find_officer": roster,
        "ask_again": roster or ("" if now.is_drop_remembered else tr("It is asked each time already.")),
        **dict.fromkeys(("grid", "board", "posts", "person", "next_day", "previous_day", "attention"), roster),
        **dict.fromkeys(("next_finding", "previous_finding", "papers", "panel"), roster),
        "import_roster": hand,
        **dict.fromkeys(("import_list", "export_payroll", "export_roster", "evidence"), facility),
        **dict.fromkeys(
            ("panel_wider", "panel_narrower"), roster or ("" if now.is_panel_shown else "They are hidden: Ctrl+4.")
        ),
        "who": roster,
        **dict.fromkeys(OBSERVED, facility),
        **dict.fromkeys(("accounts", "back_up", "backup_plan"), facility),
        **dict.fromkeys(("repair", "call_in", "stints"), facility if now.is_today_place else hand),
        "prices": roster,
        "waive": hand
        or ("" if now.can_waive else tr("Choose a stop finding, or one about rotation, at the right first.")),
        "propose": hand or why_not_become(now.roster, RosterState.PROPOSED),
        "approve": hand or why_not_become(now.roster, RosterState.APPROVED),
        "publish": hand,
        "archive": hand or why_not_archive(now.roster),
        "notices": roster or ("" if now.can_compare else tr("Nothing is published of this roster yet.")),
        "versions": hand
        or ("" if now.can_compare else tr("There is only one state of this roster: publish it first.")),
        "side": roster
        or ("" if now.has_pair else tr("There is nothing to compare: build, or Roster, Compare versions.")),
        "course": roster or ("" if now.has_course else tr("Nothing was built since the roster was opened.")),
    }
