"""The staffing plan against what is: which plan holds, and every deviation from it.

Source: 28 CFR 115.13: (a) the plan weighs eleven factors, (b) all deviations from it are documented and justified, (c)
it is reviewed at least once a year. What is documented here are facts; why they are so is for the facility to say.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Coverage, Document, Post
from scheduler.domain.findings import Message
from scheduler.domain.plan import PLAN_FACTORS, StaffingPlan
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import InmateRef, Minute, PostCode, ShiftCode

_DAY = timedelta(days=1)


class DeviationKind(StrEnum):
    """What deviates."""

    NO_PLAN = "no_plan"
    FACTOR = "factor"
    REVIEW = "review"
    COVERAGE = "coverage"
    ROSTER = "roster"
    POPULATION = "population"
    TEAM_NEED = "team_need"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One deviation from the plan, or from the reviews that go with it.

    Attributes:
        kind: What deviates.
        subject: Post, document or factor that it is about, "" for the plan as a whole.
        shift: The shift, where there is one.
        dates: Local dates on which it holds, in order; for a review the date on which it was due.
        measured: What was found: seats, officers at the emptiest moment, inmates, days overdue.
        planned: What the plan says, in the same unit.
        message: The deviation in one sentence, without its dates.
    """

    kind: DeviationKind
    subject: str = ""
    shift: ShiftCode | None = None
    dates: tuple[date, ...]
    measured: int = 0
    planned: int = 0
    message: Message


def plan_on(plans: Iterable[StaffingPlan], on: date) -> StaffingPlan | None:
    """Return the plan that holds on a local date: the latest effective one, of two of one date the later line."""
    held = [plan for plan in plans if plan.effective <= on]
    return max(reversed(held), key=lambda plan: plan.effective) if held else None


def deviations(
    site: Site, first: date, last: date, today: date, rosters: Iterable[Roster] = ()
) -> tuple[Deviation, ...]:
    """Return all deviations on local dates `first` to `last`, inclusive, and what is overdue on `today`.

    Args:
        site: The facility.
        first: First date looked at.
        last: Last date looked at.
        today: The facility's local date, for reviews.
        rosters: Rosters whose seats are counted; of two that hold a date the later one in the list counts.
    """
    dates = [first + timedelta(days=d) for d in range((last - first).days + 1)]
    plans = {on: plan_on(site.staffing_plans, on) for on in dates}
    found: list[Deviation] = []
    if missing := tuple(on for on in dates if plans[on] is None):
        message = Message(template="No staffing plan holds")
        found.append(Deviation(kind=DeviationKind.NO_PLAN, dates=missing, message=message))
    found += _about_the_plan(plan_on(site.staffing_plans, today), today)
    found += _coverage(site, plans)
    found += _rostered(site, plans, rosters)
    found += _population(site, plans)
    found += _team_needs(site, today)
    found += _documents(site.documents, today)
    return tuple(found)


def _about_the_plan(plan: StaffingPlan | None, today: date) -> list[Deviation]:
    if plan is None:
        return []
    found = []
    due = min(plan.review_by, _a_year_after(plan.reviewed))
    if due < today:
        message = Message(template="The yearly review of the plan was due on {due}", params={"due": due.isoformat()})
        late = (today - due).days
        found.append(Deviation(kind=DeviationKind.REVIEW, dates=(due,), measured=late, message=message))
    said = {factor.factor for factor in plan.factors if factor.text.strip()}
    for factor in PLAN_FACTORS:
        if factor not in said:
            message = Message(template="The plan does not say how it weighs {factor}", params={"factor": factor})
            found.append(Deviation(kind=DeviationKind.FACTOR, subject=factor, dates=(plan.effective,), message=message))
    return found


def _minimums(plan: StaffingPlan | None) -> dict[tuple[PostCode, ShiftCode], int]:
    return {(line.post, line.shift): line.minimum for line in plan.minimums} if plan else {}


def _coverage(site: Site, plans: dict[date, StaffingPlan | None]) -> list[Deviation]:
    """Compare the minimum of each coverage line with the plan's.

    A date for which a post has no line for the shift is one on which the post is not staffed by rule (weekends of an
    office post) and no deviation; a shift of the plan that the post has no line for at all is one.
    """
    posts = {post.code: post for post in site.posts}
    short: defaultdict[tuple[PostCode, ShiftCode, int, int], list[date]] = defaultdict(list)
    for on, plan in plans.items():
        for (code, shift), planned in _minimums(plan).items():
            post = posts.get(code)
            if post is None or not post.is_open_on(on):
                continue
            line = _line(post, on, shift)
            asked = line.minimum if line else 0
            if asked < planned and (line or all(other.shift != shift for other in post.coverage)):
                short[code, shift, asked, planned].append(on)
    return [
        Deviation(
            kind=DeviationKind.COVERAGE,
            subject=post_code,
            shift=shift,
            dates=tuple(dates),
            measured=asked,
            planned=planned,
            message=Message(
                template="{post} asks for {asked} on {shift}; the plan's minimum is {planned}",
                params={"post": post_code, "asked": asked, "shift": shift, "planned": planned},
            ),
        )
        for (post_code, shift, asked, planned), dates in short.items()
    ]


