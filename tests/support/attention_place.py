"""A small place for the attention index: a housing floor, a control room, a kitchen, a watch; whom to put there."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.attention import AttentionTable, RotationLimit, Standards, attention_table
from scheduler.domain.attention import AttentionWeight, Reading
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift, StaticFactor
from scheduler.domain.observations import Observations, UnitEntries
from scheduler.domain.people import Cadence, Officer, Pattern, Squad, Tenure
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.rounds import Round
from scheduler.domain.words import Minute, Priority, RotationClass, StaffClass

ON = date(2026, 3, 2)
"""The date looked at: a Monday, no clock change near."""
ZONE = "America/Chicago"
PITMAN = ("N", "N", None, None, "N", "N", "N", None, None, "N", "N", None, None, None)
STANDARDS = Standards(
    rotation={
        RotationClass.HOUSING: RotationLimit(due=Cadence(days=90), stop=Cadence(days=180)),
        RotationClass.SPECIAL: RotationLimit(due=Cadence(days=180), stop=Cadence(days=365)),
    }
)
STATIC = ("ST1", "ST2", "ST3", "ST4", "ST5", "ST6", "ST7")


def factors(*points: int | None) -> tuple[StaticFactor, ...]:
    """Return reviewed points of ST1 to ST7; None: not reviewed."""
    given = zip(STATIC, points, strict=True)
    return tuple(StaticFactor(factor=name, points=n) for name, n in given if n is not None)


def post(code: str, area: str, *points: int | None, minimum: int = 1, wanted: int = 1, **more: object) -> Post:
    """Return a post that is asked for on days and nights."""
    lines = tuple(Coverage(shift=s, minimum=minimum, wanted=wanted) for s in ("D", "N"))
    given: dict[str, object] = {"priority": Priority.CRITICAL, "coverage": lines, "attention": factors(*points), **more}
    return Post(code=code, name=code, facility="F", area=area, **given)


@dataclass
class Place:
    """The place on `ON`, to be filled with tours; every round is made and every entry counted, unless told otherwise.

    `rounds` holds (minutes after the start of the shift's date, minutes until it was written down).
    """

    posts: tuple[Post, ...]
    shift: str = "N"
    tours: list[Tour] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    rounds: list[tuple[int, int]] = field(default_factory=lambda: [(20 * 60, 5)])
    entries: int = 0
    weights: tuple[AttentionWeight, ...] = ()
    badges: tuple[str, ...] = ("A", "B", "C", "E")
    is_observed: bool = True
    days: int = 1
    now_days: int = 2

    def add(self, badge: str, post: str, days_ago: int, shift: str | None = None, part: slice | None = None) -> Tour:
        """Put an officer on a post; `part` in minutes after the date's midnight."""
        on = ON - timedelta(days=days_ago)
        code = shift or self.shift
        begin = {"D": 6 * 60, "N": 18 * 60}[code]
        span = part or slice(begin, begin + 720)
        clock = Clock(ZONE)
        start, end = clock.minute(on, span.start), clock.minute(on, span.stop)
        tour = Tour(start=start, end=end, badge=badge, post=post, on=on, shift=code, index=0)
        self.tours.append(tour)
        return tour

    def tenure(self, badge: str, area: str, days: int) -> None:
        """Let an officer's tenure have run for so many days on `ON`."""
        self.tenures.append(Tenure(badge=badge, area=area, since=ON - timedelta(days=days)))

    @property
    def problem(self) -> Problem:
        """The problem of the dates from `ON`."""
        return Problem(
            facility=Facility(id="F", name="F", zone=ZONE),
            period=Period(first=ON, days=self.days),
            areas=(
                Area(code="HB", name="Housing B", facility="F", rotation=RotationClass.HOUSING),
                Area(code="MED", name="Medical", facility="F", rotation=RotationClass.SPECIAL),
                Area(code="CTL", name="Control", facility="F"),
                Area(code="OUT", name="Outside", facility="F"),
            ),
            shifts=(
                Shift(code="D", name="Day", start_wall_minute=360, wall_minutes=720),
                Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True),
            ),
            posts=self.posts,
            patterns=(
                Pattern(code="P", name="Pitman", cycle=PITMAN),
                Pattern(code="W", name="Week", cycle=("D", "D", "D", "D", "D", None, None)),
            ),
            squads=(
                Squad(code="S", name="S", facility="F", pattern="P", anchor=ON - timedelta(days=28)),
                Squad(code="W", name="W", facility="F", pattern="W", anchor=ON - timedelta(days=28)),
            ),
            officers=tuple(
                Officer(
                    badge=b,
                    facility="F",
                    staff_class=StaffClass.SWORN,
                    squad="W" if b.startswith("W") else "S",
                    seniority=date(2020, 1, 1),
                )
                for b in self.badges
            ),
            tenures=tuple(self.tenures),
            worked=tuple(t for t in self.tours if t.on < ON),
            policy=Policy(attention=self.weights),
        )

    @property
    def seen(self) -> Observations:
        """What was observed."""
        if not self.is_observed:
            return Observations()
        midnight = Clock(ZONE).midnight(ON)
        areas = sorted({p.area for p in self.posts})
        return Observations(
            rounds=tuple(
                Round(area=a, performed_at=Minute(midnight + at), entered_at=Minute(midnight + at + late), badge="SGT")
                for a in areas
                for at, late in self.rounds
            ),
            entries=tuple(UnitEntries(area=a, on=ON, count=self.entries) for a in areas if self.entries),
            rounds_since=Minute(midnight - 100 * 1440),
            entries_since=ON - timedelta(days=100),
        )

    def table(self, first: date = ON) -> AttentionTable:
        """Return the index from `first` on, as known two days later."""
        now = Clock(ZONE).midnight(ON + timedelta(days=self.now_days))
        tours = tuple(t for t in self.tours if t.on >= ON)
        return attention_table(self.problem, tours, self.seen, now, STANDARDS, first)

    def reading(self, code: str | None = None) -> Reading:
        """Return the index of a post (the first) on `ON`."""
        return self.table().reading(code or self.posts[0].code, self.shift, ON)


def points(reading: Reading) -> dict[str, int | None]:
    """Return the points of each factor that adds any, or of which none are known."""
    return {part.factor.value: part.points for part in reading.parts if part.high}


def floor(**changes: object) -> Post:
    """Return the housing floor of the worked example: solo, partial cameras, group contact."""
    return replace(post("HB-F", "HB", 0, 12, 5, 0, 3, 4, 0), **changes)


def steady(place: Place, code: str) -> None:
    """Let A hold a post's shift for 14 of 28 dates, and B and C the others, all of them up to `ON`."""
    for ago in range(28):
        place.add("A" if ago % 2 == 0 else "B" if ago % 4 == 1 else "C", code, ago)
