"""Score of a roster for a shift scheduling instance of Curtois and Qu (2014), from the published definition alone.

Reads the instance file itself, does its own sums and imports nothing of the program, so that it can judge it.
A roster is a set of (employee, day index, shift); day 0 is a Monday.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """Cost by published weights, and how often each hard rule is broken."""

    cost: int
    broken: dict[str, int]

    @property
    def hard(self) -> int:
        """All breaches of hard rules."""
        return sum(self.broken.values())


def score(instance: str, roster: set[tuple[str, int, str]]) -> Score:
    """Return cost and breaches of a roster for the text of an instance."""
    section = _sections(instance)
    horizon = int(section["HORIZON"][0][0])
    minutes = {row[0]: int(row[1]) for row in section["SHIFTS"]}
    banned = {(row[0], after) for row in section["SHIFTS"] for after in row[2].split("|") if after}
    staff = {row[0]: row for row in section["STAFF"]}
    strangers = [x for x in roster if x[0] not in staff or not 0 <= x[1] < horizon or x[2] not in minutes]
    if strangers:
        raise ValueError(f"the instance does not know {sorted(strangers)[0]}")
    broken: Counter[str] = Counter()
    for employee, row in staff.items():
        mine = sorted((day, shift) for who, day, shift in roster if who == employee)
        free = {int(d) for off in section["DAYS_OFF"] if off[0] == employee for d in off[1:]}
        broken += _hard_of_employee(row, mine, free, horizon, minutes, banned)
    return Score(_cost(section, roster), dict(broken))


def _sections(instance: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    name = ""
    for line in instance.splitlines():
        line = line.strip()
        if line.startswith("SECTION_"):
            name = line.removeprefix("SECTION_")
        elif line and not line.startswith("#"):
            found[name].append([word.strip() for word in line.split(",")])
    return found


def _hard_of_employee(
    row: list[str],
    mine: list[tuple[int, str]],
    free: set[int],
    horizon: int,
    minutes: dict[str, int],
    banned: set[tuple[str, str]],
) -> Counter[str]:
    most_of = dict(item.split("=") for item in row[1].split("|"))
    most_minutes, least_minutes, most_on, least_on, least_off, most_weekends = (int(word) for word in row[2:8])
    broken: Counter[str] = Counter()
    days = [day for day, _ in mine]
    broken["two shifts a day"] = len(days) - len(set(days))
    broken["day off worked"] = sum(day in free for day in set(days))
    count = Counter(shift for _, shift in mine)
    broken["shift limit"] = sum(count[shift] > int(most) for shift, most in most_of.items())
    total = sum(minutes[shift] for _, shift in mine)
    broken["minutes"] = int(total > most_minutes) + int(total < least_minutes)
    broken["succession"] = sum(
        (before, after) in banned for day, before in mine for next_day, after in mine if next_day == day + 1
    )
    weekends = {day // 7 for day in days if day % 7 in (5, 6)}
    broken["weekends"] = int(len(weekends) > most_weekends)
    line = "".join("1" if day in set(days) else "0" for day in range(horizon))
    on_runs = [len(run) for run in line.split("0") if run]
    broken["too many days in a row"] = sum(run > most_on for run in on_runs)
    # Runs that touch an edge of the horizon may go on beyond it and satisfy any least.
    middle_on = line[line.find("0") : line.rfind("0") + 1] if "0" in line else ""
    middle_off = line[line.find("1") : line.rfind("1") + 1] if "1" in line else ""
    broken["too few days in a row"] = sum(len(run) < least_on for run in middle_on.split("0") if run)
    broken["too few days off in a row"] = sum(len(run) < least_off for run in middle_off.split("1") if run)
    return +broken


def _cost(section: dict[str, list[list[str]]], roster: set[tuple[str, int, str]]) -> int:
    cost = 0
    for employee, day, shift, weight in section["SHIFT_ON_REQUESTS"]:
        cost += int(weight) * ((employee, int(day), shift) not in roster)
    for employee, day, shift, weight in section["SHIFT_OFF_REQUESTS"]:
        cost += int(weight) * ((employee, int(day), shift) in roster)
    heads = Counter((day, shift) for _, day, shift in roster)
    for day, shift, wanted, under, over in section["COVER"]:
        difference = heads[int(day), shift] - int(wanted)
        cost += int(over) * difference if difference > 0 else int(under) * -difference
    return cost
