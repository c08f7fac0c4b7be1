"""The policy that made-up facilities start with: every number with the source it was taken from."""

from datetime import date

from scheduler.domain.policy import ContactWeight, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.words import ContactMode, Severity

EFFECTIVE = date(2026, 1, 1)

TIERS = (
    Tier(key="critical", name="Critical seats empty", unit="h", scale=60),
    Tier(key="mandatory", name="Mandatory seats empty", unit="h", scale=60),
    Tier(key="mandated_overtime", name="Mandated overtime", unit="h", scale=60),
    Tier(key="contact", name="Contact above target", unit="h"),
    Tier(key="rotation", name="Rotation overdue", unit="officer-days"),
    Tier(key="voluntary_overtime", name="Voluntary overtime", unit="h", scale=60),
    Tier(key="requests", name="Requests that wait", unit="requests"),
    Tier(key="pull", name="Pull seats empty", unit="h", scale=60),
    Tier(key="quality", name="Pattern and rest", unit="points"),
)

_WEIGHTS = (
    (ContactMode.NONE, 0, None, "no access"),
    (ContactMode.INDIRECT, 30, None, "house policy: seen, not met"),
    (ContactMode.GROUP, 100, None, "house policy: one officer, a whole unit"),
    (ContactMode.CREW, 200, None, "house policy: the same few people every day"),
    (ContactMode.ONE_TO_ONE, 200, None, "house policy: one to one now and then"),
    (ContactMode.WATCH, 1000, 500, "house policy: one to one without a break"),
)

_HOUSE = "house policy"
_LASD = "LASD Twin Towers custody order 3-05-040"
_ROTATION = "house policy after LASD custody manual 3-01/020.05"


def default_policy() -> Policy:
    """Return the policy: tiers in order, contact weights, and one entry for each use of a rule."""
    weights = tuple(
        ContactWeight(mode=mode, effective=EFFECTIVE, weight=weight, paired=paired, source=source)
        for mode, weight, paired, source in _WEIGHTS
    )
    return Policy(
        entries=(*_never(), *_hours(), *_contact(), *_tenure(), *_priced()), tiers=TIERS, contact_weights=weights
    )


def _entry(
    name: str,
    rule: str,
    severity: Severity,
    source: str,
    tier: str | None = None,
    weight: int = 1,
    **settings: int | str | bool,
) -> PolicyEntry:
    return PolicyEntry(
        id=name,
        rule=rule,
        severity=severity,
        effective=EFFECTIVE,
        settings=tuple(Setting(name=key, value=value) for key, value in sorted(settings.items())),
        tier=tier,
        weight=weight,
        source=source,
    )


def _never() -> tuple[PolicyEntry, ...]:
    return (
        _entry("one_place", "one_place", Severity.NEVER, "nobody is in two places"),
        _entry("leave", "leave", Severity.NEVER, "granted leave stands"),
        _entry(
            "qualification", "qualification", Severity.NEVER, "post orders; 28 CFR 115.31 for training before contact"
        ),
        _entry("restriction", "restriction", Severity.NEVER, "decided by the authority that set it"),
    )


def _hours() -> tuple[PolicyEntry, ...]:
    stop, ask = Severity.STOP, Severity.ASK
    return (
        _entry("rest_required", "minimum_rest", stop, "collective agreement: 8 h free between tours", rest_minutes=480),
        _entry(
            "rest_asked",
            "minimum_rest",
            ask,
            "Nielsen et al. 2019: injuries 1.39 times as frequent after 11 h or less",
            tier="quality",
            weight=20,
            rest_minutes=660,
        ),
        _entry(
            "hours_48", "hours_in_window", stop, f"{_HOUSE} for 12 h watches", limit_minutes=1680, window_minutes=2880
        ),
        _entry("hours_week", "hours_in_window", stop, _HOUSE, limit_minutes=4320, window_minutes=10080),
        _entry(
            "hours_week_asked",
            "hours_in_window",
            ask,
            "Dembe et al. 2005: injuries 23% more frequent at 60 h a week",
            tier="quality",
            weight=10,
            limit_minutes=3600,
            window_minutes=10080,
        ),
        _entry("consecutive_days", "consecutive_days", stop, f"{_LASD}: 12 days", limit_days=12),
        _entry("overtime_month", "overtime_month", stop, f"{_LASD}: 96 h a month", limit_minutes=5760),
    )


def _contact() -> tuple[PolicyEntry, ...]:
    found = []
    for days, target, cap in ((28, 1440, 2160), (90, 3600, 5400)):
        found.append(_entry(f"contact_{days}_cap", "contact", Severity.STOP, _HOUSE, days=days, limit_minutes=cap))
        found.append(
            _entry(
                f"contact_{days}_target",
                "contact",
                Severity.ASK,
                _HOUSE,
                tier="contact",
                days=days,
                limit_minutes=target,
            )
        )
    return tuple(found)


def _tenure() -> tuple[PolicyEntry, ...]:
    found = []
    for name, due, hard in (("housing", 90, 180), ("special", 180, 365), ("support", 180, 365)):
        found.append(
            _entry(f"tenure_{name}_hard", "area_tenure", Severity.STOP, _ROTATION, rotation=name, limit_days=hard)
        )
        found.append(
            _entry(
                f"tenure_{name}_due",
                "area_tenure",
                Severity.ASK,
                _ROTATION,
                tier="rotation",
                rotation=name,
                limit_days=due,
            )
        )
    return tuple(found)


def _priced() -> tuple[PolicyEntry, ...]:
    priced = Severity.PRICED
    plan = "staffing plan, 28 CFR 115.13(a)"
    return (
        _entry("seats_critical", "seats", Severity.STOP, plan, tier="critical", priority="critical", part="minimum"),
        _entry("seats_mandatory", "seats", Severity.ASK, plan, tier="mandatory", priority="mandatory", part="minimum"),
        _entry("seats_pull", "seats", priced, plan, tier="pull", part="rest"),
        _entry(
            "overtime_mandated",
            "overtime",
            priced,
            "agreement: volunteers first",
            tier="mandated_overtime",
            kind="mandated",
        ),
        _entry("overtime_voluntary", "overtime", priced, _HOUSE, tier="voluntary_overtime", kind="voluntary"),
        _entry("preferences", "wishes", priced, _HOUSE, tier="requests"),
        _entry("pattern", "pattern_adherence", priced, _HOUSE, tier="quality"),
    )
