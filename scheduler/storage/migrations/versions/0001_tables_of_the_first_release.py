"""The tables of the first release."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from scheduler.storage.columns import Flag, LocalDate, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    _policy()
    _people()
    _orders()
    _plans()
    _inmates()
    _rosters()


def _places() -> None:
    _table(
        "facility",
        *_columns(sa.Text, "id", "name", "zone"),
        *_columns(Flag, "is_juvenile"),
        *_columns(sa.Text, "floor_plan"),
        *_columns(sa.Integer, "revision"),
        *_columns(Moment, "imported_at"),
        *_columns(sa.Text, "imported_from"),
        sa.PrimaryKeyConstraint("id", name="pk_facility"),
    )
    _table(
        "area",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name"),
        *_columns(sa.Text, "parent", nullable=True),
        *_columns(sa.Text, "rotation", "outline"),
        sa.CheckConstraint("rotation IN ('none', 'housing', 'special', 'support')", name=op.f("ck_area_rotation")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_area_facility_id"),
        _refers("area", "parent", "area"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_area"),
    )
    _table(
        "qualification",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_qualification_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_qualification"),
    )
    _table(
        "shift",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name"),
        *_columns(sa.Integer, "start_wall_minute", "wall_minutes", "muster_minutes"),
        *_columns(Flag, "is_night"),
        *_columns(sa.Text, "not_before"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_shift_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_shift"),
    )
    _table(
        "post",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name", "area", "priority", "contact"),
        *_columns(sa.Integer, "contact_weight", nullable=True),
        *_columns(LocalDate, "opens", "closes", nullable=True),
        *_columns(Flag, "is_relieved", "is_solo", "needs_meal_relief"),
        *_columns(sa.Integer, "gives_meal_reliefs"),
        *_columns(sa.Text, "outline"),
        sa.CheckConstraint("priority IN ('critical', 'mandatory', 'pull')", name=op.f("ck_post_priority")),
        sa.CheckConstraint(
            "contact IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')", name=op.f("ck_post_contact")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_post_facility_id"),
        _refers("post", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_post"),
    )
    _table(
        "area_share",
        *_columns(sa.Text, "facility_id", "post"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "area"),
        *_columns(sa.Integer, "share"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_area_share_facility_id"),
        _refers("area_share", "area", "area"),
        _refers("area_share", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_area_share"),
    )
    _table(
        "coverage",
        *_columns(sa.Text, "facility_id", "post"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "shift"),
        *_columns(sa.Integer, "minimum", "wanted"),
        *_columns(sa.Text, "weekdays"),
        *_columns(LocalDate, "first", "last", nullable=True),
        *_columns(sa.Integer, "under_weight", "over_weight"),
        sa.CheckConstraint("minimum >= 0 AND wanted >= minimum", name=op.f("ck_coverage_seats")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_coverage_facility_id"),
        _refers("coverage", "post", "post"),
        _refers("coverage", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_coverage"),
    )
    _table(
        "post_qualification",
        *_columns(sa.Text, "facility_id", "post"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "qualification"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_post_qualification_facility_id"),
        _refers("post_qualification", "post", "post"),
        _refers("post_qualification", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_post_qualification"),
    )
    _table(
        "static_factor",
        *_columns(sa.Text, "facility_id", "post"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "factor"),
        *_columns(sa.Integer, "points"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_static_factor_facility_id"),
        _refers("static_factor", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "post", "position", name="pk_static_factor"),
    )


def _policy() -> None:
    _table(
        "contact_weight",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "mode"),
        *_columns(LocalDate, "effective"),
        *_columns(sa.Integer, "weight"),
        *_columns(sa.Integer, "paired", nullable=True),
        *_columns(sa.Text, "source"),
        sa.CheckConstraint(
            "mode IN ('none', 'indirect', 'group', 'crew', 'one_to_one', 'watch')", name=op.f("ck_contact_weight_mode")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_contact_weight_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_contact_weight"),
    )
    _table(
        "tier",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "key", "name", "unit"),
        *_columns(sa.Integer, "scale"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_tier_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "key", name="pk_tier"),
    )
    _table(
        "policy_entry",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "id", "rule", "severity"),
        *_columns(LocalDate, "effective"),
        *_columns(sa.Text, "tier", nullable=True),
        *_columns(sa.Integer, "weight"),
        *_columns(sa.Text, "source", "agreement"),
        *_columns(Flag, "is_enabled"),
        sa.CheckConstraint(
            "severity IN ('never', 'stop', 'ask', 'show', 'priced')", name=op.f("ck_policy_entry_severity")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_policy_entry_facility_id"),
        _refers("policy_entry", "tier", "tier", "key"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_policy_entry"),
    )
    _table(
        "policy_setting",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "entry", "position"),
        *_columns(sa.Text, "name", "value"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_policy_setting_facility_id"),
        _refers("policy_setting", "entry", "policy_entry", "position"),
        sa.PrimaryKeyConstraint("facility_id", "entry", "position", name="pk_policy_setting"),
    )
    _table(
        "pay_period",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "effective"),
        *_columns(sa.Text, "basis"),
        *_columns(sa.Integer, "days"),
        *_columns(LocalDate, "anchor"),
        *_columns(sa.Text, "staff_class", nullable=True),
        *_columns(sa.Text, "source"),
        sa.CheckConstraint("basis IN ('work_period', 'forty_hours')", name=op.f("ck_pay_period_basis")),
        sa.CheckConstraint(
            "staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')", name=op.f("ck_pay_period_staff_class")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pay_period_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_pay_period"),
    )


def _people() -> None:
    _table(
        "officer_name",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "badge", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_officer_name_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_officer_name"),
    )
    _table(
        "pattern",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pattern_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_pattern"),
    )
    _table(
        "worked",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position", "start"),
        *_columns(sa.Text, "post"),
        *_columns(LocalDate, "on"),
        *_columns(sa.Text, "shift"),
        *_columns(sa.Integer, "index", "end"),
        *_columns(sa.Text, "kind"),
        *_columns(Flag, "is_locked"),
        *_columns(sa.Text, "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_worked_forwards")),
        sa.CheckConstraint(
            "kind IN ('regular', 'voluntary_overtime', 'mandated_overtime', 'hold_over', 'early_call_in', 'swap')",
            name=op.f("ck_worked_kind"),
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_worked_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_worked"),
    )
    _table(
        "pattern_day",
        *_columns(sa.Text, "facility_id", "pattern"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "shift", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_pattern_day_facility_id"),
        _refers("pattern_day", "pattern", "pattern"),
        _refers("pattern_day", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "pattern", "position", name="pk_pattern_day"),
    )
    _table(
        "squad",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code", "name", "pattern"),
        *_columns(LocalDate, "anchor"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_squad_facility_id"),
        _refers("squad", "pattern", "pattern"),
        sa.PrimaryKeyConstraint("facility_id", "code", name="pk_squad"),
    )
    _table(
        "officer",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "badge", "staff_class"),
        *_columns(LocalDate, "seniority"),
        *_columns(sa.Integer, "tie_breaker"),
        *_columns(sa.Text, "squad", nullable=True),
        *_columns(sa.Text, "exemptions"),
        *_columns(Flag, "is_probationary"),
        sa.CheckConstraint(
            "staff_class IN ('sworn', 'supervisor', 'civilian', 'contractor')", name=op.f("ck_officer_staff_class")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_officer_facility_id"),
        _refers("officer", "squad", "squad"),
        sa.PrimaryKeyConstraint("facility_id", "badge", name="pk_officer"),
    )
    _table(
        "award",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "post", "basis"),
        *_columns(LocalDate, "first"),
        *_columns(LocalDate, "last", nullable=True),
        *_columns(sa.Text, "shift", nullable=True),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_award_facility_id"),
        _refers("award", "badge", "officer", "badge"),
        _refers("award", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_award"),
    )
    _table(
        "carried_hours",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "month"),
        *_columns(sa.Integer, "overtime_minutes"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_carried_hours_facility_id"),
        _refers("carried_hours", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_carried_hours"),
    )
    _table(
        "contract",
        *_columns(sa.Text, "facility_id", "badge"),
        *_columns(
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
        _refers("contract", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "badge", name="pk_contract"),
    )
    _table(
        "duty",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position", "start", "end"),
        *_columns(sa.Text, "kind", "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_duty_forwards")),
        sa.CheckConstraint(
            "kind IN ('court', 'training', 'light_duty', 'wellness', 'other')", name=op.f("ck_duty_kind")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_duty_facility_id"),
        _refers("duty", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_duty"),
    )
    _table(
        "held",
        *_columns(sa.Text, "facility_id", "badge"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "qualification"),
        *_columns(LocalDate, "earned", "expires", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_held_facility_id"),
        _refers("held", "badge", "officer", "badge"),
        _refers("held", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "badge", "position", name="pk_held"),
    )
    _table(
        "leave",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position", "start", "end"),
        *_columns(sa.Text, "badge"),
        sa.CheckConstraint('"end" > start', name=op.f("ck_leave_forwards")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_facility_id"),
        _refers("leave", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave"),
    )
    _table(
        "restriction",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "first"),
        *_columns(LocalDate, "last", nullable=True),
        *_columns(sa.Text, "area", "post", nullable=True),
        *_columns(sa.Text, "badge"),
        sa.CheckConstraint("area IS NULL OR post IS NULL", name=op.f("ck_restriction_one_place")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_restriction_facility_id"),
        _refers("restriction", "area", "area"),
        _refers("restriction", "badge", "officer", "badge"),
        _refers("restriction", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_restriction"),
    )
    _table(
        "tenure",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "area"),
        *_columns(LocalDate, "since"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_tenure_facility_id"),
        _refers("tenure", "area", "area"),
        _refers("tenure", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_tenure"),
    )
    _table(
        "willingness",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "first", "last"),
        *_columns(sa.Text, "shifts", "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_willingness_facility_id"),
        _refers("willingness", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_willingness"),
    )
    _table(
        "wish",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "on"),
        *_columns(sa.Text, "shift", nullable=True),
        *_columns(Flag, "wants"),
        *_columns(sa.Integer, "weight"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_wish_facility_id"),
        _refers("wish", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_wish"),
    )
    _table(
        "shift_limit",
        *_columns(sa.Text, "facility_id", "badge"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "shift"),
        *_columns(sa.Integer, "most"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_shift_limit_facility_id"),
        _refers("shift_limit", "badge", "contract", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "badge", "position", name="pk_shift_limit"),
    )


def _orders() -> None:
    _table(
        "document",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "code"),
        *_columns(sa.Integer, "version"),
        *_columns(sa.Text, "title"),
        *_columns(LocalDate, "effective"),
        *_columns(sa.Text, "posts"),
        *_columns(LocalDate, "reviewed", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_document_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_document"),
        sa.UniqueConstraint("facility_id", "code", "version", name="uq_document_facility_id_code_version"),
    )
    _table(
        "reading",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "document"),
        *_columns(sa.Integer, "version"),
        *_columns(LocalDate, "on"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_reading_facility_id"),
        _refers("reading", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_reading"),
    )
    _table(
        "team_need",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "post", "qualification", "helpers"),
        *_columns(sa.Integer, "least"),
        *_columns(sa.Text, "authority", "approver"),
        *_columns(LocalDate, "review_by", "first"),
        *_columns(LocalDate, "last", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_team_need_facility_id"),
        _refers("team_need", "post", "post"),
        _refers("team_need", "qualification", "qualification"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_team_need"),
    )
    _table(
        "exemption",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "first", "last"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_exemption_facility_id"),
        _refers("exemption", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_exemption"),
    )
    _table(
        "preference",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "first"),
        *_columns(LocalDate, "last", nullable=True),
        *_columns(sa.Text, "post", "shift", nullable=True),
        *_columns(sa.Integer, "weight"),
        *_columns(sa.Text, "badge"),
        sa.CheckConstraint("post IS NOT NULL OR shift IS NOT NULL", name=op.f("ck_preference_choice")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_preference_facility_id"),
        _refers("preference", "badge", "officer", "badge"),
        _refers("preference", "post", "post"),
        _refers("preference", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_preference"),
    )
    _table(
        "rotation_waiver",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "area"),
        *_columns(LocalDate, "first", "expires"),
        *_columns(sa.Text, "approver", "reason", "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_rotation_waiver_facility_id"),
        _refers("rotation_waiver", "area", "area"),
        _refers("rotation_waiver", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_rotation_waiver"),
    )


def _plans() -> None:
    _table(
        "leave_slots",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "first", "last"),
        *_columns(sa.Integer, "most"),
        *_columns(sa.Text, "squad", nullable=True),
        sa.CheckConstraint("most >= 0", name=op.f("ck_leave_slots_most")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_slots_facility_id"),
        _refers("leave_slots", "squad", "squad"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave_slots"),
    )
    _table(
        "leave_request",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "id", "badge"),
        *_columns(LocalDate, "first", "last"),
        *_columns(Moment, "filed"),
        *_columns(sa.Text, "state", "decided_by"),
        *_columns(LocalDate, "decided", nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f("ck_leave_request_state")
        ),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_request_facility_id"),
        _refers("leave_request", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "id", name="pk_leave_request"),
    )
    _table(
        "leave_balance",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "as_of"),
        *_columns(sa.Integer, "minutes"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_leave_balance_facility_id"),
        _refers("leave_balance", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_leave_balance"),
    )
    _table(
        "vacation_choice",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position", "year", "rank"),
        *_columns(LocalDate, "first", "last"),
        *_columns(sa.Text, "badge"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_vacation_choice_facility_id"),
        _refers("vacation_choice", "badge", "officer", "badge"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_vacation_choice"),
    )
    _table(
        "staffing_plan",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(LocalDate, "effective"),
        *_columns(sa.Text, "approver"),
        *_columns(sa.Integer, "population"),
        *_columns(LocalDate, "reviewed", "review_by"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_staffing_plan_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_staffing_plan"),
    )
    _table(
        "plan_factor",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "plan", "position"),
        *_columns(sa.Text, "factor", "text"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_plan_factor_facility_id"),
        _refers("plan_factor", "plan", "staffing_plan", "position"),
        sa.PrimaryKeyConstraint("facility_id", "plan", "position", name="pk_plan_factor"),
    )
    _table(
        "plan_minimum",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "plan", "position"),
        *_columns(sa.Text, "post", "shift"),
        *_columns(sa.Integer, "minimum"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_plan_minimum_facility_id"),
        _refers("plan_minimum", "plan", "staffing_plan", "position"),
        _refers("plan_minimum", "post", "post"),
        _refers("plan_minimum", "shift", "shift"),
        sa.PrimaryKeyConstraint("facility_id", "plan", "position", name="pk_plan_minimum"),
    )
    _table(
        "absence_year",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position", "year"),
        *_columns(sa.Text, "category"),
        *_columns(sa.Integer, "minutes", "officers"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_absence_year_facility_id"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_absence_year"),
    )


def _inmates() -> None:
    _table(
        "activity",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "inmate", "area", "weekdays"),
        *_columns(sa.Integer, "start_wall_minute", "wall_minutes"),
        *_columns(LocalDate, "first"),
        *_columns(LocalDate, "last", nullable=True),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_activity_facility_id"),
        _refers("activity", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_activity"),
    )
    _table(
        "stay",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "inmate", "area"),
        *_columns(sa.Integer, "start"),
        *_columns(sa.Integer, "end", nullable=True),
        sa.CheckConstraint('"end" > start', name=op.f("ck_stay_forwards")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_stay_facility_id"),
        _refers("stay", "area", "area"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_stay"),
    )
    _table(
        "watch",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "position"),
        *_columns(sa.Text, "inmate", "post", "kind"),
        *_columns(sa.Integer, "start"),
        *_columns(sa.Integer, "end", nullable=True),
        sa.CheckConstraint('"end" > start', name=op.f("ck_watch_forwards")),
        sa.CheckConstraint("kind IN ('constant', 'hospital')", name=op.f("ck_watch_kind")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_watch_facility_id"),
        _refers("watch", "post", "post"),
        sa.PrimaryKeyConstraint("facility_id", "position", name="pk_watch"),
    )


def _rosters() -> None:
    _table(
        "audit",
        *_columns(sa.Integer, "id"),
        *_columns(sa.Text, "facility_id", nullable=True),
        *_columns(Moment, "at"),
        *_columns(sa.Text, "actor", "action", "subjects"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_audit_facility_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    _table(
        "roster",
        *_columns(sa.Integer, "id"),
        *_columns(sa.Text, "facility_id"),
        *_columns(LocalDate, "first"),
        *_columns(sa.Integer, "days"),
        *_columns(sa.Text, "label", "state"),
        *_columns(sa.Integer, "version", "revision"),
        *_columns(Moment, "created_at", "saved_at"),
        *_columns(sa.Text, "actor"),
        *_columns(sa.Text, "certificate", nullable=True),
        *_columns(sa.Text, "certified_tours_sha256", "problem_sha256"),
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
    _table(
        "journal",
        *_columns(sa.Integer, "id"),
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "roster_id", "step"),
        *_columns(sa.Text, "kind", "edit_id", "actor"),
        *_columns(Moment, "at"),
        *_columns(sa.Text, "body"),
        sa.CheckConstraint("kind IN ('do', 'undo', 'redo', 'publish')", name=op.f("ck_journal_kind")),
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
    _table(
        "roster_lock",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "roster_id"),
        *_columns(sa.Text, "badge"),
        *_columns(LocalDate, "on"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_lock_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_lock_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "badge", "on", name="pk_roster_lock"),
    )
    _table(
        "roster_tour",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "roster_id", "start"),
        *_columns(sa.Text, "badge", "post"),
        *_columns(LocalDate, "on"),
        *_columns(sa.Text, "shift"),
        *_columns(sa.Integer, "index", "end"),
        *_columns(sa.Text, "kind"),
        *_columns(Flag, "is_locked"),
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
    _table(
        "roster_version",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "roster_id", "version"),
        *_columns(LocalDate, "first"),
        *_columns(sa.Integer, "days"),
        *_columns(sa.Text, "label"),
        *_columns(Moment, "published_at"),
        *_columns(sa.Text, "actor", "reason", "body", "body_sha256"),
        *_columns(sa.Text, "certificate", nullable=True),
        *_columns(sa.Text, "problem_sha256"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_roster_version_version")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_version_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_version_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "version", name="pk_roster_version"),
    )
    _table(
        "roster_waiver",
        *_columns(sa.Text, "facility_id"),
        *_columns(sa.Integer, "roster_id", "position"),
        *_columns(sa.Text, "entry", "badge"),
        *_columns(LocalDate, "on"),
        *_columns(sa.Text, "approver", "reason"),
        *_columns(LocalDate, "expires"),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name="fk_roster_waiver_facility_id"),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_roster_waiver_roster_id"),
        sa.PrimaryKeyConstraint("roster_id", "position", name="pk_roster_waiver"),
    )


def _table(name: str, *parts: sa.schema.SchemaItem, **options: bool) -> None:
    op.create_table(name, *parts, sqlite_strict=True, **options)


def _columns(kind: type[sa.types.TypeEngine[Any]], *names: str, nullable: bool = False) -> tuple[sa.Column[Any], ...]:
    return tuple(sa.Column(name, kind(), nullable=nullable) for name in names)


def _refers(table: str, column: str, other: str, key: str = "code") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["facility_id", column],
        [f"{other}.facility_id", f"{other}.{key}"],
        name=f"fk_{table}_facility_id_{column}",
        deferrable=True,
        initially="DEFERRED",
    )
