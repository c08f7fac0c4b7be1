"""Rosters as text: officers in rows, days in columns, history left of a bar, expected breaches below.

    # Anything after a hash is a remark.
    first: 2026-12-14                     the period's first date; its length is the number of columns right of the bar
    zone: America/New_York                optional
    shift: D 06:00+8h                     further fields as NAME=VALUE: is_night=true
    area: HA rotation=housing             areas that nothing but a post names need no line
    post: GATE area=HA contact=group priority=critical cover=D:1/2,E:1/1:3:5 needs=ARMED shares=HA:500,HB:500
                                          cover: SHIFT:MINIMUM/WANTED, then :UNDER:OVER weights, then @FIRST..LAST
    pattern: P cycle=D,D,.                then squad: S pattern=P anchor=2026-12-14
    officer: A squad=S held=ARMED:2025-01-01..2026-12-15 contract=most_minutes:4800,N:3
    facility: is_juvenile=true            optional
    leave: A 2026-12-15T00:00..2026-12-16T00:00       so too duty, stay (badge or inmate first), watch
    restriction: A area=HA first=2026-12-14           any other noun of a problem: its first field, then NAME=VALUE
    pay: basis=work_period days=14 anchor=2026-12-14  optional: a line on pay periods
    set: rest_minutes=480                 settings of the rule
    odd: why                              the roster has tours that terms cannot speak of; only the check runs

    grid: A  D | D  E@POST  .  D@GATE#1[06:00-10:00]+D@GATE[10:00-14:00]!swap
    published: A  D  E@POST  .  D         what he already held, one column a date of the period; so too fixed
    breach: 2026-12-15 A 420 of 480       the first cell's date and officer (- for none), measured, limit; `x 3`: amount

A tour is SHIFT, @POST (the first post that covers the shift), #INDEX (the first free seat), [part], !kind (as the
pattern and the offers say).
"""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, AreaShare, Coverage, Document, Facility, Post, Shift, StaticFactor, TeamNeed
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Contract,
    Duty,
    Exemption,
    Held,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    ShiftLimit,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.policy import ContactWeight, PayPeriod, Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Roster, ShiftLock, Tour

LISTS = {
    "area": ("areas", Area),
    "squad": ("squads", Squad),
    "leave": ("leave", Leave),
    "duty": ("duties", Duty),
    "willing": ("willing", Willingness),
    "wish": ("wishes", Wish),
    "restriction": ("restrictions", Restriction),
    "award": ("awards", Award),
    "tenure": ("tenures", Tenure),
    "rotation_waiver": ("rotation_waivers", RotationWaiver),
    "carried": ("carried", CarriedHours),
    "stay": ("stays", Stay),
    "watch": ("watches", Watch),
    "activity": ("activities", Activity),
    "preference": ("preferences", Preference),
    "document": ("documents", Document),
    "reading": ("readings", Reading),
    "team_need": ("team_needs", TeamNeed),
    "exemption": ("exemptions", Exemption),
    "lock": ("locks", Lock),
    "shift_lock": ("shift_locks", ShiftLock),
}
TOUR = re.compile(
    r"(?P<shift>[^@#\[!+]+)(@(?P<post>[^#\[!]+))?(#(?P<index>\d+))?(\[(?P<start>[\d:]+)-(?P<end>[\d:]+)\])?(!(?P<kind>\w+))?$"
)
BREACH = re.compile(r"(?P<on>\S+)\s+(?P<who>\S+)\s+(?P<measured>-?\d+) of (?P<limit>-?\d+)(\s+x (?P<amount>\d+))?$")

Taken = dict[tuple[str, date, str], set[int]]
"""Seats in use, by (post, date, shift)."""


@dataclass(frozen=True)
class Expected:
    """One expected breach: its first cell, and its numbers."""

    on: date
    badge: str | None
    measured: int
    limit: int
    amount: int


