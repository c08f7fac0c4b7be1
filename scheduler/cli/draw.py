"""`fairwatch draw`: who stands where is drawn at muster among post plans of equal value, and proved afterwards."""

import argparse
from pathlib import Path

from scheduler.api import Desk
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.draws import Draw, DrawCount, Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import ShiftCode
from scheduler.draw import faults_of
from scheduler.wire import encode, read


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when a record does not hold."""
    if arguments.action == "verify":
        return _verify(arguments)
    with open_desk(arguments.db) as desk:
        id = arguments.roster if arguments.roster is not None else _newest(desk)
        return _ACTS[arguments.action](desk, id, arguments)


def _newest(desk: Desk) -> int:
    heads = desk.rosters()
    if not heads:
        raise CommandError("There is no roster yet; build one first")
    return heads[0].id


def _publish(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    head = desk.publish(id, arguments.reason, is_sealed=True)
    print(f"Roster number {id} is published as version {head.version}; its posts are drawn at muster.")
    print(f"Commitment, for everybody to keep: {desk.draws.commitment(id)}")
    return 0


def _list(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    commitment = desk.draws.commitment(id)
    if commitment is None:
        print(f"Roster number {id} was published with its posts; none are drawn.")
        return 0
    print(f"Commitment: {commitment}")
    for record in sorted(desk.draws.records(id), key=lambda r: r.muster):
        print(f"  {record.muster}  drawn by {record.actor}: {count_in_words(record.count)}")
    for muster in sorted(desk.draws.sealed(id)):
        print(f"  {muster}  still to be drawn")
    return 0


def _posts(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    record = desk.draws.draw(id, arguments.on, ShiftCode(arguments.shift), arguments.words)
    for tour in desk.roster(id).roster.tours:
        if record.muster.holds(tour):
            print(f"  {tour.badge:<12} {tour.post}")
    print(f"{len(record.moved)} officers stand elsewhere than planned, {count_in_words(record.count)}.")
    print(f"Receipt, for everybody at muster: {record.receipt}")
    return _written(desk, id, arguments) if arguments.out is not None else 0


def _files(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    return _written(desk, id, arguments)


def _written(desk: Desk, id: int, arguments: argparse.Namespace) -> int:
    muster = Muster(on=arguments.on, shift=ShiftCode(arguments.shift))
    for path in desk.draws.write(desk.draws.evidence(id, muster), arguments.out):
        print(path)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    record = read(arguments.record, Draw)
    if arguments.record.read_bytes() not in (encode(record), encode(record) + b"\n"):
        print(f"  {arguments.record}: the file is not byte for byte as it was written")
        return _fails()
    problem = _beside(arguments.record, arguments.problem, "problem")
    roster = _beside(arguments.record, arguments.roster, "roster")
    faults = []
    if arguments.commitment is not None and arguments.commitment.strip().lower() != record.commitment:
        faults.append("The record's commitment is not the one that was made known when the roster was published.")
    if arguments.receipt is not None and arguments.receipt.strip().lower() != record.receipt:
        faults.append("The record's receipt is not the one that was shown at muster.")
    if problem is None or roster is None:
        faults += faults_of(record)
    else:
        faults += faults_of(record, read(problem, Problem), read(roster, Roster))
    for fault in faults:
        print(f"  {fault}")
    if faults:
        return _fails()
    print(f"{record.muster}: {count_in_words(record.count)}")
    if problem is None or roster is None:
        print("the promise was kept; whether the posts follow from it, only problem and roster can show")
        return 0
    print("the draw holds: the promise was kept, and drawing again gives the same posts")
    return 0


def _fails() -> int:
    print("the draw does not hold")
    return 1


def _beside(record: Path, given: Path | None, what: str) -> Path | None:
    """Return the file that is given, or the one that was written beside the record, None where there is none."""
    if given is not None:
        return given
    path = record.with_name(record.name.replace("_draw.json", f"_{what}.json"))
    return path if path != record and path.exists() else None


def count_in_words(count: DrawCount) -> str:
    """Return among how many plans was drawn, and how well posts could be foreseen."""
    if count.is_complete:
        plans = "the only plan there is" if count.plans == 1 else f"one of {count.plans} plans, each as likely"
    else:
        plans = f"one of at least {count.plans} plans of equal value ({count.accepted} exchanges of {count.proposals})"
    guess = round(count.guess_permille / 10)
    return f"{plans}; {count.movable} of {count.officers} officers vary, a guess is right {guess} times in 100"


_ACTS = {"publish": _publish, "list": _list, "posts": _posts, "files": _files}
