"""What can be done, and which roles may do it. Everything else asks here."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from scheduler.identity.roles import Role, in_words


class Action(StrEnum):
    """Something that can be done; its text ends the sentence "Only ... may ..."."""

    READ_OWN = "read an own schedule"
    ASK = "ask to be moved"
    SWAP = "swap an own tour"
    READ_ROSTER = "read rosters and the facility's data"
    BUILD = "build a roster"
    EDIT = "change a roster"
    UNLOCK = "open what was locked in a roster"
    PROPOSE = "propose a roster"
    APPROVE = "approve a roster"
    PUBLISH = "publish a roster"
    ARCHIVE = "archive a roster"
    WAIVE = "waive a finding"
    DRAW = "draw posts"
    ACKNOWLEDGE = "note that somebody has read a notice"
    EXPORT = "export a roster"
    READ_ANONYMOUS = "read rosters without people"
    EXPORT_ANONYMOUS = "export rosters without people"
    READ_PAY = "read hours for pay"
    EXPORT_PAYROLL = "export payroll"
    KEEP_PROFILES = "keep profiles of exports"
    READ_OVERLAY = "read the risk overlay"
    READ_WEIGHTS = "read the weights of the risk overlay"
    READ_GUARDING = "read about rounds and cameras"
    READ_PAIRS = "open pairs for a case"
    OBSERVE = "write down rounds and counts"
    REVIEW = "review the factors of a post"
    APPROVE_SWAP = "approve a swap"
    READ_LOG = "read the shift log"
    KEEP_LOG = "write the shift log"
    CLOSE_DAY = "close a day or correct a closed one"
    RECORD_DEVIATION = "write down why a post is below the plan"
    APPROVE_DEVIATION = "approve that a post is below the plan"
    DECIDE_FINDINGS = "decide about a breach or a high band"
    ENTER_LEAVE = "enter leave for an officer"
    DECIDE_LEAVE = "decide about leave"
    CHANGE_POLICY = "change the policy"
    CHANGE_FACILITY = "change the facility's data"
    IMPORT = "import a facility"
    FEED = "take over what other systems deliver"
    ASK_BACK = "ask for a look-back"
    APPROVE_BACK = "approve a look-back"
    READ_BACK = "read a look-back"
    READ_SHIFT_AUDIT = "read what was done to rosters"
    READ_AUDIT = "read the audit log"
    EXPORT_AUDIT = "export the audit log"
    READ_EVIDENCE = "see what an evidence pack would hold"
    EXPORT_EVIDENCE = "make an evidence pack"
    READ_EQUITY = "see how work is shared among officers"
    EXPORT_EQUITY = "write an equity audit to a file"
    DECIDE_REQUESTS = "decide about requests"
    UNSEAL = "open what is sealed"
    FILE_FOR_OTHERS = "file a request for somebody else"
    READ_TOTALS = "read the monthly totals of requests"
    KEEP_KEYS = "keep keys of what is sealed"
    RECOVER_KEYS = "recover keys of what is sealed"
    CONFIGURE_ACCOUNTS = "manage accounts"
    CONFIGURE_BACKUPS = "look after backups"
    BACK_UP = "make backups or say when they are made"


SEALED = frozenset(
    {
        Action.READ_OWN,
        Action.ASK,
        Action.SWAP,
        Action.DECIDE_REQUESTS,
        Action.UNSEAL,
        Action.FILE_FOR_OTHERS,
        Action.READ_TOTALS,
        Action.KEEP_KEYS,
        Action.RECOVER_KEYS,
    }
)
"""What needs to know who somebody is: it cannot be done in a database without accounts, by anybody."""

CONFIRMED = frozenset(
    {
        Action.PUBLISH,
        Action.UNSEAL,
        Action.EXPORT,
        Action.EXPORT_ANONYMOUS,
        Action.EXPORT_AUDIT,
        Action.EXPORT_EVIDENCE,
        Action.EXPORT_EQUITY,
        Action.EXPORT_PAYROLL,
        Action.RECOVER_KEYS,
        Action.BACK_UP,
    }
)
"""What asks for the password again."""

_SERGEANT = frozenset(
    {
        Action.READ_ROSTER,
        Action.BUILD,
        Action.EDIT,
        Action.PROPOSE,
        Action.DRAW,
        Action.ACKNOWLEDGE,
        Action.ENTER_LEAVE,
        Action.READ_OVERLAY,
        Action.READ_WEIGHTS,
        Action.OBSERVE,
        Action.RECORD_DEVIATION,
        Action.APPROVE_SWAP,
        Action.READ_LOG,
        Action.KEEP_LOG,
    }
)
_SCHEDULER = _SERGEANT | {
    Action.UNLOCK,
    Action.EXPORT,
    Action.READ_PAY,
    Action.EXPORT_PAYROLL,
    Action.KEEP_PROFILES,
    Action.CLOSE_DAY,
    Action.DECIDE_LEAVE,
    Action.CHANGE_FACILITY,
    Action.IMPORT,
    Action.FEED,
}
_DECIDING = frozenset(
    {Action.DECIDE_REQUESTS, Action.UNSEAL, Action.KEEP_KEYS, Action.READ_TOTALS, Action.ASK_BACK, Action.READ_BACK}
)

MATRIX: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.OFFICER: frozenset({Action.READ_OWN, Action.ASK, Action.SWAP, Action.KEEP_KEYS}),
        Role.SERGEANT: _SERGEANT,
        Role.SCHEDULER: _SCHEDULER,
        Role.COMMANDER: _SCHEDULER
        | _DECIDING
        | {
            Action.APPROVE,
            Action.PUBLISH,
            Action.ARCHIVE,
            Action.WAIVE,
            Action.READ_GUARDING,
            Action.READ_PAIRS,
            Action.REVIEW,
            Action.DECIDE_FINDINGS,
            Action.APPROVE_DEVIATION,
            Action.CHANGE_POLICY,
            Action.READ_SHIFT_AUDIT,
            Action.READ_EVIDENCE,
            Action.EXPORT_EVIDENCE,
            Action.READ_EQUITY,
            Action.EXPORT_EQUITY,
        },
        Role.PREA_MANAGER: _DECIDING
        | {
            Action.READ_ROSTER,
            Action.READ_OVERLAY,
            Action.READ_WEIGHTS,
            Action.READ_GUARDING,
            Action.READ_PAIRS,
            Action.REVIEW,
            Action.DECIDE_FINDINGS,
            Action.READ_LOG,
            Action.APPROVE_BACK,
            Action.READ_SHIFT_AUDIT,
            Action.READ_AUDIT,
            Action.EXPORT_AUDIT,
            Action.KEEP_PROFILES,
            Action.READ_EVIDENCE,
            Action.EXPORT_EVIDENCE,
            Action.FILE_FOR_OTHERS,
            Action.RECOVER_KEYS,
        },
        Role.AUTHORITY: _DECIDING
        | {
            Action.READ_ROSTER,
            Action.READ_PAY,
            Action.EXPORT_PAYROLL,
            Action.READ_EQUITY,
            Action.EXPORT_EQUITY,
            Action.KEEP_PROFILES,
            Action.APPROVE_BACK,
            Action.FILE_FOR_OTHERS,
            Action.RECOVER_KEYS,
        },
        Role.AUDITOR: frozenset(
            {
                Action.READ_ANONYMOUS,
                Action.EXPORT_ANONYMOUS,
                Action.READ_WEIGHTS,
                Action.READ_SHIFT_AUDIT,
                Action.READ_AUDIT,
                Action.EXPORT_AUDIT,
                Action.READ_TOTALS,
            }
        ),
        Role.ADMIN: frozenset(
            {
                Action.IMPORT,
                Action.CHANGE_POLICY,
                Action.READ_WEIGHTS,
                Action.READ_SHIFT_AUDIT,
                Action.READ_AUDIT,
                Action.EXPORT_AUDIT,
                Action.KEEP_PROFILES,
                Action.CONFIGURE_ACCOUNTS,
                Action.CONFIGURE_BACKUPS,
                Action.BACK_UP,
            }
        ),
    }
)
"""By role: all that it may do."""


def may(roles: Iterable[Role], action: Action) -> bool:
    """Whether one of the roles may do something."""
    return any(action in MATRIX[role] for role in roles)


def who_may(*actions: Action) -> str:
    """Return who may do one of some things, as part of a sentence: "a watch commander"."""
    return in_words(role for role in Role if any(action in MATRIX[role] for action in actions))
