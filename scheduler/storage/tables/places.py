"""Tables of the facility as a place: areas, shifts, posts and their coverage."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, false

from scheduler.domain.attention import Factor
from scheduler.domain.words import ContactMode, PayBasis, Priority, RotationClass, StaffClass
from scheduler.storage.tables.base import STRICT, Base, Coded, Listed, Mapped, OfFacility, mapped_column, one_of, refers


class FacilityRow(Base):
    """A facility, the text of its floor plan, and when and from what its data was last imported.

    `revision` counts imports and changes between them, so that whoever holds a copy of the data sees that it is old.
    """

    __tablename__ = "facility"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    is_juvenile: Mapped[bool]
    floor_plan: Mapped[str]
    revision: Mapped[int]
    imported_at: Mapped[datetime]
    imported_from: Mapped[str]


class AreaRow(Coded, Base):
    """A place in the facility."""

    __tablename__ = "area"
    __table_args__ = (refers("parent", "area"), one_of("rotation", RotationClass), STRICT)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent: Mapped[str | None]
    rotation: Mapped[str]
    outline: Mapped[str]


class ShiftRow(Coded, Base):
    """A named span of the local clock; `not_before` is a JSON list of shifts."""

    __tablename__ = "shift"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    start_wall_minute: Mapped[int]
    wall_minutes: Mapped[int]
    muster_minutes: Mapped[int]
    is_night: Mapped[bool]
    not_before: Mapped[str]


class QualificationRow(Coded, Base):
    """A lawful, documented need of a post."""

    __tablename__ = "qualification"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class PostRow(Coded, Base):
    """A staffed work position; its lists are in `coverage`, `area_share`, `post_qualification`, `static_factor`."""

    __tablename__ = "post"
    __table_args__ = (
        refers("area", "area"),
        one_of("priority", Priority),
        one_of("contact", ContactMode),
        STRICT,
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    area: Mapped[str]
    priority: Mapped[str]
    contact: Mapped[str]
    contact_weight: Mapped[int | None]
    opens: Mapped[date | None]
    closes: Mapped[date | None]
    is_relieved: Mapped[bool]
    is_solo: Mapped[bool]
    needs_meal_relief: Mapped[bool]
    gives_meal_reliefs: Mapped[int]
    serves_women: Mapped[bool] = mapped_column(server_default=false())
    outline: Mapped[str]


class _OfPost(OfFacility):
    """One item of a list of a post."""

    post: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class CoverageRow(_OfPost, Base):
    """How many officers a post asks for; `weekdays` is a JSON list of numbers, 0 being Monday."""

    __tablename__ = "coverage"
    __table_args__ = (
        refers("post", "post"),
        refers("shift", "shift"),
        CheckConstraint("minimum >= 0 AND wanted >= minimum", name="seats"),
        STRICT,
    )
    shift: Mapped[str]
    minimum: Mapped[int]
    wanted: Mapped[int]
    weekdays: Mapped[str]
    first: Mapped[date | None]
    last: Mapped[date | None]
    under_weight: Mapped[int]
    over_weight: Mapped[int]


class AreaShareRow(_OfPost, Base):
    """The part of a post's attention, in thousandths, that an area gets."""

    __tablename__ = "area_share"
    __table_args__ = (refers("post", "post"), refers("area", "area"), STRICT)
    area: Mapped[str]
    share: Mapped[int]


class PostQualificationRow(_OfPost, Base):
    """A qualification that a post needs."""

    __tablename__ = "post_qualification"
    __table_args__ = (refers("post", "post"), refers("qualification", "qualification"), STRICT)
    qualification: Mapped[str]


class StaticFactorRow(_OfPost, Base):
    """A reviewed static attention factor of a post."""

    __tablename__ = "static_factor"
    __table_args__ = (refers("post", "post"), STRICT)
    factor: Mapped[str]
    points: Mapped[int]


class PatternRow(Coded, Base):
    """A repeating cycle; its days are in `pattern_day`."""

    __tablename__ = "pattern"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class PatternDayRow(OfFacility, Base):
    """One day of a cycle: a shift, or none for a day off."""

    __tablename__ = "pattern_day"
    __table_args__ = (refers("pattern", "pattern"), refers("shift", "shift"), STRICT)
    pattern: Mapped[str] = mapped_column(primary_key=True, sort_order=-2)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    shift: Mapped[str | None]


class SquadRow(Coded, Base):
    """Officers who share a pattern and its phase."""

    __tablename__ = "squad"
    __table_args__ = (refers("pattern", "pattern"), STRICT)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    pattern: Mapped[str]
    anchor: Mapped[date]


class TierRow(Coded, Base):
    """One step of the engine's order."""

    __tablename__ = "tier"
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unit: Mapped[str]
    scale: Mapped[int]


class PolicyEntryRow(Listed, Base):
    """One use of a rule from a date on; its numbers are in `policy_setting`."""

    __tablename__ = "policy_entry"
    __table_args__ = (
        refers("tier", "tier", "key"),
        CheckConstraint("severity IN ('never', 'stop', 'ask', 'show', 'priced')", name="severity"),
        STRICT,
    )
    id: Mapped[str]
    rule: Mapped[str]
    severity: Mapped[str]
    effective: Mapped[date]
    tier: Mapped[str | None]
    weight: Mapped[int]
    source: Mapped[str]
    agreement: Mapped[str]
    is_enabled: Mapped[bool]


class PolicySettingRow(OfFacility, Base):
    """One number, flag or word of a policy entry; `value` is JSON, so that 1, true and "1" stay apart."""

    __tablename__ = "policy_setting"
    __table_args__ = (refers("entry", "policy_entry", "position"), STRICT)
    entry: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    name: Mapped[str]
    value: Mapped[str]


class ContactWeightRow(Listed, Base):
    """The weight of a contact mode from a date on."""

    __tablename__ = "contact_weight"
    __table_args__ = (one_of("mode", ContactMode), STRICT)
    mode: Mapped[str]
    effective: Mapped[date]
    weight: Mapped[int]
    paired: Mapped[int | None]
    source: Mapped[str]


class AttentionWeightRow(Listed, Base):
    """The points of a step of a factor of the attention index from a date on."""

    __tablename__ = "attention_weight"
    __table_args__ = (one_of("factor", Factor), STRICT)
    factor: Mapped[str]
    step: Mapped[str]
    effective: Mapped[date]
    points: Mapped[int]
    limit: Mapped[int]
    source: Mapped[str]


class PayPeriodRow(Listed, Base):
    """Which hours are priced as overtime by law, from a date on; no class: everybody without a line of their own."""

    __tablename__ = "pay_period"
    __table_args__ = (one_of("basis", PayBasis), one_of("staff_class", StaffClass), STRICT)
    effective: Mapped[date]
    basis: Mapped[str]
    days: Mapped[int]
    anchor: Mapped[date]
    staff_class: Mapped[str | None]
    source: Mapped[str]
