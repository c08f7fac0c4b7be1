"""Tells that a database was changed, by whomever: a server says so itself, a file is looked at twice a second."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from scheduler.storage.address import Server, Where
from scheduler.storage.connect import CHANNEL, LOST

PAUSE_SECONDS = 0.5
"""How long a file is not looked at, and how long is waited before a lost server is tried again for the first time."""
MOST_PAUSE_SECONDS = 15.0
"""Each further time it is waited twice as long, up to this."""


class Seen(StrEnum):
    """What a watcher tells."""

    CHANGED = "changed"
    LOST = "lost"
    BACK = "back"


class Watcher:
    """A thread that tells of changes. What is told is told in that thread.

    The first thing told is `CHANGED`, once changes are noticed: what was read before may be old by then. `BACK` tells
    that a lost server answers again: what was changed meanwhile is not told one by one.
    """

    def __init__(self, place: Where, told: Callable[[Seen], None]) -> None:
        self._place, self._told = place, told
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fairwatch watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell no more, and wait until the thread is over."""
        self._is_over.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=10)

    def _run(self) -> None:
        place = self._place
        for seen in self._of_server(place) if isinstance(place, Server) else self._of_file(place):
            if self._is_over.is_set():
                return
            self._told(seen)

    def _of_file(self, path: Path) -> Iterator[Seen]:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            last = None
            while not self._is_over.is_set():
                # Counts the commits of all others.
                now = connection.execute("PRAGMA data_version").fetchone()[0]
                if last != now:
                    yield Seen.CHANGED
                last = now
                self._is_over.wait(PAUSE_SECONDS)

    def _of_server(self, server: Server) -> Iterator[Seen]:
        import psycopg

        from scheduler.storage.server import settings_of

        is_lost, pause = False, PAUSE_SECONDS
        while not self._is_over.is_set():
            try:
                with psycopg.connect(**settings_of(server), autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    LOST.discard(server)
                    yield Seen.BACK if is_lost else Seen.CHANGED
                    is_lost, pause = False, PAUSE_SECONDS
                    while not self._is_over.is_set():
                        for _ in connection.notifies(timeout=PAUSE_SECONDS, stop_after=1):
                            yield Seen.CHANGED
            except psycopg.Error:
                if not is_lost:
                    is_lost = True
                    LOST.add(server)
                    yield Seen.LOST
                self._is_over.wait(pause)
                pause = min(2 * pause, MOST_PAUSE_SECONDS)
        LOST.discard(server)
