"""Campaign: random small problems, solved by the engine and by going through every assignment.

Each problem is a tiny facility with a policy of its own: some rules are hard limits, some are priced in tiers, some are
only checked. Engine, checker and brute force must agree on whether there is a roster, on what each roster is worth,
and, wherever the certificate says that a tier is proven, on the optimum; no bound may lie above what a roster can
reach. Every certificate must verify, and with any one field changed it must not.

    python tests/campaigns/small_problems.py [--problems 10000] [--seed 1] [--journal FILE.jsonl] [--keep DIR]
    python tests/campaigns/small_problems.py --replay FILE.json [--work W]

With --journal, one JSON line is appended for each batch, and a campaign that was stopped goes on where it was, as long
as the problems are drawn in the same way. A problem that somebody disagrees about is written to --keep. Prints figures;
the exit status is 1 at any disagreement.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [p for p in (str(TESTS), str(TESTS.parent)) if p not in sys.path]

import numpy as np  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import seed as seeded  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from support import brute, tiny  # noqa: E402
from support.brute import Everything  # noqa: E402
from support.terms_oracle import cells_of  # noqa: E402

from scheduler.check import check_roster  # noqa: E402
from scheduler.domain.findings import Certificate, Report  # noqa: E402
from scheduler.domain.policy import PolicyEntry, Setting, Tier  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.domain.roster import Period, Roster  # noqa: E402
from scheduler.domain.words import Severity  # noqa: E402
from scheduler.engine import BuildOptions, Built, ImpossibleError, NoRosterError, build, verify  # noqa: E402
from scheduler.rule import Rule  # noqa: E402
from scheduler.rules import RULES, uses  # noqa: E402
from scheduler.wire import RosterFile, decode, encode, sha256  # noqa: E402

BATCH = 10
"""Problems drawn from one seed; a batch is done as a whole or not at all."""

TIERS = ("first", "second", "third", "fourth")
SEVERITIES_OF_PRICES = frozenset({Severity.PRICED, Severity.ASK, Severity.STOP})
ASKS_FOR_WORK = frozenset({"hours_in_period", "working_runs"})
"""Rules that an empty roster may break: as hard limits they make some problems impossible."""

SAMPLES = 6
"""Random assignments of each problem, legal or not, that the checker judges as well."""

FEW = 40
"""Up to so many legal assignments the checker judges all."""


@dataclass
class Tally:
    """What problems went through.

    Attributes:
        problems: All of them.
        impossible: No roster keeps the hard limits, and the engine says so.
        forced: Fixed tours break a limit by themselves, so that brute force has no answer.
        only_empty: The only roster is the one without tours.
        proven: The engine proved every tier.
        tiers, tiers_proven: Tiers of the built rosters, and those whose value is their bound.
        unfinished: The engine had no roster within its work budget.
        assignments: Rosters that brute force went through.
        checked: Rosters that the checker judged besides the built ones.
        stricter: Of those, the ones that break or charge more for the engine than for the checker. That may be where
            numbers change inside the period (windows that end in time off); never the other way round.
        corrupted: Changed certificates, all to be rejected.
        disagreed: One sentence for each disagreement.
    """

    problems: int = 0
    impossible: int = 0
    forced: int = 0
    only_empty: int = 0
    proven: int = 0
    tiers: int = 0
    tiers_proven: int = 0
    unfinished: int = 0
    assignments: int = 0
    checked: int = 0
    stricter: int = 0
    corrupted: int = 0
    disagreed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add another's figures."""
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))


