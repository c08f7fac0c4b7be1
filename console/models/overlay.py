"""The risk overlay: attention per post at a moment. Every view of it asks here, so any two say the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import product
from typing import Any, Literal, Protocol

from PySide6.QtCore import QObject, Signal

from console.document.facts import Facts
from console.document.words import full, weekday
from scheduler.attention import CellChange, change_of
from scheduler.domain.attention import Band, Factor, Reading, band_of
from scheduler.domain.words import Minute, PostCode, ShiftCode

Side = Literal["now", "before", "difference"]
Kind = Literal["closed", "uncovered", "settled", "between", "unknown"]
CLOSED, OPEN, UNCOVERED = 0, 1, 2
WATCHES = ("day", "evening", "night")
TREND_DATES = 28
NOT_A_FINDING = "Attention per post, from exposure and guardianship. Not a finding about any person."


class Table(Protocol):
    """What is read of a table of the index: axes, arrays [post, shift, date], and one cell in words.

    `state` is 0 where no seat is asked for, 1 where there are points, 2 where nobody holds a critical post.
    """

    @property
    def posts(self) -> tuple[PostCode, ...]:
        """First axis."""

    @property
    def shifts(self) -> tuple[ShiftCode, ...]:
        """Second axis."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Third axis, one date after the other."""

    @property
    def state(self) -> Any:
        """See above."""

    @property
    def low(self) -> Any:
        """The least points."""

    @property
    def high(self) -> Any:
        """The most points."""

    def reading(self, post: PostCode, shift: ShiftCode, on: date) -> Reading:
        """Return a cell with its parts."""

    def figures(self, post: PostCode, shift: ShiftCode, on: date) -> dict[Factor, tuple[int, int]]:
        """Return the least and most points of each factor that a cell has figures of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A watch of a date."""

    on: date
    watch: str

    @property
    def words(self) -> str:
        """Return "Fri 11 Dec, day watch"."""
        return f"{weekday(self.on)}, {self.watch} watch"


@dataclass(frozen=True, slots=True)
class Mark:
    """What can be seen of a post at a moment.

    Attributes:
        shift: The shift that the points are of, None where the post is closed all watch.
        kind: "settled": one band; "between": two bands next to each other, as something is not known; "unknown": more
            than two; "closed", "uncovered": outside the index.
        low, high: Least and most points.
        was: The same mark in the roster compared with, where a difference is looked at.
    """

    post: PostCode
    shift: ShiftCode | None = None
    kind: Kind = "closed"
    low: int = 0
    high: int = 0
    was: "Mark | None" = None

    @property
    def band(self) -> Band:
        """The lower band."""
        return band_of(self.low)

    @property
    def top(self) -> Band:
        """The upper band."""
        return band_of(self.high)

    @property
    def has_points(self) -> bool:
        """Whether it is within the index."""
        return self.kind not in ("closed", "uncovered")

    @property
    def points(self) -> str:
        """Return "48", or "39-51" where something is not known; "" outside the index."""
        if not self.has_points:
            return ""
        return range_words((self.low, self.high))

    @property
    def bands(self) -> str:
        """Return "elevated", "low to guarded", "closed" or "uncovered"."""
        if not self.has_points:
            return self.kind
        return str(self.band) if self.band is self.top else f"{self.band} to {self.top}"

    @property
    def change(self) -> str:
        """Return what differs: "+9", "-4 to +2", "became uncovered", "same"; "" with nothing to compare with."""
        was = self.was
        if was is None:
            return ""
        if self.has_points and was.has_points:
            steps = sorted({self.low - was.low, self.high - was.high})
            words = [f"{n:+}" if n else "0" for n in steps]
            return "same" if steps == [0] else " to ".join(words)
        if self.kind == was.kind:
            return "same"
        return change_words(was.kind, self.kind)

    @property
    def is_unchanged(self) -> bool:
        """Whether a difference is looked at, and here is none."""
        return self.was is not None and self.change == "same" and self.kind != "uncovered"

    @property
    def direction(self) -> int:
        """1: more attention than before, -1: less, 0: the same or nothing to compare with."""
        was = self.was
        if was is None:
            return 0
        now, before = (m.low + m.high if m.has_points else 400 if m.kind == "uncovered" else -1 for m in (self, was))
        return (now > before) - (now < before)

    @property
    def face(self) -> str:
        """Return the short text of the mark: points, a word, or what differs."""
        if self.was is not None and (self.has_points or self.kind != self.was.kind):
            return self.change
        return self.points or self.kind

    @property
    def sentence(self) -> str:
        """Return the mark in words, without post and moment."""
        if self.kind == "closed":
            words = "closed, nobody is asked for"
        elif self.kind == "uncovered":
            words = "uncovered: a critical post that nobody holds, outside the index"
        elif self.low == self.high:
            words = f"{self.points} points, {self.bands}"
        else:
            words = f"between {self.low} and {self.high} points, {self.bands}: something is not known"
        return words if self.was is None else f"{words}; {_compared(self)}"


