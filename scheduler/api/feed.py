"""What other systems deliver of inmates' whereabouts and counts by area: `Desk.feed`. Seen first, then taken over."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scheduler.api.guard import needs
from scheduler.api.validity import validate
from scheduler.domain.inmates import Stay, Watch
from scheduler.domain.moves import LaidOver, PlaceSpan, SpanRepair, lay_over, replaced
from scheduler.domain.observations import FeedKind, FeedMark, Incidents, UnitEntries
from scheduler.domain.site import Site
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import AreaCode, Minute, PostCode, WatchKind
from scheduler.exchange import Feed, read_feed
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import FeedDelivery, Store

_Counted = tuple[UnitEntries, ...] | tuple[Incidents, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """What one file of a feed would do: rows, those that are new, those that change what is known, stays closed."""

    kind: FeedKind
    rows: int
    new: int
    changed: int
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Something known that overlapped what is delivered: `place` (an area or a post) from `start` to `end`.

    `left` are the spans of it that stand, none where all of it is gone.
    """

    kind: FeedKind
    inmate: str
    place: str
    start: Minute
    end: Minute | None
    left: tuple[tuple[Minute, Minute | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPreview:
    """What a feed would do, to be looked at before it is taken over.

    Attributes:
        source: The folder's name.
        lines: One for each file that was there.
        repairs: What overlapped and how it would be mended.
        revision: The facility's revision that it was laid over.
        delivery: What would be written.
    """

    source: str
    lines: tuple[FeedLine, ...]
    repairs: tuple[Repair, ...]
    revision: int
    delivery: FeedDelivery


class FeedDesk:
    """Reads feed folders, and says how old what they brought is."""

    def __init__(
        self, store: Store, state: Callable[[], tuple[int, Site]], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store, self._state, self._now, self._session = store, state, now, session

    @needs(Action.FEED)
    def preview(self, folder: Path) -> FeedPreview:
        """Read a folder and say what taking it over would do; nothing is written.

        Raises:
            WorkbookErrors: something is wrong; `faults` says in which file, row and column.
            DeskError: nothing is imported yet, or the facility would not hold together.
            OSError: the folder cannot be read.
        """
        revision, site = self._state()
        feed, now = read_feed(folder, site), self._now()
        stays: LaidOver[AreaCode] = lay_over([_of_stay(stay) for stay in site.stays], feed.moves)
        watches = lay_over([of_watch(watch) for watch in site.watches], feed.watches)
        activities, new, changed = replaced(site.activities, feed.activities)
        after = replace(
            site,
            stays=tuple(_stay(span) for span in stays.spans) if feed.moves else site.stays,
            watches=tuple(as_watch(span) for span in watches.spans) if feed.watches else site.watches,
            activities=activities,
        )
        validate(after)
        repairs = [_repair(FeedKind.MOVES, r, str(r.before.place)) for r in stays.repairs]
        repairs += [_repair(FeedKind.WATCHES, r, r.before.place[0] if r.before.place else "") for r in watches.repairs]
        counted = {
            FeedKind.MOVES: (stays.new, stays.changed, stays.closed),
            FeedKind.WATCHES: (watches.new, watches.changed, watches.closed),
            FeedKind.ACTIVITIES: (new, changed, 0),
            **self._counts(feed),
        }
        lines = [
            FeedLine(kind=kind, rows=rows, new=counted[kind][0], changed=counted[kind][1], closed=counted[kind][2])
            for kind, rows in feed.rows.items()
        ]
        marks = tuple(FeedMark(kind=kind, at=now, source=folder.name, rows=rows) for kind, rows in feed.rows.items())
        delivery = FeedDelivery(
            site=after,
            edit=SiteEdit.between(site, after, f"Take over the feed {folder.name}"),
            entries=feed.entries,
            incidents=feed.incidents,
            marks=marks,
        )
        return FeedPreview(
            source=folder.name, lines=tuple(lines), repairs=tuple(repairs), revision=revision, delivery=delivery
        )

    @needs(Action.FEED)
    def take(self, preview: FeedPreview) -> None:
        """Take over what was looked at, all or nothing.

        Raises:
            DeskError: the facility's data has changed since the preview.
        """
        self._store.observations.deliver(preview.revision, preview.delivery, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER, Action.FEED)
    def marks(self) -> tuple[FeedMark, ...]:
        """Return when each kind of file was last taken over; nothing where there never was a feed."""
        return self._store.observations.feed_marks()

    def _counts(self, feed: Feed) -> dict[FeedKind, tuple[int, int, int]]:
        dates = [*(line.on for line in feed.entries), *(line.on for line in feed.incidents)]
        if not dates:
            return {FeedKind.ENTRIES: (0, 0, 0), FeedKind.INCIDENTS: (0, 0, 0)}
        known = self._store.observations.read(min(dates), max(dates), Minute(0), Minute(0))
        found = {}
        pairs: tuple[tuple[FeedKind, _Counted, _Counted], ...] = (
            (FeedKind.ENTRIES, known.entries, feed.entries),
            (FeedKind.INCIDENTS, known.incidents, feed.incidents),
        )
        for kind, before, fresh in pairs:
            old = {(line.area, line.on): line.count for line in before}
            new = sum((line.area, line.on) not in old for line in fresh)
            changed = sum(old.get((line.area, line.on), line.count) != line.count for line in fresh)
            found[kind] = (new, changed, 0)
        return found


def laid_moves(site: Site, rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[Stay, ...], int, int]:
    """Return the stays of a facility with moves laid over them, how many are new, and how many changed.

    Args:
        site: The facility.
        rows: What the moves are: inmate, area (None: left), start and end (None: open) in elapsed minutes.
    """
    moves = [PlaceSpan(inmate=v["inmate"], place=v["area"], start=v["start"], end=v["end"]) for v in rows]
    laid: LaidOver[AreaCode] = lay_over([_of_stay(stay) for stay in site.stays], moves)
    return tuple(_stay(span) for span in laid.spans), laid.new, laid.changed


def _of_stay(stay: Stay) -> PlaceSpan[AreaCode]:
    return PlaceSpan(inmate=stay.inmate, place=stay.area, start=stay.start, end=stay.end)


def _stay(span: PlaceSpan[AreaCode]) -> Stay:
    assert span.place is not None
    return Stay(inmate=span.inmate, area=span.place, start=span.start, end=span.end)


def of_watch(watch: Watch) -> PlaceSpan[tuple[PostCode, WatchKind]]:
    """Return a watch as a span that can be laid over others."""
    return PlaceSpan(inmate=watch.inmate, place=(watch.post, watch.kind), start=watch.start, end=watch.end)


def as_watch(span: PlaceSpan[tuple[PostCode, WatchKind]]) -> Watch:
    """Return the watch that a span is."""
    assert span.place is not None
    post, kind = span.place
    return Watch(inmate=span.inmate, post=post, kind=kind, start=span.start, end=span.end)


def _repair(
    kind: FeedKind, repair: SpanRepair[AreaCode] | SpanRepair[tuple[PostCode, WatchKind]], place: str
) -> Repair:
    before = repair.before
    return Repair(
        kind=kind,
        inmate=before.inmate,
        place=place,
        start=before.start,
        end=before.end,
        left=tuple((part.start, part.end) for part in repair.after),
    )
