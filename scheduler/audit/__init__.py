"""The audit log: what a record looks like, how records are chained and keyed, and how that is proved again.

`verifier` is a program of its own that imports nothing of this package; `chain` is what writes.
"""

from scheduler.audit.chain import GENESIS, Head, Seal, end_line, line_of, new_log, sealed, text_of
from scheduler.audit.keys import AuditKey, KeyFileError, folder, own_key
from scheduler.audit.kinds import ACTIONS, KINDS, actions_of
from scheduler.audit.verifier import Anchor, Fault, Verdict, examine

__all__ = [
    "ACTIONS",
    "GENESIS",
    "KINDS",
    "Anchor",
    "AuditKey",
    "Fault",
    "Head",
    "KeyFileError",
    "Seal",
    "Verdict",
    "actions_of",
    "end_line",
    "examine",
    "folder",
    "line_of",
    "new_log",
    "own_key",
    "sealed",
    "text_of",
]
