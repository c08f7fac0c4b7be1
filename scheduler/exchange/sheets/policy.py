"""Sheets on policy, and the floor plan."""

from collections.abc import Iterator
from typing import Any

from scheduler.domain.policy import ContactWeight, PolicyEntry, Tier
from scheduler.domain.site import Site
from scheduler.domain.words import ContactMode, Severity
from scheduler.exchange.kinds import Choice, Code, Day, Settings, Text, Whole, YesNo
from scheduler.exchange.layout import Sheet, may, need


def _entries(site: Site) -> Iterator[tuple[Any, ...]]:
    for entry in site.policy.entries:
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
        rows=lambda site: ((x.mode, x.effective, x.weight, x.paired, x.source) for x in site.policy.contact_weights),
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
)
