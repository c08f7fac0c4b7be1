"""Work on policy as data: presets, what is wrong with one, changes from a date, comparisons, judging the past.

Lies above the checker, because comparing and judging ask it, and below the engine, because nothing here builds rosters.
"""

from scheduler.policies.changes import (
    PolicyChange,
    PolicyError,
    as_if_always,
    change_attention,
    change_entry,
    history_of,
    undo_attention,
    with_change,
)
from scheduler.policies.compare import ChangedFinding, Comparison, TierPair, compare_policies
from scheduler.policies.faults import PolicyFault, entry_faults, policy_faults
from scheduler.policies.past import Judged, PastError, judge_past, past_problem, worked_roster
from scheduler.policies.presets import Preset, adopt, preset, preset_names, proposed, read_preset
from scheduler.policies.toml_file import PresetError
from scheduler.policies.words import numbers_of, sentence_of, typed_setting, value_text

__all__ = [
    "ChangedFinding",
    "Comparison",
    "Judged",
    "PastError",
    "PolicyChange",
    "PolicyError",
    "PolicyFault",
    "Preset",
    "PresetError",
    "TierPair",
    "adopt",
    "as_if_always",
    "change_attention",
    "change_entry",
    "compare_policies",
    "entry_faults",
    "history_of",
    "judge_past",
    "numbers_of",
    "past_problem",
    "policy_faults",
    "preset",
    "preset_names",
    "proposed",
    "read_preset",
    "sentence_of",
    "typed_setting",
    "value_text",
    "undo_attention",
    "with_change",
    "worked_roster",
]
