"""Small random jails with moves, and contact counted minute by minute: the yardstick for both ledgers."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.people import Officer
from scheduler.domain.policy import ContactWeight, Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority, WatchKind

FIRSTS = (date(2026, 3, 7), date(2026, 11, 1), date(2026, 6, 10))
"""The night of the spring change lies in the first period, that of the autumn change begins the second."""

AREAS = (("HU", None), ("HU-A", "HU"), ("HU-B", "HU"), ("KIT", None))
SHIFTS = (("D", 360, 300), ("E", 660, 300), ("N", 1260, 420))
DEFAULTS = {"none": 0, "indirect": 30, "group": 100, "crew": 200, "one_to_one": 200}


@st.composite
def posts(draw: st.DrawFn, code: str) -> Post:
    areas = [a for a, _ in AREAS]
    covers: tuple[AreaShare, ...] = ()
    if draw(st.booleans()):
        named = draw(st.lists(st.sampled_from(areas), min_size=2, max_size=3))
        shares = {2: (335, 665), 3: (333, 333, 334)}[len(named)]
        covers = tuple(AreaShare(area=a, share=s) for a, s in zip(named, shares, strict=True))
    minimum = draw(st.integers(0, 2))
    return Post(
        code=code,
        name=code,
        facility="F",
        area=draw(st.sampled_from(areas)),
        priority=Priority.CRITICAL,
        contact=draw(st.sampled_from(list(ContactMode))),
        covers=covers,
        contact_weight=draw(st.sampled_from([None, None, None, 70])),
        coverage=tuple(Coverage(shift=s, minimum=minimum, wanted=3) for s, _, _ in SHIFTS),
    )


@st.composite
def problems(draw: st.DrawFn, history_days: int = 4, days: int = 4) -> Problem:
    """Return a jail of 4 areas, 3 posts (the last one a watch), 3 officers, up to 4 inmates and a worked history."""
    first = draw(st.sampled_from(FIRSTS))
    watch_post = Post(
        code="W",
        name="W",
        facility="F",
        area="KIT",
        priority=Priority.CRITICAL,
        contact=ContactMode.WATCH,
        coverage=tuple(Coverage(shift=s, minimum=draw(st.integers(1, 2)), wanted=3) for s, _, _ in SHIFTS),
    )
    base = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=first, days=days),
        areas=tuple(Area(code=c, name=c, facility="F", parent=p) for c, p in AREAS),
        shifts=tuple(Shift(code=c, name=c, start_wall_minute=s, wall_minutes=m) for c, s, m in SHIFTS),
        posts=(draw(posts("P")), draw(posts("Q")), watch_post),
        officers=tuple(Officer(badge=b, facility="F", seniority=date(2020, 1, 1)) for b in ("1", "2", "3")),
    )
    low = base.clock.midnight(first - timedelta(days=history_days))
    high = base.clock.midnight(first + timedelta(days=days + 1))
    minutes = st.integers(low - 600, high + 600)
    ends = st.one_of(st.none(), st.integers(1, 6000))
    stays, watches, activities = [], [], []
    for inmate in ("i", "j", "k")[: draw(st.integers(1, 3))]:
        for n in range(draw(st.integers(0, 3))):
            start, length = draw(minutes), draw(ends)
            if n == 0 and draw(st.booleans()):
                start, length = low, None
            area = draw(st.sampled_from(AREAS))[0]
            stays.append(Stay(inmate=inmate, area=area, start=start, end=None if length is None else start + length))
        if draw(st.booleans()):
            start, length, post = draw(minutes), draw(ends), draw(st.sampled_from(["W", "W", "W", "P"]))
            end = None if length is None else start + length
            watches.append(Watch(inmate=inmate, post=post, kind=WatchKind.CONSTANT, start=start, end=end))
        for _ in range(draw(st.integers(0, 2))):
            activities.append(
                Activity(
                    inmate=inmate,
                    area="KIT",
                    weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6))))),
                    start_wall_minute=draw(st.integers(0, 1439)),
                    wall_minutes=draw(st.integers(1, 900)),
                    first=first - timedelta(days=draw(st.integers(0, 9))),
                    last=draw(st.sampled_from([None, first, first + timedelta(days=2)])),
                )
            )
    weights = ()
    if draw(st.booleans()):
        weights = (
            ContactWeight(mode=ContactMode.GROUP, effective=first, weight=170),
            ContactWeight(mode=ContactMode.WATCH, effective=first - timedelta(days=1), weight=900, paired=300),
        )
    past = [first - timedelta(days=d) for d in range(1, history_days + 1)]
    worked = draw(tours(base, past, is_whole=False))
    if worked and draw(st.booleans()):  # history knows officers and posts that the problem no longer has
        worked = (replace(worked[0], badge="gone"), *worked[1:-1], replace(worked[-1], post="OLD"))
    return Problem(
        facility=base.facility,
        period=base.period,
        areas=base.areas,
        shifts=base.shifts,
        posts=base.posts,
        officers=base.officers,
        stays=tuple(stays),
        watches=tuple(watches),
        activities=tuple(activities),
        worked=worked,
        policy=Policy(contact_weights=weights),
    )


@st.composite
def tours(
    draw: st.DrawFn, problem: Problem, dates: list[date], is_whole: bool = True, most: int = 1
) -> tuple[Tour, ...]:
    """Return tours that start on the dates, at most `most` of each officer on each; whole seats, or parts too."""
    found = []
    for on in dates:
        for n, officer in enumerate(problem.officers):
            for shift in draw(st.lists(st.sampled_from(problem.shifts), unique=True, max_size=most)):
                post = draw(st.sampled_from(problem.posts))
                start, end = shift.span(problem.clock, on)
                if not is_whole and draw(st.booleans()):
                    start += draw(st.integers(0, 200))
                    end -= draw(st.integers(0, 90))
                found.append(
                    Tour(badge=officer.badge, post=post.code, on=on, shift=shift.code, index=n, start=start, end=end)
                )
    return tuple(found)


@st.composite
def problems_and_rosters(draw: st.DrawFn, most: int = 1) -> tuple[Problem, Roster]:
    """Return a jail with a roster of whole tours, at most `most` of each officer on each date."""
    problem = draw(problems())
    made = draw(tours(problem, list(problem.period.dates), most=most))
    return problem, Roster(facility="F", period=problem.period, tours=made)


def minute_by_minute(problem: Problem, worked: tuple[Tour, ...], planned: tuple[Tour, ...]) -> dict:
    """Return (badge, inmate, date) -> minutes x thousandths, for history and plan apart."""
    inmates = sorted({s.inmate for s in problem.stays} | {w.inmate for w in problem.watches})
    by_minute: dict[tuple[str, int], tuple[str, str] | None] = {}
    found: tuple[dict, dict] = (defaultdict(int), defaultdict(int))
    for is_planned, tours_of in ((False, worked), (True, planned)):
        for tour in tours_of:
            if tour.post == "OLD" or tour.badge == "gone":
                continue
            for minute in range(tour.start, tour.end):
                for inmate in inmates:
                    if (inmate, minute) not in by_minute:
                        by_minute[inmate, minute] = _where(problem, inmate, minute)
                    place = by_minute[inmate, minute]
                    if place is not None:
                        weight = _weight(problem, tour, minute, place, worked, is_planned)
                        if weight:
                            found[is_planned][tour.badge, inmate, problem.clock.date_of(minute)] += weight
    return {"history": dict(found[0]), "plan": dict(found[1])}


def _where(problem: Problem, inmate: str, minute: int) -> tuple[str, str] | None:
    def is_open(line: Stay | Watch) -> bool:
        return line.inmate == inmate and line.start <= minute and (line.end is None or minute < line.end)

    watches = [(w.start, n, w.post) for n, w in enumerate(problem.watches) if is_open(w)]
    if watches:
        return "watch", max(watches)[2]
    stays = [(s.start, n, s.area) for n, s in enumerate(problem.stays) if is_open(s)]
    if not stays:
        return None
    away = []
    today = problem.clock.date_of(minute)
    for n, activity in enumerate(problem.activities):
        for on in (today, today - timedelta(days=1)):
            start = problem.clock.minute(on, activity.start_wall_minute)
            end = problem.clock.minute(on, activity.start_wall_minute + activity.wall_minutes)
            is_valid = activity.first <= on and (activity.last is None or on <= activity.last)
            if activity.inmate == inmate and is_valid and on.weekday() in activity.weekdays and start <= minute < end:
                away.append((start, n, activity.area))
    return "area", max(away)[2] if away else max(stays)[2]


def _weight(problem: Problem, tour: Tour, minute: int, place: tuple, worked: tuple[Tour, ...], is_planned: bool) -> int:
    post = next(p for p in problem.posts if p.code == tour.post)
    kind, where = place
    if kind == "watch":
        if where != post.code:
            return 0
        if post.contact_weight is not None:
            return post.contact_weight
        if is_planned:
            heads = next((c.minimum for c in post.coverage_on(tour.on) if c.shift == tour.shift and c.wanted), 1)
        else:
            heads = sum(t.post == post.code and t.start <= minute < t.end for t in worked)
        lines = [w for w in problem.policy.contact_weights if w.mode == ContactMode.WATCH and w.effective <= tour.on]
        alone, paired = (lines[-1].weight, lines[-1].paired) if lines else (1000, 500)
        return paired if heads >= 2 else alone
    if post.contact == ContactMode.WATCH:
        return 0
    lines = [w for w in problem.policy.contact_weights if w.mode == post.contact and w.effective <= tour.on]
    weight = lines[-1].weight if lines else DEFAULTS[post.contact.value]
    if post.contact_weight is not None:
        weight = post.contact_weight
    above = {where, *(area.parent for area in problem.areas if area.code == where)}
    return weight * sum(s.share for s in post.shares if s.area in above) // 1000


def windows_over(problem: Problem, counted: dict, days: int, limit_minutes: int) -> dict:
    """Return (badge, date judged) -> (worst excess added, sums of the windows that have it), in the ledger's unit."""
    found: dict = {}
    last = problem.period.last
    for badge, inmate in {key[:2] for key in counted["plan"]}:
        for offset in range(problem.period.days + 1):
            end = problem.period.first + timedelta(days=offset)
            inside = [end - timedelta(days=d) for d in range(days)]
            carried = sum(counted["history"].get((badge, inmate, on), 0) for on in inside)
            own = sum(counted["plan"].get((badge, inmate, on), 0) for on in inside)
            excess = min(own, carried + own - limit_minutes * 1000)
            key = (badge, min(end, last))
            worst, totals = found.get(key, (0, set()))
            if excess > 0 and excess >= worst:
                found[key] = (excess, (totals if excess == worst else set()) | {carried + own})
    return found
