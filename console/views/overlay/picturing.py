"""The risk overlay's figures: worked out away from the window, followed from edit to edit, and as a table to write."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count, day
from console.models.overlay import TREND_DATES, Overlay, Pictures
from console.models.overlay_plan import plan_of
from console.models.overlay_table import rows_of
from console.now import utc_now
from scheduler.api import AttentionInputs, DeskError, table_of
from scheduler.attention import AttentionTable
from scheduler.domain.attention import Factor
from scheduler.domain.facility import Post
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Minute

_Known = tuple[Roster, AttentionTable]
"""A roster with its figures."""
STALE_HOURS = 24
"""Housing data older than this are shown as old."""
KEPT = {"round": "no supervisor rounds", "entries": "no unscheduled entries"}


def now_minute() -> Minute:
    """Return the time in elapsed minutes."""
    return Minute(int(utc_now().timestamp()) // 60)


class Picturing:
    """Works the figures out when they are asked for; what is no longer wanted when it comes is dropped."""

    def __init__(self, document: RosterDocument, overlay: Overlay, told: Callable[[str], None]) -> None:
        """Fill an overlay.

        Args:
            document: The roster on screen and what it is compared with.
            overlay: Gets the figures.
            told: Called with "" when figures have come, else with one sentence why there are none.
        """
        self._document, self._overlay, self._told = document, overlay, told
        self._asked: object = None
        self._shown: Roster | None = None
        self._tables: dict[str, _Known] = {}
        self.inputs: AttentionInputs | None = None

    @property
    def is_current(self) -> bool:
        """Whether the figures shown are those of the roster on screen."""
        return self._shown is not None and self._shown is self._document.shown

    @property
    def has_figures(self) -> bool:
        """Whether the figures are those of the roster on screen, but for an edit that is just being followed."""
        return self._shown is not None

    def ask(self) -> None:
        """Work out the figures of the roster on screen, and of what it is compared with."""
        document = self._document
        roster, problem, desk = document.shown, document.problem, document.desk
        if roster is None or problem is None or desk is None:
            self.forget()
            return
        first = roster.period.first - timedelta(days=TREND_DATES - 1)
        try:
            self.inputs = desk.attention.inputs(first, roster.period.last)
        except DeskError as error:
            self._told(str(error))
            return
        self._work_out(roster, problem, self.inputs, None)

    def _work_out(self, roster: Roster, problem: Problem, inputs: AttentionInputs, known: _Known | None) -> None:
        """Work figures out away from the window, from those of another state of the roster where they are given."""
        before = self._document.compared_with
        before = before if before is not None and before.tours else None
        held = self._tables.get("before")
        desk = self._document.desk
        svg = desk.site().floor_plan if desk is not None else ""
        ticket = self._asked = object()

        def work() -> dict[str, _Known]:
            plan_of(svg)  # so that the window need not read it
            made = {"now": (roster, _changed(known, roster) if known is not None else _table(problem, roster, inputs))}
            if before is not None:
                is_same = held is not None and held[0] is before
                made["before"] = held if is_same and held else (before, _table(problem, before, inputs))
            return made

        def take(tables: dict[str, _Known]) -> None:
            if self._asked is ticket:
                self._take(tables)

        run_in_background(
            work, take, lambda error: self._told(f"The overlay could not be worked out: {error}"), is_apart=True
        )

    def drop(self) -> None:
        """Take the figures shown for those of another roster: what is on its way is no longer wanted."""
        self._asked = self._shown = None

    def forget(self) -> None:
        """Show no figures."""
        self._asked = self._shown = self.inputs = None
        self._tables = {}
        self._overlay.show(None, None)
        self._told("Open a roster to see the attention that its posts ask for.")

    def follow(self) -> None:
        """Bring the figures up to date after an edit of the roster on screen; until then those before it stay."""
        document, held, given = self._document, self._tables.get("now"), self.inputs
        roster, problem = document.roster, document.problem
        is_known = self._shown is not None and document.shown is roster
        if roster is None or problem is None or held is None or given is None or not is_known:
            self.ask()
        else:
            self._work_out(roster, problem, given, held)

    def _take(self, tables: dict[str, _Known]) -> None:
        document = self._document
        self._tables, self._shown = tables, tables["now"][0]
        is_proposal = document.proposal is not None and document.is_proposal_shown
        before = tables.get("before")
        version = before[0].version if before is not None else 0
        table = tables["now"][1]
        weights = table.weights(table.dates[-1])
        problem = document.problem
        gaps, gap_keys = _gaps(problem.posts if problem is not None else (), self.inputs)
        pictures = Pictures(
            now=table,
            now_name="Proposal" if is_proposal else "As it stands",
            before=before[1] if before is not None else None,
            before_name="" if before is None else "As it stands" if is_proposal else f"Published v{version}",
            before_words="as the roster stands" if is_proposal else f"in v{version}",
            weights="" if weights.version == 1 else f"Weights of {day(weights.effective)} {weights.effective.year}",
            gaps=gaps,
            gap_keys=gap_keys,
            age=document.desk.data_age() if document.desk is not None else None,
        )
        self._overlay.show(pictures, document.facts, now_minute())
        self._told("")


def _gaps(posts: Sequence[Post], inputs: AttentionInputs | None) -> tuple[str, tuple[str, ...]]:
    """Return what nobody has written down yet in one sentence, "" for nothing, and the keys of what would close it.

    What is withheld from a reader is not named to him: it may well be there.
    """
    if inputs is None:
        return "", ()
    seen, withheld = inputs.seen, inputs.reader.withheld
    reviewed = {(post.code, found.factor) for post in posts for found in post.attention}
    reviewed |= {(review.post, review.factor) for review in seen.reviews}
    wanted = [factor.value for factor in Factor if factor.is_static and factor not in withheld]
    bare = sum(any((post.code, factor) not in reviewed for factor in wanted) for post in posts)
    lacking = {
        "review": bare > 0,
        "round": seen.rounds_since is None and Factor.ROUNDS not in withheld,
        "entries": seen.entries_since is None,
    }
    kept = " and ".join(words for key, words in KEPT.items() if lacking[key])
    never = f"{count(bare, 'post')} {'is' if bare == 1 else 'are'} not wholly rated" if bare else ""
    said = ", and ".join(words for words in (never, f"{kept} are kept yet" if kept else "") if words)
    keys = tuple(key for key, lacks in lacking.items() if lacks)
    return f"{said[:1].upper()}{said[1:]}, so figures are ranges." if said else "", keys


def _changed(known: _Known, roster: Roster) -> AttentionTable:
    """Return the table of a roster from that of another state of it."""
    old, new = set(known[0].tours), set(roster.tours)
    return known[1].changed(old - new, new - old)


def _table(problem: Problem, roster: Roster, inputs: AttentionInputs) -> AttentionTable:
    """Return the table of a roster, with the dates before it that a trend takes."""
    first = roster.period.first - timedelta(days=TREND_DATES - 1)
    return table_of(problem, roster, inputs, first)


def is_stale(age: datetime | None, now: datetime | None = None) -> bool:
    """Whether housing data of a time (aware) are so old that the figures are to look old."""
    return age is not None and (now or utc_now()) - age > timedelta(hours=STALE_HOURS)


def table_of_moment(overlay: Overlay) -> list[tuple[str, ...]]:
    """Return heads and rows of the table of the moment, as they are written to a file."""
    found = rows_of(overlay)
    words = overlay.moment.words if overlay.moment is not None else ""
    return [("Moment", *found.columns), *((words, *row) for row in found.rows)]
