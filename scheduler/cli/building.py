"""Runs the engine for a command and says in one sentence why there is no roster, if there is none."""

from collections.abc import Callable
from pathlib import Path

from scheduler.cli.failure import CommandError
from scheduler.cli.files import write_bytes
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine import BuildOptions, Built, EngineError, ImpossibleError, NoRosterError
from scheduler.engine.guarded import build_guarded
from scheduler.wire import encode, sha256
from scheduler.wire.progress import Progress


def run_engine(
    problem: Problem, options: BuildOptions, report: Callable[[Progress], None], start: Roster | None = None
) -> Built:
    """Build a roster, from one that is at hand where it is given.

    Raises:
        CommandError: there is no roster that could be shown. Where the program itself is wrong, the problem is saved
            in a file that the sentence names, so that the build can be repeated.
    """
    try:
        return build_guarded(problem, options, report, start)
    except (ImpossibleError, NoRosterError) as error:
        raise CommandError(str(error), status=1) from error
    except EngineError as error:
        from platformdirs import user_state_path

        path = Path(user_state_path("fairwatch", appauthor=False)) / f"problem-{sha256(problem)[:12]}.json"
        write_bytes(path, encode(problem))
        raise CommandError(f"{error}; this is a mistake in the program, the problem is kept in {path}", 1) from error