@dataclass
class Example:
    """A problem, a roster, and what a rule should say of it."""

    problem: Problem
    roster: Roster
    settings: dict[str, int | bool | str]
    expected: tuple[Expected, ...]
    odd: str


@dataclass
class _Reading:
    first: date = date(2026, 12, 14)
    zone: str = "America/New_York"
    facility: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    weights: list[ContactWeight] = field(default_factory=list)
    pay: list[PayPeriod] = field(default_factory=list)
    settings: dict[str, int | bool | str] = field(default_factory=dict)
    rows: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    standing: list[tuple[str, str, list[str]]] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    odd: str = ""

    def add(self, name: str, value: Any) -> None:
        self.lists.setdefault(name, []).append(value)


def read_example(path: Path) -> Example:
    """Read an example; an error names the file and the line."""
    reading = _Reading()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.split("#", 1)[0].strip() if not line.startswith(("grid:", "published:", "fixed:")) else line.strip()
        if text:
            key, _, rest = text.partition(":")
            try:
                _read_line(reading, key.strip(), rest.strip())
            except (ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error
    return _example(reading)


def _read_line(reading: _Reading, key: str, rest: str) -> None:
    clock = Clock(reading.zone)
    if key in ("first", "zone", "odd"):
        setattr(reading, key, date.fromisoformat(rest) if key == "first" else rest)
    elif key == "set":
        for name, value in _pairs(rest.split()).items():
            reading.settings[name] = int(value) if re.fullmatch(r"-?\d+", value) else _word(value)
    elif key == "shift":
        code, span, *more = rest.split()
        start, length = span.split("+")
        reading.add("shifts", _make(Shift, clock, code=code, start=start, length=length, **_pairs(more)))
    elif key == "post":
        code, *more = rest.split()
        reading.add("posts", _post(code, _pairs(more)))
    elif key == "pattern":
        code, *more = rest.split()
        cycle = tuple(None if c == "." else c for c in _pairs(more)["cycle"].split(","))
        reading.add("patterns", Pattern(code=code, name=code, cycle=cycle))
    elif key == "officer":
        badge, *more = rest.split()
        reading.add("officers", _officer(badge, _pairs(more)))
    elif key == "facility":
        reading.facility = _pairs(rest.split())
    elif key == "weight":
        reading.weights.append(_make(ContactWeight, clock, **_pairs(rest.split())))
    elif key == "pay":
        reading.pay.append(_make(PayPeriod, clock, **({"effective": "2026-01-01"} | _pairs(rest.split()))))
    elif key in LISTS:
        name, kind = LISTS[key]
        reading.add(name, _noun(kind, clock, rest))
    elif key == "grid":
        badge, *cells = rest.split()
        bar = cells.index("|") if "|" in cells else 0
        reading.rows.append((badge, cells[:bar], cells[bar + 1 :] if "|" in cells else cells))
    elif key in ("published", "fixed"):
        badge, *cells = rest.split()
        reading.standing.append((key, badge, cells))
    elif key == "breach":
        found = BREACH.match(rest)
        if found is None:
            raise ValueError(f"DATE WHO MEASURED of LIMIT is expected, not {rest!r}")
        who = None if found["who"] == "-" else found["who"]
        numbers = (int(found["measured"]), int(found["limit"]), int(found["amount"] or 1))
        reading.expected.append(Expected(date.fromisoformat(found["on"]), who, *numbers))
    else:
        raise ValueError(f"{key!r} is not known")


def _pairs(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)


def _word(value: str) -> bool | str:
    return {"true": True, "false": False}.get(value, value)


def _make(kind: type, clock: Clock, /, **values: Any) -> Any:
    """Return a noun from text: local times become minutes, lists stand with commas, names default to codes."""
    names = {f.name for f in fields(kind)}
    if kind is Shift:
        wall = datetime.strptime(values.pop("start"), "%H:%M")
        values |= {"start_wall_minute": wall.hour * 60 + wall.minute, "wall_minutes": _length(values.pop("length"))}
    for name, value in list(values.items()):
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value):
            at = datetime.fromisoformat(value)
            values[name] = clock.minute(at.date(), at.hour * 60 + at.minute)
        elif name in ("shifts", "weekdays", "not_before", "posts", "helpers"):
            values[name] = value.split(",")
    if "name" in names:
        values.setdefault("name", values["code"])
    if "facility" in names:
        values.setdefault("facility", "F")
    return msgspec.convert(values, kind, strict=False)


