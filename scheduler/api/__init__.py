"""What the console and the command line may call."""

from scheduler.api.desk import Desk
from scheduler.api.policy import compare_on_roster, policy_named, presets, recheck
from scheduler.api.publishing import PublishBlockedError
from scheduler.api.rotation import rotation_left
from scheduler.check import check_roster
from scheduler.domain.roster import StaleEditError
from scheduler.exchange import UnwritableError, WorkbookErrors, WorkbookFault, read_workbook, write_workbook
from scheduler.ledger import ToursLeft
from scheduler.policies import (
    ChangedFinding,
    Comparison,
    Judged,
    PolicyChange,
    PolicyError,
    PolicyFault,
    Preset,
    PresetError,
    TierPair,
    adopt,
    as_if_always,
    change_entry,
    compare_policies,
    entry_faults,
    history_of,
    policy_faults,
    proposed,
)
from scheduler.storage import AuditRow, DeskError, JournalStep, RosterHead, StoredRoster

__all__ = [
    "AuditRow",
    "ChangedFinding",
    "Comparison",
    "Desk",
    "DeskError",
    "JournalStep",
    "Judged",
    "PolicyChange",
    "PolicyError",
    "PolicyFault",
    "Preset",
    "PresetError",
    "PublishBlockedError",
    "RosterHead",
    "StaleEditError",
    "StoredRoster",
    "TierPair",
    "ToursLeft",
    "UnwritableError",
    "WorkbookErrors",
    "WorkbookFault",
    "adopt",
    "as_if_always",
    "change_entry",
    "check_roster",
    "compare_on_roster",
    "compare_policies",
    "entry_faults",
    "history_of",
    "policy_faults",
    "policy_named",
    "presets",
    "proposed",
    "read_workbook",
    "recheck",
    "rotation_left",
    "write_workbook",
]
