"""Tables of written orders, lawful needs of posts, and what officers are excused from or ask for."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint

from scheduler.storage.tables.base import STRICT, Base, Listed, Mapped, refers
from scheduler.storage.tables.people import AboutOfficer


class DocumentRow(Listed, Base):
    """A version of a written order that must be read; `posts` is a JSON list, empty for every post with contact."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("facility_id", "code", "version"), STRICT)
    code: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    effective: Mapped[date]
    posts: Mapped[str]
    reviewed: Mapped[date | None]


class ReadingRow(AboutOfficer, Base):
    """An officer has read a version of a document."""

    __tablename__ = "reading"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    document: Mapped[str]
    version: Mapped[int]
    on: Mapped[date]


class TeamNeedRow(Listed, Base):
    """A task of a post that lawfully needs a qualification in the team; `helpers` is a JSON list of posts."""

    __tablename__ = "team_need"
    __table_args__ = (refers("post", "post"), refers("qualification", "qualification"), STRICT)
    post: Mapped[str]
    qualification: Mapped[str]
    helpers: Mapped[str]
    least: Mapped[int]
    authority: Mapped[str]
    approver: Mapped[str]
    review_by: Mapped[date]
    first: Mapped[date]
    last: Mapped[date | None]


class ExemptionRow(AboutOfficer, Base):
    """An officer is excused from mandated overtime. There is no column for a reason."""

    __tablename__ = "exemption"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    first: Mapped[date]
    last: Mapped[date]


class PreferenceRow(AboutOfficer, Base):
    """A standing first choice of post, shift or both."""

    __tablename__ = "preference"
    __table_args__ = (
        refers("badge", "officer", "badge"),
        refers("post", "post"),
        refers("shift", "shift"),
        CheckConstraint("post IS NOT NULL OR shift IS NOT NULL", name="choice"),
        STRICT,
    )
    first: Mapped[date]
    last: Mapped[date | None]
    post: Mapped[str | None]
    shift: Mapped[str | None]
    weight: Mapped[int]


class RotationWaiverRow(AboutOfficer, Base):
    """An officer may stay in an area beyond the cadence for a while."""

    __tablename__ = "rotation_waiver"
    __table_args__ = (refers("badge", "officer", "badge"), refers("area", "area"), STRICT)
    area: Mapped[str]
    first: Mapped[date]
    expires: Mapped[date]
    approver: Mapped[str]
    reason: Mapped[str]
