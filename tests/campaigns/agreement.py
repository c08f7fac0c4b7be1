"""Campaign: each rule's checker and terms, side by side on random small problems.

Every rule goes through `--problems` problems, each with a random roster and random settings: the checker must be silent
exactly when the compiled terms hold, and what the terms charge must be what the checker's breaches come to. One drawn
problem serves all rules.

    python tests/campaigns/agreement.py [--problems 1000] [--seed 1] [--rules KEY,KEY] [--journal FILE.jsonl]

With --journal, one JSON line is appended for each batch of problems, and a campaign that was stopped goes on where it
was: what a rule has been through counts as long as its own source is the same. Prints a line for each rule; the exit
status is 1 at any disagreement.
"""

import argparse
import hashlib
import inspect
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [p for p in (str(TESTS), str(TESTS.parent)) if p not in sys.path]

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import seed as seeded  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from support.terms_oracle import cells_of  # noqa: E402
from support.tiny import configs, problems_and_rosters  # noqa: E402
from support.verdicts import judge  # noqa: E402

from scheduler.rule import Frame, Rule, View  # noqa: E402
from scheduler.rules import RULES  # noqa: E402

BATCH = 25
"""Problems drawn from one seed; a batch is done as a whole or not at all."""


@dataclass
class Tally:
    """What one rule has been through: problems, those with breaches in them, and what check and terms disagreed on."""

    problems: int = 0
    breached: int = 0
    disagreed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add another's figures."""
        self.problems += other.problems
        self.breached += other.breached
        self.disagreed += other.disagreed


def main(arguments: list[str] | None = None) -> int:
    """Run the campaign and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", help="keys, with commas between them; all without it")
    parser.add_argument("--journal", type=Path)
    given_ = parser.parse_args(arguments)
    wanted = None if given_.rules is None else set(given_.rules.split(","))
    unknown = (wanted or set()) - {rule.key for rule in RULES}
    if unknown:
        parser.error(f"no rule is called {', '.join(sorted(unknown))}")
    rules = [rule for rule in RULES if wanted is None or rule.key in wanted]
    return report(campaign(rules, given_.problems, given_.seed, given_.journal))


def campaign(rules: Iterable[Rule], problems: int, seed: int, journal: Path | None) -> dict[str, Tally]:
    """Return each rule's figures over at least `problems` problems, those in the journal included."""
    sources = {rule.key: source_hash(rule) for rule in rules}
    done = _read(journal, seed, sources)
    total = {rule.key: Tally() for rule in rules}
    for batch in range(-(-problems // BATCH)):
        found = done.get(batch, {})
        left = [rule for rule in rules if rule.key not in found]
        if left:
            made = run_batch(left, seed, batch)
            found = found | made
            if journal is not None:
                line = {"seed": seed, "batch": batch}
                tallies = {key: asdict(tally) | {"source": sources[key]} for key, tally in made.items()}
                with journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line | {"rules": tallies}) + "\n")
        for key, tally in found.items():
            total[key].add(tally)
        if sys.stderr.isatty():
            print(f"\r{(batch + 1) * BATCH} problems", end="", file=sys.stderr, flush=True)
    return total


def _read(journal: Path | None, seed: int, sources: dict[str, str]) -> dict[int, dict[str, Tally]]:
    """Return by batch what the journal holds of the rules as they are now."""
    done: dict[int, dict[str, Tally]] = defaultdict(dict)
    if journal is None or not journal.exists():
        return done
    for text in journal.read_text("utf-8").splitlines():
        line = json.loads(text)
        if line["seed"] != seed:
            continue
        for key, tally in line["rules"].items():
            if sources.get(key) == tally.pop("source"):
                done[line["batch"]][key] = Tally(**tally)
    return done


def source_hash(rule: Rule) -> str:
    """Return a short hash of the rule's own file, or of its package."""
    path = Path(inspect.getfile(type(rule)))
    files = sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path]
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def run_batch(rules: list[Rule], seed: int, batch: int) -> dict[str, Tally]:
    """Take the rules through the problems of one batch, which follow from seed and number alone."""
    found = {rule.key: Tally() for rule in rules}

    @seeded(seed * 1_000_003 + batch)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def one_problem(data: Any) -> None:
        problem, roster = data.draw(problems_and_rosters())
        # All settings are drawn, whichever rules are asked for: a batch is the same problems in every run.
        drawn = {rule.key: data.draw(configs(rule)) for rule in RULES}
        frame, view = Frame.of(problem), View(problem, roster)
        cells = cells_of(frame, roster)
        for rule in rules:
            tally, config = found[rule.key], drawn[rule.key]
            verdict = judge(rule, config, frame, roster, cells, view=view)
            tally.problems += 1
            tally.breached += not verdict.is_silent
            if not verdict.agrees:
                tally.disagreed.append(f"batch {batch}: {config} {verdict}")

    one_problem()
    return found


def report(total: dict[str, Tally]) -> int:
    """Print a line for each rule, its first disagreements below it; return the exit status."""
    for key, tally in total.items():
        disagreed = len(tally.disagreed)
        print(f"{key} problems={tally.problems} breached={tally.breached} disagreements={disagreed}")
        for text in tally.disagreed[:3]:
            print(f"    {text}")
    return 1 if any(tally.disagreed for tally in total.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
