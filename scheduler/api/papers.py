"""Papers about a roster: `Desk.papers`. What can be printed, and given away in every format of a paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler.api.attention import AttentionDesk, table_of
from scheduler.api.audit import HASH_LETTERS, AuditDesk
from scheduler.api.calls import CallDesk
from scheduler.api.errand import Errand
from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.api.meals import meal_plan
from scheduler.api.plan import PlanDesk
from scheduler.domain.deviations import latest
from scheduler.domain.draws import Muster
from scheduler.domain.papers import Paper, Standing
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.swaps import SwapState
from scheduler.domain.words import Badge, StaffClass
from scheduler.exchange import UnwritableError
from scheduler.exchange.files import replace_file
from scheduler.exchange.writers import WRITERS, CsvForm, PageSize, pictures, written
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import MealPlan
from scheduler.reports import (
    Given,
    attention_report,
    deviation_log,
    officer_card,
    overtime_standings,
    post_sheet,
    roster_by_officer,
    roster_by_post,
    wall_sheet,
)
from scheduler.rule import InvalidSettingError
from scheduler.storage import AuditFilter, DeskError, Store
from scheduler.wire import hash_of

__all__ = ["KINDS", "PAGES", "PageSize", "PaperKind", "PapersDesk", "Print", "Sources", "write_paper"]
PAGES = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A paper that can be made.

    Attributes:
        title: What it is called.
        needs_date: It is about one local date of the roster.
        needs_officer: It is about one officer.
        of_records: It tells of records too, which go on after a publication: it speaks of now.
        action: What one must be permitted besides reading rosters, None for nothing.
    """

    title: str
    needs_date: bool = False
    needs_officer: bool = False
    of_records: bool = False
    action: Action | None = None


KINDS: Mapping[str, PaperKind] = MappingProxyType(
    {
        "post-sheet": PaperKind(title="Post sheet for the control room", needs_date=True),
        "wall-sheet": PaperKind(title="Duty posts for the wall", needs_date=True),
        "roster-by-post": PaperKind(title="Roster by post"),
        "roster-by-officer": PaperKind(title="Roster by officer"),
        "officer-card": PaperKind(title="Card of an officer", needs_officer=True),
        "attention": PaperKind(title="Attention by post", needs_date=True, of_records=True, action=Action.READ_OVERLAY),
        "deviation-log": PaperKind(title="Deviations from the plan", of_records=True),
        "overtime-standings": PaperKind(title="Overtime standings", needs_date=True, of_records=True),
    }
)
"""By name, as the command line has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What is to be printed.

    Attributes:
        roster: Number of the roster.
        kind: One of `KINDS`.
        on: Local date, for a paper that needs one.
        badge: The officer, for a paper that needs one.
        as_it_stands: Of the roster as it stands, a draft; otherwise of what is published, where anything is.
    """

    roster: int
    kind: str
    on: date | None = None
    badge: Badge | None = None
    as_it_stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The desks that know what papers tell besides the roster."""

    audit_log: AuditDesk
    attention: AttentionDesk
    calls: CallDesk
    plan: PlanDesk


class PapersDesk:
    """Makes papers and writes them. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        problem: Callable[[Period], Problem],
        sealed: Callable[[int], frozenset[Muster]],
        sources: Sources,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._problem, self._sealed = store, site, problem, sealed
        self._sources, self._now, self._session = sources, now, session

    @needs(Action.READ_ROSTER)
    def make(self, asked: Print) -> Paper:
        """Return a paper; nothing leaves the database yet.

        Raises:
            DeskError: there is no such paper, roster, date or officer.
        """
        kind = KINDS.get(asked.kind)
        if kind is None:
            raise DeskError(f"{asked.kind!r} is no paper; known are {', '.join(KINDS)}")
        if kind.action is not None and not self._session.may(kind.action):
            raise NotPermittedError(refusal((kind.action,), self._session.is_open))
        given = self._given(asked, kind)
        period = given.roster.period
        if kind.needs_date:
            if asked.on is None or not period.first <= asked.on <= period.last:
                raise DeskError(f"{kind.title}: a date from {period.first} to {period.last} is expected")
            return self._of_date(asked.kind, given, asked.on)
        if kind.needs_officer:
            known = {officer.badge for officer in given.problem.officers}
            if asked.badge not in known or asked.badge is None:
                raise DeskError(f"{kind.title}: the badge of an officer is expected, not {asked.badge or 'nothing'}")
            return officer_card(given, asked.badge)
        if asked.kind == "deviation-log":
            below = ((b.post, b.on, b.shift, b.there, b.planned) for b in self._sources.plan.below(*given.span))
            return deviation_log(given, tuple(below), given.deviations)
        return (roster_by_post if asked.kind == "roster-by-post" else roster_by_officer)(given)

    def _of_date(self, kind: str, given: Given, on: date) -> Paper:
        """Return a paper about one local date of the roster."""
        if kind == "attention":
            inputs = self._sources.attention.inputs(on, on)
            return attention_report(given, table_of(given.problem, given.roster, inputs, on, days=1), on)
        if kind == "overtime-standings":
            calls = self._sources.calls
            lines = tuple((one.badge, one.seniority, one.standing) for one in calls.charged(on))
            return overtime_standings(given, lines, calls.rules(on), on)
        return (post_sheet if kind == "post-sheet" else wall_sheet)(given, on)

    @needs(Action.READ_ROSTER)
    def pages(self, paper: Paper, size: PageSize, dots: int) -> tuple[bytes, ...]:
        """Return the pages of a paper as PNG files, to be looked at; `dots` to the inch.

        Raises:
            DeskError: they cannot be set.
        """
        try:
            return pictures(paper, size, dots)
        except UnwritableError as error:
            raise DeskError(str(error)) from error

    @needs(Action.EXPORT)
    def write(
        self,
        paper: Paper,
        folder: Path,
        formats: tuple[str, ...] = (PAGES,),
        size: PageSize = PageSize.LETTER,
        csv: CsvForm | None = None,
        errand: Errand | None = None,
    ) -> tuple[Path, ...]:
        """Write a paper to files in a folder and return them; the audit log notes formats, rows and hash of each.

        Args:
            paper: The paper.
            folder: Where to; made if it is not there.
            formats: Of `scheduler.exchange.writers.WRITERS`.
            size: Of the pages.
            csv: What was chosen of CSV.
            errand: Of who waits for it.

        Raises:
            CancelledError: whoever waits has given up; nothing is written.
            DeskError: a format is not known, or a file cannot be written.
        """
        paths, noted = write_paper(paper, folder, formats, size, csv, errand)
        self._note(paper, "export paper", *noted)
        self._sources.audit_log.put_anchor_beside(folder)
        return paths

    @needs(Action.READ_ROSTER)
    def note_printed(self, paper: Paper) -> None:
        """Note in the audit log that a paper went to a printer: whoever runs a watch prints, files need more."""
        self._note(paper, "print paper")

    def _note(self, paper: Paper, action: str, *more: str) -> None:
        what = f"paper:{paper.kind}:{paper.span}"
        self._store.audit_log.note_export(what, self._now(), self._session.actor, action, *more)

    def _given(self, asked: Print, kind: PaperKind) -> Given:
        stored, published = self._store.roster(asked.roster), self._store.published_version(asked.roster)
        roster = stored.roster if published is None or asked.as_it_stands else published
        site, problem = self._site(), self._problem(roster.period)
        zone = ZoneInfo(site.facility.zone)
        at, anchor = self._now(), ""
        if kind.of_records:
            newest = self._sources.audit_log.anchor()
            anchor = f"{newest.number}:{newest.hash}" if newest is not None else ""
        elif roster is published:
            at = self._store.versions(asked.roster)[0].saved_at
            anchor = self._anchor(asked.roster)
        swaps = (swap for swap in self._store.swaps.every() if swap.state is SwapState.APPROVED)
        held = (change.after for swap in swaps for change in swap.changes() if change.after is not None)
        on = asked.on if kind.needs_date and asked.on is not None else None
        first, last = (on, on) if on is not None else (roster.period.first, roster.period.last)
        return Given(
            roster=roster,
            problem=problem,
            names={line.badge: line.name for line in site.names},
            at=at.astimezone(zone),
            anchor=anchor,
            sealed=self._sealed(asked.roster),
            meals=_meals(problem, roster, on),
            deviations=latest(self._store.deviations.of_dates(first, last)),
            supervisors=frozenset(o.badge for o in site.officers if o.staff_class is StaffClass.SUPERVISOR),
            traded=frozenset((tour.badge, tour.post, tour.on, tour.shift) for tour in held),
        )

    def _anchor(self, roster: int) -> str:
        """Return number and hash of the record of the last publication: what stands on paper does not change later."""
        rows, _ = self._store.audit_log.records(AuditFilter(actions=("publish",), subject=f"roster:{roster}"), 1)
        found = self._store.audit_log.hash_of(rows[0].id) if rows else None
        return f"{rows[0].id}:{found[:HASH_LETTERS]}" if found is not None else ""


