"""Cost of rosters for the Second International Nurse Rostering Competition, from the published definition alone.

Reads the competition's own files (Ceschia et al., 2015), does its own sums and imports nothing of the program, so that
it can judge it. A week's roster is a dict from (nurse, day 0 to 6) to (shift, skill); day 0 is a Monday.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

Week = dict[tuple[str, int], tuple[str, str]]

WEIGHTS = {
    "optimal cover": 30,
    "one shift in a row": 15,
    "working days in a row": 30,
    "days off in a row": 30,
    "wishes": 10,
    "whole weekends": 30,
    "total of tours": 20,
    "total of weekends": 30,
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class Contract:
    """Limits of a contract, (least, most) each; `weekends` is the most over the horizon."""

    tours: tuple[int, int]
    working: tuple[int, int]
    off: tuple[int, int]
    weekends: int
    whole_weekends: bool


@dataclass(frozen=True)
class Scenario:
    """What all weeks share; `in_a_row` and `not_before` are by shift, `nurses` gives contract and skills of each."""

    weeks: int
    in_a_row: dict[str, tuple[int, int]]
    not_before: dict[str, tuple[str, ...]]
    contracts: dict[str, Contract]
    nurses: dict[str, tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Past:
    """What a nurse carries into a week: totals so far, the last day's shift ("" for a day off), and running counts."""

    tours: int = 0
    weekends: int = 0
    shift: str = ""
    same_shift: int = 0
    working: int = 0
    off: int = 0


@dataclass(frozen=True)
class Score:
    """Cost by kind, weights included, and how often each hard rule is broken."""

    parts: dict[str, int]
    broken: dict[str, int]

    @property
    def cost(self) -> int:
        """All kinds together."""
        return sum(self.parts.values())

    @property
    def hard(self) -> int:
        """All breaches of hard rules."""
        return sum(self.broken.values())


def score(scenario_text: str, history_text: str, week_texts: list[str], rosters: list[Week]) -> Score:
    """Return the cost of consecutive weeks; the totals are charged when the weeks are the whole horizon."""
    scenario, past = read_scenario(scenario_text), read_history(history_text)
    parts, broken = Counter[str](), Counter[str]()
    for week_text, roster in zip(week_texts, rosters, strict=True):
        _judge_cover(week_text, roster, parts, broken)
        for nurse, (contract, skills) in scenario.nurses.items():
            row = [roster.get((nurse, day)) for day in range(7)]
            broken["skill"] += sum(cell is not None and cell[1] not in skills for cell in row)
            shifts = [cell[0] if cell else "" for cell in row]
            days = [past[nurse].shift, *shifts]
            broken["succession"] += sum(b in scenario.not_before.get(a, ()) for a, b in zip(days, shifts, strict=False))
            _judge_runs(scenario, scenario.contracts[contract], past[nurse], shifts, parts)
            past[nurse] = carry(past[nurse], shifts)
    if len(rosters) == scenario.weeks:
        for nurse, (contract, _) in scenario.nurses.items():
            least, most = scenario.contracts[contract].tours
            total = past[nurse].tours
            parts["total of tours"] += max(0, least - total, total - most)
            parts["total of weekends"] += max(0, past[nurse].weekends - scenario.contracts[contract].weekends)
    return Score({kind: parts[kind] * weight for kind, weight in WEIGHTS.items()}, dict(+broken))


def carry(past: Past, shifts: list[str]) -> Past:
    """Return what is carried out of a week whose days hold the given shifts, "" for a day off."""
    tours, weekends, last, same, working, off = (
        past.tours + sum(map(bool, shifts)),
        past.weekends + bool(shifts[_SATURDAY] or shifts[_SUNDAY]),
        past.shift,
        past.same_shift,
        past.working,
        past.off,
    )
    for shift in shifts:
        same = same + 1 if shift and shift == last else int(bool(shift))
        working, off = (working + 1, 0) if shift else (0, off + 1)
        last = shift
    return Past(tours, weekends, last, same, working, off)