def _length(text: str) -> int:
    hours, _, minutes = text.partition("h")
    return int(hours) * 60 + int(minutes or 0)


def _noun(kind: type, clock: Clock, rest: str) -> Any:
    values: dict[str, Any] = {}
    words = rest.split()
    for word in words[1:]:
        name, is_pair, value = word.partition("=")
        if is_pair:
            values[name] = value
        else:
            names = ("start", "end") if "start" in {f.name for f in fields(kind)} else ("first", "last")
            values |= {n: v for n, v in zip(names, word.split(".."), strict=False) if v}
    return _make(kind, clock, **{fields(kind)[0].name: words[0]}, **values)


def _post(code: str, values: dict[str, str]) -> Post:
    coverage = []
    for text in filter(None, values.pop("cover", "").split(",")):
        line, _, dates = text.partition("@")
        shift, heads, *weights = line.split(":")
        minimum, _, wanted = heads.partition("/")
        first, last = (date.fromisoformat(d) for d in dates.split("..")) if dates else (None, None)
        under, over = (int(w) for w in weights) if weights else (0, 0)
        coverage.append(
            Coverage(
                shift=shift,
                minimum=int(minimum),
                wanted=int(wanted or minimum),
                first=first,
                last=last,
                under_weight=under,
                over_weight=over,
            )
        )
    shares = [s.split(":") for s in filter(None, values.pop("shares", "").split(","))]
    factors = [f.split(":") for f in filter(None, values.pop("attention", "").split(","))]
    needs = tuple(filter(None, values.pop("needs", "").split(",")))
    values = {"area": "Z", "priority": "critical", "name": code, "facility": "F"} | values
    post = msgspec.convert({"code": code, **values}, Post, strict=False)
    covers = tuple(AreaShare(area=a, share=int(s)) for a, s in shares)
    attention = tuple(StaticFactor(factor=f, points=int(p)) for f, p in factors)
    return replace(post, coverage=tuple(coverage), covers=covers, qualifications=needs, attention=attention)


def _officer(badge: str, values: dict[str, str]) -> Officer:
    held = []
    for text in filter(None, values.pop("held", "").split(",")):
        code, _, dates = text.partition(":")
        earned, _, expires = dates.partition("..")
        held.append(
            Held(
                qualification=code,
                earned=date.fromisoformat(earned) if earned else None,
                expires=date.fromisoformat(expires) if expires else None,
            )
        )
    if "exemptions" in values:
        values = values | {"exemptions": values["exemptions"].split(",")}  # type: ignore[dict-item]
    contract = None
    if "contract" in values:
        terms = dict(t.split(":", 1) for t in filter(None, values.pop("contract").split(",")))
        limits = tuple(ShiftLimit(shift=k, most=int(v)) for k, v in terms.items() if k.isupper())
        numbers = {k: int(v) for k, v in terms.items() if not k.isupper()}
        contract = Contract(**numbers, shift_limits=limits)
    officer = msgspec.convert(
        {"badge": badge, "facility": "F", "seniority": "2020-01-01", **values}, Officer, strict=False
    )
    return replace(officer, qualifications=tuple(held), contract=contract)


