"""Where inmates are: reference numbers, stays, watches and recurring activities, nothing else."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.words import AreaCode, InmateRef, Minute, PostCode, WatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """An inmate is housed in an area in [start, end) of elapsed minutes; `end` None: no move is known."""

    inmate: InmateRef
    area: AreaCode
    start: Minute
    end: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Officers on `post` watch one inmate in [start, end); for that time the inmate is with them and nowhere else."""

    inmate: InmateRef
    post: PostCode
    kind: WatchKind
    start: Minute
    end: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An inmate is in `area` on given weekdays (0 Monday) from `start_wall_minute` for `wall_minutes`.

    Valid on local dates `first` to `last`, inclusive. The stay moves there and back, so that no minute counts twice.
    """

    inmate: InmateRef
    area: AreaCode
    weekdays: tuple[int, ...]
    start_wall_minute: int
    wall_minutes: int
    first: date
    last: date | None = None
