"""Exposure as reports: areas before rotation is due, who is due, how it was kept, and what is observed of places.

No report names an inmate, and none puts officers in an order of contact.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.background import attend
from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import age, count, day, full, weekday
from console.operations.cases import look_backs
from console.operations.reports import Later, Maker, Report
from scheduler.api import RotationState, area_exposures, compliance, due_lines, subjects_of, table_of
from scheduler.api.reports import rotation_months
from scheduler.domain.clock import Clock
from scheduler.domain.dispositions import Disposition, Subject
from scheduler.domain.observations import FEWEST_SHOWN
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster

NO_ROSTER = "Open a roster: tours left and dates are counted after its last date."
COUNTING = "Counting tours left and dates ..."
COUNTING_POSTS = "Looking for breaches and for posts whose band is high ..."
WORDS = {
    RotationState.ON_TIME: "on time",
    RotationState.NOTICE: "soon due",
    RotationState.DUE: "rotation due",
    RotationState.OVERDUE: "past the last date",
    RotationState.WAIVED: "waived",
}


def areas(document: RosterDocument, period: Period) -> Later | Report:
    """Return each area of a rotation class: how many are due now and by the roster's end, and tours left there."""
    problem, roster = document.problem, document.roster
    if problem is None or roster is None:
        return Report(title="Areas", sentence=NO_ROSTER, columns=(), rows=())
    return Later(title="Areas", sentence=COUNTING, work=lambda: _areas(problem, roster))


def _areas(problem: Problem, roster: Roster) -> Report:
    found = area_exposures(problem, roster)
    names = {area.code: area.name for area in problem.areas}
    now, end = sum(a.due_now for a in found), sum(a.due_by_end for a in found)
    last = roster.period.last
    return Report(
        title="Areas",
        sentence=f"Rotation is due for {count(now, 'officer')} on {full(roster.period.first)}, and for {end} by "
        f"{full(last)} if nobody rotates. Tours left are counted after the roster, if no inmate moves.",
        columns=("Area", "Class", "Holders", "Due now", f"Due by {day(last)}", "Waived", "Next due", "Tours left",
                 "None left"),
        rows=tuple(
            (
                f"{a.area}, {names[a.area]}",
                a.rotation.value,
                str(a.holders),
                str(a.due_now),
                str(a.due_by_end),
                str(a.waived),
                _dated(a.next_due),
                "" if not a.holders else str(a.tours_left) if a.tours_left is not None else "no limit",
                str(a.holders_without) if a.tours_left is not None else "",
            )
            for a in found
        ),
        figures=frozenset({2, 3, 4, 5, 7, 8}),
        keys={6: [a.next_due.toordinal() if a.next_due is not None else 10**9 for a in found]},
    )  # fmt: skip


def due(document: RosterDocument, period: Period) -> Later | Report:
    """Return the tenures that the roster meets, by date: assignment is what this list is for."""
    problem, roster, facts = document.problem, document.roster, document.facts
    if problem is None or roster is None or facts is None:
        return Report(title="Rotation due", sentence=NO_ROSTER, columns=(), rows=())
    return Later(title="Rotation due", sentence=COUNTING, work=lambda: _due(problem, roster, facts))


def _due(problem: Problem, roster: Roster, facts: Facts) -> Report:
    last = roster.period.last
    found = sorted(due_lines(problem, roster), key=lambda line: (line.line.due or last, line.line.area))
    late = sum(line.at_end in (RotationState.DUE, RotationState.OVERDUE) for line in found)
    rows = []
    for line in found:
        waiver = line.line.waiver_on(last) or line.line.waiver_on(roster.period.first)
        rows.append(
            (
                facts.name(line.line.badge),
                line.line.area,
                line.line.rotation.value,
                _dated(line.line.since),
                _dated(line.line.due),
                _dated(line.line.overdue),
                WORDS[line.now],
                WORDS[line.at_end],
                f"until {_dated(waiver.expires)}, {waiver.approver}" if waiver is not None else "",
            )
        )
    dates = [(x.line.since, x.line.due or last, x.line.overdue or last) for x in found]
    return Report(
        title="Rotation due",
        sentence=f"{late} of {count(len(found), 'tenure')} are due by {full(last)}. Rotate one officer of a team at a "
        "time; a waiver needs an approver, a reason and a date of at most 90 days.",
        columns=("Officer", "Area", "Class", "Since", "Due", "Last date", "Now", f"On {day(last)}", "Waiver"),
        rows=tuple(rows),
        keys={3 + n: [row[n].toordinal() for row in dates] for n in range(3)},
    )