def main(arguments: list[str] | None = None) -> int:
    """Run the campaign and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--work", type=float, default=2.0, help="work budget of a replayed problem")
    asked = parser.parse_args(arguments)
    if asked.replay is not None:
        problem = decode(asked.replay.read_bytes(), Problem, str(asked.replay))
        return report(judge(problem, asked.seed, asked.work))
    return report(campaign(asked.problems, asked.seed, asked.journal, asked.keep))


def campaign(problems: int, seed: int, journal: Path | None = None, keep: Path | None = None) -> Tally:
    """Return the figures over at least `problems` problems, those in the journal included."""
    made_by = hashlib.sha256(Path(__file__).read_bytes() + Path(tiny.__file__).read_bytes()).hexdigest()[:16]
    done: dict[int, Tally] = {}
    if journal is not None and journal.exists():
        for line in map(json.loads, journal.read_text("utf-8").splitlines()):
            if (line["seed"], line["made_by"]) == (seed, made_by):
                done[line["batch"]] = Tally(**line["tally"])
    total = Tally()
    for batch in range(-(-problems // BATCH)):
        if batch not in done:
            done[batch] = run_batch(seed, batch, keep)
            if journal is not None:
                line = {"seed": seed, "batch": batch, "made_by": made_by, "tally": asdict(done[batch])}
                with journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
        total.add(done[batch])
        if sys.stderr.isatty():
            print(f"\r{total.problems} problems, {len(total.disagreed)} disagreements", end="", file=sys.stderr)
    return total


def run_batch(seed: int, batch: int, keep: Path | None = None) -> Tally:
    """Judge the problems of one batch, which follow from seed and number alone."""
    total = Tally()

    @seeded(seed * 1_000_003 + batch)
    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(problem=problems(), own=st.integers(1, 10_000), work=st.sampled_from([0.001, 2.0, 2.0, 2.0]))
    def one_problem(problem: Problem, own: int, work: float) -> None:
        problem = brute.cut_to_size(problem, np.random.default_rng(own))
        tally = judge(problem, own, work)
        if tally.disagreed:
            name = f"batch_{seed}_{batch}_{total.problems}.json"
            tally.disagreed = [f"{name} --seed {own} --work {work}: {text}" for text in tally.disagreed]
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(encode(problem))
        total.add(tally)

    one_problem()
    return total


def report(total: Tally) -> int:
    """Print the figures and the first disagreements; return the exit status."""
    for item in fields(total):
        value = getattr(total, item.name)
        print(f"{item.name.replace('_', ' ')}: {len(value) if isinstance(value, list) else value}")
    for text in total.disagreed[:20]:
        print(f"    {text}")
    return 1 if total.disagreed else 0


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return a tiny problem of few days and slots with a policy of tiers and hard limits."""
    made = draw(tiny.problems())
    period = Period(first=made.period.first, days=min(made.period.days, draw(st.integers(2, 6))))
    made = replace(made, period=period, published=tuple(t for t in made.published if t.on in period.dates))
    most = draw(st.integers(3, 14))
    while len(made.slots()) > most:
        at = draw(st.sampled_from([n for n, p in enumerate(made.posts) if p.coverage]))
        less = replace(made.posts[at], coverage=made.posts[at].coverage[1:])
        made = replace(made, posts=(*made.posts[:at], less, *made.posts[at + 1 :]))
    seats = {(s.post, s.on, s.shift): s.wanted for s in made.slots()}
    drawn = [t for t in draw(tiny.tours(made, list(period.dates))) if t.index < seats[t.post, t.on, t.shift]]
    fixed = [t for t in drawn if draw(st.integers(0, 5)) == 0]
    tiers = TIERS[: draw(st.integers(1, len(TIERS)))]
    return replace(
        made,
        fixed=tuple(sorted(fixed)) if draw(st.booleans()) else (),
        policy=replace(
            made.policy,
            tiers=tuple(Tier(key=t, name=t, unit="points") for t in tiers),
            entries=draw(entries(made, tiers)),
        ),
    )


@st.composite
def entries(draw: st.DrawFn, base: Problem, tiers: tuple[str, ...]) -> tuple[PolicyEntry, ...]:
    """Return a policy of many rules; nobody is in two places at once, and some seats are wanted."""
    one_place, *others = RULES
    seats = next(rule for rule in others if rule.key == "seats")
    chosen = [seats, seats, *draw(st.lists(st.sampled_from(others), min_size=3, max_size=14))]
    found = [_entry(base, one_place, "one_place", one_place.Config(), Severity.NEVER, None, 1)]
    for n, rule in enumerate(chosen):
        found.append(draw(an_entry(base, rule, f"{rule.key}_{n}", tiers)))
        if draw(st.integers(0, 9)) == 0:  # other numbers from some date on
            effective = base.period.first + timedelta(days=draw(st.integers(0, base.period.days)))
            other = _settings(draw(tiny.configs(rule)))
            found.append(replace(found[-1], effective=effective, settings=other, weight=draw(st.integers(1, 3))))
    for rule in others:
        if rule.key in ASKS_FOR_WORK and draw(st.integers(0, 4)) == 0:
            config = draw(tiny.configs(rule))
            found.append(_entry(base, rule, f"{rule.key}_asked", config, Severity.STOP, None, 1))
    return tuple(found)


@st.composite
def an_entry(draw: st.DrawFn, base: Problem, rule: Rule, name: str, tiers: tuple[str, ...]) -> PolicyEntry:
    """Return one use of a rule: a hard limit, priced, or only checked, as far as the rule allows it."""
    hard = [] if rule.is_only_priced else [s for s in rule.severities if s.blocks]
    priced = sorted(SEVERITIES_OF_PRICES.intersection(rule.severities)) if Severity.PRICED in rule.severities else []
    shown = [s for s in rule.severities if s in (Severity.ASK, Severity.SHOW)]
    kinds = ["hard"] * bool(hard) + ["priced"] * 2 * bool(priced)
    kind = draw(st.sampled_from(kinds + (["shown"] if shown and draw(st.integers(0, 5)) == 0 else []) or ["shown"]))
    severity = draw(st.sampled_from({"hard": hard, "priced": priced, "shown": shown}[kind]))
    tier = draw(st.sampled_from(tiers)) if kind == "priced" else None
    return _entry(base, rule, name, draw(tiny.configs(rule)), severity, tier, draw(st.integers(1, 3)))