def write_paper(
    paper: Paper,
    folder: Path,
    formats: tuple[str, ...],
    size: PageSize = PageSize.LETTER,
    csv: CsvForm | None = None,
    errand: Errand | None = None,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write a paper to files in a folder; return them, and formats, rows and hashes as the audit log notes them.

    Raises:
        CancelledError: whoever waits has given up; nothing is written.
        DeskError: a format is not known, or a file cannot be written.
    """
    unknown = next((form for form in formats if form not in WRITERS), None)
    if unknown is not None:
        raise DeskError(f"{unknown!r} is not a format of papers; known are {', '.join(sorted(WRITERS))}")
    stem, errand, made = _stem(paper), errand or Errand(), []
    try:
        for form in dict.fromkeys(formats):
            errand.step(f"Making {form.upper()} ...")
            made.append(written(paper, form, csv or CsvForm(), size))
        errand.commit()
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(folder / f"{stem}.{ending}" for ending, _ in made)
        for path, (_, data) in zip(paths, made, strict=True):
            replace_file(path, data)
    except UnwritableError as error:
        raise DeskError(str(error)) from error
    except OSError as error:
        raise DeskError(f"{folder}: {error.strerror or error}") from error
    rows = sum(len(table.rows) for table in paper.tables)
    told = (*(f"format:{form}" for form in dict.fromkeys(formats)), f"rows:{rows}")
    return paths, (*told, *(f"sha256:{hash_of(data)}" for _, data in made))


def _meals(problem: Problem, roster: Roster, on: date | None) -> dict[date, MealPlan]:
    """Return the meals of a date; none where policy plans none, or cannot be read."""
    if on is None or on not in roster.period:
        return {}
    try:
        plan = meal_plan(problem, roster, on)
    except InvalidSettingError:
        return {}
    return {on: plan} if plan is not None else {}


def _stem(paper: Paper) -> str:
    """Return the name of a paper's files, without their ending."""
    kind = KINDS.get(paper.kind)
    whose = paper.title if paper.kind == "report" or (kind is not None and kind.needs_officer) else ""
    version = {Standing.PUBLISHED: f"v{paper.version}", Standing.DRAFT: "draft"}.get(paper.standing, "")
    words = f"{paper.kind} {whose} {paper.span} {version}".lower()
    return "_".join("".join(letter if letter.isalnum() else " " for letter in words).split())
