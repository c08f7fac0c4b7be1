"""The words of a log: what each action is called, and to which kind of records it belongs."""

from types import MappingProxyType

KINDS = (
    "Decisions on rosters",
    "Changes of rosters",
    "Exceptions",
    "Leave",
    "Policy",
    "Facility data",
    "Observations",
    "Looking back",
    "Exports",
    "Keys and retention",
    "Accounts and sign-in",
)
"""Kinds of records in the order in which they are offered."""
_DECISIONS, _EDITS, _EXCEPTIONS, _LEAVE, _POLICY, _FACILITY, _OBSERVED, _BACK, _LEFT, _KEYS, _WHO = KINDS

ACTIONS = MappingProxyType(
    {
        "create roster": (_DECISIONS, "Roster begun"),
        "set proposed": (_DECISIONS, "Roster proposed"),
        "set approved": (_DECISIONS, "Roster approved"),
        "publish": (_DECISIONS, "Roster published"),
        "draw posts": (_DECISIONS, "Posts drawn"),
        "set archived": (_DECISIONS, "Roster archived"),
        "acknowledge": (_DECISIONS, "Notice acknowledged"),
        "edit": (_EDITS, "Roster changed"),
        "undo": (_EDITS, "Change undone"),
        "redo": (_EDITS, "Change made again"),
        "set certificate": (_EDITS, "Proof kept with a roster"),
        "waive": (_EXCEPTIONS, "Finding waived"),
        "waive rotation": (_EXCEPTIONS, "Rotation waived"),
        "decide": (_EXCEPTIONS, "Breach or high band decided"),
        "ask for leave": (_LEAVE, "Leave asked for"),
        "grant leave": (_LEAVE, "Leave granted"),
        "refuse leave": (_LEAVE, "Leave refused"),
        "withdraw leave": (_LEAVE, "Leave withdrawn"),
        "plan wellness hours": (_LEAVE, "Wellness hours planned"),
        "change policy": (_POLICY, "Policy changed"),
        "import": (_FACILITY, "Facility imported"),
        "change facility": (_FACILITY, "Facility changed"),
        "note readings": (_FACILITY, "Readings noted"),
        "feed": (_OBSERVED, "Feed taken over"),
        "enter round": (_OBSERVED, "Round written down"),
        "count entries": (_OBSERVED, "Entries counted"),
        "count incidents": (_OBSERVED, "Incidents counted"),
        "review factor": (_OBSERVED, "Factor reviewed"),
        "ask to look back": (_BACK, "Look-back asked for"),
        "approve look-back": (_BACK, "Look-back approved"),
        "read look-back": (_BACK, "Look-back read"),
        "open pairs": (_BACK, "Pairs of an area looked at"),
        "export": (_LEFT, "Roster exported"),
        "export audit": (_LEFT, "Audit log exported"),
        "plan backups": (_LEFT, "Times of backups set"),
        "back up": (_LEFT, "Backup begun"),
        "backup made": (_LEFT, "Backup made"),
        "restore": (_LEFT, "Restored from a backup"),
        "make recovery key": (_KEYS, "Recovery key made"),
        "make key": (_KEYS, "Key made for an account"),
        "lock key anew": (_KEYS, "Passphrase of a key changed"),
        "rotate key": (_KEYS, "Key of an account replaced"),
        "recover key": (_KEYS, "Key restored from printed shares"),
        "commit stream": (_KEYS, "Day of the sealed log closed"),
        "set retention": (_KEYS, "Retention set"),
        "place hold": (_KEYS, "Litigation hold placed"),
        "lift hold": (_KEYS, "Litigation hold lifted"),
        "expunge log": (_KEYS, "Content of old records taken out"),
        "sign in": (_WHO, "Signed in"),
        "sign out": (_WHO, "Signed out"),
        "unlock session": (_WHO, "Session unlocked"),
        "confirm": (_WHO, "Password given again"),
        "fail to sign in": (_WHO, "Wrong try to sign in"),
        "lock account": (_WHO, "Account locked after wrong tries"),
        "release account": (_WHO, "Account released"),
        "let account lapse": (_WHO, "Account disabled after 90 days without use"),
        "refuse": (_WHO, "Refused: not permitted"),
        "add account": (_WHO, "Account added"),
        "change roles": (_WHO, "Roles changed"),
        "bind account": (_WHO, "Sign-in by the operating system changed"),
        "disable account": (_WHO, "Account disabled"),
        "enable account": (_WHO, "Account enabled"),
        "reset password": (_WHO, "Password reset"),
        "change password": (_WHO, "Own password changed"),
        "set authenticator": (_WHO, "Authenticator set up"),
        "remove authenticator": (_WHO, "Authenticator removed"),
        "change sign-in": (_WHO, "Rules of sign-in changed"),
        "begin to seal": (_FACILITY, "Older records sealed"),
    }
)
"""By action: its kind, and what was done in words."""


def actions_of(kind: str) -> tuple[str, ...]:
    """Return the actions of a kind."""
    return tuple(action for action, (of, _) in ACTIONS.items() if of == kind)