def range_words(points: tuple[int, int]) -> str:
    """Return "8", or "0-8" where something is not known."""
    return str(points[0]) if points[0] == points[1] else f"{points[0]}-{points[1]}"


def change_words(before: Kind, after: Kind) -> str:
    """Return what has become of a post that is, or was, outside the index, in two words."""
    if after == "uncovered":
        return "became uncovered"
    if after == "closed":
        return "now closed"
    return "covered again" if before == "uncovered" else "now open"


def _compared(mark: Mark) -> str:
    was = mark.was
    assert was is not None, "only asked for with something to compare with"
    return "as before" if mark.change == "same" else f"was {was.points or was.kind}, {mark.change}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """The tables of the rosters that can be looked at.

    Attributes:
        now: The roster on screen.
        before: What it is compared with, None for nothing.
        now_name, before_name: What the two are called on screen.
        before_words: The same in a sentence, after a figure: "in v3".
        weights: Since when the weights hold, in words; "" where they are the program's own.
        gaps: What nobody has written down yet, so that figures are ranges, in one sentence; "" for nothing.
        gap_keys: What would close these gaps: of "review", "round" and "entries".
        age: When the housing data were brought up to date, None where that is not known.
    """

    now: Table
    now_name: str = "As it stands"
    before: Table | None = None
    before_name: str = ""
    before_words: str = ""
    weights: str = ""
    gaps: str = ""
    gap_keys: tuple[str, ...] = ()
    age: datetime | None = None


@dataclass(slots=True)
class _Axis:
    post: dict[PostCode, int] = field(default_factory=dict)
    shift: dict[ShiftCode, int] = field(default_factory=dict)
    on: dict[date, int] = field(default_factory=dict)


class Overlay(QObject):
    """What is looked at, and what it says.

    Attributes:
        facts: Names of posts, areas and shifts; None without a roster.
        moments: The moments of the roster, in order of time.
        number: Which of them is looked at.
        side: "now", "before", or the "difference" of both.
        chosen: The post that is explained, None for none.

    Signals:
        changed: Other figures, another side: everything is to be drawn anew.
        moved: Another moment is looked at.
        chosen_changed: Another post is chosen.
    """

    changed = Signal()
    moved = Signal()
    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without figures."""
        super().__init__(parent)
        self.facts: Facts | None = None
        self.pictures: Pictures | None = None
        self.moments: tuple[Moment, ...] = ()
        self.number = 0
        self.side: Side = "now"
        self.chosen: PostCode | None = None
        self.posts: tuple[PostCode, ...] = ()
        self._shifts: dict[str, tuple[ShiftCode, ...]] = {}
        self._axes: dict[int, _Axis] = {}

    # ------------------------------------------------------------ what is looked at

    def show(self, pictures: Pictures | None, facts: Facts | None, now: Minute | None = None) -> None:
        """Take other figures; the moment, the side and the post stay where they can.

        Args:
            pictures: The figures, None for none.
            facts: Names of what they are about.
            now: The time in elapsed minutes; at first its moment is shown, if the roster has it.
        """
        before = self.moment
        is_new = facts is not self.facts
        self.pictures, self.facts = pictures, facts
        self._axes = {}
        self._take_moments()
        if pictures is None or pictures.before is None:
            self.side = "now"
        if is_new or before not in self.moments:
            self.number = self._at(now) or 0
        else:
            self.number = self.moments.index(before)
        if self.chosen not in self.posts:
            self.chosen = self._gravest()
        self.changed.emit()

    def _take_moments(self) -> None:
        facts, pictures = self.facts, self.pictures
        self.posts, self.moments, self._shifts = (), (), {}
        if facts is None or pictures is None:
            return
        areas = {area.code: n for n, area in enumerate(facts.problem.areas)}
        known = [code for code in pictures.now.posts if code in facts.posts]
        self.posts = tuple(sorted(known, key=lambda code: (areas.get(facts.posts[code].area, -1), known.index(code))))
        for watch in WATCHES:
            found = tuple(code for code in pictures.now.shifts if facts.watch(code) == watch)
            if found:
                self._shifts[watch] = found
        dates = facts.problem.period.dates
        self.moments = tuple(Moment(on, watch) for on in dates for watch in self._shifts)

    def _at(self, now: Minute | None) -> int | None:
        """Return the number of the moment that a time lies in, None where the roster does not have it."""
        facts = self.facts
        if now is None or facts is None:
            return None
        found = None
        for number, moment in enumerate(self.moments):
            start, end = facts.shifts[self._shifts[moment.watch][0]].span(facts.clock, moment.on)
            if start <= now < end:
                found = number
        return found

    def now_number(self, now: Minute) -> int | None:
        """Return the number of the moment that is now, None where the roster does not have it."""
        return self._at(now)

    def _gravest(self) -> PostCode | None:
        """Return the post that asks for most attention at the moment."""
        marks = self.marks()
        if not marks:
            return None
        grave = {"uncovered": 1000, "closed": -1}
        return max(marks, key=lambda m: grave.get(m.kind, m.low + m.high)).post

    @property
    def moment(self) -> Moment | None:
        """The moment that is looked at."""
        return self.moments[self.number] if self.number < len(self.moments) else None

    @property
    def has_before(self) -> bool:
        """Whether there is a roster to compare with."""
        return self.pictures is not None and self.pictures.before is not None

    def go_to(self, number: int) -> None:
        """Look at another moment, by its number."""
        number = min(max(number, 0), max(len(self.moments) - 1, 0))
        if number != self.number:
            self.number = number
            self.moved.emit()

    def look_at(self, side: Side) -> None:
        """Look at the roster, at what it is compared with, or at the difference."""
        if side != self.side and (side == "now" or self.has_before):
            self.side = side
            self.changed.emit()

    def choose(self, post: PostCode) -> None:
        """Explain another post."""
        if post != self.chosen and post in self.posts:
            self.chosen = post
            self.chosen_changed.emit()

    # ------------------------------------------------------------ what it says

    def marks(self) -> tuple[Mark, ...]:
        """Return every post's mark at the moment, in the order of `posts`."""
        moment = self.moment
        return tuple(self.mark(post, moment) for post in self.posts) if moment is not None else ()

    def mark(self, post: PostCode, moment: Moment) -> Mark:
        """Return a post's mark at a moment, on the side that is looked at."""
        pictures = self.pictures
        if pictures is None:
            return Mark(post)
        if self.side == "before" and pictures.before is not None:
            return self._mark(pictures.before, post, moment)
        now = self._mark(pictures.now, post, moment)
        if self.side != "difference" or pictures.before is None:
            return now
        return Mark(post, now.shift, now.kind, now.low, now.high, self._mark(pictures.before, post, moment))

    def shift_mark(self, post: PostCode, shift: ShiftCode, on: date) -> Mark | None:
        """Return the mark of one shift of a post in the roster on screen, None without figures of it."""
        table = self.pictures.now if self.pictures is not None else None
        axis = self._axis(table) if table is not None else _Axis()
        if table is None or post not in axis.post or shift not in axis.shift or on not in axis.on:
            return None
        return _mark_at(table, post, shift, (axis.post[post], axis.shift[shift], axis.on[on]))

    def _mark(self, table: Table, post: PostCode, moment: Moment) -> Mark:
        """Return the mark in a table: of several shifts of the watch, the one that asks for most attention."""
        axis = self._axis(table)
        row, column = axis.post.get(post), axis.on.get(moment.on)
        best = Mark(post)
        if row is None or column is None:
            return best
        for code in self._shifts.get(moment.watch, ()):
            layer = axis.shift.get(code)
            mark = _mark_at(table, post, code, (row, layer, column)) if layer is not None else best
            if mark.kind == "uncovered":
                return mark
            if mark.has_points and (best.shift is None or (mark.high, mark.low) > (best.high, best.low)):
                best = mark
        return best

    def ever_open(self) -> tuple[tuple[PostCode, str], ...]:
        """Return (post, watch) of every post that has a mark on some date, on the side that is looked at."""
        shown, pictures = self.shown_table(), self.pictures
        also = pictures.before if pictures is not None and self.side == "difference" else None
        found = {pair for table in (shown, also) if table is not None for pair in self._ever_open(table)}
        return tuple(pair for pair in product(self.posts, self._shifts) if pair in found)

    def _ever_open(self, table: Table) -> Iterator[tuple[PostCode, str]]:
        axis = self._axis(table)
        columns = [axis.on[on] for on in dict.fromkeys(moment.on for moment in self.moments) if on in axis.on]
        for post, (watch, codes) in product(self.posts, self._shifts.items()):
            row, layers = axis.post.get(post), [axis.shift[code] for code in codes if code in axis.shift]
            if row is not None and any(table.state[row, layer, n] != CLOSED for layer in layers for n in columns):
                yield post, watch

    def _axis(self, table: Table) -> _Axis:
        found = self._axes.get(id(table))
        if found is None:
            found = self._axes[id(table)] = _Axis(
                {code: n for n, code in enumerate(table.posts)},
                {code: n for n, code in enumerate(table.shifts)},
                {on: n for n, on in enumerate(table.dates)},
            )
        return found

    def was(self, post: PostCode, moment: Moment) -> Mark | None:
        """Return a post's mark in the roster compared with, None without one."""
        before = self.pictures.before if self.pictures is not None else None
        return self._mark(before, post, moment) if before is not None else None

    def shown_table(self) -> Table | None:
        """Return the table of the roster whose parts are explained: the one on screen, or what it is compared with."""
        pictures = self.pictures
        if pictures is None:
            return None
        return pictures.before if self.side == "before" and pictures.before is not None else pictures.now

    def reading(self, post: PostCode) -> Reading | None:
        """Return a post's cell at the moment with all of its parts; None where it is closed."""
        moment, table = self.moment, self.shown_table()
        if moment is None or table is None:
            return None
        mark = self._mark(table, post, moment)
        return table.reading(post, mark.shift, moment.on) if mark.shift is not None else None

    def figures(self, post: PostCode) -> dict[Factor, tuple[int, int]]:
        """Return the least and most points of each factor of a post at the moment; of a closed post of none."""
        moment, table = self.moment, self.shown_table()
        shift = self._mark(table, post, moment).shift if moment is not None and table is not None else None
        return table.figures(post, shift, moment.on) if table is not None and moment is not None and shift else {}

    def trend(self, post: PostCode) -> list[tuple[date, Mark]]:
        """Return the post's marks on the same watch of up to 28 dates, the moment's date the last; closed left out."""
        moment, table = self.moment, self.shown_table()
        if moment is None or table is None:
            return []
        dates = [on for on in table.dates if on <= moment.on][-TREND_DATES:]
        found = ((on, self._mark(table, post, Moment(on, moment.watch))) for on in dates)
        return [(on, mark) for on, mark in found if mark.has_points]

    def sentence(self, post: PostCode, moment: Moment | None = None) -> str:
        """Return "HB-F, Housing B floor, Friday 11 December 2026, day watch: 48 points, elevated"."""
        at = moment or self.moment
        if at is None or self.facts is None:
            return ""
        mark = self.mark(post, at)
        return f"{post}, {self.facts.posts[post].name}, {full(at.on)}, {at.watch} watch: {mark.sentence}"

    def change(self, post: PostCode, moment: Moment) -> CellChange | None:
        """Return what differs at a post from the roster compared with, and why; None: nothing, or none to compare."""
        pictures = self.pictures
        if pictures is None or pictures.before is None:
            return None
        marks = self._mark(pictures.now, post, moment), self._mark(pictures.before, post, moment)
        shift = marks[0].shift or marks[1].shift
        if shift is None:
            return None
        return change_of(*(table.reading(post, shift, moment.on) for table in (pictures.before, pictures.now)))

    def differing(self) -> tuple[int, int, int]:
        """Return how many posts differ at the moment: with more attention, with less, and newly uncovered ones."""
        moment = self.moment
        pictures = self.pictures
        if moment is None or pictures is None:
            return 0, 0, 0
        marks = [replace(self._mark(pictures.now, p, moment), was=self.was(p, moment)) for p in self.posts]
        more = sum(mark.direction > 0 for mark in marks)
        less = sum(mark.direction < 0 for mark in marks)
        return more, less, sum(mark.change == "became uncovered" for mark in marks)

    def connect_all(self, work: Callable[[], object]) -> None:
        """Have some work done whenever other figures, another side or another moment are shown."""
        for signal in (self.changed, self.moved):
            signal.connect(lambda *_: work())


def _mark_at(table: Table, post: PostCode, shift: ShiftCode, at: tuple[int, int, int]) -> Mark:
    """Return the mark of a cell of a table."""
    state = int(table.state[at])
    if state == UNCOVERED:
        return Mark(post, shift, "uncovered")
    if state != OPEN:
        return Mark(post)
    low, high = int(table.low[at]), int(table.high[at])
    return Mark(post, shift, _kind(low, high), low, high)


_RANK = {band: rank for rank, band in enumerate(Band)}


@cache
def _kind(low: int, high: int) -> Kind:
    """Return how settled an interval of points is."""
    apart = _RANK[band_of(high)] - _RANK[band_of(low)]
    return "settled" if not apart else "between" if apart == 1 else "unknown"
