"""Lines for payroll: what a template asks for, and what of it was exported before.

An export never changes. What it got wrong is taken back in a later one by an entry that reverses it and names it, and
then told anew. So all exports to one receiver, added up, are what is known today.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.words import Badge, DutyKind, TourKind

BEYOND_PATTERN = "beyond_pattern"
"""Account of regular tours and duties beyond what the pattern gives on a date."""
CREDITED = "credited"
"""Account of an officer's own hours that somebody else worked in a swap."""
FLSA_OVERTIME = "flsa_overtime"
"""Account of hours above what the pay period allows (29 CFR 553.230, or 40 hours a week)."""
ACCOUNTS = (
    *(kind.value for kind in TourKind),
    *(BEYOND_PATTERN, FLSA_OVERTIME, CREDITED),
    *(kind.value for kind in DutyKind),
)
"""What a template has a pay code for. Duties without one of their own are paid as regular time."""


class Split(StrEnum):
    """To which date the hours of a tour over midnight belong."""

    MIDNIGHT = "midnight"  # each minute to the date on which it is worked
    START = "start"  # all of it to the date on which the shift starts


class Overtime(StrEnum):
    """Which overtime is told."""

    AGREEMENT = "agreement"  # by tour kind and pattern
    FLSA = "flsa"  # above the hours of the pay period; all else is regular time
    GREATER = "greater"  # by the agreement, and what the pay period gives beyond that


class Field(StrEnum):
    """What a column can hold."""

    BADGE = "badge"
    NAME = "name"
    DATE = "date"
    CODE = "code"
    HOURS = "hours"
    MINUTES = "minutes"
    KIND = "kind"
    EXPORT = "export"
    LINE = "line"
    REVERSES = "reverses"
    PERIOD_FIRST = "period_first"
    PERIOD_LAST = "period_last"
    FACILITY = "facility"
    TEXT = "text"


class Align(StrEnum):
    """At which side of a column of fixed width a value stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollColumn:
    """A column of the file.

    Attributes:
        heading: Its heading.
        field: What it holds.
        text: What a column of the field text always holds.
        width: Letters that it takes in a file of fixed widths; 0 where the template has none.
        align: At which side a value stands there.
        pad: The letter that fills the rest.
    """

    heading: str
    field: Field
    text: str = ""
    width: int = 0
    align: Align = Align.LEFT
    pad: str = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollTemplate:
    """How one receiver wants payroll.

    Attributes:
        name: Of the receiver; exports of the same name follow each other.
        split: To which date hours over midnight belong.
        overtime: Which overtime is told.
        rounding_minutes: Hours are told in steps of so many minutes.
        date_form: How dates are written: one of `DATE_FORMS`.
        codes: Pay code by account; "" is not paid.
        columns: In order.
    """

    name: str
    split: Split = Split.MIDNIGHT
    overtime: Overtime = Overtime.GREATER
    rounding_minutes: int = 15
    date_form: str = "YYYY-MM-DD"
    codes: Mapping[str, str]
    columns: tuple[PayrollColumn, ...]

    @property
    def is_fixed(self) -> bool:
        """Whether each column has a width."""
        return all(column.width for column in self.columns)

    def code_of(self, account: str) -> str:
        """Return the pay code of an account, "" for none."""
        return self.codes.get(account, self.codes[TourKind.REGULAR.value])


DATE_FORMS = {"YYYY-MM-DD": "%Y-%m-%d", "MM/DD/YYYY": "%m/%d/%Y", "DD.MM.YYYY": "%d.%m.%Y", "YYYYMMDD": "%Y%m%d"}
"""How dates may be written, and the same for `strftime`."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PayrollLine:
    """Minutes of an officer under a pay code on a date.

    Attributes:
        minutes: As they are told, in steps of the template.
        exact_minutes: As they were worked.
        first, last: The pay period of the date, both inclusive.
    """

    badge: Badge
    on: date
    code: str
    minutes: int
    exact_minutes: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollEntry:
    """One line of an export.

    Attributes:
        number: In its export, from 1.
        minutes: Negative where it takes an earlier one back.
        reverses: (export, number) of the entry that it takes back, None for none.
    """

    number: int
    badge: Badge
    on: date
    code: str
    minutes: int
    first: date
    last: date
    reverses: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayrollExport:
    """An export as it was made; it never changes.

    Attributes:
        number: Of the export, larger than those of earlier ones.
        template: As it was then.
        first, last: Dates that were compared, both inclusive.
        at: When (aware, UTC).
        by: Who.
    """

    number: int
    template: PayrollTemplate
    first: date
    last: date
    entries: tuple[PayrollEntry, ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTotal:
    """Control total of a pay code: entries, and minutes that are told, taken back, and left of both."""

    code: str
    entries: int
    added_minutes: int
    reversed_minutes: int

    @property
    def minutes(self) -> int:
        """What is left of both."""
        return self.added_minutes + self.reversed_minutes


def control_totals(entries: Iterable[PayrollEntry]) -> tuple[CodeTotal, ...]:
    """Return the control totals of an export by pay code."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in entries:
        total = found[entry.code]
        total[0] += 1
        total[2 if entry.reverses else 1] += entry.minutes
    return tuple(
        CodeTotal(code=code, entries=n, added_minutes=added, reversed_minutes=taken)
        for code, (n, added, taken) in sorted(found.items())
    )


def differences(
    lines: Iterable[PayrollLine], past: Iterable[PayrollExport], first: date, last: date
) -> tuple[PayrollEntry, ...]:
    """Return what is to be told of dates `first` to `last`, inclusive, so that all exports add up to the lines.

    What was told wrongly is taken back by an entry of its own before it is told anew; what is right stays untold.

    Args:
        lines: What is known today.
        past: All exports to the same receiver, oldest first.
        first: First date.
        last: Last date.
    """
    told: dict[tuple[Badge, date, str], tuple[int, PayrollEntry]] = {}
    for export in past:
        for entry in export.entries:
            key = entry.badge, entry.on, entry.code
            if entry.reverses is not None:
                del told[key]
            else:
                told[key] = export.number, entry
    now = {(line.badge, line.on, line.code): line for line in lines if first <= line.on <= last and line.minutes}
    made: list[PayrollEntry] = []
    for key in sorted({*now, *(key for key in told if first <= key[1] <= last)}):
        line, before = now.get(key), told.get(key)
        if line is not None and before is not None and line.minutes == before[1].minutes:
            continue
        if before is not None:
            number, old = before
            made.append(_entry(len(made) + 1, key, -old.minutes, (old.first, old.last), (number, old.number)))
        if line is not None:
            made.append(_entry(len(made) + 1, key, line.minutes, (line.first, line.last)))
    return tuple(made)


def _entry(
    number: int,
    key: tuple[Badge, date, str],
    minutes: int,
    period: tuple[date, date],
    reverses: tuple[int, int] | None = None,
) -> PayrollEntry:
    badge, on, code = key
    first, last = period
    return PayrollEntry(
        number=number, badge=badge, on=on, code=code, minutes=minutes, first=first, last=last, reverses=reverses
    )
