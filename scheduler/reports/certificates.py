"""Certificates that run out: who loses which one when, which posts ask for it, and who is left for them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from scheduler.domain.facility import Post
from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.people import Held, Officer, Qualification
from scheduler.domain.words import QualificationCode
from scheduler.reports.over_dates import OverDates, counted

KIND = "certificates"
_MOST_CODES = 6
_BY_OFFICER = (
    Column(name="expires", heading="Valid to", kind=CellKind.DATE),
    Column(name="officer", heading="Officer", weight=1.4),
    Column(name="certificate", heading="Certificate", weight=1.2),
    Column(name="posts", heading="Posts that ask for it", weight=2.0),
    Column(name="left", heading="Holders after that", kind=CellKind.COUNT),
    Column(name="needed", heading="Needed on a watch", kind=CellKind.COUNT),
)
_BY_CERTIFICATE = (
    Column(name="certificate", heading="Certificate", weight=1.6),
    Column(name="posts", heading="Posts that ask for it", kind=CellKind.COUNT),
    Column(name="needed", heading="Needed on a watch", kind=CellKind.COUNT),
    Column(name="now", heading="Holders at first", kind=CellKind.COUNT),
    Column(name="after", heading="Holders after the last date", kind=CellKind.COUNT),
)


def certificates(
    over: OverDates, officers: Sequence[Officer], posts: Sequence[Post], qualifications: Iterable[Qualification]
) -> Paper:
    """Return the report on certificates whose last valid date is one of the dates; those held anew are left out.

    Args:
        over: Facility and dates.
        officers: With what they hold.
        posts: With what they ask for.
        qualifications: Of which there are certificates, in the facility's order.
    """
    titles = {one.code: one.name for one in qualifications}
    asking = {code: [post for post in posts if code in post.qualifications] for code in titles}
    needed = {code: _needed(found) for code, found in asking.items()}
    lost = sorted(
        (held.expires, over.names.get(officer.badge, officer.badge).casefold(), officer.badge, held.qualification)
        for officer in officers
        for held in officer.qualifications
        if held.expires is not None and over.first <= held.expires <= over.last and not _is_held_anew(officer, held)
    )
    left = [_holders(officers, code, expires + timedelta(days=1)) for expires, _, _, code in lost]
    by_officer = Table(
        name="by_officer",
        title="Who loses what",
        columns=_BY_OFFICER,
        rows=tuple(
            (on, over.name(badge), titles.get(code, code), _codes(asking.get(code, ())), rest,
             needed.get(code, 0))
            for (on, _, badge, code), rest in zip(lost, left, strict=True)
        ),
        alerts=frozenset(at for at, line in enumerate(lost) if left[at] < needed.get(line[3], 0)),
        empty="No certificate runs out in these dates.",
        note="Marked: fewer hold it than one watch needs to fill the minimum of the posts that ask for it.",
    )  # fmt: skip
    after = over.last + timedelta(days=1)
    rows: list[tuple[Cell, ...]] = [
        (title, len(asking[code]), needed[code], _holders(officers, code, over.first), _holders(officers, code, after))
        for code, title in titles.items()
    ]
    by_certificate = Table(
        name="by_certificate",
        title="Certificates",
        columns=_BY_CERTIFICATE,
        rows=tuple(rows),
        alerts=frozenset(at for at, code in enumerate(titles) if _holders(officers, code, after) < needed[code]),
        empty="The facility has no certificates.",
    )
    short = [titles[code] for code in titles if _holders(officers, code, after) < needed[code]]
    words = (
        f"{counted(len(lost), 'certificate')} run out in these dates."
        if len(lost) != 1
        else ("1 certificate runs out in these dates.")
    )
    if short:
        words += f" After the last one, fewer officers than a watch needs hold: {', '.join(short)}."
    plot = Plot(
        table=by_certificate, labels="certificate", series=("now", "after", "needed"), kind=PlotKind.BARS,
        title="Holders of each certificate", said=words, unit="officers",
    )  # fmt: skip
    return over.paper(KIND, "Certificates", (words, plot, by_officer, by_certificate))


def _codes(posts: Sequence[Post]) -> str:
    """Return codes of posts, of many the first ones."""
    codes = [post.code for post in posts[:_MOST_CODES]]
    more = len(posts) - len(codes)
    return ", ".join(codes) + (f" and {more} more" if more else "")


def _is_held_anew(officer: Officer, held: Held) -> bool:
    others = (one.expires for one in officer.qualifications if one.qualification == held.qualification)
    return held.expires is not None and any(other is None or other > held.expires for other in others)


def _holders(officers: Iterable[Officer], code: QualificationCode, on: date) -> int:
    """Return how many officers hold a certificate that is valid on a local date."""
    return sum(
        any(held.qualification == code and held.is_valid(on, on) for held in officer.qualifications)
        for officer in officers
    )


def _needed(posts: Iterable[Post]) -> int:
    """Return the minimum of posts together on the watch and weekday on which it is greatest."""
    sums: dict[tuple[str, int], int] = {}
    for post in posts:
        for line in post.coverage:
            for weekday in line.weekdays:
                sums[line.shift, weekday] = sums.get((line.shift, weekday), 0) + line.minimum
    return max(sums.values(), default=0)
