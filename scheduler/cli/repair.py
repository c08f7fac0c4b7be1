"""`fairwatch repair`: a roster mended after a call-off, a late leave, a move, a watch that opens, a closed post."""

import argparse

from scheduler.cli import show
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster, write_bytes, write_roster
from scheduler.domain.answers import ExplainError
from scheduler.domain.events import Event
from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Tour, TourChange
from scheduler.engine import BuildOptions
from scheduler.engine.explain.proof import prove_roster
from scheduler.engine.repair import Prepared
from scheduler.engine.repair.housing import housing_moves, moved_from
from scheduler.engine.repair.mend import Repaired, RepairOptions, repair
from scheduler.wire import encode, read


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when a never or stop rule stays broken."""
    problem = read_problem(arguments.problem)
    roster = read_roster(arguments.roster).roster
    if roster.period != problem.period or roster.facility != problem.facility.id:
        raise CommandError(f"{arguments.roster} is a roster of another facility or period than {arguments.problem}")
    event = read(arguments.event, Event)
    options = RepairOptions(seconds=arguments.time, seed=arguments.seed, in_parts=not arguments.whole)
    found = repair(problem, roster, event, options)
    after = arguments.problem_out or arguments.out.with_suffix(".problem.json")
    write_bytes(after, encode(found.problem) + b"\n")
    certificate = _certificate(found, options) if arguments.certify else None
    write_roster(arguments.out, found.roster, certificate, found.problem, after)
    print(_told(found))
    if arguments.housing:
        print(_moves(found, event, options.seconds))
    return 1 if found.report.blocking else 0


def _certificate(found: Repaired, options: RepairOptions) -> Certificate | None:
    """Return what can be proven of the mended roster; None, said aloud, where it breaks what no roster may."""
    effort = BuildOptions(seconds=options.seconds, workers=1, seed=options.seed)
    try:
        return prove_roster(Prepared.of(found.problem, found.roster), effort)
    except ExplainError as error:
        print(f"{error}.")
        return None


def _told(found: Repaired) -> str:
    if found.is_proven:
        proof = f"no repair changes fewer ({found.proved_by})" if found.proved_by else "no repair changes fewer"
    else:
        proof = f"at least {found.least_changes} must change"
    number = f"{found.changes} tour changes" if found.changes == 1 else f"{found.changes} tours change"
    lines = [f"{number}: {proof}.", *map(_change, found.difference), *found.notes]
    return "\n".join((*lines, "What the roster reaches, in order", show.tiers(found.tiers)))


def _change(change: TourChange) -> str:
    some = change.after or change.before
    before, after = (_who(t, change) for t in (change.before, change.after))
    return f"  {some.seat if some else ''}: {before} -> {after}"


def _who(tour: Tour | None, change: TourChange) -> str:
    if tour is None:
        return "nobody"
    other = change.before if tour is change.after else change.after
    minutes = "" if other is not None and other.minutes == tour.minutes else f", {show.number(tour.minutes, 60)} h"
    return f"{tour.badge} ({tour.kind.value.replace('_', ' ')}{minutes})"


def _moves(found: Repaired, event: Event, seconds: float) -> str:
    """Return the best housing move for the roster as it was before the repair, in words."""
    moves = housing_moves(found.problem, found.before, moved_from(found.problem, event), seconds)
    if not moves:
        return "No other housing of one inmate leaves fewer pairs of an officer and an inmate over a contact limit."
    best = moves[0]
    known = " No move of one inmate leaves fewer." if best.is_best else ""
    return (
        f"Without changing a tour: {best.inmate} housed in {best.area} would bring {best.cleared} officers under every"
        f" limit of contact with this inmate, and {best.made} over one.{known} Classification decides."
    )
