"""Every number of every rule, as dated data: value, unit, source, agreement, severity, tier."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.attention import AttentionWeight
from scheduler.domain.words import ContactMode, PayBasis, Severity, StaffClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One number (or word) of a rule's config, by the config's field name."""

    name: str
    value: int | bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEntry:
    """One use of a rule, valid from `effective` until a later entry with the same `id`.

    A rule can be used several times (60 h in 7 days asks, 72 h stops), each use with an `id` of its own. An entry that
    names a `tier` is priced there at `weight` per unit of the rule, also when its severity would block; an entry
    without a tier and with a blocking severity is a hard limit for the engine; all others are only checked.
    `is_enabled` False ends the use from that date on.
    """

    id: str
    rule: str
    severity: Severity
    effective: date
    settings: tuple[Setting, ...] = ()
    tier: str | None = None
    weight: int = 1
    source: str = ""
    agreement: str = ""
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step of the engine's order. Values are whole numbers in 1/`scale` of `unit` (minutes shown as hours: 60)."""

    key: str
    name: str
    unit: str
    scale: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWeight:
    """The contact weight, in thousandths, of a contact mode when one officer (or, `paired`, two or more) is there.

    Valid from `effective` until a later line with the same mode.
    """

    mode: ContactMode
    effective: date
    weight: int
    paired: int | None = None
    source: str = ""


DEFAULT_CONTACT_WEIGHTS = (
    ContactWeight(mode=ContactMode.NONE, effective=date.min, weight=0),
    ContactWeight(mode=ContactMode.INDIRECT, effective=date.min, weight=30),
    ContactWeight(mode=ContactMode.GROUP, effective=date.min, weight=100),
    ContactWeight(mode=ContactMode.CREW, effective=date.min, weight=200),
    ContactWeight(mode=ContactMode.ONE_TO_ONE, effective=date.min, weight=200),
    ContactWeight(mode=ContactMode.WATCH, effective=date.min, weight=1000, paired=500),
)
"""What holds for a mode on dates for which a policy says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPeriod:
    """Which hours the Fair Labor Standards Act prices as overtime, from `effective` on. The site must choose.

    `basis` work period: the site has adopted a period of `days` (7 to 28) under 29 CFR 553.230; `basis` forty hours:
    it has not, and `days` is 7. Periods follow each other from local date `anchor`. `staff_class` None: everybody for
    whom no line of their own class holds.
    """

    effective: date
    basis: PayBasis
    days: int
    anchor: date
    staff_class: StaffClass | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All entries ever in force, the order of tiers, the contact weights, and the pay periods (none: not chosen).

    `attention` are the lines that differ from the default weights of the attention index.
    """

    entries: tuple[PolicyEntry, ...] = ()
    tiers: tuple[Tier, ...] = ()
    contact_weights: tuple[ContactWeight, ...] = ()
    pay_periods: tuple[PayPeriod, ...] = ()
    attention: tuple[AttentionWeight, ...] = ()

    def in_force(self, on: date) -> tuple[PolicyEntry, ...]:
        """Return the enabled entries that hold on local date `on`, the latest of each id, in order of id."""
        best: dict[str, PolicyEntry] = {}
        for entry in self.entries:
            if entry.effective <= on and (entry.id not in best or best[entry.id].effective <= entry.effective):
                best[entry.id] = entry
        return tuple(entry for _, entry in sorted(best.items()) if entry.is_enabled)

    def spans(self, first: date, last: date) -> Iterator[tuple[PolicyEntry, date, date]]:
        """Yield (entry, from, to) so that each entry comes once for each run of dates, inclusive, on which it holds."""
        edges = sorted({first} | {e.effective for e in self.entries if first < e.effective <= last})
        open_from: dict[PolicyEntry, date] = {}
        for i, edge in enumerate(edges):
            stop = edges[i + 1] - timedelta(days=1) if i + 1 < len(edges) else last
            held = self.in_force(edge)
            following = self.in_force(edges[i + 1]) if i + 1 < len(edges) else ()
            for entry in held:
                open_from.setdefault(entry, edge)
                if entry not in following:
                    yield entry, open_from.pop(entry), stop