def _entry(
    base: Problem, rule: Rule, name: str, config: Any, severity: Severity, tier: str | None, weight: int
) -> PolicyEntry:
    return PolicyEntry(
        id=name,
        rule=rule.key,
        severity=severity,
        effective=base.period.first - timedelta(days=400),
        settings=_settings(config),
        tier=tier,
        weight=weight,
    )


def _settings(config: Any) -> tuple[Setting, ...]:
    return tuple(Setting(name=f.name, value=getattr(config, f.name)) for f in fields(config))


def judge(problem: Problem, seed: int, work: float) -> Tally:
    """Solve a problem in both ways and hold the answers against each other."""
    found = Tally(problems=1)
    everything = Everything.of(problem)
    found.assignments = len(everything.tiers)
    random = np.random.default_rng(seed)
    _hold_checker(problem, everything, random, found)
    options = BuildOptions(seconds=60, workers=1, seed=seed, work=work)
    try:
        built = build(problem, options)
    except ImpossibleError as error:
        found.impossible = 1
        if everything.best is not None:
            found.disagreed.append(f"the engine says impossible ({error}), brute force finds {everything.best}")
        return found
    except NoRosterError:
        found.unfinished = 1
        return found
    except Exception as error:  # a campaign goes on whatever happens, and tells it
        found.disagreed.append(f"{type(error).__name__}: {error}")
        return found
    _hold_built(problem, everything, built, found)
    _hold_certificate(problem, built, random, found)
    return found


def _hard_breaches(problem: Problem, checked: Report) -> list[str]:
    hard = {use.entry.id for use in uses(problem) if use.is_hard}
    return sorted({f.entry for f in checked.blocking if f.entry in hard})


def _is_dated(problem: Problem) -> bool:
    """Whether numbers change inside the period of a rule that looks beyond the date it judges."""
    whole = (problem.period.first, problem.period.last)
    return any(
        (use.scope.first, use.scope.last) != whole and use.rule.judged_by != "date"
        for use in uses(problem)
        if use.is_hard or use.entry.tier is not None
    )


def _is_stricter(broken: list[str], value: tuple[int, ...] | None, checked: tuple[int, ...]) -> bool:
    """Whether brute force, which goes by the engine's terms, allows less or charges more than the checker."""
    if value is None:
        return not broken
    return not broken and value != checked and all(v >= c for v, c in zip(value, checked, strict=True))


def _hold_checker(problem: Problem, everything: Everything, random: np.random.Generator, found: Tally) -> None:
    """Let the checker judge the best assignment, random ones, and all where they are few."""
    legal = np.flatnonzero(everything.is_legal)
    shown = legal if len(legal) <= FEW else random.choice(legal, SAMPLES, replace=False)
    asked = [(everything.worked(n), tuple(everything.tiers[n].tolist())) for n in shown.tolist()]
    asked += [everything.any_worked(random) for _ in range(SAMPLES)]
    if everything.best is not None:
        best = legal[(everything.legal_tiers == everything.best).all(axis=1)][0]
        asked.append((everything.worked(int(best)), everything.best))
    found.only_empty = int(len(legal) == 1 and not everything.worked(int(legal[0])).any())
    for worked, value in asked:
        if not bool((worked.sum(axis=0) <= brute.seats_of(everything.frame)).all()):
            continue  # seats that do not exist cannot even be written down
        found.checked += 1
        checked = check_roster(problem, brute.roster_of(problem, everything.frame, worked))
        broken, values = _hard_breaches(problem, checked), tuple(t.value for t in checked.tiers)
        if _is_dated(problem) and _is_stricter(broken, value, values):
            found.stricter += 1
        elif bool(broken) == (value is not None):
            found.disagreed.append(f"brute force says {value}, the checker finds broken {broken}")
        elif value is not None and value != values:
            found.disagreed.append(f"brute force values a roster at {value}, the checker at {values}")


