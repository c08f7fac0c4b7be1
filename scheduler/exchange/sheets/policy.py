"""Sheets on policy, and the floor plan."""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.attention import AttentionWeight, Factor
from scheduler.domain.policy import ContactWeight, PayPeriod, PolicyEntry, Tier
from scheduler.domain.site import Site
from scheduler.domain.words import ContactMode, PayBasis, Severity, StaffClass
from scheduler.exchange.kinds import Choice, Code, Day, Settings, Text, Whole, YesNo
from scheduler.exchange.layout import Sheet, may, need


def _entries(site: Site) -> Iterator[tuple[Any, ...]]:
    # Of one id and date the last line holds; a workbook has one row for it.
    for entry in {(entry.id, entry.effective): entry for entry in site.policy.entries}.values():
        yield (
            entry.id,
            entry.rule,
            entry.severity,
            entry.effective,
            entry.settings,
            entry.tier,
            entry.weight,
            entry.is_enabled,
            entry.source,
            entry.agreement,
        )


def _weights(site: Site) -> Iterator[tuple[Any, ...]]:
    for line in {(line.mode, line.effective): line for line in site.policy.contact_weights}.values():
        yield line.mode, line.effective, line.weight, line.paired, line.source


def _pay_periods(site: Site) -> Iterator[tuple[Any, ...]]:
    for line in {(line.staff_class, line.effective): line for line in site.policy.pay_periods}.values():
        yield line.effective, line.basis, line.days, line.anchor, line.staff_class, line.source


def _attention(site: Site) -> Iterator[tuple[Any, ...]]:
    for line in site.policy.attention:
        yield line.factor, line.step, line.effective, line.points, line.limit, line.source


POLICY_SHEETS = (
    Sheet(
        name="Policy",
        meaning="One use of a rule, from a date until a later row with the same id.",
        rows=_entries,
        noun=PolicyEntry,
        key=("id", "effective"),
        columns=(
            need("Id", "id", Code(), "Name of this use", "rest_required"),
            need("Rule", "rule", Code(), "Key of the rule", "minimum_rest"),
            need("Severity", "severity", Choice(Severity), "What a breach asks of the supervisor", "stop"),
            need("Effective", "effective", Day(), "First date on which it holds", "2026-01-01"),
            may("Settings", "settings", Settings(), "Numbers of the rule", "rest_minutes=480", "the rule's own", ()),
            may("Tier", "tier", Code(), "Tier in which breaches are priced", "quality", "not priced", refers="Tiers"),
            may("Weight", "weight", Whole(0, 1_000_000_000), "Price of one breach", "20", "1", 1, unit="points"),
            may("Enabled", "is_enabled", YesNo(), "no ends this use on that date", "yes", "yes", True),
            may("Source", "source", Text(), "Where the number comes from", "collective agreement", "not told", ""),
            may("Agreement", "agreement", Text(), "Article of the agreement", "Art. 14.2", "none", ""),
        ),
    ),
    Sheet(
        name="Tiers",
        meaning="One step of the order in which rosters are improved; upper rows come first.",
        rows=lambda site: ((x.key, x.name, x.unit, x.scale) for x in site.policy.tiers),
        noun=Tier,
        key=("key",),
        columns=(
            need("Key", "key", Code(), "Short name of the tier", "critical"),
            may("Name", "name", Text(), "Name on screens", "Critical seats empty", "no name", ""),
            may("Unit", "unit", Text(), "Unit on screens", "h", "no unit", ""),
            may("Scale", "scale", Whole(1), "How many counts make one unit", "60", "1", 1),
        ),
    ),
    Sheet(
        name="Contact weights",
        meaning="How much time on a post counts as contact, by contact mode, until a later row with the same mode.",
        rows=_weights,
        noun=ContactWeight,
        key=("mode", "effective"),
        columns=(
            need("Mode", "mode", Choice(ContactMode), "The contact mode", "watch"),
            need("Effective", "effective", Day(), "First date on which it holds", "2026-01-01"),
            need("Weight", "weight", Whole(0, 1000), "Weight", "1000", unit="thousandths"),
            may(
                "Paired", "paired", Whole(0, 1000), "When two or more are there", "500", "as Weight", unit="thousandths"
            ),
            may("Source", "source", Text(), "Where the number comes from", "house policy", "not told", ""),
        ),
    ),
    Sheet(
        name="Pay periods",
        meaning="Which hours are priced as overtime by the Fair Labor Standards Act, until a later row for the class.",
        rows=_pay_periods,
        noun=PayPeriod,
        key=("staff_class", "effective"),
        columns=(
            need("Effective", "effective", Day(), "First date on which it holds", "2026-01-01"),
            need(
                "Basis",
                "basis",
                Choice(PayBasis),
                "work_period: a period adopted under 29 CFR 553.230; forty_hours: none was",
                "work_period",
            ),
            need("Days", "days", Whole(7, 28), "Length of a period; 7 with forty_hours", "14", unit="days"),
            need("Anchor", "anchor", Day(), "A date on which a period begins", "2026-01-04"),
            may("Class", "staff_class", Choice(StaffClass), "For which staff class", "sworn", "all without a row"),
            may("Source", "source", Text(), "On what the choice rests", "resolution of 2019-05-06", "not told", ""),
        ),
        may_be_absent=True,
    ),
    Sheet(
        name="Attention weights",
        meaning="Points of a step of the attention index, until a later row with the same factor and step.",
        rows=_attention,
        noun=AttentionWeight,
        key=("factor", "step", "effective"),
        columns=(
            need("Factor", "factor", Choice(Factor), "The factor", "D1"),
            need("Step", "step", Code(), "The step of the factor", "steady"),
            need("Effective", "effective", Day(), "First date on which it holds", "2026-01-01"),
            need("Points", "points", Whole(0, 100), "What it adds; all at most make 100", "8", unit="points"),
            may("Limit", "limit", Whole(0, 100_000), "Where the step begins, in its own unit", "91", "0", 0),
            may("Source", "source", Text(), "Where the number comes from", "house policy", "not told", ""),
        ),
        may_be_absent=True,
    ),
)
