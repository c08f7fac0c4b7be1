"""All that can be given away, in one list: looked at before, and written. Another kind of export is another row."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.api.equity import BY_BADGE, BY_KEY, SUMMARY, TITLES, EquityAudit
from scheduler.api.errand import CancelledError, Errand
from scheduler.api.export import FORMATS as ROSTER_FORMATS
from scheduler.api.export import CsvForm, ExportChoice
from scheduler.api.packs import PROFILES, Evidence, WantedPack
from scheduler.api.papers import KINDS as PAPERS
from scheduler.api.papers import PageSize, Print
from scheduler.api.payroll import FORMATS as PAYROLL_FORMATS
from scheduler.api.payroll import PayrollDraft, template_of
from scheduler.api.reports import KINDS as REPORTS
from scheduler.audit import ACTIONS
from scheduler.domain.exports import ExportOrder, ExportProfile
from scheduler.domain.papers import Paper
from scheduler.exchange.roster_files import COLUMNS, roster_content, roster_rows
from scheduler.exchange.writers import WRITERS
from scheduler.identity.permissions import MATRIX, Action
from scheduler.identity.roles import ROLE_WORDS
from scheduler.rule import hours
from scheduler.storage import DeskError

if TYPE_CHECKING:
    from scheduler.api.desk import Desk

__all__ = [
    "ANONYMOUS",
    "AUDIT",
    "PAYROLL",
    "ROSTER",
    "USUAL_DAYS",
    "KINDS",
    "About",
    "CancelledError",
    "Errand",
    "ExportKind",
    "ExportOrder",
    "ExportPreview",
    "ExportProfile",
    "about_of",
    "carry_out",
    "offered",
    "preview",
    "refuse_unknown",
    "roles_for",
]
PAPER_FORMATS = tuple(sorted(WRITERS, key=lambda form: (form != "pdf", form)))
SHOWN_ROWS = 100
"""So many rows a preview shows."""
USUAL_DAYS = 90
"""Dates of an equity audit by a profile, up to yesterday, where nothing else is said."""
ROSTER, ANONYMOUS, PAYROLL, AUDIT = "roster", "anonymous", "payroll", "audit"
EVIDENCE = "evidence-"
"""Before the name of a pack's profile."""
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
_NEVER = "Inmates, requests, restrictions, waivers and reasons: it never holds them."
_NO_NAMES = "Officers' names: badges stand for them."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export is about.

    Attributes:
        roster: Number of the roster, None for none.
        on: Local date of a paper about one date.
        first, last: Dates of payroll or of an equity audit, both inclusive; `first` of payroll is needed for the first
            export to a receiver only.
    """

    roster: int | None = None
    on: date | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPreview:
    """What an export would hold; nothing leaves the database yet.

    Attributes:
        rows: How many rows it has.
        heads: Of the rows that are shown; empty for a paper, whose pages are looked at.
        lines: The first rows.
        left_out: What does not leave with it, a sentence each.
        paper: The paper that would be written, None for none.
        draft: What payroll would be told, None for another kind.
    """

    rows: int
    heads: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    paper: Paper | None = None
    draft: PayrollDraft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKind:
    """A kind of export.

    Attributes:
        title: What it is called.
        group: Under which heading it is listed.
        about: What it is for, in a sentence.
        formats: In which it can be written.
        actions: All that one must be permitted.
        shown: Makes its preview.
        made: Writes it and returns the files.
        is_of_roster: It is about one roster.
        needs_date: It is about one local date of the roster.
        needs_officer: It is about one officer.
        is_one_file: It is written in one format at a time.
        is_of_dates: It is about local dates from one to another.
    """

    title: str
    group: str
    about: str
    formats: tuple[str, ...]
    actions: tuple[Action, ...]
    shown: Callable[["Desk", ExportOrder, About], ExportPreview]
    made: Callable[["Desk", ExportOrder, About, Path, Errand, ExportPreview | None], tuple[Path, ...]]
    is_of_roster: bool = True
    needs_date: bool = False
    needs_officer: bool = False
    is_one_file: bool = False
    is_of_dates: bool = False


def offered(desk: "Desk") -> Mapping[str, ExportKind]:
    """Return the kinds that whoever works here may give away, by name."""
    return {name: kind for name, kind in KINDS.items() if all(desk.session.may(action) for action in kind.actions)}


def roles_for(kind: ExportKind) -> Mapping[str, str]:
    """Return the words of the roles that may give a kind away, by what is stored of them."""
    return {role.value: words for role, words in ROLE_WORDS.items() if MATRIX[role].issuperset(kind.actions)}


def refuse_unknown(order: ExportOrder) -> ExportKind:
    """Return the kind of an order.

    Raises:
        DeskError: there is no such kind, or it has no such format.
    """
    kind = KINDS.get(order.what)
    if kind is None:
        raise DeskError(f"{order.what!r} is no export; known are {', '.join(KINDS)}")
    for form in order.formats:
        if form not in kind.formats:
            raise DeskError(f"{kind.title}: {form!r} is not a format of it; known are {', '.join(kind.formats)}")
    if not order.formats or (kind.is_one_file and len(order.formats) > 1):
        number = "one format" if kind.is_one_file else "a format"
        raise DeskError(f"{kind.title}: {number} is expected, of {', '.join(kind.formats)}")
    return kind


def preview(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    """Return what an export would hold, as whoever works here may read it.

    Raises:
        DeskError: it cannot be, or whoever works here may not read that.
    """
    return refuse_unknown(order).shown(desk, order, about)


def carry_out(
    desk: "Desk",
    order: ExportOrder,
    about: About,
    folder: Path,
    errand: Errand | None = None,
    seen: ExportPreview | None = None,
) -> tuple[Path, ...]:
    """Write an export to files in a folder and return them; the audit log notes it.

    Each file takes the place of an older one at once, when all of them are made: what is given up leaves nothing.

    Args:
        desk: Whose it is.
        order: What is exported, and how.
        about: Which roster, date or dates.
        folder: Where to; made if it is not there.
        errand: Of who waits for it.
        seen: What was looked at before; payroll is told that and nothing else.

    Raises:
        CancelledError: whoever waits has given up; nothing is written.
        DeskError: it cannot be, or whoever works here may not export it.
    """
    return refuse_unknown(order).made(desk, order, about, folder, errand or Errand(), seen)


def about_of(desk: "Desk", profile: ExportProfile, about: About | None = None) -> About:
    """Return what an export by a profile is about where nothing else is said: the newest roster, dates from today on.

    Raises:
        DeskError: there is no roster yet.
    """
    kind, given = refuse_unknown(profile.order), about or About()
    roster = given.roster
    if roster is None and kind.is_of_roster:
        heads = desk.oversight.rosters() if profile.order.what == ANONYMOUS else desk.rosters()
        if not heads:
            raise DeskError("There is no roster yet; build one first")
        roster = heads[0].id
    today = desk.today()
    on = given.on or (today + timedelta(days=profile.days_ahead) if kind.needs_date else None)
    has_last = kind.is_of_dates or profile.order.what == PAYROLL
    last = given.last or (today - timedelta(days=1) if has_last else None)
    first = given.first
    if first is None and kind.is_of_dates and last is not None:
        first = last - timedelta(days=USUAL_DAYS - 1)
    return About(roster=roster, on=on, first=first, last=last)


# ------------------------------------------------------------ rosters


def _roster(about: About) -> int:
    if about.roster is None:
        raise DeskError("Say which roster")
    return about.roster


def _csv(order: ExportOrder) -> CsvForm:
    return CsvForm(delimiter=order.delimiter, with_mark=order.with_mark)


def _choice(order: ExportOrder) -> ExportChoice:
    badges = (order.badge,) if order.badge else ()
    return ExportChoice(csv=_csv(order), badges=badges, tells_posts=order.tells_posts, as_archive=order.as_archive)


def _roster_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    number = _roster(about)
    roster, sealed = desk.roster(number).roster, desk.draws.sealed(number)
    left_out = [_NEVER]
    if sealed:
        left_out.insert(0, f"Posts of {len(sealed):,} musters: they are still to be drawn.")
    if set(order.formats) == {"ics"}:
        if not roster.version:
            raise DeskError("Calendars are of what is published, and this roster never was")
        tours = Counter(tour.badge for tour in roster.tours if order.badge in (None, tour.badge))
        names = desk.names()
        lines = [(badge, names.get(badge, ""), f"{count:,}") for badge, count in sorted(tours.items())]
        if not order.tells_posts:
            left_out.insert(0, 'Posts: entries say "Duty".')
        heads = ("badge", "officer", "tours")
        return ExportPreview(rows=tours.total(), heads=heads, lines=tuple(lines[:SHOWN_ROWS]), left_out=tuple(left_out))
    if not order.with_names:
        left_out.insert(0, _NO_NAMES)
    names = desk.names() if order.with_names else {}
    content = roster_content(roster, desk.problem(roster.period), names, sealed)
    return _table(COLUMNS, roster_rows(content), left_out)


def _table(heads: tuple[str, ...], rows: list[list[str | int]], left_out: Iterable[str]) -> ExportPreview:
    shown = tuple(tuple(map(str, row)) for row in rows[:SHOWN_ROWS])
    return ExportPreview(rows=len(rows), heads=heads, lines=shown, left_out=tuple(left_out))


def _roster_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    return desk.export(_roster(about), folder, order.formats, order.with_names, _choice(order), errand)


def _anonymous_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    roster = desk.oversight.roster(_roster(about))
    rows: list[list[str | int]] = [
        [tour.on.isoformat(), tour.shift, tour.post, tour.badge, tour.minutes] for tour in roster.tours
    ]
    left_out = ("Badges and names: officers are numbered, in an order drawn anew each time.", _NEVER)
    return _table(("date", "shift", "post", "officer", "minutes"), rows, left_out)


def _anonymous_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    return desk.oversight.export(_roster(about), folder, order.formats, _choice(order), errand)


# ------------------------------------------------------------ papers


def _print(order: ExportOrder, about: About) -> Print:
    return Print(
        roster=_roster(about), kind=order.what, on=about.on, badge=order.badge, as_it_stands=order.as_it_stands
    )


def _paper_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    paper = desk.papers.make(_print(order, about))
    left_out = [_NEVER]
    if order.what == "wall-sheet":
        left_out.insert(0, "Keys, radios, times of relief and watches: the sheet hangs where others see it.")
    if order.what == "attention" and not desk.session.may(Action.READ_GUARDING):
        left_out.insert(0, "Rounds and cameras: they are not told to you.")
    rows = sum(len(table.rows) for table in paper.tables)
    return ExportPreview(rows=rows, left_out=tuple(left_out), paper=paper)


def _paper_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Gathering what the paper tells ...")
    paper = desk.papers.make(_print(order, about))
    return desk.papers.write(paper, folder, order.formats, PageSize(order.size), _csv(order), errand)


# ------------------------------------------------------------ payroll


def _payroll_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    if about.last is None:
        raise DeskError("Payroll is told up to a date: say which is the last one")
    template = template_of(Path(order.template) if order.template else None)
    draft = desk.payroll.draft(template, about.last, about.first)
    left_out = ["Posts and reasons: payroll is told hours and pay codes."]
    if draft.open_swaps:
        left_out.insert(0, f"Swaps of which it is not known whose hours they were: {len(draft.open_swaps):,}.")
    if draft.open_dates:
        dates = f"{draft.open_dates[0]}" + (f" to {draft.open_dates[-1]}" if len(draft.open_dates) > 1 else "")
        left_out.insert(0, f"{len(draft.open_dates):,} days that are not closed: {dates}.")
    lines = tuple(
        (
            *(str(entry.number), entry.badge, entry.on.isoformat(), entry.code),
            f"{'-' if entry.minutes < 0 else ''}{hours(abs(entry.minutes))}",
        )
        for entry in draft.entries[:SHOWN_ROWS]
    )
    heads = ("line", "badge", "date", "pay code", "hours")
    return ExportPreview(rows=len(draft.entries), heads=heads, lines=lines, left_out=tuple(left_out), draft=draft)


def _payroll_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, seen: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Gathering what payroll is told ...")
    draft = seen.draft if seen is not None else None
    draft = draft or _payroll_shown(desk, order, about).draft
    assert draft is not None
    return desk.payroll.export(draft, folder, order.formats[0], _csv(order), errand)


# ------------------------------------------------------------ equity audits


def _equity(desk: "Desk", order: ExportOrder, about: About) -> EquityAudit:
    if about.first is None or about.last is None:
        raise DeskError("An equity audit is about dates: say the first and the last one")
    return desk.equity.make(order.what, about.first, about.last)


def _equity_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    paper = _equity(desk, order, about).paper
    left_out = [_EQUITY_LEFT_OUT[order.what], "Names, reasons, and posts and dates of tours."]
    rows = sum(len(table.rows) for table in paper.tables)
    return ExportPreview(rows=rows, left_out=tuple(left_out), paper=paper)


def _equity_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Counting what was worked ...")
    audit = _equity(desk, order, about)
    return desk.equity.write(audit, folder, order.formats, PageSize(order.size), _csv(order), errand)


# ------------------------------------------------------------ reports


def _report(desk: "Desk", order: ExportOrder, about: About) -> Paper:
    if about.first is None or about.last is None:
        raise DeskError("A report is about dates: say which is the first and which the last")
    return desk.reports.make(order.what, about.first, about.last)


def _report_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    paper = _report(desk, order, about)
    rows = sum(len(table.rows) for table in paper.tables)
    return ExportPreview(rows=rows, left_out=("Inmates, requests, restrictions and why anybody is away.",), paper=paper)


def _report_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Counting what the report tells ...")
    return desk.papers.write(
        _report(desk, order, about), folder, order.formats, PageSize(order.size), _csv(order), errand
    )


# ------------------------------------------------------------ the audit log


def _audit_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    found, total = desk.audit_log.records("", _FIRST, _LAST, None, SHOWN_ROWS)
    lines = tuple(
        (
            str(row.id),
            f"{row.at:%Y-%m-%d %H:%M:%S} UTC",
            row.actor,
            ACTIONS.get(row.action, ("", row.action))[1],
            ", ".join(row.subjects),
        )
        for row in found
    )
    left_out = ("Nothing: whoever has the file reads who did what.",)
    heads = ("number", "at", "who", "what", "about")
    return ExportPreview(rows=total, heads=heads, lines=lines, left_out=left_out)


def _audit_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Gathering the records ...")
    path = folder / f"fairwatch_{desk.today()}.audit"
    errand.commit()
    desk.audit_log.export(path)
    return (path,)


# ------------------------------------------------------------ evidence packs


def _pack_of(desk: "Desk", order: ExportOrder, about: About) -> Evidence:
    profile = order.what.removeprefix(EVIDENCE)
    return desk.packs.gather(WantedPack(rosters=(_roster(about),), profile=profile))


def _pack_shown(desk: "Desk", order: ExportOrder, about: About) -> ExportPreview:
    pack = _pack_of(desk, order, about)
    lines = [
        (f"roster {one.roster_id}, version {one.roster.version}", f"{len(one.roster.tours):,} tours")
        for one in pack.publications
    ]
    if pack.deviations:
        lines.append(("posts below the staffing plan", f"{len(pack.deviations):,}"))
    if pack.names:
        lines.append(("names of officers", f"{len(pack.names):,}"))
    if pack.log:
        lines.append(("audit log", f"{len(pack.log) - 1:,} records"))
    left_out = tuple(f"{one.what[0].upper()}{one.what[1:]}: {one.why}." for one in pack.left_out)
    return ExportPreview(rows=len(lines), heads=("what", "how much"), lines=tuple(lines), left_out=left_out)


def _pack_made(
    desk: "Desk", order: ExportOrder, about: About, folder: Path, errand: Errand, _: ExportPreview | None
) -> tuple[Path, ...]:
    errand.step("Gathering what the pack holds ...")
    pack = _pack_of(desk, order, about)
    path = folder / f"evidence_{about.roster}_{pack.profile}.zip"
    errand.commit()
    desk.packs.write(pack, path)
    return (path,)


_PAPER_WORDS = MappingProxyType(
    {
        "post-sheet": "Who stands where on one date, with room for signatures.",
        "wall-sheet": "Who stands where on one date, for a wall.",
        "roster-by-post": "Every seat of the roster, post by post.",
        "roster-by-officer": "Every tour of the roster, officer by officer.",
        "officer-card": "The tours of one officer, to carry along.",
        "attention": "How much attention each post asks for on one date, and why.",
        "deviation-log": "Where and why posts were below the staffing plan.",
        "overtime-standings": "Who is called next for overtime, and what is charged to whom.",
    }
)

_RECEIVERS = {"public": "the public", "labour": "a union", "court": "a court"}
_EQUITY_LEFT_OUT = MappingProxyType(
    {
        SUMMARY: "Badges, and figures of fewer than five people: those cells stay empty.",
        BY_BADGE: "Nothing that was counted: whoever has the file reads what each badge carried.",
        BY_KEY: "Badges: which key is whose stands in a file of its own. Keys are drawn anew each time.",
    }
)
_EQUITY_WORDS = MappingProxyType(
    {
        SUMMARY: "How nights, weekends, hard posts, mandates and refusals are shared, by unit, watch and seniority.",
        BY_BADGE: "What each officer carried, for human resources to compare groups of staff outside.",
        BY_KEY: "What each officer carried, by keys that say nothing; which key is whose is a file of its own.",
    }
)

KINDS: Mapping[str, ExportKind] = MappingProxyType(
    {
        ROSTER: ExportKind(
            title="Roster",
            group="Rosters",
            about="Workbook, page, table, data, or a calendar for each officer.",
            formats=ROSTER_FORMATS,
            actions=(Action.EXPORT,),
            shown=_roster_shown,
            made=_roster_made,
        ),
        ANONYMOUS: ExportKind(
            title="Roster without people",
            group="Rosters",
            about="As it was published, with numbers in place of officers.",
            formats=tuple(form for form in ROSTER_FORMATS if form != "ics"),
            actions=(Action.EXPORT_ANONYMOUS,),
            shown=_anonymous_shown,
            made=_anonymous_made,
        ),
        **{
            name: ExportKind(
                title=paper.title,
                group="Papers",
                about=_PAPER_WORDS.get(name, ""),
                formats=PAPER_FORMATS,
                actions=(Action.EXPORT, *((paper.action,) if paper.action is not None else ())),
                shown=_paper_shown,
                made=_paper_made,
                needs_date=paper.needs_date,
                needs_officer=paper.needs_officer,
            )
            for name, paper in PAPERS.items()
        },
        **{
            name: ExportKind(
                title=report.title,
                group="Reports",
                about=report.about,
                formats=PAPER_FORMATS,
                actions=(*report.actions, Action.EXPORT),
                shown=_report_shown,
                made=_report_made,
                is_of_roster=False,
                is_of_dates=True,
            )
            for name, report in REPORTS.items()
        },
        **{
            f"{EVIDENCE}{profile.name}": ExportKind(
                title=f"Evidence for {_RECEIVERS[profile.name]}",
                group="Evidence packs",
                about=f"{profile.title}. What was published, with its proofs; fairwatch verify proves it.",
                formats=("zip",),
                actions=(Action.READ_EVIDENCE, Action.EXPORT_EVIDENCE),
                shown=_pack_shown,
                made=_pack_made,
                is_one_file=True,
            )
            for profile in PROFILES.values()
            if not profile.is_for_case  # a case is named in a window of its own
        },
        PAYROLL: ExportKind(
            title="Payroll",
            group="Hours and records",
            about="What was worked on closed days, and of what was told before only what changed.",
            formats=PAYROLL_FORMATS,
            actions=(Action.EXPORT_PAYROLL,),
            shown=_payroll_shown,
            made=_payroll_made,
            is_of_roster=False,
            is_one_file=True,
        ),
        **{
            name: ExportKind(
                title=title,
                group="Hours and records",
                about=_EQUITY_WORDS[name],
                formats=PAPER_FORMATS,
                actions=(Action.EXPORT_EQUITY,),
                shown=_equity_shown,
                made=_equity_made,
                is_of_roster=False,
                is_of_dates=True,
            )
            for name, title in TITLES.items()
        },
        AUDIT: ExportKind(
            title="Audit log",
            group="Hours and records",
            about="Who did what, in a file that anybody can prove with fairwatch verify.",
            formats=("audit",),
            actions=(Action.EXPORT_AUDIT,),
            shown=_audit_shown,
            made=_audit_made,
            is_of_roster=False,
            is_one_file=True,
        ),
    }
)
"""By name, as the command line and profiles have them."""
