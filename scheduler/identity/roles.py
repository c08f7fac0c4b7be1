"""Roles: who somebody is to the program. A person may hold several; what they may do adds up."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """An office of the facility, as it is stored."""

    OFFICER = "officer"
    SERGEANT = "sergeant"
    SCHEDULER = "scheduler"
    COMMANDER = "commander"
    PREA_MANAGER = "prea_manager"
    AUTHORITY = "authority"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_WORDS = MappingProxyType(
    {
        Role.OFFICER: "officer",
        Role.SERGEANT: "shift sergeant",
        Role.SCHEDULER: "scheduler",
        Role.COMMANDER: "watch commander",
        Role.PREA_MANAGER: "PREA manager",
        Role.AUTHORITY: "deciding authority",
        Role.AUDITOR: "auditor",
        Role.ADMIN: "administrator",
    }
)
"""What a role is called on screens and in sentences."""


def role_named(text: str) -> Role:
    """Return the role of a stored word or of its words on screens.

    Raises:
        ValueError: there is none; the message is one sentence.
    """
    wanted = text.strip().lower()
    for role, words in ROLE_WORDS.items():
        if wanted in (role.value, words.lower(), role.value.replace("_", " ")):
            return role
    raise ValueError(f"{text!r} is not a role; known are {', '.join(role.value for role in Role)}")


def in_words(roles: Iterable[Role], joined: str = "or") -> str:
    """Return roles as part of a sentence, in their own order: "a scheduler or a watch commander"."""
    held = frozenset(roles)
    words = [f"{'an' if ROLE_WORDS[r][0] in 'aeio' else 'a'} {ROLE_WORDS[r]}" for r in Role if r in held]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joined} {words[-1]}"
