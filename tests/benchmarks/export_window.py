"""How free the export window is while a large roster is made into files, and how soon it is free when that is given up.

python tests/benchmarks/export_window.py [--officers N] [--days N]

Each format is exported in the real window: the longest time in which the window did nothing is told, with processor
time beside time on the clock; then once more, given up after a third of that time.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[n]) for n in (2, 1, 0)]

from exports import filled  # noqa: E402
from PySide6.QtCore import QThreadPool, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from console.dialogs.export import ExportDialog  # noqa: E402
from console.document import RosterDocument  # noqa: E402
from console.operations import exchange  # noqa: E402
from console.theme import Look  # noqa: E402
from scheduler.api import Desk  # noqa: E402
from scheduler.domain.roster import Period, RosterEdit, TourChange  # noqa: E402
from scheduler.generate import DEMO_FIRST, generate_site  # noqa: E402

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
STEP = 0.01


class Beat:
    """Notes the longest time between two turns of the event loop."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_turn)
        self._timer.start(5)

    def _on_turn(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now

    def reset(self) -> None:
        """Begin anew."""
        self.longest, self._last = 0.0, time.perf_counter()


def until(done, seconds: float = 120.0) -> None:
    """Let events happen until something is so, or for some seconds."""
    end = time.perf_counter() + seconds
    while not done() and time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(STEP / 10)


def main() -> None:
    """Measure and print two lines for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=600)
    parser.add_argument("--days", type=int, default=28)
    given = parser.parse_args()
    application = QApplication([])
    gc.disable()  # as the program does: see console.garbage
    site = generate_site(officers=given.officers, seed=1, days=given.days)
    period = Period(first=DEMO_FIRST, days=given.days)
    tours = filled(site.problem(period)).tours
    with tempfile.TemporaryDirectory() as folder:
        url = f"{folder}/large.db"
        with Desk.open(url, actor="bench", now=lambda: AT) as desk:
            desk.import_site(site, "bench")
            desk.create_roster(period)
            changes = tuple(TourChange(before=None, after=tour) for tour in tours)
            desk.apply_edit(1, RosterEdit(id="e", label="Fill", actor="bench", at=AT, changes=changes))
        document = RosterDocument()
        assert exchange.open_database(document, url)
        print(f"export window officers={given.officers} days={given.days} tours={len(tours)}")
        dialog = ExportDialog(document, Look())
        dialog.show()
        measure(dialog, Path(folder), (("roster", "xlsx"), ("roster", "html"), ("roster-by-officer", "pdf")))
        dialog.close()
        QThreadPool.globalInstance().waitForDone()
        document.desk.close()
    del application


def measure(dialog: ExportDialog, folder: Path, kinds: tuple[tuple[str, str], ...]) -> None:
    """Export each kind once to its end and once not."""
    beat = Beat()
    for what, form in kinds:
        dialog.choose(what)
        dialog.form.setCurrentIndex(dialog.form.findData(form))
        dialog.folder.setText(str(folder / "whole"))
        until(lambda: dialog.shown is not None)
        beat.reset()
        cpu, wall = time.process_time(), time.perf_counter()
        dialog.take.click()
        until(lambda: not dialog.is_running)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(
            f"  {what} {form}: cpu={cpu:.2f} s wall={wall:.2f} s, longest turn {beat.longest * 1000:.0f} ms", flush=True
        )
        print(f"    {dialog.fields.said.text()[:80]}")
        dialog.folder.setText(str(folder / f"given_up_{what}_{form}"))
        until(lambda: dialog.shown is not None)
        dialog.take.click()
        end = time.perf_counter() + wall / 3
        until(lambda end=end: time.perf_counter() > end)
        began = time.perf_counter()
        dialog.reject()
        free = time.perf_counter() - began
        said = dialog.fields.said.text()
        QThreadPool.globalInstance().waitForDone()
        rest = time.perf_counter() - began
        until(lambda: dialog.shown is not None)
        left = (folder / f"given_up_{what}_{form}").exists()
        print(
            f"    given up: window free after {free * 1000:.1f} ms ({said}), its thread after {rest:.2f} s,"
            f" files left: {'yes' if left else 'none'}",
            flush=True,
        )


if __name__ == "__main__":
    main()
