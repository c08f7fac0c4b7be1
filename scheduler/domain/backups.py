"""When a site makes backups, where to, and how many it keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPlan:
    """What a site has set.

    Attributes:
        folder: Where backups go to, best a disk of another machine.
        key: The backup key that locks, as it is written down; the half that opens is kept elsewhere.
        hours: Hours from one backup to the next, 0 for none by the clock.
        at_publication: Whether each publication is followed by one.
        keep: So many of the newest are kept; at least 1.
    """

    folder: str
    key: str
    hours: int = 24
    at_publication: bool = True
    keep: int = 14
