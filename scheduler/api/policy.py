"""Policy at the desk: presets, what is proposed, comparisons, the past judged again."""

from datetime import date, timedelta
from pathlib import Path

from scheduler.api.desk import Desk
from scheduler.domain.policy import Policy
from scheduler.domain.problem import InvalidProblemError
from scheduler.domain.roster import Period
from scheduler.policies import (
    Comparison,
    Judged,
    PastError,
    Preset,
    PresetError,
    compare_policies,
    judge_past,
    preset,
    preset_names,
    read_preset,
)
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.storage import DeskError


def presets() -> tuple[Preset, ...]:
    """Return the presets that ship with the program, whole ones before additions."""
    return tuple(sorted((preset(name) for name in preset_names()), key=lambda p: (p.is_addition, p.title)))


def policy_named(name: str) -> Preset:
    """Return the preset of that name, or the one in the TOML file at that path.

    Raises:
        PresetError: it is neither, or the file is not what it should be.
    """
    if name in preset_names():
        return preset(name)
    path = Path(name)
    if path.suffix.lower() != ".toml" and not path.exists():
        raise PresetError(f"{name!r}: a TOML file or one of {', '.join(preset_names())} is expected")
    return read_preset(path)


def compare_on_roster(desk: Desk, roster_id: int, second: Policy) -> Comparison:
    """Return what the policy in force and another one say of a roster of the database, as it stands.

    Raises:
        DeskError: there is no such roster, or a policy cannot be used.
    """
    roster = desk.roster(roster_id).roster
    try:
        return compare_policies(desk.problem(roster.period), roster, second)
    except (InvalidProblemError, UnknownRuleError, InvalidSettingError) as error:
        raise DeskError(str(error)) from error


def recheck(desk: Desk, first: date, last: date, policy: Policy | None = None) -> Judged:
    """Judge what was worked on past dates, or what was published for them where nothing worked is known.

    Args:
        desk: The open database.
        first: First date to judge.
        last: Last date to judge, inclusive; at most 400 dates.
        policy: What to judge by (`as_if_always`: as if it had held all along); None: the site's own by its dates.

    Raises:
        DeskError: nothing is known of these dates, or the policy cannot be used.
    """
    site = desk.past_site(last + timedelta(days=1))
    try:
        return judge_past(site, Period(first=first, days=(last - first).days + 1), policy or site.policy)
    except (PastError, InvalidProblemError, UnknownRuleError, InvalidSettingError) as error:
        raise DeskError(str(error)) from error
