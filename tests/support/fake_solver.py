"""A stand-in for the solver's process: reads the order, then behaves as its first argument says.

good: two rosters, the second of them finished. deaf: one roster, then ignores every word. crash: one roster, then dies.
hurt: as good, with a word on what went wrong in between.
silent: dies at once with a word on standard error. waits: one roster, then finishes when told to stop.
"""

import json
import sys
import time

from scheduler.domain.demand import Slot
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.wire import decode, encode
from scheduler.wire.progress import Progress


def roster_of(problem: Problem, officers: int) -> Roster:
    """Put the first officers on seats that fit their pattern and certificates, one a date; keep what is fixed."""
    locked = {(lock.badge, lock.on) for lock in problem.locks}
    tours = list(problem.fixed)
    taken = {tour.seat for tour in tours}
    for officer in problem.officers[:officers]:
        held = {h.qualification for h in officer.qualifications}
        needs = {p.code: set(p.qualifications) for p in problem.posts}
        barred = {bar.post for bar in problem.restrictions if bar.badge == officer.badge}
        away = [a for a in problem.leave if a.badge == officer.badge]
        for on in problem.period.dates:
            shift = problem.pattern_shift(officer, on)
            if shift is None or (officer.badge, on) in locked:
                continue
            for slot in problem.slots():
                if slot.on != on or slot.shift != shift or not needs[slot.post] <= held or slot.post in barred:
                    continue
                if any(a.start < slot.end and slot.start < a.end for a in away):
                    break
                tour = _free(slot, officer.badge, taken)
                if tour is not None:
                    tours.append(tour)
                    taken.add(tour.seat)
                    break
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours), locks=problem.locks)


def _free(slot: Slot, badge: str, taken: set[str]) -> Tour | None:
    for index in range(slot.wanted):
        tour = Tour(
            start=slot.start, end=slot.end, badge=badge, post=slot.post, on=slot.on, shift=slot.shift, index=index
        )
        if tour.seat not in taken:
            return tour
    return None


def say(event: str, roster: Roster | None = None, message: str = "") -> None:
    """Print one line of progress."""
    line = encode(Progress(event=event, seconds=0.1, roster=roster, message=message))
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def main() -> int:
    """Play the part."""
    mode = sys.argv[1]
    order = json.loads(sys.stdin.readline())
    problem = decode(json.dumps(order["problem"]).encode(), Problem, "order")
    if mode == "silent":
        sys.stderr.write("out of paper\n")
        return 3
    say("started")
    say("solution", roster_of(problem, 2))
    if mode == "crash":
        return 7
    if mode == "deaf":
        time.sleep(60)
    if mode == "waits":
        sys.stdin.readline()
    if mode == "hurt":
        say("note", message="The solver crashed; one improvement was lost, the best roster so far is kept")
        say("bound")
    say("finished", roster_of(problem, 99))
    return 0


if __name__ == "__main__":
    sys.exit(main())
