"""Tables of officers and inmates' whereabouts: what a roster needs to know and nothing beyond."""

from datetime import date

from sqlalchemy import CheckConstraint

from scheduler.domain.words import DutyKind, StaffClass, TourKind, WatchKind
from scheduler.storage.tables.base import (
    STRICT,
    Base,
    Coded,
    Listed,
    Mapped,
    OfFacility,
    forwards,
    mapped_column,
    one_of,
    refers,
)


class OfficerRow(Coded, Base):
    """Anyone rostered; lists are in `held` and `shift_limit`, a free pattern's terms in `contract`.

    `exemptions` is a JSON list of codes.
    """

    __tablename__ = "officer"
    __table_args__ = (refers("squad", "squad"), one_of("staff_class", StaffClass), STRICT)
    badge: Mapped[str] = mapped_column(primary_key=True)
    staff_class: Mapped[str]
    seniority: Mapped[date]
    tie_breaker: Mapped[int]
    squad: Mapped[str | None]
    exemptions: Mapped[str]
    is_probationary: Mapped[bool]


class OfficerNameRow(Listed, Base):
    """How an officer's name is written. No foreign key: old rosters still show officers who left."""

    __tablename__ = "officer_name"
    badge: Mapped[str]
    name: Mapped[str]


class ContractRow(OfFacility, Base):
    """The terms of a free pattern."""

    __tablename__ = "contract"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    badge: Mapped[str] = mapped_column(primary_key=True)
    least_minutes: Mapped[int | None]
    most_minutes: Mapped[int | None]
    most_work_days_in_a_row: Mapped[int | None]
    least_work_days_in_a_row: Mapped[int | None]
    least_days_off_in_a_row: Mapped[int | None]
    most_weekends: Mapped[int | None]


class _OfOfficer(OfFacility):
    """One item of a list of an officer."""

    badge: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class ShiftLimitRow(_OfOfficer, Base):
    """At most so many tours of a shift in the period."""

    __tablename__ = "shift_limit"
    __table_args__ = (refers("badge", "contract", "badge"), STRICT)
    shift: Mapped[str]
    most: Mapped[int]


class HeldRow(_OfOfficer, Base):
    """A qualification that an officer holds."""

    __tablename__ = "held"
    __table_args__ = (refers("badge", "officer", "badge"), refers("qualification", "qualification"), STRICT)
    qualification: Mapped[str]
    earned: Mapped[date | None]
    expires: Mapped[date | None]


class AboutOfficer(Listed):
    """A row of a list of the site that names an officer."""

    badge: Mapped[str]


class LeaveRow(AboutOfficer, Base):
    """An officer is away, in elapsed minutes."""

    __tablename__ = "leave"
    __table_args__ = (refers("badge", "officer", "badge"), forwards(), STRICT)
    start: Mapped[int]
    end: Mapped[int]


class DutyRow(AboutOfficer, Base):
    """Paid time without a seat, in elapsed minutes."""

    __tablename__ = "duty"
    __table_args__ = (refers("badge", "officer", "badge"), forwards(), one_of("kind", DutyKind), STRICT)
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str]


class WillingnessRow(AboutOfficer, Base):
    """An officer volunteers for overtime; `shifts` is a JSON list, empty for any shift."""

    __tablename__ = "willingness"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    first: Mapped[date]
    last: Mapped[date]
    shifts: Mapped[str]


class WishRow(AboutOfficer, Base):
    """A weighted wish to work or not to work."""

    __tablename__ = "wish"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    on: Mapped[date]
    shift: Mapped[str | None]
    wants: Mapped[bool]
    weight: Mapped[int]


class RestrictionRow(AboutOfficer, Base):
    """An officer may not be posted to an area or a post. There is no column for a reason."""

    __tablename__ = "restriction"
    __table_args__ = (
        refers("badge", "officer", "badge"),
        refers("area", "area"),
        refers("post", "post"),
        CheckConstraint("area IS NULL OR post IS NULL", name="one_place"),
        STRICT,
    )
    first: Mapped[date]
    last: Mapped[date | None]
    area: Mapped[str | None]
    post: Mapped[str | None]


class AwardRow(AboutOfficer, Base):
    """A post held by bid or assignment."""

    __tablename__ = "award"
    __table_args__ = (refers("badge", "officer", "badge"), refers("post", "post"), STRICT)
    post: Mapped[str]
    basis: Mapped[str]
    first: Mapped[date]
    last: Mapped[date | None]
    shift: Mapped[str | None]


class TenureRow(AboutOfficer, Base):
    """Since when an officer's tenure in an area runs."""

    __tablename__ = "tenure"
    __table_args__ = (refers("badge", "officer", "badge"), refers("area", "area"), STRICT)
    area: Mapped[str]
    since: Mapped[date]


class CarriedHoursRow(AboutOfficer, Base):
    """Overtime minutes of a calendar month that the worked tours do not hold."""

    __tablename__ = "carried_hours"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    month: Mapped[date]
    overtime_minutes: Mapped[int]


class StayRow(Listed, Base):
    """An inmate is housed in an area, in elapsed minutes; no end: no move is known."""

    __tablename__ = "stay"
    __table_args__ = (refers("area", "area"), forwards(), STRICT)
    inmate: Mapped[str]
    area: Mapped[str]
    start: Mapped[int]
    end: Mapped[int | None]


class WatchRow(Listed, Base):
    """Officers on a post watch one inmate, in elapsed minutes."""

    __tablename__ = "watch"
    __table_args__ = (refers("post", "post"), forwards(), one_of("kind", WatchKind), STRICT)
    inmate: Mapped[str]
    post: Mapped[str]
    kind: Mapped[str]
    start: Mapped[int]
    end: Mapped[int | None]


class ActivityRow(Listed, Base):
    """A recurring activity of an inmate; `weekdays` is a JSON list of numbers, 0 being Monday."""

    __tablename__ = "activity"
    __table_args__ = (refers("area", "area"), STRICT)
    inmate: Mapped[str]
    area: Mapped[str]
    weekdays: Mapped[str]
    start_wall_minute: Mapped[int]
    wall_minutes: Mapped[int]
    first: Mapped[date]
    last: Mapped[date | None]


class WorkedRow(AboutOfficer, Base):
    """A tour as it was worked. No foreign keys: officers, posts and shifts of the past may be gone."""

    __tablename__ = "worked"
    __table_args__ = (forwards(), one_of("kind", TourKind), STRICT)
    start: Mapped[int]
    post: Mapped[str]
    on: Mapped[date]
    shift: Mapped[str]
    index: Mapped[int]
    end: Mapped[int]
    kind: Mapped[str]
    is_locked: Mapped[bool]
