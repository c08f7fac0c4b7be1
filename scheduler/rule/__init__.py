"""The contract of a rule: terms for the engine, a view for the checker, config from policy. Knows no single rule."""

from scheduler.rule.base import Breach, Rule
from scheduler.rule.config import InvalidSettingError, SettingInfo, read_config, setting, settings_of
from scheduler.rule.frame import FREE, KINDS, OFF, Frame, Instance, Ints
from scheduler.rule.terms import (
    NO_LIMIT,
    Capacity,
    Cover,
    Forbid,
    Groups,
    Price,
    Rows,
    Runs,
    Successions,
    Term,
    Wanted,
)
from scheduler.rule.text import hours
from scheduler.rule.view import Scope, View

__all__ = [
    "FREE",
    "KINDS",
    "NO_LIMIT",
    "OFF",
    "Breach",
    "Capacity",
    "Cover",
    "Forbid",
    "Frame",
    "Groups",
    "Instance",
    "Ints",
    "InvalidSettingError",
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
    "hours",
    "read_config",
    "setting",
    "settings_of",
]
