"""Tables of rosters, their journal and published versions.

Nothing here refers to officers, posts or shifts by foreign key: an import replaces those, and rosters stay.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text

from scheduler.domain.words import RosterState, TourKind
from scheduler.storage.tables.base import STRICT, Base, Mapped, forwards, mapped_column, one_of

NUMBERED = {"sqlite_autoincrement": True, **STRICT}
"""Numbers of such a table are never given twice, not even after a deletion."""


class RosterRow(Base):
    """A roster being worked on.

    `version` is the latest published one (0: none), `revision` counts changes. `certificate` (JSON) holds what is
    proven of states of the roster, each with the hash of its tours, the latest first; that of the first one is
    `certified_tours_sha256`, "" where nothing was proven of what was certified last.
    """

    __tablename__ = "roster"
    __table_args__ = (
        one_of("state", RosterState),
        CheckConstraint("days BETWEEN 1 AND 400", name="days"),
        CheckConstraint("version >= 0", name="version"),
        NUMBERED,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    first: Mapped[date]
    days: Mapped[int]
    label: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    actor: Mapped[str]
    certificate: Mapped[str | None]
    certified_tours_sha256: Mapped[str]
    problem_sha256: Mapped[str]


class _OfRoster:
    """A row that belongs to a roster."""

    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"), sort_order=-3)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"), primary_key=True, sort_order=-2)


class RosterTourRow(_OfRoster, Base):
    """A tour of the roster as it stands now."""

    __tablename__ = "roster_tour"
    __table_args__ = (forwards(), one_of("kind", TourKind), STRICT)
    start: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str] = mapped_column(primary_key=True)
    post: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    shift: Mapped[str] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    is_locked: Mapped[bool] = mapped_column(primary_key=True)


class RosterLockRow(_OfRoster, Base):
    """A locked cell of the roster."""

    __tablename__ = "roster_lock"
    badge: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)


class RosterWaiverRow(_OfRoster, Base):
    """An approved exception to a stop rule."""

    __tablename__ = "roster_waiver"
    position: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str]
    badge: Mapped[str]
    on: Mapped[date]
    approver: Mapped[str]
    reason: Mapped[str]
    expires: Mapped[date]


class JournalRow(Base):
    """One step of a roster's history: an edit done, undone, redone or drawn (`body` is its JSON), or a publication."""

    __tablename__ = "journal"
    __table_args__ = (
        CheckConstraint("kind IN ('do', 'undo', 'redo', 'publish', 'draw')", name="kind"),
        UniqueConstraint("roster_id", "step"),
        Index(
            "uq_journal_done",
            "roster_id",
            "edit_id",
            unique=True,
            sqlite_where=text("kind = 'do'"),
        ),
        NUMBERED,
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[str] = mapped_column(ForeignKey("facility.id"))
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    step: Mapped[int]
    kind: Mapped[str]
    edit_id: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[str]


class RosterVersionRow(_OfRoster, Base):
    """A published version: the roster's canonical JSON, and the hash of it. Never changes."""

    __tablename__ = "roster_version"
    __table_args__ = (CheckConstraint("version >= 1", name="version"), STRICT)
    version: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[date]
    days: Mapped[int]
    label: Mapped[str]
    published_at: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[str]
    body: Mapped[str]
    body_sha256: Mapped[str]
    certificate: Mapped[str | None]
    problem_sha256: Mapped[str]


class RosterSealRow(_OfRoster, Base):
    """What was committed to when a version was published: posts are drawn at muster. Never changes.

    `body` is the seal's canonical JSON, `commitment` its hash; `secret` opens one muster after the other.
    """

    __tablename__ = "roster_seal"
    version: Mapped[int] = mapped_column(primary_key=True)
    commitment: Mapped[str]
    secret: Mapped[str]
    body: Mapped[str]


class RosterDrawRow(_OfRoster, Base):
    """The posts drawn for one muster (`DATE/SHIFT`): the record's JSON. Never changes, and is made once."""

    __tablename__ = "roster_draw"
    muster: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    body: Mapped[str]


class NoticeReadRow(_OfRoster, Base):
    """An officer has acknowledged what a version changed for him. Never changes."""

    __tablename__ = "notice_read"
    version: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
