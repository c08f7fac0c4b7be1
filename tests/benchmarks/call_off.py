"""How long a watch commander waits in the console when an officer calls off: from the first key to a mended roster.

    python tests/benchmarks/call_off.py [--officers N ...] [--days N] [--events N] [--seed N]

A real window, off screen, shows a complete roster; the clock stands forty minutes before a watch. An officer of it,
on a critical or mandatory post, does not come. The keys are pressed as a person would press them: F7 on the tour, Enter
on the first repair, which is taken over as one edit. Where the best repair leaves the seat to nobody, the overtime desk
follows and A says that whoever is called comes.

Seconds by the clock, medians over the call-offs (the longest in brackets), each on the mended roster of the last:
"candidates" until those who could take the tour are painted, ranked, or that nobody can; "proven" until the line of the
fewest changes is; "taken" from Enter until the roster has the repair; "desk" from asking to call in for a seat that
nobody holds until who is to be called is painted. "CPU" is the processor time of the window and of the process that
answers until the proof. That process is warm, as it is a few seconds after a roster was opened.

The goals at 260 officers: candidates in 0.3 s, proven in 2 s, three keys.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does
TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "benchmarks")]

from PySide6.QtCore import Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from console import app  # noqa: E402
from console.dialogs.calling import CallingDialog  # noqa: E402
from console.dialogs.repair import RepairDialog  # noqa: E402
from console.main_window import MainWindow  # noqa: E402
from console.models.repairs import PROVEN  # noqa: E402
from console.models.roles import CELL_ROLE  # noqa: E402
from console.operations import exchange  # noqa: E402
from console.operations import roster as edits  # noqa: E402
from console.preferences import Preferences  # noqa: E402
from scheduler.api import Desk, here  # noqa: E402
from scheduler.domain.answers import RepairPlan  # noqa: E402
from scheduler.domain.roster import Period, RosterEdit, Tour, TourChange  # noqa: E402
from scheduler.domain.words import Priority  # noqa: E402
from scheduler.engine.compiled import compile_problem  # noqa: E402
from scheduler.engine.score import Scorer  # noqa: E402
from scheduler.engine.shift_plan import first_roster  # noqa: E402
from scheduler.engine.tours import roster_of  # noqa: E402
from scheduler.generate import DEMO_FIRST, generate_site  # noqa: E402

BEFORE = 40
"""Minutes from the call to the begin of the watch."""
DAY = 9
"""Days after the first of the period on which it happens."""
LOOK_MILLISECONDS = 2


@dataclass
class Course:
    """What was seen of one call-off, in seconds from the first key."""

    candidates: float = 0.0
    proven: float = 0.0
    ended: float = 0.0
    taken: float = 0.0
    keys: int = 0
    cpu: float = 0.0
    changes: int = 0


def made_database(folder: Path, officers: int, days: int, seed: int) -> str:
    """Set up a database with a facility and the engine's first roster, and return its address."""
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=days)
    problem = site.problem(Period(first=DEMO_FIRST, days=days))
    roster = roster_of(first_roster(Scorer(compile_problem(problem)), lambda: False))
    url = exchange.url_of(folder / "bench.db")
    with Desk.open(url, actor="benchmark") as desk:
        desk.import_site(site, "made up")
        head = desk.create_roster(roster.period)
        changes = tuple(TourChange(before=None, after=tour) for tour in roster.tours)
        desk.apply_edit(
            head.id, RosterEdit(id=uuid4().hex, label="Build", actor="benchmark", at=datetime.now(UTC), changes=changes)
        )
    return url


class Watching:
    """Looks at the windows that come up over the main one, every other millisecond, and presses the keys."""

    def __init__(self, window: MainWindow) -> None:
        """Look at a window; nothing is begun."""
        self._window, self.course = window, Course()
        self._begun = 0.0
        self._step: Callable[[], None] = lambda: None
        self._timer = QTimer(window, interval=LOOK_MILLISECONDS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._step())

    def call_off(self, tour: Tour) -> Course:
        """Press F7 on a tour and take the first repair when it is proven; return what was seen."""
        window = self._window
        window.go_to("roster")
        window.work.show_view("grid")
        show(window, tour)
        self.course, self._step = Course(), self._look_at_repairs
        cpu = self._cpu()
        self._begin()
        QTest.keyClick(window.work.grid.table, Qt.Key.Key_F7)  # comes back when the window over it has closed
        self._timer.stop()
        self.course.cpu = self._proven_cpu - cpu
        return self.course

    def call_in(self, tour: Tour) -> float:
        """Press Shift+F7 on a seat that nobody holds; return the seconds until it is said who is to be called."""
        window = self._window
        self.course, self._step = Course(), self._look_at_calls
        self._begin()
        window.answering.call_in_for(tour.post, tour.shift, tour.on)
        self._timer.stop()
        return self.course.candidates

    def _begin(self) -> None:
        self._proven_cpu = 0.0
        self.course.keys = 1
        self._begun = time.perf_counter()
        self._timer.start()

    def _passed(self) -> float:
        return time.perf_counter() - self._begun

    def _cpu(self) -> float:
        return time.process_time() + processor_of(self._window.questions.pid)

    def _look_at_repairs(self) -> None:
        dialog, course = _modal(RepairDialog), self.course
        if dialog is None:
            return
        plans = [line for line in dialog.list.lines if isinstance(line.value, RepairPlan)]
        if dialog.list.lines and not course.candidates:
            dialog.repaint()
            course.candidates = self._passed()
        if plans and plans[0].mark == PROVEN and not course.proven:
            dialog.repaint()
            course.proven, self._proven_cpu = self._passed(), self._cpu()
        if dialog._is_done:
            course.ended = self._passed()
            course.changes = plans[0].value.count if plans else 0
            self._proven_cpu = self._proven_cpu or self._cpu()
            self._step = self._look_at_desk
            begun = time.perf_counter()
            course.keys += 1
            QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)
            course.taken = time.perf_counter() - begun

    def _look_at_desk(self) -> None:
        dialog = _modal(CallingDialog)
        if dialog is not None and dialog._is_known:
            self.course.keys += 1
            QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_A)

    def _look_at_calls(self) -> None:
        dialog = _modal(CallingDialog)
        if dialog is not None and dialog._is_known:
            dialog.repaint()
            self.course.candidates = self._passed()
            self._step = lambda: None
            dialog.reject()


