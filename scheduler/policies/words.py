"""An entry of the policy in words: its sentence and its numbers with their units."""

from typing import Any

from scheduler.domain.findings import Message
from scheduler.domain.policy import PolicyEntry
from scheduler.rule import SettingInfo, hours, read_config, settings_of, span
from scheduler.rules import rule_of


def sentence_of(entry: PolicyEntry) -> Message:
    """Return what an entry asks, in one sentence.

    Raises:
        UnknownRuleError, InvalidSettingError: the entry cannot be used.
    """
    rule = rule_of(entry.rule)
    return rule.describe(read_config(rule.Config, entry))


def numbers_of(entry: PolicyEntry) -> tuple[tuple[str, SettingInfo, str], ...]:
    """Return the name, the description and the value in words of every setting of the entry's rule, defaults too.

    Raises:
        UnknownRuleError: the entry's rule does not exist.
    """
    given: dict[str, Any] = {item.name: item.value for item in entry.settings}
    known = settings_of(rule_of(entry.rule).Config)
    return tuple(
        (field.name, info, value_text(field.name, info, given.get(field.name, field.default))) for field, info in known
    )


def value_text(name: str, info: SettingInfo, value: int | bool | str) -> str:
    """Return a setting's value with its unit: "8 h", "12 days", "yes", "housing", a window's length as "7 days"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if info.unit == "minutes":
        return span(value) if name == "window_minutes" else hours(value)
    return f"{value} {info.unit.removesuffix('s') if value == 1 else info.unit}"


def typed_setting(rule: str, name: str, text: str) -> int | bool | str:
    """Return the value that a person's text means for a setting of a rule: "600", "yes" or "housing".

    What is no setting, or not of its type, is returned as text, for the check of the policy to refuse.

    Raises:
        UnknownRuleError: the rule does not exist.
    """
    kinds = {field.name: type(field.default) for field, _ in settings_of(rule_of(rule).Config)}
    if kinds.get(name) is bool and text.lower() in _YES_NO:
        return _YES_NO[text.lower()]
    if kinds.get(name) is int and text.removeprefix("-").isdecimal():
        return int(text)
    return text


_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
