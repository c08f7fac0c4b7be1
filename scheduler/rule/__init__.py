"""The contract of a rule: terms for the engine, a view for the checker, config from policy. Knows no single rule."""

from scheduler.rule.arrays import cell_mask, members, pieces, spans_of
from scheduler.rule.base import Breach, Rule
from scheduler.rule.config import InvalidSettingError, SettingInfo, read_config, setting, settings_of
from scheduler.rule.facts import Facts, facts_of
from scheduler.rule.frame import FREE, KINDS, OFF, Bools, Frame, Instance, Ints
from scheduler.rule.terms import (
    EVERYBODY,
    NO_LIMIT,
    Capacity,
    Cover,
    Crew,
    Forbid,
    Groups,
    InstancePrice,
    InstanceRows,
    Order,
    Price,
    Rows,
    Runs,
    Successions,
    Term,
    Wanted,
)
from scheduler.rule.text import NOT_ELIGIBLE, hours, span
from scheduler.rule.view import Scope, View, cell_of

__all__ = [
    "EVERYBODY",
    "FREE",
    "KINDS",
    "NOT_ELIGIBLE",
    "NO_LIMIT",
    "OFF",
    "Bools",
    "Breach",
    "Capacity",
    "Cover",
    "Crew",
    "Facts",
    "Forbid",
    "Frame",
    "Groups",
    "Instance",
    "InstancePrice",
    "InstanceRows",
    "Ints",
    "InvalidSettingError",
    "Order",
    "Price",
    "Rows",
    "Rule",
    "Runs",
    "Scope",
    "SettingInfo",
    "Successions",
    "Term",
    "View",
    "Wanted",
    "cell_mask",
    "cell_of",
    "facts_of",
    "hours",
    "members",
    "pieces",
    "read_config",
    "setting",
    "settings_of",
    "span",
    "spans_of",
]
