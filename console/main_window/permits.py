"""Which permission each place and each command takes. Who may not use one does not see it; pressed, it says who may."""

from collections.abc import Mapping
from types import MappingProxyType

from scheduler.api import Action, Session, refusal

_LEAVE = (Action.ENTER_LEAVE, Action.DECIDE_LEAVE)
_AUDIT = (Action.READ_AUDIT, Action.READ_SHIFT_AUDIT)
_REQUESTS = (*_LEAVE, Action.DECIDE_REQUESTS, Action.READ_TOTALS)

PLACES: Mapping[str, tuple[Action, ...]] = MappingProxyType(
    {
        "own": (Action.READ_OWN,),
        "today": (Action.READ_ROSTER,),
        "roster": (Action.READ_ROSTER,),
        "overlay": (Action.READ_OVERLAY,),
        "requests": _REQUESTS,
        "officers": (Action.READ_ROSTER,),
        "facility": (Action.READ_ROSTER,),
        "exposure": (Action.READ_OVERLAY, Action.READ_PAIRS, Action.READ_BACK),
        "policy": (Action.READ_ROSTER, Action.READ_WEIGHTS, Action.CHANGE_POLICY),
        "reports": (Action.READ_ROSTER,),
        "audit": _AUDIT,
    }
)
"""By key of a place: the actions of which one has to be permitted."""

COMMANDS: Mapping[str, tuple[Action, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("import",), (Action.IMPORT,)),
        "export_roster": (Action.EXPORT, Action.EXPORT_ANONYMOUS, Action.EXPORT_PAYROLL, Action.EXPORT_AUDIT),
        "papers": (Action.READ_ROSTER,),
        "import_roster": (Action.EDIT,),
        "export_payroll": (Action.EXPORT_PAYROLL,),
        "evidence": (Action.READ_EVIDENCE,),
        "import_list": (Action.CHANGE_FACILITY,),
        **dict.fromkeys(("undo", "redo"), (Action.EDIT, Action.CHANGE_FACILITY)),
        **dict.fromkeys(("cut", "paste", "clear", "fill_down", "fill_right", "copy_week"), (Action.EDIT,)),
        **dict.fromkeys(("assign", "exchange", "split", "keep", "ask_again"), (Action.EDIT,)),
        "waiting": (Action.EDIT,),
        **dict.fromkeys(("lock", "lock_row", "lock_column", "lock_until"), (Action.EDIT,)),
        **dict.fromkeys(("copy", "find_officer", "next_finding", "previous_finding"), (Action.READ_ROSTER,)),
        **dict.fromkeys(("new", "build", "build_with", "stop", "accept", "discard", "compare"), (Action.BUILD,)),
        **dict.fromkeys(("who", "repair", "call_in", "stints", "prices"), (Action.EDIT,)),
        **dict.fromkeys(("versions", "notices"), (Action.READ_ROSTER,)),
        "waive": (Action.WAIVE,),
        "propose": (Action.PROPOSE,),
        "approve": (Action.APPROVE,),
        "publish": (Action.PUBLISH,),
        "archive": (Action.ARCHIVE,),
        **dict.fromkeys(("grid", "board", "posts", "person", "side", "course"), (Action.READ_ROSTER,)),
        **dict.fromkeys(("next_day", "previous_day"), (Action.READ_ROSTER,)),
        **dict.fromkeys(("panel", "panel_wider", "panel_narrower"), (Action.READ_ROSTER,)),
        **dict.fromkeys(("wall", "close_day"), (Action.READ_ROSTER,)),
        "attention": (Action.READ_OVERLAY,),
        **dict.fromkeys(("write_round", "suggest_times", "count_entries", "count_incidents"), (Action.OBSERVE,)),
        "review_post": (Action.REVIEW,),
        "take_feed": (Action.FEED,),
        "open_pairs": (Action.READ_PAIRS,),
        "ask_back": (Action.ASK_BACK,),
        **dict.fromkeys(("ask_move", "ask_other"), (Action.ASK,)),
        "save_calendar": (Action.READ_OWN,),
        "swap_tour": (Action.SWAP,),
        "swaps": (Action.APPROVE_SWAP,),
        **dict.fromkeys(("shift_log", "briefing"), (Action.READ_LOG,)),
        "accounts": (Action.CONFIGURE_ACCOUNTS,),
        "keys": (Action.KEEP_KEYS, Action.RECOVER_KEYS),
        **dict.fromkeys(("back_up", "backup_plan"), (Action.BACK_UP,)),
        **{f"go_{place}": actions for place, actions in PLACES.items()},
    }
)
"""By key of a command: the actions of which one has to be permitted. Commands that are not here are everybody's."""


def refusals(session: Session | None) -> dict[str, str]:
    """Return, by key of a command, who may give it, in a sentence, for each that a session may not give.

    Args:
        session: Who works here; None while no database is open, where nothing is refused but what is one's own.
    """
    return {key: said for key, actions in COMMANDS.items() if (said := _refused(session, actions))}


def closed_places(session: Session | None) -> frozenset[str]:
    """Return the keys of the places that a session may not see."""
    return frozenset(key for key, actions in PLACES.items() if _refused(session, actions))


def _refused(session: Session | None, actions: tuple[Action, ...]) -> str:
    held = session or Session.open_desk("")
    if any(held.may(action) for action in actions):
        return ""
    return f"{refusal(actions, held.is_open)}."
