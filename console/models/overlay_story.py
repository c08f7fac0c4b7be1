"""What the drawer of the risk overlay tells of one post: its points, their parts, what would lower them, the trend."""

from dataclasses import dataclass
from datetime import date

from console.models.overlay import Kind, Mark, Overlay, change_words, range_words
from scheduler.domain.attention import CellState, Factor, FactorReading, Reading
from scheduler.domain.words import PostCode

FACTOR_WORDS = {
    Factor.SINGLE_DUTY: "One-to-one duty",
    Factor.SOLO: "Alone on post",
    Factor.CAMERA: "Cameras and sight lines",
    Factor.ISOLATED: "Isolated place",
    Factor.CONTACT: "Contact mode",
    Factor.NIGHT: "Night supervision",
    Factor.PRIVACY: "Privacy-sensitive place",
    Factor.CONCENTRATION: "Share of one holder",
    Factor.TENURE: "Longest tenure",
    Factor.ROUNDS: "Supervisor rounds",
    Factor.DEVIATION: "Deviation from the plan",
    Factor.FATIGUE: "Fatigue of the cover",
    Factor.ENTRIES: "Unscheduled entries",
}
KINDS: dict[CellState, Kind] = {CellState.CLOSED: "closed", CellState.OPEN: "settled", CellState.UNCOVERED: "uncovered"}
FILL_IT = "Fill it: Who and why, beside the roster, lists who could take the seat."
STATIC_HEAD, DYNAMIC_HEAD = "What the post is", "What this roster makes of it"
MOST_ACTIONS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One factor as a bar."""

    factor: Factor
    words: str
    low: int
    high: int
    maximum: int
    evidence: str
    action: str

    @property
    def is_known(self) -> bool:
        """Whether nothing is missing."""
        return self.low == self.high

    @property
    def figure(self) -> str:
        """Return "12/12", or "0-8/8" where something is not known."""
        return f"{self.low}/{self.maximum}" if self.is_known else f"{self.low}-{self.high}/{self.maximum}"

    @property
    def sentence(self) -> str:
        """Return the part as a screen reader says it."""
        points = (
            f"{self.low} of {self.maximum} points"
            if self.is_known
            else f"{self.low} to {self.high} of {self.maximum} points, not known exactly"
        )
        return f"{self.words}: {points}. {self.evidence}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise than in the roster compared with: words, its figure ("4 to 8"), and why."""

    words: str
    figure: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is told.

    Attributes:
        title: Post and name.
        moment: The moment in words.
        points: Points and band in words.
        sensitivity: Whether the band would be another with one weight a quarter larger or smaller; "" outside.
        differences_head: What the differences are from.
        differences: What is otherwise than in the roster compared with; empty for nothing.
        static, dynamic: The parts of the review, and of roster and logs.
        actions: (what to do, the most points that it could take off), most first.
        trend: (date, mark) of up to 28 dates.
        trend_words: The trend in words.
    """

    title: str
    moment: str
    points: str
    sensitivity: str = ""
    differences_head: str = ""
    differences: tuple[Difference, ...] = ()
    static: tuple[Part, ...] = ()
    dynamic: tuple[Part, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    trend: tuple[tuple[date, Mark], ...] = ()
    trend_words: str = ""


def story_of(overlay: Overlay, post: PostCode) -> Story | None:
    """Return what is told of a post at the moment, None without figures."""
    moment, facts, pictures = overlay.moment, overlay.facts, overlay.pictures
    if moment is None or facts is None or pictures is None:
        return None
    mark, reading = overlay.mark(post, moment), overlay.reading(post)
    name = {"before": pictures.before_name, "now": "", "difference": ""}[overlay.side]
    words = f"{mark.sentence[0].upper()}{mark.sentence[1:]}."
    if overlay.side == "now" and pictures.before is not None:
        words = _with_before(overlay, post, words)
    parts = tuple(_part(part) for part in reading.parts) if reading is not None else ()
    trend = tuple(overlay.trend(post))
    return Story(
        title=f"{post}, {facts.posts[post].name}",
        moment=f"{moment.words}{f', {name}' if name else ''}",
        points=words,
        sensitivity=_sensitivity(reading),
        differences_head=f"What differs from {pictures.before_name[:1].lower()}{pictures.before_name[1:]}",
        differences=_differences(overlay, post) if overlay.side != "before" else (),
        static=tuple(part for part in parts if part.factor.is_static),
        dynamic=tuple(part for part in parts if not part.factor.is_static),
        actions=_actions(parts) if mark.kind != "uncovered" else ((FILL_IT, ""),),
        trend=trend,
        trend_words=_trend_words(trend),
    )


def _with_before(overlay: Overlay, post: PostCode, words: str) -> str:
    """Say too what the post had in the roster compared with, where that differs."""
    moment, pictures = overlay.moment, overlay.pictures
    if moment is None or pictures is None:
        return words
    was, mark = overlay.was(post, moment), overlay.mark(post, moment)
    if was is None or (was.kind, was.points) == (mark.kind, mark.points):
        return words
    return f"{words} Was {was.points or was.kind} {pictures.before_words}."


_BECAME = {
    "became uncovered": "Nobody holds this critical post any more: it is outside the index.",
    "covered again": "Somebody holds it again, so it has points.",
    "now closed": "Nobody is asked for any more, or a post that gives way is left empty.",
    "now open": "It asks for somebody now, so it has points.",
}


def _differences(overlay: Overlay, post: PostCode) -> tuple[Difference, ...]:
    """Return what is otherwise than in the roster compared with: the post's standing, or its factors, with why."""
    moment = overlay.moment
    change = overlay.change(post, moment) if moment is not None else None
    if change is None:
        return ()
    if change.state_before is not change.state_after:
        was, now = (KINDS[state] for state in (change.state_before, change.state_after))
        words = change_words(was, now)
        return (Difference(words.capitalize(), "", _BECAME[words]),)
    return tuple(
        Difference(FACTOR_WORDS[part.factor], f"{range_words(part.before)} to {range_words(part.after)}", part.why)
        for part in change.parts
    )


def _part(part: FactorReading) -> Part:
    return Part(part.factor, FACTOR_WORDS[part.factor], part.low, part.high, part.maximum, part.evidence, part.action)


def _sensitivity(reading: Reading | None) -> str:
    if reading is None or not reading.is_open:
        return ""
    bands, parts = reading.bands, reading.parts
    least = reading.low - max((part.low for part in parts), default=0) / 4
    most = reading.high + max((part.high for part in parts), default=0) / 4
    words = f"Between {_whole(least)} and {_whole(most)} points if any one weight were a quarter more or less"
    return f"{words}: {bands[0]} in any case." if len(bands) == 1 else f"{words}: {bands[0]} to {bands[-1]}."


def _whole(points: float) -> str:
    """Return "33" or "33.5"."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _actions(parts: tuple[Part, ...]) -> tuple[tuple[str, str], ...]:
    """Return what would lower the points most, each action once with the points of all factors that it is for."""
    most: dict[str, int] = {}
    for part in parts:
        if part.action and part.high:
            most[part.action] = most.get(part.action, 0) + part.high
    found = sorted(most.items(), key=lambda pair: -pair[1])[:MOST_ACTIONS]
    return tuple((action, f"up to -{points}") for action, points in found)


def _trend_words(trend: tuple[tuple[date, Mark], ...]) -> str:
    if len(trend) < 2:
        return ""
    first, last = trend[0][1], trend[-1][1]
    return f"{len(trend)} watches: from {first.points} to {last.points} points"
