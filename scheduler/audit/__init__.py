"""The audit log: what a record looks like, how records are chained and keyed, and how that is proved again.

`verifier` is a program of its own that imports nothing of this package; `chain` is what writes.
"""

from scheduler.audit.anchors import RESTORED, branch_of, remember, remembered, remembered_of, words_of
from scheduler.audit.chain import GENESIS, Head, Seal, end_line, line_of, new_log, sealed, text_of
from scheduler.audit.keys import KEYS_VARIABLE, AuditKey, KeyFileError, folder, known_key, own_key, read_key
from scheduler.audit.kinds import ACTIONS, KINDS, actions_of
from scheduler.audit.verifier import Anchor, Fault, Verdict, anchor_of, examine, sentences

__all__ = [
    "ACTIONS",
    "GENESIS",
    "KEYS_VARIABLE",
    "KINDS",
    "RESTORED",
    "Anchor",
    "AuditKey",
    "Fault",
    "Head",
    "KeyFileError",
    "Seal",
    "Verdict",
    "actions_of",
    "anchor_of",
    "branch_of",
    "end_line",
    "examine",
    "folder",
    "known_key",
    "line_of",
    "new_log",
    "own_key",
    "read_key",
    "remember",
    "remembered",
    "remembered_of",
    "sealed",
    "sentences",
    "text_of",
    "words_of",
]