def _rostered(site: Site, plans: dict[date, StaffingPlan | None], rosters: Iterable[Roster]) -> list[Deviation]:
    """Compare the officers on each post and shift, at its emptiest moment, with the plan's minimum."""
    clock = Clock(site.facility.zone)
    posts = {post.code: post for post in site.posts}
    shifts = {shift.code: shift for shift in site.shifts}
    latest: dict[date, Roster] = {on: roster for roster in rosters for on in roster.period.dates}
    tours: defaultdict[tuple[PostCode, date, ShiftCode], list[Tour]] = defaultdict(list)
    for roster in {id(roster): roster for roster in latest.values()}.values():
        for tour in roster.tours:
            if latest.get(tour.on) is roster:
                tours[tour.post, tour.on, tour.shift].append(tour)
    found = []
    for on, plan in plans.items():
        for (code, shift), planned in _minimums(plan).items() if on in latest else ():
            if code not in posts or _line(posts[code], on, shift) is None:
                continue
            start, end = shifts[shift].span(clock, on)
            there = _fewest(tours[code, on, shift], start, end)
            if there < planned:
                message = Message(
                    template="{post} has {there} on {shift} at the emptiest moment; the plan's minimum is {planned}",
                    params={"post": code, "there": there, "shift": shift, "planned": planned},
                )
                found.append(
                    Deviation(
                        kind=DeviationKind.ROSTER,
                        subject=code,
                        shift=shift,
                        dates=(on,),
                        measured=there,
                        planned=planned,
                        message=message,
                    )
                )
    return found


def _fewest(tours: list[Tour], start: int, end: int) -> int:
    """Return how many are there at the emptiest moment of [start, end)."""
    moments = (
        {start} | {t.end for t in tours if start < t.end < end} | {t.start for t in tours if start < t.start < end}
    )
    return min(sum(tour.start <= moment < tour.end for tour in tours) for moment in moments)


def _population(site: Site, plans: dict[date, StaffingPlan | None]) -> list[Deviation]:
    """Compare the inmates held when each date begins with the number that the plan assumes, run by run of dates."""
    clock = Clock(site.facility.zone)
    found: list[Deviation] = []
    for on, plan in plans.items():
        held = _inmates(site, clock.midnight(on))
        if plan is None or len(held) <= plan.population:
            continue
        dates: tuple[date, ...] = (on,)
        most = len(held)
        if found and found[-1].planned == plan.population and found[-1].dates[-1] + _DAY == on:
            dates, most = (*found[-1].dates, on), max(most, found.pop().measured)
        message = Message(
            template="Up to {held} inmates are held; the plan assumes {planned}",
            params={"held": most, "planned": plan.population},
        )
        found.append(
            Deviation(
                kind=DeviationKind.POPULATION, dates=dates, measured=most, planned=plan.population, message=message
            )
        )
    return found


def _inmates(site: Site, moment: Minute) -> set[InmateRef]:
    held = {stay.inmate for stay in site.stays if stay.start <= moment and (stay.end is None or moment < stay.end)}
    watched = (watch for watch in site.watches if watch.start <= moment and (watch.end is None or moment < watch.end))
    return held | {watch.inmate for watch in watched}


def _team_needs(site: Site, today: date) -> list[Deviation]:
    found = []
    for need in site.team_needs:
        if need.review_by < today and need.holds_on(today):
            message = Message(
                template="The need of {post} for {qualification} was to be reviewed by {due}",
                params={"post": need.post, "qualification": need.qualification, "due": need.review_by.isoformat()},
            )
            late = (today - need.review_by).days
            found.append(
                Deviation(
                    kind=DeviationKind.TEAM_NEED,
                    subject=need.post,
                    dates=(need.review_by,),
                    measured=late,
                    message=message,
                )
            )
    return found


def _documents(documents: Iterable[Document], today: date) -> list[Deviation]:
    """Post orders are reviewed every year: the version in force, a year after its last review or after it came in."""
    current: dict[str, Document] = {}
    for document in documents:
        held = current.get(document.code)
        if document.effective <= today and (held is None or held.effective <= document.effective):
            current[document.code] = document
    found = []
    for code, document in current.items():
        due = _a_year_after(document.reviewed or document.effective)
        if due < today:
            message = Message(
                template="The yearly review of {document} was due on {due}",
                params={"document": document.title or code, "due": due.isoformat()},
            )
            late = (today - due).days
            found.append(
                Deviation(kind=DeviationKind.DOCUMENT, subject=code, dates=(due,), measured=late, message=message)
            )
    return found


def _line(post: Post, on: date, shift: ShiftCode) -> Coverage | None:
    return next((line for line in post.coverage_on(on) if line.shift == shift), None)


def _a_year_after(on: date) -> date:
    """Return the same date of the next year; 28 February for 29 February."""
    return on.replace(year=on.year + 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year + 1)
