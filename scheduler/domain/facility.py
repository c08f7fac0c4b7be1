"""A jail as a place: facility, areas, shifts, posts and the coverage that each post asks for."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.words import (
    AreaCode,
    ContactMode,
    DocumentCode,
    FacilityId,
    Minute,
    PostCode,
    Priority,
    QualificationCode,
    RotationClass,
    ShiftCode,
)

WHOLE = 1000
"""Shares and contact weights are thousandths: 1000 is all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A jail or prison. `zone` is an IANA time zone name; `is_juvenile` switches the juvenile ratio rules on."""

    id: FacilityId
    name: str
    zone: str
    is_juvenile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place in a facility. Areas nest through `parent`; `outline` is the element id on the floor plan."""

    code: AreaCode
    name: str
    facility: FacilityId
    parent: AreaCode | None = None
    rotation: RotationClass = RotationClass.NONE
    outline: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A named span of the local clock.

    `start_wall_minute` is the minutes after local midnight at which it starts, `wall_minutes` its length as the clock
    shows it (720 for 18:00 to 06:00, whatever the clock change does to the true length), `muster_minutes` the paid
    briefing before the start. `not_before` names the shifts that may not follow on the next local date: a late shift
    that may not come the day before an early one has the early one here.
    """

    code: ShiftCode
    name: str
    start_wall_minute: int
    wall_minutes: int
    muster_minutes: int = 0
    is_night: bool = False
    not_before: tuple[ShiftCode, ...] = ()

    def span(self, clock: Clock, on: date) -> tuple[Minute, Minute]:
        """Return the elapsed minutes [start, end) of this shift when it starts on local date `on`."""
        first = self.start_wall_minute
        return clock.minute(on, first), clock.minute(on, first + self.wall_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many officers a post asks for on a shift, on the given weekdays (0 Monday to 6 Sunday).

    `minimum` seats must be filled, `wanted` (at least the minimum) would be good. Valid from `first` to `last`, both
    inclusive, None meaning open. A dated line (`first` and `last` both given) beats an undated one for the same shift,
    so that a holiday, or a watch that opens and closes, is one more line. The weights price one head under or over
    `wanted` for facilities that plan by weighted cover; they are 0 elsewhere.
    """

    shift: ShiftCode
    minimum: int
    wanted: int
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    first: date | None = None
    last: date | None = None
    under_weight: int = 0
    over_weight: int = 0

    def holds_on(self, on: date) -> bool:
        """Whether this line speaks about local date `on`."""
        return (
            on.weekday() in self.weekdays
            and (self.first is None or self.first <= on)
            and (self.last is None or on <= self.last)
        )

    @property
    def is_dated(self) -> bool:
        """Whether the line is an exception for given dates."""
        return self.first is not None and self.last is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaShare:
    """A part, in thousandths, of a post's attention that one area gets. A rover's shares add up to 1000."""

    area: AreaCode
    share: int = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFactor:
    """One reviewed static attention factor of a post, such as ("ST2", 12): see the attention index."""

    factor: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A staffed work position.

    `covers` lists the areas whose inmates the holder meets (empty: only `area`, whole). `qualifications` are all
    needed. `contact_weight` in thousandths overrides the policy's weight for the contact mode. Open from `opens` to
    `closes`, both inclusive. `is_relieved`: someone must fill it while the holder is away. `is_solo`: one alone.
    `gives_meal_reliefs`: how many holders of posts with `needs_meal_relief` one tour here can relieve for a meal.
    `serves_women`: women's programmes depend on it, which are not closed to keep other limits (28 CFR 115.15(b)).
    """

    code: PostCode
    name: str
    facility: FacilityId
    area: AreaCode
    priority: Priority
    contact: ContactMode = ContactMode.NONE
    coverage: tuple[Coverage, ...] = ()
    covers: tuple[AreaShare, ...] = ()
    qualifications: tuple[QualificationCode, ...] = ()
    attention: tuple[StaticFactor, ...] = ()
    contact_weight: int | None = None
    opens: date | None = None
    closes: date | None = None
    is_relieved: bool = True
    is_solo: bool = False
    needs_meal_relief: bool = False
    gives_meal_reliefs: int = 0
    serves_women: bool = False
    outline: str = ""

    @property
    def shares(self) -> tuple[AreaShare, ...]:
        """The areas covered, with shares; never empty."""
        return self.covers or (AreaShare(area=self.area),)

    def is_open_on(self, on: date) -> bool:
        """Whether the post exists on local date `on`."""
        return (self.opens is None or self.opens <= on) and (self.closes is None or on <= self.closes)

    def coverage_on(self, on: date) -> tuple[Coverage, ...]:
        """Return the coverage lines that hold on `on`, one a shift: dated lines beat undated, later ones earlier."""
        if not self.is_open_on(on):
            return ()
        best: dict[ShiftCode, Coverage] = {}
        for line in self.coverage:
            if line.holds_on(on) and (line.shift not in best or line.is_dated >= best[line.shift].is_dated):
                best[line.shift] = line
        return tuple(best[shift] for shift in sorted(best))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A written order that must have been read before certain posts are held: a post order, the boundary policy.

    One line a version; the latest `effective` line of a code holds. `posts` empty: asked for on every post whose
    contact mode is not none. `reviewed`: local date of the last yearly review, None if never.
    """

    code: DocumentCode
    version: int
    title: str
    effective: date
    posts: tuple[PostCode, ...] = ()
    reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNeed:
    """A task of a post that lawfully needs a qualification somewhere in the team, not in every member.

    On each shift on which `post` wants seats, at least `least` officers among those on `post` and on the `helpers`
    hold `qualification`: so a search by a person of the same sex is available and nobody is barred from the post.
    Lawful only with its `authority` in words, who approved it, and a date by which it is reviewed again. Valid from
    `first` to `last`, both inclusive.
    """

    post: PostCode
    qualification: QualificationCode
    helpers: tuple[PostCode, ...] = ()
    least: int = 1
    authority: str
    approver: str
    review_by: date
    first: date
    last: date | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the need is in force on local date `on`."""
        return self.first <= on and (self.last is None or on <= self.last)