def _modal(kind: type[QWidget]) -> QWidget | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, kind) else None


def processor_of(pid: int) -> float:
    """Return the processor seconds of a running process, 0 where that cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(window: MainWindow, tour: Tour) -> None:
    """Choose a tour's cell in the grid and let the window come to rest."""
    model, table = window.grid_model, window.work.grid.table
    row = window.document.facts.in_order.index(tour.badge)
    column = next(
        n for n in range(model.columnCount()) if (model.index(row, n).data(CELL_ROLE) or (0, 0))[1] == tour.on
    )
    index = model.index(row, column)
    window.activateWindow()
    table.setFocus()
    table.setCurrentIndex(index)
    rest(lambda: table.hasFocus())
    rest(lambda: not window.checking.is_busy and not window.questions.is_busy)
    assert index.data(CELL_ROLE) == (tour.badge, tour.on)


def rest(is_over: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the event loop run until something is over."""
    end = time.perf_counter() + seconds
    while not is_over() and time.perf_counter() < end:
        QTest.qWait(10)


def measure(officers: int, days: int, events: int, seed: int) -> str:
    """Return the line of one size."""
    with tempfile.TemporaryDirectory() as folder:
        url = made_database(Path(folder), officers, days, seed)
        window = app.make_window(Preferences(None))
        garbage = app.keep_still(window)
        window.resize(1600, 960)
        window.show()
        window.open_database(url)
        app.settle(window)
        document = window.document
        on = DEMO_FIRST + timedelta(days=DAY)
        posts = {p.code for p in document.problem.posts if p.priority != Priority.PULL}
        tours = [t for t in document.roster.tours if t.on == on and t.shift == "D" and t.post in posts]
        clock_at(min(t.start for t in tours) - BEFORE)
        random, watching, seen, desk = Random(seed), Watching(window), [], []
        show(window, tours[0])
        window.questions.warm()
        rest(lambda: not window.questions.is_busy)
        for _ in range(events):
            seen.append(watching.call_off(random.choice([t for t in document.roster.tours if t in tours])))
            rest(lambda: not window.questions.is_busy)
        for tour in random.sample([t for t in document.roster.tours if t in tours], 3):
            edits.clear(document, [(tour.badge, tour.on)])
            rest(lambda: not window.checking.is_busy and not window.questions.is_busy)
            desk.append(watching.call_in(tour))
        window.close()
        garbage.end()
    return line_of(officers, days, seen, desk)


def line_of(officers: int, days: int, seen: list[Course], desk: list[float]) -> str:
    """Return a line of the table."""
    proven = [c.proven for c in seen if c.proven]
    many = f"{len(proven)} of {len(seen)}"
    keys = sorted({c.keys for c in seen})
    return (
        f"| {officers} | {days} | {_times([c.candidates for c in seen])} | {_times(proven)} | {many} "
        f"| {_times([c.ended for c in seen])} | {_times([c.taken for c in seen])} | {' or '.join(map(str, keys))} "
        f"| {median(c.changes for c in seen):g} | {median(c.cpu for c in seen):.2f} s | {_times(desk)} |"
    )


def _times(seconds: list[float]) -> str:
    return f"{median(seconds):.2f} s ({max(seconds):.2f})" if seconds else "-"


def clock_at(minute: int) -> None:
    """Let the program's clock run from an elapsed minute on."""
    begin, started = datetime.fromtimestamp(minute * 60, UTC), time.monotonic()
    here.utc_now = lambda: begin + timedelta(seconds=time.monotonic() - started)


def main(arguments: list[str]) -> int:
    """Print a table; return 1 if a repair was not proven."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, nargs="+", default=[260])
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--events", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    app.make_application()
    print("| officers | days | candidates | proven | | all ranked | taken | keys | tours | CPU | desk |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for officers in given.officers:
        print(measure(officers, given.days, given.events, given.seed), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
