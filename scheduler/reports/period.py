"""The roster of a period: by post, and by officer, a table for each week so that a page is wide enough to read."""

from scheduler.domain.papers import Block, Column, NewPage, Paper, Table
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.reports.given import Given, day_head, span_in_words, weeks

BY_POST, BY_OFFICER = "roster-by-post", "roster-by-officer"
MARKING = "For officers and supervisors. Not for posting."
TO_BE_DRAWN = "to be drawn"


def roster_by_post(given: Given) -> Paper:
    """Return who holds each seat on each date, watch by watch and week by week."""
    period = given.roster.period
    blocks: list[Block] = []
    for number, week in enumerate(weeks(period.dates)):
        if number:
            blocks.append(NewPage())
        days = tuple(Column(name=on.isoformat(), heading=day_head(on), weight=1.0) for on in week)
        for shift in given.problem.shifts:
            cells: dict[tuple[str, int], list[str]] = {}
            for at, on in enumerate(week):
                drawn = given.is_drawn_later(on, shift)
                for post, index, tours in given.seats(on, shift):
                    row = cells.setdefault((str(post.code), index), [""] * len(week))
                    row[at] = TO_BE_DRAWN if drawn else "\n".join(_holder(given, tour, len(tours)) for tour in tours)
            columns = (Column(name="post", heading="Post"), *days)
            rows = tuple((f"{code} {index + 1}" if index else code, *row) for (code, index), row in cells.items())
            name = f"{shift.code}_{week[0].isoformat()}"
            title = f"{shift.name}, {day_head(week[0])} to {day_head(week[-1])}"
            if rows:
                blocks.append(Table(name=name, title=title, columns=columns, rows=rows))
    return given.paper(
        BY_POST, "Roster by post", span_in_words(period.first, period.last), MARKING, blocks, is_wide=True
    )


def _holder(given: Given, tour: Tour, parts: int) -> str:
    name = given.names.get(tour.badge, str(tour.badge))
    return name if parts == 1 else f"{name} {given.wall(tour.start)}-{given.wall(tour.end)}"


def roster_by_officer(given: Given) -> Paper:
    """Return where each officer is on each date, week by week, with the hours of the week."""
    period = given.roster.period
    own: dict[Badge, list[Tour]] = {}
    for tour in given.roster.tours:
        own.setdefault(tour.badge, []).append(tour)
    badges = sorted(own, key=lambda badge: (given.names.get(badge, ""), badge))
    blocks: list[Block] = []
    for number, week in enumerate(weeks(period.dates)):
        if number:
            blocks.append(NewPage())
        days = tuple(Column(name=on.isoformat(), heading=day_head(on), weight=1.0) for on in week)
        rows = []
        for badge in badges:
            tours = [tour for tour in own[badge] if week[0] <= tour.on <= week[-1]]
            texts = ("\n".join(_place(given, tour) for tour in tours if tour.on == on) for on in week)
            rows.append((given.name(badge), *texts, f"{sum(tour.minutes for tour in tours) / 60:g}"))
        columns = (Column(name="officer", heading="Officer", weight=1.8), *days, Column(name="hours", heading="Hours"))
        title = f"{day_head(week[0])} to {day_head(week[-1])}"
        blocks.append(Table(name=week[0].isoformat(), title=title, columns=columns, rows=tuple(rows)))
    return given.paper(
        BY_OFFICER, "Roster by officer", span_in_words(period.first, period.last), MARKING, blocks, is_wide=True
    )


def _place(given: Given, tour: Tour) -> str:
    shift = next(one for one in given.problem.shifts if one.code == tour.shift)
    post = TO_BE_DRAWN if given.is_drawn_later(tour.on, shift) else str(tour.post)
    return f"{post} {tour.shift}"
