"""Tables of asking for leave, and of the staffing plan with the absences that its relief factor rests on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint

from scheduler.domain.words import LeaveState
from scheduler.storage.tables.base import STRICT, Base, Coded, Listed, Mapped, OfFacility, mapped_column, one_of, refers
from scheduler.storage.tables.people import AboutOfficer


class LeaveSlotsRow(Listed, Base):
    """How many officers of a squad, or of the facility, may be on leave on a date."""

    __tablename__ = "leave_slots"
    __table_args__ = (refers("squad", "squad"), CheckConstraint("most >= 0", name="most"), STRICT)
    first: Mapped[date]
    last: Mapped[date]
    most: Mapped[int]
    squad: Mapped[str | None]


class LeaveRequestRow(Coded, Base):
    """What an officer asked for, and what became of it. There is no column for a reason."""

    __tablename__ = "leave_request"
    __table_args__ = (refers("badge", "officer", "badge"), one_of("state", LeaveState), STRICT)
    id: Mapped[str] = mapped_column(primary_key=True)
    badge: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    filed: Mapped[datetime]
    state: Mapped[str]
    decided_by: Mapped[str]
    decided: Mapped[date | None]


class LeaveBalanceRow(AboutOfficer, Base):
    """Minutes of leave that an officer may still take at the end of a date."""

    __tablename__ = "leave_balance"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    as_of: Mapped[date]
    minutes: Mapped[int]


class VacationChoiceRow(AboutOfficer, Base):
    """One numbered choice of an officer in a year's vacation bid."""

    __tablename__ = "vacation_choice"
    __table_args__ = (refers("badge", "officer", "badge"), STRICT)
    year: Mapped[int]
    rank: Mapped[int]
    first: Mapped[date]
    last: Mapped[date]


class StaffingPlanRow(Listed, Base):
    """A staffing plan; its lists are in `plan_factor` and `plan_minimum`."""

    __tablename__ = "staffing_plan"
    effective: Mapped[date]
    approver: Mapped[str]
    population: Mapped[int]
    reviewed: Mapped[date]
    review_by: Mapped[date]


class _OfPlan(OfFacility):
    """One item of a list of a staffing plan, which `plan` names by its position."""

    plan: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class PlanFactorRow(_OfPlan, Base):
    """What a plan says of one of the factors that it must weigh."""

    __tablename__ = "plan_factor"
    __table_args__ = (refers("plan", "staffing_plan", "position"), STRICT)
    factor: Mapped[str]
    text: Mapped[str]


class PlanMinimumRow(_OfPlan, Base):
    """A plan's minimum of officers on a post and shift."""

    __tablename__ = "plan_minimum"
    __table_args__ = (
        refers("plan", "staffing_plan", "position"),
        refers("post", "post"),
        refers("shift", "shift"),
        STRICT,
    )
    post: Mapped[str]
    shift: Mapped[str]
    minimum: Mapped[int]


class AbsenceYearRow(Listed, Base):
    """Minutes that all officers together were away in one category in a year: never of one person."""

    __tablename__ = "absence_year"
    year: Mapped[int]
    category: Mapped[str]
    minutes: Mapped[int]
    officers: Mapped[int]
