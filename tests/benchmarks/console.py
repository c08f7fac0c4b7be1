"""How long the console's event loop stands still: edits, drags, scrolling, every place and theme, a build beside.

A real window shows a roster that `check.pattern_roster` makes, in a database of its own. A timer that should fire
every two milliseconds notes how late it is; the latest is the longest time for which the window did not answer. Of
that, "CPU" is what the window's own thread worked, which other programs on the machine change least.

Usage: python tests/benchmarks/console.py [--sizes 260x28 1000x28 1000x56] [--edits 60] [--build SECONDS] [--starts 2]
           [--only PHASE ...]

The goals, on a machine that has nothing else to do: no stall over 50 ms at 260 officers and 28 days, and none over
100 ms above; an edit is checked in 16 ms at 260; the window takes keys 2 s after the start of the process.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, thread_time
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "benchmarks")]  # the package console before this file

from check import facility_and_roster  # noqa: E402
from PySide6.QtCore import QEvent, QEventLoop, QModelIndex, QPointF, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QMouseEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from console import app  # noqa: E402
from console.background import is_busy_in_background  # noqa: E402
from console.main_window import MainWindow  # noqa: E402
from console.operations import blocks, drops, exchange, exposure, plans, reports  # noqa: E402
from console.operations import build as building  # noqa: E402
from console.operations import roster as edits  # noqa: E402
from console.operations.drops import How  # noqa: E402
from console.preferences import Preferences  # noqa: E402
from console.solving.solver_process import Options  # noqa: E402
from console.views.reports import ReportsPage  # noqa: E402
from console.views.setup import SetupPage  # noqa: E402
from scheduler.api import ABOUT_OFFICERS, ABOUT_THE_PLACE, Checker, Desk  # noqa: E402
from scheduler.domain.roster import Roster, RosterEdit, TourChange  # noqa: E402

TICK_MILLISECONDS = 2
SEED = 1
PAUSE_MILLISECONDS = 20
"""Between two actions, so that the window draws what the last one changed."""
Action = tuple[str, Callable[[], object]]
STALL_GOALS = {260: 50, 1000: 100}
CHECK_GOAL, START_GOAL = 16, 2.0
SHEETS = {"officers": ABOUT_OFFICERS, "facility": ABOUT_THE_PLACE}
REPORTS = {"reports": reports.REPORTS, "exposure": exposure.REPORTS}
"""Milliseconds at 260 officers; seconds."""


@dataclass
class Gaps:
    """What was measured in one phase, in milliseconds."""

    actions: list[float] = field(default_factory=list)
    worst_wall: float = 0.0
    worst_cpu: float = 0.0
    worst_action: str = ""


class Watch:
    """Notes how long the event loop was away, and during which action."""

    def __init__(self) -> None:
        """Start watching."""
        self.gaps = Gaps()
        self.action = "idle"
        self._wall, self._cpu = perf_counter(), thread_time()
        self._timer = QTimer(interval=TICK_MILLISECONDS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def begin(self) -> None:
        """Begin another phase."""
        self.gaps = Gaps()
        self._wall, self._cpu = perf_counter(), thread_time()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        wall, cpu = perf_counter(), thread_time()
        gap = (wall - self._wall) * 1000 - TICK_MILLISECONDS
        self.gaps.worst_wall = max(self.gaps.worst_wall, gap)
        worked = (cpu - self._cpu) * 1000
        if worked > self.gaps.worst_cpu:
            self.gaps.worst_cpu, self.gaps.worst_action = worked, self.action
        self._wall, self._cpu = wall, cpu


def run(window: MainWindow, watch: Watch, actions: Iterator[Action]) -> Gaps:
    """Do the actions one after the other in the event loop and return what was measured."""
    loop = QEventLoop()
    watch.begin()
    timer = QTimer(interval=PAUSE_MILLISECONDS)

    def do_next() -> None:
        found = next(actions, None)
        if found is None:
            if not window.checking.is_busy:
                timer.stop()
                loop.quit()
            return
        watch.action = found[0]
        begin = perf_counter()
        found[1]()
        watch.gaps.actions.append((perf_counter() - begin) * 1000)

    timer.timeout.connect(do_next)
    timer.start()
    loop.exec()
    return watch.gaps


class CheckTimes:
    """How long the checker takes to judge edits, in milliseconds, while it is in use."""

    def __init__(self) -> None:
        """Begin to measure."""
        self.found: list[float] = []
        self._edited = Checker.edited

    def __enter__(self) -> "CheckTimes":
        """Measure every edit from now on."""
        times, edited = self.found, self._edited

        def measured_edit(checker: Checker, roster: Roster) -> Checker:
            begin = thread_time()
            after = edited(checker, roster)
            assert after.report is not None
            times.append((thread_time() - begin) * 1000)
            return after

        Checker.edited = measured_edit  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        """Measure no more."""
        Checker.edited = self._edited  # type: ignore[method-assign]


def editing(window: MainWindow, random: Random, count: int) -> Iterator[Action]:
    """Yield edits of every sort, undone and redone in between."""
    document = window.document
    badges, dates = document.facts.in_order, document.roster.period.dates
    codes = sorted(document.facts.posts)

    def some() -> tuple[str, object]:
        return random.choice(badges), random.choice(dates)

    def drop() -> None:
        source = next(c for c in iter(some, None) if document.index.of_cell(*c))
        target = (random.choice(badges), source[1])
        plans.perform(document, drops.drop_on_cell(document, source, target, How.EXCHANGE))

    kinds: list[tuple[str, Callable[[], object]]] = [
        ("type a code", lambda: edits.assign(document, *some(), random.choice(codes))),
        ("drop", drop),
        ("clear", lambda: edits.clear(document, [some()])),
        ("lock", lambda: edits.toggle_lock(document, [some()])),
        ("undo", document.stack.undo),
        ("redo", document.stack.redo),
    ]
    for n in range(count):
        yield kinds[n % len(kinds)]


def dragging(window: MainWindow, random: Random, count: int) -> Iterator[Action]:
    """Yield a drag over the cells that are seen, let go at its end."""
    table, model = window.work.grid.table, window.grid_model
    seen = [model.index(row, column) for row in range(25) for column in range(8)]
    source = next(i for i in seen if model.flags(i) & Qt.ItemFlag.ItemIsDragEnabled)

    def send(kind: QEvent.Type, at: QModelIndex) -> None:
        spot = QPointF(table.visualRect(at).center())
        port = table.viewport()
        left = Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, spot, port.mapToGlobal(spot), button, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(port, event)

    yield "press", lambda: send(QEvent.Type.MouseButtonPress, source)
    for _ in range(count):
        yield "drag over", lambda: send(QEvent.Type.MouseMove, random.choice(seen))
    yield "let go", table.end_drag


def scrolling(window: MainWindow, count: int) -> Iterator[Action]:
    """Yield steps through all rows and all dates, and in larger leaps."""
    down, across = window.work.grid.table.verticalScrollBar(), window.work.grid.table.horizontalScrollBar()
    for n in range(count):
        yield "scroll down", lambda n=n: down.setValue(n * 60 % (down.maximum() + 1))
        yield "scroll across", lambda n=n: across.setValue(n * 40 % (across.maximum() + 1))
    for n in range(count // 4):
        yield "leap", lambda n=n: down.setValue(down.maximum() * (n % 5) // 4)


def scrolling_others(window: MainWindow, count: int) -> Iterator[Action]:
    """Yield steps through the day board, the posts by day and a person's card."""
    work = window.work
    tables = {"board": work.board.table, "posts": work.posts.table, "person": work.person.table}
    for name, table in tables.items():
        yield f"show {name}", lambda name=name: work.show_view(name)
        down = table.verticalScrollBar()
        for n in range(count // 3):
            yield f"scroll {name}", lambda n=n, down=down: down.setValue(n * 60 % (down.maximum() + 1))
    yield "show grid", lambda: work.show_view("grid")


def opening(window: MainWindow) -> Iterator[Action]:
    """Yield the opening of the roster that is open."""
    number = window.document.roster_id
    assert number is not None
    yield "open the roster", lambda: exchange.open_roster(window.document, number)


def accepting(window: MainWindow) -> Iterator[Action]:
    """Yield looks at what the build proposes, its acceptance, and the way back."""
    document = window.document
    yield "look at the roster", lambda: document.show_proposal(False)
    yield "look at the proposal", lambda: document.show_proposal(True)
    yield "accept", lambda: building.accept_proposal(document)
    yield "undo the acceptance", document.stack.undo


def looking(window: MainWindow, count: int) -> Iterator[Action]:
    """Yield changes of view, date and filter."""
    work, model = window.work, window.grid_model
    area = min(post.area for post in window.document.facts.posts.values())
    narrower: tuple[dict[str, str | int], ...] = (
        {"watch": "night"}, {"area": area}, {"priority": "critical"}, {"most_left": 3}, {"is_finding": True},
        {"is_rotation": True}, {"is_changed": True},
    )  # fmt: skip
    for _ in range(max(1, count // 12)):
        yield "day board", lambda: work.show_view("board")
        for _ in range(4):
            yield "next day", lambda: window.board_model.step(1)
        yield "grid", lambda: work.show_view("grid")
        for chosen in narrower:
            yield f"filter {next(iter(chosen))}", lambda chosen=chosen: model.set_filter(**chosen)
            yield "filters off", model.show_all


def dressing(window: MainWindow) -> Iterator[Action]:
    """Yield other themes and sizes, at the roster and at places that draw much."""
    for place in ("roster", "overlay", "officers", "policy"):
        yield f"go to {place}", lambda place=place: window.go_to(place)
        yield from ((f"{place} comes", _nothing) for _ in _until(lambda: not is_busy_in_background()))
        for theme in ("dark", "contrast", "light"):
            yield f"{theme}, {place}", lambda theme=theme: window.choose_theme(theme)
        for step in (1, 0):
            yield f"another size, {place}", lambda step=step: window.zoom(step)
    yield "back to the roster", lambda: window.go_to("roster")


def pasting(window: MainWindow) -> Iterator[Action]:
    """Yield large edits: a fortnight of twenty officers is cleared and brought back, and a block is applied."""
    document = window.document
    badges, dates = document.facts.in_order[:20], document.roster.period.dates[:14]
    yield "clear a block", lambda: edits.clear(document, [(b, on) for b in badges for on in dates])
    yield "undo a block", document.stack.undo
    wanted = blocks.fill_wanted(document, badges[:2], dates[:5], is_down=True)
    yield "fill", lambda: plans.perform(document, blocks.preview(document, "Fill", wanted).plan, plans.APPROVED)


def overlaying(window: MainWindow, random: Random, count: int) -> Iterator[Action]:
    """Yield the opening of the risk overlay, its views and its slider, and edits while it is shown."""
    page = window.places.overlay

    def comes() -> Iterator[Action]:
        yield from (("figures come", _nothing) for _ in _until(lambda: page.picturing.is_current))

    def slide() -> Iterator[Action]:
        for _ in range(count):
            yield f"slide, {page.view}", lambda: page.time.slider.setValue(random.randrange(len(page.overlay.moments)))

    yield "open the overlay", lambda: window.go_to("overlay")
    yield from comes()
    for view in page.view_chips:
        yield f"show {view}", lambda view=view: page.show_view(view)
        yield from slide()
        for name, act in editing(window, random, max(6, count // 3)):
            yield f"{name}, {view}", act
            yield from comes()
    yield "back to the plan", lambda: page.show_view("plan")
    yield "back to the roster", lambda: window.go_to("roster")
    yield "to the overlay again", lambda: window.go_to("overlay")
    yield from comes()
    yield "back to the roster", lambda: window.go_to("roster")


def visiting(window: MainWindow) -> Iterator[Action]:
    """Yield visits of every other place, of its parts, and of every report that it has."""
    for place, _ in window.places.open_names():
        if place in ("roster", "overlay"):
            continue
        yield f"go to {place}", lambda place=place: window.go_to(place)
        page = window.places.page()
        for sheet in SHEETS.get(place, ()) if isinstance(page, SetupPage) else ():
            yield f"{place}: {sheet}", lambda page=page, sheet=sheet: page.show_sheet(sheet)
            yield f"{place}: {sheet} comes", _nothing
        keys = [key for key, _, _ in REPORTS.get(place, ())] if isinstance(page, ReportsPage) else []
        for key in keys:
            yield f"{place}: {key}", lambda page=page, key=key: page.show_report(key)
            yield from ((f"{place}: {key} comes", _nothing) for _ in _until(lambda: not is_busy_in_background()))
    yield "back to the roster", lambda: window.go_to("roster")


def made_database(folder: Path, officers: int, days: int, seed: int) -> str:
    """Set up a database with a facility and a roster and return its address."""
    site, roster = facility_and_roster(officers, seed, days)
    url = exchange.url_of(folder / "bench.db")
    with Desk.open(url, actor="benchmark") as desk:
        desk.import_site(site, "made up")
        head = desk.create_roster(roster.period)
        changes = tuple(TourChange(before=None, after=tour) for tour in roster.tours)
        desk.apply_edit(
            head.id, RosterEdit(id=uuid4().hex, label="Build", actor="benchmark", at=datetime.now(UTC), changes=changes)
        )
    return url


def opening_first(window: MainWindow, url: str) -> Iterator[Action]:
    """Yield the opening of a database in an empty window, until its roster is judged."""
    yield "open the database", lambda: window.open_database(url)
    yield from (("the roster is judged", _nothing) for _ in _until(lambda: not window.checking.is_busy))


def phases_of(window: MainWindow, random: Random, url: str, count: int) -> dict[str, Iterator[Action]]:
    """Return what is measured, by name and in order; each place is seen for the first time before anything else."""
    return {
        "first opening": opening_first(window, url),
        "each place for the first time": visiting(window),
        "the risk overlay": overlaying(window, random, count // 2),
        "editing": editing(window, random, count),
        "dragging": dragging(window, random, count),
        "scrolling": scrolling(window, count),
        "scrolling other views": scrolling_others(window, count),
        "views and filters": looking(window, count),
        "blocks": pasting(window),
        "each place again": visiting(window),
        "themes and sizes": dressing(window),
        "opening": opening(window),
    }


def measured(size: tuple[int, int], count: int, build_seconds: int, starts: int, wanted: list[str]) -> Iterator[str]:
    """Yield the lines of the table for one size, officers and days; of the phases only those wanted, [] for all."""
    app.make_application()
    officers, days = size
    random = Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        url = made_database(Path(folder), officers, days, SEED)
        window = app.make_window(Preferences(None))
        garbage = app.keep_still(window)
        window.resize(1600, 960)
        window.show()
        app.settle(window)
        watch, times = Watch(), CheckTimes()
        with times:
            for name, actions in phases_of(window, random, url, count).items():
                if not wanted or name in wanted or name == "first opening":
                    yield _line(officers, days, name, run(window, watch, actions))
        if times.found:
            yield (
                f"| {officers} x {days} | an edit is checked | {len(times.found)} | {median(times.found):.1f} | "
                f"| {max(times.found):.1f} | {CHECK_GOAL if officers == 260 else ''} | median and longest |"
            )
        if build_seconds:
            yield from _beside_a_build(window, watch, random, count, build_seconds)
        watch.stop()
        window.close()
        garbage.end()
        if starts:
            found = [warm_start(url, Path(folder)) for _ in range(starts + 1)][1:]  # the first one warms the caches
            by_clock, worked = zip(*found, strict=True)
            yield (
                f"| {officers} x {days} | start until keys are taken | {starts} | {median(by_clock) * 1000:.0f} "
                f"| {max(by_clock) * 1000:.0f} | {median(worked) * 1000:.0f} | {START_GOAL * 1000:.0f} "
                "| second start and later |"
            )


def _beside_a_build(window: MainWindow, watch: Watch, random: Random, count: int, seconds: int) -> Iterator[str]:
    """Yield the lines of a build: edits while it runs, its end, and what becomes of its proposal."""
    document = window.document
    officers, days = len(document.facts.officers), document.roster.period.days
    building.start_build(document, window.build_state, Options(seconds=seconds))
    slider = overlaying(window, random, count // 6)
    mixed = (action for pair in zip(editing(window, random, count), scrolling(window, count), strict=False)
             for action in pair)  # fmt: skip
    yield _line(officers, days, "editing while a build runs", run(window, watch, mixed))
    yield _line(officers, days, "the overlay while a build runs", run(window, watch, slider))
    waiting = (("waiting for the build", _nothing) for _ in _until(lambda: not window.build_state.is_running))
    yield _line(officers, days, "the build goes on and ends", run(window, watch, waiting))
    if document.proposal is not None:
        yield _line(officers, days, "the proposal", run(window, watch, accepting(window)))


def _nothing() -> None:
    """Let the event loop have a turn."""


def _until(is_over: Callable[[], bool]) -> Iterator[None]:
    while not is_over():
        yield


_STARTED = """
import sys, time
begin = float(sys.argv[1])
from console import __main__ as program

is_safe = program.why_unsafe

def watched():
    # The program is about to show its window; everything was loaded in its own order.
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from console import app
    from console.main_window import MainWindow

    application = app.make_application()
    def look():
        window = next((w for w in application.topLevelWidgets() if isinstance(w, MainWindow)), None)
        if window is None or not window.grid_model.rowCount() or not window.work.grid.table.isVisible():
            return
        table = window.work.grid.table
        table.setFocus()
        table.setCurrentIndex(window.grid_model.index(0, 0))
        window.repaint()
        QTest.keyClick(table, Qt.Key.Key_Down)
        if table.currentIndex().row() == 1:
            print(time.time() - begin, time.process_time(), flush=True)
            timer.stop()
            QTimer.singleShot(0, window.close)
    timer = QTimer(application, interval=5)
    timer.timeout.connect(look)
    timer.start()
    return is_safe()

program.why_unsafe = watched
sys.exit(program.main(["--db", sys.argv[2]]))
"""


def warm_start(url: str, folder: Path) -> tuple[float, float]:
    """Return the seconds from the start of a process until its window shows the roster and takes a key.

    The second number is the processor time of it, in all threads.
    """
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHONPATH": str(TESTS.parent),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", _STARTED, str(time.time()), url]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    by_clock, worked = done.stdout.split()[:2]
    return float(by_clock), float(worked)


def _line(officers: int, days: int, name: str, gaps: Gaps) -> str:
    goal = STALL_GOALS[260] if officers <= 260 else STALL_GOALS[1000]
    if not gaps.actions:  # what was waited for had come already
        return f"| {officers} x {days} | {name} | 0 | | | | {goal} | |"
    return (
        f"| {officers} x {days} | {name} | {len(gaps.actions)} | {median(gaps.actions):.0f} "
        f"| {gaps.worst_wall:.0f} | {gaps.worst_cpu:.0f} | {goal} | {gaps.worst_action} |"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", default=["260x28", "1000x28"], help="officers x days")
    parser.add_argument("--edits", type=int, default=60)
    parser.add_argument("--build", type=int, default=0, help="seconds of a build beside the edits")
    parser.add_argument("--starts", type=int, default=0, help="how often the program is started, besides once before")
    parser.add_argument("--only", nargs="+", default=[], metavar="PHASE", help="phases by their names, besides opening")
    arguments = parser.parse_args()
    print("| size | phase | actions | median ms | longest stall ms | of it CPU ms | goal ms | during |")
    print("|---|---|---|---|---|---|---|---|")
    for size in arguments.sizes:
        officers, days = (int(part) for part in size.split("x"))
        lines = measured((officers, days), arguments.edits, arguments.build, arguments.starts, arguments.only)
        for line in lines:
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
