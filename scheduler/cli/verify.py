"""`fairwatch verify`: prove a certificate again: its values, and its bounds; or an audit file, or an evidence pack."""

import argparse
from pathlib import Path

from scheduler.api.audit import sentences
from scheduler.cli import show
from scheduler.cli.failure import CommandError
from scheduler.cli.files import is_audit_file, is_pack, read_problem, read_roster
from scheduler.domain.problem import Problem
from scheduler.engine import verify
from scheduler.wire import RosterFile, encode, hash_of


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when the certificate does not hold."""
    if is_audit_file(arguments.roster):
        # Loaded here: the room of the databases takes a while, and a roster needs none.
        from scheduler.api.audit import examine_file
        from scheduler.cli.audit import say

        return say(examine_file(arguments.roster, arguments.key, arguments.anchor, arguments.stream))
    if is_pack(arguments.roster):
        return _pack(arguments)
    file = read_roster(arguments.roster)
    path = arguments.problem or arguments.roster.parent / file.problem_path
    problem = read_problem(path)
    if file.certificate is None:
        raise CommandError(f"{arguments.roster}: the roster has no certificate; it was not built by the engine")
    faults = file_faults(arguments.roster, file, path, problem)
    if not faults:
        from scheduler.engine.isolated import SolverLostError

        try:
            faults = verify(problem, file)
        except SolverLostError as error:
            raise CommandError(f"{arguments.roster}: {error}, so its bounds are not proven again") from error
    for fault in faults:
        print(f"  {fault}")
    if faults:
        print("the certificate does not hold")
        return 1
    print(show.tiers(file.certificate.tiers))
    print("the certificate holds: hashes agree, values are the checker's, bounds that can be proved again were")
    return 0


def _pack(arguments: argparse.Namespace) -> int:
    """Prove an evidence pack; exit status 3 where nothing is wrong and not everything could be proved."""
    from scheduler.api.packs import examine_pack

    verdict, digest = examine_pack(arguments.roster, arguments.key, arguments.anchor)
    for fault in verdict.faults:
        print(f"  {fault}")
    if not verdict.is_whole:
        print("the evidence pack does NOT hold")
        return 1
    for sentence in (*verdict.said, *(sentences(verdict.log) if verdict.log is not None else ())):
        print(sentence)
    print(f"the evidence pack holds; its SHA-256 is {digest}: the agency's audit log has to note the same")
    return 0 if verdict.log is None or verdict.log.is_proved else 3


def file_faults(path: Path, file: RosterFile, problem_path: Path, problem: Problem) -> list[str]:
    """Return what shows that a file was changed after it was written, one sentence each.

    A roster file is always written by Fairwatch, so each byte of it must be as written. A problem may be written by
    others, with blanks as they like: the roster file has the hash of its bytes. That of an older version has not; then
    a problem is held to its canonical form where it has the length of that form.
    """
    faults = []
    if file.seal != file.seal_that_fits():
        faults.append(f"{path}: the file was changed after it was written: its seal does not fit")
    elif path.read_bytes() != file.text() + b"\n":
        faults.append(f"{path}: the file says the same as when it was written, but not byte for byte")
    data = problem_path.read_bytes()
    if file.problem_file_sha256:
        if file.problem_file_sha256 != hash_of(data):
            faults.append(f"{problem_path}: the file is not byte for byte the one that the roster was made from")
        return faults
    canonical = encode(problem)
    if data not in (canonical, canonical + b"\n") and len(data) - len(canonical) in (0, 1):
        faults.append(f"{problem_path}: the file says the same as when it was written, but not byte for byte")
    return faults
