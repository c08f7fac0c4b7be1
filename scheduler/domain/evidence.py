"""Evidence packs: what was published, by whom and why, given away so that others can prove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a pack tells, chosen by who receives it; everything else is taken out before anything is written.

    Attributes:
        name: As the command line has it.
        title: For whom, in words.
        has_badges: Officers are told by badge; otherwise by numbers that are drawn anew for each pack.
        has_names: Officers' names go with it.
        has_words: Free text goes with it: reasons, mitigation, labels.
        has_actors: It tells who published, approved and wrote.
        has_log: The audit log goes with it, without who and what of records that are about something else.
        is_for_case: It needs the number of a case, and holds the problems that certificates speak of: inmates,
            exposure and restrictions.
    """

    name: str
    title: str
    has_badges: bool = False
    has_names: bool = False
    has_words: bool = False
    has_actors: bool = False
    has_log: bool = False
    is_for_case: bool = False


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile(name="public", title="The public: nobody can be told from it"),
            Profile(name="labour", title="A union or arbitrator: badges, no names, no free text", has_badges=True),
            Profile(
                name="court",
                title="A court or inspector: names, reasons, who decided, the audit log",
                has_badges=True,
                has_names=True,
                has_words=True,
                has_actors=True,
                has_log=True,
            ),
            Profile(
                name="case",
                title="A case that orders it: inmates and exposure too, so that certificates can be proved again",
                has_badges=True,
                has_names=True,
                has_words=True,
                has_actors=True,
                has_log=True,
                is_for_case=True,
            ),
        )
    }
)
"""By name, the one that tells least first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A roster exactly as its certificate speaks of it, with the problem that it answers."""

    problem: Problem
    roster: Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A published version.

    Attributes:
        roster_id: Number of the roster.
        label: Its name.
        at: When it was published (aware).
        by: Who did.
        reason: Why, where that was asked.
        roster: What was published, without tours whose posts are still to be drawn.
        tours_sha256: Hash of the canonical JSON of all its tours, as the audit log notes it.
        to_be_drawn: How many tours are left out.
        certificate: What was known of it, None for nothing.
        certified: Roster and problem of the certificate, None where they are not at hand or not given.
    """

    roster_id: int
    label: str
    at: datetime
    by: str
    reason: str
    roster: Roster
    tours_sha256: str
    to_be_drawn: int = 0
    certificate: Certificate | None = None
    certified: Certified | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDeviation:
    """A post below the staffing plan, and what was written down about it; None where nothing was.

    Attributes:
        there, planned: Officers there at the emptiest moment and the plan's minimum; 0 and 0 where the post was
            published full and lost its officer later.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    there: int
    planned: int
    status: str = ""
    reason: str = ""
    words: str = ""
    mitigation: str = ""
    overtime_tried: bool | None = None
    by: str = ""
    at: datetime | None = None
    approver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that is not in a pack, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that a pack tells.

    Attributes:
        facility: Its name.
        zone: IANA time zone of the facility.
        profile: Name of the profile.
        case: Number of the case that orders it, "" for none.
        at: When it is made (aware).
        by: Who makes it.
        publications: By roster and version.
        deviations: By date, shift and post, of the dates of the rosters.
        names: Names of the officers who stand in it.
        log: Lines of an audit file, the closing line last; empty for none.
        withheld: Numbers of the log's records whose who and what are taken out, in spans, both ends inclusive.
        left_out: What is not in it.
    """

    facility: str
    zone: str
    profile: str
    case: str
    at: datetime
    by: str
    publications: tuple[Publication, ...]
    deviations: tuple[PackedDeviation, ...] = ()
    names: Mapping[Badge, str] | None = None
    log: tuple[bytes, ...] = ()
    withheld: tuple[tuple[int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