def kept(document: RosterDocument, period: Period) -> Later | Report:
    """Return how rotation stood on the first of each month of the last two years; counted away from the window."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    today = desk.today()
    site = desk.past_site(today)

    def work() -> Report:
        found = tuple(compliance(site, today))
        running, late = sum(m.running for m in found), sum(m.due + m.overdue for m in found)
        months = len({m.month for m in found})
        share = f"{100 * (running - late) / running:.0f}%" if running else "none"
        return Report(
            title="Compliance",
            sentence=f"On the first of {count(months, 'month')} that history reaches back to, {share} of tenures were "
            "on time or waived. Months before anything is known are left out: silence is not compliance."
            if found
            else "Nothing worked or published is known yet.",
            columns=("Month", "Class", "Tenures", "On time", "Waived", "Due", "Past the last date"),
            rows=tuple(
                (
                    f"{m.month:%Y-%m}",
                    m.rotation.value,
                    *(str(n) for n in (m.running, m.on_time, m.waived, m.due, m.overdue)),
                )
                for m in found
            ),
            figures=frozenset(range(2, 7)),
            plot=rotation_months((m.month, m.rotation, m.running, m.due + m.overdue) for m in found),
        )

    return Later(title="Compliance", sentence="Counting two years of rotation ...", work=work)


def rounds(document: RosterDocument, period: Period) -> Report:
    """Return supervisors' rounds of the dates, with when they were made and when they were written down."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found = desk.observations.read(period.first, period.last)
    clock, names = Clock(desk.site().facility.zone), desk.names()
    late = sum(made.is_late_entry for made in found.rounds)
    said = f"{count(len(found.rounds), 'round')} in these dates, {late} written down more than an hour later."
    if found.rounds_since is None:
        said = "No round was ever written down here, so the risk overlay treats rounds as unknown, not as missed."
    latest = found.rounds[::-1]
    return Report(
        title="Supervisor rounds",
        sentence=said,
        columns=("Made", "Area", "Post", "Supervisor", "Written down", "", ""),
        rows=tuple(
            (
                f"{weekday(clock.date_of(r.performed_at))} {clock.local(r.performed_at):%H:%M}",
                r.area,
                r.post or "",
                names.get(r.badge, r.badge),
                f"{weekday(clock.date_of(r.entered_at))} {clock.local(r.entered_at):%H:%M}",
                "late entry" if r.is_late_entry else "",
                "" if r.is_unannounced else "announced",
            )
            for r in latest
        ),
        keys={0: [r.performed_at for r in latest], 4: [r.entered_at for r in latest]},
    )


def entries(document: RosterDocument, period: Period) -> Report:
    """Return unscheduled staff entries by area and date: counts of a unit, never who."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found = desk.observations.read(period.first, period.last)
    said = f"{sum(e.count for e in found.entries)} unscheduled entries in these dates. Who entered is not kept here."
    if found.entries_since is None:
        said = "Unscheduled entries are not counted here yet, so the risk overlay treats them as unknown."
    return Report(
        title="Unscheduled entries",
        sentence=said,
        columns=("Date", "Area", "Entries"),
        rows=tuple((weekday(e.on), e.area, str(e.count)) for e in found.entries),
        figures=frozenset({2}),
        keys={0: [e.on.toordinal() for e in found.entries]},
    )


def incidents(document: RosterDocument, period: Period) -> Report:
    """Return incidents by area and calendar quarter, small numbers withheld."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found = desk.observations.incidents(desk.today())
    return Report(
        title="Incidents",
        sentence="Evidence beside the risk overlay; it adds no points there. Counted by calendar quarter of the last "
        f"two years; from 1 to {FEWEST_SHOWN - 1} only 'fewer than {FEWEST_SHOWN}' is shown.",
        columns=("Quarter", "Area", "Incidents"),
        rows=tuple(
            (f"{q.year} Q{q.quarter}", q.area, str(q.count) if q.count is not None else f"fewer than {FEWEST_SHOWN}")
            for q in found
        ),
        figures=frozenset({2}),
    )


def reviews(document: RosterDocument, period: Period) -> Report:
    """Return the static factors of posts with their last review, those overdue first."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found = desk.observations.reviews(desk.today())
    overdue = sum(line.is_overdue for line in found)
    return Report(
        title="Yearly review of posts",
        sentence=f"{overdue} of {count(len(found), 'factor')} are overdue: each is looked at once a year "
        "(28 CFR 115.13(c)).",
        columns=("Post", "Factor", "Rated", "Points", "Reviewed", "By", "Due"),
        rows=tuple(
            (
                line.post,
                f"{line.scale.factor} {line.scale.name}",
                line.scale.words(line.points) if line.points is not None else "not rated",
                str(line.points) if line.points is not None else "",
                _dated(line.reviewed_on) or "never",
                line.by,
                "overdue" if line.is_overdue else _dated(line.due),
            )
            for line in found
        ),
        figures=frozenset({3}),
        keys={4: [line.reviewed_on.toordinal() if line.reviewed_on is not None else 0 for line in found]},
    )


def feeds(document: RosterDocument, period: Period) -> Report:
    """Return how old what other systems delivered is."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    found, zone = desk.feed.marks(), document.zone
    return Report(
        title="Data of other systems",
        sentence="What the jail system delivers, taken over with 'Take over a feed' or by fairwatch feed."
        if found
        else "Nothing was ever delivered by another system; housing data is that of the imported workbook.",
        columns=("File", "Taken over", "Age", "From", "Rows"),
        rows=tuple(
            (f"{m.kind}.csv", f"{m.at.astimezone(zone):%Y-%m-%d %H:%M}", age(m.at), m.source, str(m.rows))
            for m in found
        ),
        figures=frozenset({4}),
    )


