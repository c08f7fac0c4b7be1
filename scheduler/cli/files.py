"""Reads and writes the files that commands work on: problems, rosters, progress."""

import os
from dataclasses import replace
from pathlib import Path

from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.wire import RosterFile, hash_of, read, sha256


def read_problem(path: Path) -> Problem:
    """Return the problem of a JSON file; raises `UnreadableError`."""
    return read(path, Problem)


def is_audit_file(path: Path) -> bool:
    """Whether a file is there and meant as an audit file: by its ending, or by how it begins."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return path.suffix == ".audit" or file.read(10) == b'{"action":'


def is_pack(path: Path) -> bool:
    """Whether a file is there and meant as an evidence pack: by its ending, or by how it begins."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return path.suffix == ".zip" or file.read(4) == b"PK\x03\x04"


def read_roster(path: Path) -> RosterFile:
    """Return the roster file; raises `UnreadableError`."""
    return read(path, RosterFile)


def write_roster(
    path: Path, roster: Roster, certificate: Certificate | None, problem: Problem, problem_path: Path
) -> None:
    """Write a roster file that names its problem relative to itself where that is possible.

    The problem's file is there already: any byte of it that changes from now on shows.
    """
    named = os.path.relpath(problem_path, path.parent) if problem_path.anchor == path.anchor else str(problem_path)
    file = RosterFile(
        problem_path=Path(named).as_posix(),
        problem_sha256=sha256(problem),
        problem_file_sha256=hash_of(problem_path.read_bytes()),
        roster=roster,
        certificate=certificate,
    )
    write_bytes(path, replace(file, seal=file.seal_that_fits()).text() + b"\n")


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a crash leaves the old one."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o600)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
