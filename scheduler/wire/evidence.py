"""The forms of the files in an evidence pack."""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.evidence import LeftOut
from scheduler.domain.roster import TourChange, Waiver

EVIDENCE_SCHEMA = "fairwatch/evidence/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file of a pack: its name, its size in bytes, and its hash (SHA-256, 64 hex digits)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedVersion:
    """A published version. The paths are those of files of the pack, "" where there is none.

    Attributes:
        first, last: Local dates of the roster, both inclusive.
        tours_sha256: Hash of its tours as they were published, as the audit log notes it.
        is_exact: Whether the file of tours holds just those bytes; otherwise badges were replaced, or posts are still
            to be drawn.
        to_be_drawn: How many tours are left out because their posts are.
    """

    roster: int
    version: int
    label: str
    first: date
    last: date
    published_at: datetime
    by: str
    reason: str
    tours: str
    tours_sha256: str
    is_exact: bool
    to_be_drawn: int
    waivers: tuple[Waiver, ...]
    certificate: str = ""
    certified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedChange:
    """What differs from one version of a roster to the next."""

    roster: int
    before: int
    after: int
    changes: tuple[TourChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in a pack, and what is not.

    Attributes:
        made_at: When (aware).
        withheld: Numbers of records of the log whose who and what are taken out, in spans, both ends inclusive.
        files: Every file of the pack but this one, by name.
    """

    schema: str = EVIDENCE_SCHEMA
    program: str
    facility: str
    zone: str
    profile: str
    case: str
    made_at: datetime
    by: str
    versions: tuple[PackedVersion, ...]
    changes: tuple[str, ...]
    log: str
    withheld: tuple[tuple[int, int], ...]
    left_out: tuple[LeftOut, ...]
    files: tuple[PackedFile, ...]