def _judge_cover(week_text: str, roster: Week, parts: Counter[str], broken: Counter[str]) -> None:
    demand, wishes = read_week(week_text)
    heads = Counter((shift, skill, day) for (_, day), (shift, skill) in roster.items())
    for place, (least, optimal) in demand.items():
        broken["minimum cover"] += max(0, least - heads[place])
        parts["optimal cover"] += max(0, optimal - max(least, heads[place]))
    for nurse, shift, day in wishes:
        cell = roster.get((nurse, day))
        parts["wishes"] += bool(cell and shift in ("Any", cell[0]))


def _judge_runs(scenario: Scenario, contract: Contract, past: Past, shifts: list[str], parts: Counter[str]) -> None:
    """Judge the runs of a nurse that end in the week or go on at its end, days before the week included."""
    if contract.whole_weekends and bool(shifts[_SATURDAY]) != bool(shifts[_SUNDAY]):
        parts["whole weekends"] += 1
    working = [bool(shift) for shift in shifts]
    parts["working days in a row"] += _run_faults(working, past.working, contract.working)
    parts["days off in a row"] += _run_faults([not w for w in working], past.off, contract.off)
    for shift, limits in scenario.in_a_row.items():
        carried = past.same_shift if past.shift == shift else 0
        parts["one shift in a row"] += _run_faults([s == shift for s in shifts], carried, limits)


def _run_faults(holds: list[bool], carried: int, limits: tuple[int, int]) -> int:
    """Return days beyond the most, within the week, and days that finished runs lack."""
    length, faults = carried, 0
    for is_on in holds:
        if is_on:
            length += 1
            faults += length > limits[1]
        else:
            faults += max(0, limits[0] - length) if length else 0
            length = 0
    return faults


def read_scenario(text: str) -> Scenario:
    """Read a `Sc-` file."""
    sections = _sections(text)
    in_a_row = {row[0]: _pair(row[1]) for row in sections["SHIFT_TYPES"]}
    return Scenario(
        weeks=int(sections["WEEKS"][0][0]),
        in_a_row=in_a_row,
        not_before={row[0]: tuple(row[2:]) for row in sections["FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"]},
        contracts={
            row[0]: Contract(_pair(row[1]), _pair(row[2]), _pair(row[3]), int(row[4]), row[5] == "1")
            for row in sections["CONTRACTS"]
        },
        nurses={row[0]: (row[1], tuple(row[3:])) for row in sections["NURSES"]},
    )


def read_history(text: str) -> dict[str, Past]:
    """Read an `H0-` file."""
    found = {}
    for nurse, tours, weekends, shift, *counts in _sections(text)["NURSE_HISTORY"]:
        same, working, off = map(int, counts)
        found[nurse] = Past(int(tours), int(weekends), "" if shift == "None" else shift, same, working, off)
    return found


def read_week(text: str) -> tuple[dict[tuple[str, str, int], tuple[int, int]], list[tuple[str, str, int]]]:
    """Read a `WD-` file: (minimum, optimal) by (shift, skill, day), and (nurse, shift or "Any", day) to be off."""
    sections = _sections(text)
    demand = {
        (shift, skill, day): _pair(pair)
        for shift, skill, *pairs in sections["REQUIREMENTS"]
        for day, pair in enumerate(pairs)
    }
    wishes = [(nurse, shift, _DAYS.index(day)) for nurse, shift, day in sections.get("SHIFT_OFF_REQUESTS", [])]
    return demand, wishes


def _sections(text: str) -> dict[str, list[list[str]]]:
    """Cut a file at its headings, lines whose first word is in capitals and holds no blank; `= n` gives a first row."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for words in _rows(text):
        if words[0] in _HEADINGS:
            rows = found.setdefault(words[0], [])
            if words[0] in ("WEEKS", "SCENARIO"):
                rows.append(words[2:])
        else:
            rows.append(words)
    return found


_HEADINGS = {
    "SCENARIO",
    "WEEKS",
    "SKILLS",
    "SHIFT_TYPES",
    "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS",
    "CONTRACTS",
    "NURSES",
    "HISTORY",
    "NURSE_HISTORY",
    "WEEK_DATA",
    "REQUIREMENTS",
    "SHIFT_OFF_REQUESTS",
}


def _rows(text: str) -> Iterator[list[str]]:
    return (line.split() for line in text.splitlines() if line.strip())


def _pair(text: str) -> tuple[int, int]:
    least, most = text.strip("()").split(",")
    return int(least), int(most)
