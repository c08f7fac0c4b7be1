"""Parts of the first migration: what all of its tables share, and those of orders, leave, the staffing plan, draws."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import LocalDate, Moment


def table(name: str, *parts: sa.schema.SchemaItem, **options: bool) -> None:
    """Create a STRICT table."""
    op.create_table(name, *parts, sqlite_strict=True, **options)


def columns(kind: type[sa.types.TypeEngine[Any]], *names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    """Return columns of one type."""
    return tuple(sa.Column(name, kind(), nullable=nullable) for name in names)


def refers(table: str, column: str, other: str, key: str = "code") -> sa.ForeignKeyConstraint:
    """Return a foreign key within the facility, checked at the end of the transaction."""
    return sa.ForeignKeyConstraint(
        ["facility_id", column],
        [f"{other}.facility_id", f"{other}.{key}"],
        name=f"fk_{table}_facility_id_{column}",
        deferrable=True,
        initially="DEFERRED",
    )


def orders() -> None:
    """Create the tables of written orders and needs of posts."""
    table(
        "document",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code"),
        *columns(sa.Integer, "version"),
        *columns(sa.Text, "title"),
        *columns(LocalDate, "effective"),
        *columns(sa.Text, "posts"),
        *columns(LocalDate, "reviewed", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_document_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_document"),
        sa.UniqueConstraint("facility_id", "code", "version", name="uq_document_facility_id_code_version"),
    )
    table(
        "reading",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "document"),
        *columns(sa.Integer, "version"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_reading_facility_id"),
        refers("reading", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_reading"),
    )
    table(
        "team_need",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "post", "qualification", "helpers"),
        *columns(sa.Integer, "least"),
        *columns(sa.Text, "authority", "approver"),
        *columns(LocalDate, "review_by", "first"),
        *columns(LocalDate, "last", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_team_need_facility_id"),
        refers("team_need", "post", "post"),
        refers("team_need", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_team_need"),
    )


def excuses() -> None:
    """Create the tables of exemptions, preferences and waivers of rotation."""
    table(
        "exemption",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_exemption_facility_id"),
        refers("exemption", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_exemption"),
    )
    table(
        "preference",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "first"),
        *columns(LocalDate, "last", nullable=True),
        *columns(sa.Text, "post", "shift", nullable=True),
        *columns(sa.Integer, "weight"),
        *columns(sa.Text, "badge"),
        sa.CheckConstraint("post IS NOT NULL OR shift IS NOT NULL", name=op.f("ck_preference_choice")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_preference_facility_id"),
        refers("preference", "badge", "officer", "badge"),
        refers("preference", "post", "post"),
        refers("preference", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_preference"),
    )
    table(
        "rotation_waiver",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "area"),
        *columns(LocalDate, "first", "expires"),
        *columns(sa.Text, "approver", "reason", "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_rotation_waiver_facility_id"),
        refers("rotation_waiver", "area", "area"),
        refers("rotation_waiver", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_rotation_waiver"),
    )


def leave() -> None:
    """Create the tables of leave asked for."""
    table(
        "leave_slots",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Integer, "most"),
        *columns(sa.Text, "squad", nullable=True),
        sa.CheckConstraint("most >= 0", name=op.f("ck_leave_slots_most")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_slots_facility_id"),
        refers("leave_slots", "squad", "squad"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave_slots"),
    )
    table(
        "leave_request",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "id", "badge"),
        *columns(LocalDate, "first", "last"),
        *columns(Moment, "filed"),
        *columns(sa.Text, "state", "decided_by"),
        *columns(LocalDate, "decided", nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f("ck_leave_request_state")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_request_facility_id"),
        refers("leave_request", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "id", name="pk_leave_request"),
    )
    table(
        "leave_balance",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "as_of"),
        *columns(sa.Integer, "minutes"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_balance_facility_id"),
        refers("leave_balance", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave_balance"),
    )
    table(
        "vacation_choice",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position", "year", "rank"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_vacation_choice_facility_id"),
        refers("vacation_choice", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_vacation_choice"),
    )


def plans() -> None:
    """Create the tables of the staffing plan."""
    table(
        "staffing_plan",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "effective"),
        *columns(sa.Text, "approver"),
        *columns(sa.Integer, "population"),
        *columns(LocalDate, "reviewed", "review_by"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_staffing_plan_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_staffing_plan"),
    )
    table(
        "plan_factor",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "plan", "position"),
        *columns(sa.Text, "factor", "text"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_plan_factor_facility_id"),
        refers("plan_factor", "plan", "staffing_plan", "position"),
        sa.PrimaryKeyConstraint("facility_id", "plan", "position", name="pk_plan_factor"),
    )
    table(
        "plan_minimum",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "plan", "position"),
        *columns(sa.Text, "post", "shift"),
        *columns(sa.Integer, "minimum"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_plan_minimum_facility_id"),
        refers("plan_minimum", "plan", "staffing_plan", "position"),
        refers("plan_minimum", "post", "post"),
        refers("plan_minimum", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "plan", "position", name="pk_plan_minimum"),
    )
    table(
        "absence_year",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position", "year"),
        *columns(sa.Text, "category"),
        *columns(sa.Integer, "minutes", "officers"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_absence_year_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_absence_year"),
    )


def draws() -> None:
    """Create the tables of posts that are drawn at muster."""
    table(
        "roster_seal",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "version"),
        *columns(sa.Text, "commitment", "secret", "body"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_seal_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_seal_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "version", name="pk_roster_seal"),
    )
    table(
        "roster_draw",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id"),
        *columns(sa.Text, "muster"),
        *columns(sa.Integer, "version"),
        *columns(Moment, "at"),
        *columns(sa.Text, "actor", "body"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_draw_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_draw_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "muster", name="pk_roster_draw"),
    )