def _hold_built(problem: Problem, everything: Everything, built: Built, found: Tally) -> None:
    """Hold the engine's roster, values and bounds against all assignments."""
    tiers = built.certificate.tiers
    values = tuple(t.value for t in tiers)
    checked = check_roster(problem, built.roster)
    if values != tuple(t.value for t in checked.tiers) or checked != built.report:
        found.disagreed.append(f"the certificate says {values}, the checker {[t.value for t in checked.tiers]}")
    broken = _hard_breaches(problem, checked)
    if everything.best is None:
        found.forced = 1
        if not broken and _is_dated(problem):
            found.stricter += 1  # terms may ask for more around a date on which numbers change
        elif not broken or not problem.fixed:
            found.disagreed.append(f"brute force finds no roster, the engine one of {values}; broken: {broken}")
        return
    found.tiers += len(tiers)
    found.tiers_proven += sum(t.value == t.bound for t in tiers)
    found.proven += all(t.value == t.bound for t in tiers)
    if broken:
        found.disagreed.append(f"the built roster of {values} breaks {broken}")
    if _is_dated(problem):
        _hold_bounds_by_checker(problem, everything, built, found)
        return
    worked = _worked(everything, built.roster)
    if broken or everything.value_of(worked) != values:
        found.disagreed.append(
            f"the built roster: {values}, brute force {everything.value_of(worked)}, broken {broken}"
        )
        return
    for n, tier in enumerate(tiers):
        least = everything.least(n, values)
        if tier.bound is not None and tier.bound > least:
            found.disagreed.append(f"tier {tier.key}: bound {tier.bound} ({tier.proved_by}) above {least}")
    reached = next((n for n, t in enumerate(tiers) if t.value != t.bound), len(tiers))
    if values[:reached] != everything.best[:reached]:
        found.disagreed.append(f"{reached} tiers proven at {values}, the optimum is {everything.best}")


def _hold_bounds_by_checker(problem: Problem, everything: Everything, built: Built, found: Tally) -> None:
    """Hold the bounds against what the checker says of some legal rosters: here brute force overstates."""
    tiers = built.certificate.tiers
    reached = tuple(t.value for t in tiers)
    legal = np.flatnonzero(everything.is_legal)
    order = np.lexsort(everything.tiers[legal].T[::-1])
    for number in legal[order][:FEW].tolist():
        roster = brute.roster_of(problem, everything.frame, everything.worked(number))
        values = tuple(t.value for t in check_roster(problem, roster).tiers)
        for n, tier in enumerate(tiers):
            keeps = all(v <= r for v, r in zip(values[:n], reached[:n], strict=True))
            if keeps and tier.bound is not None and tier.bound > values[n]:
                found.disagreed.append(f"tier {tier.key}: bound {tier.bound} ({tier.proved_by}) above {values[n]}")


def _worked(everything: Everything, roster: Roster) -> np.ndarray:
    worked = np.zeros((len(everything.frame.badges), len(everything.frame.slots)), dtype=np.bool_)
    for officer, slot in cells_of(everything.frame, roster):
        worked[officer, slot] = True
    return worked


def _hold_certificate(problem: Problem, built: Built, random: np.random.Generator, found: Tally) -> None:
    """See that the certificate verifies, and that none with one change does."""

    def faults(certificate: Certificate) -> list[str]:
        return verify(problem, replace(file, certificate=certificate))

    file = RosterFile(
        problem_path="problem.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    if said := faults(built.certificate):
        found.disagreed.append(f"the certificate does not verify: {said}")
    for what, changed in corrupted(built.certificate, random):
        found.corrupted += 1
        if not faults(changed):
            found.disagreed.append(f"a certificate with another {what} verifies")


def corrupted(certificate: Certificate, random: np.random.Generator) -> list[tuple[str, Certificate]]:
    """Return certificates with one change each: any field as it is, and what is checked even under a new seal."""
    at = int(random.integers(len(certificate.tiers)))
    tier = certificate.tiers[at]

    def with_tier(changed: Any) -> Certificate:
        return replace(certificate, tiers=(*certificate.tiers[:at], changed, *certificate.tiers[at + 1 :]))

    found = [
        (f.name, replace(certificate, **{f.name: _other(getattr(certificate, f.name))})) for f in fields(certificate)
    ]
    found += [
        (f"tier's {f.name}", with_tier(replace(tier, **{f.name: _other(getattr(tier, f.name))}))) for f in fields(tier)
    ]
    forged = {
        "value": with_tier(replace(tier, value=tier.value - 1)),
        "bound above the value": with_tier(replace(tier, bound=tier.value + 1)),
        "tier's key": with_tier(replace(tier, key="other")),
        "problem": replace(certificate, problem_sha256="0" * 64),
        "roster": replace(certificate, roster_sha256="0" * 64),
    }
    for what, changed in forged.items():
        bare = replace(changed, seal="")
        found.append((f"{what} under a new seal", replace(bare, seal=sha256(bare))))
    return found


def _other(value: Any) -> Any:
    """Return something else of the same type."""
    if isinstance(value, tuple):
        return value[1:]
    return 1 if value is None else value + ("x" if isinstance(value, str) else 1)


if __name__ == "__main__":
    sys.exit(main())
