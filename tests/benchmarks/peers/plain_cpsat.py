"""A plain CP-SAT model of the shift scheduling instances of Curtois and Qu (2014), to measure the engine against.

    python tests/benchmarks/peers/plain_cpsat.py FILE... [--time S] [--workers N] [--seed N]

One Boolean for each employee, day and shift, linear windows, one-sided slacks, no hint, no tuning: what an afternoon
gives. Prints the same line as `curtois.py`; scored by the same scorer, shares nothing else with it or the engine.
"""

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from ortools.sat.python import cp_model

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from curtois_score import score


@dataclass
class Plain:
    """Model and variables of one instance."""

    section: dict[str, list[list[str]]]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: dict[tuple[str, int, str], cp_model.IntVar] = field(default_factory=dict)
    cost: list[cp_model.LinearExpr] = field(default_factory=list)

    @property
    def horizon(self) -> int:
        """Number of days."""
        return int(self.section["HORIZON"][0][0])


def build_model(text: str) -> Plain:
    """Return the model of an instance."""
    section: dict[str, list[list[str]]] = defaultdict(list)
    name = ""
    for line in (raw.split("#")[0].strip() for raw in text.splitlines()):
        if line.startswith("SECTION_"):
            name = line[8:]
        elif line:
            section[name].append(line.split(","))
    plain = Plain(section)
    minutes = {row[0]: int(row[1]) for row in section["SHIFTS"]}
    banned = {row[0]: [s for s in row[2].split("|") if s] for row in section["SHIFTS"]}
    for row in section["STAFF"]:
        for day in range(plain.horizon):
            for shift in minutes:
                plain.x[row[0], day, shift] = plain.model.new_bool_var("")
        _employee(plain, row, minutes, banned)
    for who, *days in section["DAYS_OFF"]:
        for day in days:
            for shift in minutes:
                plain.model.add(plain.x[who, int(day), shift] == 0)
    _price(plain)
    return plain


def _employee(plain: Plain, row: list[str], minutes: dict[str, int], banned: dict[str, list[str]]) -> None:
    model, days, x = plain.model, range(plain.horizon), plain.x
    who, most_of = row[0], dict(item.split("=") for item in row[1].split("|"))
    most_minutes, least_minutes, most_on, least_on, least_off, most_weekends = (int(word) for word in row[2:8])
    on = []
    for day in days:
        works = model.new_bool_var("")
        model.add(sum(x[who, day, s] for s in minutes) == works)
        on.append(works)
        for shift, later in banned.items():
            for after in later:
                if day + 1 < plain.horizon:
                    model.add(x[who, day, shift] + x[who, day + 1, after] <= 1)
    for shift, most in most_of.items():
        model.add(sum(x[who, day, shift] for day in days) <= int(most))
    total = sum(minutes[s] * x[who, day, s] for day in days for s in minutes)
    model.add(total <= most_minutes)
    model.add(total >= least_minutes)
    for day in range(plain.horizon - most_on):
        model.add(sum(on[day : day + most_on + 1]) <= most_on)
    for length in range(1, least_on):
        for day in range(plain.horizon - length - 1):
            run = on[day + 1 : day + 1 + length]
            model.add(on[day] - sum(run) + on[day + length + 1] >= 1 - length)
    for length in range(1, least_off):
        for day in range(plain.horizon - length - 1):
            run = on[day + 1 : day + 1 + length]
            model.add(on[day] - sum(run) + on[day + length + 1] <= 1)
    weekends = []
    for saturday in range(5, plain.horizon, 7):
        weekends.append(model.new_bool_var(""))
        for day in (saturday, saturday + 1):
            if day < plain.horizon:
                model.add_implication(on[day], weekends[-1])
    model.add(sum(weekends) <= most_weekends)


def _price(plain: Plain) -> None:
    section, model, x = plain.section, plain.model, plain.x
    for who, day, shift, weight in section["SHIFT_ON_REQUESTS"]:
        plain.cost.append(int(weight) * (1 - x[who, int(day), shift]))
    for who, day, shift, weight in section["SHIFT_OFF_REQUESTS"]:
        plain.cost.append(int(weight) * x[who, int(day), shift])
    staff = [row[0] for row in section["STAFF"]]
    for day, shift, wanted, under, over in section["COVER"]:
        heads = sum(x[who, int(day), shift] for who in staff)
        missing = model.new_int_var(0, int(wanted), "")
        surplus = model.new_int_var(0, len(staff), "")
        model.add(heads + missing >= int(wanted))
        model.add(heads - surplus <= int(wanted))
        plain.cost.append(int(under) * missing + int(over) * surplus)
    model.minimize(sum(plain.cost))


def main(arguments: list[str]) -> int:
    """Print one line for each instance."""
    parser = argparse.ArgumentParser(description="Solve public benchmark instances with a plain model.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--time", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for path in options.files:
        text = path.read_text(encoding="utf-8")
        begun = time.monotonic()
        plain = build_model(text)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = options.time
        solver.parameters.num_workers = options.workers
        solver.parameters.random_seed = options.seed
        watch = _FirstSolution(begun)
        status = solver.solve(plain.model, watch)
        took = time.monotonic() - begun
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            print(f"{path.stem} no roster after {took:.1f} s", flush=True)
            continue
        judged = score(text, {key for key, var in plain.x.items() if solver.boolean_value(var)})
        print(
            f"{path.stem} cost={judged.cost} bound={round(solver.best_objective_bound)} "
            f"first={watch.seconds or took:.1f} time={took:.1f} hard={judged.hard}",
            flush=True,
        )
    return 0


class _FirstSolution(cp_model.CpSolverSolutionCallback):
    """Remembers when the first roster came."""

    def __init__(self, begun: float) -> None:
        super().__init__()
        self._begun = begun
        self.seconds: float | None = None

    def on_solution_callback(self) -> None:
        """Called by the solver for each better roster."""
        if self.seconds is None:
            self.seconds = time.monotonic() - self._begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
