"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment
from scheduler.storage.migrations.first_tables import columns, draws, excuses, leave, orders, plans, refers, table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    _policy()
    _people()
    orders()
    excuses()
    leave()
    plans()
    _inmates()
    _rosters()
    draws()


def _places() -> None:
    table(
        "facility",
        *columns(sa.Text, "id", "name", "zone"),
        *columns(Flag, "is_juvenile"),
        *columns(sa.Text, "floor_plan"),
        *columns(sa.Integer, "revision"),
        *columns(Moment, "imported_at"),
        *columns(sa.Text, "imported_from"),
        sa.PrimaryKeyConstraint("id", name="pk_facility"),
    )
    table(
        "area",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name"),
        *columns(sa.Text, "parent", nullable=True),
        *columns(sa.Text, "rotation", "outline"),
        sa.CheckConstraint("rotation IN ('none', 'housing', 'special', 'support')", name=op.f("ck_area_rotation")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_area_facility_id"),
        refers("area", "parent", "area"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_area"),
    )
    table(
        "qualification",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_qualification_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_qualification"),
    )
    table(
        "shift",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name"),
        *columns(sa.Integer, "start_wall_minute", "wall_minutes", "muster_minutes"),
        *columns(Flag, "is_night"),
        *columns(sa.Text, "not_before"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_shift_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_shift"),
    )
    table(
        "post",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name", "area", "priority", "contact"),
        *columns(sa.Integer, "contact_weight", nullable=True),
        *columns(LocalDate, "opens", "closes", nullable=True),
        *columns(Flag, "is_relieved", "is_solo", "needs_meal_relief"),
        *columns(sa.Integer, "gives_meal_reliefs"),
        *columns(sa.Text, "outline"),
        sa.CheckConstraint("priority IN ('critical', 'mandatory', 'pull')", name=op.f("ck_post_priority")),
        sa.CheckConstraint(
            "contact IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')", name=op.f("ck_post_contact")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_post_facility_id"),
        refers("post", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_post"),
    )
    table(
        "area_share",
        *columns(sa.Text, "facility_id", "post"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "area"),
        *columns(sa.Integer, "share"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_area_share_facility_id"),
        refers("area_share", "area", "area"),
        refers("area_share", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_area_share"),
    )
    table(
        "coverage",
        *columns(sa.Text, "facility_id", "post"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "shift"),
        *columns(sa.Integer, "minimum", "wanted"),
        *columns(sa.Text, "weekdays"),
        *columns(LocalDate, "first", "last", nullable=True),
        *columns(sa.Integer, "under_weight", "over_weight"),
        sa.CheckConstraint("minimum >= 0 AND wanted >= minimum", name=op.f("ck_coverage_seats")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_coverage_facility_id"),
        refers("coverage", "post", "post"),
        refers("coverage", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_coverage"),
    )
    table(
        "post_qualification",
        *columns(sa.Text, "facility_id", "post"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "qualification"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_post_qualification_facility_id"),
        refers("post_qualification", "post", "post"),
        refers("post_qualification", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_post_qualification"),
    )
    table(
        "static_factor",
        *columns(sa.Text, "facility_id", "post"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "factor"),
        *columns(sa.Integer, "points"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_static_factor_facility_id"),
        refers("static_factor", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_static_factor"),
    )


def _policy() -> None:
    table(
        "contact_weight",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "mode"),
        *columns(LocalDate, "effective"),
        *columns(sa.Integer, "weight"),
        *columns(sa.Integer, "paired", nullable=True),
        *columns(sa.Text, "source"),
        sa.CheckConstraint(
            "mode IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')", name=op.f("ck_contact_weight_mode")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_contact_weight_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_contact_weight"),
    )
    table(
        "tier",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "key", "name", "unit"),
        *columns(sa.Integer, "scale"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_tier_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "key", name="pk_tier"),
    )
    table(
        "policy_entry",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "id", "rule", "severity"),
        *columns(LocalDate, "effective"),
        *columns(sa.Text, "tier", nullable=True),
        *columns(sa.Integer, "weight"),
        *columns(sa.Text, "source", "agreement"),
        *columns(Flag, "is_enabled"),
        sa.CheckConstraint(
            "severity IN ('never', 'stop', 'ask', 'show', 'priced')", name=op.f("ck_policy_entry_severity")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_policy_entry_facility_id"),
        refers("policy_entry", "tier", "tier", "key"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_policy_entry"),
    )
    table(
        "policy_setting",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "entry", "position"),
        *columns(sa.Text, "name", "value"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_policy_setting_facility_id"),
        refers("policy_setting", "entry", "policy_entry", "position"),
        sa.PrimaryKeyConstraint("facility_id", "entry", "position", name="pk_policy_setting"),
    )
    table(
        "pay_period",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "effective"),
        *columns(sa.Text, "basis"),
        *columns(sa.Integer, "days"),
        *columns(LocalDate, "anchor"),
        *columns(sa.Text, "staff_class", nullable=True),
        *columns(sa.Text, "source"),
        sa.CheckConstraint("basis IN ('work_period', 'forty_hours')", name=op.f("ck_pay_period_basis")),
        sa.CheckConstraint(
            "staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')", name=op.f("ck_pay_period_staff_class")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pay_period_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_pay_period"),
    )


def _people() -> None:
    table(
        "officer_name",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "badge", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_officer_name_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_officer_name"),
    )
    table(
        "pattern",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pattern_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_pattern"),
    )
    table(
        "worked",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position", "start"),
        *columns(sa.Text, "post"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "shift"),
        *columns(sa.Integer, "index", "end"),
        *columns(sa.Text, "kind"),
        *columns(Flag, "is_locked"),
        *columns(sa.Text, "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_worked_forwards")),
        sa.CheckConstraint(
            "kind IN ('regular', 'voluntary_overtime', 'mandated_overtime', 'hold_over', 'early_call_in', 'swap')",
            name=op.f("ck_worked_kind"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_worked_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_worked"),
    )
    table(
        "pattern_day",
        *columns(sa.Text, "facility_id", "pattern"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "shift", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pattern_day_facility_id"),
        refers("pattern_day", "pattern", "pattern"),
        refers("pattern_day", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "pattern", "position", name="pk_pattern_day"),
    )
    table(
        "squad",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "code", "name", "pattern"),
        *columns(LocalDate, "anchor"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_squad_facility_id"),
        refers("squad", "pattern", "pattern"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_squad"),
    )
    table(
        "officer",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "badge", "staff_class"),
        *columns(LocalDate, "seniority"),
        *columns(sa.Integer, "tie_breaker"),
        *columns(sa.Text, "squad", nullable=True),
        *columns(sa.Text, "exemptions"),
        *columns(Flag, "is_probationary"),
        sa.CheckConstraint(
            "staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')", name=op.f("ck_officer_staff_class")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_officer_facility_id"),
        refers("officer", "squad", "squad"),
        sa.PrimaryKeyConstraint("facility_id", "badge", name="pk_officer"),
    )
    table(
        "award",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "post", "basis"),
        *columns(LocalDate, "first"),
        *columns(LocalDate, "last", nullable=True),
        *columns(sa.Text, "shift", nullable=True),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_award_facility_id"),
        refers("award", "badge", "officer", "badge"),
        refers("award", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_award"),
    )
    table(
        "carried_hours",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "month"),
        *columns(sa.Integer, "overtime_minutes"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_carried_hours_facility_id"),
        refers("carried_hours", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_carried_hours"),
    )
    table(
        "contract",
        *columns(sa.Text, "facility_id", "badge"),
        *columns(
            sa.Integer,
            "least_minutes",
            "most_minutes",
            "most_work_days_in_a_row",
            "least_work_days_in_a_row",
            "least_days_off_in_a_row",
            "most_weekends",
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_contract_facility_id"),
        refers("contract", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "badge", name="pk_contract"),
    )
    table(
        "duty",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position", "start", "end"),
        *columns(sa.Text, "kind", "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_duty_forwards")),
        sa.CheckConstraint(
            "kind IN ('court', 'training', 'light_duty', 'wellness', 'other')", name=op.f("ck_duty_kind")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_duty_facility_id"),
        refers("duty", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_duty"),
    )
    table(
        "held",
        *columns(sa.Text, "facility_id", "badge"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "qualification"),
        *columns(LocalDate, "earned", "expires", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_held_facility_id"),
        refers("held", "badge", "officer", "badge"),
        refers("held", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "badge", "position", name="pk_held"),
    )
    table(
        "leave",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position", "start", "end"),
        *columns(sa.Text, "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_leave_forwards")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_facility_id"),
        refers("leave", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave"),
    )
    table(
        "restriction",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "first"),
        *columns(LocalDate, "last", nullable=True),
        *columns(sa.Text, "area", "post", nullable=True),
        *columns(sa.Text, "badge"),
        sa.CheckConstraint("area IS NULL OR post IS NULL", name=op.f("ck_restriction_one_place")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_restriction_facility_id"),
        refers("restriction", "area", "area"),
        refers("restriction", "badge", "officer", "badge"),
        refers("restriction", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_restriction"),
    )
    table(
        "tenure",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "area"),
        *columns(LocalDate, "since"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_tenure_facility_id"),
        refers("tenure", "area", "area"),
        refers("tenure", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_tenure"),
    )
    table(
        "willingness",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "first", "last"),
        *columns(sa.Text, "shifts", "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_willingness_facility_id"),
        refers("willingness", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_willingness"),
    )
    table(
        "wish",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "shift", nullable=True),
        *columns(Flag, "wants"),
        *columns(sa.Integer, "weight"),
        *columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_wish_facility_id"),
        refers("wish", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_wish"),
    )
    table(
        "shift_limit",
        *columns(sa.Text, "facility_id", "badge"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "shift"),
        *columns(sa.Integer, "most"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_shift_limit_facility_id"),
        refers("shift_limit", "badge", "contract", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "badge", "position", name="pk_shift_limit"),
    )


def _inmates() -> None:
    table(
        "activity",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "inmate", "area", "weekdays"),
        *columns(sa.Integer, "start_wall_minute", "wall_minutes"),
        *columns(LocalDate, "first"),
        *columns(LocalDate, "last", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_activity_facility_id"),
        refers("activity", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_activity"),
    )
    table(
        "stay",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "inmate", "area"),
        *columns(sa.Integer, "start"),
        *columns(sa.Integer, "end", nullable=True),
        sa.CheckConstraint('"end" > start', name=op.f("ck_stay_forwards")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_stay_facility_id"),
        refers("stay", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_stay"),
    )
    table(
        "watch",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "position"),
        *columns(sa.Text, "inmate", "post", "kind"),
        *columns(sa.Integer, "start"),
        *columns(sa.Integer, "end", nullable=True),
        sa.CheckConstraint('"end" > start', name=op.f("ck_watch_forwards")),
        sa.CheckConstraint("kind IN ('constant', 'hospital')", name=op.f("ck_watch_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_watch_facility_id"),
        refers("watch", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_watch"),
    )


def _rosters() -> None:
    table(
        "audit",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id", nullable=True),
        *columns(Moment, "at"),
        *columns(sa.Text, "actor", "action", "subjects"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_audit_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    table(
        "roster",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id"),
        *columns(LocalDate, "first"),
        *columns(sa.Integer, "days"),
        *columns(sa.Text, "label", "state"),
        *columns(sa.Integer, "version", "revision"),
        *columns(Moment, "created_at", "saved_at"),
        *columns(sa.Text, "actor"),
        *columns(sa.Text, "certificate", nullable=True),
        *columns(sa.Text, "certified_tours_sha256", "problem_sha256"),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'approved', 'published', 'amended', 'archived')",
            name=op.f("ck_roster_state"),
        ),
        sa.CheckConstraint("version >= 0", name=op.f("ck_roster_version")),
        sa.CheckConstraint("days BETWEEN 1 AND 400", name=op.f("ck_roster_days")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_roster"),
        sqlite_autoincrement=True,
    )
    table(
        "journal",
        *columns(sa.Integer, "id"),
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "step"),
        *columns(sa.Text, "kind", "edit_id", "actor"),
        *columns(Moment, "at"),
        *columns(sa.Text, "body"),
        sa.CheckConstraint("kind IN ('do', 'undo', 'redo', 'publish', 'draw')", name=op.f("ck_journal_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_journal_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_journal_roster_id"),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sa.UniqueConstraint("roster_id", "step", name="uq_journal_roster_id_step"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_journal_done",
        "journal",
        ["roster_id", "edit_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'do'"),
        postgresql_where=sa.text("kind = 'do'"),
    )
    table(
        "roster_lock",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id"),
        *columns(sa.Text, "badge"),
        *columns(LocalDate, "on"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_lock_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_lock_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "badge", "on", name="pk_roster_lock"),
    )
    table(
        "roster_tour",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "start"),
        *columns(sa.Text, "badge", "post"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "shift"),
        *columns(sa.Integer, "index", "end"),
        *columns(sa.Text, "kind"),
        *columns(Flag, "is_locked"),
        sa.CheckConstraint(
            "kind IN ('regular', 'voluntary_overtime', 'mandated_overtime', 'hold_over', 'early_call_in', 'swap')",
            name=op.f("ck_roster_tour_kind"),
        ),
        sa.CheckConstraint('"end" > start', name=op.f("ck_roster_tour_forwards")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_tour_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_tour_roster_id"),
        sa.PrimaryKeyConstraint(
            "roster_id",
            "start",
            "badge",
            "post",
            "on",
            "shift",
            "index",
            "end",
            "kind",
            "is_locked",
            name="pk_roster_tour",
        ),
    )
    table(
        "roster_version",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "version"),
        *columns(LocalDate, "first"),
        *columns(sa.Integer, "days"),
        *columns(sa.Text, "label"),
        *columns(Moment, "published_at"),
        *columns(sa.Text, "actor", "reason", "body", "body_sha256"),
        *columns(sa.Text, "certificate", nullable=True),
        *columns(sa.Text, "problem_sha256"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_roster_version_version")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_version_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_version_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "version", name="pk_roster_version"),
    )
    table(
        "roster_waiver",
        *columns(sa.Text, "facility_id"),
        *columns(sa.Integer, "roster_id", "position"),
        *columns(sa.Text, "entry", "badge"),
        *columns(LocalDate, "on"),
        *columns(sa.Text, "approver", "reason"),
        *columns(LocalDate, "expires"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_waiver_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_waiver_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "position", name="pk_roster_waiver"),
    )