def subjects(document: RosterDocument) -> tuple[Subject, ...]:
    """Return what asks for a decision in the open roster; nothing where none is open."""
    counting = _counting_subjects(document)
    return attend(counting) if counting is not None else ()


def _counting_subjects(document: RosterDocument) -> Callable[[], tuple[Subject, ...]] | None:
    """Return what finds out, away from the window, what asks for a decision; None where no roster is open."""
    desk, problem, roster, report = document.desk, document.problem, document.roster, document.report
    if desk is None or problem is None or roster is None or report is None:
        return None
    inputs = desk.attention.inputs(roster.period.first, roster.period.last)
    return lambda: subjects_of(problem, roster, report, table_of(problem, roster, inputs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A decision that is not saved yet: about what, what is done, and by when."""

    subject: Subject
    action: str
    due: date


def decided(document: RosterDocument, period: Period, drafts: Sequence[Draft] = ()) -> Later | Report:
    """Return the breaches and high bands of the open roster, each with what was decided about it, saved or not."""
    desk = document.desk
    assert desk is not None, "asked for with a database open"
    if document.roster is None:
        return Report(title="Dispositions", sentence=NO_ROSTER, columns=(), rows=())
    every, counting = desk.dispositions.every(), _counting_subjects(document)
    fresh = {draft.subject: draft for draft in drafts}

    def work() -> Report:
        return _decided(counting() if counting is not None else (), every, fresh)

    return Later(title="Dispositions", sentence=COUNTING_POSTS, work=work)


def _decided(found: tuple[Subject, ...], every: tuple[Disposition, ...], fresh: Mapping[Subject, Draft]) -> Report:
    made = [fresh.get(subject) or next((d for d in every if d.settles(subject)), None) for subject in found]
    left = made.count(None)
    waiting = f" {count(len(fresh), 'decision')} not saved yet." if fresh else ""
    return Report(
        title="Dispositions",
        sentence=f"{left} of {count(len(found), 'breach or high band', 'breaches and high bands')} of this roster wait "
        f"for a decision.{waiting} They are about areas and posts, never about an officer."
        if found
        else "This roster has no breach of exposure, and no post whose band is certainly high.",
        columns=("What", "Where", "Rule or shift", "From", "To", "Dates", "Decided", "By", "To be done by"),
        rows=tuple(
            (
                s.kind.value,
                s.place,
                s.about,
                _dated(s.first),
                _dated(s.last),
                str(s.dates),
                d.action if d is not None else "open",
                "not saved" if isinstance(d, Draft) else d.by if d is not None else "",
                _dated(d.due) if d is not None else "",
            )
            for s, d in zip(found, made, strict=True)
        ),
        figures=frozenset({5}),
        keys={3: [s.first.toordinal() for s in found], 4: [s.last.toordinal() for s in found]},
    )


REPORTS: tuple[tuple[str, str, Maker], ...] = (
    ("areas", "Areas", areas),
    ("due", "Rotation due", due),
    ("kept", "Compliance", kept),
    ("decided", "Dispositions", decided),
    ("backs", "Look-backs", look_backs),
    ("rounds", "Rounds", rounds),
    ("entries", "Entries", entries),
    ("incidents", "Incidents", incidents),
    ("reviews", "Yearly review", reviews),
    ("feeds", "Other systems", feeds),
)
"""Key, name and maker of each report, in the order of the list."""

PRINTED = frozenset({"areas", "kept", "reviews"})
"""What may be given away: nothing that names an officer beside an area, and no round, entry or look-back."""
DATED = frozenset({"rounds", "entries"})
"""Keys of the reports that speak of chosen dates."""
DAYS_BACK = 28


def usual_dates(document: RosterDocument) -> Period:
    """Return the dates that observations are shown of at first: the last four weeks."""
    return Period(first=document.today() - timedelta(days=DAYS_BACK - 1), days=DAYS_BACK)


def _dated(on: date | None) -> str:
    """Return "6 Dec 2026", "" for none."""
    return f"{day(on)} {on.year}" if on is not None else ""
