"""What a build may change: dates, one watch, only empty seats. Everything else becomes locks and tours that stand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from scheduler.domain.roster import Lock, Period, Roster, ShiftLock, Tour
from scheduler.domain.words import Badge, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildScope:
    """What a build may change. What stands by a lock of the roster stands in any scope.

    Attributes:
        first, last: Only tours that start on these local dates, both inclusive; None for the roster's own.
        shifts: Only seats of these shifts, None for all.
        is_empty_only: Only seats that nobody holds: no tour of the roster is changed.
    """

    first: date | None = None
    last: date | None = None
    shifts: frozenset[ShiftCode] | None = None
    is_empty_only: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything may be changed that no lock holds."""
        return self == BuildScope()

    def covers(self, on: date) -> bool:
        """Whether tours that start on a local date may be changed."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a build leaves as it is."""

    fixed: tuple[Tour, ...]
    locks: tuple[Lock, ...]
    shift_locks: tuple[ShiftLock, ...]


def standing(scope: BuildScope, roster: Roster, badges: tuple[Badge, ...], shifts: tuple[ShiftCode, ...]) -> Standing:
    """Return what stands in a build of some scope.

    An officer's date is locked where it lies outside the dates, where a tour is held that the scope leaves alone, or
    where the roster locks it. With `shifts`, the other shifts take nothing new from anybody, however free he is.

    Args:
        scope: What may be changed.
        roster: The roster as it stands.
        badges: All officers.
        shifts: All shifts.
    """
    held: dict[tuple[Badge, date], list[Tour]] = defaultdict(list)
    for tour in roster.tours:
        held[tour.badge, tour.on].append(tour)
    locks = set(roster.locks)
    if not scope.is_whole:
        outside = [on for on in roster.period.dates if not scope.covers(on)]
        locks |= {Lock(badge=badge, on=on) for badge in badges for on in outside}
        locks |= {Lock(badge=badge, on=on) for (badge, on), tours in held.items() if not _is_free(scope, tours)}
    others = [code for code in shifts if scope.shifts is not None and code not in scope.shifts]
    return Standing(
        fixed=tuple(tour for tour in roster.tours if Lock(badge=tour.badge, on=tour.on) in locks),
        locks=tuple(sorted(locks)),
        shift_locks=tuple(ShiftLock(on=on, shift=code) for on in _dates(scope, roster.period) for code in others),
    )


def _is_free(scope: BuildScope, tours: list[Tour]) -> bool:
    """Whether a scope lets go of the tours that an officer holds on a date."""
    if scope.is_empty_only:
        return False
    return scope.shifts is None or all(tour.shift in scope.shifts for tour in tours)


def _dates(scope: BuildScope, period: Period) -> tuple[date, ...]:
    return tuple(on for on in period.dates if scope.covers(on))
