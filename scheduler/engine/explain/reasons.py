"""Why an officer is not on a seat, in a fixed order, and under which reason each rule speaks.

Restrictions, cool-downs, post orders not read, exemptions from mandates and missing qualifications read the same: not
eligible, without date or number. None of them is waived or told apart from another.
"""

from scheduler.domain.answers import Reason
from scheduler.domain.findings import Finding, Message
from scheduler.rule import hours
from scheduler.rules import WORDLESS

RULES_OF = {
    Reason.REST: ("minimum_rest", "succession"),
    Reason.TEAM: ("probationary_solo", "team_qualification"),
    Reason.HOURS: (
        "hours_in_window",
        "consecutive_hours",
        "back_to_back_doubles",
        "consecutive_days",
        "hours_in_period",
        "working_runs",
        "shift_limits",
        "weekends",
        "whole_weekends",
        "day_runs",
        "running_totals",
        "stint_length",
    ),
    Reason.LEAVE: ("leave",),
    Reason.OVERTIME: ("overtime_month", "overtime_week", "flsa_overtime", "overtime"),
    Reason.CONTACT: (
        "contact",
        "self_chosen_contact",
        "one_to_one_repeats",
        "solo_tours",
        "area_tenure",
        "area_share",
    ),
    Reason.LOCKED: ("locks_kept",),
    Reason.NOT_ELIGIBLE: tuple(sorted(WORDLESS)),
}

_REASON = {rule: reason for reason, rules in RULES_OF.items() for rule in rules}
_ORDER = {reason: n for n, reason in enumerate(Reason)}

_WORDS = {
    Reason.ON_CRITICAL: ("is on another critical seat", "are on other critical seats"),
    Reason.ON_OTHER: ("is on another seat", "are on other seats"),
    Reason.ON_DUTY: ("is in court, training or on another duty", "are in court, training or on another duty"),
    Reason.REST: ("lacks rest", "lack rest"),
    Reason.TEAM: ("may not be alone there", "may not be alone there"),
    Reason.HOURS: ("is at an hours cap", "are at an hours cap"),
    Reason.LEAVE: ("is on leave", "are on leave"),
    Reason.OVERTIME: ("is at an overtime cap", "are at an overtime cap"),
    Reason.CONTACT: ("is at a contact or rotation limit", "are at a contact or rotation limit"),
    Reason.LOCKED: ("is held by a lock", "are held by a lock"),
    Reason.OTHER: ("is kept off by another rule", "are kept off by another rule"),
    Reason.NOT_ELIGIBLE: ("is not eligible", "are not eligible"),
}


def reason_of(rule: str) -> Reason:
    """Return under which reason a rule's finding counts."""
    return _REASON.get(rule, Reason.OTHER)


def first_reason(rules: list[str]) -> Reason:
    """Return the reason that counts where several rules speak; at least one does."""
    return min((reason_of(rule) for rule in rules), key=_ORDER.__getitem__)


def share_message(reason: Reason, count: int, findings: tuple[Finding, ...] = ()) -> Message:
    """Return "34 lack 8 h rest" for a reason; the number of hours only where all findings name the same one."""
    if reason == Reason.REST:
        limits = {f.limit for f in findings}
        if len(limits) == 1 and all(f.rule == "minimum_rest" for f in findings):
            verb = "lacks" if count == 1 else "lack"
            return Message(
                template=f"{{count}} {verb} {{rest}} rest", params={"count": count, "rest": hours(limits.pop())}
            )
    one, many = _WORDS[reason]
    return Message(template=f"{{count}} {one if count == 1 else many}", params={"count": count})