def _example(reading: _Reading) -> Example:
    lists = reading.lists
    columns = {len(right) for _, _, right in reading.rows}
    if len(columns) != 1:
        raise ValueError(f"rows of one length are expected, not {sorted(columns)}")
    known = {o.badge for o in lists.get("officers", [])}
    for badge, _, _ in reading.rows:
        if badge not in known:
            lists.setdefault("officers", []).append(_officer(badge, {}))
    lists["areas"] = _with_named_areas(lists)
    needed = {q for p in lists.get("posts", []) for q in p.qualifications}
    needed |= {h.qualification for o in lists["officers"] for h in o.qualifications}
    needed |= {n.qualification for n in lists.get("team_needs", [])}
    lists["qualifications"] = [Qualification(code=q, name=q) for q in sorted(needed)]
    period = Period(first=reading.first, days=columns.pop())
    base = Problem(
        facility=msgspec.convert(
            {"id": "F", "name": "F", "zone": reading.zone} | reading.facility, Facility, strict=False
        ),
        period=period,
        policy=Policy(contact_weights=tuple(reading.weights), pay_periods=tuple(reading.pay)),
        **{name: tuple(values) for name, values in lists.items()},
    )
    taken: Taken = {}
    worked, planned = [], []
    for badge, left, right in reading.rows:
        for n, cell in enumerate(left):
            worked += _tours(base, badge, period.first - timedelta(days=len(left) - n), cell, taken)
        for n, cell in enumerate(right):
            planned += _tours(base, badge, period.first + timedelta(days=n), cell, taken)
    standing: dict[str, list[Tour]] = {"published": [], "fixed": []}
    held: dict[str, Taken] = {"published": {}, "fixed": {}}
    for name, badge, cells in reading.standing:
        for n, cell in enumerate(cells):
            standing[name] += _tours(base, badge, period.first + timedelta(days=n), cell, held[name])
    given = {name: tuple(sorted(tours)) for name, tours in standing.items()}
    problem = replace(base, worked=tuple(sorted(worked)), **given)
    roster = Roster(facility="F", period=period, tours=tuple(planned))
    return Example(problem, roster, reading.settings, tuple(reading.expected), reading.odd)


def _with_named_areas(lists: dict[str, list[Any]]) -> list[Area]:
    areas = list(lists.get("areas", []))
    named = [a for p in lists.get("posts", []) for a in (p.area, *(s.area for s in p.covers))]
    for code in dict.fromkeys(named):
        if code not in {a.code for a in areas}:
            areas.append(Area(code=code, name=code, facility="F"))
    return areas


def _tours(
    problem: Problem, badge: str, on: date, cell: str, taken: dict[tuple[str, date, str], set[int]]
) -> list[Tour]:
    found = []
    for text in cell.split("+") if cell != "." else ():
        match = TOUR.match(text)
        if match is None:
            raise ValueError(f"{text!r} is no tour")
        shift = next(s for s in problem.shifts if s.code == match["shift"])
        post = match["post"] or next(p.code for p in problem.posts if any(c.shift == shift.code for c in p.coverage))
        used = taken.setdefault((post, on, shift.code), set())
        index = int(match["index"]) if match["index"] else next(n for n in range(999) if n not in used)
        used.add(index)
        start, end = shift.span(problem.clock, on)
        if match["start"]:
            start, end = (_wall(problem.clock, on, match[k], start) for k in ("start", "end"))
        officer = next(o for o in problem.officers if o.badge == badge)
        kind = match["kind"] or problem.kind_of(officer, on, shift.code).value
        found.append(
            msgspec.convert(
                {
                    "badge": badge,
                    "post": post,
                    "on": on,
                    "shift": shift.code,
                    "index": index,
                    "start": start,
                    "end": end,
                    "kind": kind,
                },
                Tour,
            )
        )
    return found


def _wall(clock: Clock, on: date, text: str, start: int) -> int:
    """Return the minute of a wall time on the seat's date, or on the next where it lies before the seat's start."""
    hours, minutes = (int(part) for part in text.split(":"))
    at = clock.minute(on, hours * 60 + minutes)
    return at if at >= start else clock.minute(on, 1440 + hours * 60 + minutes)
