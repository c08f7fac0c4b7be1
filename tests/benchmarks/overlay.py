"""How fast the risk overlay's slider moves: frames a second on a plan with many posts, drawn off screen.

python tests/benchmarks/overlay.py [--posts N] [--frames N]

Reports the time of the processor that a frame takes: the marks of one more watch and the whole plan drawn anew at
1600 x 960. What else runs on the machine changes the time on the clock, and little of this.
"""

import argparse
import gc
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[n]) for n in (2, 1)]

from support.attention_tables import GivenTable  # noqa: E402

from console import app  # noqa: E402
from console.models.overlay import CLOSED, OPEN, Mark, Moment, Overlay  # noqa: E402
from console.models.overlay_plan import layout_of  # noqa: E402
from console.theme import LIGHT, Look  # noqa: E402
from console.views.overlay.plan_view import PlanView  # noqa: E402
from scheduler.domain.facility import Area, Post  # noqa: E402
from scheduler.domain.words import AreaCode, FacilityId, PostCode, Priority, ShiftCode  # noqa: E402
from scheduler.generate.floor_plan import floor_plan  # noqa: E402

AIM, DATES = 30, 28
JAIL = FacilityId("BENCH")


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=120)
    parser.add_argument("--frames", type=int, default=120)
    given = parser.parse_args()
    spent = seconds_of_frames(given.posts, given.frames)
    new, again = spent[1:DATES], spent[DATES:]
    for name, found in (("watches not seen before", new), ("watches seen before", again)):
        if found:
            rate = len(found) / sum(found)
            told = "at least" if rate >= AIM else "BELOW"
            milliseconds = f"mean={1000 / rate:.1f} ms slowest={max(found) * 1000:.1f} ms"
            print(f"overlay posts={given.posts} {name}: fps={rate:.1f} ({told} {AIM}) {milliseconds}")
    print(f"overlay posts={given.posts} first picture of all: {spent[0] * 1000:.1f} ms")


def seconds_of_frames(count: int, frames: int) -> list[float]:
    """Return the processor time of each frame of a plan with `count` posts in seconds; after `DATES` they repeat."""
    application = app.make_application()
    areas = [Area(code=AreaCode(f"U{n}"), name=f"Unit {n}", facility=JAIL, outline=f"area-U{n}") for n in range(24)]
    posts = [
        Post(
            code=PostCode(f"P-{n}"),
            name=f"Post {n}",
            facility=JAIL,
            area=areas[n % len(areas)].code,
            priority=Priority.CRITICAL,
            outline=f"post-P-{n}",
        )
        for n in range(count)
    ]
    plan = floor_plan([(a.code, a.name) for a in areas], [(p.code, p.area) for p in posts])
    first, shift = date(2026, 12, 6), ShiftCode("D")
    dates = tuple(first + timedelta(days=n) for n in range(DATES))
    codes = tuple(post.code for post in posts)

    def cell(post: PostCode, _: ShiftCode, on: date) -> tuple[int, int, int]:
        low = (int(post[2:]) * 7 + on.day * 3) % 88
        return (OPEN if low % 9 else CLOSED), low, low + (on.day % 3) * 6

    overlay = Overlay()
    table = GivenTable(codes, (shift,), dates, cell)
    view = PlanView()
    view.resize(1600, 960)
    view.set_look(Look(LIGHT))
    view.show()
    view.show_layout(layout_of(plan, posts, areas, 1000.0))
    view.choose(codes[0])
    application.processEvents()
    spent = []
    gc.freeze()
    gc.disable()  # as the console does: it looks for garbage between two events
    for n in range(frames):
        begun = time.process_time()
        view.show_marks(marks_at(overlay, table, codes, shift, dates[n % len(dates)]), is_stale=False)
        view.viewport().repaint()
        spent.append(time.process_time() - begun)
    gc.enable()
    view.close()
    return spent


def marks_at(
    overlay: Overlay, table: GivenTable, codes: tuple[PostCode, ...], shift: ShiftCode, on: date
) -> tuple[Mark, ...]:
    """Return the marks of a date, looked up as the overlay does."""
    overlay._shifts = {"day": (shift,)}
    return tuple(overlay._mark(table, code, Moment(on, "day")) for code in codes)


if __name__ == "__main__":
    main()
