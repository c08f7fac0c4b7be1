"""A rule's numbers: declared once as dataclass fields, read from policy, shown on the settings page."""

from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar

from scheduler.domain.policy import PolicyEntry, Setting

C = TypeVar("C")
_KINDS = {int: "a whole number", bool: "true or false", str: "a word"}


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """What a settings page needs to know of one field: label, unit, and the least and most allowed (inclusive)."""

    label: str
    unit: str
    least: int | None = None
    most: int | None = None


def setting(default: int | bool | str, label: str, unit: str, least: int | None = None, most: int | None = None) -> Any:
    """Return a dataclass field with its label, unit and range attached.

    The return type is Any so that the field's own annotation rules, as with `dataclasses.field`.
    """
    return field(default=default, metadata={"setting": SettingInfo(label, unit, least, most)})


def settings_of(config: type) -> tuple[tuple[Field[Any], SettingInfo], ...]:
    """Return the fields of a config class with what is known of each, in order."""
    return tuple((f, f.metadata["setting"]) for f in fields(config))


class InvalidSettingError(ValueError):
    """A policy entry names a setting that its rule lacks, or a value out of range."""


def read_config(config: type[C], entry: PolicyEntry) -> C:
    """Return the config that a policy entry describes; settings that it does not name keep their defaults.

    Raises:
        InvalidSettingError: a setting is unknown, of another type, or out of range.
    """
    return config(**checked_settings(config, entry.id, entry.settings))


def checked_settings(config: type, where: str, given: tuple[Setting, ...]) -> dict[str, int | bool | str]:
    """Return the given settings by name after checking name, type and range of each; see `read_config`."""
    known = {f.name: (f, info) for f, info in settings_of(config)}
    values: dict[str, int | bool | str] = {}
    for item in given:
        if item.name not in known:
            raise InvalidSettingError(f"policy {where}: {item.name!r} is not one of {', '.join(sorted(known))}")
        declared, info = known[item.name]
        wanted = type(declared.default) if declared.default is not MISSING else int
        if type(item.value) is not wanted:
            raise InvalidSettingError(f"policy {where}.{item.name}: {_KINDS[wanted]} is expected, not {item.value!r}")
        if isinstance(item.value, int) and not isinstance(item.value, bool):
            low, high = info.least, info.most
            if (low is not None and item.value < low) or (high is not None and item.value > high):
                raise InvalidSettingError(
                    f"policy {where}.{item.name}: {low} to {high} {info.unit} are expected, not {item.value}"
                )
        values[item.name] = item.value
    return values
